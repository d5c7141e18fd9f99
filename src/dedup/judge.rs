//! The verdict over an article, given the stored ones that may be the same.

use super::titles::titles_agree;
use crate::model::{Fingerprint, Neighbour, Relation, Verdict};

/// New, unchanged, revised or a copy. The address that an article is read from decides first; a page's own word on its
/// canonical address is believed when titles or texts bear it out; then an equal text on the same site makes a copy.
///
/// `neighbours` are in no particular order; `title` is the new article's. A copy that was edited is an article of its own:
/// revisions of one article never come from two pages that tell different things.
pub fn judge(neighbours: &[Neighbour], fingerprint: &Fingerprint, title: &str) -> Verdict {
    let mut neighbours: Vec<&Neighbour> = neighbours.iter().collect();
    neighbours.sort_by_key(|neighbour| neighbour.relation);
    let verdicts = neighbours.into_iter().map(|neighbour| verdict_beside(neighbour, fingerprint, title));
    verdicts.into_iter().find(|verdict| *verdict != Verdict::New).unwrap_or(Verdict::New)
}

fn verdict_beside(neighbour: &Neighbour, fingerprint: &Fingerprint, title: &str) -> Verdict {
    let of = neighbour.id;
    let same_content = neighbour.fingerprint.content == fingerprint.content;
    let same_text =
        neighbour.fingerprint.same_text.is_some() && neighbour.fingerprint.same_text == fingerprint.same_text;
    match neighbour.relation {
        Relation::Own if same_content => Verdict::Unchanged { of },
        Relation::Own => Verdict::Revision { of },
        Relation::Copy if same_content => Verdict::Unchanged { of },
        Relation::Alias | Relation::Declared if same_content => Verdict::Unchanged { of },
        Relation::Alias if same_text || titles_agree(&neighbour.title, title) => Verdict::Revision { of },
        // Another rendering, or a further page, of the same story: its text must not take turns with the story's own.
        Relation::Declared if same_text || titles_agree(&neighbour.title, title) => Verdict::Duplicate { of },
        Relation::Copy | Relation::Text if same_text => Verdict::Duplicate { of },
        Relation::Copy | Relation::Alias | Relation::Declared | Relation::Text => Verdict::New,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ArticleId;

    const TITLE: &str = "Council votes on the old bridge";

    const fn print(content: u8, same_text: Option<[u8; 32]>) -> Fingerprint {
        Fingerprint { content: [content; 32], same_text }
    }

    fn neighbour(id: i64, relation: Relation, fingerprint: Fingerprint) -> Neighbour {
        Neighbour { id: ArticleId(id), relation, title: TITLE.to_owned(), fingerprint }
    }

    fn check(neighbours: &[Neighbour], fingerprint: Fingerprint, title: &str, expected: Verdict) {
        assert_eq!(judge(neighbours, &fingerprint, title), expected, "{neighbours:?}");
    }

    #[test]
    fn own_address_decides() {
        let text = Some([7; 32]);
        let of = ArticleId(5);
        check(&[], print(1, text), TITLE, Verdict::New);
        check(
            &[neighbour(5, Relation::Own, print(1, text))],
            print(1, text),
            TITLE,
            Verdict::Unchanged { of },
        );
        let edited =
            [neighbour(4, Relation::Text, print(1, text)), neighbour(5, Relation::Own, print(2, None))];
        check(&edited, print(1, text), "Another title", Verdict::Revision { of });
    }

    #[test]
    fn equal_text_makes_a_copy_and_an_edited_copy_an_article() {
        let (text, of) = (Some([7; 32]), ArticleId(5));
        check(
            &[neighbour(5, Relation::Text, print(2, text))],
            print(1, text),
            TITLE,
            Verdict::Duplicate { of },
        );
        check(&[neighbour(5, Relation::Text, print(2, None))], print(1, None), TITLE, Verdict::New);
        check(
            &[neighbour(5, Relation::Copy, print(2, text))],
            print(1, text),
            TITLE,
            Verdict::Duplicate { of },
        );
        check(
            &[neighbour(5, Relation::Copy, print(1, text))],
            print(1, text),
            TITLE,
            Verdict::Unchanged { of },
        );
        check(&[neighbour(5, Relation::Copy, print(2, text))], print(1, Some([8; 32])), TITLE, Verdict::New);
    }

    #[test]
    fn canonical_address_is_believed_when_titles_agree() {
        let of = ArticleId(5);
        let known = [neighbour(5, Relation::Declared, print(2, None))];
        check(&known, print(1, None), "Council votes on old bridge (page 2)", Verdict::Duplicate { of });
        check(&known, print(1, None), "Choir looks for tenors", Verdict::New);
    }

    #[test]
    fn address_that_led_to_a_story_tells_its_edits_and_no_other_story() {
        let of = ArticleId(5);
        let known = [neighbour(5, Relation::Alias, print(2, None))];
        check(&known, print(1, None), "Council votes on old bridge (updated)", Verdict::Revision { of });
        check(&known, print(1, None), "Choir looks for tenors", Verdict::New);
    }
}
