//! The selectors that this room asks with itself, answered from the index of the tree: no walk over the page for each.
//!
//! Understood are names, attributes (`[a]`, `=`, `~=`, `*=`, with `i`), lists, and elements in (` `) and right behind (`+`) others.
//! What is not understood is left to `selector`.

use std::ops::Range;

use super::keys::Key;
use super::tree::{Content, ElementData, Html};
use super::view::ElementRef;

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Exists,
    Equals,
    HasWord,
    Contains,
}

/// A condition on an attribute.
#[derive(Debug, Clone, Copy)]
struct Condition<'q> {
    key: Key,
    comparison: Comparison,
    value: &'q str,
    ignores_case: bool,
}

/// What one element must be.
#[derive(Debug, Default)]
struct Compound<'q> {
    name: Option<&'q str>,
    conditions: Vec<Condition<'q>>,
}

/// How an element stands to the one before in the selector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Within,
    Behind,
}

impl Html {
    /// The elements that match, in page order; `None` when the selector is not understood.
    pub(in crate::extract) fn query(&self, css: &str) -> Option<Vec<ElementRef<'_>>> {
        self.query_range(css, 0..u32::try_from(self.nodes.len()).ok()?)
    }

    /// The same for elements with numbers in a range.
    pub(super) fn query_range(&self, css: &str, range: Range<u32>) -> Option<Vec<ElementRef<'_>>> {
        let mut found: Vec<u32> = Vec::new();
        let mut lists = 0;
        for complex in css.split(',') {
            lists += 1;
            found.extend(self.matches(complex.trim(), range.clone())?);
        }
        if lists > 1 {
            found.sort_unstable();
            found.dedup();
        }
        Some(found.into_iter().filter_map(|number| ElementRef::wrap(self.reference(number)?)).collect())
    }

    fn matches(&self, complex: &str, range: Range<u32>) -> Option<Vec<u32>> {
        let (mut rest, mut outer) = (complex, None);
        loop {
            let (compound, behind) = compound_of(rest)?;
            rest = behind.trim_start();
            let is_last = rest.is_empty();
            let all = 0..range.end;
            let mut found = self.candidates(&compound, if is_last { range.clone() } else { all });
            if let Some((relation, outer)) = outer.take() {
                self.keep_related(&mut found, relation, outer);
            }
            if is_last {
                return Some(found);
            }
            let relation = match rest.strip_prefix('+') {
                Some(behind) => {
                    rest = behind.trim_start();
                    Relation::Behind
                }
                None => Relation::Within,
            };
            outer = Some((relation, found));
        }
    }

    fn keep_related(&self, found: &mut Vec<u32>, relation: Relation, outer: Vec<u32>) {
        match relation {
            Relation::Within => {
                let (mut outer, mut end) = (outer.into_iter().peekable(), 0);
                found.retain(|number| {
                    while let Some(open) = outer.next_if(|open| open < number) {
                        end = self.nodes.get(open as usize).map_or(0, |node| node.end).max(end);
                    }
                    *number < end
                });
            }
            Relation::Behind => found.retain(|number| {
                let element = self.reference(*number);
                let before = element.and_then(|element| element.prev_siblings().find_map(ElementRef::wrap));
                before.is_some_and(|before| outer.binary_search(&before.number()).is_ok())
            }),
        }
    }

    /// The elements that are what a compound says, in a range.
    fn candidates(&self, compound: &Compound<'_>, range: Range<u32>) -> Vec<u32> {
        let fits = |number: &u32| self.fits(*number, &compound.conditions);
        let within = |list: &[u32]| -> Vec<u32> {
            let start = list.partition_point(|number| *number < range.start);
            let list = list.get(start..).unwrap_or_default().iter().copied();
            list.take_while(|number| *number < range.end).filter(fits).collect()
        };
        if let Some(name) = compound.name {
            return self.names.get(name).map(|tag| within(self.index.with_tag(tag))).unwrap_or_default();
        }
        if let Some(listed) = compound.conditions.iter().find(|condition| condition.key.is_listed()) {
            return within(self.index.with_key(listed.key));
        }
        let class = compound.conditions.iter().find(|condition| condition.key == Key::CLASS);
        let classes = class.map(|class| self.index.classes_containing(&class.value.to_ascii_lowercase()));
        if classes.as_ref().is_some_and(Vec::is_empty) {
            return Vec::new();
        }
        let has_class = |element: ElementData| {
            classes.as_ref().is_none_or(|classes| classes.binary_search(&element.class).is_ok())
        };
        let nodes = self.nodes.get(range.start as usize..range.end as usize).unwrap_or_default();
        let numbered = (range.start..).zip(nodes);
        let elements = numbered.filter_map(|(number, node)| match node.content {
            Content::Element(element) if has_class(element) => Some(number),
            _ => None,
        });
        elements.filter(fits).collect()
    }

    fn fits(&self, number: u32, conditions: &[Condition<'_>]) -> bool {
        let element = self.reference(number).and_then(ElementRef::wrap);
        element.is_some_and(|element| {
            conditions.iter().all(|condition| {
                let value = element.value().value_of(condition.key, "");
                value.is_some_and(|value| condition.holds_for(value))
            })
        })
    }
}

impl Condition<'_> {
    fn holds_for(&self, value: &str) -> bool {
        let equals = |one: &str| {
            if self.ignores_case { one.eq_ignore_ascii_case(self.value) } else { one == self.value }
        };
        match self.comparison {
            Comparison::Exists => true,
            Comparison::Equals => equals(value),
            Comparison::HasWord => value.split_ascii_whitespace().any(equals),
            Comparison::Contains if self.ignores_case => {
                let wanted = self.value.as_bytes();
                value.as_bytes().windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted))
            }
            Comparison::Contains => value.contains(self.value),
        }
    }
}

/// The compound that a selector begins with, and what is behind it.
fn compound_of(css: &str) -> Option<(Compound<'_>, &str)> {
    let ends = |c: char| !c.is_ascii_alphanumeric();
    let (name, mut rest) = css.split_at(css.find(ends).unwrap_or(css.len()));
    let mut compound = Compound { name: (!name.is_empty()).then_some(name), conditions: Vec::new() };
    while let Some(inside) = rest.strip_prefix('[') {
        let (condition, behind) = inside.split_once(']')?;
        compound.conditions.push(condition_of(condition)?);
        rest = behind;
    }
    let is_whole = rest.is_empty() || rest.starts_with([' ', '+']);
    let is_something = compound.name.is_some() || !compound.conditions.is_empty();
    (is_whole && is_something).then_some((compound, rest))
}

fn condition_of(text: &str) -> Option<Condition<'_>> {
    let is_name = |c: char| c.is_ascii_lowercase() || c == '-';
    let (name, rest) = text.split_at(text.find(|c| !is_name(c)).unwrap_or(text.len()));
    let key = Key::of(name);
    let (comparison, rest) = match rest {
        "" => (Comparison::Exists, ""),
        _ => [("=", Comparison::Equals), ("~=", Comparison::HasWord), ("*=", Comparison::Contains)]
            .into_iter()
            .find_map(|(sign, comparison)| Some((comparison, rest.strip_prefix(sign)?)))?,
    };
    let (value, is_marked) = match rest.strip_suffix(" i") {
        Some(value) => (value, true),
        None => (rest, false),
    };
    let quoted = |quote| value.strip_prefix(quote).and_then(|value: &str| value.strip_suffix(quote));
    let value = quoted('\'').or_else(|| quoted('"')).unwrap_or(value);
    let is_plain = value.chars().all(|c| c.is_ascii_alphanumeric() || "-_+/".contains(c));
    let is_useful = comparison == Comparison::Exists || !value.is_empty();
    (key != Key::OTHER && is_plain && is_useful).then_some(Condition {
        key,
        comparison,
        value,
        ignores_case: is_marked || key.ignores_case(),
    })
}
