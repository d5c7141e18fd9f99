//! The memory of sites between the store, where it lives, and extraction, which reads with it and adds to it.

use url::Url;

use super::context::{Mode, Pipeline};
use crate::canonical::site_of;
use crate::extract::{PageTrace, SiteKnowledge, SiteMemory, SiteOwnLines};
use crate::model::ArticleId;
use crate::store::StoreError;

impl Pipeline {
    /// What is known of the site of a page: what was left out before of a story that is stored, else what the site's other pages tell. So
    /// what gleaner learned meanwhile revises nothing: only its site revises a story.
    pub(super) async fn knowledge_of(&self, url: &Url) -> Result<SiteKnowledge, StoreError> {
        if let Some(lines) = self.store.site_own_lines(url).await? {
            return Ok(SiteKnowledge::AsBefore(SiteOwnLines::of_bytes(&lines)));
        }
        let mut memory = SiteMemory::default();
        if let Some(site) = site_of(url) {
            let known = self.store.site_memory(site.clone()).await?;
            memory.recall(&site, &known);
        }
        Ok(SiteKnowledge::Memory(memory))
    }

    /// Keeps which lines were left out of a new story as its site's own.
    pub(super) async fn keep_site_own(&self, id: ArticleId, lines: &SiteOwnLines) -> Result<(), StoreError> {
        if self.parts.mode == Mode::DryRun || lines.is_empty() {
            return Ok(());
        }
        self.store.keep_site_own_lines(id, lines.to_bytes()).await
    }

    /// Adds to the memory of a site what one of its pages teaches.
    pub(super) async fn learn(&self, trace: PageTrace) -> Result<(), StoreError> {
        if self.parts.mode == Mode::DryRun || trace.site().is_empty() {
            return Ok(());
        }
        let site = trace.site().to_owned();
        let learn = move |known: &[u8]| {
            let mut memory = SiteMemory::default();
            memory.recall(trace.site(), known);
            memory.learn(&trace);
            memory.bytes_of(trace.site())
        };
        self.store.learn_site(site, self.clock().now(), learn).await
    }
}
