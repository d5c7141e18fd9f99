//! One poll of one source: fetched with its validators, read, recorded together with what it led to.

use url::Url;

use super::context::Pipeline;
use super::document::read_document;
use super::page::refusal_text;
use super::report::{Outcome, Report};
use crate::feed::candidates;
use crate::fetch::{FetchOutcome, FetchRequest};
use crate::model::{Candidate, Document, FoundVia, Hints, Page, Source, SourceKind};
use crate::schedule::{PollEnd, next_poll_at};
use crate::store::{CandidateId, DueSource, PollRecord, StoreError};

impl Pipeline {
    /// Polls a source whose turn it is. New entries are queued, in one transaction with the validators; their pages are
    /// worked on separately. Returns the queued ones.
    ///
    /// # Errors
    /// When the store fails; whatever is wrong with the source is in the report and in its state.
    pub async fn poll(&self, due: DueSource) -> Result<Vec<CandidateId>, StoreError> {
        let DueSource { source, state } = due;
        let failures = state.consecutive_failures + 1;
        let request = FetchRequest { url: source.url.clone(), validators: state.validators };
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
                    FetchOutcome::RateLimited { retry_after } => PollEnd::RateLimited(retry_after),
                    _ => PollEnd::Failed,
                };
                self.fail_poll(&source, refusal_text(&source.url, &refused), end, failures).await
            }
        }
    }

    async fn read_poll(
        &self,
        source: &Source,
        page: Page,
        failures: u32,
    ) -> Result<Vec<CandidateId>, StoreError> {
        if source.kind == SourceKind::Page {
            return self.poll_page(source, page, failures).await;
        }
        let (rules, now, validators) =
            (self.parts.rules.clone(), self.clock().now(), page.validators.clone());
        let document = self.compute(move || read_document(&page, &rules, &Hints::default(), now)).await;
        let feed = match document {
            Some(Document::Feed(feed)) => feed,
            other => {
                let text = format!("{} is no feed: {}", source.url, not_a_feed(other.as_ref()));
                return self.fail_poll(source, text, PollEnd::Failed, failures).await;
            }
        };
        if feed.entries.is_empty() {
            let mut report = Report::skipped(&source.url, Some(&source.name), EMPTY_FEED);
            report.document.warnings.extend(feed.warnings.iter().cloned());
            self.report(report).await;
        }
        let found = candidates(&feed, Some(source.id));
        let addresses: Vec<_> = found.iter().map(|candidate| candidate.url.clone()).collect();
        let slots = self
            .record(source, PollEnd::Answered, |record| {
                record.validators = Some(validators);
                record.candidates = found;
            })
            .await?;
        for (url, _) in addresses.iter().zip(&slots).filter(|(_, slot)| slot.is_none()) {
            self.report_known(url, Some(&source.name)).await?;
        }
        Ok(slots.into_iter().flatten().collect())
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
            None => Report::skipped(
                url,
                source,
                "given up after failing too often; `gleaner ingest --url` tries again",
            ),
        };
        report.known = true;
        self.report(report).await;
        Ok(())
    }

    async fn poll_page(
        &self,
        source: &Source,
        page: Page,
        failures: u32,
    ) -> Result<Vec<CandidateId>, StoreError> {
        let validators = page.validators.clone();
        let candidate = Candidate {
            url: source.url.clone(),
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
    ) -> Result<Vec<CandidateId>, StoreError> {
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

/// Said of a feed without entries.
pub(super) const EMPTY_FEED: &str =
    "the feed has no entries; check in a browser that this is the right address";

fn not_a_feed(document: Option<&Document>) -> String {
    match document {
        Some(Document::Unknown { reason, .. }) => reason.clone(),
        Some(Document::Article(_)) => {
            "it is a web page; name the address of the site's feed, or write kind = \"page\" to watch this page".to_owned()
        }
        Some(Document::Feed(_)) | None => "it could not be read".to_owned(),
    }
}
