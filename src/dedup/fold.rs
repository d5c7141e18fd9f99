//! One spelling for what may differ without an edit: white space, quotation marks, dashes, invisible characters.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The text with what is no edit folded away: compatibility forms, invisible characters, the styles of quotation marks and dashes, runs of
/// white space, and the space that some languages put inside of quotation marks.
pub(super) fn folded(text: &str) -> String {
    // Most texts are composed as they should be, and looking is much cheaper than composing.
    match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => fold_marks(text.chars(), text.len()),
        IsNormalized::No | IsNormalized::Maybe => fold_marks(text.nfkc(), text.len()),
    }
}

fn fold_marks(letters: impl Iterator<Item = char>, size_bytes: usize) -> String {
    let mut folded = String::with_capacity(size_bytes);
    let mut has_gap = false;
    for char in letters.filter(|&char| !is_invisible(char)).map(fold_mark) {
        if char.is_whitespace() {
            has_gap = true;
            continue;
        }
        // Two single quotes in a row are a double one («''like this''»).
        let is_doubled = char == '\'' && !has_gap && folded.ends_with('\'');
        if is_doubled {
            folded.pop();
            folded.truncate(folded.trim_end().len());
        }
        let char = if is_doubled { '"' } else { char };
        if has_gap && char != '"' && !folded.is_empty() && !folded.ends_with('"') {
            folded.push(' ');
        }
        folded.push(char);
        has_gap = false;
    }
    folded
}

/// Soft hyphen, zero-width characters, direction marks and isolates, byte order mark.
pub(super) fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn fold_mark(char: char) -> char {
    match char {
        '«' | '»' | '“' | '”' | '„' | '‟' | '″' | '〝' | '〞' => '"',
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '`' | '´' => '\'',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_of_writing_fold_to_one() {
        for (one, other) in [
            ("A \"quoted\" title", "A “quoted”  title"),
            ("il a dit \"oui\" hier", "il a dit « oui » hier"),
            ("il a dit \"oui\" hier", "il a dit\u{a0}«\u{202f}oui\u{202f}»\u{a0}hier"),
            ("er sagte \"ja\".", "er sagte „ja“."),
            ("han sagde \"ja\" igen", "han sagde »ja« igen"),
            ("the ''plan'' of old", "the \"plan\" of old"),
            ("it's", "it’s"),
            ("2019-2020 - a year", "2019–2020 — a year"),
            ("one two three", " one\u{a0}two \u{200b}three\n"),
            ("wait...", "wait…"),
            ("ﻣﺤﻤﺪ", "محمد"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} / {other}");
        }
    }

    #[test]
    fn words_and_marks_that_mean_something_stay() {
        for (one, other) in [
            ("a free press", "a \"free\" press"),
            ("it is", "its"),
            ("محمد", "محمود"),
            ("Will he go?", "Will he go!"),
            ("re-form", "reform"),
        ] {
            assert_ne!(folded(one), folded(other), "{one} / {other}");
        }
    }
}
