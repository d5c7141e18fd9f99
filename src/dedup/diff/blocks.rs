//! Two versions of a body, paragraph by paragraph: which stayed, went, came, or were rewritten.

use std::collections::HashSet;

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::words::{Piece, diff_words, tokens};
use crate::dedup::fold::folded;

/// Least share of the words of the shorter paragraph that the other has, for one to be taken for the other rewritten.
const LEAST_LIKENESS: f64 = 0.4;
/// Most pairs of paragraphs that are compared to find out which became which; of more, the first becomes the first.
const MOST_PAIRS: usize = 10_000;

/// A paragraph (or another block) of the earlier, the later, or both versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BlockDiff {
    /// In both versions.
    Same {
        /// As the later version has it.
        text: String,
    },
    /// In the earlier version only.
    Removed {
        /// The paragraph.
        text: String,
    },
    /// In the later version only.
    Added {
        /// The paragraph.
        text: String,
    },
    /// Rewritten.
    Changed {
        /// Word by word.
        pieces: Vec<Piece>,
    },
}

/// The difference of two bodies; paragraphs are separated by a blank line.
pub(super) fn diff_blocks(before: &str, after: &str) -> Vec<BlockDiff> {
    let (old, new) = (paragraphs(before), paragraphs(after));
    let keys = |blocks: &[&str]| blocks.iter().map(|block| folded(block)).collect::<Vec<_>>();
    let mut diff = Vec::with_capacity(new.len());
    for op in capture_diff_slices(Algorithm::Myers, &keys(&old), &keys(&new)) {
        match op {
            DiffOp::Equal { new_index, len, .. } => {
                let same = &new[new_index..new_index + len];
                diff.extend(same.iter().map(|text| BlockDiff::Same { text: (*text).to_owned() }));
            }
            _ => rewritten(&old[op.old_range()], &new[op.new_range()], &mut diff),
        }
    }
    diff
}

fn paragraphs(body: &str) -> Vec<&str> {
    body.split("\n\n").filter(|block| !block.is_empty()).collect()
}

/// Pairs the paragraphs that are versions of one another, in their order.
fn rewritten(old: &[&str], new: &[&str], diff: &mut Vec<BlockDiff>) {
    let (mut from, mut to) = (0, 0);
    for (before, after) in pairs(old, new).into_iter().chain([(old.len(), new.len())]) {
        diff.extend(old[from..before].iter().map(|text| BlockDiff::Removed { text: (*text).to_owned() }));
        diff.extend(new[to..after].iter().map(|text| BlockDiff::Added { text: (*text).to_owned() }));
        if before < old.len() && after < new.len() {
            diff.push(BlockDiff::Changed { pieces: diff_words(old[before], new[after]) });
        }
        (from, to) = ((before + 1).min(old.len()), (after + 1).min(new.len()));
    }
}

/// Which paragraph became which: the pairs in order whose likeness is largest in all.
fn pairs(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    if old.len() * new.len() > MOST_PAIRS {
        return (0..old.len().min(new.len())).map(|at| (at, at)).collect();
    }
    let words = |blocks: &[&str]| blocks.iter().map(|block| words_of(block)).collect::<Vec<_>>();
    let (old_words, new_words) = (words(old), words(new));
    // best[i][j]: the largest likeness of what begins at old i and new j.
    let mut best = vec![vec![0.0_f64; new.len() + 1]; old.len() + 1];
    let mut like = vec![vec![0.0_f64; new.len()]; old.len()];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            like[i][j] = likeness(&old_words[i], &new_words[j]);
            best[i][j] = best[i + 1][j].max(best[i][j + 1]).max(best[i + 1][j + 1] + like[i][j]);
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        if like[i][j] > 0.0 && best[i][j] <= best[i + 1][j + 1] + like[i][j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[i + 1][j] >= best[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

fn words_of(block: &str) -> HashSet<String> {
    let words = tokens(block).into_iter().filter(|token| token.chars().any(char::is_alphanumeric));
    words.map(|word| folded(word).to_lowercase()).collect()
}

/// Share of the shorter one's words that both have; nothing below what makes one the other rewritten.
fn likeness(one: &HashSet<String>, other: &HashSet<String>) -> f64 {
    let shared = one.intersection(other).count() as f64 / one.len().min(other.len()).max(1) as f64;
    if shared >= LEAST_LIKENESS { shared } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "The council of Harwell voted on Monday night to rebuild the old bridge.";
    const SECOND: &str = "Eleven members supported the plan and four opposed it after five hours.";
    const THIRD: &str = "The next session is planned for the second of June.";

    fn kinds(before: &[&str], after: &[&str]) -> String {
        let diff = diff_blocks(&before.join("\n\n"), &after.join("\n\n"));
        let mark = |block: &BlockDiff| match block {
            BlockDiff::Same { .. } => '=',
            BlockDiff::Removed { .. } => '-',
            BlockDiff::Added { .. } => '+',
            BlockDiff::Changed { .. } => '~',
        };
        diff.iter().map(mark).collect()
    }

    #[test]
    fn paragraphs_stay_go_come_and_are_rewritten() {
        let edited = SECOND.replace("Eleven", "Twelve").replace("four", "three");
        assert_eq!(kinds(&[FIRST, SECOND, THIRD], &[FIRST, SECOND, THIRD]), "===");
        assert_eq!(kinds(&[FIRST, SECOND, THIRD], &[FIRST, &edited, THIRD]), "=~=");
        assert_eq!(kinds(&[FIRST, SECOND], &[FIRST, THIRD, &edited]), "=+~");
        assert_eq!(kinds(&[FIRST, SECOND, THIRD], &[SECOND]), "-=-");
        assert_eq!(kinds(&[], &[FIRST]), "+");
        assert_eq!(kinds(&[FIRST], &[THIRD]), "-+");
    }
}
