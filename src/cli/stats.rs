//! `gleaner stats`: what the store holds, in numbers.

use super::arguments::{Global, OutputFormat};
use super::exit::Done;
use super::output::{is_json, print_json, print_text};
use super::setup::{load_config, open_existing};
use crate::store::Stats;

/// Runs the command.
pub(super) async fn stats(global: &Global) -> anyhow::Result<Done> {
    let store = open_existing(&load_config(global)?).await?;
    let stats = store.stats().await?;
    if is_json(global, OutputFormat::Text) {
        print_json(&stats)?;
    } else {
        print_text(&stats_text(&stats))?;
    }
    Ok(Done::All)
}

fn stats_text(stats: &Stats) -> String {
    let Stats { articles, revisions, sources_enabled, sources_disabled, sources_failing, .. } = stats;
    let mut text =
        format!("articles    {articles} in {revisions} revisions, {}\n", size_text(stats.size_bytes));
    if stats.stories > 0 {
        text += &format!("stories     {} told by {} articles\n", stats.stories, stats.articles_in_stories);
    }
    if stats.articles_ungrouped > 0 {
        text += &format!(
            "            {} articles wait for their copies to be looked for\n",
            stats.articles_ungrouped
        );
    }
    if stats.articles_gone > 0 {
        text += &format!("gone        {} of them, their pages say\n", stats.articles_gone);
    }
    if let (Some(first), Some(last)) = (&stats.first_article_at, &stats.last_article_at) {
        text += &format!("stored      from {first} to {last}\n");
    }
    text += &format!(
        "sources     {sources_enabled} enabled ({sources_failing} failing), {sources_disabled} disabled\n"
    );
    let (waiting, given_up) = (stats.candidates_waiting, stats.candidates_given_up);
    text += &format!("pages       {waiting} waiting to be read, {given_up} given up\n");
    for site in &stats.sites {
        text += &format!(
            "{:>11} {}\n",
            site.articles,
            if site.site.is_empty() { "(no site)" } else { &site.site }
        );
    }
    text
}

fn size_text(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
