//! What an element declares itself to be: hidden, a caption, or a region beside the story (menu, comments, related stories).

use std::collections::{HashMap, HashSet};

use super::region_words::{CAPTION_WORDS, HIDDEN_WORDS, RELATED_WORDS, SIDE_WORD_PAIRS, SIDE_WORDS};
use crate::extract::dom::{Edge, ElementRef, Html, Node, NodeId, Selector};

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
    main_elements: HashSet<NodeId>,
    around_headline: HashSet<NodeId>,
    dropped: HashSet<NodeId>,
}

/// Share of a page's text above which an element is no side matter, whatever it is called.
const MAIN_SHARE: f64 = 0.45;

impl Regions {
    /// Measures a page. `drop`: CSS selectors of elements that are never part of an article.
    pub(super) fn of_page(html: &Html, drop: &[String]) -> Self {
        let selectors = drop.iter().filter_map(|selector| Selector::parse(selector).ok());
        let dropped = selectors.flat_map(|s| html.select(&s).map(|e| e.id()).collect::<Vec<_>>()).collect();
        let masses = text_masses(html);
        let total = masses.values().map(|mass| mass.chars).max().unwrap_or(0);
        let is_main = |mass: &Mass| mass.chars as f64 > total as f64 * MAIN_SHARE || mass.has_headline;
        let main_elements = masses.iter().filter(|(_, mass)| is_main(mass)).map(|(id, _)| *id).collect();
        let around_headline =
            masses.iter().filter(|(_, mass)| mass.has_headline).map(|(id, _)| *id).collect();
        Self { main_elements, around_headline, dropped }
    }

    /// The region of an element inside one of the region `outer`.
    pub(super) fn region_of(&self, element: &ElementRef<'_>, outer: Region) -> Region {
        let is_main = self.main_elements.contains(&element.id());
        if self.dropped.contains(&element.id()) || is_never_shown(element) || (is_hidden(element) && !is_main)
        {
            return Region::Hidden;
        }
        match (outer, self.own_region(element)) {
            (Region::Plain, own) => own,
            (Region::Side, Region::Related) => Region::Related,
            (outer, _) => outer,
        }
    }

    fn own_region(&self, element: &ElementRef<'_>) -> Region {
        let name = element.value().name();
        match name {
            "figcaption" => return Region::Caption,
            "html" | "body" | "article" | "a" | "b" | "i" | "em" | "strong" | "p" | "h1" | "br" | "td"
            | "tr" | "tbody" | "font" => {
                return if name == "p" { paragraph_region(element) } else { Region::Plain };
            }
            _ => {}
        }
        // A footer or a discussion can hold more text than a short story, but not its headline.
        let is_surely_beside =
            matches!(name, "footer" | "nav" | "aside" | "dialog") || is_discussion(element);
        let exempt = if is_surely_beside { &self.around_headline } else { &self.main_elements };
        if exempt.contains(&element.id()) {
            return Region::Plain;
        }
        let is_side_element =
            matches!(name, "nav" | "aside" | "footer" | "address" | "label" | "dialog" | "menu");
        let role = element.attr("role").unwrap_or_default();
        let is_side_role = matches!(
            role,
            "navigation"
                | "complementary"
                | "contentinfo"
                | "search"
                | "dialog"
                | "menu"
                | "alert"
                | "toolbar"
        );
        match region_of_names(element) {
            Region::Plain if is_side_element || is_side_role => Region::Side,
            region => region,
        }
    }
}

fn is_discussion(element: &ElementRef<'_>) -> bool {
    let id = element.attr("id").unwrap_or_default();
    matches!(id, "comments" | "disqus_thread" | "comment-section" | "respond" | "kommentare")
}

/// Paragraphs are what stories are made of: only a caption or an unmistakable name makes them another thing.
fn paragraph_region(element: &ElementRef<'_>) -> Region {
    match region_of_names(element) {
        Region::Related => Region::Plain,
        region => region,
    }
}

/// The words of `class` and `id` say what an element is.
fn region_of_names(element: &ElementRef<'_>) -> Region {
    let names = [
        element.attr("class"),
        element.attr("id"),
        element.attr("data-component"),
        element.attr("data-testid"),
    ];
    // `print:hidden` and `[.floated_&]:mt-0` say how an element looks, not what it is.
    let names = names.into_iter().flatten().map(beginning);
    let names = names.flat_map(str::split_whitespace).filter(|name| !name.contains([':', '[']));
    let words: Vec<String> = names.flat_map(name_words).take(60).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.binary_search(&word.as_str()).is_ok());
    let has_pair = |list: &[&str]| {
        words
            .windows(2)
            .any(|pair| list.binary_search(&[pair[0].as_str(), pair[1].as_str()].concat().as_str()).is_ok())
    };
    if has(CAPTION_WORDS) {
        Region::Caption
    } else if has(RELATED_WORDS) || has_pair(RELATED_WORDS) {
        Region::Related
    } else if has(SIDE_WORDS) || has_pair(SIDE_WORD_PAIRS) {
        Region::Side
    } else {
        Region::Plain
    }
}

/// Splits `articleBody_shareBar` into `article`, `body`, `share`, `bar`.
pub(super) fn name_words(names: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_lower = false;
    for character in names.chars() {
        let begins_hump = character.is_uppercase() && was_lower;
        if (begins_hump || !character.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        was_lower = character.is_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Elements that hold no reading matter.
fn is_never_shown(element: &ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "script"
            | "style"
            | "template"
            | "noscript"
            | "svg"
            | "iframe"
            | "object"
            | "embed"
            | "video"
            | "audio"
            | "canvas"
            | "select"
            | "option"
            | "datalist"
            | "button"
            | "input"
            | "textarea"
            | "map"
            | "head"
            | "title"
            | "amp-ad"
            | "amp-iframe"
            | "noframes"
            | "progress"
            | "meter"
            | "rp"
            | "rt"
    )
}

/// Elements that are not shown at first. Pages that a script puts together hide even their main part.
fn is_hidden(element: &ElementRef<'_>) -> bool {
    let name = element.value().name();
    if element.attr("hidden").is_some() {
        return true;
    }
    if matches!(name, "html" | "body") {
        return false;
    }
    let style = beginning(element.attr("style").unwrap_or_default());
    let is_styled_away = !style.is_empty() && {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    };
    let mut classes = beginning(element.attr("class").unwrap_or_default()).split_whitespace();
    is_styled_away || classes.any(|class| HIDDEN_WORDS.binary_search(&class).is_ok())
}

/// The part of an attribute that is read: parsers repeat the attributes of unclosed elements, however long they are.
fn beginning(attribute: &str) -> &str {
    /// Characters; real class lists are shorter.
    const LONGEST: usize = 1_000;
    let end = attribute.char_indices().nth(LONGEST).map_or(attribute.len(), |(at, _)| at);
    attribute.get(..end).unwrap_or_default()
}

/// How much text outside of links an element holds, and whether the headline is in it.
#[derive(Debug, Clone, Copy, Default)]
struct Mass {
    chars: usize,
    has_headline: bool,
}

fn text_masses(html: &Html) -> HashMap<NodeId, Mass> {
    let mut masses = HashMap::new();
    let mut open: Vec<Mass> = vec![Mass::default()];
    let mut silent_depth = 0_usize;
    for edge in html.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if silent_depth == 0 => {
                    let chars = text.chars().filter(|character| !character.is_whitespace()).count();
                    if let Some(mass) = open.last_mut() {
                        mass.chars += chars;
                    }
                }
                Node::Element(element) => {
                    silent_depth += usize::from(is_silent(element.name()));
                    open.push(Mass { chars: 0, has_headline: element.name() == "h1" });
                }
                _ => {}
            },
            Edge::Close(node) => {
                let Some(element) = ElementRef::wrap(node) else { continue };
                silent_depth -= usize::from(is_silent(element.value().name())).min(silent_depth);
                let mass = open.pop().unwrap_or_default();
                masses.insert(node.id(), mass);
                if let Some(outer) = open.last_mut() {
                    outer.chars += mass.chars;
                    outer.has_headline |= mass.has_headline;
                }
            }
        }
    }
    masses
}

/// Whether an element's text is no reading matter: links and what is never shown.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "a" | "script"
            | "style"
            | "noscript"
            | "template"
            | "select"
            | "textarea"
            | "svg"
            | "head"
            | "button"
    )
}
