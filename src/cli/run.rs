//! `gleaner run`: the service, until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::arguments::{Global, OutputFormat};
use super::exit::Done;
use super::output::{is_json, print_json};
use super::reload::reload_on_change;
use super::service_manager::ServiceManager;
use super::setup::{current_sources, load_config, make_messenger, make_pipeline, open_store, vanished_of};
use super::signals::stop_on_signals;
use crate::clock::Clock;
use crate::config::Config;
use crate::daemon::{Pulse, serve};
use crate::monitor::{Watched, answer_until_stopped};
use crate::pipeline::{Mode, Outcome, Report};
use crate::store::{ServiceLock, Store, StoreError};

/// How long the last results may take to be printed.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Runs the command.
pub(super) async fn run(global: &Global) -> anyhow::Result<Done> {
    let config = load_config(global)?;
    let path = config.store.path.clone();
    // Before anything else: the sources of a second service would retire those of the first.
    let mut lock = tokio::task::spawn_blocking(move || ServiceLock::take(&path)).await??;
    let store = open_store(&config, vanished_of(&config)).await?;
    // Ours is the lock, so there is no other.
    let freed = store.release_dead_leases(|| false, Clock::system().now()).await?;
    if freed > 0 {
        tracing::warn!(
            pages = freed,
            "the last service did not end in order: what it had in hand is done again"
        );
    }
    let stop = stop_on_signals()?;
    let hang_up = signal(SignalKind::hangup())?;
    tell_begin(&config, &store).await?;
    let (pipeline, reports) = make_pipeline(&config, store.clone(), Mode::Keep, stop.clone())?;
    let pipeline = pipeline.serving().rechecking(config.recheck.ages.clone());
    let (manager, pulse) = (Arc::new(ServiceManager::of_environment()), Pulse::default());
    let (tally, clock) = (pipeline.tally(), pipeline.clock().clone());
    let watched = Watched { tally, store: store.clone(), clock, pulse: pulse.clone() };
    start_monitor(config.monitor, &mut lock, watched, stop.clone()).await;
    let messenger = make_messenger(&config, &store)?;
    messenger.begin().await?;
    let messages = tokio::spawn(messenger.tell_until_stopped(stop.clone()));
    let (renewals, renewed) = mpsc::channel(1);
    let running = tokio::spawn(serve(pipeline, config.poll.concurrency, renewed, pulse.clone()));
    let changes = (renewals, hang_up);
    let reloading = tokio::spawn(reload_on_change(global.clone(), config, changes, Arc::clone(&manager)));
    let telling_manager = tokio::spawn(tell_manager(manager, pulse, stop));
    let telling = tokio::spawn(tell_all(reports, is_json(global, OutputFormat::Text)));
    running.await??;
    // What is under way is told again by the next run.
    messages.abort();
    reloading.abort();
    telling_manager.abort();
    // Whoever reads the output may have stopped reading; that must not keep the service from ending.
    if timeout(LAST_WORDS, telling).await.is_err() {
        tracing::warn!("standard output is not read: the last results were not printed");
    }
    store.fold_log().await;
    tracing::info!("stopped");
    Ok(Done::All)
}

async fn tell_begin(config: &Config, store: &Store) -> Result<(), StoreError> {
    let enabled = current_sources(config, store).await?.iter().filter(|one| one.source.enabled).count();
    tracing::info!(configuration = %config.origin, store = %store.path().display(), sources = enabled, "started");
    if enabled == 0 {
        tracing::warn!(
            "no source is enabled: add one with `gleaner sources add URL`; it is taken up without a restart"
        );
    }
    Ok(())
}

/// Answers those who watch. A service that cannot be watched works all the same.
async fn start_monitor(
    address: Option<SocketAddr>,
    lock: &mut ServiceLock,
    watched: Watched,
    stop: watch::Receiver<bool>,
) {
    let Some(address) = address else { return };
    let bound = TcpListener::bind(address).await;
    let announced = bound.and_then(|listener| {
        let address = listener.local_addr()?;
        lock.announce(address)?;
        Ok((listener, address))
    });
    match announced {
        Ok((listener, address)) => {
            tracing::info!("health and metrics are at http://{address}/");
            tokio::spawn(answer_until_stopped(listener, watched, stop));
        }
        Err(error) => {
            tracing::error!(
                "cannot listen at {address} (`monitor.listen`): {error}; the service goes on without health and metrics"
            );
        }
    }
}

/// Ready, alive, stopping.
async fn tell_manager(manager: Arc<ServiceManager>, pulse: Pulse, mut stopped: watch::Receiver<bool>) {
    manager.tell("READY=1");
    tokio::join!(manager.keep_alive(pulse), async {
        if stopped.wait_for(|stop| *stop).await.is_ok() {
            manager.tell("STOPPING=1");
        }
    });
}

/// Logs every report; with --output json prints it too. A service outlives whoever read its output.
async fn tell_all(mut reports: mpsc::Receiver<Report>, json: bool) {
    let mut printing = json;
    while let Some(report) = reports.recv().await {
        log(&report);
        if printing {
            let printed = tokio::task::spawn_blocking(move || print_json(&report.document)).await;
            if let Ok(Err(error)) = printed {
                tracing::warn!(%error, "standard output is closed: no more results are printed");
                printing = false;
            }
        }
    }
}

fn log(report: &Report) {
    let document = &report.document;
    let (url, source, outcome) = (&document.url, document.source.as_deref().unwrap_or("-"), document.outcome);
    match outcome {
        Outcome::Failed => {
            tracing::warn!(source, "{}", document.error.as_deref().unwrap_or("failed without a word"));
        }
        Outcome::New | Outcome::Revised | Outcome::Duplicate | Outcome::Gone => {
            let id = document.article_id.map_or(0, |id| id.0);
            tracing::info!(source, id, "{outcome}: {url}");
        }
        Outcome::Skipped if !report.known => {
            for warning in &document.warnings {
                tracing::warn!(source, "{url}: {warning}");
            }
        }
        Outcome::Unchanged | Outcome::Skipped => tracing::debug!(source, "{outcome}: {url}"),
    }
}
