//! What is asked for, and how that ends.

use std::time::Duration;

use url::Url;

use super::FetchError;
use crate::model::{Page, Validators};

/// One document to fetch.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchRequest {
    /// Where.
    pub url: Url,
    /// From the last answer; empty for an unconditional request.
    pub validators: Validators,
    /// Whose wish it is: robots.txt is for crawlers, not for what people ask for themselves.
    pub asked_by: AskedBy,
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
    /// 429, or 503 with `Retry-After`.
    RateLimited {
        /// The address that answered so: of another site, perhaps, after redirects.
        url: Url,
        /// How long to stay away, if the server said so.
        retry_after: Option<Duration>,
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
