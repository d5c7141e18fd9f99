//! Validators on the wire, poll after poll: what goes out is what came in last, from the same address, and nothing else.

use gleaner::model::PollOutcome;

use crate::polling::{OPEN, feed, site, start, waits};
use crate::program::Program;
use crate::support::operator::Operator;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Request, Response};

const DATE: &str = "Tue, 14 May 2024 09:00:00 GMT";

/// What a request carried: `If-None-Match` and `If-Modified-Since`.
fn conditions(request: &Request) -> (Option<&str>, Option<&str>) {
    (request.header("if-none-match"), request.header("if-modified-since"))
}

#[tokio::test]
async fn not_modified_with_one_new_validator_keeps_the_other() {
    let (server, config) = site();
    let mut operator = Operator::at(start(), &config);
    waits(&mut operator, 1).await;
    let answers = [
        Response::status(304).header("ETag", "\"v2\""),
        Response::status(304).header("Last-Modified", "Wed, 15 May 2024 09:00:00 GMT"),
        Response::status(304),
    ];
    server.respond_in_turn("/feed", answers);
    waits(&mut operator, 2).await;
    operator.restart();
    waits(&mut operator, 2).await;
    let asked = server.requests("/feed");
    let told: Vec<_> = asked.iter().map(conditions).collect();
    let late = Some("Wed, 15 May 2024 09:00:00 GMT");
    let expected = [
        (None, None),
        (Some("\"v1\""), Some(DATE)),
        (Some("\"v2\""), Some(DATE)),
        (Some("\"v2\""), late),
        (Some("\"v2\""), late),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn validators_reach_no_other_address_whatever_redirects_say() {
    let (server, config) = site();
    let other = NewsServer::start_at("127.0.0.2");
    other.respond("/feed", Response::xml(&rss(&server, &[])).validators("\"other\"", DATE));
    let mut operator = Operator::at(start(), &config);
    waits(&mut operator, 1).await;
    server.respond("/feed", Response::redirect(302, other.url("/feed").as_str()));
    waits(&mut operator, 2).await;
    server.respond("/feed", feed(&server));
    waits(&mut operator, 2).await;
    let (asked, of_other) = (server.requests("/feed"), other.requests("/feed"));
    let (own, none) = ((Some("\"v1\""), Some(DATE)), (None, None));
    assert_eq!(asked.iter().map(conditions).collect::<Vec<_>>(), [none, own, none, none, own]);
    let expected = [none, (Some("\"other\""), Some(DATE))];
    assert_eq!(of_other.iter().map(conditions).collect::<Vec<_>>(), expected);
    // The log tells what went out, not what was remembered.
    let sent: Vec<_> = operator.polls().await.into_iter().rev().map(|poll| poll.sent.etag).collect();
    let told = |text: &str| Some(text.as_bytes().to_vec());
    assert_eq!(sent, [None, told("\"v1\""), told("\"other\""), None, told("\"v1\"")]);
}

#[tokio::test]
async fn document_that_cannot_be_read_gets_no_better_by_staying_as_it_is() {
    let (server, config) = site();
    let page = "<!DOCTYPE html><html><body><p>We are moving house.</p></body></html>";
    server.respond("/feed", Response::html(page).validators("\"page\"", "Tue, 14 May 2024 08:00:00 GMT"));
    let mut operator = Operator::at(start(), &config);
    waits(&mut operator, 3).await;
    let state = operator.source().await.state;
    assert_eq!(state.consecutive_failures, 3);
    assert!(state.last_error.unwrap().contains("is no feed"));
    let asked = server.requests("/feed");
    let expected = (Some("\"page\""), Some("Tue, 14 May 2024 08:00:00 GMT"));
    assert_eq!(conditions(&asked[2]), expected, "saved from every 200");
    let polls = operator.polls().await;
    assert_eq!((polls[0].outcome, polls[0].status), (PollOutcome::Failed, Some(304)));
    server.respond("/feed", feed(&server));
    waits(&mut operator, 2).await;
    let state = operator.source().await.state;
    assert_eq!((state.consecutive_failures, state.unreadable), (0, None));
    assert_eq!(operator.polls().await[0].outcome, PollOutcome::NotModified);
}

#[test]
fn contact_is_told_with_every_request() {
    let server = NewsServer::start();
    let story = Story::english("bridge");
    server.page(&story.path(), &story_page(&story));
    server.respond("/feed", feed(&server));
    let config = format!(
        "{OPEN}contact = \"https://example.org/bot\"\n[[source]]\nname = \"news\"\nurl = \"{}\"\n",
        server.url("/feed")
    );
    Program::with_config(&config).json(&["ingest"], 0);
    let expected = format!("gleaner/{} (+https://example.org/bot)", env!("CARGO_PKG_VERSION"));
    for path in ["/feed", "/robots.txt", &story.path()] {
        let asked = server.requests(path);
        assert_eq!(asked.len(), 1, "{path}");
        assert_eq!(asked[0].header("user-agent"), Some(expected.as_str()), "{path}");
    }
}
