//! The headline: what the reader sees, confirmed by what the page states, without the name of the site.

use super::head::PageHead;
use super::page_text::{comparison_key, fold_space, select_all, select_within, text_of, without_markup};
use crate::extract::dom::{ElementRef, Node};

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
    let (firm, weak) = (firm_titles(head), document_titles(head));
    let headings = visible_headings(head);
    let stated: Vec<String> = firm.iter().chain(&weak).cloned().collect();
    let visible: Vec<String> = headings.iter().map(|heading| heading.text.clone()).collect();
    if let Some(title) =
        heading_below_kicker(&headings, &stated).or_else(|| confirmed_heading(&visible, &stated))
    {
        return title;
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
fn document_titles(head: &PageHead<'_>) -> Vec<String> {
    let document_title = without_trailing_segment(&head.document_title, &title_like(head));
    usable_titles([Some(document_title), head.meta.first(&["title"]).map(str::to_owned)], head)
}

/// Without markup and site names; a site's name alone is no title.
fn usable_titles<const N: usize>(titles: [Option<String>; N], head: &PageHead<'_>) -> Vec<String> {
    let titles = titles.into_iter().flatten();
    titles
        .map(|title| without_site_name(&without_markup(&title), head))
        .filter(|title| !title.is_empty() && !head.is_site_name(title))
        .collect()
}

/// Other words of the page on its title, to tell where the site's name begins in the document title.
fn title_like(head: &PageHead<'_>) -> Vec<String> {
    let mut texts: Vec<String> = visible_headings(head).into_iter().map(|heading| heading.text).collect();
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

/// The longest part of the document title, up to one of its separators, that the page shows as a text of its own.
fn shown_segment(head: &PageHead<'_>) -> Option<String> {
    let title = fold_space(&head.document_title);
    let ends = SEPARATORS.iter().flat_map(|mark| title.match_indices(mark)).map(|(at, _)| at);
    let segments = ends.filter_map(|end| title.get(..end)).map(str::trim);
    let mut segments: Vec<&str> = segments.filter(|text| word_count(text) >= 3).collect();
    segments.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let is_shown = |segment: &&&str| {
        let texts = head.html.nodes().filter_map(|node| node.value().as_text());
        let mut texts = texts.filter(|text| text.len() < 4 * LONGEST_TITLE);
        texts.any(|text| fold_space(text) == **segment)
    };
    segments.iter().take(4).find(is_shown).map(|segment| (*segment).to_owned())
}

/// A heading that may be the headline.
#[derive(Debug)]
struct Heading {
    text: String,
    /// What follows its first line or element, which may be a kicker.
    below_kicker: Option<String>,
    /// Whether it stands in an element that holds a story.
    in_story: bool,
}

/// The `h1` elements that may be the headline, those inside an article first.
fn visible_headings(head: &PageHead<'_>) -> Vec<Heading> {
    const IN_STORY: &str = "article h1, main h1, [itemprop=headline]";
    /// What stands for `h1` on pages that use it for the name of the site, or not at all.
    const INSTEAD: &str = "[class*=entry-title i], [class*=post-title i], [class*=article-title i], [class*=headline i], article h2[class~=title i]";
    let mut headings: Vec<Heading> = Vec::new();
    for css in [IN_STORY, "h1", INSTEAD] {
        if css == INSTEAD && !headings.is_empty() {
            break;
        }
        for element in select_all(head.html, css).into_iter().take(20) {
            let text = without_site_name(&text_of(element), head);
            let fits = !text.is_empty() && text.chars().count() <= LONGEST_TITLE;
            let usable = fits && !names_page_owner(&text, head) && !leads_home(element);
            if usable && !headings.iter().any(|heading| heading.text == text) {
                let in_story = css == IN_STORY || stands_in_article(element);
                headings.push(Heading { below_kicker: below_kicker(element), text, in_story });
            }
        }
    }
    headings
}

fn stands_in_article(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|outer| outer.value().name() == "article")
}

/// Whether a heading is a link to the front page: a logo.
fn leads_home(element: ElementRef<'_>) -> bool {
    let links = select_within(element, "a[href]");
    let [link] = links.as_slice() else { return false };
    let href = link.attr("href").unwrap_or_default().trim();
    let is_root = matches!(href, "/" | "./")
        || url::Url::parse(href).is_ok_and(|url| url.path() == "/" && url.query().is_none());
    is_root && text_of(*link) == text_of(element)
}

/// The text of a heading without its first line or, when that is an element of its own, without that.
fn below_kicker(element: ElementRef<'_>) -> Option<String> {
    let whole = text_of(element);
    let first = element.children().find_map(|node| match node.value() {
        Node::Text(text) => Some(fold_space(text)).filter(|text| !text.is_empty()),
        _ => ElementRef::wrap(node).map(text_of).filter(|text| !text.is_empty()),
    })?;
    let rest = whole.strip_prefix(first.as_str()).filter(|_| !first.ends_with('/'))?;
    // «Place / What happened» is one headline on the pages that write so.
    let rest = rest.trim_start().strip_prefix('/').map_or(rest, |_| "");
    let rest = rest.trim_start_matches(|mark: char| mark.is_whitespace() || ":|-–—•·".contains(mark));
    (!rest.is_empty()).then(|| rest.to_owned())
}

/// The part of a heading that is the whole of a stated title, below a kicker that stands in the same heading.
fn heading_below_kicker(headings: &[Heading], stated: &[String]) -> Option<String> {
    let keys: Vec<String> = stated.iter().map(|title| comparison_key(title)).collect();
    let below = headings.iter().filter(|heading| !keys.contains(&comparison_key(&heading.text)));
    below.filter_map(|heading| heading.below_kicker.clone()).find(|text| keys.contains(&comparison_key(text)))
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
