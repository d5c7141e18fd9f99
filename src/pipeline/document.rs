//! What one document is, and the reading of it, whatever way it came.

use chrono::{DateTime, Utc};

use super::sitemap::sitemaps_of_robots;
use super::unpack::unpacked;
use crate::config::{SiteRule, SiteRules};
use crate::content_kind::{ContentKind, content_kind};
use crate::discover::read_sitemap;
use crate::extract::{
    Explanation, ExtractContext, PageTrace, RememberedArticle, SiteKnowledge, SiteMemory, SiteOwnLines,
    explain_html, extract_html, extract_plain_text, extract_remembering, trace_html,
};
use crate::feed::{FeedContext, read_feed};
use crate::model::{Document, Feed, Hints, Page, Sitemap};

/// Reads a document as what its content says it is: a feed, an article page, a text, or something that gleaner cannot read.
///
/// `hints` is what the feed entry that led to it said; `now` is what relative times are counted from. Takes CPU time.
pub fn read_document(page: &Page, rules: &SiteRules, hints: &Hints, now: DateTime<Utc>) -> Document {
    read_document_knowing(page, rules, None, (hints, now))
}

/// The same with a memory of other pages of the site.
pub fn read_document_knowing(
    page: &Page,
    rules: &SiteRules,
    memory: Option<&SiteMemory>,
    (hints, now): (&Hints, DateTime<Utc>),
) -> Document {
    let page = &*unpacked(page);
    let context = ExtractContext { rule: rule_of(page, rules), hints, now, memory };
    let name = page.final_url.path();
    let unreadable = |reason: &str| Document::Unknown { url: shown_url(page), reason: reason.to_owned() };
    match content_kind(&page.body, page.content_type.as_deref(), Some(name)) {
        ContentKind::Html => Document::Article(Box::new(extract_html(page, &context))),
        ContentKind::PlainText => Document::Article(Box::new(extract_plain_text(page, &context))),
        ContentKind::Feed => {
            let context = FeedContext {
                base: &page.feed_base(),
                content_type: page.content_type.as_deref(),
                content_language: page.content_language.as_deref(),
            };
            match read_feed(&page.body, &context) {
                Ok(feed) => Document::Feed(Feed { url: shown_url(page), ..feed }),
                Err(error) => unreadable(&error.to_string()),
            }
        }
        ContentKind::Sitemap => {
            let sitemap = read_sitemap(&page.body, page.content_type.as_deref(), &page.final_url);
            Document::Sitemap(Sitemap { url: shown_url(page), ..sitemap })
        }
        ContentKind::Json => unreadable("it is JSON, but no JSON Feed"),
        ContentKind::Binary(what) => {
            unreadable(&format!("it is {what}; gleaner reads web pages, texts, feeds and sitemaps"))
        }
        ContentKind::Empty => unreadable("it is empty"),
    }
}

/// The same, and why an article is what it is; nothing is told of other documents and of plain text.
pub fn explain_document(
    page: &Page,
    rules: &SiteRules,
    memory: Option<&SiteMemory>,
    (hints, now): (&Hints, DateTime<Utc>),
) -> (Document, Option<Explanation>) {
    let page = &*unpacked(page);
    match content_kind(&page.body, page.content_type.as_deref(), Some(page.final_url.path())) {
        ContentKind::Html => {
            let context = ExtractContext { rule: rule_of(page, rules), hints, now, memory };
            let (article, explanation) = explain_html(page, &context);
            (Document::Article(Box::new(article)), explanation)
        }
        _ => (read_document_knowing(page, rules, memory, (hints, now)), None),
    }
}

/// A document with what is known of its site, and what it adds to that.
#[derive(Debug)]
pub(super) struct Remembered {
    /// The document.
    pub(super) document: Document,
    /// The lines that were left out of an article as its site's own.
    pub(super) site_own: SiteOwnLines,
    /// What it adds to the memory, if that wants it.
    pub(super) trace: Option<PageTrace>,
}

/// Reads a document with what is known of its site, and learns from it.
pub(super) fn read_remembering(
    page: &Page,
    rules: &SiteRules,
    known: &SiteKnowledge,
    (hints, now): (&Hints, DateTime<Utc>),
) -> Remembered {
    let page = &*unpacked(page);
    match content_kind(&page.body, page.content_type.as_deref(), Some(page.final_url.path())) {
        ContentKind::Html => {
            let context = ExtractContext { rule: rule_of(page, rules), hints, now, memory: None };
            let RememberedArticle { article, site_own, trace } = extract_remembering(page, &context, known);
            Remembered { document: Document::Article(Box::new(article)), site_own, trace }
        }
        _ => {
            let document = read_document(page, rules, hints, now);
            Remembered { document, site_own: SiteOwnLines::default(), trace: None }
        }
    }
}

/// The rule of a page's site, as the site was when the page was fetched.
fn rule_of<'r>(page: &Page, rules: &'r SiteRules) -> Option<&'r SiteRule> {
    page.final_url.host_str().and_then(|host| rules.for_host(host, page.fetched_at.date_naive()))
}

/// What a document adds to the memory of its site; nothing when it is no web page.
pub fn trace_document(page: &Page, rules: &SiteRules) -> PageTrace {
    let page = &*unpacked(page);
    let rule = rule_of(page, rules);
    let context = ExtractContext { rule, hints: &Hints::default(), now: page.fetched_at, memory: None };
    match content_kind(&page.body, page.content_type.as_deref(), Some(page.final_url.path())) {
        ContentKind::Html => trace_html(page, &context),
        _ => PageTrace::default(),
    }
}

/// What a document is for, as far as its beginning tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DocumentSort {
    /// A feed, perhaps a broken one.
    Feed,
    Sitemap,
    /// A web page.
    Page,
    /// A text, or something that cannot be read.
    Other,
}

/// Tells what a document is for. Cheap: only looks at how it begins.
pub(super) fn sort_of(page: &Page) -> DocumentSort {
    if sitemaps_of_robots(page).is_some_and(|sitemap| !sitemap.sitemaps.is_empty()) {
        return DocumentSort::Sitemap;
    }
    let page = unpacked(page);
    match content_kind(&page.body, page.content_type.as_deref(), Some(page.final_url.path())) {
        ContentKind::Feed => DocumentSort::Feed,
        ContentKind::Sitemap => DocumentSort::Sitemap,
        ContentKind::Html => DocumentSort::Page,
        _ => DocumentSort::Other,
    }
}

fn shown_url(page: &Page) -> String {
    if page.requested_url.scheme() == "file" { String::new() } else { page.requested_url.to_string() }
}
