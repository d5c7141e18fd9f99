//! Searching: which articles answer a query, the best first, at a cost that stays small in a store of a million.

use rusqlite::{Connection, named_params};

use super::connection::Store;
use super::error::StoreError;
use super::reading::{StoredArticle, read_without_history};
use super::search_expression::{SearchFilter, filter_expression, phrase_expression, query_expression};
use super::search_index::index_all;
use crate::model::ArticleId;
use crate::search::{Phrase, Query};

/// Articles that are ranked at most: of more that match, those stored last. Ranking costs some 2 µs for each.
const MOST_RANKED: usize = 2_000;
/// Answers among the articles stored last that are enough: then the older ones are not looked through.
const ENOUGH: usize = 500;
/// How many articles are the last ones. Looking for a phrase of two common words through a million takes 0.2 s.
const LAST: i64 = 100_000;
/// Articles that a word may stand in and still be ranked by: what is in more tells little, and counting them takes long (0.2 µs each).
const MOST_TELLING: u64 = 20_000;
/// The newest articles, from which it is told how common a word is.
const SAMPLE: u64 = 16_384;
/// Weights of the columns of the index: body, title, author, keyword, place, facet.
const WEIGHTS: &str = "1.0, 6.0, 3.0, 3.0, 2.0, 0.0";

/// In which order articles are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SearchOrder {
    /// The best answer first (BM25, the title counting more); of equals the newest.
    #[default]
    Relevance,
    /// The latest published first.
    Newest,
}

/// A question to the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRequest {
    /// What to look for.
    pub query: Query,
    /// Where to look.
    pub filter: SearchFilter,
    /// In which order.
    pub order: SearchOrder,
    /// Articles to give at most.
    pub limit: usize,
}

/// The articles that were found.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchAnswer {
    /// In the order asked for, at most as many as asked for.
    pub articles: Vec<StoredArticle>,
    /// How many match; when `counts_all` is false, there are more, and the last stored of them were compared.
    pub matches: usize,
    /// Whether `matches` counts all.
    pub counts_all: bool,
}

impl Store {
    /// Articles whose current revision answers the query; `None` when the filter names a source that was never there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn search(&self, request: SearchRequest) -> Result<Option<SearchAnswer>, StoreError> {
        self.read(move |connection| {
            let source = match &request.filter.source {
                Some(name) => match source_ids(connection, name)? {
                    Some(ids) => Some(ids),
                    None => return Ok(None),
                },
                None => None,
            };
            let filter = filter_expression(&request.filter);
            let (found, counts_all) =
                matching(connection, &expression(&request.query, &filter), source.as_deref())?;
            let matches = found.len();
            let mut order = match request.order {
                SearchOrder::Relevance => rank(connection, &request.query, found, filter.is_empty())?,
                SearchOrder::Newest => by_publication(connection, &found)?,
            };
            order.truncate(request.limit);
            let articles = order
                .into_iter()
                .filter_map(|id| read_without_history(connection, ArticleId(id)).transpose());
            Ok(Some(SearchAnswer {
                articles: articles.collect::<rusqlite::Result<_>>()?,
                matches,
                counts_all,
            }))
        })
        .await
    }
}

impl Store {
    /// Makes the index anew from the articles, for a store whose index was damaged or filled behind gleaner's back.
    ///
    /// # Errors
    /// When the store fails; then the old index stays.
    pub async fn rebuild_search(&self) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("INSERT INTO search (search) VALUES ('delete-all')", [])?;
            index_all(transaction)
        })
        .await
    }
}

fn expression(query: &Query, filter: &str) -> String {
    let query = query_expression(query);
    if filter.is_empty() { query } else { format!("{query} AND {filter}") }
}

/// Numbers of the sources of a name, retired ones included, as a JSON list; `None` when there is none.
fn source_ids(connection: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT nullif(json_group_array(id), '[]') FROM source WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
}

/// Articles that match, the last stored first, and whether these are all; see [`MOST_RANKED`] and [`ENOUGH`].
fn matching(
    connection: &Connection,
    expression: &str,
    sources: Option<&str>,
) -> rusqlite::Result<(Vec<i64>, bool)> {
    let of_source = match sources {
        Some(_) => {
            "AND EXISTS (SELECT 1 FROM article_source WHERE article_id = search.rowid
                         AND source_id IN (SELECT value FROM json_each(:sources)))"
        }
        None => "AND :sources IS NULL",
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT rowid FROM search WHERE search MATCH :expression AND rowid > :above AND rowid <= :upto {of_source}
         ORDER BY rowid DESC LIMIT :limit"
    ))?;
    let border = newest_article(connection)?.saturating_sub(LAST).max(0);
    let mut found: Vec<i64> = Vec::new();
    for (above, upto) in [(border, i64::MAX), (0, border)] {
        if upto == 0 {
            break;
        }
        let limit = i64::try_from(MOST_RANKED + 1 - found.len()).unwrap_or(i64::MAX);
        let parameters = named_params! {
            ":expression": expression, ":sources": sources, ":limit": limit, ":above": above, ":upto": upto,
        };
        for id in statement.query_map(parameters, |row| row.get(0))? {
            found.push(id?);
        }
        if found.len() > MOST_RANKED || (above > 0 && found.len() >= ENOUGH) {
            found.truncate(MOST_RANKED);
            return Ok((found, false));
        }
    }
    Ok((found, true))
}

/// The number of the article stored last; 0 in an empty store.
fn newest_article(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("SELECT coalesce(max(id), 0) FROM article")?.query_row([], |row| row.get(0))
}

/// Orders what was found by BM25 over the phrases that tell something. Those that stand in too many articles, and beginnings of words,
/// find but do not rank: what only they tell apart stays in the order of storing.
fn rank(
    connection: &Connection,
    query: &Query,
    found: Vec<i64>,
    is_whole: bool,
) -> rusqlite::Result<Vec<i64>> {
    let wanted = query.wanted();
    let mut telling = Vec::new();
    for phrase in &wanted {
        if is_telling(connection, phrase)? {
            telling.push(phrase_expression(phrase));
        }
    }
    let (Some(newest), Some(oldest)) = (found.first(), found.last()) else { return Ok(found) };
    if telling.is_empty() {
        return Ok(found);
    }
    // Where every part of the query tells something and nothing else was asked, the query itself finds the same again.
    let is_same = is_whole && telling.len() == wanted.len() && !query.excludes();
    let (expression, within) = match is_same {
        true => (query_expression(query), "AND :found IS NOT NULL"),
        false => (telling.join(" OR "), "AND +rowid IN (SELECT value FROM json_each(:found))"),
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT rowid FROM search WHERE search MATCH :expression AND rowid BETWEEN :oldest AND :newest {within}
         ORDER BY bm25(search, {WEIGHTS}), rowid DESC"
    ))?;
    let list = serde_json::to_string(&found).unwrap_or_default();
    let parameters = named_params! {
        ":expression": expression, ":found": list, ":oldest": oldest, ":newest": newest,
    };
    let mut ranked: Vec<i64> =
        statement.query_map(parameters, |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    if ranked.len() < found.len() {
        let known: std::collections::HashSet<i64> = ranked.iter().copied().collect();
        ranked.extend(found.into_iter().filter(|id| !known.contains(id)));
    }
    Ok(ranked)
}

/// Whether a phrase is rare enough to rank by.
fn is_telling(connection: &Connection, phrase: &Phrase) -> rusqlite::Result<bool> {
    let articles = newest_article(connection)?.unsigned_abs();
    if articles <= MOST_TELLING {
        return Ok(true);
    }
    if phrase.spellings.iter().any(|spelling| spelling.is_prefix) {
        return Ok(false);
    }
    let most_in_sample = MOST_TELLING * SAMPLE / articles.max(SAMPLE);
    let count: i64 = connection
        .prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ?1 AND rowid > ?2 LIMIT ?3)",
        )?
        .query_row(
            (
                phrase_expression(phrase),
                articles.saturating_sub(SAMPLE).cast_signed(),
                (most_in_sample + 1).cast_signed(),
            ),
            |row| row.get(0),
        )?;
    Ok(count.unsigned_abs() <= most_in_sample)
}

fn by_publication(connection: &Connection, found: &[i64]) -> rusqlite::Result<Vec<i64>> {
    let list = serde_json::to_string(found).unwrap_or_default();
    let mut statement = connection.prepare_cached(
        "SELECT article.id FROM json_each(?1) AS found JOIN article ON article.id = found.value
         JOIN revision ON revision.id = article.current_revision_id
         ORDER BY coalesce(published_at_utc, published_at, first_seen_at) DESC, article.id DESC",
    )?;
    statement.query_map([list], |row| row.get(0))?.collect()
}
