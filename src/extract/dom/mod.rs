//! Text to tree: a parser for HTML that is linear, bounded and small, and the tree that all of this room looks at.
//!
//! It builds what browsers build of the pages that there are, for whoever reads text and metadata: see `build` for what it leaves
//! out. Hostile pages cost no more than honest ones: depth, nodes and attributes are bounded where they come into being, every
//! byte is looked at once, and no step takes longer than the depth.

mod build;
mod build_body;
mod build_table;
mod formatting;
mod index;
mod keys;
mod open_elements;
mod query;
mod references;
mod selector;
mod tags;
mod tokens;
mod tree;
mod view;

#[cfg(test)]
mod tests;

pub(super) use selector::Selector;
pub(super) use tags::{Tag, TagNumbers, TagSet};
pub(super) use tree::Html;
pub(super) use view::{Edge, ElementRef, Node, NodeId, NodeRef};

use build::Builder;
use tokens::without_carriage_returns;

use crate::model::Warning;

/// Nodes of a tree, in all. A long news page has 10,000.
const MOST_NODES: usize = 500_000;

/// Nodes that even the smallest page may have (`html`, `head` and the like are made unasked); above it, one a byte: honest
/// markup needs four bytes for a node, formatting that is opened again and again makes hundreds out of a few bytes.
const FEWEST_NODES: usize = 1_000;

/// Longest text that is read, in bytes; the longest news pages have a quarter of it. What is read costs time and memory by its length.
const LONGEST_TEXT: usize = 8 << 20;

/// Parses a page. What exceeds the bounds is left out, with a warning. Comments are left out too.
pub(super) fn parse_html(text: impl Into<String>) -> (Html, Vec<Warning>) {
    let mut text: String = text.into();
    let is_too_long = text.len() > LONGEST_TEXT;
    if is_too_long {
        text.truncate(text.floor_char_boundary(LONGEST_TEXT));
        text.shrink_to_fit();
    }
    let text = without_carriage_returns(text);
    // A piece of markup, as feeds have it, has no end of its own.
    let has_page = memchr::memmem::find(text.as_bytes(), b"<body").is_some();
    let mut builder = Builder::new(&text, MOST_NODES.min(FEWEST_NODES + text.len()));
    builder.run();
    let cut_tags = builder.tokens.cut_tags;
    let warnings = [
        (cut_tags > 0)
            .then(|| format!("{cut_tags} tags had too many attributes; the rest of these was left out")),
        builder.was_flattened.then(|| "elements were nested too deep and were flattened".to_owned()),
        builder
            .is_full
            .then(|| "the page has too many elements; the rest of the page was left out".to_owned()),
        (!is_too_long && has_page && builder.is_cut_off())
            .then(|| "the page breaks off before its end; what it holds was read".to_owned()),
        is_too_long.then(|| "the page is too long; the rest of the page was left out".to_owned()),
    ];
    let tree = builder.tree.finish();
    let html = tree.with_text(text);
    (html, warnings.into_iter().flatten().map(Warning::new).collect())
}

#[cfg(test)]
impl Html {
    /// The tree of a page whose warnings do not matter.
    pub(super) fn parse_document(page: &str) -> Self {
        parse_html(page).0
    }
}
