//! From a fetched page to a stored article, and the report of it.

use chrono::{DateTime, Utc};
use futures_util::future::try_join;
use tokio::time::Instant;
use url::Url;

use super::context::{Mode, Pipeline};
use super::document::read_remembering;
use super::feed_text::{page_of_entry, remark as feed_text_remark};
use super::reading::{Failure, Reading, reading_of};
use super::report::{Outcome, Report};
use crate::canonical::canonical_key;
use crate::dedup::{changes, fingerprint, judge, replaces_newest, titles_agree};
use crate::extract::{PageTrace, SiteKnowledge, SiteOwnLines};
use crate::fetch::{AskedBy, Disallowed, FetchError, FetchOutcome, FetchRequest, Openings};
use crate::model::{Article, Candidate, Fingerprint, FoundVia, Page, Verdict};
use crate::schedule::{LONGEST_WAIT, Retry, next_attempt_at};
use crate::store::{CandidateId, Ingested, Judges, LeaseLimits, LeasedCandidate, RecheckPlan, StoreError};

/// An article with where and when it was read.
pub(super) struct Read {
    pub(super) article: Article,
    pub(super) fingerprint: Fingerprint,
    pub(super) final_url: Url,
    pub(super) fetched_at: DateTime<Utc>,
    /// When it is looked at again.
    pub(super) recheck: Option<RecheckPlan>,
    /// The lines that were left out as the site's own.
    pub(super) site_own: SiteOwnLines,
    /// What the page adds to the memory of its site.
    pub(super) trace: Option<PageTrace>,
}

/// What the store decides with.
const JUDGES: Judges = Judges { verdict: judge, changes, replaces: replaces_newest };

/// On whose behalf a page is fetched.
#[derive(Debug, Clone, Default)]
pub(super) struct Errand {
    /// Name of the source that led to it; `None` when the user named it, or what led to it.
    pub(super) source: Option<String>,
    /// The address that the user typed, when that led to it just now.
    pub(super) typed: Option<Url>,
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
        self.work_leased(leased, &Errand { source, typed: None }).await
    }

    /// The same on behalf of whatever led to the page.
    pub(super) async fn work_leased(
        &self,
        leased: LeasedCandidate,
        errand: &Errand,
    ) -> Result<(), StoreError> {
        let LeasedCandidate { id, candidate, attempts, found_at } = leased;
        if attempts == 1 {
            let queued = (self.clock().now() - found_at).to_std().unwrap_or_default();
            self.tally.note_stage("queue", queued);
        }
        let (url, source) = (candidate.url.clone(), errand.source.as_deref());
        let result = match self.fetch_page(&candidate, errand).await? {
            Ok(page) => self.keep_page(page, candidate.clone(), Some(id), source).await?,
            Err(failure) => Err(failure),
        };
        let result = match result {
            Err(failure) => {
                let next = next_attempt_at((self.clock().now(), found_at), attempts, failure.retry);
                let is_final = failure.is_refusal || next.is_none();
                if is_final { self.keep_entry(failure, candidate, id, source).await? } else { Err(failure) }
            }
            done => done,
        };
        let report = match result {
            Ok(report) => report,
            Err(failure) => {
                self.tally.note_article(Outcome::Failed);
                let now = self.clock().now();
                let next = next_attempt_at((now, found_at), attempts, failure.retry);
                let next = next.map(|next| failure.not_before.map_or(next, |until| until.max(next)));
                match failure.retry {
                    Retry::CutOff => self.store.candidate_untried(id, failure.text.clone(), next).await?,
                    _ => self.store.candidate_failed(id, failure.text.clone(), next).await?,
                }
                Report::failed(&url, source, failure.text)
            }
        };
        self.report(report).await;
        Ok(())
    }

    /// Leases up to so many waiting candidates that are due and whose sites may be asked now, each with the name of the source that
    /// led to it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn lease_waiting(
        &self,
        limit: usize,
        openings: &Openings,
    ) -> Result<Vec<(LeasedCandidate, Option<String>)>, StoreError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let limits = LeaseLimits { in_all: limit, per_site: self.parts.per_site };
        let (owner, openings) = (self.owner.to_string(), openings.clone());
        self.store.lease_waiting(limits, (owner, self.clock().now()), move |url| openings.ask(url)).await
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
    pub(super) async fn preview_candidate(
        &self,
        candidate: Candidate,
        errand: &Errand,
    ) -> Result<(), StoreError> {
        let (url, source) = (candidate.url.clone(), errand.source.as_deref());
        match self.fetch_page(&candidate, errand).await? {
            Ok(page) => self.work_page(page, candidate, source).await,
            Err(failure) => {
                self.report(Report::failed(&url, source, failure.text)).await;
                Ok(())
            }
        }
    }

    /// Fetches the page of a candidate, with the pass of the source that led to it.
    async fn fetch_page(
        &self,
        candidate: &Candidate,
        errand: &Errand,
    ) -> Result<Result<Page, Failure>, StoreError> {
        let asked_by = match candidate.found_via {
            FoundVia::Feed | FoundVia::Sitemap | FoundVia::Section => AskedBy::Gleaner,
            FoundVia::Direct => AskedBy::User,
        };
        let pass = errand.source.as_ref().and_then(|name| self.parts.passes.get(name).cloned());
        let typed = errand.typed.clone();
        let request = FetchRequest { pass, typed, ..FetchRequest::new(candidate.url.clone(), asked_by) };
        let (outcome, _) = self.fetch("fetch", &request).await?;
        Ok(match outcome {
            FetchOutcome::Fresh(page) => Ok(page),
            other => {
                let failure = failure_of(&candidate.url, &other, self.clock().now());
                let is_own_trouble = self.parts.fetcher.is_own_trouble(&other);
                let retry = if is_own_trouble { Retry::CutOff } else { failure.retry };
                Err(Failure { retry, ..failure })
            }
        })
    }

    /// Reads a page and keeps its article (or only compares it, in a dry run).
    pub(super) async fn keep_page(
        &self,
        page: Page,
        candidate: Candidate,
        candidate_id: Option<CandidateId>,
        source: Option<&str>,
    ) -> Result<Result<Report, Failure>, StoreError> {
        let read = match self.read_page(page, &candidate).await? {
            Ok(read) => read,
            Err(failure) => return Ok(Err(failure)),
        };
        if let Some(failure) = led_astray(&candidate, &read.final_url, &read.article) {
            return Ok(Err(failure));
        }
        self.save(read, candidate, candidate_id, source).await.map(|(report, _)| Ok(report))
    }

    /// Reads the article of a page, with what is remembered of its site.
    pub(super) async fn read_page(
        &self,
        page: Page,
        candidate: &Candidate,
    ) -> Result<Result<Read, Failure>, StoreError> {
        let head = page.head();
        let known = self.knowledge_of(&head.final_url).await?;
        let Some(read) = self.read_article(page, candidate, known).await else {
            let text = format!("reading {} failed inside gleaner; please report this address", candidate.url);
            return Ok(Err(Failure::permanent(text)));
        };
        let Reading { article, fingerprint, site_own, trace } = match read {
            Ok(reading) => reading,
            Err(failure) => return Ok(Err(failure)),
        };
        let recheck = self.first_plan(&head, candidate, &article);
        let (final_url, fetched_at) = (head.final_url, head.fetched_at);
        Ok(Ok(Read { article, fingerprint, final_url, fetched_at, recheck, site_own, trace }))
    }

    /// Keeps an article as it was read (or only compares it, in a dry run).
    pub(super) async fn save(
        &self,
        read: Read,
        candidate: Candidate,
        candidate_id: Option<CandidateId>,
        source: Option<&str>,
    ) -> Result<(Report, Verdict), StoreError> {
        let Read { article, fingerprint, final_url, fetched_at, recheck, site_own, trace } = read;
        let mut report = Report::bare(&candidate.url, source, Outcome::New);
        report.article = Some(Box::new(article.clone()));
        let canonical_url = article.canonical_url.as_deref().and_then(|url| Url::parse(url).ok());
        let own_url = final_url.clone();
        let asked_url =
            Some(candidate.url.clone()).filter(|asked| canonical_key(asked) != canonical_key(&own_url));
        let ingested = Ingested {
            article,
            fingerprint,
            own_url,
            asked_url,
            canonical_url,
            fetched_at,
            candidate,
            candidate_id,
            recheck,
            site_own: site_own.to_bytes(),
        };
        let begun = Instant::now();
        let saved = match self.parts.mode {
            // Both at once, so that they wait for one commit.
            Mode::Keep => try_join(self.store.save_article(ingested, JUDGES), self.learn(trace)).await?.0,
            Mode::DryRun => self.store.preview_article(ingested, JUDGES).await?,
        };
        self.tally.note_stage("store", begun.elapsed());
        if matches!(saved.verdict, Verdict::New | Verdict::Revision { .. }) {
            self.waiting.add();
        }
        report.document.outcome = saved.verdict.into();
        self.tally.note_article(report.document.outcome);
        report.document.article_id = saved.article_id;
        report.document.final_url = Some(final_url.to_string());
        if let Some(article) = &report.article {
            report.document.title = Some(article.title.clone());
            report.document.warnings.clone_from(&article.warnings);
        }
        Ok((report, saved.verdict))
    }

    /// Keeps what the feed itself says, when it is the whole story and its page is not to be had.
    async fn keep_entry(
        &self,
        failure: Failure,
        candidate: Candidate,
        id: CandidateId,
        source: Option<&str>,
    ) -> Result<Result<Report, Failure>, StoreError> {
        let Some(page) = page_of_entry(&candidate, self.clock().now()) else { return Ok(Err(failure)) };
        let nothing = SiteKnowledge::AsBefore(SiteOwnLines::default());
        let reading = self.read_article(page.clone(), &candidate, nothing).await;
        let Some(Ok(Reading { mut article, .. })) = reading else { return Ok(Err(failure)) };
        article.warnings.push(feed_text_remark(&failure.text));
        let fingerprint = fingerprint(&article);
        let (final_url, fetched_at) = (page.final_url, page.fetched_at);
        let site_own = SiteOwnLines::default();
        let read = Read { article, fingerprint, final_url, fetched_at, recheck: None, site_own, trace: None };
        self.save(read, candidate, Some(id), source).await.map(|(report, _)| Ok(report))
    }

    /// `None` when reading panicked.
    async fn read_article(
        &self,
        page: Page,
        candidate: &Candidate,
        known: SiteKnowledge,
    ) -> Option<Result<Reading, Failure>> {
        let (rules, hints) = (self.parts.rules.clone(), candidate.hints.clone());
        let now = self.clock().now();
        let url = candidate.url.clone();
        self.compute_timed("extract", move || {
            let read = read_remembering(&page, &rules, &known, (&hints, now));
            reading_of(read, &url, hints.title.as_deref())
        })
        .await
    }
}

/// Whether a redirect led to something else than the story that a feed promised: the front page, a login, a consent wall. It would
/// stand for the story for ever, so it counts as a failure that may pass.
pub(super) fn led_astray(candidate: &Candidate, final_url: &Url, article: &Article) -> Option<Failure> {
    let url = &candidate.url;
    if candidate.found_via == FoundVia::Direct || canonical_key(url) == canonical_key(final_url) {
        return None;
    }
    let is_front = |url: &Url| url.path().trim_matches('/').is_empty() && url.query().is_none();
    let promised = candidate.hints.title.as_deref();
    let is_other = promised.is_some_and(|promised| !titles_agree(promised, &article.title));
    if is_front(final_url) && !is_front(url) {
        return Some(Failure::passing(format!(
            "{url} leads to the front page {final_url}; is the story gone?"
        )));
    }
    is_other.then(|| {
        Failure::passing(format!(
            "{url} leads to {final_url}, which is not the story that was named there; is it a login or consent page?"
        ))
    })
}

/// What kept a page from being fetched, in words that name its address.
pub(super) fn failure_of(url: &Url, outcome: &FetchOutcome, now: DateTime<Utc>) -> Failure {
    let retry = match outcome {
        FetchOutcome::Failed(error) if error.is_permanent() => Retry::Never,
        FetchOutcome::Gone => Retry::Never,
        FetchOutcome::Disallowed { why: Disallowed::Rule(_), .. } => Retry::NextDay,
        _ => Retry::Later,
    };
    let not_before = match outcome {
        FetchOutcome::Paused { until, .. } => Some(*until),
        FetchOutcome::RateLimited { retry_after } => retry_after.map(|wait| now + wait.min(LONGEST_WAIT)),
        _ => None,
    };
    Failure { text: refusal_text(url, outcome), retry, not_before, is_refusal: is_meant(outcome) }
}

/// Whether a refusal is meant, and no trouble that passes by itself.
pub(super) fn is_meant(outcome: &FetchOutcome) -> bool {
    match outcome {
        FetchOutcome::Failed(FetchError::Status { status, .. }) => {
            (400..500).contains(status) && !matches!(status, 408 | 425 | 429)
        }
        FetchOutcome::Failed(error) => error.is_permanent(),
        FetchOutcome::Gone | FetchOutcome::Disallowed { why: Disallowed::Rule(_), .. } => true,
        _ => false,
    }
}

/// An outcome that brought no document, in words that name its address.
pub(super) fn refusal_text(url: &Url, outcome: &FetchOutcome) -> String {
    match outcome {
        FetchOutcome::Failed(error) => error.to_string(),
        FetchOutcome::Gone => {
            format!(
                "{url} is gone for good (status 410); a source there is no longer polled: remove it, or try again with `gleaner sources enable`"
            )
        }
        FetchOutcome::Paused { host, until } => {
            format!(
                "{url} was not asked for: {host} asked to be left alone until {} (Retry-After)",
                until.format("%Y-%m-%d %H:%M:%SZ")
            )
        }
        FetchOutcome::RateLimited { retry_after: Some(wait) } => {
            format!(
                "{url} asks for fewer requests (status 429 or 503): it is asked again in {} s",
                wait.as_secs()
            )
        }
        FetchOutcome::RateLimited { retry_after: None } => {
            format!(
                "{url} asks for fewer requests (status 429 or 503): it is asked again later; see `fetch.delay_per_host`"
            )
        }
        FetchOutcome::Disallowed { robots_url, why: Disallowed::Rule(rule) } => {
            format!("{url} was not fetched: {robots_url} says `{rule}`")
        }
        FetchOutcome::Disallowed { robots_url, why: Disallowed::Unreadable(reason) } => {
            format!(
                "{url} was not fetched, because its site's rules at {robots_url} cannot be read for now: {reason}"
            )
        }
        FetchOutcome::NotModified { .. } => {
            format!("{url} answered \"not modified\" to a request that did not ask for it")
        }
        FetchOutcome::Fresh(page) => format!("{url} answered with status {}", page.status),
    }
}
