//! A point in time, exactly as precise as the page told it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How fine a [`Timestamp`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Only the calendar day is known.
    Day,
    /// Day, hour and minute are known.
    Minute,
    /// Seconds were given too.
    Second,
}

/// What a page, a feed or a header said about a moment.
///
/// Text form (also in JSON): RFC 3339 with the offset of the place (`2021-02-04T23:10:00+02:00`), the same without an offset
/// when the zone is unknown (`2021-02-04T23:10:00`), or a date alone (`2021-02-04`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timestamp {
    /// A moment, with the offset in force at the place it was written at.
    Instant(DateTime<FixedOffset>),
    /// A wall-clock time of an unknown zone.
    Local(NaiveDateTime),
    /// A calendar day of an unknown time.
    Day(NaiveDate),
}

impl Timestamp {
    /// The calendar day as written at the place.
    pub fn day(&self) -> NaiveDate {
        match self {
            Self::Instant(at) => at.date_naive(),
            Self::Local(at) => at.date(),
            Self::Day(day) => *day,
        }
    }

    /// The moment in UTC; `None` unless the zone is known.
    pub fn to_utc(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Instant(at) => Some(at.to_utc()),
            Self::Local(_) | Self::Day(_) => None,
        }
    }

    /// Whether both a time of day and its zone are known.
    pub fn is_instant(&self) -> bool {
        matches!(self, Self::Instant(_))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant(at) => formatter.write_str(&at.to_rfc3339_opts(SecondsFormat::Secs, false)),
            Self::Local(at) => write!(formatter, "{}", at.format("%Y-%m-%dT%H:%M:%S")),
            Self::Day(day) => write!(formatter, "{}", day.format("%Y-%m-%d")),
        }
    }
}

/// The text was none of the three forms that [`Timestamp`] is written in.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is neither an RFC 3339 time, a local time nor a date")]
pub struct TimestampError(String);

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Ok(Self::Instant(at));
        }
        if let Ok(at) = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S") {
            return Ok(Self::Local(at));
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Self::Day)
            .map_err(|_| TimestampError(text.to_owned()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_survives_a_round_trip() {
        for text in
            ["2021-02-04T23:10:00+02:00", "2021-02-04T23:10:00", "2021-02-04", "2021-02-04T23:10:00+00:00"]
        {
            assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), text);
        }
        assert!("yesterday".parse::<Timestamp>().is_err());
    }

    #[test]
    fn day_is_the_day_at_the_place() {
        let late = "2021-02-04T23:10:00-05:00".parse::<Timestamp>().unwrap();
        assert_eq!(late.day().to_string(), "2021-02-04");
        assert_eq!(late.to_utc().unwrap().to_rfc3339(), "2021-02-05T04:10:00+00:00");
    }
}
