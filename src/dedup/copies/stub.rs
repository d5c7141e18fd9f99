//! Notes that stand in a story's place: paywalls, consent walls, error pages. Their text is the same for many articles, and tells nothing of any.

/// Longest note, in bytes.
const LONGEST: usize = 2500;
/// So many of their phrases make a short text a note; one is enough for a very short one.
const LEAST_PHRASES: usize = 2;
/// Longest text, in bytes, that one phrase makes a note.
const VERY_SHORT: usize = 500;

/// Whether a text is such a note.
pub fn is_stub(title: &str, body: &str) -> bool {
    if body.len() > LONGEST {
        return false;
    }
    let text = format!("{title}\n{body}").to_lowercase().replace(['’', '‘'], "'");
    let found = PHRASES.iter().filter(|phrase| text.contains(**phrase)).take(LEAST_PHRASES).count();
    found >= LEAST_PHRASES || found > 0 && body.len() <= VERY_SHORT
}

/// What such notes say, in lower case.
const PHRASES: &[&str] = &[
    // Paywalls and logins.
    "subscribe to read",
    "subscribe to continue",
    "subscribe now",
    "to continue reading",
    "continue reading with",
    "already a subscriber",
    "subscribers only",
    "for subscribers",
    "become a member",
    "sign in to",
    "log in to",
    "create a free account",
    "start your free trial",
    "register to read",
    "this content is available to",
    "nur für abonnenten",
    "jetzt abonnieren",
    "weiterlesen mit",
    "jetzt weiterlesen",
    "sie haben bereits ein abo",
    "melden sie sich an",
    "réservé aux abonnés",
    "abonnez-vous",
    "déjà abonné",
    "connectez-vous",
    "suscríbete",
    "suscriptores",
    "ya eres suscriptor",
    "inicia sesión",
    "assine para",
    "já é assinante",
    "exclusivo para assinantes",
    "abbonati per",
    "sei già abbonato",
    "contenuto riservato",
    "alleen voor abonnees",
    "word abonnee",
    "log in om",
    "prenumerera",
    "redan prenumerant",
    "tylko dla prenumeratorów",
    "оформите подписку",
    "только для подписчиков",
    "войдите, чтобы",
    "abone olun",
    "اشترك الآن",
    "للمشتركين فقط",
    "سجل الدخول",
    "تسجيل الدخول",
    "برای ادامه",
    "订阅后",
    "登录后",
    "会員限定",
    "有料会員",
    "ログインして",
    "로그인",
    // Consent.
    "we value your privacy",
    "we and our partners",
    "use cookies",
    "uses cookies",
    "accept all",
    "manage preferences",
    "before you continue",
    "cookie policy",
    "wir verwenden cookies",
    "nous utilisons des cookies",
    "accepter et continuer",
    "usamos cookies",
    "utilizamos cookies",
    "utilizziamo i cookie",
    "wij gebruiken cookies",
    "используем файлы cookie",
    "ملفات تعريف الارتباط",
    // Robots and regions.
    "enable javascript",
    "are you a robot",
    "verify you are human",
    "unusual traffic",
    "access denied",
    "unavailable due to legal reasons",
    "unavailable for legal reasons",
    "not available in your region",
    "not available in your country",
    "european economic area",
    "checking your browser",
    "disable your ad blocker",
    "ad blocker",
    // Soft errors.
    "page not found",
    "page you requested",
    "page you are looking for",
    "page you were looking for",
    "could not be found",
    "no longer available",
    "error 404",
    "404 not found",
    "has been removed",
    "seite nicht gefunden",
    "seite wurde nicht gefunden",
    "page introuvable",
    "page non trouvée",
    "página no encontrada",
    "página não encontrada",
    "pagina non trovata",
    "pagina niet gevonden",
    "страница не найдена",
    "sayfa bulunamadı",
    "الصفحة غير موجودة",
    "الصفحة المطلوبة",
    "صفحه مورد نظر",
    "页面不存在",
    "找不到页面",
    "ページが見つかりません",
    "페이지를 찾을 수 없습니다",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_told_from_short_stories() {
        for (title, body, expected) in [
            (
                "Council votes on the bridge",
                "Subscribe to continue reading. Already a subscriber? Sign in to your account.",
                true,
            ),
            (
                "Before you continue",
                "We and our partners use cookies to keep the site running and to measure its use. Accept all or manage preferences.",
                true,
            ),
            (
                "Page not found",
                "Sorry. The page you are looking for has been removed or renamed. Try the search, or go to the home page.",
                true,
            ),
            (
                "451: Unavailable due to legal reasons",
                "We recognize you are attempting to access this website from a country belonging to the European Economic Area.",
                true,
            ),
            ("عنوان الخبر", "هذا المحتوى للمشتركين فقط. سجل الدخول لمتابعة القراءة.", true),
            (
                "Council votes on the bridge",
                "The council of Harwell voted on Monday night to rebuild the old bridge, ending a long dispute.",
                false,
            ),
            (
                "New rules on cookies",
                &format!(
                    "The commission wants sites that use cookies to ask first. {}",
                    "Ministers will vote on it in June. ".repeat(20)
                ),
                false,
            ),
            ("", "", false),
        ] {
            assert_eq!(is_stub(title, body), expected, "{title}");
        }
    }
}
