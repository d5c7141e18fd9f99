//! The learned part of finding the story: how likely a line of so many numbers is a part of it.
//!
//! A sum of small decision trees, trained by `training/train_body.py` and read from the table beside this file. Nothing is learned at
//! run time.

use std::ops::Range;
use std::sync::LazyLock;

use super::features::{Measured, Row};
use crate::extract::dom::parse_html;

/// The trees as text: `tree`, then a line for each of its nodes, `FEATURE <= THRESHOLD YES NO` or `= SUMMAND`; nodes are numbered from 0
/// in each tree, and the first is the root.
const TABLE: &str = include_str!("body_trees.txt");

/// Trees of the gate: they look at no words, and what they take for surely none of the story is looked at no further.
/// `training/train_body.py` knows this number and the next.
const GATE_TREES: usize = 40;

/// Log-odds of the gate below which a line is surely none of the story.
const SURELY_NOT: f32 = -2.5;

/// The trees of the table.
static MODEL: LazyLock<Result<BodyModel, String>> = LazyLock::new(|| {
    let (first, rest) = feature_names();
    BodyModel::of_table(TABLE, &[first, rest].concat())
});

/// The likelihood of each line, 0 to 1.
pub(super) fn likelihoods(measured: &Measured<'_, '_>, lines: usize) -> Vec<f32> {
    // The table is a part of the program; a test reads it.
    let Ok(model) = MODEL.as_ref() else { return vec![0.0; lines] };
    let mut row = Row::default();
    (0..lines).map(|index| model.likelihood(&mut row, measured, index)).collect()
}

/// The names of the numbers that a line is measured by, in their order: those of the gate, and the others.
pub(super) fn feature_names() -> (Vec<&'static str>, Vec<&'static str>) {
    let (html, _) = parse_html("<p>x");
    let page = super::lines::read_lines(&html, &super::regions::Regions::of_page(&html, &[]));
    let facts = super::StoryFacts::default();
    let measured = super::features::measure(&page, &facts, &super::evidence::Evidence::default());
    let mut row = Row::with_names();
    measured.fill_first(&mut row, 0);
    let first = row.names().to_vec();
    measured.fill_rest(&mut row, 0);
    (first.clone(), row.names().iter().skip(first.len()).copied().collect())
}

/// A node of a tree.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Node {
    /// Goes on at `yes` when the number of the feature is at most the threshold, else at `no`.
    Split { feature: u16, yes: u16, no: u16, threshold: f32 },
    /// Ends with a summand of the log-odds.
    Leaf(f32),
}

/// Two sums of trees: the gate, and the judgement of what passes it.
#[derive(Debug, Default)]
struct BodyModel {
    /// The nodes of all trees.
    nodes: Vec<Node>,
    /// Where each tree begins.
    roots: Vec<usize>,
}

impl BodyModel {
    /// Reads a table. The error names the line.
    fn of_table(table: &str, names: &[&str]) -> Result<Self, String> {
        let mut model = Self::default();
        for (number, line) in table.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            if line == "tree" {
                model.roots.push(model.nodes.len());
                continue;
            }
            let node = node_of(line, names).ok_or_else(|| format!("line {}: {line}", number + 1))?;
            model.nodes.push(node);
        }
        model.check()?;
        Ok(model)
    }

    /// Every branch must lead further into its own tree.
    fn check(&self) -> Result<(), String> {
        for (tree, &root) in self.roots.iter().enumerate() {
            let end = self.roots.get(tree + 1).copied().unwrap_or(self.nodes.len());
            for (at, node) in self.nodes[root..end].iter().enumerate() {
                if let Node::Split { yes, no, .. } = *node
                    && [yes, no]
                        .iter()
                        .any(|next| usize::from(*next) <= at || root + usize::from(*next) >= end)
                {
                    return Err(format!("tree {tree}: node {at} leads nowhere"));
                }
            }
        }
        Ok(())
    }

    fn likelihood(&self, row: &mut Row, measured: &Measured<'_, '_>, index: usize) -> f32 {
        measured.fill_first(row, index);
        let gate = self.sum(0..GATE_TREES, &row.values);
        if gate < SURELY_NOT {
            return likelihood_of(gate);
        }
        measured.fill_rest(row, index);
        likelihood_of(self.sum(GATE_TREES..self.roots.len(), &row.values))
    }

    /// What some of the trees say.
    fn sum(&self, trees: Range<usize>, values: &[f32]) -> f32 {
        let roots = self.roots.get(trees).unwrap_or_default();
        roots.iter().map(|root| self.leaf(*root, values)).sum()
    }

    fn leaf(&self, root: usize, values: &[f32]) -> f32 {
        let mut at = root;
        loop {
            match self.nodes[at] {
                Node::Leaf(summand) => return summand,
                Node::Split { feature, yes, no, threshold } => {
                    let goes = values[usize::from(feature)] <= threshold;
                    at = root + usize::from(if goes { yes } else { no });
                }
            }
        }
    }
}

/// Log-odds to likelihood.
fn likelihood_of(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

fn node_of(line: &str, names: &[&str]) -> Option<Node> {
    let words: Vec<&str> = line.split(' ').collect();
    match words.as_slice() {
        ["=", summand] => Some(Node::Leaf(summand.parse().ok()?)),
        [name, "<=", threshold, yes, no] => Some(Node::Split {
            feature: u16::try_from(names.iter().position(|known| known == name)?).ok()?,
            threshold: threshold.parse().ok()?,
            yes: yes.parse().ok()?,
            no: no.parse().ok()?,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        let model = MODEL.as_ref().unwrap();
        assert!(model.roots.len() > GATE_TREES, "{} trees", model.roots.len());
        let (first, rest) = feature_names();
        let unique: std::collections::HashSet<&&str> = first.iter().chain(&rest).collect();
        assert_eq!(unique.len(), first.len() + rest.len());
        let firsts = &model.nodes[..model.roots[GATE_TREES]];
        let needs_words =
            |node: &Node| matches!(node, Node::Split { feature, .. } if usize::from(*feature) >= first.len());
        assert!(!firsts.iter().any(needs_words), "the gate must do without the words of a line");
    }

    #[test]
    fn trees_are_summed() {
        let table = "# a comment\ntree\nwidth <= 2.5 1 2\n= -1\n= 3\ntree\n= -3\n";
        let model = BodyModel::of_table(table, &["links", "width"]).unwrap();
        assert_eq!(likelihood_of(model.sum(0..2, &[0.0, 4.0])), 0.5);
        assert!(likelihood_of(model.sum(0..2, &[0.0, 2.5])) < 0.02);
    }

    #[test]
    fn a_wrong_table_is_refused_with_its_line() {
        for (table, complaint) in [
            ("tree\nheight <= 1 1 2\n= 1\n= 2\n", "line 2"),
            ("tree\nwidth <= 1 0 1\n= 1\n", "node 0"),
            ("tree\nwidth <= 1 1 2\n= 1\n", "node 0"),
        ] {
            let error = BodyModel::of_table(table, &["width"]).unwrap_err();
            assert!(error.contains(complaint), "{error}");
        }
    }
}
