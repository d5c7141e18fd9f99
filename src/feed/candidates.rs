//! The pages that a feed leads to.

use std::collections::HashSet;

use url::Url;

use crate::canonical::{canonical_key, public_address};
use crate::model::{Candidate, Feed, FeedEntry, FoundVia, Hints, SourceId, Timestamp};

/// Longest address that is put into the queue, in bytes. How long an address may be to be asked for is set by `fetch.max_url_bytes`.
const LONGEST_ADDRESS: usize = 64 * 1024;

/// The entries' pages in feed order, each address once, with what the feed says about them as hints.
///
/// `source_id` is `None` for a feed that the user named directly. Entries without an address, or with one
/// that no server accepts, lead nowhere.
pub fn candidates(feed: &Feed, source_id: Option<SourceId>) -> Vec<Candidate> {
    let mut seen = HashSet::new();
    let pages = feed.entries.iter().filter_map(|entry| {
        let url =
            Url::parse(entry.link.as_deref()?).ok().filter(|url| url.as_str().len() <= LONGEST_ADDRESS)?;
        seen.insert(canonical_key(&url)).then(|| Candidate {
            url: public_address(&url),
            source_id,
            found_via: FoundVia::Feed,
            hints: hints(entry, feed.language.as_deref()),
        })
    });
    pages.collect()
}

fn hints(entry: &FeedEntry, language: Option<&str>) -> Hints {
    Hints {
        title: entry.title.clone(),
        published_at: entry.published.or(entry.updated).map(|at| Timestamp::Instant(at.fixed_offset())),
        summary: entry.summary.clone(),
        authors: entry.authors.clone(),
        content: entry.content.clone(),
        guid: Some(entry.id.clone()),
        categories: entry.categories.clone(),
        language: entry.language.as_deref().or(language).map(str::to_owned),
    }
}
