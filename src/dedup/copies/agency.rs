//! The news agencies whose texts are copied, in the scripts in which they are credited: a translated credit is the same credit.

use crate::text::each_word;

/// Each agency in one spelling, and how it is written, folded as words are compared.
const AGENCIES: &[(&str, &[&str])] = &[
    (
        "Reuters",
        &["reuters", "رويترز", "рейтер", "рейтерс", "路 透", "ロ イ タ ー", "로 이 터", "रॉयटर्स", "רויטרס"],
    ),
    ("AFP", &["afp", "agence france presse", "فرانس برس", "ا ف ب", "اف ب", "афп", "法 新", "에 이 에 프 피"]),
    (
        "AP",
        &[
            "ap",
            "associated press",
            "اسوشيتد برس",
            "اسوشييتد برس",
            "ا ب",
            "美 联 社",
            "美 聯 社",
            "ассошиэйтед пресс",
        ],
    ),
    ("dpa", &["dpa", "د ب ا", "德 新 社"]),
    ("Xinhua", &["xinhua", "شينخوا", "新 华", "新 華", "синьхуа"]),
    ("EFE", &["efe", "اي في"]),
    ("ANSA", &["ansa"]),
    ("TASS", &["tass", "تاس", "тасс"]),
    ("RIA Novosti", &["ria novosti", "риа новости", "نوفوستي"]),
    ("Interfax", &["interfax", "интерфакс", "انترفاكس"]),
    ("Anadolu", &["anadolu", "الاناضول"]),
    ("SANA", &["sana", "سانا"]),
    ("SPA", &["spa", "واس"]),
    ("WAM", &["wam", "وام"]),
    ("MENA", &["mena", "ا ش ا"]),
    ("Petra", &["petra", "بترا"]),
    ("IRNA", &["irna", "ايرنا", "ارنا"]),
    ("Fars", &["fars", "فارس"]),
    ("Kyodo", &["kyodo", "共 同"]),
    ("Jiji", &["jiji", "時 事"]),
    ("Yonhap", &["yonhap", "연 합 뉴 스"]),
    ("PTI", &["pti"]),
    ("ANI", &["ani"]),
    ("IANS", &["ians"]),
    ("UPI", &["upi"]),
    ("APA", &["apa"]),
    ("Belga", &["belga"]),
    ("Lusa", &["lusa"]),
    ("PAP", &["pap"]),
    ("Ukrinform", &["ukrinform", "укринформ", "укрінформ"]),
    ("Bloomberg", &["bloomberg", "بلومبرغ", "بلومبيرغ", "彭 博"]),
    ("CNA", &["cna", "中 央 社"]),
    ("Antara", &["antara"]),
    ("Bernama", &["bernama"]),
];

/// Names that are also words, or parts of names: they count only as written in capitals.
const CAPITALS_ONLY: &[&str] =
    &["ap", "spa", "ani", "apa", "pap", "efe", "mena", "wam", "petra", "fars", "sana", "pti", "cna"];

/// The agency that a short text names, in one spelling; the one that stands first.
pub(super) fn agency_of(text: &str) -> Option<&'static str> {
    let mut words: Vec<(String, bool)> = Vec::new();
    each_word(text, |word| {
        let original = &text[word.range.clone()];
        words.push((word.text.to_owned(), !original.chars().any(char::is_lowercase)));
    });
    (0..words.len()).find_map(|at| {
        AGENCIES
            .iter()
            .find(|(_, names)| names.iter().any(|name| stands_at(name, &words[at..])))
            .map(|(agency, _)| *agency)
    })
}

fn stands_at(name: &str, words: &[(String, bool)]) -> bool {
    let mut count = 0;
    let has_all =
        name.split(' ').zip(words.iter().map(Some).chain(std::iter::repeat(None))).all(|(part, word)| {
            count += 1;
            word.is_some_and(|(word, is_capital)| {
                word == part && (*is_capital || !CAPITALS_ONLY.contains(&name))
            })
        });
    has_all && count > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies_have_one_name_in_every_script() {
        for (text, expected) in [
            ("(Reuters)", Some("Reuters")),
            ("رويترز", Some("Reuters")),
            ("(أ ف ب)", Some("AFP")),
            ("أ.ف.ب", Some("AFP")),
            ("新华社北京电", Some("Xinhua")),
            ("(AP) —", Some("AP")),
            ("ap", None),
            ("Petra Kvitova won", None),
            ("By our reporter", None),
            ("دمشق - سانا", Some("SANA")),
        ] {
            assert_eq!(agency_of(text), expected, "{text}");
        }
    }
}
