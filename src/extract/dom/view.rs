//! Looking at a finished tree: nodes, elements, their neighbours and what is in them.

use std::fmt;
use std::iter::successors;
use std::ops::{Deref, Range};

use super::keys::Key;
use super::tags::Tag;
use super::tree::{AttributeData, Content, ElementData, Html, NONE, NodeData, Span};

/// Number of a node in its tree. Numbers follow the page's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::extract) struct NodeId(u32);

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::extract) enum Node<'a> {
    /// The root of the tree.
    Document,
    /// Text, character references resolved. Neighbouring nodes may both be text.
    Text(&'a str),
    /// An element.
    Element(Element<'a>),
}

impl<'a> Node<'a> {
    /// The text of a text node.
    pub(in crate::extract) fn as_text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is an element.
    pub(in crate::extract) fn is_element(self) -> bool {
        matches!(self, Self::Element(_))
    }
}

/// A way into or out of a node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::extract) enum Edge<'a> {
    /// Before what is in the node.
    Open(NodeRef<'a>),
    /// Behind it.
    Close(NodeRef<'a>),
}

impl Html {
    /// The document.
    pub(in crate::extract) fn root(&self) -> NodeRef<'_> {
        NodeRef { html: self, number: 0 }
    }

    /// The `html` element.
    pub(in crate::extract) fn root_element(&self) -> ElementRef<'_> {
        ElementRef(NodeRef { html: self, number: 1 })
    }

    /// The page as it was read, and behind it texts that were resolved from it: for searches in what is no element.
    pub(in crate::extract) fn source(&self) -> &str {
        &self.text
    }

    /// All nodes in the page's order.
    pub(in crate::extract) fn nodes(&self) -> impl Iterator<Item = NodeRef<'_>> {
        self.root().descendants()
    }

    /// All elements in the page's order.
    pub(in crate::extract) fn elements(&self) -> impl Iterator<Item = ElementRef<'_>> {
        self.nodes().filter_map(ElementRef::wrap)
    }

    /// How many nodes there are.
    pub(in crate::extract) fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// The `class` attributes of the page, each once or little more often. The first has the number 1.
    pub(in crate::extract) fn class_lists(&self) -> impl Iterator<Item = &str> {
        self.index.classes().iter().map(|span| self.span(*span))
    }

    /// The elements of a name that HTML knows, in page order.
    pub(in crate::extract) fn with_tag(&self, tag: Tag) -> impl Iterator<Item = ElementRef<'_>> {
        self.index.with_tag(tag).iter().filter_map(|number| ElementRef::wrap(self.reference(*number)?))
    }

    pub(super) fn span(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end() as usize).unwrap_or_default()
    }

    pub(super) fn reference(&self, number: u32) -> Option<NodeRef<'_>> {
        (number != NONE).then_some(NodeRef { html: self, number })
    }
}

/// A node of a tree.
#[derive(Clone, Copy)]
pub(in crate::extract) struct NodeRef<'a> {
    html: &'a Html,
    number: u32,
}

impl PartialEq for NodeRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number && std::ptr::eq(self.html, other.html)
    }
}

impl fmt::Debug for NodeRef<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value() {
            Node::Document => write!(out, "#{} document", self.number),
            Node::Text(text) => write!(out, "#{} {text:?}", self.number),
            Node::Element(element) => write!(out, "#{} <{}>", self.number, element.name()),
        }
    }
}

impl<'a> NodeRef<'a> {
    /// The number in its tree.
    pub(in crate::extract) fn id(&self) -> NodeId {
        NodeId(self.number)
    }

    /// The tree.
    pub(in crate::extract) fn tree(&self) -> &'a Html {
        self.html
    }

    pub(super) fn number(&self) -> u32 {
        self.number
    }

    pub(super) fn data(&self) -> Option<&'a NodeData> {
        self.html.nodes.get(self.number as usize)
    }

    fn neighbour(&self, which: impl Fn(&NodeData) -> u32) -> Option<Self> {
        self.html.reference(which(self.data()?))
    }

    /// What it is.
    pub(in crate::extract) fn value(&self) -> Node<'a> {
        match self.data().map_or(Content::Document, |node| node.content) {
            Content::Document => Node::Document,
            Content::Text(span) => Node::Text(self.html.span(span)),
            Content::Element(data) => Node::Element(Element { html: self.html, data }),
        }
    }

    /// The node around it; `None` for the document.
    pub(in crate::extract) fn parent(&self) -> Option<Self> {
        self.neighbour(|node| node.parent)
    }

    /// The first node in it.
    pub(in crate::extract) fn first_child(&self) -> Option<Self> {
        self.neighbour(|node| node.first_child)
    }

    /// The node behind it in the same parent.
    pub(in crate::extract) fn next_sibling(&self) -> Option<Self> {
        self.neighbour(|node| node.next)
    }

    /// The node before it in the same parent.
    pub(in crate::extract) fn prev_sibling(&self) -> Option<Self> {
        self.neighbour(|node| node.previous)
    }

    /// The nodes around it, the closest first.
    pub(in crate::extract) fn ancestors(&self) -> impl Iterator<Item = Self> + use<'a> {
        successors(self.parent(), Self::parent)
    }

    /// The nodes directly in it.
    pub(in crate::extract) fn children(&self) -> impl Iterator<Item = Self> + use<'a> {
        successors(self.first_child(), Self::next_sibling)
    }

    /// The nodes behind it in the same parent, the closest first.
    pub(in crate::extract) fn next_siblings(&self) -> impl Iterator<Item = Self> + use<'a> {
        successors(self.next_sibling(), Self::next_sibling)
    }

    /// The nodes before it in the same parent, the closest first.
    pub(in crate::extract) fn prev_siblings(&self) -> impl Iterator<Item = Self> + use<'a> {
        successors(self.prev_sibling(), Self::prev_sibling)
    }

    /// Itself and all nodes in it, in the page's order.
    pub(in crate::extract) fn descendants(&self) -> impl Iterator<Item = Self> + use<'a> {
        let html = self.html;
        self.range().map(move |number| Self { html, number })
    }

    /// The numbers of itself and all nodes in it.
    pub(in crate::extract) fn range(&self) -> Range<u32> {
        self.number..self.data().map_or(self.number, |node| node.end)
    }

    /// All edges from its opening to its closing one.
    pub(in crate::extract) fn traverse(&self) -> impl Iterator<Item = Edge<'a>> + use<'a> {
        let root = *self;
        successors(Some(Edge::Open(root)), move |edge| match edge {
            Edge::Open(node) => Some(node.first_child().map_or(Edge::Close(*node), Edge::Open)),
            Edge::Close(node) if *node == root => None,
            Edge::Close(node) => match node.next_sibling() {
                Some(next) => Some(Edge::Open(next)),
                None => node.parent().map(Edge::Close),
            },
        })
    }
}

/// An element of a tree: a node that is known to be one.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::extract) struct ElementRef<'a>(NodeRef<'a>);

impl fmt::Debug for ElementRef<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl<'a> Deref for ElementRef<'a> {
    type Target = NodeRef<'a>;

    fn deref(&self) -> &NodeRef<'a> {
        &self.0
    }
}

impl<'a> ElementRef<'a> {
    /// The node as an element, if it is one.
    pub(in crate::extract) fn wrap(node: NodeRef<'a>) -> Option<Self> {
        matches!(node.data()?.content, Content::Element(_)).then_some(Self(node))
    }

    /// Name and attributes.
    pub(in crate::extract) fn value(&self) -> Element<'a> {
        match self.0.value() {
            Node::Element(element) => element,
            _ => Element { html: self.0.html, data: ElementData::bare(Tag::HTML) },
        }
    }

    /// The number of its name.
    pub(in crate::extract) fn tag(&self) -> Tag {
        self.value().tag()
    }

    /// Number of its `class` attribute (see `Html::class_lists`); 0 without one.
    pub(in crate::extract) fn class_number(&self) -> usize {
        self.value().data.class as usize
    }

    /// The value of an attribute (name in lower case).
    #[inline]
    pub(in crate::extract) fn attr(&self, name: &str) -> Option<&'a str> {
        self.value().attr(name)
    }

    /// The elements in it that match, in page order; `None` when the selector is not understood (see `Html::query`).
    pub(in crate::extract) fn query(&self, css: &str) -> Option<Vec<Self>> {
        let range = self.0.range();
        self.0.html.query_range(css, range.start + 1..range.end)
    }

    /// All text in it, piece by piece.
    pub(in crate::extract) fn text(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.0.descendants().filter_map(|node| node.value().as_text())
    }

    /// The elements directly in it.
    pub(in crate::extract) fn child_elements(&self) -> impl Iterator<Item = Self> + use<'a> {
        self.0.children().filter_map(Self::wrap)
    }

    /// Itself and all elements in it, in the page's order.
    pub(in crate::extract) fn descendent_elements(&self) -> impl Iterator<Item = Self> + use<'a> {
        self.0.descendants().filter_map(Self::wrap)
    }
}

/// Name and attributes of an element. Two are equal when both are.
#[derive(Clone, Copy)]
pub(in crate::extract) struct Element<'a> {
    html: &'a Html,
    data: ElementData,
}

impl fmt::Debug for Element<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "<{}>", self.name())
    }
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.attrs().eq(other.attrs())
    }
}

impl<'a> Element<'a> {
    /// The name, in lower case.
    pub(in crate::extract) fn name(&self) -> &'a str {
        self.html.names.name(self.data.tag)
    }

    /// The number of the name.
    pub(in crate::extract) fn tag(&self) -> Tag {
        self.data.tag
    }

    fn attributes(&self) -> &'a [AttributeData] {
        self.html.attributes.get(self.data.attributes()).unwrap_or_default()
    }

    /// The value of an attribute (name in lower case).
    #[inline]
    pub(in crate::extract) fn attr(&self, name: &str) -> Option<&'a str> {
        self.value_of(Key::of(name), name)
    }

    pub(super) fn value_of(&self, key: Key, name: &str) -> Option<&'a str> {
        let is_wanted = |attribute: &&AttributeData| {
            attribute.key == key && (key != Key::OTHER || self.html.span(attribute.name()) == name)
        };
        self.attributes().iter().find(is_wanted).map(|attribute| self.html.span(attribute.value))
    }

    /// Names and values of all attributes, as written.
    pub(in crate::extract) fn attrs(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let html = self.html;
        self.attributes()
            .iter()
            .map(move |attribute| (html.span(attribute.name()), html.span(attribute.value)))
    }
}
