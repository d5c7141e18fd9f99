//! A story as it is read back: the other articles of it, and why they are copies.

use rusqlite::{Connection, Row, params};

use super::candidates::from_json;
use crate::model::{ArticleId, CopyReason, Story, StoryCopy, StoryId};

/// Most copies that are read; a story with more is one that the whole world printed.
const MOST_COPIES: i64 = 500;

/// The other articles of a story, seen from one of them.
pub(super) fn read_story(
    connection: &Connection,
    story: StoryId,
    from: ArticleId,
) -> rusqlite::Result<Story> {
    let mut statement = connection.prepare_cached(
        "SELECT article.id, revision.url, article.site, revision.title, revision.published_at,
                coalesce(before.reason, after.reason, 'null') AS reason
         FROM article JOIN revision ON revision.id = article.current_revision_id
         LEFT JOIN story_link AS before ON before.first_id = article.id AND before.second_id = ?2
         LEFT JOIN story_link AS after ON after.first_id = ?2 AND after.second_id = article.id
         WHERE article.story_id = ?1 AND article.id <> ?2 ORDER BY article.id LIMIT ?3",
    )?;
    let rows = statement.query_map(params![story.0, from.0, MOST_COPIES], read_copy)?;
    Ok(Story { id: story, copies: rows.collect::<rusqlite::Result<_>>()? })
}

fn read_copy(row: &Row<'_>) -> rusqlite::Result<StoryCopy> {
    Ok(StoryCopy {
        id: ArticleId(row.get("id")?),
        url: row.get("url")?,
        site: row.get("site")?,
        title: row.get("title")?,
        published_at: row.get("published_at")?,
        reason: from_json::<Option<CopyReason>>(row, "reason")?,
    })
}
