//! `gleaner extract`: what gleaner sees in local files; no store, no network.

use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use serde::Serialize;
use url::Url;

use super::arguments::{ExtractArguments, Global, OutputFormat};
use super::article_view::{Extent, article_view, safe_line};
use super::exit::{Done, UsageError};
use super::explanation_view::explanation_view;
use super::output::{Layout, complain, is_json, print_json, print_text, progress};
use super::setup::{load_config, parse_url, read_page};
use crate::archive::{ArchivedDocument, WarcReader};
use crate::clock::Clock;
use crate::config::Config;
use crate::extract::{Explanation, SiteMemory};
use crate::model::{Document, Feed, Hints, Page, Sitemap};
use crate::pipeline::{explain_document, map_in_order, read_document_knowing, trace_document};

/// Runs the command: inputs are read and their documents worked on by all cores; the output is in the order of the input.
pub(super) fn extract(global: &Global, arguments: &ExtractArguments) -> anyhow::Result<Done> {
    let base = arguments.url.as_deref().map(parse_url).transpose()?;
    let config = load_config(global)?;
    let mut printer = Printer {
        json: is_json(global, OutputFormat::Json),
        layout: Layout::of_stdout(),
        bar: progress(global),
        done: Done::All,
    };
    let memory = arguments.learn.then(|| learn(arguments, base.as_ref(), &config)).transpose()?;
    let inputs = arguments.inputs.clone().into_iter().flat_map(|path| open(path, base.as_ref()));
    let reader = Reader { config: &config, memory: memory.as_ref(), explain: arguments.explain };
    map_in_order(inputs, |input| read(input, &reader), |result| printer.print(&result))?;
    printer.bar.finish_and_clear();
    Ok(printer.done)
}

/// Reads the inputs for what recurs on the pages of each site. What cannot be read is complained of when it is read for its article.
fn learn(arguments: &ExtractArguments, base: Option<&Url>, config: &Config) -> anyhow::Result<SiteMemory> {
    if arguments.inputs.iter().any(|path| path.as_os_str() == "-") {
        let text =
            "--learn reads its inputs twice, which standard input (-) does not allow; name files instead";
        return Err(UsageError(text.to_owned()).into());
    }
    let mut memory = SiteMemory::default();
    let inputs = arguments.inputs.clone().into_iter().flat_map(|path| open(path, base));
    let trace = |input: Input| {
        let trace_page = |page: Box<Page>| trace_document(&page, &config.sites);
        let pages = input.content.ok();
        pages.and_then(|page| catch_unwind(AssertUnwindSafe(|| trace_page(page))).ok()).unwrap_or_default()
    };
    map_in_order(inputs, trace, |trace| -> anyhow::Result<()> {
        memory.learn(&trace);
        Ok(())
    })?;
    Ok(memory)
}

/// One document to be read, or why it is none.
struct Input {
    /// The file, or the target of a record.
    name: String,
    content: Result<Box<Page>, String>,
    /// Whether it is one record of an archive: one without a document is told, but the archive is read all the same.
    is_record: bool,
}

/// What was read; `complaint` when an input failed.
struct Reading {
    document: Document,
    explanation: Option<Explanation>,
    complaint: Option<String>,
}

fn open(path: PathBuf, base: Option<&Url>) -> Box<dyn Iterator<Item = Input> + Send> {
    let name = path.to_string_lossy().to_lowercase();
    if name.ends_with(".warc") || name.ends_with(".warc.gz") {
        return open_archive(&path)
            .unwrap_or_else(|error| Box::new(std::iter::once(whole(&path, Err(error)))));
    }
    Box::new(std::iter::once(whole(
        &path,
        read_page(&path, base).map(Box::new).map_err(|error| format!("{error:#}")),
    )))
}

fn open_archive(path: &Path) -> Result<Box<dyn Iterator<Item = Input> + Send>, String> {
    let unreadable = |error: io::Error| format!("cannot read {}: {error}", path.display());
    let reader =
        WarcReader::new(File::open(path).map_err(unreadable)?, Clock::system().now()).map_err(unreadable)?;
    let path = path.to_owned();
    Ok(Box::new(reader.map(move |record| match record {
        Ok(ArchivedDocument::Page { url, page }) => {
            Input { name: url, content: Ok(Box::new(page)), is_record: true }
        }
        Ok(ArchivedDocument::Unusable { url, reason }) => {
            Input { name: url, content: Err(reason), is_record: true }
        }
        Err(error) => whole(&path, Err(error.to_string())),
    })))
}

fn whole(path: &Path, content: Result<Box<Page>, String>) -> Input {
    Input { name: path.display().to_string(), content, is_record: false }
}

/// What documents are read with.
struct Reader<'a> {
    config: &'a Config,
    memory: Option<&'a SiteMemory>,
    /// Whether to tell why articles are what they are.
    explain: bool,
}

/// Relative times in a document are counted from when it was fetched; a file without a history is fetched now.
fn read(input: Input, reader: &Reader<'_>) -> Reading {
    let (mut document, explanation) = match input.content {
        Ok(page) => read_guarded(&page, reader),
        Err(reason) => (Document::Unknown { url: input.name.clone(), reason }, None),
    };
    if input.is_record || matches!(document, Document::Unknown { .. }) {
        // Whoever looks a record up knows it by its target, letter by letter.
        *url_of(&mut document) = input.name.clone();
    }
    let complaint = match &document {
        Document::Unknown { reason, .. } if !input.is_record => Some(format!("{}: {reason}", input.name)),
        _ => None,
    };
    Reading { document, explanation, complaint }
}

fn url_of(document: &mut Document) -> &mut String {
    match document {
        Document::Article(article) => &mut article.url,
        Document::Feed(feed) => &mut feed.url,
        Document::Sitemap(sitemap) => &mut sitemap.url,
        Document::Unknown { url, .. } => url,
    }
}

/// Reads a page; should that panic on one page in a million, the others are read all the same.
fn read_guarded(page: &Page, reader: &Reader<'_>) -> (Document, Option<Explanation>) {
    let no_hints = Hints::default();
    let known = (&no_hints, page.fetched_at);
    let sites = &reader.config.sites;
    let read = || match reader.explain {
        true => explain_document(page, sites, reader.memory, known),
        false => (read_document_knowing(page, sites, reader.memory, known), None),
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let reason = "reading it failed inside gleaner; please report this page".to_owned();
        (Document::Unknown { url: page.requested_url.to_string(), reason }, None)
    })
}

/// Writes what was read; remembers whether an input failed.
struct Printer {
    json: bool,
    layout: Layout,
    bar: ProgressBar,
    done: Done,
}

impl Printer {
    fn print(&mut self, reading: &Reading) -> io::Result<()> {
        self.bar.inc(1);
        self.bar.suspend(|| {
            if let Some(complaint) = &reading.complaint {
                complain(complaint);
            }
            match self.json {
                true => print_json(&Explained {
                    document: &reading.document,
                    explain: reading.explanation.as_ref(),
                }),
                false => print_text(&self.text_of(reading)),
            }
        })?;
        if reading.complaint.is_some() {
            self.done = Done::WithFailures;
        }
        Ok(())
    }

    fn text_of(&self, reading: &Reading) -> String {
        let explanation = reading.explanation.as_ref();
        document_text(&reading.document, &self.layout)
            + &explanation.map(|explanation| explanation_view(explanation, &self.layout)).unwrap_or_default()
    }
}

/// A document of the contract, with one more key where `--explain` asks for it.
#[derive(Serialize)]
struct Explained<'d> {
    #[serde(flatten)]
    document: &'d Document,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<&'d Explanation>,
}

fn document_text(document: &Document, layout: &Layout) -> String {
    match document {
        Document::Article(article) => article_view(article, Extent::Whole, layout) + "\n",
        Document::Feed(feed) => feed_text(feed, layout),
        Document::Sitemap(sitemap) => sitemap_text(sitemap, layout),
        Document::Unknown { .. } => String::new(),
    }
}

fn sitemap_text(sitemap: &Sitemap, layout: &Layout) -> String {
    let mut text =
        format!("sitemap of {} pages and {} sitemaps\n", sitemap.urls.len(), sitemap.sitemaps.len());
    let pages = sitemap.urls.iter().map(|page| {
        let title = page.news.as_ref().and_then(|news| news.title.as_deref()).unwrap_or_default();
        (page.dated(), safe_line(title, layout), &page.url)
    });
    let links = sitemap.sitemaps.iter().map(|link| (link.modified, String::new(), &link.url));
    for (dated, title, url) in pages.chain(links) {
        let dated = dated.map(|at| at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
        text += &format!("{dated:<16}  {title}  {url}\n");
    }
    text + "\n"
}

fn feed_text(feed: &Feed, layout: &Layout) -> String {
    let mut text = safe_line(feed.title.as_deref().unwrap_or("feed without a title"), layout) + "\n";
    for entry in &feed.entries {
        let published = entry.published.map(|at| at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
        let title = safe_line(entry.title.as_deref().unwrap_or_default(), layout);
        text += &format!("{published:<16}  {title}  {}\n", entry.link.as_deref().unwrap_or_default());
    }
    text + "\n"
}
