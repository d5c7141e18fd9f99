//! Dates meant for machines.

use chrono::{DateTime, Datelike};

use super::read::{DateContext, DateReading, read_date};
use crate::model::{Precision, Timestamp};

/// Reads a date meant for machines: ISO 8601 / RFC 3339 and its usual misspellings, RFC 2822, Unix seconds or milliseconds,
/// and whatever [`read_date`] understands.
pub fn read_machine_date(text: &str, context: &DateContext<'_>) -> Option<DateReading> {
    let text = text.trim().trim_matches(['"', '\'']);
    epoch(text, context).or_else(|| exact(text)).or_else(|| read_date(text, context))
}

/// Unix time from 1990 to the end of next year; ten digits are seconds, thirteen milliseconds.
fn epoch(text: &str, context: &DateContext<'_>) -> Option<DateReading> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        || !matches!(whole.len(), 9..=10 | 12..=13)
    {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let seconds = if whole.len() >= 12 { number / 1000 } else { number };
    let at = DateTime::from_timestamp(seconds, 0)?;
    let sane = (1990..=context.now.year() + 1).contains(&at.year());
    sane.then(|| DateReading { value: Timestamp::Instant(at.fixed_offset()), precision: Precision::Second })
}

/// The well-formed ones, without any guess.
fn exact(text: &str) -> Option<DateReading> {
    let at = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text)).ok()?;
    let plausible = (1800..=2100).contains(&at.year());
    plausible.then_some(DateReading { value: Timestamp::Instant(at), precision: Precision::Second })
}
