//! The line above a story: «2021.02.04 | 23:10 دمشق», «Beirut, 4 February 2021», «دمشق - سانا».

use crate::dates::{DateContext, items, named_place, read_date};

use super::head::Head;
use super::located::located;
use super::opening::read_opening_dateline;
use super::reading::{DatelineReading, Parts};
use super::signed::signed;

/// Longest line that is looked at, in bytes.
const LONGEST_LINE: usize = 240;

/// Most words beside place, agency and date that no list knows.
const MOST_UNKNOWN_WORDS: usize = 3;

/// Reads a line that stands alone above a story («2021.02.04 | 23:10 دمشق»). `None` when it is no dateline: a date alone,
/// without a place or an agency, is none.
pub fn read_dateline_line(line: &str, context: &DateContext<'_>) -> Option<DatelineReading> {
    let line = line.trim();
    if line.is_empty() || line.len() > LONGEST_LINE {
        return None;
    }
    if let Some(reading) = whole_opening(line, context) {
        return Some(reading);
    }
    if let Some(reading) = signed(line, context) {
        return Some(reading);
    }
    if let Some(parts) = located(line) {
        return Some(parts.reading(context));
    }
    let items = items(line);
    let head = Head { text: line, items: &items };
    let place = named_place(line, &items).filter(|(range, _)| {
        !names_a_clock(line, range) && !names_a_source(line.get(..range.start).unwrap_or_default())
    });
    let agency = agency(&head);
    let published = read_date(line, context);
    let covered = |start: usize| {
        place.as_ref().is_some_and(|(range, _)| range.contains(&start))
            || agency.is_some_and(|(from, to)| (from..to).contains(&start))
    };
    let unknown = items.iter().filter(|item| item.is_unknown_word() && !covered(item.start)).count();
    let most = if published.is_some() { MOST_UNKNOWN_WORDS } else { 0 };
    let stated =
        published.is_some() && (place.is_some() || agency.is_some()) || place.is_some() && agency.is_some();
    if !stated || unknown > most {
        return None;
    }
    let text = |range: std::ops::Range<usize>| line.get(range);
    let parts = Parts {
        raw: line,
        place: place.and_then(|(range, _)| text(range)).unwrap_or_default(),
        agency: agency.and_then(|(from, to)| text(from..to)),
        date: None,
    };
    Some(DatelineReading { published, ..parts.reading(context) })
}

/// Whether the place only says by which clock: «بتوقيت دمشق», "London time".
fn names_a_clock(line: &str, place: &std::ops::Range<usize>) -> bool {
    const BEFORE: [&str; 11] = [
        "توقيت",
        "بتوقيت",
        "بتوقیت",
        "وقت",
        "hora de",
        "heure de",
        "ora di",
        "время",
        "времени",
        "по",
        "à l'heure de",
    ];
    const BEHIND: [&str; 6] = ["time", "zeit", "saati", "saatiyle", "időbo", "tijd"];
    let before = line.get(..place.start).unwrap_or_default().trim_end().to_lowercase();
    let behind = line.get(place.end..).unwrap_or_default().to_lowercase();
    let next = behind.split(|letter: char| !letter.is_alphabetic()).find(|word| !word.is_empty());
    BEFORE.iter().any(|word| before.ends_with(word)) || next.is_some_and(|word| BEHIND.contains(&word))
}

/// Whether the words before a place say that it belongs to the name of a source: «Bron: 112 Den Haag».
fn names_a_source(before: &str) -> bool {
    const SOURCES: [&str; 12] = [
        "source",
        "quelle",
        "bron",
        "fuente",
        "fonte",
        "kilde",
        "källa",
        "lähde",
        "źródło",
        "zdroj",
        "источник",
        "المصدر",
    ];
    let before = before.to_lowercase();
    let label = before.rsplit_once([':', '：']).map(|(label, _)| label.trim_end());
    label.is_some_and(|label| SOURCES.iter().any(|word| label.ends_with(word)))
}

/// A line that is nothing but what could open a story («LA CROSSE, Wis. (AP)»).
fn whole_opening(line: &str, context: &DateContext<'_>) -> Option<DatelineReading> {
    let reading = read_opening_dateline(line, context)?;
    let rest = line.strip_prefix(reading.dateline.raw.as_str())?;
    rest.chars().all(|letter| !letter.is_alphanumeric()).then_some(reading)
}

/// The first agency that stands by itself: its bytes.
fn agency(head: &Head<'_, '_>) -> Option<(usize, usize)> {
    let stranger = |at: Option<usize>| {
        at.and_then(|at| head.items.get(at)).is_some_and(crate::dates::Item::is_unknown_word)
    };
    (0..head.items.len()).find_map(|at| {
        let end = head.agency_end(at)?;
        let alone = !stranger(at.checked_sub(1)) && !stranger(Some(end));
        let (first, last) = (head.items.get(at)?, head.items.get(end.checked_sub(1)?)?);
        alone.then_some((first.start, last.end))
    })
}
