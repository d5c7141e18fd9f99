//! What is known of a site from its other pages: lines that stand on many of them are no part of any story.
//!
//! A value: whoever reads pages learns from them and hands the memory to the reading of others (`ExtractContext::memory`). Small for each
//! site and bounded, whatever is learned; the memory of one site can be kept as bytes.

use std::collections::{HashMap, VecDeque};

use url::Url;

use super::dom::Html;
use super::story::visible_line_keys;
use crate::canonical::site_of;

/// Other stories of the site on which a line must have stood to be none of this one's.
const STORIES: u32 = 2;

/// Of the stories that were learned since a line was first met, one in so many must have it: what background a newsroom tells again and
/// again stands on some of its stories, what the site says on nearly all.
const ONE_IN: u32 = 3;

/// Stories that are known by name, so that one that is read again is not counted again.
const RECENT_STORIES: usize = 64;

/// Stories from which a site is known well enough for some of its pages to teach no more.
const WELL_KNOWN: u32 = 30;

/// Of a site that is known well, one story in so many is still learned.
const LEARNED_ONE_IN: u32 = 8;

/// Bytes of letters and digits below which a line is told by its looks alone: «Share», a name, a date.
const SHORTEST_KEY_BYTES: usize = 8;

/// Lines that are learned of one page, at most.
const MOST_LINES_OF_A_PAGE: usize = 3_000;

/// Lines of one site in memory, and in bytes that are kept (20 bytes each).
const MOST_LINES_OF_A_SITE: usize = 20_000;
const MOST_LINES_KEPT: usize = 500;

/// Sites that are remembered at a time; further ones are not learned.
const MOST_SITES: usize = 20_000;

/// Version of the bytes; others are not understood, and the site is learned anew.
const FORMAT: u8 = 1;

/// A line of a site, as a number.
type LineKey = u64;

/// Lines of sites, and on how many stories they stood.
#[derive(Debug, Default, Clone)]
pub struct SiteMemory {
    sites: HashMap<String, SiteLines>,
}

/// What is known of one site.
#[derive(Debug, Default, Clone, PartialEq)]
struct SiteLines {
    /// Stories learned.
    stories: u32,
    /// The last of them.
    recent: VecDeque<u32>,
    lines: HashMap<LineKey, LineSeen>,
}

/// How often a line was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LineSeen {
    /// Stories that have it.
    stories: u32,
    /// Stories learned before the first and before the last of them.
    first: u32,
    last: u32,
}

/// What one page adds to the memory.
#[derive(Debug, Default, Clone)]
pub struct PageTrace {
    site: String,
    story: u32,
    lines: Vec<LineKey>,
}

impl PageTrace {
    /// The trace of a page. Copies of a story, such as its version for print, are told by its title and count as one.
    pub(super) fn of_page(html: &Html, address: Option<&Url>, title: &str) -> Self {
        let Some(site) = address.and_then(site_of) else { return Self::default() };
        let mut lines: Vec<LineKey> = visible_line_keys(html)
            .take(MOST_LINES_OF_A_PAGE)
            .filter(|key| key.len() >= SHORTEST_KEY_BYTES)
            .map(|key| line_key(&key))
            .collect();
        lines.sort_unstable();
        lines.dedup();
        Self { site, story: story_key(title, address), lines }
    }

    /// The site that it tells of; empty when the page taught nothing.
    pub fn site(&self) -> &str {
        &self.site
    }
}

impl SiteMemory {
    /// Takes in what a page adds; a story that was learned lately adds nothing again.
    pub fn learn(&mut self, trace: &PageTrace) {
        let is_known = self.sites.contains_key(&trace.site);
        if !trace.lines.is_empty() && (is_known || self.sites.len() < MOST_SITES) {
            self.sites.entry(trace.site.clone()).or_default().learn(trace);
        }
    }

    /// Takes in what was kept of a site; bytes that are not understood are as good as none.
    pub fn recall(&mut self, site: &str, bytes: &[u8]) {
        if let Some(lines) = SiteLines::of_bytes(bytes) {
            self.sites.insert(site.to_owned(), lines);
        }
    }

    /// What to keep of a site, at most 10 kB; empty when nothing is known.
    pub fn bytes_of(&self, site: &str) -> Vec<u8> {
        self.sites.get(site).map(SiteLines::to_bytes).unwrap_or_default()
    }

    /// Whether a story has something to teach: of a site that is known well, not every one does.
    pub(super) fn wants(&self, address: Option<&Url>, title: &str) -> bool {
        let Some(site) = address.and_then(site_of) else { return false };
        let known = self.sites.get(&site).map_or(0, |lines| lines.stories);
        known < WELL_KNOWN || story_key(title, address).is_multiple_of(LEARNED_ONE_IN)
    }

    /// What the memory says to a page.
    pub(super) fn of_page<'m>(&'m self, address: Option<&Url>, title: &str) -> Option<Recurring<'m>> {
        let site = self.sites.get(&site_of(address?)?)?;
        Some(Recurring { site, is_learned: site.recent.contains(&story_key(title, address)) })
    }
}

impl SiteLines {
    fn learn(&mut self, trace: &PageTrace) {
        if self.recent.contains(&trace.story) {
            return;
        }
        for line in &trace.lines {
            let new = LineSeen { stories: 0, first: self.stories, last: self.stories };
            let seen = self.lines.entry(*line).or_insert(new);
            (seen.stories, seen.last) = (seen.stories + 1, self.stories);
        }
        self.stories = self.stories.saturating_add(1);
        self.recent.truncate(RECENT_STORIES - 1);
        self.recent.push_front(trace.story);
        if self.lines.len() > MOST_LINES_OF_A_SITE {
            self.lines = self.best_lines(MOST_LINES_OF_A_SITE / 2).into_iter().collect();
        }
    }

    /// The lines that are most worth keeping: those of several stories before those of one, the latest first.
    fn best_lines(&self, most: usize) -> Vec<(LineKey, LineSeen)> {
        let mut lines: Vec<(LineKey, LineSeen)> =
            self.lines.iter().map(|(key, seen)| (*key, *seen)).collect();
        lines.sort_unstable_by_key(|(key, seen)| (seen.stories < 2, u32::MAX - seen.last, *key));
        lines.truncate(most);
        lines
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![FORMAT];
        let recent = u32::try_from(self.recent.len()).unwrap_or_default();
        let numbers = [self.stories, recent].into_iter().chain(self.recent.iter().copied());
        numbers.for_each(|number| bytes.extend(number.to_le_bytes()));
        for (key, seen) in self.best_lines(MOST_LINES_KEPT) {
            bytes.extend(key.to_le_bytes());
            [seen.stories, seen.first, seen.last]
                .iter()
                .for_each(|number| bytes.extend(number.to_le_bytes()));
        }
        bytes
    }

    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let (format, mut rest) = bytes.split_first()?;
        if *format != FORMAT {
            return None;
        }
        let mut number = || -> Option<u32> {
            let (first, others) = rest.split_first_chunk()?;
            rest = others;
            Some(u32::from_le_bytes(*first))
        };
        let stories = number()?;
        let recent = number().filter(|count| *count as usize <= RECENT_STORIES)?;
        let recent: VecDeque<u32> = (0..recent).map(|_| number()).collect::<Option<_>>()?;
        let mut lines = HashMap::new();
        while let (Some(low), Some(high)) = (number(), number()) {
            let seen = LineSeen { stories: number()?, first: number()?, last: number()? };
            lines.insert(u64::from(high) << 32 | u64::from(low), seen);
        }
        Some(Self { stories, recent, lines })
    }
}

/// What recurs on the other pages of a page's site.
#[derive(Debug, Clone)]
pub(super) struct Recurring<'m> {
    site: &'m SiteLines,
    /// Whether the page itself is among those that were learned.
    is_learned: bool,
}

impl Recurring<'_> {
    /// Whether a line, told by its letters and digits, stands on other stories of the site, on so many that it is the site's own.
    pub(super) fn holds(&self, key: &str) -> bool {
        let Some(seen) =
            (key.len() >= SHORTEST_KEY_BYTES).then(|| self.site.lines.get(&line_key(key))).flatten()
        else {
            return false;
        };
        let own = u32::from(self.is_learned);
        let (others, since) =
            (seen.stories - own.min(seen.stories), self.site.stories - seen.first.min(self.site.stories));
        others >= STORIES && others.saturating_mul(ONE_IN) >= since - own.min(since)
    }
}

fn line_key(key: &str) -> LineKey {
    let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(key.as_bytes()).as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// A story by its title, or by its address when it has none.
fn story_key(title: &str, address: Option<&Url>) -> u32 {
    let title = title.trim();
    let name = if title.is_empty() { address.map_or("", Url::path) } else { title };
    let [a, b, c, d, ..] = *blake3::hash(name.as_bytes()).as_bytes();
    u32::from_le_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::dom::parse_html;

    const PROMISE: &str = "Every week we tell you what moves the coast: join our readers.";

    fn trace(address: &str, title: &str, text: &str) -> PageTrace {
        let (html, _) = parse_html(format!("<h1>{title}</h1><p>{text}</p><p>{PROMISE}</p>"));
        PageTrace::of_page(&html, Url::parse(address).ok().as_ref(), title)
    }

    fn recurs(memory: &SiteMemory, address: &str, title: &str, line: &str) -> bool {
        let key: String = line.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        memory
            .of_page(Url::parse(address).ok().as_ref(), title)
            .is_some_and(|recurring| recurring.holds(&key))
    }

    #[test]
    fn a_line_of_two_other_stories_recurs() {
        let mut memory = SiteMemory::default();
        for (number, title) in ["Ferry is late", "Crane is gone", "Ferry is late"].into_iter().enumerate() {
            memory.learn(&trace(&format!("https://a.example/{number}"), title, "A text of its own."));
        }
        assert!(recurs(&memory, "https://www.a.example/9", "Another title", PROMISE));
        // One of the two is the story itself, here under another address.
        assert!(!recurs(&memory, "https://a.example/print/0", "Ferry is late", PROMISE));
        assert!(!recurs(&memory, "https://b.example/9", "Another title", PROMISE));
        assert!(!recurs(&memory, "https://a.example/9", "Another title", "Never seen before, by anyone."));
    }

    #[test]
    fn what_stands_on_some_stories_of_many_is_background() {
        let mut memory = SiteMemory::default();
        for number in 0..20 {
            let text = if number % 5 == 0 {
                "The war began in the spring of the year before last."
            } else {
                "Nothing."
            };
            memory.learn(&trace(&format!("https://a.example/{number}"), &format!("Story {number}"), text));
        }
        let recurs = |line: &str| recurs(&memory, "https://a.example/99", "Another title", line);
        assert!(recurs(PROMISE) && !recurs("The war began in the spring of the year before last."));
    }

    #[test]
    fn a_story_read_again_teaches_nothing_new() {
        let mut memory = SiteMemory::default();
        for _ in 0..5 {
            memory.learn(&trace("https://a.example/1", "Ferry is late", "A text of its own."));
        }
        assert!(!recurs(&memory, "https://a.example/9", "Another title", PROMISE));
    }

    #[test]
    fn what_is_kept_of_a_site_says_the_same_and_is_small() {
        let mut memory = SiteMemory::default();
        for number in 0..100 {
            let texts: String =
                (0..60).map(|line| format!("<p>Line {line} of story {number}.</p>")).collect();
            memory.learn(&trace(&format!("https://a.example/{number}"), &format!("Story {number}"), &texts));
        }
        let bytes = memory.bytes_of("a.example");
        assert!(bytes.len() <= 10_500, "{} bytes", bytes.len());
        let mut recalled = SiteMemory::default();
        recalled.recall("a.example", &bytes);
        assert!(recurs(&recalled, "https://a.example/200", "Another title", PROMISE));
        assert_eq!(recalled.bytes_of("a.example"), bytes);
        for cut in 0..bytes.len().min(400) {
            recalled.recall("b.example", &bytes[..cut]);
        }
        recalled.recall("c.example", b"\xffnonsense");
        assert!(recalled.bytes_of("c.example").is_empty());
    }

    #[test]
    fn a_site_known_well_learns_from_fewer_stories() {
        let mut memory = SiteMemory::default();
        let address = |number: u32| Url::parse(&format!("https://a.example/{number}")).unwrap();
        let wanted = |memory: &SiteMemory| {
            (0..800)
                .filter(|number| memory.wants(Some(&address(*number)), &format!("Title {number}")))
                .count()
        };
        assert_eq!(wanted(&memory), 800);
        for number in 0..WELL_KNOWN {
            memory.learn(&trace(address(number).as_str(), &format!("Story {number}"), "Text."));
        }
        assert!((50..200).contains(&wanted(&memory)), "{}", wanted(&memory));
    }

    #[test]
    fn pages_without_an_address_teach_nothing() {
        assert!(trace("no address", "Title", "Text of some length.").lines.is_empty());
    }
}
