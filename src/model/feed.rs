//! A feed as read from RSS, Atom, RDF or JSON Feed: the feed JSON of the contract.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Warning;
use super::article::null_when_empty;

/// A parsed feed. JSON keeps the field names; `kind` is added by [`super::Document`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Feed {
    /// The address it was read from; empty (in JSON: null) for a local file without one.
    #[serde(serialize_with = "null_when_empty")]
    pub url: String,
    /// Channel title.
    pub title: Option<String>,
    /// The site's address: RSS `link`, Atom `link rel=alternate`, JSON Feed `home_page_url`.
    pub link: Option<String>,
    /// BCP 47 tag as the feed states it.
    pub language: Option<String>,
    /// Which format it was written in.
    pub format: FeedFormat,
    /// Entries in the order of the document.
    pub entries: Vec<FeedEntry>,
    /// What was wrong with it.
    pub warnings: Vec<Warning>,
}

/// The format of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedFormat {
    /// RSS 0.9x and 2.0.
    Rss,
    /// RSS 0.90 and 1.0 (RDF).
    Rdf,
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
}

/// One entry (RSS: item).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeedEntry {
    /// RSS `guid`, Atom and JSON Feed `id`; else the link, else a hash of the content. Never empty.
    pub id: String,
    /// Plain text.
    pub title: Option<String>,
    /// Absolute address of the entry's page.
    pub link: Option<String>,
    /// First publication; `None` when absent or unreadable.
    pub published: Option<DateTime<Utc>>,
    /// Last change.
    pub updated: Option<DateTime<Utc>>,
    /// Names, in order.
    pub authors: Vec<String>,
    /// RSS `description`, Atom `summary`; may hold HTML.
    pub summary: Option<String>,
    /// RSS `content:encoded`, Atom `content`; HTML.
    pub content: Option<String>,
    /// Attached media.
    pub enclosures: Vec<Enclosure>,
    /// Categories or tags.
    pub categories: Vec<String>,
}

/// A media file that belongs to an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// Absolute address.
    pub url: String,
    /// Media type as stated.
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    /// Size in bytes as stated.
    pub length: Option<u64>,
}
