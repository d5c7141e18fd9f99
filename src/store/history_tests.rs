//! The store's promises on what happens to articles after they were read: live blogs, losses, looks, stories.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;
use url::Url;

use super::*;
use crate::model::{
    Article, ArticleId, Block, BlockKind, Candidate, Change, CopyKind, CopyReason, Fingerprint, FoundVia,
    Hints, HostPause, Neighbour, Relation, StoryGroup, StoryId, StorySketch, Validators, Verdict,
};

/// Stand-ins for the functions of `dedup`, which this room may not import. Every new version takes the place of the one before, but
/// for the first.
const LIVE: Judges = Judges {
    verdict: |neighbours: &[Neighbour], print: &Fingerprint, _| match neighbours
        .iter()
        .find(|known| known.relation == Relation::Own)
    {
        None => Verdict::New,
        Some(known) if known.fingerprint.content == print.content => Verdict::Unchanged { of: known.id },
        Some(known) => Verdict::Revision { of: known.id },
    },
    changes: |before, after| if before.body == after.body { Vec::new() } else { vec![Change::Body] },
    replaces: |history, _| history.first().is_some_and(|newest| newest.number > 1),
};

/// Whatever hangs together by a chain of links is one story; every link counts.
const STORIES: StoryJudges = StoryJudges {
    counting: <[_]>::to_vec,
    regroup: |articles: &BTreeSet<ArticleId>, links| -> StoryGroup {
        let reaches = |from: ArticleId| {
            let mut reached = BTreeSet::from([from]);
            for _ in 0..articles.len() {
                for (one, other) in links {
                    if reached.contains(one) || reached.contains(other) {
                        reached.extend([*one, *other]);
                    }
                }
            }
            reached
        };
        let story = |id: ArticleId| {
            Some(reaches(id)).filter(|all| all.len() > 1)?.first().map(|first| StoryId(first.0))
        };
        articles.iter().map(|id| (*id, story(*id))).collect()
    },
};

fn open(folder: &TempDir) -> Store {
    Store::open(&folder.path().join("a.sqlite"), Access::ReadWrite, Duration::from_secs(10)).unwrap()
}

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
}

fn ingested(address: &str, content: u8, minutes: i64) -> Ingested {
    let url = Url::parse(address).unwrap();
    let mut article = Article::empty(address);
    article.title = "title".to_owned();
    article.site = url.host_str().map(str::to_owned);
    article.set_blocks(vec![Block { kind: BlockKind::Paragraph, text: format!("body {content}") }]);
    Ingested {
        article,
        fingerprint: Fingerprint { content: [content; 32], same_text: None },
        own_url: url.clone(),
        asked_url: None,
        canonical_url: None,
        fetched_at: at(minutes),
        candidate: Candidate { url, source_id: None, found_via: FoundVia::Direct, hints: Hints::default() },
        candidate_id: None,
        recheck: None,
        site_own: Vec::new(),
    }
}

async fn save(store: &Store, address: &str, content: u8, minutes: i64) -> ArticleId {
    store.save_article(ingested(address, content, minutes), LIVE).await.unwrap().article_id.unwrap()
}

#[tokio::test]
async fn versions_that_are_replaced_are_counted_and_the_first_and_the_last_stay() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    for minute in 0..6 {
        save(&store, "https://example.org/live", u8::try_from(minute).unwrap(), minute * 5).await;
    }
    let stored = store.find_article(ArticleKey::Id(ArticleId(1)), None).await.unwrap().unwrap();
    let history: Vec<(u32, u32)> = stored.revisions.iter().map(|one| (one.number, one.versions)).collect();
    assert_eq!((history, stored.article.body.as_str()), (vec![(1, 1), (2, 5)], "body 5"));
    assert_eq!(stored.revisions[1].changes, [Change::Body]);
    assert_eq!(stored.revisions[1].fetched_at, at(25));
    // What stood there before the last version is back: that is no gap in the history.
    save(&store, "https://example.org/live", 0, 30).await;
    let stored = store.find_article(ArticleKey::Id(ArticleId(1)), None).await.unwrap().unwrap();
    assert_eq!((stored.revisions.len(), stored.article.body.as_str()), (3, "body 0"));
}

#[tokio::test]
async fn looks_are_taken_once_and_one_of_each_site_at_a_time() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let due = Some(RecheckDue { since_at: at(0), due_at: at(60) });
    for address in ["https://slow.example/1", "https://slow.example/2", "https://quick.example/1"] {
        let mut article = ingested(address, 1, 0);
        let validators = Validators { etag: Some(b"\"v1\"".to_vec()), last_modified: None };
        let url = article.own_url.clone();
        let plan =
            RecheckPlan { url, validators, is_recheck: false, if_new: due, if_revised: due, if_same: None };
        article.recheck = Some(plan);
        store.save_article(article, LIVE).await.unwrap();
    }
    let take = async |minutes: i64| -> Vec<i64> {
        let taken = store.take_rechecks(9, at(minutes), at(minutes + 60)).await.unwrap();
        taken.iter().map(|one| one.article_id.0).collect()
    };
    assert_eq!(take(59).await, [0_i64; 0]);
    assert_eq!(take(60).await, [1, 3]);
    assert_eq!(take(60).await, [0_i64; 0]);
    store.recheck_done(ArticleId(1), None, Validators::default()).await.unwrap();
    assert_eq!(take(61).await, [2]);
    assert_eq!(take(120).await, [3], "nothing was ever heard of it");
    let pause = HostPause { host: "slow.example".to_owned(), until: at(500) };
    store.put_off_hosts(vec![pause], at(120)).await.unwrap();
    assert_eq!(take(300).await, [3]);
    assert_eq!(take(501).await, [3, 2]);
}

fn copies(id: i64, revision: i64, copies: &[i64]) -> GroupedArticle {
    let reason = CopyReason {
        kind: CopyKind::Copy,
        shared_words: 100,
        share_of_first: 1.0,
        share_of_second: 1.0,
        agency: None,
        place: None,
        hours_apart: 0,
    };
    let copies = copies.iter().map(|other| (ArticleId(*other), reason.clone(), true)).collect();
    GroupedArticle { id: ArticleId(id), revision, is_edited: revision > id, copies }
}

async fn stories(store: &Store) -> Vec<Option<i64>> {
    let all = store.page_through(0, 99, false).await.unwrap();
    let mut stories: Vec<_> =
        all.iter().map(|(_, one)| (one.id, one.story_id.map(|story| story.0))).collect();
    stories.sort_unstable();
    stories.into_iter().map(|(_, story)| story).collect()
}

#[tokio::test]
async fn stories_grow_merge_and_fall_apart_with_their_links() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    for number in 1..=5 {
        save(&store, &format!("https://site{number}.example/a"), 1, 0).await;
    }
    let waiting = store.ungrouped_articles(9).await.unwrap();
    assert_eq!(waiting.iter().map(|one| one.id.0).collect::<Vec<_>>(), [5, 4, 3, 2, 1], "the newest first");
    let first = vec![copies(1, 1, &[]), copies(2, 2, &[1]), copies(3, 3, &[]), copies(4, 4, &[3])];
    store.keep_copies(first, STORIES).await.unwrap();
    assert_eq!(stories(&store).await, [Some(1), Some(1), Some(3), Some(3), None]);
    store.keep_copies(vec![copies(5, 5, &[2, 4])], STORIES).await.unwrap();
    assert_eq!(stories(&store).await, [Some(1); 5]);
    assert!(store.ungrouped_articles(9).await.unwrap().is_empty());

    save(&store, "https://site5.example/a", 2, 10).await;
    let waiting = store.ungrouped_articles(9).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].id, waiting[0].former.is_some()), (1, ArticleId(5), true));
    store.keep_copies(vec![copies(5, waiting[0].revision, &[])], STORIES).await.unwrap();
    assert_eq!(stories(&store).await, [Some(1), Some(1), Some(3), Some(3), None]);
    let again: Vec<i64> = store.ungrouped_articles(9).await.unwrap().iter().map(|one| one.id.0).collect();
    assert_eq!(again, [4, 2], "what it was linked with is looked at again");
    // What was edited since it was compared is left for the next time.
    store.keep_copies(vec![copies(5, 5, &[1])], STORIES).await.unwrap();
    assert_eq!(stories(&store).await[4], None);
}

#[tokio::test]
async fn articles_are_found_by_shared_hashes_of_their_days() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    for number in 1..=4 {
        save(&store, &format!("https://site{number}.example/a"), 1, 0).await;
    }
    let sketch = |fortnight: i64, hashes: &[i64]| StorySketch {
        fortnight,
        near: fortnight - 1..=fortnight,
        hashes: hashes.to_vec(),
    };
    let notes = [(1, 10, &[1, 2, 3][..]), (2, 10, &[3, 4, 5]), (3, 8, &[1, 2, 3]), (4, 9, &[1, 2, 7])];
    let notes = notes.map(|(id, fortnight, hashes)| SketchNote {
        id: ArticleId(id),
        sketch: sketch(fortnight, hashes),
        former: None,
    });
    store.note_sketches(notes.to_vec()).await.unwrap();
    let find = async |hashes: &[i64]| -> Vec<i64> {
        let found = store.story_candidates(vec![(ArticleId(1), sketch(10, hashes))]).await.unwrap();
        assert!(found.of[0].iter().all(|id| found.inputs.contains_key(id)));
        found.of[0].iter().map(|id| id.0).collect()
    };
    assert_eq!(find(&[1, 2, 3]).await, [4], "two hashes at least, of near days");
    let edited =
        SketchNote { id: ArticleId(4), sketch: sketch(9, &[8, 9]), former: Some(sketch(9, &[1, 2, 7])) };
    store.note_sketches(vec![edited]).await.unwrap();
    assert_eq!(find(&[1, 2, 3]).await, [0_i64; 0]);
    assert_eq!(find(&[8, 9]).await, [4]);
}
