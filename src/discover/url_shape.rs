//! What an address looks like: an article's, or that of something else on a site.

use url::Url;

/// Segments of addresses that lead to lists, accounts and notices.
const SERVICES: &[&str] = &[
    "about",
    "about-us",
    "account",
    "advertise",
    "author",
    "authors",
    "cart",
    "categories",
    "category",
    "contact",
    "contact-us",
    "contacts",
    "cookies",
    "faq",
    "feed",
    "feeds",
    "help",
    "impressum",
    "imprint",
    "jobs",
    "login",
    "logout",
    "newsletter",
    "newsletters",
    "page",
    "privacy",
    "privacy-policy",
    "profile",
    "register",
    "rss",
    "search",
    "share",
    "signin",
    "signup",
    "sitemap",
    "subscribe",
    "subscription",
    "tag",
    "tags",
    "terms",
    "terms-of-use",
    "topic",
    "topics",
    "user",
    "users",
    "wp-admin",
    "wp-login.php",
];
/// Endings of files that are no pages.
const FILES: &[&str] = &[
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".mp3", ".mp4", ".m4a", ".webm", ".pdf",
    ".zip", ".doc", ".docx", ".xls", ".xlsx", ".rss", ".xml", ".atom", ".json", ".css", ".js", ".ics",
];
/// Digits of a number that is an article's, not a page's or year's.
const DIGITS_OF_AN_ID: usize = 5;
/// Letters beyond ASCII that make a segment a title: those of Arabic or Chinese are few, and long when encoded.
const LETTERS_OF_A_TITLE: usize = 12;

/// Whether an address leads to a list, an account, a notice or a file.
pub(super) fn is_of_site_service(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    FILES.iter().any(|ending| path.ends_with(ending))
        || path.split('/').any(|segment| SERVICES.binary_search(&segment).is_ok())
}

/// How much an address looks like that of an article: a date, a number, a title in it.
pub(super) fn shape_score(url: &Url) -> i32 {
    let segments: Vec<&str> = url.path().split('/').filter(|segment| !segment.is_empty()).collect();
    let Some(last) = segments.last() else {
        return if has_id(url.query().unwrap_or_default()) { 1 } else { -4 };
    };
    let mut score = 0;
    if has_date(&segments) {
        score += 2;
    }
    if has_id(last) || has_id(url.query().unwrap_or_default()) {
        score += 2;
    }
    let stem = last.rsplit_once('.').map_or(*last, |(stem, _)| stem);
    let words = stem.split(['-', '_']).filter(|word| word.len() > 1).count();
    let encoded = stem.matches('%').count() / 2;
    score += match words {
        _ if encoded >= LETTERS_OF_A_TITLE => 2,
        4.. => 2,
        3 => 1,
        _ => 0,
    };
    score + i32::from([".html", ".htm", ".shtml", ".ece"].iter().any(|ending| last.ends_with(ending)))
}

/// `/2021/02/`, `/2021-02-04`, `/20210204`.
fn has_date(segments: &[&str]) -> bool {
    let number =
        |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let is_year =
        |text: &str| text.len() == 4 && number(text).is_some_and(|year| (1990..2100).contains(&year));
    let is_month =
        |text: &str| text.len() <= 2 && number(text).is_some_and(|month| (1..=12).contains(&month));
    let is_split = segments.windows(2).any(|pair| is_year(pair[0]) && is_month(pair[1]));
    is_split
        || segments.iter().any(|segment| {
            let mut parts = segment.split(['-', '_', '.']);
            let dashed = parts.next().is_some_and(is_year) && parts.next().is_some_and(is_month);
            let whole = segment
                .get(..8)
                .is_some_and(|date| number(date).is_some() && is_year(&date[..4]) && is_month(&date[4..6]));
            dashed || whole
        })
}

fn has_id(text: &str) -> bool {
    text.split(|char: char| !char.is_ascii_digit()).any(|digits| digits.len() >= DIGITS_OF_AN_ID)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_score_above_lists() {
        assert!(SERVICES.is_sorted());
        for (path, least) in [
            ("/2021/02/04/rain-in-homs", 3),
            ("/news/article-1234567", 2),
            ("/world/rain-falls-over-homs-again.html", 3),
            ("/?p=123456", 1),
            ("/2021-02-04-rain", 2),
            (
                "/archives/%D9%85%D8%B7%D8%B1-%D9%81%D9%8A-%D8%AD%D9%85%D8%B5-%D8%A7%D9%84%D9%8A%D9%88%D9%85",
                2,
            ),
        ] {
            let url = Url::parse("https://example.org").unwrap().join(path).unwrap();
            assert!(shape_score(&url) >= least && !is_of_site_service(&url), "{path}: {}", shape_score(&url));
        }
        for path in
            ["/", "/world", "/world/europe", "/tag/rain-in-homs-again", "/author/leila-haddad", "/a/rain.pdf"]
        {
            let url = Url::parse("https://example.org").unwrap().join(path).unwrap();
            assert!(shape_score(&url) < 2 || is_of_site_service(&url), "{path}: {}", shape_score(&url));
        }
    }
}
