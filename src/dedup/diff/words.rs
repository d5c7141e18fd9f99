//! Two versions of a text, word by word, in whatever script. What is no edit (quotation marks of another style, white space) is not shown
//! as one.

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_normalization::char::is_combining_mark;

use crate::dedup::fold::{folded, is_invisible};

/// Most tokens of both texts together that are compared; longer ones (a paragraph of some 50 kB) are shown as replaced.
const MOST_TOKENS: usize = 20_000;

/// A stretch of text that stands in one version, the other, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Where it stands.
    pub kind: PieceKind,
    /// The text; of what stands in both, as the later version has it.
    pub text: String,
}

/// Where a stretch of text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// In both versions.
    Same,
    /// In the earlier one only.
    Removed,
    /// In the later one only.
    Added,
}

/// The difference of two texts: in their order, removed before added.
pub(super) fn diff_words(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (tokens(before), tokens(after));
    if old.len() + new.len() > MOST_TOKENS {
        let pieces = [(PieceKind::Removed, before), (PieceKind::Added, after)];
        return pieces.into_iter().map(|(kind, text)| Piece { kind, text: text.to_owned() }).collect();
    }
    let (old_keys, new_keys) = (keys(&old), keys(&new));
    let mut pieces = Pieces::default();
    for op in capture_diff_slices(Algorithm::Myers, &old_keys, &new_keys) {
        if let DiffOp::Equal { new_index, len, .. } = op {
            pieces.same(&new[new_index..new_index + len].concat());
        } else {
            pieces.removed(&old[op.old_range()].concat());
            pieces.added(&new[op.new_range()].concat());
        }
    }
    pieces.finish()
}

/// Words, single letters of scripts without spaces, runs of white space, single marks.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut current = Class::Alone;
    for (at, char) in text.char_indices() {
        let class = if is_invisible(char) || is_combining_mark(char) { current } else { class_of(char) };
        if at > start && (class != current || class == Class::Alone && !is_combining_mark(char)) {
            tokens.extend(text.get(start..at));
            start = at;
        }
        current = class;
    }
    tokens.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    tokens
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Space,
    Alone,
}

fn class_of(char: char) -> Class {
    match char {
        _ if char.is_whitespace() => Class::Space,
        _ if char.is_alphanumeric() && !is_unspaced(char) => Class::Word,
        _ => Class::Alone,
    }
}

/// Letters of scripts that put no spaces between words: a letter is what is compared there.
fn is_unspaced(char: char) -> bool {
    matches!(char as u32, 0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3041..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// What of a token is compared.
fn keys(tokens: &[&str]) -> Vec<String> {
    let key = |token: &&str| if token.trim().is_empty() { " ".to_owned() } else { folded(token) };
    tokens.iter().map(key).collect()
}

/// Puts pieces together so that they can be read: what is alike between two changes, but is no word, belongs to both.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    removed: String,
    added: String,
    /// White space or a mark after a change, which may turn out to stand between two.
    thin: String,
}

impl Pieces {
    fn same(&mut self, text: &str) {
        let is_thin = !text.chars().any(char::is_alphanumeric);
        if is_thin && !(self.removed.is_empty() && self.added.is_empty()) {
            self.thin.push_str(text);
            return;
        }
        self.flush();
        self.push(PieceKind::Same, text);
    }

    fn removed(&mut self, text: &str) {
        self.bridge(text);
        self.removed.push_str(text);
    }

    fn added(&mut self, text: &str) {
        self.bridge(text);
        self.added.push_str(text);
    }

    fn bridge(&mut self, text: &str) {
        if !text.is_empty() {
            let thin = std::mem::take(&mut self.thin);
            self.removed.push_str(&thin);
            self.added.push_str(&thin);
        }
    }

    fn flush(&mut self) {
        let (removed, added) = (std::mem::take(&mut self.removed), std::mem::take(&mut self.added));
        let thin = std::mem::take(&mut self.thin);
        let is_word = |text: &str| text.chars().any(char::is_alphanumeric);
        match (is_word(&removed), is_word(&added)) {
            // Only words went, or only words came: the space between them is nobody's.
            (true, false) if added.trim().is_empty() => self.push(PieceKind::Removed, &removed),
            (false, true) if removed.trim().is_empty() => self.push(PieceKind::Added, &added),
            _ => {
                self.push(PieceKind::Removed, &removed);
                self.push(PieceKind::Added, &added);
            }
        }
        self.push(PieceKind::Same, &thin);
    }

    fn push(&mut self, kind: PieceKind, text: &str) {
        match self.done.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ => self.done.push(Piece { kind, text: text.to_owned() }),
        }
    }

    fn finish(mut self) -> Vec<Piece> {
        self.flush();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The difference as one line: `[-removed-]`, `{+added+}`.
    fn check(before: &str, after: &str, expected: &str) {
        let line: String = diff_words(before, after)
            .into_iter()
            .map(|Piece { kind, text }| match kind {
                PieceKind::Same => text,
                PieceKind::Removed => format!("[-{text}-]"),
                PieceKind::Added => format!("{{+{text}+}}"),
            })
            .collect();
        assert_eq!(line, expected);
    }

    #[test]
    fn words_are_compared_in_every_script() {
        check("the old bridge", "the new bridge", "the [-old-]{+new+} bridge");
        check(
            "أعلنت بلدية النهرين إغلاق الجسر",
            "أعلنت بلدية النهرين افتتاح الجسر",
            "أعلنت بلدية النهرين [-إغلاق-]{+افتتاح+} الجسر",
        );
        check("大阪で列車が脱線", "大阪で列車が衝突", "大阪で列車が[-脱線-]{+衝突+}");
        check("दो लोग मरे", "तीन लोग मरे", "[-दो-]{+तीन+} लोग मरे");
        check("a b", "a b", "a b");
        check("", "new", "{+new+}");
    }

    #[test]
    fn changes_next_to_each_other_are_one() {
        check("the very old bridge", "the rather new bridge", "the [-very old-]{+rather new+} bridge");
        check("a quick brown fox", "a fox", "a [-quick brown -]fox");
        check("12.5 per cent", "13.7 per cent", "[-12.5-]{+13.7+} per cent");
    }

    #[test]
    fn styles_of_writing_are_no_change() {
        check("he said \"yes\" and  left", "he said “yes” and left", "he said “yes” and left");
        check("مُحَمَّد قال", "مُحَمَّد قال", "مُحَمَّد قال");
    }

    #[test]
    fn very_long_texts_are_replaced_as_a_whole() {
        let (before, after) = ("a ".repeat(MOST_TOKENS), "b ".repeat(MOST_TOKENS));
        assert_eq!(diff_words(&before, &after).len(), 2);
    }
}
