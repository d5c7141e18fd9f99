//! Sources that publish for months, polled as they are learned: how often, and how late their articles are found.

use super::super::next_poll::{PollEnd, next_poll};
use super::super::test_sources::{HOUR, source, state};
use super::*;
use crate::model::PollWishes;

const DAY: Duration = Duration::from_secs(24 * 3600);
/// What a feed names at a time.
const NAMED: usize = 20;
/// Days of which a simulation tells nothing: until then it learns.
const LEARNING: i64 = 14;

/// A Monday.
fn start() -> DateTime<Utc> {
    "2024-01-01T00:00:00Z".parse().unwrap()
}

fn at(hours: f64) -> DateTime<Utc> {
    start() + TimeDelta::milliseconds((hours * HOUR as f64 * 1000.0) as i64)
}

/// Numbers from 0 to below 1 that look like chance.
fn chance() -> impl FnMut() -> f64 {
    let mut state = 1_u64;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from((state >> 33) as u32) / f64::from(1_u32 << 31)
    }
}

/// When a source publishes in so many days: of each day, its number from Monday and a source of chance make hours of that day.
fn published(days: u32, of_day: impl Fn(u32, &mut dyn FnMut() -> f64) -> Vec<f64>) -> Vec<DateTime<Utc>> {
    let mut chance = chance();
    let mut all: Vec<_> = (0..days)
        .flat_map(|day| {
            of_day(day % 7, &mut chance).into_iter().map(move |hour| at(f64::from(day) * 24.0 + hour))
        })
        .collect();
    all.sort_unstable();
    all
}

/// Twenty stories from six to six, Monday to Friday.
fn paper(days: u32) -> Vec<DateTime<Utc>> {
    published(
        days,
        |day, chance| if day < 5 { (0..20).map(|_| 6.0 + 12.0 * chance()).collect() } else { vec![] },
    )
}

/// A story each five minutes.
fn wire(days: u32) -> Vec<DateTime<Utc>> {
    published(days, |_, _| (0..288).map(|number| f64::from(number) / 12.0).collect())
}

/// One story on Tuesdays, about ten.
fn blog(days: u32) -> Vec<DateTime<Utc>> {
    published(days, |day, chance| if day == 1 { vec![9.0 + 2.0 * chance()] } else { vec![] })
}

/// How a source fared.
struct Fared {
    polls_a_week: f64,
    median_delay_minutes: i64,
    shortest: TimeDelta,
    longest: TimeDelta,
}

/// What feeds say of the time of a story.
type Stated = fn(DateTime<Utc>) -> Option<Timestamp>;

fn truly(at: DateTime<Utc>) -> Option<Timestamp> {
    Some(Timestamp::Instant(at.fixed_offset()))
}

/// Polls a source from its seventh day on, as it is learned or (`fixed`) at an interval of its own.
fn simulate(published: &[DateTime<Utc>], fixed: Option<f64>, stated: Stated) -> Fared {
    let interval = fixed.map_or(HOUR, |hours| (hours * HOUR as f64) as u64);
    let source = source(interval, fixed.is_some());
    let (end, told_from) = (*published.last().unwrap(), at(7.3 * 24.0) + TimeDelta::days(LEARNING));
    let (mut now, mut known) = (at(7.3 * 24.0), 0);
    let mut state = state(PollWishes::default());
    let (mut delays, mut waits, mut polls) = (Vec::new(), Vec::new(), 0_u32);
    while now < end {
        let there = published.partition_point(|at| *at <= now);
        let new = &published[known.max(there.saturating_sub(NAMED))..there];
        known = there;
        let new_stated: Vec<_> = new.iter().map(|at| stated(*at)).collect();
        state.rhythm = Some(learn(state.rhythm.as_ref(), now, &new_stated));
        let next = next_poll((now, DAY), &source, &state, PollEnd::Answered).at;
        if now >= told_from {
            polls += 1;
            delays.extend(new.iter().filter(|at| **at >= told_from).map(|at| (now - at).num_minutes()));
            waits.push(next - now);
        }
        now = next;
    }
    delays.sort_unstable();
    Fared {
        polls_a_week: f64::from(polls) * 168.0 / hours_between(told_from, end),
        median_delay_minutes: delays[delays.len() / 2],
        shortest: *waits.iter().min().unwrap(),
        longest: *waits.iter().max().unwrap(),
    }
}

/// Checks how often a source is polled in a week, and how many minutes after its publication a story is found at the median. Prints
/// both beside those of a fixed hour, and of a fixed interval with as many polls.
fn check(name: &str, published: &[DateTime<Utc>], stated: Stated, at_most: (f64, i64)) {
    let learned = simulate(published, None, stated);
    let hourly = simulate(published, Some(1.0), truly);
    // What is polled at an interval comes a little later than that.
    let as_many = simulate(published, Some(168.0 / learned.polls_a_week / 1.03), truly);
    let line = format!(
        "{name}: learned {:.0} polls a week, {} min; each hour {:.0}, {} min; as many at fixed times {:.0}, {} min",
        learned.polls_a_week,
        learned.median_delay_minutes,
        hourly.polls_a_week,
        hourly.median_delay_minutes,
        as_many.polls_a_week,
        as_many.median_delay_minutes
    );
    assert!(learned.polls_a_week <= at_most.0 && learned.median_delay_minutes <= at_most.1, "{line}");
    assert!(learned.median_delay_minutes <= as_many.median_delay_minutes + 2, "{line}");
    assert!(learned.shortest >= TimeDelta::hours(1) && learned.longest <= TimeDelta::hours(25), "{line}");
    // For `cargo test -- --nocapture`; a table of it stands in docs/benchmarks.md.
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[test]
fn polls_are_made_when_articles_come() {
    check("paper, 06-18 h on weekdays", &paper(90), truly, (95.0, 36));
    check("wire, a story each 5 min", &wire(60), truly, (169.0, 36));
    check("weekly blog", &blog(120), truly, (16.0, 150));
}

#[test]
fn source_that_does_not_date_its_articles_is_learned_from_when_they_appear() {
    check("paper without dates", &paper(90), |_| None, (100.0, 40));
    check("weekly blog without dates", &blog(120), |_| None, (24.0, 400));
    let wrong = |_| Some(Timestamp::Instant(DateTime::UNIX_EPOCH.fixed_offset()));
    check("paper with wrong dates", &paper(90), wrong, (100.0, 40));
}

/// The wait after `now` in hours, of what was learned from polls each hour over some hours before, with a story at each of some hours.
fn wait_after(now: f64, from: f64, stories: &[f64]) -> Option<f64> {
    let (mut rhythm, mut hour) = (None, from);
    while hour <= now {
        let new = stories.iter().filter(|at| hour - 1.0 < **at && **at <= hour);
        let new: Vec<_> = new.map(|hours| truly(at(*hours))).collect();
        rhythm = Some(learn(rhythm.as_ref(), at(hour), &new));
        hour += 1.0;
    }
    learned_wait(&rhythm.unwrap(), at(now), DAY).map(|wait| wait.as_secs_f64() / HOUR as f64)
}

#[test]
fn nothing_is_learned_on_the_first_day_and_then_no_news_is_news() {
    assert_eq!(wait_after(23.0, 0.0, &[]), None);
    let (next_day, next_week) = (wait_after(24.0, 0.0, &[]).unwrap(), wait_after(168.0, 0.0, &[]).unwrap());
    assert!((5.0..9.0).contains(&next_day), "{next_day}");
    assert!((10.0..16.0).contains(&next_week), "{next_week}");
    assert!((wait_after(90.0 * 24.0, 0.0, &[]).unwrap() - 24.0).abs() < 1e-9, "the ceiling");
}

#[test]
fn first_document_tells_of_weeks() {
    let weekly: Vec<_> = (0..20).map(|week| truly(at(f64::from(week) * 168.0 + 34.0))).collect();
    let now = at(20.0 * 168.0);
    let rhythm = learn(None, now, &weekly);
    let wait = learned_wait(&rhythm, now, DAY).unwrap();
    assert!(wait > Duration::from_secs(10 * HOUR), "{wait:?}");
    let habits = habits(&rhythm).unwrap();
    assert!((0.1..0.35).contains(&habits.articles_per_day), "{habits:?}");
    assert_eq!((habits.busy_hours, habits.busy_days.as_slice()), ((10, 11), &["Tue"][..]));
    assert!(habits.to_string().contains("from 10:00 to 11:00 UTC, on Tue"), "{habits}");
    // A wire names no more than the last two hours: nothing is known of the rest of the day.
    let two_hours: Vec<_> = (0..20).map(|number| truly(now - TimeDelta::minutes(6 * number))).collect();
    assert_eq!(learned_wait(&learn(None, now, &two_hours), now, DAY), None);
    // Dates from long ago say nothing of today, nor do those to come.
    let old = [truly(DateTime::UNIX_EPOCH), truly(now + TimeDelta::days(3)), None];
    assert_eq!(learn(None, now, &old), learn(None, now, &[]));
}

#[test]
fn source_that_fell_silent_is_asked_seldom_and_one_article_brings_it_back() {
    let stories: Vec<f64> = (0..20 * 24).map(f64::from).collect();
    let busy = wait_after(480.0, 0.0, &stories).unwrap();
    let silent = wait_after(480.0 + 72.0, 0.0, &stories).unwrap();
    let back: Vec<f64> = stories.iter().copied().chain([480.0 + 73.0]).collect();
    let back = wait_after(480.0 + 73.0, 0.0, &back).unwrap();
    assert!(busy < 1.3 && silent > 2.5 && back < 1.3, "{busy} {silent} {back}");
}

#[test]
fn long_gap_between_two_polls_is_no_silence() {
    let stories: Vec<f64> = (0..20 * 24).map(f64::from).collect();
    let mut rhythm = None;
    for hour in &stories {
        rhythm = Some(learn(rhythm.as_ref(), at(*hour), &[truly(at(*hour))]));
    }
    // Stopped for a month; the feed still names the last twenty hours.
    let now = 480.0 + 30.0 * 24.0;
    let last: Vec<_> = (0..20).map(|hour| truly(at(now - f64::from(hour)))).collect();
    let rhythm = learn(rhythm.as_ref(), at(now), &last);
    let wait = learned_wait(&rhythm, at(now), DAY).unwrap();
    assert!(wait < Duration::from_secs(HOUR + HOUR / 3), "{wait:?}");
}

#[test]
fn clock_that_goes_back_makes_no_nonsense() {
    let rhythm =
        learn(Some(&learn(None, at(500.0), &[truly(at(400.0))])), at(100.0), &[truly(at(99.0)), None]);
    let counts = rhythm.hours.iter().chain(&rhythm.days).chain([&rhythm.watched_hours, &rhythm.missed]);
    assert!(counts.into_iter().all(|count| count.is_finite() && *count >= 0.0), "{rhythm:?}");
}
