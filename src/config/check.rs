//! The checks of single values, each with the line it stands in.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::Spanned;
use url::Url;

use super::load::{FetchSettings, PollSettings, StoreSettings, user_agent};
use super::raw::{RawFetch, RawPoll, RawSource, RawStore};
use super::{ConfigError, parse_duration};
use crate::model::{NewSource, SourceKind};

/// Shortest interval that a source may have: below it every fetch of a page would be a burden.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);

/// Checks the values of one file.
pub(super) struct Checker<'a> {
    pub(super) path: PathBuf,
    pub(super) text: &'a str,
}

impl Checker<'_> {
    pub(super) fn store(&self, raw: RawStore, folder: &Path) -> Result<StoreSettings, ConfigError> {
        let default = StoreSettings::default();
        Ok(StoreSettings {
            path: folder.join(raw.path.map_or(default.path, PathBuf::from)),
            busy_timeout: self.duration(raw.busy_timeout, default.busy_timeout)?,
        })
    }

    pub(super) fn fetch(&self, raw: RawFetch) -> Result<FetchSettings, ConfigError> {
        let default = FetchSettings::default();
        let connections = ("connections_per_host", 1..=32);
        let body = ("max_body_bytes", 1024..=1024 * 1024 * 1024);
        Ok(FetchSettings {
            user_agent: raw.contact.map_or(default.user_agent, |contact| user_agent(contact.trim())),
            connect_timeout: self.duration(raw.connect_timeout, default.connect_timeout)?,
            first_byte_timeout: self.duration(raw.first_byte_timeout, default.first_byte_timeout)?,
            total_timeout: self.duration(raw.total_timeout, default.total_timeout)?,
            max_body_bytes: self.number(raw.max_body_bytes, body, default.max_body_bytes)?,
            max_redirects: self.number(
                raw.max_redirects,
                ("max_redirects", 0..=50),
                default.max_redirects,
            )?,
            connections_per_host: self.number(
                raw.connections_per_host,
                connections,
                default.connections_per_host,
            )?,
            delay_per_host: self.duration(raw.delay_per_host, default.delay_per_host)?,
        })
    }

    pub(super) fn poll(&self, raw: RawPoll) -> Result<PollSettings, ConfigError> {
        let default = PollSettings::default();
        Ok(PollSettings {
            interval: self.interval(raw.interval, default.interval)?,
            concurrency: self.number(raw.concurrency, ("concurrency", 1..=1024), default.concurrency)?,
        })
    }

    pub(super) fn sources(
        &self,
        raw: Vec<RawSource>,
        interval: Duration,
    ) -> Result<Vec<NewSource>, ConfigError> {
        let mut lines: HashMap<String, usize> = HashMap::new();
        let mut sources = Vec::with_capacity(raw.len());
        for source in raw {
            let (start, line) = (source.name.span().start, self.line_of(source.name.span().start));
            let name = source.name.into_inner().trim().to_owned();
            if name.is_empty() {
                return Err(
                    self.invalid(start, "`name` is empty; give the source a name of your own".to_owned())
                );
            }
            if let Some(first) = lines.insert(name.clone(), line) {
                return Err(
                    self.invalid(start, format!("a source called `{name}` stands in line {first} already"))
                );
            }
            sources.push(NewSource {
                name,
                url: self.url(source.url)?,
                kind: self.kind(source.kind)?,
                interval: self.interval(source.interval, interval)?,
                enabled: source.enabled.unwrap_or(true),
            });
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
            "page" => Ok(SourceKind::Page),
            other => Err(self.invalid(
                written.span().start,
                format!("`{other}` is no kind of source; write \"feed\" or \"page\""),
            )),
        }
    }

    fn interval(&self, written: Option<Spanned<String>>, default: Duration) -> Result<Duration, ConfigError> {
        let start = written.as_ref().map_or(0, |written| written.span().start);
        let interval = self.duration(written, default)?;
        if interval < SHORTEST_INTERVAL {
            return Err(
                self.invalid(start, "an interval is one second at least; \"60m\" is polite".to_owned())
            );
        }
        Ok(interval)
    }

    fn duration(&self, written: Option<Spanned<String>>, default: Duration) -> Result<Duration, ConfigError> {
        let Some(written) = written else { return Ok(default) };
        parse_duration(written.get_ref()).map_err(|text| self.invalid(written.span().start, text))
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

    fn invalid(&self, start: usize, text: String) -> ConfigError {
        ConfigError::Invalid { path: self.path.clone(), line: self.line_of(start), text }
    }

    fn line_of(&self, start: usize) -> usize {
        let before = self.text.as_bytes().get(..start).unwrap_or_default();
        before.iter().filter(|&&byte| byte == b'\n').count() + 1
    }
}
