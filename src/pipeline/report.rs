//! What became of one document: the line that `ingest --output json` prints.

use std::fmt;

use serde::Serialize;
use url::Url;

use crate::canonical::public_address;
use crate::model::{Article, ArticleId, Verdict, Warning};

/// What became of one document, with the article itself for those who want to show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The line of the contract.
    pub document: DocumentReport,
    /// What was read, when something was.
    pub article: Option<Box<Article>>,
    /// Whether this is an entry that was not fetched because it is stored or was given up: nothing that people want to see.
    pub known: bool,
}

/// One line of `ingest --output json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentReport {
    /// The address asked for.
    pub url: String,
    /// The address that answered; `None` when none did.
    pub final_url: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// Number in the store; `None` when nothing of it is stored.
    pub article_id: Option<ArticleId>,
    /// Headline.
    pub title: Option<String>,
    /// Name of the source that led to it; `None` for addresses that the user named.
    pub source: Option<String>,
    /// Why it failed; `None` unless it did.
    pub error: Option<String>,
    /// What was wrong with the document, and why it was skipped.
    pub warnings: Vec<Warning>,
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Stored for the first time.
    New,
    /// Known, with other content: stored as a further revision.
    Revised,
    /// Known, with the same content.
    Unchanged,
    /// The text of another address of the same site; the address was noted.
    Duplicate,
    /// Known, and no longer there: its page answers 404 or 410. Only what is looked at again is found to be so.
    Gone,
    /// Not looked at, because it is known or in the hands of another run.
    Skipped,
    /// Could not be read or kept.
    Failed,
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::New => "new",
            Self::Revised => "revised",
            Self::Unchanged => "unchanged",
            Self::Duplicate => "duplicate",
            Self::Gone => "gone",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        })
    }
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::New => Self::New,
            Verdict::Unchanged { .. } => Self::Unchanged,
            Verdict::Revision { .. } => Self::Revised,
            Verdict::Duplicate { .. } => Self::Duplicate,
        }
    }
}

impl Report {
    /// A report without an article.
    pub(super) fn bare(url: &Url, source: Option<&str>, outcome: Outcome) -> Self {
        let document = DocumentReport {
            url: public_address(url).to_string(),
            final_url: None,
            outcome,
            article_id: None,
            title: None,
            source: source.map(str::to_owned),
            error: None,
            warnings: Vec::new(),
        };
        Self { document, article: None, known: false }
    }

    /// A failure, in words that name the address.
    pub(super) fn failed(url: &Url, source: Option<&str>, error: impl ToString) -> Self {
        let mut report = Self::bare(url, source, Outcome::Failed);
        report.document.error = Some(error.to_string());
        report
    }

    /// The same, of an article that is known.
    pub(super) fn about(mut self, article: ArticleId) -> Self {
        self.document.article_id = self.document.article_id.or(Some(article));
        self
    }

    /// Something that was not looked at, and why.
    pub(super) fn skipped(url: &Url, source: Option<&str>, why: &str) -> Self {
        let mut report = Self::bare(url, source, Outcome::Skipped);
        report.document.warnings.push(Warning::new(why));
        report
    }
}
