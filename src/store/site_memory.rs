//! What is remembered of sites for the reading of their pages; what the bytes mean is extraction's own.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};
use url::Url;

use super::connection::Store;
use super::error::StoreError;
use super::sources::time;
use crate::canonical::canonical_key;
use crate::model::ArticleId;

impl Store {
    /// What is remembered of a site; empty when nothing is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn site_memory(&self, site: String) -> Result<Vec<u8>, StoreError> {
        self.read(move |connection| {
            let mut select = connection.prepare_cached("SELECT lines FROM site_memory WHERE site = ?1")?;
            Ok(select.query_row([site], |row| row.get(0)).optional()?.unwrap_or_default())
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

    /// Which lines were left out of the article that was read at an address as its site's own, as extraction writes them; `None` when there
    /// is no article.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn site_own_lines(&self, url: &Url) -> Result<Option<Vec<u8>>, StoreError> {
        let key = canonical_key(url);
        self.read(move |connection| {
            let mut select = connection.prepare_cached(
                "SELECT coalesce(lines, x'') FROM article_url LEFT JOIN site_own_line USING (article_id) WHERE url_key = ?1",
            )?;
            select.query_row([key], |row| row.get(0)).optional()
        })
        .await
    }

    /// Keeps which lines were left out of an article as its site's own.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_site_own_lines(&self, id: ArticleId, lines: Vec<u8>) -> Result<(), StoreError> {
        self.write(move |transaction| {
            let mut keep = transaction
                .prepare_cached("INSERT OR REPLACE INTO site_own_line (article_id, lines) VALUES (?1, ?2)")?;
            keep.execute(params![id.0, lines]).map(drop)
        })
        .await
    }
}
