//! Text to tags, text and character data, whatever its state.

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
    let is_gap = |char: char| char.is_ascii_whitespace() || matches!(char, '/' | '"' | '\'' | '=');
    let text = rest.trim_start_matches(is_gap);
    if text.is_empty() {
        *rest = "";
        return None;
    }
    let end = text.find(|char: char| char.is_ascii_whitespace() || char == '=').unwrap_or(text.len());
    let (name, behind) = text.split_at(end);
    let Some(value) = behind.trim_start().strip_prefix('=') else {
        *rest = behind;
        return Some((name, ""));
    };
    let value = value.trim_start();
    let quoted = value.chars().next().filter(|char| matches!(char, '"' | '\''));
    let (value, behind) = match quoted {
        Some(quote) => {
            let inner = value.get(1..).unwrap_or_default();
            inner.split_once(quote).unwrap_or((inner, ""))
        }
        None => value.split_at(value.find(|char: char| char.is_ascii_whitespace()).unwrap_or(value.len())),
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
        let end = self.rest.find('<').unwrap_or(self.rest.len());
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
            let Some((_, behind)) = comment.split_once("-->") else { return self.cut() };
            self.rest = behind;
            return Step::Skipped;
        }
        if let Some(data) = self.rest.strip_prefix("<![CDATA[") {
            let (data, behind) = data.split_once("]]>").unwrap_or_else(|| {
                self.was_cut = true;
                (data, "")
            });
            self.rest = behind;
            return Step::Token(Token::Data(data));
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
        let Some(end) = self.rest.find('>') else { return self.cut() };
        self.was_damaged |= !self.rest[..end].ends_with('?');
        self.rest = &self.rest[end + 1..];
        Step::Skipped
    }

    fn end_tag(&mut self, tag: &'a str) -> Step<'a> {
        let Some(end) = tag.find(['>', '<']) else { return self.cut() };
        let (name, behind) = tag.split_at(end);
        self.was_damaged |= behind.starts_with('<');
        self.rest = behind.strip_prefix('>').unwrap_or(behind);
        Step::Token(Token::End(name.split_ascii_whitespace().next().unwrap_or_default()))
    }

    fn start_tag(&mut self, tag: &'a str) -> Step<'a> {
        let Some((end, behind)) = self.end_of_tag(tag) else { return self.cut() };
        let inner = &tag[..end];
        self.rest = &tag[behind..];
        let written = inner.trim_end_matches('/');
        let is_empty = written.len() < inner.len();
        let name_end =
            written.find(|char: char| char.is_ascii_whitespace() || char == '/').unwrap_or(written.len());
        let (name, rest) = written.split_at(name_end);
        Step::Token(Token::Start(Tag { name, is_empty, rest }))
    }

    /// Where a tag ends and where what follows it begins. A `>` in quotes does not end it, unless the quote is never closed.
    fn end_of_tag(&mut self, tag: &str) -> Option<(usize, usize)> {
        let bytes = tag.as_bytes();
        let mut at = 0;
        loop {
            at += bytes.get(at..)?.iter().position(|byte| matches!(byte, b'>' | b'<' | b'"' | b'\''))?;
            match bytes[at] {
                b'>' => return Some((at, at + 1)),
                b'<' => {
                    self.was_damaged = true;
                    return Some((at, at));
                }
                _ if !tag[..at].trim_end().ends_with('=') => at += 1,
                quote => {
                    let value =
                        tag[at + 1..].find(char::from(quote)).map(|length| &tag[at + 1..at + 1 + length]);
                    let Some(value) = value else {
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
