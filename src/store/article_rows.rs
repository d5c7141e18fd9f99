//! An article to the columns of a revision and back, without loss.

use chrono::{DateTime, Utc};
use rusqlite::{Row, Transaction, named_params, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::articles::Ingested;
use super::candidates::{from_json, json};
use super::sources::{parsed, time};
use crate::model::{Article, ArticleId, Block, BlockKind, Change, Dateline, RelatedLink, Timestamp};

/// What stands between two blocks in `Article::body`, in bytes.
const BLOCK_GAP: usize = "\n\n".len();

/// What a revision is in the history of its article.
pub(super) struct InHistory {
    /// What differs from the revision before.
    pub(super) changes: Vec<Change>,
    /// The first of the versions that it stands for; `None`: it is the only one.
    pub(super) begun_at: Option<DateTime<Utc>>,
    /// How many versions it stands for.
    pub(super) versions: u32,
}

/// Adds the next revision of an article; returns its row number.
pub(super) fn insert_revision(
    transaction: &Transaction<'_>,
    id: ArticleId,
    ingested: &Ingested,
    history: &InHistory,
) -> rusqlite::Result<i64> {
    let article = &ingested.article;
    let dateline = article.dateline.as_ref();
    transaction
        .prepare_cached(INSERT_REVISION)?
        .execute(named_params! {
            ":article": id.0, ":fetched": time(ingested.fetched_at), ":hash": ingested.fingerprint.content,
            ":url": article.url, ":canonical": article.canonical_url, ":title": article.title,
            ":subtitle": article.subtitle, ":section": article.section, ":publisher": article.publisher,
            ":dateline": dateline.map(|line| &line.raw), ":place": dateline.and_then(|line| line.place.as_ref()),
            ":agency": dateline.and_then(|line| line.agency.as_ref()),
            ":time_zone": dateline.and_then(|line| line.time_zone.as_ref()),
            ":byline": article.byline, ":authors": json(&article.authors)?,
            ":published": article.published_at.map(|at| at.to_string()), ":published_utc": utc(article.published_at),
            ":precision": word(&article.published_precision)?, ":published_from": word(&article.published_from)?,
            ":modified": article.modified_at.map(|at| at.to_string()), ":modified_utc": utc(article.modified_at),
            ":modified_from": word(&article.modified_from)?, ":dates": json(&article.date_candidates)?,
            ":language": article.language, ":direction": word(&article.direction)?, ":body": article.body,
            ":layout": layout(&article.blocks)?, ":images": json(&article.images)?,
            ":enclosures": json(&article.enclosures)?,
            ":keywords": json(&article.keywords)?, ":licence": article.licence, ":access": word(&article.access)?,
            ":words": i64::try_from(article.word_count).unwrap_or(i64::MAX), ":warnings": json(&article.warnings)?,
            ":changes": json(&history.changes)?, ":begun": history.begun_at.map(time), ":versions": history.versions,
        })?;
    let revision = transaction.last_insert_rowid();
    let mut insert_link = transaction.prepare_cached(
        "INSERT INTO related_link (revision_id, ordinal, title, url, position) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (ordinal, link) in (1_i64..).zip(&article.related) {
        insert_link.execute(params![revision, ordinal, link.title, link.url, word(&link.position)?])?;
    }
    Ok(revision)
}

const INSERT_REVISION: &str = "INSERT INTO revision (
    article_id, number, fetched_at, content_hash, url, canonical_url, title, subtitle, section, publisher, dateline,
    dateline_place, dateline_agency, dateline_time_zone, byline, authors, published_at, published_at_utc,
    published_precision, published_from, modified_at, modified_at_utc, modified_from, date_candidates, language,
    direction, body, block_layout, images, enclosures, keywords, licence, access, word_count, warnings, changes, begun_at,
    versions)
VALUES (
    :article, (SELECT coalesce(max(number), 0) + 1 FROM revision WHERE article_id = :article), :fetched, :hash, :url,
    :canonical, :title, :subtitle, :section, :publisher, :dateline, :place, :agency, :time_zone, :byline, :authors,
    :published, :published_utc, :precision, :published_from, :modified, :modified_utc, :modified_from, :dates,
    :language, :direction, :body, :layout, :images,
    -- A page that is read again without its feed keeps what the feed attached.
    CASE :enclosures WHEN '[]' THEN coalesce(
        (SELECT enclosures FROM revision WHERE article_id = :article ORDER BY number DESC LIMIT 1), '[]')
    ELSE :enclosures END, :keywords, :licence, :access, :words, :warnings,
    :changes, :begun, :versions)";

/// Reads an article from a row of `revision` joined with `article` (for `site`); its related links come separately.
pub(super) fn read_article(row: &Row<'_>) -> rusqlite::Result<Article> {
    let mut article = Article::empty(&row.get::<_, String>("url")?);
    article.canonical_url = row.get("canonical_url")?;
    article.site = row.get("site")?;
    article.title = row.get("title")?;
    article.subtitle = row.get("subtitle")?;
    article.section = row.get("section")?;
    article.publisher = row.get("publisher")?;
    article.dateline = read_dateline(row)?;
    article.byline = row.get("byline")?;
    article.authors = from_json(row, "authors")?;
    article.published_at = read_time(row, "published_at")?;
    article.published_precision = read_word(row, "published_precision")?;
    article.published_from = read_word(row, "published_from")?;
    article.modified_at = read_time(row, "modified_at")?;
    article.modified_from = read_word(row, "modified_from")?;
    article.date_candidates = from_json(row, "date_candidates")?;
    article.language = row.get("language")?;
    if let Some(direction) = read_word(row, "direction")? {
        article.direction = direction;
    }
    article.body = row.get("body")?;
    article.blocks = cut_blocks(&article.body, &from_json::<Vec<(BlockKind, usize)>>(row, "block_layout")?);
    article.images = from_json(row, "images")?;
    article.enclosures = from_json(row, "enclosures")?;
    article.keywords = from_json(row, "keywords")?;
    article.licence = row.get("licence")?;
    if let Some(access) = read_word(row, "access")? {
        article.access = access;
    }
    article.word_count = usize::try_from(row.get::<_, i64>("word_count")?).unwrap_or_default();
    article.warnings = from_json(row, "warnings")?;
    Ok(article)
}

/// Reads one row of `related_link`.
pub(super) fn read_link(row: &Row<'_>) -> rusqlite::Result<Option<RelatedLink>> {
    let position = read_word(row, "position")?;
    let (title, url) = (row.get("title")?, row.get("url")?);
    Ok(position.map(|position| RelatedLink { title, url, position }))
}

fn read_dateline(row: &Row<'_>) -> rusqlite::Result<Option<Dateline>> {
    let Some(raw) = row.get("dateline")? else { return Ok(None) };
    Ok(Some(Dateline {
        raw,
        place: row.get("dateline_place")?,
        agency: row.get("dateline_agency")?,
        time_zone: row.get("dateline_time_zone")?,
    }))
}

fn read_time(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    let is_null = row.get::<_, Option<String>>(column)?.is_none();
    if is_null { Ok(None) } else { parsed(row, column).map(Some) }
}

fn utc(at: Option<Timestamp>) -> Option<String> {
    at.and_then(|at| at.to_utc()).map(time)
}

fn layout(blocks: &[Block]) -> rusqlite::Result<String> {
    json(&blocks.iter().map(|block| (block.kind, block.text.len())).collect::<Vec<_>>())
}

/// The blocks again from the body and their lengths; a body that was edited by hand ends the list early.
fn cut_blocks(body: &str, layout: &[(BlockKind, usize)]) -> Vec<Block> {
    let mut start = 0;
    let mut blocks = Vec::with_capacity(layout.len());
    for &(kind, length) in layout {
        let Some(text) = body.get(start..start + length) else { break };
        blocks.push(Block { kind, text: text.to_owned() });
        start += length + BLOCK_GAP;
    }
    blocks
}

/// The word that JSON has for a value of a plain enum; `None` for an absent one.
fn word<T: Serialize>(value: &T) -> rusqlite::Result<Option<String>> {
    let value = serde_json::to_value(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    Ok(value.as_str().map(str::to_owned))
}

fn read_word<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    let word: Option<String> = row.get(column)?;
    word.map(|word| serde_json::from_value(serde_json::Value::String(word))).transpose().map_err(|error| {
        let index = row.as_ref().column_index(column).unwrap_or_default();
        rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Text, Box::new(error))
    })
}
