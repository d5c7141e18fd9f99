//! The words that introduce a link to another story («اقرأ أيضاً:», "Read more:", "Lire aussi"), in many languages.
//!
//! Only the words: whether a line holds a link, and what becomes of it, is the caller's business.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::lead_in_words::{PHRASES, PHRASES_BEFORE_A_COLON};

/// Returns the title after the lead-in of a line («اقرأ أيضاً: عنوان» gives «عنوان»), or an empty text when the line is the
/// lead-in alone. `None` when the line opens with none.
///
/// Phrases that could also open a sentence ("see more …") count only before a colon, a dash or the end of the line.
pub(super) fn strip_related_lead_in(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(|character: char| !character.is_alphanumeric());
    let (any, firm) = phrases_of(line);
    if any.is_empty() && firm.is_empty() {
        return None;
    }
    let opening = Opening::of(line);
    let longest = |phrases: &[Vec<char>]| {
        phrases.iter().filter_map(|phrase| opening.after(phrase)).min_by_key(|rest| rest.len())
    };
    let (any, firm) = (longest(any), longest(firm));
    if let Some(rest) = any {
        let title = rest.trim_start_matches(is_separator);
        let separator = rest.strip_suffix(title).unwrap_or(rest);
        if title.is_empty() || separator.contains(|character: char| !character.is_whitespace()) {
            return Some(title.trim_end());
        }
    }
    firm.map(|rest| rest.trim_start_matches(is_separator).trim_end())
}

/// The phrases that begin with the letters that the line begins with: those before a colon, and the others.
fn phrases_of(line: &str) -> (&'static [Vec<char>], &'static [Vec<char>]) {
    let mut letters = line.chars().filter_map(fold);
    let (Some(first), Some(second)) = (letters.next(), letters.next()) else { return (&[], &[]) };
    let of = |index: &'static PhraseIndex| index.get(&(first, second)).map_or(&[][..], Vec::as_slice);
    (of(&BEFORE_A_COLON), of(&ALWAYS))
}

/// Phrases, folded, by their first two letters: lines are many, and most begin like none.
type PhraseIndex = FxHashMap<(char, char), Vec<Vec<char>>>;

static ALWAYS: LazyLock<PhraseIndex> = LazyLock::new(|| index_of(PHRASES));
static BEFORE_A_COLON: LazyLock<PhraseIndex> = LazyLock::new(|| index_of(PHRASES_BEFORE_A_COLON));

/// Letters of the longest phrase.
static LONGEST: LazyLock<usize> = LazyLock::new(|| {
    let phrases = ALWAYS.values().chain(BEFORE_A_COLON.values()).flatten();
    phrases.map(Vec::len).max().unwrap_or(0)
});

fn index_of(phrases: &[&'static str]) -> PhraseIndex {
    let mut index = PhraseIndex::default();
    for phrase in phrases {
        let folded: Vec<char> = phrase.chars().filter_map(fold).collect();
        if let [first, second, ..] = folded.as_slice() {
            index.entry((*first, *second)).or_default().push(folded);
        }
    }
    index
}

/// As much of a line, folded, as the longest phrase could be of.
struct Opening<'a> {
    line: &'a str,
    letters: Vec<char>,
    /// Where each letter ends in the line.
    ends: Vec<usize>,
}

impl<'a> Opening<'a> {
    fn of(line: &'a str) -> Self {
        let folded =
            line.char_indices().filter_map(|(at, letter)| Some((fold(letter)?, at + letter.len_utf8())));
        let (letters, ends) = folded.take(*LONGEST).unzip();
        Self { line, letters, ends }
    }

    /// What follows a phrase at the start of the line, compared without case, Arabic vowel signs and spelling variants.
    fn after(&self, phrase: &[char]) -> Option<&'a str> {
        let end = *self.ends.get(phrase.len().checked_sub(1)?)?;
        let rest = self.letters.starts_with(phrase).then(|| self.line.get(end..)).flatten()?;
        let rest = rest.trim_start_matches(|character| fold(character).is_none());
        let is_whole_word = !rest.starts_with(char::is_alphanumeric);
        is_whole_word.then_some(rest)
    }
}

/// One form for all spellings of a letter; `None` for signs that may be left out.
fn fold(character: char) -> Option<char> {
    match character {
        ascii if ascii.is_ascii() => Some(ascii.to_ascii_lowercase()),
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}' => None,
        '\u{670}' | '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{feff}' => None,
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ى' | 'ی' | 'ې' => Some('ي'),
        'ک' => Some('ك'),
        'ة' => Some('ه'),
        'ё' | 'Ё' => Some('е'),
        'İ' | 'I' | 'ı' => Some('i'),
        '\u{a0}' => Some(' '),
        '’' | 'ʼ' => Some('\''),
        other => other.to_lowercase().next(),
    }
}

fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            ':' | '：' | '-' | '–' | '—' | '|' | '>' | '»' | '›' | '→' | '←' | '►' | '▶' | '…'
        )
        || matches!(
            character,
            '.' | '/' | '،' | ',' | ']' | ')' | '】' | '、' | '؛' | '\u{fe0f}' | '*' | '!' | '¡' | '👉'
        )
}

#[cfg(test)]
mod tests {
    use super::{PHRASES, PHRASES_BEFORE_A_COLON, strip_related_lead_in};

    fn check(cases: &[(&str, Option<&str>)]) {
        for (line, expected) in cases {
            assert_eq!(strip_related_lead_in(line), *expected, "{line}");
        }
    }

    #[test]
    fn every_phrase_is_found_by_its_first_letters() {
        for phrase in PHRASES.iter().chain(PHRASES_BEFORE_A_COLON) {
            assert_eq!(strip_related_lead_in(&format!("{phrase}: 1")), Some("1"), "{phrase}");
        }
    }

    #[test]
    fn arabic_lead_in_is_found_in_every_spelling() {
        check(&[
            ("اقرأ أيضاً: سوق الخضار يفتح أبوابه", Some("سوق الخضار يفتح أبوابه")),
            ("إقرأ ايضا - سوق الخضار", Some("سوق الخضار")),
            ("اقرأ أيضًا :", Some("")),
            ("• اقرأ المزيد: \"السوق\"", Some("\"السوق\"")),
            ("شاهد أيضاً| السوق", Some("السوق")),
            ("اقرأ أيضاً سوق الخضار", Some("سوق الخضار")),
        ]);
    }

    #[test]
    fn lead_in_of_other_languages_is_found() {
        check(&[
            ("Read more: A bridge reopens", Some("A bridge reopens")),
            ("READ MORE — A bridge reopens", Some("A bridge reopens")),
            ("Lire aussi Le pont rouvre", Some("Le pont rouvre")),
            ("À lire aussi : Le pont rouvre", Some("Le pont rouvre")),
            ("Lea también: Reabre el puente", Some("Reabre el puente")),
            ("Читайте также: Мост открыт", Some("Мост открыт")),
            ("Lesen Sie auch: Brücke wieder offen", Some("Brücke wieder offen")),
            ("İLGİLİ HABER: Köprü açıldı", Some("Köprü açıldı")),
            ("بیشتر بخوانید: پل باز شد", Some("پل باز شد")),
            ("関連記事：橋が再開", Some("橋が再開")),
            ("Baca juga: Jembatan dibuka", Some("Jembatan dibuka")),
        ]);
    }

    #[test]
    fn sentence_that_opens_alike_is_no_lead_in() {
        check(&[
            ("Read more books to stay young", None),
            ("Related companies were not named", None),
            ("اقرأ أيضاًكذا", None),
            ("Bridge reopens", None),
            ("المزيد من السكان غادروا القرية", None),
            ("", None),
        ]);
    }
}
