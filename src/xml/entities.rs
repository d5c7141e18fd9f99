//! Character references: those of XML and HTML, and the entities that a document type declares.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

use html5ever::data::NAMED_ENTITIES;

/// Longest reference with its `&` and `;`, in bytes: the longest name of HTML is `&CounterClockwiseContourIntegral;`.
const LONGEST_REFERENCE: usize = 34;
/// Entities that a document may declare; DTDs of RSS 0.91 declare about 100.
const MOST_DECLARED: usize = 300;
/// Longest text that a declared entity may stand for, in bytes.
const LONGEST_DECLARED: usize = 1024;
/// What declared entities may add to one document in all, in bytes: they must not multiply it.
const DECLARED_BUDGET: usize = 256 * 1024;
/// What the numbers 128 to 159 mean in windows-1252, for which they are written on the web (HTML Standard, section 13.2.5.80).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Decodes references, with the entities that one document declares.
#[derive(Debug, Default)]
pub struct Entities {
    declared: HashMap<String, String>,
    spent: Cell<usize>,
}

impl Entities {
    /// Takes in the general entities of an internal subset. External ones and parameter entities are ignored, and what an entity
    /// stands for is never decoded again: entities cannot nest.
    pub fn declare(&mut self, doctype: &str) {
        for declaration in doctype.split("<!ENTITY").skip(1).take(MOST_DECLARED) {
            let mut words = declaration.trim_start().splitn(2, |char: char| char.is_ascii_whitespace());
            let (name, rest) =
                (words.next().unwrap_or_default(), words.next().unwrap_or_default().trim_start());
            let Some(quote) = rest.chars().next().filter(|char| matches!(char, '"' | '\'')) else { continue };
            let Some((value, _)) = rest.get(1..).and_then(|rest| rest.split_once(quote)) else { continue };
            if value.len() <= LONGEST_DECLARED && name.len() < LONGEST_REFERENCE {
                let value = decode_html_text(value).into_owned();
                self.declared.entry(name.to_owned()).or_insert(value);
            }
        }
    }

    /// The text with its references decoded, and without characters that XML does not allow. What is no reference stays as it is.
    pub fn decode<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if first_special(text.as_bytes()).is_none() {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        self.decode_into(text, &mut out);
        Cow::Owned(out)
    }

    /// [`Entities::decode`] to the end of `out`.
    pub fn decode_into(&self, text: &str, out: &mut String) {
        out.reserve(text.len());
        let mut rest = text;
        while let Some(at) = first_special(rest.as_bytes()) {
            let (plain, special) = rest.split_at(at);
            out.push_str(plain);
            let used = if special.starts_with('&') { self.reference(special, out) } else { 1 };
            rest = special.get(used..).unwrap_or_default();
        }
        out.push_str(rest);
    }

    /// Writes what the reference that opens `text` stands for, or the `&` itself; returns how many bytes that used.
    fn reference(&self, text: &str, out: &mut String) -> usize {
        let bytes = text.as_bytes();
        if bytes.get(1) == Some(&b'#') {
            if let Some((decoded, used)) = numeric(text) {
                out.extend(decoded);
                return used;
            }
        } else if let Some(end) = bytes.iter().take(LONGEST_REFERENCE).position(|byte| *byte == b';')
            && let Some(name) = text.get(1..end)
            && self.named(name, text.get(1..=end).unwrap_or_default(), out)
        {
            return end + 1;
        }
        out.push('&');
        1
    }

    fn named(&self, name: &str, with_semicolon: &str, out: &mut String) -> bool {
        match name {
            "amp" => out.push('&'),
            "lt" => out.push('<'),
            "gt" => out.push('>'),
            "quot" => out.push('"'),
            "apos" => out.push('\''),
            _ => return self.declared(name, out) || known(with_semicolon, out),
        }
        true
    }

    fn declared(&self, name: &str, out: &mut String) -> bool {
        let Some(value) = self.declared.get(name) else { return false };
        let spent = self.spent.get() + value.len();
        if spent <= DECLARED_BUDGET {
            self.spent.set(spent);
            out.push_str(value);
        }
        true
    }
}

/// Decodes the references of a piece of HTML or text, without declared entities.
pub fn decode_html_text(text: &str) -> Cow<'_, str> {
    Entities::default().decode(text)
}

/// Writes text so that it stands for itself in HTML.
pub fn escape_into(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>']) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        out.push_str(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            _ => "&gt;",
        });
        rest = special.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// The first reference or control character.
fn first_special(text: &[u8]) -> Option<usize> {
    /// Bytes that are asked about at a time, without a branch for each.
    const STRIDE: usize = 32;
    let is_special = |byte: &u8| (*byte == b'&') | (*byte < 0x20) & !matches!(byte, b'\t' | b'\n' | b'\r');
    let has_special = |stride: &&[u8]| stride.iter().fold(false, |any, byte| any | is_special(byte));
    let (mut plain, strides) = (0, text.chunks(STRIDE));
    for stride in strides {
        if has_special(&stride) {
            return stride.iter().position(is_special).map(|at| plain + at);
        }
        plain += stride.len();
    }
    None
}

/// A named reference of HTML.
fn known(with_semicolon: &str, out: &mut String) -> bool {
    let Some((first, second)) = NAMED_ENTITIES.get(with_semicolon) else { return false };
    let characters = [*first, *second].into_iter().filter(|code| *code != 0).filter_map(char::from_u32);
    let length = out.len();
    out.extend(characters);
    out.len() > length
}

/// `&#233;`, `&#xE9;`: the character (none when XML does not allow it) and the bytes used. `None` when it is none.
fn numeric(text: &str) -> Option<(Option<char>, usize)> {
    let digits = text.get(2..)?;
    let (digits, radix, start) = match digits.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => (hexadecimal, 16, 3),
        None => (digits, 10, 2),
    };
    let length =
        digits.bytes().take(LONGEST_REFERENCE).take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let code = u32::from_str_radix(digits.get(..length)?, radix).ok();
    if length == 0 {
        return None;
    }
    let behind = digits.as_bytes().get(length);
    if behind.is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let used = start + length + usize::from(behind == Some(&b';'));
    let legal = code.and_then(char::from_u32).filter(|char| is_legal(*char)).map(windows_1252_letter);
    Some((legal, used))
}

/// What a control character from U+0080 to U+009F stands for on the web: the letter that windows-1252 has there. Others stay.
pub fn windows_1252_letter(char: char) -> char {
    let place = u32::from(char).checked_sub(0x80).and_then(|place| usize::try_from(place).ok());
    place.and_then(|place| WINDOWS_1252.get(place)).copied().unwrap_or(char)
}

/// XML 1.0, production 2.
fn is_legal(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_and_what_is_none_stays() {
        for (text, expected) in [
            ("Rain &amp; wind &lt;b&gt; &quot;&apos;", "Rain & wind <b> \"'"),
            ("caf&eacute; &hellip; &mdash;", "café … —"),
            ("&#233;&#xE9;&#XE9; &#8217;", "ééé ’"),
            ("&#146;&#150;", "’–"),
            ("AT&T ?a=1&b=2&c &nosuch; &", "AT&T ?a=1&b=2&c &nosuch; &"),
            ("a\u{1}b\u{0}c&#1;d&#xFFFE;", "abcd"),
            ("&#; &#x; &#12ab;", "&#; &#x; &#12ab;"),
            ("&#99999999999999999999;x", "x"),
            ("لندن &amp; دمشق", "لندن & دمشق"),
        ] {
            assert_eq!(Entities::default().decode(text), expected, "{text:?}");
        }
    }

    #[test]
    fn declared_entities_are_read_once_and_cannot_multiply() {
        let mut entities = Entities::default();
        entities.declare("rss [<!ENTITY id \"tag:x,\"><!ENTITY lol 'ha'><!ENTITY a \"&lol;&lol;\"><!ENTITY % p 'x'><!ENTITY e SYSTEM \"file:///etc/passwd\">]");
        assert_eq!(entities.decode("&id;1 &a; &e;"), "tag:x,1 &lol;&lol; &e;");
        let mut entities = Entities::default();
        entities.declare(&format!("x [<!ENTITY big \"{}\">]", "x".repeat(1000)));
        let decoded = entities.decode(&"&big;".repeat(100_000)).into_owned();
        assert!(decoded.len() <= DECLARED_BUDGET, "{}", decoded.len());
    }
}
