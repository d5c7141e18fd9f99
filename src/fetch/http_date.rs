//! Dates as HTTP writes them (RFC 9110, section 5.6.7): the one form of today, and the two of old that are still to be understood.

use chrono::{DateTime, NaiveDateTime, Utc};

/// The forms of old: RFC 850 (weekday left out, since its year has two digits) and C's `asctime`.
const OLD_FORMS: [&str; 2] = ["%d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// Reads a date; `None` when it is none.
pub(super) fn read_http_date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(date) = DateTime::parse_from_rfc2822(text) {
        return Some(date.to_utc());
    }
    let without_weekday = text.split_once(", ").map_or(text, |(_, rest)| rest);
    OLD_FORMS
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(without_weekday, form).ok())
        .map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_forms_are_understood() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            " Sun, 06 Nov 1994 08:49:37 GMT ",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            let date = read_http_date(text).map(|date| date.to_rfc3339());
            assert_eq!(date.as_deref(), Some("1994-11-06T08:49:37+00:00"), "{text}");
        }
        for text in ["", "0", "-1", "soon", "1994-11-06"] {
            assert_eq!(read_http_date(text), None, "{text}");
        }
    }
}
