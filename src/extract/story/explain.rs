//! Why the body is what it is: every visible line with its score, and what kept it out.

use chrono::NaiveDate;
use serde::Serialize;

use super::choice::{LeftOut, choose_lines, judge_lines};
use super::features::measure;
use super::lines::read_lines;
use super::regions::Regions;
use super::{StoryFacts, evidence_of};
use crate::config::SiteRule;
use crate::extract::dom::{ElementRef, Html};
use crate::extract::page_text::{select_all, short_text_of};
use crate::model::BlockKind;

/// Elements of a path, and classes of each.
const PATH: (usize, usize) = (3, 2);

/// Bytes of the longest name that is shown in a path; longer ones are made to cost.
const LONGEST_NAME: usize = 60;

/// Characters of what a selector found that are shown.
const LONGEST_TEXT: usize = 120;

/// The lines of a page and where its body stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BodyExplanation {
    /// The smallest element around nearly all of the body, as a selector; `None` when none was found.
    pub container: Option<String>,
    /// Whether the site rule named it.
    pub by_site_rule: bool,
    /// Every visible line, in page order.
    pub lines: Vec<ExplainedLine>,
    /// What the selectors of the site rule found; `None` without a rule.
    pub rule: Option<RuleEffect>,
}

/// What the rule of the site does to a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleEffect {
    /// The first and last day for which it holds; `None`: open.
    pub valid_from: Option<NaiveDate>,
    /// The last of them.
    pub valid_until: Option<NaiveDate>,
    /// Its selectors.
    pub selectors: Vec<SelectorEffect>,
}

/// What one selector of a rule found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SelectorEffect {
    /// The key it stands under: `drop`, `title`, `body` ….
    pub key: &'static str,
    /// As written.
    pub selector: String,
    /// Elements that it matches; one that matches none does nothing.
    pub elements: usize,
    /// The beginning of the text of the first.
    pub text: String,
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
    let measured = measure(&page, facts, &evidence);
    let choice = choose_lines(html, &measured, facts);
    let judgements = judge_lines(&measured, &choice);
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
        rule: facts.rule.map(|rule| effect_of(rule, html)),
    }
}

fn effect_of(rule: &SiteRule, html: &Html) -> RuleEffect {
    let select = &rule.select;
    let fields = [
        ("title", &select.title),
        ("subtitle", &select.subtitle),
        ("section", &select.section),
        ("byline", &select.byline),
        ("dateline", &select.dateline),
        ("body", &select.body),
    ];
    let dropped = rule.drop.iter().map(|selector| ("drop", selector));
    let named = fields.into_iter().filter_map(|(key, selector)| Some((key, selector.as_ref()?)));
    let effect = |(key, selector): (&'static str, &String)| {
        let found = select_all(html, selector);
        let text = found.first().copied().and_then(short_text_of).unwrap_or_default();
        SelectorEffect {
            key,
            selector: selector.clone(),
            elements: found.len(),
            text: text.chars().take(LONGEST_TEXT).collect(),
        }
    };
    RuleEffect {
        valid_from: rule.validity.from,
        valid_until: rule.validity.until,
        selectors: dropped.chain(named).map(effect).collect(),
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
        name.len() <= LONGEST_NAME
            && !name.starts_with(|first: char| first.is_ascii_digit())
            && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
    };
    let id = element.attr("id").map(str::trim).filter(|id| !id.is_empty()).filter(is_plain);
    let classes = element.attr("class").unwrap_or_default().split_whitespace().filter(is_plain).take(PATH.1);
    let mut step: String = element.value().name().chars().take(LONGEST_NAME).collect();
    id.into_iter().for_each(|id| step.extend(["#", id]));
    classes.for_each(|class| step.extend([".", class]));
    step
}
