//! What webhooks are still to be told: one row for each revision and webhook, kept until it is told or given up.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Transaction, params};
use serde::Serialize;

use super::connection::Store;
use super::error::StoreError;
use super::sources::time;
use crate::model::ArticleId;

/// Revisions that are queued in one transaction.
const AT_ONCE: i64 = 500;

/// One thing to tell one webhook. Its next attempt is in the store already, in case that this one never comes to an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its number; the same in every attempt.
    pub id: i64,
    /// Name of the webhook.
    pub webhook: String,
    /// The article.
    pub article: ArticleId,
    /// Its revision, from 1.
    pub revision: u32,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// Attempts, this one included.
    pub attempts: u32,
}

/// How one webhook stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebhookStanding {
    /// Its name.
    pub name: String,
    /// Deliveries that wait.
    pub waiting: u64,
    /// Deliveries that were given up.
    pub dead: u64,
    /// What went wrong last, of those that are not delivered.
    pub last_error: Option<String>,
}

impl Store {
    /// Queues for each of these webhooks what was stored since the last call. One that was never heard of begins with what comes from
    /// now on. Returns how many were queued.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn queue_deliveries(
        &self,
        webhooks: Vec<String>,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        self.write(move |transaction| {
            let mut queued = 0;
            for webhook in &webhooks {
                queued += queue_for(transaction, webhook, now)?;
            }
            Ok(queued)
        })
        .await
    }

    /// Whether there is anything to queue or to deliver. Only reads.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_deliveries(
        &self,
        webhooks: Vec<String>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.read(move |connection| {
            let names = super::candidates::json(&webhooks)?;
            connection
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM json_each(?1) LEFT JOIN webhook ON webhook.name = json_each.value
                                    WHERE coalesce(last_revision_id, -1) < coalesce((SELECT max(id) FROM revision), 0))
                         OR EXISTS (SELECT 1 FROM delivery WHERE next_attempt_at <= ?2
                                    AND webhook IN (SELECT value FROM json_each(?1)))",
                )?
                .query_row(params![names, time(now)], |row| row.get(0))
        })
        .await
    }

    /// Takes deliveries that are due, the oldest first, at most `most`. `retry_at` tells the next attempt of one by its attempts, this one
    /// included.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take_deliveries(
        &self,
        (webhooks, most): (Vec<String>, usize),
        now: DateTime<Utc>,
        retry_at: fn(DateTime<Utc>, u32) -> DateTime<Utc>,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.write(move |transaction| {
            let names = super::candidates::json(&webhooks)?;
            let mut due = transaction.prepare_cached(
                "SELECT id, webhook, article_id, revision, created_at, attempts + 1 FROM delivery
                 WHERE next_attempt_at <= ?1 AND webhook IN (SELECT value FROM json_each(?2))
                 ORDER BY next_attempt_at, id LIMIT ?3",
            )?;
            let rows =
                due.query_map(params![time(now), names, i64::try_from(most).unwrap_or(i64::MAX)], |row| {
                    Ok(Delivery {
                        id: row.get(0)?,
                        webhook: row.get(1)?,
                        article: ArticleId(row.get(2)?),
                        revision: row.get(3)?,
                        created_at: row.get(4)?,
                        attempts: row.get(5)?,
                    })
                })?;
            let taken: Vec<Delivery> = rows.collect::<rusqlite::Result<_>>()?;
            let mut note = transaction
                .prepare_cached("UPDATE delivery SET attempts = ?1, next_attempt_at = ?2 WHERE id = ?3")?;
            for delivery in &taken {
                let next = retry_at(now, delivery.attempts);
                note.execute(params![delivery.attempts, time(next), delivery.id])?;
            }
            Ok(taken)
        })
        .await
    }

    /// Takes a delivery off the queue: it arrived.
    ///
    /// # Errors
    /// When the store fails; then it is delivered again.
    pub async fn delivered(&self, id: i64) -> Result<(), StoreError> {
        self.write(move |transaction| {
            transaction.execute("DELETE FROM delivery WHERE id = ?1", [id]).map(drop)
        })
        .await
    }

    /// Notes that a delivery failed; `is_last`: it is not tried again, but kept.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delivery_failed(&self, id: i64, error: String, is_last: bool) -> Result<(), StoreError> {
        self.write(move |transaction| {
            transaction
                .execute(
                    "UPDATE delivery SET last_error = ?1,
                            next_attempt_at = CASE WHEN ?2 THEN NULL ELSE next_attempt_at END WHERE id = ?3",
                    params![error, is_last, id],
                )
                .map(drop)
        })
        .await
    }

    /// Tries again what was given up, of one webhook or of all. Returns how many there are.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn revive_deliveries(
        &self,
        webhook: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        self.write(move |transaction| {
            transaction
                .execute(
                    "UPDATE delivery SET next_attempt_at = ?1, attempts = 0, created_at = ?1
                     WHERE next_attempt_at IS NULL AND (?2 IS NULL OR webhook = ?2)",
                    params![time(now), webhook],
                )
                .map(|count| count as u64)
        })
        .await
    }

    /// How the webhooks stand that the store has heard of, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn webhooks(&self) -> Result<Vec<WebhookStanding>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT name, count(next_attempt_at), count(delivery.id) - count(next_attempt_at),
                    (SELECT last_error FROM delivery AS failed WHERE failed.webhook = webhook.name AND last_error IS NOT NULL
                     ORDER BY failed.id DESC LIMIT 1)
                 FROM webhook LEFT JOIN delivery ON delivery.webhook = webhook.name GROUP BY name ORDER BY name",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(WebhookStanding {
                    name: row.get(0)?,
                    waiting: row.get::<_, i64>(1)?.unsigned_abs(),
                    dead: row.get::<_, i64>(2)?.unsigned_abs(),
                    last_error: row.get(3)?,
                })
            })?;
            rows.collect()
        })
        .await
    }
}

fn queue_for(transaction: &Transaction<'_>, webhook: &str, now: DateTime<Utc>) -> rusqlite::Result<u64> {
    let last: Option<i64> = transaction
        .prepare_cached("SELECT last_revision_id FROM webhook WHERE name = ?1")?
        .query_row([webhook], |row| row.get(0))
        .optional()?;
    let Some(last) = last else {
        let newest =
            "INSERT INTO webhook (name, last_revision_id) SELECT ?1, coalesce(max(id), 0) FROM revision";
        return transaction.execute(newest, [webhook]).map(|_| 0);
    };
    let newest: Option<i64> = transaction
        .prepare_cached("SELECT max(id) FROM (SELECT id FROM revision WHERE id > ?1 ORDER BY id LIMIT ?2)")?
        .query_row(params![last, AT_ONCE], |row| row.get(0))?;
    let Some(newest) = newest else { return Ok(0) };
    let queued = transaction
        .prepare_cached(
            "INSERT INTO delivery (webhook, article_id, revision, created_at, next_attempt_at)
             SELECT ?1, article_id, number, ?2, ?2 FROM revision WHERE id > ?3 AND id <= ?4 ORDER BY id",
        )?
        .execute(params![webhook, time(now), last, newest])?;
    transaction
        .prepare_cached("UPDATE webhook SET last_revision_id = ?1 WHERE name = ?2")?
        .execute(params![newest, webhook])?;
    Ok(queued as u64)
}
