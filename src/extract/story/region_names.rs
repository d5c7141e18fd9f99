//! What the words in `class`, `id` and the like say that an element is. Read once for each class list of a page.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::body_names::{BODY_NAMES, BODY_WORDS, BodyName};
use super::region_words::{CAPTION_WORDS, HIDDEN_WORDS, RELATED_WORDS, SIDE_WORD_PAIRS, SIDE_WORDS};
use super::regions::Region;

/// What names say, as bits: several can be said at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Said(u8);

impl Said {
    const CAPTION: Self = Self(1);
    const RELATED: Self = Self(2);
    const SIDE: Self = Self(4);
    const RELATED_PAIR: Self = Self(8);
    const SIDE_PAIR: Self = Self(16);
    const HIDDEN: Self = Self(32);
    const BODY_WORD: Self = Self(64);
    const BODY_NAME: Self = Self(128);

    /// What a word says that does not need another before it.
    const BY_ONE_WORD: Self = Self(1 | 2 | 4 | 64 | 128);

    /// What either says.
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn only(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    fn says(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// Whether a class says that the element is not shown.
    pub(super) fn is_hidden(self) -> bool {
        self.says(Self::HIDDEN)
    }

    /// How surely names say that the element is the body of a story.
    pub(super) fn body_name(self) -> BodyName {
        if self.says(Self::BODY_NAME) {
            BodyName::Name
        } else if self.says(Self::BODY_WORD) {
            BodyName::Word
        } else {
            BodyName::None
        }
    }

    /// The region, by what is most telling.
    pub(super) fn region(self) -> Region {
        if self.says(Self::CAPTION) {
            Region::Caption
        } else if self.says(Self::RELATED) {
            Region::Related
        } else if self.says(Self::SIDE) {
            Region::Side
        } else {
            Region::Plain
        }
    }
}

/// Characters of an attribute that are read; real class lists are shorter.
const LONGEST: usize = 1_000;

/// The part of an attribute that is read: parsers repeat the attributes of unclosed elements, however long they are.
pub(super) fn beginning(attribute: &str) -> &str {
    attribute.get(..attribute.floor_char_boundary(LONGEST)).unwrap_or_default()
}

/// What a list of class names says.
pub(super) fn said_by_classes(list: &str) -> Said {
    let list = beginning(list);
    let hides = |class: &str| HIDDEN_WORDS.binary_search(&class).is_ok();
    let hidden = if list.split_ascii_whitespace().any(hides) { Said::HIDDEN } else { Said::default() };
    said_by_names(list).and(hidden)
}

/// What names (an `id`, the names in a class list) say.
pub(super) fn said_by_names(names: &str) -> Said {
    let mut said = Said::default();
    let mut before: Option<Packed> = None;
    // `print:hidden` and `[.floated_&]:mt-0` say how an element looks, not what it is.
    let is_utility = |name: &&str| !name.bytes().any(|byte| matches!(byte, b':' | b'['));
    for name in beginning(names).split_ascii_whitespace().filter(is_utility) {
        for_each_word(name, |word| {
            said = said.and(said_by(word).only(Said::BY_ONE_WORD));
            if let Some(pair) = before.and_then(|before| before.followed_by(word)) {
                let pair = said_by(pair);
                said = said.and(if pair.says(Said::RELATED_PAIR) { Said::RELATED } else { Said::default() });
                said = said.and(if pair.says(Said::SIDE_PAIR) { Said::SIDE } else { Said::default() });
                said = said.and(pair.only(Said::BODY_NAME));
            }
            before = Some(word);
        });
    }
    said
}

/// A word of up to 16 bytes as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Packed {
    letters: u128,
    length: u32,
}

impl Packed {
    /// Longest word, in bytes; what is longer is no word of the lists.
    const LONGEST: u32 = 16;

    fn of(word: &str) -> Self {
        word.bytes().fold(Self::default(), Self::with)
    }

    fn with(self, byte: u8) -> Self {
        Self { letters: self.letters << 8 | u128::from(byte), length: self.length + 1 }
    }

    fn followed_by(self, other: Self) -> Option<Self> {
        let length = self.length + other.length;
        let letters = || self.letters << (8 * other.length) | other.letters;
        (length <= Self::LONGEST && other.length < Self::LONGEST).then(|| Self { letters: letters(), length })
    }
}

/// Calls `take` with each word of a name: `articleBody_shareBar` is `article`, `body`, `share`, `bar`.
fn for_each_word(name: &str, mut take: impl FnMut(Packed)) {
    let mut word = Packed::default();
    let mut was_lower = false;
    for byte in name.bytes() {
        let is_letter = byte.is_ascii_alphanumeric() || byte >= 0x80;
        if word.length > 0 && (!is_letter || (byte.is_ascii_uppercase() && was_lower)) {
            take(word);
            word = Packed::default();
        }
        if is_letter {
            word = word.with(byte.to_ascii_lowercase());
        }
        was_lower = byte.is_ascii_lowercase();
    }
    if word.length > 0 {
        take(word);
    }
}

fn said_by(word: Packed) -> Said {
    if word.length > Packed::LONGEST {
        return Said::default();
    }
    WORDS.get(word)
}

static WORDS: LazyLock<WordTable> = LazyLock::new(WordTable::new);

/// The words of all lists at their hash or behind.
struct WordTable {
    slots: Vec<(Packed, Said)>,
}

impl WordTable {
    /// Some times the number of words; a power of two.
    const SLOTS: usize = 4096;

    fn new() -> Self {
        let mut said_by: HashMap<Packed, Said> = HashMap::new();
        let lists = [
            (CAPTION_WORDS, Said::CAPTION),
            (RELATED_WORDS, Said(Said::RELATED.0 | Said::RELATED_PAIR.0)),
            (SIDE_WORDS, Said::SIDE),
            (SIDE_WORD_PAIRS, Said::SIDE_PAIR),
            (BODY_WORDS, Said::BODY_WORD),
            (BODY_NAMES, Said::BODY_NAME),
        ];
        for (words, said) in lists {
            for word in words.iter().filter(|word| word.len() <= Packed::LONGEST as usize) {
                let known = said_by.entry(Packed::of(word)).or_default();
                *known = known.and(said);
            }
        }
        let mut slots = vec![(Packed::default(), Said::default()); Self::SLOTS];
        for entry in said_by {
            let place =
                Self::probe(entry.0).find(|slot| slots.get(*slot).is_some_and(|(word, _)| word.length == 0));
            if let Some(slot) = place.and_then(|slot| slots.get_mut(slot)) {
                *slot = entry;
            }
        }
        Self { slots }
    }

    fn get(&self, word: Packed) -> Said {
        for (known, said) in Self::probe(word).filter_map(|slot| self.slots.get(slot)) {
            if *known == word {
                return *said;
            }
            if known.length == 0 {
                break;
            }
        }
        Said::default()
    }

    fn probe(word: Packed) -> impl Iterator<Item = usize> {
        let mixed = (word.letters as u64 ^ (word.letters >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let first = (mixed >> 48) as usize;
        (0..Self::SLOTS).map(move |step| (first + step) % Self::SLOTS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &str, region: Region) {
        assert_eq!(said_by_names(names).region(), region, "{names}");
    }

    #[test]
    fn words_and_pairs_of_words_name_a_region() {
        check("articleBody", Region::Plain);
        check("articleBody_shareBar", Region::Side);
        check("read-more", Region::Related);
        check("most read", Region::Side);
        check("wp-caption-text related", Region::Caption);
        check("print:hidden md:[sidebar]", Region::Plain);
        check("élan nav", Region::Side);
        check("averylongwordthatisnoneofours nav", Region::Side);
        check("", Region::Plain);
    }

    #[test]
    fn every_listed_word_is_found() {
        for word in CAPTION_WORDS.iter().filter(|word| word.len() <= 16) {
            check(word, Region::Caption);
        }
        for word in SIDE_WORDS.iter().chain(RELATED_WORDS).filter(|word| word.len() <= 16) {
            assert_ne!(said_by_names(word).region(), Region::Plain, "{word}");
        }
    }

    #[test]
    fn whole_classes_hide() {
        assert!(said_by_classes("box sr-only").is_hidden());
        assert!(!said_by_classes("box hidden-print").is_hidden());
    }
}
