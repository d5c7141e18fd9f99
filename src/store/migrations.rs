//! The schema, as numbered steps that are only ever appended.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::StoreError;
use super::rekey::{rekey_addresses, rekey_candidates};
use super::search_index::index_all;
use super::sources::note_sites;

/// `PRAGMA application_id` of every gleaner store: "GLNR" in ASCII.
const APPLICATION_ID: u32 = 0x474C_4E52;

/// Step `n` takes a store from schema version `n` to `n + 1`.
const STEPS: &[&str] = &[
    include_str!("schema_1.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
    include_str!("schema_7.sql"),
    include_str!("schema_8.sql"),
    include_str!("schema_9.sql"),
    include_str!("schema_10.sql"),
    include_str!("schema_11.sql"),
    include_str!("schema_12.sql"),
    include_str!("schema_13.sql"),
    include_str!("schema_14.sql"),
    include_str!("schema_15.sql"),
];

/// The schema version that brought the search index and today's keys of addresses.
pub(super) const INDEXED_SINCE: u32 = 11;

/// What a step does beyond SQL, by the schema version that it leads to.
const WORK: &[(u32, Work)] = &[
    (INDEXED_SINCE, rekey_addresses),
    (INDEXED_SINCE, rekey_candidates),
    (INDEXED_SINCE, index_all),
    (13, note_sites),
];

type Work = fn(&Transaction<'_>) -> rusqlite::Result<()>;

/// Brings the store to the newest schema; a store that is there already is left as it is.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    refuse_foreign(connection, path)?;
    migrate_steps(connection).map_err(|error| StoreError::from_sqlite(path, error))?;
    require_current(connection, path)
}

/// Refuses a store of any other schema version than the newest, without changing it.
pub(super) fn require_current(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    refuse_foreign(connection, path)?;
    let version =
        read_pragma(connection, "user_version").map_err(|error| StoreError::from_sqlite(path, error))?;
    let known = known_version();
    match version.cmp(&known) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => {
            Err(StoreError::Newer { path: path.to_owned(), found: version, known })
        }
        std::cmp::Ordering::Less => Err(StoreError::CannotOpen {
            path: path.to_owned(),
            reason: format!(
                "it has the older schema {version}; any command that writes brings it up to date"
            ),
        }),
    }
}

fn known_version() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

fn refuse_foreign(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::from_sqlite(path, error);
    let application = read_pragma(connection, "application_id").map_err(failed)?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
    if tables > 0 && application != APPLICATION_ID {
        return Err(StoreError::Foreign { path: path.to_owned() });
    }
    Ok(())
}

fn migrate_steps(connection: &mut Connection) -> rusqlite::Result<()> {
    migrate_to(connection, known_version())
}

/// Runs the steps up to a schema version.
pub(super) fn migrate_to(connection: &mut Connection, wanted: u32) -> rusqlite::Result<()> {
    if read_pragma(connection, "user_version")? >= wanted {
        return Ok(());
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another process may have migrated meanwhile.
    let version = read_pragma(&transaction, "user_version")?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    for (reached, step) in (1..).zip(STEPS).filter(|(step, _)| (version + 1..=wanted).contains(step)) {
        transaction.execute_batch(step)?;
        for (_, work) in WORK.iter().filter(|(version, _)| *version == reached) {
            work(&transaction)?;
        }
    }
    if version < wanted {
        transaction.pragma_update(None, "user_version", wanted)?;
    }
    transaction.commit()
}

fn read_pragma(connection: &Connection, name: &str) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{Access, Store};
    use super::*;

    fn open(path: &Path) -> Result<Store, StoreError> {
        Store::open(path, Access::ReadWrite, Duration::from_secs(1))
    }

    #[test]
    fn store_of_a_newer_gleaner_is_refused_and_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        drop(open(&path).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 999).unwrap();
        let error = open(&path).err().unwrap();
        assert!(matches!(error, StoreError::Newer { found: 999, .. }), "{error}");
        assert_eq!(read_pragma(&Connection::open(&path).unwrap(), "user_version").unwrap(), 999);
    }

    #[test]
    fn foreign_database_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE diary (day TEXT)").unwrap();
        assert!(matches!(open(&path).err().unwrap(), StoreError::Foreign { .. }));
    }

    #[test]
    fn new_store_is_in_wal_mode_with_the_newest_schema() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        drop(open(&path).unwrap());
        drop(open(&path).unwrap());
        let connection = Connection::open(&path).unwrap();
        let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!(
            (mode.as_str(), read_pragma(&connection, "user_version").unwrap()),
            ("wal", known_version())
        );
    }
}
