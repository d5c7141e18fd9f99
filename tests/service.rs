//! The service and what starts it: one for each store, told of changes, telling how it is.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Command};
use std::time::Duration;

use crate::program::{Program, terminate};
use crate::stories::QUICK;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

/// What the service tells its manager, as systemd hears it.
struct Manager {
    socket: UnixDatagram,
    path: std::path::PathBuf,
}

impl Manager {
    fn of(program: &Program) -> Self {
        let path = program.path("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        // Reached only when the test fails.
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        Self { socket, path }
    }

    fn start(&self, program: &Program, watchdog: &str) -> Child {
        let mut command = program.command(&["run"]);
        command.env("NOTIFY_SOCKET", &self.path).env("WATCHDOG_USEC", watchdog);
        let child = command.spawn().unwrap();
        self.wait_for("READY=1");
        child
    }

    fn wait_for(&self, state: &str) {
        let mut heard = Vec::new();
        while heard.last().is_none_or(|last| last != state) {
            let mut buffer = [0; 100];
            let length = self.socket.recv(&mut buffer).unwrap_or_else(|error| panic!("{error}: {heard:?}"));
            heard.push(String::from_utf8_lossy(&buffer[..length]).into_owned());
        }
    }
}

fn hang_up(child: &Child) {
    let status = Command::new("kill").arg("-HUP").arg(child.id().to_string()).status().unwrap();
    assert!(status.success());
}

/// Ends the service and gives back its log.
fn end(service: Child) -> String {
    terminate(&service);
    let output = service.wait_with_output().unwrap();
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{log}");
    log
}

#[test]
fn second_service_on_a_store_says_so_and_stops() {
    let program = Program::with_config(QUICK);
    let manager = Manager::of(&program);
    let service = manager.start(&program, "");
    let second = program.run(&["run", "--store", "sqlite:./gleaner.sqlite"]);
    let said = format!("process {}", service.id());
    assert!(second.code == 3 && second.err.contains(&said) && second.err.contains("--store"), "{second:?}");
    assert_eq!(program.run(&["ingest"]).code, 0, "a pass beside it is welcome");
    end(service);
    let third = manager.start(&program, "");
    end(third);
}

#[test]
fn poll_that_a_killed_service_had_in_hand_can_be_made_by_hand_at_once() {
    let server = NewsServer::start();
    server.hang("/feed");
    let url = server.url("/feed");
    let config = format!("{QUICK}[monitor]\nlisten = \"\"\n[[source]]\nname = \"news\"\nurl = \"{url}\"\n");
    let program = Program::with_config(&config);
    let manager = Manager::of(&program);
    let mut service = manager.start(&program, "");
    server.wait_for_requests("/feed", 1);
    let in_hand = program.run(&["ingest", "--url", url.as_str()]);
    assert!(in_hand.err.contains("in the hands of another run"), "{in_hand:?}");
    service.kill().unwrap();
    service.wait().unwrap();
    server.respond("/feed", Response::xml(&rss(&server, &[Story::english("bridge")])));
    server.page("/stories/bridge", &story_page(&Story::english("bridge")));
    assert_eq!(program.run(&["ingest", "--url", url.as_str()]).code, 0);
    assert_eq!(program.query::<i64>("SELECT count(*) FROM articles"), 1);
}

#[test]
fn changed_configuration_is_taken_up_and_a_wrong_one_is_reported() {
    let server = NewsServer::start();
    let stories = [Story::english("bridge"), Story::english("harbour")];
    for story in &stories {
        server.page(&story.path(), &story_page(story));
    }
    server.respond("/one", Response::xml(&rss(&server, &stories[..1])));
    server.respond("/two", Response::xml(&rss(&server, &stories[1..])));
    let program = Program::with_config(QUICK);
    let manager = Manager::of(&program);
    let service = manager.start(&program, "");

    program.write("gleaner.toml", format!("{QUICK}[poll]\ninterval = \"often\"\n"));
    hang_up(&service);
    manager.wait_for("RELOADING=1");
    manager.wait_for("READY=1");
    let with_one = format!("{QUICK}[[source]]\nname = \"one\"\nurl = \"{}\"\n", server.url("/one"));
    program.write("gleaner.toml", &with_one);
    hang_up(&service);
    server.wait_for_requests("/one", 1);

    // Without a signal, and with another way of fetching.
    let with_two = format!(
        "{}contact = \"news@example.org\"\n[[source]]\nname = \"two\"\nurl = \"{}\"\n",
        QUICK,
        server.url("/two")
    );
    program.write("gleaner.toml", with_two);
    server.wait_for_requests(&stories[1].path(), 1);
    let agent = server.requests("/two")[0].header("user-agent").unwrap_or_default().to_owned();
    assert!(agent.contains("news@example.org"), "{agent}");
    let log = end(service);
    assert!(log.contains("the former one goes on") && log.contains("often"), "{log}");
    assert_eq!(
        program.query::<String>("SELECT group_concat(name) FROM sources WHERE removed_at IS NULL"),
        "two"
    );
}

#[test]
fn service_manager_hears_that_the_service_is_ready_alive_and_stopping() {
    let program = Program::with_config(QUICK);
    let manager = Manager::of(&program);
    let service = manager.start(&program, "6000000");
    manager.wait_for("WATCHDOG=1");
    manager.wait_for("WATCHDOG=1");
    terminate(&service);
    manager.wait_for("STOPPING=1");
    assert!(service.wait_with_output().unwrap().status.success());
}

#[test]
fn service_whose_log_nobody_reads_ends_when_it_is_told_to() {
    let program = Program::with_config(QUICK);
    let manager = Manager::of(&program);
    let mut service = manager.start(&program, "");
    drop(service.stderr.take());
    terminate(&service);
    manager.wait_for("STOPPING=1");
    assert!(service.wait().unwrap().success());
}

/// The answer of the service to a request: status line and body.
fn ask(monitor: &str, request: &str) -> (String, String) {
    let address = monitor.strip_prefix("http://").unwrap().trim_end_matches('/');
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "{request} HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

#[test]
fn service_shows_how_it_is() {
    let server = NewsServer::start();
    let stories = [Story::english("bridge"), Story::english("harbour")];
    server.page(&stories[0].path(), &story_page(&stories[0]));
    server.hang(&stories[1].path());
    server.respond("/feed", Response::xml(&rss(&server, &stories)));
    server.respond("/broken", Response::status(404));
    let (feed, broken) = (server.url("/feed"), server.url("/broken"));
    let config = format!(
        "[monitor]\nlisten = \"127.0.0.1:0\"\n{QUICK}[[source]]\nname = \"feed\"\nurl = \"{feed}\"\n[[source]]\nname = \"broken\"\nurl = \"{broken}\"\n"
    );
    let program = Program::with_config(&config);
    assert_eq!(program.run(&["status"]).code, 3, "there is no store yet");
    let manager = Manager::of(&program);
    let service = manager.start(&program, "");
    server.wait_for_requests(&stories[1].path(), 1);
    server.wait_for_requests("/broken", 1);

    let status = program.json(&["status"], 0).remove(0);
    assert_eq!((&status["running"], &status["alive"]), (&true.into(), &true.into()), "{status}");
    assert_eq!(
        (&status["process"], &status["sources_enabled"]),
        (&service.id().into(), &2.into()),
        "{status}"
    );
    let monitor = status["monitor"].as_str().unwrap();
    assert_eq!(ask(monitor, "GET /health"), ("HTTP/1.1 200 OK".to_owned(), "alive\n".to_owned()));
    assert_eq!(ask(monitor, "GET /ready").1, "ready\n");
    assert_eq!(ask(monitor, "HEAD /ready").1, "");
    assert!(ask(monitor, "GET /").0.contains("404") && ask(monitor, "POST /metrics").0.contains("405"));
    let (_, metrics) = ask(monitor, "GET /metrics");
    for line in [
        "gleaner_polls_total{outcome=\"fresh\"} 1",
        "gleaner_sources_enabled 2",
        "gleaner_pages_given_up 0",
        "gleaner_store_up 1",
    ] {
        assert!(metrics.lines().any(|one| one == line), "`{line}` is missing in:\n{metrics}");
    }
    assert!(!metrics.contains("thequay") && !metrics.contains(server.url("/").as_str()), "numbers only");

    server.page(&stories[1].path(), &story_page(&stories[1]));
    let log = end(service);
    assert!(log.contains("polled"), "{log}");
    let status = program.run(&["status"]);
    assert!(status.code == 1 && status.out.contains("none runs on this store"), "{status:?}");
    assert!(status.out.contains("failing     broken (1 times"), "{status:?}");
}

#[test]
fn log_is_json_on_demand() {
    let program = Program::with_config(QUICK);
    let manager = Manager::of(&program);
    let mut command = program.command(&["run", "--log-format", "json"]);
    let service = command.env("NOTIFY_SOCKET", &manager.path).spawn().unwrap();
    manager.wait_for("READY=1");
    let log = end(service);
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let started = lines.iter().find(|line| line["message"] == "started").unwrap();
    assert_eq!((&started["level"], &started["sources"]), (&"INFO".into(), &0.into()), "{log}");
}

#[test]
fn backup_of_a_served_store_is_a_store() {
    let server = NewsServer::start();
    let story = Story::english("bridge");
    server.page(&story.path(), &story_page(&story));
    let program = Program::with_config(QUICK);
    assert_eq!(program.run(&["ingest", "--url", server.url(&story.path()).as_str()]).code, 0);
    let manager = Manager::of(&program);
    let service = manager.start(&program, "");
    let done = program.json(&["backup", "copy.sqlite"], 0).remove(0);
    assert!(done["size_bytes"].as_u64().unwrap() > 0, "{done}");
    let again = program.run(&["backup", "copy.sqlite"]);
    assert!(again.code == 3 && again.err.contains("exists already"), "{again:?}");
    end(service);
    assert_eq!(program.run(&["check", "--deep", "--store", "sqlite:copy.sqlite"]).code, 0);
    let shown = program.json(&["show", "1", "--store", "sqlite:copy.sqlite"], 0).remove(0);
    assert_eq!(shown["title"], story.title.as_str());
}

#[test]
fn commands_in_packaging_are_commands_of_gleaner() {
    let program = Program::new();
    let files = [
        include_str!("../packaging/gleaner.service"),
        include_str!("../packaging/gleaner-ingest.service"),
        include_str!("../packaging/crontab"),
    ];
    for file in files {
        let lines = file.lines().filter(|line| !line.starts_with('#'));
        let commands: Vec<&str> =
            lines.filter_map(|line| Some(line.split_once("/usr/local/bin/gleaner ")?.1)).collect();
        assert_eq!(commands.len(), 1, "{file}");
        let arguments: Vec<&str> = commands[0].split_whitespace().chain(["--help"]).collect();
        assert_eq!(program.run(&arguments).code, 0, "{arguments:?}");
    }
}
