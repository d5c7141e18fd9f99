//! One spelling for letters that writers mix: case, accents, Arabic and Persian variants, presentation forms, digits.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

use super::letters::{foreign_digit, is_invisible};

/// The text in one spelling, everything between its words kept: compatibility forms (NFKC) and case folded, accents of Latin and Greek
/// and vowel signs of Arabic and Hebrew dropped, Arabic alef, yeh, kaf and heh in one form each, digits in ASCII, invisible characters gone.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_onto(text, &mut folded);
    folded
}

/// Appends the folded form of a text.
pub(super) fn fold_onto(text: &str, folded: &mut String) {
    if text.is_ascii() {
        let start = folded.len();
        folded.push_str(text);
        folded[start..].make_ascii_lowercase();
    } else if text.chars().any(wants_composing) {
        text.nfkc().for_each(|letter| fold_letter(letter, folded));
    } else {
        text.chars().for_each(|letter| fold_letter(letter, folded));
    }
}

/// Whether the letter may be half of one that is another letter when whole: и + breve, か + voiced mark, parts of a Korean syllable.
fn wants_composing(letter: char) -> bool {
    matches!(letter as u32, 0x300..=0x36F | 0x1100..=0x11FF | 0x3099 | 0x309A | 0x3131..=0x318E
        | 0x3200..=0x321E | 0x3260..=0x327E | 0xFF66..=0xFFDC)
}

fn fold_letter(letter: char, folded: &mut String) {
    match letter as u32 {
        0..=0x7F => folded.push(letter.to_ascii_lowercase()),
        // Han, kana, Korean: as they are.
        0x3041..=0x3098 | 0x30A1..=0x30FA | 0x3400..=0x9FFF | 0xAC00..=0xD7A3 => folded.push(letter),
        // Arabic letters that have no variants: most of what there is.
        0x620 | 0x621 | 0x627 | 0x628 | 0x62A..=0x63F | 0x641..=0x648 | 0x64A => folded.push(letter),
        // й, ї and ў are letters; only ё and stress are spelling.
        0x400..=0x52F => folded.extend(letter.to_lowercase().filter(|part| !is_dropped(*part)).map(variant)),
        0x600..=0x6FF if !is_dropped(letter) => {
            folded.push(foreign_digit(letter).unwrap_or_else(|| variant(letter)))
        }
        _ if is_dropped(letter) => {}
        _ => fold_compatible(letter, folded),
    }
}

/// Folds by decomposition: what is left of the parts when marks are gone.
fn fold_compatible(letter: char, folded: &mut String) {
    if let Some(digit) = foreign_digit(letter) {
        folded.push(digit);
        return;
    }
    let start = folded.len();
    for lower in letter.to_lowercase() {
        decompose_compatible(lower, |part| {
            // Decomposition can bring capitals again (`℡`).
            for part in part.to_lowercase().filter(|part| !is_dropped(*part)) {
                match spelled_out(part) {
                    Some(letters) => folded.push_str(letters),
                    None => folded.push(variant(part)),
                }
            }
        });
    }
    // Signs that hold kana or Korean (`🈓`): whole again.
    if folded[start..].chars().any(|part| matches!(part as u32, 0x1100..=0x11FF | 0x3099 | 0x309A)) {
        let whole: String = folded[start..].nfc().collect();
        folded.truncate(start);
        folded.push_str(&whole);
    }
}

/// Accents of Latin, Greek and Cyrillic, Arabic vowel signs, Hebrew points, the dot of Indic loan sounds; what is invisible.
/// Vowel signs of Indic scripts are letters.
fn is_dropped(letter: char) -> bool {
    is_invisible(letter)
        || matches!(letter as u32,
            0x300..=0x36F | 0x483..=0x489 | 0x591..=0x5BD | 0x5BF | 0x5C1 | 0x5C2 | 0x5C4 | 0x5C5 | 0x5C7
            | 0x610..=0x61A | 0x64B..=0x65F | 0x670 | 0x6D6..=0x6DC | 0x6DF..=0x6E4 | 0x6E7 | 0x6E8
            | 0x6EA..=0x6ED | 0x8D3..=0x8E1 | 0x8E3..=0x8FF | 0x93C | 0x9BC | 0xA3C | 0xABC | 0xB3C
            | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

/// The common letter for one that decomposition leaves alone.
fn variant(letter: char) -> char {
    match letter {
        'آ' | 'أ' | 'إ' | 'ٱ' | 'ٲ' | 'ٳ' | 'ٵ' => 'ا',
        'ؤ' | 'ۆ' | 'ۇ' | 'ۈ' => 'و',
        'ى' | 'ئ' | 'ی' | 'ې' | 'ێ' | 'ے' | 'ۓ' | 'ۍ' => 'ي',
        'ک' | 'ڪ' => 'ك',
        'ة' | 'ھ' | 'ہ' | 'ە' | 'ۀ' | 'ۂ' | 'ۃ' => 'ه',
        'ڤ' => 'ف',
        'ڕ' => 'ر',
        'ڵ' => 'ل',
        'ё' | 'ѐ' => 'е',
        'ѝ' => 'и',
        'ς' => 'σ',
        'ँ' => 'ं',
        'ı' => 'i',
        'ł' => 'l',
        'ø' => 'o',
        'đ' | 'ð' => 'd',
        'ħ' => 'h',
        'ŧ' => 't',
        other => other,
    }
}

/// Letters that are written as two where they are missing.
fn spelled_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(fold(text), expected, "{text}");
    }

    #[test]
    fn latin_greek_and_cyrillic_have_one_spelling() {
        check("FÉVRIER Łódź Straße Ærø İstanbul", "fevrier lodz strasse aero istanbul");
        check("Cafe\u{301} Việt Nam ﬁn Ｎｅｗｓ", "cafe viet nam fin news");
        check("Αθήνα ΤΈΛΟΣ τέλος", "αθηνα τελοσ τελοσ");
        check("Ёлка мои\u{306} мой за\u{301}мок", "елка мой мой замок");
    }

    #[test]
    fn arabic_and_persian_have_one_spelling() {
        check("مُحَمَّد أحمد إسلام آخر ٱلله", "محمد احمد اسلام اخر الله");
        check("القاهرة على مستشفى نيســان", "القاهره علي مستشفي نيسان");
        check("کتاب ی ۱۲ ١٢", "كتاب ي 12 12");
        check("ﻣﺤﻤﺪ ﻻ", "محمد لا");
        check("مسؤول رئيس", "مسوول رييس");
    }

    #[test]
    fn east_asian_widths_and_voices_are_folded() {
        check("ｶﾞｽ か\u{3099} ２０２１年 ㍿", "ガス が 2021年 株式会社");
        check("\u{1112}\u{1161}\u{11ab} 한국", "한 한국");
    }

    #[test]
    fn indic_vowel_signs_stay_and_the_loan_dot_goes() {
        check("बाज़ार हिन्दी", "बाजार हिन्दी");
        check("ความร้อน น้ำ", "ความร้อน น้\u{e4d}า");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        proptest::proptest!(|(text in "\\PC{0,40}")| {
            let once = fold(&text);
            proptest::prop_assert_eq!(fold(&once), once);
        });
    }
}
