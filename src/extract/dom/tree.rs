//! The tree of a page: one list of small nodes that know each other by number, one list of attributes, one text.
//!
//! No node owns anything. In a finished tree the numbers follow the page's order, so that an element and all that is in it are
//! one run of numbers (`renumber` sees to it where misnested markup moved nodes).

use std::ops::Range;

use super::index::Index;
use super::keys::Key;
use super::tags::{Names, Tag};

/// Number of a node that is none.
pub(super) const NONE: u32 = u32::MAX;

/// A part of the tree's text, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) length: u32,
}

impl Span {
    /// Texts are shorter than 4 GiB (`parse_html` sees to it).
    pub(super) fn new(start: usize, end: usize) -> Self {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self { start: number(start), length: number(end.saturating_sub(start)) }
    }

    pub(super) fn end(self) -> u32 {
        self.start.saturating_add(self.length)
    }
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Document,
    Text(Span),
    Element(ElementData),
}

/// An element but for its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ElementData {
    pub(super) tag: Tag,
    pub(super) attribute_count: u16,
    pub(super) first_attribute: u32,
    /// Number of its `class` attribute among those of the page, 0 without one. Elements of one number have the same.
    pub(super) class: u32,
}

impl ElementData {
    /// An element without attributes.
    pub(super) const fn bare(tag: Tag) -> Self {
        Self { tag, attribute_count: 0, first_attribute: 0, class: NO_CLASS }
    }

    /// Where its attributes stand in the list.
    pub(super) fn attributes(&self) -> Range<usize> {
        let first = self.first_attribute as usize;
        first..first + usize::from(self.attribute_count)
    }
}

/// A node and its neighbours.
#[derive(Debug, Clone, Copy)]
pub(super) struct NodeData {
    pub(super) parent: u32,
    pub(super) previous: u32,
    pub(super) next: u32,
    pub(super) first_child: u32,
    pub(super) last_child: u32,
    /// One behind the last node in it; known in a finished tree only.
    pub(super) end: u32,
    pub(super) content: Content,
}

/// An attribute; the name is in lower case.
#[derive(Debug, Clone, Copy)]
pub(super) struct AttributeData {
    pub(super) key: Key,
    name_length: u16,
    name_start: u32,
    pub(super) value: Span,
}

impl AttributeData {
    /// Names of 64 kB and more are cut.
    pub(super) fn new(key: Key, name: Span, value: Span) -> Self {
        let name_length = u16::try_from(name.length).unwrap_or(u16::MAX);
        Self { key, name_length, name_start: name.start, value }
    }

    pub(super) fn name(&self) -> Span {
        Span { start: self.name_start, length: u32::from(self.name_length) }
    }
}

/// Number of the class lists that were not numbered.
pub(super) const NO_CLASS: u32 = 0;

/// A page as a tree. The document is node 0, its `html` element node 1.
#[derive(Debug)]
pub(in crate::extract) struct Html {
    /// The page as written, and behind it what was written otherwise there (with character references).
    pub(super) text: String,
    pub(super) nodes: Vec<NodeData>,
    pub(super) attributes: Vec<AttributeData>,
    pub(super) names: Names,
    pub(super) index: Index,
}

/// A tree that is being built from a text that it does not own yet.
pub(super) struct Growing<'s> {
    pub(super) source: &'s str,
    /// Goes behind the source in the finished tree.
    pub(super) extra: String,
    pub(super) nodes: Vec<NodeData>,
    pub(super) attributes: Vec<AttributeData>,
    pub(super) names: Names,
    /// The `class` attributes that were seen, by number less one.
    classes: Vec<Span>,
    /// Numbers of class lists at their hash, the last one seen: a list whose place was taken gets another number.
    recent_classes: Vec<u32>,
    /// Whether numbers no longer follow the page's order.
    is_disordered: bool,
}

/// Places for class lists to be found again: some times more than a page has different ones. A power of two.
const CLASS_SLOTS: usize = 4096;

/// Longest text that is copied to be joined with the text behind it, in bytes; a longer one becomes a node of its own.
const LONGEST_COPY: u32 = 256;

/// A tree that is complete but for its text.
pub(super) struct Unindexed {
    extra: String,
    nodes: Vec<NodeData>,
    attributes: Vec<AttributeData>,
    names: Names,
    classes: Vec<Span>,
}

impl Unindexed {
    /// Takes over the source.
    pub(super) fn with_text(self, mut text: String) -> Html {
        let Self { extra, nodes, attributes, names, classes } = self;
        text.push_str(&extra);
        let index = Index::of(&text, &nodes, &attributes, classes);
        Html { text, nodes, attributes, names, index }
    }
}

impl<'s> Growing<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        let mut tree = Self {
            source,
            extra: String::new(),
            nodes: Vec::with_capacity(source.len() / 32 + 16),
            attributes: Vec::with_capacity(source.len() / 32),
            names: Names::default(),
            classes: Vec::new(),
            recent_classes: vec![NO_CLASS; CLASS_SLOTS],
            is_disordered: false,
        };
        tree.create(Content::Document);
        tree
    }

    /// A new node without neighbours.
    pub(super) fn create(&mut self, content: Content) -> u32 {
        let number = u32::try_from(self.nodes.len()).unwrap_or(NONE);
        let (parent, previous, next, first_child, last_child, end) = (NONE, NONE, NONE, NONE, NONE, NONE);
        self.nodes.push(NodeData { parent, previous, next, first_child, last_child, end, content });
        number
    }

    pub(super) fn node(&self, number: u32) -> Option<&NodeData> {
        self.nodes.get(number as usize)
    }

    pub(super) fn set_content(&mut self, number: u32, content: Content) {
        self.change(number, |node| node.content = content);
    }

    fn change(&mut self, number: u32, change: impl FnOnce(&mut NodeData)) {
        if let Some(node) = self.nodes.get_mut(number as usize) {
            change(node);
        }
    }

    /// Number of a class list: of an equal one that was seen before, or a new one.
    pub(super) fn class_number(&mut self, list: Span) -> u32 {
        let text = self.text_of(list).as_bytes();
        let mut hash = text.len() as u64;
        for chunk in text.chunks(8) {
            let word = chunk.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
            hash = (hash.rotate_left(5) ^ word).wrapping_mul(0x517C_C1B7_2722_0A95);
        }
        let slot = (hash >> 52) as usize % CLASS_SLOTS;
        let recent = self.recent_classes.get(slot).copied().unwrap_or(NO_CLASS);
        let known = recent.checked_sub(1).and_then(|position| self.classes.get(position as usize).copied());
        if known.is_some_and(|known| self.text_of(known).as_bytes() == text) {
            return recent;
        }
        self.classes.push(list);
        let number = u32::try_from(self.classes.len()).unwrap_or(NO_CLASS);
        if let Some(place) = self.recent_classes.get_mut(slot) {
            *place = number;
        }
        number
    }

    /// The attributes of an element.
    pub(super) fn attributes_of(&self, element: ElementData) -> &[AttributeData] {
        self.attributes.get(element.attributes()).unwrap_or_default()
    }

    /// The element that a node is.
    pub(super) fn element(&self, number: u32) -> Option<ElementData> {
        match self.node(number)?.content {
            Content::Element(element) => Some(element),
            _ => None,
        }
    }

    /// Keeps a text that is not written like that in the source.
    pub(super) fn keep(&mut self, text: &str) -> Span {
        let start = self.source.len() + self.extra.len();
        self.extra.push_str(text);
        Span::new(start, start + text.len())
    }

    /// Puts a node without neighbours behind the other children.
    pub(super) fn append(&mut self, parent: u32, child: u32) {
        let Some(last) = self.node(parent).map(|node| node.last_child) else { return };
        self.change(child, |node| (node.parent, node.previous) = (parent, last));
        self.change(last, |node| node.next = child);
        self.change(parent, |node| {
            node.last_child = child;
            if node.first_child == NONE {
                node.first_child = child;
            }
        });
    }

    /// Puts a node without neighbours before another one.
    pub(super) fn insert_before(&mut self, sibling: u32, child: u32) {
        let Some((parent, previous)) = self.node(sibling).map(|node| (node.parent, node.previous)) else {
            return;
        };
        self.is_disordered = true;
        self.change(child, |node| (node.parent, node.previous, node.next) = (parent, previous, sibling));
        self.change(sibling, |node| node.previous = child);
        self.change(previous, |node| node.next = child);
        self.change(parent, |node| {
            if node.first_child == sibling {
                node.first_child = child;
            }
        });
    }

    /// Takes a node, with what is in it, out of the tree.
    pub(super) fn detach(&mut self, number: u32) {
        let Some(&NodeData { parent, previous, next, .. }) = self.node(number) else { return };
        self.is_disordered = true;
        self.change(previous, |node| node.next = next);
        self.change(next, |node| node.previous = previous);
        self.change(parent, |node| {
            if node.first_child == number {
                node.first_child = next;
            }
            if node.last_child == number {
                node.last_child = previous;
            }
        });
        self.change(number, |node| (node.parent, node.previous, node.next) = (NONE, NONE, NONE));
    }

    /// Moves all children of one node behind those of another.
    pub(super) fn move_children(&mut self, from: u32, to: u32) {
        self.is_disordered = true;
        let mut next = self.node(from).map_or(NONE, |node| node.first_child);
        self.change(from, |node| (node.first_child, node.last_child) = (NONE, NONE));
        while let Some(&NodeData { next: following, .. }) = self.node(next) {
            self.change(next, |node| (node.parent, node.previous, node.next) = (NONE, NONE, NONE));
            self.append(to, next);
            next = following;
        }
    }

    /// Puts text behind the children of `parent`, or before `sibling` (else `NONE`); joins it with text that stands there.
    pub(super) fn add_text(&mut self, parent: u32, sibling: u32, text: Span) {
        let before = match self.node(sibling) {
            Some(node) => node.previous,
            None => self.node(parent).map_or(NONE, |node| node.last_child),
        };
        let joined = match self.node(before).map(|node| node.content) {
            Some(Content::Text(known)) => self.joined(known, text),
            _ => None,
        };
        if let Some(joined) = joined {
            self.change(before, |node| node.content = Content::Text(joined));
            return;
        }
        let node = self.create(Content::Text(text));
        if sibling == NONE {
            self.append(parent, node);
        } else {
            self.insert_before(sibling, node);
        }
    }

    /// One span for two texts, when that costs no more than the second is long.
    fn joined(&mut self, one: Span, other: Span) -> Option<Span> {
        if one.end() == other.start {
            return Some(Span { start: one.start, length: one.length + other.length });
        }
        let base = self.source.len();
        let is_last = one.end() as usize == base + self.extra.len() && one.start as usize >= base;
        if !is_last && one.length > LONGEST_COPY {
            return None;
        }
        let other = self.text_of(other).to_owned();
        let start = if is_last {
            one.start
        } else {
            let one = self.text_of(one).to_owned();
            self.keep(&one).start
        };
        self.extra.push_str(&other);
        Some(Span::new(start as usize, base + self.extra.len()))
    }

    /// A part of the text of the finished tree.
    pub(super) fn text_of(&self, span: Span) -> &str {
        let (start, end, base) = (span.start as usize, span.end() as usize, self.source.len());
        let text = match start.checked_sub(base) {
            Some(start) => self.extra.get(start..end - base),
            None => self.source.get(start..end),
        };
        text.unwrap_or_default()
    }

    /// Numbers the nodes in the page's order and tells each where it ends. Takes the text that the source is.
    pub(super) fn finish(mut self) -> Unindexed {
        if self.is_disordered {
            self.renumber();
        }
        for number in (0..self.nodes.len()).rev() {
            let last = self.nodes.get(number).map_or(NONE, |node| node.last_child);
            let end = self.node(last).map_or(u32::try_from(number + 1).unwrap_or(NONE), |node| node.end);
            self.change(u32::try_from(number).unwrap_or(NONE), |node| node.end = end);
        }
        let Self { nodes, attributes, names, extra, classes, .. } = self;
        Unindexed { extra, nodes, attributes, names, classes }
    }

    fn renumber(&mut self) {
        let mut numbers = vec![NONE; self.nodes.len()];
        let mut ordered: Vec<NodeData> = Vec::with_capacity(self.nodes.len());
        let mut current = 0;
        while let Some(node) = self.node(current).copied() {
            if let Some(number) = numbers.get_mut(current as usize) {
                *number = u32::try_from(ordered.len()).unwrap_or(NONE);
            }
            ordered.push(node);
            current = if node.first_child == NONE { self.behind(current) } else { node.first_child };
        }
        let new = |old: u32| numbers.get(old as usize).copied().unwrap_or(NONE);
        for node in &mut ordered {
            node.parent = new(node.parent);
            node.previous = new(node.previous);
            node.next = new(node.next);
            node.first_child = new(node.first_child);
            node.last_child = new(node.last_child);
        }
        self.nodes = ordered;
    }

    /// The next node in the page's order that is not inside this one.
    fn behind(&self, mut number: u32) -> u32 {
        while let Some(node) = self.node(number) {
            if node.next != NONE {
                return node.next;
            }
            number = node.parent;
        }
        NONE
    }
}
