//! Words that promote something: subscriptions, newsletters, channels, apps. One is no proof; a line of several is no story.

/// Words of a line that promote, in number.
pub(super) fn promoting_words(text: &str) -> f32 {
    /// Longer lines are text.
    const LONGEST_BYTES: usize = 1_200;
    if text.len() > LONGEST_BYTES {
        return 0.0;
    }
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2);
    let count = words.filter(|word| is_promoting(word)).count();
    let unspaced = || UNSPACED.iter().filter(|phrase| text.contains(*phrase)).count();
    let has_unspaced = text.chars().any(|c| c >= '\u{e00}');
    (count + if has_unspaced { unspaced() } else { 0 }) as f32
}

fn is_promoting(word: &str) -> bool {
    if word.chars().any(char::is_uppercase) {
        return WORDS.binary_search(&word.to_lowercase().as_str()).is_ok();
    }
    WORDS.binary_search(&word).is_ok()
}

/// Phrases of scripts that are written without spaces.
#[rustfmt::skip]
const UNSPACED: &[&str] = &[
    "订阅", "訂閱", "关注", "關注", "点击", "點擊", "下载", "下載", "公众号", "微信", "加入會員", "登録", "会員限定", "会員", "購読", "フォロー", "メルマガ", "ダウンロード", "広告", "구독", "무단전재", "재배포", "저작권", "팔로우", "다운로드", "카카오톡",
    "สมัคร", "ติดตาม", "ดาวน์โหลด", "โฆษณา",
];

/// In lower case. Sorted.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "aanmelden", "abbonamento", "abbonati", "abbonato", "abo", "abonați", "abone", "abonează", "abonelik", "abonnee", "abonneer", "abonnement",
    "abonnements", "abonnent", "abonnenten", "abonner", "abonnez", "abonnieren", "abonné", "abonnés", "abos", "advertentie", "advertisement",
    "affiliate", "android", "anmelden", "annons", "annonse", "anzeige", "aplicación", "app", "apps", "assinante", "assinantes", "assine", "baixe",
    "berlangganan", "bluesky", "boletín", "bülten", "cadastre", "clic", "clicca", "click", "clique", "cliquez", "commission", "cookie", "cookies",
    "copyright", "datenschutzerklärung", "descarcă", "descarga", "descargue", "donate", "donation", "download", "drittplattformen", "dõi",
    "einwilligung", "facebook", "feliratkozás", "folgen", "follow", "följ", "følg", "grátis", "haz", "herunterladen", "hirdetés", "hírlevél", "iklan",
    "ikuti", "inbox", "indirin", "infolettre", "inhalte", "inscreva", "inscription", "inscrivez", "instagram", "inzerce", "ios", "iratkozzon",
    "iscriviti", "klik", "kliknij", "klikněte", "kostenlos", "kövessen", "ký", "langganan", "lettre", "linkedin", "login", "mainos", "members",
    "membership", "newsletter", "newslettera", "newsletters", "newsletteru", "nieuwsbrief", "nyhetsbrev", "nyhetsbrevet", "obserwuj", "podcast",
    "podcasts", "predplatné", "prenumerant", "prenumerata", "prenumeratę", "prenumerera", "privacy", "probeabo", "pubblicità", "publicidad",
    "publicidade", "publicitate", "publicité", "předplatitele", "předplatné", "receba", "register", "registered", "registrarse", "registrati",
    "registrieren", "regístrate", "reklam", "reklama", "reserved", "saluran", "scarica", "seguici", "seuraa", "siga", "signup", "sledujte",
    "sponsored", "subscribe", "subscribed", "subscriber", "subscribers", "subscribing", "subscription", "subscriptions", "subskrybuj", "subskrypcja",
    "suivez", "suscribirse", "suscripción", "suscriptor", "suscriptores", "suscríbase", "suscríbete", "síganos", "síguenos", "takip", "tap",
    "telegram", "theo", "threads", "tiktok", "tilaa", "tilaajille", "twitter", "téléchargez", "tıklayın", "tải", "unduh", "unsubscribe",
    "urheberrecht", "urmărește", "urmăriți", "uutiskirje", "volg", "werbung", "whatsapp", "youtube", "zaloguj", "üye", "đăng", "ακολουθήστε",
    "διαφήμιση", "εγγραφείτε", "συνδρομή", "абонирай", "абонирайте", "вконтакте", "запратите", "зарегистрируйтесь", "канал", "канале", "нажмите",
    "подписаться", "подписка", "подписчики", "подписывайтесь", "подпишитесь", "последвайте", "пратите", "претплатите", "підписатися", "підписуйтесь",
    "підпишіться", "рассылка", "рассылку", "реклама", "розсилка", "скачайте", "телеграм", "телеграмм", "ютуб", "אפליקציה", "הירשמו", "הצטרפו",
    "וואטסאפ", "טלגרם", "ניוזלטר", "עקבו", "פרסומת", "إعلان", "إنستغرام", "اشتراک", "اشترك", "اشتركوا", "اضغط", "الاشتراك", "البريدية", "التطبيق",
    "الحقوق", "القناة", "المشتركين", "النشرة", "انستغرام", "انقر", "اپلیکیشن", "اینستاگرام", "تابعنا", "تابعونا", "تبلیغات", "تطبيق", "تلغرام",
    "تليجرام", "تليغرام", "تلگرام", "تويتر", "تيليجرام", "حمل", "حمّل", "خبرنامه", "دانلود", "سبسکرائب", "عضو", "فالو", "فيسبوك", "قناتنا",
    "للاشتراك", "محفوظة", "واتسآب", "واتساب", "واتساپ", "واٹس", "يوتيوب", "چینل", "کانال", "کلیک", "ऐप", "क्लिक", "चैनल", "डाउनलोड", "फॉलो",
    "विज्ञापन", "व्हाट्सएप", "सब्सक्राइब", "অ্যাপ", "চ্যানেল", "ডাউনলোড", "ফলো", "সাবস্ক্রাইব",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(WORDS.is_sorted());
    }

    #[test]
    fn promotion_is_counted_in_any_language() {
        assert_eq!(promoting_words("Subscribe to our NEWSLETTER on Telegram"), 3.0);
        assert_eq!(promoting_words("اشترك في النشرة البريدية"), 3.0);
        assert_eq!(promoting_words("この記事は会員限定です"), 2.0);
        assert_eq!(promoting_words("The bridge was opened again on Monday."), 0.0);
    }
}
