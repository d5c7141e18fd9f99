//! Times of day: `23:10:55`, `6.30 p. m.`, `14h30`, `오후 11:10`, `23時10分`, `21 Uhr`, `noon`, and the zone behind them.

use super::line::Line;
use super::vocabulary::Meaning;
use super::zones::{Zone, zone_at};

/// A time of day found in a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClockFound {
    /// 0 to 24.
    pub(super) hour: u32,
    /// 0 to 59.
    pub(super) minute: u32,
    /// Seconds, when they were given.
    pub(super) second: Option<u32>,
    /// The zone right behind it.
    pub(super) zone: Option<Zone>,
    /// First item.
    pub(super) start: usize,
    /// Item after the last one.
    pub(super) end: usize,
}

/// The time of day that begins at this item. `announced`: a date or a lead-in stands right before, so `23.10` is a time too.
pub(super) fn clock_at(line: &Line<'_>, at: usize, announced: bool) -> Option<ClockFound> {
    let mut clock = figures(line, at, announced).or_else(|| named(line, at))?;
    let before = at.checked_sub(1).filter(|before| half_of_day(line, *before).is_some());
    let after = clock.end + usize::from(line.is_mark(clock.end, ",-("));
    let after = (half_of_day(line, after).is_some()).then_some(after);
    if let Some(half) = after.or(before).and_then(|at| half_of_day(line, at)) {
        clock.hour = twelve_hours(clock.hour, half);
    }
    if let Some(after) = after {
        clock.end = after + 1;
    }
    if clock.hour > 24
        || clock.minute > 59
        || clock.hour == 24 && clock.minute > 0
        || clock.second.is_some_and(|s| s > 60)
    {
        return None;
    }
    if let Some((zone, end)) = zone_at(line, clock.end) {
        clock.zone = Some(zone);
        clock.end = end;
    }
    Some(clock)
}

fn figures(line: &Line<'_>, at: usize, announced: bool) -> Option<ClockFound> {
    let (value, digits) = line.number(at)?;
    if digits > 2 {
        return compact(line, at, value, digits);
    }
    let hour = u32::try_from(value).ok()?;
    colon(line, at, hour)
        .or_else(|| dotted(line, at, hour, announced))
        .or_else(|| marked(line, at, hour))
        .or_else(|| hour_alone(line, at, hour))
}

/// `T2110`, `T211000`.
fn compact(line: &Line<'_>, at: usize, value: u64, digits: usize) -> Option<ClockFound> {
    let behind_t = at.checked_sub(1).is_some_and(|before| line.items[before].folded == "t") && line.glued(at);
    if !behind_t || !matches!(digits, 4 | 6) {
        return None;
    }
    let value = u32::try_from(value).ok()?;
    let (minutes, second) = if digits == 6 { (value / 100, Some(value % 100)) } else { (value, None) };
    Some(ClockFound {
        hour: minutes / 100,
        minute: minutes % 100,
        second,
        zone: None,
        start: at,
        end: at + 1,
    })
}

/// `23:10`, `23:10:55`, `23:10:55.678`.
fn colon(line: &Line<'_>, at: usize, hour: u32) -> Option<ClockFound> {
    if !line.is_mark(at + 1, ":") || line.number(at + 2)?.1 != 2 {
        return None;
    }
    let minute = line.small_number(at + 2)?;
    let mut end = at + 3;
    let mut second = None;
    if line.is_mark(end, ":")
        && line.glued(end)
        && line.number(end + 1).is_some_and(|(_, digits)| digits <= 2)
    {
        second = line.small_number(end + 1);
        end += 2;
        if line.is_mark(end, ".,") && line.glued(end) && line.glued(end + 1) && line.number(end + 1).is_some()
        {
            end += 2;
        }
    }
    Some(ClockFound { hour, minute, second, zone: None, start: at, end })
}

/// `23.10`, where it cannot be a number: behind a date or a lead-in, or before `pm`, `Uhr`, `WIB`.
fn dotted(line: &Line<'_>, at: usize, hour: u32, announced: bool) -> Option<ClockFound> {
    if !line.is_mark(at + 1, ".") || line.number(at + 2)?.1 != 2 {
        return None;
    }
    let end = at + 3;
    let announced =
        announced || at.checked_sub(1).is_some_and(|before| line.means(before, Meaning::ClockLead));
    let closed = half_of_day(line, end).is_some()
        || line.means(end, Meaning::HourMark)
        || zone_at(line, end).is_some();
    let longer =
        line.is_mark(end, "./") && line.glued(end) && line.glued(end + 1) && line.number(end + 1).is_some();
    if !(announced || closed) || longer {
        return None;
    }
    Some(ClockFound { hour, minute: line.small_number(at + 2)?, second: None, zone: None, start: at, end })
}

/// `14h30`, `19 h 21 min`, `23時10分`.
fn marked(line: &Line<'_>, at: usize, hour: u32) -> Option<ClockFound> {
    if !line.means(at + 1, Meaning::HourMark) {
        return None;
    }
    let found = |minute, end| Some(ClockFound { hour, minute, second: None, zone: None, start: at, end });
    match line.small_number(at + 2) {
        Some(minute) if line.means(at + 3, Meaning::MinuteMark) => found(minute, at + 4),
        Some(minute) if line.number(at + 2)?.1 == 2 && line.glued(at + 2) && !line.is_mark(at + 3, ":") => {
            found(minute, at + 3)
        }
        _ => found(0, at + 2),
    }
}

/// `6 pm`, `오후 11`.
fn hour_alone(line: &Line<'_>, at: usize, hour: u32) -> Option<ClockFound> {
    let follows = half_of_day(line, at + 1).is_some();
    let told_off = line.is_mark(at + 1, "./:-") && line.number(at + 2).is_some();
    if !follows || told_off || hour > 24 {
        return None;
    }
    Some(ClockFound { hour, minute: 0, second: None, zone: None, start: at, end: at + 1 })
}

fn named(line: &Line<'_>, at: usize) -> Option<ClockFound> {
    let hour = if line.means(at, Meaning::Noon) {
        12
    } else if line.means(at, Meaning::Midnight) {
        0
    } else {
        return None;
    };
    Some(ClockFound { hour, minute: 0, second: None, zone: None, start: at, end: at + 1 })
}

fn half_of_day(line: &Line<'_>, at: usize) -> Option<Meaning> {
    line.meanings(at).find(|meaning| matches!(meaning, Meaning::Morning | Meaning::Afternoon))
}

/// Twelve at night is hour 0, twelve at noon hour 12; hours past twelve stay as they are.
fn twelve_hours(hour: u32, half: Meaning) -> u32 {
    match (half, hour) {
        (Meaning::Morning, 12) => 0,
        (Meaning::Afternoon, 0..=11) => hour + 12,
        _ => hour,
    }
}
