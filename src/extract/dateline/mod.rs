//! Datelines: the line above a story, or the words that open it, that say where (when, through whom) it was filed.

mod reading;

mod line;
mod located;
mod opening;
mod signed;

mod agencies;
mod bracketed;
mod chinese;
mod head;

pub(super) use agencies::is_exact_agency;
pub use line::read_dateline_line;
pub use opening::read_opening_dateline;
pub use reading::DatelineReading;

#[cfg(test)]
mod tests;
