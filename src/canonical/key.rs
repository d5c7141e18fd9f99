//! The key of an address: what differs between two addresses of one document is folded away, and nothing else.
//!
//! Merging two documents loses one, missing a duplicate only repeats one: when in doubt the key keeps the difference.

use std::borrow::Cow;

use url::Url;

use super::query::{canonical_query, normal_percent};
use super::story_path::names_a_story;

/// Labels before a host name that mark another rendering of the same site.
const RENDERINGS: &[&str] = &["www.", "m.", "mobile.", "amp."];
/// Wrappings (AMP cache in a link shim and the like) that are taken off; nobody wraps deeper in earnest.
const WRAPPINGS: usize = 3;
/// Documents that a server gives for the folder itself.
const INDEXES: &[&str] = &[
    "index.html",
    "index.htm",
    "index.php",
    "index.shtml",
    "index.asp",
    "index.aspx",
    "index.jsp",
    "default.asp",
    "default.aspx",
];

/// The key under which an address is known: equal for addresses that lead to the same document. Scheme, default port, user,
/// `www.` and its kin, tracking parameters, parameter order, session ids, AMP markers, a trailing slash and the
/// fragment (unless it is a route, `#!` or `#/`) make no difference.
pub fn canonical_key(url: &Url) -> String {
    let mut url = Cow::Borrowed(url);
    for _ in 0..WRAPPINGS {
        let Some(inner) = wrapped_address(&url) else { break };
        url = Cow::Owned(inner);
    }
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let host = RENDERINGS
        .iter()
        .find_map(|label| host.strip_prefix(label).filter(|rest| rest.contains('.')))
        .unwrap_or(host);
    let port = url
        .port()
        .filter(|port| !matches!(port, 80 | 443))
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let query = canonical_query(url.query().unwrap_or_default(), names_a_story(url.path()));
    let query = if query.is_empty() { query } else { format!("?{query}") };
    let route =
        url.fragment().filter(|fragment| fragment.starts_with(['!', '/'])).map(|route| format!("#{route}"));
    let scheme =
        if matches!(url.scheme(), "http" | "https") { String::new() } else { format!("{}:", url.scheme()) };
    format!("{scheme}{host}{port}{}{query}{}", canonical_path(url.path()), route.unwrap_or_default())
}

/// The address inside one of an AMP cache or a link shim.
fn wrapped_address(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let rest = if host.ends_with(".cdn.ampproject.org") || host == "cdn.ampproject.org" {
        let path = url.path().trim_start_matches('/');
        path.strip_prefix("c/").or_else(|| path.strip_prefix("v/"))?
    } else if host.starts_with("www.google.") && url.path().starts_with("/amp/") {
        url.path().strip_prefix("/amp/")?
    } else {
        let shim = matches!(
            (host, url.path()),
            ("l.facebook.com" | "lm.facebook.com" | "www.facebook.com", "/l.php")
        );
        let target = shim.then(|| url.query_pairs().find(|(name, _)| name == "u"))??.1;
        return Url::parse(&target).ok().filter(|target| matches!(target.scheme(), "http" | "https"));
    };
    let rest = rest.strip_prefix("s/").unwrap_or(rest);
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Url::parse(&format!("https://{rest}{query}"))
        .ok()
        .filter(|inner| inner.host_str().is_some_and(|host| host.contains('.')))
}

fn canonical_path(path: &str) -> String {
    let path = normal_percent(path);
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    segments.retain(|segment| !is_session(segment));
    if segments.last().is_some_and(|last| INDEXES.iter().any(|index| last.eq_ignore_ascii_case(index))) {
        segments.pop();
    }
    if segments.len() > 1 {
        if segments.last() == Some(&"amp") {
            segments.pop();
        } else if segments.first() == Some(&"amp") {
            segments.remove(0);
        }
    }
    let mut canonical: String = segments.iter().flat_map(|segment| ["/", without_session(segment)]).collect();
    if let Cow::Owned(plain) = without_amp_ending(&canonical) {
        canonical = plain;
    }
    if canonical.is_empty() { "/".to_owned() } else { canonical }
}

/// ASP.NET keeps its session in a segment of its own: `(S(…))`.
fn is_session(segment: &str) -> bool {
    segment.starts_with("(S(") && segment.ends_with("))")
}

/// Java servers append it to a segment: `;jsessionid=…`.
fn without_session(segment: &str) -> &str {
    match segment.split_once(';') {
        Some((plain, parameter)) if parameter.to_ascii_lowercase().starts_with("jsessionid=") => plain,
        _ => segment,
    }
}

fn without_amp_ending(path: &str) -> Cow<'_, str> {
    if let Some(plain) = path.strip_suffix(".amp") {
        return Cow::Owned(plain.to_owned());
    }
    match path.strip_suffix(".amp.html") {
        Some(plain) => Cow::Owned(format!("{plain}.html")),
        None => Cow::Borrowed(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str, same: bool) {
        let keys = [one, other].map(|url| canonical_key(&Url::parse(url).unwrap()));
        assert_eq!(keys[0] == keys[1], same, "{one} {other}: {keys:?}");
    }

    #[test]
    fn differences_that_make_none() {
        for (one, other) in [
            ("http://Example.org:80/a", "https://www.example.org/a/"),
            ("https://m.example.org/a", "https://amp.example.org/a"),
            ("https://example.org/a?utm_source=x&id=5&fbclid=y", "https://example.org/a?id=5"),
            ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
            ("https://example.org/a#comments", "https://example.org/a#"),
            ("https://example.org/a/index.html", "https://example.org/a"),
            ("https://example.org/a/Default.aspx", "https://example.org/a/"),
            ("https://example.org/%d8%ae%d8%a8%d8%b1", "https://example.org/خبر"),
            ("https://example.org/a/amp/", "https://example.org/a"),
            ("https://example.org/a.amp.html", "https://example.org/a.html"),
            ("https://www.google.com/amp/s/example.org/a", "https://example.org/a"),
            ("https://example-org.cdn.ampproject.org/c/s/example.org/a", "https://example.org/a"),
            ("https://example.org/a;jsessionid=12AB?id=1", "https://example.org/a?id=1"),
            ("https://user:pass@example.org/a", "https://example.org/a"),
        ] {
            check(one, other, true);
        }
    }

    #[test]
    fn queries_that_only_track() {
        for query in [
            "wt_mc=a.b",
            "wt.mc_id=x",
            "ns_mchannel=rss",
            "fb_comment_id=1_2",
            "mc_cid=12ab&mc_eid=34cd",
            "smid=tw-share",
            "cmp=rss",
            "partner=yahoo",
            "sid=4f9a0c3be2d17788a1",
            "PHPSESSID=7",
            "m=1",
            "m=1&utm_source=x",
            "from=telegram",
            "ref=example.com",
            "share=1",
        ] {
            check(&format!("https://example.org/a?{query}"), "https://example.org/a", true);
        }
    }

    #[test]
    fn on_the_page_of_a_dated_story_unknown_words_only_track() {
        let story = "https://example.org/2021/02/04/council-votes";
        for query in ["module=inline", "shareToken=a1b2", "rss", "x_src=a.b&utm_id=5"] {
            check(&format!("{story}?{query}"), story, true);
        }
        for query in ["page=2", "lang=ar", "id=a", "anything=17", "url=https%3A%2F%2Fexample.net"] {
            check(&format!("{story}?{query}"), story, false);
        }
        check("https://example.org/a?module=inline", "https://example.org/a", false);
    }

    #[test]
    fn queries_that_may_name_a_document() {
        for query in [
            "sid=1201",
            "sid=politics",
            "sid=20210204231000123456",
            "sessionid=12",
            "int_id=4",
            "ns_id=7",
            "wt_story=5",
            "ga_article=9",
            "fb_id=1",
            "elq_story=1",
            "sc_category=4",
            "mc_id=3",
            "trk_id=5",
            "campaign_id=12",
            "pk_id=3",
            "partner=12",
            "cmp=5",
            "cvid=31",
            "smid=8",
            "ncid=77",
            "y=2021&m=1",
            "m=5",
            "from=1",
            "src=photo.jpg",
            "ref=1.2",
            "sessionid=parliamentarydebate",
        ] {
            check(&format!("https://example.org/a?{query}"), "https://example.org/a", false);
        }
    }

    #[test]
    fn differences_that_make_another_document() {
        for (one, other) in [
            ("https://example.org/a?id=5", "https://example.org/a?id=6"),
            ("https://example.org/a", "https://example.org/b"),
            ("https://example.org/A", "https://example.org/a"),
            ("https://sport.example.org/a", "https://news.example.org/a"),
            ("https://example.org:8080/a", "https://example.org/a"),
            ("https://example.org/#!/story/1", "https://example.org/#!/story/2"),
            ("https://meta.org/1", "https://eta.org/1"),
            ("https://m.tv/1", "https://tv/1"),
            ("https://example.org/a?page=2", "https://example.org/a"),
            ("https://example.org/amp", "https://example.org/"),
        ] {
            check(one, other, false);
        }
    }

    #[test]
    fn wrappings_come_off_up_to_three_deep() {
        let amp = "www.google.com/amp/s/";
        let wrapped = |depth: usize| format!("https://{}example.org/a", amp.repeat(depth));
        check(&wrapped(3), "https://example.org/a", true);
        check(&wrapped(4), "https://example.org/a", false);
        check(&wrapped(20_000), &wrapped(20_001), false);
    }

    #[test]
    fn any_address_has_a_key() {
        proptest::proptest!(|(tail in "\\PC{0,60}")| {
            if let Ok(url) = Url::parse(&format!("https://example.org/{tail}")) {
                canonical_key(&url);
            }
        });
    }
}
