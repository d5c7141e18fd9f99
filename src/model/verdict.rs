//! What the store already had of an article.

use serde::{Deserialize, Serialize};

/// Row number of an article in the store; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(pub i64);

/// How an article relates to what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Never seen.
    New,
    /// Seen, with the same content.
    Unchanged {
        /// The stored article.
        of: ArticleId,
    },
    /// Seen, with other content: a revision is added.
    Revision {
        /// The stored article.
        of: ArticleId,
    },
    /// The same content under another address of the same site.
    Duplicate {
        /// The stored article.
        of: ArticleId,
    },
}
