//! An edited article: whether it is one, and where its new version stands in the history.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::article_rows::{InHistory, insert_revision};
use super::articles::{Ingested, Judges};
use super::reading::read_current;
use crate::model::{ArticleId, Change, Fingerprint, RevisionSpan, Verdict};

/// How many of the newest revisions are looked at: more than an hour of a live blog keeps.
const LAST_REVISIONS: i64 = 10;

/// What is left of a verdict when the readings are compared field by field: a revision in which nothing but noise differs is none.
/// Tells what differs, too.
pub(super) fn settle(
    connection: &Connection,
    ingested: &Ingested,
    verdict: Verdict,
    judges: Judges,
) -> rusqlite::Result<(Verdict, Vec<Change>)> {
    let Verdict::Revision { of } = verdict else { return Ok((verdict, Vec::new())) };
    let changes = (judges.changes)(&read_current(connection, of)?, &ingested.article);
    let verdict = if changes.is_empty() { Verdict::Unchanged { of } } else { verdict };
    Ok((verdict, changes))
}

/// Adds a revision, or puts it in the place of the newest one when that stood for minutes only.
pub(super) fn add_revision(
    transaction: &Transaction<'_>,
    id: ArticleId,
    ingested: &Ingested,
    (changes, judges): (Vec<Change>, Judges),
) -> rusqlite::Result<()> {
    let mut history = InHistory { changes, begun_at: None, versions: 1 };
    if (judges.replaces)(&last_revisions(transaction, id)?, ingested.fetched_at) {
        replace_newest(transaction, id, ingested, (&mut history, judges))?;
    }
    let revision = insert_revision(transaction, id, ingested, &history)?;
    set_current(transaction, id, revision, ingested.fingerprint)
}

/// Makes a revision the current one. What is searched is for whoever writes to tell (`Written::indexed`).
pub(super) fn set_current(
    transaction: &Transaction<'_>,
    id: ArticleId,
    revision: i64,
    print: Fingerprint,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "UPDATE article SET current_revision_id = ?1, current_hash = ?2, same_text_hash = ?3 WHERE id = ?4",
        )?
        .execute(params![revision, print.content, print.same_text, id.0])
        .map(drop)
}

/// The newest revisions, the newest first.
fn last_revisions(connection: &Connection, id: ArticleId) -> rusqlite::Result<Vec<RevisionSpan>> {
    let mut statement = connection.prepare_cached(
        "SELECT number, coalesce(begun_at, fetched_at), fetched_at FROM revision WHERE article_id = ?1
         ORDER BY number DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![id.0, LAST_REVISIONS], |row| {
        Ok(RevisionSpan { number: row.get(0)?, begun_at: row.get(1)?, fetched_at: row.get(2)? })
    })?;
    rows.collect()
}

/// Takes the newest revision away, if what comes differs from the one before it as well.
fn replace_newest(
    transaction: &Transaction<'_>,
    id: ArticleId,
    ingested: &Ingested,
    (history, judges): (&mut InHistory, Judges),
) -> rusqlite::Result<()> {
    let newest: Option<(i64, i64, DateTime<Utc>, u32)> = transaction
        .prepare_cached(
            "SELECT newest.id, former.id, coalesce(newest.begun_at, newest.fetched_at), newest.versions
             FROM revision AS newest JOIN revision AS former
               ON former.article_id = newest.article_id AND former.number = newest.number - 1
             WHERE newest.article_id = ?1 ORDER BY newest.number DESC LIMIT 1",
        )?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((newest, former, begun_at, versions)) = newest else { return Ok(()) };
    transaction.execute("UPDATE article SET current_revision_id = ?1 WHERE id = ?2", [former, id.0])?;
    let changes = (judges.changes)(&read_current(transaction, id)?, &ingested.article);
    if changes.is_empty() {
        // What stood there before the last version is back: both are kept.
        return Ok(());
    }
    transaction.execute("DELETE FROM related_link WHERE revision_id = ?1", [newest])?;
    transaction.execute("DELETE FROM revision WHERE id = ?1", [newest])?;
    *history = InHistory { changes, begun_at: Some(begun_at), versions: versions.saturating_add(1) };
    Ok(())
}
