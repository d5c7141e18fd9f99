//! The sitemaps below the one that a source is: their validators, and which of them wait for the next poll.

use rusqlite::{Row, Transaction, params};
use url::Url;

use super::connection::Store;
use super::error::StoreError;
use crate::model::{KnownSitemap, SourceId, Validators};

/// Sitemaps that are remembered of one source; the first ones of a longer list count.
const MOST_REMEMBERED: usize = 500;

impl Store {
    /// What former polls of a source know of the sitemaps that it names; empty before the first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn known_sitemaps(&self, source: SourceId) -> Result<Vec<KnownSitemap>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT url, etag, last_modified, waits, state FROM known_sitemap WHERE source_id = ?1 ORDER BY place",
            )?;
            let rows = statement.query_map([source.0], read_known)?;
            // One that a hand has broken is asked for again when it is named again.
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
        })
        .await
    }
}

/// Remembers these in the place of the former ones.
pub(super) fn keep_known_sitemaps(
    transaction: &Transaction<'_>,
    source: SourceId,
    sitemaps: &[KnownSitemap],
) -> rusqlite::Result<()> {
    forget_known_sitemaps(transaction, source)?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO known_sitemap (source_id, place, url, etag, last_modified, waits, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (place, known) in sitemaps.iter().take(MOST_REMEMBERED).enumerate() {
        let KnownSitemap { url, validators, waits, state } = known;
        let (place, url) = (i64::try_from(place).unwrap_or(i64::MAX), url.as_str());
        insert.execute(params![
            source.0,
            place,
            url,
            validators.etag,
            validators.last_modified,
            waits,
            state
        ])?;
    }
    Ok(())
}

/// Forgets them all: the source is about to be another thing.
pub(super) fn forget_known_sitemaps(transaction: &Transaction<'_>, source: SourceId) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM known_sitemap WHERE source_id = ?1")?
        .execute([source.0])
        .map(drop)
}

fn read_known(row: &Row<'_>) -> rusqlite::Result<Option<KnownSitemap>> {
    let Ok(url) = Url::parse(&row.get::<_, String>(0)?) else { return Ok(None) };
    let validators = Validators { etag: row.get(1)?, last_modified: row.get(2)? };
    Ok(Some(KnownSitemap { url, validators, waits: row.get(3)?, state: row.get(4)? }))
}
