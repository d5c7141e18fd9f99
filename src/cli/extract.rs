//! `gleaner extract`: what gleaner sees in local files; no store, no network.

use std::path::Path;

use url::Url;

use super::arguments::{ExtractArguments, Global, OutputFormat};
use super::article_view::{Extent, article_view};
use super::exit::Done;
use super::output::{Layout, complain, is_json, print_json, print_text};
use super::setup::{load_config, parse_url, read_page};
use crate::clock::Clock;
use crate::config::Config;
use crate::model::{Document, Hints};
use crate::pipeline::read_document;

/// Runs the command.
pub(super) fn extract(global: &Global, arguments: &ExtractArguments) -> anyhow::Result<Done> {
    let base = arguments.url.as_deref().map(parse_url).transpose()?;
    let config = load_config(global)?;
    let json = is_json(global, OutputFormat::Json);
    let mut done = Done::All;
    for input in &arguments.inputs {
        let document = read_input(input, base.as_ref(), &config);
        if let Document::Unknown { reason, .. } = &document {
            complain(&format!("{}: {reason}", input.display()));
            done = Done::WithFailures;
        }
        if json {
            print_json(&document)?;
        } else {
            print_text(&document_text(&document))?;
        }
    }
    Ok(done)
}

fn read_input(input: &Path, base: Option<&Url>, config: &Config) -> Document {
    match read_page(input, base) {
        Ok(page) => read_document(&page, &config.sites, &Hints::default(), Clock::system().now()),
        Err(error) => Document::Unknown { url: input.display().to_string(), reason: format!("{error:#}") },
    }
}

fn document_text(document: &Document) -> String {
    let layout = Layout::of_stdout();
    match document {
        Document::Article(article) => article_view(article, Extent::Whole, &layout) + "\n",
        Document::Feed(feed) => {
            let mut text = format!("{}\n", feed.title.as_deref().unwrap_or("feed without a title"));
            for entry in &feed.entries {
                let published =
                    entry.published.map(|at| at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
                let title = entry.title.as_deref().unwrap_or_default();
                let link = entry.link.as_deref().unwrap_or_default();
                text +=
                    &format!("{published:<16}  {}  {link}\n", super::article_view::safe_line(title, &layout));
            }
            text + "\n"
        }
        Document::Unknown { .. } => String::new(),
    }
}
