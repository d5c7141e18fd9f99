//! Whether an address tells quite another story than it did: an error page, a login, a consent wall in its place.

use std::collections::HashSet;

use super::fold::folded;
use super::titles::titles_agree;
use crate::model::Article;

/// Most of its letter groups that a page which has nothing to do with the story shares with it, in any language.
const CHANCE_SHARE: f64 = 0.25;
/// A text of less than this share of the story's length is no rewritten story.
const SHORT_SHARE: f64 = 0.5;
/// Letters of a group: long enough that words, not the language, are compared.
const GROUP: usize = 8;

/// Whether what stands at an address now has nothing to do with what was read there: another title, a much shorter text, and hardly
/// any of its words. A story that was rewritten keeps its length, or some of its words.
pub fn is_another_story(before: &Article, after: &Article) -> bool {
    let (old, new) = (letters(&before.body), letters(&after.body));
    if titles_agree(&before.title, &after.title) || new.len() as f64 >= old.len() as f64 * SHORT_SHARE {
        return false;
    }
    let (old, new) = (groups(&old), groups(&new));
    let shared = new.intersection(&old).count() as f64;
    shared < new.len() as f64 * CHANCE_SHARE
}

fn letters(text: &str) -> Vec<char> {
    folded(text).chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn groups(letters: &[char]) -> HashSet<&[char]> {
    letters.windows(GROUP).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, BlockKind};

    fn article(title: &str, body: &str) -> Article {
        let mut article = Article::empty("https://example.org/a");
        title.clone_into(&mut article.title);
        article.set_blocks(vec![Block { kind: BlockKind::Paragraph, text: body.to_owned() }]);
        article
    }

    #[test]
    fn error_page_is_another_story_and_an_edit_is_not() {
        let body = "The council of Harwell voted on Monday night to rebuild the old bridge, ending a dispute that had divided the town. \
                    Eleven members supported the plan and four opposed it, after a session of five hours.";
        let story = article("Council votes on the old bridge", body);
        for (title, text, expected) in [
            (
                "Page not found",
                "Sorry, the page that you asked for is not here. Go to our home page instead.",
                true,
            ),
            ("Before you continue", "We and our partners use cookies. Accept all or reject all.", true),
            ("Council votes on the old bridge", "Subscribe to read on.", false),
            (
                "Old crossing to be rebuilt",
                "The council of Harwell voted on Monday night to rebuild the old bridge.",
                false,
            ),
            (
                "Old crossing to be rebuilt",
                &format!("All is new here. {}", "Nothing of it was said before. ".repeat(9)),
                false,
            ),
        ] {
            assert_eq!(is_another_story(&story, &article(title, text)), expected, "{title}");
        }
    }
}
