//! `gleaner export`: all stored articles to standard output.

use std::io::{self, BufWriter};

use super::arguments::{ExportArguments, ExportFormat, Global};
use super::exit::Done;
use super::output::remark;
use super::setup::{load_config, open_existing};
use crate::export::export_jsonl;

/// Runs the command.
pub(super) async fn export(global: &Global, arguments: &ExportArguments) -> anyhow::Result<Done> {
    let store = open_existing(&load_config(global)?).await?;
    let mut out = BufWriter::new(io::stdout());
    let lines = match arguments.format {
        ExportFormat::Jsonl => export_jsonl(&store, arguments.revisions, &mut out).await?,
    };
    remark(global, &format!("{lines} exported"));
    Ok(Done::All)
}
