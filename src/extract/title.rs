//! The headline: what the reader sees, confirmed by what the page states, without the name of the site.

use super::head::PageHead;
use super::page_text::{comparison_key, fold_space, select_all, text_of, without_markup};

/// Marks between a title and the name of the site or section.
const SEPARATORS: [&str; 15] =
    [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " • ", " · ", " / ", " ― ", "|", " › ", " : ", "ㅣ"];

/// Longest headline, in characters; longer texts in an `h1` are no headline.
const LONGEST_TITLE: usize = 400;

/// The headline; empty when the page has none.
pub(super) fn choose_title(head: &PageHead<'_>) -> String {
    if let Some(title) = head.by_rule(|select| &select.title) {
        return title;
    }
    let stated = stated_titles(head);
    let visible: Vec<String> = visible_headings(head);
    if let Some(title) = confirmed_heading(&visible, &stated) {
        return title;
    }
    let agreed = stated.iter().find(|title| {
        let key = comparison_key(title);
        stated.iter().filter(|other| comparison_key(other) == key).count() > 1
    });
    let alone = (visible.len() == 1 && stated.is_empty()).then(|| visible[0].clone());
    agreed
        .cloned()
        .or(alone)
        .or_else(|| stated.first().cloned())
        .or_else(|| visible.into_iter().next())
        .unwrap_or_default()
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

/// Titles that metadata and the feed state, without site names, the most trusted first.
fn stated_titles(head: &PageHead<'_>) -> Vec<String> {
    let meta = |names: &[&str]| head.meta.first(names).map(str::to_owned);
    let document_title = Some(without_trailing_segment(&head.document_title, &title_like(head)));
    [
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
        document_title,
        meta(&["title"]),
    ]
    .into_iter()
    .flatten()
    .map(|title| without_site_name(&without_markup(&title), head))
    .filter(|title| !title.is_empty() && !head.is_site_name(title))
    .collect()
}

/// Other words of the page on its title, to tell where the site's name begins in the document title.
fn title_like(head: &PageHead<'_>) -> Vec<String> {
    let mut texts = visible_headings(head);
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

/// Texts of the `h1` elements that may be the headline, those inside an article first.
fn visible_headings(head: &PageHead<'_>) -> Vec<String> {
    let mut headings: Vec<String> = Vec::new();
    /// What stands for `h1` on pages that use it for the name of the site, or not at all.
    const INSTEAD: &str =
        "[class*=entry-title i], [class*=post-title i], [class*=article-title i], [class*=headline i]";
    for css in ["article h1, main h1, [itemprop=headline]", "h1", INSTEAD] {
        if css == INSTEAD && !headings.is_empty() {
            break;
        }
        for element in select_all(head.html, css).into_iter().take(20) {
            let text = without_site_name(&text_of(element), head);
            let fits = !text.is_empty() && text.chars().count() <= LONGEST_TITLE;
            let usable = fits && !names_page_owner(&text, head);
            if usable && !headings.contains(&text) {
                headings.push(text);
            }
        }
    }
    headings
}

/// Whether a heading is the name of the site: a known one, or what the document title ends with
/// after something longer («Headline of the day - Name of the blog»).
fn names_page_owner(heading: &str, head: &PageHead<'_>) -> bool {
    let key = comparison_key(heading);
    head.is_site_name(heading)
        || SEPARATORS.iter().filter_map(|mark| head.document_title.rsplit_once(mark)).any(|(before, name)| {
            before.chars().count() > name.chars().count() && comparison_key(name) == key
        })
}

/// The heading that most of the stated titles agree with; the earlier one when two do equally.
fn confirmed_heading(visible: &[String], stated: &[String]) -> Option<String> {
    let support = |heading: &String| stated.iter().filter(|title| titles_agree(heading, title)).count();
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
    use chrono::DateTime;
    use scraper::Html;
    use url::Url;

    use super::*;
    use crate::extract::ExtractContext;
    use crate::model::Hints;

    fn check(page: &str, expected: &str) {
        let html = Html::parse_document(page);
        let address = Url::parse("https://www.thequay.example/2021/bridge").unwrap();
        let hints = Hints::default();
        let context = ExtractContext { rule: None, hints: &hints, now: DateTime::UNIX_EPOCH };
        let (head, _) = PageHead::read(&html, Some(&address), &context);
        assert_eq!(choose_title(&head), expected, "{page}");
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
    fn names_of_the_site_are_taken_off() {
        for title in [
            "Old bridge opens again | The Quay",
            "Old bridge opens again – thequay.example",
            "The Quay: Old bridge opens again".replace(": ", " - ").as_str(),
            "Old bridge opens again | News | The Quay".replace(" | News", "").as_str(),
        ] {
            check(
                &format!("<meta property='og:site_name' content='The Quay'><title>{title}</title>"),
                "Old bridge opens again",
            );
        }
        check("<title>Mayor - and cook - dies</title>", "Mayor - and cook - dies");
    }
}
