//! An address that may hold an article, and what was already said about it where it was found.

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Enclosure, SourceId, Timestamp};

/// A page worth fetching.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Where to fetch it: the address as published, not its canonical form.
    pub url: Url,
    /// The source it came from; `None` when the user named the feed or page directly.
    pub source_id: Option<SourceId>,
    /// How it was found.
    pub found_via: FoundVia,
    /// What the finder said about it.
    pub hints: Hints,
}

/// How a candidate was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundVia {
    /// An entry of a feed.
    Feed,
    /// A page of a sitemap.
    Sitemap,
    /// A link of a section page.
    Section,
    /// The user or a page source named it.
    Direct,
}

/// What a feed entry says about its page: evidence for extraction, never the last word. Empty by default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hints {
    /// Entry title. RSS `title`, Atom `title`, JSON Feed `title`.
    pub title: Option<String>,
    /// RSS `pubDate`, `dc:date`, Atom `published`, JSON Feed `date_published`.
    pub published_at: Option<Timestamp>,
    /// RSS `description`, Atom `summary`, JSON Feed `summary`; may hold HTML.
    pub summary: Option<String>,
    /// RSS `author`, `dc:creator`, Atom `author/name`, JSON Feed `authors`.
    pub authors: Vec<String>,
    /// RSS `content:encoded`, Atom `content`, JSON Feed `content_html`; HTML.
    pub content: Option<String>,
    /// RSS `guid`, Atom `id`, JSON Feed `id`.
    pub guid: Option<String>,
    /// RSS `category`, Atom `category`, JSON Feed `tags`.
    pub categories: Vec<String>,
    /// Media files: RSS `enclosure`, `media:content`, Atom `link rel=enclosure`, JSON Feed `attachments`.
    pub enclosures: Vec<Enclosure>,
    /// Language of the feed, BCP 47.
    pub language: Option<String>,
}
