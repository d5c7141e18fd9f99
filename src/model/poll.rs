//! What is known of polls: how often a source wants to be asked, and how each poll went.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Validators;

/// How often a server, and the feed that it serves, want to be asked, as last heard. `None` and empty: not a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PollWishes {
    /// How long the answer stays fresh. HTTP: `Cache-Control: max-age`, else `Expires` less `Date`.
    pub fresh_for: Option<Duration>,
    /// RSS `ttl`.
    pub time_to_live: Option<Duration>,
    /// `sy:updatePeriod` divided by `sy:updateFrequency`.
    pub update_every: Option<Duration>,
    /// RSS `skipHours`: bit 0 is the hour from 00:00 to 01:00 UTC, bit 23 the last one.
    pub skip_hours: u32,
    /// RSS `skipDays`: bit 0 is Monday, bit 6 Sunday, in UTC.
    pub skip_days: u8,
}

/// A host that asked to be left alone for a while (429, 503).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPause {
    /// Name or address, without a port.
    pub host: String,
    /// It is not to be asked before.
    pub until: DateTime<Utc>,
}

/// Whether a request may start right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It may.
    Granted,
    /// Its host has to be left alone for a while; other hosts of the site may be asked.
    HostRests,
    /// The whole site has to be left alone for a while, or has all the connections that it may have.
    SiteRests,
}

/// How one poll went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollNote {
    /// When it ended.
    pub polled_at: DateTime<Utc>,
    /// The address asked for.
    pub url: String,
    /// The address that answered, when it is another one.
    pub answered_by: Option<String>,
    /// How it ended.
    pub outcome: PollOutcome,
    /// HTTP status of the last answer; `None` when none came.
    pub status: Option<u16>,
    /// Size of the body as it came, before decompression.
    pub body_bytes: u64,
    /// From the first request to the end of the body, waiting for a turn left out.
    pub took: Duration,
    /// What the requests carried; empty when none was conditional.
    pub sent: Validators,
    /// What the answer gave.
    pub received: Validators,
    /// Entries that were not known before.
    pub new_entries: u64,
    /// Why it failed; `None`: it did not.
    pub error: Option<String>,
    /// Not to be polled again before.
    pub next_due_at: Option<DateTime<Utc>>,
    /// Why not before then.
    pub due_because: Option<String>,
}

/// How a poll ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PollOutcome {
    /// With a document (200) that could be read.
    Fresh,
    /// With the word that nothing has changed (304).
    NotModified,
    /// The server asked to come back later (429, 503).
    RateLimited,
    /// With the word that it is gone for good (410).
    Gone,
    /// A page that tells people from programs stood in the way.
    Blocked,
    /// Any other way.
    Failed,
}
