//! Short lines that pages put between paragraphs and that are never part of a story.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::prose::width;

/// Letters above which a line is no widget's label.
const LONGEST_LABEL: usize = 160;

/// Longest notice that sites put below or between every text, in letters.
const LONGEST_NOTICE: usize = 300;

/// Whether a line tells that the rest of the text must be paid for.
pub(super) fn is_paywall_notice(text: &str) -> bool {
    if width(text) > LONGEST_NOTICE {
        return false;
    }
    let mut folded = text.to_lowercase();
    if folded.contains('’') {
        folded = folded.replace('’', "'");
    }
    PAYWALL.as_ref().is_some_and(|phrases| phrases.is_match(&folded))
}

/// «list of 2 items», «list 1 of 2», «end of list»: what some pages say to screen readers.
pub(super) fn is_list_announcement(text: &str) -> bool {
    /// Longer texts say more than that.
    const LONGEST_BYTES: usize = 60;
    if text.len() > LONGEST_BYTES {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_number = |word: &str| !word.is_empty() && word.chars().all(char::is_numeric);
    match words.as_slice() {
        ["list", "of", count, "items" | "item"] | ["list", count, "of", _] => is_number(count),
        ["end", "of", "list"] => true,
        _ => false,
    }
}

/// Whether a line is a widget's label, an advertisement's, a copyright notice, a call to subscribe or share.
pub(super) fn is_label(text: &str) -> bool {
    if !text.contains(char::is_alphanumeric) || is_list_announcement(text) {
        return true;
    }
    let width = width(text);
    if width <= LONGEST_NOTICE && NOTICES.iter().any(|opening| text.trim_start().starts_with(opening)) {
        return true;
    }
    if width > LONGEST_LABEL {
        return false;
    }
    let folded = text.to_lowercase();
    let folded = folded.trim_matches(|character: char| {
        !character.is_alphanumeric() && !matches!(character, '©' | '+' | '-')
    });
    is_font_size_widget(folded)
        || WHOLE.contains(folded)
        || opens_as_noise(folded)
        || (width < 120 && WITHIN.as_ref().is_some_and(|phrases| phrases.is_match(folded)))
}

fn opens_as_noise(folded: &str) -> bool {
    let first = folded.chars().next();
    let openings = first.and_then(|first| OPENINGS_BY_LETTER.get(&first));
    openings.is_some_and(|openings| openings.iter().any(|opening| folded.starts_with(opening)))
}

/// The phrases of the lists below as automata, which read a line once; a list of constant phrases always makes one.
static PAYWALL: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| automaton(PAYWALL_PHRASES));
static WITHIN: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| automaton(INSIDE));

fn automaton(phrases: &[&str]) -> Option<AhoCorasick> {
    AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(phrases).ok()
}

static WHOLE: LazyLock<FxHashSet<&str>> = LazyLock::new(|| WHOLE_LINES.iter().copied().collect());

static OPENINGS_BY_LETTER: LazyLock<FxHashMap<char, Vec<&str>>> = LazyLock::new(|| {
    let mut by_letter: FxHashMap<char, Vec<&str>> = FxHashMap::default();
    for opening in OPENINGS {
        if let Some(first) = opening.chars().next() {
            by_letter.entry(first).or_default().push(opening);
        }
    }
    by_letter
});

/// «+A», «-A», "A+ A A-".
fn is_font_size_widget(folded: &str) -> bool {
    let letters: Vec<char> = folded.chars().filter(|character| !character.is_whitespace()).collect();
    letters.len() <= 8
        && letters.iter().all(|letter| matches!(letter, 'a' | 'а' | '+' | '-' | '−' | 'أ' | 'ا' | '|'))
}

/// How notices open that agencies put below every text.
const NOTICES: &[&str] = &[
    "الأخبار المنشورة على الصفحة الرسمية",
    "Anadolu Ajansı web sitesinde",
    "Anadolu Agency website contains only",
];

/// Phrases of notices that the rest must be paid for, in lower case.
const PAYWALL_PHRASES: &[&str] = &[
    "de cet article à lire",
    "la suite est réservée aux abonnés",
    "article est réservé aux abonnés",
    "article réservé aux abonnés",
    "to continue reading this article, subscribe",
    "subscribe to continue reading",
    "subscribe to read the full",
    "this article is for subscribers only",
    "this content is for subscribers only",
    "jetzt abonnieren und weiterlesen",
    "weiterlesen mit dem abo",
    "dieser artikel ist nur für abonnenten",
    "contenido exclusivo para suscriptores",
    "suscríbete para seguir leyendo",
    "conteúdo exclusivo para assinantes",
    "contenuto riservato agli abbonati",
    "dit artikel is alleen voor abonnees",
    "материал доступен только подписчикам",
    "هذا المحتوى متاح للمشتركين فقط",
    "هذا المحتوى للمشتركين فقط",
];

/// Labels, in lower case.
#[rustfmt::skip]
const WHOLE_LINES: &[&str] = &[
    "حجم الخط", "+a حجم الخط -a", "طباعة", "مشاركة", "شارك", "شارك المقال", "شارك الخبر", "شاركها", "شارك هذا المقال", "إعلان", "اعلان", "انسخ الرابط", "نسخ الرابط", "تابعنا", "تابعونا", "التعليقات", "تعليقات", "الوسوم", "الكلمات المفتاحية", "كلمات مفتاحية", "المصدر",
    "آگهی", "تبلیغات", "اشتراک گذاری", "چاپ", "برچسب‌ها", "اشتہار",
    "advertisement", "advertisements", "advertising", "ad", "sponsored", "sponsored content", "share", "share this", "share this article", "share this story", "share article", "share on facebook", "share on twitter", "tweet", "print", "email", "comment", "comments",
    "leave a comment", "leave a reply", "post a comment", "tags", "topics", "follow us", "subscribe", "sign up", "log in", "read more", "continue reading", "story continues below advertisement", "article continues below advertisement", "story continues below", "article continues below", "article continues after advertisement",
    "continue reading below", "scroll to continue", "scroll for more", "listen to this article", "listen", "copy link", "link copied", "save", "facebook", "twitter", "whatsapp", "telegram", "linkedin", "pinterest", "reddit", "getty images", "back to top", "show more", "view comments", "close", "next", "previous", "loading", "text size", "font size", "most popular", "most read", "play video", "video", "photos", "photo", "image", "gallery", "in this article", "about the author", "click to expand",
    "publicité", "partager", "partager cet article", "imprimer", "commentaires", "commenter", "s'abonner", "écouter", "suivez-nous", "publicidad", "compartir", "comentarios", "imprimir", "síguenos", "suscríbete", "publicidade", "compartilhar", "compartilhe", "comentários", "continua após a publicidade", "continua depois da publicidade",
    "pubblicità", "condividi", "commenti", "stampa", "anzeige", "werbung", "teilen", "drucken", "kommentare", "kommentieren", "artikel teilen", "merken", "advertentie", "delen", "reacties", "deel dit artikel", "annons", "dela", "skriv ut", "annonse", "annonce", "del", "mainos", "jaa", "reklama", "udostępnij", "sdílet", "zdieľať", "podijeli", "podeli", "oglas", "reklam", "hirdetés", "megosztás", "paylaş", "yazdır", "yorumlar", "distribuie", "publicitate",
    "реклама", "поделиться", "комментарии", "подписаться", "распечатать", "поділитися", "коментарі", "сподели", "коментари", "διαφήμιση", "κοινοποίηση", "σχόλια", "פרסומת", "שתפו", "שיתוף", "תגובות", "विज्ञापन", "शेयर करें", "বিজ্ঞাপন", "advertensi", "iklan", "bagikan", "quảng cáo", "chia sẻ", "โฆษณา", "แชร์", "広告", "シェア", "共有", "广告", "廣告", "分享", "打印", "광고", "공유하기", "댓글", "matangazo",
];

/// How such lines open, in lower case.
#[rustfmt::skip]
const OPENINGS: &[&str] = &[
    "©", "copyright ©", "copyright 20", "(c) 20", "جميع الحقوق محفوظة", "حقوق النشر", "all rights reserved", "tous droits réservés", "todos los derechos reservados", "todos os direitos reservados", "alle rechte vorbehalten", "все права защищены", "tutti i diritti",
    "sign up for", "sign up to", "subscribe to", "subscribe now", "follow us on", "follow us:", "like us on", "join our", "join us on", "get the latest", "get our", "share this:", "share on", "share:", "filed under", "tags:", "tagged:", "topics:", "posted in", "categories:", "click here to", "download our app", "download the app", "photo:", "photos:", "photo by", "photo credit", "image:", "image credit", "image source", "images:", "picture:", "pictures:", "file photo", "please enable javascript", "you need to enable javascript", "your browser does not support", "this site uses cookies", "we use cookies", "already a subscriber", "enter your email", "thank you for subscribing", "support our journalism", "newsletter:",
    "تابعونا على", "تابعنا على", "اشترك في", "اشتركوا في", "للاشتراك", "انضم إلى", "الصورة:", "المصدر:", "وسوم:", "كلمات مفتاحية:", "الكلمات الدالة", "كلمات دلالية", "لمتابعة آخر",
    "abonnez-vous", "inscrivez-vous", "recevez", "suivez-nous", "suscríbete", "suscríbase", "regístrate", "síguenos", "inscreva-se", "assine", "siga-nos", "siga o", "iscriviti", "seguici", "foto:", "fotos:", "abonnieren sie", "jetzt abonnieren", "folgen sie uns", "abonneer", "schrijf je in", "volg ons", "följ oss", "følg oss", "подпишитесь", "подписывайтесь", "читайте нас", "фото:", "підписуйтесь", "підпишіться", "фото ", "теги:", "etiketler:", "bizi takip", "abone ol", "ikuti kami", "zdroj:", "źródło:", "zdjęcie:", "foto ",
];

/// Phrases that give such a line away wherever they stand in it, in lower case.
#[rustfmt::skip]
const INSIDE: &[&str] = &[
    "all rights reserved", "كل الحقوق محفوظة", "جميع الحقوق محفوظة", "story continues below", "article continues below", "continues after advertisement", "continues below this ad", "our newsletter", "newsletter here", "your inbox", "terms of service", "terms and conditions apply", "privacy policy", "حجم الخط",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_are_noise_and_sentences_are_not() {
        for line in [
            "list of 2 items",
            "list 1 of 2",
            "end of list",
            "Il vous reste 40% de cet article à lire. S'abonner",
        ] {
            assert!(is_label(line) || is_paywall_notice(line), "{line}");
        }
        for line in
            ["A list of 2 items was found.", "The end of list prices is near, traders said on Monday."]
        {
            assert!(!is_label(line) && !is_paywall_notice(line), "{line}");
        }
        assert!(is_paywall_notice("La suite est réservée aux abonnés."));
    }
}
