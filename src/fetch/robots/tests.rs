//! What robots.txt files say, case by case, and that no bytes whatever make their reading panic or take long.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use url::Url;

use super::Robots;

fn address(path: &str) -> Url {
    Url::parse(&format!("https://news.example.org{path}")).unwrap()
}

/// Whether gleaner may fetch each path.
fn check(text: &str, expected: &[(&str, bool)]) {
    let robots = Robots::parse(text.as_bytes());
    for (path, allowed) in expected {
        assert_eq!(robots.allows("gleaner", &address(path)), *allowed, "{path} under\n{text}");
    }
}

#[test]
fn nothing_said_is_nothing_forbidden() {
    for text in ["", "\n\n", "# closed on Sundays\n", "<html><p>Disallow: /</p></html>", "Disallow: /\n"] {
        check(text, &[("/", true), ("/archive/1", true)]);
    }
}

// RFC 9309, section 2.2.1
#[test]
fn own_groups_count_together_and_instead_of_the_one_for_all() {
    let text = "User-agent: *\nDisallow: /\n\nUser-agent: GLEANER/0.1\nDisallow: /desk\n
                User-agent: other\nUser-agent: gleaner\nDisallow: /drafts\n\nUser-agent: gleaner-pictures\nDisallow: /news\n";
    check(text, &[("/news", true), ("/desk", false), ("/drafts/2", false)]);
    check("User-agent: other\nDisallow: /\n", &[("/news", true)]);
    check("User-agent: *\nDisallow: /\nUser-agent: gleaner\nDisallow:\n", &[("/news", true)]);
    check("User-agent: *\nSitemap: https://e.org/s\nUser-agent: x\nDisallow: /a\n", &[("/a", false)]);
    check("User-agent: *\nCrawl-delay: 3\nUser-agent: x\nDisallow: /a\n", &[("/a", true)]);
}

#[test]
fn agent_may_be_given_as_the_whole_header() {
    let robots = Robots::parse(b"User-agent: gleaner\nDisallow: /a\n");
    assert!(!robots.allows("Gleaner/2.0 (+https://example.org/bot)", &address("/a")));
    assert!(robots.allows("", &address("/a")));
}

// RFC 9309, section 2.2.2
#[test]
fn longest_match_wins_and_allow_on_ties() {
    let text =
        "User-agent: *\nDisallow: /a/\nAllow: /a/open/\nDisallow: /a/open/not\nAllow: /b\nDisallow: /b\n";
    check(
        text,
        &[("/a/1", false), ("/a/open/1", true), ("/a/open/notice", false), ("/b", true), ("/A/1", true)],
    );
    check("User-agent: *\nDisallow: /\n", &[("/robots.txt", true), ("/", false), ("", false)]);
    check("User-agent: *\nDisallow: /\nAllow: /town/index.html\n", &[("/town/", true), ("/town/x", false)]);
}

// RFC 9309, sections 2.2.2 and 2.2.3
#[test]
fn patterns_know_stars_the_end_and_one_spelling_of_every_octet() {
    check(
        "User-agent: *\nDisallow: /*/print\nDisallow: /*.pdf$\nDisallow: *?session=\nDisallow: /x*y**z$\n",
        &[
            ("/2024/print", false),
            ("/print", true),
            ("/a.pdf", false),
            ("/a.pdf.pdf", false),
            ("/a.pdf?page=2", true),
            ("/story?session=5", false),
            ("/x/y/z", false),
            ("/xyz/z", false),
            ("/xz", true),
        ],
    );
    check(
        "User-agent: *\nDisallow: /محليات/\nDisallow: /caf%c3%a9\nDisallow: /%64esk\nDisallow: /a%2fb\nDisallow: /5$5\nDisallow: /%2A\n",
        &[
            ("/محليات/1", false),
            ("/%d9%85%d8%ad%d9%84%d9%8a%d8%a7%d8%aa/1", false),
            ("/café", false),
            ("/desk", false),
            ("/a/b", true),
            ("/a%2Fb", false),
            ("/5$5/6", false),
            ("/*", false),
            ("/x", true),
            ("/100%", true),
        ],
    );
}

#[test]
fn untidy_files_are_read_as_they_were_meant() {
    for text in [
        "\u{feff}User-agent: *\nDisallow: /a",
        "User-agent: *\r\nDisallow: /a\r\n",
        "User-agent: *\rDisallow: /a\r",
        "  USER-AGENT :\t* \n\n\n disallow:/a # for now\n",
        "useragent *\ndissallow /a\n",
        "User agent: *\nDisalow: a\n",
        "User-agent: *\nNoindex: /b\nUnderstand: this\nDisallow: /a\n",
    ] {
        check(text, &[("/a", false), ("/b", true)]);
    }
}

#[test]
fn delay_is_the_one_of_the_group_that_applies() {
    let check = |text: &str, expected: Option<f64>| {
        let delay = Robots::parse(text.as_bytes()).crawl_delay("gleaner");
        assert_eq!(delay, expected.map(Duration::from_secs_f64), "{text}");
    };
    check("User-agent: *\nCrawl-delay: 10\n", Some(10.0));
    check("User-agent: *\ncrawl-delay: 0.5\n", Some(0.5));
    check("User-agent: *\nCrawl-delay: 2\nUser-agent: gleaner\nCrawl-delay: 5\n", Some(5.0));
    check("User-agent: *\nCrawl-delay: 2\nUser-agent: gleaner\nDisallow: /x\n", None);
    for nonsense in ["soon", "-1", "", "NaN", "inf", "1e400", "10 s"] {
        check(&format!("User-agent: *\nCrawl-delay: {nonsense}\n"), None);
    }
}

#[test]
fn sitemaps_stand_outside_of_groups() {
    let text =
        "Sitemap: https://e.org/1.xml\nUser-agent: other\nsitemap: /2.xml # new\nDisallow: /\nSitemap:\n";
    assert_eq!(Robots::parse(text.as_bytes()).sitemaps(), ["https://e.org/1.xml", "/2.xml"]);
}

#[test]
fn file_over_the_limit_is_read_up_to_its_last_whole_line() {
    let filler = "# nothing to see in this line\n".repeat(20_000);
    check(&format!("User-agent: *\nDisallow: /a\n{filler}Disallow: /b\n"), &[("/a", false), ("/b", true)]);
    let one_line = format!("User-agent: *\nDisallow: /{}", "c".repeat(600_000));
    check(&one_line, &[("/ccc", true)]);
}

#[test]
fn hostile_patterns_cost_no_more_than_honest_ones() {
    let begun = Instant::now();
    let path = address(&format!("/{}", "a".repeat(8_000)));
    for pattern in
        [format!("/{}b", "*a".repeat(20_000)), format!("/{}$", "a*".repeat(20_000)), "/*a".repeat(5_000)]
    {
        let text = format!("User-agent: *\nDisallow: {pattern}\n").repeat(5);
        let robots = Robots::parse(text.as_bytes());
        assert!(robots.allows("gleaner", &path), "{}", &pattern[..10]);
    }
    // Backtracking would take longer than anybody waits; this leaves room for a very busy machine.
    assert!(begun.elapsed() < Duration::from_secs(10));
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400), path in "/[ -~é\u{600}-\u{640}]{0,60}") {
        let robots = Robots::parse(&bytes);
        if let Ok(url) = address("/").join(&path) {
            let _ = robots.allows("gleaner", &url);
        }
    }

    #[test]
    fn any_pattern_that_is_a_path_itself_matches_it(path in "/[a-zA-Z0-9 ._~%!&()+,;=:@é\u{600}-\u{640}-]{0,40}") {
        let url = address("/").join(&path).unwrap();
        let rules = format!("User-agent: *\nDisallow: {}\n", url.path());
        prop_assert!(!Robots::parse(rules.as_bytes()).allows("gleaner", &url) || url.path() == "/robots.txt");
    }

    #[test]
    fn stars_match_as_plain_backtracking_does(pattern in "[ab*]{0,8}", path in "[ab]{0,10}", anchored: bool) {
        let end = if anchored { "$" } else { "" };
        let rules = format!("User-agent: *\nDisallow: /{pattern}{end}\n");
        let expected = matches_slowly(pattern.as_bytes(), path.as_bytes(), anchored);
        let allowed = Robots::parse(rules.as_bytes()).allows("gleaner", &address(&format!("/{path}")));
        prop_assert_eq!(!allowed, expected);
    }
}

fn matches_slowly(pattern: &[u8], path: &[u8], anchored: bool) -> bool {
    match pattern.split_first() {
        None => !anchored || path.is_empty(),
        Some((b'*', rest)) => (0..=path.len()).any(|start| matches_slowly(rest, &path[start..], anchored)),
        Some((first, rest)) => path.first() == Some(first) && matches_slowly(rest, &path[1..], anchored),
    }
}
