//! Every feed in `fixtures/feeds` against the `.expected.json` beside it; only what that states is compared.

use std::path::Path;

use serde_json::Value;
use url::Url;

use super::{candidates, read_feed};

#[test]
fn feeds_read_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/feeds");
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let expected_path = path.with_extension("expected.json");
        if path.to_string_lossy().ends_with(".expected.json") {
            continue;
        }
        let expected: Value = serde_json::from_slice(&std::fs::read(&expected_path).unwrap()).unwrap();
        let base = Url::parse("https://news.example.org/feeds/all").unwrap();
        let feed = read_feed(&std::fs::read(&path).unwrap(), None, &base);
        let read = serde_json::to_value(&feed).unwrap();
        check(&path.file_name().unwrap().to_string_lossy(), &read, &expected);
        assert!(candidates(&feed, None).iter().all(|candidate| candidate.url.scheme().starts_with("http")));
        files += 1;
    }
    assert!(files >= 5, "only {files} fixtures");
}

/// Compares every value that is stated, and names the place where they differ.
fn check(place: &str, read: &Value, expected: &Value) {
    match expected {
        Value::Object(fields) => {
            for (name, expected) in fields {
                check(&format!("{place}/{name}"), &read[name], expected);
            }
        }
        Value::Array(items) => {
            let length = read.as_array().map(Vec::len);
            assert_eq!(length, Some(items.len()), "{place}: {read}");
            for (index, expected) in items.iter().enumerate() {
                check(&format!("{place}/{index}"), &read[index], expected);
            }
        }
        _ => assert_eq!(read, expected, "{place}"),
    }
}

#[test]
fn entries_that_share_an_address_are_one_candidate() {
    let xml = r#"<rss version="2.0"><channel>
        <item><title>one</title><link>https://example.org/a</link></item>
        <item><title>same</title><link>https://example.org/a#top</link></item>
        <item><title>no link</title></item></channel></rss>"#;
    let feed = read_feed(xml.as_bytes(), None, &Url::parse("https://example.org/feed").unwrap());
    assert_eq!(feed.entries.len(), 3);
    let found = candidates(&feed, None);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].hints.title.as_deref(), Some("one"));
}

#[test]
fn what_is_no_feed_has_no_entries_and_a_warning() {
    let base = Url::parse("https://example.org/feed").unwrap();
    for body in [
        &b""[..],
        b"plain words",
        b"<html><body>page</body></html>",
        b"{\"a\": [1, 2",
        b"\xff\xfe<\0r",
        b"<rss>",
    ] {
        let feed = read_feed(body, None, &base);
        assert!(feed.entries.is_empty());
        assert!(!feed.warnings.is_empty() || body == b"<rss>", "{:?}", String::from_utf8_lossy(body));
    }
}

#[test]
fn any_bytes_are_survived() {
    let base = Url::parse("https://example.org/feed").unwrap();
    proptest::proptest!(|(body in proptest::collection::vec(proptest::num::u8::ANY, 0..200))| {
        read_feed(&body, None, &base);
        let text = format!("<rss><channel><item>{}</item></channel></rss>", String::from_utf8_lossy(&body));
        read_feed(text.as_bytes(), None, &base);
    });
}
