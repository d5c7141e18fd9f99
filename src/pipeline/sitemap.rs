//! One poll of a sitemap: it and the sitemaps that it names, as far as they are worth it, to the pages that are new.

use std::collections::HashSet;
use std::sync::Arc;

use super::context::Pipeline;
use super::document::read_document;
use super::page::refusal_text;
use super::poll::FoundPages;
use crate::canonical::public_address;
use crate::discover::{NewPages, SeenBefore, SeenLink, SitemapToRead, all_pages, new_pages};
use crate::fetch::{AskedBy, BodyLimit, FetchOutcome, FetchRequest, Pass, Robots};
use crate::model::{Document, Hints, Page, Sitemap, SitemapLink, SourceId, Warning};
use chrono::{DateTime, Utc};

/// Sitemaps that one poll reads beside the first.
const MOST_SITEMAPS: usize = 12;
/// Pages that one poll leads to.
const MOST_PAGES: usize = 1_000;

/// Which pages of a sitemap are wanted.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    /// What came since the former polls of a source.
    New { source: SourceId, links: Arc<HashSet<SeenLink>>, polled_at: Option<DateTime<Utc>> },
    /// All, the newest first.
    All,
}

impl Pipeline {
    /// Reads a sitemap and those that it names. Each is dropped before the next is fetched: memory holds one at a time.
    ///
    /// `pass` is what lets the source in. The error says what the document is instead.
    pub(super) async fn read_sitemaps(
        &self,
        page: Page,
        wanted: &Wanted,
        pass: Option<Pass>,
    ) -> Result<FoundPages, String> {
        let mut found = FoundPages::default();
        let mut waiting = Vec::new();
        take(self.read_one_sitemap(page, wanted.clone()).await?, &mut found, &mut waiting);
        let mut known = HashSet::new();
        while let Some(SitemapToRead { url, state }) = waiting.pop() {
            if known.len() >= MOST_SITEMAPS || found.candidates.len() >= MOST_PAGES || self.stopping() {
                found.is_incomplete = true;
                break;
            }
            if !known.insert(url.clone()) {
                continue;
            }
            let (pass, limit) = (pass.clone(), BodyLimit::Sitemap);
            let request = FetchRequest { pass, limit, ..FetchRequest::new(url, AskedBy::Gleaner) };
            match self.fetch_sitemap(&request, wanted).await {
                Ok(new) => {
                    found.seen_links.extend(state);
                    take(new, &mut found, &mut waiting);
                }
                Err(reason) => {
                    found.is_incomplete = true;
                    found.remarks.push(Warning::new(reason));
                }
            }
        }
        Ok(found)
    }

    async fn fetch_sitemap(&self, request: &FetchRequest, wanted: &Wanted) -> Result<NewPages, String> {
        let url = &request.url;
        match self.parts.fetcher.fetch(request).await {
            FetchOutcome::Fresh(page) => {
                let read = self.read_one_sitemap(page, wanted.clone()).await;
                read.map_err(|reason| format!("{} is no sitemap: {reason}", public_address(url)))
            }
            refused => Err(refusal_text(&public_address(url), &refused)),
        }
    }

    async fn read_one_sitemap(&self, page: Page, wanted: Wanted) -> Result<NewPages, String> {
        let (rules, now) = (self.parts.rules.clone(), self.clock().now());
        let read = self.compute(move || {
            let url = page.final_url.clone();
            let sitemap = match sitemaps_of_robots(&page) {
                Some(sitemap) => sitemap,
                None => match read_document(&page, &rules, &Hints::default(), now) {
                    Document::Sitemap(sitemap) => sitemap,
                    Document::Unknown { reason, .. } => return Err(reason),
                    Document::Feed(_) => return Err("it is a feed; write kind = \"feed\"".to_owned()),
                    Document::Article(_) => return Err("it is a web page or a text".to_owned()),
                },
            };
            Ok(match wanted {
                Wanted::All => all_pages(&sitemap),
                Wanted::New { source, links, polled_at } => {
                    let before = SeenBefore { links: &links, polled_at };
                    new_pages((&sitemap, &url), before, Some(source), now)
                }
            })
        });
        read.await
            .unwrap_or_else(|| Err("reading it failed inside gleaner; please report this address".to_owned()))
    }
}

fn take(new: NewPages, found: &mut FoundPages, waiting: &mut Vec<SitemapToRead>) {
    found.candidates.extend(new.candidates);
    found.seen_links.extend(new.seen);
    found.is_incomplete |= new.is_incomplete;
    // The most promising is taken from the end.
    waiting.extend(new.sitemaps.into_iter().rev());
}

/// The sitemaps that a robots.txt names; `None` for any other document.
pub(super) fn sitemaps_of_robots(page: &Page) -> Option<Sitemap> {
    if !page.final_url.path().ends_with("/robots.txt") {
        return None;
    }
    let robots = Robots::parse(&page.body);
    let links = robots.sitemaps().iter().filter_map(|address| page.final_url.join(address).ok());
    let sitemaps = links.map(|url| SitemapLink { url, modified: None }).collect();
    Some(Sitemap { sitemaps, ..Sitemap::default() })
}
