//! What benchmarks share: a corpus of made-up articles of any size.

pub(crate) mod corpus;
pub(crate) mod filling;
pub(crate) mod lot;
pub(crate) mod vocabulary;
