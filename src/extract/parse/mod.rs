//! Text to DOM within bounds: hostile pages (nesting, formatting bombs, attributes by the thousand) cost no more than honest ones.
//!
//! html5ever takes time quadratic in the depth of open elements, in the number of formatting elements that were never closed and
//! in the attributes of a tag. So attributes are cut before it reads (`attributes`), tags too deep never reach the tree builder
//! (`bounded_tokens`), and a sink that counts stops it when the tree is full (`bounded_tree`).

mod attributes;
mod bounded_tokens;
mod bounded_tree;

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use scraper::Html;

use crate::model::Warning;
use attributes::without_excess_attributes;
use bounded_tokens::BoundedTokens;
use bounded_tree::BoundedTree;

/// Nodes of a tree, in all. A long news page has 10,000.
const MOST_NODES: usize = 500_000;

/// Nodes that even the smallest page may have (`html`, `head` and the like are made unasked); above it, one a byte: honest
/// markup needs four bytes for a node, formatting that is repeated by the tree builder makes hundreds out of a few bytes.
const FEWEST_NODES: usize = 1_000;

/// Text that is handed to the tokenizer at a time, in bytes, between looks at the number of nodes.
const STEP_BYTES: usize = 64 * 1024;

/// Parses a page. What exceeds the bounds is left out, with a warning. Comments are left out too.
pub(super) fn parse_html(text: &str) -> (Html, Vec<Warning>) {
    let mut warnings = Vec::new();
    let (text, cut_tags) = without_excess_attributes(text);
    if cut_tags > 0 {
        warnings.push(Warning::new(format!(
            "{cut_tags} tags had too many attributes; the rest of these was left out"
        )));
    }
    let most_nodes = MOST_NODES.min(FEWEST_NODES + text.len());
    let tree = BoundedTree::new(most_nodes);
    let sink = BoundedTokens::new(TreeBuilder::new(tree, TreeBuilderOpts::default()));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    let mut rest = text.as_ref();
    while !rest.is_empty() && !tokenizer.sink.is_full() {
        let (step, behind) = rest.split_at(rest.floor_char_boundary(STEP_BYTES));
        rest = behind;
        input.push_back(StrTendril::from_slice(step));
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    }
    tokenizer.end();
    warnings.extend(tokenizer.sink.warnings());
    (tokenizer.sink.into_tree().finish(), warnings)
}

#[cfg(test)]
mod tests {
    use super::parse_html;
    use ego_tree::iter::Edge;

    /// Depth of the tree, and its nodes.
    fn measure(html: &scraper::Html) -> (usize, usize) {
        let (mut depth, mut deepest) = (0_usize, 0_usize);
        for edge in html.tree.root().traverse() {
            match edge {
                Edge::Open(_) => depth += 1,
                Edge::Close(_) => depth -= 1,
            }
            deepest = deepest.max(depth);
        }
        (deepest, html.tree.values().len())
    }

    fn check(page: &str, most_nodes: usize, warning: Option<&str>) -> String {
        let (html, warnings) = parse_html(page);
        let (depth, nodes) = measure(&html);
        assert!(depth <= 530, "depth {depth}");
        assert!(nodes <= most_nodes, "{nodes} nodes");
        match warning {
            Some(part) => {
                assert!(warnings.iter().any(|warning| warning.as_str().contains(part)), "{warnings:?}")
            }
            None => assert!(warnings.is_empty(), "{warnings:?}"),
        }
        html.root_element().text().collect()
    }

    #[test]
    fn ordinary_page_is_read_without_warning() {
        let text = check("<p>One <b>two</p><p>three</b> four<table><tr><td>five", 60, None);
        assert_eq!(text, "One twothree fourfive");
    }

    #[test]
    fn deep_nesting_is_flattened_and_its_text_kept() {
        let page = format!("{}deep{}<p>after", "<div>".repeat(100_000), "</div>".repeat(100_000));
        assert_eq!(check(&page, 1_000, Some("nested")), "deepafter");
    }

    #[test]
    fn alternating_nesting_is_flattened() {
        check(&"<ul><li><table><tr><td><span>".repeat(5_000), 2_000, Some("nested"));
    }

    #[test]
    fn unclosed_formatting_does_not_multiply() {
        let attack: String = (0..2_000).map(|n| format!("<b><i><a x{n}>")).collect();
        check(&attack, 40_000, Some("nested"));
    }

    #[test]
    fn formatting_repeated_in_every_paragraph_is_bounded() {
        let attack: String = (0..2_000).map(|n| format!("<p><font a{n}><b>x</p>")).collect();
        check(&attack, 60_000, Some(""));
    }

    #[test]
    fn attributes_by_the_thousand_are_cut() {
        let attributes: String = (0..20_000).map(|n| format!(" a{n}='{n}'")).collect();
        let page = format!("<p class=x{attributes}>text</p><p>more");
        let (html, warnings) = parse_html(&page);
        let most =
            html.root_element().descendent_elements().map(|element| element.value().attrs().count()).max();
        assert_eq!(most, Some(256));
        assert!(warnings[0].as_str().contains("attributes"), "{warnings:?}");
        assert_eq!(check(&page, 20, Some("attributes")), "textmore");
    }

    #[test]
    fn repeated_body_tags_do_not_pile_up_attributes() {
        let page: String = (0..5_000).map(|n| format!("<body a{n}=1>")).collect();
        let (html, _) = parse_html(&page);
        let most =
            html.root_element().descendent_elements().map(|element| element.value().attrs().count()).max();
        assert!(most <= Some(257), "{most:?}");
    }

    #[test]
    fn twenty_megabytes_end_at_the_node_budget() {
        let page = "<p>Some ordinary <i>words</i> in a row.</p>\n".repeat(20_000_000 / 43);
        let text = check(&page, 501_000, Some("rest of the page"));
        assert!(text.len() > 1_000_000);
    }

    #[test]
    fn templates_and_misnested_tables_are_read() {
        check(
            "<template><p>one</p><template>two</template></template><table>three<b><tr><td>four</b>",
            60,
            None,
        );
        check(&"<template>".repeat(5_000), 2_000, Some("nested"));
        check(&"<svg><table><select><option>".repeat(3_000), 13_000, None);
    }

    #[test]
    fn script_text_is_not_mistaken_for_tags() {
        let script = "if (a<b && c) { x = 1 } ".repeat(2_000);
        let page = format!("<script>{script}</script><p>text");
        let (html, warnings) = parse_html(&page);
        assert!(warnings.is_empty(), "{warnings:?}");
        assert!(html.root_element().text().collect::<String>().starts_with(&script));
    }
}
