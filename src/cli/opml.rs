//! `gleaner sources import` and `gleaner sources export`: the sources from and for other feed readers.

use std::collections::HashSet;
use std::io::Read as _;
use std::path::Path;

use super::arguments::{Global, OutputFormat};
use super::exit::{Done, UsageError};
use super::output::{complain, is_json, print_json, print_text, remark};
use super::setup::{current_sources, open_for_preview, open_store};
use super::sources::{SourceLine, host_name};
use crate::clock::Clock;
use crate::config::Config;
use crate::model::{NewSource, SourceKind};
use crate::opml::{OpmlFeed, OpmlFile, read_opml, write_opml};
use crate::store::{SourceImport, Store, Vanished};

/// Known addresses that are named one by one; the rest is counted.
const KNOWN_NAMED: usize = 10;

/// Adds the feeds of an OPML file.
pub(super) async fn import(global: &Global, config: &Config, path: &Path) -> anyhow::Result<Done> {
    let body =
        read_file(path).map_err(|error| UsageError(format!("cannot read {}: {error}", path.display())))?;
    let file = read_opml(&body).map_err(|error| UsageError(format!("{}: {error}", path.display())))?;
    let store = open_store(config, Vanished::Keep).await?;
    let sources = file.feeds.iter().map(|feed| new_source(feed, config)).collect();
    let import = store.import_sources(sources, Clock::system().now()).await?;
    for warning in &file.warnings {
        complain(&format!("{}, {warning}", path.display()));
    }
    tell(global, &file, &import);
    if is_json(global, OutputFormat::Text) {
        print_added(config, &store, &import).await?;
    }
    Ok(if file.warnings.is_empty() { Done::All } else { Done::WithFailures })
}

fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    if path != Path::new("-") {
        return std::fs::read(path);
    }
    let mut body = Vec::new();
    std::io::stdin().lock().read_to_end(&mut body).map(|_| body)
}

fn new_source(feed: &OpmlFeed, config: &Config) -> NewSource {
    NewSource {
        name: feed.name.clone().unwrap_or_else(|| host_name(&feed.url)),
        url: feed.url.clone(),
        kind: SourceKind::Feed,
        interval: feed.interval.unwrap_or(config.poll.interval),
        interval_is_own: feed.interval.is_some(),
        enabled: feed.enabled,
        tags: feed.tags.clone(),
        link_selector: None,
    }
}

fn tell(global: &Global, file: &OpmlFile, import: &SourceImport) {
    for (url, name) in import.known.iter().take(KNOWN_NAMED) {
        remark(global, &format!("skipped {url}: a source already, called `{name}`"));
    }
    if let Some(more) = import.known.len().checked_sub(KNOWN_NAMED).filter(|more| *more > 0) {
        remark(global, &format!("skipped {more} more that are sources already"));
    }
    let mut text = format!("imported {} sources, skipped {} known", import.added.len(), import.known.len());
    if file.repeated > 0 {
        text += &format!(", {} named again in the file", file.repeated);
    }
    if !file.warnings.is_empty() {
        text += &format!(", {} unusable", file.warnings.len());
    }
    if !import.added.is_empty() {
        text += "; their first polls are spread over their intervals (`gleaner ingest --all` polls every source at once)";
    }
    remark(global, &text);
}

async fn print_added(config: &Config, store: &Store, import: &SourceImport) -> anyhow::Result<()> {
    let added: HashSet<&str> = import.added.iter().map(String::as_str).collect();
    let sources = current_sources(config, store).await?;
    let mut added = sources.iter().filter(|one| added.contains(one.source.name.as_str()));
    Ok(added.try_for_each(|source| print_json(&SourceLine::from(source)))?)
}

/// Writes the feeds among the sources to standard output.
pub(super) async fn export(global: &Global, config: &Config) -> anyhow::Result<()> {
    let sources = current_sources(config, &open_for_preview(config).await?).await?;
    let in_all = sources.len();
    let feeds: Vec<OpmlFeed> = sources
        .into_iter()
        .map(|one| one.source)
        .filter(|source| source.kind == SourceKind::Feed)
        .map(|source| OpmlFeed {
            name: Some(source.name),
            url: source.url,
            tags: source.tags,
            // The general interval is this machine's business.
            interval: source.interval_is_own.then_some(source.interval),
            enabled: source.enabled,
        })
        .collect();
    print_text(&write_opml(&feeds))?;
    let left_out = in_all - feeds.len();
    if left_out > 0 {
        remark(global, &format!("left out {left_out} sources that are no feeds: OPML has no place for them"));
    }
    Ok(())
}
