//! Every page under `fixtures/pages` and `fixtures/related` against the `.expected.json` beside it, and the seed when it is there.
//!
//! Only the keys that an expectation states are compared; its `url`, when it states one, is the address of the page.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

use super::{ExtractContext, extract_html, extract_plain_text};
use crate::config::SiteRules;
use crate::model::{Article, Hints, Page, Validators};

#[test]
fn fixtures_give_what_is_expected() {
    check_folder("fixtures/pages", 6);
}

#[test]
fn related_links_are_told_from_the_story_in_every_language() {
    check_folder("fixtures/related", 12);
}

/// Compares all pages of a folder, of which there must be some.
fn check_folder(name: &str, at_least: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let mut differences = Vec::new();
    let pages = pages_in(&folder);
    for page in &pages {
        differences.extend(compare_page(page, &expectation_of(page)));
    }
    assert!(pages.len() >= at_least, "the fixtures are not where they should be: {}", folder.display());
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

#[test]
fn every_shipped_rule_has_a_fixture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let hosts: Vec<String> = pages_in(&root.join("fixtures/pages"))
        .iter()
        .filter_map(|page| {
            let expected: Value = serde_json::from_slice(&fs::read(expectation_of(page)).unwrap()).unwrap();
            Url::parse(expected.get("url")?.as_str()?).ok()?.host_str().map(str::to_owned)
        })
        .collect();
    for rule in fs::read_dir(root.join("config/sites")).unwrap() {
        let path = rule.unwrap().path();
        let host = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            hosts.iter().any(|known| *known == host || known.ends_with(&format!(".{host}"))),
            "{host} has a rule and no fixture"
        );
    }
}

#[test]
// Printed, since a skipped comparison must not look like a passed one.
fn seed_gives_every_expected_field() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seed");
    if !folder.is_dir() {
        eprintln!("SKIPPED: the seed comparison, because {} does not exist", folder.display());
        return;
    }
    let page = folder.join("syria-tv-2021-02-04.txt");
    let differences = compare_page(&page, &folder.join("syria-tv-2021-02-04.expected.json"));
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// The files in the folder that are no expectations.
fn pages_in(folder: &Path) -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "html" || ending == "txt"))
        .collect();
    pages.sort();
    pages
}

/// `page.html.expected.json` for `page.html`.
fn expectation_of(page: &Path) -> PathBuf {
    let mut name = page.as_os_str().to_owned();
    name.push(".expected.json");
    name.into()
}

fn compare_page(page: &Path, expectation: &Path) -> Vec<String> {
    let expected: Value = serde_json::from_slice(&fs::read(expectation).unwrap()).unwrap();
    let url = expected.get("url").and_then(Value::as_str).filter(|url| !url.is_empty());
    let article = serde_json::to_value(read_file(page, url)).unwrap();
    let mut differences = Vec::new();
    let name = page.file_name().unwrap().to_string_lossy();
    for (field, wanted) in expected.as_object().unwrap().iter().filter(|(field, _)| *field != "kind") {
        let got = article.get(field).unwrap_or(&Value::Null);
        if !contains(got, wanted) {
            differences.push(format!("{name}, {field}:\n  expected {wanted}\n  got      {got}"));
        }
    }
    differences
}

fn read_file(path: &Path, url: Option<&str>) -> Article {
    let now: DateTime<Utc> = "2026-11-24T02:00:00Z".parse().unwrap();
    let url = url.map_or_else(
        || Url::from_file_path(path.canonicalize().unwrap()).unwrap(),
        |url| url.parse().unwrap(),
    );
    let page = Page {
        requested_url: url.clone(),
        final_url: url,
        status: 200,
        fetched_at: now,
        content_type: None,
        content_language: None,
        content_location: None,
        validators: Validators::default(),
        body: fs::read(path).unwrap(),
    };
    let rules = SiteRules::load(None).unwrap();
    let rule = page.final_url.host_str().and_then(|host| rules.for_host(host, now.date_naive()));
    let context = ExtractContext { rule, hints: &Hints::default(), now, memory: None };
    if path.extension().is_some_and(|ending| ending == "txt") {
        extract_plain_text(&page, &context)
    } else {
        extract_html(&page, &context)
    }
}

/// Whether `got` has all that `wanted` states: objects may have more keys, lists may not have more items.
fn contains(got: &Value, wanted: &Value) -> bool {
    match (got, wanted) {
        (Value::Object(got), Value::Object(wanted)) => {
            wanted.iter().all(|(key, value)| got.get(key).is_some_and(|got| contains(got, value)))
        }
        (Value::Array(got), Value::Array(wanted)) => {
            got.len() == wanted.len() && got.iter().zip(wanted).all(|(got, wanted)| contains(got, wanted))
        }
        _ => got == wanted,
    }
}
