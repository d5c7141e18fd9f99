//! Text to items: numbers, known words and phrases, unknown words, marks, each with its place in the text.

use super::fold::{digit, fold_letter, is_invisible, is_unspaced, is_word_letter};
use super::vocabulary::{Entry, LONGEST_PHRASE, Vocabulary};

/// Longest text that is looked at, in letters: a date line is short, a page is not one.
const LONGEST_TEXT: usize = 600;

/// Longest known word of the scripts without spaces, in letters.
const LONGEST_UNSPACED: usize = 14;

/// What an item is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A run of digits: value (capped) and number of digits.
    Number { value: u64, digits: usize },
    /// A word or phrase; no entries when it is unknown.
    Word(&'static [Entry]),
    /// Anything else that shows.
    Mark(char),
}

/// A piece of the text.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// What it is.
    pub(crate) kind: Kind,
    /// Folded spelling.
    pub(crate) folded: String,
    /// First byte in the text.
    pub(crate) start: usize,
    /// Byte after the last one.
    pub(crate) end: usize,
    /// Whether it follows the item before without a space.
    pub(crate) glued: bool,
    /// Whether it is written in capitals (or in a script without them).
    pub(crate) capitals: bool,
    /// Whether its first letter is a capital (or of a script without them).
    pub(crate) initial_capital: bool,
}

impl Item {
    /// Whether it is a word that no list knows.
    pub(crate) fn is_unknown_word(&self) -> bool {
        matches!(self.kind, Kind::Word(entries) if entries.is_empty())
    }
}

/// Cuts a text into items.
pub(crate) fn items(text: &str) -> Vec<Item> {
    let vocabulary = Vocabulary::get();
    join_phrases(tokens(text, Some(vocabulary)), vocabulary)
}

/// The words of a listed phrase, as [`items`] would look them up: folded, joined by one space.
pub(crate) fn phrase_key(phrase: &str) -> String {
    let words: Vec<String> = tokens(phrase, None)
        .into_iter()
        .filter(|item| matches!(item.kind, Kind::Word(_)))
        .map(|item| item.folded)
        .collect();
    words.join(" ")
}

fn tokens(text: &str, vocabulary: Option<&'static Vocabulary>) -> Vec<Item> {
    let letters = visible_letters(text);
    let mut found: Vec<Item> = Vec::new();
    let mut at = 0;
    let mut spaced = true;
    while let Some(&(_, letter)) = letters.get(at) {
        if letter.is_whitespace() {
            spaced = true;
            at += 1;
            continue;
        }
        let length = run_length(&letters[at..]);
        let run = &letters[at..at + length];
        let first = found.len();
        push_run(run, vocabulary, &mut found);
        if let Some(item) = found.get_mut(first) {
            item.glued = !spaced;
        }
        spaced = false;
        at += length;
    }
    found
}

/// The letters that show. A tatweel between spaces is a dash («الرياض ـ واس»); a soft hyphen, as long in bytes, stands for it.
fn visible_letters(text: &str) -> Vec<(usize, char)> {
    let mut letters = Vec::with_capacity(text.len().min(LONGEST_TEXT));
    let mut after_space = false;
    let mut rest = text.char_indices().peekable();
    while let Some((at, letter)) = rest.next() {
        let before_space = rest.peek().is_some_and(|(_, next)| next.is_whitespace());
        if letter == '\u{640}' && after_space && before_space {
            letters.push((at, '\u{AD}'));
        } else if !is_invisible(letter) {
            letters.push((at, letter));
        }
        if letters.len() == LONGEST_TEXT {
            break;
        }
        after_space = letter.is_whitespace();
    }
    letters
}

/// Letters of the run that starts here: digits, a word of one kind of script, or one mark.
fn run_length(letters: &[(usize, char)]) -> usize {
    let Some(&(_, first)) = letters.first() else { return 0 };
    let same: fn(char, char) -> bool = if digit(first).is_some() {
        |_, letter| digit(letter).is_some()
    } else if is_word_letter(first) {
        |first, letter| {
            is_word_letter(letter) && digit(letter).is_none() && is_unspaced(letter) == is_unspaced(first)
        }
    } else {
        return 1;
    };
    letters.iter().take_while(|(_, letter)| same(first, *letter)).count().max(1)
}

fn push_run(run: &[(usize, char)], vocabulary: Option<&'static Vocabulary>, found: &mut Vec<Item>) {
    let Some(&(_, first)) = run.first() else { return };
    if digit(first).is_some() {
        let value = run
            .iter()
            .filter_map(|(_, letter)| digit(*letter))
            .fold(0_u64, |value, digit| value.saturating_mul(10).saturating_add(u64::from(digit)));
        found.push(item(run, Kind::Number { value, digits: run.len() }));
    } else if !is_word_letter(first) {
        found.push(item(run, Kind::Mark(plain_mark(first))));
    } else if is_unspaced(first)
        && let Some(vocabulary) = vocabulary
    {
        push_unspaced(run, vocabulary, found);
    } else {
        found.push(item(run, Kind::Word(&[])));
    }
}

/// Cuts a run without spaces into the longest known words; what lies between them is unknown words.
fn push_unspaced(run: &[(usize, char)], vocabulary: &'static Vocabulary, found: &mut Vec<Item>) {
    let mut at = 0;
    let mut unknown_from = 0;
    while at < run.len() {
        let longest = LONGEST_UNSPACED.min(run.len() - at);
        let known = if vocabulary.begins_word(run[at].1) {
            longest_known(&run[at..at + longest], vocabulary)
        } else {
            None
        };
        let Some((length, entries)) = known else {
            at += 1;
            continue;
        };
        if unknown_from < at {
            found.push(item(&run[unknown_from..at], Kind::Word(&[])));
        }
        found.push(item(&run[at..at + length], Kind::Word(entries)));
        at += length;
        unknown_from = at;
    }
    if unknown_from < run.len() {
        found.push(item(&run[unknown_from..], Kind::Word(&[])));
    }
}

/// The longest known word that letters begin with, and its length.
fn longest_known(
    letters: &[(usize, char)],
    vocabulary: &'static Vocabulary,
) -> Option<(usize, &'static [Entry])> {
    (1..=letters.len()).rev().find_map(|length| {
        let word: String = letters[..length].iter().map(|(_, letter)| letter).collect();
        vocabulary.exact(&word).map(|entries| (length, entries))
    })
}

fn item(run: &[(usize, char)], kind: Kind) -> Item {
    let start = run.first().map_or(0, |(start, _)| *start);
    let end = run.last().map_or(0, |(start, letter)| start + letter.len_utf8());
    let mut folded = String::with_capacity(end - start);
    run.iter().for_each(|(_, letter)| fold_letter(*letter, &mut folded));
    let capitals = run.iter().all(|(_, letter)| !letter.is_lowercase());
    let initial_capital = run.first().is_none_or(|(_, letter)| !letter.is_lowercase());
    Item { kind, folded, start, end, glued: true, capitals, initial_capital }
}

fn plain_mark(mark: char) -> char {
    match mark {
        '\u{AD}' | '–' | '—' | '−' | '‐' | '‑' | '‒' | '―' | '－' | 'ー' => '-',
        '،' | '，' | '、' | '٬' => ',',
        '：' | '∶' => ':',
        '／' | '⁄' => '/',
        '．' | '。' => '.',
        '（' => '(',
        '）' => ')',
        '｜' | '│' => '|',
        '＋' => '+',
        '’' | '‘' | 'ʻ' | '‵' | 'ʼ' | '՚' | '＇' | '`' | '′' => '\'',
        other => other,
    }
}

/// Joins neighbouring words that are a known phrase together (`كانون الثاني`, `p. m.`, `aujourd'hui`).
fn join_phrases(mut tokens: Vec<Item>, vocabulary: &'static Vocabulary) -> Vec<Item> {
    let mut joined = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let mut item = Item { kind: token.kind.clone(), folded: String::new(), ..*token };
        let mut length = 1;
        if let Kind::Word(entries) = token.kind {
            let found = longest_phrase(&tokens[at..], vocabulary);
            let (words, entries) = found.unwrap_or((1, entries));
            item.kind = Kind::Word(entries);
            item.end = tokens[at + words - 1].end;
            item.capitals = tokens[at..at + words].iter().all(|token| token.capitals);
            length = words;
        }
        item.folded = std::mem::take(&mut tokens[at].folded);
        joined.push(item);
        at += length;
    }
    joined
}

fn longest_phrase(tokens: &[Item], vocabulary: &'static Vocabulary) -> Option<(usize, &'static [Entry])> {
    if let [Item { folded, .. }, ..] = tokens
        && !vocabulary.begins_phrase(folded)
    {
        return vocabulary.inflected(folded).map(|entries| (1, entries));
    }
    let mut key = String::new();
    let mut words = 0;
    let mut best = None;
    for (index, token) in tokens.iter().enumerate().take(2 * LONGEST_PHRASE) {
        match token.kind {
            Kind::Word(_) => {
                words += 1;
                if words > 1 {
                    key.push(' ');
                }
                key.push_str(&token.folded);
                let entries = if words == 1 { vocabulary.inflected(&key) } else { vocabulary.exact(&key) };
                best = entries.map(|entries| (index + 1, entries)).or(best);
            }
            Kind::Mark('.' | '\'' | '-' | '"' | '״' | '׳') if words > 0 => {}
            _ => break,
        }
        if words == LONGEST_PHRASE {
            break;
        }
    }
    best
}
