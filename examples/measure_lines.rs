//! Prints what the model of the body is trained on: for every page of WARC files one JSON object with its lines and their numbers.
//!
//! `cargo run --release --example measure_lines -- PAGES.warc.gz...`

use std::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, Write};

use chrono::DateTime;
use gleaner::archive::{ArchivedDocument, WarcReader};
use gleaner::extract::{ExtractContext, measure_lines};
use gleaner::model::Hints;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    for file in std::env::args().skip(1) {
        for record in WarcReader::new(File::open(&file)?, DateTime::UNIX_EPOCH)? {
            let ArchivedDocument::Page { url, page } = record? else { continue };
            let context =
                ExtractContext { rule: None, hints: &Hints::default(), now: page.fetched_at, memory: None };
            let (names, lines) = measure_lines(&page, &context);
            let lines: Vec<_> = lines
                .into_iter()
                .map(|line| json!({"text": line.text, "kind": line.kind, "values": line.values}))
                .collect();
            let record = json!({"url": url, "first": names.first, "rest": names.rest, "lines": lines});
            writeln!(out, "{record}")?;
        }
    }
    Ok(())
}
