//! What is in the store after a kill, and whether in the end it is what it should be.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::Figures;
use super::dice::Dice;
use super::world::{INTERVAL, Place, World, version_of};
use crate::program::Program;

/// How much sooner than written down a request may seem to come: what was taken at its time may leave late, and the next one at once.
const LAG: Duration = Duration::from_secs(1);
const LONG_AGO: &str = "2020-01-01T00:00:00Z";

/// What a dead process left behind.
pub(super) struct Inspection {
    /// Polls, pages and looks that were under way.
    pub(super) in_hand: i64,
    /// Whether it was writing a transaction.
    pub(super) is_torn: bool,
}

impl Inspection {
    pub(super) fn of(program: &Program) -> Self {
        // Before anybody else opens the store.
        let log = std::fs::read(program.path("gleaner.sqlite-wal")).unwrap_or_default();
        let in_hand = undisturbed(program).query_row(
            "SELECT (SELECT count(*) FROM candidate WHERE lease_owner IS NOT NULL)
                  + (SELECT count(*) FROM source_state WHERE lease_owner IS NOT NULL)
                  + (SELECT count(*) FROM recheck WHERE taken_until IS NOT NULL)",
            [],
            |row| row.get(0),
        );
        // It may have died before there were any tables.
        Self { in_hand: in_hand.unwrap_or(0), is_torn: ends_in_a_transaction(&log) }
    }
}

/// Looks older than they are: articles of which some are looked at again by the next life.
pub(super) fn let_looks_be_due(program: &Program, dice: &mut Dice) {
    let some = format!("UPDATE recheck SET due_at = '{LONG_AGO}' WHERE article_id % 5 = {}", dice.below(5));
    // It may have died before there were any tables.
    let _ = undisturbed(program).execute_batch(&some);
}

/// Whatever failed before is tried again now.
pub(super) fn let_waits_be_over(program: &Program) {
    let all =
        format!("UPDATE candidate SET next_attempt_at = '{LONG_AGO}' WHERE next_attempt_at IS NOT NULL");
    undisturbed(program).execute_batch(&all).unwrap();
}

/// The store, its log left for gleaner to bring in.
fn undisturbed(program: &Program) -> Connection {
    let store = Connection::open(program.path("gleaner.sqlite")).unwrap();
    store.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
    store
}

/// Whether a write-ahead log ends with pages of a transaction that was not committed: <https://sqlite.org/walformat.html>.
fn ends_in_a_transaction(log: &[u8]) -> bool {
    let number = |bytes: &[u8], at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    let Some((head, frames)) = log.split_at_checked(32) else { return false };
    let frame_bytes = 24 + number(head, 8) as usize;
    let current =
        frames.chunks(frame_bytes).take_while(|frame| frame.len() >= 24 && frame[8..16] == head[16..24]);
    current.last().is_some_and(|frame| number(frame, 4) == 0 || frame.len() < frame_bytes)
}

/// The versions of each page that are stored, by address and article.
fn stored(program: &Program, world: &World) -> BTreeMap<String, BTreeMap<i64, Vec<u32>>> {
    let places: BTreeMap<String, &Place> =
        world.pages().keys().map(|place| (world.url(place), place)).collect();
    let store = undisturbed(program);
    let mut statement = store
        .prepare("SELECT url, article_id, body FROM article_revisions ORDER BY article_id, revision")
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let mut stored: BTreeMap<String, BTreeMap<i64, Vec<u32>>> = BTreeMap::new();
    for row in rows {
        let (url, article, body): (String, i64, String) = row.unwrap();
        let version = places.get(&url).map_or(0, |place| version_of(place, &body));
        stored.entry(url).or_default().entry(article).or_default().push(version);
    }
    stored
}

/// Whether every page is stored, and those that are sources in their present version.
pub(super) fn all_is_there(program: &Program, world: &World) -> bool {
    let stored = stored(program, world);
    world.pages().iter().all(|(place, page)| {
        let versions = stored.get(&world.url(place)).and_then(|articles| articles.values().next());
        let is_current = versions.is_some_and(|versions| versions.last() == Some(&page.version));
        versions.is_some() && (is_current || place.1.starts_with("/stories"))
    })
}

pub(super) fn judge(program: &Program, world: &World, figures: &mut Figures) {
    let stored = stored(program, world);
    let mut wrong: Vec<String> = Vec::new();
    for (place, page) in world.pages() {
        let url = world.url(place);
        let articles = stored.get(&url).cloned().unwrap_or_default();
        let versions = articles.values().next().cloned().unwrap_or_default();
        let kept: BTreeSet<u32> = versions.iter().copied().collect();
        let promised: Vec<u32> =
            (1..=page.version).filter(|version| world.book().acknowledged(place, *version)).collect();
        let is_right = articles.len() == 1
            && versions.is_sorted_by(|one, next| one < next)
            && promised.iter().all(|version| kept.contains(version))
            && versions.first() >= Some(&1)
            && versions.last() <= Some(&page.version);
        if !is_right {
            wrong.push(format!("{url}: {articles:?}, but gleaner had {promised:?} of {}", page.version));
        }
    }
    let gaps = world.book().shortest_gaps();
    wrong.extend(
        gaps.iter()
            .filter(|(_, gap)| *gap + LAG < INTERVAL)
            .map(|(place, gap)| format!("{place:?} after {gap:?}")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(stored.len(), world.pages().len(), "pages that nobody published");

    assert_eq!(program.query::<String>("PRAGMA integrity_check"), "ok");
    assert_eq!(program.query::<i64>("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(program.run(&["check", "--deep"]).code, 0);
    let status = program.json(&["status"], 1).remove(0);
    assert_eq!((&status["pages_given_up"], &status["pages_waiting"]), (&0.into(), &0.into()), "{status}");
    figures.polls = world.book().polls();
    figures.articles = stored.len();
    figures.revisions = stored.values().flat_map(BTreeMap::values).map(Vec::len).sum();
    figures.shortest_gap = gaps.iter().map(|(_, gap)| *gap).min().unwrap_or_default();
}
