//! `gleaner show`: one stored article, by number or address, or what differs between two of its revisions.

use serde::Serialize;

use super::arguments::{Global, OutputFormat, ShowArguments};
use super::article_view::{Extent, article_view, safe_line};
use super::diff_view::diff_view;
use super::exit::Done;
use super::output::{Layout, complain, is_json, print_json, print_text, printable};
use super::setup::{load_config, open_existing, parse_url};
use crate::dedup::{ArticleDiff, diff_articles};
use crate::export::ArticleLine;
use crate::model::{ArticleId, Direction, Story};
use crate::store::{ArticleKey, RevisionSummary, Store, StoredArticle};

/// Runs the command.
pub(super) async fn show(global: &Global, arguments: &ShowArguments) -> anyhow::Result<Done> {
    if arguments.diff {
        return show_diff(global, arguments).await;
    }
    let key = key_of(arguments)?;
    let store = open_existing(&load_config(global)?).await?;
    let Some(stored) = find(&store, (key, arguments), arguments.revision).await? else {
        return Ok(Done::WithFailures);
    };
    if is_json(global, OutputFormat::Text) {
        print_json(&ArticleLine::new(&stored))?;
    } else {
        print_text(&stored_text(&stored))?;
    }
    Ok(Done::All)
}

fn key_of(arguments: &ShowArguments) -> anyhow::Result<ArticleKey> {
    Ok(match arguments.article.trim_start_matches('#').parse() {
        Ok(id) => ArticleKey::Id(ArticleId(id)),
        Err(_) => ArticleKey::Url(Box::new(parse_url(&arguments.article)?)),
    })
}

/// The copies of an article, a line each, and why they are taken for that.
fn story_text(story: &Story) -> String {
    let mut text = format!("\nStory {}, told by {} more:\n", story.id.0, story.copies.len());
    for copy in &story.copies {
        let title = safe_line(&copy.title, &Layout::of_stdout());
        let site = copy.site.as_deref().unwrap_or_default();
        let published = copy.published_at.as_deref().unwrap_or_default();
        text += &format!("  #{}  {site}  {published}  {title}\n", copy.id.0);
        let why =
            copy.reason.as_ref().map_or_else(|| "a copy of another copy".to_owned(), ToString::to_string);
        text += &format!("      {}\n", printable(&why));
    }
    text
}

/// The article, in the given or the current revision; `None` after saying that there is none.
async fn find(
    store: &Store,
    (key, arguments): (ArticleKey, &ShowArguments),
    revision: Option<u32>,
) -> anyhow::Result<Option<StoredArticle>> {
    let stored = store.find_article(key, revision).await?;
    if stored.is_none() {
        let revision = revision.map(|number| format!(" in revision {number}")).unwrap_or_default();
        let path = store.path().display();
        complain(&format!("the store {path} has no article {}{revision}", arguments.article));
    }
    Ok(stored)
}

/// The difference of two revisions: by default of the current one and the one before.
async fn show_diff(global: &Global, arguments: &ShowArguments) -> anyhow::Result<Done> {
    let key = key_of(arguments)?;
    let store = open_existing(&load_config(global)?).await?;
    let Some(after) = find(&store, (key, arguments), arguments.to).await? else {
        return Ok(Done::WithFailures);
    };
    let from = arguments.from.unwrap_or(after.revision.saturating_sub(1));
    if from == 0 {
        complain(&format!("article {} has not changed: there is one revision of it", arguments.article));
        return Ok(Done::WithFailures);
    }
    let Some(before) = find(&store, (ArticleKey::Id(after.id), arguments), Some(from)).await? else {
        return Ok(Done::WithFailures);
    };
    let diff = diff_articles(&before.article, &after.article);
    if is_json(global, OutputFormat::Text) {
        print_json(&DiffLine {
            kind: "diff",
            id: after.id,
            url: &after.article.url,
            direction: after.article.direction,
            from: summary(&before),
            to: summary(&after),
            diff: &diff,
        })?;
    } else {
        let view = diff_view(&diff, &after.article, &Layout::of_stdout());
        let (from, to) = (summary_text(&before), summary_text(&after));
        print_text(&format!("#{}  {}\n{from}\n{to}\n\n{view}", after.id.0, after.article.url))?;
    }
    Ok(Done::All)
}

/// One line of `show --diff --output json`.
#[derive(Serialize)]
struct DiffLine<'a> {
    kind: &'static str,
    id: ArticleId,
    url: &'a str,
    direction: Direction,
    from: Option<&'a RevisionSummary>,
    to: Option<&'a RevisionSummary>,
    #[serde(flatten)]
    diff: &'a ArticleDiff,
}

fn summary(stored: &StoredArticle) -> Option<&RevisionSummary> {
    stored.revisions.iter().find(|revision| revision.number == stored.revision)
}

fn summary_text(stored: &StoredArticle) -> String {
    let fetched = summary(stored).map(|one| one.fetched_at.format("%Y-%m-%d %H:%M:%SZ").to_string());
    format!(
        "Revision {} of {}, fetched {}",
        stored.revision,
        stored.revisions.len(),
        fetched.unwrap_or_default()
    )
}

fn stored_text(stored: &StoredArticle) -> String {
    let view = article_view(&stored.article, Extent::Whole, &Layout::of_stdout());
    let mut text = format!("#{}  {}\n\n{view}", stored.id.0, stored.article.url);
    if !stored.sources.is_empty() {
        text += &format!("\nFound through: {}\n", stored.sources.join(", "));
    }
    if let Some(story) = &stored.story {
        text += &story_text(story);
    }
    if let Some(at) = stored.gone_at {
        let status = stored.gone_status.map(|status| format!(" (status {status})")).unwrap_or_default();
        text += &format!("\nGone{status}: found so at {}\n", at.format("%Y-%m-%d %H:%M:%SZ"));
    }
    if stored.urls.len() > 1 {
        text += "\nAddresses:\n";
        for url in &stored.urls {
            text += &format!("  {}\n", printable(url));
        }
    }
    if stored.revisions.len() > 1 {
        text += &format!("\nRevision {} of {}:\n", stored.revision, stored.revisions.len());
        for revision in &stored.revisions {
            let fetched = revision.fetched_at.format("%Y-%m-%d %H:%M:%SZ");
            let title = safe_line(&revision.title, &Layout::of_stdout());
            let changes = revision.changes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let changes = if changes.is_empty() { String::new() } else { format!("({changes})  ") };
            let versions = if revision.versions > 1 {
                format!("the last of {} versions  ", revision.versions)
            } else {
                String::new()
            };
            text += &format!("  {}  fetched {fetched}  {versions}{changes}{title}\n", revision.number);
        }
    }
    text
}
