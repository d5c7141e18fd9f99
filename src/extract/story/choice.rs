//! Which lines of a page are its story: those that the model takes for it, less what the contract leaves out whatever it reads like.

use std::collections::HashSet;

use serde::Serialize;

use super::StoryFacts;
use super::evidence::squashed;
use super::features::Measured;
use super::lines::{Line, PageLines};
use super::model::likelihoods;
use super::regions::Region;
use crate::extract::dom::{Html, Selector};
use crate::extract::site_memory::Recurring;
use crate::model::{Block, BlockKind};

/// Likelihoods from which a line is story: the first that any line of the page reaches.
const THRESHOLDS: [f32; 4] = [0.5, 0.3, 0.15, 0.05];

/// Likelihood from which a row of a table goes with the row beside it.
const ROW_THRESHOLD: f32 = 0.2;

/// Width from which a line that stood before is not taken again.
const REPEATED_WIDTH: f32 = 60.0;

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
    /// Whether the rule of the site named that box.
    pub(super) is_ruled: bool,
    /// Lines that were left out for no other reason than that they are the site's own, in page order.
    pub(super) site_own: Vec<usize>,
    /// The likelihood that lines had to reach; 0 where a rule named the box.
    pub(super) threshold: f32,
    /// The likelihood of each line of the page; empty where a rule named the box.
    likelihoods: Vec<f32>,
}

/// Chooses the lines of the story.
pub(super) fn choose_lines(html: &Html, measured: &Measured<'_, '_>, facts: &StoryFacts<'_>) -> Choice {
    let page = measured.page;
    let left_out = |at: usize| left_out_as(measured, at);
    if let Some(container) = ruled_container(html, page, facts) {
        let lines = page.boxes[container].lines.clone().filter(|&at| left_out(at).is_none()).collect();
        let (lines, site_own) = without_site_own(measured, without_repeats(measured, lines), facts.recurring);
        let container = Some(container);
        return Choice { lines, container, is_ruled: true, site_own, ..Choice::default() };
    }
    let likelihoods = likelihoods(measured, page.lines.len());
    let above = |threshold: f32| -> (f32, Vec<usize>) {
        let is_open = |at: usize| !measured.is_in_frame(&page.lines[at]) && left_out(at).is_none();
        let lines = (0..page.lines.len()).filter(|&at| likelihoods[at] > threshold && is_open(at));
        (threshold, lines.collect())
    };
    let is_text = |&at: &usize| page.lines[at].kind != BlockKind::Heading || measured.width(at) >= TEXT_WIDTH;
    let holds_text = |(_, lines): &(f32, Vec<usize>)| lines.iter().any(is_text);
    let (threshold, lines) = THRESHOLDS.into_iter().map(above).find(holds_text).unwrap_or_default();
    let may_follow = |at: usize| likelihoods[at] > ROW_THRESHOLD && left_out(at).is_none();
    let lines = with_whole_tables(page, lines, may_follow);
    let lines = without_repeats(measured, around_what_is_known(page, measured, lines));
    let (lines, site_own) = without_site_own(measured, lines, facts.recurring);
    Choice { container: container_of(page, &lines), lines, is_ruled: false, site_own, threshold, likelihoods }
}

/// The lines without those that are the site's own, and these. Headings stay, and so does everything where most of the story would go:
/// then the site tells one story over and over.
fn without_site_own(
    measured: &Measured<'_, '_>,
    lines: Vec<usize>,
    recurring: Option<&Recurring<'_>>,
) -> (Vec<usize>, Vec<usize>) {
    /// Share of the story from which it cannot be its site's own.
    const MOST: f32 = 0.33;
    let Some(recurring) = recurring else { return (lines, Vec::new()) };
    let is_own = |at: &usize| {
        let line = &measured.page.lines[*at];
        line.kind != BlockKind::Heading && recurring.holds(&squashed(&line.text))
    };
    let (own, story): (Vec<usize>, Vec<usize>) = lines.iter().copied().partition(is_own);
    let width = |lines: &[usize]| lines.iter().map(|&at| measured.width(at)).sum::<f32>();
    let is_too_much = matches!(recurring, Recurring::Learned { .. }) && width(&own) > MOST * width(&lines);
    if is_too_much { (lines, Vec::new()) } else { (story, own) }
}

/// Adds the rows of a table that stand beside rows that were chosen, as long as they may: tables are seldom half story.
fn with_whole_tables(
    page: &PageLines<'_>,
    chosen: Vec<usize>,
    may_follow: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let is_row = |at: usize| page.lines.get(at).is_some_and(|line| line.kind == BlockKind::TableRow);
    let mut is_taken = vec![false; page.lines.len()];
    chosen.iter().for_each(|&at| is_taken[at] = true);
    let mut take = |at: usize, beside: Option<usize>| {
        let follows = beside.is_some_and(|beside| is_row(beside) && is_taken[beside]);
        is_taken[at] |= follows && is_row(at) && may_follow(at);
    };
    (0..page.lines.len()).for_each(|at| take(at, at.checked_sub(1)));
    (0..page.lines.len().saturating_sub(1)).rev().for_each(|at| take(at, Some(at + 1)));
    (0..page.lines.len()).filter(|&at| is_taken[at]).collect()
}

/// Where most of the story is known, from structured data or the feed, what stands far from it is another story.
fn around_what_is_known(
    page: &PageLines<'_>,
    measured: &Measured<'_, '_>,
    mut lines: Vec<usize>,
) -> Vec<usize> {
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

/// What keeps a line out of the body, whatever the model thinks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// The caption or credit of an image.
    Caption,
    /// No reader sees it.
    Hidden,
    /// It offers another story.
    RelatedLink,
    /// A widget's label, an advertisement's, a notice.
    Label,
    /// It says when and by whom the story was published.
    Stamp,
    /// It heads links to other stories.
    LeadIn,
    /// The headline.
    Title,
    /// The standfirst.
    Subtitle,
    /// It stands on other stories of the site too.
    Recurring,
    /// It stands in a menu or footer.
    Frame,
    /// The model takes it for no story.
    LowScore,
    /// It stood before.
    Repeated,
    /// It stands far from all that is known of the story.
    Apart,
    /// It stands outside of the element that the site rule names.
    OutsideRule,
}

impl LeftOut {
    /// Its name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Caption => "caption",
            Self::Hidden => "hidden",
            Self::RelatedLink => "related_link",
            Self::Label => "label",
            Self::Stamp => "stamp",
            Self::LeadIn => "lead_in",
            Self::Title => "title",
            Self::Subtitle => "subtitle",
            Self::Recurring => "recurring",
            Self::Frame => "frame",
            Self::LowScore => "low_score",
            Self::Repeated => "repeated",
            Self::Apart => "apart",
            Self::OutsideRule => "outside_rule",
        }
    }
}

/// What was thought of each line of a page.
pub(super) struct Judgement {
    /// The likelihood of its being story, 0 to 1.
    pub(super) score: f32,
    /// Why it was left out; `None` for a line of the body.
    pub(super) left_out: Option<LeftOut>,
}

/// Judges every line, for whoever wants to know why the choice is what it is.
pub(super) fn judge_lines(measured: &Measured<'_, '_>, choice: &Choice) -> Vec<Judgement> {
    let page = measured.page;
    let computed = choice.is_ruled.then(|| likelihoods(measured, page.lines.len()));
    let scores = computed.as_ref().unwrap_or(&choice.likelihoods);
    let taken: HashSet<u64> = choice.lines.iter().map(|&at| measured.key(at)).collect();
    let outside = |at: usize| match choice.container {
        Some(number) if choice.is_ruled => !page.boxes[number].lines.contains(&at),
        _ => false,
    };
    let by_place = |at: usize| match at {
        _ if choice.site_own.contains(&at) => LeftOut::Recurring,
        _ if outside(at) => LeftOut::OutsideRule,
        _ if measured.is_in_frame(&page.lines[at]) => LeftOut::Frame,
        _ if scores[at] <= choice.threshold => LeftOut::LowScore,
        _ if taken.contains(&measured.key(at)) => LeftOut::Repeated,
        _ => LeftOut::Apart,
    };
    let judge = |at: usize| {
        let is_taken = choice.lines.binary_search(&at).is_ok();
        let left_out = (!is_taken).then(|| left_out_as(measured, at).unwrap_or_else(|| by_place(at)));
        Judgement { score: scores[at], left_out }
    };
    (0..page.lines.len()).map(judge).collect()
}

/// What a line is, if it is no part of a body by what it says: title, caption, label, date, link to another story.
fn left_out_as(measured: &Measured<'_, '_>, index: usize) -> Option<LeftOut> {
    let (line, saying) = (&measured.page.lines[index], measured.saying(index));
    match line.region {
        Region::Caption => Some(LeftOut::Caption),
        Region::Hidden => Some(LeftOut::Hidden),
        _ if saying.is_lead_in => Some(LeftOut::RelatedLink),
        _ if line.kind == BlockKind::Paragraph && saying.is_link_line => Some(LeftOut::RelatedLink),
        _ if saying.is_noise => Some(LeftOut::Label),
        _ if saying.is_stamp => Some(LeftOut::Stamp),
        _ if saying.is_lead_in_alone => Some(LeftOut::LeadIn),
        _ if measured.is_title(index) => Some(LeftOut::Title),
        _ if saying.is_subtitle => Some(LeftOut::Subtitle),
        _ => None,
    }
}

/// The box that the site's rule names.
fn ruled_container(html: &Html, page: &PageLines<'_>, facts: &StoryFacts<'_>) -> Option<usize> {
    let selector = Selector::parse(facts.rule?.select.body.as_deref()?).ok()?;
    page.box_of(html.select(&selector).next()?.id())
}

fn without_repeats(measured: &Measured<'_, '_>, mut lines: Vec<usize>) -> Vec<usize> {
    let mut seen = HashSet::new();
    lines.retain(|&index| {
        measured.page.lines[index].kind == BlockKind::TableRow
            || measured.width(index) < REPEATED_WIDTH
            || seen.insert(measured.key(index))
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
