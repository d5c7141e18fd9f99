//! The search index: what of an article can be found, kept in the transaction that keeps the article.

use rusqlite::{Connection, Row, Transaction, params};

use super::candidates::from_json;
use crate::text::each_term;

/// Articles that are indexed from one read of their numbers, when all are.
const BATCH: i64 = 1_000;

/// Articles after which it is told how far that is: a minute's work.
const TELL_EVERY: usize = 50_000;

/// Columns of the index in their order, but for `facet`. The body comes first: positions in the first column take least room.
pub(super) const TEXT_COLUMNS: &str = "body title author keyword place";

/// Puts the current revision of an article into the index, in place of what was there.
pub(super) fn index_article(connection: &Connection, id: i64) -> rusqlite::Result<()> {
    let mut read = connection.prepare_cached(
        "SELECT revision.*, article.site, article.first_seen_at FROM article
         JOIN revision ON revision.id = article.current_revision_id WHERE article.id = ?1",
    )?;
    let mut write = connection.prepare_cached(
        "INSERT OR REPLACE INTO search (rowid, body, title, author, keyword, place, facet)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut rows = read.query([id])?;
    let Some(row) = rows.next()? else { return Ok(()) };
    let text = |column: &str| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
    let title = terms(&[text("title")?, text("subtitle")?]);
    let mut keywords: Vec<String> = from_json(row, "keywords")?;
    keywords.push(text("section")?);
    let authors: Vec<String> = from_json(row, "authors")?;
    let (body, place) = (terms(&[text("body")?]), terms(&[text("dateline_place")?]));
    write.execute(params![id, body, title, terms(&authors), terms(&keywords), place, facets(row)?]).map(drop)
}

/// Indexes every article that is stored. Memory does not grow with the store: the index is written out as it grows.
pub(super) fn index_all(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut next = transaction.prepare("SELECT id FROM article WHERE id > ?1 ORDER BY id LIMIT ?2")?;
    let (mut last, mut done) = (0, 0);
    loop {
        let ids: Vec<i64> =
            next.query_map([last, BATCH], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let Some(end) = ids.last() else { return Ok(()) };
        last = *end;
        for id in ids {
            index_article(transaction, id)?;
            done += 1;
            if done % TELL_EVERY == 0 {
                tracing::info!("{done} articles are indexed for the search; more are to come");
            }
        }
    }
}

/// The terms of some texts, parted by spaces; between two texts nothing is adjacent that a phrase could ask for.
fn terms(texts: &[String]) -> String {
    let mut all = String::with_capacity(texts.iter().map(String::len).sum());
    for text in texts {
        if !all.is_empty() {
            // To the index this is one more term.
            all.push_str(GAP);
        }
        each_term(text, |term| {
            all.push_str(term.text);
            all.push(' ');
        });
    }
    all
}

/// A term that no query has: a sign that is no letter.
const GAP: &str = "\u{b7} ";

fn facets(row: &Row<'_>) -> rusqlite::Result<String> {
    let mut facets = Vec::new();
    if let Some(site) = row.get::<_, Option<String>>("site")? {
        facets.push(site_facet(&site));
    }
    if let Some(language) = row.get::<_, Option<String>>("language")? {
        facets.push(language_facet(&language));
        if let Some((primary, _)) = language.split_once('-') {
            facets.push(language_facet(primary));
        }
    }
    let published: Option<String> = row.get("published_at")?;
    let day = match published {
        Some(published) => published,
        None => row.get("first_seen_at")?,
    };
    if let [Some(year), Some(month), Some(day)] = [day.get(..4), day.get(5..7), day.get(8..10)] {
        facets.extend([format!("y{year}"), format!("m{year}{month}"), format!("d{year}{month}{day}")]);
    }
    Ok(facets.join(" "))
}

/// The term of a site.
pub(super) fn site_facet(site: &str) -> String {
    format!("s{}", one_term(site))
}

/// The term of a language tag.
pub(super) fn language_facet(tag: &str) -> String {
    format!("l{}", one_term(tag))
}

/// A name as one term: what would part it is put into signs that do not.
fn one_term(name: &str) -> String {
    let kept = |letter: char| match letter {
        '.' => '\u{b7}',
        '-' => '\u{2010}',
        letter if letter.is_ascii() && !letter.is_ascii_alphanumeric() => '\u{a6}',
        letter => letter.to_ascii_lowercase(),
    };
    name.chars().map(kept).collect()
}
