//! The text of the line that is being read: white space folded, links counted along the way.

/// Bytes that a line of some words has.
const USUAL_BYTES: usize = 64;

/// A link in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link<'a> {
    /// As written; `None` for an anchor without an address.
    pub(super) href: Option<&'a str>,
    /// Its words within the line.
    pub(super) text: String,
}

/// A finished line.
#[derive(Debug, Default)]
pub(super) struct TakenText<'a> {
    pub(super) text: String,
    pub(super) chars: usize,
    pub(super) link_chars: usize,
    pub(super) links: Vec<Link<'a>>,
    /// Bytes of the text at which one inline element ends and the next begins.
    pub(super) seams: Vec<usize>,
}

/// Collects the text of one line after the other.
#[derive(Debug, Default)]
pub(super) struct LineText<'a> {
    open_link: Option<Option<&'a str>>,
    link_text: String,
    has_pending_space: bool,
    has_closed_inline: bool,
    taken: TakenText<'a>,
}

impl<'a> LineText<'a> {
    /// Adds text; runs of white space become one space, or stay as they are in preformatted text.
    pub(super) fn push(&mut self, text: &str, is_preformatted: bool) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (bytes, chars) = visible_run(rest);
            let (run, behind) = rest.split_at(if bytes > 0 { bytes } else { first.len_utf8() });
            rest = behind;
            if bytes > 0 {
                self.push_visible(run, chars);
            } else if is_preformatted && first.is_whitespace() {
                self.taken.text.push(first);
            } else if first.is_whitespace() {
                self.has_pending_space = true;
            }
        }
    }

    /// Adds a line break.
    pub(super) fn push_break(&mut self) {
        self.has_pending_space = false;
        if !self.taken.text.is_empty() {
            self.taken.text.push('\n');
        }
    }

    /// Whether nothing but white space came since the last line break.
    pub(super) fn ends_with_break(&self) -> bool {
        self.taken.text.ends_with('\n')
    }

    /// Whether nothing was read since the last line.
    pub(super) fn is_empty(&self) -> bool {
        self.taken.text.is_empty()
    }

    /// Bytes that were read since the last line.
    pub(super) fn bytes(&self) -> usize {
        self.taken.text.len()
    }

    /// Begins the next cell of a table row.
    pub(super) fn push_cell(&mut self) {
        self.has_pending_space = false;
        if !self.taken.text.is_empty() {
            self.taken.text.push_str(" | ");
        }
    }

    /// Begins an inline element. Right behind another one they are told apart: pages often rely on a margin for that.
    pub(super) fn open_inline(&mut self) {
        if self.has_closed_inline && !self.taken.text.is_empty() {
            self.taken.seams.push(self.taken.text.len());
        }
        self.has_closed_inline = false;
    }

    /// Ends an inline element.
    pub(super) fn close_inline(&mut self) {
        self.has_closed_inline = true;
    }

    /// Begins a link; one that is still open ends.
    pub(super) fn open_link(&mut self, href: Option<&'a str>) {
        self.close_link();
        self.open_link = Some(href);
    }

    /// Ends the open link.
    pub(super) fn close_link(&mut self) {
        self.record_link();
        self.open_link = None;
    }

    /// Hands out the line, if there is text in it, and begins the next one.
    pub(super) fn take(&mut self) -> Option<TakenText<'a>> {
        self.has_closed_inline = false;
        self.record_link();
        self.has_pending_space = false;
        let mut taken = std::mem::take(&mut self.taken);
        let end = taken.text.trim_end().trim_end_matches(" |").trim_end().len();
        taken.text.truncate(end);
        (taken.chars > 0).then_some(taken)
    }

    fn push_visible(&mut self, run: &str, chars: usize) {
        self.has_closed_inline = false;
        if self.has_pending_space
            && !self.taken.text.is_empty()
            && !self.ends_with_break()
            && !self.taken.text.ends_with(' ')
        {
            self.taken.text.push(' ');
        }
        if self.open_link.is_some() {
            if self.has_pending_space && !self.link_text.is_empty() {
                self.link_text.push(' ');
            }
            self.link_text.push_str(run);
            self.taken.link_chars += chars;
        }
        self.has_pending_space = false;
        self.taken.chars += chars;
        if self.taken.text.capacity() == 0 {
            self.taken.text.reserve(USUAL_BYTES.max(run.len()));
        }
        self.taken.text.push_str(run);
    }

    fn record_link(&mut self) {
        if let Some(href) = self.open_link
            && !self.link_text.is_empty()
        {
            self.taken.links.push(Link { href, text: std::mem::take(&mut self.link_text) });
        }
        self.link_text.clear();
    }
}

/// Bytes and visible characters of the text that a text begins with, up to a character without width or white space that is no single
/// space between words.
fn visible_run(text: &str) -> (usize, usize) {
    let (mut bytes, mut chars) = (0, 0);
    while let Some(&byte) = text.as_bytes().get(bytes) {
        if byte.is_ascii() {
            let is_before_word = || text.as_bytes().get(bytes + 1).is_some_and(u8::is_ascii_graphic);
            if byte == b' ' && bytes > 0 && is_before_word() {
                bytes += 1;
                continue;
            }
            if char::from(byte).is_whitespace() {
                break;
            }
            bytes += 1;
        } else {
            let next = text.get(bytes..).and_then(|rest| rest.chars().next());
            let is_seen = |c: &char| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}');
            let Some(seen) = next.filter(is_seen) else { break };
            bytes += seen.len_utf8();
        }
        chars += 1;
    }
    (bytes, chars)
}
