//! Wrong arguments, wrong files, wrong stores: one clear message each, the right exit code, nothing lost.

use crate::program::Program;

/// Runs gleaner with these arguments: exit code, and what standard error must say.
fn check(program: &Program, arguments: &[&str], code: i32, said: &[&str]) {
    let ended = program.run(arguments);
    assert_eq!(ended.code, code, "{arguments:?}: {ended:?}");
    for part in said {
        assert!(ended.err.contains(part), "{arguments:?}: `{part}` is missing in: {}", ended.err);
    }
    assert!(!ended.err.contains("panicked"), "{arguments:?}: {}", ended.err);
}

#[test]
fn wrong_arguments_are_named_and_nothing_is_done() {
    let program = Program::new();
    for (arguments, said) in [
        (&["ingest", "--url", "example.org/story"][..], &["`example.org/story`", "https://"][..]),
        (&["ingest", "--url", "ftp://example.org/story"], &["ftp", "http"]),
        (&["ingest", "--file", "page.html"], &["--url"]),
        (&["ingest", "--file", "absent.html", "--url", "https://example.org/"], &["absent.html"]),
        (&["ingest", "--all", "--url", "https://example.org/"], &["--all"]),
        (&["ingest", "--sideways"], &["--sideways"]),
        (&["dance"], &["dance"]),
        (&["show"], &["ID|URL"]),
        (&["show", "not an address"], &["not an address"]),
        (&["sources", "add", "nowhere"], &["nowhere"]),
        (&["sources", "add", "https://example.org/", "--interval", "soon"], &["soon", "15m"]),
        (&["sources", "remove", "absent"], &["`absent`", "sources list"]),
        (&["sources", "enable", "absent"], &["`absent`"]),
        (&["sources", "add", "https://example.org/", "--tag", " "], &["--tag", "empty"]),
        (&["sources", "import", "absent.opml"], &["absent.opml"]),
        (&["stats", "--store", "news.sqlite"], &["news.sqlite", "sqlite:PATH"]),
        (&["--config", "absent.toml", "stats"], &["absent.toml"]),
        (&["extract"], &["INPUT"]),
    ] {
        check(&program, arguments, 2, said);
    }
}

#[test]
fn wrong_configuration_is_named_with_file_and_line() {
    for (text, said) in [
        ("[fetch]\ntimeout = \"5s\"\n", &["gleaner.toml", "line 2", "timeout"][..]),
        ("[[source]]\nname = \"a\"\nurl = \"nowhere\"\n", &["gleaner.toml", "line 3", "nowhere"]),
        ("[poll]\ninterval = \"often\"\n", &["gleaner.toml", "line 2", "often"]),
        ("no toml at all", &["gleaner.toml", "line 1"]),
    ] {
        let program = Program::with_config(text);
        for command in ["check", "ingest", "run", "stats"] {
            check(&program, &[command], 2, said);
        }
        assert!(!program.path("gleaner.sqlite").exists());
    }
}

#[test]
fn store_that_cannot_be_used_is_named() {
    let program = Program::new();
    let url = "http://127.0.0.1:9/story";
    check(&program, &["stats"], 3, &["no store at gleaner.sqlite"]);
    check(
        &program,
        &["ingest", "--url", url, "--store", "sqlite:absent/news.sqlite"],
        3,
        &["absent/news.sqlite"],
    );
    program
        .write("letter.txt", "Dear reader, this is a text and no database at all, whatever its name may be.");
    check(&program, &["ingest", "--url", url, "--store", "sqlite:letter.txt"], 3, &["letter.txt"]);
    assert!(std::fs::read_to_string(program.path("letter.txt")).unwrap().starts_with("Dear reader"));
    check(&program, &["check", "--store", "sqlite:letter.txt"], 3, &["letter.txt"]);
}

#[test]
fn store_of_a_newer_gleaner_is_refused_and_left_alone() {
    let program = Program::new();
    assert_eq!(program.run(&["sources", "add", "https://example.org/feed", "--kind", "feed"]).code, 0);
    let newer = rusqlite::Connection::open(program.path("gleaner.sqlite")).unwrap();
    newer.pragma_update(None, "user_version", 999).unwrap();
    drop(newer);
    for arguments in [
        &["stats"][..],
        &["ingest"],
        &["run"],
        &["export"],
        &["check"],
        &["sources", "disable", "example.org"],
    ] {
        check(&program, arguments, 3, &["gleaner.sqlite", "999", "newer"]);
    }
    assert_eq!(program.query::<i64>("SELECT user_version FROM pragma_user_version"), 999);
    assert!(program.query::<bool>("SELECT enabled FROM sources WHERE name = 'example.org'"));
}

#[test]
fn sources_are_added_listed_switched_and_removed() {
    let program =
        Program::with_config("[[source]]\nname = \"declared\"\nurl = \"https://example.org/declared\"\n");
    let add = ["sources", "add", "https://www.example.org/feed", "--kind", "feed", "--interval", "6h"];
    check(&program, &add, 0, &["example.org"]);
    check(&program, &add, 2, &["`example.org`", "--name"]);
    check(&program, &[&add[..], &["--name", "other"]].concat(), 2, &["`example.org`", "a source already"]);
    check(&program, &["sources", "remove", "declared"], 2, &["configuration"]);
    check(&program, &["sources", "disable", "declared"], 0, &["declared"]);

    let lines = program.json(&["sources"], 0);
    let states: Vec<_> = lines
        .iter()
        .map(|line| (line["name"].as_str().unwrap(), line["enabled"].as_bool().unwrap()))
        .collect();
    assert_eq!(states, [("declared", false), ("example.org", true)]);
    assert_eq!(lines[1]["interval_seconds"], 6 * 3600);
    assert_eq!((&lines[0]["origin"], &lines[1]["origin"]), (&"config".into(), &"command".into()));

    let line = &program.json(&["sources", "enable", "declared"], 0)[0];
    assert_eq!((&line["name"], &line["enabled"]), (&"declared".into(), &true.into()));
    for interval in ["0s", "1ms", "999d"] {
        check(
            &program,
            &["sources", "add", "https://example.org/x", "--kind", "feed", "--interval", interval],
            2,
            &[interval, "1s to 365d"],
        );
    }
    check(&program, &["sources", "remove", "example.org"], 0, &["example.org"]);
    let text = program.run(&["sources", "list"]).out;
    assert!(
        text.contains("declared") && text.contains("due now") && !text.contains("example.org/feed"),
        "{text}"
    );
}

#[test]
fn run_with_another_configuration_retires_no_source() {
    let program = Program::with_config(
        "[[source]]\nname = \"declared\"\nurl = \"https://example.org/declared\"\nenabled = false\n",
    );
    assert_eq!(program.run(&["ingest"]).code, 0);
    program.write(
        "other.toml",
        "[[source]]\nname = \"other\"\nurl = \"https://example.org/other\"\nenabled = false\n",
    );
    let active = "SELECT count(*) FROM sources WHERE name = 'declared' AND removed_at IS NULL";
    assert_eq!(
        program
            .run(&["--config", "other.toml", "sources", "add", "https://example.org/added", "--kind", "feed"])
            .code,
        0
    );
    assert!(program.query::<bool>(active), "a command about other sources");
    std::fs::remove_file(program.path("gleaner.toml")).unwrap();
    assert_eq!(program.run(&["sources", "disable", "example.org"]).code, 0);
    assert_eq!(program.run(&["ingest"]).code, 0);
    assert!(program.query::<bool>(active), "the built-in configuration is nobody's list of sources");
    assert_eq!(program.run(&["--config", "other.toml", "ingest"]).code, 0);
    assert!(!program.query::<bool>(active), "a run over the sources goes by its own file");
}

#[test]
fn files_of_other_programs_are_refused_by_readers_too() {
    let other = Program::new();
    std::fs::write(other.path("letter.sqlite"), b"SQLite format 3\0 and then nothing that SQLite knows")
        .unwrap();
    check(&other, &["stats", "--store", "sqlite:letter.sqlite"], 3, &["letter.sqlite"]);
    let foreign = rusqlite::Connection::open(other.path("foreign.sqlite")).unwrap();
    foreign.execute_batch("CREATE TABLE t (x); PRAGMA user_version = 1").unwrap();
    drop(foreign);
    for command in ["check", "stats", "export"] {
        check(
            &other,
            &[command, "--store", "sqlite:foreign.sqlite"],
            3,
            &["foreign.sqlite", "not a gleaner store"],
        );
    }
}

#[test]
fn check_says_what_is_valid() {
    let program = Program::new();
    let ended = program.run(&["check"]);
    assert_eq!(ended.code, 0);
    for part in ["built-in configuration", "site rules", "not there yet"] {
        assert!(ended.out.contains(part), "{}", ended.out);
    }
    assert!(!program.path("gleaner.sqlite").exists(), "checking must not create the store");
    assert_eq!(program.json(&["check"], 0)[0]["store_exists"], false);
}

#[test]
fn run_without_a_source_that_is_enabled_says_so() {
    let program = Program::new();
    check(&program, &["ingest"], 0, &["no source is enabled", "sources add"]);
    assert_eq!(program.run(&["ingest", "--quiet"]).err, "");
}
