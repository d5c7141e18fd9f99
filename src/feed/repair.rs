//! Damaged XML to well-formed XML, in one pass: what a strict parser would refuse the whole feed for is mended.
//!
//! Declarations and comments go; elements that were not closed are closed; the last item goes when it was cut off.

use std::collections::{HashMap, HashSet};

use scraper::Html;

use super::dialects::{adapt_atom_03, adapt_text_type, atom_name, is_base64, rss_name, text_of_base64};

/// Longest name of an HTML entity with its `&` and `;`, in bytes (`&CounterClockwiseContourIntegral;`).
const MAX_ENTITY_BYTES: usize = 34;

/// Different entities looked up in one feed; HTML has about 2,200.
const MAX_ENTITIES: usize = 2_500;

/// Elements open at a time; feeds have about ten, pages inside them a few dozen, and the parser spends stack on each.
const MAX_DEPTH: usize = 100;

/// Prefixes that feeds use without declaring them.
const NAMESPACES: &[(&str, &str)] = &[
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("xmlns:media", "http://search.yahoo.com/mrss/"),
    ("xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("xmlns:slash", "http://purl.org/rss/1.0/modules/slash/"),
    ("xmlns:sy", "http://purl.org/rss/1.0/modules/syndication/"),
    ("xmlns:wfw", "http://wellformedweb.org/CommentAPI/"),
];

/// Elements of RSS that hold text; HTML tags in them were meant to be escaped.
const RSS_TEXTS: &[&str] = &["title", "description", "content:encoded"];

/// Tags that stand in such texts, each between spaces.
const HTML_TAGS: &str = " a b blockquote br center code div em figure font h1 h2 h3 h4 h5 h6 hr \
     i iframe img li ol p pre small span strong sub sup table td th tr u ul ";

/// An address that is none, for entries that state none.
const NO_ADDRESS: &str = "about:blank";

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// Text that is well-formed, and whether it had not been.
pub(super) struct Repaired {
    pub(super) text: String,
    pub(super) was_damaged: bool,
}

/// Mends what is not well-formed.
pub(super) fn well_formed(text: &str) -> Repaired {
    let mut repair = Repair::default();
    let mut rest = text.find('<').and_then(|start| text.get(start..)).unwrap_or_default();
    while !rest.is_empty() && !repair.root_closed {
        let Some(behind) = repair.token(rest) else {
            repair.was_damaged = true;
            break;
        };
        rest = behind;
    }
    repair.finish()
}

#[derive(Default)]
struct Repair<'a> {
    out: String,
    open: Vec<&'a str>,
    open_counts: HashMap<&'a str, usize>,
    /// Elements below `MAX_DEPTH` that wait for their end tags, which are dropped too.
    dropped: HashMap<&'a str, usize>,
    /// Where the open item starts: length of `out` and of `open` before it.
    item: Option<(usize, usize)>,
    /// `rdf:about` of the open RDF item, as long as it has no link.
    unlinked: Option<&'a str>,
    /// Where text in base64 starts: length of `out`, and of `open` with its element.
    base64: Option<(usize, usize)>,
    entities: HashMap<&'a str, Option<String>>,
    is_atom_03: bool,
    root_closed: bool,
    was_damaged: bool,
}

impl<'a> Repair<'a> {
    /// Handles what `rest` opens with and returns what is behind it; `None` when it was cut off.
    fn token(&mut self, rest: &'a str) -> Option<&'a str> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return comment.split_once("-->").map(|(_, behind)| behind);
        }
        if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let (data, behind) = data.split_once("]]>")?;
            self.out.push_str("<![CDATA[");
            self.out.extend(data.chars().filter(|char| is_legal(*char)));
            self.out.push_str("]]>");
            return Some(behind);
        }
        if rest.starts_with("<?") {
            return rest.split_once('>').map(|(_, behind)| behind);
        }
        if rest.starts_with("<!") {
            let (inner, behind) = rest.split_once('>')?;
            return if inner.contains('[') {
                rest.split_once("]>").map(|(_, behind)| behind)
            } else {
                Some(behind)
            };
        }
        if self.is_html_in_text(rest) {
            self.out.push_str("&lt;");
            self.was_damaged = true;
            return rest.get(1..);
        }
        if let Some(tag) = rest.strip_prefix("</") {
            let (name, behind) = tag.split_once('>')?;
            self.end(name.trim());
            return Some(behind);
        }
        match rest.strip_prefix('<') {
            Some(tag) if tag.starts_with(|char: char| char.is_alphabetic() || char == '_') => self.start(tag),
            Some(text) => {
                self.out.push_str("&lt;");
                self.was_damaged = true;
                Some(text)
            }
            None => {
                let end = rest.find('<').unwrap_or(rest.len());
                let (text, behind) = rest.split_at(end);
                self.text(text);
                Some(behind)
            }
        }
    }

    fn is_html_in_text(&self, rest: &str) -> bool {
        let in_text = self.open.first().is_some_and(|root| matches!(*root, "rss" | "rdf:RDF"))
            && self.open.last().is_some_and(|open| RSS_TEXTS.contains(open));
        let Some(tag) = rest.strip_prefix('<').filter(|_| in_text) else { return false };
        let tag = tag.strip_prefix('/').unwrap_or(tag);
        let end = tag.bytes().take(16).position(|byte| !byte.is_ascii_alphanumeric());
        let name = end.and_then(|end| tag.get(..end)).unwrap_or_default().to_ascii_lowercase();
        !name.is_empty() && HTML_TAGS.contains(&format!(" {name} "))
    }

    fn start(&mut self, tag: &'a str) -> Option<&'a str> {
        let end = tag.find(|char: char| char.is_whitespace() || matches!(char, '/' | '>' | '<'))?;
        let (name, mut rest) = tag.split_at(end);
        let mut attributes = Vec::new();
        let is_empty = loop {
            rest = rest.trim_start();
            if let Some(behind) = rest.strip_prefix("/>") {
                rest = behind;
                break true;
            }
            if let Some(behind) = rest.strip_prefix('>') {
                rest = behind;
                break false;
            }
            let (attribute, behind) = self.attribute(rest)?;
            attributes.extend(attribute);
            rest = behind;
        };
        self.open_element(name, attributes);
        if is_empty {
            self.end(name);
        }
        Some(rest)
    }

    /// One attribute, and what is behind it. An attribute without a usable name is dropped.
    fn attribute(&mut self, rest: &'a str) -> Option<(Option<(&'a str, &'a str)>, &'a str)> {
        let end = rest.find(|char: char| char.is_whitespace() || matches!(char, '=' | '/' | '>'))?;
        let (name, behind) = rest.split_at(end);
        if name.is_empty() {
            self.was_damaged = true;
            let mut chars = rest.chars();
            chars.next()?;
            return Some((None, chars.as_str()));
        }
        let is_name = name.chars().all(|char| char.is_alphanumeric() || ":_-.".contains(char))
            && name.starts_with(|char: char| char.is_alphabetic() || char == '_');
        let Some(value) = behind.trim_start().strip_prefix('=') else {
            self.was_damaged = true;
            return Some((is_name.then_some((name, "")), behind));
        };
        let value = value.trim_start();
        let (value, behind) = match value.chars().next()? {
            quote @ ('"' | '\'') => value.get(1..)?.split_once(quote)?,
            _ => {
                self.was_damaged = true;
                value.split_at(value.find(|char: char| char.is_whitespace() || char == '>')?)
            }
        };
        Some((is_name.then_some((name, value)), behind))
    }

    fn open_element(&mut self, name: &'a str, mut attributes: Vec<(&'a str, &'a str)>) {
        if matches!(name, "item" | "entry" | "atom:entry") {
            if let Some((_, depth)) = self.item {
                self.was_damaged = true;
                self.close_to(depth);
            }
            if self.open.len() < MAX_DEPTH {
                self.item = Some((self.out.len(), self.open.len()));
            }
        }
        if self.open.len() >= MAX_DEPTH {
            self.was_damaged = true;
            *self.dropped.entry(name).or_default() += 1;
            return;
        }
        let holds_base64 = is_base64(name, &attributes);
        if self.open.is_empty() {
            self.adapt_root(name, &mut attributes);
        } else if self.is_atom_03 {
            adapt_atom_03(&mut attributes);
        } else if self.open.first().is_some_and(|root| matches!(*root, "feed" | "atom:feed")) {
            adapt_text_type(name, &mut attributes);
        }
        let name = self.known_name(name);
        if name == "item" && self.open.first() == Some(&"rdf:RDF") {
            let about = attributes.iter().find(|(name, _)| *name == "rdf:about");
            self.unlinked = Some(about.map_or(NO_ADDRESS, |(_, value)| *value));
        } else if name == "link" {
            self.unlinked = None;
        }
        self.out.push('<');
        self.out.push_str(name);
        let mut seen = HashSet::new();
        for (attribute, value) in attributes {
            if seen.insert(attribute) {
                self.out.push(' ');
                self.out.push_str(attribute);
                self.out.push_str("=\"");
                self.text(value);
                self.out.push('"');
            }
        }
        self.out.push('>');
        self.open.push(name);
        *self.open_counts.entry(name).or_default() += 1;
        if holds_base64 {
            self.base64 = Some((self.out.len(), self.open.len()));
        }
    }

    /// The name under which the parser knows an element.
    fn known_name(&self, name: &'a str) -> &'a str {
        match self.open.first() {
            _ if self.is_atom_03 => atom_name(name),
            Some(&"rss") => rss_name(name),
            _ => name,
        }
    }

    /// The parser knows RSS 2.0 and Atom 1.0, of which the older ones are a part.
    fn adapt_root(&mut self, name: &str, attributes: &mut Vec<(&'a str, &'a str)>) {
        if name == "rss" {
            attributes.retain(|(name, _)| !matches!(*name, "version" | "xmlns"));
            attributes.push(("version", "2.0"));
        }
        for (name, value) in attributes.iter_mut() {
            if name.starts_with("xmlns") && value.starts_with("http://purl.org/atom/ns") {
                *value = ATOM;
                self.is_atom_03 = true;
            }
        }
        for (declaration, namespace) in NAMESPACES {
            if !attributes.iter().any(|(name, _)| name == declaration) {
                attributes.push((declaration, namespace));
            }
        }
    }

    fn end(&mut self, name: &'a str) {
        if let Some(count) = self.dropped.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
            return;
        }
        let name = self.known_name(name);
        if self.open_counts.get(name).is_none_or(|count| *count == 0) {
            self.was_damaged = true;
            return;
        }
        if self.open.last() != Some(&name) {
            self.was_damaged = true;
        }
        if let Some(depth) = self.open.iter().rposition(|open| *open == name) {
            self.close_to(depth);
        }
        self.root_closed = self.open.is_empty();
    }

    fn close_to(&mut self, depth: usize) {
        if self.open.len() > depth {
            // Whatever was left open inside is closed with it.
            self.dropped = HashMap::new();
        }
        while self.open.len() > depth {
            if let Some((start, _)) = self.base64.take_if(|(_, depth)| *depth == self.open.len()) {
                self.decode_from(start);
            }
            let Some(name) = self.open.pop() else { break };
            // The parser drops RDF items without a link.
            if let Some(about) = self.unlinked.take_if(|_| name == "item") {
                self.out.push_str("<link>");
                self.text(about);
                self.out.push_str("</link>");
            }
            if let Some(count) = self.open_counts.get_mut(name) {
                *count -= 1;
            }
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
        self.item = self.item.filter(|(_, item)| *item < depth);
    }

    /// What was written from `start` on was base64: it is replaced by its text, unless it is none.
    fn decode_from(&mut self, start: usize) {
        let Some(text) = self.out.get(start..).and_then(text_of_base64) else { return };
        self.out.truncate(start);
        for char in text.chars().filter(|char| is_legal(*char)) {
            match char {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                other => self.out.push(other),
            }
        }
    }

    fn text(&mut self, text: &'a str) {
        let mut rest = text;
        while let Some(at) = rest.find(['&', '<', '"']) {
            let (before, special) = rest.split_at(at);
            self.out.extend(before.chars().filter(|char| is_legal(*char)));
            let length = special.bytes().take(MAX_ENTITY_BYTES).position(|byte| byte == b';');
            let entity =
                length.and_then(|length| special.get(..=length)).filter(|_| special.starts_with('&'));
            let written = match special.as_bytes().first() {
                Some(b'<') => Some("&lt;".to_owned()),
                Some(b'"') => Some("&quot;".to_owned()),
                _ => entity.and_then(|entity| self.entity(entity)),
            };
            let used = if written.is_some() { entity.map_or(1, str::len) } else { 1 };
            self.was_damaged |= written.is_none();
            self.out.push_str(written.as_deref().unwrap_or("&amp;"));
            rest = special.get(used..).unwrap_or_default();
        }
        self.out.extend(rest.chars().filter(|char| is_legal(*char)));
    }

    /// How an entity is written in XML; `None` when it is none.
    fn entity(&mut self, entity: &'a str) -> Option<String> {
        if matches!(entity, "&amp;" | "&lt;" | "&gt;" | "&quot;" | "&apos;") {
            return Some(entity.to_owned());
        }
        if let Some(number) = entity.strip_prefix("&#").and_then(|rest| rest.strip_suffix(';')) {
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let code =
                hexadecimal.map_or_else(|| number.parse().ok(), |text| u32::from_str_radix(text, 16).ok())?;
            let legal = char::from_u32(code).filter(|char| is_legal(*char));
            return Some(legal.map(|_| format!("&#{code};")).unwrap_or_default());
        }
        if let Some(known) = self.entities.get(entity) {
            return known.clone();
        }
        if self.entities.len() >= MAX_ENTITIES
            || !entity.bytes().skip(1).all(|byte| byte.is_ascii_alphanumeric() || byte == b';')
        {
            return None;
        }
        let decoded: String = Html::parse_fragment(entity).root_element().text().collect();
        let numbers = || decoded.chars().map(|char| format!("&#{};", u32::from(char))).collect();
        let written = (!decoded.contains(';')).then(numbers);
        self.entities.insert(entity, written.clone());
        written
    }

    fn finish(mut self) -> Repaired {
        if let Some((length, depth)) = self.item {
            self.out.truncate(length);
            self.open.truncate(depth);
            self.base64 = None;
        }
        self.was_damaged |= !self.open.is_empty();
        self.close_to(0);
        Repaired { text: self.out, was_damaged: self.was_damaged }
    }
}

/// XML 1.0, production 2.
fn is_legal(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
