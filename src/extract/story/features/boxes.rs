//! What the boxes of a page hold: sums over their lines, and what their names say.

use super::super::lines::{Line, PageLines};
use super::super::regions::Region;
use super::text_facts::TextFacts;
use crate::extract::dom::{Tag, TagNumbers};
use crate::model::BlockKind;

/// Elements around a line that are told apart, a bit each.
pub(super) mod around {
    pub(in super::super) const ARTICLE: u16 = 1;
    pub(in super::super) const MAIN: u16 = 1 << 1;
    pub(in super::super) const ASIDE: u16 = 1 << 2;
    pub(in super::super) const FOOTER: u16 = 1 << 3;
    pub(in super::super) const HEADER: u16 = 1 << 4;
    pub(in super::super) const NAV: u16 = 1 << 5;
    pub(in super::super) const FIGURE: u16 = 1 << 6;
    pub(in super::super) const TABLE: u16 = 1 << 7;
    pub(in super::super) const LIST: u16 = 1 << 8;
    pub(in super::super) const FORM: u16 = 1 << 9;
    pub(in super::super) const QUOTE: u16 = 1 << 10;
    pub(in super::super) const SECTION: u16 = 1 << 11;
}

/// What one box holds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BoxFacts {
    /// [`around`] bits of the box and those around it.
    pub(super) around: u16,
    /// Boxes up to the nearest that is called like a body (0 is this one); -1 without one.
    pub(super) levels_to_body_name: f32,
    /// How surely that one is called so: 0 not at all, 1 a word, 2 a name, 3 `articleBody`.
    pub(super) body_name: f32,
    /// Boxes up to the nearest `article`; -1 without one.
    pub(super) levels_to_article: f32,
    pub(super) sums: Sums,
    pub(super) logs: Logs,
}

/// Logarithms ([`f32::ln_1p`]) of what a box holds, which every line in it wants.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Logs {
    pub(super) lines: f32,
    /// Of the mean width of a line.
    pub(super) line_width: f32,
}

/// Sums over a range of lines.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) lines: f32,
    pub(super) width: f32,
    pub(super) link_width: f32,
    pub(super) running_lines: f32,
    pub(super) running_width: f32,
    pub(super) headings: f32,
    /// Running text of lines in no region beside the story.
    pub(super) plain_running_width: f32,
}

impl Sums {
    /// Adds a line.
    pub(super) fn add(&mut self, line: &Line<'_>, facts: &TextFacts) {
        self.lines += 1.0;
        self.width += facts.width;
        self.link_width += facts.width * line.link_share() as f32;
        self.headings += f32::from(u8::from(line.kind == BlockKind::Heading));
        if facts.is_running {
            self.running_lines += 1.0;
            self.running_width += facts.width;
            if line.region == Region::Plain {
                self.plain_running_width += facts.width;
            }
        }
    }

    /// What comes between two running sums.
    pub(super) fn since(&self, earlier: &Self) -> Self {
        Self {
            lines: self.lines - earlier.lines,
            width: self.width - earlier.width,
            link_width: self.link_width - earlier.link_width,
            running_lines: self.running_lines - earlier.running_lines,
            running_width: self.running_width - earlier.running_width,
            headings: self.headings - earlier.headings,
            plain_running_width: self.plain_running_width - earlier.plain_running_width,
        }
    }
}

/// Measures all boxes. `running`: the sums of all lines before each line, and at the end those of the page.
pub(super) fn box_facts(page: &PageLines<'_>, running: &[Sums]) -> Vec<BoxFacts> {
    let mut all: Vec<BoxFacts> = Vec::with_capacity(page.boxes.len());
    for page_box in &page.boxes {
        let outer = page_box.outer.and_then(|outer| all.get(outer)).copied();
        let mut facts = outer.unwrap_or(BoxFacts {
            levels_to_body_name: -1.0,
            levels_to_article: -1.0,
            ..BoxFacts::default()
        });
        let tag = page_box.element.tag();
        facts.around |= AROUND.of_tag(tag);
        let further = |levels: f32| if levels < 0.0 { levels } else { levels + 1.0 };
        facts.levels_to_article = if tag == Tag::ARTICLE { 0.0 } else { further(facts.levels_to_article) };
        facts.levels_to_body_name = further(facts.levels_to_body_name);
        let strength = f32::from(page_box.body_name as u8);
        if strength > 0.0 && strength >= facts.body_name {
            (facts.levels_to_body_name, facts.body_name) = (0.0, strength);
        }
        let bounds = (running.get(page_box.lines.end), running.get(page_box.lines.start));
        let sums = bounds.0.copied().unwrap_or_default().since(&bounds.1.copied().unwrap_or_default());
        let line_width = (sums.width / sums.lines.max(1.0)).ln_1p();
        (facts.sums, facts.logs) = (sums, Logs { lines: sums.lines.ln_1p(), line_width });
        all.push(facts);
    }
    all
}

/// The bit of each element.
static AROUND: TagNumbers = TagNumbers::of(
    0,
    &[
        (around::ARTICLE, &["article"]),
        (around::MAIN, &["main"]),
        (around::ASIDE, &["aside"]),
        (around::FOOTER, &["footer"]),
        (around::HEADER, &["header"]),
        (around::NAV, &["nav"]),
        (around::FIGURE, &["figure", "figcaption"]),
        (around::TABLE, &["table"]),
        (around::LIST, &["ul", "ol", "dl"]),
        (around::FORM, &["form"]),
        (around::QUOTE, &["blockquote"]),
        (around::SECTION, &["section"]),
    ],
);
