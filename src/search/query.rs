//! A query as a tree of phrases.

use thiserror::Error;

/// Part of an article that a phrase can be looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Headline and standfirst. `title:`
    Title,
    /// The text. `body:`
    Body,
    /// Names of the authors. `author:`
    Author,
    /// Section and keywords. `keyword:`
    Keyword,
    /// Place of the dateline. `place:`
    Place,
}

impl Field {
    /// The word that users write before the colon.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "title" => Self::Title,
            "body" => Self::Body,
            "author" => Self::Author,
            "keyword" => Self::Keyword,
            "place" => Self::Place,
            _ => return None,
        })
    }
}

/// A query that can be answered: it asks for at least one phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What articles must fulfil.
    pub root: Node,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// The phrase occurs.
    Phrase(Phrase),
    /// All of these, at least two.
    All(Vec<Node>),
    /// One of these, at least two.
    Any(Vec<Node>),
    /// The first but not the second.
    Without(Box<Node>, Box<Node>),
}

/// Words that follow each other, in one field or in any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// `None`: anywhere in the article.
    pub field: Option<Field>,
    /// The ways of writing it, each of which counts as the phrase; the user's own first, never empty.
    pub spellings: Vec<Spelling>,
}

/// One way of writing a phrase, in terms of the index (`text::each_term`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// Terms in order, never empty.
    pub terms: Vec<String>,
    /// Whether the last term is only the beginning of one.
    pub is_prefix: bool,
}

impl Query {
    /// Every phrase that an answer may hold; none that it must not.
    pub fn wanted(&self) -> Vec<&Phrase> {
        let mut phrases = Vec::new();
        self.root.collect_wanted(&mut phrases);
        phrases
    }

    /// Whether anything must not occur.
    pub fn excludes(&self) -> bool {
        self.root.excludes()
    }

    /// Whether any phrase, wanted or not, ends in the beginning of a word.
    pub fn has_beginnings(&self) -> bool {
        self.root.any_spelling(&|spelling| spelling.is_prefix)
    }

    /// The same query with other spellings in the place of each that is wanted; none takes it away from its phrase.
    ///
    /// # Errors
    /// The first of `respell`.
    pub fn respelled<E>(
        &self,
        respell: &mut impl FnMut(&Spelling) -> Result<Vec<Spelling>, E>,
    ) -> Result<Self, E> {
        Ok(Self { root: self.root.respelled(respell)? })
    }
}

impl Node {
    fn excludes(&self) -> bool {
        match self {
            Self::Phrase(_) => false,
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().any(Self::excludes),
            Self::Without(..) => true,
        }
    }

    fn any_spelling(&self, test: &impl Fn(&Spelling) -> bool) -> bool {
        match self {
            Self::Phrase(phrase) => phrase.spellings.iter().any(test),
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().any(|node| node.any_spelling(test)),
            Self::Without(node, unwanted) => node.any_spelling(test) || unwanted.any_spelling(test),
        }
    }

    fn respelled<E>(
        &self,
        respell: &mut impl FnMut(&Spelling) -> Result<Vec<Spelling>, E>,
    ) -> Result<Self, E> {
        let mut each = |nodes: &[Self]| -> Result<Vec<Self>, E> {
            nodes.iter().map(|node| node.respelled(respell)).collect()
        };
        Ok(match self {
            Self::All(nodes) => Self::All(each(nodes)?),
            Self::Any(nodes) => Self::Any(each(nodes)?),
            // What is unwanted must go whole, whatever that costs.
            Self::Without(node, unwanted) => Self::Without(node.respelled(respell)?.into(), unwanted.clone()),
            Self::Phrase(phrase) => {
                let mut spellings = Vec::new();
                for spelling in &phrase.spellings {
                    spellings.extend(respell(spelling)?);
                }
                Self::Phrase(Phrase { field: phrase.field, spellings })
            }
        })
    }

    fn collect_wanted<'a>(&'a self, phrases: &mut Vec<&'a Phrase>) {
        match self {
            Self::Phrase(phrase) => phrases.push(phrase),
            Self::All(nodes) | Self::Any(nodes) => {
                nodes.iter().for_each(|node| node.collect_wanted(phrases));
            }
            Self::Without(node, _) => node.collect_wanted(phrases),
        }
    }
}

/// Why a query cannot be answered. Positions count characters from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QueryError {
    /// Nothing but spaces and punctuation.
    #[error("the query holds no word to search for")]
    NoWord,
    /// A quotation mark opens a phrase that does not end.
    #[error("the quotation mark at character {at} is not closed; close it, or leave it out")]
    OpenQuote {
        /// Where it stands.
        at: usize,
    },
    /// A parenthesis without its other half.
    #[error("the parenthesis at character {at} has no other half; add that, or leave it out")]
    LoneParenthesis {
        /// Where it stands.
        at: usize,
    },
    /// `AND`, `OR` or `NOT` without something to join.
    #[error(
        "{word} at character {at} joins nothing; write it in small letters to search for the word itself"
    )]
    LoneOperator {
        /// As written.
        word: String,
        /// Where it stands.
        at: usize,
    },
    /// Only what must not occur is named.
    #[error("the query only says what must not occur; add a word that must")]
    OnlyExcluded,
    /// A beginning that half of all words have.
    #[error("\"{word}*\" is too short a beginning; write at least three letters before the *")]
    ShortPrefix {
        /// What stands before the asterisk.
        word: String,
    },
    /// More than a person writes.
    #[error("the query is too long or nested too deeply: at most 64 words and 16 parentheses in each other")]
    TooLong,
}
