//! What the author of a site rule sees: mistakes with file and line, and what a rule does to a page.

use serde_json::Value;

use crate::program::Program;

const CONFIG: &str = "[sites]\nfolder = \"sites\"\n";

/// A page whose date could be read in two ways, with a box that only a rule can know.
const PAGE: &str = "<html lang=en><title>Ferry sails again</title><h1>Ferry sails again</h1><div class=when>Posted 05/04/2021 - 18:30</div>
    <article><p>The ferry between the two islands sails again after four weeks in the yard, the harbour office said on Monday.</p>
    <p class=poll-text>Do you take the ferry more than once a week? Four in ten of our readers told us that they do, and that is a lot.</p>
    <p>Tickets are sold at the pier from six in the morning, and the first boat of the day leaves at seven o'clock.</p></article>";

fn program_with_rule(rule: &str) -> Program {
    let program = Program::with_config(CONFIG);
    std::fs::create_dir(program.path("sites")).unwrap();
    program.write("sites/ferry.example.toml", rule);
    program.write("page.html", PAGE);
    program
}

fn extract(program: &Program) -> Value {
    let arguments = ["extract", "--explain", "--url", "https://www.ferry.example/a", "page.html"];
    program.json(&arguments, 0).remove(0)
}

#[test]
fn check_names_file_and_line_of_a_wrong_rule() {
    for (rule, line, said) in [
        ("language = \"en\"\ntime_zone = \"Sea/Harbour\"\n", "line 2", "Sea/Harbour"),
        ("date_formats = [\"%H:%M\"]\n", "line 1", "%H:%M"),
        ("\n\n[select]\nbody = \"p[\"\n", "line 4", "p["),
        ("valid_from = 2024-03-02\n\nvalid_until = 2024-03-01\n", "line 3", "valid_from"),
        ("colour = \"red\"\n", "line 1", "colour"),
    ] {
        let ended = program_with_rule(rule).run(&["check"]);
        assert_eq!(ended.code, 2, "{ended:?}");
        for part in ["ferry.example.toml", line, said] {
            assert!(ended.err.contains(part), "{part} is missing in {}", ended.err);
        }
    }
}

#[test]
fn check_tells_of_rules_that_have_ended() {
    let program = program_with_rule("valid_until = 2020-01-01\nlanguage = \"en\"\n");
    let ended = program.run(&["check"]);
    assert!(ended.code == 0 && ended.out.contains("none holds today for ferry.example"), "{ended:?}");
}

#[test]
fn an_explanation_shows_what_a_rule_does() {
    let rule =
        "time_zone = \"Europe/Athens\"\ndate_formats = [\"%d/%m/%Y - %H:%M\"]\ndrop = [\".poll-text\"]\n";
    let article = extract(&program_with_rule(rule));
    assert_eq!(article["published_at"], "2021-04-05T18:30:00+03:00");
    assert!(!article["body"].as_str().unwrap().contains("Four in ten"), "{}", article["body"]);

    let ruled = extract(&program_with_rule("[select]\nbody = \"p.poll-text\"\ntitle = \".when\"\n"));
    let explain = &ruled["explain"];
    let fields = explain["fields"].as_array().unwrap();
    let title = fields.iter().find(|field| field["field"] == "title").unwrap();
    assert_eq!((&title["from"], &title["value"]), (&"site-rule".into(), &"Posted 05/04/2021 - 18:30".into()));
    let competing = title["candidates"].as_array().unwrap().iter().filter(|other| other["agrees"] == false);
    assert_eq!(competing.map(|other| &other["from"]).collect::<Vec<_>>(), ["heading", "title element"]);
    assert_eq!(explain["body"]["by_site_rule"], true);
    let taken = |line: &&Value| line["taken"] == true;
    let lines = explain["body"]["lines"].as_array().unwrap();
    let elements: Vec<&str> =
        lines.iter().filter(taken).map(|line| line["element"].as_str().unwrap()).collect();
    assert!(matches!(elements.as_slice(), [element] if element.ends_with("p.poll-text")), "{elements:?}");
}

#[test]
fn an_explanation_without_a_rule_gives_scores_and_reasons() {
    let program = program_with_rule("language = \"en\"\n");
    let article = extract(&program);
    let lines = article["explain"]["body"]["lines"].as_array().unwrap().clone();
    let of = |part: &str| lines.iter().find(|line| line["text"].as_str().unwrap().contains(part)).unwrap();
    assert!(of("Tickets")["score"].as_f64().unwrap() > 0.5 && of("Tickets")["left_out"].is_null());
    assert_eq!(of("Ferry sails")["left_out"], "title");
    let arguments =
        ["extract", "--explain", "--output", "text", "--url", "https://ferry.example/a", "page.html"];
    let text = program.run(&arguments).out;
    for part in ["Ferry sails again  [heading]", "title element: Ferry sails again", "+ 0.", "- 0."] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}
