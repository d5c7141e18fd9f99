//! Languages told by their commonest words, where statistical identification does not know them and takes them for a neighbour.

/// Language, and words that every text in it is full of and the texts of no other language are.
#[rustfmt::skip]
const FUNCTION_WORDS: [(&str, &[&str]); 11] = [
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
    const DIFFERENT: (usize, usize) = (4, 7);
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.len() < FEWEST {
        return None;
    }
    let share = |list: &[&str]| {
        let different = list.iter().filter(|known| words.iter().any(|word| word == *known)).count();
        let all = words.iter().filter(|word| list.contains(&word.as_str())).count() * 100 / words.len();
        let least = if different >= DIFFERENT.1 { SMALLER_SHARE_PERCENT } else { SHARE_PERCENT };
        (different >= DIFFERENT.0 && all >= least).then_some(all)
    };
    let told = FUNCTION_WORDS.iter().filter_map(|(language, list)| Some((*language, share(list)?)));
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
