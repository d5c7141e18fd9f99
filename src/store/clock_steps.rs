//! What is due when the system's clock was wrong: times that cannot be, and those of a process that saw the clock being set.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Transaction, named_params, params};

use super::candidates::LEASE;
use super::connection::Store;
use super::error::StoreError;
use super::sources::time;
use crate::model::{HostPause, SourceId};

/// Longest wait for the next attempt at a page, or a webhook, that nobody asked to wait for.
const LONGEST_RETRY: TimeDelta = TimeDelta::hours(24);

/// That the clock was set while a process lived, and what that process knows better.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockStep {
    /// The time now.
    pub now: DateTime<Utc>,
    /// What the clock was set forward; back if less than nothing.
    pub by: TimeDelta,
    /// What the process leases as.
    pub owner: String,
    /// When the sources are due that it asked since it began.
    pub due: Vec<(SourceId, DateTime<Utc>)>,
    /// Hosts that asked it for time.
    pub pauses: Vec<HostPause>,
}

impl Store {
    /// Moves what is due with the clock.
    ///
    /// # Errors
    /// When the store fails; then nothing is moved.
    pub async fn clock_was_set(&self, step: ClockStep) -> Result<(), StoreError> {
        self.write(move |transaction| {
            move_sources(transaction, &step)?;
            keep_in_hand(transaction, &step)?;
            let mut pause = transaction
                .prepare_cached("INSERT OR REPLACE INTO host_pause (host, until) VALUES (?1, ?2)")?;
            for HostPause { host, until } in &step.pauses {
                pause.execute(params![host, time(*until)])?;
            }
            if step.by < TimeDelta::zero() {
                transaction.execute(
                    &format!(
                        "UPDATE candidate SET next_attempt_at = {}, not_before = {},
                                found_at = CASE WHEN found_at > :now THEN {} ELSE found_at END
                         WHERE next_attempt_at > :now",
                        shifted("next_attempt_at", ":by"),
                        shifted("not_before", ":by"),
                        shifted("found_at", ":by"),
                    ),
                    named_params! { ":now": time(step.now), ":by": step.by.num_seconds() },
                )?;
                bring_back(transaction, step.now)?;
            }
            Ok(())
        })
        .await
    }

    /// Brings back what is due later than it can be: it was written down by a clock that was ahead. What was polled in the future was polled now at the
    /// latest, so that nobody is asked too early and nobody is forgotten.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn bring_back_from_future(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(move |transaction| bring_back(transaction, now)).await
    }
}

/// SQL for a time that is so many seconds later.
fn shifted(column: &str, seconds: &str) -> String {
    format!("strftime('%Y-%m-%dT%H:%M:%SZ', unixepoch({column}) + ({seconds}), 'unixepoch')")
}

fn move_sources(transaction: &Transaction<'_>, step: &ClockStep) -> rusqlite::Result<()> {
    // What was switched on anew has no due time, and is due now.
    let mut due = transaction.prepare_cached(&format!(
        "UPDATE source_state SET next_due_at = ?1, not_before = {}, last_polled_at = {}
         WHERE source_id = ?3 AND next_due_at IS NOT NULL",
        shifted("not_before", "?2"),
        shifted("last_polled_at", "?2")
    ))?;
    for (source, due_at) in &step.due {
        due.execute(params![time(*due_at), step.by.num_seconds(), source.0])?;
    }
    Ok(())
}

/// What the process has in hand stays there for as long as it would have.
fn keep_in_hand(transaction: &Transaction<'_>, step: &ClockStep) -> rusqlite::Result<()> {
    for table in ["candidate", "source_state"] {
        let lease = format!("UPDATE {table} SET leased_until = ?1 WHERE lease_owner = ?2");
        transaction.execute(&lease, params![time(step.now + LEASE), step.owner])?;
    }
    transaction
        .execute(
            &format!(
                "UPDATE recheck SET due_at = {}, taken_until = {} WHERE taken_until IS NOT NULL",
                shifted("due_at", "?1"),
                shifted("taken_until", "?1")
            ),
            [step.by.num_seconds()],
        )
        .map(drop)
}

/// Each statement finds its rows by a time that cannot be, `?1` or later, and moves what else was noted with it.
pub(super) fn bring_back(transaction: &Transaction<'_>, now: DateTime<Utc>) -> rusqlite::Result<()> {
    let moved = |column: &str, by: &str| shifted(column, &format!("unixepoch(?1) - unixepoch({by})"));
    let of_polls = format!(
        "UPDATE source_state SET next_due_at = {}, not_before = {}, last_polled_at = ?1 WHERE last_polled_at > ?1",
        moved("next_due_at", "last_polled_at"),
        moved("not_before", "last_polled_at"),
    );
    let of_polls_in_hand = format!(
        "UPDATE source_state SET next_due_at = {}, leased_until = ?1 WHERE leased_until > ?1",
        moved("next_due_at", "leased_until"),
    );
    let of_pages = format!(
        "UPDATE candidate SET next_attempt_at = {}, not_before = {}, found_at = ?1 WHERE found_at > ?1",
        moved("next_attempt_at", "found_at"),
        moved("not_before", "found_at"),
    );
    let of_looks = format!(
        "UPDATE recheck SET due_at = {}, since_at = ?1 WHERE since_at > ?1",
        moved("due_at", "since_at")
    );
    let of_pages_in_hand = "UPDATE candidate SET leased_until = ?1 WHERE leased_until > ?1";
    let of_looks_in_hand = "UPDATE recheck SET taken_until = ?1 WHERE taken_until > ?1";
    let of_tries = "UPDATE candidate SET next_attempt_at = ?1 WHERE next_attempt_at > ?1 AND coalesce(not_before, '') <= ?1";
    let of_messages = "UPDATE delivery SET next_attempt_at = ?1 WHERE next_attempt_at > ?1";
    let of_robots = "DELETE FROM robots WHERE counts_until > ?1";
    let [now, leased, tried] = [now, now + LEASE, now + LONGEST_RETRY].map(time);
    for (statement, latest) in [
        // A poll in hand tells more than the one before it.
        (of_polls_in_hand.as_str(), &leased),
        (of_polls.as_str(), &now),
        (of_pages.as_str(), &now),
        (of_looks.as_str(), &now),
        (of_pages_in_hand, &leased),
        (of_looks_in_hand, &leased),
        (of_tries, &tried),
        (of_messages, &tried),
        (of_robots, &tried),
    ] {
        transaction.execute(statement, [latest])?;
    }
    Ok(())
}
