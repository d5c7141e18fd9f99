//! All of gleaner at work: a second process serves 500 sites with 20,000 articles on loopback, and the program itself polls, fetches, reads,
//! stores and indexes them. Beside it, in the same run, what that is measured against.
//!
//! `cargo bench --bench ingest -- [--sites N] [--watched SECONDS] [--large STORE] [--python PROGRAM] [--only PART]
//! [--gleaner PROGRAM]`. A site has 40 articles. `--large` is a
//! store of many articles, which is copied (`cargo bench --bench search -- --articles 1000000 --store FILE` makes one). `--gleaner` measures another
//! version. Parts are `flow`, `standing` and `growth`. Prints `figure NAME VALUE UNIT` lines. Processor time and memory are Linux's figures.

mod bare;
mod gleaner;
mod growth;
#[path = "../support/lot.rs"]
mod lot;
mod peer;
mod press;
mod serve;
mod standing;
mod words;

use std::error::Error;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use self::gleaner::{Gleaner, Run};
use press::{ARTICLES_OF_A_SITE, Press};
use serve::home;

pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// Pages that are read to tell how quick that goes.
const READ: usize = 2_000;

struct Options {
    sites: usize,
    watched: Duration,
    large: Option<PathBuf>,
    python: String,
    gleaner: PathBuf,
    only: Option<String>,
}

/// Results as they come.
pub(crate) struct Figures(io::Stdout);

impl Figures {
    /// One figure.
    pub(crate) fn add(&mut self, name: &str, value: f64, unit: &str) -> Result<(), Failure> {
        Ok(writeln!(self.0, "figure {name} {value:.3} {unit}")?)
    }

    /// What is not measured, and why.
    pub(crate) fn remark(&mut self, text: &str) -> Result<(), Failure> {
        Ok(writeln!(self.0, "{text}")?)
    }
}

fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let [word, sites, begun_at] = words.as_slice()
        && word == "serve"
    {
        let press = Press::new(sites.parse()?, begun_at.parse()?);
        return tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(serve::serve(press));
    }
    let options = options(&words)?;
    // Whole minutes: both processes write the same pages.
    let press = Press::new(options.sites, chrono::Utc::now().timestamp() / 60 * 60);
    let mut server = begin_serving(&options, &press)?;
    let result = read_port(&mut server).and_then(|port| measure(&options, &press, port, &runtime));
    server.kill()?;
    server.wait()?;
    result
}

fn options(words: &[String]) -> Result<Options, Failure> {
    let watched = Duration::from_secs(60);
    let (python, gleaner) = ("python3".to_owned(), PathBuf::from(env!("CARGO_BIN_EXE_gleaner")));
    let mut options = Options { sites: 500, watched, large: None, python, gleaner, only: None };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
        match word.as_str() {
            "--sites" => options.sites = value.parse()?,
            "--watched" => options.watched = Duration::from_secs(value.parse()?),
            "--large" => options.large = Some(value.into()),
            "--python" => options.python.clone_from(value),
            "--gleaner" => options.gleaner = value.into(),
            "--only" => options.only = Some(value.clone()),
            _ => return Err(format!("unknown option {word}").into()),
        }
    }
    // The other parts use the first ones.
    options.sites = options.sites.max(50);
    Ok(options)
}

fn begin_serving(options: &Options, press: &Press) -> Result<Child, Failure> {
    let words = ["serve".to_owned(), options.sites.to_string(), press.begun_at().to_string()];
    Ok(Command::new(std::env::current_exe()?).args(words).stdout(Stdio::piped()).spawn()?)
}

fn read_port(server: &mut Child) -> Result<u16, Failure> {
    let mut line = String::new();
    BufReader::new(server.stdout.take().ok_or("no output")?).read_line(&mut line)?;
    Ok(line.trim().parse()?)
}

fn measure(
    options: &Options,
    press: &Press,
    port: u16,
    runtime: &tokio::runtime::Runtime,
) -> Result<(), Failure> {
    let figures = &mut Figures(io::stdout());
    let folder = tempfile::tempdir()?;
    let wants = |part: &str| options.only.as_ref().is_none_or(|only| only == part);
    let gleaner = |name: &str| Gleaner::new(&options.gleaner, &folder.path().join(name));
    if wants("flow") {
        let rate = report_flow(&gleaner("flow")?, press, port, runtime, figures)?;
        peer::report(folder.path(), port, &options.python, rate, figures)?;
    }
    if wants("standing") {
        standing::report(&gleaner("standing")?, port, options.watched, figures)?;
    }
    if wants("growth") {
        let both = [gleaner("empty")?, gleaner("large")?];
        growth::report(&both, port, options.large.as_deref(), figures)?;
    }
    Ok(())
}

/// All articles from their feeds into an empty store; returns articles a second.
fn report_flow(
    gleaner: &Gleaner,
    press: &Press,
    port: u16,
    runtime: &tokio::runtime::Runtime,
    figures: &mut Figures,
) -> Result<f64, Failure> {
    let read = bare::read_some(press, READ)?;
    let fetched = runtime.block_on(bare::fetch_all(port, press.sites()))?;
    gleaner.import((0..press.sites()).map(|site| format!("{}/feed.xml", home(port, site))))?;
    let run = gleaner.run(&["ingest", "--all"])?;
    let (articles, pages) = (gleaner.articles()?, press.sites() * ARTICLES_OF_A_SITE);
    if articles < pages * 9 / 10 {
        return Err(format!("only {articles} articles of {pages} pages were stored").into());
    }
    let rate = pages as f64 / run.took.as_secs_f64();
    figures.add("bare_fetch_per_second", fetched.per_second, "pages/s")?;
    figures.add("bare_fetch_processor_per_page", fetched.milliseconds, "ms")?;
    figures.add("extraction_per_second", read.per_second, "pages/s")?;
    figures.add("extraction_processor_per_page", read.milliseconds, "ms")?;
    figures.add("ingest_articles", articles as f64, "articles")?;
    figures.add("ingest_articles_per_second", rate, "articles/s")?;
    figures.add("ingest_processor_per_article", run.processor * 1e3 / pages as f64, "ms")?;
    figures.add("ingest_to_slower_of_both", rate / fetched.per_second.min(read.per_second), "ratio")?;
    report_memory(&run, figures)?;
    let size = std::fs::metadata(gleaner.store())?.len();
    figures.add("ingest_store_per_article", size as f64 / articles as f64, "bytes")?;
    Ok(rate)
}

/// The most that was held, and how much more at the end than after the first fifth.
fn report_memory(run: &Run, figures: &mut Figures) -> Result<(), Failure> {
    let memory = &run.memory;
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len().max(1) as f64;
    let fifth = memory.len() / 5;
    figures.add("ingest_most_memory", memory.iter().copied().fold(0.0, f64::max), "MB")?;
    figures.add("ingest_memory_in_second_fifth", mean(&memory[fifth..2 * fifth]), "MB")?;
    figures.add("ingest_memory_in_last_fifth", mean(&memory[4 * fifth..]), "MB")
}
