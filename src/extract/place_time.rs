//! Times told as they are at the place of the story: wall clocks get its zone, moments in UTC its offset.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::published::{FoundDate, is_visible};
use super::shown_time::{same_minute_distance, truncated};
use crate::dates::DateReading;
use crate::model::{Precision, Timestamp};

/// Zones of the places that a story names.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct PlaceZones {
    /// Of the dateline above the story, else of the site.
    pub(super) line: Option<Tz>,
    /// Of the publication, by its clock at the top of the page or by its country's domain.
    pub(super) home: Option<Tz>,
    /// Of the dateline that opens the first paragraph.
    pub(super) opening: Option<Tz>,
    /// Of the language, where nearly all who write it live in one zone.
    pub(super) language: Option<Tz>,
}

/// Gives a wall-clock time its zone: that of the dateline above the story or of the site, else the offset that another date of the
/// page implies, else the zone of the publication's country, else that of the place that opens the text, else that of the language;
/// else the day alone is kept. A local time without a zone never leaves here.
pub(super) fn with_zone(reading: DateReading, zones: PlaceZones, others: &[&FoundDate]) -> DateReading {
    let Some(local) = local_time(&reading) else { return reading };
    let implied = || {
        others
            .iter()
            .find_map(|other| implied_offset(local, &other.reading)?.from_local_datetime(&local).earliest())
    };
    let weaker = zones.home.or(zones.opening).or(zones.language);
    let placed = placed_in(zones.line, local).or_else(implied).or_else(|| placed_in(weaker, local));
    match placed {
        Some(at) => DateReading { value: Timestamp::Instant(at), precision: reading.precision },
        None => DateReading { value: Timestamp::Day(local.date()), precision: Precision::Day },
    }
}

pub(super) fn local_time(reading: &DateReading) -> Option<NaiveDateTime> {
    match reading.value {
        Timestamp::Local(local) => Some(local),
        _ => None,
    }
}

pub(super) fn placed_in(zone: Option<Tz>, local: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
    let at = zone?.from_local_datetime(&local).earliest()?;
    Some(at.with_timezone(&at.offset().fix()))
}

/// Gives a moment that was stated in UTC the offset of the place: the one that another date of the page shows (the same moment
/// with an offset, or a wall clock that is ahead or behind by whole half hours), else that of the place or country. The moment
/// stays what it is.
pub(super) fn with_place_offset(
    reading: DateReading,
    zones: PlaceZones,
    others: &[&FoundDate],
) -> DateReading {
    const HALF_HOUR: i64 = 30 * 60;
    let Timestamp::Instant(at) = reading.value else { return reading };
    let offset_in = |other: &&FoundDate| match other.reading.value {
        Timestamp::Instant(same) if same_minute_distance(at.to_utc(), same.to_utc()).is_zero() => {
            Some(*same.offset())
        }
        Timestamp::Local(wall) if is_visible(other) => {
            let ahead = (truncated(wall) - truncated(at.naive_utc())).num_seconds();
            let possible = (-12 * 3600..=14 * 3600).contains(&ahead) && ahead % HALF_HOUR == 0;
            possible.then(|| i32::try_from(ahead).ok().and_then(FixedOffset::east_opt)).flatten()
        }
        _ => None,
    };
    let shown = others.iter().filter_map(offset_in).find(|offset| offset.local_minus_utc() != 0);
    let zone = zones.line.or(zones.home).or(zones.opening).or(zones.language);
    let of_place = || zone.map(|zone| at.with_timezone(&zone).offset().fix());
    match shown.or_else(of_place).filter(|_| at.offset().local_minus_utc() == 0) {
        Some(offset) => DateReading { value: Timestamp::Instant(at.with_timezone(&offset)), ..reading },
        None => reading,
    }
}

/// A moment in UTC beside one with the offset of a place, told with the same.
pub(super) fn in_offset_of(value: Timestamp, other: Option<Timestamp>) -> Timestamp {
    match (value, other) {
        (Timestamp::Instant(at), Some(Timestamp::Instant(other))) if at.offset().local_minus_utc() == 0 => {
            Timestamp::Instant(at.with_timezone(other.offset()))
        }
        _ => value,
    }
}

/// The offset that makes a wall-clock time agree with an instant of the same page: its own when the wall clocks show the same day,
/// or the whole quarter hours between a time in UTC and the local one.
pub(super) fn implied_offset(local: NaiveDateTime, other: &DateReading) -> Option<FixedOffset> {
    let Timestamp::Instant(other) = other.value else { return None };
    let wall = other.naive_local();
    if other.offset().local_minus_utc() != 0 || truncated(wall) == truncated(local) {
        return (wall.date() == local.date()).then(|| *other.offset());
    }
    let ahead = truncated(local) - truncated(wall);
    let possible = (-12 * 60..=14 * 60).contains(&ahead.num_minutes()) && ahead.num_minutes() % 15 == 0;
    possible.then(|| i32::try_from(ahead.num_seconds()).ok().and_then(FixedOffset::east_opt)).flatten()
}
