//! How the last polls of each source went, and which hosts asked to be left alone.

use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row, Transaction, named_params, params};
use url::Url;

use super::connection::Store;
use super::error::StoreError;
use super::sources::time;
use crate::canonical::site_of;
use crate::model::{HostPause, PollNote, PollOutcome, SourceId, Validators};

/// Polls that are remembered of each source: a day of a source that is polled every hour, and some more.
const REMEMBERED: i64 = 30;

impl Store {
    /// The last polls of a source, the newest first; no more than are remembered.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn last_polls(&self, source: SourceId) -> Result<Vec<PollNote>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection
                .prepare_cached("SELECT * FROM poll WHERE source_id = ?1 ORDER BY id DESC LIMIT ?2")?;
            let rows = statement.query_map(params![source.0, REMEMBERED], read_note)?;
            rows.collect()
        })
        .await
    }

    /// Until when the host of an address asked to be left alone; `None`: it did not, or that time has passed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn host_paused_until(
        &self,
        url: Url,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.read(move |connection| {
            connection
                .query_row(
                    "SELECT until FROM host_pause WHERE host = ?1 AND until > ?2",
                    params![url.host_str().unwrap_or_default(), time(now)],
                    |row| row.get(0),
                )
                .optional()
        })
        .await
    }

    /// The hosts that asked to be left alone, as far as that time is not over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn host_pauses(&self, now: DateTime<Utc>) -> Result<Vec<HostPause>, StoreError> {
        self.read(move |connection| {
            let mut statement =
                connection.prepare_cached("SELECT host, until FROM host_pause WHERE until > ?1")?;
            let rows = statement
                .query_map([time(now)], |row| Ok(HostPause { host: row.get(0)?, until: row.get(1)? }))?;
            rows.collect()
        })
        .await
    }

    /// Lets hosts alone for as long as their servers asked: the sources there, and all that waits to be read of their sites.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_off_hosts(&self, pauses: Vec<HostPause>, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(move |transaction| {
            transaction.execute("DELETE FROM host_pause WHERE until <= ?1", [time(now)])?;
            pauses.iter().try_for_each(|pause| put_off_host(transaction, pause))
        })
        .await
    }
}

fn put_off_host(
    transaction: &Transaction<'_>,
    HostPause { host, until }: &HostPause,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO host_pause (host, until) VALUES (?1, ?2)
         ON CONFLICT (host) DO UPDATE SET until = max(until, excluded.until)",
        params![host, time(*until)],
    )?;
    let site = Url::parse(&format!("http://{host}/")).ok().and_then(|url| site_of(&url)).unwrap_or_default();
    transaction.execute(
        "UPDATE recheck SET due_at = max(due_at, ?1) WHERE site = ?2",
        params![time(*until), site],
    )?;
    transaction
        .execute(
            "UPDATE candidate SET not_before = max(coalesce(not_before, ''), ?1),
                    next_attempt_at = max(next_attempt_at, ?1)
             WHERE site = ?2 AND next_attempt_at IS NOT NULL",
            params![time(*until), site],
        )
        .map(drop)
}

/// Notes a poll, and forgets the oldest ones of its source.
pub(super) fn note_poll(
    transaction: &Transaction<'_>,
    source: SourceId,
    note: &PollNote,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO poll (source_id, polled_at, url, answered_by, outcome, status, body_bytes, milliseconds, sent_etag,
                               sent_modified, received_etag, received_modified, new_entries, error, next_due_at, due_because)
             VALUES (:source, :at, :url, :answered_by, :outcome, :status, :bytes, :ms, :sent_etag, :sent_modified,
                     :received_etag, :received_modified, :new, :error, :due, :because)",
        )?
        .execute(named_params! {
            ":source": source.0, ":at": time(note.polled_at), ":url": note.url, ":answered_by": note.answered_by,
            ":outcome": outcome_text(note.outcome), ":status": note.status, ":bytes": note.body_bytes.cast_signed(),
            ":ms": i64::try_from(note.took.as_millis()).unwrap_or(i64::MAX), ":sent_etag": note.sent.etag,
            ":sent_modified": note.sent.last_modified, ":received_etag": note.received.etag,
            ":received_modified": note.received.last_modified, ":new": note.new_entries.cast_signed(),
            ":error": note.error, ":due": note.next_due_at.map(time), ":because": note.due_because,
        })?;
    transaction
        .prepare_cached(
            "DELETE FROM poll WHERE source_id = ?1
             AND id <= (SELECT id FROM poll WHERE source_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute(params![source.0, REMEMBERED])
        .map(drop)
}

fn read_note(row: &Row<'_>) -> rusqlite::Result<PollNote> {
    Ok(PollNote {
        polled_at: row.get("polled_at")?,
        url: row.get("url")?,
        answered_by: row.get("answered_by")?,
        outcome: outcome(&row.get::<_, String>("outcome")?),
        status: row.get("status")?,
        body_bytes: row.get::<_, i64>("body_bytes")?.unsigned_abs(),
        took: Duration::from_millis(row.get::<_, i64>("milliseconds")?.unsigned_abs()),
        sent: Validators { etag: row.get("sent_etag")?, last_modified: row.get("sent_modified")? },
        received: Validators {
            etag: row.get("received_etag")?,
            last_modified: row.get("received_modified")?,
        },
        new_entries: row.get::<_, i64>("new_entries")?.unsigned_abs(),
        error: row.get("error")?,
        next_due_at: row.get("next_due_at")?,
        due_because: row.get("due_because")?,
    })
}

fn outcome_text(outcome: PollOutcome) -> &'static str {
    match outcome {
        PollOutcome::Fresh => "fresh",
        PollOutcome::NotModified => "not_modified",
        PollOutcome::RateLimited => "rate_limited",
        PollOutcome::Gone => "gone",
        PollOutcome::Blocked => "blocked",
        PollOutcome::Failed => "failed",
    }
}

fn outcome(text: &str) -> PollOutcome {
    match text {
        "fresh" => PollOutcome::Fresh,
        "not_modified" => PollOutcome::NotModified,
        "rate_limited" => PollOutcome::RateLimited,
        "gone" => PollOutcome::Gone,
        "blocked" => PollOutcome::Blocked,
        _ => PollOutcome::Failed,
    }
}
