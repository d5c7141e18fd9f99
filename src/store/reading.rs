//! Articles as they are read back: one by number or address, or all of them for export.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use url::Url;

use super::article_rows::{read_article, read_link};
use super::candidates::from_json;
use super::connection::Store;
use super::error::StoreError;
use super::story_rows::read_story;
use crate::canonical::{canonical_key, public_address};
use crate::model::{Article, ArticleId, Change, Story, StoryId};

/// How a user names an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArticleKey {
    /// By its number.
    Id(ArticleId),
    /// By any address it is known under.
    Url(Box<Url>),
}

/// One revision of an article, with what the store knows around it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredArticle {
    /// Number in the store.
    pub id: ArticleId,
    /// Which revision this is, from 1.
    pub revision: u32,
    /// Every revision there is, the oldest first. Left empty where every revision is read anyway.
    pub revisions: Vec<RevisionSummary>,
    /// Names of the sources that led to it.
    pub sources: Vec<String>,
    /// Since when its page answers that it is gone; `None`: it does not.
    pub gone_at: Option<DateTime<Utc>>,
    /// How it says so: 404 or 410.
    pub gone_status: Option<u16>,
    /// The story that it tells together with others; `None`: it has no copies.
    pub story_id: Option<StoryId>,
    /// The other articles of that story; `None` also where every article is read anyway.
    pub story: Option<Story>,
    /// Every address it was asked for or answered at, as written, in the order in which they were met.
    pub urls: Vec<String>,
    /// The article itself.
    #[serde(flatten)]
    pub article: Article,
}

/// One line of an article's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevisionSummary {
    /// From 1.
    pub number: u32,
    /// When its page was fetched.
    pub fetched_at: DateTime<Utc>,
    /// Its headline.
    pub title: String,
    /// The fields in which it differs from the one before; empty for the first.
    pub changes: Vec<Change>,
    /// How many versions it stands for: more than one where an article changed every few minutes. The last one is kept.
    pub versions: u32,
}

impl Store {
    /// One article, in its current or in the given revision; `None` when there is no such.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_article(
        &self,
        key: ArticleKey,
        revision: Option<u32>,
    ) -> Result<Option<StoredArticle>, StoreError> {
        self.read(move |connection| {
            let id = match &key {
                ArticleKey::Id(id) => Some(*id),
                ArticleKey::Url(url) => connection
                    .query_row(
                        "SELECT article_id FROM article_url WHERE url_key = ?1",
                        [canonical_key(url)],
                        |row| row.get(0).map(ArticleId),
                    )
                    .optional()?,
            };
            let Some(id) = id else { return Ok(None) };
            let mut statement = connection.prepare_cached(&format!(
                "{SELECT_REVISION} WHERE article.id = ?1 AND CASE WHEN ?2 IS NULL
                    THEN revision.id = article.current_revision_id ELSE revision.number = ?2 END"
            ))?;
            let read = |row: &Row<'_>| {
                let stored = read_stored(connection, row)?;
                let story = stored.story_id.map(|story| read_story(connection, story, id)).transpose()?;
                Ok(StoredArticle { revisions: read_history(connection, id)?, story, ..stored })
            };
            statement.query_row(params![id.0, revision], read).optional()
        })
        .await
    }

    /// Number and current headline of the article that is known under an address; `None` when there is none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn headline_at(&self, url: &Url) -> Result<Option<(ArticleId, String)>, StoreError> {
        let key = canonical_key(url);
        self.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT article.id, revision.title FROM article_url
                     JOIN article ON article.id = article_url.article_id
                     JOIN revision ON revision.id = article.current_revision_id WHERE url_key = ?1",
                )?
                .query_row([key], |row| Ok((ArticleId(row.get(0)?), row.get(1)?)))
                .optional()
        })
        .await
    }

    /// Why the page of an address was given up; `None` when it was not.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn given_up_because(&self, url: &Url) -> Result<Option<String>, StoreError> {
        let key = canonical_key(url);
        self.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT last_error FROM candidate WHERE url_key = ?1 AND next_attempt_at IS NULL",
                )?
                .query_row([key], |row| row.get::<_, Option<String>>(0))
                .optional()
                .map(Option::flatten)
        })
        .await
    }

    /// Up to `limit` revisions in the order in which they were stored, after the given row (start with 0): the current
    /// ones only, or all. Returns them with their rows; an empty list is the end. Constant memory, however large the store.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn page_through(
        &self,
        after: i64,
        limit: usize,
        every_revision: bool,
    ) -> Result<Vec<(i64, StoredArticle)>, StoreError> {
        self.read(move |connection| {
            let current = if every_revision { "" } else { "AND revision.id = article.current_revision_id" };
            let mut statement = connection.prepare_cached(&format!(
                "{SELECT_REVISION} WHERE revision.id > ?1 {current} ORDER BY revision.id LIMIT ?2"
            ))?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = statement.query_map(params![after, limit], |row| {
                let mut stored = read_stored(connection, row)?;
                if !every_revision {
                    stored.revisions = read_history(connection, stored.id)?;
                }
                Ok((row.get("revision_id")?, stored))
            })?;
            rows.collect()
        })
        .await
    }
}

const SELECT_REVISION: &str = "SELECT revision.*, revision.id AS revision_id, article.site,
    article.gone_at, article.gone_status, article.story_id
    FROM revision JOIN article ON article.id = revision.article_id";

/// The current revision of an article.
pub(super) fn read_current(connection: &Connection, id: ArticleId) -> rusqlite::Result<Article> {
    connection
        .prepare_cached(&format!(
            "{SELECT_REVISION} WHERE revision.id = (SELECT current_revision_id FROM article WHERE id = ?1)"
        ))?
        .query_row([id.0], |row| read_stored(connection, row).map(|stored| stored.article))
}

/// One revision; its history is left empty.
fn read_stored(connection: &Connection, row: &Row<'_>) -> rusqlite::Result<StoredArticle> {
    let mut article = read_article(row)?;
    let mut links = connection.prepare_cached(
        "SELECT title, url, position FROM related_link WHERE revision_id = ?1 ORDER BY ordinal",
    )?;
    let links: Vec<_> =
        links.query_map([row.get::<_, i64>("revision_id")?], read_link)?.collect::<rusqlite::Result<_>>()?;
    article.related = links.into_iter().flatten().collect();
    let id = ArticleId(row.get("article_id")?);
    Ok(StoredArticle {
        id,
        revision: row.get("number")?,
        revisions: Vec::new(),
        sources: read_source_names(connection, id)?,
        gone_at: row.get("gone_at")?,
        gone_status: row.get("gone_status")?,
        story_id: row.get::<_, Option<i64>>("story_id")?.map(StoryId),
        story: None,
        urls: read_urls(connection, id)?,
        article,
    })
}

/// An article in its current revision with what the store knows around it, but for its history.
pub(super) fn read_without_history(
    connection: &Connection,
    id: ArticleId,
) -> rusqlite::Result<Option<StoredArticle>> {
    connection
        .prepare_cached(&format!(
            "{SELECT_REVISION} WHERE article.id = ?1 AND revision.id = article.current_revision_id"
        ))?
        .query_row([id.0], |row| read_stored(connection, row))
        .optional()
}

fn read_urls(connection: &Connection, id: ArticleId) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT url FROM article_urls WHERE article_id = ?1 AND role <> 'declared' ORDER BY first_seen_at, url",
    )?;
    let rows = statement.query_map([id.0], |row| row.get::<_, String>(0))?;
    // A password that somebody put into an address is nobody else's business.
    let public = |url: String| Url::parse(&url).map_or(url, |url| public_address(&url).into());
    rows.map(|url| url.map(public)).collect()
}

fn read_history(connection: &Connection, id: ArticleId) -> rusqlite::Result<Vec<RevisionSummary>> {
    let mut statement = connection.prepare_cached(
        "SELECT number, fetched_at, title, changes, versions FROM revision WHERE article_id = ?1 ORDER BY number",
    )?;
    let rows = statement.query_map([id.0], |row| {
        Ok(RevisionSummary {
            number: row.get(0)?,
            fetched_at: row.get(1)?,
            title: row.get(2)?,
            changes: from_json(row, "changes")?,
            versions: row.get(4)?,
        })
    })?;
    rows.collect()
}

fn read_source_names(connection: &Connection, id: ArticleId) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT name FROM article_source JOIN source ON source.id = article_source.source_id
         WHERE article_id = ?1 ORDER BY article_source.first_seen_at, name",
    )?;
    let rows = statement.query_map([id.0], |row| row.get(0))?;
    rows.collect()
}
