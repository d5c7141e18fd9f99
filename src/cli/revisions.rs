//! `gleaner revisions`: what changed lately, and what went.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::arguments::{Global, OutputFormat, RevisionsArguments};
use super::article_view::safe_line;
use super::exit::Done;
use super::output::{Layout, is_json, print_json, print_text, remark};
use super::setup::{load_config, open_existing};
use super::since::parse_since;
use crate::clock::Clock;
use crate::store::{RecentChange, RecentKind, Store};

/// Lines read from the store at a time; bounds the memory.
const BATCH: usize = 500;

/// Runs the command.
pub(super) async fn revisions(global: &Global, arguments: &RevisionsArguments) -> anyhow::Result<Done> {
    let since = parse_since("--since", &arguments.since, Clock::system().now())?;
    let store = open_existing(&load_config(global)?).await?;
    let lines = print_all(global, &store, since).await?;
    if lines == 0 && !is_json(global, OutputFormat::Text) {
        remark(global, &format!("nothing changed since {}", since.format("%Y-%m-%d %H:%MZ")));
    }
    Ok(Done::All)
}

async fn print_all(global: &Global, store: &Store, since: DateTime<Utc>) -> anyhow::Result<usize> {
    let mut lines = 0;
    loop {
        let batch = store.recent_changes(since, (lines, BATCH)).await?;
        for change in &batch {
            if is_json(global, OutputFormat::Text) {
                print_json(&Line { change })?;
            } else {
                print_text(&text(change))?;
            }
        }
        lines += batch.len();
        if batch.len() < BATCH {
            return Ok(lines);
        }
    }
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    change: &'a RecentChange,
}

fn text(change: &RecentChange) -> String {
    let RecentChange { at, article_id, revision, title, url, .. } = change;
    let what = match (change.kind, change.status) {
        (RecentKind::Revision, _) => {
            change.changes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        (RecentKind::Gone, Some(status)) => format!("gone (status {status})"),
        (RecentKind::Gone, None) => "gone".to_owned(),
    };
    let at = at.format("%Y-%m-%d %H:%MZ");
    let title = safe_line(title, &Layout::of_stdout());
    format!("{at}  #{} revision {revision}: {what}  {title}  {url}\n", article_id.0)
}
