//! Chinese openings: 新华社北京2月4日电, （中央社記者王小明台北4日電）.

use super::agencies::split_leading_agency;
use super::reading::Parts;
use crate::dates::time_zone_of_place;

/// Longest opening, in letters.
const LONGEST: usize = 45;

/// The Chinese dateline that the text opens with.
pub(super) fn chinese(text: &str) -> Option<Parts<'_>> {
    let wired = |letter: char| matches!(letter, '电' | '電' | '讯' | '訊');
    // Most paragraphs of the world hold no such letter.
    if !text.chars().take(2 * LONGEST).any(wired) {
        return None;
    }
    let inside = text.trim_start_matches(['（', '(', '【', '[']);
    let body = inside.strip_prefix('据').unwrap_or(inside);
    let (agency, rest) = split_leading_agency(body)?;
    let (at, wire) = rest.char_indices().take(LONGEST).find(|(_, letter)| wired(*letter))?;
    let between = rest.get(..at)?;
    let figures = between.char_indices().find(|(_, letter)| letter.is_numeric()).map(|(at, _)| at)?;
    let (names, date) = between.split_at_checked(figures)?;
    let day = date.contains(['日', '号', '號']);
    let place = place_among(names.trim()).filter(|_| day)?;
    let date_end = date.find(['日', '号', '號']).and_then(|at| date.get(..at + '日'.len_utf8()));
    let mut raw_length = text.len() - rest.len() + at + wire.len_utf8();
    let close = text.get(raw_length..)?.chars().next().filter(|next| "）)】]".contains(*next));
    raw_length += close.map_or(0, char::len_utf8);
    Some(Parts { raw: text.get(..raw_length)?, place, agency: Some(agency), date: date_end })
}

/// The place among the names of reporter and place: the longest known one at the end, else the whole when no reporter is named.
fn place_among(names: &str) -> Option<&str> {
    let ends = names.char_indices().filter_map(|(at, _)| names.get(at..));
    let known = ends.into_iter().find(|place| time_zone_of_place(place).is_some());
    let reporter = names.contains("記者") || names.contains("记者");
    known.or((!reporter && !names.is_empty() && names.chars().count() <= 12).then_some(names))
}
