//! JSON-LD blocks to JSON objects, forgiving what templates do to them: comments around them, raw line breaks, stray commas.
//!
//! Which object is the story's, and what its properties mean, is decided in `structured`.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::page_text::select_all;
use crate::extract::dom::Html;
use crate::model::Warning;

/// One JSON-LD object.
pub(super) type Object = Map<String, Value>;

/// Objects kept of one page; pages that list hundreds of stories need no more to tell which one is theirs.
const MAX_OBJECTS: usize = 2_000;

/// Values that are read of one page, in all its blocks: each takes some hundred bytes when it is read. The longest live blogs have a fifth
/// of that, counting the marks in their texts.
const MOST_VALUES: usize = 200_000;

/// Properties that lead from a page to what it is about. Lists of other stories (`itemListElement`) are not followed.
const INWARD: [&str; 4] = ["@graph", "mainEntity", "mainEntityOfPage", "liveBlogUpdateOf"];

/// The objects of all JSON-LD blocks, outer before inner.
#[derive(Debug, Default)]
pub(super) struct JsonLd {
    /// Objects that may describe the page, in page order.
    pub(super) objects: Vec<Object>,
    by_id: HashMap<String, usize>,
}

impl JsonLd {
    /// Reads all blocks; unreadable ones are left out with a warning.
    pub(super) fn read(html: &Html) -> (Self, Vec<Warning>) {
        let mut found = Self::default();
        let (mut unreadable, mut room, mut has_too_many) = (0_usize, MOST_VALUES, false);
        for block in select_all(html, "script[type*='ld+json' i]") {
            let text: String = block.text().collect();
            let count = values_in(&text);
            if count > room {
                has_too_many = true;
                continue;
            }
            room -= count;
            let values = parse_block(&text);
            if values.is_empty() && !text.trim().is_empty() {
                unreadable += 1;
            }
            values.into_iter().for_each(|value| found.take(value));
        }
        let warning = match unreadable {
            0 => None,
            1 => Some(Warning::new("a JSON-LD block is not valid JSON and was left out")),
            _ => Some(Warning::new(format!(
                "{unreadable} JSON-LD blocks are not valid JSON and were left out"
            ))),
        };
        let too_many = has_too_many
            .then(|| Warning::new("the JSON-LD of the page has too many values; some of it was left out"));
        (found, warning.into_iter().chain(too_many).collect())
    }

    /// The object that `{"@id": …}` refers to, or the object itself when it holds more than a reference.
    pub(super) fn resolve<'a>(&'a self, object: &'a Object) -> &'a Object {
        let reference = (object.len() == 1).then(|| object.get("@id")).flatten().and_then(Value::as_str);
        reference.and_then(|id| self.by_id.get(id)).map_or(object, |&position| &self.objects[position])
    }

    fn take(&mut self, value: Value) {
        match value {
            Value::Array(items) => items.into_iter().for_each(|item| self.take(item)),
            Value::Object(mut object) if self.objects.len() < MAX_OBJECTS => {
                let inner: Vec<Value> = INWARD
                    .iter()
                    .filter_map(|name| {
                        let nested = object.get(*name).is_some_and(|value| !value.is_string());
                        nested.then(|| object.remove(*name)).flatten()
                    })
                    .collect();
                if let Some(id) = object.get("@id").and_then(Value::as_str) {
                    self.by_id.entry(id.to_owned()).or_insert(self.objects.len());
                }
                self.objects.push(object);
                inner.into_iter().for_each(|value| self.take(value));
            }
            _ => {}
        }
    }
}

/// The values of one block: usually one, several when a template wrote objects one after the other.
fn parse_block(text: &str) -> Vec<Value> {
    let text = without_wrapping(text);
    if let Ok(value) = serde_json::from_str(text) {
        return vec![value];
    }
    let repaired = repair(text);
    serde_json::Deserializer::from_str(&repaired).into_iter().map_while(Result::ok).collect()
}

/// The values of a block at most: each but the first stands behind one of these marks, which stand in texts, too.
fn values_in(text: &str) -> usize {
    text.bytes().filter(|byte| matches!(byte, b'{' | b'[' | b',' | b':')).count()
}

/// Without the comment or CDATA marks that templates put around scripts.
fn without_wrapping(text: &str) -> &str {
    let starts = ["<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "//"];
    let ends = ["-->", "//]]>", "// ]]>", "/*]]>*/", "]]>", "//", ";"];
    let mut text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    while let Some(rest) = starts.iter().find_map(|mark| text.strip_prefix(mark)) {
        text = rest.trim_start();
    }
    while let Some(rest) = ends.iter().find_map(|mark| text.strip_suffix(mark)) {
        text = rest.trim_end();
    }
    text
}

/// Makes JSON of what is nearly JSON: control characters in strings are escaped, unknown escapes lose their backslash,
/// commas before a closing bracket are dropped, and so are semicolons between objects.
fn repair(text: &str) -> String {
    let mut repaired = String::with_capacity(text.len());
    let mut in_string = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                in_string = !in_string;
                repaired.push('"');
            }
            '\\' if in_string => match characters.next() {
                Some(escaped @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => {
                    repaired.extend(['\\', escaped]);
                }
                Some(other) if !other.is_control() => repaired.push(other),
                _ => repaired.push(' '),
            },
            control if in_string && control.is_control() => repaired.push(' '),
            '}' | ']' if !in_string => {
                let kept = repaired.trim_end_matches(|c: char| c.is_whitespace() || c == ',').len();
                repaired.truncate(kept);
                repaired.push(character);
            }
            ';' if !in_string => {}
            other => repaired.push(other),
        }
    }
    repaired
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(block: &str, headlines: &[&str]) {
        let page = format!("<script type='application/ld+json'>{block}</script>");
        let (found, _) = JsonLd::read(&Html::parse_document(&page));
        let read: Vec<&str> =
            found.objects.iter().filter_map(|object| object.get("headline")?.as_str()).collect();
        assert_eq!(read, headlines, "{block}");
    }

    #[test]
    fn objects_are_found_in_arrays_graphs_and_main_entities() {
        check(r#"{"headline":"a"}"#, &["a"]);
        check(r#"[{"headline":"a"},[{"headline":"b"}]]"#, &["a", "b"]);
        check(r#"{"@graph":[{"headline":"a"},{"headline":"b"}]}"#, &["a", "b"]);
        check(r#"{"@type":"WebPage","mainEntity":{"headline":"a"}}"#, &["a"]);
        check(r#"{"itemListElement":[{"headline":"other"}]}"#, &[]);
    }

    #[test]
    fn blocks_of_too_many_values_are_left_out() {
        let small = r#"<script type='application/ld+json'>{"headline":"a"}</script>"#;
        let large = |values: usize| {
            format!(r#"<script type='application/ld+json'>{{"list":[{}0]}}</script>"#, "0,".repeat(values))
        };
        // Three marks are not commas, and the small block has two.
        for (values, objects) in [(MOST_VALUES - 5, 2), (MOST_VALUES - 4, 1)] {
            let (found, warnings) = JsonLd::read(&Html::parse_document(&format!("{}{small}", large(values))));
            assert_eq!((found.objects.len(), warnings.len()), (objects, 2 - objects));
            let (found, _) = JsonLd::read(&Html::parse_document(&format!("{small}{}", large(values))));
            assert_eq!(found.objects.len(), objects);
        }
    }

    #[test]
    fn broken_json_is_mended() {
        check("{\"headline\":\"line\nbreak\"}", &["line break"]);
        check(r#"{"headline":"a",}"#, &["a"]);
        check(r#"{"list":[1,2,],"headline":"it\'s"}"#, &["it's"]);
        check("<!-- {\"headline\":\"a\"} -->", &["a"]);
        check("//<![CDATA[\n{\"headline\":\"a\"};\n//]]>", &["a"]);
        check(r#"{"headline":"a"} {"headline":"b"}"#, &["a", "b"]);
    }

    #[test]
    fn hopeless_json_becomes_a_warning() {
        let html = Html::parse_document("<script type='application/ld+json'>{headline: nothing</script>");
        let (found, warnings) = JsonLd::read(&html);
        assert!(found.objects.is_empty());
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn references_lead_to_their_object() {
        let html = Html::parse_document(
            r##"<script type="application/ld+json">{"@graph":[{"@id":"#p","name":"Mona Darwish"},{"author":{"@id":"#p"}}]}</script>"##,
        );
        let (found, _) = JsonLd::read(&html);
        let author = found.objects.iter().find_map(|object| object.get("author")?.as_object()).unwrap();
        assert_eq!(found.resolve(author)["name"], "Mona Darwish");
    }
}
