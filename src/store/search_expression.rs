//! A query in the language of the index. Phrases are made of terms that hold letters and digits only: nothing in them can be syntax.

use chrono::{Datelike as _, NaiveDate};

use super::search_index::{TEXT_COLUMNS, language_facet, site_facet};
use crate::search::{Field, Node, Phrase, Query, Spelling};

/// Years that articles can be of: those that open ranges of days reach to.
const FIRST_YEAR: i32 = 1990;
const LAST_YEAR: i32 = 2100;

/// What the articles found must be besides answering the query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchFilter {
    /// First day of publication, by the clock of the place; articles without one count by the day they were first seen.
    pub since: Option<NaiveDate>,
    /// Last day of publication.
    pub until: Option<NaiveDate>,
    /// Registrable domain.
    pub site: Option<String>,
    /// Name of a source that led to the article.
    pub source: Option<String>,
    /// BCP 47 tag; `pt` is also every `pt-BR`.
    pub language: Option<String>,
}

/// The whole query, in the text of articles only.
pub(super) fn query_expression(query: &Query) -> String {
    node_expression(&query.root)
}

/// What the filter asks of the index; empty when nothing.
pub(super) fn filter_expression(filter: &SearchFilter) -> String {
    let mut parts = Vec::new();
    parts.extend(filter.site.as_deref().map(|site| format!("\"{}\"", site_facet(site))));
    parts.extend(filter.language.as_deref().map(|tag| format!("\"{}\"", language_facet(tag))));
    if filter.since.is_some() || filter.until.is_some() {
        let days = day_terms(filter.since, filter.until);
        let days: Vec<String> = days.into_iter().map(|term| format!("\"{term}\"")).collect();
        // An empty range has no day: a term that is nowhere.
        parts.push(if days.is_empty() { "\"d0\"".to_owned() } else { format!("({})", days.join(" OR ")) });
    }
    let parts: Vec<String> = parts.into_iter().map(|part| format!("(facet : {part})")).collect();
    parts.join(" AND ")
}

fn node_expression(node: &Node) -> String {
    let joined = |nodes: &[Node], word: &str| {
        let parts: Vec<String> = nodes.iter().map(node_expression).collect();
        format!("({})", parts.join(word))
    };
    match node {
        Node::Phrase(phrase) => phrase_expression(phrase),
        Node::All(nodes) => joined(nodes, " AND "),
        Node::Any(nodes) => joined(nodes, " OR "),
        Node::Without(node, unwanted) => {
            format!("({} NOT {})", node_expression(node), node_expression(unwanted))
        }
    }
}

/// One phrase with all its spellings.
pub(super) fn phrase_expression(phrase: &Phrase) -> String {
    let columns = match phrase.field {
        Some(Field::Title) => "title",
        Some(Field::Body) => "body",
        Some(Field::Author) => "author",
        Some(Field::Keyword) => "keyword",
        Some(Field::Place) => "place",
        None => TEXT_COLUMNS,
    };
    let spellings: Vec<String> = phrase.spellings.iter().map(spelling_expression).collect();
    format!("({{{columns}}} : ({}))", spellings.join(" OR "))
}

/// One term in the text of articles.
pub(super) fn term_expression(term: &str) -> String {
    format!("({{{TEXT_COLUMNS}}} : \"{term}\")")
}

fn spelling_expression(spelling: &Spelling) -> String {
    let prefix = if spelling.is_prefix { " *" } else { "" };
    format!("\"{}\"{prefix}", spelling.terms.join(" "))
}

/// A range of days as few terms: whole years, whole months, days.
fn day_terms(since: Option<NaiveDate>, until: Option<NaiveDate>) -> Vec<String> {
    let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default();
    let last = NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31).unwrap_or_default();
    let (mut day, until) = (since.unwrap_or(first).max(first), until.unwrap_or(last).min(last));
    let mut terms = Vec::new();
    while day <= until {
        let year_end = NaiveDate::from_ymd_opt(day.year(), 12, 31).unwrap_or(day);
        let month_end = last_of_month(day);
        let (term, end) = if day.ordinal() == 1 && year_end <= until {
            (day.format("y%Y"), year_end)
        } else if day.day() == 1 && month_end <= until {
            (day.format("m%Y%m"), month_end)
        } else {
            (day.format("d%Y%m%d"), day)
        };
        terms.push(term.to_string());
        let Some(next) = end.succ_opt() else { break };
        day = next;
    }
    terms
}

fn last_of_month(day: NaiveDate) -> NaiveDate {
    let (year, month) = if day.month() == 12 { (day.year() + 1, 1) } else { (day.year(), day.month() + 1) };
    NaiveDate::from_ymd_opt(year, month, 1).and_then(|next| next.pred_opt()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse_query;

    fn day(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn ranges_of_days_are_few_terms() {
        assert_eq!(
            day_terms(day("2021-02-27"), day("2021-03-02")),
            ["d20210227", "d20210228", "d20210301", "d20210302"]
        );
        assert_eq!(
            day_terms(day("2020-11-30"), day("2022-01-01")),
            ["d20201130", "m202012", "y2021", "d20220101"]
        );
        assert!(day_terms(day("2021-02-27"), None).len() < 100);
        assert!(day_terms(day("2021-02-27"), day("2021-02-26")).is_empty());
    }

    #[test]
    fn query_becomes_an_expression_of_quoted_terms() {
        let query = parse_query("title:\"old bridge\" (toll OR fee*) -boat").unwrap();
        assert_eq!(
            query_expression(&query),
            "((({title} : (\"old bridge\")) AND (({body title author keyword place} : (\"toll\")) OR \
             ({body title author keyword place} : (\"fee\" *)))) NOT ({body title author keyword place} : (\"boat\")))"
        );
        let filter = SearchFilter {
            site: Some("a-b.org".into()),
            language: Some("pt-BR".into()),
            ..SearchFilter::default()
        };
        assert_eq!(filter_expression(&filter), "(facet : \"sa‐b·org\") AND (facet : \"lpt‐br\")");
    }
}
