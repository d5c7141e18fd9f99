//! Reading OPML 1.0, 1.1 and 2.0 as feed readers really write it.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use url::Url;

use super::value::text_of;
use super::{MAX_FOLDERS, NAMESPACE, OpmlFeed};
use crate::charset::decode_xml;
use crate::config::{MAX_TAG_CHARS, parse_interval};
use crate::model::Warning;

/// Most attributes of an element that are looked at.
const MAX_ATTRIBUTES: usize = 64;
/// Most tags of one feed.
const MAX_TAGS: usize = 64;

/// What an OPML file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpmlFile {
    /// The feeds in the order of the file, each address once: one that stands in several folders has the tags of all.
    pub feeds: Vec<OpmlFeed>,
    /// Outlines that named a feed again.
    pub repeated: usize,
    /// Outlines that could not be used, by line and name, and what else was wrong.
    pub warnings: Vec<Warning>,
}

/// The file is no OPML at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no OPML: it has neither an `opml` nor an `outline` element")]
pub struct OpmlError;

/// Reads an OPML file in whatever encoding. Broken XML gives what stands before the break, and a warning.
///
/// # Errors
/// When it is something else than OPML.
pub fn read_opml(body: &[u8]) -> Result<OpmlFile, OpmlError> {
    let text = decode_xml(body, None).text;
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut reading = Reading { prefix: "gleaner".to_owned(), ..Reading::default() };
    let (mut line, mut counted) = (1, 0);
    loop {
        let event = reader.read_event();
        match event {
            Ok(Event::Start(element)) => reading.open(&element, line, false),
            Ok(Event::Empty(element)) => reading.open(&element, line, true),
            Ok(Event::End(element)) if is_named(element.local_name().as_ref(), "outline") => reading.close(),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                reading.warn(line, &format!("the file breaks off here ({error}); what follows was not read"));
                break;
            }
        }
        let position = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len());
        let passed = text.as_bytes().get(counted..position).unwrap_or_default();
        line += passed.iter().filter(|byte| **byte == b'\n').count();
        counted = position;
    }
    reading.finish()
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    is_opml: bool,
    /// Prefix of gleaner's namespace in this file.
    prefix: String,
    /// Outlines that are open.
    open: Vec<OpenOutline>,
    file: OpmlFile,
    /// Where in `file.feeds` an address stands.
    known: HashMap<Url, usize>,
}

/// An outline whose end has not come.
struct OpenOutline {
    /// Its name, if it is a folder.
    folder: Option<String>,
    /// What is wrong with it if nothing comes inside: a folder needs no address, a feed does.
    lacking: Option<(usize, String)>,
}

impl Reading {
    fn open(&mut self, element: &BytesStart<'_>, line: usize, is_empty: bool) {
        let name = element.local_name();
        if is_named(name.as_ref(), "opml") {
            self.is_opml = true;
            let attributes = Attributes::of(element);
            if let Some(prefix) = attributes.prefix_of(NAMESPACE) {
                self.prefix = prefix;
            }
        } else if is_named(name.as_ref(), "outline") {
            self.is_opml = true;
            if let Some(parent) = self.open.last_mut() {
                parent.lacking = None;
            }
            let outline = self.outline(&Attributes::of(element), line);
            self.open.push(outline);
            if is_empty {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        if let Some(OpenOutline { lacking: Some((line, text)), .. }) = self.open.pop() {
            self.warn(line, &text);
        }
    }

    /// Keeps the feed that an outline is, or tells what else it is.
    fn outline(&mut self, attributes: &Attributes, line: usize) -> OpenOutline {
        let name = attributes.name();
        let shown = name.clone().unwrap_or_else(|| "an outline without a name".to_owned());
        let Some(address) = attributes.address() else {
            let lacking = attributes
                .says_it_is_a_feed()
                .then(|| (line, format!("`{shown}` has no feed address (xmlUrl)")));
            let folder = name.map(|name| name.chars().take(MAX_TAG_CHARS).collect());
            return OpenOutline { folder, lacking };
        };
        let kind = attributes.get("type").unwrap_or_default().to_ascii_lowercase();
        match feed_url(address) {
            // FreshRSS keeps pages that it scrapes with XPath or JSON paths beside the feeds.
            _ if kind.contains('+') => {
                self.warn(
                    line,
                    &format!("`{shown}` is a page that another reader scrapes ({kind}), no feed"),
                );
            }
            _ if matches!(kind.as_str(), "link" | "include") => {
                self.warn(line, &format!("`{shown}` is a link to something else ({address}), no feed"));
            }
            Some(url) => self.keep(attributes, name, url),
            None => self.warn(line, &format!("`{shown}`: `{address}` is no http or https address")),
        }
        OpenOutline { folder: None, lacking: None }
    }

    fn keep(&mut self, attributes: &Attributes, name: Option<String>, url: Url) {
        let tags = self.tags(attributes);
        if let Some(feed) = self.known.get(&url).and_then(|index| self.file.feeds.get_mut(*index)) {
            add_tags(&mut feed.tags, tags);
            self.file.repeated += 1;
            return;
        }
        let own = |key: &str| attributes.get(&format!("{}:{key}", self.prefix));
        let interval =
            own("interval_seconds").and_then(|seconds| parse_interval(&format!("{seconds}s")).ok());
        let enabled = own("enabled") != Some("false");
        self.known.insert(url.clone(), self.file.feeds.len());
        let mut feed = OpmlFeed { name, url, tags: Vec::new(), interval, enabled };
        add_tags(&mut feed.tags, tags);
        self.file.feeds.push(feed);
    }

    /// The folder, then the categories; gleaner's own list, if there is one, in place of the categories.
    fn tags(&self, attributes: &Attributes) -> Vec<String> {
        let folders: Vec<&str> = self.open.iter().filter_map(|outline| outline.folder.as_deref()).collect();
        let mut tags = Vec::new();
        if !folders.is_empty() {
            tags.push(folders.iter().take(MAX_FOLDERS).copied().collect::<Vec<_>>().join("/"));
        }
        let own = attributes.get(&format!("{}:tags", self.prefix));
        match own.and_then(|list| serde_json::from_str::<Vec<String>>(list).ok()) {
            Some(own) => tags.extend(own),
            // OPML 2.0: comma-separated, with a slash in front when they are paths.
            None => {
                let categories = attributes.get("category").unwrap_or_default().split(',').map(str::trim);
                tags.extend(categories.map(|tag| tag.strip_prefix('/').unwrap_or(tag).to_owned()));
            }
        }
        tags
    }

    fn warn(&mut self, line: usize, text: &str) {
        self.file.warnings.push(Warning::new(format!("line {line}: {text}")));
    }

    fn finish(mut self) -> Result<OpmlFile, OpmlError> {
        if !self.is_opml {
            return Err(OpmlError);
        }
        while !self.open.is_empty() {
            self.close();
        }
        Ok(self.file)
    }
}

fn add_tags(tags: &mut Vec<String>, more: Vec<String>) {
    for tag in more {
        let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
        if !tag.is_empty() && tags.len() < MAX_TAGS && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
}

/// An address that can be fetched; `feed:` in front of it or in place of `http:` is an old habit of browsers.
fn feed_url(address: &str) -> Option<Url> {
    let plain = match address.get(..5) {
        Some(scheme) if scheme.eq_ignore_ascii_case("feed:") => {
            let rest = address.get(5..).unwrap_or_default();
            if rest.starts_with("//") { format!("http:{rest}") } else { rest.to_owned() }
        }
        _ => address.to_owned(),
    };
    Url::parse(&plain).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn is_named(name: &str, expected: &str) -> bool {
    name.eq_ignore_ascii_case(expected)
}

/// The attributes of one element, keys as written.
struct Attributes(Vec<(String, String)>);

impl Attributes {
    fn of(element: &BytesStart<'_>) -> Self {
        let mut attributes = element.attributes();
        let attributes = attributes.with_checks(false).take(MAX_ATTRIBUTES).flatten();
        Self(attributes.map(|one| (one.key.as_ref().to_owned(), text_of(&one.value))).collect())
    }

    /// The first value of that key, in whatever case (`xmlurl`), that is not empty.
    fn get(&self, key: &str) -> Option<&str> {
        let found = self.0.iter().find(|(own, value)| own.eq_ignore_ascii_case(key) && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }

    fn name(&self) -> Option<String> {
        self.get("title").or_else(|| self.get("text")).map(str::to_owned)
    }

    fn address(&self) -> Option<&str> {
        ["xmlUrl", "feedUrl", "url"].into_iter().find_map(|key| self.get(key))
    }

    /// Whether an outline without an address was meant to be a feed.
    fn says_it_is_a_feed(&self) -> bool {
        let kind = self.get("type").unwrap_or_default().to_ascii_lowercase();
        self.get("htmlUrl").is_some()
            || ["rss", "atom", "feed", "rdf", "json"].iter().any(|one| kind.contains(one))
    }

    /// The prefix that this element binds to a namespace.
    fn prefix_of(&self, namespace: &str) -> Option<String> {
        let bound = self.0.iter().find(|(_, value)| value == namespace)?;
        bound.0.strip_prefix("xmlns:").map(str::to_owned)
    }
}
