//! Polls of a sitemap and of those that it names: conditional throughout, and nothing is left out for that.

use chrono::{DateTime, TimeDelta, Utc};

use crate::polling::{OPEN, start};
use crate::support::operator::Operator;
use crate::support::world::{Story, story_page};
use crate::support::{NewsServer, Response};

fn operator(server: &NewsServer) -> Operator {
    let url = server.url("/index.xml");
    let config = format!("{OPEN}[[source]]\nname = \"news\"\nurl = \"{url}\"\nkind = \"sitemap\"\n");
    Operator::at(start(), &config)
}

/// An index of sitemaps, each with a date or none.
fn index(server: &NewsServer, entries: &[(&str, Option<DateTime<Utc>>)], etag: &str) {
    let entry = |(path, modified): &(&str, Option<DateTime<Utc>>)| {
        let modified =
            modified.map(|at| format!("<lastmod>{}</lastmod>", at.to_rfc3339())).unwrap_or_default();
        format!("<sitemap><loc>{}</loc>{modified}</sitemap>", server.url(path))
    };
    let text = format!("<sitemapindex>{}</sitemapindex>", entries.iter().map(entry).collect::<String>());
    server.respond("/index.xml", Response::xml(&text).header("ETag", etag));
}

/// A sitemap of stories, which have pages from now on.
fn sitemap(server: &NewsServer, path: &str, (slugs, at): (&[&str], DateTime<Utc>), etag: &str) {
    let entry = |slug: &&str| {
        let story = Story::english(slug);
        server.page(&story.path(), &story_page(&story));
        format!("<url><loc>{}</loc><lastmod>{}</lastmod></url>", server.url(&story.path()), at.to_rfc3339())
    };
    let text = format!("<urlset>{}</urlset>", slugs.iter().map(entry).collect::<String>());
    server.respond(path, Response::xml(&text).header("ETag", etag));
}

/// `If-None-Match` of each request for a path.
fn sent(server: &NewsServer, path: &str) -> Vec<Option<String>> {
    server.requests(path).iter().map(|one| one.header("if-none-match").map(str::to_owned)).collect()
}

fn told(etags: &[Option<&str>]) -> Vec<Option<String>> {
    etags.iter().map(|etag| etag.map(str::to_owned)).collect()
}

#[tokio::test]
async fn sitemap_that_nobody_dates_is_read_whenever_it_changes_and_asked_for_with_its_validators() {
    let server = NewsServer::start();
    index(&server, &[("/news.xml", None)], "\"i1\"");
    sitemap(&server, "/news.xml", (&["bridge"], start()), "\"n1\"");
    let mut operator = operator(&server);
    operator.pass().await;
    for (hours, slugs, etag) in [
        (2, &["bridge"][..], "\"n1\""),
        (4, &["bridge", "harvest"], "\"n2\""),
        (6, &["bridge", "harvest"], "\"n2\""),
    ] {
        let now = start() + TimeDelta::hours(hours);
        sitemap(&server, "/news.xml", (slugs, now), etag);
        operator.set_now(now);
        operator.restart();
        operator.pass().await;
        assert_eq!(operator.store().stats().await.unwrap().articles as usize, slugs.len(), "after {hours} h");
    }
    assert_eq!(sent(&server, "/index.xml"), told(&[None, Some("\"i1\""), Some("\"i1\""), Some("\"i1\"")]));
    assert_eq!(sent(&server, "/news.xml"), told(&[None, Some("\"n1\""), Some("\"n1\""), Some("\"n2\"")]));
    assert_eq!(operator.source().await.state.consecutive_failures, 0);
}

#[tokio::test]
async fn sitemap_that_was_not_to_be_had_waits_for_the_next_poll_though_its_index_is_as_it_was() {
    let server = NewsServer::start();
    index(&server, &[("/news.xml", Some(start()))], "\"i1\"");
    server.respond("/news.xml", Response::status(500));
    let mut operator = operator(&server);
    operator.pass().await;
    sitemap(&server, "/news.xml", (&["bridge"], start()), "\"n1\"");
    for hours in [2, 4] {
        operator.set_now(start() + TimeDelta::hours(hours));
        operator.restart();
        operator.pass().await;
        assert_eq!(operator.store().stats().await.unwrap().articles, 1);
    }
    assert_eq!(sent(&server, "/index.xml"), told(&[None, Some("\"i1\""), Some("\"i1\"")]));
    assert_eq!(sent(&server, "/news.xml"), told(&[None, None]), "read once, it waits for another date");
    let later = start() + TimeDelta::hours(5);
    index(&server, &[("/news.xml", Some(later))], "\"i2\"");
    sitemap(&server, "/news.xml", (&["bridge", "harvest"], later), "\"n2\"");
    operator.set_now(start() + TimeDelta::hours(6));
    operator.pass().await;
    assert_eq!(operator.store().stats().await.unwrap().articles, 2);
    assert_eq!(sent(&server, "/news.xml"), told(&[None, None, Some("\"n1\"")]));
}

#[tokio::test]
async fn sitemap_that_is_not_there_is_not_asked_for_again_until_its_index_says_so() {
    let server = NewsServer::start();
    index(&server, &[("/old.xml", Some(start())), ("/undated.xml", None)], "\"i1\"");
    let mut operator = operator(&server);
    for hours in [0, 2, 4] {
        operator.set_now(start() + TimeDelta::hours(hours));
        operator.pass().await;
    }
    assert_eq!((sent(&server, "/old.xml").len(), sent(&server, "/undated.xml").len()), (1, 1));
    assert_eq!(sent(&server, "/index.xml"), told(&[None, Some("\"i1\""), Some("\"i1\"")]));
}
