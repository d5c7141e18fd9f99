//! When a source is polled next, given how the last poll went. No network, no disk, no clock.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// Longest wait between two polls, however often they failed or whatever a server asks for.
const LONGEST_WAIT: Duration = Duration::from_secs(30 * 24 * 3600);
/// Longest wait that failures alone lead to.
pub const LONGEST_BACKOFF: Duration = Duration::from_secs(24 * 3600);
/// First wait before a candidate page is tried again; doubles with each attempt.
pub const FIRST_RETRY: Duration = Duration::from_secs(15 * 60);
/// Attempts after which a candidate page may be given up.
const MOST_ATTEMPTS: u32 = 8;
/// How long a candidate page is tried at least, however often the user asks for it meanwhile: an outage ends.
const LEAST_PATIENCE: Duration = Duration::from_secs(2 * 24 * 3600);

/// How a poll ended, as far as the next one is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollEnd {
    /// The server answered with content or "not modified".
    Answered,
    /// The server asked to come back later; `None` when it did not say when.
    RateLimited(Option<Duration>),
    /// The server said that there is nothing any more and never will be (410).
    Gone,
    /// No usable answer.
    Failed,
}

/// When to poll next. `failures` counts the consecutive failures, this one included.
pub fn next_poll_at(now: DateTime<Utc>, interval: Duration, end: PollEnd, failures: u32) -> DateTime<Utc> {
    let wait = match end {
        PollEnd::Answered => interval,
        PollEnd::RateLimited(Some(asked)) => asked.max(interval),
        // Asked once more in a month, since administrators err, too.
        PollEnd::Gone => LONGEST_WAIT,
        PollEnd::RateLimited(None) | PollEnd::Failed => {
            backoff(interval, failures).min(LONGEST_BACKOFF.max(interval))
        }
    };
    now + wait.min(LONGEST_WAIT)
}

/// Whether a candidate page that failed is worth another attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Soon, then less and less often: whatever went wrong may pass.
    Later,
    /// A day later each time: it failed by a rule of the site, which does not change by the minute.
    NextDay,
    /// Never: it would fail in the same way.
    Never,
}

/// When to try a candidate page again, which was found at `found_at`, after its `attempts`-th failure; `None`: give it up.
pub fn next_attempt_at(
    (now, found_at): (DateTime<Utc>, DateTime<Utc>),
    attempts: u32,
    retry: Retry,
) -> Option<DateTime<Utc>> {
    let wait = match retry {
        _ if attempts >= MOST_ATTEMPTS && now >= found_at + LEAST_PATIENCE => return None,
        Retry::Never => return None,
        Retry::NextDay => LONGEST_BACKOFF,
        Retry::Later => backoff(FIRST_RETRY, attempts).min(LONGEST_BACKOFF),
    };
    Some(now + wait)
}

fn backoff(first: Duration, failures: u32) -> Duration {
    first.saturating_mul(1 << failures.saturating_sub(1).min(16))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3600;

    fn check_poll(end: PollEnd, failures: u32, expected_seconds: u64) {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let next = next_poll_at(now, Duration::from_secs(HOUR), end, failures);
        assert_eq!((next - now).num_seconds().unsigned_abs(), expected_seconds, "{end:?} after {failures}");
    }

    #[test]
    fn polls_back_off_and_recover_at_once() {
        check_poll(PollEnd::Answered, 0, HOUR);
        check_poll(PollEnd::Failed, 1, HOUR);
        check_poll(PollEnd::Failed, 3, 4 * HOUR);
        check_poll(PollEnd::Failed, 60, 24 * HOUR);
        check_poll(PollEnd::Answered, 0, HOUR);
    }

    #[test]
    fn server_that_asks_for_time_gets_it_within_bounds() {
        check_poll(PollEnd::RateLimited(Some(Duration::from_secs(5 * HOUR))), 1, 5 * HOUR);
        check_poll(PollEnd::RateLimited(Some(Duration::from_secs(5))), 1, HOUR);
        check_poll(PollEnd::RateLimited(Some(Duration::from_secs(u64::MAX))), 1, 30 * 24 * HOUR);
        check_poll(PollEnd::RateLimited(None), 2, 2 * HOUR);
    }

    #[test]
    fn candidate_is_tried_again_later_and_given_up_in_the_end() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let check = |attempts: u32, retry: Retry, minutes: Option<i64>| {
            let next = next_attempt_at((now, now - LEAST_PATIENCE), attempts, retry);
            assert_eq!(next.map(|at| (at - now).num_minutes()), minutes, "{retry:?} after {attempts}");
        };
        check(1, Retry::Later, Some(15));
        check(3, Retry::Later, Some(60));
        check(1, Retry::NextDay, Some(24 * 60));
        check(3, Retry::NextDay, Some(24 * 60));
        for retry in [Retry::Later, Retry::NextDay] {
            check(MOST_ATTEMPTS, retry, None);
        }
        check(1, Retry::Never, None);
        let in_an_outage = next_attempt_at((now, now), MOST_ATTEMPTS + 30, Retry::Later);
        assert_eq!(in_an_outage, Some(now + LONGEST_BACKOFF), "found only just now");
    }
}
