//! The plain data that flows between the rooms of gleaner.
//!
//! No IO, no async and no clock in here: values only. The names are the project's vocabulary, one word per idea.

mod article;
mod candidate;
mod document;
mod feed;
mod page;
mod poll;
mod rhythm;
mod sitemap;
mod source;
mod story;
mod timestamp;
mod verdict;
mod warning;

pub use article::{Access, Article, Block, BlockKind, Image, LinkPosition, RelatedLink};
pub use article::{DateCandidate, DateOrigin, Dateline, Direction};
pub use candidate::{Candidate, FoundVia, Hints};
pub use document::Document;
pub use feed::{Enclosure, Feed, FeedEntry, FeedFormat, FeedPace, TextForm};
pub use page::{Page, RobotsNote, Validators};
pub use poll::{Admission, HostPause, PollNote, PollOutcome, PollWishes};
pub use rhythm::Rhythm;
pub use sitemap::{KnownSitemap, Sitemap, SitemapLink, SitemapNews, SitemapUrl};
pub use source::{NewSource, Source, SourceId, SourceKind, SourceOrigin, SourceState};
pub use story::{
    CopyKind, CopyReason, JudgedLink, Story, StoryCopy, StoryGroup, StoryId, StoryInput, StorySketch,
};
pub use timestamp::{Precision, Timestamp};
pub use verdict::{ArticleId, Change, Fingerprint, Neighbour, Relation, RevisionSpan, Verdict};
pub use warning::Warning;
