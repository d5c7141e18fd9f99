//! Articles of several sites that are one text: wire copies, shortened and rewritten ones.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ArticleId;

/// Number of a story: that of the lowest of its articles when it was last put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoryId(pub i64);

/// Several articles that tell one text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Story {
    /// Its number.
    pub id: StoryId,
    /// The other articles of it, in the order in which they came.
    pub copies: Vec<StoryCopy>,
}

/// Another article of the same story.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoryCopy {
    /// The article.
    pub id: ArticleId,
    /// Where it was read.
    pub url: String,
    /// Registrable domain.
    pub site: Option<String>,
    /// Headline.
    pub title: String,
    /// Publication as the page had it.
    pub published_at: Option<String>,
    /// Why it was taken for a copy of this very article; `None`: it is one of another copy.
    pub reason: Option<CopyReason>,
}

/// Why two articles were taken for copies of one text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CopyReason {
    /// How much of each is in the other.
    pub kind: CopyKind,
    /// Words in stretches that both have.
    pub shared_words: u32,
    /// Share of the lower-numbered article's words in these stretches, from 0 to 1.
    pub share_of_first: f32,
    /// The same of the higher-numbered one.
    pub share_of_second: f32,
    /// The agency that both name, in one spelling.
    pub agency: Option<String>,
    /// The place that both were filed at, as the first has it.
    pub place: Option<String>,
    /// Hours between the two, rounded down.
    pub hours_apart: u32,
}

/// How much of two copies is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyKind {
    /// Nearly all of both.
    Copy,
    /// Nearly all of one, which is shorter.
    Shortened,
    /// A good part of either.
    Rewritten,
}

impl CopyReason {
    /// How alike the two are: the share of the one that has less of the other, then of the one that has more.
    pub fn likeness(&self) -> f32 {
        self.share_of_first.min(self.share_of_second) + self.share_of_first.max(self.share_of_second) / 100.0
    }
}

impl fmt::Display for CopyReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            CopyKind::Copy => "the same text",
            CopyKind::Shortened => "one is a part of the other",
            CopyKind::Rewritten => "one is made of the other",
        };
        let (first, second) = (self.share_of_first * 100.0, self.share_of_second * 100.0);
        write!(formatter, "{kind}: {} words shared, {first:.0} % and {second:.0} %", self.shared_words)?;
        if let Some(agency) = &self.agency {
            write!(formatter, "; agency {agency}")?;
        }
        if let Some(place) = &self.place {
            write!(formatter, "; from {place}")?;
        }
        match self.hours_apart {
            0 => Ok(()),
            hours => write!(formatter, "; {hours} h apart"),
        }
    }
}

/// What of an article is compared with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryInput {
    /// Headline.
    pub title: String,
    /// Text.
    pub body: String,
    /// Registrable domain.
    pub site: Option<String>,
    /// The agency of the dateline, as written.
    pub agency: Option<String>,
    /// The place of the dateline, as written.
    pub place: Option<String>,
    /// Publication, or first reading where that is not known.
    pub at: DateTime<Utc>,
}

/// The hashes by which copies of an article are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorySketch {
    /// The fortnight of its publication, counted from 1970-01-01.
    pub fortnight: i64,
    /// The fortnights in which copies of it can have been published.
    pub near: RangeInclusive<i64>,
    /// The smallest hashes of its word sequences, sorted; empty when it can have no copies.
    pub hashes: Vec<i64>,
}

/// A copy of an article that is being judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JudgedLink {
    /// The other article.
    pub to: ArticleId,
    /// The story it belongs to so far.
    pub story: Option<StoryId>,
    /// Whether the link may put two stories together.
    pub is_strong: bool,
}

/// Articles and the story that each belongs to from now on; `None`: to none.
pub type StoryGroup = BTreeMap<ArticleId, Option<StoryId>>;
