//! Sources from another feed reader, and back to it.

use crate::program::Program;

const LIST: &str = r#"<?xml version="1.0"?><opml version="2.0"><head/><body>
<outline text="News"><outline text="سوريا">
<outline type="rss" text="The &quot;Weekly&quot;" xmlUrl="https://weekly.example/feed" category="print"/>
<outline type="rss" text="صحيفة النهرين" xmlUrl="https://nahrain.example/rss"/></outline>
<outline type="rss" text="The &quot;Weekly&quot;" xmlUrl="https://other.example/feed?a=1&b=2"/></outline>
<outline type="rss" xmlUrl="https://www.nameless.example/feed"/>
<outline type="rss" text="Broken" xmlUrl="gopher://old.example/"/>
</body></opml>"#;

fn names(program: &Program) -> Vec<String> {
    let lines = program.json(&["sources"], 0);
    lines.iter().map(|line| line["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn feeds_of_another_reader_are_imported_once() {
    let program = Program::with_config("[poll]\ninterval = \"40m\"\n");
    program.write("list.opml", LIST);
    let ended = program.run(&["sources", "import", "list.opml"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    for part in ["list.opml, line 7", "`Broken`", "gopher", "imported 4 sources", "1 unusable", "spread"] {
        assert!(ended.err.contains(part), "`{part}` is missing in: {}", ended.err);
    }
    assert_eq!(names(&program), ["The \"Weekly\"", "The \"Weekly\" 2", "nameless.example", "صحيفة النهرين"]);
    let weekly = &program.json(&["sources"], 0)[0];
    assert_eq!(weekly["tags"], serde_json::json!(["News/سوريا", "print"]));
    assert_eq!(weekly["interval_seconds"], 2400);
    let text = program.run(&["sources"]).out;
    assert!(text.contains("#News/سوريا  #print"), "{text}");
    let spread = "SELECT group_concat(unixepoch(next_due_at) - unixepoch(added_at)) FROM (SELECT * FROM sources ORDER BY id)";
    assert_eq!(program.query::<String>(spread), "0,600,1200,1800");

    let again = program.run(&["sources", "import", "list.opml"]);
    assert!(again.err.contains("imported 0 sources, skipped 4 known"), "{again:?}");
    assert!(again.err.contains("`nameless.example`"), "{again:?}");
    assert_eq!(names(&program).len(), 4);
}

#[test]
fn what_is_exported_is_imported_without_loss() {
    let config = "[[source]]\nname = \"declared\"\nurl = \"https://declared.example/\"\ntags = [\"a/b\", \"c, d\"]\ninterval = \"7h\"\n\
                  [[source]]\nname = \"a page\"\nurl = \"https://page.example/\"\nkind = \"page\"\n";
    let program = Program::with_config(config);
    program.write("list.opml", LIST);
    program.run(&["sources", "import", "list.opml"]);
    let add = [
        "sources",
        "add",
        "https://added.example/?a=1&b=2",
        "--kind",
        "feed",
        "--tag",
        " x  y ",
        "--tag",
        "z/1",
        "--interval",
        "6h",
    ];
    assert_eq!(program.run(&add).code, 0);
    assert_eq!(program.run(&["sources", "disable", "nameless.example"]).code, 0);
    let exported = program.run(&["sources", "export"]);
    assert!(exported.code == 0 && exported.err.contains("left out 1"), "{exported:?}");

    let other = Program::with_config("");
    let lines = Program::run_with_input(
        &other,
        &["sources", "import", "-", "--output", "json"],
        exported.out.as_bytes(),
    );
    assert_eq!((lines.code, lines.json().len()), (0, 6), "{lines:?}");
    let kept = |program: &Program| {
        let mut lines = program.json(&["sources"], 0);
        lines.retain(|line| line["kind"] == "feed");
        let keys = ["name", "url", "enabled", "interval_seconds", "tags"];
        lines.iter().map(|line| keys.map(|key| line[key].clone())).collect::<Vec<_>>()
    };
    assert_eq!(kept(&other), kept(&program));
    assert_eq!(other.run(&["sources", "export"]).out, exported.out);
}

#[test]
fn two_thousand_feeds_are_one_transaction_and_spread() {
    let program = Program::with_config("");
    let outlines: String = (0..2000)
        .map(|number| {
            format!("<outline type=\"rss\" text=\"same name\" xmlUrl=\"https://s{number}.example/feed\"/>\n")
        })
        .collect();
    program.write("many.opml", format!("<opml version=\"2.0\"><body>{outlines}</body></opml>"));
    assert_eq!(program.run(&["sources", "import", "many.opml"]).code, 0);
    let due_at_once = "SELECT count(*) FROM sources WHERE unixepoch(next_due_at) < unixepoch(added_at) + 60";
    assert_eq!(program.query::<i64>("SELECT count(DISTINCT name) FROM sources"), 2000);
    assert!(program.query::<i64>(due_at_once) <= 34, "about a sixtieth of them in a minute");
}

#[test]
fn file_that_is_no_opml_is_refused() {
    let program = Program::with_config("");
    program.write("page.html", "<html><body>no list</body></html>");
    let ended = program.run(&["sources", "import", "page.html"]);
    assert!(ended.code == 2 && ended.err.contains("page.html: this is no OPML"), "{ended:?}");
    assert!(!program.path("gleaner.sqlite").exists());
}
