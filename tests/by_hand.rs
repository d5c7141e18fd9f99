//! What a user asks for by hand: due or not, and polite all the same; nothing that was not begun is lost by a stop.

use chrono::TimeDelta;

use crate::polling::{OPEN, feed, site, start};
use crate::program::Program;
use crate::support::operator::Operator;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

#[tokio::test]
async fn pass_over_all_asks_conditionally_and_leaves_later_times_as_they_are() {
    let (server, config) = site();
    let answer = feed(&server).header("Cache-Control", "max-age=86400");
    server.respond("/feed", answer);
    let mut operator = Operator::at(start(), &config);
    operator.pass().await;
    let due = operator.source().await.state.next_due_at;
    assert!(due >= Some(start() + TimeDelta::days(1)));
    operator.set_now(start() + TimeDelta::minutes(5));
    assert!(operator.pass().await.is_empty(), "nothing is due");
    // A crash in the middle of a poll by hand does not bring the next one forward.
    server.hang("/feed");
    let waiting = server.waiter();
    operator.killed_pass_over_all(move || waiting.wait_for_requests("/feed", 2)).await;
    assert!(operator.source().await.state.next_due_at >= due);
    server.respond("/feed", feed(&server));
    operator.set_now(start() + TimeDelta::minutes(20));
    operator.pass_over_all().await;
    let asked = server.requests("/feed");
    assert_eq!(asked.len(), 3);
    assert!(asked[1..].iter().all(|one| one.header("if-none-match") == Some("\"v1\"")), "{asked:?}");
}

#[tokio::test]
async fn what_a_stop_leaves_is_as_due_as_it_was() {
    let server = NewsServer::start();
    server.hang("/feed-0");
    let sources: String = (0..20)
        .map(|number| {
            let path = format!("/feed-{number}");
            server.hang(&path);
            format!("[[source]]\nname = \"{number:02}\"\nurl = \"{}\"\n", server.url(&path))
        })
        .collect();
    let mut operator = Operator::at(start(), &format!("{OPEN}connections_per_host = 8\n{sources}"));
    let waiting = server.waiter();
    operator.killed_pass_over_all(move || waiting.wait_for_requests("/feed-3", 1)).await;
    operator.source().await;
    let states = operator.store().sources().await.unwrap();
    let begun = states.iter().filter(|one| one.state.next_due_at.is_some()).count();
    assert_eq!((begun, states.len()), (4, 20), "as many as there were slots");
}

#[test]
fn preview_sends_what_is_known_and_keeps_nothing() {
    let (server, config) = site();
    let program = Program::with_config(&config);
    program.json(&["ingest"], 0);
    let before: String = program.query("SELECT next_due_at FROM sources");
    for arguments in [
        &["ingest", "--all", "--dry-run"][..],
        &["ingest", "--dry-run", "--url", server.url("/feed").as_str()],
    ] {
        let lines = program.json(arguments, 0);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert_eq!((&lines[0]["outcome"], &lines[0]["source"]), (&"unchanged".into(), &"news".into()));
    }
    assert!(program.json(&["ingest", "--dry-run"], 0).is_empty(), "nothing is due");
    let asked = server.requests("/feed");
    assert_eq!(asked.len(), 3);
    assert!(asked[1..].iter().all(|one| one.header("if-none-match") == Some("\"v1\"")), "{asked:?}");
    // What is new is shown, as often as one asks.
    let stories = ["bridge", "harvest"].map(Story::english);
    server.page(&stories[1].path(), &story_page(&stories[1]));
    server.respond("/feed", Response::xml(&rss(&server, &stories)).validators("\"v2\"", "x"));
    for _ in 0..2 {
        let lines = program.json(&["ingest", "--all", "--dry-run"], 0);
        let new: Vec<_> = lines.iter().filter(|line| line["outcome"] == "new").collect();
        assert_eq!(new.len(), 1, "{lines:?}");
        assert_eq!(new[0]["title"], stories[1].title.as_str());
    }
    assert_eq!(program.query::<i64>("SELECT count(*) FROM articles"), 1);
    assert_eq!(program.query::<String>("SELECT next_due_at FROM sources"), before);
}

#[test]
fn guessed_addresses_are_subject_to_robots_txt_and_named_ones_are_not() {
    let (server, _) = site();
    let allowed = "User-agent: *\nDisallow: /\n";
    server.respond("/robots.txt", Response::bytes("text/plain", allowed));
    server.page("/about", "<html><body><h1>About</h1><p>We are a paper.</p></body></html>");
    server.respond("/rss.xml", feed(&server));
    server.respond("/sitemap.xml", Response::xml("<urlset></urlset>"));
    let program = Program::with_config(OPEN);
    let line = program.json(&["sources", "add", server.url("/about").as_str()], 0).remove(0);
    assert_eq!(line["kind"], "page", "{line}");
    let paths: Vec<_> = server.all_requests().into_iter().map(|one| one.path).collect();
    assert_eq!(paths, ["/about", "/robots.txt"]);
    let head = "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/feed\">";
    server.page("/news", &format!("<html><head>{head}</head><body><p>News.</p></body></html>"));
    let line = program.json(&["sources", "add", server.url("/news").as_str(), "--name", "news"], 0).remove(0);
    assert_eq!(line["kind"], "feed", "{line}");
}
