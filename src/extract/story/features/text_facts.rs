//! What the characters of one line tell, in any language: counted in one pass.

use std::ops::Range;

use super::super::lines::Line;
use super::super::prose::{ends_like_a_sentence, is_running_text};
use crate::dates::is_common_letter;

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

/// What a character is, as far as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Space,
    Break,
    Letter,
    Capital,
    /// A digit of ASCII.
    Digit,
    /// Another digit or number.
    Number,
    Comma,
    Colon,
    Stop,
    Quote,
    Separator,
    Sign,
    Apostrophe,
}

impl Class {
    /// Whether it is a letter or a number ([`char::is_alphanumeric`]).
    fn is_in_words(self) -> bool {
        matches!(self, Self::Letter | Self::Capital | Self::Digit | Self::Number)
    }

    fn of(character: char) -> Self {
        if character.is_ascii() {
            return ASCII_CLASSES[character as usize];
        }
        if is_common_letter(character) {
            // No later script of these has capitals.
            let is_capital = character < '\u{500}' && character.is_uppercase();
            return if is_capital { Self::Capital } else { Self::Letter };
        }
        match character {
            '،' | '、' | '，' | '；' | '؛' | '·' => Self::Comma,
            '…' | '؟' | '۔' | '。' | '！' | '？' | '।' | '։' | '።' => Self::Stop,
            '“' | '”' | '«' | '»' | '„' | '「' | '」' | '‘' => Self::Quote,
            '•' | '›' | '→' | '–' | '—' => Self::Separator,
            '©' | '™' | '®' => Self::Sign,
            '’' => Self::Apostrophe,
            _ if character.is_whitespace() => Self::Space,
            _ if character.is_numeric() => Self::Number,
            _ if character.is_uppercase() => Self::Capital,
            _ if character.is_alphabetic() => Self::Letter,
            _ => Self::Other,
        }
    }

    const fn of_ascii(byte: u8) -> Self {
        match byte {
            b'\n' => Self::Break,
            b'\t' | b'\x0b' | b'\x0c' | b'\r' | b' ' => Self::Space,
            b'a'..=b'z' => Self::Letter,
            b'A'..=b'Z' => Self::Capital,
            b'0'..=b'9' => Self::Digit,
            b',' | b';' => Self::Comma,
            b':' => Self::Colon,
            b'.' | b'!' | b'?' => Self::Stop,
            b'"' => Self::Quote,
            b'|' | b'/' | b'>' | b'+' => Self::Separator,
            b'@' | b'#' => Self::Sign,
            b'\'' => Self::Apostrophe,
            _ => Self::Other,
        }
    }
}

/// The classes of the characters of ASCII, by their codes.
static ASCII_CLASSES: [Class; 128] = {
    let mut classes = [Class::Other; 128];
    let mut code = 0;
    while code < 128_u8 {
        classes[code as usize] = Class::of_ascii(code);
        code += 1;
    }
    classes
};

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
        let mut counts = Counts::default();
        let (mut before, mut row, mut number) = (Class::Space, 0, 0);
        for character in text.chars() {
            let class = Class::of(character);
            let wide = u32::from(is_wide(character)) + 1;
            match class {
                Class::Space => {}
                Class::Break => {
                    counts.longest_row = counts.longest_row.max(row);
                    row = 0;
                }
                _ => {
                    counts.width += wide;
                    row += wide;
                }
            }
            if class.is_in_words() {
                facts.key = key_with(facts.key, character, class);
                counts.count_in_word(character, class, before);
            }
            counts.of_class[class as usize] += 1;
            number = if class == Class::Digit {
                next_number(number, character, before)
            } else {
                facts.has_year |= YEARS.contains(&number);
                facts.has_clock |= class == Class::Colon && matches!(before, Class::Digit | Class::Number);
                0
            };
            before = class;
        }
        facts.has_year |= YEARS.contains(&number);
        counts.longest_row = counts.longest_row.max(row);
        facts.take(&counts);
        facts
    }

    fn take(&mut self, counts: &Counts) {
        let of = |class: Class| counts.of_class[class as usize] as f32;
        self.width = counts.width as f32;
        self.log_width = self.width.ln_1p();
        self.longest_row = counts.longest_row as f32;
        self.words = counts.words as f32;
        self.capital_words = counts.capital_words as f32;
        self.digits = of(Class::Digit) + of(Class::Number);
        self.capitals = of(Class::Capital);
        self.letters = of(Class::Letter) + of(Class::Capital) + of(Class::Digit) + of(Class::Number);
        self.commas = of(Class::Comma);
        self.stops = of(Class::Stop);
        self.quotes = of(Class::Quote);
        self.separators = of(Class::Separator);
        self.signs = of(Class::Sign);
        self.breaks = of(Class::Break);
    }
}

/// What a number may be to be a year.
const YEARS: Range<u32> = 1900..2100;

/// Whole numbers, while a text is read.
#[derive(Debug, Default)]
struct Counts {
    width: u32,
    longest_row: u32,
    words: u32,
    capital_words: u32,
    of_class: [u32; Class::Apostrophe as usize + 1],
}

impl Counts {
    fn count_in_word(&mut self, character: char, class: Class, before: Class) {
        let begins_word = !before.is_in_words() && before != Class::Apostrophe;
        self.words += u32::from(begins_word || is_wide(character));
        self.capital_words += u32::from(begins_word && class == Class::Capital);
    }
}

/// Whether a character takes two columns: those of East Asia.
fn is_wide(character: char) -> bool {
    character >= '\u{2e80}'
}

/// Adds a letter in lower case to the number of a text.
fn key_with(key: u64, character: char, class: Class) -> u64 {
    if character.is_ascii() {
        return with_letter(key, character.to_ascii_lowercase());
    }
    // The four digraphs that begin with a capital, and are no capitals, have a lower case of their own.
    let is_digraph = matches!(character, '\u{1c5}' | '\u{1c8}' | '\u{1cb}' | '\u{1f2}');
    if class == Class::Letter && is_common_letter(character) && !is_digraph {
        return with_letter(key, character);
    }
    character.to_lowercase().fold(key, with_letter)
}

/// Follows a number of up to four digits.
fn next_number(number: u32, character: char, before: Class) -> u32 {
    let digit = character.to_digit(10).unwrap_or_default();
    if matches!(before, Class::Letter | Class::Capital) { 10_000 } else { (number * 10 + digit).min(10_000) }
}
