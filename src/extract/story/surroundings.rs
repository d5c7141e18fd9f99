//! The lines above and below the body, in which names, dates and places are looked for.

use std::collections::HashSet;

use super::SurroundingLine;
use super::evidence::{is_squashed_to, squashed};
use super::lines::{Line, PageLines};
use super::regions::Region;
use crate::extract::dom::ElementRef;

/// Lines taken before the headline: kicker, section.
const LINES_BEFORE_HEADLINE: usize = 5;

/// Lines taken above the body in all.
const MOST_ABOVE: usize = 30;

/// Lines taken below it.
const MOST_BELOW: usize = 10;

/// Lines above the body that are looked through for the headline.
const REACH: usize = 80;

/// Longer lines are text, not facts about it.
const LONGEST_LINE_CHARS: usize = 400;

/// The lines around the body. `chosen`: the lines of the body.
pub(super) fn surrounding_lines<'a>(
    page: &PageLines<'a>,
    chosen: &[usize],
    title: &str,
) -> Vec<SurroundingLine<'a>> {
    let lines = &page.lines;
    let (Some(&first), Some(&last)) = (chosen.first(), chosen.last()) else { return top_of_page(lines) };
    let headline = headline_index(lines, first, title);
    let start =
        headline.map_or(first.saturating_sub(12), |index| index.saturating_sub(LINES_BEFORE_HEADLINE));
    let body: HashSet<usize> = chosen.iter().copied().collect();
    let above = (start..first)
        .filter(|&index| is_worth_a_look(&lines[index]))
        .take(MOST_ABOVE)
        .map(|index| (index, true));
    let below = last + 1..lines.len();
    let below = below
        .filter(|index| !body.contains(index) && is_worth_a_look(&lines[*index]))
        .take(MOST_BELOW)
        .map(|index| (index, false));
    let top = |index: usize| {
        headline.is_some_and(|headline| {
            index < headline && is_page_top(lines[index].element, lines[headline].element)
        })
    };
    above
        .chain(below)
        .map(|(index, above)| SurroundingLine {
            at_page_top: top(index),
            ..surrounding(&lines[index], above)
        })
        .collect()
}

/// A page without a body may have a headline and a date all the same.
fn top_of_page<'a>(lines: &[Line<'a>]) -> Vec<SurroundingLine<'a>> {
    lines
        .iter()
        .filter(|line| is_worth_a_look(line))
        .take(MOST_ABOVE)
        .map(|line| surrounding(line, true))
        .collect()
}

/// The line of the headline nearest above the body: the title as known, else an `h1`.
fn headline_index(lines: &[Line<'_>], first: usize, title: &str) -> Option<usize> {
    let title = squashed(title);
    let reach = first.saturating_sub(REACH)..first;
    let is_title = |index: &usize| !title.is_empty() && is_squashed_to(&lines[*index].text, &title);
    let is_h1 = |index: &usize| in_h1(&lines[*index]);
    reach
        .clone()
        .rev()
        .find(|index| is_title(index) && is_h1(index))
        .or_else(|| reach.clone().rev().find(is_h1))
        .or_else(|| reach.rev().find(is_title))
}

fn in_h1(line: &Line<'_>) -> bool {
    line.element.value().name() == "h1"
}

fn is_worth_a_look(line: &Line<'_>) -> bool {
    !matches!(line.region, Region::Related | Region::Hidden) && line.chars <= LONGEST_LINE_CHARS
}

/// Whether a line above the headline is no part of what the headline opens: the nearest element around both is the page, or
/// one in which the headline stands in a part of its own.
fn is_page_top(line: ElementRef<'_>, headline: ElementRef<'_>) -> bool {
    let (line, headline) = (around(line), around(headline));
    let depths = |outer: &ElementRef<'_>| {
        let below_headline = headline.iter().position(|other| other.id() == outer.id())?;
        let below_line = line.iter().position(|other| other.id() == outer.id())?;
        Some((below_line, below_headline, outer.value().name().to_owned()))
    };
    let Some((below_line, below_headline, name)) = line.iter().find_map(depths) else { return true };
    match name.as_str() {
        "article" | "main" => false,
        "body" | "html" => below_headline > 1 || below_line > 1,
        _ => below_headline > 1,
    }
}

/// An element and what it stands in, the innermost first.
fn around(element: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap)).collect()
}

fn surrounding<'a>(line: &Line<'a>, above: bool) -> SurroundingLine<'a> {
    let (mut rows, mut parts) = (Vec::new(), Vec::new());
    let mut row: Vec<String> = Vec::new();
    let mut from = 0;
    let breaks = line.text.match_indices('\n').map(|(at, _)| (at, true));
    let mut cuts: Vec<(usize, bool)> = line.seams.iter().map(|at| (*at, false)).chain(breaks).collect();
    cuts.push((line.text.len(), true));
    cuts.sort_unstable();
    for (at, ends_row) in cuts {
        let part =
            line.text.get(from..at).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        from = at;
        if !part.is_empty() {
            row.push(part);
        }
        if ends_row && !row.is_empty() {
            rows.push(row.join(" "));
            parts.append(&mut row);
        }
    }
    SurroundingLine { text: rows.join(" "), rows, parts, element: line.element, above, at_page_top: false }
}
