//! Predictions for conformance vectors: `cargo run --release --example conformance -- KIND PATH` prints one JSON object a line.

mod charsets;
mod dates;
mod feeds;
mod robots;
mod urls;

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;

use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, path] = arguments.as_slice() else {
        return Err(
            "usage: conformance KIND PATH, KIND one of: charsets, datelines, dates, feeds, robots, urls"
                .into(),
        );
    };
    let (path, out): (_, &mut dyn Write) = (Path::new(path), &mut io::stdout().lock());
    match kind.as_str() {
        "charsets" => each_line(path, out, charsets::predict),
        "datelines" => each_line(path, out, dates::predict_dateline),
        "dates" => each_line(path, out, dates::predict_date),
        "feeds" => {
            let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
            each_line(&folder.join("cases.jsonl"), out, |case| feeds::predict(case, folder))
        }
        "robots" => each_line(path, out, robots::predict),
        "urls" => each_line(path, out, urls::predict),
        other => Err(format!("unknown kind `{other}`").into()),
    }
}

/// One prediction for each line of a file of vectors.
fn each_line(
    path: &Path,
    out: &mut dyn Write,
    predict: impl Fn(&Value) -> Value,
) -> Result<(), Box<dyn Error>> {
    let text =
        std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    for line in text.lines() {
        writeln!(out, "{}", predict(&serde_json::from_str(line)?))?;
    }
    Ok(())
}
