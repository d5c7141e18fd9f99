//! What a pipeline has done since it began, counted for whoever watches it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::report::Outcome;
use crate::fetch::FetchTrace;
use crate::model::{PollNote, PollOutcome};

/// Upper ends of the buckets of a histogram, in seconds: from a store's write over the longest time-out to a page that waits in a long
/// queue.
pub const BUCKETS: [f64; 12] = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0, 3600.0];

/// Counts of one pipeline; shared by all that work in it.
#[derive(Debug, Default)]
pub struct Tally(Mutex<Counts>);

/// The counts at one moment.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Polls by how they ended.
    pub polls: BTreeMap<&'static str, u64>,
    /// Article pages by what became of them.
    pub articles: BTreeMap<&'static str, u64>,
    /// Bytes of bodies as they came, before decompression.
    pub received_bytes: u64,
    /// Bytes of requests, as HTTP/1.1 writes them.
    pub sent_bytes: u64,
    /// How long each stage took, a document at a time. Requests, without the wait for the turn of their site: `poll`, `sitemap` (below the
    /// one that is polled), `fetch` (a page), `recheck`. What follows on a poll: `read`, `record`; on a page: `extract`, `store`.
    /// `queue`: from finding a page to the beginning of its first fetch. `group`: looking for copies of some articles.
    pub stages: BTreeMap<&'static str, Histogram>,
}

/// How often something took how long.
#[derive(Debug, Clone, Default)]
pub struct Histogram {
    /// How often, for each of [`BUCKETS`] by itself.
    pub counts: [u64; BUCKETS.len()],
    /// How often it took longer than the last of them.
    pub longer: u64,
    /// All of it together, in seconds.
    pub sum_seconds: f64,
}

impl Histogram {
    fn note(&mut self, took: Duration) {
        let seconds = took.as_secs_f64();
        let bucket = BUCKETS.iter().position(|end| seconds <= *end);
        match bucket.and_then(|bucket| self.counts.get_mut(bucket)) {
            Some(count) => *count += 1,
            None => self.longer += 1,
        }
        self.sum_seconds += seconds;
    }
}

impl Tally {
    /// The counts as they stand.
    pub fn counts(&self) -> Counts {
        self.with(|counts| counts.clone())
    }

    pub(super) fn note_poll(&self, note: &PollNote) {
        let outcome = match note.outcome {
            PollOutcome::Fresh => "fresh",
            PollOutcome::NotModified => "not_modified",
            PollOutcome::RateLimited => "rate_limited",
            PollOutcome::Gone => "gone",
            PollOutcome::Blocked => "blocked",
            PollOutcome::Failed => "failed",
        };
        self.with(|counts| *counts.polls.entry(outcome).or_default() += 1);
    }

    pub(super) fn note_article(&self, outcome: Outcome) {
        let verdict = match outcome {
            Outcome::New => "new",
            Outcome::Revised => "revised",
            Outcome::Unchanged => "unchanged",
            Outcome::Duplicate => "duplicate",
            Outcome::Skipped => "skipped",
            Outcome::Failed => "failed",
            Outcome::Gone => "gone",
        };
        self.with(|counts| *counts.articles.entry(verdict).or_default() += 1);
    }

    /// Counts the requests of a stage for one document.
    pub(super) fn note_fetch(&self, stage: &'static str, trace: &FetchTrace) {
        self.with(|counts| {
            counts.received_bytes += trace.body_bytes;
            counts.sent_bytes += trace.sent_bytes;
            counts.stages.entry(stage).or_default().note(trace.took);
        });
    }

    pub(super) fn note_stage(&self, stage: &'static str, took: Duration) {
        self.with(|counts| counts.stages.entry(stage).or_default().note(took));
    }

    fn with<T>(&self, work: impl FnOnce(&mut Counts) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_fall_into_the_first_bucket_that_holds_them() {
        let mut histogram = Histogram::default();
        for milliseconds in [5, 6, 3_600_000, 3_600_001] {
            histogram.note(Duration::from_millis(milliseconds));
        }
        assert_eq!((histogram.counts[0], histogram.counts[1]), (1, 1));
        assert_eq!((histogram.counts[11], histogram.longer), (1, 1));
        assert!((histogram.sum_seconds - 7_200.012).abs() < 1e-9);
    }
}
