//! Ranking what a search found: by BM25 over the phrases of the query that tell something.
//!
//! BM25 wants to know in how many articles each phrase stands, and FTS5 counts them anew for every query, some 0.2 µs each. So only rare
//! phrases rank: what stands in very many articles tells little.

use rusqlite::{Connection, named_params};

use super::search_expression::{phrase_expression, query_expression, term_expression};
use crate::search::{Phrase, Query};

/// How much is counted for a query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counting {
    /// Articles that are counted at most, for all telling phrases together.
    pub(super) most: u64,
    /// The newest articles, from which it is told how common a word is.
    pub(super) sample: u64,
}

pub(super) const COUNTING: Counting = Counting { most: 20_000, sample: 16_384 };

/// Weights of the columns of the index: body, title, author, keyword, place, facet.
const WEIGHTS: &str = "1.0, 6.0, 3.0, 3.0, 2.0, 0.0";

/// The phrases to rank by, as expressions, the rarest first: as many as may be counted. In a small store these are all.
pub(super) fn telling_phrases(
    connection: &Connection,
    query: &Query,
    newest: i64,
    counting: Counting,
) -> rusqlite::Result<Vec<String>> {
    let articles = newest.unsigned_abs();
    if articles <= counting.most {
        return Ok(query.wanted().into_iter().map(phrase_expression).collect());
    }
    let sample = Sample {
        connection,
        above: newest - counting.sample.cast_signed(),
        most: counting.most * counting.sample / articles.max(counting.sample),
    };
    let mut counted = Vec::new();
    for phrase in query.wanted() {
        if let Some(count) = sample.articles_to_count(phrase)? {
            counted.push((count, phrase_expression(phrase)));
        }
    }
    counted.sort();
    let mut left = sample.most;
    let affordable = counted.into_iter().map_while(|(count, expression)| {
        left = left.checked_sub(count)?;
        Some(expression)
    });
    Ok(affordable.collect())
}

/// The newest articles.
struct Sample<'c> {
    connection: &'c Connection,
    /// Their numbers are larger than that.
    above: i64,
    /// How many of them may be counted.
    most: u64,
}

impl Sample<'_> {
    /// How many articles are looked at to count those with this phrase; `None` for more than may be, and for beginnings of words.
    fn articles_to_count(&self, phrase: &Phrase) -> rusqlite::Result<Option<u64>> {
        if phrase.spellings.iter().any(|spelling| spelling.is_prefix) {
            return Ok(None);
        }
        if phrase.spellings.iter().all(|spelling| spelling.terms.len() == 1) {
            return self.count(&phrase_expression(phrase));
        }
        // Of words in a row, the articles with the rarest of them are looked at.
        let mut all = 0;
        for spelling in &phrase.spellings {
            let mut rarest = None;
            for term in &spelling.terms {
                let count = self.count(&term_expression(term))?;
                rarest = rarest.into_iter().chain(count).min();
            }
            let Some(rarest) = rarest else { return Ok(None) };
            all += rarest;
        }
        Ok((all <= self.most).then_some(all))
    }

    /// How many of them match; `None` for more than may be counted.
    fn count(&self, expression: &str) -> rusqlite::Result<Option<u64>> {
        let count: i64 = self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ?1 AND rowid > ?2 LIMIT ?3)",
            )?
            .query_row((expression, self.above, (self.most + 1).cast_signed()), |row| row.get(0))?;
        let count = count.unsigned_abs();
        Ok((count <= self.most).then_some(count))
    }
}

/// Orders what was found by BM25 over the telling phrases of the query. What only the others tell apart stays in the order of storing.
pub(super) fn rank(
    connection: &Connection,
    (query, telling): (&Query, &[String]),
    found: Vec<i64>,
    is_whole: bool,
) -> rusqlite::Result<Vec<i64>> {
    let (Some(newest), Some(oldest)) = (found.first(), found.last()) else { return Ok(found) };
    if telling.is_empty() {
        return Ok(found);
    }
    // Where every part of the query tells something and nothing else was asked, the query itself finds the same again.
    let is_same = is_whole && telling.len() == query.wanted().len() && !query.excludes();
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

#[cfg(test)]
mod tests {
    use super::super::search_tests::Shelf;
    use super::*;
    use crate::search::parse_query;

    /// Numbers from the first one on that stand in the ten articles: `w3` in three of them.
    async fn shelf() -> Shelf {
        let shelf = Shelf::new();
        for number in 0..10 {
            let words: Vec<String> = (number + 1..=10).map(|word| format!("w{word}")).collect();
            shelf.keep("Bridge", &words.join(" ")).await;
        }
        shelf
    }

    async fn check(shelf: &Shelf, query: &'static str, expected: &[&str]) {
        let counting = Counting { most: 5, sample: 10 };
        let telling = shelf
            .read(move |connection| telling_phrases(connection, &parse_query(query).unwrap(), 10, counting));
        let telling = telling.await;
        let words: Vec<&str> = telling.iter().filter_map(|expression| expression.split('"').nth(1)).collect();
        assert_eq!(words, expected, "{query}");
    }

    #[tokio::test]
    async fn rarest_phrases_rank_as_far_as_they_may_be_counted() {
        let shelf = shelf().await;
        check(&shelf, "w3 w1 w10", &["w1", "w3"]).await;
        check(&shelf, "w3 w2 w4", &["w2", "w3"]).await;
        check(&shelf, "w6", &[]).await;
        check(&shelf, "w5 NOT w1", &["w5"]).await;
        check(&shelf, "bridg*", &[]).await;
    }

    #[tokio::test]
    async fn phrase_is_as_cheap_as_its_rarest_word() {
        let shelf = shelf().await;
        check(&shelf, "\"w10 w2\"", &["w10 w2"]).await;
        check(&shelf, "\"w10 w9\"", &[]).await;
    }
}
