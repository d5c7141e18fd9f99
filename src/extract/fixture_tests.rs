//! Every page under `fixtures/pages` against the `.expected.json` beside it, and the seed when it is there.
//!
//! Only the keys that an expectation states are compared; its `url`, when it states one, is the address of the page.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

use super::{ExtractContext, extract_html, extract_plain_text};
use crate::model::{Article, Hints, Page, Validators};

#[test]
fn fixtures_give_what_is_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let mut differences = Vec::new();
    let pages = pages_in(&folder);
    for page in &pages {
        differences.extend(compare_page(page, &expectation_of(page)));
    }
    assert!(pages.len() >= 6, "the fixtures are not where they should be: {}", folder.display());
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
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
    let context = ExtractContext { rule: None, hints: &Hints::default(), now, memory: None };
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
