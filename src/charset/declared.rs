//! What a document says about its own encoding, and what the header says.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// Bytes in which an HTML page must declare its encoding (HTML Standard, section 4.2.5.4).
const PRESCAN: usize = 1024;
/// Longest XML declaration that is looked at, in bytes.
const XML_DECLARATION: usize = 300;

/// The `charset` parameter of a `Content-Type`, without quotes.
pub(super) fn charset_parameter(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
    })
}

/// The encoding that the first 1024 bytes of a page declare in a `meta` element (HTML Standard, "prescan a byte stream").
pub(super) fn html_declaration(body: &[u8]) -> Option<&'static Encoding> {
    let head: String = body.iter().take(PRESCAN).map(|byte| char::from(*byte).to_ascii_lowercase()).collect();
    let mut rest = head.as_str();
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        if rest.starts_with("<!--") {
            rest = &rest[rest.find("-->")? + 3..];
        } else if rest.starts_with("<meta")
            && rest[5..].starts_with(|char: char| char.is_ascii_whitespace() || char == '/')
        {
            let tag = &rest[5..];
            let end = end_of_tag(tag);
            if let Some(encoding) = meta_encoding(&tag[..end]) {
                return Some(encoding);
            }
            rest = &tag[end..];
        } else if rest[1..].starts_with(|char: char| char.is_ascii_alphabetic() || char == '/') {
            rest = &rest[1 + end_of_tag(&rest[1..])..];
        } else {
            rest = &rest[1..];
        }
    }
    None
}

/// The encoding that an XML declaration names.
pub(super) fn xml_declaration(body: &[u8]) -> Option<&'static Encoding> {
    let head: String = body.iter().take(XML_DECLARATION).map(|byte| char::from(*byte)).collect();
    let declaration = head.trim_start_matches('\u{feff}').trim_start().strip_prefix("<?xml")?;
    let declaration = &declaration[..declaration.find("?>")?];
    let value = declaration[declaration.find("encoding")? + "encoding".len()..]
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value.chars().next().filter(|char| matches!(char, '"' | '\''))?;
    let label = value[1..].split(quote).next()?;
    encoding_for(label).map(readable)
}

/// The encoding of a label; of those beside the WHATWG's list, the names by which other software writes the same.
pub(super) fn encoding_for(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).or_else(|| {
        let plain: String =
            label.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let known = match plain.as_str() {
            "maccyrillic" => "x-mac-cyrillic",
            "macroman" | "macintosh" => "macintosh",
            "msansi" => "windows-1252",
            "mscyrl" => "windows-1251",
            "msee" => "windows-1250",
            "msgreek" => "windows-1253",
            "msturk" => "windows-1254",
            "mshebr" => "windows-1255",
            "msarab" => "windows-1256",
            "winbaltrim" => "windows-1257",
            "utf8" | "utf8mb4" => "utf-8",
            other => {
                let page = other
                    .strip_prefix("windows")
                    .or_else(|| other.strip_prefix("cp"))
                    .or_else(|| other.strip_prefix("win"))?;
                return Encoding::for_label(format!("windows-{page}").as_bytes());
            }
        };
        Encoding::for_label(known.as_bytes())
    })
}

/// Length of a tag up to its `>`, which may stand in quotes without ending it.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, char) in tag.char_indices() {
        match (quote, char) {
            (None, '>') => return at,
            (None, '"' | '\'') if tag[..at].trim_end().ends_with('=') => quote = Some(char),
            (Some(open), _) if open == char => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// What the attributes of one `meta` element declare.
fn meta_encoding(attributes: &str) -> Option<&'static Encoding> {
    let (mut charset, mut content, mut is_pragma) = (None, None, false);
    for (name, value) in read_attributes(attributes) {
        match name {
            "charset" => charset = charset.or(Some(value)),
            "content" => content = content.or_else(|| charset_in_content(value)),
            "http-equiv" => is_pragma = value == "content-type",
            _ => {}
        }
    }
    let label = charset.or(if is_pragma { content } else { None })?;
    Encoding::for_label(label.as_bytes()).map(readable)
}

fn read_attributes(text: &str) -> Vec<(&str, &str)> {
    let mut attributes = Vec::new();
    let mut rest = text.trim_start_matches(|char: char| char.is_ascii_whitespace() || char == '/');
    while !rest.is_empty() {
        let end = rest
            .find(|char: char| char.is_ascii_whitespace() || matches!(char, '=' | '/'))
            .unwrap_or(rest.len());
        let name = &rest[..end];
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            (value, rest) = read_value(after.trim_start());
        } else if name.is_empty() {
            rest = rest.get(1..).unwrap_or_default();
        }
        attributes.push((name, value));
        rest = rest.trim_start_matches(|char: char| char.is_ascii_whitespace() || char == '/');
    }
    attributes
}

fn read_value(text: &str) -> (&str, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        _ => text.split_at(text.find(|char: char| char.is_ascii_whitespace()).unwrap_or(text.len())),
    }
}

/// HTML Standard, section 2.4.4: "extracting a character encoding from a meta element".
fn charset_in_content(content: &str) -> Option<&str> {
    let mut rest = content;
    loop {
        rest = &rest[rest.find("charset")? + "charset".len()..];
        let Some(value) = rest.trim_start().strip_prefix('=') else { continue };
        let value = value.trim_start();
        return match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split_once(quote).map(|(label, _)| label),
            _ => value.split(|char: char| char.is_ascii_whitespace() || char == ';').next(),
        };
    }
}

/// An encoding in which the declaration itself could be read: one that is not ASCII-compatible cannot be meant.
fn readable(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16BE || encoding == UTF_16LE {
        UTF_8
    } else if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    }
}
