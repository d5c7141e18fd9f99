//! Words of two languages: the commonest as they are, behind them made-up ones by Zipf's law. Sentences of them mean nothing, but what tells
//! languages and prose apart finds what it looks for.

use super::lot::{Lot, Weighted};

/// Words of a language in all.
const WORDS: usize = 30_000;
/// Exponent of their frequencies by rank.
const EXPONENT: f64 = 1.05;

/// The commonest words, the commonest first.
const ENGLISH: &str = "the of to and a in that is was for on it with as he be by at his from are this have an or had not but they which \
    she said their were been one all will would there her more who about has what its out up when so if them some into time could than \
    other only after also two over new our first last people year years government minister police city state president country company \
    group public world before most through between both under while where down against because since during three week month officials \
    according report told made many much these may should being around still then national local million percent part party members";
const ARABIC: &str = "في من على أن إلى عن التي الذي هذا هذه كان كانت بعد قبل بين حتى مع لم لا ما قد كما أو ثم منذ خلال عند حول ضد دون وقال قال \
    إن إنه أنها وأضاف وأكد يوم اليوم أمس العام السنة مدينة حكومة الحكومة وزير الوزير رئيس الرئيس شركة مجلس دولة البلاد المنطقة \
    الشرطة الناس عدد أكثر أقل كل بعض غير أي هو هي هم نحو وفق بحسب ذلك تلك هناك أيضا لكن وكان وكانت أول آخر جديد جديدة مليون بالمئة";
/// Syllables that rarer words are made of.
const ENGLISH_SYLLABLES: &[&str] = &[
    "ba", "ber", "can", "con", "da", "del", "en", "er", "fa", "gor", "ha", "in", "ka", "lan", "le", "ma",
    "min", "mo", "na", "ner", "ol", "per", "ra", "ri", "ron", "sa", "sel", "ta", "ter", "tion", "va", "ver",
    "wil", "ston", "ing", "ed",
];
const ARABIC_SYLLABLES: &[&str] = &[
    "با", "بر", "تا", "تم", "جا", "جر", "حا", "حم", "خا", "دا", "در", "را", "رض", "زي", "سا", "سل", "شا",
    "شر", "صا", "طا", "عا", "عم", "غا", "فا", "فر", "قا", "قد", "كا", "كم", "لا", "ما", "مر", "نا", "نو",
    "ها", "وا", "ية", "ين",
];

/// The words of one language with their frequencies.
pub(crate) struct Language {
    /// Its tag.
    pub(crate) tag: &'static str,
    words: Vec<String>,
    frequencies: Weighted,
    commonest: usize,
}

impl Language {
    /// English.
    pub(crate) fn english() -> Self {
        Self::new("en", ENGLISH, ENGLISH_SYLLABLES)
    }

    /// Arabic.
    pub(crate) fn arabic() -> Self {
        Self::new("ar", ARABIC, ARABIC_SYLLABLES)
    }

    fn new(tag: &'static str, commonest: &str, syllables: &[&str]) -> Self {
        let mut words: Vec<String> = commonest.split_whitespace().map(str::to_owned).collect();
        let (commonest, mut lot) = (words.len(), Lot::new(11));
        while words.len() < WORDS {
            words.push((0..2 + lot.below(3)).map(|_| syllables[lot.below(syllables.len())]).collect());
        }
        let weights: Vec<f64> = (1..=words.len()).map(|rank| (rank as f64 + 2.0).powf(-EXPONENT)).collect();
        Self { tag, words, frequencies: Weighted::new(&weights), commonest }
    }

    /// Any word, as often as texts use it.
    pub(crate) fn word(&self, lot: &mut Lot) -> &str {
        &self.words[self.frequencies.draw(lot)]
    }

    /// A word that is none of the commonest: a name, or what a text is about.
    pub(crate) fn name(&self, lot: &mut Lot) -> String {
        let word = &self.words[self.commonest + lot.below(self.words.len() - self.commonest)];
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    /// A sentence of so many words, some of them `topics`.
    pub(crate) fn sentence(&self, topics: &[String], words: usize, lot: &mut Lot) -> String {
        let mut sentence = self.name(lot);
        for place in 1..words {
            sentence.push_str(if place % 11 == 10 { ", " } else { " " });
            let word = if lot.happens(0.12) { &topics[lot.below(topics.len())] } else { self.word(lot) };
            sentence.push_str(word);
        }
        sentence
    }
}
