//! Articles that are looked at again while they are young, and those that turn out to be gone.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension as _, Row, Transaction, named_params, params};
use url::Url;

use super::articles::Ingested;
use super::candidates::{from_json, json};
use super::connection::Store;
use super::error::StoreError;
use super::sources::{parsed, time};
use crate::canonical::{canonical_key, site_of};
use crate::model::{ArticleId, Hints, SourceId, Validators, Verdict};

/// How long a look may take before another process may have it; longer than any pause between two requests.
const IN_HAND: TimeDelta = TimeDelta::minutes(10);
/// How much later a look comes when another page of its site is in hand.
const BEHIND_ANOTHER: TimeDelta = TimeDelta::minutes(1);
/// Rows looked at beyond those wanted, to get past a site with many.
const LOOKED_AT: usize = 50;
/// Most bytes of hints that are kept with the full text of the feed.
const LONGEST_HINTS: usize = 8_000;

/// An article that is to be looked at now.
#[derive(Debug, Clone, PartialEq)]
pub struct Recheck {
    /// The article.
    pub article_id: ArticleId,
    /// Where it was read last.
    pub url: Url,
    /// The source that led to it, and its name.
    pub source: Option<(SourceId, String)>,
    /// What the source said of it.
    pub hints: Hints,
    /// What its age is counted from.
    pub since_at: DateTime<Utc>,
    /// From the last answer.
    pub validators: Validators,
}

/// When an article is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecheckDue {
    /// What its age is counted from.
    pub since_at: DateTime<Utc>,
    /// Not before.
    pub due_at: DateTime<Utc>,
}

/// When an article is looked at again, whatever the verdict over it. `None`: never again.
#[derive(Debug, Clone, PartialEq)]
pub struct RecheckPlan {
    /// Where it was read.
    pub url: Url,
    /// From the answer.
    pub validators: Validators,
    /// Whether this was such a look: then the plan counts also for an unchanged article.
    pub is_recheck: bool,
    /// If the article is new.
    pub if_new: Option<RecheckDue>,
    /// If it was edited.
    pub if_revised: Option<RecheckDue>,
    /// If it is unchanged.
    pub if_same: Option<RecheckDue>,
}

impl Store {
    /// Takes articles that are due for a look, one of each site at a time. Each is put off to `provisional` before any request leaves, so
    /// that neither a crash nor another process asks for it again at once.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take_rechecks(
        &self,
        limit: usize,
        now: DateTime<Utc>,
        provisional: DateTime<Utc>,
    ) -> Result<Vec<Recheck>, StoreError> {
        self.write(move |transaction| {
            let mut put_off = transaction
                .prepare_cached("UPDATE recheck SET due_at = ?1, taken_until = ?2 WHERE article_id = ?3")?;
            let mut in_hand = transaction
                .prepare_cached("SELECT 1 FROM recheck WHERE site = ?1 AND taken_until > ?2 LIMIT 1")?;
            let (mut taken, mut sites) = (Vec::new(), HashSet::new());
            for (site, recheck) in due(transaction, limit.saturating_add(LOOKED_AT), now)? {
                if taken.len() == limit {
                    break;
                }
                let is_busy = sites.contains(&site) || in_hand.exists(params![site, time(now)])?;
                if is_busy {
                    put_off.execute(params![
                        time(now + BEHIND_ANOTHER),
                        None::<String>,
                        recheck.article_id.0
                    ])?;
                    continue;
                }
                put_off.execute(params![time(provisional), time(now + IN_HAND), recheck.article_id.0])?;
                sites.insert(site);
                taken.push(recheck);
            }
            Ok(taken)
        })
        .await
    }

    /// Notes that a look found nothing new, or failed; the next one is at `next`, or never.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recheck_done(
        &self,
        id: ArticleId,
        next: Option<RecheckDue>,
        validators: Validators,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| match next {
            Some(next) => transaction
                .prepare_cached(
                    "UPDATE recheck SET due_at = ?1, taken_until = NULL, etag = ?2, last_modified = ?3 WHERE article_id = ?4",
                )?
                .execute(params![time(next.due_at), validators.etag, validators.last_modified, id.0])
                .map(drop),
            None => end(transaction, id),
        })
        .await
    }

    /// Notes that the page of an article answers so (404 or 410): it is marked, and stays. The next look is at `next`, or never.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn article_gone(
        &self,
        id: ArticleId,
        status: u16,
        (now, next): (DateTime<Utc>, Option<RecheckDue>),
    ) -> Result<(), StoreError> {
        self.write(move |transaction| {
            mark_gone(transaction, id.0, status, now)?;
            match next {
                Some(next) => transaction
                    .execute(
                        "UPDATE recheck SET due_at = ?1, taken_until = NULL, etag = NULL, last_modified = NULL
                         WHERE article_id = ?2",
                        params![time(next.due_at), id.0],
                    )
                    .map(drop),
                None => end(transaction, id),
            }
        })
        .await
    }

    /// Marks the article that was read at an address as gone; `None` when there is none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn gone_at(
        &self,
        url: &Url,
        status: u16,
        now: DateTime<Utc>,
    ) -> Result<Option<ArticleId>, StoreError> {
        let key = canonical_key(url);
        self.write(move |transaction| {
            let id: Option<i64> = transaction
                .query_row(
                    "SELECT article_id FROM article_url WHERE url_key = ?1 AND role = 'own'",
                    [key],
                    |row| row.get(0),
                )
                .optional()?;
            id.map(|id| mark_gone(transaction, id, status, now).map(|()| ArticleId(id))).transpose()
        })
        .await
    }

    /// When the next article is due for a look; `None` when none ever is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next_recheck_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT due_at FROM recheck ORDER BY due_at LIMIT 1")?
                .query_row([], |row| row.get(0))
                .optional()
        })
        .await
    }
}

/// Writes down when an article that was just kept is looked at again.
pub(super) fn plan_recheck(
    transaction: &Transaction<'_>,
    id: ArticleId,
    verdict: Verdict,
    ingested: &Ingested,
) -> rusqlite::Result<()> {
    let Some(plan) = &ingested.recheck else { return Ok(()) };
    let due = match verdict {
        Verdict::New => plan.if_new,
        Verdict::Revision { .. } => plan.if_revised,
        Verdict::Unchanged { .. } if plan.is_recheck => plan.if_same,
        Verdict::Unchanged { .. } | Verdict::Duplicate { .. } => return Ok(()),
    };
    let Some(due) = due else { return end(transaction, id) };
    let mut hints = ingested.candidate.hints.clone();
    if json(&hints)?.len() > LONGEST_HINTS {
        hints.content = None;
    }
    transaction
        .prepare_cached(
            "INSERT INTO recheck (article_id, url, site, source_id, hints, since_at, due_at, etag, last_modified)
             VALUES (:article, :url, :site, :source, :hints, :since, :due, :etag, :modified)
             ON CONFLICT DO UPDATE SET url = excluded.url, site = excluded.site, since_at = excluded.since_at,
               due_at = excluded.due_at, taken_until = NULL, etag = excluded.etag, last_modified = excluded.last_modified",
        )?
        .execute(named_params! {
            ":article": id.0, ":url": plan.url.as_str(), ":site": site_of(&plan.url).unwrap_or_default(),
            ":source": ingested.candidate.source_id.map(|source| source.0), ":hints": json(&hints)?,
            ":since": time(due.since_at), ":due": time(due.due_at),
            ":etag": plan.validators.etag, ":modified": plan.validators.last_modified,
        })
        .map(drop)
}

/// Articles that are due, the longest overdue first, each with its site.
fn due(
    transaction: &Transaction<'_>,
    limit: usize,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<(String, Recheck)>> {
    let mut statement = transaction.prepare_cached(
        "SELECT recheck.*, source.name AS source_name FROM recheck LEFT JOIN source ON source.id = recheck.source_id
         WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![time(now), limit], |row| Ok((row.get("site")?, read(row)?)))?;
    rows.collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Recheck> {
    let source: Option<i64> = row.get("source_id")?;
    let name: Option<String> = row.get("source_name")?;
    Ok(Recheck {
        article_id: ArticleId(row.get("article_id")?),
        url: parsed(row, "url")?,
        source: source.map(SourceId).zip(name),
        hints: from_json(row, "hints")?,
        since_at: row.get("since_at")?,
        validators: Validators { etag: row.get("etag")?, last_modified: row.get("last_modified")? },
    })
}

fn end(transaction: &Transaction<'_>, id: ArticleId) -> rusqlite::Result<()> {
    transaction.prepare_cached("DELETE FROM recheck WHERE article_id = ?1")?.execute([id.0]).map(drop)
}

fn mark_gone(
    transaction: &Transaction<'_>,
    id: i64,
    status: u16,
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    transaction
        .execute(
            "UPDATE article SET gone_at = coalesce(gone_at, ?1), gone_status = ?2 WHERE id = ?3",
            params![time(now), status, id],
        )
        .map(drop)
}
