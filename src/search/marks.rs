//! Where a text answers a query: the stretch to show, and what to mark in it.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use super::query::{Field, Phrase, Query, Spelling};
use crate::text::each_term;

/// Characters of an excerpt.
const EXCERPT: usize = 220;
/// Characters shown before the first match.
const LEAD: usize = 60;
/// Terms of a text that are looked at: a body of megabytes is excerpted from its beginning.
const MOST_TERMS: usize = 20_000;

/// A stretch of a text, with the matches in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The text as stored, white space folded; `…` where something was cut off.
    pub text: String,
    /// Bytes of `text` that match, in order, apart from each other.
    pub matches: Vec<Range<usize>>,
}

/// The stretch of a body that answers the query best: where most of its phrases stand together; the beginning when none does.
pub fn excerpt(query: &Query, body: &str) -> Excerpt {
    let found = find_matches(query, body, Field::Body);
    let window = best_window(body, &found);
    let mut text = String::new();
    if window.start > 0 {
        text.push('…');
    }
    let mut matches: Vec<Range<usize>> = Vec::new();
    let mut at = window.start;
    let inside =
        found.iter().filter(|found| found.place.start >= window.start && found.place.end <= window.end);
    for found in inside {
        let place = &found.place;
        if place.start < at {
            continue;
        }
        push_folded(&body[at..place.start], &mut text);
        let start = text.len();
        push_folded(&body[place.clone()], &mut text);
        matches.push(start..text.len());
        at = place.end;
    }
    push_folded(&body[at..window.end], &mut text);
    if window.end < body.trim_end().len() {
        text.truncate(text.trim_end().len());
        text.push('…');
    }
    Excerpt { text, matches }
}

/// A title, whole, with the matches in it.
pub fn marked_title(query: &Query, title: &str) -> Excerpt {
    let mut matches: Vec<Range<usize>> = Vec::new();
    for found in find_matches(query, title, Field::Title) {
        if matches.last().is_none_or(|last| last.end <= found.place.start) {
            matches.push(found.place);
        }
    }
    Excerpt { text: title.to_owned(), matches }
}

/// Appends text with every stretch of white space as one space.
fn push_folded(part: &str, text: &mut String) {
    for letter in part.chars() {
        if !letter.is_whitespace() {
            text.push(letter);
        } else if !text.ends_with([' ', '…']) && !text.is_empty() {
            text.push(' ');
        }
    }
}

struct Found {
    place: Range<usize>,
    phrase: usize,
}

/// Every occurrence of a wanted phrase, in order of place, the longest first.
fn find_matches(query: &Query, text: &str, field: Field) -> Vec<Found> {
    let wanted: Vec<(usize, &Phrase)> = query
        .wanted()
        .into_iter()
        .filter(|phrase| phrase.field.is_none_or(|named| named == field))
        .enumerate()
        .collect();
    let mut matcher = Matcher::new(&wanted);
    let mut seen = 0;
    each_term(text, |term| {
        seen += 1;
        if seen <= MOST_TERMS {
            matcher.take(term.text, term.range);
        }
    });
    let mut found = matcher.found;
    found.sort_by_key(|found| (found.place.start, std::cmp::Reverse(found.place.end)));
    found
}

/// Compares a text with all spellings at once, term by term.
struct Matcher<'q> {
    /// Spellings by their last term, with the number of their phrase.
    by_last: HashMap<&'q str, Vec<(usize, &'q Spelling)>>,
    /// Those whose last term is only the beginning of one.
    beginnings: Vec<(usize, &'q Spelling)>,
    /// Terms of the longest spelling.
    longest: usize,
    /// The last terms before this one, fewer than `longest`.
    recent: VecDeque<(String, Range<usize>)>,
    found: Vec<Found>,
}

impl<'q> Matcher<'q> {
    fn new(wanted: &[(usize, &'q Phrase)]) -> Self {
        let mut matcher = Self {
            by_last: HashMap::new(),
            beginnings: Vec::new(),
            longest: 1,
            recent: VecDeque::new(),
            found: Vec::new(),
        };
        for (number, phrase) in wanted {
            for spelling in &phrase.spellings {
                matcher.longest = matcher.longest.max(spelling.terms.len());
                let Some(last) = spelling.terms.last() else { continue };
                if spelling.is_prefix {
                    matcher.beginnings.push((*number, spelling));
                } else {
                    matcher.by_last.entry(last).or_default().push((*number, spelling));
                }
            }
        }
        matcher
    }

    fn take(&mut self, term: &str, range: Range<usize>) {
        let exact = self.by_last.get(term).into_iter().flatten();
        let begun = self.beginnings.iter().filter(|(_, spelling)| {
            spelling.terms.last().is_some_and(|last| term.starts_with(last.as_str()))
        });
        for (phrase, spelling) in exact.chain(begun) {
            let place = place_before(spelling, &self.recent, &range);
            self.found.extend(place.map(|place| Found { place, phrase: *phrase }));
        }
        if self.longest > 1 {
            if self.recent.len() + 1 >= self.longest {
                self.recent.pop_front();
            }
            self.recent.push_back((term.to_owned(), range));
        }
    }
}

/// Where a spelling stands whose last term stands at `end`, when the terms before that fit as well.
fn place_before(
    spelling: &Spelling,
    recent: &VecDeque<(String, Range<usize>)>,
    end: &Range<usize>,
) -> Option<Range<usize>> {
    let (_, before) = spelling.terms.split_last()?;
    let start = recent.len().checked_sub(before.len())?;
    let fits = recent.iter().skip(start).zip(before).all(|((term, _), wanted)| term == wanted);
    let first = recent.get(start).map_or(end.start, |(_, range)| range.start);
    fits.then_some(first..end.end)
}

/// The bytes to show: the window with the most different phrases, then the most matches, then the earliest.
fn best_window(body: &str, found: &[Found]) -> Range<usize> {
    let reach = |start: usize| end_of(body, start, EXCERPT - LEAD);
    let best = (0..found.len()).max_by_key(|first| {
        let end = reach(found[*first].place.start);
        let inside: Vec<usize> = found[*first..]
            .iter()
            .take_while(|other| other.place.end <= end)
            .map(|other| other.phrase)
            .collect();
        let mut different = inside.clone();
        different.sort_unstable();
        different.dedup();
        (different.len(), inside.len().min(3), std::cmp::Reverse(*first))
    });
    let Some(best) = best else { return 0..cut_back(body, 0, end_of(body, 0, EXCERPT)) };
    let place = &found[best].place;
    let lead = body[..place.start].char_indices().rev().take(LEAD).last().map_or(place.start, |(at, _)| at);
    let start = if lead == 0 { 0 } else { after_space(body, lead, place.start) };
    let end = end_of(body, start, EXCERPT).max(place.end);
    start..cut_back(body, place.end, end)
}

fn end_of(body: &str, start: usize, characters: usize) -> usize {
    body[start..].char_indices().nth(characters).map_or(body.len(), |(at, _)| start + at)
}

/// The first place behind a space from `from` on, so that no word is cut; `from` itself where none is.
fn after_space(body: &str, from: usize, limit: usize) -> usize {
    let space = body[from..limit].char_indices().find(|(_, letter)| letter.is_whitespace());
    space.map_or(from, |(at, letter)| from + at + letter.len_utf8())
}

/// The last space before `end`, unless that lies before `least`.
fn cut_back(body: &str, least: usize, end: usize) -> usize {
    if end >= body.len() {
        return body.len();
    }
    let space = body[least..end].char_indices().rev().take(30).find(|(_, letter)| letter.is_whitespace());
    space.map_or(end, |(at, _)| least + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse_query;

    fn shown(query: &str, body: &str) -> String {
        let excerpt = excerpt(&parse_query(query).unwrap(), body);
        let mut shown = excerpt.text.clone();
        for place in excerpt.matches.iter().rev() {
            shown.replace_range(place.clone(), &format!("[{}]", &excerpt.text[place.clone()]));
        }
        shown
    }

    #[test]
    fn matches_are_marked_in_the_original_spelling() {
        assert_eq!(shown("cafe", "The  Café\n\nopens"), "The [Café] opens");
        assert_eq!(shown("محمد القاهرة", "زار مُحَمَّد بالقاهرة أمس"), "زار [مُحَمَّد] [بالقاهرة] أمس");
        assert_eq!(shown("京大", "東京大学で"), "東[京大]学で");
        assert_eq!(shown("火", "大火。山火事"), "大[火]。山[火事]");
        assert_eq!(
            shown("\"old bridge\" NOT toll", "An old toll, the old bridge"),
            "An old toll, the [old bridge]"
        );
        assert_eq!(shown("bri*", "bridges and brine"), "[bridges] and [brine]");
        assert_eq!(shown("title:bridge", "the bridge"), "the bridge");
    }

    #[test]
    fn excerpt_is_where_most_phrases_stand_together() {
        let filler = "and so it went on for a while ".repeat(20);
        let body = format!("The bridge. {filler} Here the council closed the bridge at night. {filler}");
        let text = shown("bridge council", &body);
        assert!(text.contains("[council] closed the [bridge]"), "{text}");
        assert!(text.starts_with('…') && text.ends_with('…') && text.chars().count() < 240, "{text}");
        assert!(shown("absent", &body).starts_with("The bridge. and"), "{text}");
    }

    #[test]
    fn marks_never_cut_a_character() {
        proptest::proptest!(|(body in "\\PC{0,300}", word in "\\PC{1,4}")| {
            if let Ok(query) = parse_query(&word) {
                let excerpt = excerpt(&query, &body);
                for place in excerpt.matches {
                    assert!(excerpt.text.get(place).is_some());
                }
                for place in marked_title(&query, &body).matches {
                    assert!(body.get(place).is_some());
                }
            }
        });
    }
}
