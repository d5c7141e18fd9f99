//! One poll of a section page: the articles that it links to.

use super::context::Pipeline;
use super::poll::FoundPages;
use crate::content_kind::{ContentKind, content_kind};
use crate::discover::section_articles;
use crate::model::{Page, SourceId};

/// Said of a page on which nothing looks like an article.
const NO_ARTICLES: &str = "no links to articles were found on it; say with link_selector which links are, such as link_selector = \"main h2 a\"";

impl Pipeline {
    /// Reads a page for the articles that it links to; the error says why there are none.
    pub(super) async fn read_section(
        &self,
        page: Page,
        selector: Option<&str>,
        source: Option<SourceId>,
    ) -> Result<FoundPages, String> {
        // Checked when it was written; one that a hand broke in the store names nothing.
        let selector = selector
            .map(str::parse)
            .transpose()
            .map_err(|error: crate::xml::UnknownSelector| error.to_string())?;
        let read = self.compute_timed("read", move || {
            let kind = content_kind(&page.body, page.content_type.as_deref(), Some(page.final_url.path()));
            if kind != ContentKind::Html {
                return Err("it is no web page".to_owned());
            }
            let candidates = section_articles(&page, selector.as_ref(), source);
            if candidates.is_empty() { Err(NO_ARTICLES.to_owned()) } else { Ok(candidates) }
        });
        let read = read.await.unwrap_or_else(|| {
            Err("reading it failed inside gleaner; please report this address".to_owned())
        });
        read.map(|candidates| FoundPages { candidates, ..FoundPages::default() })
    }
}
