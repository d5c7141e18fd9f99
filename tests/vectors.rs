//! Charsets by table, and the shared vectors for robots.txt and charsets where they are at hand.

use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use gleaner::charset::{decode_html, decode_xml};
use serde_json::Value;

#[path = "../examples/conformance/charsets.rs"]
mod charsets;
#[path = "../examples/conformance/robots.rs"]
mod robots;

/// Sentences, and the encodings that can hold them.
const SENTENCES: &[(&str, &[&str])] = &[
    ("أعلنت البلدية اليوم افتتاح الجسر القديم أمام السكان", &["windows-1256", "iso-8859-6", "utf-8"]),
    (
        "Der Bürgermeister eröffnete gestern die alte Brücke über den Fluß",
        &["windows-1252", "iso-8859-15", "utf-8"],
    ),
    ("Мэр города открыл вчера старый мост через реку", &["windows-1251", "koi8-r", "iso-8859-5", "utf-8"]),
    ("市長は昨日、古い橋の再開を発表した", &["shift_jis", "euc-jp", "utf-8"]),
    ("市长昨天宣布旧桥重新开放", &["gbk", "gb18030", "utf-8"]),
    ("Starosta města včera otevřel starý most přes řeku", &["windows-1250", "iso-8859-2", "utf-8"]),
    ("Belediye başkanı dün eski köprüyü yeniden açtı", &["windows-1254", "utf-8"]),
    ("ראש העיר פתח אתמול את הגשר הישן", &["windows-1255", "iso-8859-8", "utf-8"]),
    ("Ο δήμαρχος άνοιξε χθες την παλιά γέφυρα", &["windows-1253", "iso-8859-7", "utf-8"]),
];

fn encoded(text: &str, label: &str) -> Vec<u8> {
    let (bytes, _, has_lost) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
    assert!(!has_lost, "{label} cannot hold {text}");
    bytes.into_owned()
}

#[test]
fn declared_charsets_are_obeyed_wherever_they_are_declared() {
    for (sentence, labels) in SENTENCES {
        for label in *labels {
            let page = format!("<!DOCTYPE html><html><body><p>{sentence}</p></body></html>");
            let header = format!("text/html; charset={label}");
            assert_eq!(decode_html(&encoded(&page, label), Some(&header)).text, page, "{label} by header");
            let meta = page.replace("<body>", &format!("<head><meta charset=\"{label}\"></head><body>"));
            assert_eq!(decode_html(&encoded(&meta, label), Some("text/html")).text, meta, "{label} by meta");
            let old = format!("<meta http-equiv=\"Content-Type\" content=\"text/html; charset={label}\">");
            let old = page.replace("<body>", &format!("<head>{old}</head><body>"));
            assert_eq!(decode_html(&encoded(&old, label), None).text, old, "{label} by http-equiv");
            let feed =
                format!("<?xml version=\"1.0\" encoding=\"{label}\"?><rss><title>{sentence}</title></rss>");
            assert_eq!(decode_xml(&encoded(&feed, label), None).text, feed, "{label} by XML declaration");
            let feed = format!("<rss><title>{sentence}</title></rss>");
            let header = format!("application/rss+xml; charset={label}");
            assert_eq!(decode_xml(&encoded(&feed, label), Some(&header)).text, feed, "{label} by header");
        }
    }
}

#[test]
fn byte_order_marks_and_wide_characters_are_told_by_themselves() {
    for (sentence, _) in SENTENCES {
        let feed = format!("<?xml version=\"1.0\"?><rss><title>{sentence}</title></rss>");
        let little: Vec<u8> = format!("\u{feff}{feed}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = format!("\u{feff}{feed}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [little, big, format!("\u{feff}{feed}").into_bytes()] {
            assert_eq!(decode_xml(&bytes, Some("text/xml; charset=windows-1252")).text, feed);
            assert_eq!(decode_html(&bytes, None).text, feed);
        }
    }
}

/// The lines of a file of shared vectors, if it is at hand.
#[expect(clippy::print_stdout, reason = "who reads the output of the test is told that it did nothing")]
fn shared(name: &str) -> Option<Vec<Value>> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/vectors").join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()),
        Err(_) => {
            println!("skipped: there is no {}", path.display());
            None
        }
    }
}

#[test]
fn shared_vectors_of_robots_txt_are_met_where_they_are_firm() {
    let Some(vectors) = shared("robots.jsonl") else { return };
    let mut wrong = Vec::new();
    for vector in vectors.iter().filter(|vector| vector.get("contestable").is_none()) {
        let told = robots::predict(vector);
        if told["allowed"] != vector["allowed"] {
            wrong.push(vector["id"].to_string());
        }
    }
    assert!(wrong.is_empty() && !vectors.is_empty(), "{wrong:?}");
}

#[test]
fn shared_vectors_of_charsets_are_met_where_they_are_firm() {
    let Some(vectors) = shared("charsets.jsonl") else { return };
    let mut wrong = Vec::new();
    for vector in vectors.iter().filter(|vector| vector.get("contestable").is_none()) {
        if charsets::predict(vector)["text"] != vector["expect_text"] {
            wrong.push(vector["id"].to_string());
        }
    }
    assert!(wrong.is_empty() && !vectors.is_empty(), "{wrong:?}");
}
