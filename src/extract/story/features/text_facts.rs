//! What the characters of one line tell, in any language: counted in one pass.

use super::super::lines::Line;
use super::super::prose::{ends_like_a_sentence, is_running_text};
use crate::dates::is_letter_or_digit;

/// Counts of one line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TextFacts {
    /// Characters, those of East Asia twice, without white space.
    pub(super) width: f32,
    /// Its logarithm ([`f32::ln_1p`]), which the lines around want too.
    pub(super) log_width: f32,
    pub(super) words: f32,
    pub(super) digits: f32,
    pub(super) capitals: f32,
    pub(super) letters: f32,
    /// Commas and their kin of all scripts.
    pub(super) commas: f32,
    /// Stops, question and exclamation marks of all scripts, where a sentence may end.
    pub(super) stops: f32,
    pub(super) quotes: f32,
    /// `|`, `/`, `•`, `›` and other marks that stand between the parts of a list.
    pub(super) separators: f32,
    /// `©`, `@`, `#`, `™`.
    pub(super) signs: f32,
    pub(super) breaks: f32,
    /// Words that begin with a capital.
    pub(super) capital_words: f32,
    /// Width of the longest row between line breaks.
    pub(super) longest_row: f32,
    pub(super) ends_sentence: bool,
    pub(super) ends_with_colon: bool,
    pub(super) begins_with_letter: bool,
    pub(super) begins_lower: bool,
    pub(super) is_running: bool,
    /// `12:30`: a clock, a duration, a score.
    pub(super) has_clock: bool,
    /// A number from 1900 to 2099.
    pub(super) has_year: bool,
    /// A number for its letters and digits in one case: that of two lines is equal when they say the same.
    pub(super) key: u64,
}

/// Adds a letter to the number of a text.
fn with_letter(key: u64, letter: char) -> u64 {
    (key ^ u64::from(letter)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23)
}

impl TextFacts {
    /// Reads a line.
    pub(super) fn of_line(line: &Line<'_>) -> Self {
        let mut facts = Self::of_text(&line.text);
        facts.is_running = is_running_text(line);
        facts
    }

    /// The number for the letters and digits of a text ([`TextFacts::key`]); 0 when it has none.
    pub(super) fn key_of(text: &str) -> u64 {
        Self::of_text(text).key
    }

    fn of_text(text: &str) -> Self {
        let mut facts = Self {
            ends_sentence: ends_like_a_sentence(text),
            ends_with_colon: text.ends_with([':', '：']),
            begins_with_letter: text.starts_with(char::is_alphanumeric),
            begins_lower: text.starts_with(char::is_lowercase),
            ..Self::default()
        };
        let (mut before, mut row, mut number) = (' ', 0.0_f32, 0_u32);
        for character in text.chars() {
            let wide = if character >= '\u{2e80}' { 2.0 } else { 1.0 };
            if character == '\n' {
                facts.breaks += 1.0;
                facts.longest_row = facts.longest_row.max(row);
                row = 0.0;
            } else if !character.is_whitespace() {
                facts.width += wide;
                row += wide;
            }
            facts.count(character, before);
            number = facts.count_digit(character, before, number);
            before = character;
        }
        facts.has_year |= (1900..2100).contains(&number);
        facts.longest_row = facts.longest_row.max(row);
        facts.log_width = facts.width.ln_1p();
        facts
    }

    fn count(&mut self, character: char, before: char) {
        if is_letter_or_digit(character) {
            self.key = if character.is_ascii() {
                with_letter(self.key, character.to_ascii_lowercase())
            } else {
                character.to_lowercase().fold(self.key, with_letter)
            };
            self.letters += 1.0;
            let begins_word = !is_letter_or_digit(before) && !matches!(before, '\'' | '’');
            let is_capital = character.is_uppercase();
            self.words += f32::from(u8::from(begins_word || character >= '\u{2e80}'));
            self.capitals += f32::from(u8::from(is_capital));
            self.capital_words += f32::from(u8::from(begins_word && is_capital));
            return;
        }
        match character {
            ',' | '،' | '、' | '，' | '；' | ';' | '؛' | '·' => self.commas += 1.0,
            '.' | '!' | '?' | '…' | '؟' | '۔' | '。' | '！' | '？' | '।' | '։' | '።' => {
                self.stops += 1.0
            }
            '"' | '“' | '”' | '«' | '»' | '„' | '「' | '」' | '‘' => self.quotes += 1.0,
            '|' | '/' | '•' | '›' | '>' | '→' | '+' | '–' | '—' => self.separators += 1.0,
            '©' | '@' | '#' | '™' | '®' => self.signs += 1.0,
            _ => {}
        }
    }

    /// Follows a number of up to four digits; returns it so far, 0 outside of one.
    fn count_digit(&mut self, character: char, before: char, number: u32) -> u32 {
        if let Some(digit) = character.to_digit(10) {
            self.digits += 1.0;
            return if before.is_alphabetic() { 10_000 } else { (number * 10 + digit).min(10_000) };
        }
        if character.is_numeric() {
            self.digits += 1.0;
        }
        self.has_year |= (1900..2100).contains(&number);
        self.has_clock |= character == ':' && before.is_numeric();
        0
    }
}
