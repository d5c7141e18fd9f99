//! Searching a store of many articles: how long queries take, what the index adds to the file, how large the file is.
//!
//! `cargo bench --bench search -- [--articles N] [--corpus FOLDER] [--store FILE]`. The articles are made up (see `support/corpus.rs`) with the word
//! frequencies of the corpus beside the project; `--store` keeps the store for the next run, and takes one that is there. Prints
//! `figure NAME VALUE UNIT` lines. Times are by the clock, and, where the system tells it (Linux), of the processor: a busy machine adds to the first only.

mod support;

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gleaner::search::{excerpt, marked_title, parse_query};
use gleaner::store::{Access, SearchFilter, SearchOrder, SearchRequest, Store};
use rusqlite::Connection;
use support::corpus::Corpus;
use support::filling::fill;
use support::lot::Lot;

/// Articles of a store that is built without a word about it.
const ARTICLES: u64 = 100_000;
/// Queries that are timed, after as many that are not.
const QUERIES: usize = 1_000;
/// Commonest words that are queries of their own.
const COMMONEST: usize = 30;
/// Slowest queries that are named.
const SLOWEST: usize = 8;
/// What queries there are.
const KINDS: &[&str] =
    &["topic", "two words of a title", "three words of a title", "phrase", "or", "title", "beginning"];
/// Answers that a query shows.
const SHOWN: usize = 20;

struct Options {
    articles: u64,
    corpus: PathBuf,
    store: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = options()?;
    let out = &mut io::stdout().lock();
    let corpus = Corpus::load(&options.corpus)?;
    let folder = tempfile::tempdir()?;
    let path = options.store.unwrap_or_else(|| folder.path().join("bench.sqlite"));
    if !path.exists() {
        let times = fill(&path, &corpus, options.articles)?;
        writeln!(out, "figure search_filling {:.1} s", times.filled.as_secs_f64())?;
        let rate = options.articles as f64 / times.indexed.as_secs_f64();
        writeln!(out, "figure search_indexing {rate:.0} articles/s")?;
    }
    let articles = report_size(&path, out)?;
    let store = Store::open(&path, Access::ReadOnly, Duration::from_secs(10))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let timed = |queries: &[Asked]| -> Result<Vec<Took>, Box<dyn Error>> {
        queries.iter().map(|asked| runtime.block_on(time(&store, asked))).collect()
    };
    let mut lot = Lot::new(7);
    let warming: Vec<Asked> = (0..QUERIES).map(|_| asked(&corpus, articles, &mut lot)).collect();
    timed(&warming)?;
    let queries: Vec<Asked> = (0..QUERIES).map(|_| asked(&corpus, articles, &mut lot)).collect();
    let times = timed(&queries)?;
    report_times("search", &times, out)?;
    report_slowest(&queries, &times, out)?;
    report_times("search_commonest_words", &timed(&commonest(&corpus))?, out)?;
    Ok(())
}

fn options() -> Result<Options, Box<dyn Error>> {
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/articles");
    let mut options = Options { articles: ARTICLES, corpus, store: None };
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
        match word.as_str() {
            "--articles" => options.articles = value.parse()?,
            "--corpus" => options.corpus = value.into(),
            "--store" => options.store = Some(value.into()),
            _ => return Err(format!("unknown option {word}").into()),
        }
    }
    Ok(options)
}

/// A query with what narrows it down.
struct Asked {
    kind: &'static str,
    text: String,
    filter: SearchFilter,
}

/// A query as people put them: words of an article that is there, one or two mostly, or words that news is about.
fn asked(corpus: &Corpus, articles: u64, lot: &mut Lot) -> Asked {
    let story = corpus.story(1 + lot.below(articles as usize) as u64);
    let title: Vec<&str> = story.title.split(' ').collect();
    let word = |lot: &mut Lot| title[lot.below(title.len())].to_owned();
    let vocabulary = if story.language == "ar" { corpus.arabic() } else { corpus.latin() };
    let (kind, text) = match lot.below(100) {
        0..25 => ("topic", vocabulary.topic(lot).to_owned()),
        25..55 => ("two words of a title", format!("{} {}", word(lot), word(lot))),
        55..70 => ("three words of a title", format!("{} {} {}", word(lot), word(lot), word(lot))),
        70..85 => {
            let at = lot.below(title.len() - 1);
            ("phrase", format!("\"{} {}\"", title[at], title[at + 1]))
        }
        85..90 => ("or", format!("{} OR {}", vocabulary.topic(lot), vocabulary.topic(lot))),
        90..95 => ("title", format!("title:{}", vocabulary.topic(lot))),
        _ => {
            let start: String = vocabulary.topic(lot).chars().take(5).collect();
            ("beginning", if start.chars().count() < 3 { start } else { format!("{start}*") })
        }
    };
    let mut filter = SearchFilter::default();
    match lot.below(20) {
        0 => filter.site = Some(story.site),
        1 => filter.language = Some(story.language.to_owned()),
        2 => filter.since = support::corpus::date(story.day.saturating_sub(30)),
        _ => {}
    }
    Asked { kind, text, filter }
}

/// The commonest words alone and in pairs: what costs most.
fn commonest(corpus: &Corpus) -> Vec<Asked> {
    let vocabularies = [corpus.latin(), corpus.arabic()];
    let words = vocabularies.into_iter().flat_map(|vocabulary| {
        (0..COMMONEST).flat_map(move |rank| {
            let (word, next) = (vocabulary.ranked(rank), vocabulary.ranked(rank + 1));
            [word.to_owned(), format!("{word} {next}")]
        })
    });
    words.map(|text| Asked { kind: "common", text, filter: SearchFilter::default() }).collect()
}

/// What a query took, in milliseconds.
#[derive(Clone, Copy)]
struct Took {
    clock: f64,
    /// Of all threads together; 0 where it is not told.
    processor: f64,
}

/// Milliseconds that the threads of this process have run so far.
fn processor_time() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let nanoseconds = tasks.filter_map(|task| {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    nanoseconds.sum::<f64>() / 1e6
}

/// From the text of a query to its marked answers.
async fn time(store: &Store, asked: &Asked) -> Result<Took, Box<dyn Error>> {
    let (start, used) = (Instant::now(), processor_time());
    let query = parse_query(&asked.text).map_err(|error| format!("{}: {error}", asked.text))?;
    let request = SearchRequest {
        query: query.clone(),
        filter: asked.filter.clone(),
        order: SearchOrder::Relevance,
        limit: SHOWN,
    };
    let answer = store.search(request).await?.ok_or("no such source")?;
    for stored in &answer.articles {
        std::hint::black_box((
            marked_title(&query, &stored.article.title),
            excerpt(&query, &stored.article.body),
        ));
    }
    Ok(Took { clock: start.elapsed().as_secs_f64() * 1e3, processor: processor_time() - used })
}

fn report_times(name: &str, times: &[Took], out: &mut impl Write) -> io::Result<()> {
    report_quantiles(name, times.iter().map(|took| took.clock).collect(), out)?;
    report_quantiles(&format!("{name}_processor"), times.iter().map(|took| took.processor).collect(), out)
}

fn report_quantiles(name: &str, mut times: Vec<f64>, out: &mut impl Write) -> io::Result<()> {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    for (figure, share) in [("median", 0.5), ("p95", 0.95), ("p99", 0.99), ("worst", 1.0)] {
        writeln!(out, "figure {name}_{figure} {:.2} ms", at(share))?;
    }
    Ok(())
}

/// Medians of each kind of query, and the slowest queries, for whoever makes them faster; by the processor.
fn report_slowest(queries: &[Asked], times: &[Took], out: &mut impl Write) -> io::Result<()> {
    let mut all: Vec<(f64, &Asked)> = times.iter().map(|took| took.processor).zip(queries).collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    for kind in KINDS {
        let of_kind: Vec<f64> =
            all.iter().filter(|(_, asked)| asked.kind == *kind).map(|(time, _)| *time).collect();
        let (Some(middle), Some(last)) = (of_kind.get(of_kind.len() / 2), of_kind.last()) else { continue };
        writeln!(out, "  {kind}: {} queries, median {middle:.2} ms, worst {last:.2} ms", of_kind.len())?;
    }
    for (time, asked) in all.iter().rev().take(SLOWEST) {
        writeln!(out, "  {time:.1} ms: {} {:?}", asked.text, asked.filter)?;
    }
    Ok(())
}

/// Reports what is in the file and gives the number of articles.
fn report_size(path: &Path, out: &mut impl Write) -> Result<u64, Box<dyn Error>> {
    let store = Connection::open(path)?;
    let count = |sql: &str| store.query_row(sql, [], |row| row.get::<_, f64>(0));
    let articles = count("SELECT CAST(count(*) AS REAL) FROM article")?;
    let text = count("SELECT CAST(sum(octet_length(title) + octet_length(body)) AS REAL) FROM revision")?;
    let index =
        count("SELECT CAST(sum(pgsize) AS REAL) FROM dbstat WHERE name LIKE 'search%' AND aggregate = TRUE")?;
    let all = count("SELECT CAST(page_count * page_size AS REAL) FROM pragma_page_count, pragma_page_size")?;
    writeln!(out, "figure search_articles {articles:.0} articles")?;
    writeln!(
        out,
        "figure search_page_size {:.0} bytes",
        count("SELECT CAST(page_size AS REAL) FROM pragma_page_size")?
    )?;
    writeln!(out, "figure store_bytes_per_article {:.0} bytes", all / articles)?;
    writeln!(out, "figure text_bytes_per_article {:.0} bytes", text / articles)?;
    writeln!(out, "figure search_index_share {:.3} ratio", index / text)?;
    Ok(articles as u64)
}
