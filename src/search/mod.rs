//! What a user looks for: the query as a tree, and where a text answers it. Knows nothing of the index; see `store`.

mod expand;
mod marks;
mod parse;
mod query;
mod query_tokens;

pub use marks::{Excerpt, excerpt, marked_title};
pub use parse::parse_query;
pub use query::{Field, Node, Phrase, Query, QueryError, Spelling};
