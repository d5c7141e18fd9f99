//! The memory of sites between the store, where it lives, and extraction, which reads with it and adds to it.

use url::Url;

use super::context::{Mode, Pipeline};
use super::reading::Reading;
use crate::canonical::site_of;
use crate::dedup::fingerprint;
use crate::extract::{PageTrace, SiteMemory};
use crate::model::{Article, Fingerprint};
use crate::store::StoreError;

impl Pipeline {
    /// What is remembered of the site of a page.
    pub(super) async fn memory_of(&self, url: &Url) -> Result<SiteMemory, StoreError> {
        let mut memory = SiteMemory::default();
        if let Some(site) = site_of(url) {
            let known = self.store.site_memory(site.clone()).await?;
            memory.recall(&site, &known);
        }
        Ok(memory)
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

    /// The article as it is to be kept. One that is stored as it was before its site was known is not revised for what gleaner learned
    /// meanwhile: only its site revises it.
    pub(super) async fn as_known(
        &self,
        reading: Reading,
        url: &Url,
    ) -> Result<(Article, Fingerprint), StoreError> {
        let Reading { article, fingerprint: print, without_memory, .. } = reading;
        if let Some(plain) = without_memory {
            let plain_print = fingerprint(&plain);
            if self.store.content_read_at(url).await? == Some(plain_print.content) {
                return Ok((*plain, plain_print));
            }
        }
        Ok((article, print))
    }
}
