//! The main job from end to end: the gleaner binary against a scripted news server.

use serde_json::Value;

use crate::program::{Program, terminate};
use crate::support::world::{Story, atom, rss, story_page};
use crate::support::{NewsServer, Response};

/// The loopback server may be reached, and minds no haste.
pub(crate) const QUICK: &str =
    "[fetch]\ndelay_per_host = \"0ms\"\nallow_private_networks = [\"127.0.0.0/8\"]\n";

fn config_with_feed(server: &NewsServer, interval: &str) -> String {
    let url = server.url("/feed");
    format!("{QUICK}\n[[source]]\nname = \"news\"\nurl = \"{url}\"\ninterval = \"{interval}\"\n")
}

fn outcomes(lines: &[Value]) -> Vec<&str> {
    let mut outcomes: Vec<_> = lines.iter().map(|line| line["outcome"].as_str().unwrap()).collect();
    outcomes.sort_unstable();
    outcomes
}

/// A site with three stories and a feed of them.
fn three_stories(server: &NewsServer) -> Vec<Story> {
    let stories: Vec<Story> = ["bridge", "harvest", "library"].map(Story::english).into();
    for story in &stories {
        server.page(&story.path(), &story_page(story));
    }
    server.respond("/feed", Response::xml(&rss(server, &stories)));
    stories
}

#[test]
fn file_of_the_store_is_whole_by_itself_when_a_run_has_ended() {
    let server = NewsServer::start();
    let program = Program::with_config(QUICK);
    let stories = three_stories(&server);
    for story in &stories {
        program.json(&["ingest", "--url", server.url(&story.path()).as_str()], 0);
    }
    std::fs::copy(program.path("gleaner.sqlite"), program.path("copy.sqlite")).unwrap();
    let copy = rusqlite::Connection::open(program.path("copy.sqlite")).unwrap();
    let count: i64 = copy.query_row("SELECT count(*) FROM articles", [], |row| row.get(0)).unwrap();
    assert_eq!(count, stories.len() as i64);
}

#[test]
fn page_is_new_then_unchanged_then_revised_and_both_versions_are_kept() {
    let server = NewsServer::start();
    let program = Program::with_config(QUICK);
    let mut story = Story::arabic("jisr");
    server.page(&story.path(), &story_page(&story));
    let url = server.url(&story.path()).to_string();

    let first = program.json(&["ingest", "--url", &url], 0);
    assert_eq!(outcomes(&first), ["new"]);
    assert_eq!(first[0]["title"], story.title.as_str());
    assert_eq!(outcomes(&program.json(&["ingest", "--url", &url], 0)), ["unchanged"]);

    let former = std::mem::replace(&mut story.title, "عنوان جديد بعد التصحيح".to_owned());
    server.page(&story.path(), &story_page(&story));
    let third = program.json(&["ingest", "--url", &url], 0);
    assert_eq!((outcomes(&third)[0], &third[0]["article_id"]), ("revised", &first[0]["article_id"]));

    let current = &program.json(&["show", &url], 0)[0];
    assert_eq!((&current["title"], &current["revision"]), (&story.title.as_str().into(), &2.into()));
    let oldest = &program.json(&["show", "1", "--revision", "1"], 0)[0];
    assert_eq!(oldest["title"], former.as_str());
    assert_eq!((&oldest["direction"], &oldest["language"]), (&"rtl".into(), &"ar".into()));
    let published = chrono::DateTime::parse_from_rfc3339(oldest["published_at"].as_str().unwrap()).unwrap();
    assert_eq!(published, chrono::DateTime::parse_from_rfc3339(&story.published).unwrap());
    for paragraph in &story.paragraphs {
        assert!(oldest["body"].as_str().unwrap().contains(paragraph.as_str()), "{paragraph}");
    }
    assert_eq!(program.query::<i64>("SELECT count(*) FROM article_revisions"), 2);
}

#[test]
fn every_entry_of_a_feed_is_read_once_and_one_failure_stops_no_other() {
    let server = NewsServer::start();
    let stories = three_stories(&server);
    server.respond(&stories[1].path(), Response::status(500));
    let program = Program::with_config(QUICK);
    let feed = server.url("/feed").to_string();

    let first = program.json(&["ingest", "--url", &feed], 1);
    assert_eq!(outcomes(&first), ["failed", "new", "new"]);
    let failed = first.iter().find(|line| line["outcome"] == "failed").unwrap();
    assert!(failed["error"].as_str().unwrap().contains("500"), "{failed}");

    // The same entries in another format are the same entries.
    server.respond("/feed", Response::xml(&atom(&server, &stories)));
    server.page(&stories[1].path(), &story_page(&stories[1]));
    assert_eq!(outcomes(&program.json(&["ingest", "--url", &feed], 0)), ["new", "skipped", "skipped"]);
    assert_eq!(server.requests(&stories[0].path()).len(), 1, "what is stored is not fetched again");
    assert_eq!(program.query::<i64>("SELECT count(*) FROM articles"), 3);
}

#[test]
fn configured_sources_are_polled_when_due_and_only_then() {
    let server = NewsServer::start();
    let stories = three_stories(&server);
    let program = Program::with_config(&config_with_feed(&server, "6h"));

    assert_eq!(outcomes(&program.json(&["ingest"], 0)), ["new", "new", "new"]);
    assert!(program.json(&["ingest"], 0).is_empty());
    assert_eq!(server.requests("/feed").len(), 1, "not due, not asked");

    let fourth = Story::english("orchard");
    server.page(&fourth.path(), &story_page(&fourth));
    let all: Vec<Story> = stories.into_iter().chain([fourth]).collect();
    server.respond("/feed", Response::xml(&rss(&server, &all)));
    assert_eq!(outcomes(&program.json(&["ingest", "--all"], 0)), ["new", "skipped", "skipped", "skipped"]);

    let sources: String = program.query("SELECT sources FROM articles LIMIT 1");
    assert_eq!(sources, "[\"news\"]");
}

#[test]
fn two_runs_at_once_store_everything_once() {
    let server = NewsServer::start();
    let stories: Vec<Story> = (0..20).map(|number| Story::english(&format!("story-{number}"))).collect();
    for story in &stories {
        server.page(&story.path(), &story_page(story));
    }
    server.respond("/feed", Response::xml(&rss(&server, &stories)));
    let program = Program::with_config(&config_with_feed(&server, "1h"));
    let url = server.url("/feed").to_string();

    let runs = [&["ingest"][..], &["ingest", "--all"], &["ingest", "--url", &url]]
        .map(|arguments| program.start(arguments));
    for run in runs {
        let output = run.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(program.query::<i64>("SELECT count(*) FROM articles"), 20);
    assert_eq!(program.query::<i64>("SELECT count(*) FROM article_revisions"), 20);
    for story in &stories {
        assert_eq!(server.requests(&story.path()).len(), 1, "{} was fetched twice", story.path());
    }
    assert_eq!(program.query::<String>("SELECT quick_check FROM pragma_quick_check"), "ok");
}

#[test]
fn service_finishes_what_is_in_flight_and_a_restart_does_not_poll_early() {
    let server = NewsServer::start();
    let stories = three_stories(&server);
    server.hang(&stories[2].path());
    let program = Program::with_config(&config_with_feed(&server, "1h"));

    let service = program.start(&["run"]);
    for story in &stories {
        server.wait_for_requests(&story.path(), 1);
    }
    terminate(&service);
    server.page(&stories[2].path(), &story_page(&stories[2]));
    let output = service.wait_with_output().unwrap();
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{log}");
    assert!(log.contains("stopping") && log.contains("stopped"), "{log}");
    assert_eq!(program.query::<i64>("SELECT count(*) FROM articles"), 3, "{log}");

    let service = program.start(&["run", "--output", "json"]);
    let fourth = server.url("/live").to_string();
    server.page("/live", &story_page(&Story::english("live")));
    assert_eq!(program.run(&["sources", "add", &fourth, "--kind", "page", "--name", "live"]).code, 0);
    server.wait_for_requests("/live", 1);
    terminate(&service);
    assert_eq!(service.wait_with_output().unwrap().status.code(), Some(0));
    assert_eq!(server.requests("/feed").len(), 1, "the due time outlives the restart");
}

#[test]
fn dry_run_shows_what_would_be_and_stores_nothing() {
    let server = NewsServer::start();
    three_stories(&server);
    let program = Program::with_config(&config_with_feed(&server, "1h"));
    assert_eq!(outcomes(&program.json(&["ingest", "--dry-run"], 0)), ["new", "new", "new"]);
    assert!(!program.path("gleaner.sqlite").exists());
    assert_eq!(outcomes(&program.json(&["ingest"], 0)), ["new", "new", "new"]);
    assert!(program.json(&["ingest", "--dry-run"], 0).is_empty(), "nothing is due");
}

#[test]
fn saved_page_is_kept_under_its_address() {
    let program = Program::new();
    let story = Story::english("bridge");
    program.write("saved.html", story_page(&story));
    let url = "https://news.example.org/stories/bridge";
    assert_eq!(outcomes(&program.json(&["ingest", "--url", url, "--file", "saved.html"], 0)), ["new"]);
    assert_eq!(program.json(&["show", url], 0)[0]["title"], story.title.as_str());
}

#[test]
fn export_gives_every_article_and_on_demand_every_revision() {
    let server = NewsServer::start();
    let mut stories = three_stories(&server);
    let program = Program::with_config(QUICK);
    program.json(&["ingest", "--url", server.url("/feed").as_str()], 0);
    stories[0]
        .paragraphs
        .push("A correction was added to this story in the evening, after the council had met.".to_owned());
    server.page(&stories[0].path(), &story_page(&stories[0]));
    program.json(&["ingest", "--url", server.url(&stories[0].path()).as_str()], 0);

    let lines = program.run(&["export", "--format", "jsonl"]).json();
    assert_eq!(lines.len(), 3);
    assert!(lines.iter().all(|line| line["kind"] == "article" && line["body"].as_str().unwrap().len() > 200));
    assert_eq!(program.run(&["export", "--revisions"]).json().len(), 4);
    let stats = &program.json(&["stats"], 0)[0];
    assert_eq!((&stats["articles"], &stats["revisions"]), (&3.into(), &4.into()));
}

#[test]
fn text_output_shows_the_article_and_keeps_results_apart_from_remarks() {
    let server = NewsServer::start();
    let story = Story::arabic("jisr");
    server.page(&story.path(), &story_page(&story));
    let program = Program::with_config(QUICK);
    let ended = program.run(&["ingest", "--url", server.url(&story.path()).as_str()]);
    assert_eq!(ended.code, 0);
    assert!(ended.out.starts_with("new #1"), "{}", ended.out);
    assert!(ended.out.contains(&story.title) && ended.out.contains("أعلنت بلدية النهرين"), "{}", ended.out);
    assert!(
        !ended.out.contains('\u{1b}') && !ended.out.contains('\u{2067}'),
        "no terminal, no escape sequences"
    );
    assert_eq!(ended.err, "1 new\n");
    let quiet = program.run(&["ingest", "--quiet", "--url", server.url(&story.path()).as_str()]);
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (0, "", ""));
}

#[test]
fn feed_is_asked_conditionally_and_its_validators_kept_from_200_and_304() {
    let server = NewsServer::start();
    let stories = three_stories(&server);
    let feed = Response::xml(&rss(&server, &stories)).validators("\"v1\"", "Tue, 14 May 2024 10:00:00 GMT");
    server.respond("/feed", feed);
    let program = Program::with_config(&config_with_feed(&server, "1h"));
    program.json(&["ingest"], 0);
    for round in 1..3 {
        assert_eq!(outcomes(&program.json(&["ingest", "--all"], 0)), ["unchanged"]);
        let asked = &server.requests("/feed")[round];
        assert_eq!(asked.header("if-none-match"), Some("\"v1\""), "round {round}");
        assert_eq!(asked.header("if-modified-since"), Some("Tue, 14 May 2024 10:00:00 GMT"), "round {round}");
    }
}

#[test]
fn server_that_asks_for_time_gets_it() {
    let server = NewsServer::start();
    let stories = three_stories(&server);
    for story in &stories {
        server.respond(&story.path(), Response::status(429).header("Retry-After", "86400"));
    }
    let program = Program::with_config(&config_with_feed(&server, "1h"));
    let first = program.json(&["ingest"], 1);
    let told = |error: &str| error.contains("86400 s") || error.contains("asked to be left alone until");
    assert!(first.iter().all(|line| told(line["error"].as_str().unwrap())), "{first:?}");
    let before = server.all_requests().len();
    let feed = server.url("/feed").to_string();
    for arguments in [&["ingest", "--url", &feed][..], &["ingest", "--all"], &["ingest"]] {
        let lines = program.json(arguments, 0);
        assert!(lines.iter().all(|line| line["outcome"] == "skipped"), "{arguments:?}: {lines:?}");
    }
    assert_eq!(server.all_requests().len(), before, "nobody is asked before the time");
    let wait = "SELECT min(unixepoch(next_attempt_at)) - unixepoch() > 86000 FROM candidate";
    assert!(program.query::<bool>(wait));

    server.respond("/feed", Response::status(429).header("Retry-After", "200000"));
    let program = Program::with_config(&config_with_feed(&server, "1h"));
    program.json(&["ingest", "--all"], 1);
    assert!(program.query::<bool>("SELECT unixepoch(next_due_at) - unixepoch() > 199000 FROM sources"));
}

#[test]
fn unreadable_feed_is_a_failure_until_another_one_comes() {
    let server = NewsServer::start();
    three_stories(&server);
    let whole = server.scripted("/feed").unwrap();
    let broken = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{\"id\": ";
    server.respond("/feed", Response::bytes("application/json", broken).header("ETag", "\"v1\""));
    let program = Program::with_config(&config_with_feed(&server, "1h"));
    let line = &program.json(&["ingest"], 1)[0];
    assert_eq!((&line["outcome"], &line["source"]), (&"failed".into(), &"news".into()));
    assert!(program.query::<bool>("SELECT consecutive_failures = 1 AND last_error IS NOT NULL FROM sources"));
    program.json(&["ingest", "--all"], 1);
    assert_eq!(server.requests("/feed")[1].header("if-none-match"), Some("\"v1\""));
    assert!(program.query::<bool>("SELECT consecutive_failures = 2 FROM sources"));
    server.respond("/feed", whole.header("ETag", "\"v2\""));
    program.json(&["ingest", "--all"], 0);
    assert!(program.query::<bool>("SELECT consecutive_failures = 0 FROM sources"));
}

#[test]
fn service_is_gone_in_time_when_a_page_never_comes_and_the_page_waits_for_the_next_run() {
    let server = NewsServer::start();
    let stories = three_stories(&server);
    server.hang(&stories[0].path());
    let program = Program::with_config(&config_with_feed(&server, "1h"));
    let service = program.start(&["run"]);
    server.wait_for_requests(&stories[0].path(), 1);
    let told = std::time::Instant::now();
    terminate(&service);
    assert_eq!(service.wait_with_output().unwrap().status.code(), Some(0));
    assert!(told.elapsed().as_secs() < 10, "{:?}", told.elapsed());
    assert_eq!(program.query::<i64>("SELECT count(*) FROM candidate WHERE leased_until IS NOT NULL"), 0);
    server.page(&stories[0].path(), &story_page(&stories[0]));
    assert!(!program.json(&["ingest"], 0).is_empty());
    assert_eq!(program.query::<i64>("SELECT count(*) FROM articles"), 3);
}

#[test]
fn entry_that_leads_to_a_login_page_is_tried_again_and_stands_for_nothing() {
    let server = NewsServer::start();
    let stories = three_stories(&server);
    let wall = Story { title: "Subscribe to read on".to_owned(), ..Story::english("wall") };
    server.page("/subscribe", &story_page(&wall));
    for story in &stories {
        server.respond(&story.path(), Response::redirect(302, "/subscribe"));
    }
    let program = Program::with_config(&config_with_feed(&server, "1h"));
    assert_eq!(outcomes(&program.json(&["ingest"], 1)), ["failed"; 3]);
    for story in &stories {
        server.page(&story.path(), &story_page(story));
    }
    assert_eq!(outcomes(&program.json(&["ingest", "--url", server.url("/feed").as_str()], 0)), ["new"; 3]);
}

#[test]
fn wrong_canonical_address_merges_nothing() {
    let server = NewsServer::start();
    let program = Program::with_config(QUICK);
    let link = format!("<link rel=\"canonical\" href=\"{}\"></head>", server.url("/news"));
    let names = ["bridge", "harvest", "library"];
    for name in names {
        let mut story = Story::english(name);
        story.title = format!(
            "{name}: {}",
            ["a bridge is built", "much corn was brought in", "forty books are missing"][name.len() % 3]
        );
        server.page(&story.path(), &story_page(&story).replace("</head>", &link));
        let url = server.url(&story.path()).to_string();
        assert_eq!(outcomes(&program.json(&["ingest", "--url", &url], 0)), ["new"], "{name}");
        assert_eq!(outcomes(&program.json(&["ingest", "--url", &url], 0)), ["unchanged"], "{name}");
    }
}

#[test]
fn password_in_an_address_is_sent_and_never_stored() {
    let server = NewsServer::start();
    let story = Story::english("bridge");
    server.page(&story.path(), &story_page(&story));
    let mut url = server.url(&story.path());
    url.set_username("reader").unwrap();
    url.set_password(Some("secret")).unwrap();
    let program = Program::with_config(QUICK);
    let line = &program.json(&["ingest", "--url", url.as_str()], 0)[0];
    assert_eq!(line["url"], server.url(&story.path()).as_str());
    assert!(server.requests(&story.path())[0].header("authorization").unwrap().starts_with("Basic "));
    assert!(!program.run(&["export"]).out.contains("secret"));
    assert_eq!(program.query::<i64>("SELECT count(*) FROM article_url WHERE url LIKE '%secret%'"), 0);
}

#[test]
fn further_page_of_a_story_does_not_take_turns_with_it() {
    let server = NewsServer::start();
    let (first, mut second) = (Story::english("bridge"), Story::english("bridge"));
    second.paragraphs = Story::english("harvest").paragraphs;
    let link = format!("<link rel=\"canonical\" href=\"{}\"></head>", server.url(&first.path()));
    let other = format!("{}?page=2", first.path());
    server.page(&first.path(), &story_page(&first).replace("</head>", &link));
    server.page(&other, &story_page(&second).replace("</head>", &link));
    let program = Program::with_config(QUICK);
    for (path, outcome) in
        [(&first.path(), "new"), (&other, "duplicate"), (&first.path(), "unchanged"), (&other, "duplicate")]
    {
        let lines = program.json(&["ingest", "--url", server.url(path).as_str()], 0);
        assert_eq!(outcomes(&lines), [outcome], "{path}");
    }
    assert_eq!(program.query::<i64>("SELECT count(*) FROM article_revisions"), 1);
}

#[test]
fn address_that_leads_elsewhere_today_keeps_its_stories_apart() {
    let server = NewsServer::start();
    let stories = [
        Story::english("bridge"),
        Story { title: "Choir looks for tenors and a new piano".to_owned(), ..Story::english("choir") },
    ];
    let program = Program::with_config(QUICK);
    for story in &stories {
        server.page(&story.path(), &story_page(story));
        server.respond("/latest", Response::redirect(302, &story.path()));
        assert_eq!(outcomes(&program.json(&["ingest", "--url", server.url("/latest").as_str()], 0)), ["new"]);
    }
    for story in &stories {
        assert_eq!(
            outcomes(&program.json(&["ingest", "--url", server.url(&story.path()).as_str()], 0)),
            ["unchanged"]
        );
    }
}

#[test]
fn what_a_site_says_on_every_page_is_learned_and_revises_nothing() {
    const PROMISE: &str =
        "The harbour is watched by our own people, day and night, and that has been so for forty years.";
    let server = NewsServer::start();
    let program = Program::with_config(QUICK);
    let urls: Vec<String> = ["bridge", "harvest", "library", "market", "school", "theatre"]
        .map(|slug| {
            let mut story = Story::english(slug);
            // What the stories of this site tell of their own, and what it says below all of them.
            story.paragraphs.retain(|paragraph| paragraph.contains(slug));
            story.paragraphs.push(PROMISE.to_owned());
            server.page(&story.path(), &story_page(&story));
            server.url(&story.path()).to_string()
        })
        .into();
    for url in &urls {
        assert_eq!(outcomes(&program.json(&["ingest", "--url", url], 0)), ["new"]);
    }
    let body = |url: &str| program.json(&["show", url], 0)[0]["body"].as_str().unwrap().to_owned();
    assert!(body(&urls[0]).contains(PROMISE), "nothing was known of the site yet");
    assert!(!body(&urls[5]).contains(PROMISE), "{}", body(&urls[5]));
    // What gleaner learned meanwhile is no edit of the site's.
    for url in &urls {
        assert_eq!(outcomes(&program.json(&["ingest", "--url", url], 0)), ["unchanged"]);
    }
    let kept: i64 = program.query("SELECT max(length(lines)) FROM site_memory");
    assert!(kept > 0 && kept <= 10_500, "{kept} bytes");
}
