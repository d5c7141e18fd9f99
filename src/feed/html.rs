//! HTML in feeds: to plain text, and with its addresses made absolute.

use memchr::{memchr, memchr_iter, memchr2};
use url::Url;

use super::parts::joined;
use crate::xml::{Token, Tokens, decode_html_text, escape_into, is_html_name};

/// Attributes that hold an address.
const ADDRESSES: &[&str] = &["href", "src", "poster", "cite", "action", "data", "background", "longdesc"];
/// Tags between which words do not touch.
const BREAKS: &[&str] = &["br", "p", "div", "li", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6"];

/// What absolute addresses may add to a text beyond doubling it, in bytes; where they would add more, they stay relative.
const MOST_ADDED: usize = 256 * 1024;

/// The text of a piece of HTML, white space folded. Tags that HTML does not have are text: `Vec<T>` stays what it is.
pub(super) fn plain_text(html: &str) -> String {
    if memchr2(b'<', b'&', html.as_bytes()).is_none() {
        return fold(html);
    }
    let mut text = String::with_capacity(html.len());
    let mut tokens = Tokens::new(html);
    let mut rest = html;
    while let Some(token) = tokens.next() {
        let written = rest.get(..rest.len() - tokens.rest().len()).unwrap_or_default();
        rest = tokens.rest();
        match token {
            Token::Text(piece) => text.push_str(&decode_html_text(piece)),
            Token::Data(piece) => text.push_str(piece),
            Token::Doctype(_) => {}
            Token::Start(tag)
                if tag.name.eq_ignore_ascii_case("script") || tag.name.eq_ignore_ascii_case("style") =>
            {
                let end = rest.find("</").unwrap_or(rest.len());
                tokens = Tokens::new(rest.get(end..).unwrap_or_default());
                rest = tokens.rest();
            }
            Token::Start(crate::xml::Tag { name, .. }) | Token::End(name) => {
                if BREAKS.iter().any(|one| one.eq_ignore_ascii_case(name)) {
                    text.push(' ');
                } else if !is_html_name(name) {
                    text.push_str(&decode_html_text(written));
                }
            }
        }
    }
    if tokens.was_cut() {
        text.push_str(&decode_html_text(rest));
    }
    fold(&text)
}

/// The text with single spaces between its words.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// Whether a text that is called plain is HTML all the same: it closes a tag, or writes a reference.
pub(super) fn looks_like_html(text: &str) -> bool {
    const SIGNS: [&[u8]; 6] = [b"</p>", b"</a>", b"<br", b"<p>", b"<img ", b"</div>"];
    let bytes = text.as_bytes();
    memchr_iter(b'<', bytes).any(|at| SIGNS.iter().any(|sign| bytes[at..].starts_with(sign)))
}

/// The same HTML with every relative address in it made absolute. Without a web address as base it stays as it is.
pub(super) fn with_absolute_addresses(html: String, base: &Url) -> String {
    if memchr(b'<', html.as_bytes()).is_none() || base.cannot_be_a_base() || base.scheme() == "file" {
        return html;
    }
    let mut out = String::new();
    let mut copied = 0;
    let mut room = MOST_ADDED + html.len();
    for token in Tokens::new(&html) {
        let Token::Start(tag) = token else { continue };
        for (name, value) in tag.attributes() {
            if !ADDRESSES.iter().any(|one| one.eq_ignore_ascii_case(name)) {
                continue;
            }
            let Some(absolute) = absolute(value, base).filter(|absolute| absolute.len() <= room) else {
                continue;
            };
            room -= absolute.len();
            // The value is a piece of the text.
            let start = value.as_ptr() as usize - html.as_ptr() as usize;
            out.push_str(html.get(copied..start).unwrap_or_default());
            escape_into(&absolute, &mut out);
            copied = start + value.len();
        }
    }
    if copied == 0 {
        return html;
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    out
}

/// A relative address made absolute; `None` for one that is absolute, a fragment, or none.
fn absolute(value: &str, base: &Url) -> Option<String> {
    let trimmed = value.trim();
    if trimmed.is_empty() || trimmed.starts_with('#') || has_scheme(trimmed) {
        return None;
    }
    joined(&decode_html_text(trimmed), base).map(String::from)
}

/// Whether an address begins with a scheme, as `https:` or `urn:`.
pub(super) fn has_scheme(address: &str) -> bool {
    let Some((scheme, _)) = address.split_once(':') else { return false };
    scheme.starts_with(|char: char| char.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_what_a_reader_sees() {
        for (html, expected) in [
            ("Rain &amp; <b>wind</b>", "Rain & wind"),
            ("one<br>two<p>three</p>", "one two three"),
            ("Vec<T> and </example>", "Vec<T> and </example>"),
            ("1 < 2 &lt;3", "1 < 2 <3"),
            (" caf&eacute;\n bar ", "café bar"),
            ("<script>x < 1 && y</script>Rain<style>p{}</style>", "Rain"),
            ("مطر <i>في</i> حمص", "مطر في حمص"),
        ] {
            assert_eq!(plain_text(html), expected, "{html}");
        }
    }

    #[test]
    fn relative_addresses_become_absolute_and_the_rest_stays() {
        let base = Url::parse("https://example.org/news/feed.xml").unwrap();
        for (html, expected) in [
            ("<a href=\"/a?b=1&amp;c=2\">x</a>", "<a href=\"https://example.org/a?b=1&amp;c=2\">x</a>"),
            ("<IMG SRC='i.png' alt=\"a > b\">", "<IMG SRC='https://example.org/news/i.png' alt=\"a > b\">"),
            (
                "<a href=https://example.com/>x</a> <a href=\"#top\">y</a>",
                "<a href=https://example.com/>x</a> <a href=\"#top\">y</a>",
            ),
            ("<a href=\" //example.com/x \">x</a>", "<a href=\"https://example.com/x\">x</a>"),
            ("<a href=\"mailto:x@example.org\">x</a>", "<a href=\"mailto:x@example.org\">x</a>"),
            ("no tag href=\"/a\"", "no tag href=\"/a\""),
        ] {
            assert_eq!(with_absolute_addresses(html.to_owned(), &base), expected, "{html}");
        }
    }
}
