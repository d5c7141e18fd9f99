//! Each case is a poll of one source: what is known after it, and the wait until the next.

use super::*;
use crate::model::{PollWishes, SourceId, SourceKind, SourceOrigin, Validators};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

fn source(interval: u64, interval_is_own: bool) -> Source {
    Source {
        id: SourceId(7),
        name: "news".to_owned(),
        url: "https://example.org/feed".parse().unwrap(),
        kind: SourceKind::Feed,
        interval: Duration::from_secs(interval),
        interval_is_own,
        enabled: true,
        tags: Vec::new(),
        link_selector: None,
        origin: SourceOrigin::Command,
    }
}

/// A source that gives validators.
fn state(wishes: PollWishes) -> SourceState {
    let validators = Validators { etag: Some(b"\"v1\"".to_vec()), last_modified: None };
    let validators_url = Some("https://example.org/feed".parse().unwrap());
    SourceState { validators, validators_url, wishes, ..SourceState::default() }
}

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
        let next = next_poll(now, source, state, end);
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

#[test]
fn quiet_source_is_polled_less_often_and_news_bring_it_back() {
    let quiet = |quiet_polls: u32| SourceState { quiet_polls, ..state(PollWishes::default()) };
    for (polls, hours) in [(0, 1), (7, 1), (8, 2), (16, 4), (24, 8), (32, 16), (40, 24), (4_000_000, 24)] {
        check(&source(HOUR, false), &quiet(polls), PollEnd::Answered, hours * HOUR, "interval");
    }
    check(&source(HOUR, true), &quiet(100), PollEnd::Answered, HOUR, "of this source");
    check(&source(3 * DAY, false), &quiet(100), PollEnd::Answered, 3 * DAY, "interval (3 d)");
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
    assert!(provisional_poll(now, &source(HOUR, false), &state(wishes)).at >= now + TimeDelta::hours(6));
    assert!(provisional_poll(now, &source(HOUR, false), &failing(4)).at >= now + TimeDelta::hours(8));
}

/// 1970-01-01 was a Thursday.
fn check_skipped(skip_hours: u32, skip_days: u8, now: &str, expected: &str) {
    let wishes = PollWishes { skip_hours, skip_days, ..PollWishes::default() };
    let next = next_poll(now.parse().unwrap(), &source(HOUR, true), &state(wishes), PollEnd::Answered);
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
    let next = next_poll(now, &source(HOUR, false), &state(wishes), PollEnd::Answered);
    assert!(
        next.at <= now + TimeDelta::days(30) && next.at > now + TimeDelta::days(26),
        "{next} {}",
        next.at
    );
    assert_eq!(next.at.weekday(), chrono::Weekday::Wed);
}

#[test]
fn sources_that_were_started_together_spread() {
    let state = state(PollWishes::default());
    let due = |id: i64| {
        let source = Source { id: SourceId(id), ..source(HOUR, false) };
        next_poll(DateTime::UNIX_EPOCH, &source, &state, PollEnd::Answered).at
    };
    let mut times: Vec<_> = (0..1000).map(due).collect();
    times.sort_unstable();
    times.dedup();
    assert!(times.len() > 300, "{}", times.len());
}
