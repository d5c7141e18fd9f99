//! Counts the words of a text.
//!
//! A word is a run of letters, digits and marks, as Unicode's segmentation (UAX 29) has it for most scripts; apostrophes and full
//! stops inside it do not end it. Scripts that are written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) would need
//! a dictionary: there every letter counts as one word, Katakana runs excepted.

use unicode_normalization::char::is_combining_mark;

use crate::dates::{is_common_letter, is_letter_or_digit};

/// Number of word segments that hold a letter or digit.
pub(super) fn count_words(text: &str) -> usize {
    let mut words = 0;
    let mut in_word = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if !character.is_ascii() && !is_common_letter(character) && is_combining_mark(character) {
            continue;
        }
        if !is_letter_or_digit(character) {
            in_word = in_word
                && joins(character)
                && characters.peek().is_some_and(|next| is_letter_or_digit(*next));
        } else if stands_alone(character) {
            words += 1;
            in_word = false;
        } else if !in_word {
            words += 1;
            in_word = true;
        }
    }
    words
}

/// Characters that do not end a word when letters or digits stand on both sides.
fn joins(character: char) -> bool {
    matches!(
        character,
        '\'' | '’' | '.' | ',' | '_' | ':' | '·' | '\u{ad}' | '\u{200c}' | '\u{200d}' | '״' | '׳' | 'ـ'
    )
}

/// Letters of scripts that are written without spaces between words.
fn stands_alone(character: char) -> bool {
    matches!(
        character,
        '\u{0e00}'..='\u{0eff}' // Thai, Lao
            | '\u{1000}'..='\u{109f}' // Burmese
            | '\u{1780}'..='\u{17ff}' // Khmer
            | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{309f}' // Hiragana and iteration marks
            | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_every_script() {
        for (text, words) in [
            ("", 0),
            ("– … !", 0),
            ("Don't stop at 3.5 per cent, said A.B. Miller.", 9),
            ("وقال الوزير: «لن نقبل».", 4),
            ("وزيراً مُهِمّاً", 2),
            ("می‌خواهم بروم", 2),
            ("東京都 2021年", 5),
            ("ニュース", 1),
            ("서울의 날씨", 2),
        ] {
            assert_eq!(count_words(text), words, "{text}");
        }
    }
}
