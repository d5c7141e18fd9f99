//! `gleaner show`: one stored article, by number or address.

use super::arguments::{Global, OutputFormat, ShowArguments};
use super::article_view::{Extent, article_view};
use super::exit::Done;
use super::output::{Layout, complain, is_json, print_json, print_text};
use super::setup::{load_config, open_existing, parse_url};
use crate::export::ArticleLine;
use crate::model::ArticleId;
use crate::store::{ArticleKey, StoredArticle};

/// Runs the command.
pub(super) async fn show(global: &Global, arguments: &ShowArguments) -> anyhow::Result<Done> {
    let key = match arguments.article.trim_start_matches('#').parse() {
        Ok(id) => ArticleKey::Id(ArticleId(id)),
        Err(_) => ArticleKey::Url(Box::new(parse_url(&arguments.article)?)),
    };
    let store = open_existing(&load_config(global)?).await?;
    let Some(stored) = store.find_article(key, arguments.revision).await? else {
        let revision = arguments.revision.map(|number| format!(" in revision {number}")).unwrap_or_default();
        complain(&format!(
            "the store {} has no article {}{revision}",
            store.path().display(),
            arguments.article
        ));
        return Ok(Done::WithFailures);
    };
    if is_json(global, OutputFormat::Text) {
        print_json(&ArticleLine::new(&stored))?;
    } else {
        print_text(&stored_text(&stored))?;
    }
    Ok(Done::All)
}

fn stored_text(stored: &StoredArticle) -> String {
    let view = article_view(&stored.article, Extent::Whole, &Layout::of_stdout());
    let mut text = format!("#{}  {}\n\n{view}", stored.id.0, stored.article.url);
    if !stored.sources.is_empty() {
        text += &format!("\nFound through: {}\n", stored.sources.join(", "));
    }
    if stored.revisions.len() > 1 {
        text += &format!("\nRevision {} of {}:\n", stored.revision, stored.revisions.len());
        for revision in &stored.revisions {
            let fetched = revision.fetched_at.format("%Y-%m-%d %H:%M:%SZ");
            let title = super::article_view::safe_line(&revision.title, &Layout::of_stdout());
            text += &format!("  {}  fetched {fetched}  {title}\n", revision.number);
        }
    }
    text
}
