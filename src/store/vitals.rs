//! How the work stands: what is due, in hand and failing, and how large the files are. Cheap however much is stored.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::connection::{Store, log_of};
use super::error::StoreError;
use super::sources::time;

/// Latest articles among which those of the last hour and day are counted; a service does not read more in a day.
const LATEST: i64 = 100_000;

/// How the work stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Vitals {
    /// Sources that are polled.
    pub sources_enabled: u64,
    /// Those of them that are due.
    pub sources_due: u64,
    /// Those of them that are being polled.
    pub sources_in_hand: u64,
    /// Those of them whose last poll failed.
    pub sources_failing: u64,
    /// For how many seconds the source that has been due longest has been so; 0: none is due.
    pub due_lag_seconds: u64,
    /// When the next source is due, RFC 3339 UTC; `None` when there is none.
    pub next_due_at: Option<String>,
    /// Pages that are known but not yet read.
    pub pages_waiting: u64,
    /// Those of them that may be read now.
    pub pages_due: u64,
    /// Those of them that are being read.
    pub pages_in_hand: u64,
    /// Pages that could not be read and are not tried again.
    pub pages_given_up: u64,
    /// Articles that are to be looked at again now.
    pub rechecks_due: u64,
    /// Messages to webhooks that wait.
    pub deliveries_waiting: u64,
    /// Messages to webhooks that were given up.
    pub deliveries_given_up: u64,
    /// All articles.
    pub articles: u64,
    /// Articles that came in the last hour.
    pub articles_last_hour: u64,
    /// Articles that came in the last day.
    pub articles_last_day: u64,
    /// Size of the store's file.
    pub store_bytes: u64,
    /// Size of its write-ahead log.
    pub log_bytes: u64,
}

/// A source whose last poll failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailingSource {
    /// Its name.
    pub name: String,
    /// Failures since the last success.
    pub failures: u64,
    /// What went wrong last.
    pub error: Option<String>,
    /// When it is tried again, RFC 3339 UTC; `None`: it is gone for good.
    pub next_due_at: Option<String>,
}

impl Store {
    /// How the work stands.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn vitals(&self, now: DateTime<Utc>) -> Result<Vitals, StoreError> {
        let path = self.path().to_owned();
        self.read(move |connection| {
            let vitals = read_vitals(connection, now)?;
            Ok(Vitals { store_bytes: size_of(&path), log_bytes: size_of(&log_of(&path)), ..vitals })
        })
        .await
    }

    /// The sources that fail, the longest failing first; at most so many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn failing_sources(&self, most: usize) -> Result<Vec<FailingSource>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT name, consecutive_failures, last_error, CASE WHEN gone_at IS NULL THEN next_due_at END
                 FROM source JOIN source_state ON source_state.source_id = source.id
                 WHERE removed_at IS NULL AND coalesce(switched, declared_enabled) AND consecutive_failures > 0
                 ORDER BY consecutive_failures DESC, name LIMIT ?1",
            )?;
            let rows = statement.query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| {
                Ok(FailingSource {
                    name: row.get(0)?,
                    failures: count(row, 1)?,
                    error: row.get(2)?,
                    next_due_at: row.get(3)?,
                })
            })?;
            rows.collect()
        })
        .await
    }
}

fn read_vitals(connection: &Connection, now: DateTime<Utc>) -> rusqlite::Result<Vitals> {
    let mut vitals = connection.prepare_cached(OF_SOURCES)?.query_row([time(now)], |row| {
        let due_since: Option<DateTime<Utc>> = row.get(3)?;
        let lag = due_since.map_or(0, |since| (now - since).num_seconds().max(0));
        Ok(Vitals {
            sources_enabled: count(row, 0)?,
            sources_due: count(row, 1)?,
            sources_failing: count(row, 2)?,
            due_lag_seconds: lag.unsigned_abs(),
            next_due_at: row.get(4)?,
            sources_in_hand: count(row, 5)?,
            ..Vitals::default()
        })
    })?;
    connection.prepare_cached(OF_PAGES)?.query_row([time(now)], |row| {
        vitals.pages_waiting = count(row, 0)?;
        vitals.pages_due = count(row, 1)?;
        vitals.pages_in_hand = count(row, 2)?;
        vitals.pages_given_up = count(row, 3)?;
        Ok(())
    })?;
    connection.prepare_cached(OF_OTHERS)?.query_row([time(now)], |row| {
        vitals.rechecks_due = count(row, 0)?;
        vitals.deliveries_waiting = count(row, 1)?;
        vitals.deliveries_given_up = count(row, 2)?;
        Ok(())
    })?;
    let since = |span| time(now - span);
    connection.prepare_cached(OF_ARTICLES)?.query_row(
        params![since(TimeDelta::hours(1)), since(TimeDelta::days(1)), LATEST],
        |row| {
            vitals.articles = count(row, 0)?;
            vitals.articles_last_hour = count(row, 1)?;
            vitals.articles_last_day = count(row, 2)?;
            Ok(())
        },
    )?;
    Ok(vitals)
}

/// One that was never polled has no due time: it is due, since when nobody knows.
const OF_SOURCES: &str =
    "SELECT count(*), count(*) FILTER (WHERE is_due), count(*) FILTER (WHERE consecutive_failures > 0),
    min(next_due_at) FILTER (WHERE is_due), min(next_due_at) FILTER (WHERE NOT is_due), count(*) FILTER (WHERE is_in_hand)
FROM (SELECT consecutive_failures, next_due_at, coalesce(next_due_at, '') <= ?1 AS is_due,
             coalesce(leased_until, '') > ?1 AS is_in_hand
      FROM source JOIN source_state ON source_state.source_id = source.id
      WHERE removed_at IS NULL AND coalesce(switched, declared_enabled) AND gone_at IS NULL)";

const OF_PAGES: &str = "SELECT count(*) FILTER (WHERE next_attempt_at IS NOT NULL),
    count(*) FILTER (WHERE next_attempt_at <= ?1 AND coalesce(leased_until, '') <= ?1),
    count(*) FILTER (WHERE next_attempt_at IS NOT NULL AND leased_until > ?1),
    count(*) FILTER (WHERE next_attempt_at IS NULL)
FROM candidate";

const OF_OTHERS: &str = "SELECT (SELECT count(*) FROM recheck WHERE due_at <= ?1),
    (SELECT count(*) FROM delivery WHERE next_attempt_at IS NOT NULL),
    (SELECT count(*) FROM delivery WHERE next_attempt_at IS NULL)";

/// Articles are never deleted, so their last number is their count.
const OF_ARTICLES: &str = "SELECT coalesce((SELECT max(id) FROM article), 0),
    count(*) FILTER (WHERE first_seen_at > ?1), count(*)
FROM (SELECT first_seen_at FROM article ORDER BY id DESC LIMIT ?3) WHERE first_seen_at > ?2";

fn size_of(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

fn count(row: &Row<'_>, index: usize) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(index)?.unsigned_abs())
}
