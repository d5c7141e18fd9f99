//! Keeping an article: what is known of it is looked up, judged and written in one transaction.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use url::Url;

use super::article_rows::{InHistory, insert_revision};
use super::candidates::{CandidateId, note_source, note_variant};
use super::connection::Store;
use super::error::StoreError;
use super::rechecks::{RecheckPlan, plan_recheck};
use super::revisions::{add_revision, set_current, settle};
use super::site_memory::keep_site_own_lines;
use super::sources::time;
use super::writer::Written;
use crate::canonical::canonical_key;
use crate::model::{
    Article, ArticleId, Candidate, Change, Fingerprint, Neighbour, Relation, RevisionSpan, Verdict,
};

/// An article just read, with all that the store needs to keep it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ingested {
    /// What was read.
    pub article: Article,
    /// What is compared.
    pub fingerprint: Fingerprint,
    /// The address that answered.
    pub own_url: Url,
    /// The address asked for, when that was redirected.
    pub asked_url: Option<Url>,
    /// What the page calls its own address, if it says so.
    pub canonical_url: Option<Url>,
    /// When its page was fetched.
    pub fetched_at: DateTime<Utc>,
    /// What led to it.
    pub candidate: Candidate,
    /// Its place in the queue, which ends with this; `None` when it never stood there.
    pub candidate_id: Option<CandidateId>,
    /// When it is to be looked at again; `None`: as before, or never.
    pub recheck: Option<RecheckPlan>,
    /// The lines that were left out as its site's own, as extraction writes them; kept with an article that is new.
    pub site_own: Vec<u8>,
}

/// What became of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// How it related to what was stored.
    pub verdict: Verdict,
    /// The stored article; `None` only for a preview of a new one.
    pub article_id: Option<ArticleId>,
}

/// Roles of an address: the article was read there; it led there, or told the article in another way; a page said it is canonical;
/// the same text was once read there.
const OWN: &str = "own";
const SEEN: &str = "seen";
const DECLARED: &str = "declared";
const COPY: &str = "copy";

/// What decides over an article inside the transaction that acts on it: pure functions of `dedup`, handed in by `pipeline`.
#[derive(Debug, Clone, Copy)]
pub struct Judges {
    /// What an article is, given its stored neighbours, its fingerprint and its title.
    pub verdict: fn(&[Neighbour], &Fingerprint, &str) -> Verdict,
    /// What differs between the stored and the new reading; nothing when all that differs is noise.
    pub changes: fn(&Article, &Article) -> Vec<Change>,
    /// Whether a new version takes the place of the newest revision, given the last ones, the newest first.
    pub replaces: fn(&[RevisionSpan], DateTime<Utc>) -> bool,
}

impl Store {
    /// Keeps an article as the judges decide: as a new one, as a revision, or as a further sighting of a known one.
    /// Its candidate leaves the queue in the same transaction.
    ///
    /// # Errors
    /// When the store fails; then nothing is kept and the candidate stays in the queue.
    pub async fn save_article(&self, ingested: Ingested, judges: Judges) -> Result<Saved, StoreError> {
        self.write_indexed(move |transaction| {
            let neighbours = find_neighbours(transaction, &ingested)?;
            let verdict = (judges.verdict)(&neighbours, &ingested.fingerprint, &ingested.article.title);
            let (verdict, changes) = settle(transaction, &ingested, verdict, judges)?;
            let id = match verdict {
                Verdict::New => insert_article(transaction, &ingested)?,
                Verdict::Revision { of } => {
                    add_revision(transaction, of, &ingested, (changes, judges))?;
                    of
                }
                Verdict::Unchanged { of } | Verdict::Duplicate { of } => of,
            };
            note_sighting(transaction, id, verdict, &ingested)?;
            plan_recheck(transaction, id, verdict, &ingested)?;
            let is_changed = matches!(verdict, Verdict::New | Verdict::Revision { .. });
            let value = Saved { verdict, article_id: Some(id) };
            Ok(Written { value, indexed: Some(id).filter(|_| is_changed) })
        })
        .await
    }

    /// What [`Store::save_article`] would decide, without keeping anything.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn preview_article(&self, ingested: Ingested, judges: Judges) -> Result<Saved, StoreError> {
        self.read(move |connection| {
            let verdict = (judges.verdict)(
                &find_neighbours(connection, &ingested)?,
                &ingested.fingerprint,
                &ingested.article.title,
            );
            let (verdict, _) = settle(connection, &ingested, verdict, judges)?;
            let article_id = match verdict {
                Verdict::New => None,
                Verdict::Revision { of } | Verdict::Unchanged { of } | Verdict::Duplicate { of } => Some(of),
            };
            Ok(Saved { verdict, article_id })
        })
        .await
    }
}

/// Stored articles under one of the article's addresses, and those of the same text on the same site.
fn find_neighbours(connection: &Connection, ingested: &Ingested) -> rusqlite::Result<Vec<Neighbour>> {
    let mut neighbours = Vec::new();
    let mut by_url = connection.prepare_cached(
        "SELECT article.id, current_hash, same_text_hash, revision.title, role FROM article_url
         JOIN article ON article.id = article_url.article_id
         JOIN revision ON revision.id = article.current_revision_id WHERE url_key = ?1",
    )?;
    let asked = ingested.asked_url.iter().map(|url| (url, Relation::Alias));
    let declared = ingested.canonical_url.iter().map(|url| (url, Relation::Declared));
    for (url, by) in [(&ingested.own_url, Relation::Own)].into_iter().chain(asked).chain(declared) {
        for row in by_url.query_map([canonical_key(url)], |row| {
            let role: String = row.get(4)?;
            read_neighbour(row, relation(by, &role))
        })? {
            neighbours.push(row?);
        }
    }
    neighbours.extend(neighbour_by_guid(connection, &ingested.candidate)?);
    let mut by_text = connection.prepare_cached(
        "SELECT article.id, current_hash, same_text_hash, revision.title FROM article
         JOIN revision ON revision.id = article.current_revision_id
         WHERE article.site = ?1 AND same_text_hash = ?2",
    )?;
    let same_text = params![ingested.article.site, ingested.fingerprint.same_text];
    for row in by_text.query_map(same_text, |row| read_neighbour(row, Relation::Text))? {
        neighbours.push(row?);
    }
    Ok(neighbours)
}

/// The article of the same entry of the same feed, which may have given it a new address: as good as an address that led to it.
fn neighbour_by_guid(connection: &Connection, candidate: &Candidate) -> rusqlite::Result<Option<Neighbour>> {
    let (Some(source), Some(guid)) = (candidate.source_id, &candidate.hints.guid) else { return Ok(None) };
    connection
        .prepare_cached(
            "SELECT article.id, current_hash, same_text_hash, revision.title FROM article_source
             JOIN article ON article.id = article_source.article_id
             JOIN revision ON revision.id = article.current_revision_id
             WHERE source_id = ?1 AND guid = ?2 ORDER BY article.id DESC LIMIT 1",
        )?
        .query_row(params![source.0, guid], |row| read_neighbour(row, Relation::Alias))
        .optional()
}

/// How an article is related one of whose addresses was met, given what makes that address one of the new article's.
fn relation(by: Relation, role: &str) -> Relation {
    match (by, role) {
        (Relation::Own, OWN) => Relation::Own,
        (_, COPY) => Relation::Copy,
        (Relation::Own | Relation::Alias, _) => Relation::Alias,
        _ => Relation::Declared,
    }
}

fn read_neighbour(row: &rusqlite::Row<'_>, relation: Relation) -> rusqlite::Result<Neighbour> {
    let fingerprint = Fingerprint { content: row.get(1)?, same_text: row.get(2)? };
    Ok(Neighbour { id: ArticleId(row.get(0)?), relation, title: row.get(3)?, fingerprint })
}

fn insert_article(transaction: &Transaction<'_>, ingested: &Ingested) -> rusqlite::Result<ArticleId> {
    let seen = time(ingested.fetched_at);
    transaction
        .prepare_cached(
            "INSERT INTO article (site, first_seen_at, last_seen_at, current_hash) VALUES (?1, ?2, ?2, ?3)",
        )?
        .execute(params![ingested.article.site, seen, ingested.fingerprint.content])?;
    let id = ArticleId(transaction.last_insert_rowid());
    let first = InHistory { changes: Vec::new(), begun_at: None, versions: 1 };
    let revision = insert_revision(transaction, id, ingested, &first)?;
    set_current(transaction, id, revision, ingested.fingerprint)?;
    keep_site_own_lines(transaction, id, &ingested.site_own)?;
    Ok(id)
}

/// Notes under which addresses the article was met, that a source led to it, and that it need not be read any more.
fn note_sighting(
    transaction: &Transaction<'_>,
    id: ArticleId,
    verdict: Verdict,
    ingested: &Ingested,
) -> rusqlite::Result<()> {
    let seen = time(ingested.fetched_at);
    transaction
        .prepare_cached(
            "UPDATE article SET last_seen_at = max(last_seen_at, ?1), gone_at = NULL, gone_status = NULL WHERE id = ?2",
        )?
        .execute(params![seen, id.0])?;
    // An address that was only a copy's or an alias so far becomes the new article's own, and one that was only declared gives way to
    // what was read there; one that another article was read from stays with that.
    let mut add_url = transaction.prepare_cached(
        "INSERT INTO article_url (url_key, url, role, article_id, first_seen_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET role = excluded.role, article_id = excluded.article_id
         WHERE article_url.role <> 'own' AND excluded.role <> 'declared'
           AND (excluded.role = 'own' OR article_url.role = 'declared')",
    )?;
    let mut done = transaction.prepare_cached("DELETE FROM candidate WHERE url_key = ?1")?;
    // What is no article of its own is known there only as long as it tells the same; what is known there already stays as it is.
    let role = match verdict {
        Verdict::New => OWN,
        Verdict::Duplicate { .. } => COPY,
        Verdict::Unchanged { .. } | Verdict::Revision { .. } => SEEN,
    };
    let asked = ingested.asked_url.iter().map(|url| (url, SEEN));
    let declared = ingested.canonical_url.iter().map(|url| (url, DECLARED));
    for (url, role) in [(&ingested.own_url, role)].into_iter().chain(asked).chain(declared) {
        add_url.execute(params![canonical_key(url), url.as_str(), role, id.0, seen])?;
        if role != DECLARED {
            note_variant(transaction, id.0, url, ingested.fetched_at)?;
        }
    }
    for url in ingested.asked_url.iter().chain([&ingested.own_url]) {
        done.execute([canonical_key(url)])?;
    }
    note_source(transaction, id.0, &ingested.candidate, ingested.fetched_at)?;
    if let Some(candidate) = ingested.candidate_id {
        transaction.prepare_cached("DELETE FROM candidate WHERE id = ?1")?.execute([candidate.0])?;
    }
    Ok(())
}
