//! What is remembered of sites for the reading of their pages; what the bytes mean is extraction's own.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Transaction, params};
use url::Url;

use super::connection::Store;
use super::error::StoreError;
use super::sources::time;
use crate::canonical::{canonical_key, site_of};
use crate::model::ArticleId;

/// What helps to read the page at an address; the bytes are as extraction writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownOfPage {
    /// The lines that were left out, as its site's own, of the article that was read there.
    Article(Vec<u8>),
    /// No article was read there: what is remembered of its site; empty when nothing is.
    Site(Vec<u8>),
}

impl Store {
    /// What helps to read the page at an address.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn known_of_page(&self, url: &Url) -> Result<KnownOfPage, StoreError> {
        let (key, site) = (canonical_key(url), site_of(url));
        self.read(move |connection| {
            let mut of_article = connection.prepare_cached(
                "SELECT coalesce(lines, x'') FROM article_url LEFT JOIN site_own_line USING (article_id) WHERE url_key = ?1",
            )?;
            if let Some(lines) = of_article.query_row([key], |row| row.get(0)).optional()? {
                return Ok(KnownOfPage::Article(lines));
            }
            let mut of_site = connection.prepare_cached("SELECT lines FROM site_memory WHERE site = ?1")?;
            let lines = of_site.query_row([site], |row| row.get(0)).optional()?;
            Ok(KnownOfPage::Site(lines.unwrap_or_default()))
        })
        .await
    }

    /// Replaces what is remembered of a site by what `learn` makes of it; two that learn at once both count.
    ///
    /// # Errors
    /// When the store fails; then the memory stays as it was.
    pub async fn learn_site(
        &self,
        site: String,
        now: DateTime<Utc>,
        learn: impl FnOnce(&[u8]) -> Vec<u8> + Send + 'static,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| {
            let mut select = transaction.prepare_cached("SELECT lines FROM site_memory WHERE site = ?1")?;
            let known: Vec<u8> = select.query_row([&site], |row| row.get(0)).optional()?.unwrap_or_default();
            let mut replace = transaction.prepare_cached(
                "INSERT OR REPLACE INTO site_memory (site, lines, learned_at) VALUES (?1, ?2, ?3)",
            )?;
            replace.execute(params![site, learn(&known), time(now)]).map(drop)
        })
        .await
    }
}

/// Keeps which lines were left out of a new article as its site's own.
pub(super) fn keep_site_own_lines(
    transaction: &Transaction<'_>,
    id: ArticleId,
    lines: &[u8],
) -> rusqlite::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    transaction
        .prepare_cached("INSERT OR REPLACE INTO site_own_line (article_id, lines) VALUES (?1, ?2)")?
        .execute(params![id.0, lines])
        .map(drop)
}
