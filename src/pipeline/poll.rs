//! One poll of one source: fetched with its validators, read, recorded together with what it led to.

use url::Url;

use super::context::Pipeline;
use super::document::read_document;
use super::page::refusal_text;
use super::report::{Outcome, Report};
use crate::canonical::public_address;
use crate::feed::candidates;
use crate::fetch::{AskedBy, FetchOutcome, FetchRequest};
use crate::model::{Candidate, Document, Feed, FoundVia, Hints, Page, Source, SourceId, SourceKind, Warning};
use crate::schedule::{PollEnd, next_poll_at};
use crate::store::{CandidateId, DueSource, PollRecord, StoreError};

impl Pipeline {
    /// Polls a source whose turn it is. New entries are queued, in one transaction with the validators; their pages are
    /// worked on separately. Returns the queued ones.
    ///
    /// # Errors
    /// When the store fails; whatever is wrong with the source is in the report and in its state.
    pub async fn poll(&self, due: DueSource) -> Result<Vec<Queued>, StoreError> {
        let DueSource { source, state } = due;
        let failures = state.consecutive_failures + 1;
        let request =
            FetchRequest { url: source.url.clone(), validators: state.validators, asked_by: AskedBy::User };
        match self.parts.fetcher.fetch(&request).await {
            FetchOutcome::Fresh(page) => self.read_poll(&source, page, failures).await,
            FetchOutcome::NotModified { validators } => {
                self.report(Report::bare(&source.url, Some(&source.name), Outcome::Unchanged)).await;
                self.record(&source, PollEnd::Answered, |record| record.validators = Some(validators))
                    .await
                    .map(drop)?;
                Ok(Vec::new())
            }
            refused => {
                let end = match refused {
                    FetchOutcome::RateLimited { retry_after, .. } => PollEnd::RateLimited(retry_after),
                    FetchOutcome::Gone => PollEnd::Gone,
                    _ => PollEnd::Failed,
                };
                self.fail_poll(&source, refusal_text(&public_address(&source.url), &refused), end, failures)
                    .await
            }
        }
    }

    async fn read_poll(&self, source: &Source, page: Page, failures: u32) -> Result<Vec<Queued>, StoreError> {
        if source.kind == SourceKind::Page {
            return self.poll_page(source, page, failures).await;
        }
        let validators = page.validators.clone();
        let found = match self.read_feed_page(page, Some(source.id)).await {
            Ok(found) => found,
            Err(reason) => {
                let text = format!("{} is no feed: {reason}", public_address(&source.url));
                return self.fail_poll(source, text, PollEnd::Failed, failures).await;
            }
        };
        self.report_remarks(&source.url, Some(&source.name), &found).await;
        let found = found.candidates;
        let urls: Vec<_> = found.iter().map(|candidate| candidate.url.clone()).collect();
        let slots = self
            .record(source, PollEnd::Answered, |record| {
                record.validators = Some(validators);
                record.candidates = found;
            })
            .await?;
        self.report_known_ones(urls, slots, Some(&source.name)).await
    }

    /// Reads a page as a feed; the error says what it is instead.
    pub(super) async fn read_feed_page(
        &self,
        page: Page,
        source: Option<SourceId>,
    ) -> Result<FoundEntries, String> {
        let (rules, now) = (self.parts.rules.clone(), self.clock().now());
        let read = self.compute(move || match read_document(&page, &rules, &Hints::default(), now) {
            Document::Feed(feed) => {
                Ok(FoundEntries { candidates: candidates(&feed, source), remarks: remarks(feed) })
            }
            other => Err(not_a_feed(&other)),
        });
        read.await
            .unwrap_or_else(|| Err("reading it failed inside gleaner; please report this address".to_owned()))
    }

    /// Reports what was wrong with a feed as a whole.
    pub(super) async fn report_remarks(&self, url: &Url, source: Option<&str>, found: &FoundEntries) {
        if !found.remarks.is_empty() {
            let mut report = Report::bare(url, source, Outcome::Skipped);
            report.document.warnings.clone_from(&found.remarks);
            self.report(report).await;
        }
    }

    /// Reports the entries that have no place in the queue, and returns those that have.
    pub(super) async fn report_known_ones(
        &self,
        urls: Vec<Url>,
        slots: Vec<Option<CandidateId>>,
        source: Option<&str>,
    ) -> Result<Vec<Queued>, StoreError> {
        let mut queued = Vec::new();
        for (url, slot) in urls.into_iter().zip(slots) {
            match slot {
                Some(id) => queued.push((id, url)),
                None => self.report_known(&url, source).await?,
            }
        }
        Ok(queued)
    }

    /// Reports an entry that is not fetched: its page is stored, or was given up.
    pub(super) async fn report_known(&self, url: &Url, source: Option<&str>) -> Result<(), StoreError> {
        let mut report = match self.store.headline_at(url).await? {
            Some((id, title)) => {
                let mut report = Report::skipped(url, source, "known already, not fetched again");
                report.document.article_id = Some(id);
                report.document.title = Some(title);
                report
            }
            None => {
                let why = self.store.given_up_because(url).await?.unwrap_or_default();
                Report::skipped(
                    url,
                    source,
                    &format!("given up ({why}); `gleaner ingest --url` with its address tries again"),
                )
            }
        };
        report.known = true;
        self.report(report).await;
        Ok(())
    }

    async fn poll_page(&self, source: &Source, page: Page, failures: u32) -> Result<Vec<Queued>, StoreError> {
        let validators = page.validators.clone();
        let candidate = Candidate {
            url: public_address(&source.url),
            source_id: Some(source.id),
            found_via: FoundVia::Direct,
            hints: Hints::default(),
        };
        // Kept before the validators are: a crash in between only means that the page is read twice.
        match self.keep_page(page, candidate, None, Some(&source.name)).await? {
            Ok(report) => {
                self.report(report).await;
                self.record(source, PollEnd::Answered, |record| record.validators = Some(validators)).await?;
                Ok(Vec::new())
            }
            Err(failure) => self.fail_poll(source, failure.text, PollEnd::Failed, failures).await,
        }
    }

    async fn fail_poll(
        &self,
        source: &Source,
        text: String,
        end: PollEnd,
        failures: u32,
    ) -> Result<Vec<Queued>, StoreError> {
        self.report(Report::failed(&source.url, Some(&source.name), &text)).await;
        let next_due_at = next_poll_at(self.clock().now(), source.interval, end, failures);
        self.record(source, end, |record| {
            record.error = Some(text);
            record.next_due_at = next_due_at;
        })
        .await
        .map(drop)?;
        Ok(Vec::new())
    }

    async fn record(
        &self,
        source: &Source,
        end: PollEnd,
        fill: impl FnOnce(&mut PollRecord),
    ) -> Result<Vec<Option<CandidateId>>, StoreError> {
        let now = self.clock().now();
        let mut record = PollRecord {
            source_id: source.id,
            polled_at: now,
            next_due_at: next_poll_at(now, source.interval, end, 0),
            validators: None,
            error: None,
            candidates: Vec::new(),
        };
        fill(&mut record);
        self.store.record_poll(record).await
    }
}

/// What a feed led to.
pub(super) struct FoundEntries {
    /// The entries' pages.
    pub(super) candidates: Vec<Candidate>,
    /// What was wrong with the feed.
    pub(super) remarks: Vec<Warning>,
}

/// A page with its place in the queue.
pub(super) type Queued = (CandidateId, Url);

/// Said of a feed without entries.
const EMPTY_FEED: &str = "the feed has no entries; check in a browser that this is the right address";

fn remarks(feed: Feed) -> Vec<Warning> {
    let empty = feed.entries.is_empty().then(|| Warning::new(EMPTY_FEED));
    empty.into_iter().chain(feed.warnings).collect()
}

fn not_a_feed(document: &Document) -> String {
    match document {
        Document::Unknown { reason, .. } => reason.clone(),
        Document::Article(_) => {
            "it is a web page; name the address of the site's feed, or write kind = \"page\" to watch this page".to_owned()
        }
        Document::Feed(_) => "it could not be read".to_owned(),
    }
}
