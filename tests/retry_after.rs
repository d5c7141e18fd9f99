//! Servers that ask for time (429, 503, `Retry-After`) get it: from whatever part of gleaner, and whoever wants something.

use chrono::TimeDelta;
use gleaner::clock::Clock;
use gleaner::fetch::{AskedBy, FetchOutcome, FetchRequest, Fetcher};
use gleaner::pipeline::Report;

use crate::fetching::settings;
use crate::polling::{OPEN, feed, site, start, waits};
use crate::program::Program;
use crate::support::operator::Operator;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

const CHALLENGE: &str = "<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>";

fn busy(seconds: u32) -> Response {
    Response::status(429).header("Retry-After", &seconds.to_string())
}

/// Requests for these paths so far.
fn counts<const N: usize>(server: &NewsServer, paths: [&str; N]) -> [usize; N] {
    paths.map(|path| server.requests(path).len())
}

fn remarks(reports: &[Report]) -> String {
    let document = |report: &Report| format!("{:?} {:?}\n", report.document.error, report.document.warnings);
    reports.iter().map(document).collect()
}

#[tokio::test]
async fn host_is_left_alone_for_as_many_days_as_it_asks() {
    let (server, config) = site();
    let config = format!("{config}[[source]]\nname = \"other\"\nurl = \"{}\"\n", server.url("/other"));
    server.respond("/other", feed(&server));
    let mut operator = Operator::at(start(), &config);
    operator.pass().await;
    server.respond("/other", busy(3 * 86_400));
    operator.set_now(start() + TimeDelta::hours(2));
    operator.pass().await;
    let asked = counts(&server, ["/feed", "/other"]);
    for hours in [4, 26, 50, 73] {
        operator.set_now(start() + TimeDelta::hours(hours));
        operator.restart();
        operator.pass().await;
        assert_eq!(counts(&server, ["/feed", "/other"]), asked, "after {hours} h");
    }
    operator.set_now(start() + TimeDelta::hours(100));
    operator.pass().await;
    assert_eq!(counts(&server, ["/feed", "/other"]), asked.map(|count| count + 1));
}

#[tokio::test]
async fn challenge_page_that_asks_for_time_gets_it_too() {
    let (server, config) = site();
    let other = Story::english("harvest");
    let stories = [Story::english("bridge"), other.clone()];
    server.respond("/feed", Response::xml(&rss(&server, &stories)).validators("\"v2\"", "x"));
    let page = Response::html(CHALLENGE).with_status(503).header("Retry-After", "7200");
    for story in &stories {
        server.respond(&story.path(), page.clone());
    }
    let mut operator = Operator::at(start(), &config);
    operator.pass().await;
    let asked =
        |server: &NewsServer| stories.iter().map(|one| server.requests(&one.path()).len()).sum::<usize>();
    let first = asked(&server);
    for minutes in [61, 90, 119] {
        operator.set_now(start() + TimeDelta::minutes(minutes));
        operator.restart();
        operator.pass().await;
        assert_eq!((asked(&server), server.requests("/feed").len()), (first, 1), "after {minutes} min");
    }
    operator.set_now(start() + TimeDelta::minutes(121));
    operator.pass().await;
    assert!(asked(&server) > first);
}

#[tokio::test]
async fn no_time_at_all_is_no_reason_to_come_back_at_once() {
    let (server, config) = site();
    server.respond("/feed", Response::status(503).header("Retry-After", "0"));
    let mut operator = Operator::at(start(), &config);
    let waited = waits(&mut operator, 4).await;
    for (wait, hours) in waited.iter().zip([1, 2, 4, 8]) {
        assert!((hours * 60..=hours * 75).contains(wait), "{waited:?}");
    }
}

#[tokio::test]
async fn sitemap_below_a_source_that_asks_for_time_gets_it_for_the_host() {
    let server = NewsServer::start();
    let names: Vec<String> = (0..4).map(|number| format!("/{number}.xml")).collect();
    let link = |name: &String| {
        format!("<sitemap><loc>{}</loc><lastmod>2024-05-14</lastmod></sitemap>", server.url(name))
    };
    let index = format!("<sitemapindex>{}</sitemapindex>", names.iter().map(link).collect::<String>());
    server.respond("/index.xml", Response::xml(&index).validators("\"v1\"", "x"));
    names.iter().for_each(|name| server.respond(name, busy(6 * 3600)));
    let config = format!(
        "{OPEN}[[source]]\nname = \"news\"\nurl = \"{}\"\nkind = \"sitemap\"\n",
        server.url("/index.xml")
    );
    let mut operator = Operator::at(start(), &config);
    let reports = operator.pass().await;
    assert!(remarks(&reports).contains("asked to be left alone"), "{}", remarks(&reports));
    let asked = |server: &NewsServer| names.iter().map(|name| server.requests(name).len()).sum::<usize>();
    assert_eq!(asked(&server), 1, "the first one was told, and so were all");
    operator.set_now(start() + TimeDelta::hours(5));
    operator.pass().await;
    assert_eq!((asked(&server), server.requests("/index.xml").len()), (1, 1));
    names.iter().for_each(|name| server.respond(name, Response::xml("<urlset></urlset>")));
    operator.set_now(start() + TimeDelta::hours(7));
    operator.pass().await;
    assert_eq!((asked(&server), server.requests("/index.xml").len()), (5, 2));
}

#[tokio::test]
async fn redirect_into_a_host_that_wants_to_be_left_alone_is_not_followed() {
    let (server, other) = (NewsServer::start(), NewsServer::start_at("127.0.0.2"));
    other.respond("/busy", busy(3600));
    other.page("/story", "<p>text</p>");
    server.respond("/moved", Response::redirect(302, other.url("/story").as_str()));
    let fetcher = Fetcher::new(&settings(), Clock::from_fn(start)).unwrap();
    let fetch = |url| {
        let (fetcher, request) = (fetcher.clone(), FetchRequest::new(url, AskedBy::User));
        async move { fetcher.fetch(&request).await }
    };
    assert!(matches!(fetch(server.url("/moved")).await, FetchOutcome::Fresh(_)));
    assert!(matches!(fetch(other.url("/busy")).await, FetchOutcome::RateLimited { .. }));
    for url in [server.url("/moved"), other.url("/story")] {
        let outcome = fetch(url).await;
        let FetchOutcome::Paused { host, until } = outcome else { panic!("{outcome:?}") };
        assert_eq!((host.as_str(), until), ("127.0.0.2", start() + TimeDelta::hours(1)));
    }
    assert_eq!((other.requests("/story").len(), server.requests("/moved").len()), (1, 2));
}

#[test]
fn trouble_with_a_robots_txt_is_remembered_at_the_next_start() {
    let (server, config) = site();
    server.respond("/robots.txt", Response::status(500));
    let program = Program::with_config(&config);
    program.json(&["ingest"], 1);
    let stories = ["bridge", "harvest"].map(Story::english);
    server.page(&stories[1].path(), &story_page(&stories[1]));
    server.respond("/feed", Response::xml(&rss(&server, &stories)));
    let lines = program.json(&["ingest", "--all"], 1);
    assert_eq!(counts(&server, ["/feed", "/robots.txt", &stories[1].path()]), [2, 1, 0], "{lines:?}");
    let error = lines.iter().find_map(|line| line["error"].as_str()).unwrap();
    assert!(error.contains("/robots.txt") && error.contains("500"), "{error}");
}

#[test]
fn nobody_asks_a_host_before_its_time_not_even_by_hand() {
    let (server, config) = site();
    server.respond("/feed", busy(7200));
    let program = Program::with_config(&config);
    program.json(&["ingest"], 1);
    let (feed_url, story) = (server.url("/feed").to_string(), Story::english("bridge").path());
    let story_url = server.url(&story).to_string();
    for arguments in [
        &["ingest", "--all"][..],
        &["ingest", "--url", &feed_url],
        &["ingest", "--url", &story_url],
        &["ingest", "--all", "--dry-run"],
        &["ingest", "--url", &story_url, "--dry-run"],
        &["sources", "add", &story_url, "--name", "other"],
    ] {
        let ended = program.run(&[arguments, &["--output", "json"]].concat());
        let told = format!("{}{}", ended.out, ended.err);
        assert!(told.contains("asked to be left alone"), "{arguments:?}: {told}");
    }
    assert_eq!(counts(&server, ["/feed", &story, "/robots.txt"]), [1, 0, 0]);
}
