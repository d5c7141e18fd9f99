//! The feeds that a page leads to, the best first.

use std::collections::HashSet;

use url::Url;

use super::page_scan::{PageScan, scan_page};
use super::site_patterns::feeds_by_address;
use crate::canonical::site_of;
use crate::charset::decode_html;
use crate::model::Page;

/// A feed that may be there: only fetching it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFeed {
    /// Where it is said to be.
    pub url: Url,
    /// What it is called there.
    pub title: Option<String>,
    /// What led to it.
    pub found_by: FeedClue,
}

/// What led to a feed, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedClue {
    /// A `link rel=alternate` in the head of the page.
    HeadLink,
    /// The custom of a known site.
    SitePattern,
    /// A link in the body of the page.
    BodyLink,
}

/// Most feeds of one page that are worth showing.
const MOST_FEEDS: usize = 50;

/// The feeds that a page declares, that its site is known to have, and that it links to. The best first: those of everything before those of
/// comments and of single topics.
pub fn feeds_of_page(page: &Page) -> Vec<FoundFeed> {
    let html = decode_html(&page.body, page.content_type.as_deref()).text;
    let scan = scan_page(&html, &page.final_url, None);
    let mut found: Vec<FoundFeed> = scan
        .feeds
        .iter()
        .map(|feed| FoundFeed {
            url: with_web_scheme(&feed.url),
            title: feed.title.clone(),
            found_by: FeedClue::HeadLink,
        })
        .collect();
    found.extend(feeds_by_address(&page.final_url, Some(&html)));
    found.extend(linked_feeds(&scan, &page.final_url));
    let mut seen = HashSet::new();
    found.retain(|feed| {
        feed.url.host().is_some() && seen.insert(feed.url.as_str().trim_end_matches('/').to_owned())
    });
    // Stable: of equals the page's own order counts.
    found.sort_by_key(|feed| (is_of_comments(feed), feed.found_by, is_of_a_topic(feed, &page.final_url)));
    found.truncate(MOST_FEEDS);
    found
}

/// Addresses at which sites have their feed by custom, for a site that names none.
pub fn usual_feed_addresses(url: &Url) -> Vec<Url> {
    const PATHS: &[&str] =
        &["/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json"];
    PATHS.iter().filter_map(|path| url.join(path).ok()).collect()
}

/// Addresses at which sites have their sitemap by custom, for a robots.txt that names none.
pub fn usual_sitemap_addresses(url: &Url) -> Vec<Url> {
    ["/sitemap.xml", "/sitemap_index.xml"].iter().filter_map(|path| url.join(path).ok()).collect()
}

/// Links in the body that say, or whose address says, that they are feeds.
fn linked_feeds(scan: &PageScan, base: &Url) -> Vec<FoundFeed> {
    let site = site_of(base);
    let is_near = |url: &Url| site_of(url) == site || is_feed_service(url);
    let links = scan.links.iter().filter(|link| is_near(&link.url) && looks_like_feed(&link.url, &link.text));
    links
        .map(|link| FoundFeed {
            url: link.url.clone(),
            title: Some(link.text.clone()).filter(|text| !text.is_empty()),
            found_by: FeedClue::BodyLink,
        })
        .collect()
}

fn looks_like_feed(url: &Url, text: &str) -> bool {
    const ENDINGS: &[&str] = &[
        ".rss",
        ".atom",
        ".rdf",
        "/feed",
        "/feeds",
        "/rss",
        "/atom",
        "rss.xml",
        "feed.xml",
        "atom.xml",
        "index.rdf",
        "feed.json",
    ];
    let path = url.path().trim_end_matches('/').to_ascii_lowercase();
    let query = url.query().unwrap_or_default().to_ascii_lowercase();
    let says_so = matches!(
        text.trim().to_ascii_lowercase().as_str(),
        "rss" | "atom" | "feed" | "rss feed" | "xml" | "rss 2.0"
    );
    ENDINGS.iter().any(|ending| path.ends_with(ending))
        || query.starts_with("feed=")
        || query.contains("format=rss")
        || query.contains("type=rss")
        || says_so
        || is_feed_service(url)
}

/// Services that carry the feeds of others.
fn is_feed_service(url: &Url) -> bool {
    matches!(
        url.host_str(),
        Some("feeds.feedburner.com" | "feedproxy.google.com" | "feeds.transistor.fm" | "rss.app")
    )
}

fn with_web_scheme(url: &Url) -> Url {
    let written = url.as_str().strip_prefix("feed:").map(|rest| rest.trim_start_matches('/'));
    match written {
        Some(rest) if rest.starts_with("http") => Url::parse(rest).unwrap_or_else(|_| url.clone()),
        Some(rest) => Url::parse(&format!("https://{rest}")).unwrap_or_else(|_| url.clone()),
        None => url.clone(),
    }
}

fn is_of_comments(feed: &FoundFeed) -> bool {
    let says = |text: &str| {
        let text = text.to_lowercase();
        ["comment", "تعليقات", "kommentar", "commentaire", "comentario", "yorum", "replies"]
            .iter()
            .any(|word| text.contains(word))
    };
    says(feed.url.path())
        || says(feed.url.query().unwrap_or_default())
        || feed.title.as_deref().is_some_and(says)
}

/// Whether a feed is of less than what the page is about: a tag, a category, an author, unless the page is that, too.
fn is_of_a_topic(feed: &FoundFeed, page: &Url) -> bool {
    let path = feed.url.path().to_ascii_lowercase();
    let topics = ["/tag/", "/tags/", "/category/", "/categories/", "/author/", "/topic/"];
    let is_topic = topics.iter().any(|topic| path.contains(topic))
        || feed.url.query().is_some_and(|query| query.contains("cat="));
    let own = page.path().trim_end_matches('/').to_ascii_lowercase();
    is_topic && (own.is_empty() || !path.starts_with(&own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::page_of;

    fn found(address: &str, html: &str) -> Vec<String> {
        feeds_of_page(&page_of(address, html)).iter().map(|feed| feed.url.to_string()).collect()
    }

    #[test]
    fn declared_feeds_come_first_and_those_of_comments_last() {
        let html = "<head><link rel='alternate' type='application/rss+xml' title='Comments' href='/comments/feed/'>
            <link rel='alternate' type='application/rss+xml' title='Tag' href='/tag/rain/feed/'>
            <link rel='alternate' hreflang='ar' href='/ar/'><link rel='stylesheet' href='x.css'>
            <LINK TYPE=application/atom+xml REL='ALTERNATE' href=atom.xml></head><body><a href='/feed'>RSS</a></body>";
        assert_eq!(
            found("https://example.org/", html),
            [
                "https://example.org/atom.xml",
                "https://example.org/tag/rain/feed/",
                "https://example.org/feed",
                "https://example.org/comments/feed/",
            ]
        );
    }

    #[test]
    fn links_of_the_body_and_their_base_count() {
        let html = "<base href='https://example.org/news/'><p><a href='index.rdf'>RDF</a> <a href='world.html'>World</a>
            <a href='https://feeds.feedburner.com/paper'>x</a> <a href='https://other.example/rss'>elsewhere</a>";
        assert_eq!(
            found("https://example.org/", html),
            ["https://example.org/news/index.rdf", "https://feeds.feedburner.com/paper"]
        );
        assert_eq!(
            found(
                "https://example.org/",
                "<link rel='feed' href='feed://example.org/f'><a href='/?feed=rss2'>x</a>"
            ),
            ["https://example.org/f", "https://example.org/?feed=rss2"]
        );
    }

    #[test]
    fn a_topics_own_feed_is_the_best_of_its_page() {
        let html = "<link rel='alternate' type='application/rss+xml' href='/category/world/feed/'>
            <link rel='alternate' type='application/rss+xml' href='/feed/'>";
        assert_eq!(
            found("https://example.org/category/world/", html)[0],
            "https://example.org/category/world/feed/"
        );
        assert_eq!(found("https://example.org/", html)[0], "https://example.org/feed/");
    }
}
