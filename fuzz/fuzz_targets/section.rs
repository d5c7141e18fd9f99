//! Any bytes as a page that links to articles and feeds: no panic, with a selector and without.

#![no_main]

use gleaner::discover::{feeds_of_page, is_section_page, section_articles};
use gleaner::model::{Page, Validators};
use gleaner::xml::Selector;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|body: &[u8]| {
    let Ok(url) = Url::parse("https://example.org/news/") else { return };
    let page = Page {
        requested_url: url.clone(),
        final_url: url,
        status: 200,
        fetched_at: Default::default(),
        content_type: None,
        content_language: None,
        content_location: None,
        validators: Validators::default(),
        body: body.to_vec(),
    };
    section_articles(&page, None, None);
    is_section_page(&page);
    feeds_of_page(&page);
    // Up to the first line feed it may be a selector, too.
    let line = body.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if let Ok(selector) = String::from_utf8_lossy(line).parse::<Selector>() {
        section_articles(&page, Some(&selector), None);
    }
});
