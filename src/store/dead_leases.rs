//! What was in the hands of processes that ended without giving it back: killed, or the power went.

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::candidates::{MOST_BEGUN, json};
use super::clock_steps::bring_back;
use super::connection::Store;
use super::error::StoreError;
use super::sources::time;

/// What the names begin with under which services lease.
pub const SERVICE_OWNER: &str = "service-";
/// Attempts that may come one after the other. Later ones are a minute apart and more, so that pages which only happen to be in hand when a process
/// ends over and over outlive that, and are not always in hand together with the one that ends it.
const AT_ONCE: u32 = 3;

impl Store {
    /// Ends the leases of services that are no more; `is_served` tells whether there is one now. A service has its lock before it leases
    /// anything, and until it ends: whoever leased before is dead if there is none now. Returns how many pages were freed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn release_dead_leases(
        &self,
        is_served: impl FnOnce() -> bool + Send + 'static,
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let owners = self.service_owners().await?;
        if tokio::task::spawn_blocking(is_served).await.unwrap_or(true) {
            return Ok(0);
        }
        self.write(move |transaction| {
            let owners = json(&owners)?;
            // As long as it can be seen when they were taken.
            bring_back(transaction, now)?;
            transaction.execute("UPDATE recheck SET taken_until = NULL WHERE taken_until IS NOT NULL", [])?;
            transaction.execute(
                "UPDATE source_state SET leased_until = NULL, lease_owner = NULL
                 WHERE lease_owner IN (SELECT value FROM json_each(?1))",
                [&owners],
            )?;
            // Given up with the next lease.
            transaction.execute(
                "UPDATE candidate SET leased_until = ?2
                 WHERE lease_owner IN (SELECT value FROM json_each(?1)) AND attempts >= ?3",
                params![owners, time(now), MOST_BEGUN],
            )?;
            transaction.execute(
                "UPDATE candidate SET leased_until = NULL, lease_owner = NULL,
                        next_attempt_at = CASE WHEN attempts < ?4 THEN next_attempt_at ELSE max(next_attempt_at,
                            strftime('%Y-%m-%dT%H:%M:%SZ', unixepoch(?2) + (60 << (attempts - ?4)), 'unixepoch')) END
                 WHERE lease_owner IN (SELECT value FROM json_each(?1)) AND attempts < ?3",
                params![owners, time(now), MOST_BEGUN, AT_ONCE],
            )
        })
        .await
    }

    async fn service_owners(&self) -> Result<Vec<String>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT lease_owner FROM candidate WHERE lease_owner GLOB ?1
                 UNION SELECT lease_owner FROM source_state WHERE lease_owner GLOB ?1",
            )?;
            statement.query_map([format!("{SERVICE_OWNER}*")], |row| row.get(0))?.collect()
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::super::story_tests::{anywhere, at, candidate, open, source};
    use super::super::*;

    const LIMITS: LeaseLimits = LeaseLimits { in_all: 9, per_site: 9 };

    /// A store with a source and a page, both in the hands of this owner since minute 0.
    async fn held_by(owner: &str, folder: &tempfile::TempDir) -> Store {
        let store = open(folder);
        store.add_source(source("a", "https://example.org/feed"), at(0)).await.unwrap().unwrap();
        store.enqueue_candidates(vec![candidate("https://example.org/1", None)], at(0)).await.unwrap();
        assert_eq!(taken(&store, owner, 0).await, (1, 1));
        store
    }

    /// How many sources and pages can be taken at a minute; a source is due again a minute later.
    async fn taken(store: &Store, owner: &str, minute: i64) -> (usize, usize) {
        let next_due = move |_: &_, _: &_| (at(minute + 1), String::new());
        let start = PollStart::Due { by: at(minute), limit: 9 };
        let sources = store.begin_polls(start, (owner.into(), at(minute)), next_due, anywhere).await.unwrap();
        let pages = store.lease_waiting(LIMITS, (owner.into(), at(minute)), anywhere).await.unwrap();
        (sources.taken.len(), pages.len())
    }

    #[tokio::test]
    async fn what_a_dead_service_had_in_hand_is_free_and_what_a_live_process_has_is_not() {
        for (owner, is_served, free) in
            [("service-1", false, (1, 1)), ("service-1", true, (0, 0)), ("pass-1", false, (0, 0))]
        {
            let folder = tempfile::tempdir().unwrap();
            let store = held_by(owner, &folder).await;
            let count = store.release_dead_leases(move || is_served, at(2)).await.unwrap();
            assert_eq!((count, taken(&store, "service-2", 2).await), (free.1, free), "{owner}, {is_served}");
        }
    }

    #[tokio::test]
    async fn page_in_hand_whenever_the_process_dies_is_tried_less_and_less_often_and_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let store = held_by("service-0", &folder).await;
        let (mut minute, mut attempts) = (0, 1);
        while attempts < 10 {
            store.release_dead_leases(|| false, at(minute)).await.unwrap();
            let wait = if attempts < 3 { 0 } else { 1 << (attempts - 3) };
            if wait > 0 {
                assert_eq!(
                    store
                        .lease_waiting(
                            LIMITS,
                            ("service-x".into(), at(minute + wait) - TimeDelta::seconds(1)),
                            anywhere
                        )
                        .await
                        .unwrap(),
                    []
                );
            }
            minute += wait;
            assert_eq!(
                store.lease_waiting(LIMITS, ("service-x".into(), at(minute)), anywhere).await.unwrap().len(),
                1
            );
            attempts += 1;
        }
        assert_eq!(minute, 127);
        store.release_dead_leases(|| false, at(minute)).await.unwrap();
        assert!(
            store
                .lease_waiting(LIMITS, ("service-x".into(), at(minute + 10_000)), anywhere)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(store.vitals(at(minute)).await.unwrap().pages_given_up, 1);
    }
}
