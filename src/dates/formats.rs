//! Dates in a form that somebody stated (a site rule), as `strftime` writes it: for what could be read in several ways.

use chrono::format::{Fixed, Item, Numeric, Pad, Parsed, StrftimeItems, parse_and_remainder};
use chrono::{NaiveDate, NaiveDateTime, TimeZone};

use super::fold::{digit, is_invisible};
use super::read::{DateContext, DateReading, read_date};
use crate::model::{Precision, Timestamp};

/// Places in a text at which a date may begin; longer texts hold no date in a stated form.
const MOST_STARTS: usize = 300;

/// Whether a format is understood and tells a whole day. Names of zones (`%Z`) cannot be read by it, and an hour of the half day (`%I`)
/// needs its half (`%p`).
pub fn is_date_format(format: &str) -> bool {
    let items: Vec<Item<'_>> = StrftimeItems::new(format).collect();
    let has = |wanted: &Item<'_>| items.iter().any(|item| item == wanted);
    let half_hour = [Pad::Zero, Pad::Space, Pad::None].map(|pad| Item::Numeric(Numeric::Hour12, pad));
    let half = [Fixed::UpperAmPm, Fixed::LowerAmPm].map(Item::Fixed);
    if has(&Item::Error)
        || has(&Item::Fixed(Fixed::TimezoneName))
        || half_hour.iter().any(has) && !half.iter().any(has)
    {
        return false;
    }
    let day = NaiveDate::from_ymd_opt(2021, 2, 14);
    day.and_then(|day| day.and_hms_opt(15, 16, 17)).is_some_and(|sample| {
        let written = sample.and_utc().format_with_items(items.iter()).to_string();
        parsed(&written, &items).is_some_and(|(parsed, _)| parsed.to_naive_date().ok() == day)
    })
}

/// Reads the date that a text states in the first of the context's formats that fits, wherever in the text it stands; `None` when none
/// fits. The format says which number is what; zone, half of the day and place are read as in any other text.
pub(super) fn read_formatted(text: &str, context: &DateContext<'_>) -> Option<DateReading> {
    if context.formats.is_empty() {
        return None;
    }
    let plain: String = text.chars().filter(|letter| !is_invisible(*letter)).map(plain_digit).collect();
    context.formats.iter().find_map(|format| {
        let items: Vec<Item<'_>> = StrftimeItems::new(format).collect();
        // A number is never cut: «14/02» does not begin in «114/02».
        let starts = plain.char_indices().scan(' ', |before, (at, letter)| {
            let is_inside = letter.is_whitespace() || before.is_alphanumeric() && letter.is_alphanumeric();
            *before = letter;
            Some((!is_inside).then_some(at))
        });
        starts.flatten().take(MOST_STARTS).find_map(|at| {
            let (before, rest) = plain.split_at_checked(at)?;
            let (parsed, rest) = parsed(rest, &items)?;
            reading(&parsed, (before, rest), context)
        })
    })
}

fn plain_digit(letter: char) -> char {
    digit(letter).and_then(|value| char::from_digit(value, 10)).unwrap_or(letter)
}

/// What stands at the beginning of a text, if all items are there and no digit follows; and the rest.
fn parsed<'t>(text: &'t str, items: &[Item<'_>]) -> Option<(Parsed, &'t str)> {
    let mut parsed = Parsed::new();
    let rest = parse_and_remainder(&mut parsed, text, items.iter()).ok()?;
    (!rest.starts_with(|letter: char| letter.is_ascii_digit())).then_some((parsed, rest))
}

/// The date with what stands around it, in an unmistakable form for the reading of any text; by itself where that reads another day.
fn reading(parsed: &Parsed, (before, rest): (&str, &str), context: &DateContext<'_>) -> Option<DateReading> {
    let date = parsed.to_naive_date().ok()?;
    let Ok(time) = parsed.to_naive_time() else {
        return Some(DateReading { value: Timestamp::Day(date), precision: Precision::Day });
    };
    let wall = NaiveDateTime::new(date, time);
    let precision = if parsed.second().is_some() { Precision::Second } else { Precision::Minute };
    if let Ok(offset) = parsed.to_fixed_offset() {
        let value = Timestamp::Instant(offset.from_local_datetime(&wall).single()?);
        return Some(DateReading { value, precision });
    }
    let seconds = if parsed.second().is_some() { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M" };
    let written = format!("{before}{}{rest}", wall.format(seconds));
    let whole = read_date(&written, &DateContext { formats: &[], ..*context });
    let is_same_day =
        |reading: &DateReading| reading.value.day() == date && reading.precision != Precision::Day;
    whole.filter(is_same_day).or_else(|| {
        let value = match context.time_zone {
            Some(zone) => Timestamp::Instant(zone.from_local_datetime(&wall).earliest()?.fixed_offset()),
            None => Timestamp::Local(wall),
        };
        Some(DateReading { value, precision })
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn read(text: &str, formats: &[&str]) -> Option<String> {
        let formats: Vec<String> = formats.iter().map(|format| (*format).to_owned()).collect();
        let context = DateContext {
            now: DateTime::UNIX_EPOCH,
            language: None,
            time_zone: Some(chrono_tz::Asia::Damascus),
            formats: &formats,
        };
        read_formatted(text, &context).map(|reading| reading.value.to_string())
    }

    #[test]
    fn formats_must_tell_a_day() {
        for format in ["%d/%m/%Y", "%Y-%m-%d %H:%M", "%d.%m.%y", "%B %d, %Y", "%Y-%j"] {
            assert!(is_date_format(format), "{format}");
        }
        for format in ["", "%H:%M", "%d/%m", "%Q", "today", "%", "%d/%m/%Y %I:%M", "%d/%m/%Y %H:%M %Z"] {
            assert!(!is_date_format(format), "{format}");
        }
    }

    #[test]
    fn the_stated_form_is_read_wherever_it_stands() {
        for (text, expected) in [
            ("Posted 05/04/2021 - 18:30 by the desk", Some("2021-04-05T18:30:00+03:00")),
            ("٠٥/٠٤/٢٠٢١ - ١٨:٣٠", Some("2021-04-05T18:30:00+03:00")),
            ("05/04/2021", Some("2021-04-05")),
            ("05/04/2021 - 18:30 GMT", Some("2021-04-05T18:30:00+00:00")),
            ("05/04/2021 - 06:30 PM", Some("2021-04-05T18:30:00+03:00")),
            ("105/04/2021", None),
            ("05/04/20211", None),
            ("31/02/2021", None),
        ] {
            assert_eq!(read(text, &["%d/%m/%Y - %H:%M", "%d/%m/%Y"]).as_deref(), expected, "{text}");
        }
        assert_eq!(read("05/04/2021", &["%m/%d/%Y"]).as_deref(), Some("2021-05-04"));
    }
}
