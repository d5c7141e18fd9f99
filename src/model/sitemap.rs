//! A sitemap or sitemap index: the sitemap JSON of the contract.

use chrono::{DateTime, Utc};
use serde::Serialize;
use url::Url;

use super::article::null_when_empty;
use super::{Validators, Warning};

/// What a sitemap names. JSON keeps the field names; `kind` is added by [`super::Document`].
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Sitemap {
    /// The address it was read from; empty (in JSON: null) for a local file without one.
    #[serde(serialize_with = "null_when_empty")]
    pub url: String,
    /// Pages, in the order of the document.
    pub urls: Vec<SitemapUrl>,
    /// Further sitemaps: those of an index, or those that a robots.txt names.
    pub sitemaps: Vec<SitemapLink>,
    /// What was wrong with it.
    pub warnings: Vec<Warning>,
}

/// A page of a sitemap.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SitemapUrl {
    /// Absolute address: `loc`.
    pub url: Url,
    /// Last change: `lastmod`.
    pub modified: Option<DateTime<Utc>>,
    /// What a news sitemap says about it.
    pub news: Option<SitemapNews>,
}

impl SitemapUrl {
    /// When it was published or changed, as far as the sitemap says.
    pub fn dated(&self) -> Option<DateTime<Utc>> {
        self.news.as_ref().and_then(|news| news.published).or(self.modified)
    }
}

/// The extension for news (`news:news`).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SitemapNews {
    /// `news:title`, plain text.
    pub title: Option<String>,
    /// `news:publication_date`.
    pub published: Option<DateTime<Utc>>,
    /// `news:language`: ISO 639, or `zh-cn`, `zh-tw`.
    pub language: Option<String>,
}

/// A sitemap that another one names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SitemapLink {
    /// Absolute address: `loc`.
    pub url: Url,
    /// Last change: `lastmod`.
    pub modified: Option<DateTime<Utc>>,
}

/// A sitemap that another one names, as the polls of a source know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSitemap {
    /// Where.
    pub url: Url,
    /// From its last 200 or 304; empty when it has to be read again whether it changed or not.
    pub validators: Validators,
    /// Whether the next poll reads it, whatever the one that names it says.
    pub waits: bool,
    /// Stands for its present state, and is noted once it was read in that; `None` when nobody says when it changed.
    pub state: Option<i64>,
}
