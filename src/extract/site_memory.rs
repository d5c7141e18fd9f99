//! What is known of a site from its other pages: lines that stand on several of them are no part of any story.
//!
//! A value: whoever reads pages learns from them and hands the memory to the reading of others (`ExtractContext::memory`). Bounded, whatever
//! is learned.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use url::Url;

use super::dom::Html;
use super::story::visible_line_keys;
use crate::canonical::site_of;

/// Other stories of the site on which a line must have stood to be none of this one's.
const STORIES: usize = 2;

/// Stories that are remembered of a line: one more than are needed, since the page at hand may be one of them.
const STORIES_REMEMBERED: usize = STORIES + 1;

/// Bytes of letters and digits below which a line is told by its looks alone: «Share», a name, a date.
const SHORTEST_KEY_BYTES: usize = 8;

/// Lines that are learned of one page, at most.
const MOST_LINES_OF_A_PAGE: usize = 3_000;

/// Lines that are remembered in all; about 100 MB. When it is full, known lines still learn new stories.
const MOST_LINES: usize = 2_000_000;

/// A line of a site: both names in one number.
type LineKey = u64;

/// Lines of sites, and on which stories they stood.
#[derive(Debug, Default, Clone)]
pub struct SiteMemory {
    lines: HashMap<LineKey, StoriesSeen>,
}

/// The first stories that a line stood on; 0 where there is none yet.
#[derive(Debug, Default, Clone, Copy)]
struct StoriesSeen([u64; STORIES_REMEMBERED]);

/// What one page adds to the memory.
#[derive(Debug, Default, Clone)]
pub struct PageTrace {
    story: u64,
    lines: Vec<LineKey>,
}

impl PageTrace {
    /// The trace of a page. Copies of a story, such as its version for print, are told by its title and count as one.
    pub(super) fn of_page(html: &Html, address: Option<&Url>, title: &str) -> Self {
        let Some(site) = address.and_then(site_of) else { return Self::default() };
        let mut lines: Vec<LineKey> = visible_line_keys(html)
            .take(MOST_LINES_OF_A_PAGE)
            .filter(|key| key.len() >= SHORTEST_KEY_BYTES)
            .map(|key| line_key(&site, &key))
            .collect();
        lines.sort_unstable();
        lines.dedup();
        Self { story: story_key(title, address), lines }
    }
}

impl SiteMemory {
    /// Takes in what a page adds.
    pub fn learn(&mut self, trace: &PageTrace) {
        for line in &trace.lines {
            if self.lines.len() >= MOST_LINES && !self.lines.contains_key(line) {
                continue;
            }
            let seen = self.lines.entry(*line).or_default();
            if !seen.0.contains(&trace.story)
                && let Some(free) = seen.0.iter_mut().find(|story| **story == 0)
            {
                *free = trace.story;
            }
        }
    }

    /// What the memory says to a page.
    pub(super) fn of_page<'m>(&'m self, address: Option<&Url>, title: &str) -> Option<Recurring<'m>> {
        let site = site_of(address?)?;
        Some(Recurring { memory: self, site, story: story_key(title, address) })
    }
}

/// What recurs on the other pages of a page's site.
#[derive(Debug, Clone)]
pub(super) struct Recurring<'m> {
    memory: &'m SiteMemory,
    site: String,
    story: u64,
}

impl Recurring<'_> {
    /// Whether a line, told by its letters and digits, stands on several other stories of the site.
    pub(super) fn holds(&self, key: &str) -> bool {
        key.len() >= SHORTEST_KEY_BYTES
            && self.memory.lines.get(&line_key(&self.site, key)).is_some_and(|seen| {
                seen.0.iter().filter(|story| **story != 0 && **story != self.story).count() >= STORIES
            })
    }
}

fn line_key(site: &str, key: &str) -> LineKey {
    hash_of((site, key))
}

/// A story by its title, or by its address when it has none; never 0.
fn story_key(title: &str, address: Option<&Url>) -> u64 {
    let title = title.trim();
    let key = if title.is_empty() { hash_of(address.map(Url::path)) } else { hash_of(title) };
    key.max(1)
}

fn hash_of(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
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
    fn pages_without_an_address_teach_nothing() {
        assert!(trace("no address", "Title", "Text of some length.").lines.is_empty());
    }
}
