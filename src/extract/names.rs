//! Author texts to names: «By Jane Doe and John Roe, Political Editor» is two names.

use super::dateline::is_exact_agency;
use crate::dates::time_zone_of_place;

/// Words that open a byline. A final colon may follow each; matching ignores case.
const LEAD_INS: [&str; 62] = [
    "written by",
    "posted by",
    "reported by",
    "reporting by",
    "story by",
    "words by",
    "published by",
    "by",
    "author",
    "authors",
    "text",
    "von",
    "autor",
    "autorin",
    "autoren",
    "ein beitrag von",
    "eine analyse von",
    "ein kommentar von",
    "par",
    "auteur",
    "écrit par",
    "publié par",
    "rédigé par",
    "propos recueillis par",
    "por",
    "escrito por",
    "redacción",
    "autor/a",
    "di",
    "a cura di",
    "autore",
    "door",
    "av",
    "af",
    "skrevet av",
    "skrevet af",
    "tekst",
    "kirjoittaja",
    "teksti",
    "autorka",
    "napisał",
    "szerző",
    "írta",
    "de",
    "yazan",
    "haber",
    "автор",
    "авторы",
    "текст",
    "автори",
    "بقلم",
    "كتب",
    "كتبت",
    "إعداد",
    "تحرير",
    "نویسنده",
    "מאת",
    "作者",
    "piše",
    "artikel von",
    "text & fotos",
    "interview",
];

/// Words that name an occupation or a desk, not a person.
const ROLES: [&str; 62] = [
    "editor",
    "reporter",
    "correspondent",
    "journalist",
    "writer",
    "columnist",
    "contributor",
    "staff",
    "producer",
    "photographer",
    "analyst",
    "newsroom",
    "desk",
    "bureau",
    "chief",
    "team",
    "intern",
    "fellow",
    "columnists",
    "editorial",
    "redakteur",
    "redakteurin",
    "korrespondent",
    "korrespondentin",
    "reporterin",
    "journalistin",
    "redaktion",
    "volontär",
    "chefredakteur",
    "leiter",
    "leiterin",
    "journaliste",
    "rédaction",
    "correspondant",
    "correspondante",
    "rédacteur",
    "rédactrice",
    "periodista",
    "redactor",
    "redactora",
    "corresponsal",
    "redação",
    "repórter",
    "redazione",
    "giornalista",
    "redactie",
    "verslaggever",
    "redaktor",
    "redaksi",
    "muhabir",
    "muhabiri",
    "редакция",
    "корреспондент",
    "журналист",
    "редактор",
    "редакція",
    "مراسل",
    "مراسلة",
    "محرر",
    "المحرر",
    "مراسلنا",
    "記者",
];

/// What systems write where no author is known.
const NOBODY: [&str; 24] = [
    "admin",
    "administrator",
    "administrador",
    "webmaster",
    "editor",
    "staff",
    "unknown",
    "anonymous",
    "guest",
    "author",
    "null",
    "none",
    "undefined",
    "root",
    "user",
    "superuser",
    "super user",
    "web desk",
    "webdesk",
    "online desk",
    "news desk",
    "redaktion",
    "n/a",
    "default",
];

/// What stands behind a name for a degree, a licence or a generation.
const POST_NOMINALS: [&str; 28] = [
    "ms", "rd", "md", "m.d.", "phd", "ph.d.", "mph", "rn", "rdn", "ldn", "mba", "msc", "bsc", "jd", "j.d.",
    "cfp", "cpa", "cfa", "dds", "dvm", "pharmd", "lcsw", "obe", "mbe", "esq.", "jr.", "sr.", "dr.",
];

/// Words between two names, with the spaces around them.
const CONJUNCTIONS: [&str; 24] = [
    " and ",
    " und ",
    " et ",
    " y ",
    " e ",
    " och ",
    " og ",
    " en ",
    " ja ",
    " i ",
    " és ",
    " ve ",
    " dan ",
    " și ",
    " и ",
    " та ",
    " і ",
    " και ",
    " و ",
    " và ",
    " & ",
    " + ",
    " / ",
    " im Gespräch mit ",
];

/// Words after a name that say where or for whom it was written.
const TRAILERS: [&str; 20] = [
    " avec ", " mit ", " for ", " on ", " prije ", " in ", " für ", " pour ", " à ", " para ", " with ",
    " at ", " from ", " aus ", " (", " @", " - ", " – ", " — ", " | ",
];

/// Words for "reporter" that stand after a name.
const TITLES_AFTER_NAMES: [&str; 8] =
    [" 기자", " 특파원", " 선임기자", " 인턴기자", "記者", "记者", " 編集委員", " 특별취재팀"];

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

/// The names in a visible byline, where a place or an agency may stand beside the people. Metadata name what they mean.
pub(super) fn names_in_byline(text: &str) -> Vec<String> {
    let mut names = names_in(text);
    drop_places_and_agencies(&mut names);
    names
}

/// What follows the words that open a byline («By …», «بقلم: …»); `None` when it opens with none, or nothing follows.
pub(super) fn without_byline_lead_in(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['|', '-', '–', '•', '/', ' ']);
    let best =
        LEAD_INS.iter().filter_map(|lead_in| after_word(line, lead_in)).min_by_key(|rest| rest.len())?;
    let rest = best.trim_start_matches([':', '：', '/', '|', ' ', '\u{a0}']);
    (!rest.is_empty()).then_some(rest)
}

/// The rest of `line` after `word`, whatever its case; `None` unless a space or mark ends the word.
fn after_word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = line.chars();
    for expected in word.chars() {
        if !rest.next()?.to_lowercase().eq(expected.to_lowercase()) {
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
        && !NOBODY.contains(&lower.as_str())
        && !POST_NOMINALS.contains(&lower.as_str())
        && !LEAD_INS.contains(&lower.as_str())
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
        let mut behind = false;
        names.retain(|name| !std::mem::replace(&mut behind, true) || time_zone_of_place(name).is_none());
    }
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
    fn a_byline_needs_its_opening_word_whole() {
        assert_eq!(without_byline_lead_in("By Jane Doe"), Some("Jane Doe"));
        assert_eq!(without_byline_lead_in("BY JANE DOE"), Some("JANE DOE"));
        assert_eq!(without_byline_lead_in("Bystanders watched"), None);
        assert_eq!(without_byline_lead_in("كتبت: ليلى"), Some("ليلى"));
        assert_eq!(without_byline_lead_in("By"), None);
    }
}
