//! The system's clock may be set while the service lives, and its due times are told by that clock. What this process has polled itself is moved with
//! the clock: it comes neither sooner nor later than it would have.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::context::{Mode, Pipeline};
use crate::clock::Clock;
use crate::model::SourceId;
use crate::store::{ClockStep, StoreError};

/// The least step that counts. Less is what time servers do to a clock that runs well.
const LEAST_STEP: TimeDelta = TimeDelta::seconds(5);

/// What this process knows by a clock that nobody sets.
#[derive(Debug)]
pub(super) struct SteadyTimes {
    known: Mutex<Known>,
}

#[derive(Debug)]
struct Known {
    /// What the clock is ahead of the steady one.
    ahead: TimeDelta,
    /// When the sources that were polled are due again, by the steady clock.
    due: HashMap<SourceId, Duration>,
}

impl SteadyTimes {
    pub(super) fn new(clock: &Clock) -> Self {
        Self { known: Mutex::new(Known { ahead: ahead(clock), due: HashMap::new() }) }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pipeline {
    /// Remembers when a source is due again that was asked just now.
    pub(super) fn note_due(&self, source: SourceId, (now, due): (DateTime<Utc>, Option<DateTime<Utc>>)) {
        let wait = due.and_then(|due| (due - now).to_std().ok()).unwrap_or_default();
        self.steady_times.lock().due.insert(source, self.clock().steady() + wait);
    }

    /// Looks whether the clock was set since the last call; if so, moves what is due by it.
    ///
    /// # Errors
    /// When the store fails; the next call tries again.
    pub async fn notice_clock(&self) -> Result<(), StoreError> {
        let Some((by, step)) = self.clock_step() else { return Ok(()) };
        let (now, seconds) = (step.now, by.num_seconds());
        tracing::warn!(
            "the system's clock was set by {seconds} s, to {}: what is due is moved with it",
            now.format("%F %TZ")
        );
        self.store.clock_was_set(step).await?;
        self.parts.fetcher.clock_was_set(by);
        self.steady_times.lock().ahead += by;
        Ok(())
    }

    /// By how much the clock was set, and what follows; `None`: it was not.
    fn clock_step(&self) -> Option<(TimeDelta, ClockStep)> {
        if self.parts.mode == Mode::DryRun {
            return None;
        }
        let (ahead, now, steady) = (ahead(self.clock()), self.clock().now(), self.clock().steady());
        let mut known = self.steady_times.lock();
        let by = ahead - known.ahead;
        if by.abs() < LEAST_STEP {
            known.ahead = ahead;
            return None;
        }
        let due = known.due.iter().map(|(source, due)| (*source, now + due.saturating_sub(steady))).collect();
        let pauses = self.parts.fetcher.pauses_moved(by);
        Some((by, ClockStep { now, by, owner: self.owner.to_string(), due, pauses }))
    }
}

fn ahead(clock: &Clock) -> TimeDelta {
    let steady = TimeDelta::from_std(clock.steady()).unwrap_or_default();
    clock.now() - DateTime::UNIX_EPOCH - steady
}
