//! The queue of pages that are known but not yet read. It outlives crashes: what was leased and not finished comes back.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension, Row, Transaction, named_params, params};
use url::Url;

use super::connection::Store;
use super::error::StoreError;
use super::sources::{parsed, time};
use crate::canonical::{canonical_key, public_address, site_of};
use crate::model::{Admission, Candidate, FoundVia, SourceId};

/// How long a lease lasts, that of a page and that of a poll. Longer than the few pages of one site that are in hand at a time may take, even at a minute from one to the
/// next (`fetch.max_crawl_delay`), so that no page is fetched by two at once; short enough that the work of a killed process is soon
/// done again.
pub(super) const LEASE: TimeDelta = TimeDelta::minutes(10);

/// Pages of one site that are looked at for one whose host may be asked now.
const LOOKED_AT: i64 = 50;

/// Attempts that were begun after which a page is given up that never came to an end: it may be what ends the process.
pub(super) const MOST_BEGUN: u32 = 10;

/// Spellings of its addresses that are kept of each article: some feeds write another session or campaign into every one.
const MOST_VARIANTS: i64 = 20;

/// Row number of a candidate in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CandidateId(pub i64);

/// A candidate that this process may work on until its lease ends.
#[derive(Debug, Clone, PartialEq)]
pub struct LeasedCandidate {
    /// Its place in the queue.
    pub id: CandidateId,
    /// What to fetch.
    pub candidate: Candidate,
    /// Attempts so far, this one included.
    pub attempts: u32,
    /// When it was found.
    pub found_at: DateTime<Utc>,
}

/// How many candidates may be leased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseLimits {
    /// At once by this call.
    pub in_all: usize,
    /// In the owner's hand at a time for each site: a slow site must not keep the others waiting.
    pub per_site: usize,
}

impl Store {
    /// Puts candidates into the queue. Returns one slot per candidate: its queue number, or `None` when its page is known.
    ///
    /// # Errors
    /// When the store fails; then none is kept.
    pub async fn enqueue_candidates(
        &self,
        candidates: Vec<Candidate>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Option<CandidateId>>, StoreError> {
        self.write(move |transaction| {
            candidates.iter().map(|candidate| enqueue(transaction, candidate, now)).collect()
        })
        .await
    }

    /// Leases one candidate for `owner`; `None` when it is done, given up, put off by its site or in the hands of another.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn lease_candidate(
        &self,
        id: CandidateId,
        owner: String,
        now: DateTime<Utc>,
    ) -> Result<Option<LeasedCandidate>, StoreError> {
        self.write(move |transaction| {
            transaction
                .query_row(
                    "UPDATE candidate SET leased_until = ?1, lease_owner = ?2, attempts = attempts + 1
                     WHERE id = ?3 AND next_attempt_at IS NOT NULL AND (leased_until IS NULL OR leased_until <= ?4)
                       AND (not_before IS NULL OR not_before <= ?4)
                     RETURNING *",
                    params![time(now + LEASE), owner, id.0, time(now)],
                    read_leased,
                )
                .optional()
        })
        .await
    }

    /// Leases candidates that are waiting and due, new ones and those that a former run left or that are tried again,
    /// each with the name of the source that led to it. Those to which no request may start now are left (`may_start`).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn lease_waiting(
        &self,
        limits: LeaseLimits,
        (owner, now): (String, DateTime<Utc>),
        may_start: impl Fn(&Url) -> Admission + Send + 'static,
    ) -> Result<Vec<(LeasedCandidate, Option<String>)>, StoreError> {
        self.write(move |transaction| {
            transaction
                .prepare_cached(
                    "UPDATE candidate SET next_attempt_at = NULL, leased_until = NULL, lease_owner = NULL,
                            last_error = coalesce(last_error, 'reading it never came to an end')
                     WHERE lease_owner IS NOT NULL AND attempts >= ?2 AND leased_until <= ?1",
                )?
                .execute(params![time(now), MOST_BEGUN])?;
            let mut lease = transaction.prepare_cached(
                "UPDATE candidate SET leased_until = ?1, lease_owner = ?2, attempts = attempts + 1 WHERE id = ?3
                 RETURNING *, (SELECT name FROM source WHERE source.id = candidate.source_id) AS source_name",
            )?;
            let mut leased = Vec::new();
            for id in choose(transaction, limits, (&owner, &time(now)), may_start)? {
                leased.push(lease.query_row(params![time(now + LEASE), owner, id], |row| {
                    Ok((read_leased(row)?, row.get("source_name")?))
                })?);
            }
            Ok(leased)
        })
        .await
    }

    /// Notes that a leased candidate failed; it is tried again at `next_attempt_at`, or given up (`None`) but kept.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn candidate_failed(
        &self,
        id: CandidateId,
        error: String,
        next_attempt_at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| set_aside(transaction, id, (&error, next_attempt_at))).await
    }

    /// The same for one that could not even be asked for: the attempt does not count.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn candidate_untried(
        &self,
        id: CandidateId,
        error: String,
        next_attempt_at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| {
            transaction.execute("UPDATE candidate SET attempts = attempts - 1 WHERE id = ?1", [id.0])?;
            set_aside(transaction, id, (&error, next_attempt_at))
        })
        .await
    }

    /// Gives back all that `owner` leased and did not finish, for whoever comes next: pages at once, sources when they are due.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn release_leases(&self, owner: String) -> Result<(), StoreError> {
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE candidate SET leased_until = NULL, lease_owner = NULL, attempts = attempts - 1
                 WHERE lease_owner = ?1",
                [&owner],
            )?;
            transaction
                .execute(
                    "UPDATE source_state SET leased_until = NULL, lease_owner = NULL WHERE lease_owner = ?1",
                    [&owner],
                )
                .map(drop)
        })
        .await
    }
}

/// Takes a candidate out of the hands that have it, until its next attempt.
fn set_aside(
    transaction: &Transaction<'_>,
    id: CandidateId,
    (error, next_attempt_at): (&str, Option<DateTime<Utc>>),
) -> rusqlite::Result<()> {
    transaction
        .execute(
            "UPDATE candidate SET last_error = ?1, leased_until = NULL, lease_owner = NULL,
                    next_attempt_at = CASE WHEN ?2 IS NULL THEN NULL ELSE max(?2, coalesce(not_before, '')) END
             WHERE id = ?3",
            params![error, next_attempt_at.map(time), id.0],
        )
        .map(drop)
}

/// Candidates that are due and free, some of each site, as many as `owner` may still have in hand of it. Goes from site to site by the
/// index, so that its cost does not grow with the queue; begins anywhere, so that no site always comes last.
fn choose(
    transaction: &Transaction<'_>,
    limits: LeaseLimits,
    (owner, now): (&str, &str),
    may_start: impl Fn(&Url) -> Admission,
) -> rusqlite::Result<Vec<i64>> {
    let mut next_site = transaction.prepare_cached(
        "SELECT site FROM candidate WHERE site > ?1 AND next_attempt_at IS NOT NULL ORDER BY site LIMIT 1",
    )?;
    let mut in_hand = transaction.prepare_cached(
        "SELECT count(*) FROM candidate WHERE lease_owner = ?1 AND site = ?2 AND leased_until > ?3",
    )?;
    let mut waiting = transaction.prepare_cached(
        "SELECT id, url FROM candidate WHERE site = ?1 AND next_attempt_at <= ?2 AND (leased_until IS NULL OR leased_until <= ?2)
         ORDER BY next_attempt_at, id LIMIT ?3",
    )?;
    let start: String = transaction
        .prepare_cached(
            "SELECT site FROM candidate WHERE next_attempt_at <= ?1 AND (leased_until IS NULL OR leased_until <= ?1)
             ORDER BY next_attempt_at, id LIMIT 1",
        )?
        .query_row([now], |row| row.get(0))
        .optional()?
        .unwrap_or_default();
    if start.is_empty() {
        return Ok(Vec::new());
    }
    let (mut chosen, mut site, mut has_wrapped) = (Vec::new(), start.clone(), false);
    while chosen.len() < limits.in_all {
        let held: usize =
            in_hand.query_row(params![owner, site, now], |row| row.get::<_, i64>(0))?.unsigned_abs() as usize;
        let room = limits.per_site.saturating_sub(held).min(limits.in_all - chosen.len());
        if room > 0 {
            let mut rows = waiting.query(params![site, now, LOOKED_AT])?;
            let before = chosen.len();
            while chosen.len() - before < room {
                let Some(row) = rows.next()? else { break };
                match may_start(&parsed(row, "url")?) {
                    Admission::Granted => chosen.push(row.get("id")?),
                    Admission::HostRests => {}
                    Admission::SiteRests => break,
                }
            }
        }
        let following: Option<String> = next_site.query_row([&site], |row| row.get(0)).optional()?;
        has_wrapped |= following.is_none();
        site = match following {
            Some(following) => following,
            None => next_site.query_row([""], |row| row.get(0)).optional()?.unwrap_or_default(),
        };
        if has_wrapped && site >= start {
            break;
        }
    }
    Ok(chosen)
}

/// Queues a candidate unless its page is an article already or was given up; returns its place in the queue.
pub(super) fn enqueue(
    transaction: &Transaction<'_>,
    candidate: &Candidate,
    now: DateTime<Utc>,
) -> rusqlite::Result<Option<CandidateId>> {
    let key = canonical_key(&candidate.url);
    let article: Option<i64> = transaction
        .prepare_cached("SELECT article_id FROM article_url WHERE url_key = ?1 AND role <> 'declared'")?
        .query_row([&key], |row| row.get(0))
        .optional()?;
    if let Some(article) = article {
        note_source(transaction, article, candidate, now)?;
        note_variant(transaction, article, &candidate.url, now)?;
        return Ok(None);
    }
    let queued: Option<(i64, bool)> = transaction
        .prepare_cached("SELECT id, next_attempt_at IS NULL FROM candidate WHERE url_key = ?1")?
        .query_row([&key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match queued {
        Some((_, true)) => Ok(None),
        Some((id, false)) => Ok(Some(CandidateId(id))),
        None => insert(transaction, candidate, &key, now).map(Some),
    }
}

/// Keeps the media of an entry with an article that was read without them.
fn note_enclosures(
    transaction: &Transaction<'_>,
    article: i64,
    candidate: &Candidate,
) -> rusqlite::Result<()> {
    if candidate.hints.enclosures.is_empty() {
        return Ok(());
    }
    transaction
        .prepare_cached(
            "UPDATE revision SET enclosures = ?1
             WHERE id = (SELECT current_revision_id FROM article WHERE id = ?2) AND enclosures = '[]'",
        )?
        .execute(params![json(&candidate.hints.enclosures)?, article])
        .map(drop)
}

/// Remembers that a source led to an article, and the media that its entry attaches.
pub(super) fn note_source(
    transaction: &Transaction<'_>,
    article: i64,
    candidate: &Candidate,
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    note_enclosures(transaction, article, candidate)?;
    let Some(source) = candidate.source_id else { return Ok(()) };
    transaction
        .prepare_cached(
            "INSERT INTO article_source (article_id, source_id, guid, first_seen_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![article, source.0, candidate.hints.guid, time(now)])
        .map(drop)
}

/// Remembers an address of an article as it was written, when its key is known under another spelling; the first ones of each article.
pub(super) fn note_variant(
    transaction: &Transaction<'_>,
    article: i64,
    url: &Url,
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO address_variant (article_id, url, first_seen_at) SELECT ?1, ?2, ?3
             WHERE NOT EXISTS (SELECT 1 FROM article_url WHERE url_key = ?4 AND url = ?2)
               AND (SELECT count(*) FROM address_variant WHERE article_id = ?1) < ?5",
        )?
        .execute(params![article, public_address(url).as_str(), time(now), canonical_key(url), MOST_VARIANTS])
        .map(drop)
}

fn insert(
    transaction: &Transaction<'_>,
    candidate: &Candidate,
    key: &str,
    now: DateTime<Utc>,
) -> rusqlite::Result<CandidateId> {
    transaction
        .prepare_cached(
            "INSERT INTO candidate (url, url_key, site, source_id, found_via, hints, found_at, not_before, next_attempt_at)
             SELECT :url, :key, :site, :source, :via, :hints, :now, put_off, max(:now, coalesce(put_off, ''))
             FROM (SELECT max(until) AS put_off FROM (
                       SELECT max(not_before) AS until FROM candidate
                       WHERE site = :site AND next_attempt_at IS NOT NULL AND not_before > :now
                       UNION ALL
                       SELECT until FROM host_pause WHERE host = :host AND until > :now))",
        )?
        .execute(named_params! {
            ":url": candidate.url.as_str(), ":key": key, ":site": site_of(&candidate.url).unwrap_or_default(), ":source": candidate.source_id.map(|id| id.0),
            ":via": via_text(candidate.found_via),
            ":hints": json(&candidate.hints)?, ":now": time(now), ":host": candidate.url.host_str().unwrap_or_default(),
        })?;
    Ok(CandidateId(transaction.last_insert_rowid()))
}

fn read_leased(row: &Row<'_>) -> rusqlite::Result<LeasedCandidate> {
    let via: String = row.get("found_via")?;
    Ok(LeasedCandidate {
        id: CandidateId(row.get("id")?),
        candidate: Candidate {
            url: parsed(row, "url")?,
            source_id: row.get::<_, Option<i64>>("source_id")?.map(SourceId),
            found_via: via_of(&via),
            hints: from_json(row, "hints")?,
        },
        attempts: row.get("attempts")?,
        found_at: row.get("found_at")?,
    })
}

fn via_text(via: FoundVia) -> &'static str {
    match via {
        FoundVia::Feed => "feed",
        FoundVia::Sitemap => "sitemap",
        FoundVia::Section => "section",
        FoundVia::Direct => "direct",
    }
}

fn via_of(text: &str) -> FoundVia {
    match text {
        "sitemap" => FoundVia::Sitemap,
        "section" => FoundVia::Section,
        "direct" => FoundVia::Direct,
        _ => FoundVia::Feed,
    }
}

/// The JSON text of a column.
pub(super) fn json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// A column that holds JSON; text that a hand broke is an SQLite error.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let index = row.as_ref().column_index(column)?;
    serde_json::from_str(&row.get::<_, String>(index)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Text, Box::new(error))
    })
}
