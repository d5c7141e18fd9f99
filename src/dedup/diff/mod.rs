//! What an edit changed, word by word, for people to read.

mod article;
mod blocks;
mod words;

pub use article::{ArticleDiff, FieldDiff, diff_articles};
pub use blocks::BlockDiff;
pub use words::{Piece, PieceKind};
