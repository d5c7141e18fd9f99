//! Polls: a source is taken when it is due, and what the poll brought is kept in one transaction with its validators,
//! so that a crash can lose neither an entry nor the memory of having asked.

use chrono::{DateTime, Utc};
use rusqlite::{Transaction, params};

use super::candidates::{CandidateId, enqueue};
use super::connection::Store;
use super::error::StoreError;
use super::sources::{SOURCE_COLUMNS, read_source, time};
use crate::model::{Candidate, Source, SourceId, SourceState, Validators};

/// A source whose poll may begin: its next due time is in the store already.
#[derive(Debug, Clone, PartialEq)]
pub struct DueSource {
    /// The source.
    pub source: Source,
    /// Its state before this poll.
    pub state: SourceState,
}

/// Which sources to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollStart {
    /// Those that are due, the longest overdue first, at most this many.
    Due(usize),
    /// Every enabled source, due or not.
    All,
    /// This one, due or not, enabled or not: the user named it.
    Named(SourceId),
}

/// What a poll brought.
#[derive(Debug, Clone, PartialEq)]
pub struct PollRecord {
    /// Which source.
    pub source_id: SourceId,
    /// When the poll ended.
    pub polled_at: DateTime<Utc>,
    /// Not to be polled before.
    pub next_due_at: DateTime<Utc>,
    /// Validators to send next time; `None`: keep those of before.
    pub validators: Option<Validators>,
    /// Why it failed; `None`: it did not.
    pub error: Option<String>,
    /// Pages that it led to.
    pub candidates: Vec<Candidate>,
}

impl Store {
    /// Takes sources for polling. Each is given its next due time before any request leaves (`next_due` tells it), so
    /// neither another process nor a restart after a crash polls it again early.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_polls(
        &self,
        start: PollStart,
        now: DateTime<Utc>,
        next_due: impl Fn(&Source) -> DateTime<Utc> + Send + 'static,
    ) -> Result<Vec<DueSource>, StoreError> {
        self.write(move |transaction| {
            let due = select_sources(transaction, start, now)?;
            for source in &due {
                transaction.execute(
                    "UPDATE source_state SET next_due_at = ?1 WHERE source_id = ?2",
                    params![time(next_due(&source.source)), source.source.id.0],
                )?;
            }
            Ok(due)
        })
        .await
    }

    /// Keeps what a poll brought; candidates that are known already are left out.
    ///
    /// Returns one slot per candidate of the record: its queue number, or `None` when its page is known.
    ///
    /// # Errors
    /// When the store fails; then nothing of the poll is kept.
    pub async fn record_poll(&self, record: PollRecord) -> Result<Vec<Option<CandidateId>>, StoreError> {
        self.write(move |transaction| {
            let id = record.source_id.0;
            transaction.execute(
                "UPDATE source_state SET last_polled_at = ?1, next_due_at = ?2, last_error = ?3,
                        consecutive_failures = CASE WHEN ?3 IS NULL THEN 0 ELSE consecutive_failures + 1 END
                 WHERE source_id = ?4",
                params![time(record.polled_at), time(record.next_due_at), record.error, id],
            )?;
            if let Some(validators) = &record.validators {
                transaction.execute(
                    "UPDATE source_state SET etag = ?1, last_modified = ?2 WHERE source_id = ?3",
                    params![validators.etag, validators.last_modified, id],
                )?;
            }
            record
                .candidates
                .iter()
                .map(|candidate| enqueue(transaction, candidate, record.polled_at))
                .collect()
        })
        .await
    }

    /// The earliest time at which an enabled source or a waiting candidate is due; `None` when nothing ever is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next_due_at(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.read(move |connection| {
            connection.query_row(
                "SELECT min(due) FROM (
                    SELECT min(coalesce(next_due_at, ?1)) AS due FROM source
                    JOIN source_state ON source_state.source_id = source.id
                    WHERE removed_at IS NULL AND coalesce(switched, declared_enabled)
                    UNION ALL
                    SELECT * FROM (SELECT next_attempt_at FROM candidate
                                   WHERE next_attempt_at IS NOT NULL AND lease_owner IS NULL
                                   ORDER BY next_attempt_at LIMIT 1)
                    UNION ALL
                    SELECT min(leased_until) FROM candidate WHERE lease_owner IS NOT NULL)",
                [time(now)],
                |row| row.get(0),
            )
        })
        .await
    }
}

fn select_sources(
    transaction: &Transaction<'_>,
    start: PollStart,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<DueSource>> {
    let (condition, id, limit) = match start {
        PollStart::Due(limit) => ("enabled AND (next_due_at IS NULL OR next_due_at <= ?1)", 0, limit),
        PollStart::All => ("enabled", 0, usize::MAX),
        PollStart::Named(id) => ("id = ?2", id.0, 1),
    };
    let mut statement = transaction.prepare_cached(&format!(
        "SELECT {SOURCE_COLUMNS} FROM source JOIN source_state ON source_state.source_id = source.id
         WHERE removed_at IS NULL AND {condition} AND ?1 IS NOT NULL AND ?2 IS NOT NULL
         ORDER BY next_due_at, id LIMIT ?3"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![time(now), id, limit], |row| {
        let (source, state) = read_source(row)?;
        Ok(DueSource { source, state })
    })?;
    rows.collect()
}
