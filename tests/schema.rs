//! The SQLite file as an interface: `docs/schema.md` says exactly what is there, and its examples work.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::program::Program;
use crate::stories::QUICK;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

const DOCUMENT: &str = include_str!("../docs/schema.md");

/// The section of the document about one view.
fn section(view: &str) -> &'static str {
    let (_, rest) = DOCUMENT.split_once(&format!("## `{view}`")).unwrap();
    rest.split("\n## ").next().unwrap()
}

/// Names in the first cells of a section's table.
fn documented(view: &str) -> BTreeSet<String> {
    let rows = section(view).lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = rows.filter_map(|row| row.split(" | ").next());
    cells.flat_map(|cell| cell.split(", ")).map(|name| name.replace('`', "").trim().to_owned()).collect()
}

fn columns(store: &Connection, view: &str) -> BTreeSet<String> {
    let mut statement = store.prepare(&format!("SELECT name FROM pragma_table_info('{view}')")).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// A store with an English and an Arabic story, and its sources.
fn filled() -> Program {
    let server = NewsServer::start();
    let stories = [Story::english("bridge"), Story::arabic("jisr")];
    for story in &stories {
        server.page(&story.path(), &story_page(story));
    }
    server.respond("/feed", Response::xml(&rss(&server, &stories)));
    let url = server.url("/feed");
    let program = Program::with_config(&format!("{QUICK}[[source]]\nname = \"news\"\nurl = \"{url}\"\n"));
    assert_eq!(program.run(&["ingest"]).code, 0);
    program
}

#[test]
fn views_have_the_documented_columns() {
    let program = filled();
    let store = Connection::open(program.path("gleaner.sqlite")).unwrap();
    for view in ["articles", "article_urls", "related_links", "sources", "polls", "stories", "story_links"] {
        assert_eq!(columns(&store, view), documented(view), "{view}");
    }
    let of_revisions = ["article_id", "revision", "fetched_at", "changes", "versions"].map(str::to_owned);
    let of_articles =
        ["id", "revisions", "first_seen_at", "last_seen_at", "sources", "gone_at", "gone_status", "story_id"];
    let mut expected: BTreeSet<String> = documented("articles").into_iter().chain(of_revisions).collect();
    expected.retain(|name| !of_articles.contains(&name.as_str()));
    assert_eq!(columns(&store, "article_revisions"), expected);
    let version = program.query::<i64>("SELECT user_version FROM pragma_user_version");
    for (pragma, value) in
        [("application_id", "1196183122".to_owned()), ("user_version", format!("now {version}"))]
    {
        assert!(DOCUMENT.contains(&value), "{pragma}");
    }
    assert_eq!(program.query::<i64>("SELECT application_id FROM pragma_application_id"), 1_196_183_122);
}

#[test]
fn documented_queries_work() {
    let program = filled();
    let store = Connection::open(program.path("gleaner.sqlite")).unwrap();
    let sql = DOCUMENT.split("```sql").nth(1).unwrap().split("```").next().unwrap();
    let queries: Vec<&str> = sql.split(';').filter(|query| query.contains("SELECT")).collect();
    assert_eq!(queries.len(), 3);
    for query in queries {
        store.prepare(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    }
}

#[test]
fn times_are_there_with_offset_and_in_utc() {
    let program = filled();
    let of_arabic = |column: &str| {
        program.query::<String>(&format!("SELECT {column} FROM articles WHERE language = 'ar'"))
    };
    assert_eq!(of_arabic("published_at"), "2021-03-18T21:40:00+02:00");
    assert_eq!(of_arabic("published_at_utc"), "2021-03-18T19:40:00Z");
    assert_eq!(of_arabic("published_from"), "dateline");
    assert_eq!(of_arabic("dateline_place"), "دمشق");
    assert!(of_arabic("first_seen_at").ends_with('Z'));
    let link = "SELECT link.title || ' ' || position FROM related_links AS link JOIN articles ON id = article_id WHERE language = 'ar' ORDER BY ordinal";
    assert_eq!(program.query::<String>(link), "ما الذي تغيّر في السوق القديم خلال عامين؟ in_body");
}
