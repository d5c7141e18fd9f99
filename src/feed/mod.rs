//! RSS, Atom, RDF and JSON Feed to entries and candidates. No network, no disk, no clock; what is no feed is an error,
//! damage is not.
//!
//! XML goes through one reader, well-formed or not: `reader` knows what is open, `capture` collects values, `vocabulary` says what
//! names mean, `text` and `html` what texts are, `parts` becomes an entry. JSON Feed is mended and then parsed by `feed-rs`.

mod read;

mod capture;
mod pace;
mod parts;
mod reader;
mod vocabulary;

mod html;
mod people;
mod text;

mod json;
mod json_entries;

mod candidates;
mod identity;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod tests;

pub use candidates::candidates;
pub use read::{FeedContext, UnreadableFeed, read_feed};
