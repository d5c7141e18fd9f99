//! An article for people to read in a terminal, in either direction of writing.

use super::output::{Layout, is_printable, printable};
use crate::model::{Article, BlockKind, Direction, Enclosure, Precision, RelatedLink, Timestamp};
use crate::search::Excerpt;

/// Blocks of the body that an opening shows.
const OPENING_BLOCKS: usize = 3;

/// How much of the body is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The first blocks.
    Opening,
    /// All of it.
    Whole,
}

/// Lays an article out as text that ends with a line break.
pub(super) fn article_view(article: &Article, extent: Extent, layout: &Layout) -> String {
    let mut page = View::new(layout, article.direction);
    let kicker: Vec<&str> =
        [&article.publisher, &article.section].into_iter().flatten().map(String::as_str).collect();
    page.line(&kicker.join(" · "), Style::Dim);
    page.line(&article.title, Style::Bold);
    page.line(article.subtitle.as_deref().unwrap_or_default(), Style::Plain);
    page.line(
        article.dateline.as_ref().map(|dateline| dateline.raw.as_str()).unwrap_or_default(),
        Style::Dim,
    );
    let authors = article.authors.join(", ");
    page.line(article.byline.as_deref().unwrap_or(&authors), Style::Dim);
    if let Some(at) = article.published_at {
        page.fact(&time_text(at, article.published_precision));
    }
    page.body(article, extent);
    page.enclosures(&article.enclosures);
    page.related(&article.related);
    page.into_text()
}

/// A line of text from the web, safe to print: no control characters, none that reorder what stands around it.
/// On a terminal it is kept apart from its surroundings by isolates (Unicode UAX 9, section 2.4).
pub(super) fn safe_line(text: &str, layout: &Layout) -> String {
    let text = printable(&text.replace('\n', " "));
    if layout.terminal { format!("\u{2068}{text}\u{2069}") } else { text }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Bold,
    Dim,
    /// With what was removed (`[-…-]`) in red and what was added (`{+…+}`) in green.
    Edited,
}

/// A page of text in the making.
pub(super) struct View<'a> {
    layout: &'a Layout,
    direction: Direction,
    text: String,
}

impl<'a> View<'a> {
    /// An empty one, for a text of this direction.
    pub(super) fn new(layout: &'a Layout, direction: Direction) -> Self {
        Self { layout, direction, text: String::new() }
    }

    /// The finished text.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Text from the page with its matches marked: underlined, or between asterisks where that cannot be shown.
    pub(super) fn marked(&mut self, excerpt: &Excerpt, style: Style) {
        let (before, after) = if self.layout.colours { ("\u{1b}[4m", "\u{1b}[24m") } else { ("*", "*") };
        let mut marked = String::new();
        let mut at = 0;
        for place in &excerpt.matches {
            marked += &printable(&excerpt.text[at..place.start].replace('\n', " "));
            marked.extend([before, &printable(&excerpt.text[place.clone()].replace('\n', " ")), after]);
            at = place.end;
        }
        marked += &printable(&excerpt.text[at..].replace('\n', " "));
        for piece in textwrap::wrap(marked.trim(), self.layout.width) {
            self.piece(&piece, style);
        }
    }

    /// A paragraph from the page; nothing when it is empty.
    pub(super) fn line(&mut self, text: &str, style: Style) {
        let text: String = text.chars().filter(|char| *char == '\n' || is_printable(*char)).collect();
        let mut open = None;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            for piece in textwrap::wrap(line.trim_end(), self.layout.width) {
                if style == Style::Edited && self.layout.colours {
                    self.piece(&edited(&piece, &mut open), style);
                } else {
                    self.piece(&piece, style);
                }
            }
        }
    }

    /// One line that fits, set to the side where its writing begins.
    fn piece(&mut self, piece: &str, style: Style) {
        let (before, after) = match (self.layout.colours, style) {
            (true, Style::Bold) => ("\u{1b}[1m", "\u{1b}[0m"),
            (true, Style::Dim) => ("\u{1b}[2m", "\u{1b}[0m"),
            (true, Style::Edited) => ("", "\u{1b}[0m"),
            _ => ("", ""),
        };
        let (mut indent, mut isolate, mut pop) = (0, "", "");
        if self.layout.terminal && self.direction == Direction::Rtl {
            indent = self.layout.width.saturating_sub(textwrap::core::display_width(piece));
            (isolate, pop) = ("\u{2067}", "\u{2069}");
        }
        self.text.push_str(&" ".repeat(indent));
        self.text.extend([before, isolate, piece, pop, after, "\n"]);
    }

    /// A line of gleaner's own, always left to right.
    pub(super) fn fact(&mut self, text: &str) {
        let direction = std::mem::replace(&mut self.direction, Direction::Ltr);
        self.line(text, Style::Dim);
        self.direction = direction;
    }

    fn body(&mut self, article: &Article, extent: Extent) {
        let shown = if extent == Extent::Whole { article.blocks.len() } else { OPENING_BLOCKS };
        for block in article.blocks.iter().take(shown) {
            self.text.push('\n');
            let style = if block.kind == BlockKind::Heading { Style::Bold } else { Style::Plain };
            match block.kind {
                BlockKind::ListItem => self.line(&format!("• {}", block.text), style),
                BlockKind::Quote => self.line(&format!("❝ {}", block.text), style),
                _ => self.line(&block.text, style),
            }
        }
        if article.blocks.len() > shown {
            self.text.push('\n');
            let rest = article.blocks.len() - shown;
            self.fact(&format!("… and {rest} more paragraphs; {} words in all", article.word_count));
        }
    }

    fn enclosures(&mut self, enclosures: &[Enclosure]) {
        if enclosures.is_empty() {
            return;
        }
        self.text.push('\n');
        self.fact("Media:");
        for enclosure in enclosures {
            let kind = enclosure.media_type.as_deref().map_or(String::new(), |kind| format!(" ({kind})"));
            self.fact(&format!("• {}{kind}", enclosure.url));
        }
    }

    fn related(&mut self, related: &[RelatedLink]) {
        if related.is_empty() {
            return;
        }
        self.text.push('\n');
        self.fact("Related:");
        for link in related {
            self.line(&format!("• {}", link.title), Style::Plain);
            if let Some(url) = &link.url {
                self.fact(&format!("  {url}"));
            }
        }
    }
}

/// One line of an edited text with its colours. `open` is the colour in which the line before ended.
fn edited(line: &str, open: &mut Option<&'static str>) -> String {
    const OFF: &str = "\u{1b}[39m";
    let mut text = String::from(open.unwrap_or_default());
    let mut rest = line;
    while let Some((at, mark)) = ["[-", "-]", "{+", "+}"]
        .iter()
        .filter_map(|mark| rest.find(mark).map(|at| (at, *mark)))
        .min_by_key(|(at, _)| *at)
    {
        let (before, after) = rest.split_at(at);
        text.push_str(before);
        match mark {
            "[-" => *open = Some("\u{1b}[31m"),
            "{+" => *open = Some("\u{1b}[32m"),
            _ => *open = None,
        }
        match open {
            Some(colour) => text.extend([*colour, mark]),
            None => text.extend([mark, OFF]),
        }
        rest = &after[mark.len()..];
    }
    text.push_str(rest);
    text
}

/// A time as precisely as it is known.
pub(super) fn time_text(at: Timestamp, precision: Option<Precision>) -> String {
    match (at, precision) {
        (Timestamp::Instant(at), Some(Precision::Second)) => at.format("%Y-%m-%d %H:%M:%S %:z").to_string(),
        (Timestamp::Instant(at), _) => at.format("%Y-%m-%d %H:%M %:z").to_string(),
        (other, _) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, LinkPosition};

    const FILE: Layout = Layout { width: 30, colours: false, terminal: false };
    const TERMINAL: Layout = Layout { width: 30, colours: true, terminal: true };

    fn arabic() -> Article {
        let mut article = Article::empty("https://example.org/1");
        article.title = "عنوان الخبر".to_owned();
        article.direction = Direction::Rtl;
        article.published_at = Some("2021-02-04T23:10:00+02:00".parse().unwrap());
        article.published_precision = Some(Precision::Minute);
        article.set_blocks(
            (1..=5).map(|n| Block { kind: BlockKind::Paragraph, text: format!("فقرة {n}") }).collect(),
        );
        let url = Some("https://example.org/2".to_owned());
        article.related.push(RelatedLink {
            title: "خبر آخر".to_owned(),
            url,
            position: LinkPosition::InBody,
        });
        article
    }

    #[test]
    fn file_gets_plain_text_in_logical_order() {
        let text = article_view(&arabic(), Extent::Opening, &FILE);
        assert!(text.starts_with("عنوان الخبر\n2021-02-04 23:10 +02:00\n\nفقرة 1\n"), "{text}");
        assert!(text.contains("and 2 more paragraphs") && !text.contains("فقرة 4"), "{text}");
        assert!(text.ends_with("Related:\n• خبر آخر\n  https://example.org/2\n"), "{text}");
        assert!(article_view(&arabic(), Extent::Whole, &FILE).contains("فقرة 5"));
    }

    #[test]
    fn media_of_the_feed_are_named_behind_the_body() {
        let mut article = arabic();
        let media_type = Some("audio/mpeg".to_owned());
        article.enclosures =
            vec![Enclosure { url: "https://example.org/a".to_owned(), media_type, length: None }];
        let text = article_view(&article, Extent::Opening, &Layout { width: 60, ..FILE });
        assert!(text.contains("\n\nMedia:\n• https://example.org/a (audio/mpeg)\n\nRelated:\n"), "{text}");
    }

    #[test]
    fn terminal_gets_right_to_left_lines_at_the_right() {
        let text = article_view(&arabic(), Extent::Whole, &TERMINAL);
        let title = text.lines().next().unwrap();
        assert_eq!(title, format!("{}\u{1b}[1m\u{2067}عنوان الخبر\u{2069}\u{1b}[0m", " ".repeat(19)));
        assert!(text.contains("\n\u{1b}[2m2021-02-04 23:10 +02:00\u{1b}[0m\n"), "{text}");
    }

    #[test]
    fn text_from_the_web_cannot_steer_the_terminal() {
        let mut article = arabic();
        article.title = "a\u{1b}[31mred\u{202e}b\u{7}c".to_owned();
        let text = article_view(&article, Extent::Opening, &FILE);
        assert!(text.starts_with("a[31mredbc\n"), "{text}");
        assert_eq!(safe_line("x\u{1b}]0;y\nz\u{2069}", &FILE), "x]0;y z");
    }
}
