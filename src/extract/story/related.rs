//! Links that the page offers for reading on: introduced by a lead-in, alone between paragraphs, or in a box behind the story.

use std::collections::HashSet;
use std::ops::Range;

use url::Url;

use super::super::lead_ins::strip_related_lead_in;
use super::line_text::Link;
use super::lines::Line;
use super::noise::is_list_announcement;
use super::prose::width;
use super::regions::Region;
use crate::model::{BlockKind, LinkPosition, RelatedLink};

/// Lines behind the story in which boxes are looked for.
const LINES_BEHIND: usize = 60;

/// Lines above the story, inside its element, in which boxes are looked for.
const LINES_ABOVE: usize = 40;

/// More links than a reader is offered for one story: the rest are a menu.
const MOST_LINKS_BEHIND: usize = 20;

/// Shortest title of a story, in characters.
const SHORTEST_TITLE: usize = 15;

/// Whether a line is nothing but a lead-in and a link or title, and whether it is a lead-in with nothing behind it.
fn lead_in_of(line: &Line<'_>) -> (bool, bool) {
    strip_related_lead_in(&line.text).map_or((false, false), |title| (relates(line, title), title.is_empty()))
}

/// Whether a line, of which the title behind its lead-in is known, is nothing but these.
pub(super) fn relates(line: &Line<'_>, title: &str) -> bool {
    if line.kind == BlockKind::Heading && line.links.is_empty() {
        return false;
    }
    if title.is_empty() || line.text.contains('\n') && line.link_share() < 0.3 {
        return false;
    }
    let linked = line.links.iter().map(|link| width(&link.text)).sum::<usize>();
    (linked * 10 >= width(title) * 7)
        || (line.links.is_empty() && width(&line.text) < 160 && is_closed_lead_in(line, title))
}

/// Whether a line is a lead-in with nothing behind it.
pub(super) fn is_lead_in_alone(text: &str) -> bool {
    strip_related_lead_in(text).is_some_and(str::is_empty)
}

/// Whether a line consists of links only.
pub(super) fn is_link_line(line: &Line<'_>) -> bool {
    if line.links.is_empty() {
        return false;
    }
    if line.link_share() > LINK_LINE_SHARE {
        return true;
    }
    // What is said to screen readers before the link («list of 2 items») is no text of the line.
    if !line.text.starts_with(['l', 'e']) {
        return false;
    }
    let link = line.links.first();
    let before = link.and_then(|link| line.text.split_once(link.text.as_str())).map(|(before, _)| before);
    let announced = before.filter(|before| is_list_announcement(before));
    let silent = announced.map_or(0, |text| text.chars().filter(|letter| !letter.is_whitespace()).count());
    line.link_chars as f64 / line.chars.saturating_sub(silent).max(1) as f64 > LINK_LINE_SHARE
}

/// Share of a line in links from which it consists of them.
const LINK_LINE_SHARE: f64 = 0.9;

/// The related links among and behind the body's lines. `range`: the lines of the container.
pub(super) fn related_links(
    lines: &[Line<'_>],
    range: Range<usize>,
    chosen: &[usize],
    base: Option<&Url>,
) -> Vec<RelatedLink> {
    let mut found = Found { related: Vec::new(), seen: HashSet::new(), base };
    let (Some(&first), Some(&last)) = (chosen.first(), chosen.last()) else { return Vec::new() };
    let body: HashSet<usize> = chosen.iter().copied().collect();
    // Above the text only a box with a lead-in is about the story.
    let mut is_box = false;
    for line in lines.get(range.start.max(first.saturating_sub(LINES_ABOVE))..first).unwrap_or_default() {
        let (is_related, is_lead_in) = lead_in_of(line);
        if is_related || (is_box && offers_links(line)) {
            found.take(line, LinkPosition::InBody);
        }
        is_box = (is_box && (offers_links(line) || is_list_announcement(&line.text))) || is_lead_in;
    }
    let mut is_box = false;
    for index in (first..last).filter(|index| !body.contains(index)) {
        let line = &lines[index];
        let (is_related, is_lead_in) = lead_in_of(line);
        is_box = (is_box && (offers_links(line) || is_list_announcement(&line.text))) || is_lead_in;
        let is_teaser = line.region != Region::Side || line.kind == BlockKind::Heading;
        if is_related || (offers_links(line) && (is_box || is_teaser)) {
            found.take(line, LinkPosition::InBody);
        }
    }
    let mut is_box = false;
    for (index, line) in lines.iter().enumerate().skip(last + 1).take(LINES_BEHIND) {
        let (is_related, is_lead_in) = lead_in_of(line);
        is_box = (is_box && (offers_links(line) || width(&line.text) < 60)) || is_lead_in;
        let is_offered = is_related
            || (offers_links(line)
                && (is_box
                    || line.region == Region::Related
                    || (range.contains(&index) && line.region == Region::Plain)));
        // What stands beside the story (most read, newest) is not about it.
        if is_offered && line.region != Region::Side && found.related.len() < MOST_LINKS_BEHIND {
            found.take(line, LinkPosition::AfterBody);
        }
    }
    found.related
}

/// A line that is one or several links with titles long enough for stories.
fn offers_links(line: &Line<'_>) -> bool {
    is_link_line(line) && line.links.iter().any(is_story_title)
}

fn is_story_title(link: &Link<'_>) -> bool {
    width(&link.text) >= SHORTEST_TITLE && link.text.split_whitespace().nth(1).is_some()
        || link.text.chars().any(|c| c >= '\u{2e80}') && width(&link.text) >= SHORTEST_TITLE
}

/// A title without a link counts only behind a lead-in that is closed by a colon or dash.
fn is_closed_lead_in(line: &Line<'_>, title: &str) -> bool {
    let lead_in = line.text.strip_suffix(title).unwrap_or_default();
    lead_in.contains([':', '：', '|', '–', '—', '»', '>'])
}

struct Found<'u> {
    related: Vec<RelatedLink>,
    seen: HashSet<String>,
    base: Option<&'u Url>,
}

impl Found<'_> {
    fn take(&mut self, line: &Line<'_>, position: LinkPosition) {
        let has_lead_in = lead_in_of(line).0;
        for link in &line.links {
            let title = strip_related_lead_in(&link.text).unwrap_or(&link.text).trim();
            if title.is_empty() || (!has_lead_in && !is_story_title(link)) {
                continue;
            }
            self.add(title, link.href, position);
        }
        if line.links.is_empty()
            && let Some(title) = strip_related_lead_in(&line.text)
        {
            self.related.push(RelatedLink { title: title.to_owned(), url: None, position });
        }
    }

    fn add(&mut self, title: &str, href: Option<&str>, position: LinkPosition) {
        let Some(href) = href.map(str::trim).filter(|href| !href.starts_with('#')) else { return };
        let url = match absolute(href, self.base) {
            Address::Web(url) => Some(url),
            Address::Relative => None,
            Address::Other => return,
        };
        let key = url.as_ref().map_or_else(|| href.to_owned(), Url::to_string);
        let is_own_page = url.as_ref().is_some_and(|url| self.base.is_some_and(|base| same_page(url, base)));
        if !is_own_page && self.seen.insert(key) {
            self.related.push(RelatedLink { title: title.to_owned(), url: url.map(String::from), position });
        }
    }
}

/// What an `href` or `src` leads to.
pub(super) enum Address {
    /// A page on the web.
    Web(Url),
    /// Something relative to an unknown base.
    Relative,
    /// A script, a mail address, a local file.
    Other,
}

/// Resolves an address as written.
pub(super) fn absolute(href: &str, base: Option<&Url>) -> Address {
    let parsed = match base {
        Some(base) => base.join(href),
        None => Url::parse(href),
    };
    match parsed {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Address::Web(url),
        Ok(url) if url.scheme() == "file" && base.is_some_and(|base| base.scheme() == "file") => {
            Address::Relative
        }
        Err(url::ParseError::RelativeUrlWithoutBase) => Address::Relative,
        _ => Address::Other,
    }
}

fn same_page(one: &Url, other: &Url) -> bool {
    one.host_str() == other.host_str() && one.path() == other.path() && one.query() == other.query()
}
