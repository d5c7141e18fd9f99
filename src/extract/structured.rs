//! What a page says about its story in machine-readable form: the story's object among all JSON-LD of the page.
//!
//! Values are verbatim but for markup and entities. Which of competing values wins is decided by the file of each field.

use std::cmp::Reverse;

use serde_json::Value;

use super::json_ld::{JsonLd, Object};
use super::page_text::{comparison_key, fold_space, without_markup};

/// The story's structured data. Absent properties are `None` or empty.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct StructuredData {
    /// `headline`, else `name`.
    pub(super) headline: Option<String>,
    /// `alternativeHeadline`.
    pub(super) alternative_headline: Option<String>,
    /// First `articleSection`.
    pub(super) section: Option<String>,
    /// `publisher.name`.
    pub(super) publisher: Option<String>,
    /// `author` names, as written: one text may hold several names.
    pub(super) authors: Vec<String>,
    /// Whether all `author`s are said to be organisations.
    pub(super) authors_are_organisations: bool,
    /// `datePublished`, else `dateCreated`.
    pub(super) published: Option<String>,
    /// `dateModified`.
    pub(super) modified: Option<String>,
    /// `articleBody`.
    pub(super) body: Option<String>,
    /// `inLanguage`.
    pub(super) language: Option<String>,
    /// `license`.
    pub(super) licence: Option<String>,
    /// `keywords`; one text may hold several.
    pub(super) keywords: Vec<String>,
    /// `isAccessibleForFree`.
    pub(super) free: Option<bool>,
    /// What its type says it is.
    pub(super) kind: StoryKind,
}

/// What a story is by its type, the surest last.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StoryKind {
    /// Nothing is said.
    #[default]
    Unknown,
    /// A page.
    Page,
    /// A work of some kind.
    Work,
    /// An article or a blog post.
    Article,
    /// A news article.
    News,
}

impl StructuredData {
    /// The data of the object that describes the story. `titles` are the page's other words on its title: on pages that
    /// describe several stories they tell which one is meant.
    pub(super) fn from_json_ld(json_ld: &JsonLd, titles: &[String]) -> Self {
        let keys: Vec<String> = titles.iter().map(|title| comparison_key(title)).collect();
        let mut ranked: Vec<(bool, u8, &Object)> = json_ld
            .objects
            .iter()
            .map(|object| (is_about(object, &keys), rank(object), object))
            .filter(|(_, rank, _)| *rank > 0)
            .collect();
        ranked.sort_by_key(|(fits, rank, _)| Reverse((*fits, *rank)));
        let mut data = Self::default();
        for (position, (fits, rank, object)) in ranked.into_iter().enumerate() {
            // Objects about the same story add to each other, and so does the page's own; another story's must not.
            if position == 0 || fits || rank == PAGE_RANK {
                data.fill_from(Self::from_object(json_ld, object));
            }
        }
        data
    }

    /// Takes over from `other` what is missing here.
    pub(super) fn fill_from(&mut self, other: Self) {
        fill(&mut self.headline, other.headline);
        fill(&mut self.alternative_headline, other.alternative_headline);
        fill(&mut self.section, other.section);
        fill(&mut self.publisher, other.publisher);
        fill(&mut self.published, other.published);
        fill(&mut self.modified, other.modified);
        fill(&mut self.body, other.body);
        fill(&mut self.language, other.language);
        fill(&mut self.licence, other.licence);
        self.free = self.free.or(other.free);
        self.kind = self.kind.max(other.kind);
        if self.authors.is_empty() {
            self.authors_are_organisations = other.authors_are_organisations;
            self.authors = other.authors;
        }
        if self.keywords.is_empty() {
            self.keywords = other.keywords;
        }
    }

    fn from_object(json_ld: &JsonLd, object: &Object) -> Self {
        let names =
            |property: &str| object.get(property).map(|value| named(json_ld, value)).unwrap_or_default();
        let authors = names("author");
        Self {
            headline: text(object, &["headline", "name"]),
            alternative_headline: text(object, &["alternativeHeadline"]),
            section: names("articleSection").into_iter().next(),
            publisher: names("publisher").into_iter().next(),
            authors_are_organisations: object
                .get("author")
                .is_some_and(|value| are_organisations(json_ld, value)),
            authors: if authors.is_empty() { names("creator") } else { authors },
            published: text(object, &["datePublished", "dateCreated", "uploadDate"]),
            modified: text(object, &["dateModified"]),
            body: text(object, &["articleBody"]),
            language: names("inLanguage").into_iter().next(),
            licence: names("license").into_iter().next(),
            keywords: names("keywords"),
            free: object.get("isAccessibleForFree").and_then(truth),
            kind: kind_of(object),
        }
    }
}

/// Names kept of one property.
const MAX_NAMES: usize = 100;

fn fill(here: &mut Option<String>, other: Option<String>) {
    if here.is_none() {
        *here = other;
    }
}

/// Rank of objects that describe the page, not the story.
const PAGE_RANK: u8 = 1;

/// How likely an object of this type is the story: 0 is never, the page itself 1, a kind of article 3.
fn rank(object: &Object) -> u8 {
    match kind_of(object) {
        StoryKind::Unknown => 0,
        StoryKind::Page => PAGE_RANK,
        StoryKind::Work => 2,
        StoryKind::Article | StoryKind::News => 3,
    }
}

fn kind_of(object: &Object) -> StoryKind {
    let types: Vec<&str> = match object.get("@type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => return StoryKind::Unknown,
    };
    let kind_of_name = |name: &&str| match name.rsplit(['/', '#', ':']).next().unwrap_or_default() {
        "LiveBlogPosting" => StoryKind::News,
        news if news.ends_with("NewsArticle") => StoryKind::News,
        "BlogPosting" | "Report" | "SocialMediaPosting" => StoryKind::Article,
        article if article.ends_with("Article") => StoryKind::Article,
        "CreativeWork" | "Review" | "VideoObject" | "Recipe" | "HowTo" | "PodcastEpisode" => StoryKind::Work,
        "WebPage" | "ItemPage" => StoryKind::Page,
        _ => StoryKind::Unknown,
    };
    types.iter().map(kind_of_name).max().unwrap_or_default()
}

fn is_about(object: &Object, title_keys: &[String]) -> bool {
    /// Letters below which equal beginnings mean nothing ("News").
    const SHORTEST_KEY: usize = 8;
    let Some(headline) = text(object, &["headline", "name"]) else { return false };
    let headline = comparison_key(&headline);
    let tells = |key: &str| key.chars().count() > SHORTEST_KEY;
    tells(&headline)
        && title_keys
            .iter()
            .any(|key| tells(key) && (key.starts_with(&headline) || headline.starts_with(key.as_str())))
}

/// The first of these properties that holds text.
fn text(object: &Object, properties: &[&str]) -> Option<String> {
    properties.iter().find_map(|property| match object.get(*property)? {
        Value::String(text) => some_text(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => items.first().and_then(Value::as_str).and_then(some_text),
        _ => None,
    })
}

/// Names in a value: texts, objects with a name, or a list of these.
fn named(json_ld: &JsonLd, value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => some_text(text).into_iter().collect(),
        Value::Array(items) => items
            .iter()
            .filter(|item| !item.is_array())
            .take(MAX_NAMES)
            .flat_map(|item| named(json_ld, item))
            .collect(),
        Value::Object(object) => {
            match json_ld.resolve(object).get("name").or_else(|| object.get("alternateName")) {
                Some(Value::String(name)) => some_text(name).into_iter().collect(),
                Some(Value::Array(names)) => {
                    names.iter().filter_map(Value::as_str).filter_map(some_text).collect()
                }
                _ => {
                    let address = || object.get("url").and_then(Value::as_str).map(str::to_owned);
                    parted_name(json_ld.resolve(object)).or_else(address).into_iter().collect()
                }
            }
        }
        _ => Vec::new(),
    }
}

/// `givenName` and `familyName` as one name.
fn parted_name(person: &Object) -> Option<String> {
    let part = |property: &str| person.get(property).and_then(Value::as_str).and_then(some_text);
    match (part("givenName"), part("familyName")) {
        (Some(given), Some(family)) => Some(format!("{given} {family}")),
        (given, family) => given.or(family),
    }
}

fn are_organisations(json_ld: &JsonLd, value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty() && items.iter().all(|item| are_organisations(json_ld, item)),
        Value::Object(object) => {
            let kind = json_ld.resolve(object).get("@type").and_then(Value::as_str);
            kind.is_some_and(|kind| kind.ends_with("Organization"))
        }
        _ => false,
    }
}

fn some_text(text: &str) -> Option<String> {
    Some(fold_space(&without_markup(text))).filter(|text| !text.is_empty() && text != "null")
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) => match text.trim().to_lowercase().rsplit('/').next()? {
            "true" | "1" | "yes" => Some(true),
            "false" | "0" | "no" => Some(false),
            _ => None,
        },
        Value::Number(number) => number.as_i64().map(|number| number != 0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::dom::Html;

    use super::*;

    fn read(block: &str, titles: &[&str]) -> StructuredData {
        let page = format!("<script type='application/ld+json'>{block}</script>");
        let (json_ld, _) = JsonLd::read(&Html::parse_document(&page));
        let titles: Vec<String> = titles.iter().map(|&title| title.to_owned()).collect();
        StructuredData::from_json_ld(&json_ld, &titles)
    }

    #[test]
    fn article_properties_are_read_in_all_their_shapes() {
        let data = read(
            r#"{"@type":["NewsArticle"],"headline":"Harbour &amp; sea","author":[{"name":"A. Hart"},"B. Stone"],
                "publisher":{"name":"The Quay"},"articleSection":["Local","Sea"],"keywords":"ships, tides",
                "isAccessibleForFree":"False","inLanguage":{"name":"en-GB"},"license":"https://example.org/l"}"#,
            &[],
        );
        assert_eq!(data.headline.as_deref(), Some("Harbour & sea"));
        assert_eq!(data.authors, ["A. Hart", "B. Stone"]);
        assert_eq!(data.publisher.as_deref(), Some("The Quay"));
        assert_eq!(data.section.as_deref(), Some("Local"));
        assert_eq!(data.keywords, ["ships, tides"]);
        assert_eq!((data.free, data.language.as_deref()), (Some(false), Some("en-GB")));
        assert_eq!(data.licence.as_deref(), Some("https://example.org/l"));
    }

    #[test]
    fn the_object_with_the_pages_title_is_the_story() {
        let block = r#"[{"@type":"NewsArticle","headline":"Another tale entirely","author":"Wrong"},
            {"@type":"NewsArticle","headline":"Ferry returns to the island"},
            {"@type":"WebPage","name":"Page","datePublished":"2021-03-18"},{"@type":"Organization","name":"Org"}]"#;
        let data = read(block, &["Ferry returns to the island - The Quay"]);
        assert_eq!(data.headline.as_deref(), Some("Ferry returns to the island"));
        assert_eq!(data.authors, Vec::<String>::new());
        assert_eq!(data.published.as_deref(), Some("2021-03-18"));
    }

    #[test]
    fn a_person_may_be_named_in_two_parts() {
        let block = r#"{"@type":"NewsArticle","author":[{"@type":"Person","givenName":"Ida","familyName":"Falk"},{"name":"B. Stone"}]}"#;
        assert_eq!(read(block, &[]).authors, ["Ida Falk", "B. Stone"]);
    }

    #[test]
    fn pages_without_a_describing_object_have_no_data() {
        assert_eq!(read(r#"{"@type":"Organization","name":"Org"}"#, &[]), StructuredData::default());
    }
}
