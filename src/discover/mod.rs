//! Where a site has its articles, when nobody named its feed: feeds, sitemaps, section pages. Pages and sitemaps come in, candidates and
//! addresses go out. No network, no disk, no clock.

mod feeds;
mod site_patterns;

mod new_pages;
mod sitemap;

mod page_scan;
mod section;
mod surroundings;
mod url_shape;

#[cfg(test)]
mod section_tests;

pub use feeds::{FeedClue, FoundFeed, feeds_of_page, usual_feed_addresses, usual_sitemap_addresses};
pub use new_pages::{NewPages, SeenBefore, SeenLink, SitemapToRead, all_pages, new_pages};
pub use section::{is_section_page, section_articles};
pub use site_patterns::feeds_by_address;
pub use sitemap::read_sitemap;

/// A page for tests.
#[cfg(test)]
fn page_of(address: &str, html: &str) -> crate::model::Page {
    let url = url::Url::parse(address).unwrap();
    crate::model::Page {
        requested_url: url.clone(),
        final_url: url,
        status: 200,
        fetched_at: chrono::DateTime::UNIX_EPOCH,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        content_language: None,
        content_location: None,
        validators: crate::model::Validators::default(),
        body: html.as_bytes().to_vec(),
    }
}
