//! Whether an article is known, and what has changed in it: fingerprints, the verdict over what the store holds, edits told from
//! noise. Deletes nothing.

mod fold;
mod noise;

mod another;
mod changes;
mod coalesce;
mod diff;
mod fingerprint;
mod judge;
mod titles;

pub use another::is_another_story;
pub use changes::changes;
pub use coalesce::replaces_newest;
pub use diff::{ArticleDiff, BlockDiff, FieldDiff, Piece, PieceKind, diff_articles};
pub use fingerprint::fingerprint;
pub use judge::judge;
pub use titles::titles_agree;
