//! The headings of a page that may be its headline, each without the kicker or subtitle that stands in the same element.

use url::Url;

use super::head::PageHead;
use super::page_text::{comparison_key, fold_space, select_all, select_within, text_of, without_markup};
use super::title::{LONGEST_TITLE, SEPARATORS, without_site_name};
use crate::extract::dom::{ElementRef, Node};

/// A heading that may be the headline.
#[derive(Debug)]
pub(super) struct Heading {
    /// Its text, without what its element marks as kicker, subtitle or hidden.
    pub(super) text: String,
    /// Its whole text.
    pub(super) whole: String,
    /// The text without its first and without its last line or element, which may be a kicker or a subtitle.
    pub(super) cut: Vec<String>,
    /// Whether it stands in an element that holds a story.
    pub(super) in_story: bool,
}

/// Headings looked at of each kind.
const MOST: usize = 20;

/// What stands for `h1` on pages that use it for the name of the site, or not at all.
const INSTEAD: &str = "[itemprop=headline], [class*=entry-title i], [class*=post-title i], [class*=article-title i], [class*=headline i], article h2[class~=title i]";

/// What stands for it where the only `h1` ends a breadcrumb trail.
const BELOW_CRUMBS: &str = "hgroup h2, header h2, article h2, main h2";

/// The `h1` elements that may be the headline, those inside an article first.
pub(super) fn visible_headings(head: &PageHead<'_>) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut crumbs = Vec::new();
    let firsts = select_all(head.html, "h1");
    let (in_story, others): (Vec<_>, Vec<_>) =
        firsts.into_iter().take(MOST).partition(|h1| stands_in_story(*h1));
    for (element, in_story) in
        in_story.into_iter().map(|h1| (h1, true)).chain(others.into_iter().map(|h1| (h1, false)))
    {
        let is_crumb = is_crumb(element) && !is_stated_headline(element, head);
        take(if is_crumb { &mut crumbs } else { &mut headings }, element, head, in_story);
    }
    let has_h1 = !headings.is_empty();
    if !has_h1 {
        select_all(head.html, INSTEAD)
            .into_iter()
            .take(MOST)
            .for_each(|element| take(&mut headings, element, head, false));
    }
    if !crumbs.is_empty() && !has_h1 {
        select_all(head.html, BELOW_CRUMBS)
            .into_iter()
            .take(MOST)
            .for_each(|element| take(&mut headings, element, head, false));
    }
    if headings.is_empty() { crumbs } else { headings }
}

/// Keeps an element as a heading, when it can be one.
fn take(headings: &mut Vec<Heading>, element: ElementRef<'_>, head: &PageHead<'_>, in_story: bool) {
    let whole = text_of(element);
    if whole.is_empty() || whole.chars().count() > LONGEST_TITLE || leads_home(element, head.address) {
        return;
    }
    let text = without_site_name(&without_marked_parts(element, &whole), head);
    let usable = !text.is_empty() && !names_page_owner(&text, head);
    if usable && !headings.iter().any(|heading| heading.text == text) {
        let in_story = in_story || stands_in_article(element);
        headings.push(Heading { cut: cut_ends(element, &text), text, whole, in_story });
    }
}

/// Whether a heading is the last step of a breadcrumb trail, which repeats some title of the page in small letters.
fn is_crumb(element: ElementRef<'_>) -> bool {
    let own = element.value().attrs().any(|(name, value)| {
        name.contains("breadcrumb")
            || matches!(name, "class" | "id") && value.to_lowercase().contains("breadcrumb")
    });
    let outer = element.ancestors().filter_map(ElementRef::wrap).take(4);
    let mut steps = outer.filter(|outer| matches!(outer.value().name(), "nav" | "ol" | "ul" | "li"));
    own || steps.any(|outer| {
        ["class", "id"]
            .iter()
            .any(|name| outer.attr(name).is_some_and(|mark| mark.to_lowercase().contains("breadcrumb")))
    })
}

/// Whether JSON-LD calls this text the headline.
fn is_stated_headline(element: ElementRef<'_>, head: &PageHead<'_>) -> bool {
    let stated = head.structured.headline.as_deref().map(|title| comparison_key(&without_markup(title)));
    stated.is_some_and(|stated| stated == comparison_key(&text_of(element)))
}

fn stands_in_story(element: ElementRef<'_>) -> bool {
    element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .any(|outer| matches!(outer.value().name(), "article" | "main"))
}

fn stands_in_article(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|outer| outer.value().name() == "article")
}

/// Whether a heading is a link to the front page of the site or of the blog that the page is part of: a logo.
fn leads_home(element: ElementRef<'_>, address: Option<&Url>) -> bool {
    let links = select_within(element, "a[href]");
    let [link] = links.as_slice() else { return false };
    let href = link.attr("href").unwrap_or_default().trim();
    let leads_up = |url: Url| {
        let path = url.path().trim_end_matches('/');
        let here = address.filter(|address| address.host_str() == url.host_str()).map(Url::path);
        let is_above = here
            .and_then(|here| here.strip_prefix(path))
            .is_some_and(|rest| rest.trim_matches('/').contains('/'));
        url.query().is_none() && (path.is_empty() || is_above)
    };
    let is_home = matches!(href, "/" | "./") || Url::parse(href).is_ok_and(leads_up);
    is_home && text_of(*link) == text_of(element)
}

/// Words in the class (or attribute names) of an element inside a heading that is no part of the headline.
const MARKED_PARTS: [&str; 25] = [
    "kicker",
    "overline",
    "dachzeile",
    "topline",
    "top-line",
    "roofline",
    "eyebrow",
    "surtitle",
    "sur-title",
    "pretitle",
    "pre-title",
    "supertitle",
    "overtitle",
    "antetitulo",
    "cintillo",
    "volanta",
    "spitzmarke",
    "subtitle",
    "sub-title",
    "subline",
    "subheadline",
    "invisible",
    "screen-reader",
    "visually-hidden",
    "offscreen",
];

/// The text of a heading without elements in it that are marked as kicker, subtitle or unseen; the whole when nothing is left.
fn without_marked_parts(element: ElementRef<'_>, whole: &str) -> String {
    let marked = element.descendent_elements().skip(1).take(MOST).filter(|inside| {
        inside.value().attrs().any(|(name, value)| {
            let is_named = |text: &str| MARKED_PARTS.iter().any(|word| text.contains(word));
            (name == "class" && is_named(&value.to_lowercase()))
                || (name.starts_with("data-") && is_named(name))
        })
    });
    let mut text = whole.to_owned();
    for part in marked.map(text_of).filter(|part| !part.is_empty()) {
        let rest = text.strip_prefix(part.as_str()).or_else(|| text.strip_suffix(part.as_str()));
        // «Place / What happened» is one headline on the pages that write so.
        let is_slashed = part.ends_with('/') || rest.is_some_and(|rest| rest.trim_start().starts_with('/'));
        if let Some(rest) = rest.filter(|_| !is_slashed).map(without_joint).filter(|rest| !rest.is_empty()) {
            text = rest.to_owned();
        }
    }
    text
}

/// Without the mark that joined a text to what was cut off.
fn without_joint(text: &str) -> &str {
    let joint = |mark: char| mark.is_whitespace() || ":|-–—•·".contains(mark);
    text.trim_start_matches(joint)
        .trim_end_matches(|mark: char| mark.is_whitespace() || "|-–—•·".contains(mark))
}

/// The text of a heading without its first line or element, and without its last one.
fn cut_ends(element: ElementRef<'_>, text: &str) -> Vec<String> {
    let inner = innermost(element);
    let pieces: Vec<String> = inner
        .children()
        .filter_map(|node| match node.value() {
            Node::Text(text) => Some(fold_space(text)),
            _ => ElementRef::wrap(node).map(text_of),
        })
        .filter(|text| !text.is_empty())
        .collect();
    let [first, .., last] = pieces.as_slice() else { return Vec::new() };
    // «Place / What happened» is one headline on the pages that write so.
    let is_slashed = |rest: &&str| !rest.trim_start().starts_with('/');
    let below = text.strip_prefix(first.as_str()).filter(|_| !first.ends_with('/')).filter(is_slashed);
    let above = text.strip_suffix(last.as_str());
    [below, above]
        .into_iter()
        .flatten()
        .map(without_joint)
        .filter(|rest| !rest.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The element whose children are more than one element around everything.
fn innermost(element: ElementRef<'_>) -> ElementRef<'_> {
    let mut inner = element;
    for _ in 0..5 {
        let has_text =
            inner.children().filter_map(|node| node.value().as_text()).any(|text| !text.trim().is_empty());
        let mut children = inner.child_elements();
        match (children.next(), children.next()) {
            (Some(only), None) if !has_text => inner = only,
            _ => break,
        }
    }
    inner
}

/// Whether a heading is the name of the site: a known one, or what the document title ends with
/// after something longer («Headline of the day - Name of the blog»).
fn names_page_owner(heading: &str, head: &PageHead<'_>) -> bool {
    let key = comparison_key(heading);
    head.is_site_name(heading)
        || SEPARATORS.iter().filter_map(|mark| head.document_title.rsplit_once(mark)).any(|(before, name)| {
            before.chars().count() > name.chars().count() && comparison_key(name) == key
        })
}
