//! A document that was read, as an article with its fingerprint, or as the failure that it is for a page.

use chrono::{DateTime, Utc};
use url::Url;

use super::document::Remembered;
use crate::dedup::{fingerprint, titles_agree};
use crate::extract::{PageTrace, SiteOwnLines};
use crate::model::{Article, Document, Fingerprint};
use crate::schedule::Retry;

/// Why a page gave no article.
pub(super) struct Failure {
    pub(super) text: String,
    pub(super) retry: Retry,
    /// Its host, or one that it redirects to, is to be left alone until then.
    pub(super) not_before: Option<DateTime<Utc>>,
    /// Whether the server answered that the page is not to be had.
    pub(super) is_refusal: bool,
}

impl Failure {
    pub(super) fn passing(text: String) -> Self {
        Self { text, retry: Retry::Later, not_before: None, is_refusal: false }
    }

    pub(super) fn permanent(text: String) -> Self {
        Self { text, retry: Retry::Never, not_before: None, is_refusal: true }
    }
}

/// An article as it was read, with what its page teaches of its site.
pub(super) struct Reading {
    pub(super) article: Article,
    pub(super) fingerprint: Fingerprint,
    /// The lines that were left out as the site's own.
    pub(super) site_own: SiteOwnLines,
    /// What the page adds to the memory of its site, if that wants it.
    pub(super) trace: Option<PageTrace>,
}

/// What was read with its fingerprint, or why it is no article.
///
/// `promised` is the title under which it was named there. What many addresses answer with instead (a wall, an error) is no copy of one
/// story, however equal it is.
pub(super) fn reading_of(read: Remembered, url: &Url, promised: Option<&str>) -> Result<Reading, Failure> {
    let Remembered { document, site_own, trace } = read;
    match document {
        Document::Article(article) if article.body.is_empty() => Err(Failure::passing(format!(
            "no article was found at {url}: the page holds no text that reads as one"
        ))),
        Document::Article(article) => {
            let mut fingerprint = fingerprint(&article);
            if promised.is_some_and(|promised| !titles_agree(promised, &article.title)) {
                fingerprint.same_text = None;
            }
            Ok(Reading { article: *article, fingerprint, site_own, trace })
        }
        Document::Feed(_) => Err(Failure::permanent(format!(
            "{url} is a feed, not an article; add it with `gleaner sources add`"
        ))),
        Document::Sitemap(_) => Err(Failure::permanent(format!(
            "{url} is a sitemap, not an article; add it with `gleaner sources add`"
        ))),
        Document::Unknown { reason, .. } => Err(Failure::permanent(format!("cannot read {url}: {reason}"))),
    }
}
