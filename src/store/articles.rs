//! Keeping an article: what is known of it is looked up, judged and written in one transaction.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, params};
use url::Url;

use super::article_rows::insert_revision;
use super::candidates::{CandidateId, note_source};
use super::connection::Store;
use super::error::StoreError;
use super::sources::time;
use crate::canonical::canonical_key;
use crate::model::{Article, ArticleId, Candidate, Fingerprint, Neighbour, Verdict};

/// An article just read, with all that the store needs to keep it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ingested {
    /// What was read.
    pub article: Article,
    /// What is compared.
    pub fingerprint: Fingerprint,
    /// Every address it is known under: asked for, answered at, declared canonical.
    pub urls: Vec<Url>,
    /// When its page was fetched.
    pub fetched_at: DateTime<Utc>,
    /// What led to it.
    pub candidate: Candidate,
    /// Its place in the queue, which ends with this; `None` when it never stood there.
    pub candidate_id: Option<CandidateId>,
}

/// What became of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// How it related to what was stored.
    pub verdict: Verdict,
    /// The stored article; `None` only for a preview of a new one.
    pub article_id: Option<ArticleId>,
}

/// Decides over an article, given its stored neighbours; see `dedup::judge`.
pub(crate) type Judge = fn(&[Neighbour], &Fingerprint) -> Verdict;

impl Store {
    /// Keeps an article as `judge` decides: as a new one, as a revision, or as a further sighting of a known one.
    /// Its candidate leaves the queue in the same transaction.
    ///
    /// # Errors
    /// When the store fails; then nothing is kept and the candidate stays in the queue.
    pub async fn save_article(&self, ingested: Ingested, judge: Judge) -> Result<Saved, StoreError> {
        self.write(move |transaction| {
            let neighbours = find_neighbours(transaction, &ingested)?;
            let verdict = judge(&neighbours, &ingested.fingerprint);
            let id = match verdict {
                Verdict::New => insert_article(transaction, &ingested)?,
                Verdict::Revision { of } => {
                    add_revision(transaction, of, &ingested)?;
                    of
                }
                Verdict::Unchanged { of } | Verdict::Duplicate { of } => of,
            };
            note_sighting(transaction, id, &ingested)?;
            Ok(Saved { verdict, article_id: Some(id) })
        })
        .await
    }

    /// What [`Store::save_article`] would decide, without keeping anything.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn preview_article(&self, ingested: Ingested, judge: Judge) -> Result<Saved, StoreError> {
        self.read(move |connection| {
            let verdict = judge(&find_neighbours(connection, &ingested)?, &ingested.fingerprint);
            let article_id = match verdict {
                Verdict::New => None,
                Verdict::Revision { of } | Verdict::Unchanged { of } | Verdict::Duplicate { of } => Some(of),
            };
            Ok(Saved { verdict, article_id })
        })
        .await
    }
}

/// Stored articles under one of the article's addresses, in the order of the addresses; then those of the same text on
/// the same site.
fn find_neighbours(connection: &Connection, ingested: &Ingested) -> rusqlite::Result<Vec<Neighbour>> {
    let mut neighbours = Vec::new();
    let mut by_url = connection.prepare_cached(
        "SELECT article.id, current_hash, same_text_hash FROM article_url
         JOIN article ON article.id = article_url.article_id WHERE url_key = ?1",
    )?;
    for url in &ingested.urls {
        for row in by_url.query_map([canonical_key(url)], |row| read_neighbour(row, true))? {
            neighbours.push(row?);
        }
    }
    let mut by_text = connection.prepare_cached(
        "SELECT id, current_hash, same_text_hash FROM article WHERE site = ?1 AND same_text_hash = ?2",
    )?;
    let same_text = params![ingested.article.site, ingested.fingerprint.same_text];
    for row in by_text.query_map(same_text, |row| read_neighbour(row, false))? {
        neighbours.push(row?);
    }
    Ok(neighbours)
}

fn read_neighbour(row: &rusqlite::Row<'_>, same_address: bool) -> rusqlite::Result<Neighbour> {
    let fingerprint = Fingerprint { content: row.get(1)?, same_text: row.get(2)? };
    Ok(Neighbour { id: ArticleId(row.get(0)?), same_address, fingerprint })
}

fn insert_article(transaction: &Transaction<'_>, ingested: &Ingested) -> rusqlite::Result<ArticleId> {
    let seen = time(ingested.fetched_at);
    transaction.execute(
        "INSERT INTO article (site, first_seen_at, last_seen_at, current_hash) VALUES (?1, ?2, ?2, ?3)",
        params![ingested.article.site, seen, ingested.fingerprint.content],
    )?;
    let id = ArticleId(transaction.last_insert_rowid());
    add_revision(transaction, id, ingested)?;
    Ok(id)
}

fn add_revision(transaction: &Transaction<'_>, id: ArticleId, ingested: &Ingested) -> rusqlite::Result<()> {
    let revision = insert_revision(transaction, id, ingested)?;
    let print = ingested.fingerprint;
    transaction.execute(
        "UPDATE article SET current_revision_id = ?1, current_hash = ?2, same_text_hash = ?3 WHERE id = ?4",
        params![revision, print.content, print.same_text, id.0],
    )?;
    Ok(())
}

fn note_sighting(transaction: &Transaction<'_>, id: ArticleId, ingested: &Ingested) -> rusqlite::Result<()> {
    let seen = time(ingested.fetched_at);
    transaction.execute(
        "UPDATE article SET last_seen_at = max(last_seen_at, ?1) WHERE id = ?2",
        params![seen, id.0],
    )?;
    let mut add_url = transaction.prepare_cached(
        "INSERT INTO article_url (url_key, url, article_id, first_seen_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
    )?;
    for url in &ingested.urls {
        add_url.execute(params![canonical_key(url), url.as_str(), id.0, seen])?;
    }
    note_source(transaction, id.0, &ingested.candidate, ingested.fetched_at)?;
    if let Some(candidate) = ingested.candidate_id {
        transaction.execute("DELETE FROM candidate WHERE id = ?1", [candidate.0])?;
    }
    Ok(())
}
