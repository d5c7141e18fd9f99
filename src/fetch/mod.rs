//! Polite bytes: conditional requests, per-site pacing, time-outs and limits. Never parses what it fetched.
//!
//! robots.txt and a guard against private addresses are not part of it yet.

mod error;
mod fetcher;
mod outcome;
mod pacing;
mod retry_after;

pub use error::{FetchError, FetchSetupError};
pub use fetcher::Fetcher;
pub use outcome::{FetchOutcome, FetchRequest};
