//! Author texts to names: «By Jane Doe and John Roe, Political Editor» is two names.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::dateline::is_exact_agency;
use super::name_words::{
    CONJUNCTIONS, LEAD_INS, LEAD_INS_WITH_COLON, NOBODY, POST_NOMINALS, ROLES, SYSTEM_NAMES,
    TITLES_AFTER_NAMES, TRAILERS,
};
use crate::dates::time_zone_of_place;

/// Longest name, in characters.
const LONGEST_NAME: usize = 60;

/// Names kept of one text.
const MAX_NAMES: usize = 30;

/// The names in an author text, in order, each once. Roles, addresses and dates are dropped.
pub(super) fn names_in(text: &str) -> Vec<String> {
    let text = without_byline_lead_in(text).unwrap_or(text);
    let mut names: Vec<String> = Vec::new();
    for part in split_at_separators(text) {
        let name = bare_name(&part);
        if is_name(&name) && names.len() < MAX_NAMES && !names.contains(&name) {
            names.push(name);
        }
    }
    turn_round_inverted_name(&mut names, text);
    names
}

/// The names in one author of structured data or a `meta` element. A desk or team («City Desk», «Redaktion Kultur») is an author there
/// when it stands alone.
pub(super) fn names_of_stated(text: &str) -> Vec<String> {
    let is_line = without_byline_lead_in(text).is_some() || text.contains(" | ");
    let names = if is_line { names_in_byline(text) } else { names_in(text) };
    if names.is_empty() { desk_in(text).into_iter().collect() } else { names }
}

/// The desk, team or house that a text names as a whole («Podium Staff», «Redaktion»); `None` when it is a person's occupation, what
/// systems write for nobody, or no name.
pub(super) fn desk_in(text: &str) -> Option<String> {
    /// Words of the longest such name.
    const MOST_WORDS: usize = 6;
    let name = bare_name(text.trim());
    let lower = name.to_lowercase();
    let words = lower.split_whitespace().count();
    let is_text = name.chars().any(char::is_alphabetic) && !name.contains(['@', '<', '>', '{', '/']);
    let is_short = (1..=MOST_WORDS).contains(&words) && name.chars().count() <= LONGEST_NAME;
    let is_desk = lower
        .split_whitespace()
        .any(|word| ROLES.contains(&word.trim_matches(|c: char| !c.is_alphanumeric())));
    (is_text && is_short && is_desk && !SYSTEM_NAMES.contains(&lower.as_str())).then_some(name)
}

/// Whether a text has the shape of a person's name: one to five words that begin with capitals, but for particles, or letters of a
/// script without them.
pub(super) fn is_person_like(name: &str) -> bool {
    const PARTICLES: [&str; 28] = [
        "de", "der", "den", "del", "della", "di", "da", "das", "do", "dos", "du", "la", "le", "el", "al",
        "bin", "ben", "ibn", "van", "von", "vom", "zu", "ter", "ten", "y", "e", "af", "av",
    ];
    let words: Vec<&str> = name.split_whitespace().collect();
    let begins_well = |word: &&str| {
        let first = word.chars().find(|letter| letter.is_alphabetic());
        first.is_some_and(|first| !first.is_lowercase()) || PARTICLES.contains(word) || word.contains('\'')
    };
    (1..=5).contains(&words.len())
        && words.iter().all(begins_well)
        && !has_stop_word(name)
        && name.chars().next_back().is_some_and(|last| last.is_alphanumeric() || last == '.' || last == ')')
}

/// Whether a text holds a word that buttons and headings have, and names do not.
pub(super) fn has_stop_word(text: &str) -> bool {
    const NOT_IN_NAMES: [&str; 34] = [
        "view",
        "full",
        "profile",
        "more",
        "about",
        "read",
        "how",
        "we",
        "us",
        "me",
        "you",
        "follow",
        "share",
        "submit",
        "submitting",
        "size",
        "this",
        "article",
        "text",
        "print",
        "email",
        "comments",
        "the",
        "your",
        "our",
        "subscribe",
        "sign",
        "see",
        "all",
        "posts",
        "bio",
        "meet",
        "closed",
        "geschlossen",
    ];
    text.split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        NOT_IN_NAMES.contains(&word.as_str())
    })
}

/// The names in a visible byline, where a place or an agency may stand beside the people. Metadata name what they mean.
pub(super) fn names_in_byline(text: &str) -> Vec<String> {
    let mut names = names_in(text);
    drop_places_and_agencies(&mut names);
    names
}

/// The words that open a byline, by their first letter: lines are many, and most begin like few of them.
static BY_INITIAL: LazyLock<FxHashMap<char, Vec<&str>>> = LazyLock::new(|| by_initial(&LEAD_INS));
static WITH_COLON_BY_INITIAL: LazyLock<FxHashMap<char, Vec<&str>>> =
    LazyLock::new(|| by_initial(&LEAD_INS_WITH_COLON));

fn by_initial(phrases: &[&'static str]) -> FxHashMap<char, Vec<&'static str>> {
    let mut index: FxHashMap<char, Vec<&str>> = FxHashMap::default();
    for phrase in phrases {
        if let Some(first) = phrase.chars().next() {
            index.entry(lower_initial(first)).or_default().push(phrase);
        }
    }
    index
}

fn lower_initial(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// What follows the words that open a byline («By …», «بقلم: …»); `None` when it opens with none, or nothing follows.
pub(super) fn without_byline_lead_in(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['|', '-', '–', '•', '/', ' ']);
    let initial = line.chars().next().map(lower_initial)?;
    let of = |index: &'static FxHashMap<char, Vec<&str>>| index.get(&initial).map_or(&[][..], Vec::as_slice);
    let plain = of(&BY_INITIAL).iter().filter_map(|lead_in| after_word(line, lead_in));
    let with_colon = of(&WITH_COLON_BY_INITIAL).iter().filter_map(|lead_in| after_word(line, lead_in));
    let with_colon = with_colon.filter(|rest| rest.trim_start().starts_with([':', '：']));
    let best = plain.chain(with_colon).min_by_key(|rest| rest.len())?;
    let rest = best.trim_start_matches([':', '：', '/', '|', ' ', '\u{a0}']);
    (!rest.is_empty()).then_some(rest)
}

/// The rest of `line` after `word`, whatever its case; `None` unless a space or mark ends the word.
fn after_word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = line.chars();
    for expected in word.chars() {
        let found = rest.next()?;
        let is_same = if found.is_ascii() && expected.is_ascii() {
            found.eq_ignore_ascii_case(&expected)
        } else {
            found.to_lowercase().eq(expected.to_lowercase())
        };
        if !is_same {
            return None;
        }
    }
    let rest = rest.as_str();
    rest.starts_with(|c: char| !c.is_alphanumeric()).then_some(rest)
}

fn split_at_separators(text: &str) -> Vec<String> {
    let words = text.split_whitespace().filter(|word| !word.contains("://") && !word.starts_with("www."));
    let mut marked = format!(" {} ", words.collect::<Vec<_>>().join(" "));
    for conjunction in CONJUNCTIONS {
        marked = marked.replace(conjunction, "\n");
    }
    marked = marked.replace(" AND ", "\n").replace(" UND ", "\n");
    marked
        .split(['\n', ',', ';', '،', '؛', '、', '|', '•', '·', '&'])
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// A name without what stands around it: lead-in, place, medium, brackets, quotation marks.
fn bare_name(part: &str) -> String {
    let part = without_byline_lead_in(part).unwrap_or(part);
    // Korean papers write «paper=name».
    let part = part.rsplit('=').next().unwrap_or(part);
    let end =
        TRAILERS.iter().filter_map(|mark| part.find(mark)).filter(|end| *end > 0).min().unwrap_or(part.len());
    let name = part.get(..end).unwrap_or(part).trim_end();
    let name = TITLES_AFTER_NAMES.iter().find_map(|title| name.strip_suffix(title)).unwrap_or(name);
    name.trim_matches(|c: char| c.is_whitespace() || "\"'“”„«»()[]{}:*-–—,".contains(c)).to_owned()
}

fn is_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let has_role =
        words.iter().any(|word| ROLES.contains(&word.trim_matches(|c: char| !c.is_alphanumeric())));
    !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && words.len() <= 8
        && name.chars().any(char::is_alphabetic)
        && !name.contains(['@', '<', '>'])
        && name.chars().filter(char::is_ascii_digit).count() <= 2
        && !words.iter().any(|word| word.chars().all(char::is_numeric))
        && !has_role
        && !is_credit(&lower)
        && !NOBODY.contains(&lower.as_str())
        && !POST_NOMINALS.contains(&lower.as_str())
        && !LEAD_INS.contains(&lower.as_str())
}

/// Whether a text credits a picture («Image: Getty Images»).
fn is_credit(lower: &str) -> bool {
    const CREDITS: [&str; 8] =
        ["image", "photo", "photograph", "picture", "foto", "bild", "crédit photo", "صورة"];
    lower.split_once(':').is_some_and(|(word, _)| CREDITS.contains(&word.trim()))
}

/// Places behind a name («Ana Gil | Buenos Aires») and agencies beside one («EFE / Ana Gil») wrote nothing.
fn drop_places_and_agencies(names: &mut Vec<String>) {
    if names.len() < 2 {
        return;
    }
    let is_person = |name: &String| name.contains(char::is_whitespace) && !is_exact_agency(name);
    if names.iter().any(|name| is_person(name) && time_zone_of_place(name).is_none()) {
        names.retain(|name| !is_exact_agency(name));
    }
    if names.first().is_some_and(is_person) {
        let mut behind_first = false;
        names.retain(|name| !std::mem::replace(&mut behind_first, true) || !is_paper(name));
        let mut behind = false;
        names.retain(|name| !std::mem::replace(&mut behind, true) || time_zone_of_place(name).is_none());
    }
}

/// Whether a name begins as those of papers and agencies do, and nobody's does («El Sol de México», "The Quay").
fn is_paper(name: &str) -> bool {
    const OPENINGS: [&str; 14] = [
        "the ",
        "el ",
        "los ",
        "las ",
        "die ",
        "das ",
        "diario ",
        "agencia ",
        "agence ",
        "agenzia ",
        "radio ",
        "tv ",
        "جريدة ",
        "صحيفة ",
    ];
    let lower = name.to_lowercase();
    OPENINGS.iter().any(|opening| lower.starts_with(opening))
}

/// «Doe, Jane» is one name written the other way round: exactly two single words around the only comma.
fn turn_round_inverted_name(names: &mut Vec<String>, text: &str) {
    let single = |name: &String| !name.contains(' ');
    if let [family, given] = names.as_slice()
        && single(family)
        && single(given)
        && text.split_once(',').is_some_and(|(before, _)| before.trim() == family)
    {
        *names = vec![format!("{given} {family}")];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, names: &[&str]) {
        assert_eq!(names_in(text), names, "{text}");
    }

    #[test]
    fn names_are_split_in_many_languages() {
        check("By Jane Doe and John Roe", &["Jane Doe", "John Roe"]);
        check("Von Ida Falk und Karl Stein", &["Ida Falk", "Karl Stein"]);
        check("Par Luc Martin et Zoé Petit", &["Luc Martin", "Zoé Petit"]);
        check("Por Ana Ruiz y José Vega", &["Ana Ruiz", "José Vega"]);
        check("بقلم: سلمى حداد و نزار قاسم", &["سلمى حداد", "نزار قاسم"]);
        check("سلمى حداد، نزار قاسم", &["سلمى حداد", "نزار قاسم"]);
        check("Автор: Анна Белова и Пётр Чернов", &["Анна Белова", "Пётр Чернов"]);
    }

    #[test]
    fn roles_places_and_addresses_are_dropped() {
        check("Jane Doe, Political Editor", &["Jane Doe"]);
        check("By Jane Doe in Lisbon", &["Jane Doe"]);
        check("Jane Doe (jane@example.org)", &["Jane Doe"]);
        check("jane@example.org", &[]);
        check("Jane Doe | 12 March 2021", &["Jane Doe"]);
        check("https://example.org/authors/jane", &[]);
        check("admin", &[]);
        check("Doe, Jane", &["Jane Doe"]);
        check("By Jane Doe, MS, RD", &["Jane Doe"]);
        check("Reuters", &["Reuters"]);
        check("By Jane Doe · March 10, 2024 · 5 min read", &["Jane Doe"]);
    }

    #[test]
    fn places_and_agencies_beside_people_are_dropped_from_bylines() {
        let check = |text: &str, names: &[&str]| assert_eq!(names_in_byline(text), names, "{text}");
        check("Por Ana Gil | Buenos Aires", &["Ana Gil"]);
        check("Von Anna Berg, Berlin", &["Anna Berg"]);
        check("By MARY DOE and JOHN ROE, Associated Press", &["MARY DOE", "JOHN ROE"]);
        check("EFE / Ana Gil", &["Ana Gil"]);
        check("Par Zoé Petit avec AFP", &["Zoé Petit"]);
    }

    #[test]
    fn desks_are_authors_when_they_stand_alone() {
        let check = |text: &str, names: &[&str]| assert_eq!(names_of_stated(text), names, "{text}");
        check("Redacción La Voz 2", &["Redacción La Voz 2"]);
        check("The Quay Staff", &["The Quay Staff"]);
        check("Jane Doe, Political Editor", &["Jane Doe"]);
        check("Von Anna Berg, dpa", &["Anna Berg"]);
        check("Ana Gil | El Faro del Norte", &["Ana Gil"]);
        check("Editor", &[]);
        check("admin", &[]);
    }

    #[test]
    fn names_have_capitals_and_no_button_words() {
        for name in ["Ida Falk", "Ludwig van der Heide", "李 明", "سلمى حداد", "J. R. Stone", "O'Neil Hart"]
        {
            assert!(is_person_like(name), "{name}");
        }
        for text in ["View full profile", "More About Me", "of this article", "Text size", "text-black"] {
            assert!(!is_person_like(text), "{text}");
        }
    }

    #[test]
    fn some_words_open_a_byline_only_with_a_colon() {
        assert_eq!(without_byline_lead_in("حوار: سلمى حداد"), Some("سلمى حداد"));
        assert_eq!(without_byline_lead_in("حوار مع الوزير"), None);
    }

    #[test]
    fn a_byline_needs_its_opening_word_whole() {
        assert_eq!(without_byline_lead_in("By Jane Doe"), Some("Jane Doe"));
        assert_eq!(without_byline_lead_in("BY JANE DOE"), Some("JANE DOE"));
        assert_eq!(without_byline_lead_in("Bystanders watched"), None);
        assert_eq!(without_byline_lead_in("كتبت: ليلى"), Some("ليلى"));
        assert_eq!(without_byline_lead_in("By"), None);
    }
}
