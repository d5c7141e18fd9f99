//! From what was written to what is valid: the file is found, read, checked; errors name file and line.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::check::Checker;
use super::raw::{DEFAULT_FILE, RawConfig};
use super::{ConfigError, Network, Proxies, Secret, SiteRules, SourceAccess};
use crate::model::NewSource;
use url::Url;

/// A configuration that was checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it came from.
    pub origin: ConfigOrigin,
    /// Where and how articles are kept.
    pub store: StoreSettings,
    /// How documents are fetched.
    pub fetch: FetchSettings,
    /// When sources are polled.
    pub poll: PollSettings,
    /// When articles are looked at again.
    pub recheck: RecheckSettings,
    /// Where a service tells how it is; `None`: nowhere.
    pub monitor: Option<SocketAddr>,
    /// Who is told of articles.
    pub webhooks: Vec<WebhookSettings>,
    /// What generic extraction cannot know, by site.
    pub sites: SiteRules,
    /// The folder of the user's own site rules; `None`: only those that come with gleaner.
    pub sites_folder: Option<PathBuf>,
    /// The declared sources, in the order of the file.
    pub sources: Vec<NewSource>,
    /// What lets sources in that need more than an address, by name.
    pub access: BTreeMap<String, SourceAccess>,
}

/// Where a configuration came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigOrigin {
    /// This file.
    File(PathBuf),
    /// The default that is built in.
    Embedded,
}

/// Where and how articles are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreSettings {
    /// The SQLite file; relative ones are taken from the configuration file's folder.
    pub path: PathBuf,
    /// How long a write waits for another process.
    pub busy_timeout: Duration,
}

/// How documents are fetched: identity, time-outs, limits, pace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchSettings {
    /// The whole `User-Agent`: name, version and how to reach the operator.
    pub user_agent: String,
    /// Longest wait for a connection, TLS included.
    pub connect_timeout: Duration,
    /// Longest wait for the head of the answer, connection included.
    pub first_byte_timeout: Duration,
    /// Longest time for a whole document, redirects included.
    pub total_timeout: Duration,
    /// Fewest bytes of a body in a second, on the average of `min_rate_window`; 0 for no limit.
    pub min_bytes_per_second: u64,
    /// The time over which `min_bytes_per_second` is measured.
    pub min_rate_window: Duration,
    /// Most bytes of a body, after decompression.
    pub max_body_bytes: u64,
    /// The same for sitemaps.
    pub max_sitemap_bytes: u64,
    /// Most bytes of the header fields of an answer.
    pub max_header_bytes: u32,
    /// Most header fields of an answer.
    pub max_header_fields: usize,
    /// Most bytes of an address, those of entries and redirects included.
    pub max_url_bytes: usize,
    /// Most redirects that are followed.
    pub max_redirects: u32,
    /// Most requests under way at a time, over all sites: `poll.concurrency`.
    pub concurrency: usize,
    /// Most connections to one site at a time.
    pub connections_per_host: usize,
    /// Least time between the starts of two requests to one site.
    pub delay_per_host: Duration,
    /// Networks beside the public internet that may be reached; empty for none.
    pub allow_private_networks: Vec<Network>,
    /// Whether pages that gleaner found itself are subject to their site's robots.txt.
    pub obey_robots: bool,
    /// Longest `Crawl-delay` of a robots.txt that is obeyed; a longer one counts as this.
    pub max_crawl_delay: Duration,
    /// Proxies that requests go through; empty for none.
    pub proxies: Proxies,
    /// Files of certificates (PEM) that are trusted beside the system's.
    pub ca_certificates: Vec<PathBuf>,
}

/// When sources are polled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollSettings {
    /// Shortest time between two polls of a source that says nothing else.
    pub interval: Duration,
    /// Longest time between two polls that gleaner learns by itself.
    pub max_interval: Duration,
    /// Most documents in work at a time.
    pub concurrency: usize,
}

/// When articles are looked at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecheckSettings {
    /// Ages of an article, each greater than the one before; none: never.
    pub ages: Vec<Duration>,
}

/// Who is told of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSettings {
    /// What the user calls it.
    pub name: String,
    /// Where messages are posted.
    pub url: Url,
    /// What messages are signed with; `None`: they are not.
    pub secret: Option<Secret>,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self { path: PathBuf::from("gleaner.sqlite"), busy_timeout: Duration::from_secs(30) }
    }
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            user_agent: user_agent(""),
            connect_timeout: Duration::from_secs(10),
            first_byte_timeout: Duration::from_secs(20),
            total_timeout: Duration::from_secs(60),
            min_bytes_per_second: 100,
            min_rate_window: Duration::from_secs(20),
            max_body_bytes: 10 * 1024 * 1024,
            max_sitemap_bytes: 50 * 1024 * 1024,
            max_header_bytes: 64 * 1024,
            max_header_fields: 200,
            max_url_bytes: 8192,
            max_redirects: 10,
            concurrency: PollSettings::default().concurrency,
            connections_per_host: 2,
            delay_per_host: Duration::from_secs(1),
            allow_private_networks: Vec::new(),
            obey_robots: true,
            max_crawl_delay: Duration::from_secs(60),
            proxies: Proxies::default(),
            ca_certificates: Vec::new(),
        }
    }
}

impl Default for PollSettings {
    fn default() -> Self {
        let (interval, max_interval) = (Duration::from_secs(3600), Duration::from_secs(24 * 3600));
        Self { interval, max_interval, concurrency: 16 }
    }
}

impl Default for RecheckSettings {
    fn default() -> Self {
        let hours = [1, 3, 6, 12, 24, 48, 96, 168];
        Self { ages: hours.map(|hours| Duration::from_secs(hours * 3600)).into() }
    }
}

/// `gleaner/VERSION (+contact)`; without a contact the parenthesis is left out.
pub(super) fn user_agent(contact: &str) -> String {
    let name = concat!("gleaner/", env!("CARGO_PKG_VERSION"));
    if contact.is_empty() { name.to_owned() } else { format!("{name} (+{contact})") }
}

impl fmt::Display for ConfigOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Embedded => formatter.write_str("built-in configuration"),
        }
    }
}

impl Config {
    /// Reads the named file; without one `./gleaner.toml`, then `$XDG_CONFIG_HOME/gleaner/gleaner.toml` (or
    /// `~/.config/gleaner/gleaner.toml`), then the built-in default.
    ///
    /// # Errors
    /// When the file (or a site rule) cannot be read or is not valid.
    pub fn find(named: Option<&Path>) -> Result<Self, ConfigError> {
        if let Some(path) = named {
            return Self::from_file(path);
        }
        match usual_places().into_iter().find(|path| path.is_file()) {
            Some(path) => Self::from_file(&path),
            None => Self::from_text(DEFAULT_FILE, ConfigOrigin::Embedded),
        }
    }

    fn from_file(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        Self::from_text(&text, ConfigOrigin::File(path.to_owned()))
    }

    /// Checks a configuration that was read already; relative paths in it are taken from the folder of `origin`.
    ///
    /// # Errors
    /// When it is not valid, or a site rule is not.
    pub fn from_text(text: &str, origin: ConfigOrigin) -> Result<Self, ConfigError> {
        let folder = match &origin {
            ConfigOrigin::File(path) => path.parent().map(Path::to_owned).unwrap_or_default(),
            ConfigOrigin::Embedded => PathBuf::new(),
        };
        let checker = Checker { path: PathBuf::from(origin.to_string()), folder, text };
        let raw: RawConfig = toml::from_str(text).map_err(|error| ConfigError::Toml {
            path: checker.path.clone(),
            text: error.to_string().trim_end().to_owned(),
        })?;
        let store = checker.store(raw.store)?;
        let poll = checker.poll(raw.poll)?;
        let recheck = checker.recheck(raw.recheck)?;
        let monitor = checker.monitor(raw.monitor)?;
        let webhooks = checker.webhooks(raw.webhook)?;
        let (mut sources, mut access) = (Vec::new(), BTreeMap::new());
        for (source, needs) in checker.sources(raw.source, poll.interval)? {
            if needs != SourceAccess::default() {
                access.insert(source.name.clone(), needs);
            }
            sources.push(source);
        }
        let sites_folder = raw.sites.folder.map(|name| checker.folder.join(name));
        let sites = SiteRules::load(sites_folder.as_deref())?;
        let fetch = FetchSettings { concurrency: poll.concurrency, ..checker.fetch(raw.fetch)? };
        Ok(Self {
            origin,
            store,
            fetch,
            poll,
            recheck,
            monitor,
            webhooks,
            sites,
            sites_folder,
            sources,
            access,
        })
    }
}

fn usual_places() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config"));
    let config_home =
        std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let mut places = vec![PathBuf::from("gleaner.toml")];
    places.extend(config_home.or(home).map(|folder| folder.join("gleaner/gleaner.toml")));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Config, ConfigError> {
        Config::from_text(text, ConfigOrigin::File(PathBuf::from("conf/gleaner.toml")))
    }

    fn check_refused(text: &str, expected: &[&str]) {
        let error = load(text).unwrap_err().to_string();
        for part in expected {
            assert!(error.contains(part), "`{part}` is missing in: {error}");
        }
    }

    #[test]
    fn default_file_says_what_the_code_does_without_any() {
        let written = load(DEFAULT_FILE).unwrap();
        let silent = load("").unwrap();
        assert_eq!(written.store, silent.store);
        assert_eq!(written.fetch, silent.fetch);
        assert_eq!(written.poll, silent.poll);
        assert_eq!(written.recheck, silent.recheck);
        assert_eq!(written.monitor, silent.monitor);
        assert!(!written.sources.is_empty() && written.sources.iter().all(|source| !source.enabled));
    }

    #[test]
    fn values_that_are_written_count() {
        let config = load(
            "[store]\npath = \"news.sqlite\"\n[fetch]\ncontact = \"https://example.org/bot\"\nmax_body_bytes = 5000\n
             [poll]\ninterval = \"6h\"\n[[source]]\nname = \"a\"\nurl = \"https://example.org/feed\"\n",
        )
        .unwrap();
        assert_eq!(config.store.path, Path::new("conf/news.sqlite"));
        assert!(
            config.fetch.user_agent.ends_with("(+https://example.org/bot)"),
            "{}",
            config.fetch.user_agent
        );
        assert_eq!((config.fetch.max_body_bytes, config.fetch.max_redirects), (5000, 10));
        assert_eq!(config.sources[0].interval, Duration::from_secs(6 * 3600));
        assert!(config.sources[0].enabled);
        let opened = load("[fetch]\nallow_private_networks = [\"10.0.0.0/8\", \"::1/128\"]\n").unwrap();
        let opened: Vec<String> =
            opened.fetch.allow_private_networks.iter().map(Network::to_string).collect();
        assert_eq!(opened, ["10.0.0.0/8", "::1/128"]);
    }

    #[test]
    fn mistakes_are_named_with_file_and_line() {
        check_refused(
            "[fetch]\ntimeout = \"5s\"\n",
            &["conf/gleaner.toml", "line 2", "unknown field `timeout`"],
        );
        check_refused("[poll]\n\ninterval = \"soon\"\n", &["conf/gleaner.toml, line 3", "`soon`", "such as"]);
        check_refused("[fetch]\n\nmax_crawl_delay = \"long\"\n", &["line 3", "`long`", "such as"]);
        check_refused("[fetch]\nobey_robots = \"no\"\n", &["line 2", "boolean"]);
        check_refused("[fetch]\nmax_redirects = -1\n", &["line 2", "max_redirects", "0 to 50"]);
        check_refused(
            "[[source]]\nname = \"a\"\nurl = \"example.org\"\n",
            &["line 3", "example.org", "https://"],
        );
        check_refused("[[source]]\nname = \"a\"\nurl = \"ftp://example.org/\"\n", &["line 3", "http"]);
        check_refused("[[source]]\nname = \"\"\nurl = \"https://example.org/\"\n", &["line 2", "name"]);
        check_refused(
            "[[source]]\nname = \"a\"\nurl = \"https://example.org/1\"\n[[source]]\nname = \"a\"\nurl = \"https://example.org/2\"\n",
            &["line 5", "`a`", "line 2"],
        );
        check_refused(
            "[[source]]\nname = \"a\"\nurl = \"https://e.org/\"\nkind = \"video\"\n",
            &["line 4", "feed"],
        );
        check_refused(
            "[[source]]\nname = \"a\"\nurl = \"https://e.org/\"\n[[source]]\nname = \"b\"\nurl = \"https://e.org\"\n",
            &["line 5", "https://e.org/", "line 2"],
        );
        check_refused(
            "[[source]]\nname = \"a\"\nurl = \"https://e.org/\"\ntags = [\"x\",\n\" \"]\n",
            &["line 5", "empty"],
        );
        check_refused(
            "[[source]]\nname = \"a\"\nurl = \"https://e.org/\"\ntags = [\"x\",\n\"x\"]\n",
            &["line 5", "`x`", "twice"],
        );
        check_refused("[fetch]\ncontact = \"Zoë\"\n", &["line 2", "contact", "ASCII"]);
        check_refused("[fetch]\ncontact = \"a\\nX: b\"\n", &["line 2", "contact"]);
        check_refused("[store]\nbusy_timeout = \"30d\"\n", &["line 2", "30d", "1d"]);
        check_refused("[poll]\ninterval = \"0s\"\n", &["line 2", "0s", "1s to 365d"]);
        check_refused(
            "[fetch]\nallow_private_networks = [\n  \"10.0.0.0/8\",\n  \"intranet\",\n]\n",
            &["conf/gleaner.toml, line 4", "`intranet`", "\"10.0.0.0/8\""],
        );
        check_refused("[fetch]\nallow_private_networks = [\"10.1.0.0/8\"]\n", &["line 2", "\"10.0.0.0/8\""]);
        check_refused("[fetch]\nallow_private_networks = \"10.0.0.0/8\"\n", &["line 2", "sequence"]);
        check_refused("[fetch]\nmin_rate_window = \"0s\"\n", &["line 2", "min_rate_window", "\"20s\""]);
        for key in ["min_bytes_per_second", "max_header_bytes", "max_header_fields", "max_url_bytes"] {
            check_refused(&format!("[fetch]\n{key} = -1\n"), &["line 2", key, " to "]);
        }
        check_refused("[recheck]\nages = [\"1h\",\n\"1h\"]\n", &["line 3", "1h", "greater"]);
        check_refused("[recheck]\nages = [\"1m\"]\n", &["line 2", "1m", "15m"]);
        check_refused("this is no TOML", &["conf/gleaner.toml", "line 1"]);
    }
}
