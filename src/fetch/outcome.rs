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
}

/// How a fetch ended.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "the large one is the usual one")]
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
        /// How long to stay away, if the server said so.
        retry_after: Option<Duration>,
    },
    /// 410.
    Gone,
    /// Anything else that gave no document.
    Failed(FetchError),
}
