//! The store's promises about sources and their polls, told as stories over its public interface.

use chrono::{DateTime, Utc};
use tempfile::TempDir;

use super::story_tests::{anywhere, at, note, open, pause, source, url};
use super::*;
use crate::model::{
    Admission, Candidate, FoundVia, Hints, KnownSitemap, NewSource, SourceId, SourceKind, SourceState,
    Validators,
};

/// Takes all that is due at a minute, each until another: their names.
async fn take_due(store: &Store, minute: i64, until: i64) -> Vec<String> {
    take(store, PollStart::Due { by: at(minute), limit: 9 }, minute, until).await.0
}

/// Takes sources: names of those that may be polled, and why the others may not.
async fn take(store: &Store, start: PollStart, minute: i64, until: i64) -> (Vec<String>, Vec<Held>) {
    let next_due = move |_: &_, _: &_| (at(until), "the test says so".to_owned());
    let begun = store.begin_polls(start, ("one".into(), at(minute)), next_due, anywhere).await.unwrap();
    (
        begun.taken.into_iter().map(|one| one.source.name).collect(),
        begun.held.into_iter().map(|(_, held)| held).collect(),
    )
}

async fn declare(store: &Store, sources: Vec<NewSource>, minute: i64) {
    store.declare_sources(sources, Vanished::Retire, at(minute)).await.unwrap();
}

async fn only(store: &Store) -> SourceOverview {
    store.sources().await.unwrap().remove(0)
}

fn record(source_id: SourceId, minute: i64) -> PollRecord {
    let (candidates, seen_links, known_sitemaps) = (Vec::new(), Vec::new(), None);
    PollRecord { source_id, note: note(at(minute)), candidates, seen_links, known_sitemaps }
}

/// A state as a poll leaves it that ended well.
fn polled(next_due_at: DateTime<Utc>) -> SourceState {
    SourceState {
        validators: Validators { etag: Some(b"\"v1\"".to_vec()), last_modified: None },
        validators_url: Some(url("https://example.org/feed")),
        next_due_at: Some(next_due_at),
        ..SourceState::default()
    }
}

#[tokio::test]
async fn source_that_was_taken_is_not_due_again_before_its_time() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    declare(&store, vec![source("a", "https://example.org/feed")], 0).await;
    assert_eq!(take_due(&store, 0, 60).await, ["a"]);
    // The process dies here; another one starts on the same store.
    let restarted = open(&folder);
    declare(&restarted, vec![source("a", "https://example.org/feed")], 1).await;
    assert!(take_due(&restarted, 59, 200).await.is_empty());
    assert_eq!(restarted.next_due_at(at(1)).await.unwrap(), Some(at(60)));
    assert_eq!(take_due(&restarted, 60, 120).await, ["a"]);
}

#[tokio::test]
async fn poll_under_way_is_in_one_hand_until_it_ends_or_its_lease_does() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let id = store.add_source(source("a", "https://example.org/feed"), at(0)).await.unwrap().unwrap();
    let named = || PollStart::Named(vec![id]);
    assert_eq!(take_due(&store, 0, 1).await, ["a"]);
    assert!(take_due(&store, 5, 60).await.is_empty(), "due again, and still under way");
    assert_eq!(store.next_due_at(at(5)).await.unwrap(), Some(at(10)));
    assert_eq!(take(&store, named(), 5, 60).await, (Vec::new(), vec![Held::InHand]));
    store.record_poll(record(id, 6), |_| polled(at(66))).await.unwrap();
    assert_eq!(take(&store, named(), 7, 60).await.0, ["a"]);
    store.release_leases("one".into()).await.unwrap();
    assert_eq!(take(&store, named(), 8, 60).await.0, ["a"], "given back at a stop");
    assert_eq!(take(&store, named(), 18, 60).await.0, ["a"], "its process was killed");
}

#[tokio::test]
async fn user_may_ask_before_the_time_but_not_before_the_servers() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let id = store.add_source(source("a", "https://example.org/feed"), at(0)).await.unwrap().unwrap();
    let named = || PollStart::Named(vec![id]);
    store.record_poll(record(id, 0), |_| polled(at(600))).await.unwrap();
    assert_eq!(take(&store, named(), 1, 61).await.0, ["a"], "not due for hours");
    assert_eq!(only(&store).await.state.next_due_at, Some(at(600)), "the later time stays");
    let asked = SourceState { not_before: Some(at(60)), ..polled(at(70)) };
    store.record_poll(record(id, 2), move |_| asked).await.unwrap();
    assert_eq!(take(&store, named(), 59, 100).await, (Vec::new(), vec![Held::Paused(at(60))]));
    assert_eq!(only(&store).await.state.next_due_at, Some(at(70)), "it was left as it was");
    store.put_off_hosts(vec![pause("example.org", 80)], at(59)).await.unwrap();
    assert_eq!(take(&store, named(), 61, 100).await, (Vec::new(), vec![Held::Paused(at(80))]));
    assert_eq!(store.host_pauses(at(61)).await.unwrap(), [pause("example.org", 80)]);
    assert_eq!(take(&store, named(), 80, 100).await.0, ["a"]);
}

#[tokio::test]
async fn declared_source_that_comes_back_keeps_its_due_time() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    declare(&store, vec![source("a", "https://example.org/1")], 0).await;
    take_due(&store, 0, 60).await;
    declare(&store, Vec::new(), 1).await;
    assert!(store.enabled_sources().await.unwrap().is_empty());
    declare(&store, vec![source("a", "https://example.org/1")], 3).await;
    assert!(take_due(&store, 4, 60).await.is_empty());
    // At another address it is another feed: due at once.
    declare(&store, vec![source("a", "https://example.org/2")], 5).await;
    assert_eq!(take_due(&store, 5, 60).await, ["a"]);
}

#[tokio::test]
async fn source_under_another_name_is_the_same_source() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    declare(&store, vec![source("a", "https://example.org/feed")], 0).await;
    let id = only(&store).await.source.id;
    store.record_poll(record(id, 0), |_| polled(at(60))).await.unwrap();
    declare(&store, vec![source("b", "https://example.org/feed")], 1).await;
    let renamed = only(&store).await;
    assert_eq!((renamed.source.name.as_str(), renamed.source.id), ("b", id));
    assert_eq!(renamed.state, polled(at(60)));
    // What a command added is taken over by the file in the same way.
    let id = store.add_source(source("mine", "https://example.org/other"), at(1)).await.unwrap().unwrap();
    store.record_poll(record(id, 1), |_| polled(at(61))).await.unwrap();
    let both = vec![source("b", "https://example.org/feed"), source("c", "https://example.org/other")];
    declare(&store, both, 2).await;
    let told: Vec<_> = store.sources().await.unwrap().into_iter().map(|one| one.source).collect();
    assert_eq!((told.len(), told[1].name.as_str(), told[1].id), (2, "c", id));
}

#[tokio::test]
async fn source_of_another_kind_is_read_again_when_it_is_due() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    declare(&store, vec![source("a", "https://example.org/feed")], 0).await;
    let id = only(&store).await.source.id;
    store.record_poll(record(id, 0), |_| polled(at(60))).await.unwrap();
    let section = NewSource { kind: SourceKind::Section, ..source("a", "https://example.org/feed") };
    declare(&store, vec![section], 1).await;
    let state = only(&store).await.state;
    assert_eq!(
        (state.next_due_at, state.validators.is_empty(), state.validators_url),
        (Some(at(60)), true, None)
    );
}

#[tokio::test]
async fn source_that_is_gone_is_due_no_more_until_it_is_switched_on() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let id = store.add_source(source("a", "https://example.org/feed"), at(0)).await.unwrap().unwrap();
    let gone = SourceState { gone_at: Some(at(1)), next_due_at: Some(at(2)), ..SourceState::default() };
    store.record_poll(record(id, 1), move |_| gone).await.unwrap();
    assert!(take_due(&store, 99, 200).await.is_empty());
    assert!(store.enabled_sources().await.unwrap().is_empty());
    assert_eq!(store.next_due_at(at(99)).await.unwrap(), None);
    assert_eq!(take(&store, PollStart::Named(vec![id]), 99, 200).await.0, ["a"]);
    store.switch_source("a".into(), true).await.unwrap().unwrap();
    assert_eq!(take_due(&store, 110, 200).await, ["a"]);
}

#[tokio::test]
async fn host_that_asked_for_time_puts_off_its_other_sources_too() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    for (name, address) in
        [("a", "https://h.example/1"), ("b", "https://h.example/2"), ("c", "https://i.example/")]
    {
        store.add_source(source(name, address), at(0)).await.unwrap().unwrap();
    }
    store.put_off_hosts(vec![pause("h.example", 60)], at(0)).await.unwrap();
    let start = PollStart::Due { by: at(1), limit: 1 };
    assert_eq!(take(&store, start, 1, 100).await, (vec!["c".to_owned()], Vec::new()));
    let waiting = &store.sources().await.unwrap()[1].state;
    assert_eq!(
        (waiting.next_due_at, waiting.due_because.as_deref()),
        (Some(at(60)), Some("Retry-After of its host"))
    );
    assert_eq!(take_due(&store, 60, 120).await.len(), 2);
}

#[tokio::test]
async fn sources_of_a_site_that_has_to_be_left_alone_keep_no_others_waiting() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    for number in 0..40 {
        store
            .add_source(source(&format!("a {number}"), &format!("https://h.example/{number}")), at(0))
            .await
            .unwrap()
            .unwrap();
    }
    for (name, address) in [("b", "https://i.example/"), ("c", "https://j.example/")] {
        store.add_source(source(name, address), at(0)).await.unwrap().unwrap();
    }
    let next_due = |_: &_, _: &_| (at(60), "the test says so".to_owned());
    let once = std::sync::atomic::AtomicBool::new(true);
    let may_start = move |url: &url::Url| match url.host_str() {
        Some("h.example") if !once.swap(false, std::sync::atomic::Ordering::Relaxed) => Admission::SiteRests,
        _ => Admission::Granted,
    };
    let start = PollStart::Due { by: at(1), limit: 3 };
    let begun = store.begin_polls(start, ("one".into(), at(1)), next_due, may_start).await.unwrap();
    let names: Vec<_> = begun.taken.iter().map(|one| one.source.name.as_str()).collect();
    assert_eq!(names, ["a 0", "b", "c"]);
    assert_eq!(store.vitals(at(1)).await.unwrap().sources_due, 39, "the others stay as due as they were");
}

#[tokio::test]
async fn sources_that_are_overdue_together_are_put_off_one_by_one() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let mut ids = Vec::new();
    for (name, due) in [("new", None), ("overdue", Some(1)), ("due", Some(9)), ("waiting", Some(30))] {
        let url = format!("https://example.org/{name}");
        let id = store.add_source(source(name, &url), at(0)).await.unwrap().unwrap();
        if let Some(due) = due {
            store.record_poll(record(id, 0), move |_| polled(at(due))).await.unwrap();
        }
        ids.push(id);
    }
    let first = ids[0];
    let spread = move |id, count: usize| (id != first).then(|| (at(20), format!("one of {count}")));
    assert_eq!(store.spread_backlog(at(5), spread).await.unwrap(), 1);
    let told = store.sources().await.unwrap();
    let due = |name: &str| told.iter().find(|one| one.source.name == name).unwrap().state.clone();
    assert_eq!(
        (due("overdue").next_due_at, due("overdue").due_because.as_deref()),
        (Some(at(20)), Some("one of 2"))
    );
    assert_eq!((due("new").next_due_at, due("due").next_due_at), (None, Some(at(9))));
}

#[tokio::test]
async fn page_that_is_found_while_its_host_is_left_alone_waits_with_it() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    store.put_off_hosts(vec![pause("example.org", 60)], at(0)).await.unwrap();
    let found = ["https://example.org/1", "https://example.net/1"].map(|address| Candidate {
        url: url(address),
        source_id: None,
        found_via: FoundVia::Feed,
        hints: Hints::default(),
    });
    store.enqueue_candidates(found.to_vec(), at(1)).await.unwrap();
    let limits = LeaseLimits { in_all: 9, per_site: 9 };
    for (minute, expected) in [(59, "https://example.net/1"), (60, "https://example.org/1")] {
        let leased = store.lease_waiting(limits, ("one".into(), at(minute)), anywhere).await.unwrap();
        let urls: Vec<_> = leased.iter().map(|(one, _)| one.candidate.url.as_str()).collect();
        assert_eq!(urls, [expected]);
    }
}

#[tokio::test]
async fn sitemaps_below_a_source_are_remembered_until_it_is_another_thing() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let sitemap = |address: &str| NewSource { kind: SourceKind::Sitemap, ..source("a", address) };
    declare(&store, vec![sitemap("https://example.org/index.xml")], 0).await;
    let id = only(&store).await.source.id;
    let known = |number: i64| KnownSitemap {
        url: url(&format!("https://example.org/{number}.xml")),
        validators: Validators { etag: Some(vec![b'"', 0xff, b'"']), last_modified: None },
        waits: number == 1,
        state: Some(-number).filter(|state| *state < -1),
    };
    let record = |known_sitemaps| PollRecord { known_sitemaps, ..record(id, 1) };
    store.record_poll(record(Some(vec![known(2), known(1)])), |_| polled(at(60))).await.unwrap();
    store.record_poll(record(None), |_| polled(at(60))).await.unwrap();
    assert_eq!(store.known_sitemaps(id).await.unwrap(), [known(2), known(1)]);
    declare(&store, vec![sitemap("https://example.org/other.xml")], 1).await;
    assert!(store.known_sitemaps(id).await.unwrap().is_empty());
}

#[tokio::test]
async fn only_the_last_polls_are_remembered() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let id = store.add_source(source("a", "https://example.org/feed"), at(0)).await.unwrap().unwrap();
    for minute in 0..40 {
        store.record_poll(record(id, minute), |_| SourceState::default()).await.unwrap();
    }
    let notes = store.last_polls(id).await.unwrap();
    assert_eq!((notes.len(), notes[0].polled_at, notes[29].polled_at), (30, at(39), at(10)));
}
