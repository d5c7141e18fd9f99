//! Tags to a tree (HTML Standard, section 13.2.6): the rules that decide where the tags of real pages end up.
//!
//! What stands in the body is in `build_body`, tables are in `build_table`, formatting elements in `formatting`. Left out are framesets, what is in an `svg`, comments, and the
//! difference between documents in and out of quirks mode. The bounds are checked where a node is made.

use std::collections::HashMap;

use super::formatting::Formatting;
use super::keys::Key;
use super::open_elements::{Open, OpenElements};
use super::tags::{Role, Tag};
use super::tokens::{StartTag, Token, Tokens};
use super::tree::{AttributeData, Content, ElementData, Growing, NO_CLASS, NONE, Span};

/// Elements open at a time, but for formatting elements that are opened again inside the innermost.
pub(super) const MOST_DEPTH: usize = 384;

/// Where in the page the builder stands ("insertion mode").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    BeforeHead,
    InHead,
    AfterHead,
    InBody,
    InTable,
    InCaption,
    InColumnGroup,
    InTableBody,
    InRow,
    InCell,
    InTemplate,
}

/// Builds one tree.
pub(super) struct Builder<'s> {
    pub(super) tree: Growing<'s>,
    pub(super) tokens: Tokens<'s>,
    pub(super) open: OpenElements,
    pub(super) formatting: Formatting,
    pub(super) mode: Mode,
    pub(super) template_modes: Vec<Mode>,
    /// Whether what may not stand in a table goes before it.
    pub(super) is_fostering: bool,
    /// Elements open in an `svg`, which is one of them.
    pub(super) foreign: Vec<Tag>,
    head: u32,
    pub(super) body: u32,
    pub(super) form: u32,
    most_nodes: usize,
    /// Start tags that were held back and whose end tags must be held back too.
    held_back: HashMap<Tag, u32>,
    /// Whether elements nested too deep.
    pub(super) was_flattened: bool,
    /// Whether the tree holds as many nodes as it may.
    pub(super) is_full: bool,
    /// Whether the page said where it ends.
    has_end: bool,
}

impl<'s> Builder<'s> {
    pub(super) fn new(source: &'s str, most_nodes: usize) -> Self {
        let mut builder = Self {
            tree: Growing::new(source),
            tokens: Tokens::new(source),
            open: OpenElements::new(),
            formatting: Formatting::default(),
            mode: Mode::BeforeHead,
            template_modes: Vec::new(),
            is_fostering: false,
            foreign: Vec::new(),
            head: NONE,
            body: NONE,
            form: NONE,
            most_nodes,
            held_back: HashMap::new(),
            was_flattened: false,
            is_full: false,
            has_end: false,
        };
        let node = builder.tree.create(Content::Element(ElementData::bare(Tag::HTML)));
        builder.tree.append(0, node);
        builder.open.push(Open { node, tag: Tag::HTML });
        builder
    }

    /// Reads the whole text.
    pub(super) fn run(&mut self) {
        loop {
            if self.tree.nodes.len() >= self.most_nodes {
                self.is_full = true;
                break;
            }
            match self.tokens.next(&mut self.tree) {
                Token::Text(text) if self.foreign.is_empty() => self.text(text),
                Token::Text(_) => {}
                Token::Start(start) => {
                    if self.foreign.is_empty() || self.leaves_foreign_for(start) {
                        self.start_unless_too_deep(start);
                    }
                }
                Token::End(tag) => {
                    if self.foreign.is_empty() || self.leaves_foreign_at(tag) {
                        self.end_unless_held_back(tag);
                    }
                }
                Token::Finished => break,
            }
        }
        if self.mode == Mode::BeforeHead {
            self.phantom(Tag::HEAD);
            self.open.pop();
        }
        if self.body == NONE {
            self.open.truncate(1);
            self.phantom(Tag::BODY);
        }
    }

    /// Whether the text ended inside of a tag or a script, or with boxes open and no word of an end.
    pub(super) fn is_cut_off(&self) -> bool {
        let has_open_boxes = self.open.inner_first().any(|open| matches!(open.tag, Tag::DIV | Tag::ARTICLE));
        self.tokens.is_cut_off || (!self.has_end && !self.is_full && has_open_boxes && !self.was_flattened)
    }

    fn start_unless_too_deep(&mut self, start: StartTag) {
        let StartTag { tag, .. } = start;
        if !tag.never_nests() {
            let is_too_deep = self.open.depth() >= MOST_DEPTH;
            if is_too_deep || (self.formatting.is_full() && matches!(tag.role(), Role::Formatting)) {
                self.was_flattened = true;
                *self.held_back.entry(tag).or_default() += 1;
                return;
            }
            if !self.held_back.is_empty() {
                self.held_back.clear();
            }
        }
        self.start(start);
    }

    fn end_unless_held_back(&mut self, tag: Tag) {
        self.has_end |= matches!(tag, Tag::BODY | Tag::HTML);
        match self.held_back.get_mut(&tag).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => self.end(tag),
        }
    }

    /// Acts on a start tag.
    pub(super) fn start(&mut self, start: StartTag) {
        match self.mode {
            Mode::BeforeHead => self.start_before_head(start),
            Mode::InHead => self.start_in_head(start),
            Mode::AfterHead => self.start_after_head(start),
            Mode::InBody => self.start_in_body(start),
            Mode::InTemplate => self.start_in_template(start),
            _ => self.start_in_table_part(start),
        }
    }

    /// Acts on an end tag.
    pub(super) fn end(&mut self, tag: Tag) {
        match self.mode {
            Mode::BeforeHead | Mode::InHead | Mode::AfterHead => match tag {
                Tag::HEAD if self.mode == Mode::InHead => {
                    self.open.pop();
                    self.mode = Mode::AfterHead;
                }
                Tag::TEMPLATE => self.end_template(),
                Tag::BODY | Tag::HTML | Tag::BR => {
                    self.begin_body();
                    self.end_in_body(tag);
                }
                _ => {}
            },
            Mode::InBody => self.end_in_body(tag),
            Mode::InTemplate if tag == Tag::TEMPLATE => self.end_template(),
            Mode::InTemplate => {}
            _ => self.end_in_table_part(tag),
        }
    }

    /// Acts on a run of text.
    fn text(&mut self, text: Span) {
        match self.mode {
            Mode::BeforeHead | Mode::InHead | Mode::AfterHead => {
                let written = self.tree.text_of(text);
                let blanks = written.len() - written.trim_ascii_start().len();
                if blanks < text.length as usize {
                    self.begin_body();
                    self.text_in_body(Span::new(text.start as usize + blanks, text.end() as usize));
                }
            }
            Mode::InBody | Mode::InTemplate | Mode::InCell | Mode::InCaption => self.text_in_body(text),
            _ => self.text_in_table(text),
        }
    }

    pub(super) fn text_in_body(&mut self, text: Span) {
        self.reconstruct_formatting();
        let (parent, sibling) = self.place();
        self.tree.add_text(parent, sibling, text);
    }

    fn start_before_head(&mut self, start: StartTag) {
        match start.tag {
            Tag::HTML => self.add_attributes(1, start),
            Tag::HEAD => {
                self.head = self.insert(start);
                self.mode = Mode::InHead;
            }
            _ => {
                self.head = self.phantom(Tag::HEAD);
                self.mode = Mode::InHead;
                self.start_in_head(start);
            }
        }
    }

    pub(super) fn start_in_head(&mut self, start: StartTag) {
        match (start.tag, start.tag.role()) {
            (Tag::HTML, _) => self.add_attributes(1, start),
            (Tag::HEAD, _) => {}
            (Tag::TEMPLATE, _) => {
                self.formatting.push_marker();
                self.mode = Mode::InTemplate;
                self.template_modes.push(Mode::InTemplate);
                self.insert(start);
            }
            (_, Role::HeadVoid) => self.insert_void(start),
            (tag, Role::Raw | Role::RawWithReferences) if tag.stands_in_head() => self.insert_raw(start),
            _ => {
                self.open.pop();
                self.mode = Mode::AfterHead;
                self.start_after_head(start);
            }
        }
    }

    fn start_after_head(&mut self, start: StartTag) {
        match start.tag {
            Tag::HTML => self.add_attributes(1, start),
            Tag::HEAD => {}
            Tag::BODY => {
                self.body = self.insert(start);
                self.mode = Mode::InBody;
            }
            tag if tag.stands_in_head() && tag != Tag::named("noscript") => {
                let head = self.head;
                self.open.push(Open { node: head, tag: Tag::HEAD });
                self.start_in_head(start);
                if let Some(position) = self.open.position_of(head) {
                    self.open.remove(position);
                }
            }
            _ => {
                self.begin_body();
                self.start_in_body(start);
            }
        }
    }

    /// Leaves the head, if need be a head that was never opened, for the body.
    fn begin_body(&mut self) {
        if self.mode == Mode::BeforeHead {
            self.head = self.phantom(Tag::HEAD);
        }
        self.open.truncate(1);
        self.body = self.phantom(Tag::BODY);
        self.mode = Mode::InBody;
    }

    fn start_in_template(&mut self, start: StartTag) {
        let mode = match start.tag {
            tag if tag.stands_in_head() && tag != Tag::named("noscript") => return self.start_in_head(start),
            Tag::CAPTION | Tag::COLGROUP | Tag::TBODY | Tag::TFOOT | Tag::THEAD => Mode::InTable,
            Tag::COL => Mode::InColumnGroup,
            Tag::TR => Mode::InTableBody,
            Tag::TD | Tag::TH => Mode::InRow,
            _ => Mode::InBody,
        };
        self.template_modes.pop();
        self.template_modes.push(mode);
        self.mode = mode;
        self.start(start);
    }

    pub(super) fn end_template(&mut self) {
        if self.open.may_have(Tag::TEMPLATE) {
            self.open.pop_until(Tag::TEMPLATE);
            self.formatting.clear_to_marker();
            self.template_modes.pop();
            self.reset_mode();
        }
    }

    /// Finds out from the open elements where the builder stands.
    pub(super) fn reset_mode(&mut self) {
        let mode = self.open.inner_first().find_map(|open| match open.tag {
            Tag::TD | Tag::TH => Some(Mode::InCell),
            Tag::TR => Some(Mode::InRow),
            Tag::TBODY | Tag::THEAD | Tag::TFOOT => Some(Mode::InTableBody),
            Tag::CAPTION => Some(Mode::InCaption),
            Tag::COLGROUP => Some(Mode::InColumnGroup),
            Tag::TABLE => Some(Mode::InTable),
            Tag::TEMPLATE => self.template_modes.last().copied(),
            Tag::HEAD => Some(Mode::InHead),
            Tag::BODY => Some(Mode::InBody),
            Tag::HTML => Some(Mode::AfterHead),
            _ => None,
        });
        self.mode = mode.unwrap_or(Mode::InBody);
    }

    /// Where a node goes: behind the children of the first, or before the second (else `NONE`).
    pub(super) fn place(&self) -> (u32, u32) {
        let current = self.open.current();
        let node = current.map_or(1, |open| open.node);
        if !self.is_fostering || current.is_none_or(|open| !open.tag.fosters()) {
            return (node, NONE);
        }
        self.foster_place(node)
    }

    fn create(&mut self, start: StartTag) -> u32 {
        let StartTag { tag, first_attribute, attribute_count, .. } = start;
        self.tokens.claimed_attributes = self.tree.attributes.len();
        let mut element = ElementData { tag, attribute_count, first_attribute, class: NO_CLASS };
        element.class = self.class_of(element);
        let node = self.tree.create(Content::Element(element));
        let (parent, sibling) = self.place();
        if sibling == NONE {
            self.tree.append(parent, node);
        } else {
            self.tree.insert_before(sibling, node);
        }
        node
    }

    fn class_of(&mut self, element: ElementData) -> u32 {
        let attributes = self.tree.attributes_of(element);
        match attributes.iter().find(|attribute| attribute.key == Key::CLASS).map(|attribute| attribute.value)
        {
            Some(list) => self.tree.class_number(list),
            None => NO_CLASS,
        }
    }

    /// Makes an element and opens it.
    pub(super) fn insert(&mut self, start: StartTag) -> u32 {
        let node = self.create(start);
        self.open.push(Open { node, tag: start.tag });
        node
    }

    /// Makes and opens an element for which there was no tag.
    pub(super) fn phantom(&mut self, tag: Tag) -> u32 {
        self.insert(StartTag { tag, first_attribute: 0, attribute_count: 0, is_self_closing: false })
    }

    /// Makes an element without content.
    pub(super) fn insert_void(&mut self, start: StartTag) {
        self.create(start);
    }

    /// Makes an element that holds nothing but text, with the text.
    pub(super) fn insert_raw(&mut self, start: StartTag) {
        let node = self.create(start);
        let has_references = start.tag.role() == Role::RawWithReferences;
        if start.tag == Tag::TEXTAREA {
            self.tokens.skip_line_break();
        }
        let text = self.tokens.raw_text(start.tag, has_references, &mut self.tree);
        if text.length > 0 {
            self.tree.add_text(node, NONE, text);
        }
    }

    /// Adds the attributes of a repeated tag that its element lacks.
    pub(super) fn add_attributes(&mut self, node: u32, start: StartTag) {
        const MOST: usize = 256;
        let Some(element) = self.tree.element(node) else { return };
        let added = ElementData {
            first_attribute: start.first_attribute,
            attribute_count: start.attribute_count,
            ..element
        };
        let known = self.tree.attributes_of(element);
        if known.len() >= MOST {
            return;
        }
        let is_new = |added: &&AttributeData| {
            let name = self.tree.text_of(added.name());
            !known.iter().any(|known| self.tree.text_of(known.name()) == name)
        };
        let added = self.tree.attributes_of(added).iter().filter(is_new);
        let all: Vec<_> = known.iter().chain(added.take(MOST.saturating_sub(known.len()))).copied().collect();
        if all.len() == known.len() {
            return;
        }
        self.tree.attributes.truncate(start.first_attribute as usize);
        let attribute_count = u16::try_from(all.len()).unwrap_or(0);
        self.tree.attributes.extend(all);
        self.tokens.claimed_attributes = self.tree.attributes.len();
        let mut element = ElementData { first_attribute: start.first_attribute, attribute_count, ..element };
        element.class = self.class_of(element);
        self.tree.set_content(node, Content::Element(element));
    }
}
