//! `gleaner backup`: a copy of the store, whatever else is working on it.

use std::path::PathBuf;

use serde::Serialize;

use super::arguments::{BackupArguments, Global, OutputFormat};
use super::exit::Done;
use super::output::{is_json, print_json, remark};
use super::setup::{load_config, open_existing};

/// What was copied where.
#[derive(Serialize)]
struct Copied {
    store: PathBuf,
    backup: PathBuf,
    size_bytes: u64,
}

/// Runs the command.
pub(super) async fn backup(global: &Global, arguments: BackupArguments) -> anyhow::Result<Done> {
    let config = load_config(global)?;
    let store = open_existing(&config).await?;
    let size_bytes = store.back_up(arguments.file.clone()).await?;
    let copied = Copied { store: config.store.path, backup: arguments.file, size_bytes };
    if is_json(global, OutputFormat::Text) {
        print_json(&copied)?;
    } else {
        let text = format!("{} kB in {}, checked", size_bytes / 1000, copied.backup.display());
        remark(global, &text);
    }
    Ok(Done::All)
}
