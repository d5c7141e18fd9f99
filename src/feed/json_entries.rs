//! JSON Feed as `feed-rs` gives it to our model.

use feed_rs::model as wire;
use url::Url;

use super::html::{fold, with_absolute_addresses};
use super::parts::web_address;
use super::people::{add_name, name_of};
use super::reader::{MOST_ENTRIES, inherited};
use crate::model::{Enclosure, Feed, FeedEntry, FeedFormat, FeedPace, TextForm};

/// Adapts a parsed JSON Feed; without url and warnings yet, and with empty ids where none are stated.
pub(super) fn adapt(feed: wire::Feed, base: &Url) -> Feed {
    let authors = names_of(&feed.authors);
    let entries = feed.entries.into_iter().take(MOST_ENTRIES).map(|entry| {
        let mut entry = adapt_entry(entry, base);
        if entry.authors.is_empty() {
            entry.authors = inherited(&authors);
        }
        entry
    });
    Feed {
        url: String::new(),
        title: feed.title.and_then(|title| line_of(&title.content)),
        link: page_link(&feed.links, base),
        language: feed.language.filter(|language| !language.trim().is_empty()),
        format: FeedFormat::Json,
        entries: entries.collect(),
        pace: FeedPace::default(),
        warnings: Vec::new(),
    }
}

fn adapt_entry(entry: wire::Entry, base: &Url) -> FeedEntry {
    let id = entry.id.trim().to_owned();
    let summary = entry.summary.map(|summary| summary.content).filter(|text| !text.trim().is_empty());
    let is_plain = entry.content.as_ref().is_some_and(|content| content.content_type.subty() == "plain");
    let content_form = if is_plain { TextForm::Plain } else { TextForm::Html };
    let content = entry.content.and_then(|content| content.body).filter(|text| !text.trim().is_empty());
    let content =
        content.map(|content| if is_plain { content } else { with_absolute_addresses(content, base) });
    FeedEntry {
        title: entry.title.and_then(|title| line_of(&title.content)),
        link: page_link(&entry.links, base)
            .or_else(|| web_address(&id, base).filter(|_| id.starts_with("http"))),
        id,
        published: entry.published,
        updated: entry.updated,
        authors: names_of(&entry.authors),
        summary,
        summary_form: TextForm::Plain,
        content,
        content_form,
        language: entry.language.filter(|language| !language.trim().is_empty()),
        enclosures: entry.links.iter().filter_map(|link| enclosure(link, base)).collect(),
        categories: entry
            .categories
            .into_iter()
            .map(|category| fold(&category.term))
            .filter(|term| !term.is_empty())
            .collect(),
    }
}

fn line_of(text: &str) -> Option<String> {
    Some(fold(text)).filter(|line| !line.is_empty())
}

/// The parser gives attachments as links, too; only they have a media type.
fn page_link(links: &[wire::Link], base: &Url) -> Option<String> {
    let pages = links.iter().filter(|link| link.media_type.is_none() && link.rel.as_deref() != Some("self"));
    pages.map(|link| link.href.as_str()).find_map(|address| web_address(address, base))
}

fn enclosure(link: &wire::Link, base: &Url) -> Option<Enclosure> {
    link.media_type.as_ref()?;
    let url = web_address(&link.href, base)?;
    Some(Enclosure { url, media_type: link.media_type.clone(), length: link.length })
}

fn names_of(people: &[wire::Person]) -> Vec<String> {
    let mut names = Vec::new();
    for person in people {
        add_name(&mut names, person.name.as_deref().and_then(name_of).or_else(|| person.email.clone()));
    }
    names
}
