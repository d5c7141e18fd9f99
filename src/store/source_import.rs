//! Many sources at once, from another program's list.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Transaction, params};

use super::connection::Store;
use super::error::StoreError;
use super::sources::{insert, time};
use crate::canonical::public_address;
use crate::model::{NewSource, SourceOrigin};

/// What became of a list of sources; each is in one of the two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceImport {
    /// Names of those that were added, as they are called now, in the order of the list.
    pub added: Vec<String>,
    /// Addresses that are sources already, with the names these have.
    pub known: Vec<(String, String)>,
}

impl Store {
    /// Adds those of the sources whose address is not one yet, all of them or none. A name that is taken gets a number. Their first polls are
    /// spread: each is due at its position's part of its own interval, so that a thousand feeds are not asked for in one minute.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn import_sources(
        &self,
        sources: Vec<NewSource>,
        now: DateTime<Utc>,
    ) -> Result<SourceImport, StoreError> {
        self.write(move |transaction| {
            let (mut names, mut import) = (Names::default(), SourceImport::default());
            let mut addresses = read_active(transaction, &mut names)?;
            let mut new = Vec::with_capacity(sources.len());
            for mut source in sources {
                if let Some(name) = addresses.get(source.url.as_str()) {
                    import.known.push((public_address(&source.url).to_string(), name.clone()));
                    continue;
                }
                source.name = names.free(&source.name);
                addresses.insert(source.url.to_string(), source.name.clone());
                new.push(source);
            }
            for (position, source) in new.iter().enumerate() {
                let id = insert(transaction, source, SourceOrigin::Command, now)?;
                transaction.execute(
                    "UPDATE source_state SET next_due_at = ?1 WHERE source_id = ?2",
                    params![time(now + offset(source, position, new.len())), id.0],
                )?;
            }
            import.added = new.into_iter().map(|source| source.name).collect();
            Ok(import)
        })
        .await
    }
}

/// Names of the addresses that are sources already.
fn read_active(
    transaction: &Transaction<'_>,
    names: &mut Names,
) -> rusqlite::Result<HashMap<String, String>> {
    let mut statement = transaction.prepare("SELECT url, name FROM source WHERE removed_at IS NULL")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let addresses: HashMap<String, String> = rows.collect::<Result<_, _>>()?;
    names.taken.extend(addresses.values().cloned());
    Ok(addresses)
}

/// The part of its interval that one of so many sources waits for its first poll.
fn offset(source: &NewSource, position: usize, of: usize) -> TimeDelta {
    let part = u128::from(source.interval.as_secs()) * position as u128 / of.max(1) as u128;
    TimeDelta::seconds(i64::try_from(part).unwrap_or_default())
}

/// Names that are taken, and the last number that each was given.
#[derive(Default)]
struct Names {
    taken: HashSet<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    /// This name, or the first free one of `name 2`, `name 3` …
    fn free(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        while self.taken.contains(&free) {
            let number = self.numbers.entry(name.to_owned()).or_insert(1);
            *number += 1;
            free = format!("{name} {number}");
        }
        self.taken.insert(free.clone());
        free
    }
}
