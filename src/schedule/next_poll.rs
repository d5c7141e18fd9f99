//! When a source is polled next: the latest of what the user, the server, its feed and its habits want, a little later, so that polls spread
//! over every hour, and outside of the hours and days that the feed asks to skip.

use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use chrono::{DateTime, Datelike as _, TimeDelta, Timelike as _, Utc};

use super::rhythm::{Count, habits, learned_wait};
use crate::model::{Source, SourceState};

const HOUR: Duration = Duration::from_secs(3600);
/// Shortest time between two polls of a source whose interval the user did not set: a poll costs its server next to nothing then.
const FLOOR: Duration = HOUR;
/// The same where the server gives no validators, so that each poll costs it the whole document.
const FLOOR_WITHOUT_VALIDATORS: Duration = Duration::from_secs(24 * 3600);
/// Longest wait between two polls, whatever a server asks for or however often it failed.
pub const LONGEST_WAIT: Duration = Duration::from_secs(30 * 24 * 3600);
/// Longest wait that failures alone lead to, but for the jitter.
pub(super) const LONGEST_BACKOFF: Duration = Duration::from_secs(24 * 3600);
/// First wait after a poll by which no server was reached, and so none was bothered: a network comes back by the minute. Doubles with each.
const FIRST_UNREACHED: Duration = Duration::from_secs(5 * 60);
/// Wait after one by which nobody was reached since this machine is cut off.
pub const WHEN_CUT_OFF: Duration = Duration::from_secs(60);
/// The longest learned interval, unless the configuration says otherwise (`poll.max_interval`).
pub const LONGEST_LEARNED: Duration = Duration::from_secs(24 * 3600);
/// The wait grows by up to a tenth, so that sources which were started together spread, but by an hour at most.
const JITTER: f64 = 0.1;
/// The same after failures: all who were turned away by one outage must not come back as one.
const JITTER_OF_FAILURES: f64 = 0.25;
const LONGEST_JITTER: Duration = HOUR;
/// Longest wait after which a source keeps its moment in the hour: what is polled a few times a day spreads over more than the hour.
const LONGEST_IN_STEP: Duration = Duration::from_secs(6 * 3600);

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
    /// No connection came about, for want of a way or a name.
    Unreached,
    /// The same, and this machine can reach nobody: that is no failure of the source.
    CutOff,
}

/// When a source may be polled again, and what that rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NextPoll {
    /// Not before; whole seconds.
    pub at: DateTime<Utc>,
    /// What asked for the longest wait.
    pub because: Because,
    /// Whether the feed's `skipHours` or `skipDays` put it off further.
    pub skipped: bool,
}

/// What a wait rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Because {
    /// The interval that the user set for the source.
    OwnInterval(Duration),
    /// The general interval, or the floor below it.
    Interval(Duration),
    /// What was learned of when its articles come: the wait, and how many come in a day.
    Learned(Duration, f32),
    /// The server gives neither `ETag` nor `Last-Modified`.
    NoValidators,
    /// `Cache-Control: max-age` or `Expires`.
    Fresh(Duration),
    /// RSS `ttl`.
    TimeToLive(Duration),
    /// `sy:updatePeriod` and `sy:updateFrequency`.
    UpdatePeriod(Duration),
    /// `Retry-After`.
    RetryAfter(Duration),
    /// So many failures in a row.
    Failures(u32),
    /// This machine can reach nobody.
    CutOff,
    /// It is gone for good (410).
    Gone,
}

/// When to poll a source next. `state` is the one after the poll: failures, rhythm, validators and wishes count the poll in. A learned
/// interval is no longer than `longest_learned`.
pub fn next_poll(
    (now, longest_learned): (DateTime<Utc>, Duration),
    source: &Source,
    state: &SourceState,
    end: PollEnd,
) -> NextPoll {
    let (wait, because) = longest_wait((now, longest_learned), source, state, end);
    let jitter = jitter_of(now, wait, source, state);
    let latest = below_second(now + LONGEST_WAIT);
    let wanted = whole_seconds(now + wait.min(LONGEST_WAIT) + jitter).min(latest);
    let at = outside_of_skipped(wanted, latest, state);
    NextPoll { at, because, skipped: at != wanted }
}

/// When to poll a source next if nothing is ever heard of the poll that begins now: what is written down before the request leaves.
pub fn provisional_poll(now: (DateTime<Utc>, Duration), source: &Source, state: &SourceState) -> NextPoll {
    let end = if state.consecutive_failures > 0 { PollEnd::Failed } else { PollEnd::Answered };
    next_poll(now, source, state, end)
}

/// Doubles with each failure.
pub(super) fn backoff(first: Duration, failures: u32) -> Duration {
    first.saturating_mul(1 << failures.saturating_sub(1).min(16))
}

fn longest_wait(
    now: (DateTime<Utc>, Duration),
    source: &Source,
    state: &SourceState,
    end: PollEnd,
) -> (Duration, Because) {
    let failures = state.consecutive_failures;
    let (short, because) = match end {
        PollEnd::CutOff => (WHEN_CUT_OFF, Because::CutOff),
        PollEnd::Unreached => (backoff(FIRST_UNREACHED, failures), Because::Failures(failures)),
        _ => return wait_after_answer(now, source, state, end),
    };
    let (long, _) = wait_after_answer(now, source, state, PollEnd::Failed);
    (short.min(long), because)
}

fn wait_after_answer(
    now: (DateTime<Utc>, Duration),
    source: &Source,
    state: &SourceState,
    end: PollEnd,
) -> (Duration, Because) {
    let interval = if source.interval_is_own { source.interval } else { source.interval.max(FLOOR) };
    let mut longest = match learned_interval(now, source, state) {
        _ if source.interval_is_own => (interval, Because::OwnInterval(interval)),
        Some((learned, because)) if learned > interval => (learned, because),
        _ => (interval, Because::Interval(interval)),
    };
    let mut at_least = |wait: Option<Duration>, because: fn(Duration) -> Because| {
        if let Some(wait) = wait.filter(|wait| *wait > longest.0) {
            longest = (wait, because(wait));
        }
    };
    // Before the first answer nobody knows whether it gives any.
    let gives_none = state.validators.is_empty() && state.validators_url.is_some();
    if gives_none && !source.interval_is_own {
        at_least(Some(FLOOR_WITHOUT_VALIDATORS), |_| Because::NoValidators);
    }
    at_least(state.wishes.fresh_for, Because::Fresh);
    at_least(state.wishes.time_to_live, Because::TimeToLive);
    at_least(state.wishes.update_every, Because::UpdatePeriod);
    match end {
        PollEnd::Answered | PollEnd::Unreached | PollEnd::CutOff => {}
        PollEnd::RateLimited(Some(asked)) if asked > interval => at_least(Some(asked), Because::RetryAfter),
        PollEnd::Gone => at_least(Some(LONGEST_WAIT), |_| Because::Gone),
        // Who asks for less time than passes anyway says nothing that a server in trouble could be helped with.
        PollEnd::RateLimited(_) | PollEnd::Failed => {
            let wait = backoff(interval, state.consecutive_failures).min(LONGEST_BACKOFF.max(interval));
            if wait >= longest.0 {
                longest = (wait, Because::Failures(state.consecutive_failures));
            }
        }
    }
    longest
}

/// The interval that the habits of the source make worth while, in whole minutes; `None` where they are not known yet.
fn learned_interval(
    (now, longest): (DateTime<Utc>, Duration),
    source: &Source,
    state: &SourceState,
) -> Option<(Duration, Because)> {
    let rhythm = state.rhythm.as_ref()?;
    let wait = learned_wait(rhythm, now, longest.max(source.interval))?;
    let wait = Duration::from_secs(wait.as_secs().div_ceil(60) * 60);
    Some((wait, Because::Learned(wait, habits(rhythm)?.articles_per_day)))
}

/// What is added to a wait so that polls spread. Every source has its own moment in the hour (or in its interval, if that is shorter): where
/// that is within reach it is taken, and else the source moves some way at random. After failures all is random: who were turned away by one outage must not come back as one.
fn jitter_of(now: DateTime<Utc>, wait: Duration, source: &Source, state: &SourceState) -> Duration {
    let has_failed = state.consecutive_failures > 0;
    let share = if has_failed { JITTER_OF_FAILURES } else { JITTER };
    let longest = wait.mul_f64(share).min(LONGEST_JITTER);
    let period = wait.as_secs().clamp(1, HOUR.as_secs());
    let own_moment = part_of(period, fraction((source.id.0, 0)));
    let wanted = (now + wait.min(LONGEST_WAIT)).timestamp().unsigned_abs() % period;
    match Duration::from_secs((own_moment + period - wanted) % period) {
        until if until <= longest && wait <= LONGEST_IN_STEP && !has_failed => until,
        _ => longest.mul_f64(fraction((source.id.0, now.timestamp()))),
    }
}

/// From 0 to below 1, different for each seed, and the same whenever it is asked again.
pub(super) fn fraction(seed: (i64, i64)) -> f64 {
    let mut hasher = DefaultHasher::new();
    seed.hash(&mut hasher);
    f64::from(u32::try_from(hasher.finish() >> 32).unwrap_or_default()) / (f64::from(u32::MAX) + 1.0)
}

/// A share of some seconds, in whole ones.
pub(super) fn part_of(seconds: u64, share: f64) -> u64 {
    Duration::from_secs(seconds).mul_f64(share).as_secs()
}

/// Never earlier: what is stored has no fractions of a second.
fn whole_seconds(at: DateTime<Utc>) -> DateTime<Utc> {
    let below = below_second(at);
    if below == at { at } else { below + TimeDelta::seconds(1) }
}

fn below_second(at: DateTime<Utc>) -> DateTime<Utc> {
    at - TimeDelta::nanoseconds(i64::from(at.nanosecond()))
}

/// Later by whole hours until neither hour nor day is to be skipped; where that would go past `latest`, earlier from there. A feed
/// that skips all hours of the week is not taken at its word.
fn outside_of_skipped(wanted: DateTime<Utc>, latest: DateTime<Utc>, state: &SourceState) -> DateTime<Utc> {
    let wishes = &state.wishes;
    let is_skipped = |at: &DateTime<Utc>| {
        wishes.skip_hours >> at.hour() & 1 == 1
            || wishes.skip_days >> at.weekday().num_days_from_monday() & 1 == 1
    };
    let hours =
        |from: DateTime<Utc>, step: i64| (0..7 * 24).map(move |count| from + TimeDelta::hours(step * count));
    let later = hours(wanted, 1).take_while(|at| *at <= latest).find(|at| !is_skipped(at));
    later.or_else(|| hours(latest, -1).find(|at| !is_skipped(at))).unwrap_or(wanted)
}

impl fmt::Display for NextPoll {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = if self.skipped { ", then the feed's skipHours or skipDays" } else { "" };
        write!(formatter, "{}{more}", self.because)
    }
}

impl fmt::Display for Because {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OwnInterval(wait) => write!(formatter, "interval of this source ({})", Readable(*wait)),
            Self::Interval(wait) => write!(formatter, "interval ({})", Readable(*wait)),
            Self::Learned(wait, per_day) => {
                write!(formatter, "learned: about {} articles a day ({})", Count(*per_day), Readable(*wait))
            }
            Self::NoValidators => formatter.write_str(
                "once in 24 h, since the server gives neither ETag nor Last-Modified; `interval` of the source overrules it",
            ),
            Self::Fresh(wait) => write!(formatter, "Cache-Control or Expires ({})", Readable(*wait)),
            Self::TimeToLive(wait) => write!(formatter, "the feed's ttl ({})", Readable(*wait)),
            Self::UpdatePeriod(wait) => write!(formatter, "the feed's sy:updatePeriod ({})", Readable(*wait)),
            Self::RetryAfter(wait) => write!(formatter, "Retry-After ({})", Readable(*wait)),
            Self::Failures(1) => formatter.write_str("backing off after a failure"),
            Self::Failures(count) => write!(formatter, "backing off after {count} failures in a row"),
            Self::CutOff => formatter.write_str("this machine can reach nobody"),
            Self::Gone => formatter.write_str("the server says that it is gone for good (410)"),
        }
    }
}

/// A length of time in the largest units that say it whole.
pub(super) struct Readable(pub(super) Duration);

impl fmt::Display for Readable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_secs() {
            0 => write!(formatter, "{} ms", self.0.as_millis()),
            seconds if seconds % 86_400 == 0 => write!(formatter, "{} d", seconds / 86_400),
            seconds if seconds % 3600 == 0 => write!(formatter, "{} h", seconds / 3600),
            seconds if seconds % 60 == 0 => write!(formatter, "{} min", seconds / 60),
            seconds => write!(formatter, "{seconds} s"),
        }
    }
}

#[cfg(test)]
mod tests;
