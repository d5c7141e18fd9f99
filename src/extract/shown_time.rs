//! The publication among dates that contradict each other: metadata know the second, but the reader is told what the page shows.

use chrono::{DateTime, Datelike, Duration, NaiveDateTime, Utc};

use super::published::{FoundDate, is_visible, names_its_year};
use crate::dates::DateReading;
use crate::model::{DateOrigin, Precision, Timestamp};

/// The publication among plausible candidates, sorted by rank.
pub(super) fn choose_publication(
    publications: &[&FoundDate],
    changed: &[&FoundDate],
) -> Option<(DateReading, DateOrigin)> {
    let stated = publications.first()?;
    if let Some(shown) = shown_instead(stated, publications, changed) {
        return Some((shown.reading, shown.from));
    }
    let best = stated;
    let visible = publications.iter().find(|date| is_visible(date) && has_time(&date.reading));
    if let Some(visible) = visible
        && let Some(chosen) = weigh_against_visible(best, visible)
    {
        return Some(chosen);
    }
    // A midnight that a template made of a day is no time: prefer any exact time of that day.
    if !has_time(&best.reading) || is_midnight(&best.reading.value) {
        let exact = publications.iter().find(|date| {
            has_time(&date.reading)
                && !is_midnight(&date.reading.value)
                && date.reading.value.day() == best.reading.value.day()
        });
        if let Some(exact) = exact {
            return Some((exact.reading, exact.from));
        }
    }
    Some((best.reading, best.from))
}

/// The date beside the headline, when it says another day than the page's metadata: that is what the reader is told, unless it is the
/// day of the last change. A day of difference is one of time zones, and swapped figures are one day written in two ways.
fn shown_instead<'f>(
    stated: &FoundDate,
    publications: &[&'f FoundDate],
    changed: &[&FoundDate],
) -> Option<&'f FoundDate> {
    if !matches!(stated.from, DateOrigin::JsonLd | DateOrigin::Meta) {
        return None;
    }
    let day = stated.reading.value.day();
    let is_shown = |date: &&&FoundDate| date.is_plain && names_its_year(date);
    let shown = publications.iter().find(is_shown)?;
    let other = shown.reading.value.day();
    let is_swapped = day.year() == other.year() && (day.month(), day.day()) == (other.day(), other.month());
    let is_zone_apart = (day - other).num_days().abs() <= 1;
    let in_address =
        publications.iter().any(|date| date.from == DateOrigin::Url && date.reading.value.day() == day);
    let is_change = changed.iter().any(|change| (change.reading.value.day() - other).num_days().abs() <= 1);
    (!is_swapped && !is_zone_apart && !in_address && !is_change).then_some(*shown)
}

/// What a visible time does to the best candidate: `None` when it changes nothing.
fn weigh_against_visible(best: &FoundDate, visible: &FoundDate) -> Option<(DateReading, DateOrigin)> {
    let Timestamp::Instant(shown) = visible.reading.value else { return None };
    let taken = Some((visible.reading, visible.from));
    match best.reading.value {
        Timestamp::Instant(stated) => {
            let apart = same_minute_distance(stated.to_utc(), shown.to_utc());
            let offset = Duration::seconds(i64::from(shown.offset().local_minus_utc()));
            if apart.is_zero() {
                // The same moment: metadata know the second, the place knows the offset.
                let value = Timestamp::Instant(stated.with_timezone(shown.offset()));
                return Some((DateReading { value, precision: best.reading.precision }, best.from));
            }
            let mislabelled = !offset.is_zero() && (apart == offset || apart == -offset);
            let believed = visible.from == DateOrigin::Dateline || stated.offset().local_minus_utc() == 0;
            (mislabelled && believed).then_some(taken).flatten()
        }
        Timestamp::Local(stated) => {
            (truncated(stated) == truncated(shown.naive_local())).then_some(taken).flatten()
        }
        Timestamp::Day(day) => (day == shown.date_naive()).then_some(taken).flatten(),
    }
}

/// The distance in whole minutes.
pub(super) fn same_minute_distance(one: DateTime<Utc>, other: DateTime<Utc>) -> Duration {
    truncated(one.naive_utc()) - truncated(other.naive_utc())
}

pub(super) fn truncated(at: NaiveDateTime) -> NaiveDateTime {
    at - Duration::seconds(at.and_utc().timestamp().rem_euclid(60))
}

fn has_time(reading: &DateReading) -> bool {
    reading.precision != Precision::Day && !matches!(reading.value, Timestamp::Day(_))
}

fn is_midnight(value: &Timestamp) -> bool {
    use chrono::Timelike as _;
    let at = match value {
        Timestamp::Instant(at) => at.naive_local(),
        Timestamp::Local(at) => *at,
        Timestamp::Day(_) => return false,
    };
    at.num_seconds_from_midnight() == 0
}
