//! One poll of a sitemap: it and the sitemaps that it names, as far as they are worth it, to the pages that are new.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use super::context::Pipeline;
use super::document::read_document;
use super::page::{is_meant, refusal_text};
use super::poll::FoundPages;
use super::poll_state::Answered;
use crate::canonical::{public_address, with_login_of};
use crate::discover::{NewPages, SeenBefore, SeenLink, SitemapToRead, all_pages, new_pages};
use crate::fetch::{AskedBy, BodyLimit, FetchOutcome, FetchRequest, Robots};
use crate::model::{
    Document, Hints, KnownSitemap, Page, Sitemap, SitemapLink, SourceId, Validators, Warning,
};
use crate::store::StoreError;

/// Sitemaps that one poll reads beside the first.
const MOST_SITEMAPS: usize = 12;
/// Pages that one poll leads to.
const MOST_PAGES: usize = 1_000;

/// Which pages of a sitemap are wanted.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    /// What came since the former polls of a source.
    New(Former),
    /// All, the newest first.
    All,
}

/// What the former polls of a source know.
#[derive(Debug, Clone)]
pub(super) struct Former {
    source: SourceId,
    links: Arc<HashSet<SeenLink>>,
    polled_at: Option<DateTime<Utc>>,
    sitemaps: Arc<[KnownSitemap]>,
}

/// How a sitemap that another one names was answered.
enum Heard {
    /// With what of it is new; the validators are for its own address.
    Fresh(NewPages, Validators),
    /// It is as it was.
    Unchanged(Validators),
    /// It is not to be had, for this reason, for now or at all.
    Refused { reason: String, is_meant: bool },
}

impl Pipeline {
    /// What came since the former polls of a sitemap.
    pub(super) async fn wanted_of(&self, answered: &Answered) -> Result<Wanted, StoreError> {
        let source = answered.source.id;
        let links = self.store.seen_links(source).await?;
        let polled_at = answered.state.last_polled_at.filter(|_| !links.is_empty());
        let sitemaps = self.store.known_sitemaps(source).await?.into();
        Ok(Wanted::New(Former { source, links: Arc::new(links), polled_at, sitemaps }))
    }

    /// Reads a sitemap and those that it names. Each is dropped before the next is fetched: memory holds one at a time.
    ///
    /// `led_by` is the request that brought it. The inner error says what the document is instead.
    pub(super) async fn read_sitemaps(
        &self,
        page: Page,
        wanted: &Wanted,
        led_by: &FetchRequest,
    ) -> Result<Result<FoundPages, String>, StoreError> {
        let new = match self.read_one_sitemap(page, wanted.clone()).await {
            Ok(new) => new,
            Err(reason) => return Ok(Err(reason)),
        };
        let mut reading = Reading::default();
        if let Wanted::New(Former { sitemaps, .. }) = wanted {
            // What nobody dates is read as long as it is named; the other ones until they were read.
            reading.waiting = waiting_of(sitemaps).filter(|one| one.state.is_some()).collect();
        }
        reading.found.is_cut = new.is_cut;
        reading.take(new);
        self.read_further(reading, wanted, led_by).await.map(Ok)
    }

    /// Reads the sitemaps that wait, although the one that names them is as it was.
    pub(super) async fn read_waiting_sitemaps(
        &self,
        wanted: &Wanted,
        led_by: &FetchRequest,
    ) -> Result<FoundPages, StoreError> {
        match wanted {
            Wanted::New(Former { sitemaps, .. }) if waiting_of(sitemaps).next().is_some() => {
                let reading = Reading { waiting: waiting_of(sitemaps).collect(), ..Reading::default() };
                self.read_further(reading, wanted, led_by).await
            }
            _ => Ok(FoundPages::default()),
        }
    }

    async fn read_further(
        &self,
        mut reading: Reading,
        wanted: &Wanted,
        led_by: &FetchRequest,
    ) -> Result<FoundPages, StoreError> {
        let former: &[KnownSitemap] = match wanted {
            Wanted::New(former) => &former.sitemaps,
            Wanted::All => &[],
        };
        let mut asked = HashSet::new();
        while let Some(next) = reading.waiting.pop() {
            if asked.contains(&next.url) {
                continue;
            }
            let validators = validators_of(former, &next.url);
            let is_full = asked.len() >= MOST_SITEMAPS || reading.found.candidates.len() >= MOST_PAGES;
            if is_full || self.stopping() {
                asked.insert(next.url.clone());
                reading.left.push(known(next, validators, true));
                continue;
            }
            asked.insert(next.url.clone());
            let request = FetchRequest {
                url: with_login_of(&led_by.url, next.url.clone()),
                validators: validators.clone(),
                validators_url: None,
                asked_by: AskedBy::Gleaner,
                limit: BodyLimit::Sitemap,
                ..led_by.clone()
            };
            match self.fetch_sitemap(&request, wanted).await? {
                Heard::Fresh(new, _) if new.is_cut => {
                    reading.take(new);
                    reading.left.push(known(next, Validators::default(), true));
                }
                Heard::Fresh(new, validators) => {
                    reading.take(new);
                    reading.settle(next, validators);
                }
                Heard::Unchanged(validators) => reading.settle(next, validators),
                Heard::Refused { reason, is_meant } => {
                    reading.found.remarks.push(Warning::new(reason));
                    if is_meant {
                        // It is asked for again when the one that names it says that it has changed.
                        reading.found.seen_links.extend(next.state);
                    } else {
                        reading.left.push(known(next, validators, true));
                    }
                }
            }
        }
        Ok(reading.finish(wanted, &asked))
    }

    async fn fetch_sitemap(&self, request: &FetchRequest, wanted: &Wanted) -> Result<Heard, StoreError> {
        let url = public_address(&request.url);
        let (outcome, trace) = self.fetch("sitemap", request).await?;
        // Those of another address are none of this one's.
        let is_own = trace.answered_by.as_ref() == Some(&url);
        let own = |validators: Validators| if is_own { validators } else { Validators::default() };
        Ok(match outcome {
            FetchOutcome::Fresh(page) => {
                let validators = own(page.validators.clone());
                match self.read_one_sitemap(page, wanted.clone()).await {
                    Ok(new) => Heard::Fresh(new, validators),
                    Err(reason) => {
                        Heard::Refused { reason: format!("{url} is no sitemap: {reason}"), is_meant: false }
                    }
                }
            }
            FetchOutcome::NotModified { validators } => Heard::Unchanged(own(validators)),
            refused => Heard::Refused { reason: refusal_text(&url, &refused), is_meant: is_meant(&refused) },
        })
    }

    async fn read_one_sitemap(&self, page: Page, wanted: Wanted) -> Result<NewPages, String> {
        let (rules, now) = (self.parts.rules.clone(), self.clock().now());
        let read = self.compute_timed("read", move || {
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
                Wanted::New(Former { source, links, polled_at, .. }) => {
                    let before = SeenBefore { links: &links, polled_at };
                    new_pages((&sitemap, &url), before, Some(source), now)
                }
            })
        });
        read.await
            .unwrap_or_else(|| Err("reading it failed inside gleaner; please report this address".to_owned()))
    }
}

/// A poll on its way through the sitemaps.
#[derive(Default)]
struct Reading {
    found: FoundPages,
    /// Those that are to be read; the most promising is taken from the end.
    waiting: Vec<SitemapToRead>,
    /// Those that were read, and are known for the next time.
    read: Vec<KnownSitemap>,
    /// Those that are left for the next poll, the most promising first.
    left: Vec<KnownSitemap>,
}

impl Reading {
    fn take(&mut self, new: NewPages) {
        self.found.candidates.extend(new.candidates);
        self.found.seen_links.extend(new.seen);
        self.waiting.extend(new.later.into_iter().rev());
        self.waiting.extend(new.sitemaps.into_iter().rev());
    }

    /// A sitemap was read in its present state; one that nobody dates is read again at the next poll.
    fn settle(&mut self, read: SitemapToRead, validators: Validators) {
        self.found.seen_links.extend(read.state);
        match read.state {
            Some(_) => self.read.push(known(read, validators, false)),
            None => self.left.push(known(read, validators, true)),
        }
    }

    /// What was found, and what is known from now on: what waits, then what was read now, then what was read before.
    fn finish(self, wanted: &Wanted, asked: &HashSet<Url>) -> FoundPages {
        let Self { mut found, read, left, .. } = self;
        if let Wanted::New(Former { sitemaps, .. }) = wanted {
            let before = sitemaps.iter().filter(|one| !asked.contains(&one.url));
            let before = before.map(|one| KnownSitemap { waits: false, ..one.clone() });
            found.known_sitemaps = Some(left.into_iter().rev().chain(read).chain(before).collect());
        }
        found
    }
}

fn known(sitemap: SitemapToRead, validators: Validators, waits: bool) -> KnownSitemap {
    KnownSitemap { url: sitemap.url, validators, waits, state: sitemap.state }
}

fn waiting_of(known: &[KnownSitemap]) -> impl Iterator<Item = SitemapToRead> {
    known.iter().filter(|one| one.waits).map(|one| SitemapToRead { url: one.url.clone(), state: one.state })
}

fn validators_of(known: &[KnownSitemap], url: &Url) -> Validators {
    known.iter().find(|one| one.url == *url).map(|one| one.validators.clone()).unwrap_or_default()
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
