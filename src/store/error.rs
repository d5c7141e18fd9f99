//! What can go wrong with the store, in words that say what to do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// A failure of the store. Nothing that was stored before is lost by any of these.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file or its folder cannot be opened or created.
    #[error(
        "cannot open the store {path}: {reason}; check that the folder exists and can be written, or name another file with --store sqlite:PATH"
    )]
    CannotOpen {
        /// The store's file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The file was made by a later version of gleaner.
    #[error(
        "the store {path} was made by a newer gleaner (schema {found}, this one knows {known}); update gleaner, nothing was changed"
    )]
    Newer {
        /// The store's file.
        path: PathBuf,
        /// Schema version of the file.
        found: u32,
        /// Last schema version that this gleaner knows.
        known: u32,
    },
    /// The file is some other SQLite database.
    #[error("{path} is not a gleaner store; name another file with --store sqlite:PATH")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// There is no such file, and the command only reads.
    #[error(
        "there is no store at {path} yet; `gleaner ingest` makes one, or name another with --store sqlite:PATH"
    )]
    Missing {
        /// The store's file.
        path: PathBuf,
    },
    /// Another process held the write lock for longer than the busy time-out.
    #[error(
        "the store {path} is locked by another run for too long; try again, or raise `store.busy_timeout`"
    )]
    Locked {
        /// The store's file.
        path: PathBuf,
    },
    /// Another process is the service of this store.
    #[error(
        "`gleaner run` works on {store} already (process {process}); end that one first, or give this one another store with --store"
    )]
    Served {
        /// The store's file.
        store: PathBuf,
        /// Number of the process, or `unknown`.
        process: String,
    },
    /// A copy of the store could not be made.
    #[error("cannot back up to {path}: {reason}")]
    Backup {
        /// Where the copy was to be.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// The disk is full or the file may not grow.
    #[error("the store {path} cannot grow: {reason}; free some space and run again, nothing stored was lost")]
    Full {
        /// The store's file.
        path: PathBuf,
        /// What SQLite said.
        reason: String,
    },
    /// Anything else that SQLite reports.
    #[error("the store {path} failed: {source}")]
    Sqlite {
        /// The store's file.
        path: PathBuf,
        /// SQLite's own error.
        source: rusqlite::Error,
    },
    /// The thread that writes is gone: the process is about to end.
    #[error("the store {path} was closed")]
    Closed {
        /// The store's file.
        path: PathBuf,
    },
}

impl StoreError {
    /// Whether it may work when it is tried again.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Locked { .. } | Self::Full { .. } | Self::Sqlite { .. })
    }

    /// Sorts an SQLite error into what a user can do about it.
    pub(super) fn from_sqlite(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path },
            Some(ErrorCode::NotADatabase) => Self::Foreign { path },
            Some(ErrorCode::DiskFull) => Self::Full { path, reason: source.to_string() },
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::CannotOpen { path, reason: source.to_string() }
            }
            _ => Self::Sqlite { path, source },
        }
    }
}
