//! What of an article is compared, with noise folded away.

use super::changes::{stated_time, told_text};
use super::copies::is_stub;
use super::fold::folded;
use crate::model::{Article, Fingerprint};

/// Shortest body (in letters and digits) whose text alone identifies a story; below it, paywall stubs, consent notes and
/// photo pages of one site would all be one. Longer ones are known by their words.
const TELLING_LENGTH: usize = 200;

/// The fingerprint of an article. Related links, images, keywords and warnings do not count: they change without an edit. Where it
/// differs, [`super::changes()`] has the last word on whether that is an edit.
pub fn fingerprint(article: &Article) -> Fingerprint {
    let title = folded(&article.title);
    let body = told_text(article);
    let mut content = blake3::Hasher::new();
    let published = stated_time(article).map(|at| at.to_string()).unwrap_or_default();
    let subtitle = folded(article.subtitle.as_deref().unwrap_or_default());
    for part in [&title, &subtitle, &body, &article.authors.join("\u{1f}"), &published] {
        add_part(&mut content, part);
    }
    let telling = !is_stub(&article.title, &article.body)
        && body.chars().filter(|c| c.is_alphanumeric()).count() >= TELLING_LENGTH;
    let same_text = telling.then(|| {
        let mut text = blake3::Hasher::new();
        add_part(&mut text, &title);
        add_part(&mut text, &body);
        *text.finalize().as_bytes()
    });
    Fingerprint { content: *content.finalize().as_bytes(), same_text }
}

fn add_part(hasher: &mut blake3::Hasher, part: &str) {
    // The length keeps "ab" + "c" and "a" + "bc" apart.
    hasher.update(&(part.len() as u64).to_le_bytes());
    hasher.update(part.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, BlockKind, DateOrigin, LinkPosition, RelatedLink};

    fn article(title: &str, body: &str) -> Article {
        let mut article = Article::empty("https://example.org/a");
        title.clone_into(&mut article.title);
        article.set_blocks(vec![Block { kind: BlockKind::Paragraph, text: body.to_owned() }]);
        article
    }

    #[test]
    fn noise_does_not_change_the_fingerprint() {
        let plain = article("A \"quoted\" title", "One two three");
        let mut noisy = article("A “quoted”  title", "One\u{a0}two \u{200b}three ");
        noisy.related.push(RelatedLink { title: "other".into(), url: None, position: LinkPosition::InBody });
        assert_eq!(fingerprint(&plain), fingerprint(&noisy));
    }

    #[test]
    fn relative_time_is_no_edit_and_a_stated_one_is() {
        let (mut then, mut now) = (article("Title", "One two three"), article("Title", "One two three"));
        for (article, at) in
            [(&mut then, "2024-05-14T10:00:00+00:00"), (&mut now, "2024-05-14T11:00:00+00:00")]
        {
            article.published_at = Some(at.parse().unwrap());
            article.published_from = Some(DateOrigin::Text);
        }
        assert_eq!(fingerprint(&then), fingerprint(&now));
        for article in [&mut then, &mut now] {
            article.published_from = Some(DateOrigin::JsonLd);
        }
        assert_ne!(fingerprint(&then).content, fingerprint(&now).content);
    }

    #[test]
    fn every_edit_changes_the_fingerprint() {
        let plain = article("Title", "One two three");
        let mut signed = plain.clone();
        signed.authors.push("Jane Roe".to_owned());
        for edited in [article("Title!", "One two three"), article("Title", "One two four"), signed] {
            assert_ne!(fingerprint(&plain).content, fingerprint(&edited).content);
        }
    }

    #[test]
    fn short_body_does_not_identify_a_story() {
        assert_eq!(fingerprint(&article("Title", "Subscribe to read on.")).same_text, None);
        let wall =
            "We and our partners use cookies to keep the site running. Accept all or manage preferences. ";
        assert_eq!(fingerprint(&article("Before you continue", &wall.repeat(5))).same_text, None);
        assert!(fingerprint(&article("Title", &"a long body ".repeat(40))).same_text.is_some());
    }
}
