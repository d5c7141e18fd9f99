//! Elements that hold one value: collected from their start to their end, wherever that may be, and put where they belong.

use std::rc::Rc;

use super::html::fold;
use super::parts::{Parts, is_web_address, web_address};
use super::reader::Reader;
use super::text::{TextCollector, Wrapping, is_markup_name, wrapping_of};
use super::vocabulary::{Element, Namespace};
use crate::dates::read_instant;
use crate::model::Enclosure;
use crate::xml::Tag;
use url::Url;

/// An element whose text is being collected.
pub(super) struct Capture<'a> {
    element: Element,
    tag: Tag<'a>,
    base: Rc<Url>,
    pub(super) text: TextCollector,
    /// Elements of the same name that are open inside of it.
    namesakes: usize,
    /// Elements that are open inside of it.
    inner: usize,
}

impl Capture<'_> {
    /// Whether it may hold markup of which elements of feeds may be part (`summary`, `source`, `link`).
    fn is_rich(&self) -> bool {
        matches!(
            self.element,
            Element::Description | Element::Summary(_) | Element::Content | Element::FullText
        )
    }
}

impl<'a> Reader<'a> {
    /// Begins an element other than feeds and entries: what is in its attributes is noted, or its text collected.
    pub(super) fn begin_field(&mut self, tag: &Tag<'a>, element: Element, is_atom: bool) {
        let wrapping = match element {
            Element::Title(_)
            | Element::Description
            | Element::Summary(_)
            | Element::Content
            | Element::FullText => {
                if element == Element::Content && self.begin_linked_content(tag) {
                    return;
                }
                wrapping_of(tag, is_atom && element != Element::FullText)
            }
            Element::Link if tag.attribute("href").is_some_and(|address| !address.trim().is_empty()) => {
                return self.begin_link(tag);
            }
            Element::Category
                if ["term", "label", "text"].iter().any(|name| tag.attribute(name).is_some()) =>
            {
                let value = ["term", "label", "text"].iter().find_map(|name| self.attribute(tag, name));
                return self.parts().add_category(&value.unwrap_or_default());
            }
            Element::Enclosure | Element::MediaContent => return self.begin_enclosure(tag),
            Element::Root
            | Element::Channel
            | Element::Entry
            | Element::Other
            | Element::Source
            | Element::Group
            | Element::Person
            | Element::SkipList => return,
            _ => Wrapping::Plain,
        };
        self.capture = Some(Capture {
            element,
            tag: *tag,
            base: self.base().clone(),
            text: TextCollector::new(wrapping),
            namesakes: 0,
            inner: 0,
        });
    }

    /// Atom `content` that stands elsewhere (RFC 4287, section 4.1.3.2).
    fn begin_linked_content(&mut self, tag: &Tag<'a>) -> bool {
        let Some(url) = self.attribute(tag, "src").and_then(|address| web_address(&address, self.base()))
        else {
            return false;
        };
        let media_type = self.attribute(tag, "type");
        self.parts().add_enclosure(Enclosure { url, media_type, length: None });
        true
    }

    fn begin_link(&mut self, tag: &Tag<'a>) {
        let address = self.attribute(tag, "href").and_then(|address| web_address(&address, self.base()));
        self.add_link(tag, address);
    }

    fn add_link(&mut self, tag: &Tag<'a>, address: Option<String>) {
        let relation = self.attribute(tag, "rel").unwrap_or_default();
        let length = self.attribute(tag, "length").and_then(|length| length.parse().ok());
        let media_type = self.attribute(tag, "type");
        self.parts().add_link(&relation, media_type, length, address);
    }

    fn begin_enclosure(&mut self, tag: &Tag<'a>) {
        let address = self.attribute(tag, "url").or_else(|| self.attribute(tag, "href"));
        let Some(url) = address.and_then(|address| web_address(&address, self.base())) else { return };
        let length = self.attribute(tag, "length").or_else(|| self.attribute(tag, "fileSize"));
        let length = length.and_then(|length| length.parse().ok());
        let media_type = self.attribute(tag, "type");
        self.parts().add_enclosure(Enclosure { url, media_type, length });
    }

    /// Handles a start tag inside of a text; false when the text must have ended before it.
    pub(super) fn start_in_capture(&mut self, tag: &Tag<'a>) -> bool {
        let (namespace, element) = self.meaning(tag.name);
        let Some(capture) = &mut self.capture else { return false };
        let may_be_markup = capture.is_rich() && (is_markup_name(tag.name) || namespace == Namespace::Xhtml);
        let ends = match element {
            Element::Other => false,
            Element::Root | Element::Channel | Element::Entry => true,
            _ => !may_be_markup,
        };
        // Inside of elements of another vocabulary, names mean something else.
        if ends && (capture.inner == 0 || element == Element::Entry || !capture.text.is_other_vocabulary()) {
            self.was_damaged = true;
            self.finish_capture();
            return false;
        }
        if !tag.is_empty {
            capture.namesakes += usize::from(tag.name.eq_ignore_ascii_case(capture.tag.name));
            capture.inner += 1;
        }
        capture.text.start(tag);
        true
    }

    /// Handles an end tag inside of a text; false when it closes more than the text.
    pub(super) fn end_in_capture(&mut self, name: &'a str) -> bool {
        let closes_structure = self.closes_structure(name);
        let Some(capture) = &mut self.capture else { return false };
        if name.eq_ignore_ascii_case(capture.tag.name) {
            if capture.namesakes == 0 {
                self.finish_capture();
                return true;
            }
            capture.namesakes -= 1;
        } else if closes_structure {
            self.was_damaged = true;
            self.finish_capture();
            return false;
        } else if capture.inner == 0 && !is_markup_name(name) {
            // Meant is the end of this one.
            self.was_damaged = true;
            self.finish_capture();
            return true;
        }
        capture.inner = capture.inner.saturating_sub(1);
        capture.text.end(name);
        true
    }

    /// Puts the collected text where it belongs.
    pub(super) fn finish_capture(&mut self) {
        let Some(Capture { element, tag, base, text, .. }) = self.capture.take() else { return };
        match element {
            Element::Title(rank) => self.parts().title.offer(rank, text.into_title()),
            Element::Description => {
                let text = text.finish().map(|text| text.resolved(&base));
                let parts = self.parts();
                parts.description = parts.description.take().or(text);
            }
            Element::Summary(rank) => {
                let text = text.finish().map(|text| text.resolved(&base));
                self.parts().summary.offer(rank, text);
            }
            Element::Content => self.parts().content.offer(1, text.finish().map(|text| text.resolved(&base))),
            Element::FullText => {
                self.parts().content.offer(2, text.finish().map(|text| text.resolved(&base)))
            }
            Element::Link => {
                let address = web_address(&text.into_characters(), &base);
                self.add_link(&tag, address);
            }
            _ => self.finish_value(element, &tag, &base, text.into_characters()),
        }
    }

    fn finish_value(&mut self, element: Element, tag: &Tag<'a>, base: &Url, value: String) {
        match element {
            Element::OriginalLink => self.parts().original_link = web_address(&value, base),
            Element::OriginalEnclosure => self.parts().original_enclosure = web_address(&value, base),
            Element::Guid => {
                let is_permalink =
                    tag.attribute("isPermaLink").is_none_or(|word| word.trim().eq_ignore_ascii_case("true"));
                finish_id(self.parts(), value, base, is_permalink);
            }
            Element::Id => finish_id(self.parts(), value, base, false),
            Element::Published(rank) => self.parts().published.offer(rank, read_instant(&value)),
            Element::Updated(rank) => self.parts().updated.offer(rank, read_instant(&value)),
            Element::PersonName => self.person.name = Some(value),
            Element::PersonMail => self.person.mail = Some(value).filter(|mail| !mail.is_empty()),
            Element::Category => self.parts().add_category(&value),
            Element::Keywords => value.split(',').for_each(|word| self.parts().add_category(word)),
            Element::Language => {
                let language = Some(fold(&value)).filter(|language| !language.is_empty());
                let parts = self.parts();
                parts.language = language.or(parts.language.take());
            }
            Element::TimeToLive => self.pace.ttl = self.pace.ttl.or(value.parse().ok()),
            Element::UpdatePeriod => self.pace.set_period(&value),
            Element::UpdateFrequency => self.pace.frequency = value.parse().ok(),
            Element::SkippedHour => self.pace.add_hour(&value),
            Element::SkippedDay => self.pace.add_day(&value),
            _ => {}
        }
    }
}

/// Notes an id. One that is an address leads to the page, unless something better does.
fn finish_id(parts: &mut Parts, value: String, base: &Url, is_permalink: bool) {
    if value.is_empty() || parts.id.is_some() {
        return;
    }
    let is_address = !value.contains(|char: char| {
        char.is_whitespace() || matches!(char, '<' | '>' | '&' | '"') && !is_web_address(&value)
    });
    let looks_relative = is_address && value.contains('/') && !value.contains(':');
    let address = match is_address && (is_permalink || looks_relative) {
        true => web_address(&value, base),
        false => None,
    };
    if is_permalink {
        parts.permalink.clone_from(&address);
    }
    // A relative id says nothing outside of its feed; an absolute one is never rewritten.
    parts.id = Some(if looks_relative && !is_web_address(&value) { address.unwrap_or(value) } else { value });
}
