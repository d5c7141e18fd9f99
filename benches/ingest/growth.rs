//! What an article costs when a million are stored already, against what it costs in an empty store.

use std::path::Path;

use rusqlite::Connection;

use super::gleaner::{Gleaner, Run};
use super::lot::Lot;
use super::press::ARTICLES_OF_A_SITE;
use super::serve::home;
use super::{Failure, Figures, standing};

/// Sites whose articles are added.
const SITES: usize = 50;
/// Hashes of an article by which its copies are found.
const HASHES: usize = 24;

/// Ingests the same articles into an empty store and into a copy of a large one, and starts the service on that.
pub(crate) fn report(
    [empty, full]: &[Gleaner; 2],
    port: u16,
    large: Option<&Path>,
    figures: &mut Figures,
) -> Result<(), Failure> {
    let Some(large) = large else {
        let text = "no --large STORE: growth and the start with many articles are not measured";
        return figures.remark(text);
    };
    std::fs::copy(large, full.store())?;
    note_as_grouped(&full.database()?)?;
    let known = full.articles()?;
    figures.add("ingest_large_store", known as f64, "articles")?;
    let small = cost(&ingest(empty, port)?);
    let large = cost(&ingest(full, port)?);
    figures.add("ingest_cost_in_empty_store", small, "ms")?;
    figures.add("ingest_cost_in_large_store", large, "ms")?;
    figures.add("ingest_growth_of_cost", large / small, "ratio")?;
    standing::add_sources(full, port)?;
    standing::report_start(full, "ingest_start_with_large_store", figures)
}

/// Processor time of an article, in milliseconds.
fn cost(run: &Run) -> f64 {
    run.processor * 1e3 / (SITES * ARTICLES_OF_A_SITE) as f64
}

fn ingest(gleaner: &Gleaner, port: u16) -> Result<Run, Failure> {
    let before = gleaner.articles().unwrap_or(0);
    gleaner.import((0..SITES).map(|site| format!("{}/feed.xml", home(port, site))))?;
    let run = gleaner.run(&["ingest", "--all"])?;
    let added = gleaner.articles()? - before;
    if added < SITES * ARTICLES_OF_A_SITE * 9 / 10 {
        return Err(format!("only {added} articles were added").into());
    }
    Ok(run)
}

/// A store that was filled by hand has never been looked through for copies: it is given the hashes that this would have left, drawn by lot.
fn note_as_grouped(database: &Connection) -> Result<(), Failure> {
    let is_grouped: bool =
        database.query_row("SELECT EXISTS (SELECT 1 FROM story_hash)", [], |row| row.get(0))?;
    if is_grouped {
        return Ok(());
    }
    database.execute_batch(
        "PRAGMA synchronous = OFF; BEGIN; UPDATE article SET grouped_revision_id = current_revision_id",
    )?;
    let mut rows: Vec<(i64, i64, i64)> = Vec::new();
    let mut articles = database
        .prepare("SELECT id, CAST(strftime('%s', first_seen_at) AS INTEGER) / 1209600 FROM article")?;
    let mut numbered = articles.query([])?;
    let lot = &mut Lot::new(5);
    while let Some(row) = numbered.next()? {
        let (id, fortnight): (i64, i64) = (row.get(0)?, row.get(1)?);
        rows.extend((0..HASHES).map(|_| (fortnight, lot.draw().cast_signed(), id)));
    }
    rows.sort_unstable();
    let mut insert = database
        .prepare("INSERT OR IGNORE INTO story_hash (fortnight, hash, article_id) VALUES (?1, ?2, ?3)")?;
    for row in rows {
        insert.execute(row)?;
    }
    database.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}
