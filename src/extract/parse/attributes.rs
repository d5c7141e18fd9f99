//! Cuts tags with an absurd number of attributes, before the tokenizer compares each with all others.

use std::borrow::Cow;

/// Attributes of a tag that are kept.
const MOST_ATTRIBUTES: usize = 256;

/// Elements whose content is text up to their end tag: nothing in it is a tag.
const RAW_TEXT_ELEMENTS: [&str; 8] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// Returns the page, and how many tags were cut. A page without such tags is not copied.
///
/// Inside of `svg` and `math` nothing is raw text; which of the two an element stands in only the parser knows. A page that has
/// both is read in both ways.
pub(super) fn without_excess_attributes(page: &str) -> (Cow<'_, str>, usize) {
    let (once, cuts) = cut_tags(page, true);
    if !has_foreign_elements(page.as_bytes()) {
        return (once, cuts);
    }
    let (twice, more) = cut_tags(&once, false);
    if more == 0 {
        return (once, cuts);
    }
    (Cow::Owned(twice.into_owned()), cuts + more)
}

fn has_foreign_elements(bytes: &[u8]) -> bool {
    let opens = |window: &[u8]| {
        let name = window.get(1..).unwrap_or_default();
        window.first() == Some(&b'<')
            && (name.eq_ignore_ascii_case(b"math")
                || name.get(..3).is_some_and(|name| name.eq_ignore_ascii_case(b"svg")))
    };
    bytes.windows(5).any(opens)
}

/// One pass over the page. `honours_raw_text`: whether what stands in scripts and styles is text.
fn cut_tags(page: &str, honours_raw_text: bool) -> (Cow<'_, str>, usize) {
    let bytes = page.as_bytes();
    let mut kept = String::new();
    let (mut copied, mut position, mut cut_tags) = (0, 0, 0);
    while let Some(tag) = next_tag_start(bytes, position) {
        if page.get(tag..).is_some_and(|rest| rest.starts_with("<!--")) {
            position = behind_comment(bytes, tag);
            continue;
        }
        if bytes.get(tag + 1) == Some(&b'!') {
            // Declarations and what the tokenizer takes for a comment end at the first `>`, quoted or not.
            let rest = bytes.get(tag..).unwrap_or_default();
            position = rest.iter().position(|byte| *byte == b'>').map_or(bytes.len(), |end| tag + end);
            continue;
        }
        let scanned = scan_tag(bytes, tag + 1);
        if let Some(cut) = scanned.cut_at {
            kept.push_str(page.get(copied..cut).unwrap_or_default());
            copied = scanned.end;
            cut_tags += 1;
        }
        position = if honours_raw_text { behind_raw_text(bytes, tag + 1, scanned.end) } else { scanned.end };
    }
    if cut_tags == 0 {
        return (Cow::Borrowed(page), 0);
    }
    kept.push_str(page.get(copied..).unwrap_or_default());
    (Cow::Owned(kept), cut_tags)
}

/// The next `<` that opens a tag or a comment.
fn next_tag_start(bytes: &[u8], from: usize) -> Option<usize> {
    let opens = |pair: &[u8]| pair[0] == b'<' && (pair[1].is_ascii_alphabetic() || pair[1] == b'!');
    bytes.get(from..)?.windows(2).position(opens).map(|offset| from + offset)
}

struct ScannedTag {
    /// Where its `>` stands, or the end of the page.
    end: usize,
    /// Where the first attribute too many begins.
    cut_at: Option<usize>,
}

/// Reads a tag the way the tokenizer does: a quote counts as one only behind `=`.
fn scan_tag(bytes: &[u8], from: usize) -> ScannedTag {
    let (mut attributes, mut cut_at, mut position) = (0_usize, None, from);
    let mut was_separator = false;
    while let Some(&byte) = bytes.get(position) {
        match byte {
            b'>' => break,
            b'=' if !was_separator || attributes > 0 => {
                position = behind_value(bytes, position + 1);
                was_separator = true;
                continue;
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' => was_separator = true,
            _ if was_separator => {
                was_separator = false;
                attributes += 1;
                if attributes > MOST_ATTRIBUTES && cut_at.is_none() {
                    cut_at = Some(position);
                }
            }
            _ => {}
        }
        position += 1;
    }
    ScannedTag { end: position, cut_at }
}

/// The position behind the value that follows an `=`.
fn behind_value(bytes: &[u8], from: usize) -> usize {
    let blanks =
        bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let start = from + blanks;
    match bytes.get(start) {
        Some(quote @ (b'"' | b'\'')) => {
            let rest = bytes.get(start + 1..).unwrap_or_default();
            rest.iter().position(|byte| byte == quote).map_or(bytes.len(), |offset| start + offset + 2)
        }
        _ => {
            let rest = bytes.get(start..).unwrap_or_default();
            let length = rest.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>');
            length.map_or(bytes.len(), |length| start + length)
        }
    }
}

/// For the start tag of an element with raw text: the position of its end tag.
fn behind_raw_text(bytes: &[u8], name_start: usize, tag_end: usize) -> usize {
    let rest = bytes.get(name_start..).unwrap_or_default();
    let length =
        rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-').unwrap_or(rest.len());
    let name = rest.get(..length).unwrap_or_default();
    let Some(raw) = RAW_TEXT_ELEMENTS.iter().find(|raw| name.eq_ignore_ascii_case(raw.as_bytes())) else {
        return tag_end;
    };
    let is_end_tag =
        |window: &[u8]| window.starts_with(b"</") && window[2..].eq_ignore_ascii_case(raw.as_bytes());
    let content = bytes.get(tag_end..).unwrap_or_default();
    content.windows(raw.len() + 2).position(is_end_tag).map_or(bytes.len(), |offset| tag_end + offset)
}

/// The position behind the comment that begins at `tag`: `<!-->` is a whole one, and `--!>` ends one too.
fn behind_comment(bytes: &[u8], tag: usize) -> usize {
    let inside = bytes.get(tag + 2..).unwrap_or_default();
    for (offset, window) in inside.windows(3).enumerate() {
        if window == b"-->" {
            return tag + 2 + offset + 3;
        }
        if offset >= 2 && window == b"--!" && inside.get(offset + 3) == Some(&b'>') {
            return tag + 2 + offset + 4;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::without_excess_attributes;

    fn check(page: &str, expected_cuts: usize) {
        assert_eq!(without_excess_attributes(page).1, expected_cuts, "{page:.60}");
    }

    #[test]
    fn only_excess_is_cut() {
        check("<a b c='d e f' g = \"h\">", 0);
        check(&format!("<a{}>", " x".repeat(256)), 0);
        check(&format!("<a{}><b{}>", " x".repeat(300), "/y".repeat(300)), 2);
        check(&format!("<a{} d='", " x=1".repeat(300)), 1);
    }

    #[test]
    fn quoted_value_is_one_attribute() {
        check(&format!("<a title='{}'>", "x ".repeat(1_000)), 0);
        check(&format!("<!-- <a {} --><style> <b {} </style>", "x ".repeat(1_000), "x ".repeat(1_000)), 0);
    }

    #[test]
    fn comments_end_where_the_tokenizer_ends_them() {
        let excess = " x".repeat(300);
        for opening in ["<!-->", "<!--->", "<!-- a --!>", "<!x =\">", "<svg><style>", "<SVG><title>"] {
            check(&format!("{opening}<a{excess}>"), 1);
        }
    }

    #[test]
    fn words_behind_the_cut_survive() {
        let page = format!("<p{}>été</p>", " ü".repeat(300));
        assert!(without_excess_attributes(&page).0.ends_with(">été</p>"));
    }
}
