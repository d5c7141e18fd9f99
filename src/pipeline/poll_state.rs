//! What a poll leaves behind: the state of its source, and the note for whoever wants to know later.

use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

use crate::canonical::public_address;
use crate::fetch::{FetchError, FetchOutcome, FetchRequest, FetchTrace};
use crate::model::{PollNote, PollOutcome, PollWishes, Source, SourceState, Timestamp, Validators};
use crate::schedule::{Arrival, LONGEST_WAIT, PollEnd, is_https_upgrade, learn, next_poll, settle_address};

/// One poll of one source, after its answer.
#[derive(Debug, Clone)]
pub(super) struct Answered {
    pub(super) source: Source,
    /// The state before it.
    pub(super) state: SourceState,
    /// What was asked for.
    pub(super) request: FetchRequest,
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
    /// Whether the validators are those of a document that could not be read.
    is_unreadable: bool,
    /// Whether the document has to be read again.
    is_cut: bool,
}

impl Ending {
    /// A document that could be read.
    pub(super) fn fresh(validators: Validators, wishes: Option<PollWishes>) -> Self {
        Self { validators: Some(validators), wishes, ..Self::good(PollOutcome::Fresh) }
    }

    /// A document of which so much is new that it has to be read again: its validators would keep that from the next poll.
    pub(super) fn cut_short(wishes: Option<PollWishes>) -> Self {
        Self { is_cut: true, ..Self::fresh(Validators::default(), wishes) }
    }

    /// The word that nothing has changed.
    pub(super) fn not_modified(validators: Validators) -> Self {
        Self { validators: Some(validators), ..Self::good(PollOutcome::NotModified) }
    }

    /// A document that is not what the source is. That it is still the same, if it comes with validators, makes it no better.
    pub(super) fn unreadable(error: String, validators: Validators) -> Self {
        Self {
            end: PollEnd::Failed,
            arrival: Arrival::Failed,
            error: Some(error),
            validators: Some(validators).filter(|validators| !validators.is_empty()),
            is_unreadable: true,
            ..Self::good(PollOutcome::Failed)
        }
    }

    /// No document. `error` says so in words.
    pub(super) fn refused(
        refused: &FetchOutcome,
        answered: &Answered,
        error: String,
        now: DateTime<Utc>,
    ) -> Self {
        let trace = &answered.trace;
        let (outcome, end) = match refused {
            FetchOutcome::RateLimited { retry_after } => {
                (PollOutcome::RateLimited, PollEnd::RateLimited(*retry_after))
            }
            FetchOutcome::Paused { until, .. } => {
                (PollOutcome::RateLimited, PollEnd::RateLimited((*until - now).to_std().ok()))
            }
            // What is gone where a redirect or an earlier move led to is not gone where it was declared.
            FetchOutcome::Gone if !answered.is_elsewhere() => (PollOutcome::Gone, PollEnd::Gone),
            FetchOutcome::Failed(error) if error.is_unreached() && trace.status.is_none() => {
                (PollOutcome::Failed, PollEnd::Unreached)
            }
            FetchOutcome::Failed(FetchError::Blocked { .. }) => (PollOutcome::Blocked, after_failure(trace)),
            _ => (PollOutcome::Failed, after_failure(trace)),
        };
        let arrival = match trace.status {
            Some(404 | 410) if answered.state.polled_url.is_some() => Arrival::Nothing,
            _ if matches!(end, PollEnd::RateLimited(_)) => Arrival::Postponed,
            _ => Arrival::Failed,
        };
        Self { end, arrival, error: Some(error), ..Self::good(outcome) }
    }

    /// The same, when no server was reached since this machine can reach nobody.
    pub(super) fn cut_off(self) -> Self {
        match self.end {
            PollEnd::Unreached => Self { end: PollEnd::CutOff, arrival: Arrival::Postponed, ..self },
            _ => self,
        }
    }

    fn good(outcome: PollOutcome) -> Self {
        let (end, arrival) = (PollEnd::Answered, Arrival::Found);
        let (is_unreadable, is_cut) = (false, false);
        Self { outcome, end, arrival, error: None, validators: None, wishes: None, is_unreadable, is_cut }
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
    /// Whether the answer came from another place than the declared one, or than that over an encrypted connection.
    pub(super) fn is_elsewhere(&self) -> bool {
        let moved_to = self.trace.moved_to.as_ref();
        let has_moved = moved_to.is_some_and(|target| !is_https_upgrade(&self.request.url, target));
        self.trace.has_detour || has_moved || self.state.polled_url.is_some()
    }

    /// The state after the poll, given when the pages that it brought and that were not known were published, as far as that is said. A
    /// learned interval is no longer than `longest`.
    pub(super) fn settle(
        &self,
        ending: &Ending,
        (now, longest): (DateTime<Utc>, Duration),
        new: &[Option<Timestamp>],
    ) -> SourceState {
        let mut state = self.state.clone();
        state.last_polled_at = Some(now);
        state.last_error.clone_from(&ending.error);
        if ending.end == PollEnd::CutOff {
            // Says nothing about the source.
        } else if ending.error.is_some() {
            state.consecutive_failures = state.consecutive_failures.saturating_add(1);
        } else {
            state.consecutive_failures = 0;
            state.gone_at = None;
            state.rhythm = Some(learn(state.rhythm.as_ref(), now, new));
        }
        if let Some(validators) = &ending.validators {
            state.validators.clone_from(validators);
            // Where they are left out on purpose, it is not the server that gives none.
            state.validators_url = self.trace.answered_by.clone().filter(|_| !ending.is_cut);
            state.unreadable = ending.error.clone().filter(|_| ending.is_unreadable);
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
        state.not_before = match ending.end {
            PollEnd::RateLimited(Some(asked)) => Some(now + asked.min(LONGEST_WAIT)),
            _ => None,
        };
        settle_address(&self.source, &mut state, self.trace.moved_to.clone(), ending.arrival);
        let next = next_poll((now, longest), &self.source, &state, ending.end);
        // Whom nobody asked is not asked before its time.
        let is_early = matches!(ending.end, PollEnd::Unreached | PollEnd::CutOff)
            && self.state.next_due_at.is_some_and(|due| due > next.at);
        if !is_early {
            state.next_due_at = Some(next.at);
            state.due_because = Some(next.to_string());
        }
        state
    }

    /// The note of the poll; what only the store knows is left open.
    pub(super) fn note(&self, ending: &Ending, now: DateTime<Utc>) -> PollNote {
        let asked = public_address(&self.request.url);
        let answered_by = self.trace.answered_by.as_ref().filter(|answering| **answering != asked);
        PollNote {
            polled_at: now,
            answered_by: answered_by.map(Url::to_string),
            url: asked.to_string(),
            outcome: ending.outcome,
            status: self.trace.status,
            body_bytes: self.trace.body_bytes,
            took: self.trace.took,
            sent: self.trace.sent.clone(),
            received: self.trace.received.clone(),
            new_entries: 0,
            error: ending.error.clone(),
            next_due_at: None,
            due_because: None,
        }
    }
}
