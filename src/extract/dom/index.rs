//! What is asked for often, looked up once: the elements of each name, those with certain attributes, the class lists of the page.

use super::keys::Key;
use super::tags::Tag;
use super::tree::{AttributeData, Content, NodeData, Span};

/// Lists of elements, all in the page's order.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// All elements, those of one name together.
    by_tag: Vec<u32>,
    /// Where those of each name begin; the last is the end.
    tag_starts: Vec<u32>,
    /// Elements with an attribute, for those that are listed.
    by_key: Vec<Vec<u32>>,
    /// All class lists in lower case, each behind a line feed.
    class_texts: String,
    /// Where each class list begins in them, by number less one.
    class_starts: Vec<u32>,
    /// The class lists as written, by number less one.
    classes: Vec<Span>,
}

impl Index {
    pub(super) fn of(
        text: &str,
        nodes: &[NodeData],
        attributes: &[AttributeData],
        classes: Vec<Span>,
    ) -> Self {
        let mut index = Self { by_key: vec![Vec::new(); Key::COUNT], classes, ..Self::default() };
        index.list_tags(nodes);
        index.list_keys(nodes, attributes);
        for class in &index.classes {
            index.class_texts.push('\n');
            index.class_starts.push(u32::try_from(index.class_texts.len()).unwrap_or(u32::MAX));
            let range = class.start as usize..class.end() as usize;
            index.class_texts.push_str(text.get(range).unwrap_or_default());
        }
        index.class_texts.make_ascii_lowercase();
        index
    }

    /// Sorts the elements by name, by counting.
    fn list_tags(&mut self, nodes: &[NodeData]) {
        let tag_of = |node: &NodeData| match node.content {
            Content::Element(element) => Some(element.tag.index()),
            _ => None,
        };
        let most = nodes.iter().filter_map(tag_of).max().unwrap_or(0);
        let mut ends = vec![0_u32; most + 2];
        for tag in nodes.iter().filter_map(tag_of) {
            if let Some(end) = ends.get_mut(tag + 1) {
                *end += 1;
            }
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        self.tag_starts = ends.clone();
        self.by_tag = vec![0; sum as usize];
        for (number, node) in (0_u32..).zip(nodes) {
            let Some(place) = tag_of(node).and_then(|tag| ends.get_mut(tag)) else { continue };
            if let Some(element) = self.by_tag.get_mut(*place as usize) {
                *element = number;
            }
            *place += 1;
        }
    }

    fn list_keys(&mut self, nodes: &[NodeData], attributes: &[AttributeData]) {
        for (number, node) in (0_u32..).zip(nodes) {
            let Content::Element(element) = node.content else { continue };
            let attributes = attributes.get(element.attributes()).unwrap_or_default();
            for attribute in attributes.iter().filter(|attribute| attribute.key.is_listed()) {
                let list = self.by_key.get_mut(attribute.key.index());
                if let Some(list) = list.filter(|list| list.last() != Some(&number)) {
                    list.push(number);
                }
            }
        }
    }

    /// The elements of a name.
    pub(super) fn with_tag(&self, tag: Tag) -> &[u32] {
        let bound = |at: usize| self.tag_starts.get(at).map(|start| *start as usize);
        let (Some(start), Some(end)) = (bound(tag.index()), bound(tag.index() + 1)) else { return &[] };
        self.by_tag.get(start..end).unwrap_or_default()
    }

    /// The elements with an attribute that is listed.
    pub(super) fn with_key(&self, key: Key) -> &[u32] {
        self.by_key.get(key.index()).map_or(&[], Vec::as_slice)
    }

    /// The class lists as written, by number less one.
    pub(super) fn classes(&self) -> &[Span] {
        &self.classes
    }

    /// Numbers of the class lists that contain a text (in lower case), each once.
    pub(super) fn classes_containing(&self, part: &str) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        for at in memchr::memmem::find_iter(self.class_texts.as_bytes(), part) {
            let number = self.class_starts.partition_point(|start| *start as usize <= at);
            let number = u32::try_from(number).unwrap_or(0);
            if found.last() != Some(&number) {
                found.push(number);
            }
        }
        found
    }
}
