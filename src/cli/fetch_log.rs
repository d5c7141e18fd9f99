//! `gleaner fetch-log`: how the last polls of a source went, and when and why it is polled next.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::arguments::{FetchLogArguments, Global, OutputFormat};
use super::exit::{Done, UsageError};
use super::output::{is_json, print_json, print_text, printable};
use super::setup::{current_sources, load_config, open_for_preview};
use crate::canonical::public_address;
use crate::clock::Clock;
use crate::model::{PollNote, PollOutcome, SourceId};
use crate::schedule::{Habits, habits};
use crate::store::SourceOverview;

/// Runs the command.
pub(super) async fn fetch_log(global: &Global, arguments: &FetchLogArguments) -> anyhow::Result<Done> {
    let config = load_config(global)?;
    let store = open_for_preview(&config).await?;
    let asked = arguments.source.trim();
    let sources = current_sources(&config, &store).await?;
    let named = sources.iter().find(|one| one.source.name == asked);
    let at_address = || sources.iter().find(|one| is_at(one, asked));
    let Some(found) = named.or_else(at_address) else {
        let text =
            format!("no source is called `{asked}`, nor polled there; `gleaner sources list` shows them all");
        return Err(UsageError(text).into());
    };
    // A source that only the configuration knows yet has no number.
    let polls = match found.source.id {
        SourceId(0) => Vec::new(),
        id => store.last_polls(id).await?,
    };
    let now = Clock::system().now();
    let paused_until = store.host_paused_until(found.state.address(&found.source).clone(), now).await?;
    if is_json(global, OutputFormat::Text) {
        print_json(&SourceStanding::new(found, paused_until))?;
        polls.iter().try_for_each(|poll| print_json(&PollLine::from(poll)))?;
    } else {
        print_text(&standing_text(found, paused_until, now))?;
        print_text(&polls.iter().map(poll_text).collect::<String>())?;
    }
    Ok(Done::All)
}

fn is_at(one: &SourceOverview, address: &str) -> bool {
    let SourceOverview { source, state, .. } = one;
    [&source.url, state.address(source)]
        .iter()
        .any(|url| url.as_str() == address || public_address(url).as_str() == address)
}

/// The first line of `fetch-log --output json`.
#[derive(Serialize)]
struct SourceStanding<'a> {
    kind: &'static str,
    source: &'a str,
    url: String,
    /// Where it is polled instead, because it has moved for good.
    polled_url: Option<String>,
    enabled: bool,
    next_due_at: Option<DateTime<Utc>>,
    due_because: Option<&'a str>,
    host_paused_until: Option<DateTime<Utc>>,
    /// What was learned of when its articles come; `None`: too little yet.
    learned: Option<Habits>,
    gone_at: Option<DateTime<Utc>>,
    consecutive_failures: u32,
    last_error: Option<&'a str>,
}

impl<'a> SourceStanding<'a> {
    fn new(one: &'a SourceOverview, host_paused_until: Option<DateTime<Utc>>) -> Self {
        let SourceOverview { source, state, .. } = one;
        Self {
            kind: "source",
            source: &source.name,
            url: public_address(&source.url).to_string(),
            polled_url: state.polled_url.as_ref().map(|url| public_address(url).to_string()),
            enabled: source.enabled,
            next_due_at: state.next_due_at,
            due_because: state.due_because.as_deref(),
            host_paused_until,
            learned: state.rhythm.as_ref().and_then(habits),
            gone_at: state.gone_at,
            consecutive_failures: state.consecutive_failures,
            last_error: state.last_error.as_deref(),
        }
    }
}

/// Each further line: one poll, the newest first.
#[derive(Serialize)]
struct PollLine<'a> {
    kind: &'static str,
    polled_at: DateTime<Utc>,
    url: &'a str,
    answered_by: Option<&'a str>,
    outcome: PollOutcome,
    status: Option<u16>,
    /// Before decompression.
    body_bytes: u64,
    milliseconds: u128,
    sent_etag: Option<String>,
    sent_last_modified: Option<String>,
    etag: Option<String>,
    last_modified: Option<String>,
    new_entries: u64,
    error: Option<&'a str>,
    next_due_at: Option<DateTime<Utc>>,
    due_because: Option<&'a str>,
}

impl<'a> From<&'a PollNote> for PollLine<'a> {
    fn from(note: &'a PollNote) -> Self {
        let text = |bytes: &Option<Vec<u8>>| {
            bytes.as_deref().map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        };
        Self {
            kind: "poll",
            polled_at: note.polled_at,
            url: &note.url,
            answered_by: note.answered_by.as_deref(),
            outcome: note.outcome,
            status: note.status,
            body_bytes: note.body_bytes,
            milliseconds: note.took.as_millis(),
            sent_etag: text(&note.sent.etag),
            sent_last_modified: text(&note.sent.last_modified),
            etag: text(&note.received.etag),
            last_modified: text(&note.received.last_modified),
            new_entries: note.new_entries,
            error: note.error.as_deref(),
            next_due_at: note.next_due_at,
            due_because: note.due_because.as_deref(),
        }
    }
}

fn standing_text(one: &SourceOverview, paused_until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    let SourceOverview { source, state, .. } = one;
    let mut text = format!("{}  {}\n", printable(&source.name), public_address(&source.url));
    if let Some(moved) = &state.polled_url {
        text += &format!("moved for good; polled at {}\n", public_address(moved));
    }
    if let Some((target, seen)) = &state.moving_to {
        text +=
            &format!("redirected for good {seen} times to {}, not yet believed\n", public_address(target));
    }
    let because =
        state.due_because.as_deref().map(|because| format!(": {}", printable(because))).unwrap_or_default();
    text += &match (source.enabled, state.gone_at, state.next_due_at) {
        (false, _, _) => "disabled: not polled\n".to_owned(),
        (_, Some(gone), _) => format!(
            "gone for good since {} (status 410): not polled; `gleaner sources enable` tries again\n",
            minute(gone)
        ),
        (_, _, Some(due)) if due > now => format!("next poll not before {}{because}\n", minute(due)),
        (_, _, Some(due)) => format!("due since {}{because}\n", minute(due)),
        (_, _, None) => "never polled: due now\n".to_owned(),
    };
    if let Some(learned) = state.rhythm.as_ref().and_then(habits) {
        text += &format!("learned: {learned}\n");
    }
    if let Some(until) = paused_until {
        text += &format!("its host asked to be left alone until {}\n", minute(until));
    }
    if let Some(error) = &state.last_error {
        text += &format!("failing ({} times): {}\n", state.consecutive_failures, printable(error));
    }
    text
}

fn poll_text(note: &PollNote) -> String {
    let status = note.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
    let mut text = format!(
        "\n{}  {:<12}  {status:>3}  {:>8} bytes  {:>6} ms  {} new\n",
        minute(note.polled_at),
        outcome_text(note.outcome),
        note.body_bytes,
        note.took.as_millis(),
        note.new_entries
    );
    if let Some(answering) = &note.answered_by {
        text += &format!("    answered by {}\n", printable(answering));
    }
    let validators = [("ETag", &note.received.etag), ("Last-Modified", &note.received.last_modified)];
    for (name, value) in validators {
        if let Some(value) = value {
            text += &format!("    {name}: {}\n", printable(&String::from_utf8_lossy(value)));
        }
    }
    if let Some(error) = &note.error {
        text += &format!("    {}\n", printable(error));
    }
    if let (Some(due), Some(because)) = (note.next_due_at, &note.due_because) {
        text += &format!("    next not before {}: {}\n", minute(due), printable(because));
    }
    text
}

fn outcome_text(outcome: PollOutcome) -> &'static str {
    match outcome {
        PollOutcome::Fresh => "fresh",
        PollOutcome::NotModified => "not modified",
        PollOutcome::RateLimited => "rate limited",
        PollOutcome::Gone => "gone",
        PollOutcome::Blocked => "blocked",
        PollOutcome::Failed => "failed",
    }
}

fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}
