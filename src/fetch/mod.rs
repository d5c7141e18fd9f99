//! Polite bytes: robots.txt, conditional requests, per-site pacing, time-outs and limits, public addresses only. Never parses
//! what it fetched.

mod access;
mod address_guard;
mod body;
mod challenge;
mod client;
mod conditions;
mod decode;
mod error;
mod exchange;
mod fetcher;
mod freshness;
mod guarded_resolver;
mod http_date;
mod limits;
mod openings;
mod outcome;
mod pacing;
mod pauses;
mod retry_after;
mod robots;
mod trace;
mod uplink;

pub use access::{Access, AccessError};
pub use error::{FetchError, FetchSetupError};
pub use fetcher::Fetcher;
pub use guarded_resolver::Lookup;
pub use openings::Openings;
pub use outcome::{AskedBy, BodyLimit, Disallowed, FetchOutcome, FetchRequest, Pass};
pub use robots::Robots;
pub use trace::FetchTrace;
