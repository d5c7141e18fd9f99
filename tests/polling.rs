//! When a source is polled, where, and what is said of it: months of a clock that the test sets.

use chrono::{DateTime, TimeDelta, Utc};
use gleaner::model::PollOutcome;

use crate::program::Program;
use crate::support::operator::Operator;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

pub(crate) const OPEN: &str =
    "[fetch]\ndelay_per_host = \"0ms\"\nallow_private_networks = [\"127.0.0.0/8\"]\n";

pub(crate) fn start() -> DateTime<Utc> {
    "2024-05-14T10:00:00Z".parse().unwrap()
}

/// A server with a feed of one story, and the configuration of one who polls it.
pub(crate) fn site() -> (NewsServer, String) {
    let server = NewsServer::start();
    let story = Story::english("bridge");
    server.page(&story.path(), &story_page(&story));
    server.respond("/feed", feed(&server));
    let config = format!("{OPEN}[[source]]\nname = \"news\"\nurl = \"{}\"\n", server.url("/feed"));
    (server, config)
}

/// The feed, with validators.
pub(crate) fn feed(server: &NewsServer) -> Response {
    Response::xml(&rss(server, &[Story::english("bridge")]))
        .validators("\"v1\"", "Tue, 14 May 2024 09:00:00 GMT")
}

/// Polls when due, `times` times; returns the minutes from each poll to the next due time.
pub(crate) async fn waits(operator: &mut Operator, times: usize) -> Vec<i64> {
    let mut waits = Vec::new();
    for _ in 0..times {
        if let Some(due) = operator.source().await.state.next_due_at {
            operator.set_now(due);
        }
        operator.pass().await;
        let due = operator.source().await.state.next_due_at.unwrap();
        waits.push((due - operator.now()).num_minutes());
    }
    waits
}

/// Checks the wait after the first poll that is answered so, and what is said of it.
async fn check_wait(
    answer: impl FnOnce(&NewsServer) -> Response,
    minutes: std::ops::Range<i64>,
    because: &str,
) {
    let (server, config) = site();
    server.respond("/feed", answer(&server));
    let mut operator = Operator::at(start(), &config);
    let wait = waits(&mut operator, 1).await[0];
    let said = operator.source().await.state.due_because.unwrap();
    assert!(minutes.contains(&wait), "{wait} min for {minutes:?}: {said}");
    assert!(said.contains(because), "`{because}` is missing in: {said}");
}

#[tokio::test]
async fn answers_say_when_to_come_back() {
    let hours = |hours: i64| hours * 60..hours * 66 + 1;
    check_wait(feed, hours(1), "interval (1 h)").await;
    let without = |server: &NewsServer| Response::xml(&rss(server, &[Story::english("bridge")]));
    check_wait(without, hours(24), "neither ETag nor Last-Modified").await;
    check_wait(|server| feed(server).header("Cache-Control", "public, max-age=21600"), hours(6), "(6 h)")
        .await;
    let expires = |server: &NewsServer| {
        let date = "Mon, 01 Jan 2001 00:00:00 GMT";
        feed(server).header("Date", date).header("Expires", "Mon, 01 Jan 2001 05:00:00 GMT")
    };
    check_wait(expires, hours(5), "Cache-Control or Expires (5 h)").await;
    check_wait(
        |server| feed(server).header("Cache-Control", "max-age=31536000"),
        29 * 1440..30 * 1440 + 1,
        "365 d",
    )
    .await;
    let until = "Tue, 14 May 2024 13:00:00 GMT";
    for status in [429, 503] {
        let asked = move |_: &NewsServer| Response::status(status).header("Retry-After", "10800");
        check_wait(asked, 180..240, "Retry-After (3 h)").await;
        let dated = move |_: &NewsServer| Response::status(status).header("Retry-After", until);
        check_wait(dated, 180..240, "Retry-After (3 h)").await;
        check_wait(move |_: &NewsServer| Response::status(status), 60..76, "backing off").await;
    }
    check_wait(|_| Response::status(404), 60..76, "backing off after a failure").await;
    check_wait(|_| Response::status(500).header("Retry-After", "7200"), 120..151, "Retry-After (2 h)").await;
}

#[tokio::test]
async fn interval_of_a_source_is_kept_whatever_it_is_but_for_what_the_server_says() {
    let (server, config) = site();
    let config = format!("{config}interval = \"10m\"\n");
    server.respond("/feed", Response::xml(&rss(&server, &[])));
    let mut operator = Operator::at(start(), &config);
    assert!((10..12).contains(&waits(&mut operator, 1).await[0]));
    server.respond("/feed", Response::xml(&rss(&server, &[])).header("Cache-Control", "max-age=1800"));
    assert!((30..34).contains(&waits(&mut operator, 1).await[0]));
}

#[tokio::test]
async fn failing_source_is_asked_less_and_less_and_recovers_at_once() {
    let (server, config) = site();
    let mut operator = Operator::at(start(), &config);
    waits(&mut operator, 1).await;
    server.respond("/feed", Response::status(500));
    let waited = waits(&mut operator, 8).await;
    for (wait, hours) in waited.iter().zip([1, 2, 4, 8, 16, 24, 24, 24]) {
        assert!((hours * 60..=hours * 75).contains(wait), "{waited:?}");
    }
    let failing = operator.source().await;
    assert!(failing.source.enabled && failing.state.gone_at.is_none());
    assert_eq!(failing.state.consecutive_failures, 8);
    server.respond("/feed", feed(&server));
    waits(&mut operator, 1).await;
    let recovered = operator.source().await.state;
    let because = recovered.due_because.unwrap();
    assert!(recovered.consecutive_failures == 0 && !because.contains("backing off"), "{because}");
    let asked = server.requests("/feed");
    assert!(asked[1..].iter().all(|request| request.header("if-none-match") == Some("\"v1\"")), "{asked:?}");
}

#[tokio::test]
async fn source_that_is_gone_is_asked_no_more_and_says_so() {
    let (server, config) = site();
    server.respond("/feed", Response::status(410));
    let mut operator = Operator::at(start(), &config);
    let reports = operator.pass().await;
    assert!(reports[0].document.error.as_ref().unwrap().contains("410"), "{reports:?}");
    operator.set_now(start() + TimeDelta::days(60));
    operator.restart();
    assert!(operator.pass().await.is_empty());
    assert_eq!((server.requests("/feed").len(), operator.next_due().await), (1, None));
    assert_eq!(operator.source().await.state.gone_at, Some(start()));
    // Behind a detour, something else is gone.
    let (server, config) = site();
    server.respond("/feed", Response::redirect(302, "/elsewhere"));
    server.respond("/elsewhere", Response::status(410));
    let mut operator = Operator::at(start(), &config);
    operator.pass().await;
    assert_eq!(operator.source().await.state.gone_at, None);
}

#[tokio::test]
async fn permanent_redirect_is_believed_when_it_was_seen_three_times() {
    for status in [301, 308] {
        let (server, config) = site();
        server.respond("/moved", feed(&server));
        server.respond("/feed", Response::redirect(status, "/moved"));
        let mut operator = Operator::at(start(), &config);
        waits(&mut operator, 5).await;
        assert_eq!((server.requests("/feed").len(), server.requests("/moved").len()), (3, 5), "{status}");
        assert_eq!(operator.source().await.state.polled_url, Some(server.url("/moved")));
        let first = |path: &str| server.requests(path)[0].header("if-none-match").map(str::to_owned);
        assert_eq!((first("/feed"), first("/moved")), (None, None));
        assert!(
            server.requests("/moved")[1..].iter().all(|one| one.header("if-none-match") == Some("\"v1\""))
        );
        assert!(server.requests("/feed").iter().all(|one| one.header("if-none-match").is_none()));
        // A restart does not forget it, another address in the file does.
        operator.restart();
        waits(&mut operator, 1).await;
        assert_eq!(server.requests("/feed").len(), 3);
        operator.reconfigure(&config.replace("/feed", "/moved"));
        assert_eq!(operator.source().await.state.polled_url, None);
    }
}

#[tokio::test]
async fn redirects_that_prove_nothing_are_never_believed() {
    for status in [302, 303, 307] {
        let (server, config) = site();
        server.respond("/moved", feed(&server));
        server.respond("/feed", Response::redirect(status, "/moved"));
        let mut operator = Operator::at(start(), &config);
        waits(&mut operator, 6).await;
        assert_eq!(server.requests("/feed").len(), 6, "{status}");
    }
    let (server, config) = site();
    server.page("/moved", "<!DOCTYPE html><html><body><p>This domain is for sale.</p></body></html>");
    server.respond("/feed", Response::redirect(301, "/moved"));
    let mut operator = Operator::at(start(), &config);
    waits(&mut operator, 6).await;
    assert_eq!(server.requests("/feed").len(), 6, "no feed was there");
    assert_eq!(operator.source().await.state.polled_url, None);
}

#[tokio::test]
async fn new_address_that_vanishes_leads_back_to_the_declared_one() {
    let (server, config) = site();
    server.respond("/moved", feed(&server));
    server.respond("/feed", Response::redirect(301, "/moved"));
    let mut operator = Operator::at(start(), &config);
    waits(&mut operator, 4).await;
    server.respond("/moved", Response::status(410));
    server.respond("/feed", feed(&server));
    waits(&mut operator, 2).await;
    let state = operator.source().await.state;
    assert_eq!((state.polled_url, state.gone_at, state.consecutive_failures), (None, None, 0));
    assert_eq!(server.requests("/feed").len(), 4);
}

#[tokio::test]
async fn host_that_asked_for_time_is_left_alone_as_a_whole() {
    let (server, config) = site();
    server.respond("/feed", Response::status(429).header("Retry-After", "36000"));
    let config = format!(
        "{config}interval = \"5m\"\n[[source]]\nname = \"other\"\nurl = \"{}\"\ninterval = \"5m\"\n",
        server.url("/other")
    );
    server.respond("/other", feed(&server));
    let mut operator = Operator::at(start(), &config);
    operator.pass().await;
    let asked = server.requests("/other").len();
    for minutes in [60, 300, 599] {
        operator.set_now(start() + TimeDelta::minutes(minutes));
        operator.restart();
        operator.pass().await;
        assert_eq!(
            (server.requests("/feed").len(), server.requests("/other").len()),
            (1, asked),
            "{minutes}"
        );
    }
    operator.set_now(start() + TimeDelta::minutes(800));
    operator.pass().await;
    assert_eq!((server.requests("/feed").len(), server.requests("/other").len()), (2, asked + 1));
}

#[tokio::test]
async fn challenge_pages_are_reported_as_what_they_are_and_never_stored() {
    let (server, config) = site();
    let page =
        "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking</body></html>";
    let story = Story::english("bridge").path();
    server.respond_in_turn(
        &story,
        [Response::html(page), Response::status(403).header("cf-mitigated", "challenge")],
    );
    let mut operator = Operator::at(start(), &config);
    for (hours, status) in [(0, 200), (2, 403)] {
        operator.set_now(start() + TimeDelta::hours(hours));
        let reports = operator.pass().await;
        let error = reports.iter().find_map(|report| report.document.error.clone()).unwrap();
        assert!(error.contains("Cloudflare") && error.contains(&status.to_string()), "{error}");
    }
    let mut answer = Response::html(page);
    for status in [200, 403, 429, 503] {
        answer = answer.with_status(status);
        server.respond("/feed", answer.clone().header("Retry-After", "60"));
        waits(&mut operator, 1).await;
        let poll = operator.polls().await.remove(0);
        assert_eq!((poll.outcome, poll.status), (PollOutcome::Blocked, Some(status)));
        assert!(poll.error.unwrap().contains("which gleaner does not evade"));
    }
    assert_eq!(operator.store().stats().await.unwrap().articles, 0);
}

#[tokio::test]
async fn log_tells_what_happened_and_what_comes_next() {
    let (server, config) = site();
    let mut operator = Operator::at(start(), &config);
    waits(&mut operator, 2).await;
    server.respond("/feed", Response::status(404));
    waits(&mut operator, 1).await;
    let polls = operator.polls().await;
    let outcomes: Vec<_> = polls.iter().map(|poll| (poll.outcome, poll.status, poll.new_entries)).collect();
    let expected = [
        (PollOutcome::Failed, Some(404), 0),
        (PollOutcome::NotModified, Some(304), 0),
        (PollOutcome::Fresh, Some(200), 1),
    ];
    assert_eq!(outcomes, expected);
    assert_eq!(polls[2].body_bytes, rss(&server, &[Story::english("bridge")]).len() as u64);
    assert_eq!((&polls[1].sent, &polls[0].sent), (&polls[2].received, &polls[2].received));
    assert!(polls[2].sent.is_empty(), "the first request had nothing to send");
    for poll in &polls {
        assert!(poll.next_due_at > Some(poll.polled_at) && poll.due_because.is_some(), "{poll:?}");
    }
}

#[test]
fn fetch_log_is_readable_for_people_and_programs() {
    let (server, config) = site();
    let program = Program::with_config(&config);
    let before = program.run(&["fetch-log", "news"]);
    assert!(before.out.contains("never polled: due now"), "{before:?}");
    program.json(&["ingest"], 0);
    server.respond("/feed", Response::status(404));
    program.json(&["ingest", "--all"], 1);
    let lines = program.json(&["fetch-log", "news"], 0);
    let kinds: Vec<_> = lines.iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["source", "poll", "poll"]);
    assert_eq!((&lines[0]["source"], &lines[0]["consecutive_failures"]), (&"news".into(), &1.into()));
    assert!(lines[0]["due_because"].as_str().unwrap().contains("backing off"), "{}", lines[0]);
    assert_eq!((&lines[1]["status"], &lines[1]["outcome"]), (&404.into(), &"failed".into()));
    assert_eq!((&lines[2]["etag"], &lines[2]["new_entries"]), (&"\"v1\"".into(), &1.into()));
    let text = program.run(&["fetch-log", server.url("/feed").as_str()]).out;
    for part in ["next poll not before", "backing off", "404", "not found", "ETag: \"v1\"", "1 new"] {
        assert!(text.contains(part), "`{part}` is missing in: {text}");
    }
    let unknown = program.run(&["fetch-log", "weather"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("`weather`"), "{unknown:?}");
}

#[test]
fn poll_that_is_killed_is_not_made_again_before_its_time() {
    let (server, _) = site();
    server.hang("/feed");
    let program = Program::with_config(OPEN);
    let add = ["sources", "add", server.url("/feed").as_str(), "--kind", "feed"].map(str::to_owned);
    assert_eq!(program.run(&add.each_ref().map(String::as_str)).code, 0);
    assert!(!server.was_asked());
    let mut child = program.start(&["ingest"]);
    server.wait_for_requests("/feed", 1);
    child.kill().unwrap();
    child.wait().unwrap();
    server.respond("/feed", feed(&server));
    assert_eq!(program.run(&["ingest"]).code, 0);
    assert_eq!(
        server.requests("/feed").len(),
        1,
        "when it is due again was written down before it was asked"
    );
    assert!(program.query::<bool>("SELECT unixepoch(next_due_at) - unixepoch() > 3500 FROM sources"));
}

#[test]
fn subscribing_costs_one_get() {
    let (server, _) = site();
    let program = Program::with_config(OPEN);
    assert_eq!(program.run(&["sources", "add", server.url("/feed").as_str()]).code, 0);
    for _ in 0..2 {
        assert_eq!(program.run(&["ingest"]).code, 0);
    }
    assert_eq!(server.requests("/feed").len(), 1);
    assert_eq!(program.query::<i64>("SELECT count(*) FROM articles"), 1);
}
