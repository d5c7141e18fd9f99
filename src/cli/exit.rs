//! Errors to exit codes: the table of the contract.

use std::process::ExitCode;

use crate::config::ConfigError;
use crate::export::ExportError;
use crate::fetch::{AccessError, FetchSetupError};
use crate::store::StoreError;

/// Something that the user typed is wrong; nothing was done.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct UsageError(pub(super) String);

/// How a command ended when nothing stopped it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// All of it was done.
    All,
    /// Some inputs failed, and each was reported.
    WithFailures,
    /// The store's file is not what it should be.
    StoreDamaged,
}

/// 0: all done; 1: some inputs failed; 2: usage or configuration; 3: the store.
pub(super) fn exit_code(result: &anyhow::Result<Done>) -> ExitCode {
    match result {
        Ok(Done::All) => ExitCode::SUCCESS,
        Ok(Done::WithFailures) => ExitCode::from(1),
        Ok(Done::StoreDamaged) => ExitCode::from(3),
        Err(error) => ExitCode::from(code_of_error(error)),
    }
}

fn code_of_error(error: &anyhow::Error) -> u8 {
    if error.is::<StoreError>() || matches!(error.downcast_ref(), Some(ExportError::Store(_))) {
        3
    } else if is_setup_error(error) {
        2
    } else {
        1
    }
}

/// Whether what the user typed or configured is wrong.
fn is_setup_error(error: &anyhow::Error) -> bool {
    error.is::<ConfigError>()
        || error.is::<UsageError>()
        || error.is::<FetchSetupError>()
        || error.is::<AccessError>()
}

/// Whether an error only says that nobody reads the output any more (`gleaner export | head`).
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io_error = match error.downcast_ref() {
        Some(ExportError::Write(error)) => Some(error),
        _ => error.downcast_ref::<std::io::Error>(),
    };
    io_error.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
