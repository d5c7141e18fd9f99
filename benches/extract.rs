//! Whole extraction (bytes to article) against scraper's own parse of the same pages, in the same run.
//!
//! `cargo bench --bench extract -- PAGES.warc.gz...` (default: the article corpora beside the project). Prints `figure NAME VALUE UNIT` lines.
//!
//! Peak memory is what a process of its own needs above what it had before, for each of the largest pages (Linux only).

use std::error::Error;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chrono::DateTime;
use gleaner::archive::{ArchivedDocument, WarcReader};
use gleaner::charset::decode_html;
use gleaner::extract::{ExtractContext, extract_html};
use gleaner::model::{Hints, Page, Validators};

/// Rounds over all pages; the best time of each page counts, since a busy machine only ever adds to it.
const ROUNDS: usize = 5;

/// Argument by which the program asks itself for the peak memory of the page on standard input.
const PEAK_MEMORY: &str = "--peak-memory";

/// Pages that are shown, the slowest beside their parse.
const SHOWN_PAGES: usize = 8;

/// Pages that memory is measured with, the largest.
const MEASURED_PAGES: usize = 20;

/// The best times of one page.
struct Times {
    address: String,
    bytes: usize,
    parse: Duration,
    extract: Duration,
}

fn main() -> Result<(), Box<dyn Error>> {
    if std::env::args().any(|word| word == PEAK_MEMORY) {
        return measure_peak_memory();
    }
    let mut files: Vec<PathBuf> =
        std::env::args().skip(1).filter(|word| word != "--bench").map(PathBuf::from).collect();
    if files.is_empty() {
        let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/articles");
        files = ["aeb", "fundus"].map(|set| corpus.join(format!("{set}.warc.gz"))).into();
    }
    let mut pages = Vec::new();
    for file in files {
        pages.extend(pages_of(&file)?);
    }
    let times: Vec<Times> = pages.iter().map(measure).collect();
    report(&times, &mut io::stdout().lock())?;
    pages.sort_by_key(|page| std::cmp::Reverse(page.body.len()));
    let mut worst = 0.0_f64;
    for page in pages.iter().take(MEASURED_PAGES) {
        worst = worst.max(peak_memory(page)? as f64 / page.body.len() as f64);
    }
    writeln!(io::stdout().lock(), "figure extract_peak_memory_to_page_size {worst:.2} ratio")?;
    Ok(())
}

/// Bytes that reading a page takes at most, measured in a process of its own.
fn peak_memory(page: &Page) -> Result<u64, Box<dyn Error>> {
    let mut command = Command::new(std::env::current_exe()?);
    let mut child = command.arg(PEAK_MEMORY).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    child.stdin.take().ok_or("no standard input")?.write_all(&page.body)?;
    let output = child.wait_with_output()?;
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// Prints by how many bytes the peak rises while the page on standard input is read.
fn measure_peak_memory() -> Result<(), Box<dyn Error>> {
    let mut body = Vec::new();
    io::stdin().lock().read_to_end(&mut body)?;
    let hints = Hints::default();
    let context = ExtractContext { rule: None, hints: &hints, now: DateTime::UNIX_EPOCH, memory: None };
    let address: url::Url = "https://site.example/story".parse()?;
    let page = |body: Vec<u8>| Page {
        requested_url: address.clone(),
        final_url: address.clone(),
        status: 200,
        fetched_at: DateTime::UNIX_EPOCH,
        content_type: None,
        content_language: None,
        content_location: None,
        validators: Validators::default(),
        body,
    };
    // Tables that are built once and stay.
    let story = "<title>The bridge opens</title><p>BERLIN, 4 February 2021 (dpa) - The old bridge opens again on Monday.";
    extract_html(&page(story.repeat(20).into_bytes()), &context);
    let page = page(body);
    let before = peak_memory_bytes()?;
    std::hint::black_box(extract_html(&page, &context));
    let risen = peak_memory_bytes()?.saturating_sub(before);
    writeln!(io::stdout().lock(), "{risen}")?;
    Ok(())
}

/// The most memory that this process ever held, in bytes.
fn peak_memory_bytes() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? * 1024)
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
    let context = ExtractContext { rule: None, hints: &hints, now: page.fetched_at, memory: None };
    let address = page.final_url.to_string();
    let mut times = Times { address, bytes: page.body.len(), parse: Duration::MAX, extract: Duration::MAX };
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
    let ratio = |times: &Times| times.extract.as_secs_f64() / times.parse.as_secs_f64();
    let mut slowest: Vec<&Times> = times.iter().collect();
    slowest.sort_by(|one, other| ratio(other).total_cmp(&ratio(one)));
    for page in slowest.iter().take(SHOWN_PAGES) {
        writeln!(out, "{:.2} {:?} of {} bytes: {}", ratio(page), page.extract, page.bytes, page.address)?;
    }
    let megabytes = times.iter().map(|times| times.bytes).sum::<usize>() as f64 / 1e6;
    writeln!(out, "figure extract_pages {} pages", times.len())?;
    writeln!(out, "figure extract_pages_per_second {:.0} pages/s", times.len() as f64 / extract)?;
    writeln!(out, "figure extract_megabytes_per_second {:.1} MB/s", megabytes / extract)?;
    writeln!(out, "figure scraper_parse_pages_per_second {:.0} pages/s", times.len() as f64 / parse)?;
    writeln!(out, "figure extract_to_scraper_parse {:.3} ratio", extract / parse)?;
    writeln!(
        out,
        "figure extract_to_scraper_parse_worst_page {:.3} ratio",
        slowest.first().map_or(0.0, |page| ratio(page))
    )
}
