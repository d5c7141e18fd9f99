//! The real texts: bodies of the corpus, each once, with a guess at their language.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use gleaner::text::word_list;
use serde_json::Value;

/// Fewest words of a text that is used; shorter ones leave nothing to cut.
const LEAST_WORDS: usize = 150;

/// Which half of the corpus, by site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    /// The one that thresholds were chosen on.
    Tune,
    /// The other one.
    Report,
}

impl Half {
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Tune => Self::Report,
            Self::Report => Self::Tune,
        }
    }
}

/// One text.
pub(crate) struct Text {
    pub(crate) title: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) site: String,
    /// Tells texts of one language from others.
    pub(crate) language: String,
}

impl Text {
    pub(crate) fn body(&self) -> String {
        self.paragraphs.join("\n\n")
    }
}

/// The texts of a half of the corpus that are long enough.
pub(crate) fn read_texts(folder: &Path, half: Half) -> Vec<Text> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".truth.jsonl"))
        .collect();
    files.sort();
    let (mut texts, mut seen) = (Vec::new(), HashSet::new());
    for file in files {
        for line in fs::read_to_string(file).unwrap().lines() {
            let Some(text) = read_text(&serde_json::from_str(line).unwrap(), half) else { continue };
            let beginning: Vec<String> = word_list(&text.body()).into_iter().take(40).collect();
            if seen.insert(beginning) {
                texts.push(text);
            }
        }
    }
    texts
}

fn read_text(line: &Value, half: Half) -> Option<Text> {
    let site = line["site"].as_str()?;
    let is_tune = site.bytes().map(u32::from).sum::<u32>() % 2 == 0;
    let body = line["body"].as_str()?;
    if is_tune != (half == Half::Tune) || word_list(body).len() < LEAST_WORDS {
        return None;
    }
    let language =
        whatlang::detect_lang(body).map_or_else(String::new, |language| language.code().to_owned());
    let paragraphs: Vec<String> =
        body.split("\n\n").map(str::to_owned).filter(|paragraph| !paragraph.trim().is_empty()).collect();
    let title = line["title"].as_str().map(str::to_owned);
    let title =
        title.unwrap_or_else(|| paragraphs[0].split_whitespace().take(9).collect::<Vec<_>>().join(" "));
    Some(Text { title, paragraphs, site: site.to_owned(), language })
}
