//! The story of a page: which elements are its text, and what stands around it.

mod blocks;
mod evidence;
mod images;
mod line_text;
mod lines;
mod noise;
mod prose;
mod region_names;
mod region_words;
mod regions;
mod related;
mod scoring;
mod stamps;
mod surroundings;
mod tables;
#[cfg(test)]
mod tests;

use url::Url;

use blocks::{Known, blocks_of, choose_lines};
use evidence::Evidence;
use images::story_images;
use lines::read_lines;
use noise::is_paywall_notice;
use regions::Regions;
use related::related_links;
use scoring::find_container;
use surroundings::surrounding_lines;

use crate::config::SiteRule;
use crate::extract::dom::{ElementRef, Html};
use crate::model::{Block, Hints, Image, RelatedLink};

/// What is known before the body is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct StoryFacts<'a> {
    /// Headline; empty when none was found.
    pub(super) title: &'a str,
    /// Standfirst, which is not part of the body.
    pub(super) subtitle: Option<&'a str>,
    /// Text of the body according to the page's structured data (JSON-LD `articleBody`).
    pub(super) structured_body: Option<&'a str>,
    /// What relative addresses are resolved against (`<base>` considered); `None` for a local file without an address.
    pub(super) base: Option<&'a Url>,
    /// The rule of the site (`drop`, `select.body`).
    pub(super) rule: Option<&'a SiteRule>,
    /// What the feed entry said.
    pub(super) hints: &'a Hints,
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
    let hints = [facts.structured_body, facts.hints.content.as_deref(), facts.hints.summary.as_deref()];
    let evidence = Evidence::of_texts(hints.into_iter().flatten());
    let Some(container) = find_container(html, &page, facts, &evidence) else {
        return Story { surrounding_lines: surrounding_lines(&page, &[], facts.title), ..Story::default() };
    };
    let range = page.range_of(container.id());
    let is_paywalled = page.lines[range.clone()].iter().any(|line| is_paywall_notice(&line.text));
    let chosen = choose_lines(&page, range.clone(), &Known::new(facts, &evidence));
    Story {
        is_paywalled,
        blocks: blocks_of(&page.lines, &chosen),
        related: related_links(&page.lines, range, &chosen, facts.base),
        images: story_images(&container, &regions, facts.base),
        surrounding_lines: surrounding_lines(&page, &chosen, facts.title),
    }
}
