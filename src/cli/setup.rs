//! What several commands need before they begin: configuration, store, fetcher, addresses.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use url::Url;

use super::arguments::Global;
use super::exit::UsageError;
use super::webhooks::read_webhooks;
use crate::clock::Clock;
use crate::config::{Config, ConfigOrigin};
use crate::fetch::{Access, AccessError, Fetcher, Pass};
use crate::model::{NewSource, Page, Source, SourceId, SourceOrigin, Validators};
use crate::pipeline::{Mode, Pipeline, PipelineParts, Report};
use crate::store::{Access as StoreAccess, SourceOverview, Store, StoreError, Vanished};
use crate::webhook::Messenger;

/// Reports that may wait to be printed; a slow terminal makes the work wait instead of filling memory.
const REPORTS_WAITING: usize = 64;

/// How long the store is waited for without a word.
const QUIET_WAIT: Duration = Duration::from_secs(2);

/// Reads the configuration and lets --store win over its `store.path`.
pub(super) fn load_config(global: &Global) -> anyhow::Result<Config> {
    let mut config = Config::find(global.config.as_deref())?;
    if let Some(store) = &global.store {
        config.store.path = store_path(store)?;
    }
    Ok(config)
}

/// Opens the store for writing, and tells it the sources of the configuration; it is created when absent.
pub(super) async fn open_store(config: &Config, vanished: Vanished) -> anyhow::Result<Store> {
    let opening = async {
        let store = open(config, StoreAccess::ReadWrite).await?;
        store.declare_sources(config.sources.clone(), vanished, Clock::system().now()).await?;
        Ok(store)
    };
    tokio::pin!(opening);
    if let Ok(opened) = timeout(QUIET_WAIT, &mut opening).await {
        return opened;
    }
    let (path, most) = (config.store.path.display(), config.store.busy_timeout.as_secs());
    tracing::warn!(
        "waiting for the store {path}, to which another process is writing; at most {most} s (`store.busy_timeout`)"
    );
    opening.await
}

/// A run over the sources goes by its configuration file, and retires what that no longer has. The built-in configuration is
/// nobody's list of sources.
pub(super) fn vanished_of(config: &Config) -> Vanished {
    if config.origin == ConfigOrigin::Embedded { Vanished::Keep } else { Vanished::Retire }
}

/// Opens the store for reading only. One that does not exist reads as empty.
pub(super) async fn open_for_preview(config: &Config) -> anyhow::Result<Store> {
    open(config, StoreAccess::ReadOnly).await
}

/// Opens a store that must exist, for reading only.
pub(super) async fn open_existing(config: &Config) -> anyhow::Result<Store> {
    let path = &config.store.path;
    if !path.exists() {
        return Err(StoreError::Missing { path: path.clone() }.into());
    }
    open(config, StoreAccess::ReadOnly).await
}

/// A pipeline into `store`, and the channel on which its reports come.
pub(super) fn make_pipeline(
    config: &Config,
    store: Store,
    mode: Mode,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<(Pipeline, mpsc::Receiver<Report>)> {
    let (reports, received) = mpsc::channel(REPORTS_WAITING);
    let parts = PipelineParts {
        fetcher: Fetcher::new(&config.fetch, Clock::system())?,
        passes: passes(config)?,
        rules: config.sites.clone(),
        clock: Clock::system(),
        mode,
        concurrency: config.poll.concurrency,
        per_site: config.fetch.connections_per_host,
        reports,
        stop,
    };
    Ok((Pipeline::new(store, parts).learning_up_to(config.poll.max_interval), received))
}

/// Who tells the webhooks of a configuration.
pub(super) fn make_messenger(config: &Config, store: &Store) -> anyhow::Result<Messenger> {
    let (webhooks, told_from) = (read_webhooks(config)?, (store.clone(), Clock::system()));
    Ok(Messenger::new(webhooks, &config.fetch.user_agent, told_from)?)
}

/// What lets sources in that need more than an address, secrets read from where the configuration says.
pub(super) fn passes(config: &Config) -> Result<BTreeMap<String, Pass>, AccessError> {
    let needing = config.sources.iter().filter_map(|source| Some((source, config.access.get(&source.name)?)));
    let read = needing.map(|(source, access)| {
        let access = Arc::new(Access::reveal(&source.name, access)?);
        Ok((source.name.clone(), Pass { home: source.url.clone(), access }))
    });
    read.collect()
}

/// Reads an address that the user typed.
pub(super) fn parse_url(text: &str) -> anyhow::Result<Url> {
    match Url::parse(text.trim()) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
        Ok(url) => {
            Err(UsageError(format!("cannot fetch `{text}`: only http and https, not {}", url.scheme()))
                .into())
        }
        Err(error) => {
            let text =
                format!("`{text}` is no URL ({error}); write it whole, such as https://example.org/story");
            Err(UsageError(text).into())
        }
    }
}

/// All sources as they stand now: what the store knows, under what the configuration says today. Writes nothing.
pub(super) async fn current_sources(
    config: &Config,
    store: &Store,
) -> Result<Vec<SourceOverview>, StoreError> {
    let mut stored: BTreeMap<String, SourceOverview> =
        store.sources().await?.into_iter().map(|one| (one.source.name.clone(), one)).collect();
    // What a former configuration declared and this one does not is about to be retired.
    stored.retain(|name, one| {
        vanished_of(config) == Vanished::Keep
            || one.source.origin == SourceOrigin::Command
            || config.sources.iter().any(|declared| declared.name == *name)
    });
    for NewSource { name, url, kind, interval, interval_is_own, enabled, tags, link_selector } in
        config.sources.clone()
    {
        let known = stored.remove(&name);
        let switched = known.as_ref().and_then(|one| one.switched);
        let source = Source {
            id: known.as_ref().map_or(SourceId(0), |one| one.source.id),
            name: name.clone(),
            url,
            kind,
            interval,
            interval_is_own,
            enabled: switched.unwrap_or(enabled),
            tags,
            link_selector,
            origin: SourceOrigin::Config,
        };
        let (state, articles) = known.map(|one| (one.state, one.articles)).unwrap_or_default();
        stored.insert(name, SourceOverview { source, state, switched, articles });
    }
    Ok(stored.into_values().collect())
}

/// Reads a page that the user has as a file (`-`: standard input), as the one at `url` if given.
pub(super) fn read_page(path: &Path, url: Option<&Url>) -> anyhow::Result<Page> {
    let body = if path == Path::new("-") {
        let mut body = Vec::new();
        std::io::stdin().lock().read_to_end(&mut body).context("cannot read standard input")?;
        body
    } else {
        std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?
    };
    let url = match url {
        Some(url) => url.clone(),
        None => file_url(path),
    };
    let content_type = match path.extension().and_then(|extension| extension.to_str()) {
        Some("txt" | "text") => Some("text/plain"),
        Some("html" | "htm" | "xhtml") => Some("text/html"),
        Some("xml" | "rss" | "atom") => Some("application/xml"),
        Some("json") => Some("application/json"),
        _ => None,
    };
    Ok(Page {
        requested_url: url.clone(),
        final_url: url,
        status: 200,
        fetched_at: Clock::system().now(),
        content_type: content_type.map(str::to_owned),
        content_language: None,
        content_location: None,
        validators: Validators::default(),
        body,
    })
}

/// An address for a file that has none of its own; it never leaves the process.
fn file_url(path: &Path) -> Url {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    Url::from_file_path(absolute).unwrap_or_else(|()| NAMELESS.clone())
}

static NAMELESS: LazyLock<Url> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a constant that a test parses")]
    Url::parse("file:///-").expect("a valid URL")
});

fn store_path(argument: &str) -> anyhow::Result<PathBuf> {
    match argument.strip_prefix("sqlite:") {
        // As a path, whatever SQLite might read into `:memory:` or `file:`.
        Some(path) if !path.is_empty() => Ok(Path::new(".").join(path)),
        _ => Err(UsageError(format!(
            "--store {argument}: write it as sqlite:PATH, such as sqlite:news.sqlite"
        ))
        .into()),
    }
}

async fn open(config: &Config, access: StoreAccess) -> anyhow::Result<Store> {
    let settings = config.store.clone();
    Ok(tokio::task::spawn_blocking(move || Store::open(&settings.path, access, settings.busy_timeout))
        .await??)
}
