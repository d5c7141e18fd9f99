//! robots.txt (RFC 9309): what a site asks crawlers not to fetch. The reading and matching is pure; `gate` asks and remembers.

mod gate;
mod lines;
mod pattern;
mod rules;
#[cfg(test)]
mod tests;

pub(super) use gate::RobotsCache;
pub use rules::Robots;
