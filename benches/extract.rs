//! Whole extraction (bytes to article) against scraper's own parse of the same pages, in the same run.
//!
//! `cargo bench --bench extract -- PAGES.warc.gz...` (default: the article corpora beside the project). Prints `figure NAME VALUE UNIT` lines.

use std::error::Error;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::DateTime;
use gleaner::archive::{ArchivedDocument, WarcReader};
use gleaner::charset::decode_html;
use gleaner::extract::{ExtractContext, extract_html};
use gleaner::model::{Hints, Page};

/// Rounds over all pages; the best time of each page counts, since a busy machine only ever adds to it.
const ROUNDS: usize = 5;

/// The best times of one page.
struct Times {
    bytes: usize,
    parse: Duration,
    extract: Duration,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut files: Vec<PathBuf> =
        std::env::args().skip(1).filter(|word| word != "--bench").map(PathBuf::from).collect();
    if files.is_empty() {
        let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/articles");
        files = ["aeb", "fundus"].map(|set| corpus.join(format!("{set}.warc.gz"))).into();
    }
    let mut times = Vec::new();
    for file in files {
        for page in pages_of(&file)? {
            times.push(measure(&page));
        }
    }
    Ok(report(&times, &mut io::stdout().lock())?)
}

fn pages_of(file: &PathBuf) -> Result<Vec<Page>, Box<dyn Error>> {
    let input = File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let reader = WarcReader::new(input, DateTime::UNIX_EPOCH)?;
    let pages = reader.filter_map(|record| match record {
        Ok(ArchivedDocument::Page { page, .. }) => Some(Ok(page)),
        Ok(ArchivedDocument::Unusable { .. }) => None,
        Err(error) => Some(Err(error.into())),
    });
    pages.collect()
}

fn measure(page: &Page) -> Times {
    let text = decode_html(&page.body, page.content_type.as_deref()).text;
    let hints = Hints::default();
    let context = ExtractContext { rule: None, hints: &hints, now: page.fetched_at };
    let mut times = Times { bytes: page.body.len(), parse: Duration::MAX, extract: Duration::MAX };
    for _ in 0..ROUNDS {
        times.parse = times.parse.min(timed(|| scraper::Html::parse_document(&text)));
        times.extract = times.extract.min(timed(|| extract_html(page, &context)));
    }
    times
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    std::hint::black_box(work());
    begun.elapsed()
}

fn report(times: &[Times], out: &mut impl Write) -> io::Result<()> {
    let seconds = |pick: fn(&Times) -> Duration| times.iter().map(pick).sum::<Duration>().as_secs_f64();
    let (parse, extract) = (seconds(|times| times.parse), seconds(|times| times.extract));
    let ratios = times.iter().map(|times| times.extract.as_secs_f64() / times.parse.as_secs_f64());
    let megabytes = times.iter().map(|times| times.bytes).sum::<usize>() as f64 / 1e6;
    writeln!(out, "figure extract_pages {} pages", times.len())?;
    writeln!(out, "figure extract_pages_per_second {:.0} pages/s", times.len() as f64 / extract)?;
    writeln!(out, "figure extract_megabytes_per_second {:.1} MB/s", megabytes / extract)?;
    writeln!(out, "figure scraper_parse_pages_per_second {:.0} pages/s", times.len() as f64 / parse)?;
    writeln!(out, "figure extract_to_scraper_parse {:.3} ratio", extract / parse)?;
    writeln!(out, "figure extract_to_scraper_parse_worst_page {:.3} ratio", ratios.fold(0.0, f64::max))
}
