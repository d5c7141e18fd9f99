//! Who wrote the story: the visible byline verbatim, and the names that structured data, `meta` elements, byline or feed agree on.

use super::head::PageHead;
use super::names::{names_in, names_in_byline, without_byline_lead_in};
use super::page_text::{comparison_key, select_all, select_within, text_of};
use super::story::SurroundingLine;
use crate::extract::dom::ElementRef;

/// Elements that hold a byline, the most telling first.
const BYLINE_ELEMENTS: [&str; 5] = [
    "[itemprop=author], [rel~=author]",
    "[class*=byline i], [class*=by-line i], [data-testid*=byline i]",
    "[class~=author i], [class*=author-name i], [class*=authorname i], [class*=article-author i], [class*=article__author i]",
    "[class*=post-author i], [class*=entry-author i], [class*=story-author i], [class*=authors i], [id*=byline i]",
    "[class*=author i] a, [class*=kicker-author i], [class~=writer i], [class~=autor i], [class~=auteur i]",
];

/// Elements around which an author is not the story's.
const ELSEWHERE: [&str; 9] =
    ["comment", "sidebar", "related", "footer", "teaser", "promo", "recommend", "most-read", "widget"];

/// Longest byline, in characters.
const LONGEST_BYLINE: usize = 200;

/// The byline of a story.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Byline {
    /// The visible line, verbatim.
    pub(super) raw: Option<String>,
    /// Names, in order.
    pub(super) authors: Vec<String>,
}

/// Reads byline and authors. `lines` stand around the body.
pub(super) fn choose_byline(head: &PageHead<'_>, lines: &[SurroundingLine<'_>]) -> Byline {
    let ruled = head
        .by_rule(|select| &select.byline)
        .map(|raw| Byline { authors: names_in_byline(&raw), raw: Some(raw) });
    let visible =
        ruled.or_else(|| line_with_byline(lines)).or_else(|| byline_element(head)).unwrap_or_default();
    let meta = |names: &[&str]| names_of(head.meta.all(names));
    let structured = names_of(&head.structured.authors);
    // A person whom the reader is told of is more than the house that stands in for everyone.
    let (first, second) = if head.structured.authors_are_organisations {
        (visible.authors, structured)
    } else {
        (structured, visible.authors)
    };
    let stated = [
        first,
        second,
        meta(&[
            "article:author_name",
            "parsely-author",
            "sailthru.author",
            "cxenseparse:author",
            "citation_author",
            "byl",
        ]),
        meta(&["author"]),
        meta(&[
            "article:author",
            "og:article:author",
            "dc.creator",
            "dcterms.creator",
            "dc.creator.author",
            "creator",
        ]),
        labelled_author(head),
        names_of(&head.hints.authors),
    ];
    let authors = stated
        .into_iter()
        .map(|names| names.into_iter().filter(|name| !head.is_site_name(name)).collect::<Vec<_>>())
        .find(|names| !names.is_empty())
        // The house itself, when the page names it as the author and nobody else.
        .unwrap_or_else(|| names_of(&head.structured.authors));
    Byline { raw: visible.raw, authors }
}

fn names_of(texts: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in texts.iter().flat_map(|text| names_in(text)) {
        if !names.iter().any(|known| comparison_key(known) == comparison_key(&name)) {
            names.push(name);
        }
    }
    names
}

/// `twitter:label1` "Written by" gives `twitter:data1` its meaning.
fn labelled_author(head: &PageHead<'_>) -> Vec<String> {
    let labels = [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")];
    let written = [
        "written by",
        "author",
        "verfasst von",
        "écrit par",
        "escrito por",
        "كتب بواسطة",
        "scritto da",
        "автор",
    ];
    labels
        .iter()
        .filter(|(label, _)| {
            head.meta.first(&[label]).is_some_and(|text| written.contains(&text.to_lowercase().as_str()))
        })
        .filter_map(|(_, data)| head.meta.first(&[data]))
        .flat_map(names_in)
        .collect()
}

/// A line near the headline that opens as bylines do and names someone.
fn line_with_byline(lines: &[SurroundingLine<'_>]) -> Option<Byline> {
    let rows = || {
        lines.iter().filter(|line| line.above).flat_map(|line| line.rows.iter().map(move |row| (line, row)))
    };
    let Some((line, row)) = rows().find(|(_, row)| opens_as_byline(row)) else {
        let mut parts = lines.iter().filter(|line| line.above).flat_map(|line| &line.parts);
        let part = parts.find(|part| opens_as_byline(part))?;
        return Some(Byline { raw: Some(part.clone()), authors: names_in_byline(part) });
    };
    // The line may hold the date and a button too; the part of it that is marked as the byline does not.
    let marked = select_within(line.element, "[class*=byline i], [class*=author i]");
    let marked = marked.into_iter().find(|element| opens_as_byline(&text_of(*element)));
    Some(marked.map_or_else(
        || Byline { raw: Some(row.clone()), authors: names_in_byline(row) },
        |element| byline_of(element),
    ))
}

fn opens_as_byline(text: &str) -> bool {
    text.chars().count() <= LONGEST_BYLINE
        && without_byline_lead_in(text).is_some_and(|names| !names_in(names).is_empty())
}

/// The first element that is marked as a byline and stands where a story's byline stands.
fn byline_element(head: &PageHead<'_>) -> Option<Byline> {
    BYLINE_ELEMENTS.iter().find_map(|css| {
        let found = select_all(head.html, css).into_iter().take(20).find(|element| is_byline(*element));
        found.map(byline_of)
    })
}

/// Text and names of a byline element: of its links when it links several names, else of its text. Elements for one name each that
/// stand side by side are one byline.
fn byline_of(element: ElementRef<'_>) -> Byline {
    let outer = element.parent().and_then(ElementRef::wrap).filter(|outer| {
        let siblings = outer
            .child_elements()
            .filter(|child| child.value() == element.value() || same_kind(*child, element));
        siblings.count() > 1 && text_of(*outer).chars().count() <= LONGEST_BYLINE
    });
    let element = outer.unwrap_or(element);
    let text = text_of(element);
    let told = names_in_byline(&text);
    let is_author = |link: &ElementRef<'_>| {
        link.value().name() != "a"
            || link.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|kind| kind == "author"))
            || names_in(&text_of(*link)).iter().any(|name| told.contains(name))
    };
    let links = select_within(element, "a, [itemprop=name]").into_iter().filter(is_author);
    let links: Vec<String> = links.map(text_of).collect();
    let linked: Vec<String> = names_of(&links);
    let authors = if linked.len() > 1 { linked } else { told };
    Byline { raw: Some(text), authors }
}

fn same_kind(one: ElementRef<'_>, other: ElementRef<'_>) -> bool {
    let kind = |element: ElementRef<'_>| {
        (element.value().name().to_owned(), element.attr("class").map(str::to_owned))
    };
    one.attr("class").or(one.attr("rel")).is_some() && kind(one) == kind(other)
}

fn is_byline(element: ElementRef<'_>) -> bool {
    /// Openings of lines that name a photographer.
    const CREDITS: [&str; 12] = [
        "bild",
        "foto",
        "photo",
        "image",
        "picture",
        "credit",
        "©",
        "video",
        "quelle",
        "source",
        "illustration",
        "صورة",
    ];
    let text = text_of(element);
    let lower = text.to_lowercase();
    let credit = lower.trim_start_matches(['(', ' ', '[']);
    !text.is_empty()
        && text.chars().count() <= LONGEST_BYLINE
        && !CREDITS.iter().any(|word| credit.starts_with(word))
        && !names_in(&text).is_empty()
        && select_within(element, "p + p, h2, h3, figure").is_empty()
        && !stands_elsewhere(element)
}

/// Whether an element stands in a part of the page where other people are named.
fn stands_elsewhere(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|outer| {
        let marks =
            format!("{} {}", outer.attr("class").unwrap_or_default(), outer.attr("id").unwrap_or_default());
        let marks = marks.to_lowercase();
        let name = outer.value().name();
        matches!(name, "aside" | "footer" | "nav" | "figure" | "figcaption")
            || (!matches!(name, "body" | "html") && ELSEWHERE.iter().any(|word| marks.contains(word)))
    })
}
