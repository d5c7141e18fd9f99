//! `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date by the server's own clock.

use std::time::Duration;

use chrono::{DateTime, Utc};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use super::http_date::read_http_date;

/// Reads the header of an answer. Its `Date` is what a date is counted from; `now` stands in for it when that is missing or unreadable.
/// `None` when it says nothing usable; zero when the date is past.
pub(super) fn read_retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?;
    read_value(value, headers.get(DATE).and_then(|value| value.to_str().ok()), now)
}

fn read_value(value: &str, server_date: Option<&str>, now: DateTime<Utc>) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let server_now = server_date.and_then(read_http_date).unwrap_or(now);
    Some((read_http_date(value)? - server_now).to_std().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, server_date: Option<&str>, expected: Option<u64>) {
        let now = "2024-05-14T10:00:00Z".parse().unwrap();
        assert_eq!(read_value(value, server_date, now), expected.map(Duration::from_secs), "{value}");
    }

    #[test]
    fn seconds_and_dates() {
        check("120", None, Some(120));
        check(" 0 ", None, Some(0));
        check("Tue, 14 May 2024 10:05:00 GMT", None, Some(300));
        check("Tue, 14 May 2024 10:05:00 GMT", Some("Tue, 14 May 2024 10:04:00 GMT"), Some(60));
        check("Tue, 14 May 2024 09:00:00 GMT", None, Some(0));
        check("Tue, 14 May 2024 10:05:00 GMT", Some("yesterday"), Some(300));
        for nonsense in ["", "soon", "-5", "1.5", "99999999999999999999999"] {
            check(nonsense, None, None);
        }
    }
}
