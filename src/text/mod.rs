//! Text as it is compared: one spelling for what writers mix, and words in every script.
//!
//! Search and fingerprints both stand on this room, so that what search finds and what counts as the same text agree. What is stored and
//! shown is never changed: words know where they stand in the original.

mod fold;
mod letters;
mod terms;
mod words;

pub use fold::fold;
pub use terms::{Term, each_term};
pub use words::{Word, Writing, each_word, word_list};
