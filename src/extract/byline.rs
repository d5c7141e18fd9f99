//! Who wrote the story: the visible byline verbatim, and the names that structured data, `meta` elements, byline or feed agree on.

use super::dateline::is_exact_agency;
use super::head::PageHead;
use super::names::{
    desk_in, has_stop_word, is_person_like, names_in, names_in_byline, names_of_stated,
    without_byline_lead_in,
};
use super::page_text::{comparison_key, select_all, select_within, short_text_of, text_of};
use super::story::SurroundingLine;
use crate::dates::time_zone_of_place;
use crate::extract::dom::ElementRef;
use crate::model::{Block, BlockKind};

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

/// Where bylines are looked for: lines around the body, and its first and last paragraphs.
#[derive(Debug, Clone, Copy)]
pub(super) struct BylinePlaces<'p, 'l> {
    /// Lines around the body.
    pub(super) lines: &'p [SurroundingLine<'l>],
    /// Paragraphs of the body.
    pub(super) blocks: &'p [Block],
}

/// Reads byline and authors.
pub(super) fn choose_byline(head: &PageHead<'_>, places: BylinePlaces<'_, '_>) -> Byline {
    let ruled = head
        .by_rule(|select| &select.byline)
        .map(|raw| Byline { authors: names_in_byline(&raw), raw: Some(raw) });
    let visible = ruled
        .or_else(|| line_with_byline(places.lines))
        .or_else(|| byline_element(head, is_byline))
        .or_else(|| byline_below(places.lines))
        .or_else(|| labelled_element(head))
        .unwrap_or_default();
    let signed = || signature(places).into_iter().collect::<Vec<_>>();
    let structured = names_of(&head.structured.authors);
    // A person whom the reader is told of is more than the house that stands in for everyone.
    let all_desks = !structured.is_empty() && structured.iter().all(|name| desk_in(name).is_some());
    let is_house =
        head.structured.authors_are_organisations || names_of_house(&structured, head) || all_desks;
    let visible_names = if is_house && !visible.authors.iter().any(|name| !head.is_site_name(name)) {
        signed()
    } else {
        visible.authors.clone()
    };
    let (first, second) = if is_house { (visible_names, structured) } else { (structured, visible_names) };
    let persons = [first, second].into_iter().chain(stated_elsewhere(head)).chain([signed()]);
    let authors = persons
        .map(|names| names.into_iter().filter(|name| !head.is_site_name(name)).collect::<Vec<_>>())
        .find(|names| !names.is_empty());
    if let Some(authors) = authors {
        return Byline { raw: visible.raw, authors };
    }
    let loose = || byline_element(head, |element| holds_byline(element) && !has_stop_word(&text_of(element)));
    let visible = if visible.raw.is_some() { visible } else { loose().unwrap_or_default() };
    Byline { authors: houses(head, &visible), raw: visible.raw }
}

/// Whether all of these are names of the site or its publisher.
fn names_of_house(names: &[String], head: &PageHead<'_>) -> bool {
    let publisher = head.publisher().map(|name| comparison_key(&name));
    let is_house =
        |name: &String| head.is_site_name(name) || publisher.as_deref() == Some(&comparison_key(name));
    !names.is_empty() && names.iter().all(is_house)
}

/// The desk or house that is named as the author when nobody else is.
fn houses(head: &PageHead<'_>, visible: &Byline) -> Vec<String> {
    let desk = visible.raw.as_deref().and_then(desk_in);
    let stated = names_of(&head.structured.authors);
    let meta = names_of(head.meta.all(&["author", "article:author", "dc.creator"]));
    let visible = visible.authors.clone();
    let mut sources = [desk.into_iter().collect(), stated, meta, visible].into_iter();
    sources.find(|names: &Vec<String>| !names.is_empty()).unwrap_or_default()
}

/// Authors as `meta` elements and the feed entry name them, the most trusted first.
fn stated_elsewhere(head: &PageHead<'_>) -> [Vec<String>; 5] {
    let meta = |names: &[&str]| names_of(head.meta.all(names));
    [
        meta(&[
            "article:author_name",
            "articleauthor",
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
    ]
}

fn names_of(texts: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in texts.iter().flat_map(|text| names_of_stated(text)) {
        if !names.iter().any(|known| comparison_key(known) == comparison_key(&name)) {
            names.push(name);
        }
    }
    names
}

/// The byline right below the body, which opens with its word and a colon («Piše: I. Falk»).
fn byline_below(lines: &[SurroundingLine<'_>]) -> Option<Byline> {
    let rows = lines.iter().filter(|line| !line.above).flat_map(|line| line.rows.iter().chain(&line.parts));
    let mut signed = rows.filter(|row| row.contains([':', '：']) && opens_as_byline(row));
    signed.next().map(|row| Byline { raw: Some(row.clone()), authors: names_in_byline(row) })
}

/// The name that stands alone above the first paragraph or below the last one, or in brackets behind the text («（羅森）»).
fn signature(places: BylinePlaces<'_, '_>) -> Option<String> {
    /// Words of a name that stands alone: one is more often something else.
    const WORDS: std::ops::RangeInclusive<usize> = 2..=4;
    const LONGEST_BRACKETED: usize = 12;
    let paragraph = |block: &&Block| block.kind == BlockKind::Paragraph;
    let name_in = |text: &str| {
        let text = text.trim();
        let bracketed = text.strip_prefix(['(', '（']).and_then(|text| text.strip_suffix([')', '）']));
        let is_unspaced = |letter: char| matches!(letter as u32, 0x4E00..=0x9FFF | 0xAC00..=0xD7A3);
        if let Some(inside) = bracketed.filter(|inside| inside.chars().count() <= LONGEST_BRACKETED) {
            let is_name = inside.chars().all(is_unspaced) && (2..=4).contains(&inside.chars().count());
            return is_name.then(|| inside.to_owned());
        }
        let is_alone = WORDS.contains(&text.split_whitespace().count())
            && text
                .chars()
                .all(|letter| letter.is_alphabetic() || letter.is_whitespace() || ".-'’".contains(letter))
            && !text.ends_with('.');
        let names = if is_alone && is_person_like(text) { names_in_byline(text) } else { Vec::new() };
        let is_other = |name: &String| time_zone_of_place(name).is_some() || is_exact_agency(name);
        names.into_iter().next().filter(|name| name == text && !is_other(name))
    };
    let lead = || {
        places.blocks.first().filter(paragraph).and_then(|block| {
            without_byline_lead_in(&block.text)
                .filter(|_| opens_as_byline(&block.text) && block.text.contains(':'))?;
            names_in_byline(&block.text).into_iter().next()
        })
    };
    let blocks = places.blocks;
    let paragraphs = [blocks.first(), blocks.last()].into_iter().flatten().filter(paragraph);
    let paragraphs = paragraphs.map(|block| block.text.as_str());
    let own = |line: &&SurroundingLine<'_>| !line.at_page_top && is_set_apart(line.element);
    let above = places.lines.iter().rfind(|line| line.above && !line.at_page_top).filter(own);
    let below = places.lines.iter().find(|line| !line.above).filter(own);
    let around = above.into_iter().chain(below).map(|line| line.text.as_str());
    paragraphs.chain(around).find_map(name_in).or_else(lead)
}

/// Whether a paragraph is printed as signatures are: aligned to a side, or wholly in bold or italics; or it is in brackets.
fn is_set_apart(element: ElementRef<'_>) -> bool {
    let is_aligned = element.attr("style").is_some_and(|style| style.contains("text-align"))
        || element.attr("align").is_some_and(|align| !align.eq_ignore_ascii_case("left"));
    let text = text_of(element);
    let is_bracketed = text.starts_with(['(', '（']) && text.ends_with([')', '）']);
    let emphasised =
        element.child_elements().find(|child| matches!(child.value().name(), "strong" | "b" | "em" | "i"));
    let is_whole = emphasised.is_some_and(|inside| text_of(inside) == text);
    matches!(element.value().name(), "p" | "div") && (is_aligned || is_bracketed || is_whole)
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
        && without_byline_lead_in(text).is_some_and(|names| {
            names_in(names).first().is_some_and(|name| is_person_like(name)) || desk_in(names).is_some()
        })
}

/// An element that is called "author" and opens as bylines do, with a colon.
fn labelled_element(head: &PageHead<'_>) -> Option<Byline> {
    let called = select_all(
        head.html,
        "[class*=author i] span, [class*=autor i] span, [class*=author i], [class*=autor i]",
    );
    let texts = called.into_iter().take(20).filter_map(short_text_of);
    let mut signed = texts.filter(|text| text.contains([':', '：']) && opens_as_byline(text));
    signed.next().map(|text| Byline { authors: names_in_byline(&text), raw: Some(text) })
}

/// The first element that is marked as a byline and stands where a story's byline stands.
fn byline_element(head: &PageHead<'_>, fits: impl Fn(ElementRef<'_>) -> bool) -> Option<Byline> {
    BYLINE_ELEMENTS.iter().find_map(|css| {
        let found = select_all(head.html, css).into_iter().take(20).find(|element| fits(*element));
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

/// Whether an element that is marked as a byline names somebody as names are written.
fn is_byline(element: ElementRef<'_>) -> bool {
    holds_byline(element) && names_someone(element, &text_of(element))
}

/// Whether an element that is marked as a byline holds a short text that is no credit, where a story's byline may stand.
fn holds_byline(element: ElementRef<'_>) -> bool {
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
        && names_anything(&text)
        && select_within(element, "p + p, h2, h3, figure").is_empty()
        && !stands_elsewhere(element)
}

fn names_anything(text: &str) -> bool {
    !names_in(text).is_empty() || desk_in(text).is_some()
}

/// Whether the text names somebody: as names are written, or in any way where the element is marked as the author's.
fn names_someone(element: ElementRef<'_>, text: &str) -> bool {
    let marked = element.attr("itemprop").is_some() || element.attr("rel").is_some();
    let names = names_in(text);
    let first = names.first();
    first.is_some_and(|name| is_person_like(name) || marked && !name.contains(char::is_whitespace))
        || names.is_empty() && desk_in(text).is_some()
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
