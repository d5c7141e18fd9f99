//! Articles in a store of their own, written at once, and grouped by the pipeline as in every run.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use gleaner::canonical::canonical_key;
use gleaner::clock::Clock;
use gleaner::config::{Config, ConfigOrigin};
use gleaner::fetch::Fetcher;
use gleaner::pipeline::{Mode, Pipeline, PipelineParts};
use gleaner::store::{Access, Store};
use rusqlite::{Connection, params};
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};
use url::Url;

use crate::chance::Chance;
use crate::texts::Text;

/// Hashes of an article by which copies of it are found.
const SKETCH: usize = 24;

/// One article, and what is known of it that gleaner is not told.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) site: String,
    /// Hours since the first day.
    pub(crate) hours: i64,
    /// The text that it is a copy of.
    pub(crate) cluster: u64,
    /// What was done to it.
    pub(crate) made_by: Vec<&'static str>,
}

impl Item {
    pub(crate) fn original(text: &Text, number: usize, chance: &mut Chance) -> Self {
        Self {
            title: text.title.clone(),
            body: text.body(),
            site: text.site.clone(),
            hours: chance.below(24 * 7) as i64,
            cluster: number as u64,
            made_by: Vec::new(),
        }
    }

    pub(crate) fn note(body: &str, chance: &mut Chance) -> Self {
        let cluster = Self::new_cluster(chance);
        Self {
            title: format!("No. {}", chance.below(1000)),
            body: body.to_owned(),
            site: String::new(),
            hours: 24,
            cluster,
            made_by: Vec::new(),
        }
    }

    /// A number that no other text has.
    pub(crate) fn new_cluster(chance: &mut Chance) -> u64 {
        chance.next() | 1 << 63
    }

    pub(crate) fn at(&self) -> DateTime<Utc> {
        at(self.hours)
    }
}

/// So many hours after the first day.
fn at(hours: i64) -> DateTime<Utc> {
    "2024-05-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::hours(hours)
}

/// A store that ends with the benchmark.
pub(crate) struct Archive {
    folder: TempDir,
    pipeline: Pipeline,
    _stop: watch::Sender<bool>,
}

impl Archive {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store =
            Store::open(&folder.path().join("bench.sqlite"), Access::ReadWrite, Duration::from_secs(60))
                .unwrap();
        let config = Config::from_text("", ConfigOrigin::File(PathBuf::from("bench.toml"))).unwrap();
        let (reports, _) = mpsc::channel(1);
        let (stop, stopped) = watch::channel(false);
        let parts = PipelineParts {
            fetcher: Fetcher::new(&config.fetch, Clock::system()).unwrap(),
            passes: BTreeMap::new(),
            rules: config.sites,
            clock: Clock::system(),
            mode: Mode::Keep,
            concurrency: 1,
            per_site: 1,
            reports,
            stop: stopped,
        };
        Self { pipeline: Pipeline::new(store, parts), folder, _stop: stop }
    }

    pub(crate) fn connection(&self) -> Connection {
        Connection::open(self.folder.path().join("bench.sqlite")).unwrap()
    }

    /// Writes articles in one transaction, numbered in their order, as far as copies are concerned.
    pub(crate) fn add(&self, items: &[Item]) {
        let mut connection = self.connection();
        let transaction = connection.transaction().unwrap();
        {
            let mut article = transaction
                .prepare("INSERT INTO article (site, first_seen_at, last_seen_at, current_hash) VALUES (?1, ?2, ?2, x'00')")
                .unwrap();
            let mut revision = transaction
                .prepare(
                    "INSERT INTO revision (article_id, number, fetched_at, content_hash, url, title, authors, published_at, published_at_utc,
                        date_candidates, direction, body, block_layout, images, keywords, access, word_count, warnings)
                     VALUES (?1, 1, ?2, x'00', ?3, ?4, '[]', ?2, ?2, '[]', 'ltr', ?5, '[]', '[]', '[]', 'unknown', 0, '[]')",
                )
                .unwrap();
            let mut current =
                transaction.prepare("UPDATE article SET current_revision_id = ?1 WHERE id = ?2").unwrap();
            for item in items {
                let at = item.at().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
                article.execute(params![item.site, at]).unwrap();
                let id = transaction.last_insert_rowid();
                let url = Url::parse(&format!("https://{}/{id}", item.site)).unwrap();
                revision.execute(params![id, at, canonical_key(&url), item.title, item.body]).unwrap();
                current.execute(params![transaction.last_insert_rowid(), id]).unwrap();
            }
        }
        transaction.commit().unwrap();
    }

    /// Writes hashes of articles of these hours that are not there themselves, as many of each as a sketch has.
    pub(crate) fn add_hashes(&self, hours: impl Iterator<Item = i64>, chance: &mut Chance) {
        let mut connection = self.connection();
        let transaction = connection.transaction().unwrap();
        let mut rows: BTreeMap<i64, Vec<(i64, i64)>> = BTreeMap::new();
        for (id, hours) in (i64::from(u32::MAX)..).zip(hours) {
            let fortnight = at(hours).timestamp().div_euclid(14 * 24 * 3600);
            let hashes = (0..SKETCH).map(|_| (chance.next().cast_signed(), id));
            rows.entry(fortnight).or_default().extend(hashes);
        }
        for (fortnight, mut rows) in rows {
            rows.sort_unstable();
            let mut insert =
                transaction.prepare_cached("INSERT INTO story_hash VALUES (?1, ?2, ?3)").unwrap();
            for (hash, id) in rows {
                insert.execute(params![fortnight, hash, id]).unwrap();
            }
        }
        transaction.commit().unwrap();
    }

    /// Looks for copies of all that was added.
    pub(crate) async fn group(&self) {
        self.pipeline.group_articles(usize::MAX).await.unwrap();
    }

    /// The story of each article that is in one.
    pub(crate) fn stories(&self) -> HashMap<usize, i64> {
        let connection = self.connection();
        let mut statement =
            connection.prepare("SELECT id, story_id FROM article WHERE story_id IS NOT NULL").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?))).unwrap();
        rows.map(|row| row.map(|(id, story): (i64, i64)| (id as usize - 1, story)).unwrap()).collect()
    }
}
