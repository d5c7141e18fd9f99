//! The configuration as written. Every key is optional: an absent one has the value of the embedded default file.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::access::{RawBasicAuth, RawSecret};

/// The default configuration, which is also its reference documentation.
pub const DEFAULT_FILE: &str = include_str!("../../config/gleaner.toml");

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawConfig {
    pub(super) store: RawStore,
    pub(super) fetch: RawFetch,
    pub(super) poll: RawPoll,
    pub(super) recheck: RawRecheck,
    pub(super) monitor: RawMonitor,
    pub(super) sites: RawSites,
    pub(super) webhook: Vec<RawWebhook>,
    pub(super) source: Vec<RawSource>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawStore {
    pub(super) path: Option<String>,
    pub(super) busy_timeout: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawFetch {
    pub(super) contact: Option<Spanned<String>>,
    pub(super) connect_timeout: Option<Spanned<String>>,
    pub(super) first_byte_timeout: Option<Spanned<String>>,
    pub(super) total_timeout: Option<Spanned<String>>,
    pub(super) min_bytes_per_second: Option<Spanned<i64>>,
    pub(super) min_rate_window: Option<Spanned<String>>,
    pub(super) max_body_bytes: Option<Spanned<i64>>,
    pub(super) max_sitemap_bytes: Option<Spanned<i64>>,
    pub(super) max_header_bytes: Option<Spanned<i64>>,
    pub(super) max_header_fields: Option<Spanned<i64>>,
    pub(super) max_url_bytes: Option<Spanned<i64>>,
    pub(super) max_redirects: Option<Spanned<i64>>,
    pub(super) connections_per_host: Option<Spanned<i64>>,
    pub(super) delay_per_host: Option<Spanned<String>>,
    pub(super) allow_private_networks: Option<Vec<Spanned<String>>>,
    pub(super) obey_robots: Option<bool>,
    pub(super) max_crawl_delay: Option<Spanned<String>>,
    pub(super) proxy: Option<Spanned<RawSecret>>,
    pub(super) no_proxy: Option<String>,
    pub(super) ca_certificates: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawPoll {
    pub(super) interval: Option<Spanned<String>>,
    pub(super) max_interval: Option<Spanned<String>>,
    pub(super) concurrency: Option<Spanned<i64>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawRecheck {
    pub(super) ages: Option<Vec<Spanned<String>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawMonitor {
    pub(super) listen: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawSites {
    pub(super) folder: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWebhook {
    pub(super) name: Spanned<String>,
    pub(super) url: Spanned<String>,
    pub(super) secret: Option<RawSecret>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub(super) name: Spanned<String>,
    pub(super) url: Spanned<String>,
    pub(super) kind: Option<Spanned<String>>,
    pub(super) interval: Option<Spanned<String>>,
    pub(super) enabled: Option<bool>,
    pub(super) tags: Option<Vec<Spanned<String>>>,
    pub(super) headers: Option<BTreeMap<Spanned<String>, RawSecret>>,
    pub(super) basic_auth: Option<RawBasicAuth>,
    pub(super) cookie: Option<RawSecret>,
    pub(super) insecure_tls: Option<bool>,
    pub(super) link_selector: Option<Spanned<String>>,
}
