//! `gleaner run`: the service, until it is told to stop.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use super::arguments::{Global, OutputFormat};
use super::exit::Done;
use super::output::{is_json, print_json};
use super::setup::{current_sources, load_config, make_pipeline, open_store, vanished_of};
use super::signals::stop_on_signals;
use crate::daemon::{Until, work};
use crate::pipeline::{Mode, Outcome, Report};

/// How long the last results may take to be printed.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Runs the command.
pub(super) async fn run(global: &Global) -> anyhow::Result<Done> {
    let config = load_config(global)?;
    let store = open_store(&config, vanished_of(&config)).await?;
    let stop = stop_on_signals()?;
    let enabled = current_sources(&config, &store).await?.iter().filter(|one| one.source.enabled).count();
    tracing::info!(configuration = %config.origin, store = %store.path().display(), sources = enabled, "started");
    if enabled == 0 {
        tracing::warn!(
            "no source is enabled: add one with `gleaner sources add URL`; it is taken up without a restart"
        );
    }
    let (pipeline, reports) = make_pipeline(&config, store, Mode::Keep, stop)?;
    let pipeline = pipeline.rechecking(config.recheck.ages);
    let running = tokio::spawn(work(pipeline, Until::Stopped, config.poll.concurrency));
    let telling = tokio::spawn(tell_all(reports, is_json(global, OutputFormat::Text)));
    running.await??;
    // Whoever reads the output may have stopped reading; that must not keep the service from ending.
    if timeout(LAST_WORDS, telling).await.is_err() {
        tracing::warn!("standard output is not read: the last results were not printed");
    }
    tracing::info!("stopped");
    Ok(Done::All)
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
