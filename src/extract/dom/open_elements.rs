//! The elements that are open while a tree is built, and which of them an end tag can reach.

use super::tags::Tag;

/// An element that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Open {
    pub(super) node: u32,
    pub(super) tag: Tag,
}

/// How far an end tag reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// To the next cell, caption, object and the like.
    Default,
    /// Nor out of a list.
    ListItem,
    /// Nor out of a button.
    Button,
    /// To the next table.
    Table,
}

/// The stack of open elements; knows of each name how many are open, so that nothing is looked for in vain.
pub(super) struct OpenElements {
    stack: Vec<Open>,
    counts: Vec<u32>,
}

impl OpenElements {
    pub(super) fn new() -> Self {
        Self { stack: Vec::with_capacity(64), counts: vec![0; Tag::KNOWN_COUNT] }
    }

    pub(super) fn depth(&self) -> usize {
        self.stack.len()
    }

    pub(super) fn push(&mut self, open: Open) {
        self.count(open.tag, 1);
        self.stack.push(open);
    }

    pub(super) fn pop(&mut self) -> Option<Open> {
        let open = self.stack.pop()?;
        self.count(open.tag, -1);
        Some(open)
    }

    fn count(&mut self, tag: Tag, change: i32) {
        if let Some(count) = self.counts.get_mut(tag.index()) {
            *count = count.saturating_add_signed(change);
        }
    }

    /// The innermost element.
    pub(super) fn current(&self) -> Option<Open> {
        self.stack.last().copied()
    }

    pub(super) fn current_is(&self, tag: Tag) -> bool {
        self.current().is_some_and(|open| open.tag == tag)
    }

    pub(super) fn get(&self, position: usize) -> Option<Open> {
        self.stack.get(position).copied()
    }

    /// Whether an element of this name may be open; surely not when this is false.
    pub(super) fn may_have(&self, tag: Tag) -> bool {
        self.counts.get(tag.index()).is_none_or(|count| *count > 0)
    }

    /// The open elements, the innermost first.
    pub(super) fn inner_first(&self) -> impl Iterator<Item = Open> {
        self.stack.iter().rev().copied()
    }

    pub(super) fn position_of(&self, node: u32) -> Option<usize> {
        self.stack.iter().rposition(|open| open.node == node)
    }

    /// Whether an element that `is_wanted` is in scope.
    pub(super) fn any_in_scope(&self, scope: Scope, is_wanted: impl Fn(Open) -> bool) -> bool {
        for open in self.inner_first() {
            if is_wanted(open) {
                return true;
            }
            let ends = match scope {
                Scope::Default => open.tag.ends_scope(),
                Scope::ListItem => open.tag.ends_scope() || matches!(open.tag, Tag::OL | Tag::UL),
                Scope::Button => open.tag.ends_scope() || open.tag == Tag::BUTTON,
                Scope::Table => matches!(open.tag, Tag::TABLE | Tag::HTML | Tag::TEMPLATE),
            };
            if ends {
                return false;
            }
        }
        false
    }

    pub(super) fn in_scope(&self, scope: Scope, tag: Tag) -> bool {
        self.may_have(tag) && self.any_in_scope(scope, |open| open.tag == tag)
    }

    /// Closes elements up to and with the innermost of this name.
    pub(super) fn pop_until(&mut self, tag: Tag) {
        while let Some(open) = self.pop() {
            if open.tag == tag {
                break;
            }
        }
    }

    /// Closes elements while they are none of these.
    pub(super) fn pop_while(&mut self, goes: impl Fn(Tag) -> bool) {
        while self.current().is_some_and(|open| goes(open.tag)) {
            self.pop();
        }
    }

    /// Keeps this many, the outermost.
    pub(super) fn truncate(&mut self, depth: usize) {
        while self.stack.len() > depth {
            self.pop();
        }
    }

    pub(super) fn remove(&mut self, position: usize) {
        if position < self.stack.len() {
            let open = self.stack.remove(position);
            self.count(open.tag, -1);
        }
    }

    pub(super) fn replace(&mut self, position: usize, node: u32) {
        if let Some(open) = self.stack.get_mut(position) {
            open.node = node;
        }
    }

    pub(super) fn insert(&mut self, position: usize, open: Open) {
        self.count(open.tag, 1);
        self.stack.insert(position.min(self.stack.len()), open);
    }
}
