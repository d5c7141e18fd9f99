//! What of a sitemap is new: against what was seen at former polls, and by the dates that it states.
//!
//! Sitemaps hold a site's whole past. What was there when a source was added is not news, unless it is dated of these days.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::canonical::{canonical_key, public_address};
use crate::model::{Candidate, FoundVia, Hints, Sitemap, SitemapLink, SitemapUrl, SourceId, Timestamp};

/// How old a page may be that is taken at first sight of a sitemap.
const FRESH: TimeDelta = TimeDelta::days(2);
/// How much older than the last poll a page that was not seen then may say to be: sites are late to list their pages.
const LATE: TimeDelta = TimeDelta::days(7);
/// Most pages that one poll leads to, the newest first; the others wait for the next one.
const MOST_PAGES: usize = 1_000;
/// Most sitemaps of an index that one poll reads.
const MOST_SITEMAPS: usize = 10;

/// Stands for an address that was seen. In 64 bits, two of a million differ all but surely.
pub type SeenLink = i64;

/// What is known from former polls of a source.
#[derive(Debug, Clone, Copy)]
pub struct SeenBefore<'a> {
    /// Addresses that were seen; empty at the first poll.
    pub links: &'a HashSet<SeenLink>,
    /// When the source was last polled; `None` at the first poll.
    pub polled_at: Option<DateTime<Utc>>,
}

/// What a sitemap leads to.
#[derive(Debug, Default, PartialEq)]
pub struct NewPages {
    /// Pages that are new, the newest first.
    pub candidates: Vec<Candidate>,
    /// Sitemaps to be read, the most promising first.
    pub sitemaps: Vec<SitemapToRead>,
    /// Sitemaps to be read when there is time for them, at a later poll perhaps; the most promising first.
    pub later: Vec<SitemapToRead>,
    /// What is known from now on.
    pub seen: Vec<SeenLink>,
    /// Whether there are more new pages in the same document, for whoever reads it again, changed or not.
    pub is_cut: bool,
}

/// A sitemap that an index names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapToRead {
    /// Where.
    pub url: Url,
    /// Known once it was read in its present state; `None` when the index does not say when it changed.
    pub state: Option<SeenLink>,
}

/// What is new in a sitemap that was read at `url`.
pub fn new_pages(
    (sitemap, url): (&Sitemap, &Url),
    before: SeenBefore<'_>,
    source_id: Option<SourceId>,
    now: DateTime<Utc>,
) -> NewPages {
    let mut new = NewPages::default();
    new_sitemaps(&sitemap.sitemaps, before, &mut new);
    let own = seen_link(url, "");
    let keys: Vec<SeenLink> = sitemap.urls.iter().map(|page| seen_link(&page.url, "")).collect();
    let is_known = |key: &SeenLink| before.links.contains(key);
    // One that the index named from the start, and that is only read now, is of the past as a whole.
    let is_first = before.polled_at.is_none() || is_known(&own) && !keys.iter().any(is_known);
    let oldest = match before.polled_at.filter(|_| !is_first) {
        Some(polled_at) => polled_at - LATE,
        None => now - FRESH,
    };
    let mut fresh: Vec<(&SitemapUrl, SeenLink)> = Vec::new();
    let mut taken = HashSet::new();
    for (page, key) in sitemap.urls.iter().zip(keys) {
        let is_new = match page.dated() {
            Some(dated) => dated >= oldest,
            None => !is_first,
        };
        if is_new && !is_known(&key) {
            if taken.insert(key) {
                fresh.push((page, key));
            }
        } else {
            new.seen.push(key);
        }
    }
    // Stable: those without dates keep the order of the document.
    fresh.sort_by_key(|(page, _)| std::cmp::Reverse(page.dated()));
    new.is_cut = fresh.len() > MOST_PAGES;
    fresh.truncate(MOST_PAGES);
    new.seen.extend(fresh.iter().map(|(_, key)| *key));
    new.seen.push(own);
    new.candidates = fresh.into_iter().map(|(page, _)| candidate(page, source_id)).collect();
    new
}

/// The pages of a sitemap that the user named for once, the newest first, whatever their age.
pub fn all_pages(sitemap: &Sitemap) -> NewPages {
    let mut new = NewPages::default();
    new_sitemaps(&sitemap.sitemaps, SeenBefore { links: &HashSet::new(), polled_at: None }, &mut new);
    let mut pages: Vec<&SitemapUrl> = sitemap.urls.iter().collect();
    pages.sort_by_key(|page| std::cmp::Reverse(page.dated()));
    let mut taken = HashSet::new();
    pages.retain(|page| taken.insert(canonical_key(&page.url)));
    new.is_cut = pages.len() > MOST_PAGES;
    new.candidates = pages.into_iter().take(MOST_PAGES).map(|page| candidate(page, None)).collect();
    new
}

/// The most promising sitemaps of an index that were not read in their present state.
fn new_sitemaps(links: &[SitemapLink], before: SeenBefore<'_>, new: &mut NewPages) {
    let state =
        |link: &SitemapLink| link.modified.map(|at| seen_link(&link.url, &at.timestamp().to_string()));
    let mut open: Vec<(usize, &SitemapLink)> = links
        .iter()
        .enumerate()
        .filter(|(_, link)| state(link).is_none_or(|state| !before.links.contains(&state)))
        .collect();
    open.sort_by_key(|(place, link)| {
        let is_known = before.links.contains(&seen_link(&link.url, ""));
        let is_news = link.url.path().to_ascii_lowercase().contains("news");
        // Without dates, the newest are the last ones or the first ones.
        let from_edge = (*place).min(links.len() - 1 - place);
        (is_known, !is_news, std::cmp::Reverse(link.modified), from_edge)
    });
    for (rank, (_, link)) in open.into_iter().enumerate() {
        let state = state(link);
        if before.polled_at.is_none() {
            new.seen.push(seen_link(&link.url, ""));
        }
        if rank < MOST_SITEMAPS {
            new.sitemaps.push(SitemapToRead { url: link.url.clone(), state });
        } else if before.polled_at.is_none() {
            // Those that are left out at first sight are archives; later ones wait for their turn.
            new.seen.extend(state);
        } else if state.is_some() {
            new.later.push(SitemapToRead { url: link.url.clone(), state });
        }
    }
}

fn seen_link(url: &Url, state: &str) -> SeenLink {
    let hash = blake3::hash(format!("{}\n{state}", canonical_key(url)).as_bytes());
    let bytes = hash.as_bytes().first_chunk::<8>().copied().unwrap_or_default();
    i64::from_be_bytes(bytes)
}

fn candidate(page: &SitemapUrl, source_id: Option<SourceId>) -> Candidate {
    let news = page.news.clone().unwrap_or_default();
    Candidate {
        url: public_address(&page.url),
        source_id,
        found_via: FoundVia::Sitemap,
        hints: Hints {
            title: news.title,
            // `lastmod` is the last change of the page, of which nobody knows what changed.
            published_at: news.published.map(|at| Timestamp::Instant(at.fixed_offset())),
            language: news.language,
            ..Hints::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::read_sitemap;

    const NOW: &str = "2021-02-04T12:00:00Z";

    fn sitemap(entries: &[(&str, &str)]) -> Sitemap {
        let write = |(path, modified): &(&str, &str)| {
            format!("<url><loc>https://example.org/{path}</loc><lastmod>{modified}</lastmod></url>")
        };
        let text = format!("<urlset>{}</urlset>", entries.iter().map(write).collect::<String>());
        read_sitemap(text.as_bytes(), None, &address("sitemap.xml"))
    }

    fn address(path: &str) -> Url {
        Url::parse("https://example.org/").unwrap().join(path).unwrap()
    }

    /// Polls, with what former polls saw; returns the paths that are new.
    fn poll(entries: &[(&str, &str)], seen: &mut HashSet<SeenLink>, polled_at: Option<&str>) -> Vec<String> {
        let before = SeenBefore { links: seen, polled_at: polled_at.map(|at| at.parse().unwrap()) };
        let new = new_pages((&sitemap(entries), &address("sitemap.xml")), before, None, NOW.parse().unwrap());
        seen.extend(new.seen);
        new.candidates.iter().map(|candidate| candidate.url.path().trim_matches('/').to_owned()).collect()
    }

    #[test]
    fn first_poll_takes_what_is_of_these_days_and_the_next_what_came_since() {
        let mut seen = HashSet::new();
        let old = [
            ("old", "2020-01-01"),
            ("undated", ""),
            ("fresh", "2021-02-04T08:00:00Z"),
            ("fresher", "2021-02-04T09:00:00Z"),
        ];
        assert_eq!(poll(&old, &mut seen, None), ["fresher", "fresh"]);
        assert!(poll(&old, &mut seen, Some(NOW)).is_empty());
        let later = [
            old.as_slice(),
            &[("new", "2021-02-04T11:00:00Z"), ("new-undated", ""), ("ancient", "2019-01-01")],
        ]
        .concat();
        assert_eq!(poll(&later, &mut seen, Some(NOW)), ["new", "new-undated"]);
        assert!(poll(&later, &mut seen, Some(NOW)).is_empty());
    }

    #[test]
    fn what_one_poll_cannot_take_waits_for_the_next() {
        let mut seen = HashSet::new();
        poll(&[("a", "2021-02-04")], &mut seen, None);
        let paths: Vec<String> = (0..MOST_PAGES + 5).map(|number| format!("p{number}")).collect();
        let entries: Vec<(&str, &str)> =
            paths.iter().map(|path| (path.as_str(), "2021-02-04")).chain([("a", "2021-02-04")]).collect();
        assert_eq!(poll(&entries, &mut seen, Some(NOW)).len(), MOST_PAGES);
        assert_eq!(poll(&entries, &mut seen, Some(NOW)).len(), 5);
        assert_eq!(poll(&entries, &mut seen, Some(NOW)).len(), 0);
    }

    #[test]
    fn index_leads_to_what_changed_news_first() {
        let link =
            |path: &str, modified: &str| SitemapLink { url: address(path), modified: modified.parse().ok() };
        let index = |links: Vec<SitemapLink>| Sitemap { sitemaps: links, ..Sitemap::default() };
        let (mut seen, now) = (HashSet::new(), NOW.parse().unwrap());
        let mut read = |sitemap: &Sitemap, polled_at: Option<&str>| {
            let before = SeenBefore { links: &seen, polled_at: polled_at.map(|at| at.parse().unwrap()) };
            let new = new_pages((sitemap, &address("index.xml")), before, None, now);
            seen.extend(new.seen);
            seen.extend(new.sitemaps.iter().filter_map(|one| one.state));
            new.sitemaps.iter().map(|one| one.url.path().trim_matches('/').to_owned()).collect::<Vec<_>>()
        };
        let first = index(vec![
            link("2019.xml", "2019-12-31T00:00:00Z"),
            link("2021.xml", "2021-02-04T00:00:00Z"),
            link("news.xml", ""),
        ]);
        assert_eq!(read(&first, None), ["news.xml", "2021.xml", "2019.xml"]);
        let later = index(vec![
            link("2019.xml", "2019-12-31T00:00:00Z"),
            link("2021.xml", "2021-02-04T10:00:00Z"),
            link("news.xml", ""),
            link("2022.xml", "2021-02-04T09:00:00Z"),
        ]);
        assert_eq!(read(&later, Some(NOW)), ["2022.xml", "news.xml", "2021.xml"]);
        assert_eq!(read(&later, Some(NOW)), ["news.xml"], "only what says when it changed can be left out");
    }

    #[test]
    fn archive_that_is_read_late_brings_no_past_and_a_new_sitemap_all_of_its_own() {
        let mut seen = HashSet::from([seen_link(&address("sitemap.xml"), "")]);
        assert!(poll(&[("x", ""), ("y", "2020-01-01")], &mut seen, Some(NOW)).is_empty());
        let mut seen = HashSet::from([seen_link(&address("other.xml"), "")]);
        assert_eq!(poll(&[("x", ""), ("y", "2021-02-03")], &mut seen, Some(NOW)), ["y", "x"]);
    }
}
