//! Dates in figures: `2021-02-04`, `04.02.2021`, `2/4/21`, `20210204`, `2021-W05-4`, `2021年2月4日`, `民國110年2月4日`.

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;

use super::calendars::Calendar;
use super::line::{DayFound, Line, plausible};
use super::vocabulary::Meaning;

/// The date in figures that begins at this item.
pub(super) fn numeric_day(line: &Line<'_>, at: usize) -> Option<DayFound> {
    if starts_inside_number(line, at) {
        return None;
    }
    marked_units(line, at)
        .or_else(|| triple(line, at))
        .or_else(|| compact(line, at))
        .or_else(|| week_date(line, at))
        .or_else(|| day_and_month_before_time(line, at))
}

/// `10.12.` in `8.8.10.12.2020`, `16-` in `978-3-16-…`, or a price.
fn starts_inside_number(line: &Line<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    if line.is_mark(before, "$€£¥₺₽₪+#№") {
        return true;
    }
    // «+49 89 12.03.20»: numbers with nothing but spaces between them, behind a plus.
    let figures = (0..at).rev().take_while(|at| line.number(*at).is_some()).last();
    if figures.and_then(|first| first.checked_sub(1)).is_some_and(|plus| line.is_mark(plus, "+")) {
        return true;
    }
    let mark = line.is_mark(before, "-./:+") && line.glued(at);
    mark && line.glued(before) && before.checked_sub(1).is_some_and(|before| line.number(before).is_some())
}

/// Chinese, Japanese and Korean: every number is followed by its unit; the year may be missing or of an era.
fn marked_units(line: &Line<'_>, at: usize) -> Option<DayFound> {
    let era = line.era(at).filter(|era| !matches!(era, Calendar::Gregorian));
    let first = if line.era(at).is_some() { at + 1 } else { at };
    let (value, digits) = line.number(first)?;
    let mut next = first;
    let mut year = None;
    if line.means(first + 1, Meaning::YearMark) && line.small_number(line.skip(first + 2, ",.", 1)).is_some()
    {
        year = Some((i32::try_from(value).ok()?, digits));
        next = line.skip(first + 2, ",.", 1);
    }
    let month = line.small_number(next).filter(|_| line.means(next + 1, Meaning::MonthMark))?;
    let after_month = line.skip(next + 2, ",.", 1);
    let day = line.small_number(after_month).filter(|_| line.means(after_month + 1, Meaning::DayMark))?;
    let end = after_month + 2;
    let Some((year, digits)) = year else {
        let date = line.latest(month, day)?;
        return Some(DayFound { date, calendar: Calendar::Gregorian, year_stated: false, start: at, end });
    };
    let (calendar, year) = match (era, digits) {
        (Some(era), _) => (era, year),
        (None, 3) if line.language == "zh" => (Calendar::Minguo, year),
        (None, 1..=2) => (Calendar::Gregorian, line.full_year(u32::try_from(year).ok()?)?),
        (None, _) => (Calendar::Gregorian, year),
    };
    let (calendar, date) = plausible(calendar, year, month, day)?;
    Some(DayFound { date, calendar, year_stated: true, start: at, end })
}

/// Three numbers with the same mark between them.
fn triple(line: &Line<'_>, at: usize) -> Option<DayFound> {
    let separator = line.mark(at + 1).filter(|mark| "-./".contains(*mark))?;
    if line.mark(at + 3) != Some(separator) {
        return None;
    }
    let numbers = [line.number(at)?, line.number(at + 2)?, line.number(at + 4)?];
    let end = at + 5;
    let goes_on =
        line.is_mark(end, "-./%") && line.glued(end) && line.number(end + 1).is_some() && line.glued(end + 1);
    // `2021.02.04.23:10` goes on with a time.
    if goes_on && !line.is_mark(end + 2, ":") || line.is_mark(end, "%:") && line.glued(end) {
        return None;
    }
    let (calendar, date) = ordered(line, numbers)?;
    Some(DayFound { date, calendar, year_stated: true, start: at, end })
}

/// Tells year, month and day apart by their digits, then by region.
fn ordered(line: &Line<'_>, numbers: [(u64, usize); 3]) -> Option<(Calendar, NaiveDate)> {
    let [(first, first_digits), (second, second_digits), (third, third_digits)] = numbers;
    if second_digits > 2 {
        return None;
    }
    let (first, second, third) =
        (u32::try_from(first).ok()?, u32::try_from(second).ok()?, u32::try_from(third).ok()?);
    match (first_digits, third_digits) {
        (4, 1..=2) => with_year(line, i32::try_from(first).ok()?, (second, third)),
        (1..=2, 4) => {
            let (month, day) = if month_leads(line) { (first, second) } else { (second, first) };
            with_year(line, i32::try_from(third).ok()?, (month, day))
        }
        (2, 2) if first > 31 || matches!(line.language, "ko" | "ja" | "zh" | "hu") => {
            with_year(line, line.full_year(first)?, (second, third))
        }
        (1..=2, 2) => {
            let (month, day) = if month_leads(line) { (first, second) } else { (second, first) };
            with_year(line, line.full_year(third)?, (month, day))
        }
        (3, 1..=2) if line.language == "zh" => {
            plausible(Calendar::Minguo, i32::try_from(first).ok()?, second, third)
        }
        _ => None,
    }
}

/// The day, in the calendar that the year speaks for; an impossible month turns the order round.
fn with_year(line: &Line<'_>, year: i32, (month, day): (u32, u32)) -> Option<(Calendar, NaiveDate)> {
    let calendar = match year {
        1300..=1500 if matches!(line.language, "ar" | "ur") => Calendar::Hijri,
        1300..=1500 => Calendar::Jalali,
        _ => Calendar::Gregorian,
    };
    if month > 12 { plausible(calendar, year, day, month) } else { plausible(calendar, year, month, day) }
}

/// Whether the region writes the month first: the United States, by language tag or by zone.
fn month_leads(line: &Line<'_>) -> bool {
    let region = line
        .context
        .language
        .and_then(|tag| tag.split(['-', '_']).find(|part| part.len() == 2 && *part != line.language));
    match region {
        Some(region) => region.eq_ignore_ascii_case("US") || region.eq_ignore_ascii_case("PH"),
        None => matches!(line.language, "" | "en") && line.context.time_zone.is_some_and(is_american),
    }
}

fn is_american(zone: Tz) -> bool {
    let name = zone.name();
    name.starts_with("US/")
        || name.starts_with("America/Indiana/")
        || name.starts_with("America/Kentucky/")
        || name.starts_with("America/North_Dakota/")
        || matches!(
            name,
            "America/New_York"
                | "America/Chicago"
                | "America/Denver"
                | "America/Los_Angeles"
                | "America/Phoenix"
                | "America/Detroit"
                | "America/Boise"
                | "America/Anchorage"
                | "America/Juneau"
                | "Pacific/Honolulu"
        )
}

/// `20210204`, only with a time behind `T` or as good as alone.
fn compact(line: &Line<'_>, at: usize) -> Option<DayFound> {
    let (value, _) = line.number(at).filter(|(_, digits)| *digits == 8)?;
    let timed = line.items.get(at + 1).is_some_and(|item| item.glued && item.folded == "t");
    if !timed && line.items.len() > 3 && !line.is_mark(at + 3, ":") {
        return None;
    }
    let year = i32::try_from(value / 10_000).ok().filter(|year| (1900..=2100).contains(year))?;
    let date = NaiveDate::from_ymd_opt(
        year,
        u32::try_from(value / 100 % 100).ok()?,
        u32::try_from(value % 100).ok()?,
    )?;
    Some(DayFound { date, calendar: Calendar::Gregorian, year_stated: true, start: at, end: at + 1 })
}

/// ISO 8601 week date.
fn week_date(line: &Line<'_>, at: usize) -> Option<DayFound> {
    let (year, _) = line.number(at).filter(|(_, digits)| *digits == 4)?;
    let is_week = line.items.get(at + 2).is_some_and(|item| item.folded == "w");
    let week = line.small_number(at + 3).filter(|_| line.is_mark(at + 1, "-") && is_week)?;
    let day = line.small_number(at + 5).filter(|_| line.is_mark(at + 4, "-"))?;
    let weekday = Weekday::try_from(u8::try_from(day.checked_sub(1)?).ok()?).ok()?;
    let date = NaiveDate::from_isoywd_opt(i32::try_from(year).ok()?, week, weekday)?;
    (1900..=2100).contains(&date.year()).then_some(DayFound {
        date,
        calendar: Calendar::Gregorian,
        year_stated: true,
        start: at,
        end: at + 6,
    })
}

/// `04.02. 23:10`, `04/02 - 23:10`: day and month alone count only when a time follows.
fn day_and_month_before_time(line: &Line<'_>, at: usize) -> Option<DayFound> {
    let (first, second) = (line.small_number(at)?, line.small_number(at + 2)?);
    if !line.is_mark(at + 1, "./") || !line.glued(at + 1) || !line.glued(at + 2) {
        return None;
    }
    let time = line.skip(at + 3, ".,-|", 3);
    line.small_number(time).filter(|_| time > at + 2 && line.is_mark(time + 1, ":") && !line.glued(time))?;
    let (month, day) = if month_leads(line) { (first, second) } else { (second, first) };
    let date = line.latest(month, day)?;
    Some(DayFound { date, calendar: Calendar::Gregorian, year_stated: false, start: at, end: at + 3 })
}
