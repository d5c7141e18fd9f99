//! Who waits for whom: a slow host for nobody but itself, polls not for pages, nor pages for polls.

use std::fmt::Write as _;

use crate::polling::{OPEN, start};
use crate::support::operator::Operator;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

/// A source of a configuration.
fn source(name: &str, url: &url::Url) -> String {
    format!("[[source]]\nname = \"{name}\"\nurl = \"{url}\"\n")
}

/// A site with a feed of so many stories, whose pages answer.
fn site(address: &str, stories: usize) -> (NewsServer, Vec<Story>) {
    let server = NewsServer::start_at(address);
    let stories: Vec<Story> = (0..stories).map(|number| Story::english(&format!("mill-{number}"))).collect();
    for story in &stories {
        server.page(&story.path(), &story_page(story));
    }
    server.respond("/feed", Response::xml(&rss(&server, &stories)));
    (server, stories)
}

/// Runs a pass until every story of a site was asked for; fails when others keep it from that.
async fn check_is_read(operator: &mut Operator, server: &NewsServer, stories: &[Story]) {
    let (waiter, paths) = (server.waiter(), stories.iter().map(Story::path).collect::<Vec<_>>());
    operator.killed_pass(move || paths.iter().for_each(|path| waiter.wait_for_requests(path, 1))).await;
}

#[tokio::test]
async fn host_that_never_answers_takes_no_more_than_its_own_connections() {
    let (tarpit, held) = site("127.0.0.2", 300);
    let (server, stories) = site("127.0.0.1", 30);
    let mut config = format!("{OPEN}{}", source("tarpit", &tarpit.url("/feed")));
    for number in 0..30 {
        let path = format!("/feeds/{number}");
        tarpit.hang(&path);
        config += &source(&format!("tarpit {number}"), &tarpit.url(&path));
    }
    held.iter().for_each(|story| tarpit.hang(&story.path()));
    config += &source("news", &server.url("/feed"));
    // Twice as many slots as connections to one site.
    let mut operator = Operator::at(start(), &config);
    check_is_read(&mut operator, &server, &stories).await;
}

#[tokio::test]
async fn hosts_that_want_a_minute_between_two_requests_hold_no_slots_meanwhile() {
    let (server, stories) = site("127.0.0.1", 30);
    // More of them than there are slots.
    let slow: Vec<_> = (2..10).map(|number| site(&format!("127.0.0.{number}"), 20)).collect();
    let mut config = OPEN.to_owned();
    for (number, (server, _)) in slow.iter().enumerate() {
        server.respond("/robots.txt", Response::bytes("text/plain", "User-agent: *\nCrawl-delay: 60\n"));
        config += &source(&format!("slow {number}"), &server.url("/feed"));
    }
    config += &source("news", &server.url("/feed"));
    let mut operator = Operator::at(start(), &config);
    check_is_read(&mut operator, &server, &stories).await;
    for (server, stories) in &slow {
        let asked: usize = stories.iter().map(|story| server.requests(&story.path()).len()).sum();
        assert_eq!(asked, 0, "asked within the minute");
    }
}

#[tokio::test]
async fn polls_and_pages_take_turns() {
    let server = NewsServer::start();
    let mut config = OPEN.replace("[fetch]\n", "[fetch]\nconnections_per_host = 32\n");
    for number in 0..40 {
        let stories: Vec<Story> =
            (0..5).map(|story| Story::english(&format!("mill-{number}-{story}"))).collect();
        for story in &stories {
            server.page(&story.path(), &story_page(story));
        }
        let path = format!("/feeds/{number}");
        server.respond(&path, Response::xml(&rss(&server, &stories)));
        config += &source(&format!("news {number}"), &server.url(&path));
    }
    let mut operator = Operator::at(start(), &config);
    operator.pass().await;
    let order = server.all_requests().iter().fold(String::new(), |mut order, request| {
        let _ = order.write_str(if request.path.starts_with("/feeds/") { "P" } else { "." });
        order
    });
    let of_kind = |part: &str, kind: char| part.chars().filter(|one| *one == kind).count();
    assert_eq!(of_kind(&order, 'P'), 40, "{order}");
    let (twentieth, _) = order.match_indices('P').nth(19).unwrap();
    assert!(of_kind(&order[..twentieth], '.') >= 10, "pages waited for polls: {order}");
    let last = order.rfind('P').unwrap();
    assert!(of_kind(&order[last..], '.') >= 80, "polls waited for pages: {order}");
}
