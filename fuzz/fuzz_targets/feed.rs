//! Any bytes as a feed: no panic, ids that are never empty, candidates that are addresses.

#![no_main]

use gleaner::feed::{FeedContext, candidates, read_feed};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|body: &[u8]| {
    let Ok(base) = Url::parse("https://example.org/news/feed.xml") else { return };
    if let Ok(feed) = read_feed(body, &FeedContext::at(&base)) {
        assert!(feed.entries.iter().all(|entry| !entry.id.is_empty()));
        assert!(candidates(&feed, None).len() <= feed.entries.len());
    }
});
