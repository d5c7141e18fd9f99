//! The `meta` elements of a page under their names, whichever attribute holds the name.

use std::collections::HashMap;

use super::page_text::{fold_space, select_all};
use crate::extract::dom::Html;

/// Elements that are read; honest pages have some dozens.
const MOST_ELEMENTS: usize = 5_000;

/// Contents of the `meta` elements by lower-case name (`name`, `property`, `itemprop`, `http-equiv`), in page order.
#[derive(Debug, Default)]
pub(super) struct MetaTags {
    contents: HashMap<String, Vec<String>>,
}

impl MetaTags {
    /// Reads them from the whole page: many sites write some of them into the body.
    pub(super) fn read(html: &Html) -> Self {
        let mut contents: HashMap<String, Vec<String>> = HashMap::new();
        for element in select_all(html, "meta[content], meta[value]").into_iter().take(MOST_ELEMENTS) {
            let content = element.attr("content").or_else(|| element.attr("value")).unwrap_or_default();
            let content = fold_space(content);
            if content.is_empty() {
                continue;
            }
            for attribute in ["name", "property", "itemprop", "http-equiv"] {
                let Some(names) = element.attr(attribute) else { continue };
                for name in names.split_whitespace() {
                    contents.entry(name.to_lowercase()).or_default().push(content.clone());
                }
            }
        }
        Self { contents }
    }

    /// The first content of the first of these (lower-case) names that has one.
    pub(super) fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.contents.get(*name)?.first()).map(String::as_str)
    }

    /// All contents of the first of these names that has any.
    pub(super) fn all(&self, names: &[&str]) -> &[String] {
        names.iter().find_map(|name| self.contents.get(*name)).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_every_attribute_and_case() {
        let html = Html::parse_document(
            "<meta property='OG:Title' content=' A  title '><meta name='og:title' content='second'>
             <meta itemprop='datePublished' content='2021-03-18'><meta name=empty content=''>",
        );
        let tags = MetaTags::read(&html);
        assert_eq!(tags.first(&["dc.title", "og:title"]), Some("A title"));
        assert_eq!(tags.all(&["og:title"]).len(), 2);
        assert_eq!(tags.first(&["datepublished"]), Some("2021-03-18"));
        assert_eq!(tags.first(&["empty"]), None);
    }
}
