//! The store's promises, told as stories over its public interface.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;
use url::Url;

use super::*;
use crate::model::{
    Access as ReadingAccess, Admission, Article, ArticleId, Block, BlockKind, Candidate, Change,
    DateCandidate, DateOrigin, Dateline, Direction, Enclosure, Fingerprint, FoundVia, Hints, HostPause,
    Image, LinkPosition, Neighbour, NewSource, PollNote, PollOutcome, Precision, RelatedLink, Relation,
    Rhythm, SourceKind, SourceState, Timestamp, Validators, Verdict, Warning,
};

pub(super) fn open(folder: &TempDir) -> Store {
    Store::open(&folder.path().join("a.sqlite"), Access::ReadWrite, Duration::from_secs(10)).unwrap()
}

pub(super) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
}

/// No site has to be left alone.
pub(super) fn anywhere(_: &Url) -> Admission {
    Admission::Granted
}

pub(super) fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

pub(super) fn pause(host: &str, minutes: i64) -> HostPause {
    HostPause { host: host.to_owned(), until: at(minutes) }
}

pub(super) fn note(polled_at: DateTime<Utc>) -> PollNote {
    PollNote {
        polled_at,
        url: "https://example.org/feed".to_owned(),
        answered_by: None,
        outcome: PollOutcome::Fresh,
        status: Some(200),
        body_bytes: 1000,
        took: Duration::from_millis(20),
        sent: Validators::default(),
        received: Validators { etag: Some(b"\"v1\"".to_vec()), last_modified: None },
        new_entries: 0,
        error: None,
        next_due_at: None,
        due_because: None,
    }
}

pub(super) fn source(name: &str, address: &str) -> NewSource {
    NewSource {
        name: name.to_owned(),
        url: url(address),
        kind: SourceKind::Feed,
        interval: Duration::from_secs(3600),
        interval_is_own: false,
        enabled: true,
        tags: Vec::new(),
        link_selector: None,
    }
}

pub(super) fn candidate(address: &str, source_id: Option<crate::model::SourceId>) -> Candidate {
    Candidate { url: url(address), source_id, found_via: FoundVia::Feed, hints: Hints::default() }
}

/// Limits that never bind.
const ANY: LeaseLimits = LeaseLimits { in_all: 99, per_site: 99 };

fn ingested(address: &str, content: u8) -> Ingested {
    let mut article = Article::empty(address);
    article.title = format!("title {content}");
    article.site = Some("example.org".to_owned());
    article.set_blocks(vec![Block { kind: BlockKind::Paragraph, text: format!("body {content}") }]);
    Ingested {
        article,
        fingerprint: Fingerprint { content: [content; 32], same_text: Some([content; 32]) },
        own_url: url(address),
        asked_url: None,
        canonical_url: None,
        fetched_at: at(0),
        candidate: candidate(address, None),
        candidate_id: None,
        recheck: None,
        site_own: Vec::new(),
    }
}

/// Stand-ins for the functions of `dedup`, which this room may not import.
const JUDGES: Judges = Judges {
    verdict: judge,
    changes: |before, after| if before.body == after.body { Vec::new() } else { vec![Change::Body] },
    replaces: |_, _| false,
};

/// The rule of `dedup::judge`.
fn judge(neighbours: &[Neighbour], print: &Fingerprint, _title: &str) -> Verdict {
    let Some(known) = neighbours.iter().min_by_key(|one| one.relation) else { return Verdict::New };
    match known.relation {
        Relation::Own if known.fingerprint.content != print.content => Verdict::Revision { of: known.id },
        Relation::Text => Verdict::Duplicate { of: known.id },
        Relation::Copy if known.fingerprint.same_text != print.same_text => Verdict::New,
        _ => Verdict::Unchanged { of: known.id },
    }
}

#[tokio::test]
async fn copy_that_is_edited_becomes_an_article_and_both_stay_what_they_are() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let (one, two) = ("https://example.org/a", "https://example.org/b");
    let first = store.save_article(ingested(one, 1), JUDGES).await.unwrap().article_id.unwrap();
    let copy = store.save_article(ingested(two, 1), JUDGES).await.unwrap();
    assert_eq!(copy.verdict, Verdict::Duplicate { of: first });
    let again = store.save_article(ingested(two, 1), JUDGES).await.unwrap();
    assert_eq!(again.verdict, Verdict::Unchanged { of: first });
    let edited = store.save_article(ingested(two, 2), JUDGES).await.unwrap();
    assert_eq!(edited.verdict, Verdict::New);
    let second = edited.article_id.unwrap();
    assert_eq!(
        store.save_article(ingested(one, 1), JUDGES).await.unwrap().verdict,
        Verdict::Unchanged { of: first }
    );
    assert_eq!(
        store.save_article(ingested(two, 3), JUDGES).await.unwrap().verdict,
        Verdict::Revision { of: second }
    );
}

#[tokio::test]
async fn page_of_another_way_ends_the_wait_of_its_candidate() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let address = "https://example.org/a";
    store.enqueue_candidates(vec![candidate(address, None)], at(0)).await.unwrap();
    store.save_article(ingested(address, 1), JUDGES).await.unwrap();
    assert_eq!(store.stats().await.unwrap().candidates_waiting, 0);
}

#[tokio::test]
async fn site_has_so_many_pages_in_hand_and_others_do_not_wait() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let slow = (0..5).map(|number| candidate(&format!("https://slow.example/{number}"), None));
    let found = slow.chain([candidate("https://quick.example/1", None)]).collect();
    store.enqueue_candidates(found, at(0)).await.unwrap();
    let limits = LeaseLimits { in_all: 9, per_site: 2 };
    let sites = |leased: Vec<(LeasedCandidate, Option<String>)>| -> Vec<String> {
        leased.iter().map(|(leased, _)| leased.candidate.url.host_str().unwrap().to_owned()).collect()
    };
    let first = store.lease_waiting(limits, ("one".into(), at(1)), anywhere).await.unwrap();
    assert_eq!(sites(first), ["slow.example", "slow.example", "quick.example"]);
    assert!(store.lease_waiting(limits, ("one".into(), at(1)), anywhere).await.unwrap().is_empty());
    // Another process, or the next one after a crash, has a line of its own.
    let second = store.lease_waiting(limits, ("two".into(), at(1)), anywhere).await.unwrap();
    assert_eq!(sites(second), ["slow.example", "slow.example"]);
}

#[tokio::test]
async fn every_site_has_its_turn_however_many_there_are() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let found = (0..50).map(|number| candidate(&format!("https://site{number}.example/1"), None)).collect();
    store.enqueue_candidates(found, at(0)).await.unwrap();
    let limits = LeaseLimits { in_all: 7, per_site: 2 };
    let mut leased = 0;
    for _ in 0..8 {
        leased += store.lease_waiting(limits, ("one".into(), at(1)), anywhere).await.unwrap().len();
    }
    assert_eq!(leased, 50);
}

#[tokio::test]
async fn address_that_was_only_declared_is_read_all_the_same_and_entries_that_come_later_wait_too() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let mut declaring = ingested("https://example.org/a", 1);
    declaring.canonical_url = Some(url("https://example.org/b"));
    store.save_article(declaring, JUDGES).await.unwrap();
    let found = vec![candidate("https://example.org/a", None), candidate("https://example.org/b", None)];
    let slots = store.enqueue_candidates(found, at(0)).await.unwrap();
    assert!(slots[0].is_none() && slots[1].is_some(), "{slots:?}");

    store.put_off_hosts(vec![pause("example.org", 60)], at(0)).await.unwrap();
    store.put_off_hosts(vec![pause("example.org", 30)], at(0)).await.unwrap();
    let later =
        store.enqueue_candidates(vec![candidate("https://example.org/c", None)], at(1)).await.unwrap();
    assert!(store.lease_candidate(later[0].unwrap(), "one".into(), at(59)).await.unwrap().is_none());
    assert_eq!(store.lease_waiting(ANY, ("one".into(), at(60)), anywhere).await.unwrap().len(), 2);
}

#[tokio::test]
async fn site_that_asks_for_time_gets_it_for_all_its_pages() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let found =
        ["https://example.org/1", "https://example.org/2"].map(|address| candidate(address, None)).to_vec();
    let ids = store.enqueue_candidates(found, at(0)).await.unwrap();
    store.put_off_hosts(vec![pause("www.example.org", 60)], at(0)).await.unwrap();
    let one = ids[1].unwrap();
    assert!(store.lease_candidate(one, "one".into(), at(59)).await.unwrap().is_none());
    let limits = LeaseLimits { in_all: 9, per_site: 9 };
    assert!(store.lease_waiting(limits, ("one".into(), at(59)), anywhere).await.unwrap().is_empty());
    assert!(store.lease_candidate(one, "one".into(), at(61)).await.unwrap().is_some());
}

#[tokio::test]
async fn page_that_never_comes_to_an_end_is_given_up() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    store.enqueue_candidates(vec![candidate("https://example.org/1", None)], at(0)).await.unwrap();
    let limits = LeaseLimits { in_all: 9, per_site: 9 };
    let mut begun = 0;
    for hour in 1..100 {
        begun += store.lease_waiting(limits, ("killed".into(), at(hour * 60)), anywhere).await.unwrap().len();
    }
    assert_eq!(begun, 10);
    assert_eq!(store.stats().await.unwrap().candidates_given_up, 1);
}

#[tokio::test]
async fn article_is_stored_once_and_every_version_is_kept() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let first = store.save_article(ingested("https://example.org/a", 1), JUDGES).await.unwrap();
    assert_eq!(first.verdict, Verdict::New);
    let id = first.article_id.unwrap();
    let again = store.save_article(ingested("https://example.org/a", 1), JUDGES).await.unwrap();
    assert_eq!(again.verdict, Verdict::Unchanged { of: id });
    let edited = store.save_article(ingested("https://example.org/a", 2), JUDGES).await.unwrap();
    assert_eq!(edited.verdict, Verdict::Revision { of: id });
    let copy = store.save_article(ingested("https://example.org/copy", 2), JUDGES).await.unwrap();
    assert_eq!(copy.verdict, Verdict::Duplicate { of: id });

    let by_copy = ArticleKey::Url(Box::new(url("https://example.org/copy")));
    let current = store.find_article(by_copy, None).await.unwrap().unwrap();
    assert_eq!((current.id, current.revision, current.article.title.as_str()), (id, 2, "title 2"));
    let old = store.find_article(ArticleKey::Id(id), Some(1)).await.unwrap().unwrap();
    assert_eq!((old.article.title.as_str(), old.revisions.len()), ("title 1", 2));
    assert!(store.find_article(ArticleKey::Id(id), Some(3)).await.unwrap().is_none());
    assert_eq!(store.page_through(0, 10, false).await.unwrap().len(), 1);
    assert_eq!(store.page_through(0, 10, true).await.unwrap().len(), 2);
    assert!(store.integrity_problems(CheckDepth::Quick).await.unwrap().is_empty());
}

#[tokio::test]
async fn every_field_of_an_article_comes_back() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let mut full = ingested("https://example.org/full", 1);
    let article = &mut full.article;
    article.canonical_url = Some("https://example.org/canonical".into());
    article.dateline = Some(Dateline {
        raw: "2021.02.04 | 23:10 دمشق".into(),
        place: Some("دمشق".into()),
        agency: None,
        time_zone: Some("Asia/Damascus".into()),
    });
    article.authors = vec!["Jane Roe".into(), "رنا الحسن".into()];
    article.published_at = Some("2021-02-04T23:10:00+02:00".parse().unwrap());
    article.published_precision = Some(Precision::Minute);
    article.published_from = Some(DateOrigin::JsonLd);
    article.date_candidates = vec![DateCandidate {
        value: "2021-02-04".parse().unwrap(),
        from: DateOrigin::Url,
        raw: "/2021/02/04/".into(),
    }];
    article.language = Some("ar".into());
    article.direction = Direction::Rtl;
    article.set_blocks(vec![
        Block { kind: BlockKind::Heading, text: "عنوان".into() },
        Block { kind: BlockKind::Preformatted, text: "line\nline".into() },
        Block { kind: BlockKind::Paragraph, text: "نص الخبر".into() },
    ]);
    article.related = vec![RelatedLink { title: "other".into(), url: None, position: LinkPosition::InBody }];
    article.images =
        vec![Image { url: "https://example.org/i.jpg".into(), caption: Some("c".into()), credit: None }];
    article.enclosures = vec![Enclosure {
        url: "https://example.org/a.mp3".into(),
        media_type: Some("audio/mpeg".into()),
        length: Some(1_000),
    }];
    article.keywords = vec!["سوريا".into()];
    article.access = ReadingAccess::Metered;
    article.word_count = 5;
    article.warnings = vec![Warning::new("odd")];
    let expected = full.article.clone();
    let id = store.save_article(full, JUDGES).await.unwrap().article_id.unwrap();
    assert_eq!(store.find_article(ArticleKey::Id(id), None).await.unwrap().unwrap().article, expected);
}

#[tokio::test]
async fn two_processes_store_the_same_article_once() {
    let folder = TempDir::new().unwrap();
    let (one, two) = (open(&folder), open(&folder));
    for number in 0..20 {
        let address = format!("https://example.org/{number}");
        let (first, second) = tokio::join!(
            one.save_article(ingested(&address, number), JUDGES),
            two.save_article(ingested(&address, number), JUDGES)
        );
        let verdicts = [first.unwrap().verdict, second.unwrap().verdict];
        assert_eq!(verdicts.iter().filter(|verdict| **verdict == Verdict::New).count(), 1, "{verdicts:?}");
    }
    assert_eq!(one.stats().await.unwrap().articles, 20);
}

#[tokio::test]
async fn entries_and_validators_are_kept_together_and_known_pages_left_out() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    store
        .declare_sources(vec![source("a", "https://example.org/feed")], Vanished::Retire, at(0))
        .await
        .unwrap();
    let id = store.sources().await.unwrap()[0].source.id;
    store.save_article(ingested("https://example.org/known", 1), JUDGES).await.unwrap();
    let record = PollRecord {
        source_id: id,
        note: note(at(1)),
        candidates: vec![
            candidate("https://example.org/known", Some(id)),
            candidate("https://example.org/fresh", Some(id)),
        ],
        seen_links: vec![1, -2],
        known_sitemaps: None,
    };
    let settled = |new: &[Option<Timestamp>]| SourceState {
        validators: Validators { etag: Some(b"W/\"x\"".to_vec()), last_modified: None },
        moving_to: Some((url("https://example.org/moved"), 2)),
        next_due_at: Some(at(61)),
        due_because: Some(format!("{} new", new.len())),
        rhythm: Some(Rhythm { missed: 0.5, ..Rhythm::new(at(1)) }),
        ..SourceState::default()
    };
    let slots = store.record_poll(record.clone(), settled).await.unwrap();
    assert!(slots[0].is_none() && slots[1].is_some());
    assert_eq!(store.record_poll(record, settled).await.unwrap(), slots);
    let overview = &store.sources().await.unwrap()[0];
    assert_eq!((overview.state.clone(), overview.articles), (settled(&[]), 1));
    let notes = store.last_polls(id).await.unwrap();
    let told: Vec<_> = notes.iter().map(|note| (note.new_entries, note.due_because.as_deref())).collect();
    assert_eq!(told, [(0, Some("0 new")), (1, Some("1 new"))], "the newest first");

    let leased = store.lease_waiting(ANY, ("one".into(), at(1)), anywhere).await.unwrap();
    assert_eq!(leased.len(), 1);
    assert!(store.lease_waiting(ANY, ("two".into(), at(2)), anywhere).await.unwrap().is_empty());
    store.release_leases("one".into()).await.unwrap();
    let again = store.lease_waiting(ANY, ("two".into(), at(2)), anywhere).await.unwrap();
    assert_eq!(again[0].0.candidate.url.as_str(), "https://example.org/fresh");
    // The second process is killed; its lease ends by itself.
    assert_eq!(store.lease_waiting(ANY, ("three".into(), at(20)), anywhere).await.unwrap().len(), 1);

    let mut read = ingested("https://example.org/fresh", 3);
    (read.candidate, read.candidate_id) = (again[0].0.candidate.clone(), Some(again[0].0.id));
    store.save_article(read, JUDGES).await.unwrap();
    assert_eq!(store.stats().await.unwrap().candidates_waiting, 0);
    assert_eq!(store.sources().await.unwrap()[0].articles, 2);
}

#[tokio::test]
async fn failed_candidate_waits_and_is_kept_when_given_up() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let page = candidate("https://example.org/gone", None);
    let id = store.enqueue_candidates(vec![page.clone()], at(0)).await.unwrap()[0].unwrap();
    store.lease_candidate(id, "one".into(), at(0)).await.unwrap().unwrap();
    assert!(store.lease_candidate(id, "two".into(), at(1)).await.unwrap().is_none());
    store.candidate_failed(id, "status 404".into(), Some(at(15))).await.unwrap();
    assert!(store.lease_waiting(ANY, ("one".into(), at(14)), anywhere).await.unwrap().is_empty());
    assert_eq!(store.lease_waiting(ANY, ("one".into(), at(15)), anywhere).await.unwrap()[0].0.attempts, 2);
    store.candidate_failed(id, "status 404".into(), None).await.unwrap();
    assert_eq!(store.enqueue_candidates(vec![page], at(99)).await.unwrap(), [None]);
    assert_eq!(store.stats().await.unwrap().candidates_given_up, 1);
}

#[tokio::test]
async fn sources_of_file_and_command_live_side_by_side() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    store
        .declare_sources(vec![source("file", "https://example.org/1")], Vanished::Retire, at(0))
        .await
        .unwrap();
    store.add_source(source("mine", "https://example.org/2"), at(0)).await.unwrap().unwrap();
    let taken = store.add_source(source("mine", "https://example.org/3"), at(0)).await.unwrap();
    assert_eq!(taken, Err(SourceRefusal::NameTaken("mine".into())));
    let twice = store.add_source(source("other", "https://example.org/1"), at(0)).await.unwrap();
    assert!(matches!(twice, Err(SourceRefusal::UrlTaken { .. })));
    let declared = store.remove_source("file".into(), at(0)).await.unwrap();
    assert_eq!(declared, Err(SourceRefusal::Declared("file".into())));
    store.switch_source("file".into(), false).await.unwrap().unwrap();
    assert!(store.switch_source("absent".into(), false).await.unwrap().is_err());

    // The switch outlives the next start, and so does what a command added.
    store
        .declare_sources(vec![source("file", "https://example.org/1")], Vanished::Retire, at(1))
        .await
        .unwrap();
    let enabled: Vec<_> = store.sources().await.unwrap().iter().map(|one| one.source.enabled).collect();
    assert_eq!(enabled, [false, true]);
    store.remove_source("mine".into(), at(2)).await.unwrap().unwrap();
    store.declare_sources(Vec::new(), Vanished::Retire, at(2)).await.unwrap();
    assert!(store.sources().await.unwrap().is_empty());
}

#[tokio::test]
async fn preview_keeps_nothing() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let preview = store.preview_article(ingested("https://example.org/a", 1), JUDGES).await.unwrap();
    assert_eq!((preview.verdict, preview.article_id), (Verdict::New, None));
    assert_eq!(store.stats().await.unwrap().articles, 0);
    let id: ArticleId =
        store.save_article(ingested("https://example.org/a", 1), JUDGES).await.unwrap().article_id.unwrap();
    let preview = store.preview_article(ingested("https://example.org/a", 2), JUDGES).await.unwrap();
    assert_eq!(preview.verdict, Verdict::Revision { of: id });
    assert_eq!(store.stats().await.unwrap().revisions, 1);
}
