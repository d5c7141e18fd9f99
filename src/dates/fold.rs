//! One spelling for letters that writers mix: case, diacritics, Arabic and Persian variants, digits of every script.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Code points of the digit zero of the scripts that news pages use; the nine others follow each.
const ZEROS: [u32; 17] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0,
    0x1040, 0x17E0,
];

/// Whether the letter is one of those that most texts of the world are made of. Quick: the tables of the standard library are searched for
/// each letter beyond ASCII.
pub(crate) fn is_common_letter(letter: char) -> bool {
    matches!(letter,
        'a'..='z' | 'A'..='Z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}'
        | '\u{391}'..='\u{3A1}' | '\u{3A3}'..='\u{3C9}' | '\u{400}'..='\u{481}' | '\u{5D0}'..='\u{5EA}'
        | '\u{620}'..='\u{63F}' | '\u{641}'..='\u{64A}' | '\u{904}'..='\u{939}'
        | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// Whether it is a letter or a number ([`char::is_alphanumeric`]), quickly.
pub(crate) fn is_letter_or_digit(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric();
    }
    is_common_letter(letter) || letter.is_alphanumeric()
}

/// The value of a decimal digit of any of these scripts, or of a full-width one.
pub(super) fn digit(letter: char) -> Option<u32> {
    let code = letter as u32;
    if letter.is_ascii() {
        return letter.to_digit(10);
    }
    if is_common_letter(letter) {
        return None;
    }
    if (0xFF10..=0xFF19).contains(&code) {
        return Some(code - 0xFF10);
    }
    ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)).map(|zero| code - zero)
}

/// Whether the letter shows nothing and separates nothing: bidi marks, joiners, tatweel, soft hyphen.
pub(super) fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{61C}' | '\u{FEFF}'
        | '\u{AD}' | '\u{640}' | '\u{FE0E}' | '\u{FE0F}')
}

/// Whether the letter is of a script that writes words without spaces between them.
pub(super) fn is_unspaced(letter: char) -> bool {
    matches!(letter as u32,
        0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3041..=0x30FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFF66..=0xFF9F)
}

/// Whether the letter belongs to a word.
pub(super) fn is_word_letter(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphabetic();
    }
    // Modifier letters are apostrophes in practice (`Aujourdʼhui`, `Oʻzbekiston`).
    is_common_letter(letter)
        || (letter.is_alphabetic() || is_combining_mark(letter)) && !('\u{2B0}'..='\u{2FF}').contains(&letter)
}

/// Appends the folded form of one letter (nothing for vowel marks and invisible letters).
pub(super) fn fold_letter(letter: char, folded: &mut String) {
    if letter.is_ascii() {
        folded.push(letter.to_ascii_lowercase());
        return;
    }
    if is_invisible(letter) {
        return;
    }
    if is_unspaced(letter) {
        folded.push(letter);
        return;
    }
    for part in std::iter::once(letter).nfkd().flat_map(char::to_lowercase) {
        if !is_dropped_mark(part) {
            folded.push(fold_variant(part));
        }
    }
}

/// The folded form of a text, white space kept.
#[cfg(test)]
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|letter| fold_letter(letter, &mut folded));
    folded
}

/// Accents of Latin, Greek and Cyrillic, Arabic vowel signs, Hebrew points. Vowel signs of Indic scripts are letters here.
fn is_dropped_mark(letter: char) -> bool {
    matches!(letter as u32, 0x300..=0x36F | 0x591..=0x5C7 | 0x610..=0x61A | 0x64B..=0x65F | 0x670 | 0x6D6..=0x6ED)
}

fn fold_variant(letter: char) -> char {
    match letter {
        'ى' | 'ی' | 'ې' | 'ێ' | 'ے' => 'ي',
        'ک' | 'ڪ' => 'ك',
        'ة' | 'ھ' | 'ہ' | 'ە' | 'ۃ' => 'ه',
        'ۆ' => 'و',
        'ڕ' => 'ر',
        'ڵ' => 'ل',
        'ٱ' => 'ا',
        'ı' => 'i',
        'ł' => 'l',
        'ø' => 'o',
        'đ' | 'ð' => 'd',
        'æ' => 'a',
        'ə' => 'e',
        'ς' => 'σ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(fold(text), expected, "{text}");
    }

    #[test]
    fn spelling_variants_fold_to_one() {
        check("أيّار", "ايار");
        check("نيســان", "نيسان");
        check("مئی", "مي\u{64a}".trim_end());
        check("FÉVRIER", "fevrier");
        check("İstanbul", "istanbul");
        check("\u{200f}4", "4");
    }

    #[test]
    fn digits_of_many_scripts_have_values() {
        for (text, value) in [("٤", 4), ("۴", 4), ("४", 4), ("৪", 4), ("๔", 4), ("４", 4)] {
            assert_eq!(text.chars().next().and_then(digit), Some(value), "{text}");
        }
    }

    #[test]
    fn common_letters_are_letters_and_no_digits() {
        for letter in '\0'..=char::MAX {
            assert_eq!(is_letter_or_digit(letter), letter.is_alphanumeric(), "{letter:?}");
            if is_common_letter(letter) {
                assert!(letter.is_alphabetic() && !letter.is_numeric(), "{letter:?}");
                assert!(
                    !ZEROS.iter().any(|zero| (*zero..*zero + 10).contains(&(letter as u32))),
                    "{letter:?}"
                );
            }
        }
    }
}
