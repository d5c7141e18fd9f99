//! The lines around the headline that are neither title nor date: the section above it and the standfirst below it.

use super::head::PageHead;
use super::names::without_byline_lead_in;
use super::page_text::{comparison_key, select_all, select_within, text_of, without_markup};
use super::story::SurroundingLine;
use crate::extract::dom::ElementRef;

/// Longest section, in characters and words.
const LONGEST_SECTION: (usize, usize) = (40, 5);

/// Standfirsts have more letters than the first and fewer than the second.
const STANDFIRST_LENGTH: (usize, usize) = (20, 700);

/// Elements that hold a standfirst, the most telling first.
const STANDFIRST_ELEMENTS: [&str; 5] = [
    "[itemprop=alternativeHeadline], [class*=standfirst i], [class*=subheadline i], [class*=sub-headline i], [class*=subhead i]",
    "[class*=subtitle i], [class*=sub-title i], [class*=sub_title i], [class*=chapo i], [class*=sapo i], [class*=entradilla i]",
    "h1 + h2, h1 + h3",
    "[class*=perex i], [class*=ingress i], [class*=manchet i], [class*=article-intro i], [class*=article-summary i]",
    "[class*=bajada i], [class~=dek], [class*=__dek i], [class*=-dek i], [class*=deck i], [class*=sommario i], [class*=lidtext i]",
];

/// The section of the story: as stated, else the short line above the title.
pub(super) fn choose_section(
    head: &PageHead<'_>,
    title: &str,
    lines: &[SurroundingLine<'_>],
) -> Option<String> {
    let above = || {
        let texts: Vec<&str> = lines
            .iter()
            .filter(|line| {
                line.above
                    && !is_other_heading(line, title)
                    && !(in_menu(line.element) || line.at_page_top && !in_crumbs(line.element))
            })
            .map(|line| line.text.as_str())
            .collect();
        section_above_title(&texts, title)
            .filter(|section| !head.is_site_name(section) && without_byline_lead_in(section).is_none())
    };
    head.by_rule(|select| &select.section).or_else(|| head.stated_section()).or_else(above)
}

/// Whether a line is a heading of the page that is not the title: a logo.
fn is_other_heading(line: &SurroundingLine<'_>, title: &str) -> bool {
    is_headline(line.element) && comparison_key(&line.text) != comparison_key(title)
}

/// Whether an element is part of a breadcrumb trail.
fn in_crumbs(element: ElementRef<'_>) -> bool {
    std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap)).any(|outer| {
        ["class", "id", "aria-label"]
            .iter()
            .any(|name| outer.attr(name).is_some_and(|mark| mark.to_lowercase().contains("crumb")))
    })
}

/// Whether an element is part of a menu; a breadcrumb trail is none, though it is often marked up as one.
fn in_menu(element: ElementRef<'_>) -> bool {
    let mut is_menu = false;
    for outer in std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap)) {
        let marks = ["class", "id", "aria-label", "role"]
            .map(|name| outer.attr(name).unwrap_or_default().to_lowercase());
        if marks.iter().any(|mark| mark.contains("crumb")) {
            return false;
        }
        is_menu |= outer.value().name() == "nav"
            || marks.iter().any(|mark| mark.contains("menu") || mark == "navigation");
    }
    is_menu
}

/// The short line right above the title. `lines` are in page order and include the title.
pub(super) fn section_above_title(lines: &[&str], title: &str) -> Option<String> {
    let title_key = comparison_key(title);
    let position =
        lines.iter().position(|line| comparison_key(line) == title_key).filter(|_| !title_key.is_empty())?;
    lines[..position]
        .iter()
        .rev()
        .map(|line| last_crumb(line))
        .find(|line| is_section(line))
        .map(str::to_owned)
}

/// Whether a line may name a section: short, no number, no sentence.
pub(super) fn is_section(line: &str) -> bool {
    line.chars().count() <= LONGEST_SECTION.0
        && line.split_whitespace().count() <= LONGEST_SECTION.1
        && line.chars().any(char::is_alphabetic)
        && !line.chars().any(char::is_numeric)
        && !line.ends_with(['.', '!', '?', '؟', '…', ':', '。'])
}

/// The standfirst: as stated, or the element made for it that stands beside the headline.
pub(super) fn choose_subtitle(head: &PageHead<'_>, title: &str) -> Option<String> {
    let stated = || head.structured.alternative_headline.clone();
    let subtitle =
        head.by_rule(|select| &select.subtitle).or_else(|| standfirst_element(head)).or_else(stated);
    subtitle.filter(|text| comparison_key(text) != comparison_key(title))
}

fn standfirst_element(head: &PageHead<'_>) -> Option<String> {
    let description =
        head.meta.first(&["og:description", "description", "twitter:description"]).map(without_markup);
    let description = comparison_key(&description.unwrap_or_default());
    for css in STANDFIRST_ELEMENTS {
        for element in select_all(head.html, css).into_iter().take(10) {
            let text = text_of(element);
            let letters = text.chars().count();
            let links = select_within(element, "a").len();
            let fits = links < 3
                && letters > STANDFIRST_LENGTH.0
                && letters < STANDFIRST_LENGTH.1
                && stands_with_headline(element);
            let key = comparison_key(&text);
            if fits || (!key.is_empty() && key == description) {
                return Some(text);
            }
        }
    }
    None
}

/// Whether a headline stands in the same part of the page, no more than three elements up.
fn stands_with_headline(element: ElementRef<'_>) -> bool {
    element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .take(3)
        .filter(|outer| !matches!(outer.value().name(), "body" | "html"))
        .take_while(|outer| !stands_below_text(element, *outer))
        .any(|outer| {
            outer
                .child_elements()
                .flat_map(|child| child.descendent_elements().take(12))
                .take(60)
                .any(is_headline)
        })
}

/// Whether a running paragraph stands between the headline and the element: then it heads a part of the text.
fn stands_below_text(element: ElementRef<'_>, outer: ElementRef<'_>) -> bool {
    /// Elements looked at.
    const MOST: usize = 500;
    let mut below_headline = false;
    for inside in outer.descendent_elements().take(MOST) {
        if inside == element {
            return false;
        }
        below_headline |= is_headline(inside);
        let holds = || element.ancestors().any(|ancestor| ancestor.id() == inside.id());
        if below_headline && inside.value().name() == "p" && is_running(inside) && !holds() {
            return true;
        }
    }
    false
}

/// Whether an element holds a sentence or more.
fn is_running(element: ElementRef<'_>) -> bool {
    /// Characters of a short sentence; more are not counted.
    const SENTENCE: usize = 100;
    element.text().take(50).flat_map(str::chars).take(SENTENCE).count() == SENTENCE
}

fn is_headline(element: ElementRef<'_>) -> bool {
    element.value().name() == "h1"
}

/// The last part of a breadcrumb trail.
fn last_crumb(line: &str) -> &str {
    line.rsplit(['>', '›', '»', '/']).next().unwrap_or(line).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], section: Option<&str>) {
        assert_eq!(section_above_title(lines, "The old bridge opens").as_deref(), section, "{lines:?}");
    }

    #[test]
    fn the_short_line_above_the_title_is_the_section() {
        check(&["Local news", "The old bridge opens", "By Ida Falk"], Some("Local news"));
        check(&["Home > Region > Harbour", "The old bridge opens"], Some("Harbour"));
        check(&["Local", "18 March 2021", "The old bridge opens"], Some("Local"));
        check(&["The old bridge opens", "Local"], None);
        check(&["Everything about the harbour on one single page.", "The old bridge opens"], None);
    }
}
