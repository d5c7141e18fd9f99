//! The headline: what the reader sees, confirmed by what the page states, without the name of the site.

use super::head::PageHead;
use super::headings::{Heading, visible_headings};
use super::page_text::{comparison_key, fold_space, without_markup};

/// Marks between a title and the name of the site or section.
pub(super) const SEPARATORS: [&str; 15] =
    [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " • ", " · ", " / ", " ― ", "|", " › ", " : ", "ㅣ"];

/// Longest headline, in characters; longer texts in an `h1` are no headline.
pub(super) const LONGEST_TITLE: usize = 400;

/// Bytes that no title needs in any script: what is stated as one and is longer is a text, perhaps made to cost.
pub(super) const MOST_TITLE_BYTES: usize = 4 * LONGEST_TITLE;

/// The headline; empty when the page has none.
pub(super) fn choose_title(head: &PageHead<'_>) -> String {
    if let Some(title) = head.by_rule(|select| &select.title) {
        return title;
    }
    let headings = visible_headings(head);
    let (firm, weak) = (firm_titles(head), document_titles(head, &headings));
    let stated: Vec<String> = firm.iter().chain(&weak).cloned().collect();
    // What readers are told of the story elsewhere may hold the kicker too.
    let shared: Vec<String> = ["og:title", "twitter:title"]
        .iter()
        .filter_map(|name| head.meta.first(&[name]))
        .map(comparison_key)
        .collect();
    let is_shared = |text: &str| shared.contains(&comparison_key(text));
    let shown = |heading: &Heading| {
        if is_shared(&heading.whole) { heading.whole.clone() } else { heading.text.clone() }
    };
    let visible: Vec<String> = headings.iter().map(shown).collect();
    if let Some(title) = cut_heading(&headings, &stated).or_else(|| confirmed_heading(&visible, &stated)) {
        return with_stated_kicker(&title, head).unwrap_or(title);
    }
    // A document title alone may be that of the site: the heading of the story knows better.
    let own = headings.iter().find(|heading| {
        heading.in_story || weak.iter().all(|title| word_count(title) <= 3 && word_count(&heading.text) > 3)
    });
    if let Some(own) = own.filter(|_| firm.is_empty()) {
        return own.text.clone();
    }
    if headings.is_empty()
        && let Some(shown) = shown_segment(head).filter(|_| firm.is_empty())
    {
        return shown;
    }
    let agreed = stated.iter().find(|title| {
        let key = comparison_key(title);
        stated.iter().filter(|other| comparison_key(other) == key).count() > 1
    });
    agreed
        .cloned()
        .or_else(|| stated.first().cloned())
        .or_else(|| visible.into_iter().next())
        .unwrap_or_default()
}

/// The headline behind its kicker («Harbour: Old crane to go»), where both JSON-LD and `og:title` put it so and the page shows the
/// kicker apart; the name of the section is none.
fn with_stated_kicker(title: &str, head: &PageHead<'_>) -> Option<String> {
    /// Longest kicker, in characters.
    const LONGEST_KICKER: usize = 50;
    let stated = without_site_name(&without_markup(head.structured.headline.as_deref()?), head);
    let shared = without_site_name(&without_markup(head.meta.first(&["og:title"])?), head);
    let kicker = stated.strip_suffix(title)?.trim_end().strip_suffix(':')?.trim();
    let is_section = || {
        let key = comparison_key(kicker);
        head.stated_section().is_some_and(|section| comparison_key(&section) == key)
            || head.address.is_some_and(|url| {
                url.path_segments().is_some_and(|mut parts| parts.any(|part| comparison_key(part) == key))
            })
    };
    let fits = !kicker.is_empty() && kicker.chars().count() <= LONGEST_KICKER;
    (fits && comparison_key(&stated) == comparison_key(&shared) && !is_section()).then_some(stated)
}

/// A title without the names of site and section at its ends.
pub(super) fn without_site_name(title: &str, head: &PageHead<'_>) -> String {
    let mut title = fold_space(title);
    for _ in 0..3 {
        let Some(shorter) = strip_one_name(&title, head) else { break };
        title = shorter;
    }
    title
}

/// Whether two titles are the same but for cuts, marks and small edits: most words of the shorter are in the longer.
pub(super) fn titles_agree(one: &str, other: &str) -> bool {
    let (one_key, other_key) = (comparison_key(one), comparison_key(other));
    if one_key.is_empty() || other_key.is_empty() {
        return false;
    }
    if one_key == other_key {
        return true;
    }
    let (short, long) =
        if one_key.len() < other_key.len() { (&one_key, &other_key) } else { (&other_key, &one_key) };
    if long.contains(short.as_str()) {
        return short.chars().count() * 3 >= long.chars().count();
    }
    let words = |text: &str| -> Vec<String> {
        text.split_whitespace().map(comparison_key).filter(|w| !w.is_empty()).collect()
    };
    let (one, other) = (words(one), words(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    shared >= 2 && shared * 2 >= one.len().min(other.len())
}

fn word_count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Titles that metadata and the feed state for the story, the most trusted first.
fn firm_titles(head: &PageHead<'_>) -> Vec<String> {
    let meta = |names: &[&str]| head.meta.first(names).map(str::to_owned);
    let titles = [
        head.structured.headline.clone(),
        meta(&["og:title"]),
        meta(&[
            "twitter:title",
            "parsely-title",
            "sailthru.title",
            "dc.title",
            "dcterms.title",
            "citation_title",
        ]),
        head.hints.title.as_deref().map(without_markup),
    ];
    usable_titles(titles, head)
}

/// Titles of the document, which on some sites are the same on every page.
fn document_titles(head: &PageHead<'_>, headings: &[Heading]) -> Vec<String> {
    let document_title = without_trailing_segment(&head.document_title, &title_like(head, headings));
    let document_title = without_unspaced_name(&document_title).to_owned();
    usable_titles([Some(document_title), head.meta.first(&["title"]).map(str::to_owned)], head)
}

/// Chinese and Japanese document titles end with names of section and site behind a mark without spaces («标题-频道-站名»).
fn without_unspaced_name(title: &str) -> &str {
    /// Longest such name, in characters, and how many times as long the title before it must be.
    const LONGEST_NAME: usize = 10;
    const RATIO: usize = 2;
    let is_unspaced = |letter: char| matches!(letter as u32, 0x3041..=0x30FF | 0x4E00..=0x9FFF);
    let mut title = title;
    while let Some((before, name)) = title.rsplit_once(['-', '_', '|', '｜', '－']) {
        let (length, before_length) = (name.trim().chars().count(), before.chars().count());
        let is_name = name.chars().any(is_unspaced) && before.chars().any(is_unspaced);
        if !is_name || length > LONGEST_NAME || before_length < length * RATIO {
            break;
        }
        title = before.trim_end();
    }
    title
}

/// Without markup and site names; a site's name alone is no title, and a text is none.
fn usable_titles<const N: usize>(titles: [Option<String>; N], head: &PageHead<'_>) -> Vec<String> {
    let titles = titles.into_iter().flatten().filter(|title| title.len() <= MOST_TITLE_BYTES);
    titles
        .map(|title| without_site_name(&without_markup(&title), head))
        .filter(|title| !title.is_empty() && !head.is_site_name(title))
        .collect()
}

/// Other words of the page on its title, to tell where the site's name begins in the document title.
fn title_like(head: &PageHead<'_>, headings: &[Heading]) -> Vec<String> {
    let mut texts: Vec<String> = headings.iter().map(|heading| heading.text.clone()).collect();
    texts.extend(head.structured.headline.clone());
    texts.extend(head.meta.first(&["og:title"]).map(str::to_owned));
    texts
}

/// The document title up to the separator after which nothing more of the known titles follows.
fn without_trailing_segment(title: &str, known: &[String]) -> String {
    let found = known.iter().find(|text| {
        let rest = title.strip_prefix(text.as_str());
        rest.is_some_and(|rest| SEPARATORS.iter().any(|mark| rest.trim_start().starts_with(mark.trim())))
    });
    found.cloned().unwrap_or_else(|| title.to_owned())
}

/// The longest part of the document title, from its beginning or to its end at one of its separators, that the page shows as a text
/// of its own.
fn shown_segment(head: &PageHead<'_>) -> Option<String> {
    let title = fold_space(&head.document_title);
    let cuts = || SEPARATORS.iter().flat_map(|mark| title.match_indices(mark));
    let openings = cuts().filter_map(|(at, _)| title.get(..at));
    let closings = cuts().filter_map(|(at, mark)| title.get(at + mark.len()..));
    let mut segments: Vec<&str> = openings
        .chain(closings)
        .map(str::trim)
        .filter(|text| word_count(text) >= 3 && !names_site(text, head))
        .collect();
    segments.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let is_shown = |segment: &&&str| {
        let texts = head.html.nodes().filter_map(|node| node.value().as_text());
        let mut texts = texts.filter(|text| text.len() < 4 * LONGEST_TITLE);
        texts.any(|text| fold_space(text) == **segment)
    };
    segments.iter().take(4).find(is_shown).map(|segment| (*segment).to_owned())
}

/// The part of a heading that is the whole of a stated title, beside a kicker or subtitle that stands in the same heading.
fn cut_heading(headings: &[Heading], stated: &[String]) -> Option<String> {
    let keys: Vec<String> = stated.iter().map(|title| comparison_key(title)).collect();
    let is_stated = |text: &str| keys.contains(&comparison_key(text));
    let whole = headings.iter().filter(|heading| !is_stated(&heading.text) && !is_stated(&heading.whole));
    whole.flat_map(|heading| &heading.cut).find(|text| keys.contains(&comparison_key(text))).cloned()
}

/// The heading that most of the stated titles agree with, letter by letter or nearly; the earlier one when two do equally.
fn confirmed_heading(visible: &[String], stated: &[String]) -> Option<String> {
    /// What a title that says the same counts beside one that is only alike.
    const EXACT: usize = 3;
    let weight = |heading: &str, title: &str| match titles_agree(heading, title) {
        true if comparison_key(heading) == comparison_key(title) => EXACT,
        alike => usize::from(alike),
    };
    let support = |heading: &String| stated.iter().map(|title| weight(heading, title)).sum::<usize>();
    let best = visible.iter().rev().max_by_key(|heading| support(heading))?;
    (support(best) > 0).then(|| best.clone())
}

/// Takes one name of the site off the end or the beginning of a title.
fn strip_one_name(title: &str, head: &PageHead<'_>) -> Option<String> {
    for mark in SEPARATORS {
        if let Some((before, after)) = title.rsplit_once(mark)
            && names_site(after, head)
            && !before.trim().is_empty()
        {
            return Some(before.trim().to_owned());
        }
        if let Some((before, after)) = title.split_once(mark)
            && names_site(before, head)
            && !after.trim().is_empty()
        {
            return Some(after.trim().to_owned());
        }
    }
    None
}

/// Whether a segment of a title is a name of the site, perhaps with a word more ("The Quay News", "thequay.example").
fn names_site(segment: &str, head: &PageHead<'_>) -> bool {
    let key = comparison_key(segment);
    let length = key.chars().count();
    let alike = |name: &String| {
        let name_length = name.chars().count();
        *name == key
            || (name_length >= 4 && key.contains(name.as_str()) && length <= name_length * 3)
            || (length >= 4 && name.contains(key.as_str()) && name_length <= length * 3)
    };
    !key.is_empty() && segment.split_whitespace().count() <= 6 && head.site_keys.iter().any(alike)
}

#[cfg(test)]
mod tests {
    use crate::extract::dom::Html;
    use chrono::DateTime;
    use url::Url;

    use super::*;
    use crate::extract::ExtractContext;
    use crate::model::Hints;

    fn check(page: &str, expected: &str) {
        let html = Html::parse_document(page);
        let address = Url::parse("https://www.thequay.example/2021/bridge").unwrap();
        let hints = Hints::default();
        let context = ExtractContext { rule: None, hints: &hints, now: DateTime::UNIX_EPOCH, memory: None };
        let (head, _) = PageHead::read(&html, Some(&address), &context);
        assert_eq!(choose_title(&head), expected, "{page}");
    }

    #[test]
    fn a_text_is_no_title() {
        let text = "The old bridge opens again on Monday, the mayor said. ".repeat(40);
        assert!(text.len() > MOST_TITLE_BYTES);
        check(
            &format!("<title>Old bridge opens again</title><meta property='og:title' content='{text}'><p>x"),
            "Old bridge opens again",
        );
        check(&format!("<title>{text}</title><h1>Old bridge opens again</h1><p>x"), "Old bridge opens again");
    }

    #[test]
    fn the_visible_headline_wins_when_something_confirms_it() {
        check(
            "<title>Old bridge opens again | The Quay</title><h1>Old bridge opens again</h1>",
            "Old bridge opens again",
        );
        check(
            "<meta property='og:title' content='Old bridge opens'><h1>The Quay</h1><h1>Old bridge opens again</h1>",
            "Old bridge opens again",
        );
        check(
            "<title>Old bridge opens again - News - The Quay</title><h1>Menu</h1><article><h1>Old bridge opens again</h1>",
            "Old bridge opens again",
        );
    }

    #[test]
    fn unconfirmed_headings_lose_to_stated_titles() {
        check(
            "<title>Old bridge opens again</title><meta property='og:title' content='Old bridge opens again'><h1>Local</h1>",
            "Old bridge opens again",
        );
        check("<h1>Old bridge opens again</h1>", "Old bridge opens again");
        check("<p>nothing", "");
    }

    #[test]
    fn a_title_of_the_site_loses_to_the_heading_of_the_story() {
        for page in [
            "<title>Mountain Herald</title><article><h1>Old bridge opens again</h1>",
            "<title>Mountain Herald - Home of the news of the valley</title><main><h1>Old bridge opens again</h1></main>",
            "<title>News</title><h1>Old bridge opens again</h1>",
            "<title>Mountain Herald</title><header><h1><a href=/>Herald</a></h1></header><article><h2 class=title>Old bridge opens again</h2>",
            "<title>Old bridge opens again - The Mountain Post</title><div class=t>Old bridge opens again</div>",
        ] {
            check(page, "Old bridge opens again");
        }
    }

    #[test]
    fn a_kicker_inside_the_heading_is_no_part_of_the_title() {
        let stated = "<meta property='og:title' content='Old bridge opens again'>";
        check(
            &format!("{stated}<h1><span>Flood of 2021</span><br>Old bridge opens again</h1>"),
            "Old bridge opens again",
        );
        check(
            &format!("{stated}<h1>Flood of 2021:<br>Old bridge opens again</h1>"),
            "Old bridge opens again",
        );
        check(
            &format!("{stated}<h1><b>Flood</b> / Old bridge opens again</h1>"),
            "Flood / Old bridge opens again",
        );
        check(&format!("{stated}<h1><b>Old</b> bridge opens again</h1>"), "Old bridge opens again");
    }

    #[test]
    fn names_of_the_site_are_taken_off() {
        for title in [
            "Old bridge opens again | The Quay",
            "Old bridge opens again – thequay.example",
            "The Quay - Old bridge opens again",
            "Old bridge opens again · The Quay",
        ] {
            check(
                &format!("<meta property='og:site_name' content='The Quay'><title>{title}</title>"),
                "Old bridge opens again",
            );
        }
        check("<title>Mayor - and cook - dies</title>", "Mayor - and cook - dies");
    }
}
