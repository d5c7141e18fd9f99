//! Whole pages, through the public functions.

use chrono::{DateTime, Utc};
use url::Url;

use super::page_text::{MOST_LINES, TOO_MUCH_TEXT};
use super::{ExtractContext, SiteMemory, explain_html, extract_html, trace_html};
use crate::model::{Article, Hints, Page, Timestamp, Validators, Warning};

fn now() -> DateTime<Utc> {
    "2021-06-01T00:00:00Z".parse().unwrap()
}

fn page(address: &str, body: &str) -> Page {
    let url: Url = address.parse().unwrap();
    Page {
        requested_url: url.clone(),
        final_url: url,
        status: 200,
        fetched_at: now(),
        content_type: Some("text/html; charset=utf-8".to_owned()),
        content_language: None,
        content_location: None,
        validators: Validators::default(),
        body: body.as_bytes().to_vec(),
    }
}

fn read(address: &str, body: &str, hints: &Hints) -> Article {
    let context = ExtractContext { rule: None, hints, now: now(), memory: None };
    extract_html(&page(address, body), &context)
}

#[test]
fn what_recurs_on_other_pages_of_the_site_is_left_out() {
    const PROMISE: &str =
        "The harbour is watched by our own people, day and night, and that has been so for forty years.";
    let text = |subject: &str| {
        format!(
            "<h1>{subject} is back</h1><article><p>The {subject} came back to the harbour on Monday, after two years of repairs.</p>
            <p>Hundreds of people stood at the quay to see the {subject}, among them the mayor and her whole council.</p>
            <p>The work on the {subject} had cost more than the town had hoped for, and the council will have to talk about the money in its next session.</p>
            <p>{PROMISE}</p></article>"
        )
    };
    let page = |subject: &str| page(&format!("https://news.example/{subject}"), &text(subject));
    let no_hints = Hints::default();
    let alone = ExtractContext { rule: None, hints: &no_hints, now: now(), memory: None };
    assert!(extract_html(&page("ferry"), &alone).body.contains(PROMISE));
    let mut memory = SiteMemory::default();
    for subject in ["ferry", "crane", "bridge", "school", "market"] {
        memory.learn(&trace_html(&page(subject), &alone));
    }
    let knowing = ExtractContext { memory: Some(&memory), ..alone };
    let article = extract_html(&page("ferry"), &knowing);
    assert!(article.body.ends_with("its next session."), "{}", article.body);
}

fn hints() -> Hints {
    Hints {
        title: Some("A title from the feed".to_owned()),
        published_at: Some("2021-03-18T10:00:00+01:00".parse::<Timestamp>().unwrap()),
        authors: vec!["Ida Falk".to_owned()],
        content: Some(
            "<p>The text of the entry, which the page itself did not show to anyone.</p>".to_owned(),
        ),
        categories: vec!["harbour".to_owned()],
        ..Hints::default()
    }
}

#[test]
fn hints_fill_what_an_empty_page_lacks() {
    let article = read("https://thequay.example/a", "<html><body></body></html>", &hints());
    assert_eq!(
        (article.title.as_str(), article.authors.as_slice()),
        ("A title from the feed", &["Ida Falk".to_owned()][..])
    );
    assert_eq!(article.published_at.unwrap().to_string(), "2021-03-18T10:00:00+01:00");
    assert_eq!(article.keywords, ["harbour"]);
    assert!(article.body.starts_with("The text of the entry"), "{}", article.body);
    assert!(article.warnings.iter().any(|warning| warning.as_str().contains("feed entry")));
}

#[test]
fn hints_never_replace_what_the_page_says() {
    let page = "<title>Ferry returns</title><meta name='author' content='Karl Stein'>
        <meta property='article:published_time' content='2021-03-17T08:00:00+01:00'><h1>Ferry returns</h1>";
    let article = read("https://thequay.example/a", page, &hints());
    assert_eq!(
        (article.title.as_str(), article.authors.as_slice()),
        ("Ferry returns", &["Karl Stein".to_owned()][..])
    );
    assert_eq!(article.published_at.unwrap().to_string(), "2021-03-17T08:00:00+01:00");
}

#[test]
fn firm_metadata_go_before_microdata() {
    let page = "<meta property='article:published_time' content='2021-03-17T08:00:00+01:00'><h1>Ferry returns</h1>
        <article itemscope itemtype='https://schema.org/NewsArticle'><meta itemprop='datePublished' content='2021-03-01'></article>";
    let article = read("https://thequay.example/a", page, &Hints::default());
    assert_eq!(article.published_at.unwrap().to_string(), "2021-03-17T08:00:00+01:00");
}

#[test]
fn a_date_below_the_text_counts_when_nothing_else_is_dated() {
    let text =
        "<p>The ferry between the two islands sails again after four weeks in the yard, the harbour said.</p>
        <p>Tickets are sold at the pier from six in the morning, and the first boat leaves at seven.</p>";
    for (below, expected) in [
        ("Published on 12 May 2021", Some("2021-05-12")),
        ("Updated on 12 May 2021", Some("2021-05-12")),
        ("Concert on the pier, 12 May 2021", None),
    ] {
        let page = format!("<h1>Ferry returns</h1><article>{text}<div>{below}</div></article>");
        let article = read("https://thequay.example/a", &page, &Hints::default());
        let published = article.published_at.map(|at| at.to_string());
        assert_eq!(published.as_deref(), expected, "{below}");
    }
}

#[test]
fn a_heading_inside_the_text_is_no_subtitle() {
    let text = "<p>The ferry between the two islands sails again after four weeks in the yard, the harbour said on Monday.</p>";
    let dek = "<h3 class=subtitle>Tickets are sold at the pier</h3>";
    for (page, expected) in [
        (format!("<article><h1>Ferry returns</h1>{text}{dek}{text}</article>"), None),
        (
            format!("<article><h1>Ferry returns</h1>{dek}{text}{text}</article>"),
            Some("Tickets are sold at the pier"),
        ),
    ] {
        let article = read("https://thequay.example/a", &page, &Hints::default());
        assert_eq!(article.subtitle.as_deref(), expected, "{page}");
    }
}

#[test]
fn a_page_with_too_much_text_says_so() {
    const TEXT: &str =
        "The harbour opened again on Monday, after two years of repairs and a winter of storms.";
    let page = format!("<h1>Harbour</h1><article><p>{TEXT}</p>{}", "<p>1</p>".repeat(MOST_LINES));
    let article = read("https://news.example/story", &page, &Hints::default());
    assert!(article.warnings.contains(&Warning::new(TOO_MUCH_TEXT)));
    assert_eq!(article.blocks[0].text, TEXT);
}

#[test]
fn an_empty_page_is_an_article_with_warnings() {
    let article = read("https://thequay.example/a", "", &Hints::default());
    let warnings: Vec<&str> = article.warnings.iter().map(Warning::as_str).collect();
    assert_eq!(warnings, ["no title was found", "no article text was found in the page"]);
    assert_eq!(article.url, "https://thequay.example/a");
}

#[test]
fn a_local_file_has_no_address_of_its_own() {
    let page = "<img src='pic.jpg'><meta property='og:image' content='/top.jpg'><p>One <a href='b.html'>link</a>.</p>";
    let article = read("file:///home/reader/page.html", page, &Hints::default());
    assert_eq!(
        (article.url.as_str(), article.canonical_url.as_deref(), article.site.as_deref()),
        ("", None, None)
    );
    assert!(!serde_json::to_string(&article).unwrap().contains("file:"));
}

#[test]
fn an_explanation_does_not_repeat_long_names() {
    let paragraphs = "<p>The ferry between the two islands sails again after four weeks.</p>".repeat(300);
    let page = page(
        "https://thequay.example/a",
        &format!("<article id={}>{paragraphs}</article>", "a".repeat(50_000)),
    );
    let hints = Hints::default();
    let context = ExtractContext { rule: None, hints: &hints, now: now(), memory: None };
    let (_, explanation) = explain_html(&page, &context);
    let told = serde_json::to_string(&explanation.unwrap()).unwrap();
    assert!(told.contains("ferry") && told.len() < 300_000, "{} bytes", told.len());
}
