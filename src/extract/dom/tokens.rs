//! Text to tags and runs of text (HTML Standard, section 13.2.5), each byte looked at once.
//!
//! Comments, declarations and unfinished tags are left out here. Which elements hold text only, the tree builder knows, and asks
//! for their text (`raw_text`).

use memchr::{memchr, memchr2, memmem};

use super::keys::Key;
use super::references::resolve_references;
use super::tags::Tag;
use super::tree::{AttributeData, Growing, Span};

/// Attributes of a tag that are kept.
const MOST_ATTRIBUTES: usize = 256;

/// What the text consists of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token {
    /// A run of text, character references resolved.
    Text(Span),
    Start(StartTag),
    /// An end tag of a name that was seen before; others end nothing.
    End(Tag),
    /// The end of the text.
    Finished,
}

/// A start tag. Its attributes are the last ones in the tree's list.
#[derive(Debug, Clone, Copy)]
pub(super) struct StartTag {
    pub(super) tag: Tag,
    pub(super) first_attribute: u32,
    pub(super) attribute_count: u16,
    pub(super) is_self_closing: bool,
}

/// Reads the text of a growing tree.
pub(super) struct Tokens<'s> {
    text: &'s str,
    position: usize,
    /// Attributes of the tree that belong to elements; those of tags that made none are dropped.
    pub(super) claimed_attributes: usize,
    /// Tags that had more attributes than are kept.
    pub(super) cut_tags: usize,
    /// Whether the text ended inside of something.
    pub(super) is_cut_off: bool,
}

impl<'s> Tokens<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Self { text, position: 0, claimed_attributes: 0, cut_tags: 0, is_cut_off: false }
    }

    /// The next token.
    pub(super) fn next(&mut self, tree: &mut Growing<'s>) -> Token {
        loop {
            let start = self.position;
            let Some(open) = self.next_markup(start) else {
                self.position = self.text.len();
                if start < self.text.len() {
                    return self.text_token(start, self.text.len(), tree);
                }
                return Token::Finished;
            };
            if open > start {
                self.position = open;
                return self.text_token(start, open, tree);
            }
            match self.byte(open + 1) {
                Some(b'/') if self.byte(open + 2).is_some_and(|byte| byte.is_ascii_alphabetic()) => {
                    if let Some(tag) = self.end_tag(open + 2, tree) {
                        return Token::End(tag);
                    }
                }
                Some(byte) if byte.is_ascii_alphabetic() => {
                    if let Some(start) = self.start_tag(open + 1, tree) {
                        return Token::Start(start);
                    }
                }
                _ => self.skip_declaration(open),
            }
        }
    }

    /// The text up to the end tag of an element that holds no tags, and moves behind that. References are resolved on demand.
    pub(super) fn raw_text(&mut self, tag: Tag, has_references: bool, tree: &mut Growing<'s>) -> Span {
        let start = self.position;
        let name = tag.known_name().unwrap_or_default().as_bytes();
        let end = self.raw_end(start, name);
        let end = if tag == Tag::SCRIPT { self.script_end(start, end) } else { end };
        match end {
            Some(end) => self.position = self.behind_tag(end + 2 + name.len()),
            None => {
                self.is_cut_off = true;
                self.position = self.text.len();
            }
        }
        let end = end.unwrap_or(self.text.len());
        if has_references { self.resolved(start, end, false, tree) } else { Span::new(start, end) }
    }

    /// All text that is left, taken as text.
    pub(super) fn rest(&mut self) -> Span {
        let start = std::mem::replace(&mut self.position, self.text.len());
        Span::new(start, self.text.len())
    }

    /// Leaves out a line break that comes next.
    pub(super) fn skip_line_break(&mut self) {
        self.position += usize::from(self.byte(self.position) == Some(b'\n'));
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn bytes_from(&self, at: usize) -> &'s [u8] {
        self.text.as_bytes().get(at..).unwrap_or_default()
    }

    /// The next `<` that opens a tag, a comment or a declaration.
    fn next_markup(&self, mut from: usize) -> Option<usize> {
        loop {
            let open = from + memchr(b'<', self.bytes_from(from))?;
            match self.byte(open + 1) {
                Some(b'/' | b'!' | b'?') => return Some(open),
                Some(byte) if byte.is_ascii_alphabetic() => return Some(open),
                _ => from = open + 1,
            }
        }
    }

    fn text_token(&self, start: usize, end: usize, tree: &mut Growing<'s>) -> Token {
        Token::Text(self.resolved(start, end, false, tree))
    }

    fn resolved(&self, start: usize, end: usize, in_attribute: bool, tree: &mut Growing<'s>) -> Span {
        let text = self.text.get(start..end).unwrap_or_default();
        if memchr(b'&', text.as_bytes()).is_none() {
            return Span::new(start, end);
        }
        let kept_from = tree.extra.len();
        resolve_references(text, in_attribute, &mut tree.extra);
        Span::new(self.text.len() + kept_from, self.text.len() + tree.extra.len())
    }

    /// Reads an end tag from its name on; `None` when it ends nothing or is cut off.
    fn end_tag(&mut self, name_start: usize, tree: &Growing<'s>) -> Option<Tag> {
        let name_end = self.name_end(name_start);
        self.position = self.behind_tag(name_end);
        if self.is_cut_off {
            return None;
        }
        tree.names.get(self.text.get(name_start..name_end)?)
    }

    fn start_tag(&mut self, name_start: usize, tree: &mut Growing<'s>) -> Option<StartTag> {
        let name_end = self.name_end(name_start);
        tree.attributes.truncate(self.claimed_attributes);
        let first_attribute = u32::try_from(tree.attributes.len()).ok()?;
        let mut is_too_much = false;
        let mut at = name_end;
        let is_self_closing = loop {
            match self.byte(at) {
                Some(b'>') => break self.byte(at - 1) == Some(b'/') && at > name_end,
                Some(b'/' | b' ' | b'\t' | b'\n' | b'\x0c') => at += 1,
                Some(_) => {
                    let (attribute, end) = self.attribute(at, tree)?;
                    if tree.attributes.len() - (first_attribute as usize) < MOST_ATTRIBUTES {
                        tree.attributes.push(attribute);
                    } else {
                        is_too_much = true;
                    }
                    at = end;
                }
                None => return self.cut_off(),
            }
        };
        self.position = at + 1;
        self.cut_tags += usize::from(is_too_much);
        let tag = tree.names.intern(self.text.get(name_start..name_end)?);
        let attribute_count = u16::try_from(tree.attributes.len() - first_attribute as usize).ok()?;
        Some(StartTag { tag, first_attribute, attribute_count, is_self_closing })
    }

    /// Reads one attribute; also returns where it ends. `None` when the text ends in it.
    fn attribute(&mut self, start: usize, tree: &mut Growing<'s>) -> Option<(AttributeData, usize)> {
        let ends_name = |byte: &u8| matches!(byte, b'=' | b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\x0c');
        // A `=` in first place belongs to the name.
        let Some(length) = self.bytes_from(start + 1).iter().position(ends_name) else {
            return self.cut_off();
        };
        let name_end = start + 1 + length;
        let (key, name) = self.attribute_name(start, name_end, tree);
        let equals = name_end + self.blanks(name_end);
        if self.byte(equals) != Some(b'=') {
            return Some((AttributeData::new(key, name, Span::default()), name_end));
        }
        let value_start = equals + 1 + self.blanks(equals + 1);
        let (from, to, end) = match self.byte(value_start) {
            Some(quote @ (b'"' | b'\'')) => {
                let from = value_start + 1;
                let Some(length) = memchr(quote, self.bytes_from(from)) else { return self.cut_off() };
                (from, from + length, from + length + 1)
            }
            _ => {
                let ends_value = |byte: &u8| matches!(byte, b'>' | b' ' | b'\t' | b'\n' | b'\x0c');
                let length = self.bytes_from(value_start).iter().position(ends_value);
                let Some(length) = length else { return self.cut_off() };
                (value_start, value_start + length, value_start + length)
            }
        };
        let value = self.resolved(from, to, true, tree);
        Some((AttributeData::new(key, name, value), end))
    }

    fn attribute_name(&self, start: usize, end: usize, tree: &mut Growing<'s>) -> (Key, Span) {
        let name = self.text.get(start..end).unwrap_or_default();
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let name = name.to_ascii_lowercase();
            (Key::of(&name), tree.keep(&name))
        } else {
            (Key::of(name), Span::new(start, end))
        }
    }

    fn cut_off<T>(&mut self) -> Option<T> {
        self.is_cut_off = true;
        self.position = self.text.len();
        None
    }

    fn blanks(&self, from: usize) -> usize {
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c');
        self.bytes_from(from).iter().take_while(is_blank).count()
    }

    fn name_end(&self, start: usize) -> usize {
        let ends = |byte: &u8| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\x0c');
        self.bytes_from(start).iter().position(ends).map_or(self.text.len(), |length| start + length)
    }

    /// Where a tag ends whose attributes nobody needs: behind the `>` that stands in no value.
    fn behind_tag(&mut self, mut at: usize) -> usize {
        loop {
            let Some(length) = self.bytes_from(at).iter().position(|byte| matches!(byte, b'>' | b'=')) else {
                self.is_cut_off = true;
                return self.text.len();
            };
            at += length + 1;
            if self.byte(at - 1) == Some(b'>') {
                return at;
            }
            let value = at + self.blanks(at);
            if let Some(quote @ (b'"' | b'\'')) = self.byte(value) {
                let from = value + 1;
                at = memchr(quote, self.bytes_from(from)).map_or(self.text.len(), |length| from + length + 1);
            }
        }
    }

    /// Moves behind a comment, a declaration, or what the standard takes for a comment.
    fn skip_declaration(&mut self, open: usize) {
        let rest = self.bytes_from(open + 2);
        let end = if rest.starts_with(b"--") {
            comment_end(rest).map(|end| open + 2 + end)
        } else {
            memchr(b'>', self.bytes_from(open + 1)).map(|length| open + 1 + length + 1)
        };
        self.is_cut_off |= end.is_none();
        self.position = end.unwrap_or(self.text.len());
    }

    /// Where the end tag of this name begins, from a place on.
    fn raw_end(&self, from: usize, name: &[u8]) -> Option<usize> {
        let ends = |byte: Option<&u8>| {
            byte.is_none_or(|byte| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\x0c'))
        };
        let mut at = from;
        loop {
            at += memchr(b'<', self.bytes_from(at))?;
            let behind = self.bytes_from(at + 1).strip_prefix(b"/");
            let behind = behind.and_then(|behind| behind.split_at_checked(name.len()));
            if behind.is_some_and(|(found, rest)| found.eq_ignore_ascii_case(name) && ends(rest.first())) {
                return Some(at);
            }
            at += 1;
        }
    }

    /// The end of a script whose first end tag is at `end`: one that stands in a comment behind a start tag does not count
    /// ("script data double escaped").
    fn script_end(&self, start: usize, mut end: Option<usize>) -> Option<usize> {
        let (mut from, mut is_in_comment) = (start, false);
        while let Some(tag) = end {
            let script = self.text.as_bytes().get(from..tag).unwrap_or_default();
            if !opens_script_in_comment(script, is_in_comment) {
                return end;
            }
            (from, is_in_comment) = (tag + 1, true);
            end = self.raw_end(from, b"script");
        }
        None
    }
}

/// Whether a script ends in a comment in which another script begins.
fn opens_script_in_comment(script: &[u8], mut is_in_comment: bool) -> bool {
    let mut rest = script;
    loop {
        if !is_in_comment {
            let Some(comment) = memmem::find(rest, b"<!--") else { return false };
            rest = rest.get(comment + 4..).unwrap_or_default();
        }
        let Some(end) = memmem::find(rest, b"-->") else {
            let is_start = |at: usize| {
                let name = rest.get(at + 1..at + 7);
                name.is_some_and(|name| name.eq_ignore_ascii_case(b"script"))
            };
            return memchr::memchr_iter(b'<', rest).any(is_start);
        };
        (rest, is_in_comment) = (rest.get(end + 3..).unwrap_or_default(), false);
    }
}

/// Where the comment ends that begins with these two dashes: `-->` ends it, so does `--!>`, and `>` right at the start.
fn comment_end(bytes: &[u8]) -> Option<usize> {
    if bytes.get(2) == Some(&b'>') {
        return Some(3);
    }
    if bytes.get(2..4) == Some(b"->") {
        return Some(4);
    }
    let mut at = 2;
    loop {
        at += memmem::find(bytes.get(at..)?, b"--")?;
        match (bytes.get(at + 2), bytes.get(at + 3)) {
            (Some(b'>'), _) => return Some(at + 3),
            (Some(b'!'), Some(b'>')) => return Some(at + 4),
            _ => at += 1,
        }
    }
}

/// The text as the tokenizer wants it: line feeds alone, no null characters.
pub(super) fn without_carriage_returns(text: String) -> String {
    if memchr2(b'\r', b'\0', text.as_bytes()).is_none() {
        return text;
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = memchr2(b'\r', b'\0', rest.as_bytes()) {
        clean.push_str(rest.get(..at).unwrap_or_default());
        let is_return = rest.as_bytes().get(at) == Some(&b'\r');
        rest = rest.get(at + 1..).unwrap_or_default();
        if is_return && !rest.starts_with('\n') {
            clean.push('\n');
        }
    }
    clean.push_str(rest);
    clean
}
