//! Why an article says what it says: for every field where the value came from and what competed with it; for the body every line.
//!
//! Made for whoever writes a site rule or wonders at a result. It is gathered beside the reading, which does not wait for it: a value is
//! traced back by what it says to the places that say it too.

use serde::Serialize;

use super::head::PageHead;
use super::headings::visible_headings;
use super::page_text::{comparison_key, select_first, without_markup};
use super::story::BodyExplanation;
use super::title::without_site_name;
use crate::config::FieldSelectors;
use crate::model::{Access, Article, DateOrigin, Timestamp};

/// Why an article is what it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The fields that may come from several places.
    pub fields: Vec<ExplainedField>,
    /// The lines of the page and which of them are the body.
    pub body: BodyExplanation,
}

/// Where the value of a field came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedField {
    /// Its name in the article.
    pub field: &'static str,
    /// Its value as text; `None` where the article has none.
    pub value: Option<String>,
    /// The most trusted place that says so; `text` for what was read from the visible page; `None` without a value.
    pub from: Option<String>,
    /// All that was stated for it, the most trusted first.
    pub candidates: Vec<FieldCandidate>,
}

/// One statement of a page, its feed or its site rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldCandidate {
    /// Where it stands: `site-rule`, `json-ld` (microdata too), `meta NAME`, `heading`, an element, `feed`, `address`, `text`.
    pub from: String,
    /// What it says.
    pub value: String,
    /// Whether the field says the same.
    pub agrees: bool,
}

/// Explains an article. `languages`: what is stated for its language, with the places.
pub(super) fn explain_fields(
    article: &Article,
    head: &PageHead<'_>,
    languages: &[(&'static str, Option<&str>)],
) -> Vec<ExplainedField> {
    vec![
        title(article, head),
        subtitle(article, head),
        section(article, head),
        publisher(article, head),
        dateline(article, head),
        byline(article, head),
        authors(article, head),
        published(article),
        modified(article),
        language(article, languages),
        keywords(article, head),
        access(article, head),
        licence(article, head),
        canonical_url(article, head),
    ]
}

/// Statements for one field, gathered in order of trust.
struct Statements<'h> {
    head: &'h PageHead<'h>,
    found: Vec<(String, String)>,
}

impl<'h> Statements<'h> {
    fn new(head: &'h PageHead<'h>) -> Self {
        Self { head, found: Vec::new() }
    }

    fn add(mut self, from: &str, value: Option<&str>) -> Self {
        if let Some(value) = value.map(without_markup).filter(|value| !value.is_empty()) {
            self.found.push((from.to_owned(), value));
        }
        self
    }

    fn all(self, from: &str, values: &[String]) -> Self {
        let joined = values.join(", ");
        self.add(from, Some(&joined))
    }

    fn rule(self, field: impl Fn(&FieldSelectors) -> &Option<String>) -> Self {
        let value = self.head.by_rule(field);
        self.add("site-rule", value.as_deref())
    }

    fn meta(mut self, names: &[&str]) -> Self {
        for name in names {
            let value = self.head.meta.all(&[name]).join(", ");
            self = self.add(&format!("meta {name}"), Some(&value));
        }
        self
    }

    fn field(
        self,
        field: &'static str,
        value: Option<String>,
        agrees: impl Fn(&str, &str) -> bool,
    ) -> ExplainedField {
        let value = value.filter(|value| !value.is_empty());
        let candidate = |(from, stated): (String, String)| FieldCandidate {
            agrees: value.as_deref().is_some_and(|value| agrees(&stated, value)),
            from,
            value: stated,
        };
        let candidates: Vec<FieldCandidate> = self.found.into_iter().map(candidate).collect();
        let told = candidates.iter().find(|candidate| candidate.agrees).map(|told| told.from.clone());
        let from = value.as_ref().map(|_| told.unwrap_or_else(|| "text".to_owned()));
        ExplainedField { field, value, from, candidates }
    }
}

fn same(stated: &str, value: &str) -> bool {
    comparison_key(stated) == comparison_key(value)
}

/// Whether a list of names or words holds all of another.
fn holds_all(stated: &str, value: &str) -> bool {
    let parts = |list: &str| -> Vec<String> {
        let parts = list.split([',', ';', '،', '؛', '、', '|', '&']).flat_map(|part| part.split(" and "));
        parts.map(comparison_key).filter(|key| !key.is_empty()).collect()
    };
    let (stated, value) = (parts(stated), parts(value));
    // One text may tell names with words around them («By Ida Falk»).
    let tells = |name: &String| {
        stated.contains(name) || stated.iter().any(|part| part.ends_with(name.as_str()) && name.len() > 5)
    };
    !value.is_empty() && value.iter().all(tells)
}

fn title(article: &Article, head: &PageHead<'_>) -> ExplainedField {
    let mut statements = Statements::new(head).rule(|select| &select.title);
    for heading in visible_headings(head) {
        statements = statements.add("heading", Some(&heading.whole));
    }
    let statements = statements
        .add("json-ld", head.structured.headline.as_deref())
        .meta(&["og:title", "twitter:title", "parsely-title", "dc.title", "citation_title"])
        .add("feed", head.hints.title.as_deref())
        .add("title element", Some(&head.document_title));
    let is_same =
        |stated: &str, value: &str| same(stated, value) || same(&without_site_name(stated, head), value);
    let mut field = statements.field("title", Some(article.title.clone()), is_same);
    // A headline without the kicker in its element is still that element's.
    let in_heading = |candidate: &&mut FieldCandidate| {
        candidate.from == "heading"
            && comparison_key(&candidate.value).contains(&comparison_key(&article.title))
    };
    if field.from.as_deref() == Some("text")
        && let Some(heading) = field.candidates.iter_mut().find(in_heading)
    {
        heading.agrees = true;
        field.from = Some("heading".to_owned());
    }
    field
}

fn subtitle(article: &Article, head: &PageHead<'_>) -> ExplainedField {
    Statements::new(head)
        .rule(|select| &select.subtitle)
        .add("json-ld", head.structured.alternative_headline.as_deref())
        .meta(&["og:description", "description", "twitter:description"])
        .add("feed", head.hints.summary.as_deref())
        .field("subtitle", article.subtitle.clone(), same)
}

fn section(article: &Article, head: &PageHead<'_>) -> ExplainedField {
    Statements::new(head)
        .rule(|select| &select.section)
        .add("json-ld", head.structured.section.as_deref())
        .meta(&["article:section", "og:article:section", "parsely-section", "section", "cxenseparse:section"])
        .field("section", article.section.clone(), |stated, value| {
            stated.split([',', ';', '|']).any(|part| same(part, value))
        })
}

fn publisher(article: &Article, head: &PageHead<'_>) -> ExplainedField {
    Statements::new(head)
        .add("json-ld", head.structured.publisher.as_deref())
        .meta(&[
            "og:site_name",
            "dc.publisher",
            "citation_publisher",
            "dcterms.publisher",
            "publisher",
            "application-name",
        ])
        .field("publisher", article.publisher.clone(), same)
}

fn dateline(article: &Article, head: &PageHead<'_>) -> ExplainedField {
    let raw = article.dateline.as_ref().map(|dateline| dateline.raw.clone());
    Statements::new(head)
        .rule(|select| &select.dateline)
        .field("dateline", raw, |stated, value| comparison_key(stated).contains(&comparison_key(value)))
}

fn byline(article: &Article, head: &PageHead<'_>) -> ExplainedField {
    Statements::new(head).rule(|select| &select.byline).field("byline", article.byline.clone(), same)
}

fn authors(article: &Article, head: &PageHead<'_>) -> ExplainedField {
    let mut statements =
        Statements::new(head).rule(|select| &select.byline).all("json-ld", &head.structured.authors).meta(&[
            "author",
            "article:author",
            "parsely-author",
            "sailthru.author",
            "dc.creator",
            "citation_author",
            "byl",
        ]);
    statements = statements.add("text", article.byline.as_deref());
    statements.all("feed", &head.hints.authors).field("authors", Some(article.authors.join(", ")), holds_all)
}

/// All dates are candidates of the article already, whatever they were chosen for.
fn published(article: &Article) -> ExplainedField {
    let value = article.published_at.map(|at| at.to_string());
    dated("published_at", value, (article.published_from, article))
}

fn modified(article: &Article) -> ExplainedField {
    let value = article.modified_at.map(|at| at.to_string());
    dated("modified_at", value, (article.modified_from, article))
}

fn dated(
    field: &'static str,
    value: Option<String>,
    (from, article): (Option<DateOrigin>, &Article),
) -> ExplainedField {
    let chosen = value.as_deref().and_then(|text| text.parse::<Timestamp>().ok());
    let agrees = |stated: &Timestamp| match (stated, chosen) {
        (Timestamp::Instant(stated), Some(Timestamp::Instant(chosen))) => *stated == chosen,
        (stated, Some(chosen)) => *stated == chosen,
        _ => false,
    };
    let candidates = article.date_candidates.iter().map(|candidate| FieldCandidate {
        from: name_of(&candidate.from),
        agrees: agrees(&candidate.value),
        value: format!("{} ({})", candidate.value, candidate.raw),
    });
    ExplainedField { field, value, from: from.as_ref().map(name_of), candidates: candidates.collect() }
}

/// The name that the contract gives a value.
fn name_of(value: &impl Serialize) -> String {
    let name = serde_json::to_value(value).ok();
    name.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

fn language(article: &Article, stated: &[(&'static str, Option<&str>)]) -> ExplainedField {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let chosen = article.language.as_deref().map(primary);
    let candidates = stated.iter().filter_map(|(from, tag)| {
        let tag = tag.filter(|tag| !tag.trim().is_empty())?;
        let agrees = chosen.as_deref() == Some(&primary(tag.trim()));
        Some(FieldCandidate { from: (*from).to_owned(), value: tag.to_owned(), agrees })
    });
    let candidates: Vec<FieldCandidate> = candidates.collect();
    let told = candidates.iter().find(|candidate| candidate.agrees).map(|told| told.from.clone());
    let from = chosen.map(|_| told.unwrap_or_else(|| "text".to_owned()));
    ExplainedField { field: "language", value: article.language.clone(), from, candidates }
}

fn keywords(article: &Article, head: &PageHead<'_>) -> ExplainedField {
    Statements::new(head)
        .all("json-ld", &head.structured.keywords)
        .meta(&[
            "article:tag",
            "og:article:tag",
            "news_keywords",
            "keywords",
            "parsely-tags",
            "sailthru.tags",
        ])
        .all("feed", &head.hints.categories)
        .field("keywords", Some(article.keywords.join(", ")), holds_all)
}

fn access(article: &Article, head: &PageHead<'_>) -> ExplainedField {
    let free = head.structured.free.map(|free| if free { "free" } else { "paywalled" });
    let value = (article.access != Access::Unknown).then(|| name_of(&article.access));
    let says = |stated: &str, value: &str| match stated.to_lowercase().as_str() {
        "locked" | "paid" | "premium" | "paywall" | "subscriber" => value == "paywalled",
        other => other == value,
    };
    Statements::new(head)
        .meta(&[
            "article:content_tier",
            "og:article:content_tier",
            "content_tier",
            "cxenseparse:content_tier",
        ])
        .add("json-ld", free)
        .field("access", value, says)
}

fn licence(article: &Article, head: &PageHead<'_>) -> ExplainedField {
    let linked = select_first(head.html, "link[rel~=license][href], a[rel~=license][href]");
    let is_it = |stated: &str, value: &str| value == stated || value.ends_with(stated);
    Statements::new(head)
        .add("json-ld", head.structured.licence.as_deref())
        .add("rel=license", linked.and_then(|element| element.attr("href")))
        .meta(&["dcterms.license", "dc.rights.license", "dc.license"])
        .field("licence", article.licence.clone(), is_it)
}

fn canonical_url(article: &Article, head: &PageHead<'_>) -> ExplainedField {
    let link = select_first(head.html, "link[rel~=canonical i][href]").and_then(|link| link.attr("href"));
    let is_it = |stated: &str, value: &str| {
        let stated = head.address.map_or_else(|| url::Url::parse(stated), |address| address.join(stated));
        stated.is_ok_and(|stated| stated.as_str() == value)
    };
    Statements::new(head)
        .add("rel=canonical", link)
        .meta(&["og:url"])
        .add("address", head.address.map(url::Url::as_str))
        .field("canonical_url", article.canonical_url.clone(), is_it)
}
