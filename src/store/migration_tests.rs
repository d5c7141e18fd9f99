//! Stores of every earlier schema version, as they were left, come up to date with all that was in them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

use super::story_tests::anywhere;
use super::{Access, ArticleKey, CheckDepth, LeaseLimits, Store};
use crate::clock::Clock;

/// The stored ones, by their version.
fn dumps() -> Vec<(u32, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stores");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut dumps: Vec<(u32, PathBuf)> = files
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap();
            (name.strip_prefix("version_").unwrap().parse().unwrap(), path)
        })
        .collect();
    dumps.sort();
    dumps
}

#[tokio::test]
async fn stores_of_all_earlier_versions_come_up_to_date_with_all_that_was_in_them() {
    let dumps = dumps();
    assert!(dumps.len() >= 5);
    for (place, (version, dump)) in (1..).zip(&dumps) {
        assert_eq!(*version, place, "a version was never stored");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        Connection::open(&path).unwrap().execute_batch(&std::fs::read_to_string(dump).unwrap()).unwrap();
        let store = Store::open(&path, Access::ReadWrite, Duration::from_secs(1)).unwrap();

        let key = ArticleKey::Url(Box::new("https://thequay.example/bridge".parse().unwrap()));
        let stored = store.find_article(key, None).await.unwrap().unwrap();
        assert_eq!(stored.article.title, "Council votes to rebuild the bridge", "version {version}");
        assert_eq!((stored.article.blocks.len(), stored.article.related.len()), (2, 1), "version {version}");
        assert_eq!(stored.article.enclosures.len(), usize::from(*version >= 5), "version {version}");
        let sources = store.sources().await.unwrap();
        let names: Vec<&str> = sources.iter().map(|one| one.source.name.as_str()).collect();
        assert_eq!(names, ["weekly"], "version {version}");
        assert_eq!(sources[0].state.validators.etag.as_deref(), Some(&b"\"abc\""[..]), "version {version}");
        let limits = LeaseLimits { in_all: 9, per_site: 9 };
        let leased =
            store.lease_waiting(limits, ("test".to_owned(), Clock::system().now()), anywhere).await.unwrap();
        let titles: Vec<_> =
            leased.iter().map(|(leased, _)| leased.candidate.hints.title.as_deref()).collect();
        assert_eq!(titles, [Some("Choir looks for tenors")], "version {version}");
        let stats = store.stats().await.unwrap();
        assert_eq!((stats.articles, stats.revisions), (1, 2), "version {version}");
        assert!(store.integrity_problems(CheckDepth::Whole).await.unwrap().is_empty(), "version {version}");
        assert_eq!(store.vitals(Clock::system().now()).await.unwrap().sources_enabled, 1);
    }
}
