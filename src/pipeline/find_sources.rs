//! From any address to what can be polled for its articles: the address itself, the site's feeds, its sitemap, or the page.

use url::Url;

use super::context::Pipeline;
use super::document::{DocumentSort, sort_of};
use super::page::refusal_text;
use crate::canonical::public_address;
use crate::discover::{
    FeedClue, FoundFeed, feeds_by_address, feeds_of_page, is_section_page, usual_feed_addresses,
    usual_sitemap_addresses,
};
use crate::fetch::{AskedBy, BodyLimit, FetchOutcome, FetchRequest, FetchTrace};
use crate::model::{Page, SourceKind};
use crate::store::StoreError;

/// Feeds of a page that are tried until one is there.
const MOST_TRIED: usize = 3;

/// Something that can be polled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundSource {
    /// Where.
    pub url: Url,
    /// What it is.
    pub kind: SourceKind,
    /// What its site calls it.
    pub title: Option<String>,
}

/// What an address leads to.
#[derive(Debug)]
pub struct FoundSources {
    /// The best of it, fetched and recognised.
    pub best: FoundSource,
    /// The document that was fetched there and how it came, for its first poll.
    pub answer: (Page, FetchTrace),
    /// What else there is, as the site names it.
    pub others: Vec<FoundSource>,
}

impl Pipeline {
    /// Looks at an address for what can be polled there. One request where it leads to a feed or sitemap itself.
    ///
    /// # Errors
    /// When the store fails. The inner error: the address brought no document, or one that leads nowhere; the text says why, and names it.
    pub async fn find_sources(&self, url: &Url) -> Result<Result<FoundSources, String>, StoreError> {
        self.recall_sites().await?;
        let found = self.look_for_sources(url).await;
        self.keep_sites().await?;
        Ok(found)
    }

    async fn look_for_sources(&self, url: &Url) -> Result<FoundSources, String> {
        let known = feeds_by_address(url, None);
        if let Some(found) = self.first_feed(&known, Vec::new()).await {
            return Ok(found);
        }
        let (page, trace) = self.ask(url, AskedBy::User).await?;
        let found = |kind| FoundSource { url: url.clone(), kind, title: None };
        if let Some(kind) = kind_of_list(&page) {
            return Ok(FoundSources { best: found(kind), answer: (page, trace), others: Vec::new() });
        }
        if sort_of(&page) != DocumentSort::Page {
            return Err(format!("{} is neither a feed, a sitemap nor a web page", public_address(url)));
        }
        let (page, feeds, is_section) = self
            .compute(move || {
                let (feeds, is_section) = (feeds_of_page(&page), is_section_page(&page));
                (page, feeds, is_section)
            })
            .await
            .ok_or_else(|| {
                format!("reading {} failed inside gleaner; please report it", public_address(url))
            })?;
        let own_kind = if is_section { SourceKind::Section } else { SourceKind::Page };
        let others = vec![found(own_kind)];
        if let Some(found) = self.first_feed(&feeds, others).await {
            return Ok(found);
        }
        let usual: Vec<FoundFeed> =
            usual_feed_addresses(&page.final_url).into_iter().map(usual_feed).collect();
        if let Some(found) = self.first_usual_feed(&usual, found(own_kind)).await {
            return Ok(found);
        }
        match self.sitemap_of(&page.final_url).await {
            // A section says what is new more surely than a sitemap that was made for all of a site.
            Some((url, _)) if is_section => {
                let sitemap = FoundSource { url, kind: SourceKind::Sitemap, title: None };
                Ok(FoundSources {
                    best: found(SourceKind::Section),
                    answer: (page, trace),
                    others: vec![sitemap],
                })
            }
            Some((sitemap, answer)) => {
                let best = FoundSource { url: sitemap, kind: SourceKind::Sitemap, title: None };
                Ok(FoundSources { best, answer, others: vec![found(own_kind)] })
            }
            None => Ok(FoundSources { best: found(own_kind), answer: (page, trace), others: Vec::new() }),
        }
    }

    /// The first of these that is a feed; the others are told, with what the page itself is.
    async fn first_feed(&self, feeds: &[FoundFeed], own: Vec<FoundSource>) -> Option<FoundSources> {
        for (place, feed) in feeds.iter().enumerate().take(MOST_TRIED) {
            let Ok(answer) = self.ask(&feed.url, AskedBy::User).await else { continue };
            if kind_of_list(&answer.0) == Some(SourceKind::Feed) {
                let others = feeds
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != place)
                    .map(|(_, feed)| source_of(feed));
                let others = others.chain(own).collect();
                return Some(FoundSources { best: source_of(feed), answer, others });
            }
        }
        None
    }

    /// The first address at which sites have their feed by custom, if one is there.
    async fn first_usual_feed(&self, feeds: &[FoundFeed], own: FoundSource) -> Option<FoundSources> {
        for feed in feeds {
            if let Ok(answer) = self.ask(&feed.url, AskedBy::Gleaner).await
                && kind_of_list(&answer.0) == Some(SourceKind::Feed)
            {
                return Some(FoundSources { best: source_of(feed), answer, others: vec![own] });
            }
        }
        None
    }

    /// The sitemap that the site's robots.txt names, or that is where sitemaps are by custom.
    async fn sitemap_of(&self, url: &Url) -> Option<(Url, (Page, FetchTrace))> {
        let named = self.parts.fetcher.sitemaps_in_robots(url).await;
        let named = named.iter().filter_map(|address| url.join(address).ok()).take(MOST_TRIED);
        for address in named.chain(usual_sitemap_addresses(url)) {
            if let Ok(answer) = self.ask(&address, AskedBy::Gleaner).await
                && kind_of_list(&answer.0) == Some(SourceKind::Sitemap)
            {
                return Some((address, answer));
            }
        }
        None
    }

    /// `asked_by` is the user for what a page, or its address, names as its feed; what is only guessed is subject to robots.txt.
    async fn ask(&self, url: &Url, asked_by: AskedBy) -> Result<(Page, FetchTrace), String> {
        let limit = BodyLimit::of_address(url);
        let request = FetchRequest { limit, ..FetchRequest::new(url.clone(), asked_by) };
        match self.parts.fetcher.fetch_traced(&request).await {
            (FetchOutcome::Fresh(page), trace) => Ok((page, trace)),
            (refused, _) => Err(refusal_text(&public_address(url), &refused)),
        }
    }
}

/// The kind of source that a document is by itself.
fn kind_of_list(page: &Page) -> Option<SourceKind> {
    match sort_of(page) {
        DocumentSort::Feed => Some(SourceKind::Feed),
        DocumentSort::Sitemap => Some(SourceKind::Sitemap),
        DocumentSort::Page | DocumentSort::Other => None,
    }
}

fn source_of(feed: &FoundFeed) -> FoundSource {
    FoundSource { url: feed.url.clone(), kind: SourceKind::Feed, title: feed.title.clone() }
}

fn usual_feed(url: Url) -> FoundFeed {
    FoundFeed { url, title: None, found_by: FeedClue::HeadLink }
}
