//! Vectors `{"id", "bytes_b64", "content_type"}` to `{"id", "text"}`.

use gleaner::charset::{decode_html, decode_xml};
use serde_json::{Value, json};

pub(crate) fn predict(vector: &Value) -> Value {
    let body = base64(vector["bytes_b64"].as_str().unwrap_or_default());
    let content_type = vector["content_type"].as_str();
    let is_xml = vector["class"] == "xml"
        || content_type.is_some_and(|label| label.contains("xml") && !label.contains("html"));
    let decoded = if is_xml { decode_xml(&body, content_type) } else { decode_html(&body, content_type) };
    json!({"id": vector["id"], "text": decoded.text})
}

/// RFC 4648, section 4; what is no digit of it is skipped.
fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: Vec<u32> = text
        .bytes()
        .filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte))
        .map(|value| value as u32)
        .collect();
    let mut bytes = Vec::new();
    for group in digits.chunks(4) {
        let bits = group.iter().enumerate().fold(0, |bits, (index, value)| bits | value << (18 - 6 * index));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    bytes
}
