//! When a page that failed is tried again.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::next_poll::{LONGEST_BACKOFF, WHEN_CUT_OFF, backoff};

/// First wait before a candidate page is tried again; doubles with each attempt.
const FIRST_RETRY: Duration = Duration::from_secs(15 * 60);
/// Attempts after which a candidate page may be given up.
const MOST_ATTEMPTS: u32 = 8;
/// How long a candidate page is tried at least, however often the user asks for it meanwhile: an outage ends.
const LEAST_PATIENCE: Duration = Duration::from_secs(2 * 24 * 3600);

/// Whether a candidate page that failed is worth another attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Soon, then less and less often: whatever went wrong may pass.
    Later,
    /// A day later each time: it failed by a rule of the site, which does not change by the minute.
    NextDay,
    /// In a minute, and the attempt does not count: this machine can reach nobody.
    CutOff,
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
        Retry::CutOff => WHEN_CUT_OFF,
        _ if attempts >= MOST_ATTEMPTS && now >= found_at + LEAST_PATIENCE => return None,
        Retry::Never => return None,
        Retry::NextDay => LONGEST_BACKOFF,
        Retry::Later => backoff(FIRST_RETRY, attempts).min(LONGEST_BACKOFF),
    };
    Some(now + wait)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        check(MOST_ATTEMPTS, Retry::CutOff, Some(1));
        let in_an_outage = next_attempt_at((now, now), MOST_ATTEMPTS + 30, Retry::Later);
        assert_eq!(in_an_outage, Some(now + LONGEST_BACKOFF), "found only just now");
    }
}
