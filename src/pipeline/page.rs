//! From a fetched page to a stored article, and the report of it.

use url::Url;

use super::context::{Mode, Pipeline};
use super::document::read_document;
use super::report::{Outcome, Report};
use crate::dedup::{fingerprint, judge};
use crate::fetch::{FetchOutcome, FetchRequest};
use crate::model::{Article, Candidate, Document, Page, Validators};
use crate::schedule::next_attempt_at;
use crate::store::{CandidateId, Ingested, LeasedCandidate, StoreError};

/// Why a page gave no article.
pub(super) struct Failure {
    pub(super) text: String,
    pub(super) permanent: bool,
}

impl Pipeline {
    /// Fetches, reads and keeps the page of a leased candidate; a failure is noted and tried again later.
    ///
    /// # Errors
    /// When the store fails; whatever is wrong with the page is in the report.
    pub async fn work_candidate(
        &self,
        leased: LeasedCandidate,
        source: Option<String>,
    ) -> Result<(), StoreError> {
        let LeasedCandidate { id, candidate, attempts } = leased;
        let url = candidate.url.clone();
        let result = match self.fetch_page(&url).await {
            Ok(page) => self.keep_page(page, candidate, Some(id), source.as_deref()).await?,
            Err(failure) => Err(failure),
        };
        let report = match result {
            Ok(report) => report,
            Err(failure) => {
                let next = next_attempt_at(self.clock().now(), attempts + 1, failure.permanent);
                self.store.candidate_failed(id, failure.text.clone(), next).await?;
                Report::failed(&url, source.as_deref(), failure.text)
            }
        };
        self.report(report).await;
        Ok(())
    }

    /// Leases waiting candidates that are due, each with the name of the source that led to it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn lease_waiting(
        &self,
        limit: usize,
    ) -> Result<Vec<(LeasedCandidate, Option<String>)>, StoreError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        self.store.lease_waiting(limit, self.owner.to_string(), self.clock().now()).await
    }

    /// Reads and keeps a page that was named directly and is here already.
    ///
    /// # Errors
    /// When the store fails; whatever is wrong with the page is in the report.
    pub(super) async fn work_page(
        &self,
        page: Page,
        candidate: Candidate,
        source: Option<&str>,
    ) -> Result<(), StoreError> {
        let url = candidate.url.clone();
        let result = self.keep_page(page, candidate, None, source).await?;
        self.report(result.unwrap_or_else(|failure| Report::failed(&url, source, failure.text))).await;
        Ok(())
    }

    /// Fetches and reads the page of a candidate without keeping anything.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn preview_candidate(&self, candidate: Candidate) -> Result<(), StoreError> {
        let url = candidate.url.clone();
        match self.fetch_page(&url).await {
            Ok(page) => self.work_page(page, candidate, None).await,
            Err(failure) => {
                self.report(Report::failed(&url, None, failure.text)).await;
                Ok(())
            }
        }
    }

    async fn fetch_page(&self, url: &Url) -> Result<Page, Failure> {
        let request = FetchRequest { url: url.clone(), validators: Validators::default() };
        match self.parts.fetcher.fetch(&request).await {
            FetchOutcome::Fresh(page) => Ok(page),
            other => Err(failure_of(url, &other)),
        }
    }

    /// Reads a page and keeps its article (or only compares it, in a dry run).
    pub(super) async fn keep_page(
        &self,
        page: Page,
        candidate: Candidate,
        candidate_id: Option<CandidateId>,
        source: Option<&str>,
    ) -> Result<Result<Report, Failure>, StoreError> {
        let (final_url, fetched_at) = (page.final_url.clone(), page.fetched_at);
        let Some(article) = self.read_article(page, &candidate).await else {
            let text = format!("reading {} failed inside gleaner; please report this address", candidate.url);
            return Ok(Err(Failure { text, permanent: true }));
        };
        let article = match article {
            Ok(article) => article,
            Err(failure) => return Ok(Err(failure)),
        };
        let canonical = article.canonical_url.as_deref().and_then(|url| Url::parse(url).ok());
        let mut urls = vec![candidate.url.clone(), final_url.clone()];
        urls.extend(canonical);
        let mut report = Report::bare(&candidate.url, source, Outcome::New);
        report.article = Some(Box::new(article.clone()));
        let fingerprint = fingerprint(&article);
        let ingested = Ingested { article, fingerprint, urls, fetched_at, candidate, candidate_id };
        let saved = match self.parts.mode {
            Mode::Keep => self.store.save_article(ingested, judge).await?,
            Mode::DryRun => self.store.preview_article(ingested, judge).await?,
        };
        report.document.outcome = saved.verdict.into();
        report.document.article_id = saved.article_id;
        report.document.final_url = Some(final_url.to_string());
        if let Some(article) = &report.article {
            report.document.title = Some(article.title.clone());
            report.document.warnings.clone_from(&article.warnings);
        }
        Ok(Ok(report))
    }

    /// `None` when reading panicked.
    async fn read_article(&self, page: Page, candidate: &Candidate) -> Option<Result<Article, Failure>> {
        let (rules, hints) = (self.parts.rules.clone(), candidate.hints.clone());
        let now = self.clock().now();
        let url = candidate.url.clone();
        let document = self.compute(move || read_document(&page, &rules, &hints, now)).await?;
        Some(match document {
            Document::Article(article) if article.body.is_empty() => {
                let text = format!("no article was found at {url}: the page holds no text that reads as one");
                Err(Failure { text, permanent: false })
            }
            Document::Article(article) => Ok(*article),
            Document::Feed(_) => {
                let text = format!("{url} is a feed, not an article; add it with `gleaner sources add`");
                Err(Failure { text, permanent: true })
            }
            Document::Unknown { reason, .. } => {
                Err(Failure { text: format!("cannot read {url}: {reason}"), permanent: true })
            }
        })
    }
}

/// What kept a page from being fetched, in words that name its address.
fn failure_of(url: &Url, outcome: &FetchOutcome) -> Failure {
    match outcome {
        FetchOutcome::Failed(error) => Failure { text: error.to_string(), permanent: error.is_permanent() },
        other => Failure { text: refusal_text(url, other), permanent: matches!(other, FetchOutcome::Gone) },
    }
}

/// An outcome that brought no document, in words that name its address.
pub(super) fn refusal_text(url: &Url, outcome: &FetchOutcome) -> String {
    match outcome {
        FetchOutcome::Failed(error) => error.to_string(),
        FetchOutcome::Gone => format!("{url} is gone for good (status 410)"),
        FetchOutcome::RateLimited { retry_after: Some(wait) } => {
            format!("{url} asked to come back in {} s", wait.as_secs())
        }
        FetchOutcome::RateLimited { retry_after: None } => format!("{url} asked to come back later"),
        FetchOutcome::NotModified { .. } => {
            format!("{url} answered \"not modified\" to a request that did not ask for it")
        }
        FetchOutcome::Fresh(page) => format!("{url} answered with status {}", page.status),
    }
}
