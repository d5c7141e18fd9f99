//! The store at a glance: counts for `gleaner stats` and a check of the file's integrity.

use rusqlite::{Connection, Row};
use serde::Serialize;

use super::connection::Store;
use super::error::StoreError;

/// Most sites that [`Stats`] lists.
const SITES_LISTED: i64 = 20;

/// Counts over the whole store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Articles, each counted once.
    pub articles: u64,
    /// Revisions of all articles together.
    pub revisions: u64,
    /// Stories that several articles tell.
    pub stories: u64,
    /// Articles that are copies of one another: those of all these stories together.
    pub articles_in_stories: u64,
    /// Articles whose copies have not been looked for yet.
    pub articles_ungrouped: u64,
    /// Articles whose pages answer that they are gone.
    pub articles_gone: u64,
    /// Sources that are polled.
    pub sources_enabled: u64,
    /// Sources that are switched off.
    pub sources_disabled: u64,
    /// Sources whose last poll failed.
    pub sources_failing: u64,
    /// Pages that are known but not yet read.
    pub candidates_waiting: u64,
    /// Pages that could not be read and are not tried again.
    pub candidates_given_up: u64,
    /// When the first article came, RFC 3339 UTC.
    pub first_article_at: Option<String>,
    /// When the last article came, RFC 3339 UTC.
    pub last_article_at: Option<String>,
    /// Size of the store's main file.
    pub size_bytes: u64,
    /// Articles by site, the most first; at most twenty.
    pub sites: Vec<SiteCount>,
}

/// How thoroughly a store is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckDepth {
    /// Every page of the file is what it should be.
    Quick,
    /// Indexes agree with their tables, too, and nothing refers to what is not there.
    Whole,
}

/// Articles of one site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteCount {
    /// Registrable domain.
    pub site: String,
    /// Its articles.
    pub articles: u64,
}

impl Store {
    /// Counts what the store holds.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn stats(&self) -> Result<Stats, StoreError> {
        self.read(|connection| {
            let sites = count_sites(connection)?;
            connection.query_row(COUNTS, [], |row| {
                Ok(Stats {
                    articles: count(row, 0)?,
                    revisions: count(row, 1)?,
                    sources_enabled: count(row, 2)?,
                    sources_disabled: count(row, 3)?,
                    sources_failing: count(row, 4)?,
                    candidates_waiting: count(row, 5)?,
                    candidates_given_up: count(row, 6)?,
                    first_article_at: row.get(7)?,
                    last_article_at: row.get(8)?,
                    size_bytes: count(row, 9)?,
                    articles_gone: count(row, 10)?,
                    stories: count(row, 11)?,
                    articles_in_stories: count(row, 12)?,
                    articles_ungrouped: count(row, 13)?,
                    sites,
                })
            })
        })
        .await
    }

    /// SQLite's own check of the file: what it found wrong, empty when all is well.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn integrity_problems(&self, depth: CheckDepth) -> Result<Vec<String>, StoreError> {
        self.read(move |connection| {
            let check = match depth {
                CheckDepth::Quick => "PRAGMA quick_check",
                CheckDepth::Whole => "PRAGMA integrity_check",
            };
            let mut statement = connection.prepare(check)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            let mut problems: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
            problems.retain(|line| line != "ok");
            if depth == CheckDepth::Whole {
                problems.extend(dangling_rows(connection)?);
            }
            Ok(problems)
        })
        .await
    }
}

/// Rows that refer to rows that are not there.
fn dangling_rows(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let rows = statement.query_map([], |row| {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        Ok(format!("a row of {table} refers to a row of {parent} that is not there"))
    })?;
    rows.collect()
}

const COUNTS: &str = "SELECT
    (SELECT count(*) FROM article),
    (SELECT count(*) FROM revision),
    (SELECT count(*) FROM sources WHERE removed_at IS NULL AND enabled),
    (SELECT count(*) FROM sources WHERE removed_at IS NULL AND NOT enabled),
    (SELECT count(*) FROM sources WHERE removed_at IS NULL AND enabled AND consecutive_failures > 0),
    (SELECT count(*) FROM candidate WHERE next_attempt_at IS NOT NULL),
    (SELECT count(*) FROM candidate WHERE next_attempt_at IS NULL),
    (SELECT min(first_seen_at) FROM article),
    (SELECT max(first_seen_at) FROM article),
    (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size),
    (SELECT count(*) FROM article WHERE gone_at IS NOT NULL),
    (SELECT count(DISTINCT story_id) FROM article WHERE story_id IS NOT NULL),
    (SELECT count(*) FROM article WHERE story_id IS NOT NULL),
    (SELECT count(*) FROM article WHERE grouped_revision_id IS NOT current_revision_id)";

fn count_sites(connection: &Connection) -> rusqlite::Result<Vec<SiteCount>> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(site, ''), count(*) FROM article GROUP BY site ORDER BY count(*) DESC, site LIMIT ?1",
    )?;
    let rows = statement
        .query_map([SITES_LISTED], |row| Ok(SiteCount { site: row.get(0)?, articles: count(row, 1)? }))?;
    rows.collect()
}

fn count(row: &Row<'_>, index: usize) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(index)?.unsigned_abs())
}
