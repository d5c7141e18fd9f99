//! Dates with the month in words: `4 شباط 2021`, `February 4, 2021`, `2021. február 4.`, `8 tháng 1 năm 2015`.

use chrono::Datelike;

use super::calendars::Calendar;
use super::clock_time::clock_at;
use super::lexer::Item;
use super::line::{DayFound, Line, plausible};
use super::vocabulary::Meaning;

/// Marks that may stand between the parts of one date.
const BETWEEN: &str = ",.-/()[]'";

/// The date with a named month that begins at this item.
pub(super) fn written_day(line: &Line<'_>, at: usize) -> Option<DayFound> {
    if line.number(at).is_some() {
        year_first(line, at).or_else(|| day_first(line, at))
    } else {
        month_first(line, at)
    }
}

/// `4 février 2021`, `4. února`, `8 tháng 1 năm 2015`.
fn day_first(line: &Line<'_>, at: usize) -> Option<DayFound> {
    let day = day_number(line, at)?;
    if ends_range(line, at, day) {
        return None;
    }
    let month_at = line.skip(after_ordinal(line, at), BETWEEN, 4);
    let (calendar, month, after) = match line.month(month_at) {
        Some((calendar, month)) => (calendar, month, after_twin(line, month_at + 1, month)),
        None => vietnamese_month(line, month_at)?,
    };
    finish(line, Parts { calendar, month, day, start: at, month_at, after })
}

/// `February 4, 2021`, `Aug 05 12:00:00 2015`.
fn month_first(line: &Line<'_>, at: usize) -> Option<DayFound> {
    let (calendar, month) = line.month(at)?;
    let day_at = line.skip(after_twin(line, at + 1, month), BETWEEN, 3);
    let day = day_number(line, day_at)?;
    let after = after_ordinal(line, day_at);
    // «mar. 4 feb»: the first was the weekday.
    let second = line.skip(after, BETWEEN, 3);
    if line.is_mark(day_at + 1, ":") || line.month(second).is_some_and(|(_, other)| other != month) {
        return None;
    }
    // «Feb 4-6» is a range; «Feb 4 - 10:15» has a time.
    let range_end =
        line.small_number(after + 1).filter(|_| line.is_mark(after, "-") && !line.is_mark(after + 2, ":"));
    if range_end.is_some_and(|last| last > day && last <= 31 && line.glued(after)) {
        return None;
    }
    finish(line, Parts { calendar, month, day, start: at, month_at: at, after })
}

/// `2021. február 4.`, `2020-берез-11`, `2021 жылғы 4 ақпан`.
fn year_first(line: &Line<'_>, at: usize) -> Option<DayFound> {
    let (year, _) = line.number(at).filter(|(_, digits)| *digits == 4)?;
    let year = i32::try_from(year).ok()?;
    let next = line.skip(at + 1, ",.-/", 4);
    let (calendar, month, day, end) = match line.month(next) {
        Some((calendar, month)) => {
            let day_at = line.skip(after_twin(line, next + 1, month), BETWEEN, 2);
            (calendar, month, day_number(line, day_at)?, after_ordinal(line, day_at))
        }
        None => {
            let month_at = line.skip(after_ordinal(line, next), BETWEEN, 2);
            let (calendar, month) = line.month(month_at)?;
            (calendar, month, day_number(line, next)?, month_at + 1)
        }
    };
    // «2021, 4 February 2021»: the number in front was none of this date.
    if line.number(line.skip(end, ",.", 2)).is_some_and(|(_, digits)| digits == 4) {
        return None;
    }
    let (calendar, date) = plausible(calendar, year, month, day)?;
    Some(DayFound { date, calendar, year_stated: true, start: at, end })
}

struct Parts {
    calendar: Calendar,
    month: u32,
    day: u32,
    start: usize,
    month_at: usize,
    after: usize,
}

/// Adds the year that follows, or the latest that fits.
fn finish(line: &Line<'_>, parts: Parts) -> Option<DayFound> {
    let Parts { calendar, month, day, start, month_at, after } = parts;
    let stated = year_after(line, after).or_else(|| year_behind_time(line, after));
    if let Some((year, era, end)) = stated {
        let (calendar, date) = plausible(era.unwrap_or(calendar), year, month, day)?;
        return Some(DayFound { date, calendar, year_stated: true, start, end });
    }
    // Without a year beside it a short word is more often one of the line's own language.
    if line.month(month_at).is_some() && line.is_foreign_month(month_at) {
        return None;
    }
    let date = match calendar {
        Calendar::Gregorian => line.latest(month, day)?,
        // Without a year beside it a Jalali or Hijri day is counted back from today.
        other => {
            let offset = if other == Calendar::Jalali { 621 } else { 579 };
            let newest = line.today().year() - offset;
            let days = (newest - 2..=newest + 1).rev().filter_map(|year| other.date(year, month, day));
            days.into_iter().find(|date| *date <= line.today())?
        }
    };
    Some(DayFound { date, calendar, year_stated: false, start, end: after })
}

/// A year of four digits (or two, when no time begins there), with the era that may stand around it.
fn year_after(line: &Line<'_>, after: usize) -> Option<(i32, Option<Calendar>, usize)> {
    let mut at = line.skip(after, BETWEEN, 4);
    if line.means(at, Meaning::YearMark) {
        at += 1;
    }
    let leading = line.era(at);
    if leading.is_some() {
        at = line.skip(at + 1, ".", 1);
    }
    let (value, digits) = line.number(at)?;
    let year = match digits {
        4 if (1000..=2700).contains(&value) => i32::try_from(value).ok()?,
        2 if !begins_time(line, at) => line.full_year(u32::try_from(value).ok()?)?,
        _ => return None,
    };
    let trailing = line.era(at + 1).filter(|era| *era != Calendar::Gregorian);
    Some((year, leading.or(trailing).filter(|era| *era != Calendar::Gregorian), at + 1))
}

fn begins_time(line: &Line<'_>, at: usize) -> bool {
    line.is_mark(at + 1, ":.") && line.number(at + 2).is_some()
        || [Meaning::Morning, Meaning::Afternoon, Meaning::HourMark]
            .iter()
            .any(|meaning| line.means(at + 1, *meaning))
        || at.checked_sub(1).is_some_and(|before| line.means(before, Meaning::ClockLead))
}

/// The C library's form: `Wed Aug 05 12:00:00 CEST 2015`.
fn year_behind_time(line: &Line<'_>, after: usize) -> Option<(i32, Option<Calendar>, usize)> {
    let time = line.skip(after, ",", 2);
    let clock = clock_at(line, time, false)?;
    let skipped = usize::from(line.items.get(clock.end).is_some_and(Item::is_unknown_word));
    let (value, _) = line.number(clock.end + skipped).filter(|(_, digits)| *digits == 4)?;
    let year = i32::try_from(value).ok().filter(|year| (1900..=2100).contains(year))?;
    Some((year, None, after))
}

fn day_number(line: &Line<'_>, at: usize) -> Option<u32> {
    line.small_number(at).filter(|day| (1..=31).contains(day))
}

/// `4–6 February` and `4. – 6. Februar` are ranges, and the end alone no date.
fn ends_range(line: &Line<'_>, at: usize, day: u32) -> bool {
    let ordinal = usize::from(at.checked_sub(2).is_some_and(|before| line.is_mark(before, ".")));
    let Some(before) = at.checked_sub(2 + ordinal) else { return false };
    line.is_mark(at - 1, "-")
        && line.small_number(before).is_some_and(|first| first < day && first > 0)
        && !before.checked_sub(1).is_some_and(|mark| line.is_mark(mark, ":.-/"))
}

/// Behind a day and the letters that make it an ordinal (`4th`, `1er`, `8ই`).
fn after_ordinal(line: &Line<'_>, at: usize) -> usize {
    let suffix = line
        .items
        .get(at + 1)
        .filter(|item| item.glued && item.is_unknown_word() && item.folded.chars().count() <= 3);
    at + 1 + usize::from(suffix.is_some())
}

/// Behind the second name of the same month: `شباط/فبراير`, `كانون الثاني (يناير)`.
fn after_twin(line: &Line<'_>, after: usize, month: u32) -> usize {
    let second = after + (after..after + 2).take_while(|at| line.is_mark(*at, "/-()")).count();
    match line.month(second) {
        Some((_, same)) if same == month => second + 1 + usize::from(line.is_mark(second + 1, ")")),
        _ => after,
    }
}

fn vietnamese_month(line: &Line<'_>, at: usize) -> Option<(Calendar, u32, usize)> {
    let leads = line.items.get(at).is_some_and(|item| item.folded == "thang");
    let month = line.small_number(at + 1).filter(|month| leads && (1..=12).contains(month))?;
    Some((Calendar::Gregorian, month, at + 2))
}
