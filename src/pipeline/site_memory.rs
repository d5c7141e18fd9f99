//! The memory of sites between the store, where it lives, and extraction, which reads with it and adds to it.

use url::Url;

use super::context::{Mode, Pipeline};
use crate::canonical::site_of;
use crate::extract::{PageTrace, SiteKnowledge, SiteMemory, SiteOwnLines};
use crate::store::{KnownOfPage, StoreError};

impl Pipeline {
    /// What is known of the site of a page: what was left out before of a story that is stored, else what the site's other pages tell. So
    /// what gleaner learned meanwhile revises nothing: only its site revises a story.
    pub(super) async fn knowledge_of(&self, url: &Url) -> Result<SiteKnowledge, StoreError> {
        let known = match self.store.known_of_page(url).await? {
            KnownOfPage::Article(lines) => {
                return Ok(SiteKnowledge::AsBefore(SiteOwnLines::of_bytes(&lines)));
            }
            KnownOfPage::Site(known) => known,
        };
        let mut memory = SiteMemory::default();
        memory.recall(&site_of(url).unwrap_or_default(), &known);
        Ok(SiteKnowledge::Memory(memory))
    }

    /// Adds to the memory of a site what one of its pages teaches.
    pub(super) async fn learn(&self, trace: Option<PageTrace>) -> Result<(), StoreError> {
        let wanted = trace.filter(|trace| self.parts.mode == Mode::Keep && !trace.site().is_empty());
        let Some(trace) = wanted else { return Ok(()) };
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
