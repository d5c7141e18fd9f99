//! `gleaner webhooks`: how they stand, and another try for what was given up.

use super::arguments::{Global, OutputFormat, WebhooksArguments, WebhooksCommand};
use super::exit::{Done, UsageError};
use super::output::{is_json, print_json, print_text, printable, remark};
use super::setup::{load_config, open_existing, open_store};
use crate::clock::Clock;
use crate::config::Config;
use crate::store::{Vanished, WebhookStanding};
use crate::webhook::Webhook;

/// Runs the command.
pub(super) async fn webhooks(global: &Global, arguments: WebhooksArguments) -> anyhow::Result<Done> {
    let config = load_config(global)?;
    match arguments.command.unwrap_or(WebhooksCommand::List) {
        WebhooksCommand::List => list(global, &config).await,
        WebhooksCommand::Retry { name } => retry(global, &config, name).await,
    }
}

/// The webhooks of a configuration, with their secrets.
///
/// # Errors
/// When a secret cannot be read.
pub(super) fn read_webhooks(config: &Config) -> anyhow::Result<Vec<Webhook>> {
    let read = config.webhooks.iter().map(|settings| {
        let what = format!("secret of the webhook `{}`", settings.name);
        let secret = settings.secret.as_ref().map(|secret| secret.reveal(&what)).transpose()?;
        Ok(Webhook { name: settings.name.clone(), url: settings.url.clone(), secret })
    });
    read.collect()
}

async fn list(global: &Global, config: &Config) -> anyhow::Result<Done> {
    let store = open_existing(config).await?;
    let mut standings = store.webhooks().await?;
    for settings in &config.webhooks {
        if !standings.iter().any(|standing| standing.name == settings.name) {
            let (name, last_error) = (settings.name.clone(), None);
            standings.push(WebhookStanding { name, waiting: 0, dead: 0, last_error });
        }
    }
    for standing in &standings {
        if is_json(global, OutputFormat::Text) {
            print_json(standing)?;
        } else {
            print_text(&standing_text(standing))?;
        }
    }
    Ok(Done::All)
}

async fn retry(global: &Global, config: &Config, name: Option<String>) -> anyhow::Result<Done> {
    let store = open_store(config, Vanished::Keep).await?;
    if let Some(name) = &name
        && !store.webhooks().await?.iter().any(|standing| standing.name == *name)
    {
        let text = format!("no webhook is called `{name}`; `gleaner webhooks` shows them all");
        return Err(UsageError(text).into());
    }
    let count = store.revive_deliveries(name, Clock::system().now()).await?;
    remark(global, &format!("{count} deliveries are tried again by the next `run` or `ingest`"));
    Ok(Done::All)
}

/// One line.
pub(super) fn standing_text(standing: &WebhookStanding) -> String {
    let WebhookStanding { name, waiting, dead, last_error } = standing;
    let error = last_error.as_deref().map(|error| format!(": {}", printable(error))).unwrap_or_default();
    format!("{:<11} {waiting} waiting, {dead} given up{error}\n", printable(name))
}
