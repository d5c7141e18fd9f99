//! The line above a story that names place and people, without a date: «إسطنبول / محمد يوسف / الأناضول», «حلب - خالد العمر».

use super::agencies::is_exact_agency;
use super::reading::{DatelineReading, Parts};
use crate::dates::{DateContext, time_zone_of_place};

/// Longest such line, in letters.
const LONGEST: usize = 80;

/// Words in the name of a reporter, at least and at most.
const NAME_WORDS: (usize, usize) = (2, 4);

/// Marks between the parts.
const MARKS: [&str; 6] = [" - ", " – ", " — ", " ـ ", " / ", " | "];

/// What the name of a paper or agency begins with.
const PAPERS: [&str; 14] = [
    "جريدة",
    "صحيفة",
    "وكالة",
    "موقع",
    "شبكة",
    "قناة",
    "تلفزيون",
    "مجلة",
    "إذاعة",
    "راديو",
    "خبرگزاری",
    "روزنامه",
    "agence",
    "agencia",
];

/// Words of sections, which stand beside places in menus.
const SECTION_WORDS: [&str; 16] = [
    "أخبار",
    "اخبار",
    "سياسة",
    "اقتصاد",
    "رياضة",
    "ثقافة",
    "محلية",
    "محليات",
    "منوعات",
    "تقارير",
    "تقرير",
    "خاص",
    "عاجل",
    "مقالات",
    "صور",
    "فيديو",
];

/// Reads such a line: one known place, and beside it an agency, a reporter or both.
pub(super) fn signed(line: &str, context: &DateContext<'_>) -> Option<DatelineReading> {
    if line.chars().count() > LONGEST || line.chars().any(char::is_numeric) {
        return None;
    }
    let mark = MARKS.iter().find(|mark| line.contains(**mark))?;
    let parts: Vec<&str> = line.split(mark).map(str::trim).collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let place = parts.iter().position(|part| time_zone_of_place(part).is_some())?;
    let others = || parts.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, part)| *part);
    let agency = others().find(|part| is_exact_agency(part) || is_paper(part));
    let reporter = others().find(|part| Some(*part) != agency);
    // Without an agency only place and name in a script that has no capitals to tell them by.
    let convinces = match (agency, reporter) {
        (Some(_), reporter) => reporter.is_none_or(is_name),
        (None, Some(name)) => {
            parts.len() == 2 && is_name(name) && !name.contains(char::is_lowercase) && !name.is_ascii()
        }
        (None, None) => false,
    };
    if !convinces {
        return None;
    }
    let parts = Parts { raw: line, place: parts.get(place)?, agency, date: None };
    Some(DatelineReading { reporter: reporter.map(str::to_owned), ..parts.reading(context) })
}

fn is_paper(part: &str) -> bool {
    let mut words = part.split_whitespace();
    words.next().is_some_and(|first| PAPERS.contains(&first.to_lowercase().as_str()))
        && (1..=3).contains(&words.count())
}

/// Two to four words that begin with capitals, in scripts that have them, and name no section.
fn is_name(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    (NAME_WORDS.0..=NAME_WORDS.1).contains(&words.len())
        && words.iter().all(|word| {
            word.chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_lowercase())
        })
        && !words.iter().any(|word| SECTION_WORDS.contains(word))
}
