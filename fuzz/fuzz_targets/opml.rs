//! Any bytes as OPML: no panic, and what was read comes back from what is written. Feeds without a folder stand behind those with one.

#![no_main]

use gleaner::opml::{OpmlFeed, read_opml, write_opml};
use libfuzzer_sys::fuzz_target;

/// Longest tag that a user can give; of longer ones, which only folders in folders make, no return is promised.
const LONGEST_TAG: usize = 100;

fuzz_target!(|body: &[u8]| {
    let Ok(file) = read_opml(body) else { return };
    let again = read_opml(write_opml(&file.feeds).as_bytes()).map(|again| in_order(again.feeds));
    let is_long = |feed: &OpmlFeed| feed.tags.iter().any(|tag| tag.chars().count() > LONGEST_TAG);
    if !file.feeds.iter().any(is_long) {
        assert_eq!(again, Ok(in_order(file.feeds)));
    }
});

fn in_order(mut feeds: Vec<OpmlFeed>) -> Vec<OpmlFeed> {
    feeds.sort_by_cached_key(|feed| format!("{feed:?}"));
    feeds
}
