//! Any bytes as a sitemap: no panic, addresses of the web only, and all that is new is seen from then on.

#![no_main]

use std::collections::HashSet;

use gleaner::discover::{SeenBefore, all_pages, new_pages, read_sitemap};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|body: &[u8]| {
    let Ok(base) = Url::parse("https://example.org/sitemap.xml") else { return };
    let Ok(now) = "2021-02-04T12:00:00Z".parse() else { return };
    let sitemap = read_sitemap(body, None, &base);
    assert!(sitemap.urls.iter().all(|page| page.url.scheme().starts_with("http")));
    assert!(all_pages(&sitemap).candidates.len() <= sitemap.urls.len());
    let mut links = HashSet::new();
    for polled_at in [None, Some(now), Some(now)] {
        let new = new_pages((&sitemap, &base), SeenBefore { links: &links, polled_at }, None, now);
        assert!(polled_at.is_none() || links.is_empty() || new.candidates.is_empty() || new.is_incomplete);
        links.extend(new.seen);
    }
});
