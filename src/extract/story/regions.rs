//! What an element declares itself to be: hidden, a caption, or a region beside the story (menu, comments, related stories).

use std::collections::HashSet;

use super::body_names::BodyName;
use super::region_names::{Said, beginning, said_by_classes, said_by_names};
use crate::extract::dom::{ElementRef, Html, Node, NodeId, Selector, Tag, TagSet};

/// What the text of an element is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    /// Nothing special.
    Plain,
    /// Caption or credit of an image.
    Caption,
    /// Links to other stories.
    Related,
    /// Menu, comments, sharing, biography and the like.
    Side,
    /// Not shown at all.
    Hidden,
}

/// Finds the region of elements; knows which are too big a part of the page to be a side matter.
#[derive(Debug, Default)]
pub(super) struct Regions {
    masses: Masses,
    /// Nodes that a site rule drops; empty when there are none.
    dropped: HashSet<NodeId>,
    /// What each class list says, by its number.
    said_by_class: Vec<Said>,
}

/// Share of a page's text above which an element is no side matter, whatever it is called.
const MAIN_SHARE: f64 = 0.45;

impl Regions {
    /// Measures a page. `drop`: CSS selectors of elements that are never part of an article.
    pub(super) fn of_page(html: &Html, drop: &[String]) -> Self {
        let selectors = drop.iter().filter_map(|selector| Selector::parse(selector).ok());
        let dropped = selectors.flat_map(|s| html.select(&s).map(|e| e.id()).collect::<Vec<_>>()).collect();
        let said_by_class = std::iter::once(Said::default()).chain(html.class_lists().map(said_by_classes));
        Self { masses: Masses::of(html), dropped, said_by_class: said_by_class.collect() }
    }

    /// The region of an element inside one of the region `outer`.
    pub(super) fn region_of(&self, element: &ElementRef<'_>, outer: Region) -> Region {
        let said = self.said_by_class.get(element.class_number()).copied().unwrap_or_default();
        let is_dropped = || !self.dropped.is_empty() && self.dropped.contains(&element.id());
        if NEVER_SHOWN.contains(element.tag())
            || is_dropped()
            || (is_hidden(element, said) && !self.masses.is_main(element))
        {
            return Region::Hidden;
        }
        match (outer, self.own_region(element, said)) {
            (Region::Plain, own) => own,
            (Region::Side, Region::Related) => Region::Related,
            (outer, _) => outer,
        }
    }

    /// How surely an element is called like the body of a story.
    pub(super) fn body_name_of(&self, element: &ElementRef<'_>) -> BodyName {
        if element.attr("itemprop").is_some_and(|name| name.eq_ignore_ascii_case("articleBody")) {
            return BodyName::Declared;
        }
        let said = self.said_by_class.get(element.class_number()).copied().unwrap_or_default();
        said_of(element, said).body_name()
    }

    fn own_region(&self, element: &ElementRef<'_>, said: Said) -> Region {
        let tag = element.tag();
        if tag == FIGCAPTION {
            return Region::Caption;
        }
        if tag == P {
            // Paragraphs are what stories are made of: only a caption or an unmistakable name makes them another thing.
            return match region_of_names(element, said) {
                Region::Related => Region::Plain,
                region => region,
            };
        }
        if PLAIN.contains(tag) {
            return Region::Plain;
        }
        // A footer or a discussion can hold more text than a short story, but not its headline.
        let is_surely_beside = SURELY_BESIDE.contains(tag) || is_discussion(element);
        let by_name = region_of_names(element, said);
        let is_side_role = || element.attr("role").is_some_and(|role| SIDE_ROLES.contains(&role));
        let region = match by_name {
            Region::Plain if SIDE_ELEMENTS.contains(tag) || is_side_role() => Region::Side,
            region => region,
        };
        let is_exempt = || {
            if is_surely_beside { self.masses.holds_headline(element) } else { self.masses.is_main(element) }
        };
        if region != Region::Plain && is_exempt() { Region::Plain } else { region }
    }
}

const P: Tag = Tag::named("p");
const FIGCAPTION: Tag = Tag::named("figcaption");

/// Elements that are what they are, whatever they are called.
const PLAIN: TagSet = TagSet::of(&[
    "html", "body", "article", "a", "b", "i", "em", "strong", "h1", "br", "td", "tr", "tbody", "font",
]);
const SURELY_BESIDE: TagSet = TagSet::of(&["footer", "nav", "aside", "dialog"]);
const SIDE_ELEMENTS: TagSet = TagSet::of(&["nav", "aside", "footer", "address", "label", "dialog", "menu"]);
const SIDE_ROLES: [&str; 8] =
    ["navigation", "complementary", "contentinfo", "search", "dialog", "menu", "alert", "toolbar"];

/// Elements that hold no reading matter.
const NEVER_SHOWN: TagSet = TagSet::of(&[
    "script",
    "style",
    "template",
    "noscript",
    "svg",
    "iframe",
    "object",
    "embed",
    "video",
    "audio",
    "canvas",
    "select",
    "option",
    "datalist",
    "button",
    "input",
    "textarea",
    "map",
    "head",
    "title",
    "amp-ad",
    "amp-iframe",
    "noframes",
    "progress",
    "meter",
    "rp",
    "rt",
]);

fn is_discussion(element: &ElementRef<'_>) -> bool {
    let id = element.attr("id").unwrap_or_default();
    matches!(id, "comments" | "disqus_thread" | "comment-section" | "respond" | "kommentare")
}

/// The words of `class` and `id` say what an element is.
fn region_of_names(element: &ElementRef<'_>, said_by_class: Said) -> Region {
    said_of(element, said_by_class).region()
}

fn said_of(element: &ElementRef<'_>, said_by_class: Said) -> Said {
    let others = [element.attr("id"), element.attr("data-component"), element.attr("data-testid")];
    others.into_iter().flatten().map(said_by_names).fold(said_by_class, Said::and)
}

/// Whether one of the words of a name is wanted: `articleBody_shareBar` is `article`, `body`, `share`, `bar`.
pub(super) fn any_name_word(names: &str, mut is_wanted: impl FnMut(&str) -> bool) -> bool {
    let mut word = String::new();
    let mut was_lower = false;
    for character in names.chars() {
        let begins_hump = character.is_uppercase() && was_lower;
        if (begins_hump || !character.is_alphanumeric()) && !word.is_empty() {
            if is_wanted(&word) {
                return true;
            }
            word.clear();
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        was_lower = character.is_lowercase();
    }
    !word.is_empty() && is_wanted(&word)
}

/// Elements that are not shown at first. Pages that a script puts together hide even their main part.
fn is_hidden(element: &ElementRef<'_>, said_by_class: Said) -> bool {
    if element.attr("hidden").is_some() {
        return true;
    }
    if matches!(element.tag(), Tag::HTML | Tag::BODY) {
        return false;
    }
    said_by_class.is_hidden() || element.attr("style").is_some_and(|style| is_styled_away(beginning(style)))
}

fn is_styled_away(style: &str) -> bool {
    let is_likely =
        style.bytes().any(|byte| matches!(byte, b'n' | b'N' | b'h' | b'H')) && style.contains(':');
    is_likely && {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    }
}

/// How much text outside of links each part of a page holds, and where the headlines are.
#[derive(Debug, Default)]
struct Masses {
    /// Characters that are not white space, outside of links, before each node; one more for the end.
    chars_before: Vec<u32>,
    /// Numbers of the `h1` elements.
    headlines: Vec<u32>,
}

impl Masses {
    fn of(html: &Html) -> Self {
        let mut chars_before = Vec::with_capacity(html.node_count() + 1);
        let (mut chars, mut silent_until) = (0_u32, 0);
        for node in html.nodes() {
            chars_before.push(chars);
            let number = node.range().start;
            match node.value() {
                Node::Text(text) if number >= silent_until => {
                    chars = chars.saturating_add(visible_chars(text));
                }
                Node::Element(element) if number >= silent_until && SILENT.contains(element.tag()) => {
                    silent_until = node.range().end;
                }
                _ => {}
            }
        }
        chars_before.push(chars);
        let headlines = html.with_tag(Tag::named("h1")).map(|headline| headline.range().start).collect();
        Self { chars_before, headlines }
    }

    fn chars_in(&self, element: &ElementRef<'_>) -> u32 {
        let range = element.range();
        let before = |number: u32| self.chars_before.get(number as usize).copied().unwrap_or(0);
        before(range.end).saturating_sub(before(range.start))
    }

    /// Whether the headline is in an element.
    fn holds_headline(&self, element: &ElementRef<'_>) -> bool {
        let range = element.range();
        let next = self.headlines.partition_point(|headline| *headline < range.start);
        self.headlines.get(next).is_some_and(|headline| range.contains(headline))
    }

    /// Whether an element is too big a part of the page to be a side matter.
    fn is_main(&self, element: &ElementRef<'_>) -> bool {
        let total = self.chars_before.last().copied().unwrap_or(0);
        f64::from(self.chars_in(element)) > f64::from(total) * MAIN_SHARE || self.holds_headline(element)
    }
}

/// Characters of a text that are not white space.
fn visible_chars(text: &str) -> u32 {
    let count = if text.is_ascii() {
        text.bytes().filter(|byte| !byte.is_ascii_whitespace()).count()
    } else {
        text.chars().filter(|character| !character.is_whitespace()).count()
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Elements whose text is no reading matter: links and what is never shown.
const SILENT: TagSet = TagSet::of(&[
    "a", "script", "style", "noscript", "template", "select", "textarea", "svg", "head", "button",
]);
