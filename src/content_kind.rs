//! What a document is, told from its bytes first and from its labels last: servers mislabel, bytes do not.

/// Bytes at the beginning that decide.
const HEAD: usize = 4096;
/// Share of control characters (one in so many) from which on bytes are no text.
const CONTROLS_IN_TEXT: usize = 20;

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
    // Text in UTF-16 reads as ASCII once the zero bytes are gone; nothing else here needs more than ASCII.
    let head: Vec<u8> = body.iter().take(HEAD).copied().filter(|byte| *byte != 0).collect();
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let head = head.trim_start_matches(['\u{feff}', '\u{fffd}']).trim_start();
    if head.is_empty() && body.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return ContentKind::Empty;
    }
    let labels =
        format!("{} {}", content_type.unwrap_or_default(), name.unwrap_or_default()).to_ascii_lowercase();
    if head.starts_with('<') {
        return kind_of_root(root_name(head));
    }
    if head.starts_with(['{', '[']) && labels.contains("json") || is_json_feed(head) {
        return if is_json_feed(head) { ContentKind::Feed } else { ContentKind::Json };
    }
    kind_of_text(head, &labels)
}

fn is_json_feed(head: &str) -> bool {
    head.starts_with('{')
        && (head.contains("jsonfeed.org/version") || head.contains("jsonfeed.org\\/version"))
}

/// Something that does not begin with a tag: prose, a page or a feed after stray text, or no text at all.
fn kind_of_text(head: &str, labels: &str) -> ContentKind {
    let controls =
        head.chars().filter(|char| char.is_control() && !char.is_whitespace() || *char == '\u{fffd}').count();
    let unlabelled_noise = controls * CONTROLS_IN_TEXT > head.len() && !labels.contains("text/");
    if unlabelled_noise {
        return ContentKind::Binary("a binary file");
    }
    if labels.contains("xml") || labels.contains("rss") {
        let root = head.find("<?xml").or_else(|| head.find("<rss")).or_else(|| head.find("<feed"));
        if let Some(start) = root {
            return kind_of_root(root_name(&head[start..]));
        }
    }
    let is_page = PAGE_TAGS.iter().any(|tag| head.contains(tag));
    if is_page || labels.contains("html") { ContentKind::Html } else { ContentKind::PlainText }
}

fn kind_of_root(name: &str) -> ContentKind {
    match name.rsplit(':').next().unwrap_or(name) {
        "rss" | "feed" | "rdf" | "channel" => ContentKind::Feed,
        "urlset" | "sitemapindex" => ContentKind::Sitemap,
        _ => ContentKind::Html,
    }
}

/// Name of the first element, after declarations, comments and document types.
fn root_name(head: &str) -> &str {
    let mut rest = head;
    loop {
        let Some(start) = rest.find('<') else { return "" };
        rest = &rest[start..];
        let end_mark = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<!") => ">",
            _ => break,
        };
        let Some(end) = rest.find(end_mark) else { return "" };
        rest = &rest[end + end_mark.len()..];
    }
    let name = &rest[1..];
    &name[..name.find(|char: char| char.is_whitespace() || matches!(char, '>' | '/')).unwrap_or(name.len())]
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
    }
}
