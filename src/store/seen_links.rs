//! What a sitemap named at former polls. Kept as hashes: a site's whole past in a few hundred kilobytes.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use rusqlite::{Transaction, params};

use super::connection::Store;
use super::error::StoreError;
use crate::model::SourceId;

/// Days after which a sighting is written down anew: not at every poll, for the rows are many.
const RENEWED_AFTER: i64 = 30;
/// Days after which an address is forgotten that no sitemap named any more.
const FORGOTTEN_AFTER: i64 = 120;
/// Seconds of a day.
const DAY: i64 = 86_400;

impl Store {
    /// The hashes of what former polls of a source saw; empty before the first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn seen_links(&self, source: SourceId) -> Result<HashSet<i64>, StoreError> {
        self.read(move |connection| {
            let mut statement =
                connection.prepare_cached("SELECT link_hash FROM seen_link WHERE source_id = ?1")?;
            statement.query_map([source.0], |row| row.get(0))?.collect()
        })
        .await
    }
}

/// Notes what a poll saw, and forgets what none saw for long.
pub(super) fn note_seen_links(
    transaction: &Transaction<'_>,
    source: SourceId,
    links: &[i64],
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    if links.is_empty() {
        return Ok(());
    }
    let today = now.timestamp().div_euclid(DAY);
    let mut note = transaction.prepare_cached(
        "INSERT INTO seen_link (source_id, link_hash, seen_on) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET seen_on = excluded.seen_on WHERE seen_on < excluded.seen_on - ?4",
    )?;
    for link in links {
        note.execute(params![source.0, link, today, RENEWED_AFTER])?;
    }
    transaction
        .prepare_cached("DELETE FROM seen_link WHERE source_id = ?1 AND seen_on < ?2")?
        .execute(params![source.0, today - FORGOTTEN_AFTER])?;
    Ok(())
}
