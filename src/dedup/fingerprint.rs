//! What of an article is compared, with noise folded away: white space, quotation marks, invisible characters.

use unicode_normalization::UnicodeNormalization;

use crate::model::{Article, DateOrigin, Fingerprint};

/// Shortest body (in letters and digits) whose text alone identifies a story; below it, paywall stubs, consent notes and
/// photo pages of one site would all be one.
const TELLING_LENGTH: usize = 200;

/// The fingerprint of an article. Related links, images, keywords and warnings do not count: they change without an edit.
pub fn fingerprint(article: &Article) -> Fingerprint {
    let title = folded(&article.title);
    let body = folded(&article.body);
    let mut content = blake3::Hasher::new();
    let published =
        article.published_at.filter(|_| is_stated(article.published_from)).map(|at| at.to_string());
    let published = published.unwrap_or_default();
    let subtitle = folded(article.subtitle.as_deref().unwrap_or_default());
    for part in [&title, &subtitle, &body, &article.authors.join("\u{1f}"), &published] {
        add_part(&mut content, part);
    }
    let telling = body.chars().filter(|c| c.is_alphanumeric()).count() >= TELLING_LENGTH;
    let same_text = telling.then(|| {
        let mut text = blake3::Hasher::new();
        add_part(&mut text, &title);
        add_part(&mut text, &body);
        *text.finalize().as_bytes()
    });
    Fingerprint { content: *content.finalize().as_bytes(), same_text }
}

/// Whether a publication time is the page's firm word. A visible «3 hours ago» or a clock in the page's head changes with every
/// reading, and what a feed or a header says is not there when the page is read by another way.
fn is_stated(from: Option<DateOrigin>) -> bool {
    match from {
        Some(
            DateOrigin::JsonLd
            | DateOrigin::Meta
            | DateOrigin::TimeElement
            | DateOrigin::Dateline
            | DateOrigin::Url,
        ) => true,
        Some(DateOrigin::Feed | DateOrigin::Http | DateOrigin::Text) | None => false,
    }
}

fn add_part(hasher: &mut blake3::Hasher, part: &str) {
    // The length keeps "ab" + "c" and "a" + "bc" apart.
    hasher.update(&(part.len() as u64).to_le_bytes());
    hasher.update(part.as_bytes());
}

fn folded(text: &str) -> String {
    let visible: String = text.nfkc().filter(|&c| !is_invisible(c)).map(fold_quote).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_invisible(c: char) -> bool {
    // Soft hyphen, zero-width characters, direction marks and isolates, byte order mark.
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn fold_quote(c: char) -> char {
    match c {
        '«' | '»' | '“' | '”' | '„' | '‟' | '″' => '"',
        '‘' | '’' | '‚' | '‹' | '›' | '′' | '`' => '\'',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, BlockKind, LinkPosition, RelatedLink};

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
        assert!(fingerprint(&article("Title", &"a long body ".repeat(40))).same_text.is_some());
    }
}
