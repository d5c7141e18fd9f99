//! Which lines of the container are the story, and which stand in it without being of it.

use std::collections::HashSet;
use std::ops::Range;

use super::StoryFacts;
use super::evidence::{Evidence, squashed};
use super::lines::{Line, PageLines};
use super::noise::is_noise;
use super::prose::{ends_like_a_sentence, is_running_text, width};
use super::regions::Region;
use super::related::{is_lead_in_alone, is_link_line, is_related_line};
use super::stamps::is_stamp_line;
use crate::model::{Block, BlockKind};

/// Says for every line of the container whether it is part of the body; `range` is where the container stands.
pub(super) fn choose_lines(page: &PageLines<'_>, range: Range<usize>, known: &Known<'_>) -> Vec<usize> {
    let lines = &page.lines;
    let start = after_headline(lines, range.clone(), known);
    let mut seen = HashSet::new();
    let mut chosen: Vec<usize> = (start..range.end)
        .filter(|&index| is_body_line(lines, index, known))
        .filter(|&index| {
            lines[index].kind == BlockKind::TableRow
                || width(&lines[index].text) < 60
                || seen.insert(squashed(&lines[index].text))
        })
        .collect();
    trim_head(lines, &mut chosen, known);
    trim_tail(lines, &mut chosen, known);
    drop_empty_headings(lines, &mut chosen);
    chosen
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
#[derive(Debug)]
pub(super) struct Known<'k> {
    pub(super) evidence: &'k Evidence,
    title: String,
    subtitle: String,
    is_body_ruled: bool,
}

impl<'k> Known<'k> {
    pub(super) fn new(facts: &StoryFacts<'_>, evidence: &'k Evidence) -> Self {
        Self {
            evidence,
            title: squashed(facts.title),
            subtitle: squashed(facts.subtitle.unwrap_or_default()),
            is_body_ruled: facts.rule.is_some_and(|rule| rule.select.body.is_some()),
        }
    }

    fn agrees(&self, line: &Line<'_>) -> bool {
        self.evidence.agreement(&line.text).is_some_and(|agreement| agreement >= 0.6)
    }

    fn is_title_or_subtitle(&self, line: &Line<'_>) -> bool {
        let text = squashed(&line.text);
        !text.is_empty() && (text == self.title || text == self.subtitle)
    }
}

/// The first line behind the headline, when no more than a small part of the running text stands above it.
fn after_headline(lines: &[Line<'_>], range: Range<usize>, known: &Known<'_>) -> usize {
    let running =
        |line: &Line<'_>| if line.region == Region::Plain && is_running_text(line) { line.chars } else { 0 };
    let total: usize = lines[range.clone()].iter().map(running).sum();
    let is_headline =
        |line: &Line<'_>| line.element.value().name() == "h1" || known.is_title_or_subtitle(line);
    let (mut start, mut above, mut below) = (range.start, 0, 0);
    let mut is_seen = lines[..range.start].iter().any(is_headline);
    for index in range {
        let line = &lines[index];
        // Once text has followed a headline, a later one does not begin the story anew.
        if is_headline(line) && (!is_seen || below == 0) {
            (start, is_seen, below) = (index + 1, true, 0);
        }
        above += running(line);
        below += if is_seen { running(line) } else { 0 };
        if above * 4 > total {
            break;
        }
    }
    start
}

fn is_body_line(lines: &[Line<'_>], index: usize, known: &Known<'_>) -> bool {
    let line = &lines[index];
    if matches!(line.region, Region::Caption | Region::Hidden)
        || known.is_title_or_subtitle(line)
        || is_related_line(line)
    {
        return false;
    }
    if known.agrees(line) {
        return true;
    }
    if line.region != Region::Plain
        || is_noise(&line.text)
        || is_stamp_line(&line.text)
        || is_lead_in_alone(&line.text)
        || is_link_line(line)
    {
        return false;
    }
    match line.kind {
        BlockKind::Heading => line.link_share() < 0.8,
        BlockKind::ListItem => line.link_share() < 0.7,
        _ => line.link_share() < 0.7 || ends_like_a_sentence(&line.text),
    }
}

/// Drops what stands above the first running text: dates, names, widgets. A section heading right above it may stay.
fn trim_head(lines: &[Line<'_>], chosen: &mut Vec<usize>, known: &Known<'_>) {
    if known.is_body_ruled {
        return;
    }
    let is_story = |line: &Line<'_>| is_running_text(line) || known.agrees(line);
    let Some(first) = chosen.iter().position(|&index| is_story(&lines[index])) else { return };
    let heading_name = |position: usize| -> Option<&str> {
        let line = &lines[chosen[position]];
        (line.kind == BlockKind::Heading).then(|| line.element.value().name())
    };
    let keeps_heading = first > 0
        && heading_name(first - 1)
            .is_some_and(|name| (first + 1..chosen.len()).any(|later| heading_name(later) == Some(name)));
    chosen.drain(..if keeps_heading { first - 1 } else { first });
}

/// Drops what stands below the last running text; items and rows that continue it stay.
fn trim_tail(lines: &[Line<'_>], chosen: &mut Vec<usize>, known: &Known<'_>) {
    if known.is_body_ruled {
        return;
    }
    let is_story = |line: &Line<'_>| is_running_text(line) || known.agrees(line);
    let Some(last) = chosen.iter().rposition(|&index| is_story(&lines[index])) else { return };
    let continues = |index: usize| {
        let line = &lines[index];
        matches!(
            line.kind,
            BlockKind::ListItem | BlockKind::TableRow | BlockKind::Quote | BlockKind::Preformatted
        ) || (line.kind == BlockKind::Paragraph
            && ends_like_a_sentence(&line.text)
            && line.link_share() < 0.3)
    };
    let mut end = last + 1;
    // A heading is kept when the lines below it continue the text.
    while end < chosen.len() {
        let is_heading = lines[chosen[end]].kind == BlockKind::Heading;
        let next_continues = chosen.get(end + 1).is_some_and(|&index| continues(index));
        if continues(chosen[end]) || (is_heading && next_continues) {
            end += 1;
        } else {
            break;
        }
    }
    chosen.truncate(end);
}

/// A heading with nothing below it, or right above a heading of its own rank, introduces nothing.
fn drop_empty_headings(lines: &[Line<'_>], chosen: &mut Vec<usize>) {
    while chosen.last().is_some_and(|&index| lines[index].kind == BlockKind::Heading) {
        chosen.pop();
    }
}

fn without_blank_lines(text: &str) -> String {
    if !text.contains('\n') {
        return text.to_owned();
    }
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
