//! Every feed in `fixtures/feeds` against the `.expected.json` beside it; only what that states is compared.

use std::path::Path;

use serde_json::Value;
use url::Url;

use super::{FeedContext, candidates, read_feed};

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
        let feed = read_feed(&std::fs::read(&path).unwrap(), &FeedContext::at(&base)).unwrap();
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
    let feed = read_feed(xml.as_bytes(), &FeedContext::at(&Url::parse("https://example.org/feed").unwrap()))
        .unwrap();
    assert_eq!(feed.entries.len(), 3);
    assert_eq!(feed.warnings.len(), 1, "{:?}", feed.warnings);
    assert_eq!(feed.warnings[0].as_str(), "1 entry has no address");
    let found = candidates(&feed, None);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].hints.title.as_deref(), Some("one"));
}

#[test]
fn addresses_that_no_server_accepts_are_no_candidates() {
    let long = "a".repeat(70_000);
    let xml = format!("<rss><channel><item><link>https://example.org/{long}</link></item></channel></rss>");
    let feed = read_feed(xml.as_bytes(), &FeedContext::at(&Url::parse("https://example.org/feed").unwrap()))
        .unwrap();
    assert_eq!(feed.entries.len(), 1);
    assert!(candidates(&feed, None).is_empty());
}

#[test]
fn what_is_no_feed_is_an_error_with_the_reason() {
    let base = Url::parse("https://example.org/feed").unwrap();
    for body in [
        &b""[..],
        b"plain words",
        b"<html><body>page</body></html>",
        b"{\"a\": [1, 2",
        b"{}",
        b"\xff\xfe<\0r",
    ] {
        let error = read_feed(body, &FeedContext::at(&base)).unwrap_err();
        assert!(error.to_string().starts_with("it cannot be read as a feed: "), "{error}");
    }
}

#[test]
fn elements_nested_without_end_are_survived() {
    let base = Url::parse("https://example.org/feed").unwrap();
    let story = "<title>Rain in Homs</title><link>https://example.org/1</link>";
    for (open, close) in [
        ("<media:group>", "</media:group>"),
        ("<media:group>", ""),
        ("<div>", "</div>"),
        ("<b>", "</i>"),
        ("<channel>", "</channel>"),
        ("<source>", "</source>"),
        ("<x:y z='1'>", "</x:y>"),
    ] {
        let (open, close) = (open.repeat(200_000), close.repeat(200_000));
        let xml = format!(
            "<rss><channel><title>Deep</title><item>{story}{open}deep{close}</item><item>{story}</item></channel></rss>"
        );
        let feed = read_feed(xml.as_bytes(), &FeedContext::at(&base)).unwrap();
        assert_eq!(feed.entries.len(), 2, "{}", &xml[..200]);
        assert_eq!(feed.entries[0].title.as_deref(), Some("Rain in Homs"));
        assert_eq!(feed.warnings.len(), 1, "{:?}", feed.warnings);
    }
}

#[test]
fn nested_xhtml_of_atom_is_survived_and_its_text_stays() {
    let base = Url::parse("https://example.org/feed").unwrap();
    let (open, close) = ("<div>".repeat(200_000), "</div>".repeat(200_000));
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Deep</title><entry><id>urn:x:1</id>";
    let link = "<link href='https://example.org/1'/>";
    let xhtml = "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>";
    let xml = format!("{atom}{link}{xhtml}{open}the words{close}</div></content></entry></feed>");
    let feed = read_feed(xml.as_bytes(), &FeedContext::at(&base)).unwrap();
    assert_eq!(feed.entries.len(), 1);
    assert!(feed.entries[0].content.as_deref().unwrap().contains("the words"));
    for root in ["<feed>", "<rss>", "<rdf:RDF>", "<item>", "<entry>"] {
        let _ = read_feed(root.repeat(200_000).as_bytes(), &FeedContext::at(&base));
    }
}

#[test]
fn what_dialects_say_in_their_own_way_is_understood() {
    let base = Url::parse("https://example.org/feed").unwrap();
    let read = |text: &str| read_feed(text.as_bytes(), &FeedContext::at(&base)).unwrap();
    let rdf = read(
        "<rdf:RDF xmlns='http://purl.org/rss/1.0/'><item rdf:about='https://example.org/1'><title>Rain</title></item>
        <item rdf:about='https://example.org/2'><title>Snow</title><link>https://example.org/two</link></item>
        <item><title>Hail</title></item></rdf:RDF>",
    );
    let links: Vec<Option<&str>> = rdf.entries.iter().map(|entry| entry.link.as_deref()).collect();
    assert_eq!(links, [Some("https://example.org/1"), Some("https://example.org/two"), None]);
    let rss = read(
        "<rss><channel><dc:language>ar</dc:language><item><dc:subject>Weather</dc:subject>
        <link>https://example.org/1</link></item></channel></rss>",
    );
    assert_eq!(
        (rss.language.as_deref(), rss.entries[0].categories.as_slice()),
        (Some("ar"), &["Weather".to_owned()][..])
    );
    let atom = read(
        "<feed xmlns='http://www.w3.org/2005/Atom'><author><name>Leila Haddad</name></author><entry><id>urn:x:1</id>
        <title type='text/x-odd'>Rain</title><link href='/1'/></entry></feed>",
    );
    assert_eq!(atom.entries[0].title.as_deref(), Some("Rain"));
    assert_eq!(atom.entries[0].authors, ["Leila Haddad"]);
    let json = read(
        r#"{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [{"id": "1", "attachments":
        [{"url": "https://example.org/a.mp3", "mime_type": "audio/mpeg"}]}]}"#,
    );
    assert_eq!(json.entries[0].link, None);
    assert_eq!(json.entries[0].enclosures.len(), 1);
}

#[test]
fn any_bytes_are_survived() {
    let base = Url::parse("https://example.org/feed").unwrap();
    proptest::proptest!(|(body in proptest::collection::vec(proptest::num::u8::ANY, 0..200))| {
        let _ = read_feed(&body, &FeedContext::at(&base));
        let text = format!("<rss><channel><item>{}</item></channel></rss>", String::from_utf8_lossy(&body));
        let _ = read_feed(text.as_bytes(), &FeedContext::at(&base));
    });
}
