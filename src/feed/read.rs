//! Bytes to a feed.

use std::borrow::Cow;

use memchr::memchr_iter;
use url::Url;

use super::identity::settle;
use super::json::read_json;
use super::reader::{MOST_ENTRIES, Reading, read_xml};
use crate::charset::decode_xml;
use crate::model::{Feed, Warning};
use crate::xml::windows_1252_letter;

/// Longest language tag, in bytes (RFC 5646, section 4.4.1, asks for 35): it is copied to all entries.
const LONGEST_LANGUAGE: usize = 100;

/// A document that is no feed, or none of which anything can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it cannot be read as a feed: {reason}")]
pub struct UnreadableFeed {
    /// Why.
    pub reason: String,
}

/// How a feed came.
#[derive(Debug, Clone, Copy)]
pub struct FeedContext<'a> {
    /// The address that answered: relative links are resolved against it.
    pub base: &'a Url,
    /// `Content-Type` as sent.
    pub content_type: Option<&'a str>,
    /// `Content-Language` as sent: the feed's language where it states none.
    pub content_language: Option<&'a str>,
}

impl<'a> FeedContext<'a> {
    /// A feed of which only the address is known.
    pub fn at(base: &'a Url) -> Self {
        Self { base, content_type: None, content_language: None }
    }
}

/// Reads a feed; damage becomes a warning, whatever can be kept is kept. A feed may well have no entries.
///
/// # Errors
/// The document is no feed.
pub fn read_feed(body: &[u8], context: &FeedContext<'_>) -> Result<Feed, UnreadableFeed> {
    let decoded = decode_xml(body, context.content_type);
    let mut warnings = Vec::new();
    if decoded.had_errors {
        let text = format!("some bytes have no meaning in {} and were replaced", decoded.charset);
        warnings.push(Warning::new(text));
    }
    let text = without_c1_controls(&decoded.text);
    let text = text.trim_start_matches(|char: char| char.is_whitespace() || char == '\u{feff}');
    let (Reading { mut feed, was_damaged }, damage) = if text.starts_with('{') {
        (read_json(text, context.base)?, "the feed is not quite JSON Feed: it was mended")
    } else {
        let reading = read_xml(text, context.base);
        let reading = reading
            .ok_or_else(|| UnreadableFeed { reason: "there is no element of a feed in it".to_owned() })?;
        (reading, "the feed is not well-formed XML: it was mended, and what was cut off left out")
    };
    if was_damaged {
        warnings.push(Warning::new(damage));
    }
    settle(&mut feed.entries);
    feed.url = shown_url(context.base);
    feed.language = feed.language.or_else(|| language_of_header(context.content_language?));
    feed.language = feed.language.filter(|language| language.len() <= LONGEST_LANGUAGE);
    if feed.entries.len() >= MOST_ENTRIES {
        warnings.push(Warning::new(format!("only the first {MOST_ENTRIES} entries were read")));
    }
    warnings.extend(missing_addresses(&feed));
    feed.warnings = warnings;
    Ok(feed)
}

/// Letters of windows-1252 in place of the control characters U+0080 to U+009F, as which they are often sent.
fn without_c1_controls(text: &str) -> Cow<'_, str> {
    let is_control = |char: char| ('\u{80}'..'\u{a0}').contains(&char);
    let bytes = text.as_bytes();
    if !memchr_iter(0xc2, bytes).any(|at| bytes.get(at + 1).is_some_and(|second| *second < 0xa0)) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|char| if is_control(char) { windows_1252_letter(char) } else { char }).collect()
}

/// The address as users see it: empty for a local file.
fn shown_url(base: &Url) -> String {
    if base.scheme() == "file" { String::new() } else { base.to_string() }
}

/// The first language of a list.
fn language_of_header(header: &str) -> Option<String> {
    let language = header.split(',').next()?.trim();
    (!language.is_empty()).then(|| language.to_owned())
}

fn missing_addresses(feed: &Feed) -> Option<Warning> {
    match feed.entries.iter().filter(|entry| entry.link.is_none()).count() {
        0 => None,
        1 => Some(Warning::new("1 entry has no address")),
        missing => Some(Warning::new(format!("{missing} entries have no address"))),
    }
}
