//! Near-duplicates: which articles are copies of one text, whatever site they stand on.
//!
//! In two stages. A sketch of some hashes of each text finds candidates, and is all that is looked up; then the two texts are laid beside
//! each other ([`compare()`]). Both are of word order only, so they work in every language.

mod agency;
mod compare;
mod group;
mod hash;
mod shared_runs;
mod story_text;
mod stub;

pub use compare::{Likeness, Verified, compare};
pub use group::{counting_links, regroup};
pub use story_text::StoryText;
pub use stub::is_stub;
