//! Beginnings of words (`brid*`): which words of the index have them.
//!
//! FTS5 puts the lists of all those words together before it gives its first answer: a second for `con*` in a store of a million. Words that
//! are named are looked up as far as they are needed. So a beginning becomes its words, when the store is large.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension as _};

use crate::search::{Query, Spelling};
use crate::text::each_term;

/// What a large store allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Articles up to which FTS5 is left to itself: 20 ms for the commonest beginnings.
    pub(super) few_articles: i64,
    /// Words that a beginning stands for at most. Each costs a look at every part of the index, some 20 µs, to find it and as much to use it.
    pub(super) most_words: usize,
}

pub(super) const BOUNDS: Bounds = Bounds { few_articles: 20_000, most_words: 256 };

/// Articles, spread evenly over the store, whose words tell which are the commonest of a beginning that has more; 40 µs each.
const SAMPLE: i64 = 128;

/// A query whose beginnings are spelled out.
pub(super) struct SpelledOut {
    pub(super) query: Query,
    /// Beginnings of more words than are looked for, sorted.
    pub(super) cut: Vec<String>,
}

/// Puts words in the place of beginnings. `newest` is the highest number of an article.
pub(super) fn spell_out(
    connection: &Connection,
    query: &Query,
    newest: i64,
    bounds: Bounds,
) -> rusqlite::Result<SpelledOut> {
    let mut cut = Vec::new();
    if newest <= bounds.few_articles || !query.has_beginnings() {
        return Ok(SpelledOut { query: query.clone(), cut });
    }
    let query = query.respelled(&mut |spelling: &Spelling| -> rusqlite::Result<Vec<Spelling>> {
        let Some((last, before)) = spelling.terms.split_last().filter(|_| spelling.is_prefix) else {
            return Ok(vec![spelling.clone()]);
        };
        let mut words = words_with(connection, last, bounds.most_words)?;
        if words.len() > bounds.most_words {
            cut.push(last.clone());
            words = commonest(connection, last, words, newest, bounds.most_words)?;
        }
        if words.is_empty() {
            // Nothing begins like that, which FTS5 finds out at once.
            return Ok(vec![spelling.clone()]);
        }
        let spelled =
            |word| Spelling { terms: before.iter().cloned().chain([word]).collect(), is_prefix: false };
        Ok(words.into_iter().map(spelled).collect())
    })?;
    cut.sort_unstable();
    cut.dedup();
    Ok(SpelledOut { query, cut })
}

/// The first words of the index that begin like that, in their order; one more than `most` when there are more.
fn words_with(connection: &Connection, beginning: &str, most: usize) -> rusqlite::Result<Vec<String>> {
    connection.execute_batch(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_word USING fts5vocab (main, search, instance)",
    )?;
    // Every place of a word is a row: the next word is found by asking for what is larger than the last one.
    let mut next = connection.prepare_cached("SELECT term FROM temp.search_word WHERE term >= ?1 LIMIT 1")?;
    let mut words = Vec::new();
    let mut from = beginning.to_owned();
    while words.len() <= most {
        let word: Option<String> = next.query_row([&from], |row| row.get(0)).optional()?;
        let Some(word) = word.filter(|word| word.starts_with(beginning)) else { break };
        from.clone_from(&word);
        from.push('\u{1}');
        words.push(word);
    }
    Ok(words)
}

/// Those words of a beginning that are the commonest in a sample of articles, then the others that are known.
fn commonest(
    connection: &Connection,
    beginning: &str,
    known: Vec<String>,
    newest: i64,
    most: usize,
) -> rusqlite::Result<Vec<String>> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut text = connection.prepare_cached(
        "SELECT title || char(10) || body FROM revision WHERE id =
            (SELECT current_revision_id FROM article WHERE id <= ?1 ORDER BY id DESC LIMIT 1)",
    )?;
    for number in 0..SAMPLE {
        let text: Option<String> =
            text.query_row([newest - number * (newest / SAMPLE).max(1)], |row| row.get(0)).optional()?;
        each_term(&text.unwrap_or_default(), |term| {
            if term.text.starts_with(beginning) {
                *counts.entry(term.text.to_owned()).or_default() += 1;
            }
        });
    }
    let mut counted: Vec<(usize, String)> = counts.into_iter().map(|(word, count)| (count, word)).collect();
    counted.sort_unstable_by(|one, other| other.cmp(one));
    let mut words: Vec<String> = counted.into_iter().map(|(_, word)| word).collect();
    let met: HashSet<String> = words.iter().cloned().collect();
    words.extend(known.into_iter().filter(|word| !met.contains(word)));
    words.truncate(most);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::super::search_expression::query_expression;
    use super::super::search_tests::Shelf;
    use super::*;
    use crate::search::parse_query;

    /// The expression that a query becomes where so many words of a beginning are looked for, and the beginnings that have more.
    async fn spelled_out(shelf: &Shelf, query: &'static str, most_words: usize) -> (String, Vec<String>) {
        let bounds = Bounds { few_articles: 0, most_words };
        let spelled =
            shelf.read(move |connection| spell_out(connection, &parse_query(query).unwrap(), 3, bounds));
        let SpelledOut { query, cut } = spelled.await;
        (query_expression(&query), cut)
    }

    async fn shelf() -> Shelf {
        let shelf = Shelf::new();
        shelf.keep("Bridge opens", "bridging the bridge of bridges, brightly").await;
        shelf.keep("Bride", "the bridge").await;
        shelf.keep("Council", "the old bridge, and a new bridge; bridging").await;
        shelf
    }

    #[tokio::test]
    async fn beginning_becomes_the_words_that_have_it() {
        let shelf = shelf().await;
        let (expression, cut) = spelled_out(&shelf, "body:bridg* NOT \"old brid\"*", 10).await;
        assert_eq!(
            expression,
            "(({body} : (\"bridge\" OR \"bridges\" OR \"bridging\")) NOT ({body title author keyword place} : \
             (\"old brid\" *)))"
        );
        assert!(cut.is_empty());
        let (expression, _) = spelled_out(&shelf, "\"old brid\"*", 10).await;
        assert_eq!(
            expression,
            "({body title author keyword place} : \
             (\"old bride\" OR \"old bridge\" OR \"old bridges\" OR \"old bridging\"))"
        );
    }

    #[tokio::test]
    async fn of_too_many_words_the_commonest_count_and_the_beginning_is_told() {
        let shelf = shelf().await;
        let (expression, cut) = spelled_out(&shelf, "body:bri*", 2).await;
        assert_eq!(expression, "({body} : (\"bridge\" OR \"bridging\"))");
        assert_eq!(cut, ["bri"]);
    }

    #[tokio::test]
    async fn beginning_of_no_word_and_a_small_store_are_left_to_the_index() {
        let shelf = shelf().await;
        assert_eq!(spelled_out(&shelf, "body:zzz*", 10).await.0, "({body} : (\"zzz\" *))");
        let small =
            shelf.read(|connection| spell_out(connection, &parse_query("body:bri*").unwrap(), 3, BOUNDS));
        assert_eq!(query_expression(&small.await.query), "({body} : (\"bri\" *))");
    }
}
