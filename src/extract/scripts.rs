//! Scripts: which one a text is written in, which languages are written in it, and letters that give a language away.

/// A script, or a family of scripts that no two languages need told apart here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Arabic,
    Hebrew,
    Cyrillic,
    Greek,
    Han,
    Kana,
    Hangul,
    Devanagari,
    /// A script that one language writes nearly alone; the code of that language.
    Of(&'static str),
}

impl Script {
    /// The language to assume of a text in this script when nothing else is known.
    pub(super) fn usual_language(self) -> Option<&'static str> {
        match self {
            Self::Latin | Self::Cyrillic | Self::Devanagari => None,
            Self::Arabic => Some("ar"),
            Self::Hebrew => Some("he"),
            Self::Greek => Some("el"),
            Self::Han => Some("zh"),
            Self::Kana => Some("ja"),
            Self::Hangul => Some("ko"),
            Self::Of(language) => Some(language),
        }
    }

    /// Whether it is written from right to left.
    pub(super) fn is_right_to_left(self) -> bool {
        matches!(self, Self::Arabic | Self::Hebrew | Self::Of("dv" | "syr" | "nqo"))
    }

    fn of_letter(letter: char) -> Option<Self> {
        Some(match letter {
            'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Self::Greek,
            '\u{400}'..='\u{52f}' => Self::Cyrillic,
            '\u{531}'..='\u{58f}' => Self::Of("hy"),
            '\u{5d0}'..='\u{5f4}' => Self::Hebrew,
            '\u{620}'..='\u{6ff}'
            | '\u{750}'..='\u{77f}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}' => Self::Arabic,
            '\u{710}'..='\u{74f}' => Self::Of("syr"),
            '\u{780}'..='\u{7bf}' => Self::Of("dv"),
            '\u{7c0}'..='\u{7ff}' => Self::Of("nqo"),
            '\u{900}'..='\u{97f}' => Self::Devanagari,
            '\u{980}'..='\u{9ff}' => Self::Of("bn"),
            '\u{a00}'..='\u{a7f}' => Self::Of("pa"),
            '\u{a80}'..='\u{aff}' => Self::Of("gu"),
            '\u{b00}'..='\u{b7f}' => Self::Of("or"),
            '\u{b80}'..='\u{bff}' => Self::Of("ta"),
            '\u{c00}'..='\u{c7f}' => Self::Of("te"),
            '\u{c80}'..='\u{cff}' => Self::Of("kn"),
            '\u{d00}'..='\u{d7f}' => Self::Of("ml"),
            '\u{d80}'..='\u{dff}' => Self::Of("si"),
            '\u{e00}'..='\u{e7f}' => Self::Of("th"),
            '\u{e80}'..='\u{eff}' => Self::Of("lo"),
            '\u{f00}'..='\u{fff}' => Self::Of("bo"),
            '\u{1000}'..='\u{109f}' => Self::Of("my"),
            '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' => Self::Of("ka"),
            '\u{1200}'..='\u{139f}' => Self::Of("am"),
            '\u{1780}'..='\u{17ff}' => Self::Of("km"),
            '\u{3040}'..='\u{30ff}' => Self::Kana,
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => Self::Hangul,
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => Self::Han,
            _ => return None,
        })
    }
}

/// The script of most letters; `None` in a text without letters. Japanese mixes Kana and Han and is told by a tenth of Kana.
pub(super) fn dominant_script(text: &str) -> Option<Script> {
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for script in text.chars().filter_map(Script::of_letter) {
        match counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += 1,
            None => counts.push((script, 1)),
        }
    }
    let count_of =
        |script: Script| counts.iter().find(|(known, _)| *known == script).map_or(0, |(_, count)| *count);
    let dominant = counts.iter().max_by_key(|(_, count)| *count).map(|(script, _)| *script)?;
    if dominant == Script::Han && count_of(Script::Kana) * 10 > count_of(Script::Han) {
        return Some(Script::Kana);
    }
    Some(dominant)
}

/// The scripts that a language (ISO 639 code) is written in, the usual one first. Languages that are not listed are written in Latin.
pub(super) fn scripts_of_language(language: &str) -> &'static [Script] {
    use Script::{Arabic, Cyrillic, Devanagari, Greek, Han, Hangul, Hebrew, Kana, Latin};
    const ALONE: [(&str, [Script; 1]); 23] = [
        ("hy", [Script::Of("hy")]),
        ("ka", [Script::Of("ka")]),
        ("am", [Script::Of("am")]),
        ("ti", [Script::Of("am")]),
        ("bn", [Script::Of("bn")]),
        ("as", [Script::Of("bn")]),
        ("gu", [Script::Of("gu")]),
        ("or", [Script::Of("or")]),
        ("ta", [Script::Of("ta")]),
        ("te", [Script::Of("te")]),
        ("kn", [Script::Of("kn")]),
        ("ml", [Script::Of("ml")]),
        ("si", [Script::Of("si")]),
        ("th", [Script::Of("th")]),
        ("lo", [Script::Of("lo")]),
        ("bo", [Script::Of("bo")]),
        ("dz", [Script::Of("bo")]),
        ("my", [Script::Of("my")]),
        ("km", [Script::Of("km")]),
        ("dv", [Script::Of("dv")]),
        ("syr", [Script::Of("syr")]),
        ("nqo", [Script::Of("nqo")]),
        ("pa", [Script::Of("pa")]),
    ];
    match language {
        "ar" | "fa" | "ur" | "ps" | "ckb" | "ug" | "prs" | "arz" | "ary" => &[Arabic],
        "sd" | "ks" => &[Arabic, Devanagari],
        "ku" | "az" => &[Latin, Arabic, Cyrillic],
        "he" | "yi" => &[Hebrew],
        "ru" | "uk" | "be" | "bg" | "mk" | "ky" | "tg" | "mn" | "tt" | "ba" | "cv" | "os" | "ce" | "sah" => {
            &[Cyrillic]
        }
        "sr" | "bs" | "me" | "sh" | "kk" | "uz" | "tk" => &[Cyrillic, Latin],
        "el" => &[Greek],
        "zh" | "yue" => &[Han],
        "ja" => &[Kana, Han],
        "ko" => &[Hangul],
        "hi" | "mr" | "ne" | "sa" | "mai" | "bho" | "kok" => &[Devanagari],
        other => ALONE.iter().find(|(code, _)| *code == other).map_or(&[Latin], |(_, script)| script),
    }
}

/// The language that letters alone give away among those written in Arabic script; `None` when they do not.
///
/// Statistical identification takes Sorani, Pashto and Uyghur for their neighbours, so their own letters go first.
pub(super) fn language_by_letters(text: &str, script: Script) -> Option<&'static str> {
    /// Own letters among all, in percent, from which they are more than foreign names; the commonest letters of Persian need more.
    const OWN_PERCENT: usize = 3;
    const PERSIAN_PERCENT: usize = 4;
    const OWN_LETTERS: [(&str, &[char]); 4] = [
        ("ckb", &['ێ', 'ڕ', 'ڵ', 'ۆ', 'ە']),
        ("ug", &['ۇ', 'ۈ', 'ۋ', 'ې', 'ە']),
        ("ps", &['ښ', 'ځ', 'ۍ', 'ړ', 'ې', 'ډ', 'ټ', 'ګ']),
        ("ur", &['ٹ', 'ڈ', 'ڑ', 'ے', 'ں', 'ہ']),
    ];
    if script != Script::Arabic {
        return None;
    }
    let letters = text.chars().filter(|c| Script::of_letter(*c) == Some(Script::Arabic)).count();
    let own = |set: &[char]| text.chars().filter(|c| set.contains(c)).count();
    let (language, count) =
        OWN_LETTERS.iter().map(|(language, set)| (*language, own(set))).max_by_key(|(_, count)| *count)?;
    if count * 100 > letters * OWN_PERCENT {
        return Some(language);
    }
    let persian = own(&['پ', 'چ', 'ژ', 'گ', 'ی', 'ک']);
    let arabic = own(&['ي', 'ك', 'ة', 'ى', 'إ', 'أ']);
    if persian * 100 > letters * PERSIAN_PERCENT && persian > arabic * 2 {
        return Some("fa");
    }
    (arabic * 100 > letters * OWN_PERCENT && persian * 4 < arabic).then_some("ar")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_of_most_letters_dominates() {
        for (text, script) in [
            ("12 – …", None),
            ("Hello שלום", Some(Script::Latin)),
            ("قال لـ BBC إن", Some(Script::Arabic)),
            ("東京は今日も", Some(Script::Kana)),
            ("北京市政府", Some(Script::Han)),
            ("ประเทศไทย", Some(Script::Of("th"))),
        ] {
            assert_eq!(dominant_script(text), script, "{text}");
        }
    }

    #[test]
    fn letters_give_away_arabic_and_persian() {
        assert_eq!(language_by_letters("أعلنت البلدية إعادة فتح الطريق", Script::Arabic), Some("ar"));
        assert_eq!(
            language_by_letters("شهرداری از بازگشایی پل خبر داد و گفت کار پایان یافته", Script::Arabic),
            Some("fa")
        );
        assert_eq!(language_by_letters("بلدیہ نے کہا ہے کہ پل کھول دیا گیا", Script::Arabic), Some("ur"));
        assert_eq!(language_by_letters("hello", Script::Latin), None);
    }
}
