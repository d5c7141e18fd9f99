//! What is asked for, and how that ends.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

use super::{Access, FetchError};
use crate::model::{Page, Validators};

/// One document to fetch.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchRequest {
    /// Where.
    pub url: Url,
    /// From the last answer; empty for an unconditional request.
    pub validators: Validators,
    /// The address that gave the validators, which are sent to no other; `None`: the one asked for.
    pub validators_url: Option<Url>,
    /// Whose wish it is: robots.txt is for crawlers, not for what people ask for themselves.
    pub asked_by: AskedBy,
    /// What lets gleaner in there; `None` where nothing is needed.
    pub pass: Option<Pass>,
    /// An address that a person typed, and that led to this one: when its host is an IP address or `localhost`, that host is open to this
    /// request, wherever it is. `None`: only what the settings open is.
    pub typed: Option<Url>,
    /// How large the document may be.
    pub limit: BodyLimit,
}

/// Which setting bounds the size of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyLimit {
    /// `fetch.max_body_bytes`.
    Document,
    /// `fetch.max_sitemap_bytes`.
    Sitemap,
}

impl BodyLimit {
    /// The limit for an address of which nothing else is known: sitemaps are called so.
    pub fn of_address(url: &Url) -> Self {
        if url.path().to_ascii_lowercase().contains("sitemap") { Self::Sitemap } else { Self::Document }
    }
}

/// What lets a source in, and where that counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    /// The declared address of the source: nothing is sent to another host.
    pub home: Url,
    /// What is sent there.
    pub access: Arc<Access>,
}

impl FetchRequest {
    /// An unconditional request that needs no pass.
    pub fn new(url: Url, asked_by: AskedBy) -> Self {
        Self {
            url,
            validators: Validators::default(),
            validators_url: None,
            asked_by,
            pass: None,
            typed: None,
            limit: BodyLimit::Document,
        }
    }
}

/// Who wants a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedBy {
    /// A person named this address: on the command line, or as a source. robots.txt is not asked.
    User,
    /// gleaner found it itself, such as in a feed. It is subject to the site's robots.txt, and so is every redirect.
    Gleaner,
}

/// How a fetch ended.
#[derive(Debug)]
pub enum FetchOutcome {
    /// A document.
    Fresh(Page),
    /// The document that the validators stand for is still the current one (304).
    NotModified {
        /// As sent with the 304; what it left out is kept from the request.
        validators: Validators,
    },
    /// 429 or 503. Its host is not asked again for a while, whoever wants it.
    RateLimited {
        /// How long to stay away, if the server said so.
        retry_after: Option<Duration>,
    },
    /// Nothing was asked of it: its host, or one that it redirects to, asked for time before.
    Paused {
        /// The host.
        host: String,
        /// It may be asked then.
        until: DateTime<Utc>,
    },
    /// 410.
    Gone,
    /// The site's robots.txt keeps gleaner away; the document was not asked for.
    Disallowed {
        /// Where the robots.txt stands.
        robots_url: Url,
        /// What it says.
        why: Disallowed,
    },
    /// Anything else that gave no document.
    Failed(FetchError),
}

/// How a robots.txt keeps gleaner away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disallowed {
    /// By this rule, such as `Disallow: /private/`.
    Rule(String),
    /// It could not be read, which counts as a no until it can (RFC 9309, section 2.3.1.4). Holds the reason.
    Unreadable(String),
}
