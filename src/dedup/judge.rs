//! The verdict over an article, given the stored ones that may be the same.

use crate::model::{Fingerprint, Neighbour, Verdict};

/// New, unchanged, revised or a copy: an address that is known decides first, then an equal text on the same site.
///
/// `neighbours` are stored articles known under one of the article's addresses, or with the same text on its site.
pub fn judge(neighbours: &[Neighbour], fingerprint: &Fingerprint) -> Verdict {
    if let Some(known) = neighbours.iter().find(|neighbour| neighbour.same_address) {
        return if known.fingerprint.content == fingerprint.content {
            Verdict::Unchanged { of: known.id }
        } else {
            Verdict::Revision { of: known.id }
        };
    }
    let copy = neighbours.iter().find(|neighbour| {
        neighbour.fingerprint.same_text.is_some() && neighbour.fingerprint.same_text == fingerprint.same_text
    });
    copy.map_or(Verdict::New, |copy| Verdict::Duplicate { of: copy.id })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ArticleId;

    const fn print(content: u8, same_text: Option<[u8; 32]>) -> Fingerprint {
        Fingerprint { content: [content; 32], same_text }
    }

    fn check(neighbours: &[(i64, bool, Fingerprint)], fingerprint: Fingerprint, expected: Verdict) {
        let neighbours: Vec<_> = neighbours
            .iter()
            .map(|&(id, same_address, fingerprint)| Neighbour {
                id: ArticleId(id),
                same_address,
                fingerprint,
            })
            .collect();
        assert_eq!(judge(&neighbours, &fingerprint), expected);
    }

    #[test]
    fn verdicts() {
        let text = Some([7; 32]);
        check(&[], print(1, text), Verdict::New);
        check(&[(5, true, print(1, text))], print(1, text), Verdict::Unchanged { of: ArticleId(5) });
        check(&[(5, true, print(2, text))], print(1, text), Verdict::Revision { of: ArticleId(5) });
        check(&[(5, false, print(2, text))], print(1, text), Verdict::Duplicate { of: ArticleId(5) });
        check(&[(5, false, print(2, None))], print(1, None), Verdict::New);
        // The address wins over a copy elsewhere on the site.
        check(
            &[(4, false, print(1, text)), (5, true, print(2, None))],
            print(1, text),
            Verdict::Revision { of: ArticleId(5) },
        );
    }
}
