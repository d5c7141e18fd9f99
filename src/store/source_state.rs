//! The row of what is known of one source's polling.

use chrono::{DateTime, Utc};
use rusqlite::{Row, Transaction, named_params};
use url::Url;

use super::candidates::{from_json, json};
use super::known_sitemaps::forget_known_sitemaps;
use super::rhythm_bytes::{read_rhythm, rhythm_bytes};
use super::sources::time;
use crate::model::{SourceId, SourceState, Validators};

/// Columns that [`read_state`] reads.
pub(super) const STATE_COLUMNS: &str =
    "next_due_at, due_because, last_polled_at, etag, last_modified, validators_url,
    consecutive_failures, last_error, rhythm, wishes, polled_url, moving_to, moving_seen, gone_at, not_before, unreadable";

pub(super) fn read_state(row: &Row<'_>) -> rusqlite::Result<SourceState> {
    let moving_to = address(row, "moving_to")?;
    Ok(SourceState {
        next_due_at: row.get("next_due_at")?,
        due_because: row.get("due_because")?,
        last_polled_at: row.get("last_polled_at")?,
        validators: Validators { etag: row.get("etag")?, last_modified: row.get("last_modified")? },
        validators_url: address(row, "validators_url")?,
        consecutive_failures: row.get("consecutive_failures")?,
        last_error: row.get("last_error")?,
        rhythm: row.get::<_, Option<Vec<u8>>>("rhythm")?.and_then(|bytes| read_rhythm(&bytes)),
        wishes: from_json(row, "wishes")?,
        polled_url: address(row, "polled_url")?,
        moving_to: moving_to
            .map(|url| Ok::<_, rusqlite::Error>((url, row.get("moving_seen")?)))
            .transpose()?,
        gone_at: row.get("gone_at")?,
        not_before: row.get("not_before")?,
        unreadable: row.get("unreadable")?,
    })
}

/// Writes what a poll left behind; its lease ends with it.
pub(super) fn write_state(
    transaction: &Transaction<'_>,
    source: SourceId,
    state: &SourceState,
) -> rusqlite::Result<()> {
    let (moving_to, moving_seen) = state.moving_to.as_ref().map(|(url, seen)| (url.as_str(), *seen)).unzip();
    transaction
        .prepare_cached(
            "UPDATE source_state SET next_due_at = :due, due_because = :because, last_polled_at = :polled, etag = :etag,
                    last_modified = :modified, validators_url = :validators_url, consecutive_failures = :failures,
                    last_error = :error, rhythm = :rhythm, wishes = :wishes, polled_url = :polled_url,
                    moving_to = :moving_to, moving_seen = :moving_seen, gone_at = :gone, not_before = :not_before,
                    unreadable = :unreadable, leased_until = NULL, lease_owner = NULL
             WHERE source_id = :id",
        )?
        .execute(named_params! {
            ":id": source.0, ":due": text(state.next_due_at), ":because": state.due_because,
            ":polled": text(state.last_polled_at), ":etag": state.validators.etag,
            ":modified": state.validators.last_modified,
            ":validators_url": state.validators_url.as_ref().map(Url::as_str),
            ":failures": state.consecutive_failures, ":error": state.last_error, ":rhythm": state.rhythm.as_ref().map(rhythm_bytes),
            ":wishes": json(&state.wishes)?, ":polled_url": state.polled_url.as_ref().map(Url::as_str),
            ":moving_to": moving_to, ":moving_seen": moving_seen.unwrap_or(0), ":gone": text(state.gone_at), ":not_before": text(state.not_before), ":unreadable": state.unreadable,
        })
        .map(drop)
}

/// Forgets all but how often it failed: another address is another thing to poll, and due at once.
pub(super) fn reset_state(transaction: &Transaction<'_>, source: SourceId) -> rusqlite::Result<()> {
    forget_known_sitemaps(transaction, source)?;
    transaction
        .execute(
            "UPDATE source_state SET next_due_at = NULL, due_because = NULL, etag = NULL, last_modified = NULL,
                    validators_url = NULL, rhythm = NULL, wishes = '{}', polled_url = NULL, moving_to = NULL,
                    moving_seen = 0, gone_at = NULL, not_before = NULL, unreadable = NULL, leased_until = NULL, lease_owner = NULL
             WHERE source_id = ?1",
            [source.0],
        )
        .map(drop)
}

/// Forgets what the last document was, so that it is read again as what the source is now. When it is due stays as it was.
pub(super) fn reset_validators(transaction: &Transaction<'_>, source: SourceId) -> rusqlite::Result<()> {
    forget_known_sitemaps(transaction, source)?;
    transaction
        .execute(
            "UPDATE source_state SET etag = NULL, last_modified = NULL, validators_url = NULL, unreadable = NULL
             WHERE source_id = ?1",
            [source.0],
        )
        .map(drop)
}

/// An address that no longer parses was broken by hand; it is as if it were not there.
fn address(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Url>> {
    Ok(row.get::<_, Option<String>>(column)?.and_then(|text| Url::parse(&text).ok()))
}

fn text(at: Option<DateTime<Utc>>) -> Option<String> {
    at.map(time)
}
