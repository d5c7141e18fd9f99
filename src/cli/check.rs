//! `gleaner check`: whether configuration, site rules and store are valid, or what is wrong where.

use serde::Serialize;

use super::arguments::{CheckArguments, Global, OutputFormat};
use super::exit::Done;
use super::output::{complain, is_json, print_json, print_text};
use super::setup::{load_config, open_existing, passes};
use super::webhooks::read_webhooks;
use crate::clock::Clock;
use crate::config::Config;
use crate::fetch::Fetcher;
use crate::store::CheckDepth;

/// What was checked and found valid; `problems` are those of the store's file.
#[derive(Debug, Serialize)]
struct Findings {
    configuration: String,
    sources: usize,
    sources_enabled: usize,
    site_rules: usize,
    /// Sites that have rules, none of which holds today.
    site_rules_expired: Vec<String>,
    store: String,
    store_exists: bool,
    problems: Vec<String>,
}

/// Runs the command.
pub(super) async fn check(global: &Global, arguments: &CheckArguments) -> anyhow::Result<Done> {
    let config = load_config(global)?;
    // Secrets, certificates and proxies are read when they are needed; here they are only tried.
    passes(&config)?;
    read_webhooks(&config)?;
    Fetcher::new(&config.fetch, Clock::system())?;
    let findings = look(&config, arguments.deep).await?;
    if is_json(global, OutputFormat::Text) {
        print_json(&findings)?;
    } else {
        print_text(&findings_text(&findings))?;
    }
    for problem in &findings.problems {
        complain(&format!("the store {} is damaged: {problem}", findings.store));
    }
    Ok(if findings.problems.is_empty() { Done::All } else { Done::StoreDamaged })
}

async fn look(config: &Config, deep: bool) -> anyhow::Result<Findings> {
    let path = &config.store.path;
    let store_exists = path.exists();
    let depth = if deep { CheckDepth::Whole } else { CheckDepth::Quick };
    let problems =
        if store_exists { open_existing(config).await?.integrity_problems(depth).await? } else { Vec::new() };
    let expired = config.sites.without_rule_on(Clock::system().now().date_naive());
    Ok(Findings {
        configuration: config.origin.to_string(),
        sources: config.sources.len(),
        sources_enabled: config.sources.iter().filter(|source| source.enabled).count(),
        site_rules: config.sites.len(),
        site_rules_expired: expired.into_iter().map(str::to_owned).collect(),
        store: path.display().to_string(),
        store_exists,
        problems,
    })
}

fn findings_text(findings: &Findings) -> String {
    let Findings { configuration, sources, sources_enabled, site_rules, store, .. } = findings;
    let state = match (findings.store_exists, findings.problems.is_empty()) {
        (false, _) => "not there yet; the first `gleaner ingest` makes it",
        (true, true) => "valid",
        (true, false) => "damaged",
    };
    let expired = match findings.site_rules_expired.as_slice() {
        [] => String::new(),
        hosts => format!("; none holds today for {}", hosts.join(", ")),
    };
    format!(
        "configuration  {configuration}: valid, {sources} sources, {sources_enabled} enabled\n\
         site rules     {site_rules}: valid{expired}\nstore          {store}: {state}\n"
    )
}
