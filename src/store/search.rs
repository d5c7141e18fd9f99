//! Searching: which articles answer a query, the best first, at a cost that stays small in a store of a million.

use rusqlite::{Connection, named_params};

use super::connection::Store;
use super::error::StoreError;
use super::reading::{StoredArticle, read_without_history};
use super::search_beginnings::{BOUNDS, Bounds, spell_out};
use super::search_expression::{SearchFilter, filter_expression, query_expression};
use super::search_index::index_all;
use super::search_rank::{COUNTING, rank, telling_phrases};
use crate::model::ArticleId;
use crate::search::Query;

/// Articles that are ranked at most: of more that match, those stored last. Ranking costs some 2 µs for each.
const MOST_RANKED: usize = 2_000;
/// Answers that are enough: then older articles are not looked through.
const ENOUGH: usize = 500;
/// The same of queries that hold common words only, for which every article is looked at that has them all, in whatever order.
const ENOUGH_OF_COMMON: usize = 100;
/// How many articles are looked through first. Looking for a phrase of two common words through a million takes 0.2 s.
const FIRST: i64 = 100_000;

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
    /// Beginnings of so many words that only some of them were looked for: the commonest, as far as a sample tells.
    pub cut_beginnings: Vec<String>,
}

impl Store {
    /// Articles whose current revision answers the query; `None` when the filter names a source that was never there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn search(&self, request: SearchRequest) -> Result<Option<SearchAnswer>, StoreError> {
        self.read(move |connection| answer(connection, &request, BOUNDS)).await
    }
}

/// Answers a request; `None` when its filter names a source that was never there.
fn answer(
    connection: &Connection,
    request: &SearchRequest,
    bounds: Bounds,
) -> rusqlite::Result<Option<SearchAnswer>> {
    let source = match &request.filter.source {
        Some(name) => match source_ids(connection, name)? {
            Some(ids) => Some(ids),
            None => return Ok(None),
        },
        None => None,
    };
    let filter = filter_expression(&request.filter);
    let newest = newest_article(connection)?;
    let telling = telling_phrases(connection, &request.query, newest, COUNTING)?;
    let spelled_out = spell_out(connection, &request.query, newest, bounds)?;
    let is_common = telling.is_empty();
    let enough = if is_common { ENOUGH_OF_COMMON } else { ENOUGH };
    let mut wanted = Wanted {
        expression: expression(&spelled_out.query, &filter),
        sources: source,
        is_common,
        first: FIRST,
        enough: enough.max(request.limit),
        most: MOST_RANKED.max(request.limit),
    };
    let mut cut_beginnings = spelled_out.cut;
    let (mut found, mut counts_all) = matching(connection, &wanted, newest)?;
    if found.is_empty() && !cut_beginnings.is_empty() {
        // Nothing with the words that were looked for: then all of them, which takes its time.
        cut_beginnings.clear();
        wanted.expression = expression(&request.query, &filter);
        (found, counts_all) = matching(connection, &wanted, newest)?;
    }
    let matches = found.len();
    let is_whole = filter.is_empty() && wanted.sources.is_none();
    let mut order = match request.order {
        SearchOrder::Relevance => rank(connection, (&request.query, &telling), found, is_whole)?,
        SearchOrder::Newest => by_publication(connection, &found)?,
    };
    order.truncate(request.limit);
    let articles =
        order.into_iter().filter_map(|id| read_without_history(connection, ArticleId(id)).transpose());
    Ok(Some(SearchAnswer {
        articles: articles.collect::<rusqlite::Result<_>>()?,
        matches,
        counts_all,
        cut_beginnings,
    }))
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

/// What articles must fulfil, and how many are wanted.
struct Wanted {
    expression: String,
    /// Numbers of the sources that led to them, as a JSON list.
    sources: Option<String>,
    /// Whether nothing in the query is rare.
    is_common: bool,
    /// Articles that are looked through first.
    first: i64,
    /// Answers that are enough to look no further back.
    enough: usize,
    /// Answers that are taken at most.
    most: usize,
}

/// Articles that match, the last stored first, and whether these are all.
fn matching(connection: &Connection, wanted: &Wanted, newest: i64) -> rusqlite::Result<(Vec<i64>, bool)> {
    let of_source = match wanted.sources {
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
    let (mut upto, mut width) = (newest, wanted.first);
    let mut found: Vec<i64> = Vec::new();
    while upto > 0 {
        let above = upto.saturating_sub(width).max(0);
        let limit = i64::try_from(wanted.most + 1 - found.len()).unwrap_or(i64::MAX);
        let parameters = named_params! {
            ":expression": wanted.expression, ":sources": wanted.sources, ":limit": limit, ":above": above, ":upto": upto,
        };
        for id in statement.query_map(parameters, |row| row.get(0))? {
            found.push(id?);
        }
        if found.len() > wanted.most || (above > 0 && found.len() >= wanted.enough) {
            found.truncate(wanted.most);
            return Ok((found, false));
        }
        // Where something is rare, all the rest costs little; else twice as many articles as so far are looked through at the next step.
        width = if wanted.is_common { newest - above } else { above };
        upto = above;
    }
    Ok((found, true))
}

/// The number of the article stored last; 0 in an empty store.
fn newest_article(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("SELECT coalesce(max(id), 0) FROM article")?.query_row([], |row| row.get(0))
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

#[cfg(test)]
mod tests {
    use super::super::search_tests::Shelf;
    use super::*;
    use crate::search::parse_query;

    #[tokio::test]
    async fn beginning_whose_commonest_words_answer_nothing_is_looked_for_whole() {
        let shelf = Shelf::new();
        shelf.keep("Bridge opens", "bridge bridge bridging").await;
        let rare = shelf.keep("Ferry", "the royal bridle").await;
        let asked = |query: &str| SearchRequest {
            query: parse_query(query).unwrap(),
            filter: SearchFilter::default(),
            order: SearchOrder::Relevance,
            limit: 10,
        };
        let bounds = Bounds { few_articles: 0, most_words: 1 };
        for (query, found, cut) in [
            ("\"royal brid\"*", vec![rare], vec![]),
            ("brid*", vec![ArticleId(1)], vec!["brid".to_owned()]),
            ("opens -brid*", vec![], vec![]),
            ("ferry -bridg*", vec![rare], vec![]),
        ] {
            let request = asked(query);
            let answer = shelf.read(move |connection| answer(connection, &request, bounds)).await.unwrap();
            let ids: Vec<ArticleId> = answer.articles.iter().map(|stored| stored.id).collect();
            assert_eq!((ids, answer.cut_beginnings), (found, cut), "{query}");
        }
    }

    #[tokio::test]
    async fn common_words_are_looked_for_no_further_back_than_needed() {
        let shelf = Shelf::new();
        for _ in 0..12 {
            shelf.keep("Bridge", "old").await;
        }
        for (is_common, enough, most, expected) in [
            (true, 3, 100, (vec![12, 11, 10, 9], false)),
            (true, 3, 1, (vec![12], false)),
            (true, 100, 100, ((1..=12).rev().collect(), true)),
            (false, 3, 100, ((1..=12).rev().collect(), true)),
            (false, 2, 100, (vec![12, 11], false)),
        ] {
            let wanted =
                Wanted { expression: "old".to_owned(), sources: None, is_common, first: 2, enough, most };
            let found = shelf.read(move |connection| matching(connection, &wanted, 12)).await;
            assert_eq!(found, expected, "{is_common} {enough} {most}");
        }
    }
}
