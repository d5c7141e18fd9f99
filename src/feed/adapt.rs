//! The parser's model to ours: absolute addresses, plain titles, names without mail addresses.

use std::collections::HashSet;

use feed_rs::model as wire;
use url::Url;

use super::plain::{fold, plain_text};
use crate::model::{Enclosure, Feed, FeedEntry, FeedFormat};

/// Relations of links that lead elsewhere than to the entry's page (RFC 4287, RFC 5023, RFC 4685).
const NOT_THE_PAGE: &[&str] = &[
    "self",
    "enclosure",
    "edit",
    "edit-media",
    "replies",
    "hub",
    "next",
    "prev",
    "license",
    "related",
    "via",
];

/// Adapts a parsed feed; without warnings yet.
pub(super) fn adapt(feed: wire::Feed, base: &Url) -> Feed {
    let format = match feed.feed_type {
        wire::FeedType::Atom => FeedFormat::Atom,
        wire::FeedType::JSON => FeedFormat::Json,
        wire::FeedType::RSS1 => FeedFormat::Rdf,
        wire::FeedType::RSS0 | wire::FeedType::RSS2 => FeedFormat::Rss,
    };
    let authors = names_of(&feed.authors);
    // RFC 4287, section 4.2.1: entries without authors have those of the feed.
    let inherited = if format == FeedFormat::Atom { authors.as_slice() } else { &[] };
    let entries = feed.entries.into_iter().map(|mut entry| {
        if format == FeedFormat::Json {
            entry.links.iter_mut().for_each(mark_attachment);
        }
        let mut entry = adapt_entry(entry, format, base);
        if entry.authors.is_empty() {
            entry.authors = inherited.to_vec();
        }
        entry
    });
    Feed {
        url: shown_url(base),
        title: feed.title.as_ref().and_then(|title| title_of(title, format)),
        link: page_link(&feed.links, base),
        language: feed.language.filter(|language| !language.trim().is_empty()),
        format,
        entries: entries.collect(),
        warnings: Vec::new(),
    }
}

/// The address as users see it: empty for a local file.
pub(super) fn shown_url(base: &Url) -> String {
    if base.scheme() == "file" { String::new() } else { base.to_string() }
}

fn adapt_entry(entry: wire::Entry, format: FeedFormat, base: &Url) -> FeedEntry {
    let entry_base =
        entry.base.as_deref().and_then(|own| base.join(own).ok()).unwrap_or_else(|| base.clone());
    let link = page_link(&entry.links, &entry_base).or_else(|| web_address(&entry.id, None));
    let title = entry.title.as_ref().and_then(|title| title_of(title, format));
    let summary = entry.summary.map(|summary| summary.content).filter(|text| !text.trim().is_empty());
    let enclosures = enclosures(&entry.links, &entry.media, entry.content.as_ref(), &entry_base);
    let content = entry.content.and_then(|content| content.body).filter(|text| !text.trim().is_empty());
    let stated_id = Some(entry.id.trim().to_owned()).filter(|id| !id.is_empty());
    FeedEntry {
        id: stated_id.or_else(|| link.clone()).unwrap_or_else(|| content_hash([&title, &summary, &content])),
        title,
        link,
        published: entry.published,
        // The parser repeats the publication where RSS states no change.
        updated: entry.updated.filter(|at| format == FeedFormat::Atom || Some(*at) != entry.published),
        authors: names_of(&entry.authors),
        summary,
        content,
        enclosures,
        categories: entry.categories.into_iter().filter_map(category_of).collect(),
    }
}

/// The address of the page: the link that says so, else the first that does not say otherwise.
fn page_link(links: &[wire::Link], base: &Url) -> Option<String> {
    let rel = |link: &wire::Link| link.rel.as_deref().unwrap_or("alternate").to_ascii_lowercase();
    let stated = links.iter().find(|link| rel(link) == "alternate");
    let link = stated.or_else(|| links.iter().find(|link| !NOT_THE_PAGE.contains(&rel(link).as_str())))?;
    web_address(&link.href, Some(base))
}

/// An absolute http or https address; `None` for anything else.
fn web_address(text: &str, base: Option<&Url>) -> Option<String> {
    let text = text.trim();
    let url = base.map_or_else(|| Url::parse(text), |base| base.join(text)).ok()?;
    (!text.is_empty() && matches!(url.scheme(), "http" | "https")).then(|| url.to_string())
}

/// A title as plain text. Atom says which titles are HTML; RSS writes HTML into titles without saying so.
fn title_of(title: &wire::Text, format: FeedFormat) -> Option<String> {
    let is_html =
        title.content_type.subty() != "plain" || matches!(format, FeedFormat::Rss | FeedFormat::Rdf);
    let text = if is_html { plain_text(&title.content) } else { fold(&title.content) };
    (!text.is_empty()).then_some(text)
}

fn category_of(category: wire::Category) -> Option<String> {
    let term = Some(category.term).filter(|term| !term.trim().is_empty()).or(category.label)?;
    Some(term.trim().to_owned()).filter(|term| !term.is_empty())
}

/// The parser gives attachments of JSON Feed as links of no kind; only they have a media type.
fn mark_attachment(link: &mut wire::Link) {
    if link.media_type.is_some() {
        link.rel = Some("enclosure".to_owned());
    }
}

fn names_of(people: &[wire::Person]) -> Vec<String> {
    people.iter().filter_map(name_of_person).collect()
}

fn name_of_person(person: &wire::Person) -> Option<String> {
    name_of(person.name.as_deref()?).or_else(|| person.email.clone())
}

/// The name in «mail@example.org (Jane Doe)» or «Jane Doe <mail@example.org>»; the text itself otherwise.
fn name_of(text: &str) -> Option<String> {
    let text = text.trim();
    let name = match (text.split_once('('), text.split_once('<')) {
        (Some((before, rest)), _) if before.contains('@') || before.is_empty() && rest.ends_with(')') => {
            rest.trim_end_matches(')')
        }
        (_, Some((before, rest))) if rest.contains('@') && !before.trim().is_empty() => before,
        _ => text,
    };
    let name = plain_text(name);
    (!name.is_empty()).then_some(name)
}

fn enclosures(
    links: &[wire::Link],
    media: &[wire::MediaObject],
    content: Option<&wire::Content>,
    base: &Url,
) -> Vec<Enclosure> {
    let of_content =
        content.filter(|content| content.body.is_none()).and_then(|content| content.src.as_ref());
    let stated = links.iter().filter(|link| link.rel.as_deref() == Some("enclosure"));
    let linked = stated.chain(of_content).filter_map(|link| {
        let url = web_address(&link.href, Some(base))?;
        Some(Enclosure { url, media_type: link.media_type.clone(), length: link.length })
    });
    let embedded = media.iter().flat_map(|object| &object.content).filter_map(|content| {
        let url = web_address(content.url.as_ref()?.as_str(), None)?;
        let media_type = content.content_type.as_ref().map(ToString::to_string);
        Some(Enclosure { url, media_type, length: content.size })
    });
    let mut seen = HashSet::new();
    linked.chain(embedded).filter(|enclosure| seen.insert(enclosure.url.clone())).collect()
}

/// The identity of an entry that has neither identity nor address.
fn content_hash(parts: [&Option<String>; 3]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_deref().unwrap_or_default().as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_without_mail_addresses() {
        for (text, expected) in [
            ("desk@example.org (Jane Doe)", Some("Jane Doe")),
            ("Jane Doe <jane@example.org>", Some("Jane Doe")),
            (" ليلى حداد ", Some("ليلى حداد")),
            ("Doe &amp; Roe", Some("Doe & Roe")),
            ("Jane (Beirut)", Some("Jane (Beirut)")),
            ("(Jane Doe)", Some("Jane Doe")),
            ("  ", None),
        ] {
            assert_eq!(name_of(text).as_deref(), expected, "{text}");
        }
    }
}
