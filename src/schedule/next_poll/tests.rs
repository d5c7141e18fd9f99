//! Each case is a poll of one source: what is known after it, and the wait until the next.

use super::super::test_sources::{HOUR, source, state};
use super::*;
use crate::model::{PollWishes, Rhythm, SourceId, Validators};

const MINUTE: u64 = 60;
const DAY: u64 = 24 * HOUR;

fn failing(failures: u32) -> SourceState {
    SourceState { consecutive_failures: failures, ..state(PollWishes::default()) }
}

fn seconds(seconds: u64) -> Option<Duration> {
    Some(Duration::from_secs(seconds))
}

/// Checks the wait, from `at_least` to that and the jitter, at many times of the day.
fn check(source: &Source, state: &SourceState, end: PollEnd, at_least: u64, because: &str) {
    let share = if state.consecutive_failures > 0 { JITTER_OF_FAILURES } else { JITTER };
    let at_most = at_least + ((at_least as f64 * share).ceil() as u64).min(HOUR) + 1;
    for round in 0..100 {
        let now = DateTime::UNIX_EPOCH + TimeDelta::milliseconds(977_777 * round);
        let next = next_poll((now, LONGEST_LEARNED), source, state, end);
        let wait = (next.at - now).to_std().unwrap();
        assert!(
            wait >= Duration::from_secs(at_least).min(LONGEST_WAIT - Duration::from_secs(1)),
            "{wait:?} for {at_least} s: {next}"
        );
        assert!(wait <= Duration::from_secs(at_most), "{wait:?} for {at_least} s: {next}");
        assert_eq!(next.at.nanosecond(), 0);
        assert!(next.to_string().contains(because), "`{because}` is missing in: {next}");
    }
}

fn check_wishes(wishes: PollWishes, at_least: u64, because: &str) {
    check(&source(HOUR, false), &state(wishes), PollEnd::Answered, at_least, because);
}

#[test]
fn general_interval_is_no_shorter_than_the_floor_and_an_own_one_is_kept() {
    let known = state(PollWishes::default());
    check(&source(HOUR, false), &known, PollEnd::Answered, HOUR, "interval (1 h)");
    check(&source(15 * MINUTE, false), &known, PollEnd::Answered, HOUR, "interval (1 h)");
    check(&source(3 * HOUR, false), &known, PollEnd::Answered, 3 * HOUR, "interval (3 h)");
    check(&source(15 * MINUTE, true), &known, PollEnd::Answered, 15 * MINUTE, "of this source (15 min)");
}

#[test]
fn source_without_validators_is_polled_once_a_day_unless_the_user_says_otherwise() {
    let none = SourceState { validators: Validators::default(), ..state(PollWishes::default()) };
    check(&source(HOUR, false), &none, PollEnd::Answered, DAY, "neither ETag nor Last-Modified");
    check(&source(HOUR, false), &none, PollEnd::Failed, DAY, "neither ETag nor Last-Modified");
    check(&source(2 * DAY, false), &none, PollEnd::Answered, 2 * DAY, "interval (2 d)");
    check(&source(30 * MINUTE, true), &none, PollEnd::Answered, 30 * MINUTE, "of this source");
    let unknown = SourceState { validators_url: None, ..none };
    check(&source(HOUR, false), &unknown, PollEnd::Failed, HOUR, "backing off");
}

#[test]
fn longest_wish_counts() {
    let none = PollWishes::default();
    check_wishes(
        PollWishes { fresh_for: seconds(6 * HOUR), ..none },
        6 * HOUR,
        "Cache-Control or Expires (6 h)",
    );
    check_wishes(PollWishes { fresh_for: seconds(300), ..none }, HOUR, "interval (1 h)");
    check_wishes(PollWishes { time_to_live: seconds(90 * MINUTE), ..none }, 90 * MINUTE, "ttl (90 min)");
    check_wishes(PollWishes { update_every: seconds(DAY), ..none }, DAY, "sy:updatePeriod (1 d)");
    let all = PollWishes {
        fresh_for: seconds(2 * HOUR),
        time_to_live: seconds(4 * HOUR),
        update_every: seconds(3 * HOUR),
        ..none
    };
    check_wishes(all, 4 * HOUR, "ttl (4 h)");
    let endless = PollWishes { fresh_for: Some(Duration::MAX), ..none };
    check_wishes(endless, 30 * DAY, "Cache-Control");
    let own = source(5 * MINUTE, true);
    check(
        &own,
        &state(PollWishes { fresh_for: seconds(HOUR), ..none }),
        PollEnd::Answered,
        HOUR,
        "Cache-Control",
    );
}

/// Of a source that was watched for weeks and brought nothing.
fn silent() -> SourceState {
    let mut rhythm = Rhythm::new(DateTime::UNIX_EPOCH - TimeDelta::days(90));
    rhythm.as_of = DateTime::UNIX_EPOCH;
    rhythm.watched_hours = 2_000.0;
    SourceState { rhythm: Some(rhythm), ..state(PollWishes::default()) }
}

#[test]
fn learned_interval_is_never_below_the_general_one_nor_above_the_ceiling_and_an_own_one_wins() {
    check(&source(HOUR, false), &silent(), PollEnd::Answered, DAY, "about 0.01 articles a day (1 d)");
    check(&source(3 * DAY, false), &silent(), PollEnd::Answered, 3 * DAY, "interval (3 d)");
    check(&source(HOUR, true), &silent(), PollEnd::Answered, HOUR, "of this source");
    let next = next_poll(
        (DateTime::UNIX_EPOCH, Duration::from_secs(2 * HOUR)),
        &source(HOUR, false),
        &silent(),
        PollEnd::Answered,
    );
    assert!(next.to_string().contains("(2 h)"), "{next}");
    let mut busy = silent();
    let rhythm = busy.rhythm.as_mut().unwrap();
    (rhythm.days, rhythm.hours) = ([480.0; 7], [140.0; 24]);
    check(&source(HOUR, false), &busy, PollEnd::Answered, HOUR, "interval (1 h)");
    let failing = SourceState { consecutive_failures: 1, ..busy };
    check(&source(HOUR, false), &failing, PollEnd::Failed, HOUR, "backing off after a failure");
}

#[test]
fn failures_back_off_and_one_success_ends_that() {
    let source = source(HOUR, false);
    for (failures, hours) in [(1, 1), (2, 2), (3, 4), (5, 16), (6, 24), (60, 24), (u32::MAX, 24)] {
        check(&source, &failing(failures), PollEnd::Failed, hours * HOUR, "backing off");
        check(&source, &failing(failures), PollEnd::RateLimited(None), hours * HOUR, "backing off");
    }
    check(&source, &failing(0), PollEnd::Answered, HOUR, "interval");
    check(&source, &failing(1), PollEnd::Gone, 30 * DAY, "410");
}

#[test]
fn server_that_asks_for_time_gets_it_within_bounds() {
    let asked = |seconds: u64| PollEnd::RateLimited(Some(Duration::from_secs(seconds)));
    let source = source(HOUR, false);
    check(&source, &failing(1), asked(5 * HOUR), 5 * HOUR, "Retry-After (5 h)");
    check(&source, &failing(1), asked(HOUR), HOUR, "backing off");
    for too_short in [0, 5, HOUR] {
        check(&source, &failing(9), asked(too_short), DAY, "backing off after 9 failures");
    }
    check(&source, &failing(1), asked(u64::MAX), 30 * DAY, "Retry-After");
}

#[test]
fn what_is_written_before_a_poll_is_what_the_last_answer_asked_for() {
    let now = DateTime::UNIX_EPOCH;
    let wishes = PollWishes { fresh_for: seconds(6 * HOUR), ..PollWishes::default() };
    assert!(
        provisional_poll((now, LONGEST_LEARNED), &source(HOUR, false), &state(wishes)).at
            >= now + TimeDelta::hours(6)
    );
    assert!(
        provisional_poll((now, LONGEST_LEARNED), &source(HOUR, false), &failing(4)).at
            >= now + TimeDelta::hours(8)
    );
}

/// 1970-01-01 was a Thursday.
fn check_skipped(skip_hours: u32, skip_days: u8, now: &str, expected: &str) {
    let wishes = PollWishes { skip_hours, skip_days, ..PollWishes::default() };
    let next = next_poll(
        (now.parse().unwrap(), LONGEST_LEARNED),
        &source(HOUR, true),
        &state(wishes),
        PollEnd::Answered,
    );
    assert_eq!(next.at.format("%a %H").to_string(), expected, "{next}");
    assert_eq!(next.skipped, next.to_string().contains("skipHours"));
}

#[test]
fn hours_and_days_to_skip_put_a_poll_off() {
    let night = 0b11_1111;
    check_skipped(0, 0, "1970-01-01T00:10:00Z", "Thu 01");
    check_skipped(night, 0, "1970-01-01T00:10:00Z", "Thu 06");
    check_skipped(night | 1 << 23, 0, "1970-01-01T22:10:00Z", "Fri 06");
    let weekend = 0b110_0000;
    check_skipped(0, weekend, "1970-01-02T23:30:00Z", "Mon 00");
    check_skipped(night, weekend, "1970-01-02T23:30:00Z", "Mon 06");
    check_skipped(0, !0, "1970-01-01T00:10:00Z", "Thu 01");
    check_skipped((1 << 24) - 1, 0, "1970-01-01T00:10:00Z", "Thu 01");
}

#[test]
fn skipping_never_leads_past_thirty_days() {
    let wishes =
        PollWishes { fresh_for: Some(Duration::MAX), skip_days: 0b111_1000, ..PollWishes::default() };
    let now: DateTime<Utc> = "1970-01-01T00:10:00Z".parse().unwrap();
    let next = next_poll((now, LONGEST_LEARNED), &source(HOUR, false), &state(wishes), PollEnd::Answered);
    assert!(
        next.at <= now + TimeDelta::days(30) && next.at > now + TimeDelta::days(26),
        "{next} {}",
        next.at
    );
    assert_eq!(next.at.weekday(), chrono::Weekday::Wed);
}

/// How many of 3,000 sources that were all polled within a quarter of an hour are due in the fullest minute, after so many days.
fn fullest_minute(state: &SourceState, days: i64) -> usize {
    let until = DateTime::UNIX_EPOCH + TimeDelta::days(days);
    let mut minutes = std::collections::HashMap::new();
    for id in 0..3_000 {
        let source = Source { id: SourceId(id), ..source(HOUR, false) };
        let mut at = DateTime::UNIX_EPOCH + TimeDelta::milliseconds(id * 300);
        while at < until {
            at = next_poll((at, LONGEST_LEARNED), &source, state, PollEnd::Answered).at;
        }
        *minutes.entry((at - until).num_minutes()).or_insert(0) += 1;
    }
    minutes.into_values().max().unwrap()
}

#[test]
fn sources_that_were_started_together_spread_and_stay_so() {
    // Each hour: 50 a minute would be quite even.
    let known = state(PollWishes::default());
    for days in [1, 4] {
        let fullest = fullest_minute(&known, days);
        assert!(fullest < 85, "{fullest} after {days} days");
    }
    // Once a day, they leave the hour in which they were started.
    let fullest = fullest_minute(&silent(), 20);
    assert!(fullest < 40, "{fullest}");
}

#[test]
fn source_that_is_polled_at_its_own_moment_stays_there() {
    for interval in [10 * MINUTE, HOUR, 6 * HOUR] {
        let source = source(interval, true);
        let mut at = DateTime::UNIX_EPOCH;
        let mut step = || {
            let next =
                next_poll((at, LONGEST_LEARNED), &source, &state(PollWishes::default()), PollEnd::Answered);
            let wait = next.at - std::mem::replace(&mut at, next.at);
            wait.num_seconds().unsigned_abs()
        };
        let waits: Vec<u64> = (0..60).map(|_| step()).collect();
        assert!(waits[40..].iter().all(|wait| *wait == interval), "{waits:?}");
    }
}
