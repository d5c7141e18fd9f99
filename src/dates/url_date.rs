//! The day in an address.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use url::Url;

use super::line::plausible;
use super::read::DateReading;
use super::vocabulary::{Meaning, Vocabulary};
use crate::model::{Precision, Timestamp};

/// Reads the day in an address (`/2021/02/04/`, `/20210204-`); `None` without one, or when it lies after the day of `now`.
pub fn read_url_date(url: &Url, now: DateTime<Utc>) -> Option<DateReading> {
    let in_path = day_in(url.path());
    let in_query =
        || url.query_pairs().filter(|(name, _)| is_date_name(name)).find_map(|(_, value)| day_in(&value));
    let day = in_path.or_else(in_query)?;
    (day.year() >= 1990 && day <= now.date_naive())
        .then_some(DateReading { value: Timestamp::Day(day), precision: Precision::Day })
}

fn is_date_name(name: &str) -> bool {
    ["date", "day", "d", "dt", "published", "pubdate"].contains(&name.to_ascii_lowercase().as_str())
}

/// The first day among the pieces of letters and digits.
fn day_in(text: &str) -> Option<NaiveDate> {
    let mut pieces: Vec<(&str, Option<char>)> = Vec::new();
    let mut before = None;
    for piece in text.split_inclusive(|letter: char| !letter.is_alphanumeric()) {
        let bare = piece.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        pieces.push((bare, before));
        before = piece.chars().last().filter(|letter| !letter.is_alphanumeric());
    }
    (0..pieces.len()).find_map(|at| compact(pieces[at].0).or_else(|| separated(&pieces, at)))
}

fn compact(piece: &str) -> Option<NaiveDate> {
    let (year, rest) = piece.split_at_checked(4).filter(|_| piece.len() == 8 && is_number(piece))?;
    let (month, day) = rest.split_at_checked(2)?;
    date(year, month, day)
}

/// Year, month and day between the same kind of separator, or day, month and year between hyphens.
fn separated(pieces: &[(&str, Option<char>)], at: usize) -> Option<NaiveDate> {
    let [(first, _), (second, gap), (third, other_gap)] = pieces.get(at..at + 3)? else { return None };
    if gap != other_gap || !matches!(gap, Some('/' | '-' | '_' | '.')) {
        return None;
    }
    match (first.len(), third.len()) {
        (4, 1..=2) => date(first, second, third),
        (1..=2, 4) if second.len() == 2 || !is_number(second) => date(third, second, first),
        _ => None,
    }
}

fn date(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    if !is_number(year) || !is_number(day) {
        return None;
    }
    let month = if is_number(month) { month.parse().ok()? } else { named_month(month)? };
    plausible(super::calendars::Calendar::Gregorian, year.parse().ok()?, month, day.parse().ok()?)
        .map(|(_, date)| date)
}

fn named_month(word: &str) -> Option<u32> {
    Vocabulary::get().exact(&word.to_lowercase())?.iter().find_map(|(_, meaning)| match meaning {
        Meaning::Month(_, number) => Some(*number),
        _ => None,
    })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, expected: Option<&str>) {
        let now = "2021-02-10T12:00:00Z".parse().unwrap();
        let found =
            read_url_date(&Url::parse(address).unwrap(), now).map(|reading| reading.value.to_string());
        assert_eq!(found.as_deref(), expected, "{address}");
    }

    #[test]
    fn addresses_with_a_day() {
        let day = Some("2021-02-04");
        check("https://news.example/2021/02/04/some-story", day);
        check("https://news.example/world/2021/feb/04/some-story", day);
        check("https://news.example/2021-02-04-some-story", day);
        check("https://news.example/a/20210204/story.html", day);
        check("https://news.example/story-20210204.html", day);
        check("https://news.example/story?date=2021-02-04", day);
        check("https://news.example/2021/2/4/story", day);
        check("https://news.example/2021/02/10/today", Some("2021-02-10"));
    }

    #[test]
    fn addresses_without_a_day() {
        check("https://news.example/2021/02/story", None);
        check("https://news.example/2021/02/11/tomorrow", None);
        check("https://news.example/2021/13/45/story", None);
        check("https://news.example/story-1234567890", None);
        check("https://news.example/1985/02/04/story", None);
    }
}
