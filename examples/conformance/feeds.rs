//! Feed cases `{"id", "file", "content_type", "url"}` to `{"id", "ok", "error", "feed", "entries"}`.

use std::path::Path;

use gleaner::feed::read_feed;
use serde_json::{Value, json};
use url::Url;

/// Where a document is taken to come from when its case does not say.
const NOWHERE: &str = "http://example.invalid/";

/// Reads the document of a case, which stands in `folder`.
pub(crate) fn predict(case: &Value, folder: &Path) -> Value {
    let body = std::fs::read(folder.join(case["file"].as_str().unwrap_or_default())).unwrap_or_default();
    let address = case["content_location"].as_str().or_else(|| case["url"].as_str()).unwrap_or(NOWHERE);
    let base = Url::parse(address).or_else(|_| Url::parse(NOWHERE)?.join(address));
    let Ok(base) = base else { return json!({"id": case["id"], "ok": false, "error": "no base address"}) };
    let feed = match read_feed(&body, case["content_type"].as_str(), &base) {
        Ok(feed) => feed,
        Err(error) => return json!({"id": case["id"], "ok": false, "error": error.to_string()}),
    };
    json!({
        "id": case["id"], "ok": true, "error": feed.warnings.first(),
        "feed": {"title": feed.title, "link": feed.link, "language": feed.language}, "entries": feed.entries,
    })
}
