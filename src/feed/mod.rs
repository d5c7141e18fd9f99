//! RSS, Atom, RDF and JSON Feed to entries and candidates. No network, no disk, no clock; what is no feed is an error,
//! damage is not.

mod adapt;
mod candidates;
mod dialects;
#[cfg(test)]
mod fixture_tests;
mod json;
mod plain;
mod read;
mod repair;
mod time;

pub use candidates::candidates;
pub use read::{UnreadableFeed, read_feed};
