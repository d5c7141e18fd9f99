//! What a page states about itself, gathered once for all files that choose a field from it; the plain fields are chosen here.

use url::Url;

use super::ExtractContext;
use super::json_ld::JsonLd;
use super::meta_tags::MetaTags;
use super::microdata::read_microdata;
use super::page_text::{comparison_key, select_all, select_first, text_of};
use super::structured::StructuredData;
use super::title::MOST_TITLE_BYTES;
use crate::config::{FieldSelectors, SiteRule};
use crate::extract::dom::Html;
use crate::model::{Access, Hints, Warning};

/// Everything that is stated about a page before its story is looked for.
#[derive(Debug)]
pub(super) struct PageHead<'a> {
    /// The page.
    pub(super) html: &'a Html,
    /// Text of its `title` element; empty without one.
    pub(super) document_title: String,
    /// Its `meta` elements.
    pub(super) meta: MetaTags,
    /// Its JSON-LD, and microdata where that is silent.
    pub(super) structured: StructuredData,
    /// Dates of its microdata, which are worth no more than `meta` elements.
    pub(super) microdata: StatedDates,
    /// Its final address; `None` for a local file without one.
    pub(super) address: Option<&'a Url>,
    /// The rule of its site.
    pub(super) rule: Option<&'a SiteRule>,
    /// What the feed entry said.
    pub(super) hints: &'a Hints,
    /// Comparison keys of the names that the site goes by.
    pub(super) site_keys: Vec<String>,
}

/// Publication and last change, as stated.
#[derive(Debug, Default)]
pub(super) struct StatedDates {
    /// `datePublished`.
    pub(super) published: Option<String>,
    /// `dateModified`.
    pub(super) modified: Option<String>,
}

impl<'a> PageHead<'a> {
    /// Reads the head of a page.
    pub(super) fn read(
        html: &'a Html,
        address: Option<&'a Url>,
        context: &ExtractContext<'a>,
    ) -> (Self, Vec<Warning>) {
        let meta = MetaTags::read(html);
        let (json_ld, warnings) = JsonLd::read(html);
        let mut titles: Vec<String> = select_all(html, "h1").into_iter().take(8).map(text_of).collect();
        titles.extend(meta.first(&["og:title", "twitter:title"]).map(str::to_owned));
        let document_title = select_first(html, "head title").map(text_of);
        let document_title =
            document_title.filter(|title| title.len() <= MOST_TITLE_BYTES).unwrap_or_default();
        titles.push(document_title.clone());
        let mut structured = StructuredData::from_json_ld(&json_ld, &titles);
        let mut microdata = read_microdata(html);
        let dates =
            StatedDates { published: microdata.published.take(), modified: microdata.modified.take() };
        structured.fill_from(microdata);
        let mut head = Self {
            html,
            document_title,
            meta,
            structured,
            microdata: dates,
            address,
            rule: context.rule,
            hints: context.hints,
            site_keys: Vec::new(),
        };
        head.site_keys =
            head.site_names().iter().map(|name| comparison_key(name)).filter(|key| !key.is_empty()).collect();
        (head, warnings)
    }

    /// The visible text of the element that the site rule names for a field.
    pub(super) fn by_rule(&self, field: impl Fn(&FieldSelectors) -> &Option<String>) -> Option<String> {
        let selector = field(&self.rule?.select).as_deref()?;
        select_first(self.html, selector).map(text_of).filter(|text| !text.is_empty())
    }

    /// Whether a text is nothing but a name of the site.
    pub(super) fn is_site_name(&self, text: &str) -> bool {
        let key = comparison_key(text);
        self.site_keys.contains(&key)
    }

    /// The publishing organisation.
    pub(super) fn publisher(&self) -> Option<String> {
        let named = self.structured.publisher.clone().filter(|name| !name.contains("://"));
        let meta = [
            "og:site_name",
            "dc.publisher",
            "dcterms.publisher",
            "citation_publisher",
            "publisher",
            "application-name",
        ];
        named.or_else(|| self.meta.first(&meta).filter(|name| !name.contains("://")).map(str::to_owned))
    }

    /// The section according to structured data and `meta` elements.
    pub(super) fn stated_section(&self) -> Option<String> {
        let meta = [
            "article:section",
            "og:article:section",
            "parsely-section",
            "dc.subject.section",
            "section",
            "cxenseparse:section",
        ];
        let stated = self.structured.section.as_deref().or_else(|| self.meta.first(&meta));
        let first = stated?.split([',', ';', '|']).map(str::trim).find(|part| !part.is_empty())?;
        (!first.contains("://") && first.chars().count() <= LONGEST_SECTION).then(|| first.to_owned())
    }

    /// Keywords or tags, in order, each once.
    pub(super) fn keywords(&self) -> Vec<String> {
        let meta = |names: &[&str]| self.meta.all(names).to_vec();
        let sources = [
            self.structured.keywords.clone(),
            meta(&["article:tag", "og:article:tag"]),
            meta(&["news_keywords"]),
            meta(&["keywords", "parsely-tags", "sailthru.tags", "cxenseparse:keywords"]),
            self.hints.categories.clone(),
        ];
        let mut keywords: Vec<String> = Vec::new();
        let stated = sources.into_iter().find(|source| !source.is_empty()).unwrap_or_default();
        for keyword in stated.iter().flat_map(|text| text.split([',', ';', '،', '؛', '、', '|'])) {
            let keyword = keyword.trim();
            if !keyword.is_empty()
                && keywords.len() < MAX_KEYWORDS
                && !keywords.iter().any(|known| known == keyword)
            {
                keywords.push(keyword.to_owned());
            }
        }
        keywords
    }

    /// Whether the text is free to read.
    pub(super) fn access(&self) -> Access {
        let tier = self.meta.first(&[
            "article:content_tier",
            "og:article:content_tier",
            "content_tier",
            "cxenseparse:content_tier",
        ]);
        match (tier.map(str::to_lowercase).as_deref(), self.structured.free) {
            (Some("metered"), _) => Access::Metered,
            (Some("locked" | "paid" | "premium" | "paywall" | "subscriber"), _) | (_, Some(false)) => {
                Access::Paywalled
            }
            (Some("free"), _) | (_, Some(true)) => Access::Free,
            _ => Access::Unknown,
        }
    }

    /// Licence address or name.
    pub(super) fn licence(&self) -> Option<String> {
        let linked = || {
            let element = select_first(self.html, "link[rel~=license][href], a[rel~=license][href]")?;
            let href = element.attr("href")?.trim();
            match self.address {
                Some(address) => address.join(href).ok().map(String::from),
                None => Url::parse(href).ok().map(String::from),
            }
        };
        let meta =
            || self.meta.first(&["dcterms.license", "dc.rights.license", "dc.license"]).map(str::to_owned);
        let is_usable = |text: &String| match Url::parse(text) {
            Ok(url) => matches!(url.scheme(), "http" | "https"),
            Err(_) => true,
        };
        let stated = self.structured.licence.clone().filter(is_usable);
        stated.or_else(|| linked().filter(is_usable)).or_else(|| meta().filter(is_usable))
    }

    /// The addresses that the page states for itself, the most trusted first.
    pub(super) fn stated_addresses(&self) -> Vec<Url> {
        let link = select_first(self.html, "link[rel~=canonical i][href]").and_then(|link| link.attr("href"));
        [link, self.meta.first(&["og:url"])]
            .into_iter()
            .flatten()
            .filter_map(|text| match self.address {
                Some(address) => address.join(text.trim()).ok(),
                None => Url::parse(text.trim()).ok(),
            })
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .collect()
    }

    /// Names that the site goes by: as stated, and as in the address (`syria.tv` is "syriatv", "syria").
    fn site_names(&self) -> Vec<String> {
        let meta = [
            "og:site_name",
            "application-name",
            "apple-mobile-web-app-title",
            "twitter:site",
            "dc.publisher",
        ];
        let mut names: Vec<String> =
            meta.iter().filter_map(|name| self.meta.first(&[*name])).map(str::to_owned).collect();
        names.extend(self.structured.publisher.clone());
        let stated = self.stated_addresses();
        if let Some(site) = self.address.or(stated.first()).and_then(crate::canonical::site_of) {
            names.push(site.split('.').next().unwrap_or_default().to_owned());
            names.push(site);
        }
        names
    }
}

/// Longest section that is stated, in characters; longer texts are something else in the wrong place.
const LONGEST_SECTION: usize = 60;

/// Keywords kept of one page; pages that list more list the whole site's.
const MAX_KEYWORDS: usize = 100;
