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

/// The Taiwanese dateline that the text opens with: 〔記者陳小明／台北報導〕, 記者林小華／台中報導, 【記者張三高雄報導】.
pub(super) fn reported(text: &str) -> Option<Parts<'_>> {
    const REPORTERS: [&str; 5] = ["記者", "记者", "特派記者", "實習記者", "本報記者"];
    const REPORTS: [&str; 4] = ["綜合報導", "報導", "報道", "报道"];
    let inside = text.trim_start_matches(['（', '(', '【', '[', '〔', '［']);
    let names = REPORTERS.iter().find_map(|word| inside.strip_prefix(word))?;
    let end = names.char_indices().nth(LONGEST).map_or(names.len(), |(at, _)| at);
    let head = names.get(..end)?;
    let (at, word) =
        REPORTS.iter().filter_map(|word| head.find(word).map(|at| (at, *word))).min_by_key(|(at, _)| *at)?;
    let before = head.get(..at)?;
    let place = before.rsplit(['／', '/']).next().filter(|place| place.len() < before.len());
    let place = place.filter(|place| time_zone_of_place(place).is_some()).or_else(|| known_ending(before))?;
    let mut raw_length = text.len() - names.len() + at + word.len();
    let close = text.get(raw_length..)?.chars().next().filter(|next| "）)】]〕］".contains(*next));
    raw_length += close.map_or(0, char::len_utf8);
    Some(Parts { raw: text.get(..raw_length)?, place, agency: None, date: None })
}

/// The longest known place that the text ends with.
fn known_ending(text: &str) -> Option<&str> {
    text.char_indices().filter_map(|(at, _)| text.get(at..)).find(|place| time_zone_of_place(place).is_some())
}

/// The place among the names of reporter and place: the longest known one at the end, else the whole when no reporter is named.
fn place_among(names: &str) -> Option<&str> {
    let known = known_ending(names);
    let reporter = names.contains("記者") || names.contains("记者");
    known.or((!reporter && !names.is_empty() && names.chars().count() <= 12).then_some(names))
}
