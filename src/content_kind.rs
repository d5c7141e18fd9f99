//! What a document is, told from its bytes first and from its labels last: servers mislabel, bytes do not.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

/// Bytes at the beginning that tell a text from a page without its root element.
const HEAD: usize = 4096;
/// Share of control characters (one in so many) from which on bytes are no text.
const CONTROLS_IN_TEXT: usize = 50;
/// Share of zero bytes (one in so many) from which on bytes are no text; some servers leave a stray one in a page.
const ZEROS_IN_TEXT: usize = 500;
/// Stray control characters that even the shortest text may have.
const STRAY_CONTROLS: usize = 2;
/// Longest name of a root element that is looked at, in bytes.
const LONGEST_NAME: usize = 64;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentKind {
    /// A web page.
    Html,
    /// Text without markup.
    PlainText,
    /// RSS, Atom, RDF or JSON Feed.
    Feed,
    /// A sitemap or sitemap index.
    Sitemap,
    /// JSON that is no JSON Feed.
    Json,
    /// Something that is not text, with an article for use in a sentence (`a PDF file`, `an image`).
    Binary(&'static str),
    /// Nothing but white space.
    Empty,
}

/// First bytes of formats that are not text.
const SIGNATURES: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF-", "a PDF file"),
    (0, b"\x89PNG\r\n", "an image"),
    (0, b"GIF8", "an image"),
    (0, b"\xff\xd8\xff", "an image"),
    (8, b"WEBP", "an image"),
    (4, b"ftypavif", "an image"),
    (4, b"ftyp", "a video"),
    (0, b"\x1a\x45\xdf\xa3", "a video"),
    (0, b"OggS", "an audio file"),
    (0, b"ID3", "an audio file"),
    (0, b"\xff\xfb", "an audio file"),
    (8, b"WAVE", "an audio file"),
    (0, b"PK\x03\x04", "a ZIP or office file"),
    (0, b"\xd0\xcf\x11\xe0", "an office file"),
    (0, b"\x1f\x8b", "a compressed file"),
    (0, b"wOF", "a font"),
    (0, b"\x7fELF", "a program"),
];

/// Tags of which a web page has one near its beginning.
const PAGE_TAGS: &[&str] = &[
    "<html",
    "<head",
    "<body",
    "<title",
    "<meta",
    "<div",
    "<p>",
    "<p ",
    "<article",
    "<h1",
    "<table",
    "<br",
    "<a ",
    "<!doctype html",
];

/// Tells what a document is. `content_type` is the header; `name` is a file name or URL path.
pub fn content_kind(body: &[u8], content_type: Option<&str>, name: Option<&str>) -> ContentKind {
    if let Some((_, _, what)) =
        SIGNATURES.iter().find(|(at, bytes, _)| body.get(*at..).is_some_and(|rest| rest.starts_with(bytes)))
    {
        return ContentKind::Binary(what);
    }
    let labels =
        format!("{} {}", content_type.unwrap_or_default(), name.unwrap_or_default()).to_ascii_lowercase();
    let is_wide =
        is_utf16(body) || content_type.is_some_and(|label| label.to_ascii_lowercase().contains("utf-16"));
    if body.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return ContentKind::Empty;
    }
    if !is_wide && is_noise(body) {
        return ContentKind::Binary("a binary file");
    }
    // Text in UTF-16 reads as ASCII once the zero bytes are gone; nothing else here needs more than ASCII.
    let narrow: Vec<u8>;
    let text = if is_wide {
        narrow = body.iter().copied().filter(|byte| *byte != 0).collect();
        without_marks(narrow.as_slice())
    } else {
        without_marks(body)
    };
    match text.first() {
        Some(b'<') => kind_of_root(&root_name(text)),
        Some(b'{' | b'[') => kind_of_json(text, &labels),
        _ => kind_of_text(text, &labels),
    }
}

/// Whether a `version` is one of JSON Feed, however it is written: the address, or the number alone.
pub(crate) fn is_json_feed_version(version: &Value) -> bool {
    is_json_feed_address(version) || {
        let text = version.as_str().map_or_else(|| version.to_string(), str::to_owned);
        matches!(text.trim(), "1" | "1.0" | "1.1")
    }
}

fn is_json_feed_address(version: &Value) -> bool {
    let text = version.as_str().unwrap_or_default().trim().to_ascii_lowercase();
    let address = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let address = address.map(|address| address.strip_prefix("www.").unwrap_or(address));
    address.is_some_and(|address| address.starts_with("jsonfeed.org/version/1"))
}

/// A byte order mark, or a `<` of two or four bytes (XML 1.0, appendix F).
fn is_utf16(body: &[u8]) -> bool {
    matches!(
        body,
        [0xfe, 0xff, ..]
            | [0xff, 0xfe, ..]
            | [0, b'<', 0, ..]
            | [b'<', 0, _, 0, ..]
            | [0, 0, 0xfe, 0xff, ..]
            | [0, 0, 0, b'<', ..]
    )
}

/// Whether there are more control characters than strays in a text. Escape belongs to ISO-2022-JP.
fn is_noise(body: &[u8]) -> bool {
    // Without branches and in single bytes, since every byte of every document is looked at: compilers make vectors of that.
    let is_control = |byte: u8| {
        let is_space = (byte.wrapping_sub(b'\t') <= b'\r' - b'\t') | (byte == 0x1b);
        u8::from(((byte < b' ') & !is_space) | (byte == 0x7f))
    };
    let in_chunk =
        |chunk: &[u8]| chunk.iter().fold(0_u8, |count, byte| count.wrapping_add(is_control(*byte)));
    let controls: usize = body.chunks(usize::from(u8::MAX)).map(|chunk| usize::from(in_chunk(chunk))).sum();
    // A zero is a control character.
    let zeros = || memchr::memchr_iter(0, body).count();
    controls > 0 && zeros() * ZEROS_IN_TEXT > body.len()
        || controls > STRAY_CONTROLS && controls * CONTROLS_IN_TEXT > body.len()
}

/// The text behind byte order marks and white space.
fn without_marks(text: &[u8]) -> &[u8] {
    let start = text
        .iter()
        .position(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xef | 0xbb | 0xbf | 0xfe | 0xff));
    text.get(start.unwrap_or(text.len())..).unwrap_or_default()
}

/// What tells a JSON Feed from other JSON.
#[derive(Deserialize)]
struct JsonRoot {
    version: Option<Value>,
    items: Option<IgnoredAny>,
}

fn kind_of_json(text: &[u8], labels: &str) -> ContentKind {
    if text.starts_with(b"[") {
        return if labels.contains("json") { ContentKind::Json } else { kind_of_text(text, labels) };
    }
    match serde_json::from_slice::<JsonRoot>(text) {
        Ok(JsonRoot { version: Some(version), items }) => {
            let is_feed = is_json_feed_address(&version) || items.is_some() && is_json_feed_version(&version);
            if is_feed { ContentKind::Feed } else { ContentKind::Json }
        }
        Ok(_) => ContentKind::Json,
        // Nearly JSON, which the feed reader mends.
        Err(_)
            if find(text, b"jsonfeed.org/version")
                .or_else(|| find(text, b"jsonfeed.org\\/version"))
                .is_some() =>
        {
            ContentKind::Feed
        }
        Err(_) if labels.contains("json") => ContentKind::Json,
        Err(_) => kind_of_text(text, labels),
    }
}

/// Something that does not begin with a tag: prose, or a page or a feed after stray text.
fn kind_of_text(text: &[u8], labels: &str) -> ContentKind {
    let head = text.get(..HEAD).unwrap_or(text);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    if labels.contains("xml") || labels.contains("rss") {
        let root = find(text, b"<?xml").or_else(|| find(text, b"<rss")).or_else(|| find(text, b"<feed"));
        if let Some(start) = root {
            return kind_of_root(&root_name(text.get(start..).unwrap_or_default()));
        }
    }
    if is_list_of_addresses(&head, text.len() > HEAD) {
        return ContentKind::Sitemap;
    }
    let is_page = PAGE_TAGS.iter().any(|tag| head.contains(tag));
    if is_page || labels.contains("html") { ContentKind::Html } else { ContentKind::PlainText }
}

/// Whether a text is one address of the web a line, and more than one: a sitemap as text.
fn is_list_of_addresses(head: &str, is_cut: bool) -> bool {
    let mut lines: Vec<&str> = head.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if is_cut {
        lines.pop();
    }
    let is_address = |line: &&str| {
        (line.starts_with("http://") || line.starts_with("https://")) && !line.contains(char::is_whitespace)
    };
    lines.len() > 1 && lines.iter().all(is_address)
}

fn kind_of_root(name: &str) -> ContentKind {
    match name.rsplit(':').next().unwrap_or(name) {
        "rss" | "feed" | "rdf" | "channel" | "entry" => ContentKind::Feed,
        "urlset" | "sitemapindex" => ContentKind::Sitemap,
        _ => ContentKind::Html,
    }
}

/// Name of the first element in lower case, after declarations, comments and document types, however long.
fn root_name(text: &[u8]) -> String {
    let mut rest = text;
    while let Some(behind) = behind_prologue(rest) {
        rest = behind;
    }
    let name = rest.get(1..).unwrap_or_default();
    let name = name.get(..LONGEST_NAME).unwrap_or(name);
    let end = name.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
    String::from_utf8_lossy(name.get(..end.unwrap_or(name.len())).unwrap_or_default()).to_ascii_lowercase()
}

/// What follows the declaration, comment or document type that `text` opens with, from the next tag on; nothing when that
/// is never closed. `None` before an element.
fn behind_prologue(text: &[u8]) -> Option<&[u8]> {
    let end = if text.starts_with(b"<?") {
        find(text, b"?>").map(|at| at + 2)
    } else if text.starts_with(b"<!--") {
        find(text, b"-->").map(|at| at + 3)
    } else if text.starts_with(b"<!") {
        end_of_doctype(text)
    } else {
        return None;
    };
    let rest = end.and_then(|end| text.get(end..)).unwrap_or_default();
    Some(rest.iter().position(|byte| *byte == b'<').and_then(|start| rest.get(start..)).unwrap_or_default())
}

/// A document type may hold declarations in brackets.
fn end_of_doctype(text: &[u8]) -> Option<usize> {
    let first = text.iter().position(|byte| matches!(byte, b'>' | b'['))?;
    if text.get(first) == Some(&b'>') {
        return Some(first + 1);
    }
    let close = first + find(text.get(first..)?, b"]>")?;
    Some(close + 2)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: impl AsRef<[u8]>, content_type: Option<&str>, name: Option<&str>, expected: ContentKind) {
        let body = body.as_ref();
        let shown = String::from_utf8_lossy(body).into_owned();
        assert_eq!(content_kind(body, content_type, name), expected, "{shown:?} {content_type:?} {name:?}");
    }

    #[test]
    fn bytes_win_over_labels() {
        let html = Some("text/html");
        check("%PDF-1.7", html, None, ContentKind::Binary("a PDF file"));
        check(b"\x89PNG\r\n\x1a\n", html, None, ContentKind::Binary("an image"));
        check(b"\x1f\x8b\x08\0", html, None, ContentKind::Binary("a compressed file"));
        check("<rss version=\"2.0\">", html, None, ContentKind::Feed);
        check("<!DOCTYPE html><html>", Some("application/rss+xml"), Some("feed.xml"), ContentKind::Html);
        check("<p>A page", Some("text/plain"), None, ContentKind::Html);
    }

    #[test]
    fn root_element_tells_xml_apart() {
        for (text, expected) in [
            ("\u{feff}<?xml version='1.0'?>\n<!-- <html> -->\n<feed xmlns='x'>", ContentKind::Feed),
            ("<?xml version='1.0'?><rdf:RDF xmlns:rdf='x'>", ContentKind::Feed),
            ("<?xml version='1.0'?><!DOCTYPE rss><rss>", ContentKind::Feed),
            ("<?xml version='1.0'?><urlset xmlns='x'>", ContentKind::Sitemap),
            ("<sitemapindex/>", ContentKind::Sitemap),
            ("<?xml version='1.0'?><html xmlns='x'>", ContentKind::Html),
            ("<!-- never closed", ContentKind::Html),
        ] {
            check(text, None, None, expected);
        }
        let utf16: Vec<u8> =
            "\u{feff}<?xml version='1.0'?><rss>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(utf16, None, None, ContentKind::Feed);
    }

    #[test]
    fn text_without_tags_goes_by_its_labels() {
        check("Just words.", None, Some("story.txt"), ContentKind::PlainText);
        check("Just words.", Some("text/html"), None, ContentKind::Html);
        check("عنوان\n\nفقرة", None, None, ContentKind::PlainText);
        check("junk\n<?xml version='1.0'?><rss>", Some("text/xml"), None, ContentKind::Feed);
        check("Intro <div>page</div>", None, None, ContentKind::Html);
        check(" \n\t", Some("text/html"), None, ContentKind::Empty);
        check("", None, None, ContentKind::Empty);
        check(b"\x01\x02\x03\x04\x05abc\x06\x07", None, None, ContentKind::Binary("a binary file"));
    }

    #[test]
    fn list_of_addresses_is_a_sitemap() {
        check(
            "https://example.org/1\nhttps://example.org/2\n",
            Some("text/plain"),
            None,
            ContentKind::Sitemap,
        );
        check("https://example.org/1 is down\nhttps://example.org/2", None, None, ContentKind::PlainText);
        check("https://example.org/1", None, Some("story.txt"), ContentKind::PlainText);
        check("https://example.org/a/long/path\n".repeat(1_000), None, None, ContentKind::Sitemap);
    }

    #[test]
    fn json_feed_is_a_feed_and_other_json_is_not() {
        check("{\"version\": \"https://jsonfeed.org/version/1.1\"}", None, None, ContentKind::Feed);
        check(
            "{\"version\": \"https:\\/\\/jsonfeed.org\\/version\\/1\"}",
            Some("text/html"),
            None,
            ContentKind::Feed,
        );
        check("{\"a\": 1}", Some("application/json"), None, ContentKind::Json);
        check("[1]", None, Some("data.json"), ContentKind::Json);
        check("{Beirut} The council", None, Some("story.txt"), ContentKind::PlainText);
        let items = format!("[{}]", vec!["{\"title\": \"Rain in Homs\"}"; 500].join(","));
        let late = format!("{{\"items\": {items}, \"version\": \"https://jsonfeed.org/version/1.1\"}}");
        check(late, None, None, ContentKind::Feed);
        check("{\"version\": 1.0, \"items\": []}", None, None, ContentKind::Feed);
        check("{\"version\": \"1.0\", \"name\": \"x\"}", Some("application/json"), None, ContentKind::Json);
        check(
            "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [],}",
            None,
            None,
            ContentKind::Feed,
        );
        check("{\"a\":".repeat(100_000), Some("application/json"), None, ContentKind::Json);
    }

    #[test]
    fn root_is_found_behind_any_prologue() {
        let comment = format!("<!-- {} -->", "generated by a verbose program > ".repeat(1_000));
        let entities = format!("<!DOCTYPE rss [{}]>", "<!ENTITY nbsp '&#160;'>".repeat(500));
        for prologue in [comment.repeat(3), entities, " \n".repeat(5_000), "<?x y?>".repeat(20_000)] {
            check(format!("{prologue}<rss version='2.0'>"), Some("text/html"), None, ContentKind::Feed);
            check(format!("{prologue}<urlset>"), None, None, ContentKind::Sitemap);
            check(format!("{prologue}<html>"), Some("application/rss+xml"), None, ContentKind::Html);
        }
        check("<!--".repeat(100_000), None, None, ContentKind::Html);
        check("<![".repeat(100_000), None, None, ContentKind::Html);
    }

    #[test]
    fn bytes_that_are_no_text_are_binary_whatever_they_are_called() {
        let all: Vec<u8> = (0..=255).collect();
        let binary = ContentKind::Binary("a binary file");
        check(&all, Some("text/html"), Some("junk.html"), binary);
        check(all.repeat(100), Some("text/plain"), Some("bin.txt"), binary);
        check(b"<html>\0\0\0\0\0\0", Some("text/html"), None, binary);
        check(b"Some words\0and more", Some("text/plain"), Some("bin.txt"), binary);
        let page = format!("<html>{}\u{1}\u{8}\0 \u{7f}", "<p>Rain fell over the valley.</p>".repeat(100));
        check(page, None, None, ContentKind::Html);
        check("Rain\u{1} in \u{2}Homs", Some("text/plain"), None, ContentKind::PlainText);
        let wide: Vec<u8> = "\u{feff}Rain in Homs".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(wide, None, Some("story.txt"), ContentKind::PlainText);
        let wide: Vec<u8> = "<html><p>خبر".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(wide, None, None, ContentKind::Html);
    }
}
