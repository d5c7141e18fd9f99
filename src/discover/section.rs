//! Section pages and front pages: which of their links lead to articles.

use std::collections::HashMap;

use url::Url;

use super::page_scan::{PageLink, PageScan, scan_page};
use super::url_shape::{is_of_site_service, shape_score};
use crate::canonical::{canonical_key, public_address, site_of};
use crate::charset::decode_html;
use crate::model::{Candidate, FoundVia, Hints, Page, SourceId};
use crate::xml::Selector;

/// Score from which on a link leads to an article.
const ARTICLE: i32 = 4;
/// Links to articles that make a page a section page.
const LINKS_OF_A_SECTION: usize = 6;
/// Letters of running text above which a page is an article for all its links.
const PROSE_OF_AN_ARTICLE: usize = 2_000;
/// Fewest words of a link that is taken for a headline.
const WORDS_OF_A_HEADLINE: usize = 3;
/// Most articles of one page.
const MOST_ARTICLES: usize = 500;

/// The articles that a section page links to, in their order, each once. With a selector: whatever it names; else what reads as a
/// headline, stands where articles stand and has the address of one.
pub fn section_articles(
    page: &Page,
    selector: Option<&Selector>,
    source_id: Option<SourceId>,
) -> Vec<Candidate> {
    let html = decode_html(&page.body, page.content_type.as_deref()).text;
    let scan = scan_page(&html, &page.final_url, selector);
    let chosen: Vec<&PageLink> = match selector {
        Some(_) => scan.links.iter().filter(|link| link.is_selected).collect(),
        None => article_links(&scan, &page.final_url),
    };
    let mut titles: HashMap<String, usize> = HashMap::new();
    let mut candidates: Vec<Candidate> = Vec::new();
    for link in chosen {
        let key = canonical_key(&link.url);
        let title = Some(link.text.clone()).filter(|text| words(text) >= WORDS_OF_A_HEADLINE);
        if let Some(place) = titles.get(&key) {
            // The picture comes before the headline.
            if let Some(known) = candidates.get_mut(*place) {
                known.hints.title = known.hints.title.take().or(title);
            }
        } else if candidates.len() < MOST_ARTICLES && key != canonical_key(&page.final_url) {
            titles.insert(key, candidates.len());
            let hints = Hints { title, ..Hints::default() };
            candidates.push(Candidate {
                url: public_address(&link.url),
                source_id,
                found_via: FoundVia::Section,
                hints,
            });
        }
    }
    candidates
}

/// Whether a page is a front or section page: many links to articles, and little running text.
pub fn is_section_page(page: &Page) -> bool {
    let html = decode_html(&page.body, page.content_type.as_deref()).text;
    let scan = scan_page(&html, &page.final_url, None);
    let mut keys: Vec<String> =
        article_links(&scan, &page.final_url).iter().map(|link| canonical_key(&link.url)).collect();
    keys.sort_unstable();
    keys.dedup();
    let is_front = page.final_url.path().trim_matches('/').is_empty();
    keys.len() >= LINKS_OF_A_SECTION
        && (is_front || !scan.is_article)
        && scan.prose < PROSE_OF_AN_ARTICLE * (1 + keys.len() / 20)
}

fn article_links<'p>(scan: &'p PageScan, base: &Url) -> Vec<&'p PageLink> {
    let site = site_of(base);
    let mut places: HashMap<u64, (usize, usize)> = HashMap::new();
    for link in &scan.links {
        let (count, all_words) = places.entry(link.place).or_default();
        *count += 1;
        *all_words += words(&link.text);
    }
    // The same address may stand there as a picture, a headline and a «more»: the best of them tells.
    let mut best: HashMap<String, i32> = HashMap::new();
    for link in scan.links.iter().filter(|link| !link.around.is_menu && site_of(&link.url) == site) {
        let place = places.get(&link.place).copied().unwrap_or_default();
        let score = score(link, place, base);
        let known = best.entry(canonical_key(&link.url)).or_insert(score);
        *known = (*known).max(score);
    }
    let is_article =
        |link: &&PageLink| best.get(&canonical_key(&link.url)).is_some_and(|score| *score >= ARTICLE);
    scan.links.iter().filter(|link| !link.around.is_menu).filter(is_article).collect()
}

fn score(link: &PageLink, (count, all_words): (usize, usize), base: &Url) -> i32 {
    if is_of_site_service(&link.url) || base.path().starts_with(link.url.path()) && link.url.query().is_none()
    {
        return i32::MIN / 2;
    }
    let text = match words(&link.text) {
        0 => -1,
        1 | 2 => -1,
        3 => 1,
        4 | 5 => 2,
        _ => 3,
    };
    let average = all_words / count.max(1);
    let repetition = match (count, average) {
        (3.., 4..) => 1,
        // A list of short words is a menu, whatever it is called.
        (4.., 0..=2) => -2,
        _ => 0,
    };
    text + repetition
        + shape_score(&link.url)
        + 2 * i32::from(link.around.is_heading)
        + i32::from(link.around.is_teaser)
}

/// Words; two letters of a script without spaces count as one.
fn words(text: &str) -> usize {
    let is_unspaced = |char: &char| matches!(char, '\u{0e00}'..='\u{0eff}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    text.split_whitespace().count() + text.chars().filter(is_unspaced).count() / 2
}
