//! XML as it is found on the web: tolerant tokens, attributes and character references, for feeds, sitemaps and the markup inside them.
//!
//! Never fails, never allocates more than it is given, never loads anything: what a strict parser would refuse the whole document
//! for costs the piece that is damaged. Names and structure are the reader's business.

mod entities;
mod html_names;
mod selector;
mod tokens;

pub use entities::{Entities, decode_html_text, escape_into, windows_1252_letter};
pub use html_names::{is_html_name, is_void_name};
pub use selector::{Selector, SelectorState, UnknownSelector};
pub use tokens::{Tag, Token, Tokens};
