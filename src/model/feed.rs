//! A feed as read from RSS, Atom, RDF or JSON Feed: the feed JSON of the contract.

use std::time::Duration;

use chrono::{DateTime, Utc, Weekday};
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
    /// How often it wants to be asked for; not in JSON.
    #[serde(skip)]
    pub pace: FeedPace,
    /// What was wrong with it.
    pub warnings: Vec<Warning>,
}

/// How often a feed wants to be asked for. Empty by default: it does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedPace {
    /// How long what was read may be kept. RSS `ttl`.
    pub ttl: Option<Duration>,
    /// How often it changes: `sy:updatePeriod` divided by `sy:updateFrequency`.
    pub update_every: Option<Duration>,
    /// Hours of the day (0 to 23, UTC) in which it is not to be asked for. RSS `skipHours`.
    pub skip_hours: Vec<u8>,
    /// Days (in UTC) on which it is not to be asked for. RSS `skipDays`.
    pub skip_days: Vec<Weekday>,
}

/// How a text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextForm {
    /// HTML: tags and character references mean something.
    #[default]
    Html,
    /// Plain text: `<` is a character.
    Plain,
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
    /// RSS `guid`, Atom and JSON Feed `id`; else the link, else a hash of the content. Never empty, and in one
    /// feed the same only for entries that say the very same.
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
    /// RSS `description`, Atom `summary`, JSON Feed `summary`.
    pub summary: Option<String>,
    /// How `summary` is to be read.
    pub summary_form: TextForm,
    /// RSS `content:encoded`, Atom `content`, JSON Feed `content_html` or `content_text`.
    pub content: Option<String>,
    /// How `content` is to be read.
    pub content_form: TextForm,
    /// BCP 47 tag where the entry states its own: `dc:language`, `xml:lang`, JSON Feed `language`.
    pub language: Option<String>,
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
