//! The texts of a feed, in whatever way they are wrapped: plain, escaped, inline markup, CDATA, base64.

use super::html::{looks_like_html, with_absolute_addresses};
use crate::model::TextForm;
use crate::xml::{Entities, Tag, escape_into, is_html_name, is_void_name};
use url::Url;

/// A text as the feed means it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) content: String,
    pub(super) form: TextForm,
}

/// How a text is wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapping {
    /// Plain text.
    Plain,
    /// HTML, escaped or in CDATA; RSS does not say so.
    Html,
    /// Elements.
    Markup,
    /// RFC 4648, section 4.
    Base64,
}

/// How the element says that its text is wrapped: `type` of Atom 1.0 (RFC 4287, section 3.1.1), `mode` of Atom 0.3.
pub(super) fn wrapping_of(tag: &Tag<'_>, is_atom: bool) -> Wrapping {
    let lower = |name: &str| tag.attribute(name).unwrap_or_default().trim().to_ascii_lowercase();
    let (media_type, mode) = (lower("type"), lower("mode"));
    match (media_type.as_str(), mode.as_str()) {
        (_, "base64") => Wrapping::Base64,
        ("text" | "text/plain" | "plain", _) => Wrapping::Plain,
        ("html" | "text/html", _) | ("xhtml" | "application/xhtml+xml", "escaped") => Wrapping::Html,
        ("xhtml", _) => Wrapping::Markup,
        (xml, _) if xml.ends_with("+xml") || xml.ends_with("/xml") => Wrapping::Markup,
        (text, _) if text.starts_with("text/") => Wrapping::Plain,
        (bytes, _) if bytes.contains('/') => Wrapping::Base64,
        (_, "escaped") => Wrapping::Html,
        _ if is_atom => Wrapping::Plain,
        _ => Wrapping::Html,
    }
}

/// Collects a text from the tokens inside its element.
#[derive(Debug)]
pub(super) struct TextCollector {
    text: String,
    wrapping: Wrapping,
    /// Once elements were met: what stood for characters is written as HTML from then on.
    is_markup: bool,
}

impl TextCollector {
    pub(super) fn new(wrapping: Wrapping) -> Self {
        Self { text: String::new(), wrapping, is_markup: false }
    }

    /// Whether the elements inside are of some vocabulary that is not known.
    pub(super) fn is_other_vocabulary(&self) -> bool {
        self.wrapping == Wrapping::Markup
    }

    /// Text of the document, references not yet decoded.
    pub(super) fn text(&mut self, text: &str, entities: &Entities) {
        if self.is_markup {
            escape_into(&entities.decode(text), &mut self.text);
        } else {
            entities.decode_into(text, &mut self.text);
        }
    }

    /// The content of a CDATA section.
    pub(super) fn data(&mut self, data: &str) {
        let start = self.text.len();
        if self.is_markup {
            escape_into(data, &mut self.text);
        } else {
            self.text.push_str(data);
        }
        let is_control = |byte: u8| (byte < 0x20) & !matches!(byte, b'\t' | b'\n' | b'\r') | (byte == 0x7f);
        // Without a branch for each byte.
        let added = self.text.bytes().skip(start);
        if added.fold(false, |any, byte| any | is_control(byte)) {
            self.text.retain(|char| !u8::try_from(char).is_ok_and(is_control));
        }
    }

    /// A start tag inside the text.
    pub(super) fn start(&mut self, tag: &Tag<'_>) {
        self.turn_to_markup();
        let name = local_name(tag.name);
        self.text.push('<');
        self.text.push_str(name);
        self.text.push_str(tag.written_attributes());
        self.text.push('>');
        if tag.is_empty && !is_void_name(name) {
            self.end(name);
        }
    }

    /// An end tag inside the text.
    pub(super) fn end(&mut self, name: &str) {
        self.turn_to_markup();
        self.text.push_str("</");
        self.text.push_str(local_name(name));
        self.text.push('>');
    }

    fn turn_to_markup(&mut self) {
        if !self.is_markup && self.wrapping != Wrapping::Html {
            self.is_markup = true;
            let mut escaped = String::with_capacity(self.text.len());
            escape_into(&self.text, &mut escaped);
            self.text = escaped;
        }
    }

    /// The text without the white space around it; `None` when nothing is left.
    pub(super) fn finish(self) -> Option<Text> {
        let (content, form) = match self.wrapping {
            _ if self.is_markup => (self.text, TextForm::Html),
            Wrapping::Html => (self.text, TextForm::Html),
            Wrapping::Base64 => from_base64(self.text),
            Wrapping::Plain | Wrapping::Markup => {
                let form = if looks_like_html(&self.text) { TextForm::Html } else { TextForm::Plain };
                (self.text, form)
            }
        };
        let content = trimmed(content);
        (!content.is_empty()).then_some(Text { content, form })
    }

    /// The text as a title, where `<p>` may well be what it is about.
    pub(super) fn into_title(self) -> Option<Text> {
        let is_plain = !self.is_markup && self.wrapping == Wrapping::Plain;
        let text = self.finish()?;
        Some(if is_plain { Text { form: TextForm::Plain, ..text } } else { text })
    }

    /// The characters alone, whatever tags stood between them.
    pub(super) fn into_characters(self) -> String {
        if self.is_markup || self.text.contains('<') && self.text.contains("<![CDATA[") {
            return super::html::plain_text(&self.text);
        }
        trimmed(self.text)
    }
}

impl Text {
    /// Plain text on one line, for titles and names.
    pub(super) fn into_line(self) -> Option<String> {
        let line = match self.form {
            TextForm::Html => super::html::plain_text(&self.content),
            TextForm::Plain => super::html::fold(&self.content),
        };
        (!line.is_empty()).then_some(line)
    }

    /// The same with absolute addresses.
    pub(super) fn resolved(mut self, base: &Url) -> Self {
        if self.form == TextForm::Html {
            self.content = with_absolute_addresses(self.content, base);
        }
        self
    }
}

/// The text without the white space around it.
fn trimmed(mut text: String) -> String {
    text.truncate(text.trim_end().len());
    text.drain(..text.len() - text.trim_start().len());
    text
}

/// A name without its prefix.
pub(super) fn local_name(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Text in base64; what is none stays as it is when it reads as words, and is nothing otherwise.
fn from_base64(text: String) -> (String, TextForm) {
    match text_of_base64(&text) {
        Some(decoded) => {
            let is_html = decoded.contains('<') && decoded.contains('>');
            (decoded, if is_html { TextForm::Html } else { TextForm::Plain })
        }
        None if text.trim().contains(' ') => (text, TextForm::Plain),
        None => (String::new(), TextForm::Plain),
    }
}

/// The UTF-8 text that `text` holds in base64; `None` when it holds none.
fn text_of_base64(text: &str) -> Option<String> {
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(text.len()), 0_u32, 0_u32);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(digit)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Whether an end tag can be part of a text with markup.
pub(super) fn is_markup_name(name: &str) -> bool {
    is_html_name(local_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_text_or_nothing() {
        for (text, expected) in [
            ("UmFpbiA8Yj5pbjwvYj4gSG9tcw==", Some("Rain <b>in</b> Homs")),
            (" 2YXYt\n ti3 ", Some("مضط")),
            ("2YXYt9ix", Some("مطر")),
            ("plain words.", None),
            ("/////w==", None),
            ("", Some("")),
        ] {
            assert_eq!(text_of_base64(text).as_deref(), expected, "{text}");
        }
    }
}
