//! Articles of the store to a writer, one file per format.

mod jsonl;

pub use jsonl::{ArticleLine, ExportError, export_jsonl};
