//! The date that a visible text states.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::clock_time::ClockFound;
use super::formats::read_formatted;
use super::line::Line;
use super::relative::{Relative, is_relative_only, relative};
use super::stamps::{any_label, change_beside_publication, first_clock, opens_with_label, publication};
use super::vocabulary::Meaning;
use super::zones::{Zone, zone_of_named_place};
use crate::model::{Precision, Timestamp};

/// What is known around a text that holds a date.
#[derive(Debug, Clone, Copy)]
pub struct DateContext<'a> {
    /// What relative times and missing years are counted from.
    pub now: DateTime<Utc>,
    /// BCP 47 tag or ISO 639 code of the text; `None` when unknown. A region decides the order of `11.12.2014`.
    pub language: Option<&'a str>,
    /// Zone of the publication, for times that name neither zone nor place.
    pub time_zone: Option<Tz>,
    /// Forms that dates are known to have here, as `strftime` writes them ([`is_date_format`](super::is_date_format)); they are tried first.
    pub formats: &'a [String],
}

/// A date as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateReading {
    /// The moment, wall-clock time or day.
    pub value: Timestamp,
    /// How fine it is.
    pub precision: Precision,
}

/// Most unknown words beside a day without a year; more are a sentence that only mentions one.
const MOST_UNKNOWN_WORDS: usize = 8;

/// Reads the date that a visible text states («نشر في: 4 شباط 2021 الساعة 23:10», "3 hours ago"); `None` when it states none.
pub fn read_date(text: &str, context: &DateContext<'_>) -> Option<DateReading> {
    if let Some(reading) = read_formatted(text, context) {
        return Some(reading);
    }
    let line = Line::new(text, context);
    let stamp = publication(&line);
    if let Some(stamp) = stamp.filter(|stamp| stamp.day.year_stated) {
        return reading(&line, stamp.day.date, stamp.clock);
    }
    match relative(&line) {
        Some(Relative::Moment(reading)) => Some(reading),
        Some(Relative::Day(date)) => reading(&line, date, first_clock(&line)),
        None => {
            let stamp = stamp.filter(|_| line.unknown_words() <= MOST_UNKNOWN_WORDS)?;
            reading(&line, stamp.day.date, stamp.clock)
        }
    }
}

/// Reads the date of the last change from a text that tells the publication too («Published 4 May 2021, updated 5 May 2021»).
pub fn read_change_date(text: &str, context: &DateContext<'_>) -> Option<DateReading> {
    let line = Line::new(text, context);
    let stamp = change_beside_publication(&line)?;
    reading(&line, stamp.day.date, stamp.clock)
}

/// Whether a text is a date with its label («Published on 4 May 2021 at 10:15») and nearly nothing else.
pub(crate) fn is_labelled_stamp(text: &str, context: &DateContext<'_>) -> bool {
    /// Words beside it: «reading time», the name of a zone.
    const MOST_OTHER_WORDS: usize = 3;
    let line = Line::new(text, context);
    opens_with_label(&line) && line.unknown_words() <= MOST_OTHER_WORDS
}

/// Whether a text is a relative time («3 hours ago», «منذ ساعتين») and nearly nothing else, so that it reads otherwise every hour.
pub(crate) fn is_relative_time(text: &str) -> bool {
    let context = DateContext { now: DateTime::UNIX_EPOCH, language: None, time_zone: None, formats: &[] };
    is_relative_only(&Line::new(text, &context))
}

/// What a text says about the date in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StampLabel {
    /// That it is the publication.
    Published,
    /// That it is a later change.
    Updated,
}

/// A date with its year in a text, and what else the text holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StampReading {
    /// The date.
    pub(crate) reading: DateReading,
    /// The label of the date that was read, anywhere in the text.
    pub(crate) label: Option<StampLabel>,
    /// Words that say nothing about dates.
    pub(crate) other_words: usize,
}

/// Reads the date of a text together with what else stands there; `None` without a date that names its year.
pub(crate) fn read_stamp(text: &str, context: &DateContext<'_>) -> Option<StampReading> {
    let line = Line::new(text, context);
    let stamp = publication(&line).filter(|stamp| stamp.day.year_stated)?;
    let label = stamp.label.or_else(|| any_label(&line)).and_then(|meaning| match meaning {
        Meaning::Published => Some(StampLabel::Published),
        Meaning::Updated => Some(StampLabel::Updated),
        _ => None,
    });
    let reading = reading(&line, stamp.day.date, stamp.clock)?;
    Some(StampReading { reading, label, other_words: line.unknown_words() })
}

/// Day and time as a moment where the zone is known: the text's own, else that of a place in it, else the publication's.
fn reading(line: &Line<'_>, date: NaiveDate, clock: Option<ClockFound>) -> Option<DateReading> {
    let Some(clock) = clock else {
        return Some(DateReading { value: Timestamp::Day(date), precision: Precision::Day });
    };
    let wall = wall_time(date, &clock)?;
    let precision = if clock.second.is_some() { Precision::Second } else { Precision::Minute };
    let zone = clock.zone.or_else(|| zone_of_named_place(line)).or(line.context.time_zone.map(Zone::Named));
    let value = match zone {
        Some(zone) => Timestamp::Instant(zone.instant(wall)?),
        None => Timestamp::Local(wall),
    };
    Some(DateReading { value, precision })
}

/// 24:00 is the start of the next day (ISO 8601); a leap second is the second before.
fn wall_time(date: NaiveDate, clock: &ClockFound) -> Option<NaiveDateTime> {
    let second = clock.second.unwrap_or(0).min(59);
    if clock.hour == 24 {
        return date.checked_add_days(Days::new(1)).map(|next| next.and_time(NaiveTime::MIN));
    }
    date.and_hms_opt(clock.hour, clock.minute, second)
}
