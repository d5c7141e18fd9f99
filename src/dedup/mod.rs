//! Whether an article is known, what has changed in it, and what it is a copy of: fingerprints, the verdict over what the store holds,
//! edits told from noise, near-duplicates. Deletes nothing.

mod fold;
mod noise;

mod another;
mod changes;
mod coalesce;
mod copies;
mod diff;
mod fingerprint;
mod judge;
mod titles;

pub use another::is_another_story;
pub use changes::changes;
pub use coalesce::replaces_newest;
pub use copies::{Likeness, StoryText, Verified, compare, counting_links, is_stub, regroup};
pub use diff::{ArticleDiff, BlockDiff, FieldDiff, Piece, PieceKind, diff_articles};
pub use fingerprint::fingerprint;
pub use judge::judge;
pub use titles::titles_agree;
