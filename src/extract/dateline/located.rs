//! The Brazilian line that says where a story was written: «Em São Paulo (SP)», «Da Folha, em Brasília».

use super::reading::Parts;
use crate::dates::time_zone_of_place;

/// Longest such line, in characters.
const LONGEST: usize = 60;

/// The place behind "em", and the paper in front of it.
pub(super) fn located(line: &str) -> Option<Parts<'_>> {
    if line.chars().count() > LONGEST || line.chars().any(char::is_numeric) {
        return None;
    }
    let (before, place) = ["Em ", "em "]
        .iter()
        .find_map(|word| line.strip_prefix(word).map(|place| ("", place)))
        .or_else(|| line.split_once(", em ").or_else(|| line.split_once(" em ")))?;
    let paper = ["Do ", "Da ", "De "].iter().find_map(|word| before.strip_prefix(word));
    if !before.is_empty() && paper.is_none() {
        return None;
    }
    let bare = place.split_once(" (").map_or(place, |(bare, _)| bare).trim();
    time_zone_of_place(bare)?;
    Some(Parts { raw: line, place: bare, agency: paper.map(str::trim), date: None })
}
