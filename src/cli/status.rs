//! `gleaner status`: whether the service runs and lives, what is due, in hand and failing.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde::Serialize;

use super::arguments::{Global, OutputFormat};
use super::exit::Done;
use super::output::{is_json, print_json, print_text, printable};
use super::setup::{load_config, open_existing};
use super::webhooks::standing_text;
use crate::clock::Clock;
use crate::store::{FailingSource, Serving, Vitals, WebhookStanding, service_of};

/// Failing sources that are listed.
const MOST_FAILING: usize = 20;
/// How long the service may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// How the service is.
#[derive(Debug, Serialize)]
struct Status {
    running: bool,
    process: Option<u32>,
    /// Where health and metrics are.
    monitor: Option<String>,
    /// Whether it says that it lives; `None` when it cannot be asked.
    alive: Option<bool>,
    #[serde(flatten)]
    vitals: Vitals,
    failing: Vec<FailingSource>,
    webhooks: Vec<WebhookStanding>,
}

/// Runs the command.
pub(super) async fn status(global: &Global) -> anyhow::Result<Done> {
    let config = load_config(global)?;
    let store = open_existing(&config).await?;
    let path = config.store.path.clone();
    let (serving, alive) = tokio::task::spawn_blocking(move || {
        let serving = service_of(&path);
        let alive = serving.as_ref().and_then(|serving| serving.monitor).map(says_it_lives);
        (serving, alive)
    })
    .await?;
    let status = Status {
        running: serving.is_some(),
        process: serving.as_ref().map(|serving| serving.process),
        monitor: monitor_of(serving.as_ref()),
        alive,
        vitals: store.vitals(Clock::system().now()).await?,
        failing: store.failing_sources(MOST_FAILING).await?,
        webhooks: store.webhooks().await?,
    };
    if is_json(global, OutputFormat::Text) {
        print_json(&status)?;
    } else if !global.quiet {
        print_text(&status_text(&status))?;
    }
    let is_well = status.running && status.alive != Some(false);
    Ok(if is_well { Done::All } else { Done::WithFailures })
}

fn monitor_of(serving: Option<&Serving>) -> Option<String> {
    serving?.monitor.map(|address| format!("http://{address}/"))
}

/// Asks `/health`. No answer is a bad one.
fn says_it_lives(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        write!(stream, "GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.take(1000).read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200 "))
}

fn status_text(status: &Status) -> String {
    let Status { process, vitals, .. } = status;
    let service = match (process, status.alive) {
        (None, _) => "none runs on this store".to_owned(),
        (Some(process), Some(false)) => format!("process {process} runs, but does not answer as it should"),
        (Some(process), _) => format!("process {process} runs"),
    };
    let mut text = format!("service     {service}\n");
    if let Some(monitor) = &status.monitor {
        text += &format!("            {monitor}health {monitor}metrics\n");
    }
    let Vitals { sources_enabled, sources_due, sources_in_hand, sources_failing, due_lag_seconds, .. } =
        vitals;
    text += &format!(
        "sources     {sources_enabled} enabled, {sources_due} due, {sources_in_hand} in hand, {sources_failing} failing\n"
    );
    if *due_lag_seconds > 0 {
        text += &format!("            due for {due_lag_seconds} s at the longest\n");
    }
    if let Some(next) = &vitals.next_due_at {
        text += &format!("            the next one is due at {next}\n");
    }
    let Vitals { pages_waiting, pages_due, pages_in_hand, pages_given_up, .. } = vitals;
    text += &format!(
        "pages       {pages_waiting} waiting ({pages_due} may be read now, {pages_in_hand} in hand), {pages_given_up} given up\n"
    );
    if vitals.rechecks_due > 0 {
        text += &format!("            {} to be looked at again now\n", vitals.rechecks_due);
    }
    let Vitals { articles, articles_last_hour, articles_last_day, store_bytes, log_bytes, .. } = vitals;
    text += &format!(
        "articles    {articles}; {articles_last_hour} in the last hour, {articles_last_day} in the last day\n"
    );
    text += &format!("store       {} kB, log {} kB\n", store_bytes / 1000, log_bytes / 1000);
    for webhook in &status.webhooks {
        text += &format!("webhook     {}", standing_text(webhook));
    }
    for source in &status.failing {
        let error = source.error.as_deref().unwrap_or("failed without a word");
        let next = source.next_due_at.as_deref().unwrap_or("never");
        text += &format!(
            "failing     {} ({} times, again {next}): {}\n",
            printable(&source.name),
            source.failures,
            printable(error)
        );
    }
    text
}
