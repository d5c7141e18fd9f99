//! What the words of date lines mean, looked up by folded spelling.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::calendars::Calendar;
use super::lexer::phrase_key;
use super::{month_names, word_lists};

/// Most words in one phrase.
pub(super) const LONGEST_PHRASE: usize = 4;

/// Shortest stem that an inflected form is recognised by, in letters.
const SHORTEST_STEM: usize = 3;

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// What a word says in a date line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A month of a calendar, 1 to 12.
    Month(Calendar, u32),
    /// A day of the week.
    Weekday,
    /// Before noon.
    Morning,
    /// After noon.
    Afternoon,
    /// Twelve o'clock at day.
    Noon,
    /// Twelve o'clock at night.
    Midnight,
    /// A span of time.
    Unit(Unit),
    /// A span with its number in it (`ساعتين`, `seminggu`).
    Several(Unit, i64),
    /// A number in words.
    Count(i64),
    /// Half of the unit that follows.
    Half,
    /// "ago", on either side of the span.
    Ago,
    /// Days from today.
    DayOffset(i64),
    /// Now.
    JustNow,
    /// "less than" before a span.
    LessThan,
    /// The stamp that follows is the publication.
    Published,
    /// The stamp that follows is a later change.
    Updated,
    /// Says nothing of its own (`de`, `at`, `الساعة`).
    Filler,
    /// Announces a time of day.
    ClockLead,
    /// Follows a year (`年`).
    YearMark,
    /// Follows the number of a month (`月`), or leads it (`tháng`).
    MonthMark,
    /// Follows a day (`日`).
    DayMark,
    /// Follows an hour (`時`, `Uhr`).
    HourMark,
    /// Follows minutes (`分`).
    MinuteMark,
    /// Counts years from another start (`令和`, `พ.ศ.`, `هـ`).
    Era(Calendar),
}

/// A meaning and the language it holds in; an empty language holds in all.
pub(crate) type Entry = (&'static str, Meaning);

/// The word lists, indexed.
pub(crate) struct Vocabulary {
    words: FxHashMap<String, Vec<Entry>>,
    stems: FxHashMap<String, Vec<Entry>>,
    /// The letters that words begin with.
    initials: FxHashSet<char>,
    /// First words of the phrases among the words.
    phrase_openings: FxHashSet<String>,
    /// First letters of the stems: most words begin like none.
    stem_openings: FxHashSet<String>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::build);

impl Vocabulary {
    /// The one vocabulary of the process.
    pub(crate) fn get() -> &'static Self {
        &VOCABULARY
    }

    /// Meanings of exactly this folded word or phrase.
    pub(crate) fn exact(&self, key: &str) -> Option<&[Entry]> {
        self.words.get(key).map(Vec::as_slice)
    }

    /// Meanings of this folded word, or of the stem it is an inflected form of, or of what is left without a proclitic.
    pub(crate) fn inflected(&self, key: &str) -> Option<&[Entry]> {
        self.exact(key).or_else(|| self.stem(key)).or_else(|| self.exact(without_proclitic(key)?))
    }

    /// Whether any word or phrase begins with this letter (folded).
    pub(super) fn begins_word(&self, letter: char) -> bool {
        self.initials.contains(&letter)
    }

    /// Whether a phrase of several words begins with this one (folded).
    pub(super) fn begins_phrase(&self, word: &str) -> bool {
        self.phrase_openings.contains(word)
    }

    fn stem(&self, key: &str) -> Option<&[Entry]> {
        if !self.stem_openings.contains(stem_opening(key)?) {
            return None;
        }
        let ends = key.char_indices().map(|(at, _)| at).skip(SHORTEST_STEM).collect::<Vec<_>>();
        let whole = std::iter::once(key.len());
        whole.chain(ends.into_iter().rev()).find_map(|end| self.stems.get(key.get(..end)?).map(Vec::as_slice))
    }

    fn build() -> Self {
        let (words, stems, initials, phrase_openings, stem_openings) = Default::default();
        let mut vocabulary = Self { words, stems, initials, phrase_openings, stem_openings };
        for (language, calendar, names) in month_names::TABLES {
            for (number, forms) in (1..).zip(names.split('|')) {
                for form in forms.split_whitespace() {
                    vocabulary.add(language, form, Meaning::Month(*calendar, number));
                }
            }
        }
        for (meaning, language, forms) in word_lists::LISTS {
            for form in forms.split_whitespace() {
                vocabulary.add(language, form, *meaning);
            }
        }
        vocabulary
    }

    /// A form ending in `*` is a stem; `_` stands for a space.
    fn add(&mut self, language: &'static str, form: &str, meaning: Meaning) {
        let key = phrase_key(&form.replace('_', " "));
        if let Some((first, _)) = key.split_once(' ') {
            self.phrase_openings.insert(first.to_owned());
        }
        if form.ends_with('*')
            && let Some(opening) = stem_opening(&key)
        {
            self.stem_openings.insert(opening.to_owned());
        }
        let index = if form.ends_with('*') { &mut self.stems } else { &mut self.words };
        self.initials.extend(key.chars().next());
        let entries = index.entry(key).or_default();
        if !entries.contains(&(language, meaning)) {
            entries.push((language, meaning));
        }
    }
}

/// As many letters as the shortest stem has; `None` for a shorter word.
fn stem_opening(key: &str) -> Option<&str> {
    let (last, letter) = key.char_indices().nth(SHORTEST_STEM - 1)?;
    key.get(..last + letter.len_utf8())
}

/// Hebrew and Arabic write "in", "to", "and" onto the word.
fn without_proclitic(key: &str) -> Option<&str> {
    key.strip_prefix(['ב', 'ל', 'ה', 'מ', 'ו', 'ل', 'و', 'ف', 'ب']).filter(|rest| rest.chars().count() > 2)
}
