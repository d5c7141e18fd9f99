//! What is polled, and apart from it what is known of the polling.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use url::Url;

use super::{PollWishes, Rhythm, Validators};

/// Row number of a source in the store; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(pub i64);

/// Something that is polled for articles, as the store knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Row number in the store.
    pub id: SourceId,
    /// What the user calls it; unique.
    pub name: String,
    /// Where it is polled.
    pub url: Url,
    /// What is found there.
    pub kind: SourceKind,
    /// Time from one poll to the next, unless the server wants more.
    pub interval: Duration,
    /// Whether the user set the interval for this very source: then it is kept to, however short or long, but for what the server says.
    pub interval_is_own: bool,
    /// Whether it is polled at all.
    pub enabled: bool,
    /// The user's words for what belongs together, in order, each once. OPML: the folder (`News/Syria`), then `category`.
    pub tags: Vec<String>,
    /// Which links of a section page lead to articles, as a short CSS selector; `None`: found by what they look like.
    pub link_selector: Option<String>,
    /// Who declared it.
    pub origin: SourceOrigin,
}

/// A source that is not in the store yet.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSource {
    /// What the user calls it; unique.
    pub name: String,
    /// Where it is polled.
    pub url: Url,
    /// What is found there.
    pub kind: SourceKind,
    /// Time from one poll to the next, unless the server wants more.
    pub interval: Duration,
    /// Whether the user set the interval for this very source.
    pub interval_is_own: bool,
    /// Whether it is polled at all.
    pub enabled: bool,
    /// The user's words for what belongs together, in order, each once.
    pub tags: Vec<String>,
    /// Which links of a section page lead to articles, as a short CSS selector; `None`: found by what they look like.
    pub link_selector: Option<String>,
}

/// What a source's address leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// RSS, Atom, RDF or JSON Feed.
    Feed,
    /// A sitemap or sitemap index, or a robots.txt that names some.
    Sitemap,
    /// A front or section page whose links lead to articles.
    Section,
    /// One article page, watched for changes.
    Page,
}

/// Who declared a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceOrigin {
    /// A `[[source]]` of the configuration file.
    Config,
    /// `gleaner sources add`.
    Command,
}

/// What is known of the polling of one source.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceState {
    /// Not to be polled before; `None`: never polled, due now.
    pub next_due_at: Option<DateTime<Utc>>,
    /// Why not before then, in words; `None` for what was never polled.
    pub due_because: Option<String>,
    /// When the last answer (or failure) came.
    pub last_polled_at: Option<DateTime<Utc>>,
    /// From the last 200 or 304.
    pub validators: Validators,
    /// The address that gave the validators, or an answer without any: they are sent to no other. `None`: none answered yet.
    pub validators_url: Option<Url>,
    /// Failures since the last success.
    pub consecutive_failures: u32,
    /// Why the last poll failed; `None` after a success.
    pub last_error: Option<String>,
    /// When its articles come, as far as it was seen; `None`: it was not polled successfully yet.
    pub rhythm: Option<Rhythm>,
    /// What server and feed said last about how often to ask.
    pub wishes: PollWishes,
    /// Where the declared address has moved for good, once that was seen often enough; `None`: it is polled as declared.
    pub polled_url: Option<Url>,
    /// Where the last successful polls were redirected for good, and how many of them in a row.
    pub moving_to: Option<(Url, u32)>,
    /// Since when the server says that it is gone for good (410): it is no longer polled.
    pub gone_at: Option<DateTime<Utc>>,
    /// The server asked not to be asked before (`Retry-After` of the last answer), which holds for whoever wants to.
    pub not_before: Option<DateTime<Utc>>,
    /// Why the document that gave the validators could not be read; `None`: it could.
    pub unreadable: Option<String>,
}

impl SourceState {
    /// Where the source is polled: where it moved, else as declared.
    pub fn address<'a>(&'a self, source: &'a Source) -> &'a Url {
        self.polled_url.as_ref().unwrap_or(&source.url)
    }
}
