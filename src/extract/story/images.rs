//! The images of the story, in it or right above it, with caption and credit.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use url::Url;

use super::regions::{Region, Regions, any_name_word};
use super::related::{Address, absolute};
use crate::extract::dom::{ElementRef, Node, NodeId};
use crate::model::Image;

/// More than any story shows.
const MOST_IMAGES: usize = 50;

/// Elements that are looked at: a page of thousands is no story.
const MOST_LOOKED_AT: usize = 2_000;

/// Sources of one picture that are looked at.
const MOST_SOURCES: usize = 20;

/// Nodes of a caption that are read: a caption that holds half a page is none.
const LONGEST_CAPTION_NODES: usize = 500;

/// Levels above the container at which the headline, and with it the opening image, is looked for.
const LEVELS_TO_HEADLINE: usize = 5;

/// Finds the images between the headline and the end of the container.
pub(super) fn story_images(container: &ElementRef<'_>, regions: &Regions, base: Option<&Url>) -> Vec<Image> {
    let scope = scope_of(container);
    let end = container.next_siblings().find(|node| node.value().is_element()).map(|node| node.id());
    let mut images: Vec<Image> = Vec::new();
    let mut seen = HashSet::new();
    let mut beside = HashMap::new();
    let within = scope.descendants().take_while(|node| Some(node.id()) != end);
    for element in within
        .filter_map(ElementRef::wrap)
        .filter(|element| matches!(element.value().name(), "img" | "amp-img"))
        .take(MOST_LOOKED_AT)
    {
        if images.len() >= MOST_IMAGES {
            break;
        }
        if is_decoration(&element) || stands_beside(&element, scope.id(), regions, &mut beside) {
            continue;
        }
        let Some(url) = address_of(&element, base) else { continue };
        if seen.insert(key_of(&url)) {
            let (caption, credit) = caption_of(&element, scope.id());
            images.push(Image { url: url.into(), caption, credit });
        }
    }
    images
}

/// The smallest element around the container that holds the headline too, or the container itself.
fn scope_of<'a>(container: &ElementRef<'a>) -> ElementRef<'a> {
    let outer = container.ancestors().filter_map(ElementRef::wrap).take(LEVELS_TO_HEADLINE);
    let mut around = std::iter::once(*container)
        .chain(outer.filter(|element| !matches!(element.value().name(), "body" | "html")));
    around
        .find(|element| element.descendent_elements().any(|inner| inner.value().name() == "h1"))
        .unwrap_or(*container)
}

/// Whether an image stands in a region beside the story. `known` keeps what was found of the elements around earlier ones.
fn stands_beside(
    image: &ElementRef<'_>,
    scope: NodeId,
    regions: &Regions,
    known: &mut HashMap<NodeId, bool>,
) -> bool {
    let around =
        image.ancestors().take_while(|node| node.id() != scope).filter_map(ElementRef::wrap).take(20);
    around.into_iter().any(|element| {
        *known.entry(element.id()).or_insert_with(|| {
            let region = regions.region_of(&element, Region::Plain);
            matches!(region, Region::Side | Region::Related | Region::Hidden)
        })
    })
}

/// Icons, logos, portraits and tracking pixels.
fn is_decoration(image: &ElementRef<'_>) -> bool {
    let names = [
        image.attr("class"),
        image.attr("id"),
        image.attr("src"),
        image.attr("alt").filter(|alt| alt.len() < 30),
    ];
    let is_decorative = |word: &str| {
        matches!(
            word,
            "icon"
                | "icons"
                | "logo"
                | "logos"
                | "avatar"
                | "emoji"
                | "pixel"
                | "spacer"
                | "gravatar"
                | "badge"
                | "button"
                | "sprite"
                | "blank"
                | "tracking"
                | "ico"
        )
    };
    let is_called_so = names.into_iter().flatten().any(|names| any_name_word(names, is_decorative));
    let is_tiny = |name: &str| {
        let size = image.attr(name).and_then(|size| size.trim_end_matches("px").trim().parse::<u32>().ok());
        size.is_some_and(|size| size < 60)
    };
    is_called_so || is_tiny("width") || is_tiny("height")
}

/// The address of the real image: lazy-loading attributes before `src`, which is often a placeholder then.
fn address_of(image: &ElementRef<'_>, base: Option<&Url>) -> Option<Url> {
    let lazy = [
        "data-src",
        "data-original",
        "data-lazy-src",
        "data-lazy",
        "data-url",
        "data-image",
        "data-hi-res-src",
        "data-src-large",
    ];
    let single = lazy.into_iter().filter_map(|name| image.attr(name));
    let sets = ["data-srcset", "data-lazy-srcset", "srcset"].into_iter().filter_map(|name| image.attr(name));
    let candidates =
        single.chain(image.attr("src")).chain(sets.filter_map(largest_of)).chain(picture_source(image));
    let mut addresses =
        candidates.map(str::trim).filter(|address| !address.is_empty() && !address.starts_with("data:"));
    addresses.find_map(|address| match absolute(address, base) {
        Address::Web(url) if !is_placeholder(&url) => Some(url),
        _ => None,
    })
}

/// The address of the widest entry of a `srcset`.
fn largest_of(set: &str) -> Option<&str> {
    let entries = set.split(", ").filter_map(|entry| {
        let mut parts = entry.split_whitespace();
        let address = parts.next()?.trim_end_matches(',');
        let size = parts.next().and_then(|size| size.trim_end_matches(['w', 'x', ',']).parse::<f64>().ok());
        Some((size.unwrap_or(1.0), address))
    });
    entries.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, address)| address)
}

fn picture_source<'a>(image: &ElementRef<'a>) -> Option<&'a str> {
    let picture =
        image.parent().and_then(ElementRef::wrap).filter(|parent| parent.value().name() == "picture")?;
    let sources =
        picture.child_elements().take(MOST_SOURCES).filter(|child| child.value().name() == "source");
    sources
        .filter_map(|source| source.attr("srcset").or_else(|| source.attr("data-srcset")))
        .find_map(largest_of)
}

fn is_placeholder(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    path.ends_with(".svg")
        || ["placeholder", "spacer", "pixel.gif", "blank.gif", "1x1", "transparent."]
            .iter()
            .any(|word| path.contains(word))
}

/// Sizes of one image differ in the query only.
fn key_of(url: &Url) -> String {
    format!("{}{}", url.host_str().unwrap_or_default(), url.path())
}

fn caption_of(image: &ElementRef<'_>, scope: NodeId) -> (Option<String>, Option<String>) {
    let around = image.ancestors().take_while(|node| node.id() != scope).filter_map(ElementRef::wrap).take(6);
    for element in around {
        let captions = element.descendent_elements().take(40).skip(1).filter(is_caption);
        let Some(caption) = captions.into_iter().next() else { continue };
        return split_credit(&caption);
    }
    (None, None)
}

/// Words of class names that mean a caption.
const CAPTION_NAMES: &[&str] = &["caption", "legend", "legende", "leyenda", "didascalia", "bildunterschrift"];

/// Finds them anywhere in a list of classes: most have none, and need not be cut into words.
static CAPTION_FINDER: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(CAPTION_NAMES).ok());

fn is_caption(element: &ElementRef<'_>) -> bool {
    let may_be_named = |class: &str| CAPTION_FINDER.as_ref().is_none_or(|finder| finder.is_match(class));
    let is_named_so = || {
        element.attr("class").is_some_and(|class| {
            may_be_named(class) && any_name_word(class, |word| CAPTION_NAMES.contains(&word))
        })
    };
    element.value().name() == "figcaption" || (element.value().name() != "img" && is_named_so())
}

/// Splits "Caption (Photo: Name)" where the page marks the credit, by an element or by a word.
fn split_credit(caption: &ElementRef<'_>) -> (Option<String>, Option<String>) {
    let marked = caption.descendent_elements().skip(1).find(|element| {
        element.attr("class").is_some_and(|class| {
            any_name_word(class, |word| {
                matches!(
                    word,
                    "credit"
                        | "credits"
                        | "copyright"
                        | "photographer"
                        | "author"
                        | "source"
                        | "byline"
                        | "agency"
                        | "rights"
                )
            })
        })
    });
    let credit_id = marked.map(|element| element.id());
    let credit = marked.map(|element| folded_text(&element, None));
    let text = folded_text(caption, credit_id);
    if credit.is_some() {
        return (some_text(&text), credit.as_deref().map(without_credit_word).and_then(some_text));
    }
    match marker_range(&text) {
        Some(range) => {
            let before = text.get(..range.start).unwrap_or_default();
            let behind = text.get(range.end..).unwrap_or_default();
            (
                some_text(before.trim_end_matches(['(', '[', '|', '–', '-', ' '])),
                some_text(behind.trim_end_matches([')', ']', ' '])),
            )
        }
        None => (some_text(&text), None),
    }
}

/// Where a word such as "Photo:" or «تصوير:» stands in a caption.
fn marker_range(text: &str) -> Option<Range<usize>> {
    CREDIT_WORDS
        .iter()
        .filter_map(|word| text.find(word).map(|start| start..start + word.len()))
        .min_by_key(|range| range.start)
}

/// Words before the name of a photographer or agency.
const CREDIT_WORDS: &[&str] = &[
    "Photo by ",
    "Photo: ",
    "Photograph: ",
    "Photo credit: ",
    "Credit: ",
    "Image credit: ",
    "Image: ",
    "Picture: ",
    "Source: ",
    "Photo : ",
    "Crédit : ",
    "Crédits : ",
    "©",
    "Foto: ",
    "Foto : ",
    "Bild: ",
    "Quelle: ",
    "Fotó: ",
    "Kuva: ",
    "Фото: ",
    "Источник: ",
    "الصورة: ",
    "تصوير: ",
    "تصوير : ",
    "المصدر: ",
    "عکس: ",
    "צילום: ",
    "Fotoğraf: ",
    "Crédito: ",
    "Fuente: ",
    "Fonte: ",
    "Zdroj: ",
    "Fot. ",
    "fot. ",
];

fn without_credit_word(credit: &str) -> &str {
    let credit = credit.trim();
    CREDIT_WORDS.iter().find_map(|word| credit.strip_prefix(word)).unwrap_or(credit).trim()
}

fn some_text(text: &str) -> Option<String> {
    let text = text.trim();
    text.contains(char::is_alphanumeric).then(|| text.to_owned())
}

/// The text of an element, white space folded, without one element in it.
fn folded_text(element: &ElementRef<'_>, without: Option<NodeId>) -> String {
    let mut text = String::new();
    for node in element.descendants().take(LONGEST_CAPTION_NODES) {
        if let Node::Text(part) = node.value()
            && !node
                .ancestors()
                .take_while(|outer| outer.id() != element.id())
                .any(|outer| Some(outer.id()) == without)
        {
            text.push_str(part);
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
