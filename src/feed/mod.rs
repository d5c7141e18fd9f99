//! RSS, Atom, RDF and JSON Feed to entries and candidates. No network, no disk, no clock; parsing never fails.

mod adapt;
mod candidates;
#[cfg(test)]
mod fixture_tests;
mod plain;
mod read;
mod repair;

pub use candidates::candidates;
pub use read::read_feed;
