//! The story of a page: which elements are its text, and what stands around it.

mod body_names;
mod choice;
mod evidence;
mod explain;
mod features;
mod images;
mod line_text;
mod lines;
mod model;
mod noise;
mod promotion;
mod prose;
mod region_names;
mod region_words;
mod regions;
mod related;
mod stamps;
mod surroundings;
mod tables;
#[cfg(test)]
mod tests;

use url::Url;

pub use choice::LeftOut;
use choice::{blocks_of, choose_lines};
use evidence::{Evidence, squashed};
pub(super) use explain::explain_body;
pub use explain::{BodyExplanation, ExplainedLine, RuleEffect, SelectorEffect};
use features::{Row, measure};
use images::story_images;
use lines::{Line, read_lines};
use model::feature_names;
use noise::is_paywall_notice;
use regions::{Region, Regions};
use related::related_links;
use surroundings::surrounding_lines;

use super::site_memory::Recurring;
use super::structured::StoryKind;
use crate::config::SiteRule;
use crate::extract::dom::{ElementRef, Html};
use crate::model::{Block, BlockKind, Hints, Image, RelatedLink};

/// What is known before the body is looked for.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct StoryFacts<'a> {
    /// Headline; empty when none was found.
    pub(super) title: &'a str,
    /// Standfirst, which is not part of the body.
    pub(super) subtitle: Option<&'a str>,
    /// What the page's description says, for search engines and others; often the standfirst, or the first sentences.
    pub(super) description: Option<&'a str>,
    /// What kind of story the structured data says it is.
    pub(super) kind: StoryKind,
    /// Text of the body according to the page's structured data (JSON-LD `articleBody`).
    pub(super) structured_body: Option<&'a str>,
    /// What relative addresses are resolved against (`<base>` considered); `None` for a local file without an address.
    pub(super) base: Option<&'a Url>,
    /// The rule of the site (`drop`, `select.body`).
    pub(super) rule: Option<&'a SiteRule>,
    /// What the feed entry said.
    pub(super) hints: Option<&'a Hints>,
    /// What stands on other pages of the site too.
    pub(super) recurring: Option<&'a Recurring<'a>>,
}

/// The story as found in the page.
#[derive(Debug, Default)]
pub(super) struct Story<'a> {
    /// The body in reading order; empty when the page holds no text.
    pub(super) blocks: Vec<Block>,
    /// Links offered for reading on, in page order.
    pub(super) related: Vec<RelatedLink>,
    /// Images of the story.
    pub(super) images: Vec<Image>,
    /// Whether the page tells among the text that the rest must be paid for.
    pub(super) is_paywalled: bool,
    /// Visible lines near the headline that are not body: above the first block (kicker, title, standfirst, byline, date,
    /// dateline), in page order; then lines directly below the last block.
    pub(super) surrounding_lines: Vec<SurroundingLine<'a>>,
    /// The letters and digits of the lines that only the memory of the site kept out of the body.
    pub(super) site_own: Vec<String>,
    /// Whether the page has more text than is read.
    pub(super) is_cut: bool,
}

/// A visible line near the story that is no part of its body.
#[derive(Debug, Clone)]
pub(super) struct SurroundingLine<'a> {
    /// White space folded, a space between neighbouring inline elements.
    pub(super) text: String,
    /// The same, cut at line breaks.
    pub(super) rows: Vec<String>,
    /// The rows, cut where one inline element ends and the next begins.
    pub(super) parts: Vec<String>,
    /// The innermost block element that holds it.
    pub(super) element: ElementRef<'a>,
    /// Whether it stands above the body.
    pub(super) above: bool,
    /// Whether it stands above the headline, in another part of the page: what is said there is said on every page of the site.
    pub(super) at_page_top: bool,
}

/// Finds the story in a page.
pub(super) fn read_story<'a>(html: &'a Html, facts: &StoryFacts<'_>) -> Story<'a> {
    let drop = facts.rule.map_or(&[][..], |rule| rule.drop.as_slice());
    let regions = Regions::of_page(html, drop);
    let page = read_lines(html, &regions);
    let evidence = evidence_of(facts);
    let choice = choose_lines(html, &measure(&page, facts, &evidence), facts);
    let Some(container) = choice.container.map(|number| &page.boxes[number]) else {
        let surrounding_lines = surrounding_lines(&page, &[], facts.title);
        return Story { surrounding_lines, is_cut: page.is_cut, ..Story::default() };
    };
    let range = container.lines.clone();
    Story {
        is_cut: page.is_cut,
        site_own: choice.site_own.iter().map(|&at| squashed(&page.lines[at].text)).collect(),
        is_paywalled: page.lines[range.clone()].iter().any(|line| is_paywall_notice(&line.text)),
        blocks: blocks_of(&page.lines, &choice.lines),
        related: related_links(&page.lines, range, &choice.lines, facts.base),
        images: story_images(&container.element, &regions, facts.base),
        surrounding_lines: surrounding_lines(&page, &choice.lines, facts.title),
    }
}

/// What is known of the text before it is looked for: from the feed and from structured data.
fn evidence_of(facts: &StoryFacts<'_>) -> Evidence {
    let hints = facts.hints.map(|hints| [hints.content.as_deref(), hints.summary.as_deref()]);
    Evidence::of_texts(hints.into_iter().flatten().flatten().chain(facts.structured_body))
}

/// The letters and digits of every visible line that could be a part of a story: no link, in no menu.
pub(super) fn story_like_keys(html: &Html) -> impl Iterator<Item = String> {
    let page = read_lines(html, &Regions::of_page(html, &[]));
    let could_be = |line: &&Line<'_>| line.region == Region::Plain && line.link_share() < 0.5;
    let keys: Vec<String> = page.lines.iter().filter(could_be).map(|line| squashed(&line.text)).collect();
    keys.into_iter()
}

/// The names of what is measured of a line, in their order.
#[derive(Debug)]
pub struct MeasuredNames {
    /// Of the numbers that need no look at the words of the line, which are all that the gate of the model may use.
    pub first: Vec<&'static str>,
    /// Of the others.
    pub rest: Vec<&'static str>,
}

/// A line of a page with what was measured of it, as the model of the body is trained on.
#[derive(Debug)]
pub struct MeasuredLine {
    /// Its text.
    pub text: String,
    /// What kind of block it would be.
    pub kind: BlockKind,
    /// What was measured, in the order of the names.
    pub values: Vec<f32>,
}

/// All lines of a page as they are measured, and the names of the numbers.
pub(super) fn measured_lines(html: &Html, facts: &StoryFacts<'_>) -> (MeasuredNames, Vec<MeasuredLine>) {
    let regions = Regions::of_page(html, &[]);
    let page = read_lines(html, &regions);
    let evidence = Evidence::of_texts(facts.structured_body.into_iter());
    let measured = measure(&page, facts, &evidence);
    let mut row = Row::default();
    let lines = page.lines.iter().enumerate().map(|(index, line)| {
        measured.fill_first(&mut row, index);
        measured.fill_rest(&mut row, index);
        MeasuredLine { text: line.text.clone(), kind: line.kind, values: row.values.clone() }
    });
    let lines = lines.collect();
    let (first, rest) = feature_names();
    (MeasuredNames { first, rest }, lines)
}
