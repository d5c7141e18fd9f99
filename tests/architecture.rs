//! Dependencies run one way: every `use crate::` line points to a room further down, never up and never sideways.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms and the height they stand at. A room may use those that stand lower; base rooms also each other.
const HEIGHTS: &[(&str, u32)] = &[
    ("model", 0),
    ("canonical", 0),
    ("charset", 0),
    ("clock", 0),
    ("content_kind", 0),
    ("dates", 0),
    ("text", 0),
    ("xml", 0),
    ("search", 1),
    ("config", 1),
    ("archive", 2),
    ("dedup", 2),
    ("discover", 2),
    ("extract", 2),
    ("feed", 2),
    ("fetch", 2),
    ("opml", 2),
    ("schedule", 2),
    ("store", 2),
    ("pipeline", 3),
    ("daemon", 4),
    ("export", 4),
    ("monitor", 5),
    ("webhook", 5),
    ("cli", 6),
    ("main", 7),
];

#[test]
fn dependencies_run_one_way() {
    let heights: BTreeMap<&str, u32> = HEIGHTS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (file, room) in source_files() {
        let text = fs::read_to_string(&file).unwrap();
        let Some(from) = heights.get(room.as_str()) else {
            panic!("the room `{room}` has no height: add it to HEIGHTS and to ARCHITECTURE.md");
        };
        for used in used_rooms(&text) {
            let to = heights
                .get(used.as_str())
                .unwrap_or_else(|| panic!("{}: unknown room `{used}`", file.display()));
            let allowed = used == room || to < from || (*from == 0 && *to == 0);
            if !allowed {
                wrong.push(format!("{}: `{room}` must not use `{used}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn model_knows_no_other_room() {
    for (file, room) in source_files() {
        if room == "model" {
            let used = used_rooms(&fs::read_to_string(&file).unwrap());
            assert!(used.iter().all(|used| used == "model"), "{}: {used:?}", file.display());
        }
    }
}

#[test]
fn sql_stands_in_the_store_only() {
    for (file, room) in source_files() {
        let text = fs::read_to_string(&file).unwrap();
        assert!(room == "store" || !text.contains("rusqlite"), "{} speaks to SQLite", file.display());
    }
}

#[test]
fn clock_is_asked_in_one_place() {
    for (file, _) in source_files() {
        let text = fs::read_to_string(&file).unwrap();
        let asks = ["Utc::now", "Local::now", "SystemTime::now"].iter().any(|call| text.contains(call));
        assert!(!asks || file.ends_with("clock.rs"), "{} asks for the time itself", file.display());
    }
}

/// Every source file with the room it stands in.
fn source_files() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let first = path.strip_prefix(&root).unwrap().components().next().unwrap();
                let room = Path::new(&first).file_stem().unwrap().to_string_lossy().into_owned();
                if room != "lib" {
                    files.push((path, room));
                }
            }
        }
    }
    assert!(files.len() > 50, "only {} source files were found", files.len());
    files
}

/// First segments after `crate::`, wherever it stands in the code, groups (`use crate::{a, b}`) included.
fn used_rooms(text: &str) -> Vec<String> {
    let code =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let list = rest.strip_prefix('{').map_or(rest, |group| group.split('}').next().unwrap_or(group));
        let count = if rest.starts_with('{') { usize::MAX } else { 1 };
        for item in list.split(',').take(count) {
            let name: String =
                item.trim().chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect();
            if !name.is_empty() {
                rooms.push(name);
            }
        }
    }
    rooms
}
