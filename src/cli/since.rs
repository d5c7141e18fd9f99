//! Moments as users type them: how long ago, a day, or a whole time.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::exit::UsageError;
use crate::config::parse_duration;

/// Reads `24h` or `7d` (before `now`), `2024-05-14` (its beginning in UTC) or an RFC 3339 time. `option` is named in the error.
pub(super) fn parse_since(option: &str, text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, UsageError> {
    let text = text.trim();
    let ago =
        || parse_duration(text).ok().and_then(|ago| now.checked_sub_signed(TimeDelta::from_std(ago).ok()?));
    let day = || text.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN).and_utc());
    let time = || DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
    ago().or_else(day).or_else(time).ok_or_else(|| {
        UsageError(format!(
            "{option} {text}: write how long ago, such as 24h or 7d, a day such as 2024-05-14, or a time such as 2024-05-14T08:00:00Z"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read() {
        let now: DateTime<Utc> = "2024-05-14T10:00:00Z".parse().unwrap();
        let check = |text: &str, expected: Option<&str>| {
            let read = parse_since("--since", text, now).ok().map(|at| at.to_rfc3339());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check("24h", Some("2024-05-13T10:00:00+00:00"));
        check(" 7d", Some("2024-05-07T10:00:00+00:00"));
        check("2024-05-01", Some("2024-05-01T00:00:00+00:00"));
        check("2024-05-01T08:00:00+02:00", Some("2024-05-01T06:00:00+00:00"));
        for text in ["yesterday", "", "2024-13-01", "5", "99999999999999999d"] {
            check(text, None);
        }
    }
}
