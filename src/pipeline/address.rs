//! An address that the user named: whatever it turns out to be, its articles are kept.

use futures_util::StreamExt as _;
use futures_util::stream;
use url::Url;

use super::context::{Mode, Pipeline};
use super::document::read_document;
use super::page::refusal_text;
use super::poll::EMPTY_FEED;
use super::report::Report;
use crate::feed::candidates;
use crate::fetch::{FetchOutcome, FetchRequest};
use crate::model::{Candidate, Document, Feed, FoundVia, Hints, Page, Validators};
use crate::schedule::{PollEnd, next_poll_at};
use crate::store::{CandidateId, PollStart, StoreError};

impl Pipeline {
    /// Ingests several addresses, some at a time; see [`Pipeline::ingest_url`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ingest_urls(&self, urls: Vec<Url>) -> Result<(), StoreError> {
        let mut work = stream::iter(urls)
            .map(|url| async move { if self.stopping() { Ok(()) } else { self.ingest_url(url).await } })
            .buffer_unordered(self.parts.concurrency);
        while let Some(result) = work.next().await {
            result?;
        }
        Ok(())
    }

    /// Ingests an address: an article page, a feed with all its entries, or a source, which is polled whether due or not.
    ///
    /// # Errors
    /// When the store fails; whatever is wrong with the address is in the reports.
    pub async fn ingest_url(&self, url: Url) -> Result<(), StoreError> {
        if self.parts.mode == Mode::Keep
            && let Some((source, _)) = self.store.source_at(&url).await?
        {
            let now = self.clock().now();
            let begun = self
                .store
                .begin_polls(PollStart::Named(source.id), now, move |source| {
                    next_poll_at(now, source.interval, PollEnd::Answered, 0)
                })
                .await?;
            for due in begun {
                let name = due.source.name.clone();
                let queued = self.poll(due).await?;
                self.work_queued(queued, Some(&name)).await?;
            }
            return Ok(());
        }
        let request = FetchRequest { url: url.clone(), validators: Validators::default() };
        match self.parts.fetcher.fetch(&request).await {
            FetchOutcome::Fresh(page) => self.ingest_page(page, url).await,
            refused => {
                self.report(Report::failed(&url, None, refusal_text(&url, &refused))).await;
                Ok(())
            }
        }
    }

    /// Ingests a document that is here already (a saved page or feed), as the one at `url`.
    ///
    /// # Errors
    /// When the store fails; whatever is wrong with the document is in the reports.
    pub async fn ingest_page(&self, page: Page, url: Url) -> Result<(), StoreError> {
        let (rules, now, copy) = (self.parts.rules.clone(), self.clock().now(), page.clone());
        let document = self.compute(move || read_document(&copy, &rules, &Hints::default(), now)).await;
        match document {
            Some(Document::Feed(feed)) => self.ingest_feed(&url, feed).await,
            _ => self.work_page(page, direct(url), None).await,
        }
    }

    async fn ingest_feed(&self, url: &Url, feed: Feed) -> Result<(), StoreError> {
        if feed.entries.is_empty() {
            let mut report = Report::skipped(url, None, EMPTY_FEED);
            report.document.warnings.extend(feed.warnings);
            self.report(report).await;
            return Ok(());
        }
        let found = candidates(&feed, None);
        if self.parts.mode == Mode::DryRun {
            return self.preview_all(found).await;
        }
        let urls: Vec<_> = found.iter().map(|candidate| candidate.url.clone()).collect();
        let slots = self.store.enqueue_candidates(found, self.clock().now()).await?;
        for (url, _) in urls.iter().zip(&slots).filter(|(_, slot)| slot.is_none()) {
            self.report_known(url, None).await?;
        }
        self.work_queued(slots.into_iter().flatten().collect(), None).await
    }

    /// Works on queued candidates now, whether their next attempt is due or not: the user asked for them.
    async fn work_queued(&self, queued: Vec<CandidateId>, source: Option<&str>) -> Result<(), StoreError> {
        let mut work = stream::iter(queued)
            .map(|id| async move {
                if self.stopping() {
                    return Ok(());
                }
                let leased =
                    self.store.lease_candidate(id, self.owner.to_string(), self.clock().now()).await?;
                match leased {
                    Some(leased) => self.work_candidate(leased, source.map(str::to_owned)).await,
                    // Another run has it in hand, or finished it meanwhile, and reports it.
                    None => Ok(()),
                }
            })
            .buffer_unordered(self.parts.concurrency);
        while let Some(result) = work.next().await {
            result?;
        }
        Ok(())
    }

    async fn preview_all(&self, found: Vec<Candidate>) -> Result<(), StoreError> {
        let mut work = stream::iter(found)
            .map(|candidate| async move {
                if self.stopping() {
                    return Ok(());
                }
                match self.store.headline_at(&candidate.url).await? {
                    Some(_) => self.report_known(&candidate.url, None).await,
                    None => self.preview_candidate(candidate).await,
                }
            })
            .buffer_unordered(self.parts.concurrency);
        while let Some(result) = work.next().await {
            result?;
        }
        Ok(())
    }
}

fn direct(url: Url) -> Candidate {
    Candidate { url, source_id: None, found_via: FoundVia::Direct, hints: Hints::default() }
}
