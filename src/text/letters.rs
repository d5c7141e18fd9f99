//! What a character is to a word: part of it, a mark on it, nothing at all, or its end.

/// Code points of the digit zero of the scripts that people write numbers in; the nine others follow each.
const ZEROS: &[u32] = &[
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x17E0, 0x1810, 0xFF10,
];

/// What a character is to the word it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter or digit of a script that sets spaces between words.
    Spaced,
    /// A letter of a script that does not, or (Korean) that glues particles to its words.
    Unspaced,
    /// A vowel sign, an accent: belongs to the letter before it.
    Mark,
    /// Shows nothing and separates nothing.
    Invisible,
    /// Ends a word.
    Break,
}

/// The class of a character. A zero-width non-joiner depends on what stands before it and is told by [`ends_arabic_part`].
pub(super) fn class(letter: char) -> Class {
    if letter.is_ascii() {
        return if letter.is_ascii_alphanumeric() { Class::Spaced } else { Class::Break };
    }
    match letter as u32 {
        // Latin with accents, Cyrillic and Arabic: told at once because most text is of these.
        0xC0..=0xD6
        | 0xD8..=0xF6
        | 0xF8..=0x24F
        | 0x400..=0x481
        | 0x48A..=0x52F
        | 0x620..=0x63F
        | 0x641..=0x64A => {
            return Class::Spaced;
        }
        0x64B..=0x65F => return Class::Mark,
        // The punctuation of these.
        0x60C | 0x61B | 0x61F | 0xA0 | 0xAB | 0xBB | 0x2010..=0x2027 | 0x202F..=0x205E => {
            return Class::Break;
        }
        _ => {}
    }
    if is_unspaced(letter) {
        return Class::Unspaced;
    }
    if is_invisible(letter) {
        return Class::Invisible;
    }
    // Modifier letters are apostrophes in practice (`Oʻzbekiston`), and apostrophes part words (`l’économie`).
    if ('\u{2B0}'..='\u{2FF}').contains(&letter) {
        return Class::Break;
    }
    if is_mark(letter) {
        return Class::Mark;
    }
    if letter.is_alphanumeric() { Class::Spaced } else { Class::Break }
}

/// Whether this is the zero-width non-joiner after a letter of the Arabic script: Persian parts endings with it that others part with
/// a space. In Indic scripts it only shapes letters.
pub(super) fn ends_arabic_part(letter: char, before: Option<char>) -> bool {
    letter == '\u{200C}' && before.is_some_and(is_arabic)
}

pub(super) fn is_arabic(letter: char) -> bool {
    matches!(letter as u32, 0x600..=0x6FF | 0x750..=0x77F | 0x8A0..=0x8FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC)
}

/// Bidi marks, joiners, tatweel, soft hyphen, variation selectors.
pub(super) fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{640}' | '\u{180B}'..='\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{E0100}'..='\u{E01EF}')
}

/// The value of a decimal digit of a script other than ASCII.
pub(super) fn foreign_digit(letter: char) -> Option<char> {
    let code = letter as u32;
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// Whether the letter continues the written unit before it in an unspaced script: a vowel sign, a tone, a voiced mark, or a vowel that
/// never stands without its consonant.
pub(super) fn continues_unit(letter: char, before: char) -> bool {
    matches!(letter as u32,
        // Thai and Lao: vowels above, below and behind, tones.
        0xE30..=0xE3A | 0xE45 | 0xE47..=0xE4E | 0xEB0..=0xEBD | 0xEC8..=0xECE
        // Burmese and Khmer: dependent vowels, medials, signs, the Khmer letter below.
        | 0x102B..=0x103E | 0x1056..=0x1059 | 0x105E..=0x1060 | 0x17B4..=0x17D3
        // Japanese voiced marks, apart or half-width.
        | 0x3099 | 0x309A | 0xFF9E | 0xFF9F)
        // Thai and Lao vowels that are written before their consonant; the letter below in Khmer and Burmese.
        || matches!(before as u32, 0xE40..=0xE44 | 0xEC0..=0xEC4 | 0x17D2 | 0x1039)
}

fn is_unspaced(letter: char) -> bool {
    let code = letter as u32;
    let is_digit = matches!(code, 0xE50..=0xE59 | 0xED0..=0xED9 | 0x1040..=0x1049 | 0x17E0..=0x17E9);
    let is_sign =
        matches!(code, 0xE3F | 0xE4F | 0xE5A | 0xE5B | 0x104A..=0x104F | 0x17D4..=0x17DB | 0x30A0 | 0x30FB);
    !is_digit
        && !is_sign
        && matches!(code,
            0xE01..=0xEDF | 0x1000..=0x109F | 0x1100..=0x11FF | 0x1780..=0x17D3 | 0x2E80..=0x2FD5
            | 0x3005..=0x3007 | 0x3041..=0x30FF | 0x3131..=0x318E | 0x31F0..=0x31FF | 0x3400..=0x4DBF
            | 0x4E00..=0x9FFF | 0xA960..=0xA97C | 0xAC00..=0xD7FB | 0xF900..=0xFAD9 | 0xFF66..=0xFFDC
            | 0x20000..=0x323AF)
}

fn is_mark(letter: char) -> bool {
    matches!(letter as u32, 0x300..=0x36F | 0x483..=0x489 | 0x20D0..=0x20FF)
        || unicode_normalization::char::is_combining_mark(letter)
}
