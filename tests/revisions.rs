//! What happens to a story after it was read: edits, noise, losses, and the looks that find them.

use chrono::{DateTime, TimeDelta, Utc};
use gleaner::pipeline::{Outcome, Report};
use gleaner::store::ArticleKey;

use crate::program::Program;
use crate::stories::QUICK;
use crate::support::operator::Operator;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

fn start() -> DateTime<Utc> {
    "2024-05-14T10:00:00Z".parse().unwrap()
}

/// A site with one story, published just before [`start`], and its feed.
fn site() -> (NewsServer, Story, String) {
    let server = NewsServer::start();
    let story = Story { published: "2024-05-14T10:50:00+01:00".to_owned(), ..Story::english("bridge") };
    server.respond(&story.path(), page(&story, "\"v1\""));
    let feed = Response::xml(&rss(&server, std::slice::from_ref(&story)))
        .validators("\"f1\"", "Tue, 14 May 2024 09:00:00 GMT");
    server.respond("/feed", feed);
    let config = format!(
        "{QUICK}[[source]]\nname = \"news\"\nurl = \"{}\"\ninterval = \"30d\"\n",
        server.url("/feed")
    );
    (server, story, config)
}

fn page(story: &Story, etag: &str) -> Response {
    Response::html(&story_page(story)).header("ETag", etag)
}

fn outcomes(reports: &[Report]) -> Vec<Outcome> {
    reports
        .iter()
        .filter(|report| report.document.url.contains("/stories/"))
        .map(|report| report.document.outcome)
        .collect()
}

/// Lets the clock go on by so many minutes; returns what became of the story.
async fn later(operator: &mut Operator, minutes: i64) -> Vec<Outcome> {
    operator.set_now(operator.now() + TimeDelta::minutes(minutes));
    outcomes(&operator.pass().await)
}

#[tokio::test]
async fn young_article_is_looked_at_again_conditionally_and_less_and_less_often() {
    let (server, mut story, config) = site();
    let mut operator = Operator::at(start(), &config).rechecking();
    assert_eq!(outcomes(&operator.pass().await), [Outcome::New]);
    assert_eq!(later(&mut operator, 30).await, [], "not due");
    assert_eq!(later(&mut operator, 60).await, [Outcome::Unchanged]);
    let asked = server.requests(&story.path());
    assert_eq!((asked.len(), asked[1].header("if-none-match")), (2, Some("\"v1\"")));

    operator.restart();
    story.paragraphs[1] =
        "Twelve members supported the plan and three opposed it, after a session of five hours.".to_owned();
    server.respond(&story.path(), page(&story, "\"v2\""));
    assert_eq!(later(&mut operator, 180).await, [Outcome::Revised]);
    // An edit makes it young again.
    assert_eq!(later(&mut operator, 70).await, [Outcome::Unchanged]);
    assert_eq!(server.requests(&story.path())[3].header("if-none-match"), Some("\"v2\""));
    let mut looks = 0;
    for _ in 0..30 * 24 {
        looks += later(&mut operator, 60).await.len();
    }
    assert!((5..=8).contains(&looks), "{looks} looks in a month");
    assert_eq!(later(&mut operator, 100_000).await, [], "old articles are let be");
}

#[tokio::test]
async fn gone_article_is_marked_kept_and_unmarked_when_it_is_back() {
    let (server, story, config) = site();
    let mut operator = Operator::at(start(), &config).rechecking();
    operator.pass().await;
    let url = server.url(&story.path());
    server.respond(&story.path(), Response::status(404));
    assert_eq!(later(&mut operator, 90).await, [Outcome::Gone]);
    let found =
        operator.store().find_article(ArticleKey::Url(Box::new(url.clone())), None).await.unwrap().unwrap();
    assert_eq!((found.gone_status, found.gone_at), (Some(404), Some(operator.now())));
    assert!(found.article.body.contains("Eleven members"));
    assert_eq!(operator.store().stats().await.unwrap().articles_gone, 1);

    server.respond(&story.path(), page(&story, "\"v1\""));
    assert_eq!(later(&mut operator, 180).await, [Outcome::Unchanged]);
    let found = operator.store().find_article(ArticleKey::Url(Box::new(url)), None).await.unwrap().unwrap();
    assert_eq!((found.gone_status, found.gone_at), (None, None));

    server.respond(&story.path(), Response::status(410));
    assert_eq!(later(&mut operator, 300).await, [Outcome::Gone]);
    for _ in 0..10 {
        assert_eq!(later(&mut operator, 24 * 60).await, [], "410 is for ever");
    }
}

#[tokio::test]
async fn look_obeys_robots_and_retry_after_and_takes_an_error_page_for_no_edit() {
    let (server, story, config) = site();
    let mut operator = Operator::at(start(), &config).rechecking();
    operator.pass().await;
    let wall = Story {
        title: "Before you continue".to_owned(),
        paragraphs: vec!["We and our partners use cookies to keep this site running. You can accept all of them or choose.".to_owned()],
        ..Story::english("wall")
    };
    server.page(&story.path(), &story_page(&wall));
    assert_eq!(later(&mut operator, 90).await, [Outcome::Failed]);
    assert_eq!(operator.store().stats().await.unwrap().revisions, 1);

    server.respond(&story.path(), Response::status(503).header("Retry-After", "86400"));
    assert_eq!(later(&mut operator, 180).await, [Outcome::Failed]);
    assert_eq!(later(&mut operator, 12 * 60).await, [], "its site asked for a day");
    server.respond("/robots.txt", Response::bytes("text/plain", "User-agent: *\nDisallow: /stories/"));
    let asked = server.requests(&story.path()).len();
    assert_eq!(later(&mut operator, 3 * 24 * 60).await, [Outcome::Failed]);
    assert_eq!(server.requests(&story.path()).len(), asked, "robots.txt says no");
}

#[tokio::test]
async fn single_passes_look_at_nothing_again() {
    let (server, story, config) = site();
    let mut operator = Operator::at(start(), &config);
    operator.pass().await;
    later(&mut operator, 300).await;
    assert_eq!(server.requests(&story.path()).len(), 1);
    let mut off = Operator::at(start(), &format!("[recheck]\nages = []\n{config}")).rechecking();
    off.pass().await;
    later(&mut off, 300).await;
    assert_eq!(server.requests(&story.path()).len(), 2);
}

#[test]
fn edit_is_shown_word_by_word_and_listed() {
    let server = NewsServer::start();
    let mut story = Story::english("bridge");
    let program = Program::with_config(QUICK);
    let url = server.url(&story.path()).to_string();
    let read = |story: &Story| {
        server.page(&story.path(), &story_page(story));
        program.json(&["ingest", "--url", &url], 0)[0]["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!(read(&story), "new");
    story.title = story.title.replace("votes to rebuild", "refuses to rebuild");
    story.paragraphs[1] = story.paragraphs[1].replace("Eleven", "Twelve");
    assert_eq!(read(&story), "revised");
    story.authors.push("Ann Other".to_owned());
    assert_eq!(read(&story), "revised");

    let diff = &program.json(&["show", "--diff", "1", "1", "2"], 0)[0];
    assert_eq!(
        (&diff["kind"], &diff["from"]["number"], &diff["to"]["number"]),
        (&"diff".into(), &1.into(), &2.into())
    );
    assert_eq!(diff["changes"], serde_json::json!(["title", "body"]));
    assert!(
        diff["title"].as_array().unwrap().contains(&serde_json::json!({"kind": "added", "text": "refuses"})),
        "{diff}"
    );
    let kinds: Vec<&str> =
        diff["body"].as_array().unwrap().iter().map(|block| block["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["same", "changed", "same", "same", "same"]);
    let text = program.run(&["show", "--diff", "1", "1"]).out;
    assert!(
        text.contains("[-votes-]{+refuses+} to rebuild") && text.contains("[-Eleven-]{+Twelve+} members"),
        "{text}"
    );
    assert!(text.contains("Authors:\n[-Marta Quill-]{+Marta Quill, Ann Other+}"), "{text}");
    let last = program.json(&["show", "--diff", &url], 0);
    assert_eq!(last[0]["changes"], serde_json::json!(["authors"]));

    let listed = program.json(&["revisions", "--since", "1h"], 0);
    let kinds: Vec<_> =
        listed.iter().map(|line| (line["kind"].as_str().unwrap(), line["changes"].to_string())).collect();
    assert_eq!(
        kinds,
        [("revision", "[\"title\",\"body\"]".to_owned()), ("revision", "[\"authors\"]".to_owned())]
    );
    assert!(program.run(&["revisions"]).out.contains("#1 revision 2: title, body"));
    assert_eq!(program.run(&["revisions", "--since", "soon"]).code, 2);
    assert_eq!(program.run(&["show", "--diff", "1", "7"]).code, 1);
    let changes: String = program.query("SELECT changes FROM article_revisions WHERE revision = 2");
    assert_eq!(changes, "[\"title\",\"body\"]");
}

#[test]
fn diff_of_an_article_without_edits_says_so() {
    let program = Program::new();
    program.write("saved.html", story_page(&Story::arabic("jisr")));
    program.json(&["ingest", "--url", "https://news.example.org/1", "--file", "saved.html"], 0);
    let ended = program.run(&["show", "--diff", "1"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("has not changed"), "{}", ended.err);
}

#[test]
fn noise_makes_no_revision() {
    let server = NewsServer::start();
    let mut story = Story::english("bridge");
    let program = Program::with_config(QUICK);
    let url = server.url(&story.path()).to_string();
    let page = |story: &Story, counter: u32| {
        let html = story_page(story).replace("</article>", &format!("<p>{counter} comments</p></article>"));
        html.replacen("</p>\n", &format!("</p>\n<p>{counter} hours ago</p>\n"), 1)
    };
    server.page(&story.path(), &page(&story, 3));
    program.json(&["ingest", "--url", &url], 0);
    story.related.push(("Choir looks for tenors".to_owned(), "/stories/choir".to_owned()));
    story.paragraphs[2] = story.paragraphs[2].replace('"', "”").replace("we have", "we  have");
    server.page(&story.path(), &page(&story, 17));
    assert_eq!(program.json(&["ingest", "--url", &url], 0)[0]["outcome"], "unchanged");
}

#[test]
fn page_that_is_gone_marks_its_article() {
    let server = NewsServer::start();
    let story = Story::english("bridge");
    server.page(&story.path(), &story_page(&story));
    let program = Program::with_config(QUICK);
    let url = server.url(&story.path()).to_string();
    program.json(&["ingest", "--url", &url], 0);
    server.respond(&story.path(), Response::status(410));
    program.json(&["ingest", "--url", &url], 1);
    let shown = &program.json(&["show", &url], 0)[0];
    assert_eq!((&shown["gone_status"], shown["gone_at"].is_string()), (&410.into(), true));
    assert!(program.run(&["show", &url]).out.contains("Gone (status 410)"));
    assert_eq!(program.json(&["stats"], 0)[0]["articles_gone"], 1);
    assert_eq!(program.json(&["revisions"], 0)[0]["kind"], "gone");
    assert_eq!(program.query::<i64>("SELECT gone_status FROM articles"), 410);
}
