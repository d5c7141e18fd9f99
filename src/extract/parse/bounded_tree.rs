//! scraper's tree sink, counting: nodes, attributes, and how deep the last insertion was. Comments and parse errors are not kept.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, QualName};
use scraper::{Html, HtmlTreeSink};

/// A node of the tree.
pub(super) type Handle = <HtmlTreeSink as TreeSink>::Handle;

/// Attributes of an element, in all: repeated `body` tags add theirs to one element.
const MOST_ATTRIBUTES: usize = 256;

/// A tree that knows its size.
pub(super) struct BoundedTree {
    tree: HtmlTreeSink,
    most_nodes: usize,
    depths: RefCell<HashMap<Handle, usize>>,
    depth: Cell<usize>,
    /// Stands for every comment; never part of the tree.
    comment: Handle,
}

impl BoundedTree {
    pub(super) fn new(most_nodes: usize) -> Self {
        let tree = HtmlTreeSink::new(Html::new_document());
        let comment = tree.create_comment(StrTendril::new());
        let (depths, depth) = Default::default();
        Self { tree, most_nodes, depths, depth, comment }
    }

    /// Whether it holds as many nodes as it may.
    pub(super) fn is_full(&self) -> bool {
        self.tree.0.borrow().tree.values().len() >= self.most_nodes
    }

    /// Depth of the node that was inserted last (of its parent, for text and comments); 0 is the document.
    pub(super) fn depth(&self) -> usize {
        self.depth.get()
    }

    fn depth_of(&self, handle: &Handle) -> usize {
        self.depths.borrow().get(handle).copied().unwrap_or(0)
    }

    /// Notes an insertion below a node of this depth. Says whether the child is to be inserted at all.
    fn note(&self, parent_depth: usize, child: &NodeOrText<Handle>) -> bool {
        match child {
            NodeOrText::AppendNode(handle) if *handle == self.comment => self.depth.set(parent_depth),
            NodeOrText::AppendNode(handle) => {
                self.depths.borrow_mut().insert(*handle, parent_depth + 1);
                self.depth.set(parent_depth + 1);
                return true;
            }
            NodeOrText::AppendText(_) => {
                self.depth.set(parent_depth);
                return true;
            }
        }
        false
    }

    fn attribute_count(&self, handle: &Handle) -> usize {
        let html = self.tree.0.borrow();
        let element = html.tree.get(*handle).and_then(|node| node.value().as_element());
        element.map_or(0, |element| element.attrs.len())
    }
}

impl TreeSink for BoundedTree {
    type Handle = Handle;
    type Output = Html;
    type ElemName<'a> = <HtmlTreeSink as TreeSink>::ElemName<'a>;

    fn finish(self) -> Html {
        self.tree.finish()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.tree.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Self::ElemName<'a> {
        self.tree.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        self.tree.create_element(name, attributes, flags)
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        self.comment
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        self.comment
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        if self.note(self.depth_of(parent), &child) {
            self.tree.append(parent, child);
        }
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let has_parent = self.tree.0.borrow().tree.get(*element).is_some_and(|node| node.parent().is_some());
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if self.note(self.depth_of(sibling).saturating_sub(1), &child) {
            self.tree.append_before_sibling(sibling, child);
        }
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.tree.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        let contents = self.tree.get_template_contents(target);
        let depth = self.depth_of(target) + 1;
        self.depths.borrow_mut().insert(contents, depth);
        contents
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.tree.set_quirks_mode(mode);
    }

    fn add_attrs_if_missing(&self, target: &Handle, mut attributes: Vec<Attribute>) {
        attributes.truncate(MOST_ATTRIBUTES.saturating_sub(self.attribute_count(target)));
        self.tree.add_attrs_if_missing(target, attributes);
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.tree.reparent_children(node, new_parent);
    }
}
