//! An address that the user named: whatever it turns out to be, its articles are kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;
use url::Url;

use super::context::{Mode, Pipeline};
use super::document::{DocumentSort, sort_of};
use super::page::{Errand, refusal_text};
use super::poll::{FoundPages, Queued};
use super::report::Report;
use super::sitemap::Wanted;
use crate::canonical::{public_address, site_of};
use crate::discover::is_section_page;
use crate::fetch::{AskedBy, BodyLimit, FetchOutcome, FetchRequest};
use crate::model::{Candidate, FoundVia, Hints, Page, SourceId};
use crate::store::{CandidateId, StoreError};

impl Pipeline {
    /// Ingests several addresses, some at a time; see [`Pipeline::ingest_url`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ingest_urls(&self, urls: Vec<Url>) -> Result<(), StoreError> {
        self.recall_sites().await?;
        let mut work = stream::iter(urls)
            .map(|url| async move { if self.stopping() { Ok(()) } else { self.ingest_url(url).await } })
            .buffer_unordered(self.parts.concurrency);
        while let Some(result) = work.next().await {
            result?;
        }
        Ok(())
    }

    /// Ingests an address: an article page, a feed with all its entries, a sitemap or section page with the pages it names, or a source,
    /// which is polled whether due or not, unless its server asked to be left alone.
    ///
    /// # Errors
    /// When the store fails; whatever is wrong with the address is in the reports.
    pub async fn ingest_url(&self, url: Url) -> Result<(), StoreError> {
        if let Some((source, state)) = self.store.source_at(&url).await? {
            return match self.parts.mode {
                Mode::Keep => self.ingest_source(source.id, url).await,
                Mode::DryRun => self.preview_source(source, state, Some(url)).await,
            };
        }
        let (typed, limit) = (Some(url.clone()), BodyLimit::of_address(&url));
        let mut request = FetchRequest { typed, limit, ..FetchRequest::new(url.clone(), AskedBy::User) };
        request.pass = self.parts.passes.values().find(|pass| pass.home == url).cloned();
        let (outcome, _) = self.fetch("fetch", &request).await?;
        match outcome {
            FetchOutcome::Fresh(page) => self.ingest_document(page, public_address(&url), &request).await,
            refused => {
                self.note_loss(&url, &refused).await?;
                self.report(Report::failed(&url, None, refusal_text(&public_address(&url), &refused))).await;
                Ok(())
            }
        }
    }

    /// Polls a source whose address the user typed, and works on what it leads to.
    async fn ingest_source(&self, id: SourceId, typed: Url) -> Result<(), StoreError> {
        for due in self.begin_named_polls(vec![id]).await? {
            let errand = Errand { source: Some(due.source.name.clone()), typed: Some(typed.clone()) };
            let queued = self.poll_typed(due, Some(typed.clone())).await?;
            self.work_queued(queued, &errand).await?;
        }
        Ok(())
    }

    /// Ingests a document that is here already (a saved page or feed), as the one at `url`.
    ///
    /// # Errors
    /// When the store fails; whatever is wrong with the document is in the reports.
    pub async fn ingest_page(&self, page: Page, url: Url) -> Result<(), StoreError> {
        self.recall_sites().await?;
        let led_by = FetchRequest::new(url.clone(), AskedBy::User);
        self.ingest_document(page, url, &led_by).await
    }

    /// Ingests the document that a request brought.
    async fn ingest_document(&self, page: Page, url: Url, led_by: &FetchRequest) -> Result<(), StoreError> {
        let (what, found) = match sort_of(&page) {
            DocumentSort::Feed => ("feed", self.read_feed_page(page, None).await),
            DocumentSort::Sitemap => ("sitemap", self.read_sitemaps(page, &Wanted::All, led_by).await?),
            DocumentSort::Page => match self.told_section(page).await {
                (true, page) => ("section page", self.read_section(page, None, None).await),
                (false, page) => return self.work_page(page, direct(url), None).await,
            },
            DocumentSort::Other => return self.work_page(page, direct(url), None).await,
        };
        match found {
            Ok(found) => {
                let errand = Errand { source: None, typed: led_by.typed.clone() };
                self.ingest_found(&url, found, &errand).await
            }
            Err(reason) => {
                let text = format!("{url} cannot be read as a {what}: {reason}");
                self.report(Report::failed(&url, None, text)).await;
                Ok(())
            }
        }
    }

    /// Whether a page is one of links to articles, and the page.
    async fn told_section(&self, page: Page) -> (bool, Page) {
        let page = Arc::new(page);
        let read = Arc::clone(&page);
        let is_section = self.compute(move || is_section_page(&read)).await.unwrap_or(false);
        (is_section, Arc::unwrap_or_clone(page))
    }

    async fn ingest_found(&self, url: &Url, found: FoundPages, errand: &Errand) -> Result<(), StoreError> {
        if self.parts.mode == Mode::DryRun {
            return self.preview_found(url, found, errand).await;
        }
        self.report_remarks(url, None, &found).await;
        let found = found.candidates;
        let urls: Vec<_> = found.iter().map(|candidate| candidate.url.clone()).collect();
        let slots = self.store.enqueue_candidates(found, self.clock().now()).await?;
        let queued = self.report_known_ones(urls, slots, None).await?;
        self.work_queued(queued, errand).await
    }

    /// Works on queued candidates now, whether their next attempt is due or not: the user asked for them. Each site has its own
    /// line, so that a slow one does not keep the others waiting.
    async fn work_queued(&self, queued: Vec<Queued>, errand: &Errand) -> Result<(), StoreError> {
        let mut lines: BTreeMap<String, Vec<Queued>> = BTreeMap::new();
        for one in queued {
            lines.entry(site_of(&one.1).unwrap_or_default()).or_default().push(one);
        }
        let mut work = stream::iter(lines.into_values())
            .map(|line| async move {
                let mut work = stream::iter(line)
                    .map(|(id, url)| self.work_one(id, url, errand))
                    .buffer_unordered(self.parts.per_site);
                while let Some(result) = work.next().await {
                    result?;
                }
                Ok(())
            })
            .buffer_unordered(self.parts.concurrency);
        while let Some(result) = work.next().await {
            result?;
        }
        Ok(())
    }

    async fn work_one(&self, id: CandidateId, url: Url, errand: &Errand) -> Result<(), StoreError> {
        if self.stopping() {
            return Ok(());
        }
        match self.store.lease_candidate(id, self.owner.to_string(), self.clock().now()).await? {
            Some(leased) => self.work_leased(leased, errand).await,
            None => {
                let mut report = Report::skipped(
                    &url,
                    errand.source.as_deref(),
                    "in the hands of another run, or its site asked for time",
                );
                report.known = true;
                self.report(report).await;
                Ok(())
            }
        }
    }
}

fn direct(url: Url) -> Candidate {
    Candidate { url, source_id: None, found_via: FoundVia::Direct, hints: Hints::default() }
}
