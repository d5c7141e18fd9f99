//! Text to tags, text and character data, whatever its state.

use memchr::{memchr, memchr_iter};

/// One piece of a document. Comments and processing instructions are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// A start tag, or an empty one.
    Start(Tag<'a>),
    /// Name of an end tag.
    End(&'a str),
    /// Text with its references not yet decoded.
    Text(&'a str),
    /// The content of a CDATA section.
    Data(&'a str),
    /// What stands between `<!DOCTYPE` and its end, internal subset included.
    Doctype(&'a str),
}

/// A start tag as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Name with its prefix.
    pub name: &'a str,
    /// Whether it ends with `/>`.
    pub is_empty: bool,
    /// What follows the name, without the closing `/>` or `>`.
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// Names and values in the order of the document, references in values not yet decoded. A name without a value has an empty one.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mut rest = self.rest;
        std::iter::from_fn(move || next_attribute(&mut rest))
    }

    /// The value of an attribute, whatever the case of its name; references not yet decoded.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes().find(|(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The attributes as they stand in the document.
    pub fn written_attributes(&self) -> &'a str {
        self.rest
    }
}

fn next_attribute<'a>(rest: &mut &'a str) -> Option<(&'a str, &'a str)> {
    let is_gap = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'' | b'=');
    let Some(start) = rest.bytes().position(|byte| !is_gap(byte)) else {
        *rest = "";
        return None;
    };
    let text = &rest[start..];
    let ends_name = |byte: u8| byte.is_ascii_whitespace() || byte == b'=';
    let end = text.bytes().position(ends_name).unwrap_or(text.len());
    let (name, behind) = text.split_at(end);
    let Some(value) = behind.trim_start().strip_prefix('=') else {
        *rest = behind;
        return Some((name, ""));
    };
    let value = value.trim_start();
    let (value, behind) = match value.as_bytes().first() {
        Some(quote @ (b'"' | b'\'')) => {
            let inner = &value[1..];
            match memchr(*quote, inner.as_bytes()) {
                Some(end) => (&inner[..end], &inner[end + 1..]),
                None => (inner, ""),
            }
        }
        _ => value.split_at(value.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(value.len())),
    };
    *rest = behind;
    Some((name, value))
}

/// The tokens of a document, in order.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    rest: &'a str,
    was_cut: bool,
    was_damaged: bool,
}

impl<'a> Tokens<'a> {
    /// The tokens of this text.
    pub fn new(text: &'a str) -> Self {
        Self { rest: text, was_cut: false, was_damaged: false }
    }

    /// What has not been read yet.
    pub fn rest(&self) -> &'a str {
        self.rest
    }

    /// Whether the document ended inside a tag, a comment or a CDATA section.
    pub fn was_cut(&self) -> bool {
        self.was_cut
    }

    /// Whether something was met that XML does not allow.
    pub fn was_damaged(&self) -> bool {
        self.was_damaged || self.was_cut
    }

    fn cut(&mut self) -> Step<'a> {
        self.was_cut = true;
        self.rest = "";
        Step::Skipped
    }

    fn text(&mut self) -> Token<'a> {
        let end = memchr(b'<', self.rest.as_bytes()).unwrap_or(self.rest.len());
        let (text, behind) = self.rest.split_at(end);
        self.rest = behind;
        Token::Text(text)
    }

    /// A `<` that opens nothing.
    fn bare(&mut self) -> Step<'a> {
        self.was_damaged = true;
        let (text, behind) = self.rest.split_at(1);
        self.rest = behind;
        Step::Token(Token::Text(text))
    }

    /// Skips a comment or declaration; a CDATA section or document type is returned.
    fn declaration(&mut self) -> Step<'a> {
        if let Some(comment) = self.rest.strip_prefix("<!--") {
            let Some(end) = closed_by(comment, "--") else { return self.cut() };
            self.rest = &comment[end..];
            return Step::Skipped;
        }
        if let Some(data) = self.rest.strip_prefix("<![CDATA[") {
            let end = closed_by(data, "]]");
            self.was_cut |= end.is_none();
            self.rest = &data[end.unwrap_or(data.len())..];
            let length = end.map_or(data.len(), |end| end - "]]>".len());
            return Step::Token(Token::Data(&data[..length]));
        }
        let Some(first) = self.rest.find(['>', '[']) else { return self.cut() };
        let has_subset = self.rest.as_bytes().get(first) == Some(&b'[');
        let end = match has_subset.then(|| self.rest.find("]>").or_else(|| self.rest.find("] >"))) {
            None => first,
            Some(None) => return self.cut(),
            Some(Some(end)) => end,
        };
        let (declaration, behind) = self.rest.split_at(end);
        self.rest = behind.split_once('>').map_or("", |(_, behind)| behind);
        let is_doctype = declaration.get(2..9).is_some_and(|word| word.eq_ignore_ascii_case("doctype"));
        match is_doctype {
            true => Step::Token(Token::Doctype(declaration.get(9..).unwrap_or_default())),
            false => Step::Skipped,
        }
    }

    fn instruction(&mut self) -> Step<'a> {
        let Some(end) = memchr(b'>', self.rest.as_bytes()) else { return self.cut() };
        self.was_damaged |= !self.rest[..end].ends_with('?');
        self.rest = &self.rest[end + 1..];
        Step::Skipped
    }

    fn end_tag(&mut self, tag: &'a str) -> Step<'a> {
        let end = tag.bytes().position(|byte| matches!(byte, b'>' | b'<'));
        let Some(end) = end else { return self.cut() };
        let (name, behind) = tag.split_at(end);
        self.was_damaged |= behind.starts_with('<');
        self.rest = behind.strip_prefix('>').unwrap_or(behind);
        let name_end = name.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(name.len());
        Step::Token(Token::End(&name[..name_end]))
    }

    fn start_tag(&mut self, tag: &'a str) -> Step<'a> {
        let Some((end, behind)) = self.end_of_tag(tag) else { return self.cut() };
        let inner = &tag[..end];
        self.rest = &tag[behind..];
        let written = inner.trim_end_matches('/');
        let is_empty = written.len() < inner.len();
        let ends_name = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
        let name_end = written.bytes().position(ends_name).unwrap_or(written.len());
        let (name, rest) = written.split_at(name_end);
        Step::Token(Token::Start(Tag { name, is_empty, rest }))
    }

    /// Where a tag ends and where what follows it begins. A `>` in quotes does not end it, unless the quote is never closed.
    fn end_of_tag(&mut self, tag: &str) -> Option<(usize, usize)> {
        let bytes = tag.as_bytes();
        let mut at = 0;
        loop {
            at += bytes.get(at..)?.iter().position(|byte| matches!(byte, b'>' | b'<' | b'"' | b'\''))?;
            match &bytes[at] {
                b'>' => return Some((at, at + 1)),
                b'<' => {
                    self.was_damaged = true;
                    return Some((at, at));
                }
                _ if !tag[..at].trim_end().ends_with('=') => at += 1,
                quote => {
                    let length = memchr(*quote, &bytes[at + 1..]);
                    let Some(value) = length.map(|length| &tag[at + 1..at + 1 + length]) else {
                        at += 1;
                        continue;
                    };
                    // `<a href="x>text</a><b class="y">`: what looks like a value ends where the next one begins.
                    match value.find('>').filter(|_| value.trim_end().ends_with('=')) {
                        Some(end) => {
                            self.was_damaged = true;
                            return Some((at + 1 + end, at + 2 + end));
                        }
                        None => at += value.len() + 2,
                    }
                }
            }
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let bytes = self.rest.as_bytes();
            let step = match (bytes.first()?, bytes.get(1)) {
                (b'<', Some(b'!')) => self.declaration(),
                (b'<', Some(b'?')) => self.instruction(),
                (b'<', Some(b'/')) => match self.rest.get(2..) {
                    Some(tag) if tag.starts_with(is_name_start) => self.end_tag(tag),
                    _ => self.bare(),
                },
                (b'<', Some(_)) => match self.rest.get(1..) {
                    Some(tag) if tag.starts_with(is_name_start) => self.start_tag(tag),
                    _ => self.bare(),
                },
                (b'<', None) => self.cut(),
                _ => return Some(self.text()),
            };
            if let Step::Token(token) = step {
                return Some(token);
            }
        }
    }
}

/// What was done with the piece that the rest opened with.
enum Step<'a> {
    Token(Token<'a>),
    Skipped,
}

/// Where what follows the first `>` behind these two marks begins.
fn closed_by(text: &str, marks: &str) -> Option<usize> {
    let mut ends = memchr_iter(b'>', text.as_bytes());
    ends.find(|end| text.as_bytes()[..*end].ends_with(marks.as_bytes())).map(|end| end + 1)
}

fn is_name_start(char: char) -> bool {
    char.is_alphabetic() || matches!(char, '_' | ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let shown: Vec<String> = Tokens::new(text)
            .map(|token| match token {
                Token::Start(tag) => {
                    let attributes: Vec<String> =
                        tag.attributes().map(|(name, value)| format!(" {name}={value}")).collect();
                    format!("<{}{}{}>", tag.name, attributes.concat(), if tag.is_empty { "/" } else { "" })
                }
                Token::End(name) => format!("</{name}>"),
                Token::Text(text) => text.to_owned(),
                Token::Data(text) => format!("[{text}]"),
                Token::Doctype(text) => format!("!{}", text.trim()),
            })
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn well_formed_pieces_are_read() {
        check("<a b='1' c=\"x > y\">t</a >", &["<a b=1 c=x > y>", "t", "</a>"]);
        check("<?xml version='1.0'?><!-- <x> --><a/>", &["<a/>"]);
        check("<a><![CDATA[ 1 < 2 ]]></a>", &["<a>", "[ 1 < 2 ]", "</a>"]);
        check("<!DOCTYPE rss [<!ENTITY a \"b\">]><a x:y='z'/>", &["!rss [<!ENTITY a \"b\">", "<a x:y=z/>"]);
    }

    #[test]
    fn damage_costs_only_the_damaged_piece() {
        check("1 < 2 <3 </ <b>", &["1 ", "<", " 2 ", "<", "3 ", "<", "/ ", "<b>"]);
        check(
            "<a href=x/y checked b=\"1>t</a><c d=\"2\">",
            &["<a href=x/y checked= b=1>", "t", "</a>", "<c d=2>"],
        );
        check("<br <b>x</b", &["<br>", "<b>", "x"]);
        check("<a>cut <b", &["<a>", "cut "]);
        check("<a><![CDATA[cut", &["<a>", "[cut]"]);
        check("</rss\n<b>", &["</rss>", "<b>"]);
        check("x<!-- cut", &["x"]);
        check("x<", &["x"]);
    }
}
