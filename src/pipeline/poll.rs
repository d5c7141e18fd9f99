//! One poll of one source: fetched with its validators, read, recorded together with what it led to.

use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

use super::context::Pipeline;
use super::document::read_document;
use super::page::refusal_text;
use super::poll_state::{Answered, Ending};
use super::report::{Outcome, Report};
use crate::canonical::{public_address, with_login_of};
use crate::discover::SeenLink;
use crate::feed::candidates;
use crate::fetch::{AskedBy, BodyLimit, FetchOutcome, FetchRequest, FetchTrace, Openings};
use crate::model::{
    Admission, Candidate, Document, Feed, FeedPace, FoundVia, Hints, KnownSitemap, Page, PollWishes, Source,
    SourceId, SourceKind, SourceState, Validators, Warning,
};
use crate::schedule::{OVERDUE_AFTER, provisional_poll, spread_backlog};
use crate::store::{Begun, CandidateId, DueSource, Held, PollStart, StoreError};

impl Pipeline {
    /// Polls a source whose turn it is. New entries are queued, in one transaction with the validators; their pages are
    /// worked on separately. Returns the queued ones.
    ///
    /// # Errors
    /// When the store fails; whatever is wrong with the source is in the report and in its state.
    pub async fn poll(&self, due: DueSource) -> Result<Vec<Queued>, StoreError> {
        self.poll_typed(due, None).await
    }

    /// The same for a source whose address the user typed.
    pub(super) async fn poll_typed(
        &self,
        DueSource { source, state }: DueSource,
        typed: Option<Url>,
    ) -> Result<Vec<Queued>, StoreError> {
        let request = FetchRequest { typed, ..self.request_for(&source, &state) };
        let (outcome, trace) = self.fetch("poll", &request).await?;
        let answered = Answered { source, state, request, trace };
        match outcome {
            FetchOutcome::Fresh(page) => self.read_poll(answered, page).await,
            FetchOutcome::NotModified { validators } => self.poll_unchanged(answered, validators).await,
            refused => {
                let url = public_address(&answered.request.url);
                if answered.source.kind == SourceKind::Page {
                    self.note_loss(&url, &refused).await?;
                }
                let text = match &refused {
                    FetchOutcome::Gone if answered.is_elsewhere() => format!(
                        "{url} is or leads to another address than the declared one, and there it is gone (status 410); it is tried again"
                    ),
                    refused => refusal_text(&url, refused),
                };
                let ending = Ending::refused(&refused, &answered, text, self.clock().now());
                let is_own_trouble = self.parts.fetcher.is_own_trouble(&refused);
                let ending = if is_own_trouble { ending.cut_off() } else { ending };
                self.fail_poll(answered, ending).await
            }
        }
    }

    /// What a poll of a source asks for.
    pub(super) fn request_for(&self, source: &Source, state: &SourceState) -> FetchRequest {
        FetchRequest {
            // Where it has moved is kept without user and password, which stand in the declared address.
            url: with_login_of(&source.url, state.address(source).clone()),
            validators: state.validators.clone(),
            validators_url: state.validators_url.clone(),
            asked_by: AskedBy::User,
            pass: self.parts.passes.get(&source.name).cloned(),
            typed: None,
            limit: match source.kind {
                SourceKind::Sitemap => BodyLimit::Sitemap,
                SourceKind::Feed | SourceKind::Section | SourceKind::Page => BodyLimit::Document,
            },
        }
    }

    async fn read_poll(&self, answered: Answered, page: Page) -> Result<Vec<Queued>, StoreError> {
        if answered.source.kind == SourceKind::Page {
            return self.poll_page(answered, page).await;
        }
        let validators = page.validators.clone();
        match self.read_source(&answered, page).await? {
            Ok(found) => {
                let ending = match found.is_cut {
                    true => Ending::cut_short(found.wishes),
                    false => Ending::fresh(validators, found.wishes),
                };
                self.keep_found(answered, ending, found).await
            }
            Err(reason) => self.fail_poll(answered, Ending::unreadable(reason, validators)).await,
        }
    }

    /// Reads the document of a source as what that is; the error names its address.
    pub(super) async fn read_source(
        &self,
        answered: &Answered,
        page: Page,
    ) -> Result<Result<FoundPages, String>, StoreError> {
        let Source { id, link_selector, .. } = &answered.source;
        let (what, found) = match answered.source.kind {
            SourceKind::Sitemap => {
                let wanted = self.wanted_of(answered).await?;
                ("sitemap", self.read_sitemaps(page, &wanted, &answered.request).await?)
            }
            SourceKind::Section => {
                ("section page", self.read_section(page, link_selector.as_deref(), Some(*id)).await)
            }
            SourceKind::Feed | SourceKind::Page => ("feed", self.read_feed_page(page, Some(*id)).await),
        };
        let url = public_address(&answered.request.url);
        Ok(found.map_err(|reason| format!("{url} is no {what}: {reason}")))
    }

    /// The document is what it was: unreadable if it was that, and else without anything new, but for the sitemaps that it names.
    async fn poll_unchanged(
        &self,
        answered: Answered,
        validators: Validators,
    ) -> Result<Vec<Queued>, StoreError> {
        if let Some(reason) = answered.state.unreadable.clone() {
            return self.fail_poll(answered, Ending::unreadable(reason, validators)).await;
        }
        let ending = Ending::not_modified(validators);
        let found = match answered.source.kind {
            SourceKind::Sitemap => {
                let wanted = self.wanted_of(&answered).await?;
                self.read_waiting_sitemaps(&wanted, &answered.request).await?
            }
            _ => FoundPages::default(),
        };
        if found.candidates.is_empty() {
            let Source { url, name, .. } = &answered.source;
            self.report(Report::bare(url, Some(name), Outcome::Unchanged)).await;
        }
        self.keep_found(answered, ending, found).await
    }

    /// Keeps what a poll led to, and returns what of it is queued.
    async fn keep_found(
        &self,
        answered: Answered,
        ending: Ending,
        found: FoundPages,
    ) -> Result<Vec<Queued>, StoreError> {
        let (url, name) = (public_address(&answered.request.url), answered.source.name.clone());
        self.report_remarks(&url, Some(&name), &found).await;
        let urls: Vec<_> = found.candidates.iter().map(|candidate| candidate.url.clone()).collect();
        let slots = self.record(answered, ending, found, 0).await?;
        self.report_known_ones(urls, slots, Some(&name)).await
    }

    /// Takes a document that was fetched already as the first poll of a source, so that adding one costs a single request. Returns how many
    /// pages it led to.
    ///
    /// # Errors
    /// When the store fails; whatever is wrong with the document is in the state of the source.
    pub async fn first_poll(
        &self,
        source: SourceId,
        (page, trace): (Page, FetchTrace),
    ) -> Result<usize, StoreError> {
        let Some(DueSource { source, state }) = self.begin_named_polls(vec![source]).await?.pop() else {
            return Ok(0);
        };
        let request = FetchRequest { url: page.requested_url.clone(), ..self.request_for(&source, &state) };
        let answered = Answered { source, state, request, trace };
        self.read_poll(answered, page).await.map(|queued| queued.len())
    }

    /// Takes sources that the user named for polling. Those that may not be polled now are reported.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_named_polls(&self, sources: Vec<SourceId>) -> Result<Vec<DueSource>, StoreError> {
        let Begun { taken, held } =
            self.begin_polls(PollStart::Named(sources), |_| Admission::Granted).await?;
        for (source, held) in held {
            self.report(Report::skipped(&source.url, Some(&source.name), &held_text(held))).await;
        }
        Ok(taken)
    }

    /// Takes up to so many sources for polling that were due at a moment and whose sites may be asked now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_due_polls(
        &self,
        by: DateTime<Utc>,
        limit: usize,
        openings: &Openings,
    ) -> Result<Vec<DueSource>, StoreError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let openings = openings.clone();
        let begun = self.begin_polls(PollStart::Due { by, limit }, move |url| openings.ask(url)).await?;
        Ok(begun.taken)
    }

    /// Spreads sources that are overdue together, so that they are worked off at a bounded rate.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn spread_backlog(&self) -> Result<(), StoreError> {
        let now = self.clock().now();
        let spread = move |source, overdue| spread_backlog(now, source, overdue);
        let count = self.store.spread_backlog(now - OVERDUE_AFTER, spread).await?;
        if count > 0 {
            tracing::info!(sources = count, "overdue together: their polls are spread");
        }
        Ok(())
    }

    async fn begin_polls(
        &self,
        start: PollStart,
        may_start: impl Fn(&Url) -> Admission + Send + 'static,
    ) -> Result<Begun, StoreError> {
        let (now, owner) = (self.clock().now(), self.owner.to_string());
        let next_due = || provisional_due((now, self.longest_learned));
        let begun = self.store.begin_polls(start, (owner, now), next_due(), may_start).await?;
        for DueSource { source, state } in &begun.taken {
            let (due, _) = next_due()(source, state);
            self.note_due(source.id, (now, Some(due).max(state.next_due_at)));
        }
        Ok(begun)
    }

    /// Reads a page as a feed; the error says what it is instead.
    pub(super) async fn read_feed_page(
        &self,
        page: Page,
        source: Option<SourceId>,
    ) -> Result<FoundPages, String> {
        let (rules, now) = (self.parts.rules.clone(), self.clock().now());
        let read =
            self.compute_timed("read", move || match read_document(&page, &rules, &Hints::default(), now) {
                Document::Feed(feed) => Ok(FoundPages {
                    candidates: candidates(&feed, source),
                    wishes: Some(wishes(&feed)),
                    remarks: remarks(feed),
                    ..FoundPages::default()
                }),
                other => Err(not_a_feed(&other)),
            });
        read.await
            .unwrap_or_else(|| Err("reading it failed inside gleaner; please report this address".to_owned()))
    }

    /// Reports what was wrong with a feed as a whole.
    pub(super) async fn report_remarks(&self, url: &Url, source: Option<&str>, found: &FoundPages) {
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

    async fn poll_page(&self, answered: Answered, page: Page) -> Result<Vec<Queued>, StoreError> {
        let validators = page.validators.clone();
        let candidate = Candidate {
            url: public_address(&answered.source.url),
            source_id: Some(answered.source.id),
            found_via: FoundVia::Direct,
            hints: Hints::default(),
        };
        // Kept before the validators are: a crash in between only means that the page is read twice.
        match self.keep_page(page, candidate, None, Some(&answered.source.name)).await? {
            Ok(report) => {
                let is_new = matches!(report.document.outcome, Outcome::New | Outcome::Revised);
                self.report(report).await;
                let ending = Ending::fresh(validators, None);
                self.record(answered, ending, FoundPages::default(), u64::from(is_new)).await.map(drop)?;
                Ok(Vec::new())
            }
            Err(failure) => self.fail_poll(answered, Ending::unreadable(failure.text, validators)).await,
        }
    }

    async fn fail_poll(&self, answered: Answered, ending: Ending) -> Result<Vec<Queued>, StoreError> {
        let Source { url, name, .. } = &answered.source;
        self.report(Report::failed(url, Some(name), ending.error())).await;
        self.record(answered, ending, FoundPages::default(), 0).await.map(drop)?;
        Ok(Vec::new())
    }
}

/// When sources are due again, and why, if nothing is ever heard of the polls that begin now.
pub(super) fn provisional_due(
    now: (DateTime<Utc>, Duration),
) -> impl Fn(&Source, &SourceState) -> (DateTime<Utc>, String) + Send + 'static {
    move |source, state| {
        let next = provisional_poll(now, source, state);
        (next.at, next.to_string())
    }
}

/// What a feed, a sitemap or a section page led to.
#[derive(Default)]
pub(super) struct FoundPages {
    /// The pages that it names.
    pub(super) candidates: Vec<Candidate>,
    /// How often it wants to be asked for; `None` for what cannot say so.
    pub(super) wishes: Option<PollWishes>,
    /// What was wrong with it.
    pub(super) remarks: Vec<Warning>,
    /// Hashes of what a sitemap named.
    pub(super) seen_links: Vec<SeenLink>,
    /// What is known of the sitemaps that it names from now on; `None`: what was known before.
    pub(super) known_sitemaps: Option<Vec<KnownSitemap>>,
    /// Whether the next poll has to read the same document again, changed or not.
    pub(super) is_cut: bool,
}

/// Why a source is not polled although the user asked for it.
pub(super) fn held_text(held: Held) -> String {
    match held {
        Held::Paused(until) => format!(
            "not polled: its server asked to be left alone until {} (Retry-After)",
            until.format("%Y-%m-%d %H:%M:%SZ")
        ),
        Held::InHand => "not polled: it is in the hands of another run".to_owned(),
    }
}

/// A page with its place in the queue.
pub(super) type Queued = (CandidateId, Url);

/// Said of a feed without entries.
const EMPTY_FEED: &str = "the feed has no entries; check in a browser that this is the right address";

fn remarks(feed: Feed) -> Vec<Warning> {
    let empty = feed.entries.is_empty().then(|| Warning::new(EMPTY_FEED));
    empty.into_iter().chain(feed.warnings).collect()
}

/// How often a feed wants to be asked for.
fn wishes(feed: &Feed) -> PollWishes {
    let FeedPace { ttl, update_every, skip_hours, skip_days } = &feed.pace;
    PollWishes {
        fresh_for: None,
        time_to_live: *ttl,
        update_every: *update_every,
        skip_hours: skip_hours.iter().filter(|hour| **hour < 24).fold(0, |bits, hour| bits | 1 << hour),
        skip_days: skip_days.iter().fold(0, |bits, day| bits | 1 << day.num_days_from_monday()),
    }
}

fn not_a_feed(document: &Document) -> String {
    match document {
        Document::Unknown { reason, .. } => reason.clone(),
        Document::Article(_) => {
            "it is a web page; `gleaner sources add` finds the site's feed, and kind = \"section\" follows the page's links, kind = \"page\" the page itself".to_owned()
        }
        Document::Sitemap(_) => "it is a sitemap; write kind = \"sitemap\"".to_owned(),
        Document::Feed(_) => "it could not be read".to_owned(),
    }
}
