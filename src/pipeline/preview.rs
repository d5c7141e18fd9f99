//! What would be: sources and what they lead to, asked for as politely as ever, and nothing kept.

use futures_util::StreamExt as _;
use futures_util::stream;
use url::Url;

use super::context::Pipeline;
use super::page::{Errand, refusal_text};
use super::poll::{FoundPages, held_text};
use super::poll_state::Answered;
use super::report::{Outcome, Report};
use crate::canonical::public_address;
use crate::fetch::{FetchOutcome, FetchRequest};
use crate::model::{Candidate, FoundVia, Hints, Source, SourceKind, SourceState};
use crate::store::{Held, StoreError};

impl Pipeline {
    /// Shows what a poll of each of these sources would bring. What is known of them is sent along, so that a server that has nothing new can
    /// say so; who asked to be left alone is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn preview_sources(&self, sources: Vec<(Source, SourceState)>) -> Result<(), StoreError> {
        self.recall_sites().await?;
        let mut work = stream::iter(sources)
            .map(|(source, state)| async move {
                if self.stopping() { Ok(()) } else { self.preview_source(source, state, None).await }
            })
            .buffer_unordered(self.parts.concurrency);
        while let Some(result) = work.next().await {
            result?;
        }
        Ok(())
    }

    /// Shows what a poll of a source would bring.
    pub(super) async fn preview_source(
        &self,
        source: Source,
        state: SourceState,
        typed: Option<Url>,
    ) -> Result<(), StoreError> {
        let (url, name) = (source.url.clone(), source.name.clone());
        if let Some(until) = state.not_before.filter(|until| *until > self.clock().now()) {
            self.report(Report::skipped(&url, Some(&name), &held_text(Held::Paused(until)))).await;
            return Ok(());
        }
        let request = FetchRequest { typed: typed.clone(), ..self.request_for(&source, &state) };
        let errand = Errand { source: Some(name.clone()), typed };
        let (outcome, trace) = self.parts.fetcher.fetch_traced(&request).await;
        let page = match outcome {
            FetchOutcome::Fresh(page) => page,
            FetchOutcome::NotModified { .. } => {
                self.report(Report::bare(&url, Some(&name), Outcome::Unchanged)).await;
                return Ok(());
            }
            refused => {
                let text = refusal_text(&public_address(&request.url), &refused);
                self.report(Report::failed(&url, Some(&name), text)).await;
                return Ok(());
            }
        };
        if source.kind == SourceKind::Page {
            let (source_id, found_via, hints) = (Some(source.id), FoundVia::Direct, Hints::default());
            let candidate = Candidate { url: public_address(&url), source_id, found_via, hints };
            return self.work_page(page, candidate, Some(&name)).await;
        }
        match self.read_source(&Answered { source, state, request, trace }, page).await? {
            Ok(found) => self.preview_found(&url, found, &errand).await,
            Err(reason) => {
                self.report(Report::failed(&url, Some(&name), reason)).await;
                Ok(())
            }
        }
    }

    /// Shows what the pages would be that a feed, a sitemap or a section page led to.
    pub(super) async fn preview_found(
        &self,
        url: &Url,
        found: FoundPages,
        errand: &Errand,
    ) -> Result<(), StoreError> {
        let source = errand.source.as_deref();
        self.report_remarks(url, source, &found).await;
        let mut work = stream::iter(found.candidates)
            .map(|candidate| async move {
                if self.stopping() {
                    return Ok(());
                }
                match self.store.headline_at(&candidate.url).await? {
                    Some(_) => self.report_known(&candidate.url, source).await,
                    None => self.preview_candidate(candidate, errand).await,
                }
            })
            .buffer_unordered(self.parts.concurrency);
        while let Some(result) = work.next().await {
            result?;
        }
        Ok(())
    }
}
