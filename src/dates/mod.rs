//! Text to instant: month names and digits of every language, relative times, place name to time zone.
//!
//! Never asks the clock: `now` is an argument.

mod read;

mod clock_time;
mod line;
mod numeric;
mod relative;
mod stamps;
mod written;
mod zones;

mod calendars;
mod fold;
mod formats;
mod lexer;
mod month_names;
mod vocabulary;
mod word_lists;

mod instant;
mod machine;
mod url_date;

mod home_zones;
mod place_table;
mod places;

pub use formats::is_date_format;
pub use home_zones::{time_zone_of_country, time_zone_of_language};
pub use instant::read_instant;
pub use machine::read_machine_date;
pub use places::time_zone_of_place;
pub use read::{DateContext, DateReading, read_change_date, read_date};
pub use url_date::read_url_date;

pub(crate) use fold::{is_common_letter, is_letter_or_digit};
pub(crate) use lexer::{Item, Kind, items, phrase_key};
pub(crate) use read::{StampLabel, StampReading, is_labelled_stamp, is_relative_time, read_stamp};
pub(crate) use vocabulary::Meaning;
pub(crate) use zones::named_place;

#[cfg(test)]
mod tests;
