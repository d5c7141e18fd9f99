//! The one place where async code crosses into blocking SQLite: one writer thread, a few readers, WAL.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction};
use tokio::sync::{Semaphore, mpsc, oneshot};
use url::Url;

use super::writer::{LARGEST_LOG, LOG_PATIENCE, LogKeeper, WriteJob, Written, write_until_closed};
use super::{StoreError, migrations};

/// Writes that may wait for the writer thread; a fuller queue makes its senders wait.
const WRITE_QUEUE: usize = 64;
/// Connections for reading, and so reads at a time.
const READERS: usize = 4;

/// Memory of the writer for pages of the file, in KiB: the inner pages of all indexes, and what is written again and again.
const CACHE_KIB: i64 = 16_384;
/// Statements that each connection keeps prepared: all that gleaner has, or nearly. Preparing one takes longer than most take to run.
const STATEMENTS: usize = 256;
/// Memory of each of them for pages of the file, in KiB; a search goes through some megabytes of the index.
const READER_CACHE_KIB: i64 = 16_384;

/// How a store is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Created when absent, brought to the newest schema.
    ReadWrite,
    /// Never changed; an absent file reads as an empty store.
    ReadOnly,
}

/// A handle on one store; clones share the writer thread and the readers.
#[derive(Clone)]
pub struct Store {
    path: Arc<PathBuf>,
    writer: mpsc::Sender<WriteJob>,
    readers: Arc<Readers>,
}

struct Readers {
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
    busy_timeout: Duration,
}

impl Store {
    /// Opens the store at `path`. Blocks on the disk, and up to `busy_timeout` on another process that is writing.
    ///
    /// # Errors
    /// When the file cannot be opened or created, is no gleaner store, or was made by a newer gleaner.
    pub fn open(path: &Path, access: Access, busy_timeout: Duration) -> Result<Self, StoreError> {
        let mut connection = match access {
            Access::ReadWrite => {
                open_file(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?
            }
            Access::ReadOnly if path.exists() => open_reader(path)?,
            Access::ReadOnly => {
                Connection::open_in_memory().map_err(|error| StoreError::from_sqlite(path, error))?
            }
        };
        let in_memory = connection.path().is_none_or(str::is_empty);
        prepare(&connection, busy_timeout).map_err(|error| StoreError::from_sqlite(path, error))?;
        match access {
            Access::ReadOnly if !in_memory => migrations::require_current(&connection, path)?,
            Access::ReadOnly | Access::ReadWrite => migrations::migrate(&mut connection, path)?,
        }
        // An empty in-memory stand-in cannot be opened twice: its only connection serves the reads.
        let idle = if access == Access::ReadOnly { vec![connection] } else { Vec::new() };
        let permits = if in_memory { 1 } else { READERS };
        let readers =
            Readers { idle: Mutex::new(idle), permits: Arc::new(Semaphore::new(permits)), busy_timeout };
        let writer_connection = match access {
            Access::ReadWrite => Some(open_file(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?),
            Access::ReadOnly => None,
        };
        let (writer, jobs) = mpsc::channel(WRITE_QUEUE);
        if let Some(connection) = writer_connection {
            prepare(&connection, busy_timeout).map_err(|error| StoreError::from_sqlite(path, error))?;
            use_wal(&connection).map_err(|error| StoreError::from_sqlite(path, error))?;
            let log = LogKeeper { path: log_of(path), busy_timeout };
            std::thread::spawn(move || write_until_closed(connection, jobs, &log));
        }
        Ok(Self { path: Arc::new(path.to_owned()), writer, readers: Arc::new(readers) })
    }

    /// The store's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Changes that wait for the writer thread.
    pub fn writes_waiting(&self) -> usize {
        self.writer.max_capacity() - self.writer.capacity()
    }

    /// Runs `work` on the writer thread; an error rolls all of it back. It has been committed when this returns, with other writes maybe.
    pub(super) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    {
        self.write_indexed(move |transaction| Ok(Written { value: work(transaction)?, indexed: None })).await
    }

    /// The same for work that changes what is found of an article: that is indexed anew in the same transaction.
    pub(super) async fn write_indexed<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> rusqlite::Result<Written<T>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.writer.send(WriteJob::new(work, answer)).await.map_err(|_| self.closed())?;
        let result = answered.await.map_err(|_| self.closed())?;
        result.map_err(|error| StoreError::from_sqlite(&self.path, error))
    }

    /// Writes what stands there already, to see whether the store can be written.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn try_write(&self) -> Result<(), StoreError> {
        self.write(|transaction| {
            let known: i64 = transaction.pragma_query_value(None, "application_id", |row| row.get(0))?;
            // The head of the file is written even if it stays the same; rows are not.
            transaction.pragma_update(None, "application_id", known)
        })
        .await
    }

    /// Runs `work` as one reading transaction, on a blocking thread: all that it reads is of one moment, and the file is locked once
    /// instead of for every statement.
    pub(super) async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        self.read_apart(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        })
        .await
    }

    /// Runs `work` on a reading connection, on a blocking thread, outside of any transaction.
    pub(super) async fn read_apart<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let store = self.clone();
        let permit = Arc::clone(&self.readers.permits).acquire_owned().await.map_err(|_| self.closed())?;
        let reading = tokio::task::spawn_blocking(move || {
            let connection = store.take_reader()?;
            let result = work(&connection).map_err(|error| StoreError::from_sqlite(&store.path, error));
            store.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            drop(permit);
            result
        });
        reading.await.map_err(|_| self.closed())?
    }

    /// Puts what the write-ahead log holds into the file, which is whole by itself then, for whoever copies it. What another process still
    /// reads or writes stays where it is.
    pub async fn fold_log(&self) {
        let path = Arc::clone(&self.path);
        let folding = tokio::task::spawn_blocking(move || -> Result<(), StoreError> {
            let connection = open_file(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            let folded = connection
                .busy_timeout(LOG_PATIENCE)
                .and_then(|()| connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
            folded.map_err(|error| StoreError::from_sqlite(&path, error))
        });
        if let Ok(Err(error)) = folding.await {
            tracing::debug!(%error, "the write-ahead log stays beside the store");
        }
    }

    fn take_reader(&self) -> Result<Connection, StoreError> {
        let idle = self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(connection) = idle {
            return Ok(connection);
        }
        let connection = open_reader(&self.path)?;
        connection
            .busy_timeout(self.readers.busy_timeout)
            .and_then(|()| keep_statements(&connection))
            .and_then(|()| connection.pragma_update(None, "cache_size", -READER_CACHE_KIB))
            .map_err(|error| StoreError::from_sqlite(&self.path, error))?;
        Ok(connection)
    }

    fn closed(&self) -> StoreError {
        StoreError::Closed { path: self.path.to_path_buf() }
    }
}

fn open_file(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|error| StoreError::CannotOpen { path: path.to_owned(), reason: error.to_string() })
}

/// Opens for reading. A file in a folder where nothing may be written (an archive on a read-only disk) cannot have the small files that
/// readers of a live store share; then nobody can be writing it either, and it is read as it stands.
fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let connection = open_file(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let probe = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
    let is_sealed = matches!(
        probe.err().and_then(|error| error.sqlite_error_code()),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen)
    );
    let url = std::path::absolute(path).ok().and_then(|path| Url::from_file_path(path).ok());
    match url {
        Some(url) if is_sealed => {
            refuse_unfinished(path)?;
            let address = PathBuf::from(format!("{url}?immutable=1"));
            open_file(&address, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
        }
        _ => Ok(connection),
    }
}

/// A write-ahead log beside the file holds articles that reading the file alone would miss.
fn refuse_unfinished(path: &Path) -> Result<(), StoreError> {
    if std::fs::metadata(log_of(path)).is_ok_and(|log| log.len() > 0) {
        return Err(StoreError::CannotOpen {
            path: path.to_owned(),
            reason: "its latest articles stand in the -wal file beside it, which cannot be read where nothing may be written; copy both to a folder of your own".to_owned(),
        });
    }
    Ok(())
}

fn prepare(connection: &Connection, busy_timeout: Duration) -> rusqlite::Result<()> {
    connection.busy_timeout(busy_timeout)?;
    keep_statements(connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What a write may have to take back is kept in memory, not in files.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    // FULL: a commit survives a power cut. What was reported as stored is stored.
    connection.pragma_update(None, "synchronous", "FULL")
}

/// Statements stay prepared, whatever values they are run with: else SQLite plans many of them anew for each value.
fn keep_statements(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

/// The write-ahead log of a store.
pub(super) fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

/// A copy or a restored backup may have lost the mode in which readers and the writer do not wait for each other.
fn use_wal(connection: &Connection) -> rusqlite::Result<()> {
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode != "wal" {
        connection.pragma_update(None, "journal_mode", "WAL")?;
    }
    connection.pragma_update(None, "journal_size_limit", i64::try_from(LARGEST_LOG).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::super::writer::LOOK_EVERY;
    use super::*;

    const BUSY: Duration = Duration::from_millis(50);

    #[test]
    fn store_in_a_missing_folder_names_the_path_and_the_way_out() {
        let error =
            Store::open(Path::new("/nonexistent/folder/a.sqlite"), Access::ReadWrite, BUSY).err().unwrap();
        let text = error.to_string();
        assert!(text.contains("/nonexistent/folder/a.sqlite") && text.contains("--store"), "{text}");
    }

    #[test]
    fn text_file_is_refused_as_store() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        std::fs::write(&path, "these are my notes, not a database, and they are long enough").unwrap();
        let error = Store::open(&path, Access::ReadWrite, BUSY).err().unwrap();
        assert!(matches!(error, StoreError::Foreign { .. }), "{error}");
        assert!(std::fs::read_to_string(&path).unwrap().starts_with("these are my notes"));
    }

    #[tokio::test]
    async fn statements_are_prepared_once_whatever_is_bound() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("a.sqlite"), Access::ReadWrite, BUSY).unwrap();
        let prepared_again = |connection: &Connection| {
            let mut statement =
                connection.prepare("SELECT id FROM article WHERE site = ?1 AND id > ?2 LIMIT ?3")?;
            for number in 0..3 {
                statement.query_map(("example.org", number, number), |_| Ok(()))?.for_each(drop);
            }
            Ok(statement.get_status(StatementStatus::RePrepare))
        };
        assert_eq!(store.read(prepared_again).await.unwrap(), 0);
        assert_eq!(store.write(move |transaction| prepared_again(transaction)).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn locked_store_is_reported_as_locked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        let store = Store::open(&path, Access::ReadWrite, BUSY).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let error = store.write(|_| Ok(())).await.err().unwrap();
        assert!(matches!(error, StoreError::Locked { .. }), "{error}");
        other.execute_batch("COMMIT").unwrap();
        store.write(|_| Ok(())).await.unwrap();
    }

    #[tokio::test]
    async fn log_that_a_reader_made_grow_is_emptied_when_the_reader_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        let store = Store::open(&path, Access::ReadWrite, BUSY).unwrap();
        store.write(|transaction| transaction.execute_batch("CREATE TABLE junk (bytes BLOB)")).await.unwrap();
        let add = async |bytes: u64| {
            let insert = format!("INSERT INTO junk VALUES (zeroblob({bytes}))");
            store.write(move |transaction| transaction.execute_batch(&insert)).await.unwrap();
        };
        let size = || std::fs::metadata(log_of(&path)).unwrap().len();
        let reader = Connection::open(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT count(*) FROM junk").unwrap();
        for _ in 0..LOOK_EVERY + 6 {
            add(LARGEST_LOG / u64::from(LOOK_EVERY)).await;
        }
        assert!(size() > LARGEST_LOG, "{}", size());
        reader.execute_batch("COMMIT").unwrap();
        for _ in 0..LOOK_EVERY {
            add(1).await;
        }
        assert!(size() < LARGEST_LOG / 2, "{}", size());
    }

    #[tokio::test]
    async fn backup_is_a_whole_store_of_its_own_and_never_replaces_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let (path, copy) = (folder.path().join("a.sqlite"), folder.path().join("copy.sqlite"));
        let store = Store::open(&path, Access::ReadWrite, BUSY).unwrap();
        let other = Connection::open(&path).unwrap();
        // Somebody is in the middle of writing.
        other.execute_batch("BEGIN IMMEDIATE; CREATE TABLE unfinished (a)").unwrap();
        std::fs::write(folder.path().join("copy.sqlite.part"), "left by a former run").unwrap();
        assert!(store.back_up(copy.clone()).await.unwrap() > 0);
        other.execute_batch("COMMIT").unwrap();
        let error = store.back_up(copy.clone()).await.unwrap_err().to_string();
        assert!(error.contains("copy.sqlite") && error.contains("exists already"), "{error}");
        let missing = folder.path().join("absent/copy.sqlite");
        let error = store.back_up(missing).await.unwrap_err().to_string();
        assert!(error.contains("absent/copy.sqlite"), "{error}");
        let copied = Store::open(&copy, Access::ReadWrite, BUSY).unwrap();
        assert_eq!(copied.stats().await.unwrap().articles, 0);
        let connection = Connection::open(&copy).unwrap();
        let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'unfinished'", [], |row| row.get(0))
            .unwrap();
        assert_eq!((mode.as_str(), tables), ("wal", 0));
    }

    #[tokio::test]
    async fn read_only_access_creates_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("absent.sqlite");
        let store = Store::open(&path, Access::ReadOnly, BUSY).unwrap();
        let count: i64 =
            store.read(|c| c.query_row("SELECT count(*) FROM articles", [], |r| r.get(0))).await.unwrap();
        assert_eq!(count, 0);
        assert!(!path.exists());
    }
}
