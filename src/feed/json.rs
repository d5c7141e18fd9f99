//! JSON Feed, or nearly: bare version numbers, trailing commas, numbers and nulls where text belongs are mended for `feed-rs`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;
use url::Url;

use super::json_entries::adapt;
use super::parts::LONGEST_BASE;
use super::read::UnreadableFeed;
use super::reader::Reading;
use crate::content_kind::is_json_feed_version;
use crate::dates::read_instant;

/// Version that stands for all: 1.1 only added to 1.0.
const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// Reads a JSON Feed.
pub(super) fn read_json(text: &str, base: &Url) -> Result<Reading, UnreadableFeed> {
    let Mended { text, was_damaged } = well_formed_json(text.trim());
    Ok(Reading { feed: adapt(parse(&text, base)?, base), was_damaged })
}

fn parse(text: &str, base: &Url) -> Result<feed_rs::model::Feed, UnreadableFeed> {
    // What it leaves relative is made absolute afterwards, with a base of bounded length.
    let base_uri = (base.scheme() != "file" && base.as_str().len() <= LONGEST_BASE).then(|| base.as_str());
    let parser = feed_rs::parser::Builder::new()
        .base_uri(base_uri)
        .sanitize_content(false)
        .timestamp_parser(read_instant)
        // An empty id says that the feed gave none.
        .id_generator(|_, _, _| String::new())
        .build();
    // Should it panic on a text, that is one unreadable feed.
    let reason = match catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes()))) {
        Ok(Ok(feed)) => return Ok(feed),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the parser gave up".to_owned(),
    };
    Err(UnreadableFeed { reason })
}

/// Text that the parser reads, and whether it had to be changed for that.
struct Mended {
    text: String,
    was_damaged: bool,
}

/// Mends what a strict parser would refuse. What is no JSON at all is returned as it was.
fn well_formed_json(text: &str) -> Mended {
    let unchanged = || Mended { text: text.to_owned(), was_damaged: false };
    let (value, had_commas) = match serde_json::from_str::<Value>(text) {
        Ok(value) => (Some(value), false),
        Err(_) => (serde_json::from_str(&without_trailing_commas(text)).ok(), true),
    };
    let Some(mut feed) = value else { return unchanged() };
    let was_changed = adapt_version(&mut feed) | adapt_fields(&mut feed);
    if had_commas || was_changed { Mended { text: feed.to_string(), was_damaged: true } } else { unchanged() }
}

fn adapt_version(feed: &mut Value) -> bool {
    let Some(version) = feed.get_mut("version").filter(|version| is_json_feed_version(version)) else {
        return false;
    };
    let is_known = version.as_str().is_some_and(|text| text.starts_with("https://jsonfeed.org/version/1"));
    if !is_known {
        *version = Value::from(VERSION);
    }
    !is_known
}

/// The parser refuses a whole feed for one field of another type.
fn adapt_fields(feed: &mut Value) -> bool {
    let Some(fields) = feed.as_object_mut() else { return false };
    let mut was_changed = false;
    if !fields.get("title").is_some_and(Value::is_string) {
        fields.insert("title".to_owned(), Value::from(""));
        was_changed = true;
    }
    let Some(items) = fields.get_mut("items").and_then(Value::as_array_mut) else { return was_changed };
    let count = items.len();
    items.retain(Value::is_object);
    was_changed |= count != items.len();
    for item in items.iter_mut().filter_map(Value::as_object_mut) {
        for (name, value) in item {
            was_changed |= adapt_field(name, value);
        }
    }
    was_changed
}

fn adapt_field(name: &str, value: &mut Value) -> bool {
    let is_right = match name {
        "id" | "url" | "external_url" | "title" | "content_html" | "content_text" | "summary"
        | "date_published" | "date_modified" => value.is_string(),
        "author" => value.is_object(),
        "authors" | "attachments" => value.as_array().is_some_and(|list| list.iter().all(Value::is_object)),
        "tags" => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
        _ => true,
    };
    if is_right || value.is_null() {
        return false;
    }
    *value = match (name, &value) {
        ("id", Value::Number(number)) => Value::from(number.to_string()),
        ("tags", Value::Array(tags)) => tags.iter().filter(|tag| tag.is_string()).cloned().collect(),
        ("tags", Value::String(tag)) => Value::from(vec![tag.clone()]),
        ("author", Value::String(author)) => serde_json::json!({"name": author}),
        ("authors", Value::Array(authors)) => {
            authors.iter().filter(|author| author.is_object()).cloned().collect()
        }
        _ => Value::Null,
    };
    true
}

/// The text without commas before a closing bracket, outside of strings.
fn without_trailing_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut is_escaped) = (false, false);
    // Where a comma stands in `out` that nothing but white space follows yet.
    let mut comma = None;
    for char in text.chars() {
        if in_string {
            in_string = is_escaped || char != '"';
            is_escaped = char == '\\' && !is_escaped;
        } else if let (']' | '}', Some(at)) = (char, comma) {
            out.truncate(at);
            comma = None;
        } else if char == ',' {
            comma = Some(out.len());
        } else if !char.is_whitespace() {
            comma = None;
            in_string = char == '"';
        }
        out.push(char);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{FeedContext, read_feed};
    use url::Url;

    fn check(text: &str, titles: &[&str], warnings: usize) {
        let base = Url::parse("https://example.org/feed.json").unwrap();
        let feed = read_feed(text.as_bytes(), &FeedContext::at(&base)).unwrap();
        let read: Vec<&str> = feed.entries.iter().map(|entry| entry.title.as_deref().unwrap_or("")).collect();
        assert_eq!(read, titles, "{text}");
        assert_eq!(feed.warnings.len(), warnings, "{text}: {:?}", feed.warnings);
    }

    #[test]
    fn versions_are_read_however_they_are_written() {
        for (version, warnings) in [
            ("\"https://jsonfeed.org/version/1\"", 0),
            ("\"https://jsonfeed.org/version/1.1\"", 0),
            ("\"http://www.jsonfeed.org/version/1\"", 1),
            ("\"1\"", 1),
            ("\"1.1\"", 1),
            ("1", 1),
            ("1.0", 1),
            ("1.1", 1),
        ] {
            let items = r#"[{"id": "1", "title": "Rain", "url": "https://example.org/1"}]"#;
            check(
                &format!("{{\"version\": {version}, \"title\": \"t\", \"items\": {items}}}"),
                &["Rain"],
                warnings,
            );
        }
    }

    #[test]
    fn trailing_commas_and_odd_types_are_mended() {
        check(
            r#"{"version": "https://jsonfeed.org/version/1", "title": "t, ]", "items": [
                {"id": 7, "title": "a,] \" ,}", "url": "/7", "tags": ["x", 3,], "author": "Leila",},
                null,
                {"id": "8", "url": "/8", "title": "b", "attachments": "none", "date_published": 12 } , ], }"#,
            &["a,] \" ,}", "b"],
            1,
        );
    }

    #[test]
    fn deep_json_is_refused_and_survived() {
        let base = Url::parse("https://example.org/feed.json").unwrap();
        for open in ["[", "{\"a\":"] {
            let start = "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": ";
            let deep = format!("{start}{}", open.repeat(200_000));
            assert!(read_feed(deep.as_bytes(), &FeedContext::at(&base)).is_err());
        }
    }
}
