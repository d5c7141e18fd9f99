//! What an element of a page is part of: a menu, a teaser, a headline, a paragraph.

use crate::xml::Tag;

/// Words in classes and ids of what is no list of articles.
const MENU_WORDS: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "breadcrumb",
    "breadcrumbs",
    "comments",
    "cookie",
    "cookies",
    "footer",
    "login",
    "menu",
    "menubar",
    "mostread",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "pager",
    "pagination",
    "popular",
    "recommended",
    "related",
    "share",
    "sharing",
    "sidebar",
    "social",
    "submenu",
    "subscribe",
    "tagcloud",
    "toolbar",
    "trending",
];
/// Roles of the same (WAI-ARIA 1.2).
const MENU_ROLES: &[&str] =
    &["navigation", "menu", "menubar", "contentinfo", "search", "dialog", "complementary"];
/// Elements of the same.
const MENU_NAMES: &[&str] = &["nav", "footer", "aside", "form", "dialog", "select", "menu"];

/// What an element is part of. All false by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Surroundings {
    /// A menu, a sidebar, a footer, a box about other things.
    pub(super) is_menu: bool,
    /// The main part, or an entry of a list.
    pub(super) is_teaser: bool,
    pub(super) is_heading: bool,
    pub(super) is_paragraph: bool,
}

/// What the inside of an element is part of, given what the element itself is part of.
pub(super) fn surroundings_of(tag: &Tag<'_>, outer: Surroundings) -> Surroundings {
    let name = tag.name.to_ascii_lowercase();
    let is_teaser = matches!(name.as_str(), "article" | "main");
    let is_page = matches!(name.as_str(), "html" | "body" | "main" | "article");
    // A header inside a teaser is the teaser's.
    let is_sites_header = name == "header" && !outer.is_teaser;
    let is_menu = MENU_NAMES.contains(&name.as_str())
        || is_sites_header
        || tag
            .attribute("role")
            .is_some_and(|role| MENU_ROLES.contains(&role.trim().to_ascii_lowercase().as_str()))
        || !is_page && has_menu_word(tag);
    Surroundings {
        is_menu: outer.is_menu || is_menu,
        is_teaser: outer.is_teaser || is_teaser,
        is_heading: matches!(name.as_bytes(), [b'h', b'1'..=b'6']) || outer.is_heading && name != "p",
        is_paragraph: name == "p" || outer.is_paragraph,
    }
}

fn has_menu_word(tag: &Tag<'_>) -> bool {
    ["class", "id"].iter().filter_map(|name| tag.attribute(name)).any(|value| {
        let words = value.split(|char: char| !char.is_ascii_alphanumeric());
        words.map(str::to_ascii_lowercase).any(|word| MENU_WORDS.binary_search(&word.as_str()).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        assert!(MENU_WORDS.is_sorted());
    }
}
