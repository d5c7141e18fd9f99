//! Sources that are overdue together are not polled together: after a long stop, or when thousands are declared at once.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::next_poll::{Readable, fraction, part_of};
use crate::model::SourceId;

/// So many are polled at once without being a burden.
const FEW: usize = 100;
/// Polls a second beyond that.
const PER_SECOND: u64 = 10;
/// The longest time over which they are spread, however many there are: news wait for it.
const LONGEST: u64 = 15 * 60;
/// Sources that have been due for longer than a service ever takes to come round are overdue.
pub const OVERDUE_AFTER: TimeDelta = TimeDelta::minutes(5);

/// Until when one of so many overdue sources is put off, and why, in words; `None`: it may be polled now.
pub fn spread_backlog(
    now: DateTime<Utc>,
    source: SourceId,
    overdue: usize,
) -> Option<(DateTime<Utc>, String)> {
    if overdue <= FEW {
        return None;
    }
    let seconds = (overdue as u64 / PER_SECOND).min(LONGEST);
    let wait = part_of(seconds, fraction((source.0, 1)));
    let (until, over) = (now + Duration::from_secs(wait), Readable(Duration::from_secs(seconds)));
    Some((until, format!("one of {overdue} sources that were overdue together, spread over {over}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The most of so many overdue sources that begin within one second, and the seconds until the last one.
    fn check(overdue: usize, at_most: usize, seconds: std::ops::Range<i64>) {
        let now = DateTime::UNIX_EPOCH;
        let mut waits: Vec<i64> = (0..overdue as i64)
            .map(|id| (spread_backlog(now, SourceId(id), overdue).unwrap().0 - now).num_seconds())
            .collect();
        waits.sort_unstable();
        let most = waits.chunk_by(|one, other| one == other).map(<[i64]>::len).max().unwrap();
        assert!(most <= at_most, "{most} of {overdue} in one second");
        assert!(seconds.contains(waits.last().unwrap()), "{:?} s for {overdue}", waits.last());
    }

    #[test]
    fn backlog_is_worked_off_at_a_bounded_rate() {
        check(200, 25, 15..20);
        check(5_000, 30, 490..500);
        check(10_000, 35, 890..900);
        check(100_000, 160, 890..900);
        assert_eq!(spread_backlog(DateTime::UNIX_EPOCH, SourceId(1), FEW), None);
    }
}
