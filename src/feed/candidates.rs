//! The pages that a feed leads to.

use std::collections::HashSet;

use url::Url;

use crate::canonical::{canonical_key, public_address};
use crate::model::{Candidate, Feed, FeedEntry, FoundVia, Hints, SourceId, TextForm, Timestamp};
use crate::xml::escape_into;

/// Longest address that is put into the queue, in bytes. How long an address may be to be asked for is set by `fetch.max_url_bytes`.
const LONGEST_ADDRESS: usize = 64 * 1024;

/// The entries' pages in feed order, each address once, with what the feed says about them as hints.
///
/// `source_id` is `None` for a feed that the user named directly. Entries without an address and without a text of their own, or with
/// an address that no server accepts, lead nowhere.
pub fn candidates(feed: &Feed, source_id: Option<SourceId>) -> Vec<Candidate> {
    let mut seen = HashSet::new();
    let pages = feed.entries.iter().filter_map(|entry| {
        let url = address_of(entry, &feed.url)?;
        seen.insert(canonical_key(&url)).then(|| Candidate {
            url: public_address(&url),
            source_id,
            found_via: FoundVia::Feed,
            hints: hints(entry, feed.language.as_deref()),
        })
    });
    pages.collect()
}

/// The address of the entry's page. An entry without one that brings its own text has a name instead, under which nothing can be
/// fetched, so that its text is kept.
fn address_of(entry: &FeedEntry, feed_url: &str) -> Option<Url> {
    let address = match (&entry.link, &entry.content) {
        (Some(link), _) => link.clone(),
        (None, Some(_)) => {
            let hash = blake3::hash(format!("{feed_url}\n{}", entry.id).as_bytes()).to_hex();
            format!("urn:feed-entry:{}", &hash[..32])
        }
        (None, None) => return None,
    };
    Url::parse(&address).ok().filter(|url| url.as_str().len() <= LONGEST_ADDRESS)
}

/// A text of the feed as HTML.
fn html_of(text: Option<&String>, form: TextForm) -> Option<String> {
    let text = text?;
    if form == TextForm::Html {
        return Some(text.clone());
    }
    let mut html = String::with_capacity(text.len() + 16);
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        html.push_str("<p>");
        escape_into(paragraph, &mut html);
        html.push_str("</p>");
    }
    Some(html)
}

fn hints(entry: &FeedEntry, language: Option<&str>) -> Hints {
    Hints {
        title: entry.title.clone(),
        published_at: entry.published.or(entry.updated).map(|at| Timestamp::Instant(at.fixed_offset())),
        summary: html_of(entry.summary.as_ref(), entry.summary_form),
        authors: entry.authors.clone(),
        content: html_of(entry.content.as_ref(), entry.content_form),
        guid: Some(entry.id.clone()),
        categories: entry.categories.clone(),
        enclosures: entry.enclosures.clone(),
        language: entry.language.as_deref().or(language).map(str::to_owned),
    }
}
