//! Polls: a source is taken when it is due, and what the poll brought is kept in one transaction with its validators,
//! so that a crash can lose neither an entry nor the memory of having asked.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Transaction, params};

use super::candidates::{CandidateId, enqueue};
use super::connection::Store;
use super::error::StoreError;
use super::poll_log::note_poll;
use super::seen_links::note_seen_links;
use super::source_state::{STATE_COLUMNS, write_state};
use super::sources::{SOURCE_COLUMNS, read_source, time};
use crate::model::{Candidate, PollNote, Source, SourceId, SourceState};

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
    /// Every enabled source that is not gone for good, due or not.
    All,
    /// This one, due or not, enabled or not: the user named it.
    Named(SourceId),
}

/// What a poll brought.
#[derive(Debug, Clone, PartialEq)]
pub struct PollRecord {
    /// Which source.
    pub source_id: SourceId,
    /// How it went. New entries, due time and its reason are filled in from what the store finds, and from the new state.
    pub note: PollNote,
    /// Pages that it led to.
    pub candidates: Vec<Candidate>,
    /// Hashes of what a sitemap named, for [`Store::seen_links`].
    pub seen_links: Vec<i64>,
}

impl Store {
    /// Takes sources for polling. Each is given its next due time before any request leaves (`next_due` tells it, and why), so
    /// neither another process nor a restart after a crash polls it again early. A source that is due while its host wants to be left
    /// alone is put off until then instead.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_polls(
        &self,
        start: PollStart,
        now: DateTime<Utc>,
        next_due: impl Fn(&Source, &SourceState) -> (DateTime<Utc>, String) + Send + 'static,
    ) -> Result<Vec<DueSource>, StoreError> {
        self.write(move |transaction| {
            let mut taken = Vec::new();
            loop {
                let found = match start {
                    PollStart::Due(limit) => {
                        select_sources(transaction, PollStart::Due(limit.saturating_sub(taken.len())), now)?
                    }
                    PollStart::All | PollStart::Named(_) => select_sources(transaction, start, now)?,
                };
                let is_last = found.is_empty() || !matches!(start, PollStart::Due(_));
                for due in found {
                    let pause = match start {
                        PollStart::Due(_) => paused_until(transaction, &due, now)?,
                        PollStart::All | PollStart::Named(_) => None,
                    };
                    let (due_at, because) = match pause {
                        Some(until) => (until, "Retry-After of its host".to_owned()),
                        None => next_due(&due.source, &due.state),
                    };
                    put_off(transaction, due.source.id, due_at, &because)?;
                    if pause.is_none() {
                        taken.push(due);
                    }
                }
                if is_last {
                    return Ok(taken);
                }
            }
        })
        .await
    }

    /// Keeps what a poll brought; candidates that are known already are left out. `settle` tells the state of the source after it, given
    /// how many pages are new.
    ///
    /// Returns one slot per candidate of the record: its queue number, or `None` when its page is known.
    ///
    /// # Errors
    /// When the store fails; then nothing of the poll is kept.
    pub async fn record_poll(
        &self,
        record: PollRecord,
        settle: impl FnOnce(u64) -> SourceState + Send + 'static,
    ) -> Result<Vec<Option<CandidateId>>, StoreError> {
        self.write(move |transaction| {
            let PollRecord { source_id, mut note, candidates, seen_links } = record;
            let newest: i64 =
                transaction.query_row("SELECT coalesce(max(id), 0) FROM candidate", [], |row| row.get(0))?;
            let slots: Vec<Option<CandidateId>> = candidates
                .iter()
                .map(|candidate| enqueue(transaction, candidate, note.polled_at))
                .collect::<rusqlite::Result<_>>()?;
            note.new_entries += slots.iter().flatten().filter(|id| id.0 > newest).count() as u64;
            let state = settle(note.new_entries);
            note.next_due_at = state.next_due_at;
            note.due_because.clone_from(&state.due_because);
            write_state(transaction, source_id, &state)?;
            note_seen_links(transaction, source_id, &seen_links, note.polled_at)?;
            note_poll(transaction, source_id, &note)?;
            Ok(slots)
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
                    WHERE removed_at IS NULL AND gone_at IS NULL AND coalesce(switched, declared_enabled)
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
        PollStart::Due(limit) => {
            ("enabled AND gone_at IS NULL AND (next_due_at IS NULL OR next_due_at <= ?1)", 0, limit)
        }
        PollStart::All => ("enabled AND gone_at IS NULL", 0, usize::MAX),
        PollStart::Named(id) => ("id = ?2", id.0, 1),
    };
    let mut statement = transaction.prepare_cached(&format!(
        "SELECT {SOURCE_COLUMNS}, {STATE_COLUMNS} FROM source JOIN source_state ON source_state.source_id = source.id
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

fn paused_until(
    transaction: &Transaction<'_>,
    due: &DueSource,
    now: DateTime<Utc>,
) -> rusqlite::Result<Option<DateTime<Utc>>> {
    transaction
        .prepare_cached("SELECT until FROM host_pause WHERE host = ?1 AND until > ?2")?
        .query_row(params![due.state.address(&due.source).host_str().unwrap_or_default(), time(now)], |row| {
            row.get(0)
        })
        .optional()
}

fn put_off(
    transaction: &Transaction<'_>,
    source: SourceId,
    due_at: DateTime<Utc>,
    because: &str,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("UPDATE source_state SET next_due_at = ?1, due_because = ?2 WHERE source_id = ?3")?
        .execute(params![time(due_at), because, source.0])
        .map(drop)
}
