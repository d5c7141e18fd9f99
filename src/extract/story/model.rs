//! The learned part of finding the story: how likely a line of so many numbers is a part of it.
//!
//! A sum of small decision trees, trained by `training/train_body.py` and read from the table beside this file. Nothing is learned at
//! run time.

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
    BodyModel::of_table(TABLE, &[first, rest].concat(), GATE_TREES)
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

/// A node of a tree: goes on at `next[0]` when the number of the feature is at most the threshold, else at `next[1]`. A leaf goes on at
/// itself, and its threshold is a summand of the log-odds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    threshold: f32,
    feature: u16,
    next: [u16; 2],
}

impl Node {
    /// The node at this place that ends with a summand.
    fn leaf(at: u16, summand: f32) -> Self {
        Self { threshold: summand, feature: 0, next: [at, at] }
    }

    fn is_leaf(&self, at: usize) -> bool {
        self.next.iter().all(|next| usize::from(*next) == at)
    }
}

/// Trees that are walked side by side: what one waits for, another has time for.
const LANES: usize = 8;

/// Trees beside each other in the table.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Group {
    /// Where they begin; places without a tree hold the leaf that adds nothing.
    roots: [u16; LANES],
    /// Steps after which all have ended.
    depth: u16,
}

/// Two sums of trees: the gate, and the judgement of what passes it.
#[derive(Debug, Default)]
struct BodyModel {
    /// The nodes of all trees; the first is a leaf that adds nothing.
    nodes: Vec<Node>,
    /// The trees of the gate, and the others.
    gate: Vec<Group>,
    judges: Vec<Group>,
}

impl BodyModel {
    /// Reads a table whose first `gate_trees` are the gate. The error names the line.
    fn of_table(table: &str, names: &[&str], gate_trees: usize) -> Result<Self, String> {
        let mut nodes = vec![Node::leaf(0, 0.0)];
        let mut roots: Vec<usize> = Vec::new();
        for (number, line) in table.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            if line == "tree" {
                roots.push(nodes.len());
                continue;
            }
            let root = roots.last().copied().unwrap_or_default();
            let node = node_of(line, names, (root, nodes.len()));
            nodes.push(node.ok_or_else(|| format!("line {}: {line}", number + 1))?);
        }
        check(&nodes, &roots)?;
        let depths = depths_of(&nodes);
        let groups = |roots: &[usize]| roots.chunks(LANES).map(|roots| group_of(roots, &depths)).collect();
        let (gate, judges) = roots.split_at(gate_trees.min(roots.len()));
        Ok(Self { gate: groups(gate), judges: groups(judges), nodes })
    }

    fn likelihood(&self, row: &mut Row, measured: &Measured<'_, '_>, index: usize) -> f32 {
        measured.fill_first(row, index);
        let gate = self.sum(&self.gate, &row.values);
        if gate < SURELY_NOT {
            return likelihood_of(gate);
        }
        measured.fill_rest(row, index);
        likelihood_of(self.sum(&self.judges, &row.values))
    }

    /// What some of the trees say.
    fn sum(&self, groups: &[Group], values: &[f32]) -> f32 {
        let mut sum = 0.0;
        for group in groups {
            let mut at = group.roots;
            for _ in 0..group.depth {
                for at in &mut at {
                    let node = &self.nodes[usize::from(*at)];
                    let is_above = values[usize::from(node.feature)] > node.threshold;
                    *at = node.next[usize::from(is_above)];
                }
            }
            sum = at.iter().fold(sum, |sum, at| sum + self.nodes[usize::from(*at)].threshold);
        }
        sum
    }
}

/// Every branch must lead further into its own tree.
fn check(nodes: &[Node], roots: &[usize]) -> Result<(), String> {
    for (tree, &root) in roots.iter().enumerate() {
        let end = roots.get(tree + 1).copied().unwrap_or(nodes.len());
        let leads_nowhere = |at: &usize| {
            let node = nodes[*at];
            !node.is_leaf(*at) && node.next.iter().any(|next| !(at + 1..end).contains(&usize::from(*next)))
        };
        if let Some(at) = (root..end).find(leads_nowhere) {
            return Err(format!("tree {tree}: node {} leads nowhere", at - root));
        }
    }
    Ok(())
}

/// The steps from each node to the furthest leaf behind it; every branch leads further.
fn depths_of(nodes: &[Node]) -> Vec<u16> {
    let mut depths = vec![0; nodes.len()];
    for (at, node) in nodes.iter().enumerate().rev().filter(|(at, node)| !node.is_leaf(*at)) {
        depths[at] = 1 + node.next.iter().map(|next| depths[usize::from(*next)]).max().unwrap_or_default();
    }
    depths
}

fn group_of(roots: &[usize], depths: &[u16]) -> Group {
    let mut group = Group { roots: [0; LANES], depth: 0 };
    for (place, root) in group.roots.iter_mut().zip(roots) {
        *place = u16::try_from(*root).unwrap_or_default();
        group.depth = group.depth.max(depths[*root]);
    }
    group
}

/// Log-odds to likelihood.
fn likelihood_of(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

/// A node from its line, at a place in the tree with this root.
fn node_of(line: &str, names: &[&str], (root, at): (usize, usize)) -> Option<Node> {
    let words: Vec<&str> = line.split(' ').collect();
    let place = |number: &str| u16::try_from(root.checked_add(number.parse().ok()?)?).ok();
    match words.as_slice() {
        ["=", summand] => Some(Node::leaf(u16::try_from(at).ok()?, summand.parse().ok()?)),
        [name, "<=", threshold, yes, no] => Some(Node {
            threshold: threshold.parse().ok()?,
            feature: u16::try_from(names.iter().position(|known| known == name)?).ok()?,
            next: [place(yes)?, place(no)?],
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
        let (first, rest) = feature_names();
        let unique: std::collections::HashSet<&&str> = first.iter().chain(&rest).collect();
        assert_eq!(unique.len(), first.len() + rest.len());
        assert_eq!((model.gate.len(), model.judges.is_empty()), (GATE_TREES.div_ceil(LANES), false));
        let gate_end = usize::from(model.judges[0].roots[0]);
        let needs_words = |node: &Node| usize::from(node.feature) >= first.len();
        assert!(
            !model.nodes[..gate_end].iter().any(needs_words),
            "the gate must do without the words of a line"
        );
    }

    #[test]
    fn trees_are_summed() {
        let table = "# a comment\ntree\nwidth <= 2.5 1 2\n= -1\n= 3\ntree\n= -3\n";
        let model = BodyModel::of_table(table, &["links", "width"], 1).unwrap();
        let sum = |values| model.sum(&model.gate, values) + model.sum(&model.judges, values);
        assert_eq!(likelihood_of(sum(&[0.0, 4.0])), 0.5);
        assert!(likelihood_of(sum(&[0.0, 2.5])) < 0.02);
    }

    #[test]
    fn trees_of_any_number_and_depth_are_walked_to_their_ends() {
        // A chain: the value at most 0.5 ends at the first node, at most 1.5 at the second …
        let chain = |length: usize| {
            let node = |at: usize| format!("x <= {at}.5 {} {}\n= {at}\n", 2 * at + 1, 2 * at + 2);
            format!("tree\n{}= {length}\n", (0..length).map(node).collect::<String>())
        };
        for trees in 1..=2 * LANES + 1 {
            let table: String = (1..=trees).map(chain).collect();
            let model = BodyModel::of_table(&table, &["x"], 0).unwrap();
            for value in 0..=trees + 1 {
                let expected: usize = (1..=trees).map(|length| value.min(length)).sum();
                assert_eq!(
                    model.sum(&model.judges, &[value as f32]),
                    expected as f32,
                    "{trees} trees, {value}"
                );
            }
        }
    }

    #[test]
    fn a_wrong_table_is_refused_with_its_line() {
        for (table, complaint) in [
            ("tree\nheight <= 1 1 2\n= 1\n= 2\n", "line 2"),
            ("tree\nwidth <= 1 0 1\n= 1\n", "node 0"),
            ("tree\nwidth <= 1 1 2\n= 1\n", "node 0"),
        ] {
            let error = BodyModel::of_table(table, &["width"], 0).unwrap_err();
            assert!(error.contains(complaint), "{error}");
        }
    }
}
