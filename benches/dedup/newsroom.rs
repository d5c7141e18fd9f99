//! What newsrooms do to the text of an agency: they cut it from the end, give it a lead and a headline of their own, merge paragraphs, spell
//! names in their way, add local colour, credit the agency in their language, put other words, and scan it badly.

use crate::chance::Chance;
use crate::store::Item;
use crate::texts::Text;

/// Most copies of one text.
const MOST_COPIES: usize = 4;
/// Fewest words that an editor leaves.
const LEAST_WORDS: usize = 70;

/// Puts an original and its copies among the articles.
pub(crate) fn copies(
    original: &Item,
    (text, stock): (&Text, &[Text]),
    chance: &mut Chance,
    items: &mut Vec<Item>,
) {
    let others: Vec<&Text> = stock.iter().filter(|other| other.language == text.language).collect();
    for number in 0..=chance.below(MOST_COPIES) {
        let mut copy = original.clone();
        copy.site = format!("copy{number}-{}", original.site);
        copy.hours += chance.below(60) as i64 - 12;
        let mut paragraphs = text.paragraphs.clone();
        for work in works(chance) {
            copy.made_by.push(work.name());
            work.apply(&mut paragraphs, (&mut copy, &others), chance);
        }
        copy.body = paragraphs.join("\n\n");
        items.push(copy);
    }
    if chance.one_in(4) {
        items.push(update(original, &others, chance));
    }
    items.push(original.clone());
}

/// The story at another address of its own site, with a lead on what has happened since and a number put right.
fn update(original: &Item, others: &[&Text], chance: &mut Chance) -> Item {
    let mut update = original.clone();
    update.hours += 1 + chance.below(20) as i64;
    update.made_by.push("update");
    let lead = foreign(others, chance, 1);
    update.body = lead.iter().map(|lead| format!("{lead}\n\n")).collect::<String>() + &original.body;
    update.title = format!("{} – {}", original.title, chance.pick(&["update", "latest", "what we know"]));
    update
}

/// One thing that is done to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    CutFromTheEnd,
    NewLead,
    MergeParagraphs,
    SpellNames,
    OwnHeadline,
    LocalColour,
    AgencyCredit,
    ScanBadly,
    OtherWords,
}

const WORKS: [Work; 9] = [
    Work::CutFromTheEnd,
    Work::NewLead,
    Work::MergeParagraphs,
    Work::SpellNames,
    Work::OwnHeadline,
    Work::LocalColour,
    Work::AgencyCredit,
    Work::ScanBadly,
    Work::OtherWords,
];

/// From one to four different ones, in the order in which a desk does them.
fn works(chance: &mut Chance) -> Vec<Work> {
    let mut works = WORKS;
    chance.shuffle(&mut works);
    let mut works = works[..=chance.below(4)].to_vec();
    works.sort_by_key(|work| WORKS.iter().position(|other| other == work));
    works
}

impl Work {
    fn name(self) -> &'static str {
        match self {
            Self::CutFromTheEnd => "cut",
            Self::NewLead => "lead",
            Self::MergeParagraphs => "merged",
            Self::SpellNames => "names",
            Self::OwnHeadline => "headline",
            Self::LocalColour => "colour",
            Self::AgencyCredit => "credit",
            Self::ScanBadly => "scan",
            Self::OtherWords => "words",
        }
    }

    fn apply(self, paragraphs: &mut Vec<String>, (copy, others): (&mut Item, &[&Text]), chance: &mut Chance) {
        match self {
            Self::CutFromTheEnd => cut(paragraphs, chance.between(0.25, 0.75)),
            Self::NewLead => {
                let lead = foreign(others, chance, 1);
                if chance.one_in(2) && words(paragraphs) > 2 * LEAST_WORDS {
                    paragraphs.remove(0);
                }
                paragraphs.splice(0..0, lead);
            }
            Self::MergeParagraphs => *paragraphs = merged(paragraphs, chance),
            Self::SpellNames => spell_names(paragraphs),
            Self::OwnHeadline => copy.title = headline(paragraphs, chance),
            Self::LocalColour => {
                let colour = 1 + chance.below(3);
                for paragraph in foreign(others, chance, colour) {
                    let place = chance.below(paragraphs.len() + 1);
                    paragraphs.insert(place, paragraph);
                }
            }
            Self::AgencyCredit => credit(paragraphs, chance),
            Self::ScanBadly => {
                let share = chance.between(0.01, 0.06);
                each_word(paragraphs, |word| {
                    if chance.share() < share { misread(word, chance) } else { word.to_owned() }
                });
            }
            Self::OtherWords => other_words(paragraphs, others, chance),
        }
    }
}

fn words(paragraphs: &[String]) -> usize {
    gleaner::text::word_list(&paragraphs.join(" ")).len()
}

/// Paragraphs from the end go, until the share is left, or what an editor leaves at least.
fn cut(paragraphs: &mut Vec<String>, share: f64) {
    let whole = words(paragraphs) as f64;
    while paragraphs.len() > 1 {
        let left = words(&paragraphs[..paragraphs.len() - 1]);
        if (left as f64) < whole * share || left < LEAST_WORDS {
            return;
        }
        paragraphs.pop();
    }
}

/// Paragraphs of other texts in the same language: words that are not the agency's. Short ones, as a desk writes them.
fn foreign(others: &[&Text], chance: &mut Chance, count: usize) -> Vec<String> {
    const MOST_BYTES: usize = 600;
    let mut paragraphs = Vec::new();
    for _ in 0..count * 10 {
        if others.is_empty() || paragraphs.len() == count {
            break;
        }
        let other = chance.pick(others);
        let paragraph = chance.pick(&other.paragraphs);
        if paragraph.len() <= MOST_BYTES {
            paragraphs.push(paragraph.clone());
        }
    }
    paragraphs
}

fn merged(paragraphs: &[String], chance: &mut Chance) -> Vec<String> {
    let mut merged: Vec<String> = Vec::new();
    for paragraph in paragraphs {
        match merged.last_mut() {
            Some(last) if chance.one_in(2) => *last = format!("{last} {paragraph}"),
            _ => merged.push(paragraph.clone()),
        }
    }
    merged
}

/// Names as another desk spells them: the same way all through the text.
fn spell_names(paragraphs: &mut [String]) {
    const LATIN: &[(&str, &str)] = &[
        ("ei", "ey"),
        ("ou", "u"),
        ("ck", "k"),
        ("ph", "f"),
        ("ya", "ia"),
        ("sk", "sky"),
        ("th", "t"),
        ("ll", "l"),
        ("mm", "m"),
        ("qu", "k"),
    ];
    const ARABIC: &[(&str, &str)] = &[("غ", "ج"), ("ڤ", "ف"), ("تش", "ش"), ("يو", "و"), ("او", "و")];
    each_word(paragraphs, |word| {
        let is_name = word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() > 4;
        let is_arabic = word.chars().any(|char| matches!(char, 'غ' | 'ڤ'));
        let table = if is_name {
            LATIN
        } else if is_arabic {
            ARABIC
        } else {
            return word.to_owned();
        };
        table
            .iter()
            .find(|(from, _)| word.contains(from))
            .map_or_else(|| word.to_owned(), |(from, to)| word.replacen(from, to, 1))
    });
}

/// A headline of words that stand further down.
fn headline(paragraphs: &[String], chance: &mut Chance) -> String {
    let from = chance.pick(paragraphs);
    from.split_whitespace().skip(chance.below(3)).take(9).collect::<Vec<_>>().join(" ")
}

fn credit(paragraphs: &mut Vec<String>, chance: &mut Chance) {
    let heads = [
        "BEIRUT (Reuters) - ",
        "PARIS (AFP) — ",
        "بيروت (رويترز) - ",
        "باريس - أ ف ب: ",
        "MOSCOW, May 14 (TASS) ",
        "新华社北京电 ",
        "BERLIN (dpa) - ",
    ];
    let tails = [
        "(Reuters)",
        "(AFP)",
        "(رويترز)",
        "dpa",
        "© Agence France-Presse",
        "Additional reporting by our staff, editing by the desk",
    ];
    if let Some(first) = paragraphs.first_mut() {
        *first = format!("{}{first}", chance.pick(&heads));
    }
    if chance.one_in(2) {
        paragraphs.push((*chance.pick(&tails)).to_owned());
    }
}

/// A word as a bad scan has it.
fn misread(word: &str, chance: &mut Chance) -> String {
    let letters: Vec<char> = word.chars().collect();
    let at = chance.below(letters.len());
    match chance.below(4) {
        0 => word.replace("rn", "m").replace('l', "1").replace('O', "0"),
        1 => letters.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, char)| char).collect(),
        2 => letters[..at].iter().chain([&' ']).chain(&letters[at..]).collect(),
        _ => letters.iter().enumerate().map(|(place, char)| if place == at { 'e' } else { *char }).collect(),
    }
}

/// A light rewriting: some words are others, some sentences go, two neighbours change places.
fn other_words(paragraphs: &mut Vec<String>, others: &[&Text], chance: &mut Chance) {
    let share = chance.between(0.03, 0.12);
    let stock: Vec<String> = foreign(others, chance, 4)
        .iter()
        .flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    if !stock.is_empty() {
        each_word(paragraphs, |word| {
            if chance.share() < share { chance.pick(&stock).clone() } else { word.to_owned() }
        });
    }
    if paragraphs.len() > 4 {
        let at = 1 + chance.below(paragraphs.len() - 2);
        paragraphs.swap(at, at + 1);
        if words(paragraphs) > 2 * LEAST_WORDS {
            paragraphs.remove(1 + chance.below(paragraphs.len() - 1));
        }
    }
}

/// Puts another word in the place of each.
pub(crate) fn each_word(paragraphs: &mut [String], mut other: impl FnMut(&str) -> String) {
    for paragraph in paragraphs {
        *paragraph = paragraph
            .split(' ')
            .map(|word| if word.is_empty() { String::new() } else { other(word) })
            .collect::<Vec<_>>()
            .join(" ");
    }
}
