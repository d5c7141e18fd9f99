//! The difference of two revisions of an article, field by field.

use serde::Serialize;

use super::blocks::{BlockDiff, diff_blocks};
use super::words::{Piece, diff_words};
use crate::dedup::changes::changes;
use crate::model::{Article, Change, Timestamp};

/// What differs between two revisions. A field that did not change is `None`, a body that did not change is empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArticleDiff {
    /// The fields that differ.
    pub changes: Vec<Change>,
    /// The headline, word by word.
    pub title: Option<Vec<Piece>>,
    /// The standfirst, word by word.
    pub subtitle: Option<Vec<Piece>>,
    /// The names of the authors.
    pub authors: Option<FieldDiff<Vec<String>>>,
    /// The time of publication.
    pub published_at: Option<FieldDiff<Option<Timestamp>>>,
    /// The page's own word on its last change.
    pub modified_at: Option<FieldDiff<Option<Timestamp>>>,
    /// The paragraphs, unchanged ones included.
    pub body: Vec<BlockDiff>,
}

/// A value before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldDiff<T> {
    /// In the earlier revision.
    pub before: T,
    /// In the later one.
    pub after: T,
}

/// Compares two revisions; what is noise (see [`changes()`]) is not shown as a change of its field.
pub fn diff_articles(before: &Article, after: &Article) -> ArticleDiff {
    let changes = changes(before, after);
    let has = |change: Change| changes.contains(&change);
    let subtitle = |article: &Article| article.subtitle.clone().unwrap_or_default();
    let time = |before: Option<Timestamp>, after: Option<Timestamp>| FieldDiff { before, after };
    ArticleDiff {
        title: has(Change::Title).then(|| diff_words(&before.title, &after.title)),
        subtitle: has(Change::Subtitle).then(|| diff_words(&subtitle(before), &subtitle(after))),
        authors: has(Change::Authors)
            .then(|| FieldDiff { before: before.authors.clone(), after: after.authors.clone() }),
        published_at: has(Change::PublishedAt).then(|| time(before.published_at, after.published_at)),
        modified_at: has(Change::ModifiedAt).then(|| time(before.modified_at, after.modified_at)),
        body: if has(Change::Body) { diff_blocks(&before.body, &after.body) } else { Vec::new() },
        changes,
    }
}
