//! What a poll leaves behind: the state of its source, and the note for whoever wants to know later.

use chrono::{DateTime, Utc};
use url::Url;

use crate::canonical::public_address;
use crate::fetch::{FetchError, FetchOutcome, FetchTrace};
use crate::model::{PollNote, PollOutcome, PollWishes, Source, SourceState, Validators};
use crate::schedule::{Arrival, PollEnd, next_poll, settle_address};

/// One poll of one source, after its answer.
pub(super) struct Answered {
    pub(super) source: Source,
    /// The state before it.
    pub(super) state: SourceState,
    /// The address asked for.
    pub(super) asked: Url,
    pub(super) trace: FetchTrace,
}

/// How a poll ended.
#[derive(Debug, Clone)]
pub(super) struct Ending {
    outcome: PollOutcome,
    end: PollEnd,
    arrival: Arrival,
    error: Option<String>,
    /// To be sent next time; `None`: those of before.
    validators: Option<Validators>,
    /// What the feed itself asks for; `None`: as before.
    wishes: Option<PollWishes>,
}

impl Ending {
    /// A document that could be read.
    pub(super) fn fresh(validators: Validators, wishes: Option<PollWishes>) -> Self {
        Self { validators: Some(validators), wishes, ..Self::good(PollOutcome::Fresh) }
    }

    /// The word that nothing has changed.
    pub(super) fn not_modified(validators: Validators) -> Self {
        Self { validators: Some(validators), ..Self::good(PollOutcome::NotModified) }
    }

    /// A document that is not what the source is.
    pub(super) fn unreadable(error: String) -> Self {
        Self {
            end: PollEnd::Failed,
            arrival: Arrival::Failed,
            error: Some(error),
            ..Self::good(PollOutcome::Failed)
        }
    }

    /// No document. `error` says so in words.
    pub(super) fn refused(refused: &FetchOutcome, answered: &Answered, error: String) -> Self {
        let trace = &answered.trace;
        let is_elsewhere = trace.has_detour || answered.state.polled_url.is_some();
        let (outcome, end) = match refused {
            FetchOutcome::RateLimited { retry_after, .. } => {
                (PollOutcome::RateLimited, PollEnd::RateLimited(*retry_after))
            }
            // What is gone where a detour or an earlier move led to is not gone where it was declared.
            FetchOutcome::Gone if !is_elsewhere => (PollOutcome::Gone, PollEnd::Gone),
            FetchOutcome::Failed(FetchError::Blocked { .. }) => (PollOutcome::Blocked, after_failure(trace)),
            _ => (PollOutcome::Failed, after_failure(trace)),
        };
        let arrival = match trace.status {
            Some(404 | 410) if answered.state.polled_url.is_some() => Arrival::Nothing,
            _ => Arrival::Failed,
        };
        Self { end, arrival, error: Some(error), ..Self::good(outcome) }
    }

    fn good(outcome: PollOutcome) -> Self {
        let (end, arrival) = (PollEnd::Answered, Arrival::Found);
        Self { outcome, end, arrival, error: None, validators: None, wishes: None }
    }

    /// Why it failed, in words; empty if it did not.
    pub(super) fn error(&self) -> &str {
        self.error.as_deref().unwrap_or_default()
    }

    /// Whether the server said that there is nothing any more and never will be.
    pub(super) fn is_gone(&self) -> bool {
        self.end == PollEnd::Gone
    }
}

/// A failure with `Retry-After` is a wish for time, whatever its status.
fn after_failure(trace: &FetchTrace) -> PollEnd {
    if trace.retry_after.is_some() { PollEnd::RateLimited(trace.retry_after) } else { PollEnd::Failed }
}

impl Answered {
    /// The state after the poll, given how many pages it brought that were not known.
    pub(super) fn settle(&self, ending: &Ending, now: DateTime<Utc>, new_entries: u64) -> SourceState {
        let mut state = self.state.clone();
        state.last_polled_at = Some(now);
        state.last_error.clone_from(&ending.error);
        if ending.error.is_some() {
            state.consecutive_failures = state.consecutive_failures.saturating_add(1);
        } else {
            state.consecutive_failures = 0;
            state.gone_at = None;
            state.quiet_polls = if new_entries > 0 { 0 } else { state.quiet_polls.saturating_add(1) };
        }
        if let Some(validators) = &ending.validators {
            state.validators.clone_from(validators);
            state.validators_url.clone_from(&self.trace.answered_by);
        }
        if let Some(wishes) = ending.wishes {
            state.wishes = PollWishes { fresh_for: state.wishes.fresh_for, ..wishes };
        }
        match ending.outcome {
            PollOutcome::Fresh => state.wishes.fresh_for = self.trace.fresh_for,
            // What a "not modified" leaves out stays as it was (RFC 9111, section 4.3.4).
            PollOutcome::NotModified => {
                state.wishes.fresh_for = self.trace.fresh_for.or(state.wishes.fresh_for);
            }
            _ => {}
        }
        if ending.is_gone() {
            state.gone_at = Some(now);
        }
        settle_address(&self.source, &mut state, self.trace.moved_to.clone(), ending.arrival);
        let next = next_poll(now, &self.source, &state, ending.end);
        state.next_due_at = Some(next.at);
        state.due_because = Some(next.to_string());
        state
    }

    /// The note of the poll; what only the store knows is left open.
    pub(super) fn note(&self, ending: &Ending, now: DateTime<Utc>) -> PollNote {
        let asked = public_address(&self.asked);
        let answered_by = self.trace.answered_by.as_ref().filter(|answering| **answering != asked);
        PollNote {
            polled_at: now,
            answered_by: answered_by.map(Url::to_string),
            url: asked.to_string(),
            outcome: ending.outcome,
            status: self.trace.status,
            body_bytes: self.trace.body_bytes,
            took: self.trace.took,
            sent: self.state.validators.clone(),
            received: self.trace.received.clone(),
            new_entries: 0,
            error: ending.error.clone(),
            next_due_at: None,
            due_because: None,
        }
    }
}
