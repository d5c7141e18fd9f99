//! The visible text of a page as lines: one for each run of text between block boundaries, in page order.
//!
//! Nothing is judged here but visibility and the region that an element declares itself to be (`regions`). One pass, without
//! recursion.

use std::ops::Range;

use super::body_names::BodyName;
use super::line_text::{LineText, Link};
use super::regions::{Region, Regions};
use super::tables::is_data_table;
use crate::extract::dom::{ElementRef, Html, Node, NodeId, NodeRef, Tag, TagSet};
use crate::extract::page_text::{MOST_LINES, MOST_TEXT};
use crate::model::BlockKind;

/// One line of visible text.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// White space folded; a single `<br>` is a line break.
    pub(super) text: String,
    /// Characters that are not white space.
    pub(super) chars: usize,
    /// Those of them that stand in links.
    pub(super) link_chars: usize,
    /// The links, in order.
    pub(super) links: Vec<Link<'a>>,
    /// Bytes of the text at which one inline element ends and the next begins.
    pub(super) seams: Vec<usize>,
    /// The innermost block element.
    pub(super) element: ElementRef<'a>,
    /// Its place among the boxes of the page.
    pub(super) box_index: usize,
    /// Images of the page before it.
    pub(super) images_before: usize,
    /// What kind of block it would be.
    pub(super) kind: BlockKind,
    /// What its surroundings declare it to be.
    pub(super) region: Region,
}

impl Line<'_> {
    /// Share of its characters that stand in links, 0 to 1.
    pub(super) fn link_share(&self) -> f64 {
        self.link_chars as f64 / self.chars.max(1) as f64
    }
}

/// A block element that was read: what stands around its lines.
#[derive(Debug, Clone)]
pub(super) struct PageBox<'a> {
    pub(super) element: ElementRef<'a>,
    /// The box around it; `None` for the outermost.
    pub(super) outer: Option<usize>,
    /// Boxes around it.
    pub(super) depth: usize,
    /// How surely it is called like the body of a story.
    pub(super) body_name: BodyName,
    /// The lines in it.
    pub(super) lines: Range<usize>,
    /// The images in it, as numbered in the page.
    pub(super) images: Range<usize>,
}

/// All lines of a page, and the boxes that they stand in.
#[derive(Debug, Default)]
pub(super) struct PageLines<'a> {
    pub(super) lines: Vec<Line<'a>>,
    /// The block elements, an outer one before those in it.
    pub(super) boxes: Vec<PageBox<'a>>,
    /// Images of the page.
    images: usize,
    /// Whether the page has more text than is read.
    pub(super) is_cut: bool,
}

impl PageLines<'_> {
    /// The box of an element that was read as a block of its own.
    pub(super) fn box_of(&self, element: NodeId) -> Option<usize> {
        self.boxes.iter().position(|page_box| page_box.element.id() == element)
    }
}

/// Reads the lines of a page, up to [`MOST_LINES`] and [`MOST_TEXT`].
pub(super) fn read_lines<'a>(html: &'a Html, regions: &Regions) -> PageLines<'a> {
    let mut walk =
        Walk { regions, page: PageLines::default(), open: Vec::new(), text: LineText::default(), bytes: 0 };
    let root = html.root();
    let mut next = root.first_child();
    while let Some(node) = next {
        next = if walk.enter(node) { node.first_child() } else { None };
        let mut left = node;
        while next.is_none() {
            walk.leave(left);
            next = left.next_sibling();
            let Some(parent) = left.parent().filter(|parent| parent.id() != root.id()) else { break };
            left = if next.is_none() { parent } else { left };
        }
    }
    walk.page
}

/// Longer headings are text.
const LONGEST_HEADING_CHARS: usize = 250;

/// A block element that is being read.
struct OpenBlock<'a> {
    element: ElementRef<'a>,
    kind: BlockKind,
    region: Region,
    box_index: usize,
    is_data_table: bool,
}

struct Walk<'a, 'r> {
    regions: &'r Regions,
    page: PageLines<'a>,
    open: Vec<OpenBlock<'a>>,
    text: LineText<'a>,
    /// Bytes of text in the lines.
    bytes: usize,
}

impl<'a> Walk<'a, '_> {
    /// Reads the opening edge of a node; says whether its children are to be read.
    fn enter(&mut self, node: NodeRef<'a>) -> bool {
        if let Node::Text(text) = node.value() {
            self.read_text(text);
            return false;
        }
        let Some(element) = ElementRef::wrap(node) else { return true };
        let tag = element.tag();
        let outer_region = self.open.last().map_or(Region::Plain, |block| block.region);
        let mut region = self.regions.region_of(&element, outer_region);
        if region == Region::Hidden {
            return false;
        }
        let is_block = BLOCKS.contains(tag);
        if !is_block && !self.text.is_empty() {
            // A word in the middle of a sentence belongs to the sentence, whatever its class is called.
            region = outer_region;
        }
        self.page.images += usize::from(tag == Tag::IMG || element.value().name() == "amp-img");
        match tag {
            Tag::BR if self.is_in_data_table() => self.text.push(" ", false),
            Tag::BR if self.text.ends_with_break() => self.finish_line(),
            Tag::BR => self.text.push_break(),
            Tag::HR => self.finish_line(),
            Tag::A => {
                self.text.open_inline();
                self.text.open_link(element.attr("href"));
            }
            _ if is_block || region != outer_region => self.open_block(element, region),
            _ => self.text.open_inline(),
        }
        true
    }

    fn read_text(&mut self, text: &str) {
        let is_preformatted = self.open.last().is_some_and(|block| block.kind == BlockKind::Preformatted);
        // Once something was left out, so is all behind it.
        let is_full = self.page.is_cut || self.page.lines.len() >= MOST_LINES;
        let room = if is_full { 0 } else { MOST_TEXT.saturating_sub(self.bytes + self.text.bytes()) };
        let end = if is_preformatted { text.floor_char_boundary(room) } else { end_of_words(text, room) };
        let (read, rest) = text.split_at(end);
        self.page.is_cut = self.page.is_cut || !rest.trim_start().is_empty();
        self.text.push(read, is_preformatted);
    }

    /// Reads the closing edge of a node whose opening edge was read.
    fn leave(&mut self, node: NodeRef<'a>) {
        let Some(element) = ElementRef::wrap(node) else { return };
        if self.open.last().is_some_and(|block| block.element.id() == node.id()) {
            self.close_block();
            return;
        }
        let tag = element.tag();
        if tag == Tag::A {
            self.text.close_link();
        }
        if !matches!(tag, Tag::BR | Tag::HR | WBR) {
            self.text.close_inline();
        }
    }

    fn open_block(&mut self, element: ElementRef<'a>, region: Region) {
        let name = element.value().name();
        if self.is_in_data_table() {
            match name {
                "td" | "th" => self.text.push_cell(),
                "tr" | "caption" => self.finish_line(),
                _ => self.text.push(" ", false),
            }
        } else {
            self.finish_line();
        }
        let outer = self.open.last();
        let (outer_box, depth) = outer.map_or((None, 0), |open| (Some(open.box_index), self.open.len()));
        let kind = kind_of(name, outer.map_or(BlockKind::Paragraph, |block| block.kind));
        let in_data_table = self.is_in_data_table();
        let is_data_table = in_data_table || (name == "table" && is_data_table(&element));
        let kind = if in_data_table { BlockKind::TableRow } else { kind };
        let box_index = self.page.boxes.len();
        let lines = self.page.lines.len()..self.page.lines.len();
        let images = self.page.images..self.page.images;
        let body_name = self.regions.body_name_of(&element);
        self.page.boxes.push(PageBox { element, outer: outer_box, depth, body_name, lines, images });
        self.open.push(OpenBlock { element, kind, region, box_index, is_data_table });
    }

    fn close_block(&mut self) {
        let in_cell = self.is_in_data_table()
            && !matches!(
                self.open.last().map(|block| block.element.value().name()),
                Some("tr" | "table" | "caption")
            );
        if in_cell {
            self.text.push(" ", false);
        } else {
            self.finish_line();
        }
        if let Some(block) = self.open.pop() {
            let (line, image) = (self.page.lines.len(), self.page.images);
            let closed = &mut self.page.boxes[block.box_index];
            (closed.lines.end, closed.images.end) = (line, image);
        }
    }

    fn is_in_data_table(&self) -> bool {
        self.open.last().is_some_and(|block| block.is_data_table)
    }

    fn finish_line(&mut self) {
        let Some(block) = self.open.last() else { return };
        let Some(taken) = self.text.take() else { return };
        self.bytes += taken.text.len();
        // Some pages put the whole story into the element of a heading.
        let is_text = block.kind == BlockKind::Heading && taken.chars > LONGEST_HEADING_CHARS;
        let kind = if is_text { BlockKind::Paragraph } else { block.kind };
        self.page.lines.push(Line {
            chars: taken.chars,
            link_chars: taken.link_chars,
            links: taken.links,
            seams: taken.seams,
            text: taken.text,
            element: block.element,
            box_index: block.box_index,
            images_before: self.page.images,
            kind,
            region: block.region,
        });
    }
}

/// The end of as many words of a text as there is room for in bytes, with a space before each but the first; of all when all fit.
fn end_of_words(text: &str, room: usize) -> usize {
    if text.len() <= room {
        return text.len();
    }
    let (mut used, mut end) = (0, 0);
    for word in text.split_whitespace() {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        used += word.len() + usize::from(used > 0);
        if used > room {
            // A word without end is cut inside.
            return if end == 0 { text.floor_char_boundary(start + room) } else { end };
        }
        end = start + word.len();
    }
    text.len()
}

/// The kind that an element gives to the text in it, or that of the element around it.
fn kind_of(name: &str, outer: BlockKind) -> BlockKind {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => BlockKind::Heading,
        "blockquote" => BlockKind::Quote,
        "li" | "dt" | "dd" if outer != BlockKind::Quote => BlockKind::ListItem,
        "pre" => BlockKind::Preformatted,
        // A box in a list item or quote is still that; only a heading or preformatted text ends at its own element.
        _ => outer,
    }
}

const WBR: Tag = Tag::named("wbr");

/// Elements at which browsers begin a new line.
const BLOCKS: TagSet = TagSet::of(&[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
]);
