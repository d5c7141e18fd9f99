//! What is measured of every line of a page, for the model that tells the story's lines from the others.
//!
//! The numbers know no language and no site: form of the text, what the boxes around it hold and are called, where it stands, what
//! stands beside it, what is known of the text from elsewhere. Nothing is decided here.

mod boxes;
mod line_row;
mod page_facts;
mod text_facts;

pub(super) use line_row::Row;
pub(super) use page_facts::{Measured, measure};
