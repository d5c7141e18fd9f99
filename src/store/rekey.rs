//! Addresses stored under keys of a former definition of "the same URL", put under those of today's.

use rusqlite::{Transaction, params};
use url::Url;

use crate::canonical::canonical_key;

/// Gives every stored address the key it has today. Where two rows meet, the one seen first keeps the key (what was read at an address
/// before what only was declared); the other's address stays known as a variant, and both articles stay as they are.
pub(super) fn rekey_addresses(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute_batch(
        "CREATE TEMP TABLE moved (old_key TEXT PRIMARY KEY, url_key TEXT, url TEXT, role TEXT, article_id INTEGER,
                                  first_seen_at TEXT) WITHOUT ROWID",
    )?;
    collect_moved(transaction)?;
    transaction.execute("DELETE FROM article_url WHERE url_key IN (SELECT old_key FROM moved)", [])?;
    // Who comes later and finds the key taken becomes a variant; those that were not moved stand there already, and give way to what is
    // better than they.
    let mut rows = transaction.prepare(
        "SELECT url_key, url, role, article_id, first_seen_at FROM moved
         ORDER BY role = 'declared', first_seen_at, article_id, old_key",
    )?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let address = StoredAddress {
            key: row.get(0)?,
            url: row.get(1)?,
            role: row.get(2)?,
            article: row.get(3)?,
            seen: row.get(4)?,
        };
        address.settle(transaction)?;
    }
    drop(rows);
    transaction.execute_batch("DROP TABLE moved")
}

/// Does the same for the queue; of two candidates that are one page the first stays.
pub(super) fn rekey_candidates(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute_batch(
        "CREATE TEMP TABLE moved (id INTEGER PRIMARY KEY, url_key TEXT NOT NULL);
             CREATE INDEX temp.moved_key ON moved (url_key, id)",
    )?;
    let mut read = transaction.prepare("SELECT id, url, url_key FROM candidate")?;
    let mut note = transaction.prepare("INSERT INTO moved VALUES (?1, ?2)")?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(key) = changed_key(&row.get::<_, String>(1)?, &row.get::<_, String>(2)?) {
            note.execute(params![row.get::<_, i64>(0)?, key])?;
        }
    }
    drop(rows);
    // Two steps, so that no row meets one that is about to move away.
    transaction.execute_batch(
        "UPDATE candidate SET url_key = 'moved ' || id WHERE id IN (SELECT id FROM moved);
         DELETE FROM candidate WHERE id IN (
             SELECT moved.id FROM moved
             WHERE EXISTS (SELECT 1 FROM candidate AS other WHERE other.url_key = moved.url_key)
                OR EXISTS (SELECT 1 FROM moved AS first WHERE first.url_key = moved.url_key AND first.id < moved.id));
         UPDATE candidate SET url_key = (SELECT url_key FROM moved WHERE moved.id = candidate.id)
         WHERE id IN (SELECT id FROM moved);
         DROP TABLE moved;",
    )
}

fn collect_moved(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut read =
        transaction.prepare("SELECT url_key, url, role, article_id, first_seen_at FROM article_url")?;
    let mut note = transaction.prepare("INSERT INTO moved VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let (old, url): (String, String) = (row.get(0)?, row.get(1)?);
        if let Some(key) = changed_key(&url, &old) {
            let (role, article, seen): (String, i64, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
            note.execute(params![old, key, url, role, article, seen])?;
        }
    }
    Ok(())
}

/// The key of today when it is another; an address that cannot be read keeps its old one.
fn changed_key(url: &str, old: &str) -> Option<String> {
    let key = canonical_key(&Url::parse(url).ok()?);
    (key != old).then_some(key)
}

/// A row of `article_url`.
struct StoredAddress {
    key: String,
    url: String,
    role: String,
    article: i64,
    seen: String,
}

impl StoredAddress {
    /// Takes its key, or stands back as a variant.
    fn settle(&self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        let mut take = transaction.prepare_cached(
            "INSERT INTO article_url (url_key, url, role, article_id, first_seen_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
        )?;
        if take.execute(params![self.key, self.url, self.role, self.article, self.seen])? == 1 {
            return Ok(());
        }
        let other = transaction
            .prepare_cached(
                "SELECT url_key, url, role, article_id, first_seen_at FROM article_url WHERE url_key = ?1",
            )?
            .query_row([&self.key], |row| {
                Ok(Self {
                    key: row.get(0)?,
                    url: row.get(1)?,
                    role: row.get(2)?,
                    article: row.get(3)?,
                    seen: row.get(4)?,
                })
            })?;
        if self.precedes(&other) {
            transaction.execute("DELETE FROM article_url WHERE url_key = ?1", [&self.key])?;
            take.execute(params![self.key, self.url, self.role, self.article, self.seen])?;
            other.stand_back(transaction)
        } else {
            self.stand_back(transaction)
        }
    }

    fn precedes(&self, other: &Self) -> bool {
        let order = |address: &Self| (address.role == "declared", address.seen.clone(), address.article);
        order(self) < order(other)
    }

    fn stand_back(&self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        transaction
            .prepare_cached("INSERT OR IGNORE INTO address_variant VALUES (?1, ?2, ?3)")?
            .execute(params![self.article, self.url, self.seen])
            .map(drop)
    }
}
