//! What gleaner made of one input, in the JSON of the contract.

use serde::Serialize;

use super::{Article, Feed, Sitemap};

/// The result of reading one document; JSON has its `kind` first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Document {
    /// A page (or a text file) read as an article.
    Article(Box<Article>),
    /// A feed.
    Feed(Feed),
    /// A sitemap or sitemap index.
    Sitemap(Sitemap),
    /// None of these.
    Unknown {
        /// The address or file name.
        url: String,
        /// Why it could not be read.
        reason: String,
    },
}
