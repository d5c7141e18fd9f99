//! The checks of single values, each with the line it stands in.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use toml::Spanned;
use url::Url;

use super::access::RawAccess;
use super::load::{FetchSettings, PollSettings, RecheckSettings, StoreSettings, WebhookSettings, user_agent};
use super::raw::{RawFetch, RawMonitor, RawPoll, RawRecheck, RawSource, RawStore, RawWebhook};
use super::{ConfigError, Network, SourceAccess, parse_duration, parse_interval, parse_tag};
use crate::canonical::public_address;
use crate::model::{NewSource, SourceKind};
use crate::xml::Selector;

/// Longest time-out or pause.
const LONGEST_DURATION: Duration = Duration::from_secs(24 * 3600);

/// Shortest window of a rate: below it, a hiccup of the network would pass for a slow server.
const SHORTEST_WINDOW: Duration = Duration::from_secs(1);

/// Most bytes of a head that can be asked for: the HTTP client itself ends at 417,792 (hyper, HTTP/1).
const LARGEST_HEADER: i64 = 400_000;

/// Ages at which an article can be looked at again.
const AGES: RangeInclusive<Duration> = Duration::from_secs(15 * 60)..=Duration::from_secs(365 * 24 * 3600);

/// Checks the values of one file.
pub(super) struct Checker<'a> {
    pub(super) path: PathBuf,
    /// Where relative paths start.
    pub(super) folder: PathBuf,
    pub(super) text: &'a str,
}

/// Port 9464 is what exporters of metrics use that have none of their own.
const DEFAULT_MONITOR: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9464);

impl Checker<'_> {
    pub(super) fn store(&self, raw: RawStore) -> Result<StoreSettings, ConfigError> {
        let default = StoreSettings::default();
        Ok(StoreSettings {
            path: self.folder.join(raw.path.map_or(default.path, PathBuf::from)),
            busy_timeout: self.duration(raw.busy_timeout, default.busy_timeout)?,
        })
    }

    pub(super) fn fetch(&self, raw: RawFetch) -> Result<FetchSettings, ConfigError> {
        let default = FetchSettings::default();
        let rate = ("min_bytes_per_second", 0..=1024 * 1024);
        let body = ("max_body_bytes", 1024..=1024 * 1024 * 1024);
        let sitemap = ("max_sitemap_bytes", 1024..=1024 * 1024 * 1024);
        let header = ("max_header_bytes", 1024..=LARGEST_HEADER);
        let fields = ("max_header_fields", 10..=10_000);
        let url = ("max_url_bytes", 256..=64 * 1024);
        let redirects = ("max_redirects", 0..=50);
        let connections = ("connections_per_host", 1..=32);
        Ok(FetchSettings {
            user_agent: self.contact(raw.contact)?.map_or(default.user_agent, |contact| user_agent(&contact)),
            connect_timeout: self.duration(raw.connect_timeout, default.connect_timeout)?,
            first_byte_timeout: self.duration(raw.first_byte_timeout, default.first_byte_timeout)?,
            total_timeout: self.duration(raw.total_timeout, default.total_timeout)?,
            min_bytes_per_second: self.number(
                raw.min_bytes_per_second,
                rate,
                default.min_bytes_per_second,
            )?,
            min_rate_window: self.window(raw.min_rate_window, default.min_rate_window)?,
            max_body_bytes: self.number(raw.max_body_bytes, body, default.max_body_bytes)?,
            max_sitemap_bytes: self.number(raw.max_sitemap_bytes, sitemap, default.max_sitemap_bytes)?,
            max_header_bytes: self.number(raw.max_header_bytes, header, default.max_header_bytes)?,
            max_header_fields: self.number(raw.max_header_fields, fields, default.max_header_fields)?,
            max_url_bytes: self.number(raw.max_url_bytes, url, default.max_url_bytes)?,
            max_redirects: self.number(raw.max_redirects, redirects, default.max_redirects)?,
            concurrency: default.concurrency,
            connections_per_host: self.number(
                raw.connections_per_host,
                connections,
                default.connections_per_host,
            )?,
            delay_per_host: self.duration(raw.delay_per_host, default.delay_per_host)?,
            allow_private_networks: self.networks(raw.allow_private_networks)?,
            obey_robots: raw.obey_robots.unwrap_or(default.obey_robots),
            max_crawl_delay: self.duration(raw.max_crawl_delay, default.max_crawl_delay)?,
            proxies: self.proxies(raw.proxy, raw.no_proxy)?,
            ca_certificates: raw
                .ca_certificates
                .unwrap_or_default()
                .into_iter()
                .map(|path| self.folder.join(path))
                .collect(),
        })
    }

    /// What a header can carry (RFC 9110, section 5.5), in one pair of parentheses.
    fn contact(&self, written: Option<Spanned<String>>) -> Result<Option<String>, ConfigError> {
        let Some(written) = written else { return Ok(None) };
        let contact = written.get_ref().trim();
        if contact.chars().all(|char| matches!(char, ' '..='~') && !matches!(char, '(' | ')')) {
            return Ok(Some(contact.to_owned()));
        }
        let text = "`contact` is a URL or mail address in plain ASCII, such as \"https://example.org/bot\"";
        Err(self.invalid(written.span().start, text.to_owned()))
    }

    pub(super) fn poll(&self, raw: RawPoll) -> Result<PollSettings, ConfigError> {
        let default = PollSettings::default();
        let interval = self.interval(raw.interval, default.interval)?;
        let start = raw.max_interval.as_ref().map(|written| written.span().start);
        let max_interval = self.interval(raw.max_interval, default.max_interval.max(interval))?;
        if let Some(start) = start.filter(|_| max_interval < interval) {
            return Err(self.invalid(start, "max_interval is no shorter than `interval`".to_owned()));
        }
        Ok(PollSettings {
            interval,
            max_interval,
            concurrency: self.number(raw.concurrency, ("concurrency", 1..=1024), default.concurrency)?,
        })
    }

    /// Ages that grow; less than a quarter of an hour would be haste, more than a year no look at a young article.
    pub(super) fn recheck(&self, raw: RawRecheck) -> Result<RecheckSettings, ConfigError> {
        let Some(written) = raw.ages else { return Ok(RecheckSettings::default()) };
        let mut ages: Vec<Duration> = Vec::with_capacity(written.len());
        for written in written {
            let start = written.span().start;
            let age = parse_duration(written.get_ref()).map_err(|text| self.invalid(start, text))?;
            if !AGES.contains(&age) {
                let text = format!("`{}`: an age is from 15m to 365d", written.get_ref());
                return Err(self.invalid(start, text));
            }
            if ages.last().is_some_and(|last| age <= *last) {
                let text = format!("`{}`: each age is greater than the one before", written.get_ref());
                return Err(self.invalid(start, text));
            }
            ages.push(age);
        }
        Ok(RecheckSettings { ages })
    }

    /// `""` is nowhere.
    pub(super) fn monitor(&self, raw: RawMonitor) -> Result<Option<SocketAddr>, ConfigError> {
        let Some(written) = raw.listen else { return Ok(Some(DEFAULT_MONITOR)) };
        if written.get_ref().trim().is_empty() {
            return Ok(None);
        }
        written.get_ref().trim().parse().map(Some).map_err(|_| {
            let text = format!(
                "`{}` is no address to listen on; write one such as \"127.0.0.1:9464\" or \"[::1]:9464\", or \"\" for none",
                written.get_ref()
            );
            self.invalid(written.span().start, text)
        })
    }

    pub(super) fn webhooks(&self, raw: Vec<RawWebhook>) -> Result<Vec<WebhookSettings>, ConfigError> {
        let mut webhooks: Vec<WebhookSettings> = Vec::new();
        for written in raw {
            let (start, name) = (written.name.span().start, written.name.into_inner().trim().to_owned());
            if name.is_empty() || webhooks.iter().any(|webhook| webhook.name == name) {
                let text = format!("a webhook is called `{name}`: give each a name of its own");
                return Err(self.invalid(start, text));
            }
            let url = self.url(written.url)?;
            let secret = written.secret.map(|secret| secret.into_secret(&self.folder));
            webhooks.push(WebhookSettings { name, url, secret });
        }
        Ok(webhooks)
    }

    pub(super) fn sources(
        &self,
        raw: Vec<RawSource>,
        interval: Duration,
    ) -> Result<Vec<(NewSource, SourceAccess)>, ConfigError> {
        // Where they stand, by byte: looking for the line takes a walk through the file, which ten thousand sources are not worth.
        let mut starts: HashMap<String, usize> = HashMap::new();
        let mut starts_of_urls: HashMap<Url, usize> = HashMap::new();
        let mut sources = Vec::with_capacity(raw.len());
        for source in raw {
            let start = source.name.span().start;
            let name = source.name.into_inner().trim().to_owned();
            if name.is_empty() {
                return Err(
                    self.invalid(start, "`name` is empty; give the source a name of your own".to_owned())
                );
            }
            if let Some(first) = starts.insert(name.clone(), start).map(|first| self.line_of(first)) {
                return Err(
                    self.invalid(start, format!("a source called `{name}` stands in line {first} already"))
                );
            }
            let url = self.url(source.url)?;
            if let Some(first) = starts_of_urls.insert(url.clone(), start).map(|first| self.line_of(first)) {
                return Err(self.invalid(
                    start,
                    format!(
                        "{} is the source in line {first} already; polled twice it would bring nothing",
                        public_address(&url)
                    ),
                ));
            }
            let access = RawAccess {
                headers: source.headers,
                basic_auth: source.basic_auth,
                cookie: source.cookie,
                insecure_tls: source.insecure_tls,
            };
            let new = NewSource {
                name,
                url,
                kind: self.kind(source.kind)?,
                interval_is_own: source.interval.is_some(),
                interval: self.interval(source.interval, interval)?,
                enabled: source.enabled.unwrap_or(true),
                tags: self.tags(source.tags)?,
                link_selector: self.link_selector(source.link_selector)?,
            };
            sources.push((new, self.access(access)?));
        }
        Ok(sources)
    }

    fn url(&self, written: Spanned<String>) -> Result<Url, ConfigError> {
        let start = written.span().start;
        let text = written.into_inner();
        match Url::parse(text.trim()) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
            Ok(url) => Err(self
                .invalid(start, format!("`{text}`: only http and https are fetched, not {}", url.scheme()))),
            Err(error) => Err(self.invalid(
                start,
                format!(
                    "`{text}` is no URL ({error}); write it whole, such as \"https://example.org/feed.xml\""
                ),
            )),
        }
    }

    fn kind(&self, written: Option<Spanned<String>>) -> Result<SourceKind, ConfigError> {
        let Some(written) = written else { return Ok(SourceKind::Feed) };
        match written.get_ref().as_str() {
            "feed" => Ok(SourceKind::Feed),
            "sitemap" => Ok(SourceKind::Sitemap),
            "section" => Ok(SourceKind::Section),
            "page" => Ok(SourceKind::Page),
            other => Err(self.invalid(
                written.span().start,
                format!(
                    "`{other}` is no kind of source; write \"feed\", \"sitemap\", \"section\" or \"page\""
                ),
            )),
        }
    }

    fn link_selector(&self, written: Option<Spanned<String>>) -> Result<Option<String>, ConfigError> {
        let Some(written) = written else { return Ok(None) };
        let selector = written.get_ref().parse::<Selector>();
        selector.map_err(|error| self.invalid(written.span().start, error.to_string()))?;
        Ok(Some(written.into_inner()))
    }

    fn tags(&self, written: Option<Vec<Spanned<String>>>) -> Result<Vec<String>, ConfigError> {
        let mut tags: Vec<String> = Vec::new();
        for written in written.unwrap_or_default() {
            let start = written.span().start;
            let tag = parse_tag(written.get_ref()).map_err(|text| self.invalid(start, text))?;
            if tags.contains(&tag) {
                return Err(self.invalid(start, format!("the tag `{tag}` stands there twice")));
            }
            tags.push(tag);
        }
        Ok(tags)
    }

    fn interval(&self, written: Option<Spanned<String>>, default: Duration) -> Result<Duration, ConfigError> {
        let Some(written) = written else { return Ok(default) };
        parse_interval(written.get_ref()).map_err(|text| self.invalid(written.span().start, text))
    }

    fn window(&self, written: Option<Spanned<String>>, default: Duration) -> Result<Duration, ConfigError> {
        let start = written.as_ref().map_or(0, |written| written.span().start);
        let window = self.duration(written, default)?;
        if window < SHORTEST_WINDOW {
            return Err(
                self.invalid(start, "`min_rate_window` is one second at least, such as \"20s\"".to_owned())
            );
        }
        Ok(window)
    }

    fn networks(&self, written: Option<Vec<Spanned<String>>>) -> Result<Vec<Network>, ConfigError> {
        let networks = written.unwrap_or_default().into_iter();
        let read = |network: Spanned<String>| {
            network.get_ref().parse().map_err(|text| self.invalid(network.span().start, text))
        };
        networks.map(read).collect()
    }

    fn duration(&self, written: Option<Spanned<String>>, default: Duration) -> Result<Duration, ConfigError> {
        let Some(written) = written else { return Ok(default) };
        let start = written.span().start;
        let duration = parse_duration(written.get_ref()).map_err(|text| self.invalid(start, text))?;
        if duration > LONGEST_DURATION {
            return Err(
                self.invalid(start, format!("`{}`: at most \"1d\" makes sense here", written.get_ref()))
            );
        }
        Ok(duration)
    }

    fn number<N: TryFrom<i64>>(
        &self,
        written: Option<Spanned<i64>>,
        (key, range): (&str, RangeInclusive<i64>),
        default: N,
    ) -> Result<N, ConfigError> {
        let Some(written) = written else { return Ok(default) };
        let value = Some(*written.get_ref()).filter(|value| range.contains(value));
        value.and_then(|value| N::try_from(value).ok()).ok_or_else(|| {
            self.invalid(
                written.span().start,
                format!("`{key}` is a number from {} to {}", range.start(), range.end()),
            )
        })
    }

    pub(super) fn invalid(&self, start: usize, text: String) -> ConfigError {
        ConfigError::Invalid { path: self.path.clone(), line: self.line_of(start), text }
    }

    fn line_of(&self, start: usize) -> usize {
        let before = self.text.as_bytes().get(..start).unwrap_or_default();
        before.iter().filter(|&&byte| byte == b'\n').count() + 1
    }
}
