//! Any bytes as a page, with any content type: the whole reading of a document ends, without a panic.
//!
//! The first line is the content type (empty: none), the rest the page.

#![no_main]

use std::sync::LazyLock;

use chrono::DateTime;
use gleaner::config::SiteRules;
use gleaner::model::{Document, Enclosure, Hints, Page, Validators};
use gleaner::pipeline::read_document;
use libfuzzer_sys::fuzz_target;
use url::Url;

static RULES: LazyLock<Option<SiteRules>> = LazyLock::new(|| SiteRules::load(None).ok());

fuzz_target!(|input: &[u8]| {
    let Ok(url) = Url::parse("https://example.org/2021/02/04/story.html") else { return };
    let Some(rules) = &*RULES else { return };
    let (content_type, body) = match input.iter().position(|byte| *byte == b'\n') {
        Some(end) => (String::from_utf8_lossy(&input[..end]), &input[end + 1..]),
        None => (String::new().into(), input),
    };
    let page = Page {
        requested_url: url.clone(),
        final_url: url,
        status: 200,
        fetched_at: DateTime::UNIX_EPOCH,
        content_type: (!content_type.is_empty()).then(|| content_type.into_owned()),
        content_language: None,
        content_location: None,
        validators: Validators::default(),
        body: body.to_vec(),
    };
    let picture =
        Enclosure { url: "https://example.org/i.jpg".to_owned(), media_type: None, length: None };
    let hints = Hints {
        title: Some("Rain".to_owned()),
        content: Some(String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned()),
        enclosures: vec![picture],
        ..Hints::default()
    };
    let Some(now) = DateTime::from_timestamp(1_700_000_000, 0) else { return };
    if let Document::Article(article) = read_document(&page, rules, &hints, now) {
        let texts: Vec<&str> = article.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(article.body, texts.join("\n\n"));
        assert!(texts.iter().all(|text| !text.is_empty()));
    }
});
