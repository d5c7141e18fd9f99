//! What a poll brought is kept: at once, or, by a service, as soon as the store can.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::context::Pipeline;
use super::poll::FoundPages;
use super::poll_state::{Answered, Ending};
use crate::model::{PollNote, Timestamp};
use crate::store::{CandidateId, PollRecord, StoreError};

/// Pause before a store that failed is tried again.
const STORE_PAUSE: Duration = Duration::from_secs(2);

impl Pipeline {
    /// Keeps what the poll brought. `new_pages` are those that were kept already.
    pub(super) async fn record(
        &self,
        answered: Answered,
        ending: Ending,
        FoundPages { candidates, seen_links, known_sitemaps, .. }: FoundPages,
        new_pages: u64,
    ) -> Result<Vec<Option<CandidateId>>, StoreError> {
        let now = self.clock().now();
        let note = PollNote { new_entries: new_pages, ..answered.note(&ending, now) };
        self.tally.note_poll(&note);
        let (source, took) = (answered.source.name.as_str(), note.took.as_millis());
        tracing::info!(source, outcome = ?note.outcome, milliseconds = took, entries = candidates.len(), "polled");
        let source_id = answered.source.id;
        let record = PollRecord { source_id, note, candidates, seen_links, known_sitemaps };
        let (bounds, begun) = ((now, self.longest_learned), Instant::now());
        let answered = Arc::new((answered, ending));
        let mut is_told = false;
        loop {
            let answered = Arc::clone(&answered);
            let pipeline = self.clone();
            let settle = move |new: &[Option<Timestamp>]| {
                let state = answered.0.settle(&answered.1, bounds, new);
                pipeline.note_due(source_id, (now, state.next_due_at));
                state
            };
            match self.store.record_poll(record.clone(), settle).await {
                Err(error) if self.outlives_store && error.may_pass() && !self.stopping() => {
                    if !std::mem::replace(&mut is_told, true) {
                        tracing::warn!(%error, "what a poll brought is held until the store can keep it");
                    }
                    self.pause(STORE_PAUSE).await;
                }
                recorded => {
                    self.tally.note_stage("record", begun.elapsed());
                    return recorded;
                }
            }
        }
    }

    /// Sleeps, but not past a stop signal.
    async fn pause(&self, pause: Duration) {
        let mut stop = self.stop_signal();
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => {}
            () = sleep(pause) => {}
        }
    }
}
