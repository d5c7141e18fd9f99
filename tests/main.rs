//! The integration tests, one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod architecture;
mod bad_input;
mod command_line;
mod fetching;
mod program;
mod schema;
mod stories;
mod support;
