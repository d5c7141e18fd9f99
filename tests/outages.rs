//! What goes wrong around the service: the disk is full, somebody else holds the store. It says so, waits, and loses nothing.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rusqlite::Connection;

use crate::program::{Program, terminate};
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

/// Stories of the feed: more than fit into the log of a store that may not grow.
const STORIES: usize = 40;
/// Longest wait for a line of the log; reached only when the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

fn site() -> NewsServer {
    let server = NewsServer::start();
    let stories: Vec<Story> = (0..STORIES).map(|number| Story::english(&format!("mill-{number}"))).collect();
    for story in &stories {
        server.page(&story.path(), &story_page(story));
    }
    server.respond("/feed", Response::xml(&rss(&server, &stories)));
    server
}

/// Without a source, so that a store can be made that has nothing to do yet.
fn config(busy_timeout: &str) -> String {
    format!(
        "[store]\nbusy_timeout = \"{busy_timeout}\"\n[monitor]\nlisten = \"\"\n[fetch]\ndelay_per_host = \"0ms\"\nallow_private_networks = [\"127.0.0.0/8\"]\n"
    )
}

fn with_source(config: &str, server: &NewsServer) -> String {
    format!("{config}[[source]]\nname = \"news\"\nurl = \"{}\"\n", server.url("/feed"))
}

/// A service whose log is read as it is written.
struct Service {
    child: Child,
    lines: Receiver<String>,
    log: String,
}

impl Service {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let reader = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            reader.lines().map_while(Result::ok).all(|line| sender.send(line).is_ok());
        });
        Self { child, lines, log: String::new() }
    }

    /// Reads the log until a line has this text.
    fn wait_for(&mut self, text: &str) {
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|error| panic!("`{text}`: {error}\n{}", self.log));
            self.log += &format!("{line}\n");
            if line.contains(text) {
                return;
            }
        }
    }

    fn wait_for_articles(&mut self, program: &Program, count: i64) {
        while program.query::<i64>("SELECT count(*) FROM articles") < count {
            self.wait_for("new: ");
        }
    }

    fn end(mut self) {
        terminate(&self.child);
        assert_eq!(self.child.wait().unwrap().code(), Some(0), "{}", self.log);
    }
}

impl Drop for Service {
    /// Nothing is left behind by a test that fails.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every story stands in the store, once.
fn assert_whole(program: &Program) {
    assert_eq!(program.query::<String>("PRAGMA integrity_check"), "ok");
    assert_eq!(program.query::<i64>("SELECT count(DISTINCT url) FROM articles"), STORIES as i64);
    assert_eq!(program.query::<i64>("SELECT count(*) FROM article_revisions"), STORIES as i64);
    let status = program.json(&["status"], 1).remove(0);
    assert_eq!((&status["pages_given_up"], &status["pages_waiting"]), (&0.into(), &0.into()), "{status}");
}

#[test]
fn service_on_a_full_disk_says_so_and_goes_on_when_there_is_room_again() {
    let server = site();
    let program = Program::with_config(&config("5s"));
    assert_eq!(program.run(&["ingest"]).code, 0);
    program.write("gleaner.toml", with_source(&config("5s"), &server));
    // No file may grow past the present size of the store and some pages; writing there fails as on a full disk, once the signal is ignored.
    // Whoever closes the store last brings its log in.
    assert_eq!(program.query::<i64>("SELECT count(*) FROM articles"), 0);
    let most = std::fs::metadata(program.path("gleaner.sqlite")).unwrap().len() + 100_000;
    let gleaner = program.command(&["run"]);
    let mut command = Command::new("prlimit");
    command.arg(format!("--fsize={most}:unlimited")).args(["sh", "-c", "trap '' XFSZ; exec \"$0\" run"]);
    command.arg(gleaner.get_program()).current_dir(program.path("."));
    let mut service = Service::start(&mut command);
    service.wait_for("the store failed");
    let stored = program.query::<i64>("SELECT count(*) FROM articles");
    assert!(stored < STORIES as i64, "it fits");

    let freed = Command::new("prlimit")
        .arg(format!("--pid={}", service.child.id()))
        .arg("--fsize=unlimited")
        .status();
    assert!(freed.unwrap().success());
    service.wait_for("the store works again");
    service.wait_for_articles(&program, STORIES as i64);
    service.end();
    assert_whole(&program);
}

#[test]
fn service_whose_store_is_locked_by_somebody_else_waits_and_goes_on() {
    let server = site();
    let program = Program::with_config(&config("100ms"));
    assert_eq!(program.run(&["ingest"]).code, 0);
    program.write("gleaner.toml", with_source(&config("100ms"), &server));
    server.hang("/feed");
    let mut service = Service::start(&mut program.command(&["run"]));
    server.wait_for_requests("/feed", 1);
    let other = Connection::open(program.path("gleaner.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let stories: Vec<Story> = (0..STORIES).map(|number| Story::english(&format!("mill-{number}"))).collect();
    server.respond("/feed", Response::xml(&rss(&server, &stories)));
    service.wait_for("locked by another run for too long");

    let pass = program.run(&["ingest"]);
    assert!(pass.code == 3 && pass.err.contains("locked by another run"), "{pass:?}");
    assert_eq!(program.run(&["search", "mill"]).code, 0, "reading goes on");
    other.execute_batch("COMMIT").unwrap();
    drop(other);
    service.wait_for("the store works again");
    // What the poll brought was not lost.
    service.wait_for_articles(&program, STORIES as i64);
    service.end();
    assert_eq!(server.requests("/feed").len(), 1);
    assert_whole(&program);
}

#[test]
fn command_that_waits_for_the_store_says_so() {
    let program = Program::with_config(&config("60s"));
    assert_eq!(program.run(&["ingest"]).code, 0);
    let other = Connection::open(program.path("gleaner.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut pass = Service::start(&mut program.command(&["ingest"]));
    pass.wait_for("another process is writing");
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(pass.child.wait().unwrap().code(), Some(0));
}
