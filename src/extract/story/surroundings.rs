//! The lines above and below the body, in which names, dates and places are looked for.

use std::collections::HashSet;

use super::SurroundingLine;
use super::evidence::squashed;
use super::lines::{Line, PageLines};
use super::regions::Region;

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
    above.chain(below).map(|(index, above)| surrounding(&lines[index], above)).collect()
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
    let is_title = |index: &usize| !title.is_empty() && squashed(&lines[*index].text) == title;
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

fn surrounding<'a>(line: &Line<'a>, above: bool) -> SurroundingLine<'a> {
    let text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
    SurroundingLine { text, element: line.element, above }
}
