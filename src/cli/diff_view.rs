//! What an edit changed, for people to read in a terminal, in either direction of writing.

use super::article_view::{Style, View};
use super::output::Layout;
use crate::dedup::{ArticleDiff, BlockDiff, FieldDiff, Piece, PieceKind};
use crate::model::{Article, Timestamp};

/// Unchanged paragraphs that are shown before and after a changed one.
const CONTEXT: usize = 1;

/// Lays a difference out as text that ends with a line break: removed words stand in `[-…-]`, added ones in `{+…+}`, and in colours
/// where there are any. `after` is the later revision.
pub(super) fn diff_view(diff: &ArticleDiff, after: &Article, layout: &Layout) -> String {
    let mut page = View::new(layout, after.direction);
    let fields = [("Title", &diff.title), ("Subtitle", &diff.subtitle)];
    for (name, pieces) in fields {
        if let Some(pieces) = pieces {
            page.fact(&format!("{name}:"));
            page.line(&marked(pieces), Style::Edited);
        }
    }
    if let Some(FieldDiff { before, after }) = &diff.authors {
        page.fact("Authors:");
        page.line(&replaced(&before.join(", "), &after.join(", ")), Style::Edited);
    }
    let times = [("Published", &diff.published_at), ("Modified, as the page says", &diff.modified_at)];
    for (name, times) in times {
        if let Some(FieldDiff { before, after }) = times {
            let text = |at: &Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
            page.fact(&format!("{name}: {}", replaced(&text(before), &text(after))));
        }
    }
    body(&mut page, &diff.body);
    page.into_text()
}

fn body(page: &mut View<'_>, blocks: &[BlockDiff]) {
    let is_same = |at: usize| matches!(blocks.get(at), None | Some(BlockDiff::Same { .. }));
    let near_change = |at: usize| (at.saturating_sub(CONTEXT)..=at + CONTEXT).any(|near| !is_same(near));
    let mut left_out = 0;
    for (at, block) in blocks.iter().enumerate() {
        if !near_change(at) {
            left_out += 1;
            continue;
        }
        left_out_note(page, std::mem::take(&mut left_out));
        page.gap();
        match block {
            BlockDiff::Same { text } => page.line(text, Style::Dim),
            BlockDiff::Removed { text } => page.line(&format!("[-{text}-]"), Style::Edited),
            BlockDiff::Added { text } => page.line(&format!("{{+{text}+}}"), Style::Edited),
            BlockDiff::Changed { pieces } => page.line(&marked(pieces), Style::Edited),
        }
    }
    left_out_note(page, left_out);
}

fn left_out_note(page: &mut View<'_>, count: usize) {
    if count > 0 {
        page.gap();
        let plural = if count == 1 { "" } else { "s" };
        page.fact(&format!("… {count} paragraph{plural} unchanged"));
    }
}

fn replaced(before: &str, after: &str) -> String {
    let part = |text: &str, open: &str, close: &str| match text {
        "" => String::new(),
        text => format!("{open}{text}{close}"),
    };
    part(before, "[-", "-]") + &part(after, "{+", "+}")
}

fn marked(pieces: &[Piece]) -> String {
    let mark = |Piece { kind, text }: &Piece| match kind {
        PieceKind::Same => text.clone(),
        PieceKind::Removed => format!("[-{text}-]"),
        PieceKind::Added => format!("{{+{text}+}}"),
    };
    pieces.iter().map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::diff_articles;
    use crate::model::{Block, BlockKind, Direction};

    const FILE: Layout = Layout { width: 60, colours: false, terminal: false };
    const TERMINAL: Layout = Layout { width: 40, colours: true, terminal: true };

    fn article(title: &str, body: &[&str], direction: Direction) -> Article {
        let mut article = Article::empty("https://example.org/1");
        title.clone_into(&mut article.title);
        article.direction = direction;
        let block = |text: &&str| Block { kind: BlockKind::Paragraph, text: (*text).to_owned() };
        article.set_blocks(body.iter().map(block).collect());
        article
    }

    #[test]
    fn words_that_went_and_came_are_marked_and_the_rest_is_left_out() {
        let body = [
            "One stays as it is here.",
            "Two stays as it was.",
            "Eleven members supported the plan.",
            "Four stays.",
            "Five stays.",
        ];
        let before = article("Council votes", &body, Direction::Ltr);
        let mut edited = body;
        edited[2] = "Twelve members supported the plan.";
        let after = article("Council votes again", &edited, Direction::Ltr);
        let text = diff_view(&diff_articles(&before, &after), &after, &FILE);
        assert_eq!(
            text,
            "Title:\nCouncil votes{+ again+}\n\n… 1 paragraph unchanged\n\nTwo stays as it was.\n\n[-Eleven-]{+Twelve+} members supported the plan.\n\nFour stays.\n\n… 1 paragraph unchanged\n"
        );
    }

    #[test]
    fn right_to_left_text_is_marked_in_reading_order_and_colours_end_with_the_line() {
        let before = article("إغلاق الجسر", &["أعلنت بلدية النهرين اليوم إغلاق الجسر القديم"], Direction::Rtl);
        let after = article(
            "افتتاح الجسر",
            &["أعلنت بلدية النهرين اليوم افتتاح الجسر القديم بعد أعمال ترميم طويلة جداً"],
            Direction::Rtl,
        );
        let diff = diff_articles(&before, &after);
        let plain = diff_view(&diff, &after, &FILE);
        assert!(plain.starts_with("Title:\n[-إغلاق-]{+افتتاح+} الجسر\n"), "{plain}");
        let coloured = diff_view(&diff, &after, &TERMINAL);
        for line in coloured.lines().filter(|line| line.contains('\u{2067}')) {
            assert!(line.ends_with("\u{2069}\u{1b}[0m"), "{line:?}");
        }
        assert!(coloured.contains("\u{1b}[31m[-إغلاق-]\u{1b}[39m"), "{coloured:?}");
    }
}
