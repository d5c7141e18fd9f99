//! Polite bytes: robots.txt, conditional requests, per-site pacing, time-outs and limits, public addresses only. Never parses
//! what it fetched.

mod address_guard;
mod body;
mod error;
mod fetcher;
mod guarded_resolver;
mod limits;
mod outcome;
mod pacing;
mod retry_after;
mod robots;

pub use error::{FetchError, FetchSetupError};
pub use fetcher::Fetcher;
pub use outcome::{AskedBy, Disallowed, FetchOutcome, FetchRequest};
pub use robots::Robots;
