//! A feed in XML to what it says: one path for RSS, RDF and Atom, well-formed or not.
//!
//! Knows which element is open and what it means; how tokens are cut is the business of `xml`, how texts are wrapped that of `text`.
//! What is not closed is closed by what cannot stand inside it; what was cut off in mid-text is left out.

use std::rc::Rc;

use url::Url;

use super::capture::Capture;
use super::pace::PaceParts;
use super::parts::Parts;
use super::people::name_of;
use super::text::local_name;
use super::vocabulary::{Element, Namespace, customary_namespace, element_of, namespace_of};
use crate::model::{Feed, FeedEntry, FeedFormat};
use crate::xml::{Entities, Tag, Token, Tokens, is_html_name};

/// Elements open at a time; feeds have about ten. Deeper ones are skipped.
const MAX_DEPTH: usize = 100;
/// Namespaces bound at a time; feeds have about ten. Each name is looked up among them.
const MOST_BINDINGS: usize = 200;
/// Entries of one feed. Archives have a few thousand.
pub(super) const MOST_ENTRIES: usize = 20_000;
/// What an entry may take over of the authors of its feed, in bytes: it is copied to all of them.
const MOST_INHERITED: usize = 1_000;

/// A feed as read, and whether it had to be mended.
pub(super) struct Reading {
    pub(super) feed: Feed,
    pub(super) was_damaged: bool,
}

/// Reads XML; `None` when no element of a feed is in it.
pub(super) fn read_xml(text: &str, base: &Url) -> Option<Reading> {
    let mut reader = Reader::new(text, base);
    while let Some(token) = reader.tokens.next() {
        match token {
            Token::Start(tag) => reader.start(&tag),
            Token::End(name) => reader.end(name),
            Token::Text(text) => reader.text(text),
            Token::Data(data) => reader.data(data),
            Token::Doctype(doctype) => reader.entities.declare(doctype),
        }
    }
    reader.finish()
}

/// An element that is open.
struct Open<'a> {
    name: &'a str,
    element: Element,
    /// Namespace bindings and bases before it.
    bindings: usize,
    bases: usize,
}

/// A person whose element is open.
#[derive(Default)]
pub(super) struct Person {
    pub(super) text: String,
    pub(super) name: Option<String>,
    pub(super) mail: Option<String>,
}

/// The state of reading.
pub(super) struct Reader<'a> {
    tokens: Tokens<'a>,
    pub(super) entities: Entities,
    open: Vec<Open<'a>>,
    /// Elements below `MAX_DEPTH`.
    deeper: usize,
    bindings: Vec<(&'a str, Namespace)>,
    bases: Vec<Rc<Url>>,
    pub(super) capture: Option<Capture<'a>>,
    pub(super) person: Person,
    format: Option<FeedFormat>,
    pub(super) feed: Parts,
    pub(super) pace: PaceParts,
    pub(super) entry: Option<Parts>,
    entries: Vec<FeedEntry>,
    pub(super) was_damaged: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, base: &Url) -> Self {
        Self {
            tokens: Tokens::new(text),
            entities: Entities::default(),
            open: Vec::new(),
            deeper: 0,
            bindings: Vec::new(),
            bases: vec![Rc::new(base.clone())],
            capture: None,
            person: Person::default(),
            format: None,
            feed: Parts::default(),
            pace: PaceParts::default(),
            entry: None,
            entries: Vec::new(),
            was_damaged: false,
        }
    }

    /// The entry that is open, else the feed.
    pub(super) fn parts(&mut self) -> &mut Parts {
        self.entry.as_mut().unwrap_or(&mut self.feed)
    }

    /// The element around the current place.
    pub(super) fn parent(&self) -> Option<Element> {
        self.open.last().map(|open| open.element)
    }

    /// Whether an element is open around the current place.
    pub(super) fn is_inside(&self, element: Element) -> bool {
        self.open.iter().rev().any(|open| open.element == element)
    }

    fn start(&mut self, tag: &Tag<'a>) {
        if self.capture.is_some() && self.start_in_capture(tag) {
            return;
        }
        let (bindings, bases) = (self.bindings.len(), self.bases.len());
        let has_declarations = tag.written_attributes().contains("xml");
        if has_declarations {
            self.declare(tag);
        }
        let (namespace, element) = self.meaning(tag.name);
        let is_atom = namespace == Namespace::Atom
            || namespace == Namespace::Plain && self.format == Some(FeedFormat::Atom);
        let element = self.in_context(element, namespace == Namespace::Atom);
        match element {
            Element::Root | Element::Channel => self.begin_feed(tag, element),
            Element::Entry => {
                self.begin_entry(tag);
                // Closing what was open may have taken the entry's own declarations along.
                if has_declarations && self.bindings.len() < bindings {
                    self.declare(tag);
                }
            }
            _ => self.begin_field(tag, element, is_atom),
        }
        if self.capture.is_some() {
            // Its declarations count for its text only, which knows no names.
            self.bindings.truncate(bindings);
            self.bases.truncate(bases);
            if tag.is_empty {
                self.finish_capture();
            }
        } else if tag.is_empty && element != Element::Entry {
            self.bindings.truncate(bindings.min(self.bindings.len()));
            self.bases.truncate(bases.min(self.bases.len()));
        } else if self.open.len() < MAX_DEPTH {
            let (bindings, bases) = (bindings.min(self.bindings.len()), bases.min(self.bases.len()).max(1));
            self.open.push(Open { name: tag.name, element, bindings, bases });
            if tag.is_empty {
                self.close_to(self.open.len() - 1);
            }
        } else {
            self.was_damaged = true;
            self.deeper += 1;
        }
    }

    /// What an element means here: some elements only mean something inside of others.
    fn in_context(&self, element: Element, is_atom_entry: bool) -> Element {
        let parent = self.parent();
        let fits = match (element, parent) {
            // These may be wrapped in anything.
            (Element::Root, _) => self.format.is_none(),
            (Element::Entry, parent) => self.format.is_some() || parent.is_none() && is_atom_entry,
            (Element::Channel, _) => self.entry.is_none(),
            (_, None | Some(Element::Other | Element::MediaContent)) => false,
            (Element::PersonName | Element::PersonMail, parent) => parent == Some(Element::Person),
            (_, Some(Element::Person)) => false,
            (Element::SkippedHour | Element::SkippedDay, parent) => parent == Some(Element::SkipList),
            (_, Some(Element::SkipList)) => false,
            (element, Some(Element::Source)) => element == Element::Person,
            _ => true,
        };
        if fits { element } else { Element::Other }
    }

    /// Takes in namespaces and the base of an element.
    fn declare(&mut self, tag: &Tag<'a>) {
        for (name, value) in tag.attributes() {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(prefix) => prefix.strip_prefix(':').unwrap_or(prefix),
                None if name.eq_ignore_ascii_case("xml:base") => {
                    let value = self.entities.decode(value);
                    let base = self
                        .base()
                        .join(value.trim())
                        .ok()
                        .filter(|base| matches!(base.scheme(), "http" | "https"));
                    self.bases.extend(base.map(Rc::new));
                    continue;
                }
                None => continue,
            };
            let is_roots_own =
                self.format.is_none() && tag.name.split_once(':').map_or("", |(own, _)| own) == prefix;
            let unknown =
                if prefix.is_empty() || is_roots_own { Namespace::Plain } else { Namespace::Foreign };
            if self.bindings.len() < MOST_BINDINGS {
                self.bindings.push((prefix, namespace_of(value).unwrap_or(unknown)));
            }
        }
    }

    /// The address that relative ones are resolved against here.
    pub(super) fn base(&self) -> &Rc<Url> {
        // There is always the document's own.
        &self.bases[self.bases.len() - 1]
    }

    /// Namespace and meaning of a name.
    pub(super) fn meaning(&self, name: &str) -> (Namespace, Element) {
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        let bound =
            self.bindings.iter().rev().find(|(one, _)| *one == prefix).map(|(_, namespace)| *namespace);
        let namespace = bound.unwrap_or_else(|| customary_namespace(prefix));
        (namespace, element_of(namespace, local_name(name)))
    }

    fn begin_feed(&mut self, tag: &Tag<'a>, element: Element) {
        if self.format.is_none() {
            let name = local_name(tag.name).to_ascii_lowercase();
            self.format = Some(match name.as_str() {
                "feed" => FeedFormat::Atom,
                "rdf" => FeedFormat::Rdf,
                _ => FeedFormat::Rss,
            });
        }
        if element == Element::Root || self.feed.language.is_none() {
            self.feed.language = self.attribute(tag, "xml:lang").or(self.feed.language.take());
        }
    }

    fn begin_entry(&mut self, tag: &Tag<'a>) {
        // A document of one entry has no other root (RFC 4287, section 4.1.2).
        self.format.get_or_insert(FeedFormat::Atom);
        if self.entry.is_some() {
            self.was_damaged = true;
        }
        let place =
            self.open.iter().rposition(|open| matches!(open.element, Element::Root | Element::Channel));
        let is_nested = self.open.iter().any(|open| open.element == Element::Entry) || self.deeper > 0;
        if let Some(place) = place.filter(|_| is_nested) {
            self.close_to(place + 1);
        }
        self.end_entry();
        let about = self.attribute(tag, "rdf:about");
        let language = self.attribute(tag, "xml:lang");
        self.entry = Some(Parts { about, language, ..Parts::default() });
    }

    /// The decoded value of an attribute; `None` when it is empty.
    pub(super) fn attribute(&self, tag: &Tag<'a>, name: &str) -> Option<String> {
        let value = self.entities.decode(tag.attribute(name)?);
        Some(value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn end(&mut self, name: &'a str) {
        if self.capture.is_some() && self.end_in_capture(name) {
            return;
        }
        match self.open.iter().rposition(|open| open.name.eq_ignore_ascii_case(name)) {
            // Something deeper, which was never pushed, had the same name.
            Some(_)
                if self.deeper > 0
                    && !matches!(self.meaning(name).1, Element::Entry | Element::Channel | Element::Root) =>
            {
                self.deeper -= 1;
            }
            Some(place) => {
                self.was_damaged |= place + 1 < self.open.len();
                self.close_to(place);
            }
            None if self.deeper > 0 => self.deeper -= 1,
            None => self.was_damaged |= self.format.is_some(),
        }
    }

    /// Whether an element of that name is open and cannot be part of a text.
    pub(super) fn closes_structure(&self, name: &str) -> bool {
        let is_open = || self.open.iter().any(|open| open.name.eq_ignore_ascii_case(name));
        matches!(self.meaning(name).1, Element::Entry | Element::Channel | Element::Root) && is_open()
    }

    fn close_to(&mut self, length: usize) {
        self.deeper = 0;
        while self.open.len() > length {
            let Some(open) = self.open.pop() else { break };
            match open.element {
                Element::Entry => self.end_entry(),
                Element::Person => self.end_person(),
                _ => {}
            }
            self.bindings.truncate(open.bindings);
            self.bases.truncate(open.bases.max(1));
        }
    }

    fn end_entry(&mut self) {
        if let Some(entry) = self.entry.take()
            && self.entries.len() < MOST_ENTRIES
        {
            self.entries.push(entry.into_entry());
        }
    }

    fn end_person(&mut self) {
        let Person { text, name, mail } = std::mem::take(&mut self.person);
        let name = name.as_deref().and_then(name_of).or_else(|| name_of(&text)).or(mail);
        if self.is_inside(Element::Source) {
            self.parts().source_authors.extend(name);
        } else {
            self.parts().add_author(name);
        }
    }

    fn text(&mut self, text: &'a str) {
        if let Some(capture) = &mut self.capture {
            capture.text.text(text, &self.entities);
        } else if self.is_in_persons_text() {
            self.entities.decode_into(text, &mut self.person.text);
        }
    }

    fn data(&mut self, data: &'a str) {
        if let Some(capture) = &mut self.capture {
            capture.text.data(data);
        } else if self.is_in_persons_text() {
            self.person.text.push_str(data);
        }
    }

    /// Whether text here is that of a person, perhaps within markup.
    fn is_in_persons_text(&self) -> bool {
        let mut around = self.open.iter().rev();
        let place = around.find(|open| open.element != Element::Other || !is_html_name(open.name));
        place.is_some_and(|open| open.element == Element::Person)
    }

    fn finish(mut self) -> Option<Reading> {
        let format = self.format?;
        let was_cut = self.capture.take().is_some() || self.tokens.was_cut();
        if was_cut {
            self.entry = None;
        }
        let was_damaged = self.was_damaged || was_cut || self.tokens.was_damaged() || !self.open.is_empty();
        self.close_to(0);
        self.end_entry();
        let link = self.feed.page_link();
        let mut entries = self.entries;
        for entry in entries.iter_mut().filter(|entry| entry.authors.is_empty()) {
            // RFC 4287, section 4.2.1.
            entry.authors = inherited(&self.feed.authors);
        }
        let feed = Feed {
            url: String::new(),
            title: self.feed.title.take().and_then(super::text::Text::into_line),
            link,
            language: self.feed.language,
            format,
            entries,
            pace: self.pace.finish(),
            warnings: Vec::new(),
        };
        Some(Reading { feed, was_damaged })
    }
}

/// The names that entries without any take over, as far as they are few enough to be names.
pub(super) fn inherited(authors: &[String]) -> Vec<String> {
    let mut room = MOST_INHERITED;
    let fit = authors.iter().take_while(|name| {
        let fits = name.len() <= room;
        room = room.saturating_sub(name.len());
        fits
    });
    fit.cloned().collect()
}
