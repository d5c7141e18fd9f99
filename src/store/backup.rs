//! A copy of the store while others write to it: whole, consistent, checked, and never half there.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::connection::Store;
use super::error::StoreError;

/// What the copy is called until it is whole.
const UNFINISHED: &str = ".part";

impl Store {
    /// Copies the store as it stands at this moment to a file of its own, without keeping anybody from writing. Returns the size of
    /// the copy in bytes. It is a store like this one, put in order on the way: as small as it can be.
    ///
    /// # Errors
    /// When the file exists already or cannot be written, when the copy does not pass SQLite's check, or when the store fails. Nothing
    /// is left at `target` then.
    pub async fn back_up(&self, target: PathBuf) -> Result<u64, StoreError> {
        let failed = |path: &Path, reason: String| StoreError::Backup { path: path.to_owned(), reason };
        if target.exists() {
            return Err(failed(&target, "the file exists already; name another, or remove it".to_owned()));
        }
        let mut part = target.clone().into_os_string();
        part.push(UNFINISHED);
        let part = PathBuf::from(part);
        // Left by a copy that was interrupted; SQLite writes to no file that holds anything.
        let _ = std::fs::remove_file(&part);
        let destination = part.clone();
        let copied = self
            .read_apart(move |connection| {
                let name = destination.to_string_lossy();
                connection.execute("VACUUM INTO ?1", [name.as_ref()]).map(drop)
            })
            .await;
        let finished = match copied {
            Ok(()) => {
                let (part, target) = (part.clone(), target.clone());
                tokio::task::spawn_blocking(move || finish(&part, &target))
                    .await
                    .unwrap_or_else(|error| Err(error.to_string()))
            }
            Err(StoreError::Sqlite { source, .. }) => Err(source.to_string()),
            Err(StoreError::CannotOpen { reason, .. } | StoreError::Full { reason, .. }) => Err(reason),
            Err(other) => return Err(other),
        };
        finished.map_err(|reason| {
            let _ = std::fs::remove_file(&part);
            failed(&target, reason)
        })
    }
}

/// Checks the copy, makes sure that it is on the disk, and gives it its name.
fn finish(part: &Path, target: &Path) -> Result<u64, String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let problems = check(part).map_err(|error| said(&error))?;
    if problems != "ok" {
        return Err(format!("the copy is damaged: {problems}"));
    }
    let file = File::open(part).map_err(|error| said(&error))?;
    file.sync_all().map_err(|error| said(&error))?;
    std::fs::rename(part, target).map_err(|error| said(&error))?;
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The name, too, is to survive a power cut.
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| said(&error))?;
    file.metadata().map(|metadata| metadata.len()).map_err(|error| said(&error))
}

fn check(path: &Path) -> rusqlite::Result<String> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
}
