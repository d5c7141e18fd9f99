//! Webhooks: whoever asks for it is told of every new and every revised article, once and signed.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, verify};
use serde_json::Value;

use crate::program::{Program, terminate};
use crate::stories::QUICK;
use crate::support::world::{Story, story_page};
use crate::support::{NewsServer, Response};

fn program(server: &NewsServer) -> Program {
    let url = server.url("/hook");
    Program::with_config(&format!(
        "{QUICK}[monitor]\nlisten = \"\"\n[[webhook]]\nname = \"desk\"\nurl = \"{url}\"\nsecret = \"sesame\"\n"
    ))
}

fn messages(server: &NewsServer) -> Vec<Value> {
    let posts = server.requests("/hook");
    posts
        .iter()
        .map(|post| {
            assert_eq!(post.method, "POST");
            let signature = post.header("x-gleaner-signature").unwrap().strip_prefix("sha256=").unwrap();
            let bytes: Vec<u8> =
                (0..32).map(|at| u8::from_str_radix(&signature[2 * at..2 * at + 2], 16).unwrap()).collect();
            verify(&Key::new(HMAC_SHA256, b"sesame"), &post.body, &bytes).unwrap();
            serde_json::from_slice(&post.body).unwrap()
        })
        .collect()
}

fn publish(server: &NewsServer, story: &Story) -> String {
    server.page(&story.path(), &story_page(story));
    server.url(&story.path()).to_string()
}

#[test]
fn every_new_and_revised_article_is_told_once_in_order_and_signed() {
    let server = NewsServer::start();
    server.respond("/hook", Response::status(204));
    let program = program(&server);
    let mut story = Story::english("bridge");
    // What was there before the webhook is not told.
    let before = publish(&server, &Story::english("harbour"));
    let no_hook = program.write("other.toml", QUICK);
    let arguments = ["ingest", "--config", no_hook.to_str().unwrap(), "--store", "sqlite:gleaner.sqlite"];
    assert_eq!(program.run(&[&arguments[..], &["--url", &before]].concat()).code, 0);
    assert_eq!(program.run(&["ingest"]).code, 0);

    let url = publish(&server, &story);
    assert_eq!(program.run(&["ingest", "--url", &url]).code, 0);
    assert_eq!(program.run(&["ingest", "--url", &url]).code, 0);
    story.paragraphs[0].push_str(" The mayor abstained.");
    publish(&server, &story);
    assert_eq!(program.run(&["ingest", "--url", &url]).code, 0);

    let told = messages(&server);
    let events: Vec<&str> = told.iter().map(|message| message["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["new", "revised"]);
    assert!(told.iter().all(|message| message["article"]["title"] == story.title.as_str()));
    assert!(told[1]["article"]["body"].as_str().unwrap().contains("The mayor abstained."));
    assert_ne!(told[0]["delivery"], told[1]["delivery"]);
    assert!(program.run(&["webhooks"]).out.starts_with("desk        0 waiting, 0 given up"));
}

#[test]
fn what_is_not_taken_waits_in_the_store_and_is_sent_again() {
    let server = NewsServer::start();
    server.respond_in_turn("/hook", [Response::status(500), Response::status(200)]);
    let program = program(&server);
    assert_eq!(program.run(&["ingest"]).code, 0, "the webhook is known from here on");
    let url = publish(&server, &Story::english("bridge"));
    assert_eq!(program.run(&["ingest", "--url", &url]).code, 0);
    let standing = program.json(&["webhooks"], 0).remove(0);
    assert_eq!((&standing["waiting"], &standing["dead"]), (&1.into(), &0.into()), "{standing}");
    assert!(standing["last_error"].as_str().unwrap().contains("500"), "{standing}");
    assert_eq!(program.run(&["ingest"]).code, 0);
    assert_eq!(server.requests("/hook").len(), 1, "not before its time");

    // Given up, and tried again on demand, now by the service.
    let store = rusqlite::Connection::open(program.path("gleaner.sqlite")).unwrap();
    store.execute("UPDATE delivery SET next_attempt_at = NULL", []).unwrap();
    assert_eq!(program.json(&["webhooks"], 0)[0]["dead"], 1);
    assert_eq!(program.run(&["webhooks", "retry", "absent"]).code, 2);
    assert_eq!(program.run(&["webhooks", "retry", "desk"]).code, 0);
    let service = program.start(&["run"]);
    server.wait_for_requests("/hook", 2);
    terminate(&service);
    assert!(service.wait_with_output().unwrap().status.success());
    let told = messages(&server);
    assert_eq!(told[0]["delivery"], told[1]["delivery"], "a repetition can be told by its number");
}
