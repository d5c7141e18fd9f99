//! What sites' robots.txt files say, for as long as that counts.

use chrono::{DateTime, Utc};
use rusqlite::params;
use url::Url;

use super::connection::Store;
use super::error::StoreError;
use super::sources::time;
use crate::model::RobotsNote;

/// Notes that are read at a start: those that were made last.
const MOST_RECALLED: i64 = 1_000;

impl Store {
    /// What is remembered of robots.txt files and still counts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn robots_notes(&self, now: DateTime<Utc>) -> Result<Vec<RobotsNote>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT url, body, closed_because, counts_until FROM robots WHERE counts_until > ?1 ORDER BY counts_until DESC LIMIT ?2",
            )?;
            let rows = statement.query_map(params![time(now), MOST_RECALLED], |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?;
            let mut notes = Vec::new();
            for row in rows {
                let (url, body, closed_because, counts_until) = row?;
                // One that a hand has broken is asked for again.
                if let Ok(url) = Url::parse(&url) {
                    notes.push(RobotsNote { url, body, closed_because, counts_until });
                }
            }
            Ok(notes)
        })
        .await
    }

    /// Remembers what robots.txt files say, and forgets what counts no longer.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_robots_notes(
        &self,
        notes: Vec<RobotsNote>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| {
            transaction.execute("DELETE FROM robots WHERE counts_until <= ?1", [time(now)])?;
            let mut insert = transaction.prepare_cached(
                "INSERT OR REPLACE INTO robots (url, body, closed_because, counts_until) VALUES (?1, ?2, ?3, ?4)",
            )?;
            notes.iter().try_for_each(|note| {
                let RobotsNote { url, body, closed_because, counts_until } = note;
                insert.execute(params![url.as_str(), body, closed_because, time(*counts_until)]).map(drop)
            })
        })
        .await
    }
}
