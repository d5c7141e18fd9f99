//! Bytes to a feed: decoded, repaired as far as needed, parsed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use url::Url;

use super::adapt::adapt;
use super::json::well_formed_json;
use super::repair::well_formed;
use super::time::instant_of;
use crate::charset::decode_xml;
use crate::model::{Feed, Warning};

/// A document that is no feed, or none of which anything can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it cannot be read as a feed: {reason}")]
pub struct UnreadableFeed {
    /// What the parser said.
    pub reason: String,
}

/// Reads a feed; damage becomes a warning, whatever can be kept is kept. A feed may well have no entries.
///
/// `base` is the address that answered: relative links are resolved against it.
///
/// # Errors
/// The document is no feed.
pub fn read_feed(body: &[u8], content_type: Option<&str>, base: &Url) -> Result<Feed, UnreadableFeed> {
    let decoded = decode_xml(body, content_type);
    let mut warnings = Vec::new();
    if decoded.had_errors {
        let text = format!("some bytes have no meaning in {} and were replaced", decoded.charset);
        warnings.push(Warning::new(text));
    }
    let text = decoded.text.trim();
    let (repaired, damage) = if text.starts_with('{') {
        (well_formed_json(text), "the feed is not quite JSON Feed: it was mended")
    } else {
        let damage = "the feed is not well-formed XML: it was mended, and what was cut off left out";
        (well_formed(text), damage)
    };
    if repaired.was_damaged {
        warnings.push(Warning::new(damage));
    }
    let mut feed = adapt(parse(&repaired.text, base)?, base);
    warnings.extend(missing_addresses(&feed));
    feed.warnings = warnings;
    Ok(feed)
}

fn parse(text: &str, base: &Url) -> Result<feed_rs::model::Feed, UnreadableFeed> {
    let base_uri = (base.scheme() != "file").then(|| base.as_str());
    let parser = feed_rs::parser::Builder::new()
        .base_uri(base_uri)
        .sanitize_content(false)
        .timestamp_parser(instant_of)
        // An empty id says that the feed gave none.
        .id_generator(|_, _, _| String::new())
        .build();
    // The parser has panicked on odd encodings before; text that makes it panic again is one unreadable feed.
    let reason = match catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes()))) {
        Ok(Ok(feed)) => return Ok(feed),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the parser gave up".to_owned(),
    };
    Err(UnreadableFeed { reason })
}

fn missing_addresses(feed: &Feed) -> Option<Warning> {
    match feed.entries.iter().filter(|entry| entry.link.is_none()).count() {
        0 => None,
        1 => Some(Warning::new("1 entry has no address")),
        missing => Some(Warning::new(format!("{missing} entries have no address"))),
    }
}
