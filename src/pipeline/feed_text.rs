//! The article of an entry whose page cannot be had: the feed's own text, when that is the whole story.

use crate::model::{Candidate, FoundVia, Page, Validators, Warning};
use crate::xml::escape_into;
use chrono::{DateTime, Utc};

/// Letters from which on an entry's content is a story, not the beginning of one.
const LEAST_LETTERS: usize = 400;

/// The entry as a page, to be read like any other; `None` when the feed gave no more than a summary.
pub(super) fn page_of_entry(candidate: &Candidate, now: DateTime<Utc>) -> Option<Page> {
    let content = candidate.hints.content.as_deref().filter(|_| candidate.found_via == FoundVia::Feed)?;
    if letters(content) < LEAST_LETTERS {
        return None;
    }
    let mut body = String::from("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>");
    let title = candidate.hints.title.as_deref().unwrap_or_default();
    escape_into(title, &mut body);
    body.push_str("</title></head><body><article><h1>");
    escape_into(title, &mut body);
    body.push_str("</h1><div>");
    body.push_str(content);
    body.push_str("</div></article></body></html>");
    Some(Page {
        requested_url: candidate.url.clone(),
        final_url: candidate.url.clone(),
        status: 200,
        fetched_at: now,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        content_language: None,
        content_location: None,
        validators: Validators::default(),
        body: body.into_bytes(),
    })
}

/// How an article says that it is the feed's word, not the page's.
pub(super) fn remark(reason: &str) -> Warning {
    Warning::new(format!("the text is the feed's, because its page could not be read: {reason}"))
}

/// Letters outside of tags.
fn letters(html: &str) -> usize {
    let (mut letters, mut in_tag) = (0, false);
    for char in html.chars() {
        match char {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => letters += usize::from(!in_tag && !char.is_whitespace()),
        }
    }
    letters
}
