//! The words that open a story: «BEIRUT, Feb 4 (Reuters) - …», «دمشق-سانا», «Madrid, 4 feb (EFE).- …».

use crate::dates::{DateContext, Item, Kind, items, read_date, time_zone_of_place};

use super::agencies::is_agency;
use super::bracketed::bracketed;
use super::chinese::{chinese, reported};
use super::head::Head;
use super::reading::{DatelineReading, Parts};

/// How much of the paragraph can hold its dateline, in letters.
const LONGEST_OPENING: usize = 160;

/// Most words of a place («Rio de Janeiro, Brazil»).
const MOST_PLACE_WORDS: usize = 6;

/// Reads the dateline that opens the first paragraph («BEIRUT (Reuters) - …», «دمشق-سانا»). `None` when it opens with none.
pub fn read_opening_dateline(paragraph: &str, context: &DateContext<'_>) -> Option<DatelineReading> {
    let text = paragraph.trim_start();
    let end = text.char_indices().nth(LONGEST_OPENING).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end)?;
    let parts = chinese(text)
        .or_else(|| reported(text))
        .or_else(|| bracketed(text))
        .or_else(|| spaced(text, context))?;
    Some(parts.reading(context))
}

/// What was found so far, in items.
#[derive(Debug, Clone, Copy, Default)]
struct Found<'a> {
    agency: Option<&'a str>,
    /// Whether brackets or slashes stood around the agency.
    enclosed: bool,
    date: Option<&'a str>,
    end: usize,
}

/// The forms of scripts that write spaces: place, then date and agency in either order, then a dash or colon.
fn spaced<'t>(text: &'t str, context: &DateContext<'_>) -> Option<Parts<'t>> {
    let items = items(text);
    let head = Head { text, items: &items };
    let mut found = Found::default();
    // Italian wires put themselves first: «(ANSA) - ROMA, 04 FEB - …».
    if let Some((agency, end)) = enclosed_agency(&head, 0).filter(|(agency, _)| is_agency(agency)) {
        let dash = end + usize::from(head.is_mark(end, "-"));
        found = Found { agency: Some(agency), enclosed: true, end: dash, ..found };
    }
    if let Some(end) = leading_agency(&head) {
        found = Found { agency: head.slice(0, end), end: end + 1, ..found };
    }
    let place_start = found.end;
    let place_end = head.place_end(place_start);
    let place = head.slice(place_start, place_end)?;
    let leading = found.agency.is_some();
    found.end = place_end;
    found = date_and_agency(&head, found);
    // «I 1990-talet»: a number that is no date convinces nobody.
    found.date = found.date.filter(|date| read_date(date, context).is_some());
    let closing = closing(&head, found.end);
    if !is_place_like(&items[place_start..place_end])
        || !convinces(place, &items[place_start..place_end], &found, closing)
    {
        return None;
    }
    if leading && found.enclosed && found.date.is_none() && closing.is_none() {
        return None;
    }
    let raw = head.slice(0, found.end)?;
    Some(Parts { raw, place, agency: found.agency, date: found.date })
}

/// «AFP, MANILA»: an agency, a comma, and a place in capitals; the item after the agency.
fn leading_agency(head: &Head<'_, '_>) -> Option<usize> {
    let end = head.agency_end(0).filter(|end| head.is_mark(*end, ","))?;
    let place = head.items.get(end + 1).filter(|item| item.capitals && item.folded.chars().count() > 3)?;
    let known = head.text.get(place.start..place.end).is_some_and(|text| time_zone_of_place(text).is_some());
    let is_place = head.slice(0, end).is_some_and(|text| time_zone_of_place(text).is_some());
    (known && !is_place).then_some(end)
}

/// Takes dates and agencies behind the place, whichever comes first.
fn date_and_agency<'a>(head: &Head<'a, '_>, mut found: Found<'a>) -> Found<'a> {
    // Two of each at most, with marks between.
    for _ in 0..3 {
        let mark = head.is_mark(found.end, "-,./|");
        let at = (found.end..found.end + 4).find(|at| !is_gap(head, *at)).unwrap_or(found.end);
        if found.date.is_none() && head.begins_date(at) && !head.on_new_line(at) {
            let end = head.date_end(at);
            found = Found { date: head.slice(at, end), end, ..found };
        } else if found.agency.is_none()
            && let Some((agency, end)) = enclosed_agency(head, at)
        {
            found = Found { agency: Some(agency), enclosed: true, end, ..found };
        } else if found.agency.is_none() && (mark || found.date.is_some()) {
            let at = at + usize::from(head.is_mark(at, "/"));
            let Some(end) = head.agency_end(at) else { break };
            found = Found { agency: head.slice(at, end), end, ..found };
        } else {
            break;
        }
    }
    found
}

/// A mark between place, date and agency; a colon only before quotation marks («لندن: «الشرق الأوسط»»).
fn is_gap(head: &Head<'_, '_>, at: usize) -> bool {
    head.is_mark(at, "-,.|") || head.is_mark(at, ":") && head.is_mark(at + 1, "«")
}

/// What brackets, slashes or quotation marks enclose here, and the item behind them.
fn enclosed_agency<'a>(head: &Head<'a, '_>, at: usize) -> Option<(&'a str, usize)> {
    /// Most items between the brackets.
    const LONGEST: usize = 10;
    let closing = ["()", "[]", "//", "«»", "\"\"", "“”"]
        .into_iter()
        .find(|pair| pair.chars().next().is_some_and(|open| head.is_mark(at, &open.to_string())))?;
    let close = closing.chars().last()?.to_string();
    let end = (at + 1..=at + LONGEST).find(|end| head.is_mark(*end, &close))?;
    let agency = head.slice(at + 1, end)?;
    Some((agency, end + 1))
}

/// The mark that ends the dateline: a dash (a full stop or comma may stand before it), a colon, or a line break.
fn closing(head: &Head<'_, '_>, end: usize) -> Option<char> {
    let at = end + usize::from(head.is_mark(end, ".,/") && head.is_mark(end + 1, "-:"));
    // Behind a word or a number a glued hyphen makes a compound («A 21-year-old»), behind a bracket it is a dash.
    let behind_mark = at.checked_sub(1).and_then(|before| head.items.get(before)).is_some_and(is_mark);
    if head.is_dash(at) || behind_mark && head.is_mark(at, "-") {
        return Some('-');
    }
    if head.is_mark(at, ":") {
        return Some(':');
    }
    if head.is_mark(at, ".।") && head.items.get(at + 1).is_some_and(|next| !next.glued) {
        return Some('.');
    }
    head.on_new_line(end).then_some('\n')
}

fn is_mark(item: &Item) -> bool {
    matches!(item.kind, Kind::Mark(_))
}

/// Few words, none of them in small letters except the particles of names.
fn is_place_like(items: &[Item]) -> bool {
    /// What opens a byline or a credit.
    const NO_PLACES: &[&str] =
        &["by", "von", "par", "por", "photo", "foto", "video", "bild", "live", "update"];
    const PARTICLES: &[&str] = &[
        "de", "del", "la", "las", "los", "el", "al", "do", "da", "dos", "of", "the", "der", "am", "an", "im",
        "sur", "y", "e", "di", "en", "les", "upon", "ez", "es", "as", "den", "du", "na", "nad",
    ];
    let words = items.iter().filter(|item| item.folded.chars().next().is_some_and(char::is_alphabetic));
    let lower = words.clone().filter(|item| !item.initial_capital);
    let marks_fit =
        items.iter().all(|item| !matches!(item.kind, Kind::Mark(mark) if !"-'.,/".contains(mark)));
    let first_is_place = items.first().is_some_and(|item| !NO_PLACES.contains(&item.folded.as_str()));
    let first_is_upper = items.first().is_some_and(|item| item.initial_capital);
    (1..=MOST_PLACE_WORDS).contains(&words.count())
        && first_is_upper
        && first_is_place
        && marks_fit
        && lower.into_iter().all(|item| PARTICLES.contains(&item.folded.as_str()))
}

/// Whether place, date, agency and closing mark together make a dateline.
fn convinces(place: &str, items: &[Item], found: &Found<'_>, closing: Option<char>) -> bool {
    let known = time_zone_of_place(place).is_some();
    let capitals = items.iter().all(|item| item.capitals);
    match found.agency {
        Some(agency) if is_agency(agency) => known || found.enclosed || capitals && closing.is_some(),
        // «(my second visit)» is no agency, «(Sarasota Herald-Tribune)» is, behind a place.
        Some(agency) => {
            let name = agency.chars().next().is_some_and(|first| !first.is_lowercase());
            name && closing == Some('-') && (known || capitals && found.date.is_some())
        }
        None => match closing {
            Some('-') => known || capitals && found.date.is_some(),
            Some(':') => known && (capitals || found.date.is_some()),
            Some('.') => known && capitals && found.date.is_none(),
            _ => known && found.date.is_some() && capitals && closing.is_some(),
        },
    }
}
