//! Why the body is what it is: every visible line with its score, and what kept it out.

use serde::Serialize;

use super::choice::{LeftOut, choose_lines, judge_lines};
use super::lines::read_lines;
use super::regions::Regions;
use super::{StoryFacts, evidence_of};
use crate::extract::dom::{ElementRef, Html};
use crate::model::BlockKind;

/// Elements of a path, and classes of each.
const PATH: (usize, usize) = (3, 2);

/// The lines of a page and where its body stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BodyExplanation {
    /// The smallest element around nearly all of the body, as a selector; `None` when none was found.
    pub container: Option<String>,
    /// Whether the site rule named it.
    pub by_site_rule: bool,
    /// Every visible line, in page order.
    pub lines: Vec<ExplainedLine>,
}

/// What was thought of one visible line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedLine {
    /// Whether it is a block of the body.
    pub taken: bool,
    /// How likely the model takes it for a line of the story, 0 to 1.
    pub score: f32,
    /// What kept it out; `None` for a block of the body.
    pub left_out: Option<LeftOut>,
    /// What kind of block it is or would be.
    pub kind: BlockKind,
    /// Its element and those around it, as a selector.
    pub element: String,
    /// Its text.
    pub text: String,
}

/// Explains the body that `read_story` finds in the same page with the same facts.
pub(in super::super) fn explain_body(html: &Html, facts: &StoryFacts<'_>) -> BodyExplanation {
    let drop = facts.rule.map_or(&[][..], |rule| rule.drop.as_slice());
    let page = read_lines(html, &Regions::of_page(html, drop));
    let evidence = evidence_of(facts);
    let choice = choose_lines(html, &page, facts, &evidence);
    let judgements = judge_lines(&page, facts, (&evidence, &choice));
    let lines = page.lines.iter().zip(judgements).map(|(line, judgement)| ExplainedLine {
        taken: judgement.left_out.is_none(),
        score: (judgement.score * 1000.0).round() / 1000.0,
        left_out: judgement.left_out,
        kind: line.kind,
        element: path_of(line.element),
        text: line.text.clone(),
    });
    BodyExplanation {
        container: choice.container.map(|number| path_of(page.boxes[number].element)),
        by_site_rule: choice.is_ruled,
        lines: lines.collect(),
    }
}

/// The last elements of the way from the root to an element, as a selector.
fn path_of(element: ElementRef<'_>) -> String {
    let around = element.ancestors().filter_map(ElementRef::wrap);
    let mut steps: Vec<String> = std::iter::once(element).chain(around).take(PATH.0).map(step_of).collect();
    steps.reverse();
    steps.join(" > ")
}

/// `div#main.story.wide`; names that a selector could not hold as they are are left out.
fn step_of(element: ElementRef<'_>) -> String {
    let is_plain = |name: &&str| {
        !name.starts_with(|first: char| first.is_ascii_digit())
            && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
    };
    let id = element.attr("id").map(str::trim).filter(|id| !id.is_empty()).filter(is_plain);
    let classes = element.attr("class").unwrap_or_default().split_whitespace().filter(is_plain).take(PATH.1);
    let mut step = element.value().name().to_owned();
    id.into_iter().for_each(|id| step.extend(["#", id]));
    classes.for_each(|class| step.extend([".", class]));
    step
}
