//! Path patterns: `*` for anything, `$` for the end, compared in one spelling of percent-encoding (RFC 9309, 2.2.2 and 2.2.3).

use std::fmt;

use url::Url;

/// The pattern of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// In the comparable spelling; every `*` stands for any text.
    text: String,
    /// Whether it ended in `$`.
    anchored: bool,
}

impl Pattern {
    /// Reads a value that is not empty. What begins with neither slash nor star is taken as if a slash stood before it, since
    /// that is what its author meant.
    pub(super) fn read(written: &[u8]) -> Self {
        let (body, anchored) = match written.strip_suffix(b"$") {
            Some(body) => (body, true),
            None => (written, false),
        };
        let mut text = String::with_capacity(body.len() + 1);
        if !body.starts_with(b"/") && !body.starts_with(b"*") {
            text.push('/');
        }
        for (index, part) in body.split(|byte| *byte == b'*').enumerate() {
            if index > 0 && !text.ends_with('*') {
                text.push('*');
            }
            push_comparable(&mut text, part);
        }
        Self { text, anchored }
    }

    /// How specific it is: of two that match, the longer one counts.
    pub(super) fn length(&self) -> usize {
        self.text.len() + usize::from(self.anchored)
    }

    /// Whether it matches a path from [`comparable_path`]. Takes time in proportion to both: each part between two stars is
    /// looked for once, at the first place where it stands, which leaves most to the parts after it.
    pub(super) fn matches(&self, path: &str) -> bool {
        let mut parts = self.text.split('*').peekable();
        let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
        if parts.peek().is_none() {
            return !self.anchored || rest.is_empty();
        }
        while let Some(part) = parts.next() {
            if self.anchored && parts.peek().is_none() {
                return rest.ends_with(part);
            }
            let Some((_, after)) = rest.split_once(part) else { return false };
            rest = after;
        }
        true
    }

    /// For `/news/index.html` the folder `/news/` itself, which servers answer with that file.
    pub(super) fn folder_of_index(&self) -> Option<Self> {
        let (folder, file) = self.text.rsplit_once('/')?;
        let is_index = matches!(file, "index.htm" | "index.html");
        is_index.then(|| Self { text: format!("{folder}/"), anchored: true })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.text, if self.anchored { "$" } else { "" })
    }
}

/// Path and query of an address in the spelling in which patterns are compared.
pub(super) fn comparable_path(url: &Url) -> String {
    let mut path = String::with_capacity(url.as_str().len());
    push_comparable(&mut path, url.path().as_bytes());
    if path.is_empty() {
        path.push('/');
    }
    if let Some(query) = url.query() {
        path.push('?');
        push_comparable(&mut path, query.as_bytes());
    }
    path
}

/// Encoded octets of unreserved characters are decoded, all others get capital digits; what may not stand in an address as it
/// is gets encoded. So do `*`, `$` and `'`: a literal star or dollar is never a wildcard, and browsers encode `'` in queries.
fn push_comparable(out: &mut String, bytes: &[u8]) {
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, encoded_octet(after)) {
            (b'%', Some(octet)) => {
                rest = after.get(2..).unwrap_or_default();
                push_octet(out, octet, is_unreserved(octet));
            }
            _ => push_octet(out, byte, is_unreserved(byte) || b"/?#[]@!&()+,;=:%".contains(&byte)),
        }
    }
}

fn push_octet(out: &mut String, octet: u8, plain: bool) {
    if plain {
        out.push(char::from(octet));
        return;
    }
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0').to_ascii_uppercase();
    out.extend(['%', digit(octet >> 4), digit(octet & 15)]);
}

/// The octet that two hexadecimal digits stand for.
fn encoded_octet(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

/// RFC 3986, section 2.3.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}
