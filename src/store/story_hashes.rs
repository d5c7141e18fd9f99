//! The hashes by which copies are found: written in slices, looked up one by one.

use std::collections::BTreeMap;

use rusqlite::{CachedStatement, Connection, Transaction, params};

use super::stories::SketchNote;
use crate::model::{ArticleId, StorySketch};

/// Articles that are looked at of those that share a hash, the newest first: what more share tells nothing, or any of them will do.
const NEWEST_OF_A_HASH: i64 = 8;
/// Hashes that two copies share at least.
const LEAST_SHARED: u32 = 2;
/// Most candidates that are compared with an article, those that share the most hashes first.
const MOST_CANDIDATES: usize = 8;

/// Slices of the hashes, one of which goes over to the large table with every batch. Pages that are written for a batch: all of the small
/// table, which holds half as many batches as there are slices, and one slice of a fortnight in the large one.
const SLICES: i64 = 32;

/// Writes down the hashes of articles in the place of those that they had.
pub(super) fn note_hashes(transaction: &Transaction<'_>, notes: &[SketchNote]) -> rusqlite::Result<()> {
    let forget = |table: &str| {
        transaction.prepare_cached(&format!(
            "DELETE FROM {table} WHERE fortnight = ?1 AND hash = ?2 AND article_id = ?3"
        ))
    };
    let mut forget = [forget("story_hash")?, forget("story_hash_new")?];
    let mut note = transaction.prepare_cached(
        "INSERT OR IGNORE INTO story_hash_new (fortnight, hash, article_id) VALUES (?1, ?2, ?3)",
    )?;
    for SketchNote { id, sketch, former } in notes {
        if let Some(former) = former.as_ref().filter(|former| *former != sketch) {
            for hash in &former.hashes {
                for statement in &mut forget {
                    statement.execute(params![former.fortnight, hash, id.0])?;
                }
            }
        }
        for hash in &sketch.hashes {
            note.execute(params![sketch.fortnight, hash, id.0])?;
        }
    }
    move_slice(transaction)
}

/// Takes the next slice of the hashes over to the large table.
fn move_slice(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let slice: i64 = transaction
        .prepare_cached("UPDATE story_hash_turn SET slice = (slice + 1) % ?1 RETURNING slice")?
        .query_row([SLICES], |row| row.get(0))?;
    // Half of the slices are below zero; the last one ends where the numbers do.
    let width = i64::MAX / (SLICES / 2);
    let from = if slice < SLICES / 2 { i64::MIN + slice * width } else { (slice - SLICES / 2) * width };
    let to = match slice + 1 {
        next if next == SLICES => i64::MAX,
        next if next == SLICES / 2 => -1,
        _ => from + width - 1,
    };
    let fortnights: Vec<i64> = transaction
        .prepare_cached("SELECT DISTINCT fortnight FROM story_hash_new")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for fortnight in fortnights {
        transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO story_hash SELECT * FROM story_hash_new
                 WHERE fortnight = ?1 AND hash BETWEEN ?2 AND ?3 ORDER BY hash, article_id",
            )?
            .execute(params![fortnight, from, to])?;
        transaction
            .prepare_cached("DELETE FROM story_hash_new WHERE fortnight = ?1 AND hash BETWEEN ?2 AND ?3")?
            .execute(params![fortnight, from, to])?;
    }
    Ok(())
}

/// Articles that share hashes with this one, those that share the most first.
pub(super) fn sharing(
    connection: &Connection,
    id: ArticleId,
    sketch: &StorySketch,
) -> rusqlite::Result<Vec<ArticleId>> {
    let by_hash = |table: &str| {
        connection.prepare_cached(&format!(
            "SELECT article_id FROM {table} WHERE fortnight = ?1 AND hash = ?2 ORDER BY article_id DESC LIMIT ?3"
        ))
    };
    let mut shared: BTreeMap<i64, u32> = BTreeMap::new();
    for mut by_hash in [by_hash("story_hash")?, by_hash("story_hash_new")?] {
        for fortnight in sketch.near.clone() {
            for hash in &sketch.hashes {
                count(&mut by_hash, (fortnight, *hash), &mut shared)?;
            }
        }
    }
    shared.remove(&id.0);
    let mut found: Vec<(u32, i64)> = shared
        .into_iter()
        .filter(|(_, count)| *count >= LEAST_SHARED)
        .map(|(id, count)| (count, id))
        .collect();
    found.sort_unstable_by(|one, other| other.cmp(one));
    Ok(found.into_iter().take(MOST_CANDIDATES).map(|(_, id)| ArticleId(id)).collect())
}

fn count(
    by_hash: &mut CachedStatement<'_>,
    (fortnight, hash): (i64, i64),
    shared: &mut BTreeMap<i64, u32>,
) -> rusqlite::Result<()> {
    let mut rows = by_hash.query(params![fortnight, hash, NEWEST_OF_A_HASH])?;
    while let Some(row) = rows.next()? {
        *shared.entry(row.get(0)?).or_default() += 1;
    }
    Ok(())
}
