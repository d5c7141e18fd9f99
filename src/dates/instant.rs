//! Times in feeds and sitemaps, in whatever form they were written.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::machine::read_machine_date;
use super::read::DateContext;
use crate::model::Timestamp;

/// Longest text that is read as a time, in bytes.
const LONGEST: usize = 200;
/// 1 July 2100 as Unix seconds: a time that is counted from a now lands near it, and is recognised by that.
const FAR_NOW: i64 = 4_118_083_200;
/// First year that such times may land in.
const FIRST_COUNTED_YEAR: i32 = 2090;
/// Offset of Korea in seconds: feeds that write their dates in its language leave it out.
const KOREA: i32 = 9 * 3600;
/// Zones of two letters with their offsets: outside of mail headers they are words.
const SHORT_ZONES: &[(&str, &str)] =
    &[(" AT", " -0400"), (" ET", " -0500"), (" CT", " -0600"), (" MT", " -0700"), (" PT", " -0800")];

/// The instant that a feed or sitemap states; UTC where it names no zone, midnight where it names a day, the first day where it names a month or
/// a year. Relative times and dates without a year state none, because nothing here knows what they count from.
pub fn read_instant(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    if let Some(at) = iso_instant(text) {
        return Some(at);
    }
    let short_zone = SHORT_ZONES.iter().find_map(|(zone, offset)| Some((text.strip_suffix(zone)?, offset)));
    let with_offset = short_zone.map(|(time, offset)| format!("{time}{offset}"));
    let text = with_offset.as_deref().unwrap_or(text);
    let now = DateTime::from_timestamp(FAR_NOW, 0)?;
    let reading =
        read_machine_date(text, &DateContext { now, language: None, time_zone: None, formats: &[] })?;
    let at = match reading.value {
        Timestamp::Instant(at) => at.to_utc(),
        Timestamp::Local(at) if text.contains(is_hangul) => {
            at.and_local_timezone(FixedOffset::east_opt(KOREA)?).single()?.to_utc()
        }
        Timestamp::Local(at) => at.and_utc(),
        Timestamp::Day(day) => day.and_time(NaiveTime::MIN).and_utc(),
    };
    (at.year() < FIRST_COUNTED_YEAR).then_some(at)
}

fn is_hangul(char: char) -> bool {
    ('\u{ac00}'..='\u{d7a3}').contains(&char)
}

/// ISO 8601 in its extended form, also when parts are missing or have a digit too many: `2021`, `2021-02`, `2021-035`,
/// `2021-02-04T23:10:00.5+02:00`.
fn iso_instant(text: &str) -> Option<DateTime<Utc>> {
    let split = text.find(['T', 't', ' ']);
    let (date, time) = split.map_or((text, None), |at| (&text[..at], text.get(at + 1..)));
    let mut fields = date.split('-');
    let year = fields.next().filter(|year| year.len() == 4).and_then(number)?;
    let (month, day) = (fields.next(), fields.next());
    let year = i32::try_from(year).ok().filter(|year| (1000..FIRST_COUNTED_YEAR).contains(year))?;
    let date = match (month, day) {
        (None, _) => NaiveDate::from_ymd_opt(year, 1, 1),
        (Some(days), None) if days.len() == 3 => NaiveDate::from_yo_opt(year, number(days)?),
        (Some(month), None) => NaiveDate::from_ymd_opt(year, number(month)?, 1),
        (Some(month), Some(day)) => NaiveDate::from_ymd_opt(year, number(month)?, number(day)?),
    }?;
    if fields.next().is_some() {
        return None;
    }
    let Some(time) = time else { return Some(date.and_time(NaiveTime::MIN).and_utc()) };
    let zone_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let at = NaiveDateTime::new(date, clock_of(clock.trim())?);
    Some((at - TimeDelta::minutes(offset_of(zone)?)).and_utc())
}

/// `23:10`, `23:10:05`, `23:10:05.123`.
fn clock_of(text: &str) -> Option<NaiveTime> {
    let mut fields = text.split(':');
    let (hour, minute) = (number(fields.next()?)?, number(fields.next()?)?);
    let second = fields.next().map_or(Some(0), |second| number(second.split(['.', ',']).next()?))?;
    fields.next().is_none().then(|| NaiveTime::from_hms_opt(hour, minute, second.min(59)))?
}

/// Minutes east of UTC: `Z`, `+02:00`, `-0830`, `+3`; UTC when it is empty.
fn offset_of(text: &str) -> Option<i64> {
    let text = text.trim();
    if matches!(text, "" | "Z" | "z") {
        return Some(0);
    }
    let digits = text.get(1..)?;
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let minutes = i64::from(
        number(hours).filter(|hours| *hours < 24)? * 60 + number(minutes).filter(|minutes| *minutes < 60)?,
    );
    Some(if text.starts_with('-') { -minutes } else { minutes })
}

/// A few digits.
fn number(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_times_are_read_and_others_are_not() {
        for (text, expected) in [
            ("Thu, 04 Feb 2021 23:10:00 +0200", Some("2021-02-04T21:10:00+00:00")),
            ("Thu, 4 Feb 2021 23:10 GMT", Some("2021-02-04T23:10:00+00:00")),
            ("Thu, 04 Feb, 2021 23:10:00 UTC", Some("2021-02-04T23:10:00+00:00")),
            ("Thu, 4 Feb 2021 18:10:00 ET", Some("2021-02-04T23:10:00+00:00")),
            ("2021-02-04 23:10:00", Some("2021-02-04T23:10:00+00:00")),
            ("2021-02-04T23:10:00.25+10:00", Some("2021-02-04T13:10:00+00:00")),
            ("2021-02-04 23:10:00 -0030", Some("2021-02-04T23:40:00+00:00")),
            ("2021-02-04T23:10Z", Some("2021-02-04T23:10:00+00:00")),
            ("2021-02-04", Some("2021-02-04T00:00:00+00:00")),
            ("2021-02", Some("2021-02-01T00:00:00+00:00")),
            ("2021-035", Some("2021-02-04T00:00:00+00:00")),
            ("2021", Some("2021-01-01T00:00:00+00:00")),
            ("Thu Feb  4 23:10:00 2021", Some("2021-02-04T23:10:00+00:00")),
            ("2021-02-05 오전 8:10:00", Some("2021-02-04T23:10:00+00:00")),
            ("1612480200", Some("2021-02-04T23:10:00+00:00")),
            ("2021-13-40T99:99Z", None),
            ("3 hours ago", None),
            ("yesterday", None),
            ("4 February", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(read_instant(text).map(|at| at.to_rfc3339()).as_deref(), expected, "{text}");
        }
    }
}
