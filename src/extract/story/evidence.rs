//! What is already known of the text (structured data, feed entry), to compare lines with.

use std::collections::HashSet;

use crate::dates::is_letter_or_digit;

/// Words in a row that are compared.
const SHINGLE_WORDS: usize = 4;

/// Runs of words that are known to stand in the body.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    shingles: HashSet<u64>,
}

impl Evidence {
    /// Takes texts that may hold markup.
    pub(super) fn of_texts<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut shingles = HashSet::new();
        for text in texts {
            shingles.extend(shingles_of(&without_tags(text)));
        }
        Self { shingles }
    }

    /// Whether enough is known for a line's absence to mean something.
    pub(super) fn is_ample(&self) -> bool {
        self.shingles.len() >= 80
    }

    /// Share of a line's runs of words that are known, 0 to 1; `None` without evidence, and for lines of few words.
    pub(super) fn agreement(&self, line: &str) -> Option<f64> {
        if self.shingles.is_empty() {
            return None;
        }
        let shingles = shingles_of(line);
        let known = shingles.iter().filter(|shingle| self.shingles.contains(shingle)).count();
        (!shingles.is_empty()).then(|| known as f64 / shingles.len() as f64)
    }
}

/// Letters and digits only, lower case: the form in which lines are compared as a whole.
pub(super) fn squashed(text: &str) -> String {
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        return letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    let mut letters = String::with_capacity(text.len());
    letters
        .extend(text.chars().filter(|character| is_letter_or_digit(*character)).flat_map(char::to_lowercase));
    letters
}

/// Whether a text squashed is this; most are told by their first letter.
pub(super) fn is_squashed_to(text: &str, squashed: &str) -> bool {
    let letters =
        text.chars().filter(|character| is_letter_or_digit(*character)).flat_map(char::to_lowercase);
    letters.eq(squashed.chars())
}

/// A number for every run of words in a text.
fn shingles_of(text: &str) -> Vec<u64> {
    let mut words = Vec::with_capacity(text.len() / 4);
    let runs = text.split(|c: char| !is_letter_or_digit(c)).filter(|run| !run.is_empty());
    runs.for_each(|run| push_hashes(run, &mut words));
    let hash_of = |words: &[u64]| words.iter().fold(HASH_START, |hash, word| mixed(hash, *word));
    words.windows(SHINGLE_WORDS).map(hash_of).collect()
}

/// Adds a number for a word, or for each character of scripts that are written without spaces.
fn push_hashes(run: &str, hashes: &mut Vec<u64>) {
    if run.is_ascii() {
        let letters = run.bytes().map(|byte| byte.to_ascii_lowercase());
        hashes.push(letters.fold(HASH_START, |hash, letter| mixed(hash, u64::from(letter))));
    } else if run.chars().any(is_spaceless) {
        hashes.extend(run.chars().map(|character| mixed(HASH_START, u64::from(character))));
    } else {
        let letters = run.chars().flat_map(char::to_lowercase);
        hashes.push(letters.fold(HASH_START, |hash, letter| mixed(hash, u64::from(letter))));
    }
}

/// FNV-1a, a character at a time.
fn mixed(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(0x0100_0000_01B3).rotate_left(5)
}

/// The start value of FNV-1a.
const HASH_START: u64 = 0xCBF2_9CE4_8422_2325;

/// Thai, Lao, Burmese, Khmer, Chinese and Japanese letters.
fn is_spaceless(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        let is_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        plain.push(' ');
        rest = if is_tag { after.split_once('>').map_or("", |(_, behind)| behind) } else { after };
    }
    plain.push_str(rest);
    plain
}
