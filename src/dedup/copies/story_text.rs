//! A story as it is compared: hashes of its words, the sketch that finds its copies, and what else tells copies from look-alikes.

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};

use super::agency::agency_of;
use super::compare::WINDOW_HOURS;
use super::hash::{hash_word, hash_words};
use super::stub::is_stub;
use crate::model::{StoryInput, StorySketch};
use crate::text::{Writing, each_word};

/// Words of a shingle of the sketch, and units of scripts without spaces. Long enough that two stories hardly share one by chance, short
/// enough that copies with a changed word here and there keep most.
const SHINGLE: (usize, usize) = (4, 7);
/// Hashes in a sketch. Of a copy that was cut to a quarter, with every eighth word changed, some three or four are left (24 · ¼ · 0.88⁴).
const SKETCH: usize = 24;
/// Hashes are kept by the fortnight, so that looking for copies goes through those of these days only, however large the store.
const FORTNIGHT_SECONDS: i64 = 14 * 24 * 3600;
/// Halves of a word that a unit of a script without spaces counts for; a word counts for two.
const UNIT_WEIGHT: u32 = 1;
const WORD_WEIGHT: u32 = 2;
/// Shortest text that can have copies, in words: what is shorter is a title, a caption, a note.
pub(super) const LEAST_WORDS: u32 = 40;
/// Longest part of a text that is looked at, in bytes.
const LONGEST: usize = 100_000;
/// Words at both ends of a text in which an agency is named.
const CREDIT_WORDS: usize = 25;

/// A story as it is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryText {
    /// Hashes of the words of the body, in order.
    pub(super) words: Vec<u64>,
    /// Half words of each.
    pub(super) weights: Vec<u8>,
    /// Whether each stands in quotation marks.
    pub(super) quoted: Vec<bool>,
    /// Numbers of the body, sorted, each once.
    pub(super) numbers: Vec<u64>,
    /// Words of the title, sorted, each once.
    pub(super) title: Vec<u64>,
    /// Numbers of the title.
    pub(super) title_numbers: Vec<u64>,
    pub(super) site: Option<String>,
    pub(super) agency: Option<&'static str>,
    pub(super) place: Option<String>,
    pub(super) at: DateTime<Utc>,
    can_have_copies: bool,
}

impl StoryText {
    /// Reads a story. Takes CPU time in proportion to its length.
    pub fn new(input: &StoryInput) -> Self {
        let body = beginning(&input.body);
        let mut read = Words::default();
        let quotes = quotations(body);
        let mut quote = quotes.iter().peekable();
        each_word(body, |word| {
            while quote.peek().is_some_and(|range| range.end <= word.range.start) {
                quote.next();
            }
            let is_quoted = quote.peek().is_some_and(|range| range.start <= word.range.start);
            read.push(word.text, word.writing, is_quoted);
        });
        let mut title = Words::default();
        each_word(&input.title, |word| title.push(word.text, word.writing, false));
        let size: u32 = read.weights.iter().map(|weight| u32::from(*weight)).sum::<u32>() / WORD_WEIGHT;
        Self {
            can_have_copies: size >= LEAST_WORDS && !is_stub(&input.title, body),
            agency: input.agency.as_deref().and_then(agency_of).or_else(|| credited(body)),
            place: input.place.clone(),
            site: input.site.clone(),
            at: input.at,
            title: sorted(title.words),
            title_numbers: sorted(title.numbers),
            numbers: sorted(read.numbers),
            words: read.words,
            weights: read.weights,
            quoted: read.quoted,
        }
    }

    /// Whether it is long enough to have copies, and no note that stands in a story's place.
    pub fn can_have_copies(&self) -> bool {
        self.can_have_copies
    }

    /// The hashes by which its copies are found; none for what can have none.
    ///
    /// They are the smallest hashes of its shingles: of a part of the text, those that are in the part are among the part's smallest too.
    pub fn sketch(&self) -> StorySketch {
        let mut hashes = if self.can_have_copies { self.shingles(SHINGLE) } else { Vec::new() };
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(SKETCH);
        // The smallest ones are all of one kind in their first bits, and spread over all numbers by their last.
        let mut hashes: Vec<i64> = hashes.into_iter().map(|hash| hash.reverse_bits().cast_signed()).collect();
        hashes.sort_unstable();
        let fortnight = |at: DateTime<Utc>| at.timestamp().div_euclid(FORTNIGHT_SECONDS);
        let window = TimeDelta::hours(WINDOW_HOURS);
        StorySketch {
            fortnight: fortnight(self.at),
            near: fortnight(self.at - window)..=fortnight(self.at + window),
            hashes,
        }
    }

    /// The hash of the shingle that begins at each word, as far as there are words.
    pub(super) fn shingles(&self, (words, units): (usize, usize)) -> Vec<u64> {
        let shingle = |at: usize| {
            let length = if u32::from(self.weights[at]) == UNIT_WEIGHT { units } else { words };
            self.words.get(at..at + length).map(hash_words)
        };
        (0..self.words.len()).map_while(shingle).collect()
    }

    /// Words of these positions.
    pub(super) fn size(&self, positions: impl Iterator<Item = usize>) -> u32 {
        positions.map(|at| u32::from(self.weights[at])).sum::<u32>() / WORD_WEIGHT
    }
}

#[derive(Default)]
struct Words {
    words: Vec<u64>,
    weights: Vec<u8>,
    quoted: Vec<bool>,
    numbers: Vec<u64>,
}

impl Words {
    fn push(&mut self, word: &str, writing: Writing, is_quoted: bool) {
        let hash = hash_word(word);
        let weight = if writing == Writing::Unspaced { UNIT_WEIGHT } else { WORD_WEIGHT };
        self.words.push(hash);
        self.weights.push(u8::try_from(weight).unwrap_or(u8::MAX));
        self.quoted.push(is_quoted);
        if word.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            self.numbers.push(hash);
        }
    }
}

fn sorted(mut hashes: Vec<u64>) -> Vec<u64> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

fn beginning(body: &str) -> &str {
    let mut end = body.len().min(LONGEST);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    &body[..end]
}

/// Longest quotation, in bytes: a mark that is never closed opens none.
const LONGEST_QUOTATION: usize = 1500;

/// The stretches between quotation marks, in order.
fn quotations(body: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut open: Option<usize> = None;
    for (at, mark) in body.char_indices().filter(|(_, char)| is_quotation_mark(*char)) {
        let closes = match mark {
            '«' | '„' | '「' | '『' => false,
            '»' | '”' | '」' | '』' => true,
            _ => open.is_some(),
        };
        match open {
            Some(start) if closes && at - start <= LONGEST_QUOTATION => {
                ranges.push(start..at);
                open = None;
            }
            _ if closes => open = None,
            _ => open = Some(at),
        }
    }
    ranges
}

fn is_quotation_mark(char: char) -> bool {
    matches!(char, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』')
}

/// The agency that is credited at the beginning or the end of the text.
fn credited(body: &str) -> Option<&'static str> {
    let place = |words: usize, (at, _): (usize, char)| (words, at);
    let spaces = || body.char_indices().filter(|(_, char)| char.is_whitespace());
    let head =
        spaces().enumerate().map(|(words, at)| place(words, at)).find(|(words, _)| *words == CREDIT_WORDS);
    let tail = spaces()
        .rev()
        .enumerate()
        .map(|(words, at)| place(words, at))
        .find(|(words, _)| *words == CREDIT_WORDS);
    let head = head.map_or(body, |(_, end)| &body[..end]);
    let tail = tail.map_or("", |(_, start)| &body[start..]);
    agency_of(head).or_else(|| agency_of(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(in crate::dedup::copies) fn story(body: &str) -> StoryText {
        StoryText::new(&StoryInput {
            title: "Council votes on the old bridge".to_owned(),
            body: body.to_owned(),
            site: Some("example.org".to_owned()),
            agency: None,
            place: None,
            at: DateTime::UNIX_EPOCH,
        })
    }

    fn words(range: Range<u32>) -> String {
        range.map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn part_of_a_text_shares_its_share_of_the_sketch() {
        let (whole, part) = (story(&words(0..400)).sketch().hashes, story(&words(0..100)).sketch().hashes);
        assert_eq!((whole.len(), part.len()), (SKETCH, SKETCH));
        let shared = part.iter().filter(|hash| whole.contains(hash)).count();
        assert!((2..=12).contains(&shared), "{shared}");
        let other = story(&words(1000..1400)).sketch().hashes;
        assert!(other.iter().all(|hash| !whole.contains(hash)));
    }

    #[test]
    fn short_texts_have_no_sketch_and_scripts_without_spaces_have_one() {
        assert!(story(&words(0..39)).sketch().hashes.is_empty());
        assert!(story("").sketch().hashes.is_empty());
        let chinese: String = (0..120).filter_map(|number| char::from_u32(0x4E00 + number * 7)).collect();
        assert_eq!(story(&chinese).sketch().hashes.len(), SKETCH);
    }

    #[test]
    fn quotations_and_numbers_are_known() {
        let text = story(
            "He said: “we have counted every coin” and left at 12:30. «Nous avons» 12 \"two three\" four",
        );
        let quoted = text.quoted.iter().filter(|quoted| **quoted).count();
        assert_eq!(quoted, 5 + 2 + 2);
        assert_eq!(text.numbers.len(), 2);
    }

    #[test]
    fn agencies_are_found_in_the_credit() {
        for (body, agency) in [
            ("BEIRUT (Reuters) - The bridge was opened.", Some("Reuters")),
            ("بيروت (رويترز) - افتتح الجسر", Some("Reuters")),
            ("The bridge was opened.", None),
        ] {
            assert_eq!(story(body).agency, agency, "{body}");
        }
        let late = format!("{} (AFP)", words(0..100));
        assert_eq!(story(&late).agency, Some("AFP"));
    }
}
