//! The promises of the search: what is stored is found, in its current form, and no query reaches SQLite as anything but a query.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;
use tempfile::TempDir;
use url::Url;

use super::*;
use crate::model::{
    Article, ArticleId, Block, BlockKind, Candidate, Change, Dateline, Fingerprint, FoundVia, Hints,
    NewSource, SourceId, SourceKind, Verdict,
};
use crate::search::parse_query;

/// A store to put articles on.
pub(super) struct Shelf {
    #[expect(dead_code, reason = "the folder lives as long as the store")]
    folder: TempDir,
    store: Store,
}

impl Shelf {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        Self { folder, store }
    }

    /// Keeps an article of its own; gives its number.
    pub(super) async fn keep(&self, title: &str, body: &str) -> ArticleId {
        let number = found_count(self).await;
        self.keep_at(&format!("https://example.org/{number}"), &article(title, body)).await
    }

    /// Runs some reading by itself.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> T {
        self.store.read(work).await.unwrap()
    }

    async fn keep_at(&self, address: &str, article: &Article) -> ArticleId {
        self.save(ingested(address, article)).await
    }

    async fn save(&self, ingested: Ingested) -> ArticleId {
        self.store.save_article(ingested, JUDGES).await.unwrap().article_id.unwrap()
    }
}

/// Judges who go by addresses alone.
const JUDGES: Judges =
    Judges { verdict: by_address, changes: |_, _| vec![Change::Body], replaces: |_, _| false };

fn by_address(neighbours: &[crate::model::Neighbour], _: &Fingerprint, _: &str) -> Verdict {
    neighbours.first().map_or(Verdict::New, |known| Verdict::Revision { of: known.id })
}

fn open(folder: &TempDir) -> Store {
    Store::open(&folder.path().join("a.sqlite"), Access::ReadWrite, Duration::from_secs(10)).unwrap()
}

async fn found_count(shelf: &Shelf) -> i64 {
    shelf.store.read(|c| c.query_row("SELECT count(*) FROM articles", [], |row| row.get(0))).await.unwrap()
}

fn article(title: &str, body: &str) -> Article {
    let mut article = Article::empty("https://example.org/");
    article.title = title.to_owned();
    article.site = Some("example.org".to_owned());
    article.set_blocks(vec![Block { kind: BlockKind::Paragraph, text: body.to_owned() }]);
    article
}

fn ingested(address: &str, article: &Article) -> Ingested {
    let url = Url::parse(address).unwrap();
    Ingested {
        article: Article { url: address.to_owned(), ..article.clone() },
        fingerprint: Fingerprint { content: [7; 32], same_text: None },
        own_url: url.clone(),
        asked_url: None,
        canonical_url: None,
        fetched_at: at(0),
        candidate: Candidate { url, source_id: None, found_via: FoundVia::Direct, hints: Hints::default() },
        candidate_id: None,
        recheck: None,
        site_own: Vec::new(),
    }
}

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minutes)
}

fn request(query: &str) -> SearchRequest {
    SearchRequest {
        query: parse_query(query).unwrap(),
        filter: SearchFilter::default(),
        order: SearchOrder::Relevance,
        limit: 1000,
    }
}

/// The articles that answer, the best first.
pub(super) async fn found(shelf: &Shelf, query: &str) -> Vec<ArticleId> {
    found_by(shelf, request(query)).await
}

async fn found_by(shelf: &Shelf, request: SearchRequest) -> Vec<ArticleId> {
    let answer = shelf.store.search(request).await.unwrap().unwrap();
    assert_eq!(answer.matches, answer.articles.len());
    answer.articles.into_iter().map(|stored| stored.id).collect()
}

#[tokio::test]
async fn current_revision_is_what_is_found() {
    let shelf = Shelf::new();
    let id = shelf.keep_at("https://example.org/a", &article("Bridge opens", "The old bridge")).await;
    assert_eq!(found(&shelf, "old bridge").await, [id]);
    shelf.keep_at("https://example.org/a", &article("Tunnel opens", "The new tunnel")).await;
    assert!(found(&shelf, "bridge").await.is_empty());
    assert_eq!(found(&shelf, "tunnel").await, [id]);
}

#[tokio::test]
async fn title_counts_more_than_body_and_rare_words_more_than_common_ones() {
    let shelf = Shelf::new();
    let in_body =
        shelf.keep("Council meets", "They spoke about the bridge at length, and about much else").await;
    let in_title = shelf.keep("Bridge closed", "They spoke at length, and about much else").await;
    shelf.keep("Council meets again", "They spoke about nothing").await;
    assert_eq!(found(&shelf, "bridge").await, [in_title, in_body]);
    assert_eq!(found(&shelf, "council OR bridge").await.len(), 3);
    let newest = SearchRequest { order: SearchOrder::Newest, ..request("spoke") };
    assert_eq!(found_by(&shelf, newest).await.len(), 3);
}

#[tokio::test]
async fn fields_hold_what_they_are_called() {
    let shelf = Shelf::new();
    let mut full = article("Bridge opens", "All about the event");
    full.subtitle = Some("After a long wait".to_owned());
    full.authors = vec!["Jane Roe".to_owned(), "Ann Lee".to_owned()];
    full.keywords = vec!["traffic".to_owned()];
    full.section = Some("Local".to_owned());
    full.dateline = Some(Dateline {
        raw: "ALEPPO (AP)".to_owned(),
        place: Some("ALEPPO".to_owned()),
        agency: None,
        time_zone: None,
    });
    let id = shelf.keep_at("https://example.org/a", &full).await;
    for query in [
        "title:bridge",
        "title:wait",
        "author:roe",
        "author:\"Jane Roe\"",
        "keyword:traffic",
        "keyword:local",
        "place:aleppo",
        "body:event",
        "aleppo traffic roe",
    ] {
        assert_eq!(found(&shelf, query).await, [id], "{query}");
    }
    for query in ["body:bridge", "title:event", "author:\"Roe Ann\"", "place:event", "facet:aleppo", "y2024"]
    {
        assert!(found(&shelf, query).await.is_empty(), "{query}");
    }
}

#[tokio::test]
async fn filters_narrow_down_by_day_site_language_and_source() {
    let shelf = Shelf::new();
    let mut dated = article("One", "a common word");
    dated.published_at = Some("2021-02-04T23:10:00+02:00".parse().unwrap());
    dated.language = Some("pt-BR".to_owned());
    let dated = shelf.keep_at("https://example.org/1", &dated).await;
    let mut other = article("Two", "a common word");
    other.site = Some("example-two.net".to_owned());
    other.language = Some("ar".to_owned());
    let undated = shelf.keep_at("https://example-two.net/1", &other).await;
    let with = |filter: SearchFilter| SearchRequest { filter, ..request("common") };
    let day = |text: &str| Some(text.parse().unwrap());
    let none = SearchFilter::default;
    let on = |since, until| SearchFilter { since, until, ..none() };
    for (filter, expected) in [
        (none(), vec![dated, undated]),
        (on(day("2021-02-04"), day("2021-02-04")), vec![dated]),
        (on(day("2021-02-05"), None), vec![undated]),
        (on(None, day("2021-02-03")), vec![]),
        (on(None, day("2022-01-01")), vec![dated]),
        (SearchFilter { site: Some("example-two.net".to_owned()), ..none() }, vec![undated]),
        (SearchFilter { language: Some("pt".to_owned()), ..none() }, vec![dated]),
        (SearchFilter { language: Some("PT-br".to_owned()), ..none() }, vec![dated]),
        (SearchFilter { language: Some("p".to_owned()), ..none() }, vec![]),
    ] {
        let mut ids = found_by(&shelf, with(filter.clone())).await;
        ids.sort();
        assert_eq!(ids, expected, "{filter:?}");
    }
    let unknown = with(SearchFilter { source: Some("nobody".to_owned()), ..none() });
    assert_eq!(shelf.store.search(unknown).await.unwrap(), None);
}

async fn source(shelf: &Shelf, name: &str) -> SourceId {
    let source = NewSource {
        name: name.to_owned(),
        url: Url::parse(&format!("https://example.org/{name}.xml")).unwrap(),
        kind: SourceKind::Feed,
        interval: Duration::from_secs(3600),
        interval_is_own: false,
        enabled: true,
        tags: Vec::new(),
        link_selector: None,
    };
    shelf.store.declare_sources(vec![source], Vanished::Keep, at(0)).await.unwrap();
    let name = name.to_owned();
    let id = shelf
        .store
        .read(move |c| c.query_row("SELECT id FROM source WHERE name = ?1", [name], |row| row.get(0)));
    SourceId(id.await.unwrap())
}

fn entry(address: &str, text: &Article, source: SourceId, guid: &str) -> Ingested {
    let mut ingested = ingested(address, text);
    ingested.candidate.source_id = Some(source);
    ingested.candidate.hints.guid = Some(guid.to_owned());
    ingested
}

#[tokio::test]
async fn entry_with_a_new_address_is_still_the_same_article() {
    let shelf = Shelf::new();
    let text = article("Council votes on the bridge", "They voted");
    let (feed, other) = (source(&shelf, "one").await, source(&shelf, "two").await);
    let first = shelf.save(entry("https://example.org/council-votes", &text, feed, "tag:1")).await;
    let moved = shelf.save(entry("https://example.org/council-votes-on-bridge", &text, feed, "tag:1")).await;
    assert_eq!(moved, first);
    let foreign = shelf.save(entry("https://example.org/something-else", &text, other, "tag:1")).await;
    assert_ne!(foreign, first, "guids are of one feed");
    let filter = SearchFilter { source: Some("one".to_owned()), ..SearchFilter::default() };
    assert_eq!(found_by(&shelf, SearchRequest { filter, ..request("voted") }).await, [first]);
    // What stands between the articles of a source is not of it.
    let last = shelf.save(entry("https://example.org/a-third", &text, feed, "tag:2")).await;
    let filter = SearchFilter { source: Some("one".to_owned()), ..SearchFilter::default() };
    assert_eq!(found_by(&shelf, SearchRequest { filter, ..request("voted") }).await, [last, first]);
    let stored = shelf.store.find_article(ArticleKey::Id(first), None).await.unwrap().unwrap();
    assert_eq!(stored.urls.len(), 2);
}

#[tokio::test]
async fn twins_of_one_address_are_one_article_that_knows_them_all() {
    let shelf = Shelf::new();
    let text = article("Bridge", "text");
    let (one, two) = (source(&shelf, "one").await, source(&shelf, "two").await);
    let id = shelf.save(entry("http://example.org/a", &text, one, "1")).await;
    let twin = "https://www.example.org/a?utm_source=rss";
    let candidate = entry(twin, &text, two, "x").candidate;
    assert_eq!(shelf.store.enqueue_candidates(vec![candidate], at(5)).await.unwrap(), [None]);
    let stored = shelf.store.find_article(ArticleKey::Id(id), None).await.unwrap().unwrap();
    assert_eq!(stored.urls, ["http://example.org/a", twin]);
    assert_eq!(stored.sources, ["one", "two"]);
}

/// What gleaner left in a store before it had an index: two articles, the second at an address that is now the first's, and a queue.
const OLD_STORE: &str = "
    INSERT INTO article (id, site, first_seen_at, last_seen_at, current_revision_id, current_hash) VALUES
        (1, 'example.org', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z', 1, x'01'),
        (2, 'example.org', '2024-01-02T00:00:00Z', '2024-01-02T00:00:00Z', 2, x'02');
    INSERT INTO revision (id, article_id, number, fetched_at, content_hash, url, title, authors, date_candidates, direction,
                          body, block_layout, images, keywords, access, word_count, warnings) VALUES
        (1, 1, 1, '2024-01-01T00:00:00Z', x'01', 'https://example.org/2021/02/04/council-votes', 'Bridge', '[]', '[]',
         'ltr', 'the first', '[]', '[]', '[]', 'free', 2, '[]'),
        (2, 2, 1, '2024-01-02T00:00:00Z', x'02', 'https://example.org/2021/02/04/council-votes?module=inline', 'Tunnel',
         '[]', '[]', 'ltr', 'the second', '[]', '[]', '[]', 'free', 2, '[]');
    INSERT INTO article_url (url_key, url, role, article_id, first_seen_at) VALUES
        ('example.org/2021/02/04/council-votes', 'https://example.org/2021/02/04/council-votes', 'own', 1,
         '2024-01-01T00:00:00Z'),
        ('example.org/2021/02/04/council-votes?module=inline',
         'https://example.org/2021/02/04/council-votes?module=inline', 'own', 2, '2024-01-02T00:00:00Z'),
        ('not an address', 'not an address', 'seen', 2, '2024-01-02T00:00:00Z');
    INSERT INTO candidate (url, url_key, site, found_via, hints, found_at) VALUES
        ('https://example.org/2021/02/05/a-story?x=y', 'old', 'example.org', 'feed', '{}', '2024-01-01T00:00:00Z'),
        ('https://example.org/2021/02/05/a-story?x=z', 'older', 'example.org', 'feed', '{}', '2024-01-01T00:00:00Z'),
        ('https://example.org/c', 'example.org/c', 'example.org', 'feed', '{}', '2024-01-01T00:00:00Z');
";
#[tokio::test]
async fn older_store_is_indexed_and_its_addresses_get_new_keys() {
    let folder = tempfile::tempdir().unwrap();
    let mut old = Connection::open(folder.path().join("a.sqlite")).unwrap();
    migrations::migrate_to(&mut old, migrations::INDEXED_SINCE - 1).unwrap();
    old.execute_batch(OLD_STORE).unwrap();
    drop(old);
    let shelf = Shelf { store: open(&folder), folder };
    let (first, second) = (ArticleId(1), ArticleId(2));
    assert_eq!(found(&shelf, "first").await, [first]);
    assert_eq!(found(&shelf, "tunnel").await, [second]);
    let story = "https://example.org/2021/02/04/council-votes";
    let at_key = ArticleKey::Url(Box::new(Url::parse(&format!("{story}?other=word")).unwrap()));
    assert_eq!(shelf.store.find_article(at_key, None).await.unwrap().unwrap().id, first);
    let stored = shelf.store.find_article(ArticleKey::Id(second), None).await.unwrap().unwrap();
    assert_eq!(stored.urls, [format!("{story}?module=inline"), "not an address".to_owned()]);
    let keys = shelf.store.read(|c| {
        let mut keys = c.prepare("SELECT url_key FROM candidate ORDER BY id")?;
        keys.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()
    });
    assert_eq!(keys.await.unwrap(), ["example.org/2021/02/05/a-story", "example.org/c"]);
    shelf.store.rebuild_search().await.unwrap();
    assert_eq!(found(&shelf, "first OR tunnel").await.len(), 2);
}

#[tokio::test]
async fn largest_query_is_answered() {
    let shelf = Shelf::new();
    let id = shelf.keep("Bridge", "القاهرة and a bridge").await;
    let nested = format!("{}bridge{}", "(x OR (قاهرة AND ".repeat(8), "))".repeat(8));
    assert_eq!(found(&shelf, &nested).await, [id]);
    assert_eq!(found(&shelf, &["قاهرة"; 64].join(" ")).await, [id]);
    assert_eq!(found(&shelf, &["\"a bridge\""; 64].join(" OR ")).await, [id]);
}

#[test]
fn every_text_is_a_query_or_a_clear_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let shelf = Shelf::new();
    runtime.block_on(shelf.keep("Bridge", "an old bridge مُحَمَّد 東京大学"));
    let pieces = "(\\PC{0,12}|[\"'()*:^+{}-]|AND|OR|NOT|NEAR|title:|body:|old|bridge| |محمد|東京){0,12}";
    proptest::proptest!(|(text in pieces)| {
        if let Ok(query) = parse_query(&text) {
            let request = SearchRequest { query, ..request("a") };
            let answer = runtime.block_on(shelf.store.search(request));
            proptest::prop_assert!(answer.is_ok(), "{:?}: {:?}", text, answer.err());
        }
    });
}
