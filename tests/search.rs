//! Searching with the gleaner binary: what was ingested is found, marked and filtered, and what cannot be answered is said.

use crate::program::Program;
use crate::stories::QUICK;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

/// A store with three English stories and an Arabic one, found through the source "news".
fn filled() -> Program {
    let server = NewsServer::start();
    let mut stories: Vec<Story> = ["bridge", "harvest", "library"].map(Story::english).into();
    stories.push(Story::arabic("jisr"));
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
fn story_is_found_by_its_words_with_the_match_marked() {
    let program = filled();
    let story = Story::english("bridge");
    let word = story.title.split_whitespace().max_by_key(|word| word.len()).unwrap().to_lowercase();
    let hits = program.json(&["search", &format!("title:{word}")], 0);
    assert!(hits.iter().any(|hit| hit["title"] == story.title.as_str()), "{hits:?}");
    let hit = &hits[0];
    assert_eq!((&hit["kind"], &hit["rank"], &hit["sources"][0]), (&"hit".into(), &1.into(), &"news".into()));
    let title: Vec<char> = hit["title"].as_str().unwrap().chars().collect();
    let place = hit["title_matches"][0].as_array().unwrap();
    let [start, end] = [0, 1].map(|at| place[at].as_u64().unwrap() as usize);
    assert_eq!(title[start..end].iter().collect::<String>().to_lowercase(), word);
    let text = program.run(&["search", &word]);
    assert!(text.out.to_lowercase().contains(&format!("*{word}*")), "{text:?}");
    assert!(text.err.contains("found") || text.err.contains("shown"), "{text:?}");
}

#[test]
fn arabic_is_found_in_any_spelling_and_filters_hold() {
    let program = filled();
    let story = Story::arabic("jisr");
    let body = story.paragraphs.join(" ");
    let word = body.split_whitespace().find(|word| word.contains('ة')).unwrap();
    let plain: String = word.replace('ة', "ه").replace(['أ', 'إ'], "ا");
    let plain = plain.trim_matches(|letter: char| !letter.is_alphabetic()).to_owned();
    let hits = program.json(&["search", &plain, "--language", "ar"], 0);
    assert_eq!(hits.len(), 1, "{plain}");
    assert_eq!((&hits[0]["direction"], &hits[0]["title"]), (&"rtl".into(), &story.title.as_str().into()));
    assert!(!hits[0]["snippet_matches"].as_array().unwrap().is_empty(), "{:?}", hits[0]);
    for narrow in [["--language", "en"], ["--site", "example.org"], ["--until", "1999-01-01"]] {
        assert!(program.json(&[&["search", &plain], &narrow[..]].concat(), 0).is_empty(), "{narrow:?}");
    }
    assert_eq!(
        program
            .json(&["search", &plain, "--source", "news", "--since", "2021-03-18", "--order", "newest"], 0)
            .len(),
        1
    );
}

#[test]
fn what_cannot_be_answered_is_a_usage_error_in_one_sentence() {
    let program = filled();
    for (arguments, reason) in [
        (vec!["search", "old \"bridge"], "the quotation mark at character 5 is not closed"),
        (vec!["search", "..."], "no word to search for"),
        (vec!["search", "bridge AND"], "joins nothing"),
        (vec!["search", "bridge", "--since", "soon"], "a day such as"),
        (vec!["search", "bridge", "--source", "nobody"], "no source is called \"nobody\""),
        (vec!["search", "bridge", "--limit", "0"], "0"),
    ] {
        let ended = program.run(&arguments);
        assert_eq!(ended.code, 2, "{ended:?}");
        assert!(ended.err.contains(reason) && ended.out.is_empty(), "{ended:?}");
    }
    let nothing = program.run(&["search", "zzzzzz"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (0, ""), "{nothing:?}");
    assert!(nothing.err.contains("nothing stored answers that"), "{nothing:?}");
    assert_eq!(Program::new().run(&["search", "bridge"]).code, 3, "there is no store");
}
