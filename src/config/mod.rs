//! Configuration: what was written (`Raw…`, unknown keys refused) becomes what is valid ([`Config`]), once, at start.
//!
//! Parts of it are handed down; nothing in here is global.

mod access;
mod check;
mod duration;
mod error;
mod load;
mod network;
mod proxy;
mod raw;
mod raw_rule;
mod secret;
mod site_rule;
mod sites;
mod tag;

pub use access::SourceAccess;
pub use duration::{parse_duration, parse_interval};
pub use error::ConfigError;
pub use load::{
    Config, ConfigOrigin, FetchSettings, PollSettings, RecheckSettings, StoreSettings, WebhookSettings,
};
pub use network::Network;
pub use proxy::{Proxies, ProxyAddress};
pub use raw::DEFAULT_FILE;
pub use secret::Secret;
pub use site_rule::{FieldSelectors, SiteRule, Validity};
pub use sites::SiteRules;
pub use tag::{MAX_TAG_CHARS, parse_tag};
