//! What changed lately: edits, and articles that went.

use chrono::{DateTime, Utc};
use rusqlite::{Row, params};
use serde::Serialize;

use super::candidates::from_json;
use super::connection::Store;
use super::error::StoreError;
use super::sources::time;
use crate::model::{ArticleId, Change};

/// One line of what changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecentChange {
    /// What happened.
    pub kind: RecentKind,
    /// When: the page was read that showed it.
    pub at: DateTime<Utc>,
    /// The article.
    pub article_id: ArticleId,
    /// The revision that the edit made; the current one of an article that is gone.
    pub revision: u32,
    /// The fields that differ from the revision before; empty for an article that is gone.
    pub changes: Vec<Change>,
    /// How many versions the revision stands for; see [`super::RevisionSummary`].
    pub versions: u32,
    /// How the page says that it is gone: 404 or 410.
    pub status: Option<u16>,
    /// Headline of the revision.
    pub title: String,
    /// Where it was read.
    pub url: String,
    /// Registrable domain.
    pub site: Option<String>,
}

/// What happened to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecentKind {
    /// It was edited.
    Revision,
    /// Its page answers that it is gone.
    Gone,
}

impl Store {
    /// Edits and losses from `since` on, the oldest first, at most `limit` after leaving out `skip`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recent_changes(
        &self,
        since: DateTime<Utc>,
        (skip, limit): (usize, usize),
    ) -> Result<Vec<RecentChange>, StoreError> {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(SELECT)?;
            let rows = statement.query_map(params![time(since), number(limit), number(skip)], read)?;
            rows.collect()
        })
        .await
    }
}

const SELECT: &str = "SELECT * FROM (
    SELECT 'revision' AS kind, fetched_at AS at, article_id, number, changes, versions, NULL AS status, title, url, site
    FROM revision JOIN article ON article.id = article_id WHERE number > 1 AND fetched_at >= ?1
    UNION ALL
    SELECT 'gone', gone_at, article_id, number, '[]', versions, gone_status, title, url, site
    FROM article JOIN revision ON revision.id = current_revision_id WHERE gone_at >= ?1)
ORDER BY at, article_id, number LIMIT ?2 OFFSET ?3";

fn read(row: &Row<'_>) -> rusqlite::Result<RecentChange> {
    let kind: String = row.get("kind")?;
    Ok(RecentChange {
        kind: if kind == "gone" { RecentKind::Gone } else { RecentKind::Revision },
        at: row.get("at")?,
        article_id: ArticleId(row.get("article_id")?),
        revision: row.get("number")?,
        changes: from_json(row, "changes")?,
        versions: row.get("versions")?,
        status: row.get("status")?,
        title: row.get("title")?,
        url: row.get("url")?,
        site: row.get("site")?,
    })
}
