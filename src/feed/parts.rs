//! What a feed or an entry was found to say, piece by piece, and what becomes of it.

use chrono::{DateTime, Utc};
use url::Url;

use super::html::{fold, has_scheme};
use super::people::add_name;
use super::text::Text;
use super::vocabulary::Rank;
use crate::model::{Enclosure, FeedEntry, TextForm};

/// Relations of links that lead elsewhere than to the page (RFC 4287, RFC 5023, RFC 4685).
const NOT_THE_PAGE: &[&str] = &[
    "self",
    "enclosure",
    "edit",
    "edit-media",
    "replies",
    "hub",
    "next",
    "prev",
    "previous",
    "first",
    "last",
    "license",
    "related",
    "via",
    "shortlink",
    "search",
    "service",
    "image",
    "icon",
    "payment",
];
/// The long form of relations (RFC 4287, section 4.2.7.2).
const RELATIONS: &str = "http://www.iana.org/assignments/relation/";
/// Most of one kind that an entry may have: authors, categories, enclosures, links. Honest ones have a few dozen.
pub(super) const MOST_OF_A_KIND: usize = 500;
/// Longest address, in bytes.
const LONGEST_ADDRESS: usize = 64 * 1024;
/// Longest address that others are relative to, in bytes; what browsers and servers can be relied on to bear.
pub(super) const LONGEST_BASE: usize = 2048;

/// Where a link leads.
#[derive(Debug)]
pub(super) struct Link {
    relation: String,
    url: String,
    media_type: Option<String>,
}

/// A value with how much it counts.
#[derive(Debug)]
pub(super) struct Ranked<T>(Option<(Rank, T)>);

impl<T> Default for Ranked<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Ranked<T> {
    /// Takes a value unless there is one that counts as much already.
    pub(super) fn offer(&mut self, rank: Rank, value: Option<T>) {
        if let Some(value) = value
            && self.0.as_ref().is_none_or(|(best, _)| rank > *best)
        {
            self.0 = Some((rank, value));
        }
    }

    pub(super) fn take(self) -> Option<T> {
        self.0.map(|(_, value)| value)
    }
}

/// What one feed or one entry says.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) title: Ranked<Text>,
    pub(super) summary: Ranked<Text>,
    pub(super) description: Option<Text>,
    pub(super) content: Ranked<Text>,
    pub(super) published: Ranked<DateTime<Utc>>,
    pub(super) updated: Ranked<DateTime<Utc>>,
    pub(super) language: Option<String>,
    pub(super) authors: Vec<String>,
    /// Authors of the feed that an entry of Atom was taken from.
    pub(super) source_authors: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) id: Option<String>,
    /// The id as an address, where it may be one.
    pub(super) permalink: Option<String>,
    /// `rdf:about`.
    pub(super) about: Option<String>,
    pub(super) original_link: Option<String>,
    pub(super) original_enclosure: Option<String>,
    pub(super) enclosures: Vec<Enclosure>,
    pub(super) links: Vec<Link>,
}

impl Parts {
    /// Notes a link, or what it attaches. `address` is as written.
    pub(super) fn add_link(
        &mut self,
        relation: &str,
        media_type: Option<String>,
        length: Option<u64>,
        address: Option<String>,
    ) {
        let Some(url) = address else { return };
        let relation = relation.trim().to_ascii_lowercase();
        let relation = relation.strip_prefix(RELATIONS).unwrap_or(&relation).to_owned();
        if relation == "enclosure" {
            self.add_enclosure(Enclosure { url, media_type, length });
        } else if self.links.len() < MOST_OF_A_KIND {
            self.links.push(Link { relation, url, media_type });
        }
    }

    pub(super) fn add_enclosure(&mut self, enclosure: Enclosure) {
        let is_known = || self.enclosures.iter().any(|one| one.url == enclosure.url);
        if self.enclosures.len() < MOST_OF_A_KIND && !is_known() {
            self.enclosures.push(enclosure);
        }
    }

    pub(super) fn add_category(&mut self, text: &str) {
        let category = fold(text);
        if !category.is_empty()
            && self.categories.len() < MOST_OF_A_KIND
            && !self.categories.contains(&category)
        {
            self.categories.push(category);
        }
    }

    pub(super) fn add_author(&mut self, name: Option<String>) {
        if self.authors.len() < MOST_OF_A_KIND {
            add_name(&mut self.authors, name);
        }
    }

    /// The address of the page: the link that says so, else the first that does not say otherwise.
    pub(super) fn page_link(&self) -> Option<String> {
        let is_page = |link: &&Link| matches!(link.relation.as_str(), "" | "alternate");
        let is_html = |link: &&Link| {
            link.media_type.as_deref().is_none_or(|kind| kind.contains("html") || !kind.contains('/'))
        };
        let stated = || self.links.iter().filter(is_page);
        let other = || self.links.iter().find(|link| !NOT_THE_PAGE.contains(&link.relation.as_str()));
        stated().find(is_html).or_else(|| stated().next()).or_else(other).map(|link| link.url.clone())
    }

    /// The entry. Its id is empty when it states none.
    pub(super) fn into_entry(self) -> FeedEntry {
        let id_address = || {
            self.id
                .clone()
                .filter(|id| is_web_address(id))
                .or_else(|| self.about.clone().filter(|id| is_web_address(id)))
        };
        let link = self
            .original_link
            .clone()
            .or_else(|| self.page_link())
            .or_else(|| self.permalink.clone())
            .or_else(id_address);
        let mut enclosures = self.enclosures;
        if let (Some(url), Some(first)) = (self.original_enclosure, enclosures.first_mut()) {
            first.url = url;
        }
        // `description` is the summary, unless something else says that it is.
        let (summary, description) = match (self.summary.take_with_rank(), self.description) {
            (Some((3, summary)), description) => (Some(summary), description),
            (fallback, None) => (fallback.map(|(_, text)| text), None),
            (_, description) => (description, None),
        };
        let content = self.content.take().or(description);
        let (summary, summary_form) = parted(summary);
        let (content, content_form) = parted(content);
        FeedEntry {
            id: self.id.or(self.about).unwrap_or_default(),
            title: self.title.take().and_then(Text::into_line),
            link,
            published: self.published.take(),
            updated: self.updated.take(),
            authors: if self.authors.is_empty() { self.source_authors } else { self.authors },
            summary,
            summary_form,
            content,
            content_form,
            language: self.language,
            enclosures,
            categories: self.categories,
        }
    }
}

impl<T> Ranked<T> {
    fn take_with_rank(self) -> Option<(Rank, T)> {
        self.0
    }
}

fn parted(text: Option<Text>) -> (Option<String>, TextForm) {
    text.map_or((None, TextForm::Html), |text| (Some(text.content), text.form))
}

/// Whether a text is an absolute address of the web.
pub(super) fn is_web_address(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://")) && !text.contains(char::is_whitespace)
}

/// A relative address made absolute. A base that is too long for an address would be copied into every one of them.
pub(super) fn joined(relative: &str, base: &Url) -> Option<Url> {
    if base.as_str().len() > LONGEST_BASE { None } else { base.join(relative).ok() }
}

/// An absolute http or https address; `None` for anything else.
pub(super) fn web_address(text: &str, base: &Url) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_ADDRESS {
        return None;
    }
    let url = if has_scheme(text) { Url::parse(text).ok() } else { joined(text, base) }?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}
