//! JSON lines: one object an article (or a revision), in the order in which they were stored.

use std::io::{self, Write};

use serde::Serialize;

use crate::store::{Store, StoreError, StoredArticle};

/// Articles read from the store at a time; bounds the memory.
const BATCH: usize = 100;

/// Why an export ended early; what was written until then is whole lines.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output could not be written.
    #[error("cannot write the export: {0}")]
    Write(#[from] io::Error),
}

/// The line of one article: the contract's article with `kind` first, then what the store knows around it.
#[derive(Debug, Serialize)]
pub struct ArticleLine<'a> {
    kind: &'static str,
    #[serde(flatten)]
    stored: &'a StoredArticle,
}

impl<'a> ArticleLine<'a> {
    /// The line of this article.
    pub fn new(stored: &'a StoredArticle) -> Self {
        Self { kind: "article", stored }
    }
}

/// Writes every article in its current revision, or every revision of every article. Returns the number of lines.
///
/// # Errors
/// When the store fails or the output cannot be written.
pub async fn export_jsonl(
    store: &Store,
    every_revision: bool,
    out: &mut impl Write,
) -> Result<u64, ExportError> {
    let (mut lines, mut after) = (0, 0);
    loop {
        let batch = store.page_through(after, BATCH, every_revision).await?;
        let Some((last, _)) = batch.last() else { break };
        after = *last;
        for (_, stored) in &batch {
            serde_json::to_writer(&mut *out, &ArticleLine::new(stored)).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
            lines += 1;
        }
    }
    out.flush()?;
    Ok(lines)
}
