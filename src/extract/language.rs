//! The language and direction of a text: what the page states, checked against the letters it is written in.
//!
//! Templates often state a wrong language (`lang="en"` around an Arabic story), so a statement counts only when the letters allow it.

use super::function_words::language_by_words;
use super::scripts::{Script, dominant_script, language_by_letters, scripts_of_language};
use crate::model::Direction;

/// Text that language identification looks at, in characters: more changes nothing.
const SAMPLE_LENGTH: usize = 2_500;

/// The same for the statistics of letters, which are sure of a language sooner than its commonest words tell it.
const LETTERS_LENGTH: usize = 600;

/// Letters from which the identification may overrule a statement in the same script.
const SURE_LENGTH: usize = 250;

/// The BCP 47 tag of a text. `stated` are the page's and feed's own words on it, the most trusted first.
pub(super) fn identify_language(text: &str, stated: &[Option<&str>]) -> Option<String> {
    let stated: Vec<String> = stated.iter().flatten().filter_map(|tag| normal_tag(tag)).collect();
    let sample: String = text.chars().take(SAMPLE_LENGTH).collect();
    let Some(script) = dominant_script(&sample) else { return stated.into_iter().next() };
    let fitting = stated.into_iter().find(|tag| scripts_of_language(primary(tag)).contains(&script));
    if let Some(certain) = language_by_letters(&sample, script) {
        return Some(fitting.filter(|tag| primary(tag) == certain).unwrap_or_else(|| certain.to_owned()));
    }
    if let Some(told) = language_by_words(&sample).filter(|_| script == Script::Latin) {
        return Some(
            fitting.filter(|tag| same_language(primary(tag), told)).unwrap_or_else(|| told.to_owned()),
        );
    }
    let beginning =
        sample.char_indices().nth(LETTERS_LENGTH).map_or(sample.as_str(), |(at, _)| &sample[..at]);
    let identified = whatlang::detect(beginning).filter(whatlang::Info::is_reliable);
    let identified = identified.and_then(|info| two_letter_code(info.lang().code()));
    match (fitting, identified) {
        (Some(tag), Some(code)) if overrules(code, primary(&tag), &sample) => Some(code.to_owned()),
        (Some(tag), _) => Some(tag),
        (None, Some(code)) if scripts_of_language(code).contains(&script) => Some(code.to_owned()),
        (None, _) => script.usual_language().map(str::to_owned),
    }
}

/// The base direction of a text in that language; the text's own letters decide when the language is not known.
pub(super) fn direction_of(language: Option<&str>, text: &str) -> Direction {
    let sample: String = text.chars().take(SAMPLE_LENGTH).collect();
    let script = dominant_script(&sample)
        .or_else(|| language.and_then(|tag| scripts_of_language(primary(tag)).first().copied()));
    if script.is_some_and(Script::is_right_to_left) { Direction::Rtl } else { Direction::Ltr }
}

/// Whether an identified language beats a stated one of the same script: only in a long text, only when the stated language is one
/// that the identification knows (Galician is taken for Portuguese otherwise), and never between languages it mixes up.
fn overrules(identified: &str, stated: &str, sample: &str) -> bool {
    const MIXED_UP: [&[&str]; 7] = [
        &["no", "nb", "nn", "da", "sv"],
        &["hr", "sr", "bs", "sl", "me", "sh", "mk", "bg"],
        &["id", "ms", "jv", "su"],
        &["cs", "sk"],
        &["nl", "af"],
        &["hi", "mr", "ne"],
        &["es", "ca", "pt", "gl", "it", "la"],
    ];
    let close = MIXED_UP.iter().any(|group| group.contains(&identified) && group.contains(&stated));
    let known = TWO_LETTER_CODES.iter().any(|(_, code)| *code == stated);
    identified != stated
        && known
        && !close
        && !matches!(identified, "la" | "eo" | "jv" | "ak" | "zu" | "sn")
        && sample.chars().filter(|c| c.is_alphabetic()).count() >= SURE_LENGTH
}

/// Whether two codes stand for one language.
fn same_language(one: &str, other: &str) -> bool {
    one == other || matches!((one, other), ("tl", "fil") | ("fil", "tl"))
}

/// The primary language of a tag.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// A tag in its usual spelling (`en_us` is `en-US`); `None` when it is none. Encodings, variants and extensions are dropped.
fn normal_tag(tag: &str) -> Option<String> {
    let tag = tag.split([',', ';', '.', '@', ' ']).find(|part| !part.is_empty())?;
    let mut parts = tag.split(['-', '_']);
    let language = parts.next()?.to_lowercase();
    let language = match language.as_str() {
        "iw" => "he",
        "in" => "id",
        "ji" => "yi",
        "jp" => "ja",
        "cn" => "zh",
        "cz" => "cs",
        "gr" => "el",
        "ua" => "uk",
        "dk" => "da",
        "english" => "en",
        "arabic" => "ar",
        other => two_letter_code(other).unwrap_or(other),
    };
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let mut normal = language.to_owned();
    for part in parts.take(2) {
        let ascii = part.bytes().all(|byte| byte.is_ascii_alphabetic());
        match part.len() {
            2 if ascii => normal.push_str(&format!("-{}", part.to_uppercase())),
            3 if part.bytes().all(|byte| byte.is_ascii_digit()) => normal.push_str(&format!("-{part}")),
            4 if ascii => {
                let (first, rest) = part.split_at(1);
                normal.push_str(&format!("-{}{}", first.to_uppercase(), rest.to_lowercase()));
            }
            _ => break,
        }
    }
    // `xx-XX` without such a region (Facebook's `ar_AR`) says no more than `xx`.
    Some(if matches!(normal.as_str(), "ar-AR" | "en-EN" | "fa-FA" | "he-HE" | "ur-UR") {
        language.to_owned()
    } else {
        normal
    })
}

fn two_letter_code(code: &str) -> Option<&'static str> {
    TWO_LETTER_CODES.iter().find(|(three, _)| *three == code).map(|(_, two)| *two)
}

/// ISO 639-3 codes of the languages that whatlang knows (and ISO 639-2 forms of them), and their ISO 639-1 codes.
#[rustfmt::skip]
const TWO_LETTER_CODES: [(&str, &str); 88] = [
    ("epo", "eo"), ("eng", "en"), ("rus", "ru"), ("cmn", "zh"), ("spa", "es"), ("por", "pt"), ("ita", "it"),
    ("ben", "bn"), ("fra", "fr"), ("deu", "de"), ("ukr", "uk"), ("kat", "ka"), ("ara", "ar"), ("hin", "hi"),
    ("jpn", "ja"), ("heb", "he"), ("yid", "yi"), ("pol", "pl"), ("amh", "am"), ("jav", "jv"), ("kor", "ko"),
    ("nob", "nb"), ("dan", "da"), ("swe", "sv"), ("fin", "fi"), ("tur", "tr"), ("nld", "nl"), ("hun", "hu"),
    ("ces", "cs"), ("ell", "el"), ("bul", "bg"), ("bel", "be"), ("mar", "mr"), ("kan", "kn"), ("ron", "ro"),
    ("slv", "sl"), ("hrv", "hr"), ("srp", "sr"), ("mkd", "mk"), ("lit", "lt"), ("lav", "lv"), ("est", "et"),
    ("tam", "ta"), ("vie", "vi"), ("urd", "ur"), ("tha", "th"), ("guj", "gu"), ("uzb", "uz"), ("pan", "pa"),
    ("aze", "az"), ("ind", "id"), ("tel", "te"), ("pes", "fa"), ("mal", "ml"), ("ori", "or"), ("mya", "my"),
    ("nep", "ne"), ("sin", "si"), ("khm", "km"), ("tuk", "tk"), ("aka", "ak"), ("zul", "zu"), ("sna", "sn"),
    ("afr", "af"), ("lat", "la"), ("slk", "sk"), ("cat", "ca"), ("tgl", "fil"), ("hye", "hy"), ("cym", "cy"),
    ("fre", "fr"), ("ger", "de"), ("dut", "nl"), ("gre", "el"), ("per", "fa"), ("fas", "fa"), ("chi", "zh"),
    ("zho", "zh"), ("cze", "cs"), ("rum", "ro"), ("arm", "hy"), ("geo", "ka"), ("bur", "my"), ("nor", "no"),
    ("slo", "sk"), ("wel", "cy"), ("mac", "mk"), ("kur", "ku"),
];

#[cfg(test)]
mod tests {
    use super::*;

    const ARABIC: &str =
        "افتتح المجلس البلدي في المدينة صباح اليوم حديقة جديدة على ضفة النهر بعد أعمال استمرت عامين";
    const GERMAN: &str = "Der Gemeinderat hat am Dienstag beschlossen, die alte Brücke über den Fluss zu erneuern. Die Arbeiten \
        sollen im Frühjahr beginnen und etwa zwei Jahre dauern, wie die Bürgermeisterin nach der Sitzung sagte. Für Fußgänger \
        bleibt der Übergang in dieser Zeit geöffnet, Autos müssen einen Umweg über die Bundesstraße nehmen. Die Kosten trägt \
        zum größten Teil das Land, der Rest kommt aus dem Haushalt der Stadt und aus Spenden der Anwohner.";

    fn check(text: &str, stated: &[&str], expected: Option<&str>) {
        let stated: Vec<Option<&str>> = stated.iter().map(|&tag| Some(tag)).collect();
        assert_eq!(identify_language(text, &stated).as_deref(), expected, "{text} {stated:?}");
    }

    #[test]
    fn a_statement_that_fits_the_letters_counts() {
        check(ARABIC, &["ar"], Some("ar"));
        check(ARABIC, &["ar_AR"], Some("ar"));
        check(ARABIC, &["ar-SY"], Some("ar-SY"));
        check(GERMAN, &["de_at"], Some("de-AT"));
        check("Kurz.", &["de"], Some("de"));
        check("", &["pt_BR"], Some("pt-BR"));
    }

    #[test]
    fn a_wrong_statement_is_corrected() {
        check(ARABIC, &["en-US"], Some("ar"));
        check(ARABIC, &["en", "ar"], Some("ar"));
        check(GERMAN, &["en"], Some("de"));
        check(GERMAN, &["nonsense tag"], Some("de"));
    }

    #[test]
    fn sorani_and_pashto_are_told_by_their_letters() {
        check(
            "ئەنجومەنی شارەوانی ڕایگەیاند کە پڕۆژەی پردی نوێ لە ساڵی داهاتوودا دەست پێ دەکات",
            &["ar"],
            Some("ckb"),
        );
        check(
            "د ښار شورا وویل چې د نوي پله جوړول به په راتلونکي کال کې پیل شي او ځینې لارې به وتړل شي",
            &[],
            Some("ps"),
        );
    }

    #[test]
    fn direction_follows_the_letters() {
        assert_eq!(direction_of(Some("en"), ARABIC), Direction::Rtl);
        assert_eq!(direction_of(Some("he"), ""), Direction::Rtl);
        assert_eq!(direction_of(Some("ar"), GERMAN), Direction::Ltr);
        assert_eq!(direction_of(None, ""), Direction::Ltr);
    }
}
