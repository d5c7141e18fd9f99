//! What the web throws at gleaner: one clear message each, exit code 1, the rest goes on, nothing is lost.

use crate::program::Program;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

const QUICK: &str = "[fetch]\ndelay_per_host = \"0ms\"\nallow_private_networks = [\"127.0.0.0/8\"]\n";

/// Ingests one address that cannot become an article: the error must say all of `said`, and nothing is stored.
fn check_fails(server: &NewsServer, path: &str, said: &[&str]) {
    check_fails_with(QUICK, server, path, said);
}

fn check_fails_with(config: &str, server: &NewsServer, path: &str, said: &[&str]) {
    let program = Program::with_config(config);
    let url = server.url(path).to_string();
    let line = &program.json(&["ingest", "--url", &url], 1)[0];
    assert_eq!(line["outcome"], "failed", "{line}");
    let error = line["error"].as_str().unwrap();
    for part in said.iter().chain([&url.as_str()]) {
        assert!(error.contains(part), "{path}: `{part}` is missing in: {error}");
    }
    assert_eq!(program.query::<i64>("SELECT count(*) FROM articles"), 0);
    let text = program.run(&["ingest", "--url", &url]);
    assert!(text.code == 1 && text.err.starts_with("gleaner: ") && text.out.is_empty(), "{text:?}");
    assert!(!text.err.contains("panicked"), "{}", text.err);
}

#[test]
fn documents_that_are_no_articles_are_named_for_what_they_are() {
    let server = NewsServer::start();
    let pdf = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n".to_vec();
    server.respond("/pdf", Response::bytes("application/pdf", pdf.clone()));
    server.respond("/pdf-in-disguise", Response::bytes("text/html", pdf));
    server.respond("/image", Response::bytes("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()));
    server.respond("/empty", Response::bytes("text/html", Vec::new()));
    server.respond("/bare", Response::html("<html><body></body></html>"));
    server.respond("/absent", Response::status(404));
    server.respond("/broken", Response::status(500));
    server.respond("/gone", Response::status(410));
    for (path, said) in [
        ("/pdf", &["PDF"][..]),
        ("/pdf-in-disguise", &["PDF"]),
        ("/image", &["image"]),
        ("/empty", &["empty"]),
        ("/bare", &["no article"]),
        ("/absent", &["404"]),
        ("/broken", &["500"]),
        ("/gone", &["410"]),
    ] {
        check_fails(&server, path, said);
    }
}

#[test]
fn document_over_the_limit_is_refused_and_the_limit_named() {
    let server = NewsServer::start();
    let paragraph = "<p>The river rose again during the night and the lower road was closed.</p>\n";
    let page =
        format!("<html><body><h1>Flood</h1>{}</body></html>", paragraph.repeat(20_000_000 / paragraph.len()));
    server.respond("/large", Response::html(&page));
    check_fails(&server, "/large", &["max_body_bytes", "10485760"]);
}

#[test]
fn server_that_does_not_answer_is_named_with_the_time_out() {
    let server = NewsServer::start();
    server.hang("/slow");
    let impatient = format!("{QUICK}first_byte_timeout = \"250ms\"\n");
    check_fails_with(&impatient, &server, "/slow", &["first_byte_timeout"]);
}

#[test]
fn unreachable_host_is_named() {
    let program = Program::with_config(QUICK);
    // Port 9 (discard) is closed on any machine that runs tests; and a name that RFC 2606 keeps from existing.
    for url in ["http://127.0.0.1:9/story", "http://news.invalid/story"] {
        let line = &program.json(&["ingest", "--url", url], 1)[0];
        assert!(line["error"].as_str().unwrap().contains(url), "{line}");
    }
}

#[test]
fn feed_without_entries_is_no_failure_but_is_said() {
    let server = NewsServer::start();
    server.respond("/feed", Response::xml(&rss(&server, &[])));
    let program = Program::with_config(QUICK);
    let url = server.url("/feed").to_string();
    let line = &program.json(&["ingest", "--url", &url], 0)[0];
    assert_eq!(line["outcome"], "skipped");
    assert!(line["warnings"][0].as_str().unwrap().contains("no entries"), "{line}");
    assert!(program.run(&["ingest", "--url", &url]).err.contains("no entries"));
}

#[test]
fn damaged_html_is_read_as_far_as_it_goes() {
    let server = NewsServer::start();
    let story = Story::english("bridge");
    let page = story_page(&story);
    let mut damaged = page.replace("</p>", "").replace("</div>", "").into_bytes();
    damaged.extend_from_slice(b"<table><b><i><p \xff\xfe\0 <<<>&#xFFFFFFFF;");
    server.respond("/damaged", Response::bytes("text/html; charset=utf-8", damaged));
    let program = Program::with_config(QUICK);
    assert_eq!(program.json(&["ingest", "--url", server.url("/damaged").as_str()], 0)[0]["outcome"], "new");
    let body = program.query::<String>("SELECT body FROM articles");
    for paragraph in &story.paragraphs {
        assert!(body.contains(paragraph.as_str()), "`{paragraph}` is missing in: {body}");
    }
}

#[test]
fn hostile_nesting_ends_and_does_not_stop_the_others() {
    let server = NewsServer::start();
    server.respond("/deep", Response::html(&"<div>".repeat(100_000)));
    server.respond("/bomb", Response::html(&"<b><i><a href=x><p>".repeat(2_000)));
    let story = Story::english("bridge");
    server.page(&story.path(), &story_page(&story));
    let program = Program::with_config(QUICK);
    let urls = ["/deep", "/bomb", &story.path()].map(|path| server.url(path).to_string());
    let lines = program.json(&["ingest", "--url", &urls[0], "--url", &urls[1], "--url", &urls[2]], 1);
    assert_eq!(lines.iter().filter(|line| line["outcome"] == "new").count(), 1, "{lines:?}");
}

#[test]
fn unreadable_local_input_is_reported_in_its_place() {
    let program = Program::new();
    program.write("good.html", story_page(&Story::english("bridge")));
    program.write("picture.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let ended = program.run(&["extract", "absent.html", "good.html", "picture.html"]);
    assert_eq!(ended.code, 1);
    let kinds: Vec<_> = ended.json().iter().map(|line| line["kind"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["unknown", "article", "unknown"]);
    assert!(ended.err.contains("absent.html") && ended.err.contains("picture.html"), "{}", ended.err);
    let piped = program.run_with_input(&["extract", "-"], story_page(&Story::arabic("jisr")).as_bytes());
    assert_eq!((piped.code, &piped.json()[0]["direction"]), (0, &"rtl".into()));
}

#[test]
fn archive_is_read_in_order_and_as_far_as_it_goes() {
    let program = Program::new();
    let record = |url: &str, answer: &str| {
        let length = answer.len();
        format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Length: {length}\r\n\r\n{answer}\r\n\r\n"
        )
    };
    let stories: Vec<Story> = (0..50).map(|number| Story::english(&format!("story-{number}"))).collect();
    let mut warc: String = stories
        .iter()
        .map(|story| {
            let url = format!("https://news.example.org{}", story.path());
            record(&url, &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", story_page(story)))
        })
        .collect();
    warc += &record("https://news.example.org/absent", "HTTP/1.1 404 Not Found\r\n\r\n");
    program.write("news.warc", &warc);
    let ended = program.run(&["extract", "news.warc"]);
    assert_eq!(
        (ended.code, ended.err.as_str()),
        (0, ""),
        "a page that was not there is no failure of the archive"
    );
    let lines = ended.json();
    let titles: Vec<_> = lines.iter().filter_map(|line| line["title"].as_str()).collect();
    assert_eq!(titles, stories.iter().map(|story| story.title.as_str()).collect::<Vec<_>>());
    assert!(lines[50]["reason"].as_str().unwrap().contains("404"), "{}", lines[50]);

    program.write("cut.warc", &warc[..warc.len() / 2]);
    let ended = program.run(&["extract", "cut.warc"]);
    assert!(ended.code == 1 && ended.err.contains("cut.warc: record "), "{}", ended.err);
    assert!(ended.json().len() > 20);
}
