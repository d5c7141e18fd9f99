//! Days and times of a line paired to stamps, and the stamp of the publication chosen among them.

use super::calendars::Calendar;
use super::clock_time::{ClockFound, clock_at};
use super::line::{DayFound, Line};
use super::numeric::numeric_day;
use super::vocabulary::Meaning;
use super::written::written_day;

/// A day with the time of day that belongs to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp {
    /// The day.
    pub(super) day: DayFound,
    /// Its time of day.
    pub(super) clock: Option<ClockFound>,
    /// Whether it is said to be the publication or a change.
    pub(super) label: Option<Meaning>,
}

/// Every time of day in the line, and the day that each may belong to.
enum Part {
    Day(DayFound),
    Clock(ClockFound),
}

/// The stamp that tells of the publication: the one labelled so, else the first without a label, else the first.
pub(super) fn publication(line: &Line<'_>) -> Option<Stamp> {
    let mut stamps = stamps(line);
    // A Hijri or Jalali day beside a Gregorian one says the same again.
    if stamps.iter().any(|stamp| !is_foreign(stamp)) {
        let spare = stamps.iter().filter(|stamp| is_foreign(stamp)).find_map(|stamp| stamp.clock);
        stamps.retain(|stamp| !is_foreign(stamp));
        if let [only] = stamps.as_mut_slice() {
            only.clock = only.clock.or(spare);
        }
    }
    let labelled = |label| stamps.iter().find(|stamp| stamp.label == label);
    labelled(Some(Meaning::Published)).or_else(|| labelled(None)).or(stamps.first()).copied()
}

/// The stamp that is labelled as a change, when the line has another one too.
pub(super) fn change_beside_publication(line: &Line<'_>) -> Option<Stamp> {
    let stamps = stamps(line);
    let changed = stamps.iter().find(|stamp| stamp.label == Some(Meaning::Updated)).copied();
    changed.filter(|_| stamps.iter().any(|stamp| stamp.label != Some(Meaning::Updated)))
}

/// Whether the line opens with a label and goes on with a day and its year.
pub(super) fn opens_with_label(line: &Line<'_>) -> bool {
    /// Items before the label: a mark, an article.
    const BEFORE: usize = 2;
    let is_label = |at: usize| line.means(at, Meaning::Published) || line.means(at, Meaning::Updated);
    (0..=BEFORE).any(is_label)
        && stamps(line).iter().any(|stamp| stamp.label.is_some() && stamp.day.year_stated)
}

/// The last label of the line, wherever it stands («… wurde am 4. Mai 2021 veröffentlicht»).
pub(super) fn any_label(line: &Line<'_>) -> Option<Meaning> {
    label(line, 0, line.items.len())
}

fn is_foreign(stamp: &Stamp) -> bool {
    matches!(stamp.day.calendar, Calendar::Hijri | Calendar::Jalali)
}

/// The times of day of a line without a date in it.
pub(super) fn first_clock(line: &Line<'_>) -> Option<ClockFound> {
    parts(line).into_iter().find_map(|part| match part {
        Part::Clock(clock) => Some(clock),
        Part::Day(_) => None,
    })
}

fn stamps(line: &Line<'_>) -> Vec<Stamp> {
    let parts = parts(line);
    let time_leads = matches!(parts.first(), Some(Part::Clock(_)));
    let mut stamps: Vec<Stamp> = Vec::new();
    let mut waiting: Option<ClockFound> = None;
    let mut behind = 0;
    for part in parts {
        match part {
            Part::Day(day) => {
                let from = waiting.filter(|_| time_leads).map_or(day.start, |clock| clock.start);
                let label = label(line, behind, from);
                stamps.push(Stamp { day, clock: waiting.take().filter(|_| time_leads), label });
                behind = day.end;
            }
            Part::Clock(clock) if time_leads => waiting = Some(clock),
            Part::Clock(clock) => {
                behind = clock.end;
                if let Some(last) = stamps.last_mut().filter(|stamp| stamp.clock.is_none()) {
                    last.clock = Some(clock);
                }
            }
        }
    }
    // «10:15 on the 4th … 11:20»: a day that came first in its pair still gets the time behind it.
    if let (Some(clock), Some(last)) = (waiting, stamps.last_mut()) {
        last.clock = last.clock.or(Some(clock));
    }
    stamps
}

/// The last label among these items.
fn label(line: &Line<'_>, from: usize, to: usize) -> Option<Meaning> {
    let labels =
        |at| line.meanings(at).find(|meaning| matches!(meaning, Meaning::Published | Meaning::Updated));
    (from..to).rev().find_map(labels)
}

/// Days and times in the order of the line.
fn parts(line: &Line<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    let mut announced = false;
    while at < line.items.len() {
        if let Some(day) = numeric_day(line, at).or_else(|| written_day(line, at)) {
            at = day.end;
            announced = true;
            parts.push(Part::Day(day));
        } else if let Some(clock) = clock_at(line, at, announced) {
            at = clock.end.max(at + 1);
            announced = false;
            parts.push(Part::Clock(clock));
        } else {
            let passes = line.mark(at).is_some() || line.meanings(at).next().is_some();
            announced = announced && passes;
            at += 1;
        }
    }
    parts
}
