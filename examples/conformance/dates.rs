//! The kinds `dates` and `datelines`.

use chrono::Utc;
use gleaner::dates::{DateContext, read_machine_date};
use gleaner::extract::{read_dateline_line, read_opening_dateline};
use serde_json::{Value, json};

/// `{id, value}`: what the text of a vector is read as, or null.
pub(crate) fn predict_date(vector: &Value) -> Value {
    let reading = read_machine_date(vector["text"].as_str().unwrap_or_default(), &context_of(vector));
    json!({"id": vector["id"], "value": reading.map(|reading| reading.value.to_string())})
}

/// `{id, dateline}`: place and agency of a text, read as an opening, else as a line of its own.
pub(crate) fn predict_dateline(vector: &Value) -> Value {
    let (context, text) = (context_of(vector), vector["text"].as_str().unwrap_or_default());
    let reading = read_opening_dateline(text, &context).or_else(|| read_dateline_line(text, &context));
    let found = reading.map(|reading| {
        json!({"place": reading.dateline.place, "agency": reading.dateline.agency, "raw": reading.dateline.raw})
    });
    json!({"id": vector["id"], "dateline": found})
}

fn context_of(vector: &Value) -> DateContext<'_> {
    let now = vector["now"].as_str().and_then(|now| now.parse().ok());
    DateContext {
        now: now.unwrap_or_else(Utc::now),
        language: vector["language"].as_str(),
        time_zone: vector["timezone_hint"].as_str().and_then(|zone| zone.parse().ok()),
        formats: &[],
    }
}
