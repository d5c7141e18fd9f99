//! `gleaner sources`: what is polled, and the changing of it.

use serde::Serialize;
use url::Url;

use super::add_source;
use super::arguments::{Global, OutputFormat, SourcesArguments, SourcesCommand};
use super::exit::{Done, UsageError};
use super::opml;
use super::output::{is_json, print_json, print_text, printable, remark};
use super::setup::{current_sources, load_config, open_for_preview, open_store};
use crate::canonical::public_address;
use crate::clock::Clock;
use crate::config::Config;
use crate::model::{SourceKind, SourceOrigin};
use crate::schedule::{Habits, habits};
use crate::store::{SourceOverview, SourceRefusal, Store, Vanished};

/// Runs the command.
pub(super) async fn sources(global: &Global, arguments: SourcesArguments) -> anyhow::Result<Done> {
    let config = load_config(global)?;
    match arguments.command.unwrap_or(SourcesCommand::List) {
        SourcesCommand::List => list(global, &config).await?,
        SourcesCommand::Add(arguments) => return add_source::add(global, &config, &arguments).await,
        SourcesCommand::Remove { name } => {
            let store = open_store(&config, Vanished::Keep).await?;
            accepted(store.remove_source(name.clone(), Clock::system().now()).await?)?;
            tell(global, (&store, &name), &format!("removed `{name}`; its articles stay")).await?;
        }
        SourcesCommand::Import { file } => return opml::import(global, &config, &file).await,
        SourcesCommand::Export => opml::export(global, &config).await?,
        SourcesCommand::Enable { name } => switch(global, &config, name, true).await?,
        SourcesCommand::Disable { name } => switch(global, &config, name, false).await?,
    }
    Ok(Done::All)
}

async fn switch(global: &Global, config: &Config, name: String, enabled: bool) -> anyhow::Result<()> {
    let store = open_store(config, Vanished::Keep).await?;
    accepted(store.switch_source(name.clone(), enabled).await?)?;
    let text = format!("{} `{name}`", if enabled { "enabled" } else { "disabled" });
    tell(global, (&store, &name), &text).await
}

/// Tells what was done: programs get the source as it is now (one that is gone, its name), people a sentence.
pub(super) async fn tell(global: &Global, (store, name): (&Store, &str), text: &str) -> anyhow::Result<()> {
    if !is_json(global, OutputFormat::Text) {
        remark(global, text);
        return Ok(());
    }
    let sources = store.sources().await?;
    match sources.iter().find(|one| one.source.name == name) {
        Some(source) => print_json(&SourceLine::from(source))?,
        None => print_json(&serde_json::json!({"name": name, "removed": true}))?,
    }
    Ok(())
}

pub(super) fn accepted<T>(result: Result<T, SourceRefusal>) -> Result<T, UsageError> {
    result.map_err(|refusal| UsageError(refusal.to_string()))
}

/// What a source is called when nobody named it.
pub(super) fn host_name(url: &Url) -> String {
    url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned()
}

/// One line of `sources list --output json`.
#[derive(Serialize)]
pub(super) struct SourceLine<'a> {
    name: &'a str,
    url: String,
    kind: SourceKind,
    enabled: bool,
    tags: &'a [String],
    origin: SourceOrigin,
    interval_seconds: u64,
    next_due_at: Option<chrono::DateTime<chrono::Utc>>,
    due_because: Option<&'a str>,
    learned: Option<Habits>,
    polled_url: Option<String>,
    gone_at: Option<chrono::DateTime<chrono::Utc>>,
    last_polled_at: Option<chrono::DateTime<chrono::Utc>>,
    consecutive_failures: u32,
    last_error: Option<&'a str>,
    articles: u64,
}

impl<'a> From<&'a SourceOverview> for SourceLine<'a> {
    fn from(SourceOverview { source, state, articles, .. }: &'a SourceOverview) -> Self {
        Self {
            name: &source.name,
            url: public_address(&source.url).to_string(),
            kind: source.kind,
            enabled: source.enabled,
            tags: &source.tags,
            origin: source.origin,
            interval_seconds: source.interval.as_secs(),
            next_due_at: state.next_due_at,
            due_because: state.due_because.as_deref(),
            learned: state.rhythm.as_ref().and_then(habits),
            polled_url: state.polled_url.as_ref().map(|url| public_address(url).to_string()),
            gone_at: state.gone_at,
            last_polled_at: state.last_polled_at,
            consecutive_failures: state.consecutive_failures,
            last_error: state.last_error.as_deref(),
            articles: *articles,
        }
    }
}

async fn list(global: &Global, config: &Config) -> anyhow::Result<()> {
    let sources = current_sources(config, &open_for_preview(config).await?).await?;
    if is_json(global, OutputFormat::Text) {
        return Ok(sources.iter().try_for_each(|source| print_json(&SourceLine::from(source)))?);
    }
    if sources.is_empty() {
        remark(global, "there is no source yet: add one with `gleaner sources add URL`");
    }
    Ok(print_text(&table(&sources))?)
}

fn table(sources: &[SourceOverview]) -> String {
    // Names and tags of an imported list are another's words.
    let names: Vec<String> = sources.iter().map(|one| printable(&one.source.name)).collect();
    let width = names.iter().map(|name| textwrap::core::display_width(name)).max().unwrap_or(0);
    let mut text = String::new();
    for (name, SourceOverview { source, state, articles, .. }) in names.iter().zip(sources) {
        let gap = " ".repeat(width - textwrap::core::display_width(name));
        let due = match (source.enabled, state.gone_at, state.next_due_at) {
            (false, _, _) => "disabled".to_owned(),
            (true, Some(_), _) => "gone (status 410)".to_owned(),
            (true, None, None) => "due now".to_owned(),
            (true, None, Some(at)) => format!("due {}", at.format("%Y-%m-%d %H:%MZ")),
        };
        let tags = printable(&source.tags.iter().map(|tag| format!("  #{tag}")).collect::<String>());
        text += &format!(
            "{name}{gap}  {due:<21}  {articles:>6} articles  {}{tags}\n",
            public_address(&source.url)
        );
        if let Some(error) = &state.last_error {
            text += &format!(
                "{:width$}  failing ({} times): {}\n",
                "",
                state.consecutive_failures,
                printable(error)
            );
        }
    }
    text
}
