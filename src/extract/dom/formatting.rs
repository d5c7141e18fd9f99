//! Formatting elements (`b`, `i`, `a` …), which go on where misnested markup closed them (HTML Standard, sections 13.2.4.3 and
//! 13.2.6.4.7, "adoption agency").

use super::build::Builder;
use super::open_elements::{Open, Scope};
use super::tags::Tag;
use super::tokens::StartTag;
use super::tree::{AttributeData, Content, ElementData, NONE};

/// Formatting elements that go on, since the last cell or object.
const MOST_FORMATTING: usize = 128;

/// Formatting elements of one kind that go on, since the last cell or object.
const MOST_ALIKE: usize = 3;

/// Formatting elements that were opened and not closed, between markers that keep those of a cell in it.
#[derive(Debug, Default)]
pub(super) struct Formatting {
    /// The node of a marker is `NONE`.
    entries: Vec<Open>,
    since_marker: usize,
}

impl Formatting {
    const MARKER: Open = Open { node: NONE, tag: Tag::TD };

    /// Whether no more may be opened.
    pub(super) fn is_full(&self) -> bool {
        self.since_marker >= MOST_FORMATTING
    }

    pub(super) fn push_marker(&mut self) {
        self.entries.push(Self::MARKER);
        self.since_marker = 0;
    }

    pub(super) fn clear_to_marker(&mut self) {
        while self.entries.pop().is_some_and(|entry| entry.node != NONE) {}
        self.since_marker = self.since_marker().count();
    }

    fn push(&mut self, entry: Open) {
        self.entries.push(entry);
        self.since_marker += 1;
    }

    fn remove(&mut self, position: usize) {
        if position < self.entries.len() {
            self.entries.remove(position);
            self.since_marker = self.since_marker.saturating_sub(1);
        }
    }

    /// Entries behind the last marker with their positions, the last first.
    fn since_marker(&self) -> impl Iterator<Item = (usize, Open)> {
        self.entries.iter().copied().enumerate().rev().take_while(|(_, entry)| entry.node != NONE)
    }

    fn position_of(&self, node: u32) -> Option<usize> {
        self.since_marker().find(|(_, entry)| entry.node == node).map(|(position, _)| position)
    }

    fn set(&mut self, position: usize, node: u32) {
        if let Some(entry) = self.entries.get_mut(position) {
            entry.node = node;
        }
    }
}

impl Builder<'_> {
    /// Opens a formatting element.
    pub(super) fn start_formatting(&mut self, start: StartTag) {
        self.reconstruct_formatting();
        if start.tag == Tag::NOBR && self.open.in_scope(Scope::Default, Tag::NOBR) {
            self.end_formatting(Tag::NOBR);
            self.reconstruct_formatting();
        }
        self.insert_formatting(start);
    }

    /// Opens a link; links do not nest.
    pub(super) fn start_link(&mut self, start: StartTag) {
        let open = self.formatting.since_marker().find(|(_, entry)| entry.tag == Tag::A);
        if let Some((_, Open { node, .. })) = open {
            self.end_formatting(Tag::A);
            if let Some(position) = self.formatting.position_of(node) {
                self.formatting.remove(position);
            }
            if let Some(position) = self.open.position_of(node) {
                self.open.remove(position);
            }
        }
        self.reconstruct_formatting();
        self.insert_formatting(start);
    }

    fn insert_formatting(&mut self, start: StartTag) {
        let node = self.insert(start);
        let alike = |entry: &(usize, Open)| {
            entry.1.tag == start.tag && self.attributes_of(entry.1.node).eq(self.attributes_of(node))
        };
        let oldest = self.formatting.since_marker().filter(alike).nth(MOST_ALIKE - 1);
        if let Some((position, _)) = oldest {
            self.formatting.remove(position);
        }
        self.formatting.push(Open { node, tag: start.tag });
    }

    /// Names and values of an element's attributes, in their order.
    fn attributes_of(&self, node: u32) -> impl Iterator<Item = (&str, &str)> {
        let attributes = self.tree.element(node).map(|element| self.tree.attributes_of(element));
        let text_of = |a: &AttributeData| (self.tree.text_of(a.name()), self.tree.text_of(a.value));
        attributes.unwrap_or_default().iter().map(text_of)
    }

    /// Opens again the formatting elements that were closed without an end tag of theirs.
    pub(super) fn reconstruct_formatting(&mut self) {
        let Some(last) = self.formatting.entries.last() else { return };
        let is_open = |builder: &Self, node| builder.open.position_of(node).is_some();
        if last.node == NONE || is_open(self, last.node) {
            return;
        }
        let closed = self.formatting.since_marker().take_while(|(_, entry)| !is_open(self, entry.node));
        let Some((first, _)) = closed.last() else { return };
        for position in first..self.formatting.entries.len() {
            let Some(&entry) = self.formatting.entries.get(position) else { break };
            let node = self.insert(self.start_tag_of(entry));
            self.formatting.set(position, node);
        }
    }

    /// The start tag that made an element; a copy shares its attributes.
    fn start_tag_of(&self, entry: Open) -> StartTag {
        let made = self.tree.element(entry.node).unwrap_or(ElementData::bare(entry.tag));
        let ElementData { tag, attribute_count, first_attribute, .. } = made;
        StartTag { tag, first_attribute, attribute_count, is_self_closing: false }
    }

    /// A copy of an element that has no place yet.
    fn copy_of(&mut self, entry: Open) -> u32 {
        let made = self.tree.element(entry.node).unwrap_or(ElementData::bare(entry.tag));
        self.tree.create(Content::Element(made))
    }

    /// Closes a formatting element. Where blocks are open in it, they go on outside of it, each with a copy of it inside.
    pub(super) fn end_formatting(&mut self, tag: Tag) {
        /// Times that the standard repeats it.
        const ROUNDS: usize = 8;
        let current = self.open.current().filter(|open| open.tag == tag);
        if current.is_some_and(|open| self.formatting.position_of(open.node).is_none()) {
            self.open.pop();
            return;
        }
        for _ in 0..ROUNDS {
            let entry = self.formatting.since_marker().find(|(_, entry)| entry.tag == tag);
            let Some((entry_position, entry)) = entry else { return self.end_other(tag) };
            let Some(depth) = self.open.position_of(entry.node) else {
                self.formatting.remove(entry_position);
                return;
            };
            if !self.open.any_in_scope(Scope::Default, |open| open.node == entry.node) {
                return;
            }
            let is_block =
                |position: &usize| self.open.get(*position).is_some_and(|open| open.tag.is_special());
            let Some(block) = (depth..self.open.depth()).find(is_block) else {
                self.open.truncate(depth);
                self.formatting.remove(entry_position);
                return;
            };
            self.move_block_out(entry, depth, block);
        }
    }

    /// One round: the block at position `block` leaves the formatting element at position `depth`.
    fn move_block_out(&mut self, entry: Open, depth: usize, block: usize) {
        let Some(furthest) = self.open.get(block) else { return };
        let mut last = furthest.node;
        // The copy that the new element goes behind in the list; none means in place of the old one.
        let mut bookmark = None;
        for (round, position) in (depth + 1..block).rev().enumerate() {
            /// Elements between that are copied; the others end.
            const MOST_COPIED: usize = 3;
            let Some(between) = self.open.get(position) else { continue };
            let listed = self.formatting.position_of(between.node);
            if round >= MOST_COPIED
                && let Some(listed) = listed
            {
                self.formatting.remove(listed);
            }
            let Some(listed) = listed.filter(|_| round < MOST_COPIED) else {
                self.open.remove(position);
                continue;
            };
            let copy = self.copy_of(between);
            self.open.replace(position, copy);
            self.formatting.set(listed, copy);
            if last == furthest.node {
                bookmark = Some(copy);
            }
            self.tree.detach(last);
            self.tree.append(copy, last);
            last = copy;
        }
        self.tree.detach(last);
        self.put_into_common_ancestor(depth, last);
        let copy = self.copy_of(entry);
        self.tree.move_children(furthest.node, copy);
        self.tree.append(furthest.node, copy);
        self.replace_entry(entry.node, bookmark, Open { node: copy, tag: entry.tag });
        if let Some(position) = self.open.position_of(entry.node) {
            self.open.remove(position);
        }
        if let Some(position) = self.open.position_of(furthest.node) {
            self.open.insert(position + 1, Open { node: copy, tag: entry.tag });
        }
    }

    fn put_into_common_ancestor(&mut self, depth: usize, node: u32) {
        let Some(ancestor) = depth.checked_sub(1).and_then(|outer| self.open.get(outer)) else { return };
        let (parent, sibling) = if self.is_fostering && ancestor.tag.fosters() {
            self.foster_place(ancestor.node)
        } else {
            (ancestor.node, NONE)
        };
        if sibling == NONE {
            self.tree.append(parent, node);
        } else {
            self.tree.insert_before(sibling, node);
        }
    }

    fn replace_entry(&mut self, old: u32, bookmark: Option<u32>, new: Open) {
        let Some(position) = self.formatting.position_of(old) else { return };
        match bookmark.and_then(|copy| self.formatting.position_of(copy)) {
            None => self.formatting.set(position, new.node),
            Some(behind) => {
                self.formatting.entries.insert(behind + 1, new);
                self.formatting.since_marker += 1;
                self.formatting.remove(if position > behind { position + 1 } else { position });
            }
        }
    }
}
