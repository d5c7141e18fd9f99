//! Pages that tell people from programs, put before a site by the service that protects it. They are recognised, so that none is taken
//! for the document, and reported; nothing is done to get past them.

use memchr::{memchr, memchr_iter, memmem};
use reqwest::header::{CONTENT_TYPE, HeaderMap};

/// As much of a document as is looked at: their titles stand at the very beginning.
pub(super) const LOOKED_AT_BYTES: usize = 16 * 1024;

/// Headers by which services mark their challenges, with the beginnings of the values that do.
const HEADERS: &[(&str, &[&str], &str)] = &[
    ("cf-mitigated", &["challenge"], "Cloudflare"),
    ("x-amzn-waf-action", &["challenge", "captcha"], "AWS WAF"),
    ("x-vercel-mitigated", &["challenge"], "Vercel"),
];

/// Whole titles of challenges, in small letters.
const TITLES: &[(&str, &str)] = &[
    ("just a moment...", "Cloudflare"),
    ("attention required! | cloudflare", "Cloudflare"),
    ("please wait... | cloudflare", "Cloudflare"),
    ("access denied | cloudflare", "Cloudflare"),
    ("ddos-guard", "DDoS-Guard"),
    ("checking your browser", "a browser check"),
    ("checking your browser...", "a browser check"),
    ("checking your browser before accessing", "a browser check"),
    ("one moment, please...", "a browser check"),
    ("vercel security checkpoint", "Vercel"),
    ("human verification", "AWS WAF"),
    ("making sure you're not a bot!", "Anubis"),
    ("making sure you&#39;re not a bot!", "Anubis"),
    ("client challenge", "a browser check"),
    ("pardon our interruption", "Imperva"),
    ("pardon our interruption...", "Imperva"),
    ("sucuri website firewall - access denied", "Sucuri"),
    ("bot verification", "a browser check"),
    ("are you a robot?", "a browser check"),
    ("robot challenge screen", "SiteGround"),
    ("verifying your browser", "a browser check"),
    ("verifying you are human. this may take a few seconds.", "a browser check"),
];

/// Who put a challenge before the document, told by the head of the answer.
pub(super) fn challenger_by_head(headers: &HeaderMap) -> Option<&'static str> {
    let marks = |name: &str, beginnings: &[&str]| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| {
            let value = value.trim().to_ascii_lowercase();
            beginnings.iter().any(|beginning| value.starts_with(beginning))
        })
    };
    HEADERS.iter().find(|(name, beginnings, _)| marks(name, beginnings)).map(|(_, _, service)| *service)
}

/// Who put a challenge in the place of the document, told by the title of the page. A page that holds an `<article>` is none,
/// whatever its title.
pub(super) fn challenger_by_title(body: &[u8]) -> Option<&'static str> {
    let beginning = body.get(..LOOKED_AT_BYTES).unwrap_or(body);
    let title = first_title(beginning)?;
    let service = TITLES.iter().find(|(known, _)| *known == title).map(|(_, service)| *service)?;
    let beginning = beginning.to_ascii_lowercase();
    let holds = |text: &str| memmem::find(&beginning, text.as_bytes()).is_some();
    let is_html = holds("<html") || holds("<!doctype html");
    (is_html && !holds("<article")).then_some(service)
}

/// The title of a page in small letters, white space folded. Every document comes through here, so it looks at no more than it must.
fn first_title(page: &[u8]) -> Option<String> {
    let tag = b"<title";
    let is_title =
        |at: &usize| page.get(*at..at + tag.len()).is_some_and(|word| word.eq_ignore_ascii_case(tag));
    let rest = page.get(memchr_iter(b'<', page).find(is_title)?..)?;
    let text = rest.get(memchr(b'>', rest)? + 1..)?;
    let text = text.get(..memchr(b'<', text).unwrap_or(text.len()))?;
    let title = String::from_utf8_lossy(text);
    Some(title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
}

/// Whether an answer says that it is HTML.
pub(super) fn claims_html(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("text/html");
    value.to_ascii_lowercase().contains("html")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_head(name: &'static str, value: &'static str, expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        assert_eq!(challenger_by_head(&headers), expected, "{name}: {value}");
    }

    #[test]
    fn marks_in_the_head_tell() {
        check_head("cf-mitigated", "challenge", Some("Cloudflare"));
        check_head("x-amzn-waf-action", "captcha", Some("AWS WAF"));
        check_head("cf-mitigated", "log", None);
        check_head("cf-ray", "8f1e2d3c4b5a6978-FRA", None);
    }

    #[test]
    fn whole_titles_tell_and_articles_about_them_do_not() {
        let page = |title: &str, body: &str| {
            format!("<!DOCTYPE html><html><head><title>{title}</title></head>{body}")
        };
        for title in
            ["Just a moment...", " JUST A\n MOMENT... ", "DDOS-GUARD", "Making sure you're not a bot!"]
        {
            assert!(challenger_by_title(page(title, "<body></body>").as_bytes()).is_some(), "{title}");
        }
        for title in ["Just a moment... in the life of a town", "", "Harwell rebuilds its bridge"] {
            assert_eq!(challenger_by_title(page(title, "<body></body>").as_bytes()), None, "{title}");
        }
        let story = page("Just a moment...", "<body><article><p>A story.</p></article></body>");
        assert_eq!(challenger_by_title(story.as_bytes()), None);
        let feed = b"<?xml version='1.0'?><rss><channel><title>Just a moment...</title></channel></rss>";
        assert_eq!(challenger_by_title(feed), None);
        assert_eq!(challenger_by_title(b"{\"title\": \"<title>Just a moment...</title>\"}"), None);
        let late = format!("<html>{}<title>Just a moment...</title>", " ".repeat(LOOKED_AT_BYTES));
        assert_eq!(challenger_by_title(late.as_bytes()), None);
    }
}
