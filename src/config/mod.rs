//! Configuration: what was written is read, checked once and handed down in parts.

mod site_rule;

pub use site_rule::{FieldSelectors, SiteRule};
