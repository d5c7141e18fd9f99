//! `gleaner ingest`: one pass over addresses or sources, then exit.

use tokio::sync::watch;
use url::Url;

use super::arguments::{Global, IngestArguments};
use super::exit::{Done, UsageError};
use super::output::remark;
use super::printer::{Counts, Printer};
use super::setup::{
    current_sources, load_config, make_messenger, make_pipeline, open_for_preview, open_store, parse_url,
    read_page, vanished_of,
};
use super::signals::stop_on_signals;
use crate::clock::Clock;
use crate::config::Config;
use crate::daemon::{GROUPED_AT_ONCE, Until, work};
use crate::model::{Page, Source, SourceState};
use crate::pipeline::{Mode, Outcome, Pipeline};
use crate::store::{SourceOverview, Store, StoreError, Vanished, service_of};

/// Runs the command.
pub(super) async fn ingest(global: &Global, arguments: IngestArguments) -> anyhow::Result<Done> {
    let asked = read_arguments(&arguments)?;
    let config = load_config(global)?;
    let (mode, store) = match arguments.dry_run {
        true => (Mode::DryRun, open_for_preview(&config).await?),
        false => {
            let over_sources = matches!(asked, Job::Sources { .. });
            let vanished = if over_sources { vanished_of(&config) } else { Vanished::Keep };
            let (store, path) = (open_store(&config, vanished).await?, config.store.path.clone());
            store.release_dead_leases(move || service_of(&path).is_some(), Clock::system().now()).await?;
            (Mode::Keep, store)
        }
    };
    if matches!(asked, Job::Sources { all: false }) {
        tell_when_idle(global, &current_sources(&config, &store).await?);
    }
    let job = if mode == Mode::DryRun { without_traces(asked, &config, &store).await? } else { asked };
    let stop = stop_on_signals()?;
    let (pipeline, reports) = make_pipeline(&config, store.clone(), mode, stop.clone())?;
    let messenger = make_messenger(&config, pipeline.store())?;
    if mode == Mode::Keep {
        messenger.begin().await?;
    }
    let printer = Printer::new(global, job.single_url());
    let running = tokio::spawn(job.run(pipeline, config.poll.concurrency));
    let printed = printer.print_all(reports).await;
    running.await??;
    if mode == Mode::Keep && !*stop.borrow() {
        messenger.tell_what_is_due().await?;
    }
    if mode == Mode::Keep {
        store.fold_log().await;
    }
    Ok(conclude(global, &printed?, &stop))
}

/// What a run is about.
#[derive(Debug, Clone)]
enum Job {
    Urls(Vec<Url>),
    Saved(Box<Page>),
    Sources {
        all: bool,
    },
    /// Only looked at: a poll notes when its source is due next, which a dry run may not.
    Preview(Vec<(Source, SourceState)>),
}

fn read_arguments(arguments: &IngestArguments) -> anyhow::Result<Job> {
    let urls = arguments.urls.iter().map(|text| parse_url(text)).collect::<anyhow::Result<Vec<_>>>()?;
    match (&arguments.file, urls.as_slice()) {
        (Some(path), [url]) => {
            let page = read_page(path, Some(url)).map_err(|error| UsageError(format!("{error:#}")))?;
            Ok(Job::Saved(Box::new(page)))
        }
        (Some(_), _) => {
            Err(UsageError("--file takes exactly one --url: the address that it was saved from".to_owned())
                .into())
        }
        (None, []) => Ok(Job::Sources { all: arguments.all }),
        (None, _) => Ok(Job::Urls(urls)),
    }
}

/// A run that will find nothing to do says so, and when there will be something.
fn tell_when_idle(global: &Global, sources: &[SourceOverview]) {
    let now = Clock::system().now();
    let mut due: Vec<_> = sources
        .iter()
        .filter(|one| one.source.enabled && one.state.gone_at.is_none())
        .map(|one| one.state.next_due_at)
        .collect();
    due.sort_unstable();
    match due.first() {
        None => remark(global, "no source is enabled: add one with `gleaner sources add URL`"),
        Some(Some(next)) if *next > now => {
            remark(
                global,
                &format!("no source is due; the next one is at {}", next.format("%Y-%m-%d %H:%M:%SZ")),
            );
        }
        Some(_) => {}
    }
}

async fn without_traces(job: Job, config: &Config, store: &Store) -> Result<Job, StoreError> {
    let Job::Sources { all } = job else { return Ok(job) };
    let now = Clock::system().now();
    let mut sources = current_sources(config, store).await?;
    sources.retain(|one| {
        let is_due = all || one.state.next_due_at.is_none_or(|due| due <= now);
        one.source.enabled && one.state.gone_at.is_none() && is_due
    });
    Ok(Job::Preview(sources.into_iter().map(|one| (one.source, one.state)).collect()))
}

impl Job {
    /// The address, when there is only one: its article is shown, not only counted.
    fn single_url(&self) -> Option<String> {
        match self {
            Self::Urls(urls) if urls.len() == 1 => Some(urls[0].to_string()),
            Self::Saved(page) => Some(page.requested_url.to_string()),
            Self::Urls(_) | Self::Sources { .. } | Self::Preview(_) => None,
        }
    }

    async fn run(self, pipeline: Pipeline, concurrency: usize) -> Result<(), StoreError> {
        let result = match self {
            Self::Urls(urls) => pipeline.ingest_urls(urls).await,
            Self::Saved(page) => {
                let url = page.requested_url.clone();
                pipeline.ingest_page(*page, url).await
            }
            Self::Preview(sources) => pipeline.preview_sources(sources).await,
            Self::Sources { all } => return work(pipeline, Until::Idle { all }, concurrency).await,
        };
        let grouped = match pipeline.wants_grouping(true) {
            true => pipeline.group_articles(GROUPED_AT_ONCE).await,
            false => Ok(()),
        };
        result.and(pipeline.release_leases().await).and(grouped)
    }
}

fn conclude(global: &Global, counts: &Counts, stop: &watch::Receiver<bool>) -> Done {
    if !counts.is_empty() {
        remark(global, &counts.to_string());
    }
    if *stop.borrow() {
        remark(global, "stopped before the end; run again to go on");
        return Done::WithFailures;
    }
    if counts.of(Outcome::Failed) > 0 { Done::WithFailures } else { Done::All }
}
