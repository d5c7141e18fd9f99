//! Japanese and Korean openings in brackets: 【ワシントン＝共同】, ［東京 ４日 ロイター］, (서울=연합뉴스).

use super::agencies::{is_agency, split_trailing_agency};
use super::reading::Parts;
use crate::dates::time_zone_of_place;

/// Longest content of the brackets, in letters.
const LONGEST: usize = 40;

/// The bracketed dateline that the text opens with.
pub(super) fn bracketed(text: &str) -> Option<Parts<'_>> {
    let open = text.chars().next().filter(|open| "【［（([〔".contains(*open))?;
    let inside = text.strip_prefix(open)?;
    let (at, close) =
        inside.char_indices().take(LONGEST).find(|(_, letter)| "】］）)]〕".contains(*letter))?;
    let content = inside.get(..at)?.trim();
    let raw = text.get(..open.len_utf8() + at + close.len_utf8())?;
    let (before, agency) = split_agency(content)?;
    let (place, date) = split_date(before);
    if place.is_empty() || place.chars().count() > 15 {
        return None;
    }
    if agency.is_none() && time_zone_of_place(place).is_none() {
        return None;
    }
    Some(Parts { raw, place, agency, date })
}

/// Place (with date) and agency. Behind `＝` a name that is no agency is the reporter's.
fn split_agency(content: &str) -> Option<(&str, Option<&str>)> {
    if let Some((before, after)) = content.split_once(['＝', '=']) {
        let after = after.trim();
        return Some((before.trim(), is_agency(after).then_some(after)));
    }
    if !content.chars().any(is_east_asian) {
        return None;
    }
    if let Some((before, last)) = content.rsplit_once([' ', '\u{3000}']).filter(|(_, last)| is_agency(last)) {
        return Some((before.trim(), Some(last)));
    }
    split_trailing_agency(content).map(|(before, agency)| (before.trim(), Some(agency)))
}

/// `東京 ４日`, `カイロ4日`: the place ends where the figures begin.
fn split_date(before: &str) -> (&str, Option<&str>) {
    let figures = before.char_indices().find(|(_, letter)| letter.is_numeric()).map(|(at, _)| at);
    match figures.and_then(|at| before.split_at_checked(at)) {
        Some((place, date)) => (place.trim(), Some(date.trim())),
        None => (before.trim(), None),
    }
}

fn is_east_asian(letter: char) -> bool {
    matches!(letter as u32, 0x3041..=0x30FF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3)
}
