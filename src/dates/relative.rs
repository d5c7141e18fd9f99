//! Relative times: "3 hours ago", «منذ ساعتين», "Gestern, 18:40 Uhr", 刚刚.

use chrono::{Days, Months, NaiveDate, TimeDelta, Timelike, Utc};

use super::line::Line;
use super::stamps::first_clock;
use super::vocabulary::{Meaning, Unit};
use crate::model::{Precision, Timestamp};

use super::read::DateReading;

/// Most unknown words beside a relative time; more are a sentence that only mentions one.
const MOST_UNKNOWN_WORDS: usize = 4;

/// A relative statement: a moment, or a day that may still get a time of day.
#[derive(Debug, Clone, Copy)]
pub(super) enum Relative {
    /// Hours and shorter.
    Moment(DateReading),
    /// Days and longer.
    Day(NaiveDate),
}

/// The relative time that the line states.
pub(super) fn relative(line: &Line<'_>) -> Option<Relative> {
    if line.unknown_words() > MOST_UNKNOWN_WORDS {
        return None;
    }
    span_ago(line).or_else(|| named_day(line))
}

/// Whether the line is a relative time, with a label or a name beside it at most.
pub(super) fn is_relative_only(line: &Line<'_>) -> bool {
    const MOST_OTHER_WORDS: usize = 2;
    let unknown = line.unknown_words();
    unknown <= MOST_OTHER_WORDS && span_ago(line).is_some() || unknown == 0 && named_day(line).is_some()
}

fn named_day(line: &Line<'_>) -> Option<Relative> {
    let meanings = || (0..line.items.len()).flat_map(|at| line.meanings(at));
    // «USA Today», «Hier klicken»: with strangers beside it the word names no day, unless a time of day stands there too.
    if line.unknown_words() > 0 && first_clock(line).is_none() {
        return None;
    }
    if line.unknown_words() == 0 && meanings().any(|meaning| meaning == Meaning::JustNow) {
        return moment(line, TimeDelta::zero());
    }
    let days = meanings().find_map(|meaning| match meaning {
        Meaning::DayOffset(days) => Some(days),
        _ => None,
    })?;
    line.today().checked_sub_days(Days::new(days.unsigned_abs())).map(Relative::Day)
}

/// Sums the spans of the line, when an "ago" stands among them.
fn span_ago(line: &Line<'_>) -> Option<Relative> {
    (0..line.items.len()).find(|at| line.means(*at, Meaning::Ago))?;
    let mut spans: Vec<(Unit, i64)> = Vec::new();
    for at in 0..line.items.len() {
        // A unit that is also the "ago" word itself («час назад» has both apart).
        if let Some(span) = span_at(line, at).filter(|_| !line.means(at, Meaning::Published)) {
            spans.push(span);
        }
    }
    let first = *spans.first()?;
    match first.0 {
        Unit::Second | Unit::Minute | Unit::Hour => {
            let short =
                spans.iter().filter(|(unit, _)| matches!(unit, Unit::Second | Unit::Minute | Unit::Hour));
            let seconds =
                short.map(|(unit, count)| seconds(*unit).saturating_mul(*count)).fold(0, i64::saturating_add);
            moment(line, TimeDelta::try_seconds(seconds)?)
        }
        unit => back(line.today(), unit, u32::try_from(first.1).ok()?).map(Relative::Day),
    }
}

/// The span whose unit stands here, with its number: figures or words before it, within it, or one.
fn span_at(line: &Line<'_>, at: usize) -> Option<(Unit, i64)> {
    let several = line.meanings(at).find_map(|meaning| match meaning {
        Meaning::Several(unit, count) => Some((unit, count)),
        _ => None,
    });
    if let Some((unit, count)) = several {
        return Some(if unit == Unit::Minute && count == 30 { (Unit::Second, 1800) } else { (unit, count) });
    }
    let unit = line.meanings(at).find_map(|meaning| match meaning {
        Meaning::Unit(unit) => Some(unit),
        _ => None,
    })?;
    // «about an hour»: the numeral here, a year in French.
    let numeral = line.meanings(at).any(|meaning| matches!(meaning, Meaning::Count(_)));
    if numeral && line.meanings(at + 1).any(|meaning| matches!(meaning, Meaning::Unit(_))) {
        return None;
    }
    let Some(before) = at.checked_sub(1) else { return implied(line, at, unit) };
    let before = if line.is_mark(before, ".-") { before.saturating_sub(1) } else { before };
    if let Some(count) = count_at(line, before) {
        return Some((unit, count));
    }
    if line.means(before, Meaning::Half) {
        return half(unit);
    }
    // «2 de ore», «two of»: one filler may stand between.
    let filler = line.means(before, Meaning::Filler) && !line.means(before, Meaning::Ago);
    if let Some(count) = before.checked_sub(1).filter(|_| filler).and_then(|at| count_at(line, at)) {
        return Some((unit, count));
    }
    implied(line, at, unit)
}

fn count_at(line: &Line<'_>, at: usize) -> Option<i64> {
    if let Some((value, digits)) = line.number(at) {
        return i64::try_from(value).ok().filter(|_| digits <= 4);
    }
    let count = line.meanings(at).find_map(|meaning| match meaning {
        Meaning::Count(count) => Some(count),
        _ => None,
    })?;
    let is_half = at.checked_sub(1).is_some_and(|before| line.means(before, Meaning::Half));
    let less = (0..at).any(|at| line.means(at, Meaning::LessThan));
    (!(is_half || less && count == 1)).then_some(count)
}

/// A unit without a number is one of it, next to the "ago"; "less than a minute" is taken for three quarters of one.
fn implied(line: &Line<'_>, at: usize, unit: Unit) -> Option<(Unit, i64)> {
    let near = at.saturating_sub(3)..=at + 2;
    if unit == Unit::Minute && (0..at).any(|at| line.means(at, Meaning::LessThan)) {
        return Some((Unit::Second, 45));
    }
    if near.clone().any(|at| line.means(at, Meaning::Half)) {
        return half(unit);
    }
    // Swahili counts behind the unit: «saa 2 zilizopita».
    if let Some((value, _)) = line.number(at + 1).filter(|_| line.means(at + 2, Meaning::Ago)) {
        return Some((unit, i64::try_from(value).ok()?));
    }
    let ago = near.into_iter().any(|near| near != at && line.means(near, Meaning::Ago));
    let has_number = (0..line.items.len()).any(|at| line.number(at).is_some());
    let spelled = line.items.get(at).is_some_and(|item| item.folded.chars().count() > 1);
    (ago && spelled && !has_number).then_some((unit, 1))
}

fn half(unit: Unit) -> Option<(Unit, i64)> {
    matches!(unit, Unit::Minute | Unit::Hour).then(|| (Unit::Second, seconds(unit) / 2))
}

fn seconds(unit: Unit) -> i64 {
    match unit {
        Unit::Second => 1,
        Unit::Minute => 60,
        _ => 3600,
    }
}

fn back(today: NaiveDate, unit: Unit, count: u32) -> Option<NaiveDate> {
    match unit {
        Unit::Week => today.checked_sub_days(Days::new(u64::from(count) * 7)),
        Unit::Month => today.checked_sub_months(Months::new(count)),
        Unit::Year => today.checked_sub_months(Months::new(count.checked_mul(12)?)),
        _ => today.checked_sub_days(Days::new(u64::from(count))),
    }
}

fn moment(line: &Line<'_>, ago: TimeDelta) -> Option<Relative> {
    let at = line.context.now.checked_sub_signed(ago)?.with_nanosecond(0)?;
    let at = match line.context.time_zone {
        Some(zone) => at.with_timezone(&zone).fixed_offset(),
        None => at.with_timezone(&Utc).fixed_offset(),
    };
    Some(Relative::Moment(DateReading { value: Timestamp::Instant(at), precision: Precision::Minute }))
}
