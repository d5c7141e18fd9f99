//! Languages told by their commonest words, where statistical identification does not know them and takes them for a neighbour.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Languages of the table.
const LANGUAGES: usize = 11;

/// The listed words: for each the languages that list it, and a bit for its place there.
static LISTED: LazyLock<FxHashMap<&str, Vec<(usize, u32)>>> = LazyLock::new(|| {
    let mut listed: FxHashMap<&str, Vec<(usize, u32)>> = FxHashMap::default();
    for (language, (_, words)) in FUNCTION_WORDS.iter().enumerate() {
        for (place, word) in words.iter().enumerate() {
            listed.entry(word).or_default().push((language, 1 << place));
        }
    }
    listed
});

/// Bytes of the longest listed word, and some for capitals that are longer.
static LONGEST: LazyLock<usize> =
    LazyLock::new(|| LISTED.keys().map(|word| word.len()).max().unwrap_or_default() + 4);

/// Language, and words that every text in it is full of and the texts of no other language are.
#[rustfmt::skip]
const FUNCTION_WORDS: [(&str, &[&str]); LANGUAGES] = [
    ("sq", &["të", "në", "dhe", "për", "një", "nga", "që", "është", "janë", "ishte", "kjo", "më", "ka", "prej", "pasi"]),
    ("is", &["og", "að", "í", "er", "var", "sem", "það", "við", "ekki", "á", "þess", "hefur"]),
    ("eu", &["eta", "da", "ez", "du", "bat", "dute", "dira", "zuen", "baina", "izan", "duen", "ere"]),
    ("ga", &["agus", "tá", "bhí", "leis", "raibh", "chun", "faoi", "atá", "seo", "sin", "bhfuil", "an"]),
    ("mt", &["li", "ta", "huwa", "għal", "minn", "kien", "dan", "din", "għall", "hija", "kienet", "fuq"]),
    ("sw", &["na", "ya", "wa", "kwa", "ni", "katika", "za", "hiyo", "kuwa", "huo", "cha", "wake"]),
    ("so", &["iyo", "ee", "oo", "ka", "waxa", "ah", "ku", "uu", "ayaa", "inay", "waxaa", "soo"]),
    ("ku", &["û", "ji", "li", "bi", "di", "ku", "ev", "jî", "bo", "ser", "hat", "wê"]),
    ("ha", &["da", "na", "ta", "ya", "wanda", "kuma", "cikin", "ne", "shi", "zuwa", "daga", "yi"]),
    ("lb", &["an", "de", "vun", "déi", "ass", "fir", "mat", "net", "och", "dat", "hunn", "gëtt"]),
    ("fil", &["ang", "ng", "sa", "na", "mga", "ay", "ni", "si", "nang", "para", "ito", "kay"]),
];

/// The language whose commonest words make up enough of a text in Latin script; `None` for a short text, and for any other language.
pub(super) fn language_by_words(text: &str) -> Option<&'static str> {
    /// Words of the shortest text, and the share of function words in percent.
    const FEWEST: usize = 40;
    const SHARE_PERCENT: usize = 16;
    /// The same for a text in which many of them occur: it may quote another language.
    const SMALLER_SHARE_PERCENT: usize = 8;
    /// Different words of the list that must occur at least, and what counts as many.
    const DIFFERENT: (u32, u32) = (4, 7);
    let (mut words, mut all, mut different) = (0, [0_usize; LANGUAGES], [0_u32; LANGUAGES]);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        if word.len() > *LONGEST {
            continue;
        }
        let folded = if word.chars().any(char::is_uppercase) {
            LISTED.get(word.to_lowercase().as_str())
        } else {
            LISTED.get(word)
        };
        for (language, bit) in folded.into_iter().flatten() {
            all[*language] += 1;
            different[*language] |= bit;
        }
    }
    if words < FEWEST {
        return None;
    }
    let share = |language: usize| {
        let different = different[language].count_ones();
        let share = all[language] * 100 / words;
        let least = if different >= DIFFERENT.1 { SMALLER_SHARE_PERCENT } else { SHARE_PERCENT };
        (different >= DIFFERENT.0 && share >= least).then_some(share)
    };
    let told = (0..LANGUAGES).filter_map(|language| Some((FUNCTION_WORDS[language].0, share(language)?)));
    told.max_by_key(|(_, share)| *share).map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_their_commonest_words() {
        for (text, language) in [
            (
                "Ura e vjetër mbi lumë është hapur sërish për këmbësorët dhe për biçikletat, njoftoi bashkia. Punimet që nisën në mars \
              kanë zgjatur më shumë se një vit dhe janë paguar nga qyteti. Kjo është ura më e vjetër në vend dhe një nga më të bukurat.",
                Some("sq"),
            ),
            (
                "Binuksan muli ang lumang tulay sa ilog para sa mga naglalakad at sa mga bisikleta, ayon sa lungsod. Ang mga trabaho na \
              nagsimula noong Marso ay tumagal nang higit sa isang taon. Ito ang tulay na pinakamatanda sa bansa at si Mayor ang nagbukas nito.",
                Some("fil"),
            ),
            (
                "The old bridge over the river is open again for people on foot and on bicycles, the city said on Monday. The work that \
              began in March took more than a year and was paid for by the town, which says that it was worth the money in the end.",
                None,
            ),
            (
                "Die alte Brücke über den Fluss ist wieder offen für alle, die zu Fuß gehen oder mit dem Rad fahren, teilte die Stadt mit. \
              Die Arbeiten, die im März begannen, dauerten mehr als ein Jahr und wurden von der Stadt bezahlt, die sehr zufrieden ist.",
                None,
            ),
            (
                "El puente viejo sobre el río está otra vez abierto para los que van a pie y en bicicleta, dijo la ciudad el lunes. Las obras \
              que empezaron en marzo duraron más de un año y las pagó la ciudad, que dice que valió la pena al final de todo esto.",
                None,
            ),
            ("Ang mga", None),
        ] {
            assert_eq!(language_by_words(text), language, "{text}");
        }
    }
}
