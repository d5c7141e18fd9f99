//! Feed cases `{"id", "file", "content_type", "content_language", "content_location", "url"}` to `{"id", "ok", "error", "feed", "entries"}`.

use std::path::Path;

use chrono::DateTime;
use gleaner::feed::{FeedContext, read_feed};
use gleaner::model::{Page, Validators};
use serde_json::{Value, json};
use url::Url;

/// Where a document is taken to come from when its case does not say.
const NOWHERE: &str = "file:///feed";

/// Reads the document of a case, which stands in `folder`.
pub(crate) fn predict(case: &Value, folder: &Path) -> Value {
    let body = std::fs::read(folder.join(case["file"].as_str().unwrap_or_default())).unwrap_or_default();
    let Ok(url) = Url::parse(case["url"].as_str().unwrap_or(NOWHERE)) else {
        return json!({"id": case["id"], "ok": false, "error": "its address is none"});
    };
    let header = |name: &str| case[name].as_str().map(str::to_owned);
    let page = Page {
        requested_url: url.clone(),
        final_url: url,
        status: 200,
        fetched_at: DateTime::UNIX_EPOCH,
        content_type: header("content_type"),
        content_language: header("content_language").map(String::into_boxed_str),
        content_location: header("content_location").map(String::into_boxed_str),
        validators: Validators::default(),
        body,
    };
    let context = FeedContext {
        base: &page.feed_base(),
        content_type: page.content_type.as_deref(),
        content_language: page.content_language.as_deref(),
    };
    let feed = match read_feed(&page.body, &context) {
        Ok(feed) => feed,
        Err(error) => return json!({"id": case["id"], "ok": false, "error": error.to_string()}),
    };
    json!({
        "id": case["id"], "ok": true, "error": feed.warnings.first(),
        "feed": {"title": feed.title, "link": feed.link, "language": feed.language}, "entries": feed.entries,
    })
}
