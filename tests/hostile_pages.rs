//! Pages made to cost their reader: each is read, and what comes out is no larger than what went in. `benches/hostile.rs` measures
//! the same pages at full size.

use chrono::DateTime;
use gleaner::extract::{ExtractContext, extract_html};
use gleaner::model::{Article, Hints, Page, Validators};

use crate::support::attacks::{attack, attacks};

fn read(page: &str) -> Article {
    let address: url::Url = "https://site.example/story".parse().unwrap();
    let page = Page {
        requested_url: address.clone(),
        final_url: address,
        status: 200,
        fetched_at: DateTime::UNIX_EPOCH,
        content_type: Some("text/html; charset=utf-8".into()),
        content_language: None,
        content_location: None,
        validators: Validators::default(),
        body: page.as_bytes().to_vec(),
    };
    let hints = Hints::default();
    extract_html(
        &page,
        &ExtractContext { rule: None, hints: &hints, now: DateTime::UNIX_EPOCH, memory: None },
    )
}

#[test]
fn attacks_are_read_and_do_not_grow() {
    /// What the fields of any article take in JSON, in bytes; with what a text is worth in several fields.
    const FIXED: usize = 4_000;
    const SHARE: usize = 8;
    for (name, page) in attacks(20_000) {
        let article = read(&page);
        let json = serde_json::to_string(&article).unwrap();
        assert!(json.len() < FIXED + SHARE * page.len(), "{name}: {} bytes", json.len());
        assert!(article.warnings.len() < 10, "{name}: {:?}", article.warnings);
    }
}

#[test]
fn cut_off_attacks_are_read() {
    for (_, page) in attacks(1_500) {
        for end in [page.len() / 3, page.len() / 2, page.len() - 1] {
            read(&page[..page.floor_char_boundary(end)]);
        }
    }
}

#[test]
fn attacks_can_be_made_one_by_one() {
    let all = attacks(100);
    for (number, (name, _)) in all.iter().enumerate() {
        assert_eq!(attack(number, 100).map(|attack| attack.0), Some(*name));
    }
    assert!(attack(all.len(), 100).is_none());
}
