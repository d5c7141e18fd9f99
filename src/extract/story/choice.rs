//! Which lines of a page are its story: those that the model takes for it, less what the contract leaves out whatever it reads like.

use std::collections::HashSet;

use super::StoryFacts;
use super::evidence::{Evidence, is_squashed_to, squashed};
use super::features::{Measured, measure};
use super::lines::{Line, PageLines};
use super::model::likelihoods;
use super::noise::is_noise;
use super::prose::width;
use super::regions::Region;
use super::related::{is_lead_in_alone, is_link_line, is_related_line};
use super::stamps::is_stamp_line;
use crate::extract::dom::{Html, Selector};
use crate::extract::site_memory::Recurring;
use crate::model::{Block, BlockKind};

/// Likelihoods from which a line is story: the first that any line of the page reaches.
const THRESHOLDS: [f32; 4] = [0.5, 0.3, 0.15, 0.05];

/// Width from which a line that stood before is not taken again.
const REPEATED_WIDTH: usize = 60;

/// Width from which even a heading is text.
const TEXT_WIDTH: f32 = 90.0;

/// Share of the story that its container holds; the rest may stand apart.
const CONTAINED_SHARE: f32 = 0.85;

/// The lines that were chosen.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// Their indices, in page order.
    pub(super) lines: Vec<usize>,
    /// The smallest box around nearly all of them; `None` when nothing was chosen.
    pub(super) container: Option<usize>,
}

/// Chooses the lines of the story.
pub(super) fn choose_lines(
    html: &Html,
    page: &PageLines<'_>,
    facts: &StoryFacts<'_>,
    evidence: &Evidence,
) -> Choice {
    let known = Known::new(facts);
    if let Some(container) = ruled_container(html, page, facts) {
        let lines = page.boxes[container].lines.clone();
        let lines = lines.filter(|&index| !known.is_left_out(&page.lines[index])).collect();
        return Choice { lines: without_repeats(page, lines), container: Some(container) };
    }
    let measured = measure(page, facts, evidence);
    let likelihoods = likelihoods(page, &measured);
    let is_open = |line: &Line<'_>| !known.is_left_out(line) && !measured.is_in_frame(line);
    let above = |threshold: f32| -> Vec<usize> {
        (0..page.lines.len()).filter(|&at| likelihoods[at] > threshold && is_open(&page.lines[at])).collect()
    };
    let is_text = |&at: &usize| page.lines[at].kind != BlockKind::Heading || measured.width(at) >= TEXT_WIDTH;
    let holds_text = |lines: &Vec<usize>| lines.iter().any(is_text);
    let lines = THRESHOLDS.into_iter().map(above).find(holds_text).unwrap_or_default();
    let lines = without_repeats(page, around_what_is_known(page, &measured, lines));
    Choice { container: container_of(page, &lines), lines }
}

/// Where most of the story is known, from structured data or the feed, what stands far from it is another story.
fn around_what_is_known(page: &PageLines<'_>, measured: &Measured, mut lines: Vec<usize>) -> Vec<usize> {
    /// Lines above what is known, in the same box, and lines below.
    const REACH: (usize, usize) = (2, 10);
    let width = |lines: &mut dyn Iterator<Item = usize>| lines.map(|at| measured.width(at)).sum::<f32>();
    let known: Vec<usize> = (0..page.lines.len()).filter(|&at| measured.is_known(at)).collect();
    let (Some(&first), Some(&last)) = (known.first(), known.last()) else { return lines };
    if width(&mut known.iter().copied()) < 0.5 * width(&mut lines.iter().copied()) {
        return lines;
    }
    let outer = |at: usize| page.boxes[page.lines[at].box_index].outer;
    let is_near = |at: usize| at >= first || (first - at <= REACH.0 && outer(at) == outer(first));
    lines.retain(|&at| is_near(at) && at <= last + REACH.1);
    lines
}

/// The blocks of the chosen lines.
pub(super) fn blocks_of(lines: &[Line<'_>], chosen: &[usize]) -> Vec<Block> {
    chosen
        .iter()
        .filter_map(|&index| lines.get(index))
        .map(|line| Block { kind: line.kind, text: without_blank_lines(&line.text) })
        .collect()
}

/// What the body's lines are compared with.
struct Known<'k> {
    title: String,
    subtitle: String,
    recurring: Option<&'k Recurring<'k>>,
}

impl<'k> Known<'k> {
    fn new(facts: &StoryFacts<'k>) -> Self {
        Self {
            title: squashed(facts.title),
            subtitle: squashed(facts.subtitle.unwrap_or_default()),
            recurring: facts.recurring,
        }
    }

    /// Whether a line is no part of a body by what it says: title, caption, label, date, link to another story, or what the site says
    /// on every page.
    fn is_left_out(&self, line: &Line<'_>) -> bool {
        let is_one_link = || line.kind == BlockKind::Paragraph && is_link_line(line);
        let says = |known: &str| !known.is_empty() && is_squashed_to(&line.text, known);
        let recurs = |recurring: &Recurring<'_>| recurring.holds(&squashed(&line.text));
        let is_told_elsewhere =
            || says(&self.title) || says(&self.subtitle) || self.recurring.is_some_and(recurs);
        matches!(line.region, Region::Caption | Region::Hidden)
            || is_one_link()
            || is_noise(&line.text)
            || is_stamp_line(&line.text)
            || is_related_line(line)
            || is_lead_in_alone(&line.text)
            || is_told_elsewhere()
    }
}

/// The box that the site's rule names.
fn ruled_container(html: &Html, page: &PageLines<'_>, facts: &StoryFacts<'_>) -> Option<usize> {
    let selector = Selector::parse(facts.rule?.select.body.as_deref()?).ok()?;
    page.box_of(html.select(&selector).next()?.id())
}

fn without_repeats(page: &PageLines<'_>, mut lines: Vec<usize>) -> Vec<usize> {
    let mut seen = HashSet::new();
    lines.retain(|&index| {
        let line = &page.lines[index];
        line.kind == BlockKind::TableRow
            || width(&line.text) < REPEATED_WIDTH
            || seen.insert(squashed(&line.text))
    });
    lines
}

/// The smallest box that holds nearly all that was chosen.
fn container_of(page: &PageLines<'_>, chosen: &[usize]) -> Option<usize> {
    let chars = |index: usize| page.lines[index].chars as f32;
    let total: f32 = chosen.iter().map(|&index| chars(index)).sum();
    let longest = chosen.iter().copied().max_by(|a, b| chars(*a).total_cmp(&chars(*b)))?;
    let mut at = page.lines[longest].box_index;
    loop {
        let lines = &page.boxes[at].lines;
        let held: f32 = chosen.iter().filter(|index| lines.contains(index)).map(|&index| chars(index)).sum();
        match page.boxes[at].outer {
            Some(outer) if held < CONTAINED_SHARE * total => at = outer,
            _ => return Some(at),
        }
    }
}

fn without_blank_lines(text: &str) -> String {
    if !text.contains('\n') {
        return text.to_owned();
    }
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
