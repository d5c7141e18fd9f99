//! Vectors `{"id", "robots_txt", "user_agent", "url"}` to `{"id", "allowed", "crawl_delay", "sitemaps"}`.

use gleaner::fetch::Robots;
use serde_json::{Value, json};
use url::Url;

pub(crate) fn predict(vector: &Value) -> Value {
    let text = |name: &str| vector[name].as_str().unwrap_or_default();
    let robots = Robots::parse(text("robots_txt").as_bytes());
    let mut sitemaps = robots.sitemaps().to_vec();
    sitemaps.sort();
    // What is no address is asked for as the front page of some site.
    let url = Url::parse(text("url")).or_else(|_| Url::parse("http://example.org/"));
    json!({
        "id": vector["id"],
        "allowed": url.is_ok_and(|url| robots.allows(text("user_agent"), &url)),
        "crawl_delay": robots.crawl_delay(text("user_agent")).map(|delay| delay.as_secs_f64()),
        "sitemaps": sitemaps,
    })
}
