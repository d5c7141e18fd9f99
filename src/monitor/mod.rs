//! How a service is seen from outside: `/health`, `/ready` and `/metrics` by HTTP, on an address that is the machine's own by default.
//!
//! Tells numbers only: no address, no title, no name of a source.

mod metrics;
mod server;

pub use server::{Watched, answer_until_stopped};
