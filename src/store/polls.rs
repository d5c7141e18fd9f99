//! Polls: a source is taken when it is due, and what the poll brought is kept in one transaction with its validators,
//! so that a crash can lose neither an entry nor the memory of having asked.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row, Transaction, named_params, params};
use url::Url;

use super::candidates::{CandidateId, LEASE, enqueue, json};
use super::connection::Store;
use super::error::StoreError;
use super::known_sitemaps::keep_known_sitemaps;
use super::poll_log::note_poll;
use super::seen_links::note_seen_links;
use super::source_state::{STATE_COLUMNS, write_state};
use super::sources::{SOURCE_COLUMNS, read_source, time};
use crate::canonical::site_of;
use crate::model::{Admission, Candidate, KnownSitemap, PollNote, Source, SourceId, SourceState, Timestamp};

/// A source whose poll may begin: its next due time is in the store already.
#[derive(Debug, Clone, PartialEq)]
pub struct DueSource {
    /// The source.
    pub source: Source,
    /// Its state before this poll.
    pub state: SourceState,
}

/// Which sources to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PollStart {
    /// Those that are due, the longest overdue first.
    Due {
        /// Due by then.
        by: DateTime<Utc>,
        /// At most this many.
        limit: usize,
    },
    /// These, due or not, enabled or not: the user named them.
    Named(Vec<SourceId>),
}

/// What became of a wish to poll.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Begun {
    /// These may be polled.
    pub taken: Vec<DueSource>,
    /// These were named and may not.
    pub held: Vec<(Source, Held)>,
}

/// Why a source may not be polled even though the user named it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Its server asked to be left alone until then.
    Paused(DateTime<Utc>),
    /// Another poll of it is under way.
    InHand,
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
    /// What is known of the sitemaps below it, for [`Store::known_sitemaps`]; `None`: as before.
    pub known_sitemaps: Option<Vec<KnownSitemap>>,
}

impl Store {
    /// Takes sources for polling, and leases them to `owner`. Each is given its next due time before any request leaves (`next_due` tells
    /// it, and why), so neither another process nor a restart after a crash polls it again early; a later one that it has already stays.
    /// A source that is due while its host wants to be left alone is put off until then instead; one that was named is left as it is.
    /// One that is due where nothing may start at once (`may_start`) is left as it is, with all others of its site.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_polls(
        &self,
        start: PollStart,
        (owner, now): (String, DateTime<Utc>),
        next_due: impl Fn(&Source, &SourceState) -> (DateTime<Utc>, String) + Send + 'static,
        may_start: impl Fn(&Url) -> Admission + Send + 'static,
    ) -> Result<Begun, StoreError> {
        self.write(move |transaction| {
            let take = |due: &DueSource| {
                let (due_at, because) = next_due(&due.source, &due.state);
                let later = due.state.next_due_at.filter(|known| *known > due_at);
                let because = later.and(due.state.due_because.clone()).unwrap_or(because);
                put_off(transaction, due.source.id, (later.unwrap_or(due_at), &because))?;
                lease(transaction, due.source.id, (&owner, now))
            };
            match start {
                PollStart::Due { by, limit } => {
                    take_due(transaction, Due { by, limit, now }, may_start, take)
                }
                PollStart::Named(ids) => take_named(transaction, &ids, now, take),
            }
        })
        .await
    }

    /// Puts off sources that have been due since before a moment, or were never polled: `spread` tells until when and why, given which it is
    /// and how many there are. Returns how many were put off.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn spread_backlog(
        &self,
        before: DateTime<Utc>,
        spread: impl Fn(SourceId, usize) -> Option<(DateTime<Utc>, String)> + Send + 'static,
    ) -> Result<usize, StoreError> {
        self.write(move |transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT source.id FROM source_state CROSS JOIN source ON source.id = source_state.source_id
                 WHERE coalesce(next_due_at, '') < ?1 AND removed_at IS NULL AND gone_at IS NULL
                   AND coalesce(switched, declared_enabled)",
            )?;
            let rows = statement.query_map([time(before)], |row| row.get(0).map(SourceId))?;
            let overdue: Vec<SourceId> = rows.collect::<rusqlite::Result<_>>()?;
            let mut count = 0;
            for id in &overdue {
                if let Some((until, because)) = spread(*id, overdue.len()) {
                    put_off(transaction, *id, (until, &because))?;
                    count += 1;
                }
            }
            Ok(count)
        })
        .await
    }

    /// Every enabled source that is not gone for good, due or not, the longest overdue first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn enabled_sources(&self) -> Result<Vec<SourceId>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT source.id FROM source JOIN source_state ON source_state.source_id = source.id
                 WHERE removed_at IS NULL AND gone_at IS NULL AND coalesce(switched, declared_enabled)
                 ORDER BY next_due_at, source.id",
            )?;
            statement.query_map([], |row| row.get(0).map(SourceId))?.collect()
        })
        .await
    }

    /// Keeps what a poll brought, and ends its lease; candidates that are known already are left out. `settle` tells the state of the
    /// source after it, given when each page that is new was published, as far as that is said.
    ///
    /// Returns one slot per candidate of the record: its queue number, or `None` when its page is known.
    ///
    /// # Errors
    /// When the store fails; then nothing of the poll is kept.
    pub async fn record_poll(
        &self,
        record: PollRecord,
        settle: impl FnOnce(&[Option<Timestamp>]) -> SourceState + Send + 'static,
    ) -> Result<Vec<Option<CandidateId>>, StoreError> {
        self.write(move |transaction| {
            let PollRecord { source_id, mut note, candidates, seen_links, known_sitemaps } = record;
            let newest: i64 =
                transaction.query_row("SELECT coalesce(max(id), 0) FROM candidate", [], |row| row.get(0))?;
            let slots: Vec<Option<CandidateId>> = candidates
                .iter()
                .map(|candidate| enqueue(transaction, candidate, note.polled_at))
                .collect::<rusqlite::Result<_>>()?;
            // Pages that were kept already are new, too; nobody says of them when they came.
            let mut new = vec![None; usize::try_from(note.new_entries).unwrap_or_default()];
            let is_new = |slot: &Option<CandidateId>| slot.is_some_and(|id| id.0 > newest);
            let queued = candidates.iter().zip(&slots).filter(|(_, slot)| is_new(slot));
            new.extend(queued.map(|(candidate, _)| candidate.hints.published_at));
            note.new_entries = new.len() as u64;
            let state = settle(&new);
            note.next_due_at = state.next_due_at;
            note.due_because.clone_from(&state.due_because);
            write_state(transaction, source_id, &state)?;
            note_seen_links(transaction, source_id, &seen_links, note.polled_at)?;
            if let Some(sitemaps) = known_sitemaps {
                keep_known_sitemaps(transaction, source_id, &sitemaps)?;
            }
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
            let mut next = connection.prepare_cached(
                "SELECT min(due) FROM (
                    SELECT * FROM (SELECT coalesce(next_due_at, ?1) AS due
                                   FROM source_state CROSS JOIN source ON source.id = source_state.source_id
                                   WHERE removed_at IS NULL AND gone_at IS NULL AND coalesce(switched, declared_enabled)
                                     AND coalesce(leased_until, '') <= ?1
                                   ORDER BY coalesce(next_due_at, ''), source_id LIMIT 1)
                    UNION ALL
                    SELECT min(max(coalesce(next_due_at, ?1), leased_until))
                    FROM source_state CROSS JOIN source ON source.id = source_state.source_id
                    WHERE removed_at IS NULL AND gone_at IS NULL AND coalesce(switched, declared_enabled)
                      AND leased_until > ?1
                    UNION ALL
                    SELECT * FROM (SELECT next_attempt_at FROM candidate
                                   WHERE next_attempt_at IS NOT NULL AND lease_owner IS NULL
                                   ORDER BY next_attempt_at LIMIT 1)
                    UNION ALL
                    SELECT min(leased_until) FROM candidate WHERE lease_owner IS NOT NULL)",
            )?;
            next.query_row([time(now)], |row| row.get(0))
        })
        .await
    }
}

/// Which sources are taken because they are due.
#[derive(Clone, Copy)]
struct Due {
    by: DateTime<Utc>,
    limit: usize,
    now: DateTime<Utc>,
}

fn take_due(
    transaction: &Transaction<'_>,
    due: Due,
    may_start: impl Fn(&Url) -> Admission,
    take: impl Fn(&DueSource) -> rusqlite::Result<()>,
) -> rusqlite::Result<Begun> {
    let mut taken = Vec::new();
    let mut waiting_sites: Vec<String> = Vec::new();
    while taken.len() < due.limit {
        let room = due.limit - taken.len();
        let found = select_due(transaction, due, room, &waiting_sites)?;
        if found.is_empty() {
            break;
        }
        for one in found {
            let address = one.state.address(&one.source);
            if let Some(until) = paused_until(transaction, &one, due.now)? {
                put_off(transaction, one.source.id, (until, "Retry-After of its host"))?;
            } else if may_start(address) == Admission::Granted {
                take(&one)?;
                taken.push(one);
            } else {
                waiting_sites.push(site_of(&one.source.url).unwrap_or_default());
            }
        }
    }
    Ok(Begun { taken, held: Vec::new() })
}

/// Sources that are due, the longest overdue first, but for those of some sites.
fn select_due(
    transaction: &Transaction<'_>,
    Due { by, now, .. }: Due,
    limit: usize,
    waiting_sites: &[String],
) -> rusqlite::Result<Vec<DueSource>> {
    let mut statement = transaction.prepare_cached(&format!(
        "SELECT {SOURCE_COLUMNS}, {STATE_COLUMNS} FROM source_state CROSS JOIN source ON source.id = source_state.source_id
         WHERE coalesce(next_due_at, '') <= :by AND coalesce(leased_until, '') <= :now AND gone_at IS NULL
           AND removed_at IS NULL AND enabled AND site NOT IN (SELECT value FROM json_each(:sites))
         ORDER BY coalesce(next_due_at, ''), source_id LIMIT :limit"
    ))?;
    let rows = statement.query_map(
        named_params! {
            ":by": time(by), ":now": time(now), ":sites": json(&waiting_sites)?,
            ":limit": i64::try_from(limit).unwrap_or(i64::MAX),
        },
        read_due,
    )?;
    rows.collect()
}

fn take_named(
    transaction: &Transaction<'_>,
    ids: &[SourceId],
    now: DateTime<Utc>,
    take: impl Fn(&DueSource) -> rusqlite::Result<()>,
) -> rusqlite::Result<Begun> {
    let mut begun = Begun::default();
    for id in ids {
        if let Some(due) = select_source(transaction, *id)? {
            let pause =
                paused_until(transaction, &due, now)?.max(due.state.not_before.filter(|at| *at > now));
            if let Some(until) = pause {
                begun.held.push((due.source, Held::Paused(until)));
            } else if is_in_hand(transaction, *id, now)? {
                begun.held.push((due.source, Held::InHand));
            } else {
                take(&due)?;
                begun.taken.push(due);
            }
        }
    }
    Ok(begun)
}

fn select_source(transaction: &Transaction<'_>, id: SourceId) -> rusqlite::Result<Option<DueSource>> {
    transaction
        .prepare_cached(&format!(
            "SELECT {SOURCE_COLUMNS}, {STATE_COLUMNS} FROM source JOIN source_state ON source_state.source_id = source.id
             WHERE removed_at IS NULL AND id = ?1"
        ))?
        .query_row([id.0], read_due)
        .optional()
}

fn read_due(row: &Row<'_>) -> rusqlite::Result<DueSource> {
    let (source, state) = read_source(row)?;
    Ok(DueSource { source, state })
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

fn is_in_hand(transaction: &Transaction<'_>, id: SourceId, now: DateTime<Utc>) -> rusqlite::Result<bool> {
    transaction
        .prepare_cached("SELECT coalesce(leased_until, '') > ?1 FROM source_state WHERE source_id = ?2")?
        .query_row(params![time(now), id.0], |row| row.get(0))
}

fn put_off(
    transaction: &Transaction<'_>,
    source: SourceId,
    (due_at, because): (DateTime<Utc>, &str),
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("UPDATE source_state SET next_due_at = ?1, due_because = ?2 WHERE source_id = ?3")?
        .execute(params![time(due_at), because, source.0])
        .map(drop)
}

fn lease(
    transaction: &Transaction<'_>,
    source: SourceId,
    (owner, now): (&str, DateTime<Utc>),
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("UPDATE source_state SET leased_until = ?1, lease_owner = ?2 WHERE source_id = ?3")?
        .execute(params![time(now + LEASE), owner, source.0])
        .map(drop)
}
