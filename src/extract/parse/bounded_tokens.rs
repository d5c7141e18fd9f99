//! Stands between tokenizer and tree builder: holds back tags that nest too deep and, once the tree is full, everything.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::TreeBuilder;

use super::bounded_tree::{BoundedTree, Handle};
use crate::model::Warning;

/// Depth from which elements that nest are held back. With the formatting elements that the tree builder may open again inside
/// the deepest one, 512 in all.
const MOST_DEPTH: usize = 384;

/// Formatting elements (`b`, `font`, `a` …) that may be open at once.
const MOST_FORMATTING: usize = 128;

/// A tree builder behind the bounds.
pub(super) struct BoundedTokens {
    builder: TreeBuilder<Handle, BoundedTree>,
    open_formatting: RefCell<HashMap<LocalName, usize>>,
    /// Start tags that were held back and whose end tags must be held back too.
    held_back: RefCell<HashMap<LocalName, usize>>,
    has_held_back: Cell<bool>,
}

impl BoundedTokens {
    pub(super) fn new(builder: TreeBuilder<Handle, BoundedTree>) -> Self {
        let (open_formatting, held_back) = Default::default();
        Self { builder, open_formatting, held_back, has_held_back: Cell::new(false) }
    }

    /// Whether the tree holds as many nodes as it may.
    pub(super) fn is_full(&self) -> bool {
        self.builder.sink.is_full()
    }

    /// What was left out.
    pub(super) fn warnings(&self) -> Vec<Warning> {
        let nested = self.has_held_back.get().then_some("elements were nested too deep and were flattened");
        let full =
            self.is_full().then_some("the page has too many elements; the rest of the page was left out");
        nested.into_iter().chain(full).map(Warning::new).collect()
    }

    pub(super) fn into_tree(self) -> BoundedTree {
        self.builder.sink
    }

    fn holds_back(&self, tag: &Tag) -> bool {
        match tag.kind {
            TagKind::StartTag => self.holds_back_start(tag),
            TagKind::EndTag => self.holds_back_end(tag),
        }
    }

    fn holds_back_start(&self, tag: &Tag) -> bool {
        if is_childless(&tag.name) {
            return false;
        }
        let is_formatting = is_formatting(&tag.name);
        let mut formatting = self.open_formatting.borrow_mut();
        let is_too_much =
            self.is_too_deep() || (is_formatting && formatting.values().sum::<usize>() >= MOST_FORMATTING);
        if is_too_much {
            self.has_held_back.set(true);
            *self.held_back.borrow_mut().entry(tag.name.clone()).or_default() += 1;
        } else if is_formatting {
            let open = formatting.entry(tag.name.clone()).or_default();
            // A link that opens inside a link closes it, so anchors that are never closed do not pile up.
            *open = if &*tag.name == "a" { 1 } else { *open + 1 };
        }
        is_too_much
    }

    fn holds_back_end(&self, tag: &Tag) -> bool {
        if let Some(count) = self.held_back.borrow_mut().get_mut(&tag.name).filter(|count| **count > 0) {
            *count -= 1;
            return true;
        }
        if let Some(count) = self.open_formatting.borrow_mut().get_mut(&tag.name) {
            *count = count.saturating_sub(1);
        }
        false
    }

    /// The tree knows how deep the last insertion was, which may since have been closed: an empty comment, which never enters
    /// the tree, tells where the tree builder stands now.
    fn is_too_deep(&self) -> bool {
        if self.builder.sink.depth() < MOST_DEPTH {
            return false;
        }
        let _ = self.builder.process_token(Token::CommentToken(StrTendril::new()), 0);
        let is_too_deep = self.builder.sink.depth() >= MOST_DEPTH;
        if !is_too_deep {
            self.held_back.borrow_mut().clear();
        }
        is_too_deep
    }
}

impl TokenSink for BoundedTokens {
    type Handle = Handle;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<Handle> {
        let is_left_out = match &token {
            Token::EOFToken => false,
            _ if self.is_full() => true,
            Token::TagToken(tag) => self.holds_back(tag),
            Token::ParseError(_) => true,
            _ => false,
        };
        if is_left_out { TokenSinkResult::Continue } else { self.builder.process_token(token, line_number) }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Elements that hold no elements, so never nest. Raw text elements must pass: the tokenizer is told by the tree builder that
/// their content is text.
fn is_childless(name: &LocalName) -> bool {
    matches!(
        name.as_ref(),
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
            | "script"
            | "style"
            | "textarea"
            | "title"
            | "xmp"
            | "iframe"
            | "noembed"
            | "noframes"
            | "noscript"
            | "plaintext"
            | "html"
            | "head"
            | "body"
    )
}

/// Elements that the tree builder opens again where misnested markup closed them.
fn is_formatting(name: &LocalName) -> bool {
    matches!(
        name.as_ref(),
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}
