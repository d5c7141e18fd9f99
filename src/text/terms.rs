//! What the search index holds of a text: its words, and pairs of neighbouring units where a script sets no spaces.

use std::ops::Range;

use super::words::{Word, Writing, each_word};

/// One entry of the index at one position of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term<'a> {
    /// Folded letters and digits, never empty.
    pub text: &'a str,
    /// The bytes of the original that it stands for.
    pub range: Range<usize>,
    /// Whether this is the single unit that closes a run of an unspaced script (東京 gives 東京 and 京).
    pub closing: bool,
}

/// Calls `visit` with each term of the text, in order: every word of a script with spaces; of a run of an unspaced script every pair of
/// neighbours and, alone, its last unit. So any part of a run is found, as the sequence of its pairs, and no dictionary is needed.
pub fn each_term(text: &str, mut visit: impl FnMut(Term<'_>)) {
    let mut pair = String::new();
    let mut open: Option<Range<usize>> = None;
    let mut unit_start = 0;
    each_word(text, |word: Word<'_>| {
        let before = open.take();
        let joined = word.joined && before.is_some();
        if let Some(range) = before {
            if joined {
                pair.push_str(word.text);
                visit(Term { text: &pair, range: range.start..word.range.end, closing: false });
                pair.drain(..unit_start);
            } else {
                visit(Term { text: &pair, range, closing: true });
            }
        }
        match word.writing {
            Writing::Spaced => visit(Term { text: word.text, range: word.range, closing: false }),
            Writing::Unspaced => {
                if !joined {
                    pair.clear();
                    pair.push_str(word.text);
                }
                unit_start = pair.len();
                open = Some(word.range);
            }
        }
    });
    if let Some(range) = open {
        visit(Term { text: &pair, range, closing: true });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut terms = Vec::new();
        each_term(text, |term| terms.push((term.text.to_owned(), text[term.range].to_owned())));
        let folded: Vec<&str> = terms.iter().map(|(folded, _)| folded.as_str()).collect();
        assert_eq!(folded, expected, "{text}: {terms:?}");
    }

    #[test]
    fn words_stand_alone_and_unspaced_runs_become_pairs() {
        check("The News", &["the", "news"]);
        check("東京大学", &["東京", "京大", "大学", "学"]);
        check("火", &["火"]);
        check("2021年12月、東京 AI時代", &["2021", "年", "12", "月", "東京", "京", "ai", "時代", "代"]);
        check("ไทย", &["ไทย", "ย"]);
        check("서울에서 왔다", &["서울", "울에", "에서", "서", "왔다", "다"]);
    }

    #[test]
    fn terms_stand_where_the_original_has_them() {
        let text = "مُحَمَّد: ２０２１年東京";
        let mut places = Vec::new();
        each_term(text, |term| places.push(&text[term.range]));
        assert_eq!(places, ["مُحَمَّد", "２０２１", "年東", "東京", "京"]);
    }
}
