//! Young articles are looked at again: what changed becomes a revision, what went is marked.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::context::{Mode, Pipeline};
use super::page::{failure_of, led_astray, refusal_text};
use super::reading::Failure;
use super::report::{Outcome, Report};
use crate::dedup::is_another_story;
use crate::fetch::{AskedBy, FetchError, FetchOutcome, FetchRequest};
use crate::model::{Article, Candidate, FoundVia, Page, Validators, Verdict};
use crate::schedule::{WHEN_CUT_OFF, age_begins, next_recheck};
use crate::store::{ArticleKey, Recheck, RecheckDue, RecheckPlan, StoreError};

/// When an article is looked at again of whose look nothing is ever heard.
const AFTER_A_CRASH: TimeDelta = TimeDelta::hours(1);

impl Pipeline {
    /// The same pipeline, which looks again at the articles of its sources when they reach these ages; none: never.
    #[must_use]
    pub fn rechecking(mut self, ages: Vec<Duration>) -> Self {
        self.recheck_ages = Arc::from(ages);
        self
    }

    /// Takes up to so many articles that are due for a look; none when this pipeline does not do that.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take_rechecks(&self, limit: usize) -> Result<Vec<Recheck>, StoreError> {
        if self.recheck_ages.is_empty() || limit == 0 || self.parts.mode == Mode::DryRun {
            return Ok(Vec::new());
        }
        let now = self.clock().now();
        self.store.take_rechecks(limit, now, now + AFTER_A_CRASH).await
    }

    /// When the next article is due for a look; `None`: never.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next_recheck_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        if self.recheck_ages.is_empty() { Ok(None) } else { self.store.next_recheck_at().await }
    }

    /// Looks at an article again.
    ///
    /// # Errors
    /// When the store fails; whatever is wrong with the page is in the report.
    pub async fn recheck(&self, recheck: Recheck) -> Result<(), StoreError> {
        let source = recheck.source.as_ref().map(|(_, name)| name.as_str());
        let mut request = FetchRequest::new(recheck.url.clone(), AskedBy::Gleaner);
        request.validators = recheck.validators.clone();
        request.pass = source.and_then(|name| self.parts.passes.get(name).cloned());
        let (outcome, _) = self.fetch("recheck", &request).await?;
        let report = match outcome {
            FetchOutcome::Fresh(page) => self.compare(&recheck, page).await?,
            FetchOutcome::NotModified { validators } => {
                self.look_again(&recheck, validators).await?;
                Report::bare(&recheck.url, source, Outcome::Unchanged)
            }
            refused => self.refused(&recheck, refused).await?,
        };
        self.report(report.about(recheck.article_id)).await;
        Ok(())
    }

    /// Marks the article that was read at an address as gone, when its server says so.
    pub(super) async fn note_loss(&self, url: &Url, outcome: &FetchOutcome) -> Result<(), StoreError> {
        match gone_status(outcome) {
            Some(status) if self.parts.mode == Mode::Keep => {
                self.store.gone_at(url, status, self.clock().now()).await.map(drop)
            }
            _ => Ok(()),
        }
    }

    /// When an article is looked at again that was just read for the first time, or anew; `None`: not at all. What the user named
    /// is the user's to ask for again.
    pub(super) fn first_plan(
        &self,
        page: &Page,
        candidate: &Candidate,
        article: &Article,
    ) -> Option<RecheckPlan> {
        let is_wanted = candidate.source_id.is_some() && candidate.found_via != FoundVia::Direct;
        if self.recheck_ages.is_empty() || !is_wanted || self.parts.mode == Mode::DryRun {
            return None;
        }
        let now = page.fetched_at;
        let due = |since_at| self.due(&page.final_url, since_at, now);
        Some(RecheckPlan {
            url: page.final_url.clone(),
            validators: page.validators.clone(),
            is_recheck: false,
            if_new: due(age_begins(article.published_at, now)),
            if_revised: due(now),
            if_same: None,
        })
    }

    fn due(&self, url: &Url, since_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<RecheckDue> {
        let due_at = next_recheck(&self.recheck_ages, since_at, now, url.as_str())?;
        Some(RecheckDue { since_at, due_at })
    }

    /// Reads the page anew and keeps what changed.
    async fn compare(&self, recheck: &Recheck, page: Page) -> Result<Report, StoreError> {
        let source = recheck.source.as_ref().map(|(_, name)| name.as_str());
        let candidate = Candidate {
            url: recheck.url.clone(),
            source_id: recheck.source.as_ref().map(|(id, _)| *id),
            found_via: FoundVia::Feed,
            hints: recheck.hints.clone(),
        };
        let if_same = self.due(&recheck.url, recheck.since_at, page.fetched_at);
        let plan = RecheckPlan {
            url: page.final_url.clone(),
            validators: page.validators.clone(),
            is_recheck: true,
            if_new: None,
            if_revised: self.due(&page.final_url, page.fetched_at, page.fetched_at),
            if_same,
        };
        let failure = match self.read_again(recheck, page, &candidate).await? {
            Ok(mut read) => {
                read.recheck = Some(plan);
                let (report, verdict) = self.save(read, candidate, None, source).await?;
                let is_settled = matches!(verdict, Verdict::Unchanged { .. } | Verdict::Revision { .. });
                if !is_settled || report.document.article_id != Some(recheck.article_id) {
                    self.look_again(recheck, Validators::default()).await?;
                }
                return Ok(report);
            }
            Err(failure) => failure,
        };
        self.look_again(recheck, Validators::default()).await?;
        Ok(Report::failed(&recheck.url, source, failure.text))
    }

    /// The article of the page, unless it is quite another one: an error page or a login that stands there now is no edit.
    async fn read_again(
        &self,
        recheck: &Recheck,
        page: Page,
        candidate: &Candidate,
    ) -> Result<Result<super::page::Read, Failure>, StoreError> {
        let read = match self.read_page(page, candidate).await? {
            Ok(read) => read,
            Err(failure) => return Ok(Err(failure)),
        };
        if let Some(failure) = led_astray(candidate, &read.final_url, &read.article) {
            return Ok(Err(failure));
        }
        let known = self.store.find_article(ArticleKey::Id(recheck.article_id), None).await?;
        if known.is_some_and(|known| is_another_story(&known.article, &read.article)) {
            return Ok(Err(Failure::passing(format!(
                "{} shows something else than the story that was read there; is it gone, or behind a login?",
                recheck.url
            ))));
        }
        Ok(Ok(read))
    }

    async fn refused(&self, recheck: &Recheck, refused: FetchOutcome) -> Result<Report, StoreError> {
        let source = recheck.source.as_ref().map(|(_, name)| name.as_str());
        let now = self.clock().now();
        let next = self.due(&recheck.url, recheck.since_at, now);
        if let Some(status) = gone_status(&refused) {
            // 410 is meant for ever; a 404 may have been a mistake.
            let next = next.filter(|_| status == 404);
            self.store.article_gone(recheck.article_id, status, (now, next)).await?;
            return Ok(Report::bare(&recheck.url, source, Outcome::Gone));
        }
        if self.parts.fetcher.is_own_trouble(&refused) {
            let next = RecheckDue { since_at: recheck.since_at, due_at: now + WHEN_CUT_OFF };
            self.store.recheck_done(recheck.article_id, Some(next), recheck.validators.clone()).await?;
            return Ok(Report::failed(&recheck.url, source, refusal_text(&recheck.url, &refused)));
        }
        // A host that asked for time gets it.
        let not_before = failure_of(&recheck.url, &refused, now).not_before;
        let next = next.map(|next| RecheckDue {
            due_at: not_before.map_or(next.due_at, |until| until.max(next.due_at)),
            ..next
        });
        self.store.recheck_done(recheck.article_id, next, recheck.validators.clone()).await?;
        Ok(Report::failed(&recheck.url, source, refusal_text(&recheck.url, &refused)))
    }

    async fn look_again(&self, recheck: &Recheck, validators: Validators) -> Result<(), StoreError> {
        let next = self.due(&recheck.url, recheck.since_at, self.clock().now());
        self.store.recheck_done(recheck.article_id, next, validators).await
    }
}

/// The status with which a server says that a page is gone; `None` when it says anything else.
fn gone_status(outcome: &FetchOutcome) -> Option<u16> {
    match outcome {
        FetchOutcome::Gone => Some(410),
        FetchOutcome::Failed(FetchError::Status { status: 404, .. }) => Some(404),
        _ => None,
    }
}
