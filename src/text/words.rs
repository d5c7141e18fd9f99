//! Text to words, each in its folded spelling and with its place in the original.

use std::ops::Range;

use super::fold::fold_onto;
use super::letters::{Class, class, continues_unit, ends_arabic_part};

/// Whether words of a script can be told by the spaces between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// One word, as spaces and punctuation part it.
    Spaced,
    /// One written unit of a script without spaces (a Han character, a kana, a Thai consonant with its vowels) or of Korean: a word is
    /// one or several of them.
    Unspaced,
}

/// A word of a text, or one written unit of a script without spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    /// Its folded spelling; letters and digits only, never empty.
    pub text: &'a str,
    /// The bytes of the original that it was made of.
    pub range: Range<usize>,
    /// What kind of script it is of.
    pub writing: Writing,
    /// Whether it follows the unit before it directly, within one run of an unspaced script.
    pub joined: bool,
}

/// Calls `visit` with each word of the text, in order. Apostrophes and hyphens part words; digits of every script are ASCII.
pub fn each_word(text: &str, mut visit: impl FnMut(Word<'_>)) {
    let mut folded = String::new();
    let mut last: Option<(Writing, usize)> = None;
    for piece in pieces(text) {
        let joined =
            piece.writing == Writing::Unspaced && last == Some((Writing::Unspaced, piece.reach.start));
        last = Some((piece.writing, piece.reach.end));
        folded.clear();
        fold_onto(&text[piece.range.clone()], &mut folded);
        if text[piece.range.clone()].is_ascii() {
            visit(Word { text: &folded, range: piece.range, writing: piece.writing, joined });
            continue;
        }
        // A compatibility form can stand for several words (`ﷺ`) or for signs (`½`).
        let parts = folded.split(|letter| matches!(class(letter), Class::Break | Class::Invisible));
        for (at, part) in parts.filter(|part| !part.is_empty()).enumerate() {
            let joined = joined && at == 0;
            visit(Word { text: part, range: piece.range.clone(), writing: piece.writing, joined });
        }
    }
}

/// The words of a text in their folded spelling; of scripts without spaces the written units.
pub fn word_list(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, |word| words.push(word.text.to_owned()));
    words
}

struct Piece {
    writing: Writing,
    /// First letter to last letter or mark.
    range: Range<usize>,
    /// The same with what is invisible behind it: where the next piece would have to begin to be joined.
    reach: Range<usize>,
}

/// Stretches of text that make one word or unit each.
fn pieces(text: &str) -> impl Iterator<Item = Piece> {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first, writing) = letters.by_ref().find_map(|(at, letter)| match class(letter) {
            Class::Spaced => Some((at, letter, Writing::Spaced)),
            Class::Unspaced => Some((at, letter, Writing::Unspaced)),
            Class::Mark | Class::Invisible | Class::Break => None,
        })?;
        let mut before = first;
        let mut end = start + first.len_utf8();
        let mut reach = end;
        while let Some(&(at, letter)) = letters.peek() {
            let next = at + letter.len_utf8();
            match class(letter) {
                Class::Invisible if !ends_arabic_part(letter, Some(before)) => reach = next,
                Class::Mark => (end, reach) = (next, next),
                Class::Spaced if writing == Writing::Spaced => (end, reach, before) = (next, next, letter),
                Class::Unspaced if writing == Writing::Unspaced && continues_unit(letter, before) => {
                    (end, reach, before) = (next, next, letter);
                }
                _ => break,
            }
            letters.next();
        }
        Some(Piece { writing, range: start..end, reach: start..reach })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(word_list(text), expected, "{text}");
    }

    #[test]
    fn spaces_punctuation_and_apostrophes_part_words() {
        check("L’économie, COVID-19: it's 3.5%", &["l", "economie", "covid", "19", "it", "s", "3", "5"]);
        check("مُحَمَّد في القاهرة، ٢٠٢١", &["محمد", "في", "القاهره", "2021"]);
        check("می‌خواهم کتاب‌ها", &["مي", "خواهم", "كتاب", "ها"]);
        check("soft\u{ad}ware zero\u{200b}width", &["software", "zerowidth"]);
        check("हिन्दी क्\u{200d}षमा", &["हिन्दी", "क्षमा"]);
        check(" … — ", &[]);
    }

    #[test]
    fn scripts_without_spaces_give_units() {
        check("東京2021年", &["東", "京", "2021", "年"]);
        check("ประเทศไทย", &["ป", "ระ", "เท", "ศ", "ไท", "ย"]);
        check("한국 ｶﾞｽ", &["한", "국", "ガ", "ス"]);
    }

    #[test]
    fn units_know_whether_they_are_joined() {
        let mut joined = Vec::new();
        each_word("東京、大 阪a京", |word| joined.push(word.joined));
        assert_eq!(joined, [false, true, false, false, false, false]);
    }

    #[test]
    fn words_are_folded_letters_at_their_place() {
        proptest::proptest!(|(text in "\\PC{0,60}")| {
            let mut end = 0;
            each_word(&text, |word| {
                assert!(!word.text.is_empty() && word.range.start < word.range.end);
                assert!(text.is_char_boundary(word.range.start) && text.is_char_boundary(word.range.end));
                assert!(word.range.end >= end, "{text:?}");
                end = word.range.end;
                assert!(!word.text.contains(|letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric()));
            });
        });
    }
}
