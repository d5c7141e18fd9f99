//! A running service takes up what was changed in its configuration: at SIGHUP, and when a file of it has changed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::signal::unix::Signal;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use super::arguments::Global;
use super::service_manager::ServiceManager;
use super::setup::{load_config, passes, vanished_of};
use crate::clock::Clock;
use crate::config::{Config, ConfigOrigin};
use crate::fetch::Fetcher;
use crate::pipeline::{DeclaredSources, Renewal};

/// How often the files are looked at: as long as it takes to go back to a terminal.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Watches until the service ends. What is wrong with a new configuration is logged, and the former one goes on.
pub(super) async fn reload_on_change(
    global: Global,
    mut config: Config,
    (renewals, mut hang_up): (mpsc::Sender<Renewal>, Signal),
    manager: Arc<ServiceManager>,
) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut seen, mut changing) = (state_of_files(&config), None);
    loop {
        tokio::select! {
            _ = hang_up.recv() => seen = state_of_files(&config),
            _ = look.tick() => {
                let state = state_of_files(&config);
                // A file that is being written looks different at the next look, and half of it may be a valid configuration.
                if state == seen || changing.as_ref() != Some(&state) {
                    changing = Some(state);
                    continue;
                }
                seen = state;
            }
        }
        manager.tell("RELOADING=1");
        let renewed = renew(&global, &config);
        manager.tell("READY=1");
        match renewed {
            Ok((new, renewal)) => {
                tracing::info!(configuration = %new.origin, sources = new.sources.len(), "configuration taken up");
                config = new;
                if renewals.send(renewal).await.is_err() {
                    return;
                }
            }
            Err(error) => {
                tracing::error!("the new configuration is wrong, the former one goes on: {error:#}");
            }
        }
    }
}

/// Reads the configuration again.
fn renew(global: &Global, former: &Config) -> anyhow::Result<(Config, Renewal)> {
    let mut config = load_config(global)?;
    if config.store != former.store {
        tracing::warn!("[store] was changed: that takes a restart");
        config.store = former.store.clone();
    }
    let fetcher =
        if config.fetch == former.fetch { None } else { Some(Fetcher::new(&config.fetch, Clock::system())?) };
    let renewal = Renewal {
        declared: DeclaredSources { sources: config.sources.clone(), vanished: vanished_of(&config) },
        fetcher,
        passes: passes(&config)?,
        rules: config.sites.clone(),
        concurrency: config.poll.concurrency,
        per_site: config.fetch.connections_per_host,
        recheck_ages: config.recheck.ages.clone(),
        pause: config.fetch.delay_per_host.max(former.fetch.delay_per_host),
        longest_learned: config.poll.max_interval,
    };
    Ok((config, renewal))
}

/// When the files of a configuration were written, and how large they are.
type FilesState = Vec<(PathBuf, Option<(SystemTime, u64)>)>;

fn state_of_files(config: &Config) -> FilesState {
    let file = match &config.origin {
        ConfigOrigin::File(path) => Some(path.clone()),
        ConfigOrigin::Embedded => None,
    };
    let rules = config.sites_folder.iter().flat_map(|folder| {
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect::<Vec<_>>()
    });
    let paths = file.into_iter().chain(rules);
    let mut states: FilesState = paths.map(|path| (path.clone(), state_of(&path))).collect();
    states.sort();
    states
}

fn state_of(path: &Path) -> Option<(SystemTime, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
