//! How gleaner behaves towards other people's servers: what it asks for, what it leaves alone, and how often.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use gleaner::clock::Clock;
use gleaner::config::FetchSettings;
use gleaner::fetch::{AskedBy, Disallowed, FetchOutcome, FetchRequest, Fetcher};
use serde_json::Value;

use crate::program::Program;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

/// No pause between requests: the loopback server minds nothing.
const QUICK: &str = "[fetch]\ndelay_per_host = \"0ms\"\nallow_private_networks = [\"127.0.0.0/8\"]\n";

/// A site with so many stories and a feed of them.
fn site(stories: usize) -> (NewsServer, Vec<Story>) {
    let server = NewsServer::start();
    let stories: Vec<Story> = (0..stories).map(|number| Story::english(&format!("story-{number}"))).collect();
    for story in &stories {
        server.page(&story.path(), &story_page(story));
    }
    server.respond("/feed", Response::xml(&rss(&server, &stories)));
    (server, stories)
}

fn robots(text: &str) -> Response {
    Response::bytes("text/plain", text)
}

fn with_feed(fetch: &str, server: &NewsServer) -> Program {
    let url = server.url("/feed");
    Program::with_config(&format!("{fetch}\n[[source]]\nname = \"news\"\nurl = \"{url}\"\n"))
}

fn lines_with<'a>(lines: &'a [Value], outcome: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["outcome"] == outcome).collect()
}

fn fetcher(settings: FetchSettings, clock: Clock) -> Fetcher {
    let allow_private_networks = vec!["127.0.0.0/8".parse().unwrap()];
    let settings = FetchSettings { delay_per_host: Duration::ZERO, allow_private_networks, ..settings };
    Fetcher::new(&settings, clock).unwrap()
}

fn request(server: &NewsServer, path: &str, asked_by: AskedBy) -> FetchRequest {
    FetchRequest::new(server.url(path), asked_by)
}

#[test]
fn robots_txt_is_asked_for_once_however_many_entries_there_are() {
    let (server, stories) = site(20);
    let entries = stories.len();
    server.respond("/robots.txt", robots("User-agent: *\nDisallow: /admin/\n"));
    let program = with_feed(QUICK, &server);
    assert_eq!(lines_with(&program.json(&["ingest"], 0), "new").len(), entries);
    assert_eq!(server.requests("/robots.txt").len(), 1);
    let asked = &server.requests("/robots.txt")[0];
    assert_eq!((asked.header("if-none-match"), asked.header("if-modified-since")), (None, None));
}

#[test]
fn disallowed_entry_is_not_fetched_and_is_reported_and_tried_again_a_day_later() {
    let (server, stories) = site(2);
    let rules = format!("User-agent: gleaner\nDisallow: {}$\n", stories[0].path());
    server.respond("/robots.txt", robots(&rules));
    let program = with_feed(QUICK, &server);

    let previewed = program.json(&["ingest", "--dry-run"], 1);
    assert_eq!(lines_with(&previewed, "failed").len(), 1, "{previewed:?}");
    let lines = program.json(&["ingest"], 1);
    assert_eq!(lines_with(&lines, "new").len(), 1, "{lines:?}");
    let failed = lines_with(&lines, "failed");
    let error = failed[0]["error"].as_str().unwrap();
    for part in
        [server.url(&stories[0].path()).as_str(), server.url("/robots.txt").as_str(), "Disallow: /stories/"]
    {
        assert!(error.contains(part), "`{part}` is missing in: {error}");
    }
    assert!(server.requests(&stories[0].path()).is_empty());

    let hours = "SELECT round((julianday(next_attempt_at) - julianday(found_at)) * 24) FROM candidate";
    assert_eq!(program.query::<f64>(hours), 24.0);
}

#[test]
fn site_without_robots_txt_is_open() {
    for status in [404, 403, 410] {
        let (server, _) = site(1);
        server.respond("/robots.txt", Response::status(status));
        let lines = with_feed(QUICK, &server).json(&["ingest"], 0);
        assert_eq!(lines_with(&lines, "new").len(), 1, "{status}: {lines:?}");
    }
}

#[test]
fn site_whose_robots_txt_is_broken_is_left_alone_for_now() {
    for response in [Response::status(500), Response::status(429), Response::dropped()] {
        let (server, stories) = site(1);
        server.respond("/robots.txt", response);
        let program = with_feed(QUICK, &server);
        let lines = program.json(&["ingest"], 1);
        let error = lines_with(&lines, "failed")[0]["error"].as_str().unwrap();
        assert!(error.contains(server.url("/robots.txt").as_str()), "{error}");
        assert!(server.requests(&stories[0].path()).is_empty());
        let minutes =
            "SELECT round((julianday(next_attempt_at) - julianday(found_at)) * 24 * 60) FROM candidate";
        assert_eq!(program.query::<f64>(minutes), 15.0, "a passing trouble is no rule");
    }
}

#[test]
fn what_the_user_named_never_asks_for_robots_txt() {
    let (server, stories) = site(1);
    server.respond("/robots.txt", robots("User-agent: *\nDisallow: /\n"));
    let program = with_feed(QUICK, &server);
    let url = server.url(&stories[0].path()).to_string();
    assert_eq!(lines_with(&program.json(&["ingest", "--url", &url], 0), "new").len(), 1);
    let lines = program.json(&["ingest"], 0);
    assert!(
        lines_with(&lines, "failed").is_empty(),
        "the entry is stored, so only the feed is asked for: {lines:?}"
    );
    assert_eq!((server.requests("/feed").len(), server.requests("/robots.txt").len()), (1, 0));
}

#[test]
fn entries_of_a_feed_named_on_the_command_line_were_found_all_the_same() {
    let (server, stories) = site(1);
    server.respond("/robots.txt", robots("User-agent: *\nDisallow: /\n"));
    let program = Program::with_config(QUICK);
    let feed = server.url("/feed").to_string();
    for arguments in [&["ingest", "--url", &feed, "--dry-run"][..], &["ingest", "--url", &feed]] {
        let lines = program.json(arguments, 1);
        assert_eq!(lines_with(&lines, "failed").len(), 1, "{lines:?}");
    }
    assert!(server.requests(&stories[0].path()).is_empty());
}

#[test]
fn operator_can_answer_for_it_and_switch_it_off() {
    let (server, _) = site(1);
    server.respond("/robots.txt", robots("User-agent: *\nDisallow: /\n"));
    let program = with_feed(&format!("{QUICK}obey_robots = false\n"), &server);
    assert_eq!(lines_with(&program.json(&["ingest"], 0), "new").len(), 1);
    assert!(server.requests("/robots.txt").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workers_that_come_at_once_share_one_answer() {
    let server = NewsServer::start();
    server.hang("/robots.txt");
    server.page("/open", "<p>text</p>");
    let settings = FetchSettings { connections_per_host: 10, ..FetchSettings::default() };
    let fetcher = fetcher(settings, Clock::system());
    let fetches: Vec<_> = (0..8)
        .map(|_| {
            let (fetcher, request) = (fetcher.clone(), request(&server, "/open", AskedBy::Gleaner));
            tokio::spawn(async move { fetcher.fetch(&request).await })
        })
        .collect();
    server.wait_for_requests("/robots.txt", 1);
    server.respond("/robots.txt", robots("User-agent: *\nDisallow: /closed\n"));
    for fetch in fetches {
        let outcome = fetch.await.unwrap();
        assert!(matches!(outcome, FetchOutcome::Fresh(_)), "{outcome:?}");
    }
    assert_eq!((server.requests("/robots.txt").len(), server.requests("/open").len()), (1, 8));
}

#[tokio::test]
async fn answer_counts_for_a_day_and_trouble_for_ten_minutes() {
    let server = NewsServer::start();
    let minutes = Arc::new(AtomicI64::new(0));
    let passed = Arc::clone(&minutes);
    let start: DateTime<Utc> = "2024-05-14T10:00:00Z".parse().unwrap();
    let clock = Clock::from_fn(move || start + TimeDelta::minutes(passed.load(SeqCst)));
    server.page("/open", "<p>text</p>");
    server.respond_in_turn("/robots.txt", [Response::status(500), robots("User-agent: *\nAllow: /\n")]);
    let fetcher = fetcher(FetchSettings::default(), clock);
    for (minute, fetched, asked) in
        [(0, false, 1), (9, false, 1), (11, true, 2), (11 + 23 * 60, true, 2), (12 + 24 * 60, true, 3)]
    {
        minutes.store(minute, SeqCst);
        let outcome = fetcher.fetch(&request(&server, "/open", AskedBy::Gleaner)).await;
        assert_eq!(matches!(outcome, FetchOutcome::Fresh(_)), fetched, "minute {minute}: {outcome:?}");
        assert_eq!(server.requests("/robots.txt").len(), asked, "minute {minute}");
    }
}

#[tokio::test]
async fn rules_may_stand_behind_redirects_and_count_for_redirected_pages_too() {
    let (server, other) = (NewsServer::start(), NewsServer::start());
    server.respond("/robots.txt", Response::redirect(301, "/rules/robots.txt"));
    server.respond("/rules/robots.txt", robots("User-agent: *\nDisallow: /closed\n"));
    other.respond("/robots.txt", robots("User-agent: *\nDisallow: /\n"));
    server.respond("/moved", Response::redirect(302, other.url("/story").as_str()));
    let fetcher = fetcher(FetchSettings::default(), Clock::system());
    for (path, expected_url, rule) in [
        ("/closed/1", server.url("/robots.txt"), "Disallow: /closed"),
        ("/moved", other.url("/robots.txt"), "Disallow: /"),
    ] {
        let outcome = fetcher.fetch(&request(&server, path, AskedBy::Gleaner)).await;
        let FetchOutcome::Disallowed { robots_url, why } = outcome else { panic!("{path}: {outcome:?}") };
        assert_eq!((robots_url, why), (expected_url, Disallowed::Rule(rule.to_owned())));
    }
    assert!(other.requests("/story").is_empty());
}

#[tokio::test]
async fn robots_txt_beyond_all_size_is_read_as_far_as_the_limit() {
    let server = NewsServer::start();
    let text = format!("User-agent: *\nDisallow: /closed\n{}", "# and so on\n".repeat(100_000));
    server.respond("/robots.txt", robots(&text));
    server.page("/open", "<p>text</p>");
    let fetcher =
        fetcher(FetchSettings { max_body_bytes: 2_000, ..FetchSettings::default() }, Clock::system());
    let closed = fetcher.fetch(&request(&server, "/closed", AskedBy::Gleaner)).await;
    assert!(matches!(closed, FetchOutcome::Disallowed { .. }), "{closed:?}");
    let open = fetcher.fetch(&request(&server, "/open", AskedBy::Gleaner)).await;
    assert!(matches!(open, FetchOutcome::Fresh(_)), "{open:?}");
}

#[test]
fn robots_txt_is_asked_for_once_a_day_however_often_gleaner_is_started() {
    let (server, stories) = site(2);
    server.respond("/robots.txt", robots(&format!("User-agent: *\nDisallow: {}$\n", stories[1].path())));
    server.respond("/feed", Response::xml(&rss(&server, &stories[..1])));
    let program = with_feed(QUICK, &server);
    program.json(&["ingest"], 0);
    server.respond("/feed", Response::xml(&rss(&server, &stories)));
    let lines = program.json(&["ingest", "--all"], 1);
    assert_eq!(lines_with(&lines, "failed").len(), 1, "the rules are known still: {lines:?}");
    assert_eq!((server.requests("/robots.txt").len(), server.requests(&stories[1].path()).len()), (1, 0));
    rusqlite::Connection::open(program.path("gleaner.sqlite"))
        .unwrap()
        .execute_batch("UPDATE robots SET counts_until = '2001-01-01T00:00:00Z'; UPDATE candidate SET next_attempt_at = '2001-01-01T00:00:00Z'")
        .unwrap();
    program.json(&["ingest", "--all"], 1);
    assert_eq!(server.requests("/robots.txt").len(), 2);
}
