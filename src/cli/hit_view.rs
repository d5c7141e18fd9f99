//! An article that a search found, for people to read in a terminal: what it is, and its text around the match.

use super::article_view::{Style, View, time_text};
use super::output::Layout;
use super::search::Hit;

/// Lays a hit out as lines that end with an empty one.
pub(super) fn hit_view(hit: &Hit<'_>, layout: &Layout) -> String {
    let article = &hit.stored.article;
    let mut view = View::new(layout, article.direction);
    let mut facts = vec![format!("#{}", hit.stored.id.0)];
    facts.extend(article.published_at.map(|at| time_text(at, article.published_precision)));
    facts.extend(article.site.clone());
    view.fact(&facts.join("  "));
    view.marked(&hit.title, Style::Bold);
    view.marked(&hit.snippet, Style::Plain);
    view.into_text() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Article, ArticleId, Block, BlockKind, Direction};
    use crate::search::parse_query;
    use crate::store::StoredArticle;

    fn shown(query: &str, layout: &Layout) -> String {
        let mut article = Article::empty("https://example.org/1");
        article.title = "افتتاح الجسر".to_owned();
        article.site = Some("example.org".to_owned());
        article.direction = Direction::Rtl;
        article.published_at = Some("2021-02-04".parse().unwrap());
        let text = "عبرت السيارات الجسر\u{202e} أمس".to_owned();
        article.set_blocks(vec![Block { kind: BlockKind::Paragraph, text }]);
        let stored = StoredArticle {
            id: ArticleId(7),
            revision: 1,
            revisions: Vec::new(),
            sources: Vec::new(),
            gone_at: None,
            gone_status: None,
            story_id: None,
            story: None,
            urls: Vec::new(),
            article,
        };
        let query = parse_query(query).unwrap();
        hit_view(&Hit::new(1, &stored, &query), layout)
    }

    #[test]
    fn file_gets_matches_between_asterisks() {
        let layout = Layout { width: 80, colours: false, terminal: false };
        assert_eq!(
            shown("جسر", &layout),
            "#7  2021-02-04  example.org\nافتتاح *الجسر*\nعبرت السيارات *الجسر* أمس\n\n"
        );
    }

    #[test]
    fn terminal_gets_right_to_left_lines_at_the_right_with_matches_underlined() {
        let layout = Layout { width: 40, colours: true, terminal: true };
        let text = shown("جسر", &layout);
        let title = text.lines().nth(1).unwrap();
        assert!(
            title.starts_with(&" ".repeat(28))
                && title.contains("\u{2067}افتتاح \u{1b}[4mالجسر\u{1b}[24m\u{2069}"),
            "{title:?}"
        );
        assert!(!text.contains('\u{202e}'), "{text:?}");
    }
}
