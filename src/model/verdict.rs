//! What the store already had of an article.

use std::fmt;

use chrono::{DateTime, Utc};
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

/// What is compared to tell whether two articles are the same; see `dedup`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    /// Hash of all that makes a revision: title, subtitle, body, authors, publication time; noise folded away.
    pub content: [u8; 32],
    /// Hash of title and body alone; `None` when the body is too short to tell two stories apart.
    pub same_text: Option<[u8; 32]>,
}

/// A stored article that may be the same as one just read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// The stored article.
    pub id: ArticleId,
    /// What makes it a neighbour.
    pub relation: Relation,
    /// Headline of its current revision.
    pub title: String,
    /// Fingerprint of its current revision.
    pub fingerprint: Fingerprint,
}

/// What makes a stored article a neighbour of one just read, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// It was read from the address that answered.
    Own,
    /// It was once found to have the text that stood at that address.
    Copy,
    /// The new one stands at an address that led to it before, or that it called its own.
    Alias,
    /// The new page says that it is the same (`rel=canonical`), which is often wrong.
    Declared,
    /// It has the same text, on the same site.
    Text,
}

/// A field in which a revision differs from the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The headline.
    Title,
    /// The standfirst.
    Subtitle,
    /// The text.
    Body,
    /// The names of the authors, or their order.
    Authors,
    /// The time of publication, as the page states it.
    PublishedAt,
    /// The page's own word on when it was changed; never the only change.
    ModifiedAt,
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Title => "title",
            Self::Subtitle => "subtitle",
            Self::Body => "body",
            Self::Authors => "authors",
            Self::PublishedAt => "published_at",
            Self::ModifiedAt => "modified_at",
        })
    }
}

/// How long one revision has been the newest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RevisionSpan {
    /// Which revision, from 1.
    pub number: u32,
    /// When the first of the versions was read that it stands for.
    pub begun_at: DateTime<Utc>,
    /// When the version that is kept was read.
    pub fetched_at: DateTime<Utc>,
}
