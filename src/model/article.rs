//! The structured article that extraction makes of a page: the JSON of the contract, field by field.

use serde::{Deserialize, Serialize, Serializer};

use super::{Enclosure, Precision, Timestamp, Warning};

/// A news article as read from one page. An absent value is `None` or empty, never a guess.
///
/// JSON keeps the field names, in this order; `kind` is added by [`super::Document`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Article {
    /// The address that was asked for; empty (in JSON: null) when a local file was read without one.
    #[serde(serialize_with = "null_when_empty")]
    pub url: String,
    /// The page's own word on its address (`rel=canonical`, `og:url`) when plausible, else the final address.
    pub canonical_url: Option<String>,
    /// Registrable domain of the address (`syria.tv`), or the host itself for literal addresses.
    pub site: Option<String>,
    /// Headline. JSON-LD `headline`, `og:title`, `h1`, `<title>`, feed entry title. Empty (in JSON: null) when none was found.
    #[serde(serialize_with = "null_when_empty")]
    pub title: String,
    /// Standfirst or dek below the headline. JSON-LD `alternativeHeadline` or the page's own element.
    pub subtitle: Option<String>,
    /// Section or column the story stands in. JSON-LD `articleSection`, `article:section`, kicker.
    pub section: Option<String>,
    /// Publishing organisation. JSON-LD `publisher.name`, `og:site_name`.
    pub publisher: Option<String>,
    /// Where the story was filed, when the page says so.
    pub dateline: Option<Dateline>,
    /// The line that names the authors, verbatim («By Jane Doe and John Roe»).
    pub byline: Option<String>,
    /// Names of the authors, in order. JSON-LD `author.name`, `meta name=author`, byline, feed `dc:creator`/`author`.
    pub authors: Vec<String>,
    /// First publication. An instant with the place's offset, or a day alone; never a local time without a zone.
    pub published_at: Option<Timestamp>,
    /// How fine `published_at` is.
    pub published_precision: Option<Precision>,
    /// Where `published_at` was found.
    pub published_from: Option<DateOrigin>,
    /// Last modification, if later than or different from the publication.
    pub modified_at: Option<Timestamp>,
    /// Where `modified_at` was found.
    pub modified_from: Option<DateOrigin>,
    /// Every date that competed, the best first.
    pub date_candidates: Vec<DateCandidate>,
    /// BCP 47 tag of the text (`ar`, `pt-BR`).
    pub language: Option<String>,
    /// Base direction of the text.
    pub direction: Direction,
    /// The blocks' texts joined by one blank line; see [`Article::set_blocks`].
    pub body: String,
    /// The body in reading order.
    pub blocks: Vec<Block>,
    /// Links that the page offers for reading on.
    pub related: Vec<RelatedLink>,
    /// Images of the story itself, in page order.
    pub images: Vec<Image>,
    /// Media files that the entry of the feed attaches: sound, films, pictures. Empty without a feed.
    pub enclosures: Vec<Enclosure>,
    /// Keywords or tags. JSON-LD `keywords`, `meta name=keywords`, `article:tag`, feed categories.
    pub keywords: Vec<String>,
    /// Licence URL or name. `rel=license`, JSON-LD `license`.
    pub licence: Option<String>,
    /// Whether the whole text can be read without paying. JSON-LD `isAccessibleForFree`.
    pub access: Access,
    /// Words in the body: Unicode word segments that hold a letter or digit.
    pub word_count: usize,
    /// What was wrong with the page.
    pub warnings: Vec<Warning>,
}

impl Article {
    /// An article without any content, for the given address (empty: none).
    pub fn empty(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            canonical_url: None,
            site: None,
            title: String::new(),
            subtitle: None,
            section: None,
            publisher: None,
            dateline: None,
            byline: None,
            authors: Vec::new(),
            published_at: None,
            published_precision: None,
            published_from: None,
            modified_at: None,
            modified_from: None,
            date_candidates: Vec::new(),
            language: None,
            direction: Direction::Ltr,
            body: String::new(),
            blocks: Vec::new(),
            related: Vec::new(),
            images: Vec::new(),
            enclosures: Vec::new(),
            keywords: Vec::new(),
            licence: None,
            access: Access::Unknown,
            word_count: 0,
            warnings: Vec::new(),
        }
    }

    /// Takes the blocks and derives `body` from them: their texts joined by a blank line.
    ///
    /// The store relies on this: it keeps `body` and the lengths of the blocks.
    pub fn set_blocks(&mut self, blocks: Vec<Block>) {
        self.body = blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n\n");
        self.blocks = blocks;
    }
}

/// A missing value is null in JSON, also where the type has no other way to say so than an empty text.
pub(super) fn null_when_empty<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if text.is_empty() { serializer.serialize_none() } else { serializer.serialize_str(text) }
}

/// The line that says where (often when and through which agency) a story was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// The line, or the opening words, verbatim.
    pub raw: String,
    /// The place as written (`دمشق`, `WASHINGTON/LONDON`).
    pub place: Option<String>,
    /// The agency as written (`Reuters`, `سانا`).
    pub agency: Option<String>,
    /// IANA name of the place's time zone (`Asia/Damascus`), if the place is known.
    pub time_zone: Option<String>,
}

/// One date that the page, the feed or the transport offered for the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateCandidate {
    /// What it was read as.
    pub value: Timestamp,
    /// Where it stood.
    pub from: DateOrigin,
    /// The text it was read from.
    pub raw: String,
}

/// Where a date was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrigin {
    /// JSON-LD `datePublished`, `dateModified`.
    JsonLd,
    /// `meta` elements: `article:published_time` and its kin.
    Meta,
    /// `<time datetime>`.
    TimeElement,
    /// The dateline above or opening the story.
    Dateline,
    /// The feed entry that led to the page.
    Feed,
    /// The address (`/2021/02/04/`).
    Url,
    /// The `Last-Modified` header.
    Http,
    /// A date in the visible text near the headline.
    Text,
}

/// Base direction of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left (Arabic, Hebrew, Persian, Urdu …).
    Rtl,
}

/// One block of the body, in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text, white space folded (kept in preformatted blocks). Never empty, never holds a blank line.
    pub text: String,
}

/// What a block of the body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A heading inside the article.
    Heading,
    /// A block quotation.
    Quote,
    /// One item of a list.
    ListItem,
    /// Preformatted text, line breaks kept.
    Preformatted,
    /// One row of a table, cells joined by ` | `.
    TableRow,
}

/// A link to another story that the page offers its readers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedLink {
    /// Title of the other story, without the lead-in («اقرأ أيضاً:»).
    pub title: String,
    /// Absolute address; `None` in plain text.
    pub url: Option<String>,
    /// Where it stood.
    pub position: LinkPosition,
}

/// Where a related link stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPosition {
    /// Between the paragraphs of the body.
    InBody,
    /// After the last one.
    AfterBody,
}

/// An image of the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Absolute address.
    pub url: String,
    /// Caption, without the credit.
    pub caption: Option<String>,
    /// Photographer or agency.
    pub credit: Option<String>,
}

/// Whether the whole text can be read without paying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Free to read.
    Free,
    /// Free up to a number of articles.
    Metered,
    /// Behind a paywall.
    Paywalled,
    /// The page does not say.
    Unknown,
}
