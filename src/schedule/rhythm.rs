//! What is learned of when the articles of a source come, and how long it can be left alone after a poll.
//!
//! A poll is worth its request when the articles that wait for it have waited for half an hour in all: then the interval that saves most
//! waiting for a given number of polls follows by itself, long while little comes and short when much does. What is expected to
//! come is the average of the last weeks, by the hour of the day and the day of the week.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Datelike as _, DurationRound as _, TimeDelta, Timelike as _, Utc, Weekday};
use serde::Serialize;

use crate::model::{Rhythm, Timestamp};

/// Hours in which what was seen fades to a third: habits of this month count, those of the last season do not.
const MEMORY_HOURS: f64 = 20.0 * 24.0;
/// Hours that the articles of a source wait for a poll in all, as expected: with an article an hour that is a poll an hour.
const WORTH_A_POLL: f64 = 0.5;
/// How long a source is watched before its interval is a learned one.
const LEARNED_AFTER: TimeDelta = TimeDelta::hours(24);
/// The same for the day of the week; and how long until half of what the hours of the day, and the days of the week, say is believed.
const DAYS_LEARNED_AFTER: TimeDelta = TimeDelta::days(7);
const HOURS_HALF_BELIEVED: TimeDelta = TimeDelta::days(1);
const DAYS_HALF_BELIEVED: TimeDelta = TimeDelta::days(3);
/// Articles and hours that are added to what was seen: of a source that is watched since yesterday and has brought nothing, some are
/// expected all the same.
const EXPECTED: (f64, f64) = (1.0, 24.0);
/// Articles spread over all hours (and days) beside those that were seen there.
const ANY_TIME: f64 = 1.0;
/// Articles that may fail to come before fewer are expected: three in a row rarely fail to by chance.
const MISSED: f64 = 3.0;
/// The past that the entries of a first document tell of.
const HISTORY: TimeDelta = TimeDelta::days(30);
/// A gap between two polls after which the document may have lost entries: what it still names tells how much of the gap is known.
const LONG_GAP: TimeDelta = TimeDelta::days(2);
/// How far a clock may go wrong, and how late an entry may come after its stated time, for that to be believed.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);
const LATE: TimeDelta = TimeDelta::hours(1);
/// The longest time over which the coming of an undated entry is spread.
const LONGEST_SPREAD: TimeDelta = TimeDelta::hours(24);

/// What was learned, for people and programs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Habits {
    /// Articles that are expected in a day, on the average of a week.
    pub articles_per_day: f32,
    /// The shortest part of the day in which four of five come: its first hour, and the one after its last, in UTC.
    pub busy_hours: (u32, u32),
    /// Days on which at least half as many come as on the average day, `Mon` first.
    pub busy_days: Vec<&'static str>,
}

/// The rhythm after a poll that went well and brought these articles, each with the time of publication that was stated for it.
pub fn learn(former: Option<&Rhythm>, now: DateTime<Utc>, new: &[Option<Timestamp>]) -> Rhythm {
    let last = former.map(|former| former.as_of).filter(|last| *last <= now);
    let dated = new.iter().flatten().filter_map(Timestamp::to_utc);
    let seen_from = seen_from(last, now, dated);
    let mut rhythm = former.cloned().unwrap_or_else(|| Rhythm::new(seen_from));
    let expected = last.map_or(0.0, |last| Expectation::of(&rhythm).between(last, now));
    fade(&mut rhythm, last.map_or(0.0, |last| hours_between(last, now)));
    rhythm.watched_hours += narrow(MEMORY_HOURS * (1.0 - remembered(hours_between(seen_from, now))));
    for stated in new {
        let stated = stated.as_ref().and_then(Timestamp::to_utc);
        match stated.filter(|at| (seen_from - LATE..=now + CLOCK_SKEW).contains(at)) {
            Some(at) => count(&mut rhythm, at.min(now), now, 1.0),
            None => spread(&mut rhythm, last, now),
        }
    }
    rhythm.missed = if new.is_empty() { rhythm.missed + narrow(expected) } else { 0.0 };
    rhythm.as_of = now;
    rhythm
}

/// How long after `now`, the moment of a poll, the next one is worth its request, up to a ceiling; `None` where too little is known.
pub(super) fn learned_wait(rhythm: &Rhythm, now: DateTime<Utc>, ceiling: Duration) -> Option<Duration> {
    if !is_learned(rhythm) {
        return None;
    }
    let expectation = Expectation::of(rhythm);
    let (mut at, mut expected, mut waited) = (now, 0.0, 0.0);
    let end = now + TimeDelta::from_std(ceiling).ok()?;
    while at < end {
        let next = next_hour(at).min(end);
        let (hours, rate) = (hours_between(at, next), expectation.per_hour(at));
        let wait_then = waited + expected * hours + rate * hours * hours / 2.0;
        if wait_then >= WORTH_A_POLL {
            let hours = time_to_wait(expected, rate, WORTH_A_POLL - waited);
            return Some(Duration::from_secs_f64((hours_between(now, at) + hours) * HOUR));
        }
        (at, expected, waited) = (next, expected + rate * hours, wait_then);
    }
    Some(ceiling)
}

/// What was learned of a source; `None` where too little is known.
pub fn habits(rhythm: &Rhythm) -> Option<Habits> {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let all: f32 = rhythm.days.iter().sum();
    is_learned(rhythm).then(|| Habits {
        articles_per_day: narrow(Expectation::of(rhythm).mean * 24.0),
        busy_hours: busy_hours(&rhythm.hours),
        busy_days: (0..7).filter(|day| rhythm.days[*day] * 14.0 >= all).map(|day| DAYS[day]).collect(),
    })
}

/// Seconds.
const HOUR: f64 = 3600.0;

/// The articles that are expected.
struct Expectation {
    /// In an hour, on the average of a week.
    mean: f64,
    /// How many times that in each hour of the day, and on each day of the week.
    hours: [f64; 24],
    days: [f64; 7],
}

impl Expectation {
    fn of(rhythm: &Rhythm) -> Self {
        let all: f64 = rhythm.days.iter().copied().map(f64::from).sum();
        let missed = f64::from(rhythm.missed).max(MISSED);
        let mean = (all + EXPECTED.0) / (f64::from(rhythm.watched_hours) + EXPECTED.1) * MISSED / missed;
        let age = rhythm.as_of - rhythm.since;
        let of_hours = belief(age, LEARNED_AFTER, HOURS_HALF_BELIEVED);
        let of_days = belief(age, DAYS_LEARNED_AFTER, DAYS_HALF_BELIEVED);
        let share = |seen: f64, of: f64| (seen + ANY_TIME / of) / (all + ANY_TIME) * of;
        Self {
            mean,
            hours: std::array::from_fn(|hour| {
                1.0 - of_hours + of_hours * share(smoothed(&rhythm.hours, hour), 24.0)
            }),
            days: std::array::from_fn(|day| {
                1.0 - of_days + of_days * share(f64::from(rhythm.days[day]), 7.0)
            }),
        }
    }

    fn per_hour(&self, at: DateTime<Utc>) -> f64 {
        self.mean * self.hours[hour_of(at)] * self.days[day_of(at)]
    }

    /// How many come from one moment to another; of long times the last month.
    fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
        let (mut at, mut articles) = (from.max(to - HISTORY), 0.0);
        while at < to {
            let next = next_hour(at).min(to);
            articles += self.per_hour(at) * hours_between(at, next);
            at = next;
        }
        articles
    }
}

fn is_learned(rhythm: &Rhythm) -> bool {
    rhythm.as_of - rhythm.since >= LEARNED_AFTER
}

/// From when on all that came is known: the last poll, or the oldest entry where there was none or it is long ago.
fn seen_from(
    last: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    dated: impl Iterator<Item = DateTime<Utc>>,
) -> DateTime<Utc> {
    match last {
        Some(last) if now - last <= LONG_GAP => last,
        _ => {
            let from = last.map_or(now - HISTORY, |last| last.max(now - HISTORY));
            dated.filter(|at| (from..=now).contains(at)).min().unwrap_or(last.unwrap_or(now))
        }
    }
}

/// Of what was seen so many hours ago, how much is remembered.
fn remembered(hours: f64) -> f64 {
    (-hours / MEMORY_HOURS).exp()
}

fn fade(rhythm: &mut Rhythm, hours: f64) {
    let kept = narrow(remembered(hours));
    let counts = rhythm.hours.iter_mut().chain(&mut rhythm.days);
    counts.chain([&mut rhythm.watched_hours]).for_each(|count| *count *= kept);
}

fn count(rhythm: &mut Rhythm, at: DateTime<Utc>, now: DateTime<Utc>, articles: f64) {
    let articles = narrow(articles * remembered(hours_between(at, now)));
    rhythm.hours[hour_of(at)] += articles;
    rhythm.days[day_of(at)] += articles;
}

/// An article of which nobody says when it came, or not credibly: some time since the last poll. What was there at the first poll tells
/// nothing then.
fn spread(rhythm: &mut Rhythm, last: Option<DateTime<Utc>>, now: DateTime<Utc>) {
    let Some(last) = last.map(|last| last.max(now - LONGEST_SPREAD)).filter(|last| *last < now) else {
        return;
    };
    let whole = hours_between(last, now);
    let mut at = last;
    while at < now {
        let next = next_hour(at).min(now);
        count(rhythm, at, now, hours_between(at, next) / whole);
        at = next;
    }
}

/// How far the shape of days or weeks is believed after so long.
fn belief(age: TimeDelta, from: TimeDelta, half: TimeDelta) -> f64 {
    let (age_hours, half) = (in_hours(age), in_hours(half));
    if age < from { 0.0 } else { age_hours / (age_hours + half) }
}

/// The articles of an hour, with some of those beside it.
fn smoothed(hours: &[f32; 24], hour: usize) -> f64 {
    let at = |hour: usize| f64::from(hours[hour % 24]);
    at(hour + 23) / 4.0 + at(hour) / 2.0 + at(hour + 1) / 4.0
}

/// Hours until the articles have waited so long in all: so many at first, and more at this rate.
fn time_to_wait(first: f64, rate: f64, wait: f64) -> f64 {
    if rate > 0.0 { ((first * first + 2.0 * rate * wait).sqrt() - first) / rate } else { wait / first }
}

/// The shortest part of the day with four of five articles.
fn busy_hours(hours: &[f32; 24]) -> (u32, u32) {
    let all: f32 = hours.iter().sum();
    let of = |start: usize, length: usize| (start..start + length).map(|hour| hours[hour % 24]).sum::<f32>();
    let parts = (1..24).flat_map(|length| (0..24).map(move |start| (start, length)));
    let shortest = parts.into_iter().find(|(start, length)| of(*start, *length) >= all * 0.8);
    let (start, length) = shortest.filter(|_| all > 0.0).unwrap_or((0, 24));
    let hour = |hour: usize| u32::try_from(hour).unwrap_or_default();
    (hour(start), if start + length == 24 { 24 } else { hour((start + length) % 24) })
}

fn hours_between(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    in_hours(to - from)
}

fn in_hours(span: TimeDelta) -> f64 {
    span.num_milliseconds() as f64 / (1000.0 * HOUR)
}

/// Counts and hours need no more digits.
fn narrow(value: f64) -> f32 {
    value as f32
}

fn hour_of(at: DateTime<Utc>) -> usize {
    at.hour() as usize % 24
}

fn day_of(at: DateTime<Utc>) -> usize {
    at.weekday().days_since(Weekday::Mon) as usize % 7
}

fn next_hour(at: DateTime<Utc>) -> DateTime<Utc> {
    // Fails only at the ends of time.
    at.duration_trunc(TimeDelta::hours(1)).unwrap_or(at) + TimeDelta::hours(1)
}

impl fmt::Display for Habits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = self.busy_hours;
        write!(formatter, "about {} articles a day", Count(self.articles_per_day))?;
        if (from, to) != (0, 24) {
            write!(formatter, ", most of them from {from:02}:00 to {to:02}:00 UTC")?;
        }
        if !self.busy_days.is_empty() && self.busy_days.len() < 7 {
            write!(formatter, ", on {}", self.busy_days.join(" "))?;
        }
        Ok(())
    }
}

/// A number with as many digits as it is worth.
pub(super) struct Count(pub(super) f32);

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            count if count >= 9.5 => write!(formatter, "{count:.0}"),
            count if count >= 0.95 => write!(formatter, "{count:.1}"),
            count => write!(formatter, "{count:.2}"),
        }
    }
}

#[cfg(test)]
mod tests;
