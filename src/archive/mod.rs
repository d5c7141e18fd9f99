//! WARC in (ISO 28500): archived answers come out as pages, one after the other, in constant memory.

mod http_answer;
mod warc;

pub use warc::{ArchivedDocument, WarcError, WarcReader};
