//! Bytes to a feed: decoded, repaired as far as needed, parsed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use url::Url;

use super::adapt::adapt;
use super::repair::well_formed;
use crate::charset::decode_xml;
use crate::model::{Feed, FeedFormat, Warning};

/// Reads a feed; damage becomes a warning, whatever can be kept is kept. What is no feed at all has no entries.
///
/// `base` is the address that answered: relative links are resolved against it.
pub fn read_feed(body: &[u8], content_type: Option<&str>, base: &Url) -> Feed {
    let decoded = decode_xml(body, content_type);
    let mut warnings = Vec::new();
    if decoded.had_errors {
        let text = format!("some bytes have no meaning in {} and were replaced", decoded.charset);
        warnings.push(Warning::new(text));
    }
    let mut text = decoded.text.trim().to_owned();
    if !text.starts_with('{') {
        let repaired = well_formed(&text);
        if repaired.was_damaged {
            warnings.push(Warning::new(
                "the feed is not well-formed XML: it was mended, and what was cut off left out",
            ));
        }
        text = repaired.text;
    }
    let mut feed = match parse(&text, base) {
        Ok(feed) => adapt(feed, base),
        Err(reason) => {
            warnings.push(Warning::new(format!("it cannot be read as a feed: {reason}")));
            unreadable(&text, base)
        }
    };
    feed.warnings = warnings;
    feed
}

fn parse(text: &str, base: &Url) -> Result<feed_rs::model::Feed, String> {
    let base_uri = (base.scheme() != "file").then(|| base.as_str());
    let parser = feed_rs::parser::Builder::new()
        .base_uri(base_uri)
        .sanitize_content(false)
        // An empty id says that the feed gave none.
        .id_generator(|_, _, _| String::new())
        .build();
    // The parser has panicked on odd encodings before; text that makes it panic again is one unreadable feed.
    match catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes()))) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("the parser gave up".to_owned()),
    }
}

fn unreadable(text: &str, base: &Url) -> Feed {
    let format = match text {
        _ if text.starts_with('{') => FeedFormat::Json,
        _ if text.contains("<feed") => FeedFormat::Atom,
        _ if text.contains("<rdf:RDF") => FeedFormat::Rdf,
        _ => FeedFormat::Rss,
    };
    Feed {
        url: super::adapt::shown_url(base),
        title: None,
        link: None,
        language: None,
        format,
        entries: Vec::new(),
        warnings: Vec::new(),
    }
}
