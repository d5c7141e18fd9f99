//! Dates anywhere on a page, for stories that nothing near the headline and no metadata date: «Published on …» below the text, an
//! element called "date", a line that is a date and nothing else.
//!
//! Lists of other stories, comments and the like are left out. Asked only when all else is silent, so that its cost does not matter.

use super::names::without_byline_lead_in;
use super::page_text::{fold_space, select_first, short_text_of};
use crate::dates::{DateContext, StampLabel, StampReading, read_stamp};
use crate::extract::dom::{ElementRef, Html};

/// A date found there.
#[derive(Debug, Clone)]
pub(super) struct DateElsewhere {
    /// What the text says.
    pub(super) stamp: StampReading,
    /// The text.
    pub(super) raw: String,
}

/// Longest text that is read, in characters.
const LONGEST: usize = 400;

/// Longest text that is read for a date without a label, in characters.
const LONGEST_UNLABELLED: usize = 160;

/// Texts that are read: a page with more is a list.
const MOST: usize = 200;

/// Words in the class, id or property of elements around a date that is not the story's.
const ASIDE_WORDS: [&str; 16] = [
    "comment",
    "sidebar",
    "related",
    "recommend",
    "widget",
    "promo",
    "calendar",
    "archive",
    "popular",
    "most",
    "copyright",
    "event",
    "slider",
    "carousel",
    "cookie",
    "latest",
];

/// Words in the class, id or property of an element that holds a date.
const DATE_WORDS: [&str; 13] = [
    "date",
    "datum",
    "fecha",
    "dato",
    "published",
    "publish",
    "posted",
    "submitted",
    "created",
    "timestamp",
    "byline",
    "meta",
    "data-pub",
];

/// How much a date found elsewhere says, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It is labelled as the publication.
    Labelled,
    /// Its element is called "date", or it stands beside a byline, behind the headline.
    Called,
    /// It is all that its line holds, behind the headline.
    Alone,
    /// The same, before the headline.
    Before,
    /// It is labelled as a change.
    Change,
}

/// The date that most probably is the story's; `None` when there is none that could be.
pub(super) fn date_elsewhere(html: &Html, dates: &DateContext<'_>) -> Option<DateElsewhere> {
    let headline = select_first(html, "h1").map(|element| element.id());
    let mut behind_headline = headline.is_none();
    let mut found: Vec<(Rank, ElementRef<'_>, DateElsewhere)> = Vec::new();
    let mut looked_at = 0;
    for element in html.root_element().descendent_elements() {
        behind_headline |= Some(element.id()) == headline;
        if !holds_figures(element) || is_unseen(element) {
            continue;
        }
        looked_at += 1;
        if looked_at > MOST {
            break;
        }
        let Some(date) = read_element(element, dates) else { continue };
        if let Some(rank) = rank_of(element, &date, behind_headline) {
            found.push((rank, element, date));
        }
    }
    let is_list = |(rank, element, _): &(Rank, ElementRef<'_>, DateElsewhere)| {
        let alike = |other: &&(Rank, ElementRef<'_>, DateElsewhere)| {
            other.1.value().name() == element.value().name() && other.1.attr("class") == element.attr("class")
        };
        matches!(rank, Rank::Alone | Rank::Before) && found.iter().filter(alike).count() > 2
    };
    let usable = found.iter().filter(|date| !is_list(date));
    let best = usable.clone().map(|(rank, ..)| *rank).min()?;
    let mut of_best = usable.filter(|(rank, ..)| *rank == best);
    let chosen = if best == Rank::Before { of_best.next_back() } else { of_best.next() };
    chosen.map(|(.., date)| date.clone())
}

/// Whether digits stand directly in an element.
fn holds_figures(element: ElementRef<'_>) -> bool {
    element.children().filter_map(|node| node.value().as_text()).any(|text| text.contains(char::is_numeric))
}

fn is_unseen(element: ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "script" | "style" | "noscript" | "template" | "svg" | "option" | "textarea"
    )
}

/// The date of an element: of one run of its text that is labelled or nothing else, of its own text behind the label that stands
/// before it, of the whole.
fn read_element(element: ElementRef<'_>, dates: &DateContext<'_>) -> Option<DateElsewhere> {
    let read = |raw: String| read_stamp(&raw, dates).map(|stamp| DateElsewhere { stamp, raw });
    let own = short_text_of(element).filter(|text| text.chars().count() <= LONGEST)?;
    let is_published = |date: &DateElsewhere| date.stamp.label == Some(StampLabel::Published);
    let runs =
        element.children().filter_map(|node| node.value().as_text()).filter(|run| run.len() <= LONGEST);
    let runs: Vec<DateElsewhere> = runs.filter_map(|run| read(fold_space(run))).collect();
    let labelled = label_before(element).and_then(|label| read(format!("{label} {own}")));
    let labelled = labelled.filter(|date| date.stamp.label.is_some());
    if let Some(run) = runs.iter().find(|date| is_published(date)) {
        return Some(run.clone());
    }
    let alone = || runs.into_iter().find(|date| date.stamp.other_words == 0);
    labelled.or_else(|| {
        let whole = read(own);
        let is_plain =
            whole.as_ref().is_some_and(|date| date.stamp.other_words == 0 || date.stamp.label.is_some());
        if is_plain { whole } else { alone().or(whole) }
    })
}

/// The short text of the element right before this one, or before its parent.
fn label_before(element: ElementRef<'_>) -> Option<String> {
    const LONGEST_LABEL: usize = 40;
    let before = previous_element(element).or_else(|| {
        let only_child = element.parent().and_then(ElementRef::wrap)?;
        previous_element(only_child).filter(|_| only_child.child_elements().count() == 1)
    })?;
    short_text_of(before).filter(|text| {
        !text.is_empty() && text.chars().count() <= LONGEST_LABEL && !text.contains(char::is_numeric)
    })
}

fn previous_element(element: ElementRef<'_>) -> Option<ElementRef<'_>> {
    element.prev_siblings().find_map(ElementRef::wrap)
}

fn rank_of(element: ElementRef<'_>, date: &DateElsewhere, behind_headline: bool) -> Option<Rank> {
    /// Words beside a labelled date («This entry was posted on … by Name»), one that is called so, and one that stands alone.
    const MOST_WORDS: (usize, usize, usize) = (9, 4, 1);
    let words = date.stamp.other_words;
    if stands_aside(element) {
        return None;
    }
    let called = around(element).take(3).any(|outer| has_word(outer, &DATE_WORDS));
    let heads =
        element.next_siblings().find_map(ElementRef::wrap).is_some_and(|next| next.value().name() == "h1");
    match date.stamp.label {
        Some(StampLabel::Published) if words <= MOST_WORDS.0 || called => return Some(Rank::Labelled),
        Some(StampLabel::Updated) => return (words <= MOST_WORDS.0).then_some(Rank::Change),
        _ if date.raw.chars().count() > LONGEST_UNLABELLED => return None,
        _ => {}
    }
    let in_header = around(element).any(|outer| matches!(outer.value().name(), "header" | "footer"));
    let signed = without_byline_lead_in(&date.raw).is_some();
    let fits = ((called || heads) && words <= MOST_WORDS.1) || (signed && words <= MOST_WORDS.0);
    match behind_headline {
        true if fits => Some(Rank::Called),
        true if words <= MOST_WORDS.2 => Some(Rank::Alone),
        false if fits && !in_header => Some(Rank::Before),
        _ => None,
    }
}

fn around(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap))
}

fn stands_aside(element: ElementRef<'_>) -> bool {
    around(element).filter(|outer| !matches!(outer.value().name(), "body" | "html" | "article" | "main")).any(
        |outer| {
            let mut marks = ["class", "id", "itemprop"].iter().filter_map(|name| outer.attr(name));
            matches!(outer.value().name(), "aside" | "nav" | "form" | "figure")
                || marks.any(|mark| {
                    name_words(mark).any(|word| ASIDE_WORDS.iter().any(|aside| word.starts_with(aside)))
                })
        },
    )
}

/// The words of a class or id, in small letters.
fn name_words(mark: &str) -> impl Iterator<Item = String> {
    mark.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase)
}

fn has_word(element: ElementRef<'_>, words: &[&str]) -> bool {
    ["class", "id", "itemprop"].iter().filter_map(|name| element.attr(name)).any(|mark| {
        let mark = mark.to_lowercase();
        words.iter().any(|word| mark.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expected: Option<&str>) {
        let now = "2021-06-01T00:00:00Z".parse().unwrap();
        let dates = DateContext { now, language: None, time_zone: None, formats: &[] };
        let found = date_elsewhere(&Html::parse_document(page), &dates);
        let day = found.map(|found| found.stamp.reading.value.day().to_string());
        assert_eq!(day.as_deref(), expected, "{page}");
    }

    #[test]
    fn a_labelled_date_counts_wherever_it_stands() {
        let day = Some("2021-05-12");
        check(
            "<h1>Bridge</h1><p>Text</p><div>Dieser Artikel wurde am 12. Mai 2021 um 14:48 von <a>Ida</a> veröffentlicht</div>",
            day,
        );
        check("<h1>Bridge</h1><p>Text</p><footer><p>Erschienen am: 12.05.2021</p></footer>", day);
        check("<h1>Bridge</h1><ul><li><p>Mise en ligne</p><p>12 mai 2021</p></li></ul>", day);
        check("<h1>Bridge</h1><div><p>Published</p><p>May 12, 2021</p></div>", day);
    }

    #[test]
    fn an_element_called_date_and_a_date_alone_count_behind_the_headline() {
        let day = Some("2021-05-12");
        check(
            "<h1>Bridge</h1><div><span class=text_datum>12. Mai 2021.</span> Long text that goes on.</div>",
            day,
        );
        check("<h1>Bridge</h1><p>Text</p><div>May 12, 2021</div>", day);
        check("<h1>Bridge</h1><p>Text</p><div>Von Ida Falk am 12.05.2021, 11:51</div>", day);
        check("<small class=date>12.05.2021 Sport</small><h1>Bridge</h1>", day);
        check("<small>12.05.2021 Sport</small><h1>Bridge</h1>", day);
        check(
            "<h1>Bridge</h1><p>Last edit: 13.05.2021 - 14:49<br>Erschienen am: 12.05.2021<br>Read: 61 times</p>",
            day,
        );
        check("<header class=date>12.05.2021</header><h1>Bridge</h1>", None);
    }

    #[test]
    fn other_stories_comments_and_lists_do_not_count() {
        check("<h1>Bridge</h1><div class=comments><small class=date>12 May 2021</small></div>", None);
        check("<h1>Bridge</h1><aside><span class=date>12 May 2021</span></aside>", None);
        check("<h1>B</h1><p>1 May 2021</p><p>2 May 2021</p><p>3 May 2021</p>", None);
    }

    #[test]
    fn a_change_is_the_last_that_counts() {
        check(
            "<h1>Bridge</h1><p>Diese Seite wurde zuletzt am 12. Mai 2021 um 13:22 Uhr geändert.</p>",
            Some("2021-05-12"),
        );
        check(
            "<h1>Bridge</h1><p>Last edited 12 May 2021</p><p class=date>3 May 2021</p>",
            Some("2021-05-03"),
        );
    }
}
