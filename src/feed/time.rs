//! Times in feeds, in whatever form they were written.

use chrono::{DateTime, Datelike, NaiveTime, Utc};

use crate::dates::{DateContext, read_machine_date};
use crate::model::Timestamp;

/// Longest text that is read as a time, in bytes.
const LONGEST: usize = 200;
/// 1 July 2100 as Unix seconds: a time that is counted from a now lands near it, and is recognised by that.
const FAR_NOW: i64 = 4_118_083_200;
/// First year that such times may land in.
const FIRST_COUNTED_YEAR: i32 = 2090;

/// The instant that a feed states; UTC where it names no zone, midnight where it names a day. Relative times and dates without
/// a year state none, because nothing here knows what they count from.
pub(super) fn instant_of(text: &str) -> Option<DateTime<Utc>> {
    if text.len() > LONGEST {
        return None;
    }
    let now = DateTime::from_timestamp(FAR_NOW, 0)?;
    let reading = read_machine_date(text, &DateContext { now, language: None, time_zone: None })?;
    let at = match reading.value {
        Timestamp::Instant(at) => at.to_utc(),
        Timestamp::Local(at) => at.and_utc(),
        Timestamp::Day(day) => day.and_time(NaiveTime::MIN).and_utc(),
    };
    (at.year() < FIRST_COUNTED_YEAR).then_some(at)
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
            ("2021-02-04 23:10:00", Some("2021-02-04T23:10:00+00:00")),
            ("2021-02-04", Some("2021-02-04T00:00:00+00:00")),
            ("Thu Feb  4 23:10:00 2021", Some("2021-02-04T23:10:00+00:00")),
            ("1612480200", Some("2021-02-04T23:10:00+00:00")),
            ("3 hours ago", None),
            ("yesterday", None),
            ("4 February", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(instant_of(text).map(|at| at.to_rfc3339()).as_deref(), expected, "{text}");
        }
    }
}
