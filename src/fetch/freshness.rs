//! How long an answer stays fresh (RFC 9111, section 4.2.1): there is nothing new to be had before.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{CACHE_CONTROL, DATE, EXPIRES, HeaderMap};

use super::http_date::read_http_date;

/// Reads `Cache-Control: max-age`, else `Expires` relative to the server's own `Date` (`now` stands in for that when it is missing).
/// `None` when the answer says nothing of the kind, or that it may not be kept at all; zero when it is stale already.
pub(super) fn read_freshness(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let mut max_age = None;
    let lines = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    for directive in lines.flat_map(|line| line.split(',')) {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            // Whoever may not keep it may ask again, as far as this goes.
            "no-store" | "no-cache" => return None,
            "max-age" => max_age = max_age.or_else(|| seconds(value)),
            _ => {}
        }
    }
    max_age.or_else(|| {
        let date = |name| headers.get(name).and_then(|value| read_http_date(value.to_str().ok()?));
        let until = date(EXPIRES)?;
        Some((until - date(DATE).unwrap_or(now)).to_std().unwrap_or(Duration::ZERO))
    })
}

/// More seconds than can be counted are for ever (section 1.2.2).
fn seconds(value: &str) -> Option<Duration> {
    let digits = value.trim().trim_matches('"');
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| Duration::from_secs(digits.parse().unwrap_or(u64::from(u32::MAX))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&'static str, &'static str)], expected: Option<u64>) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let now = "2024-05-14T10:00:00Z".parse().unwrap();
        assert_eq!(read_freshness(&map, now), expected.map(Duration::from_secs), "{headers:?}");
    }

    #[test]
    fn max_age_counts_and_expires_stands_in_for_it() {
        check(&[("cache-control", "max-age=3600")], Some(3600));
        check(&[("cache-control", "public, Max-Age = \"7200\" , must-revalidate")], Some(7200));
        check(&[("cache-control", "public"), ("cache-control", "max-age=60")], Some(60));
        check(&[("cache-control", "max-age=0"), ("expires", "Tue, 14 May 2024 12:00:00 GMT")], Some(0));
        check(&[("cache-control", "max-age=99999999999999999999")], Some(u64::from(u32::MAX)));
        check(&[("expires", "Tue, 14 May 2024 12:00:00 GMT")], Some(7200));
        let date = ("date", "Tue, 14 May 2024 11:00:00 GMT");
        check(&[("expires", "Tue, 14 May 2024 12:00:00 GMT"), date], Some(3600));
        check(&[("expires", "Tue, 14 May 2024 09:00:00 GMT"), date], Some(0));
        check(
            &[("cache-control", "s-maxage=600"), ("expires", "Tuesday, 14-May-24 12:00:00 GMT"), date],
            Some(3600),
        );
    }

    #[test]
    fn what_says_nothing_usable_asks_for_nothing() {
        for value in ["no-store, max-age=3600", "no-cache", "max-age", "max-age=-1", "max-age=1h", ""] {
            check(&[("cache-control", value)], None);
        }
        check(&[("expires", "0")], None);
        check(&[], None);
    }
}
