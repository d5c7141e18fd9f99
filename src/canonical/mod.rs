//! The one definition of "the same URL". Its result is a key, never an address to fetch.

mod key;
mod login;
mod query;
mod site;
mod story_path;

pub use key::canonical_key;
pub use login::{has_login, is_at_home, with_login_of};
pub use site::{plausible_canonical, public_address, site_of, site_of_name};
