//! `gleaner sources add`: from an address to a source.

use serde::Serialize;
use url::Url;

use super::arguments::{AddArguments, Global, KindArgument, OutputFormat};
use super::exit::{Done, UsageError};
use super::output::{complain, is_json, print_json, printable, remark};
use super::setup::{make_pipeline, open_store, parse_url};
use super::signals::stop_on_signals;
use super::sources::{SourceLine, accepted, host_name, tell};
use crate::canonical::public_address;
use crate::clock::Clock;
use crate::config::{Config, parse_interval, parse_tag};
use crate::model::{NewSource, SourceKind};
use crate::pipeline::{FoundSource, FoundSources, Mode, Pipeline};
use crate::store::{SourceRefusal, Store, Vanished};
use crate::xml::Selector;

/// Most of the other finds that are shown to people.
const MOST_SHOWN: usize = 12;

/// Runs the command.
pub(super) async fn add(global: &Global, config: &Config, arguments: &AddArguments) -> anyhow::Result<Done> {
    let (source, is_told) = new_source(arguments, config)?;
    let store = open_store(config, Vanished::Keep).await?;
    if is_told {
        let (name, url) = (source.name.clone(), public_address(&source.url));
        accepted(store.add_source(source, Clock::system().now()).await?)?;
        let text = format!("added `{name}`: {url}; the next `gleaner ingest` or `gleaner run` polls it");
        tell(global, (&store, &name), &text).await?;
        return Ok(Done::All);
    }
    accepted(refuse_known(&store, &source).await?)?;
    let (pipeline, reports) = make_pipeline(config, store, Mode::Keep, stop_on_signals()?)?;
    // What becomes of the first entries is nothing to show before their pages are read.
    drop(reports);
    match pipeline.find_sources(&source.url).await? {
        Ok(found) => keep(global, &pipeline, source, found).await.map(|()| Done::All),
        Err(reason) => {
            complain(&format!("{reason}; --kind adds it without a look"));
            Ok(Done::WithFailures)
        }
    }
}

/// Refuses what is a source already before anything is asked for.
async fn refuse_known(store: &Store, source: &NewSource) -> anyhow::Result<Result<(), SourceRefusal>> {
    let sources = store.sources().await?;
    if sources.iter().any(|one| one.source.name == source.name) {
        return Ok(Err(SourceRefusal::NameTaken(source.name.clone())));
    }
    let known = sources.into_iter().find(|one| one.source.url == source.url);
    Ok(known.map_or(Ok(()), |one| {
        Err(SourceRefusal::UrlTaken { url: public_address(&source.url).to_string(), name: one.source.name })
    }))
}

/// Adds the best of what was found, takes what was fetched there as its first poll, and tells the rest.
async fn keep(
    global: &Global,
    pipeline: &Pipeline,
    source: NewSource,
    found: FoundSources,
) -> anyhow::Result<()> {
    let FoundSources { best, answer, others } = found;
    let (name, store) = (source.name.clone(), pipeline.store());
    let source = NewSource { url: best.url.clone(), kind: best.kind, ..source };
    let id = accepted(store.add_source(source, Clock::system().now()).await?)?;
    let queued = pipeline.first_poll(id, answer).await?;
    if is_json(global, OutputFormat::Text) {
        let sources = store.sources().await?;
        if let Some(source) = sources.iter().find(|one| one.source.name == name) {
            print_json(&AddedLine {
                source: SourceLine::from(source),
                others: others.iter().map(OtherLine::from).collect(),
            })?;
        }
        return Ok(());
    }
    let url = public_address(&best.url);
    let kind = kind_word(best.kind);
    remark(
        global,
        &format!(
            "added `{name}`: the {kind} {url}; {queued} pages wait for `gleaner ingest` or `gleaner run`"
        ),
    );
    for other in others.iter().take(MOST_SHOWN) {
        let title = other
            .title
            .as_deref()
            .map(|title| format!(" \u{ab}{}\u{bb}", printable(title)))
            .unwrap_or_default();
        remark(
            global,
            &format!("also there: the {} {}{title}", kind_word(other.kind), public_address(&other.url)),
        );
    }
    if others.len() > MOST_SHOWN {
        remark(global, &format!("and {} more; --output json lists them all", others.len() - MOST_SHOWN));
    }
    Ok(())
}

/// The line that programs get: the source, and what else was there.
#[derive(Serialize)]
struct AddedLine<'a> {
    #[serde(flatten)]
    source: SourceLine<'a>,
    others: Vec<OtherLine<'a>>,
}

#[derive(Serialize)]
struct OtherLine<'a> {
    url: Url,
    kind: SourceKind,
    title: Option<&'a str>,
}

impl<'a> From<&'a FoundSource> for OtherLine<'a> {
    fn from(found: &'a FoundSource) -> Self {
        Self { url: public_address(&found.url), kind: found.kind, title: found.title.as_deref() }
    }
}

fn kind_word(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Feed => "feed",
        SourceKind::Sitemap => "sitemap",
        SourceKind::Section => "section page",
        SourceKind::Page => "page",
    }
}

/// The source as the arguments describe it, and whether they tell what it is.
fn new_source(arguments: &AddArguments, config: &Config) -> anyhow::Result<(NewSource, bool)> {
    let url = parse_url(&arguments.url)?;
    let name = match arguments.name.as_deref().map(str::trim) {
        Some("") => {
            return Err(UsageError("--name is empty; leave it out to use the host's name".to_owned()).into());
        }
        Some(name) => name.to_owned(),
        None => host_name(&url),
    };
    let interval = match &arguments.interval {
        Some(text) => parse_interval(text).map_err(|error| UsageError(format!("--interval: {error}")))?,
        None => config.poll.interval,
    };
    if let Some(selector) = &arguments.link_selector {
        selector.parse::<Selector>().map_err(|error| UsageError(format!("--link-selector: {error}")))?;
    }
    let kind = match (arguments.kind, &arguments.link_selector) {
        (Some(KindArgument::Section) | None, Some(_)) => Some(SourceKind::Section),
        (Some(_), Some(_)) => {
            return Err(
                UsageError("--link-selector is for section pages: leave --kind out".to_owned()).into()
            );
        }
        (kind, None) => kind.map(SourceKind::from),
    };
    let mut tags: Vec<String> = Vec::new();
    for tag in &arguments.tags {
        let tag = parse_tag(tag).map_err(|error| UsageError(format!("--tag: {error}")))?;
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let link_selector = arguments.link_selector.clone();
    let interval_is_own = arguments.interval.is_some();
    let is_told = kind.is_some();
    let kind = kind.unwrap_or(SourceKind::Feed);
    Ok((
        NewSource { name, url, kind, interval, interval_is_own, enabled: true, tags, link_selector },
        is_told,
    ))
}

impl From<KindArgument> for SourceKind {
    fn from(argument: KindArgument) -> Self {
        match argument {
            KindArgument::Feed => Self::Feed,
            KindArgument::Sitemap => Self::Sitemap,
            KindArgument::Section => Self::Section,
            KindArgument::Page => Self::Page,
        }
    }
}
