//! A store full of made-up articles, written at once instead of one transaction each.

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use gleaner::store::{Access, Store};
use rusqlite::{Connection, Transaction, params};

use super::corpus::{Corpus, Story, date};

/// Articles of one transaction.
const BATCH: u64 = 10_000;
/// How long it took.
pub(crate) struct Filling {
    /// Writing the articles.
    pub(crate) filled: Duration,
    /// Indexing them.
    pub(crate) indexed: Duration,
}

/// Makes a store with the articles from 1 to `articles`, and indexes it.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn fill(path: &Path, corpus: &Corpus, articles: u64) -> Result<Filling, Box<dyn Error>> {
    let start = Instant::now();
    drop(Store::open(path, Access::ReadWrite, Duration::from_secs(10))?);
    let mut connection = Connection::open(path)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    let mut next = 1;
    while next <= articles {
        let transaction = connection.transaction()?;
        for number in next..(next + BATCH).min(articles + 1) {
            insert(&transaction, number.cast_signed(), &corpus.story(number))?;
        }
        transaction.commit()?;
        next += BATCH;
    }
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    drop(connection);
    let filled = start.elapsed();
    let start = Instant::now();
    let store = Store::open(path, Access::ReadWrite, Duration::from_secs(10))?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(store.rebuild_search())?;
    drop(store);
    Connection::open(path)?.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(Filling { filled, indexed: start.elapsed() })
}

fn insert(transaction: &Transaction<'_>, id: i64, story: &Story) -> Result<(), Box<dyn Error>> {
    let body = story.paragraphs.join("\n\n");
    let layout: Vec<(&str, usize)> = story.paragraphs.iter().map(|text| ("paragraph", text.len())).collect();
    let day = date(story.day).map(|day| day.to_string()).unwrap_or_default();
    let seen = format!("{day}T12:00:00Z");
    let hash = [id.to_le_bytes(); 4].concat();
    let direction = if story.language == "ar" { "rtl" } else { "ltr" };
    transaction
        .prepare_cached(
            "INSERT INTO article (id, site, first_seen_at, last_seen_at, current_revision_id, current_hash, same_text_hash)
             VALUES (?1, ?2, ?3, ?3, ?1, ?4, ?4)",
        )?
        .execute(params![id, story.site, seen, hash])?;
    let published = format!("{day}T09:00:00+02:00");
    transaction
        .prepare_cached(
            "INSERT INTO revision (id, article_id, number, fetched_at, content_hash, url, title, authors, published_at,
                 published_at_utc, published_precision, published_from, date_candidates, language, direction, body,
                 block_layout, images, keywords, access, word_count, warnings)
             VALUES (?1, ?1, 1, ?2, ?3, ?4, ?5, '[]', ?6, ?7, 'minute', 'json-ld', '[]', ?8, ?9, ?10, ?11, '[]', '[]',
                 'free', ?12, '[]')",
        )?
        .execute(params![
            id,
            seen,
            hash,
            story.url,
            story.title,
            published,
            format!("{day}T07:00:00Z"),
            story.language,
            direction,
            body,
            serde_json::to_string(&layout)?,
            body.split(' ').count().cast_signed(),
        ])?;
    let key = story.url.trim_start_matches("https://www.");
    transaction
        .prepare_cached(
            "INSERT INTO article_url (url_key, url, role, article_id, first_seen_at) VALUES (?1, ?2, 'own', ?3, ?4)",
        )?
        .execute(params![key, story.url, id, seen])?;
    Ok(())
}
