//! What is known of a site from its other pages: lines that stand on many of them are no part of any story.
//!
//! A value: whoever reads pages learns from them and hands the memory to the reading of others (`ExtractContext::memory`). Small for each
//! site and bounded, whatever is learned; the memory of one site can be kept as bytes.

use std::collections::{BTreeSet, HashMap, VecDeque};

use url::Url;

use super::dom::Html;
use super::story::story_like_keys;
use crate::canonical::site_of;

/// Other stories of the site on which a line must have stood to be none of this one's.
const STORIES: u32 = 4;

/// Percent of the other stories since a line was first met that must have it: what background a newsroom tells again and again stands on
/// some of its stories, what the site says on nearly all.
const SHARE_PERCENT: u32 = 80;

/// Stories that are known by name, so that one that is read again is not counted again, whether its headline was edited or it moved.
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
const MOST_LINES_OF_A_SITE: usize = 4_000;
const MOST_LINES_KEPT: usize = 500;

/// Lines of all sites together, about 100 MB; when there are so many, no further ones are learned.
const MOST_LINES: usize = 2_000_000;

/// Version of the bytes; others are not understood, and the site is learned anew.
const FORMAT: u8 = 2;

/// A line of a site, as a number.
type LineKey = u64;

/// Lines of sites, and on how many stories they stood.
#[derive(Debug, Default, Clone)]
pub struct SiteMemory {
    sites: HashMap<String, SiteLines>,
    /// Lines of all sites.
    lines: usize,
}

/// What is known of one site.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct SiteLines {
    /// Stories learned.
    stories: u32,
    /// The last of them, by title and by address.
    recent: VecDeque<[u32; 2]>,
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
    story: [u32; 2],
    lines: Vec<LineKey>,
}

impl PageTrace {
    /// The trace of a page. Copies of a story, such as its version for print, are told by its title and count as one.
    pub(super) fn of_page(html: &Html, address: Option<&Url>, title: &str) -> Self {
        let Some(site) = address.and_then(site_of) else { return Self::default() };
        let mut lines: Vec<LineKey> = story_like_keys(html)
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
        if !trace.lines.is_empty() && self.lines < MOST_LINES {
            let site = self.sites.entry(trace.site.clone()).or_default();
            let before = site.lines.len();
            site.learn(trace);
            self.lines = self.lines + site.lines.len() - before;
        }
    }

    /// Takes in what was kept of a site; bytes that are not understood are as good as none.
    pub fn recall(&mut self, site: &str, bytes: &[u8]) {
        if let Some(lines) = SiteLines::of_bytes(bytes) {
            self.lines += lines.lines.len();
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
        known < WELL_KNOWN || story_key(title, address)[1].is_multiple_of(LEARNED_ONE_IN)
    }

    /// What the memory says to a page.
    pub(super) fn of_page<'m>(&'m self, address: Option<&Url>, title: &str) -> Option<Recurring<'m>> {
        let site = self.sites.get(&site_of(address?)?)?;
        Some(Recurring::Learned { site, is_learned: site.knows(story_key(title, address)) })
    }
}

/// The lines that were left out of one story as its site's own, so that it is read again as it was read first.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct SiteOwnLines(BTreeSet<LineKey>);

impl SiteOwnLines {
    /// Takes the bytes of [`SiteOwnLines::to_bytes`]; a rest that is no whole line is dropped.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(bytes.as_chunks().0.iter().map(|line| LineKey::from_le_bytes(*line)).collect())
    }

    /// Eight bytes a line.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|line| line.to_le_bytes()).collect()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes up lines by their letters and digits.
    pub(super) fn of_keys(keys: impl Iterator<Item = String>) -> Self {
        Self(keys.map(|key| line_key(&key)).collect())
    }
}

impl SiteLines {
    /// Whether a story was learned lately, by its title or its address.
    fn knows(&self, [title, address]: [u32; 2]) -> bool {
        self.recent.iter().any(|[known, place]| *known == title || *place == address)
    }

    fn learn(&mut self, trace: &PageTrace) {
        if self.knows(trace.story) {
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
        let numbers = [self.stories, recent].into_iter().chain(self.recent.iter().flatten().copied());
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
        let recent = (0..recent).map(|_| Some([number()?, number()?])).collect::<Option<VecDeque<_>>>()?;
        let mut lines = HashMap::new();
        while let (Some(low), Some(high)) = (number(), number()) {
            let seen = LineSeen { stories: number()?, first: number()?, last: number()? };
            lines.insert(u64::from(high) << 32 | u64::from(low), seen);
        }
        Some(Self { stories, recent, lines })
    }
}

/// Which lines of a page are its site's own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Recurring<'m> {
    /// Those that stand on the site's other pages.
    Learned {
        site: &'m SiteLines,
        /// Whether the page itself is among those that were learned.
        is_learned: bool,
    },
    /// Those that were when the story was first read.
    Known(&'m SiteOwnLines),
}

impl Recurring<'_> {
    /// Whether a line, told by its letters and digits, is the site's own.
    pub(super) fn holds(&self, key: &str) -> bool {
        if key.len() < SHORTEST_KEY_BYTES {
            return false;
        }
        match self {
            Self::Known(lines) => lines.0.contains(&line_key(key)),
            Self::Learned { site, is_learned } => {
                site.lines.get(&line_key(key)).is_some_and(|seen| site.is_own(*seen, *is_learned))
            }
        }
    }
}

impl SiteLines {
    /// Whether a line that was met so often is the site's own; a story that was learned itself does not count.
    fn is_own(&self, seen: LineSeen, is_learned: bool) -> bool {
        let own = u32::from(is_learned);
        let others = seen.stories.saturating_sub(own);
        let since = self.stories.saturating_sub(seen.first).saturating_sub(own);
        others >= STORIES && u64::from(others) * 100 >= u64::from(since) * u64::from(SHARE_PERCENT)
    }
}

fn line_key(key: &str) -> LineKey {
    let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(key.as_bytes()).as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// A story by its title and by its address; one without a title by its address alone.
fn story_key(title: &str, address: Option<&Url>) -> [u32; 2] {
    let hash = |name: &str| {
        let [a, b, c, d, ..] = *blake3::hash(name.as_bytes()).as_bytes();
        u32::from_le_bytes([a, b, c, d])
    };
    let place = address.map_or("", Url::path);
    let title = title.trim();
    [hash(if title.is_empty() { place } else { title }), hash(place)]
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
    fn a_line_of_nearly_all_other_stories_recurs() {
        let mut memory = SiteMemory::default();
        let titles = ["Ferry is late", "Crane is gone", "Market opens", "School closes", "Bridge holds"];
        for (number, title) in titles.into_iter().enumerate() {
            memory.learn(&trace(&format!("https://a.example/{number}"), title, "A text of its own."));
        }
        assert!(recurs(&memory, "https://www.a.example/9", "Another title", PROMISE));
        // The story itself is not one of the others, under another address or with another headline.
        memory.sites.get_mut("a.example").unwrap().lines.values_mut().for_each(|seen| seen.stories -= 1);
        assert!(!recurs(&memory, "https://a.example/print/0", "Ferry is late", PROMISE));
        assert!(!recurs(&memory, "https://a.example/0", "Ferry is very late", PROMISE));
        assert!(!recurs(&memory, "https://b.example/9", "Another title", PROMISE));
        assert!(!recurs(&memory, "https://a.example/9", "Another title", "Never seen before, by anyone."));
    }

    #[test]
    fn background_is_no_line_of_the_site_whether_it_comes_now_and_then_or_in_a_burst() {
        const WAR: &str = "The war began in the spring of the year before last.";
        for has_it in [|number: u32| number.is_multiple_of(2), |number: u32| (10..13).contains(&number)] {
            let mut memory = SiteMemory::default();
            for number in 0..13 {
                let text = if has_it(number) { WAR } else { "Nothing of the kind." };
                memory.learn(&trace(
                    &format!("https://a.example/{number}"),
                    &format!("Story {number}"),
                    text,
                ));
            }
            let recurs = |line: &str| recurs(&memory, "https://a.example/99", "Another title", line);
            assert!(recurs(PROMISE) && !recurs(WAR));
        }
    }

    #[test]
    fn an_edited_headline_makes_no_other_story() {
        let mut memory = SiteMemory::default();
        for number in 0..9 {
            memory.learn(&trace("https://a.example/1", &format!("Ferry is late, version {number}"), "Text."));
        }
        assert!(!recurs(&memory, "https://a.example/1", "Ferry is late, version 10", PROMISE));
    }

    #[test]
    fn lines_that_were_left_out_are_kept_as_bytes() {
        let lines = SiteOwnLines::of_keys([PROMISE.to_owned(), "another".to_owned()].into_iter());
        assert_eq!(SiteOwnLines::of_bytes(&lines.to_bytes()), lines);
        assert!(SiteOwnLines::of_bytes(b"short").is_empty());
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
        assert!(bytes.len() <= 10_600, "{} bytes", bytes.len());
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
