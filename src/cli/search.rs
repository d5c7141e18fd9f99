//! `gleaner search`: stored articles that answer a query, the best first.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::arguments::{Global, OrderArgument, OutputFormat, SearchArguments};
use super::exit::{Done, UsageError};
use super::hit_view::hit_view;
use super::output::{Layout, is_json, print_json, print_text, remark};
use super::setup::{load_config, open_existing};
use super::since::parse_since;
use crate::canonical::site_of_name;
use crate::clock::Clock;
use crate::model::{ArticleId, Direction, Precision, Timestamp};
use crate::search::{Excerpt, Query, excerpt, marked_title, parse_query};
use crate::store::{SearchAnswer, SearchFilter, SearchOrder, SearchRequest, StoredArticle};

/// Runs the command.
pub(super) async fn search(global: &Global, arguments: &SearchArguments) -> anyhow::Result<Done> {
    let text = arguments.query.join(" ");
    let query = parse_query(&text).map_err(|error| UsageError(format!("search: {error}")))?;
    let request = SearchRequest {
        query: query.clone(),
        filter: filter(arguments, Clock::system().now())?,
        order: match arguments.order {
            OrderArgument::Relevance => SearchOrder::Relevance,
            OrderArgument::Newest => SearchOrder::Newest,
        },
        limit: usize::from(arguments.limit),
    };
    let store = open_existing(&load_config(global)?).await?;
    let Some(answer) = store.search(request).await? else {
        let name = arguments.source.as_deref().unwrap_or_default();
        let reason = format!("search: no source is called \"{name}\"; `gleaner sources` lists them");
        return Err(UsageError(reason).into());
    };
    for (rank, stored) in (1..).zip(&answer.articles) {
        let hit = Hit::new(rank, stored, &query);
        if is_json(global, OutputFormat::Text) {
            print_json(&HitLine::new(&hit))?;
        } else {
            print_text(&hit_view(&hit, &Layout::of_stdout()))?;
        }
    }
    remark(global, &count_text(&answer));
    if let Some(text) = cut_text(&answer) {
        remark(global, &text);
    }
    Ok(Done::All)
}

fn filter(arguments: &SearchArguments, now: DateTime<Utc>) -> Result<SearchFilter, UsageError> {
    let day = |option: &str, text: Option<&str>| {
        text.map(|text| parse_since(option, text, now).map(|at| at.date_naive())).transpose()
    };
    Ok(SearchFilter {
        since: day("--since", arguments.since.as_deref())?,
        until: day("--until", arguments.until.as_deref())?,
        site: arguments.site.as_deref().map(site_of_name),
        source: arguments.source.clone(),
        language: arguments.language.clone(),
    })
}

fn count_text(answer: &SearchAnswer) -> String {
    let shown = answer.articles.len();
    match (answer.matches, answer.counts_all) {
        (0, _) => "nothing stored answers that".to_owned(),
        (matches, true) if matches == shown => format!("{shown} found"),
        (matches, true) => format!("{shown} of {matches} shown; --limit shows more"),
        (matches, false) => {
            format!("{shown} shown of more than {matches}; the {matches} stored last were compared")
        }
    }
}

/// What is to be said of beginnings that stand for too many words.
fn cut_text(answer: &SearchAnswer) -> Option<String> {
    let beginnings: Vec<String> = answer.cut_beginnings.iter().map(|word| format!("{word}*")).collect();
    (!beginnings.is_empty()).then(|| {
        format!("{}: too many words begin like that; the commonest were looked for", beginnings.join(", "))
    })
}

/// An article that was found, and where it answers.
pub(super) struct Hit<'a> {
    pub(super) rank: usize,
    pub(super) stored: &'a StoredArticle,
    pub(super) title: Excerpt,
    pub(super) snippet: Excerpt,
}

impl<'a> Hit<'a> {
    pub(super) fn new(rank: usize, stored: &'a StoredArticle, query: &Query) -> Self {
        let title = marked_title(query, &stored.article.title);
        Self { rank, stored, title, snippet: excerpt(query, &stored.article.body) }
    }
}

/// One line of `--output json`.
#[derive(Serialize)]
struct HitLine<'a> {
    kind: &'static str,
    rank: usize,
    id: ArticleId,
    url: &'a str,
    site: Option<&'a str>,
    title: &'a str,
    title_matches: Vec<[usize; 2]>,
    snippet: &'a str,
    snippet_matches: Vec<[usize; 2]>,
    language: Option<&'a str>,
    direction: Direction,
    published_at: Option<Timestamp>,
    published_precision: Option<Precision>,
    sources: &'a [String],
}

impl<'a> HitLine<'a> {
    fn new(hit: &'a Hit<'_>) -> Self {
        let article = &hit.stored.article;
        Self {
            kind: "hit",
            rank: hit.rank,
            id: hit.stored.id,
            url: &article.url,
            site: article.site.as_deref(),
            title: &hit.title.text,
            title_matches: in_characters(&hit.title),
            snippet: &hit.snippet.text,
            snippet_matches: in_characters(&hit.snippet),
            language: article.language.as_deref(),
            direction: article.direction,
            published_at: article.published_at,
            published_precision: article.published_precision,
            sources: &hit.stored.sources,
        }
    }
}

/// Beginning and end of each match in characters (Unicode scalar values), which every language can count.
fn in_characters(excerpt: &Excerpt) -> Vec<[usize; 2]> {
    let count = |at: usize| excerpt.text[..at].chars().count();
    excerpt.matches.iter().map(|place| [count(place.start), count(place.end)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_are_counted_in_characters() {
        let query = parse_query("القاهرة").unwrap();
        assert_eq!(in_characters(&marked_title(&query, "في القاهرة")), [[3, 10]]);
    }
}
