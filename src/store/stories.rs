//! Copies of one text: the hashes that find them, the links between them, and the stories that these make.
//!
//! Not part of keeping an article: it is done in batches, after articles were kept or edited, and again when it was interrupted. What is to
//! be done stands in the store: every article whose current revision is not the one whose copies were looked for.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::candidates::json;
use super::connection::Store;
use super::error::StoreError;
use super::story_hashes::{note_hashes, sharing};
use crate::model::{ArticleId, CopyReason, JudgedLink, StoryGroup, StoryId, StoryInput, StorySketch};

/// An article whose copies are to be looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Ungrouped {
    /// The article.
    pub id: ArticleId,
    /// Row of its current revision.
    pub revision: i64,
    /// What is compared of it.
    pub input: StoryInput,
    /// What was compared of the revision whose copies were looked for; `None` for a new article.
    pub former: Option<StoryInput>,
}

/// The hashes of an article, and those that it had.
#[derive(Debug, Clone, PartialEq)]
pub struct SketchNote {
    /// The article.
    pub id: ArticleId,
    /// Its hashes; empty when it can have no copies.
    pub sketch: StorySketch,
    /// Its hashes before it was edited.
    pub former: Option<StorySketch>,
}

/// Articles that may be copies of those asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StoryCandidates {
    /// For each article asked for, those that may be copies of it, the likeliest first.
    pub of: Vec<Vec<ArticleId>>,
    /// Pairs of these that are linked already.
    pub linked: HashSet<(ArticleId, ArticleId)>,
    /// What is compared of all of these.
    pub inputs: HashMap<ArticleId, StoryInput>,
}

/// What was found out of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedArticle {
    /// The article.
    pub id: ArticleId,
    /// Row of the revision that was compared.
    pub revision: i64,
    /// Whether copies of a former revision were looked for: then its links are judged anew.
    pub is_edited: bool,
    /// Its copies with the reason and whether the link may put two stories together, the best first.
    pub copies: Vec<(ArticleId, CopyReason, bool)>,
}

/// Two articles that are linked.
type ArticlePair = (ArticleId, ArticleId);

/// What decides over stories inside the transaction that acts on it: pure functions of `dedup`, handed in by `pipeline`.
#[derive(Debug, Clone, Copy)]
pub struct StoryJudges {
    /// Which of an article's links count, the best first.
    pub counting: fn(&[JudgedLink]) -> Vec<JudgedLink>,
    /// The stories of articles, given the links between them.
    pub regroup: fn(&BTreeSet<ArticleId>, &[ArticlePair]) -> StoryGroup,
}

impl Store {
    /// Articles whose copies are to be looked for, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ungrouped_articles(&self, limit: usize) -> Result<Vec<Ungrouped>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.read(move |connection| {
            let mut waiting = connection.prepare_cached(
                "SELECT id, current_revision_id, grouped_revision_id FROM article
                 WHERE grouped_revision_id IS NOT current_revision_id ORDER BY id DESC LIMIT ?1",
            )?;
            let mut input = connection.prepare_cached(SELECT_INPUT)?;
            let rows = waiting.query_map([limit], |row| {
                let former: Option<i64> = row.get(2)?;
                Ok((ArticleId(row.get(0)?), row.get(1)?, former))
            })?;
            rows.map(|row| {
                let (id, revision, former) = row?;
                let former = former
                    .map(|former| input.query_row([former], read_input).optional())
                    .transpose()?
                    .flatten();
                Ok(Ungrouped { id, revision, input: input.query_row([revision], read_input)?, former })
            })
            .collect()
        })
        .await
    }

    /// Writes down the hashes by which articles are found.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_sketches(&self, notes: Vec<SketchNote>) -> Result<(), StoreError> {
        self.write(move |transaction| note_hashes(transaction, &notes)).await
    }

    /// Articles that share hashes with those asked for, and those that are linked with them already.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn story_candidates(
        &self,
        sketches: Vec<(ArticleId, StorySketch)>,
    ) -> Result<StoryCandidates, StoreError> {
        self.read(move |connection| {
            let mut linked = connection.prepare_cached(
                "SELECT second_id FROM story_link WHERE first_id = ?1 UNION SELECT first_id FROM story_link WHERE second_id = ?1",
            )?;
            let mut input = connection.prepare_cached(SELECT_CURRENT_INPUT)?;
            let mut candidates = StoryCandidates::default();
            for (id, sketch) in &sketches {
                let mut found = sharing(connection, *id, sketch)?;
                for other in linked.query_map([id.0], |row| row.get(0).map(ArticleId))? {
                    let other = other?;
                    candidates.linked.insert((*id, other));
                    if !sketch.hashes.is_empty() && !found.contains(&other) {
                        found.push(other);
                    }
                }
                for other in &found {
                    if !candidates.inputs.contains_key(other) {
                        candidates.inputs.insert(*other, input.query_row([other.0], read_input)?);
                    }
                }
                candidates.of.push(found);
            }
            Ok(candidates)
        })
        .await
    }

    /// Keeps what was found out of articles: their links, and the stories that change by them. What was edited meanwhile is left for the
    /// next time.
    ///
    /// # Errors
    /// When the store fails; then nothing is kept.
    pub async fn keep_copies(
        &self,
        grouped: Vec<GroupedArticle>,
        judges: StoryJudges,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| {
            let mut done = transaction.prepare_cached(
                "UPDATE article SET grouped_revision_id = ?1 WHERE id = ?2 AND current_revision_id = ?1",
            )?;
            let (mut current, mut unlinked) = (Vec::with_capacity(grouped.len()), Vec::new());
            for article in &grouped {
                if done.execute(params![article.revision, article.id.0])? == 0 {
                    continue;
                }
                current.push(article);
                if article.is_edited {
                    unlinked.push((article.id, unlink(transaction, article.id)?));
                }
            }
            // First all that goes, then all that comes: articles of one batch are linked with each other.
            for article in current {
                keep_links(transaction, article, judges)?;
            }
            for (id, former) in unlinked {
                regroup(transaction, id, judges)?;
                look_again(transaction, id, &former)?;
            }
            Ok(())
        })
        .await
    }
}

/// A text of more letters than that is compared by its beginning.
const SELECT_INPUT: &str = "SELECT title, substr(body, 1, 100000), site, dateline_agency, dateline_place,
    coalesce(published_at_utc, substr(published_at, 1, 10) || 'T12:00:00Z', first_seen_at) AS at
    FROM revision JOIN article ON article.id = revision.article_id WHERE revision.id = ?1";

const SELECT_CURRENT_INPUT: &str =
    "SELECT title, substr(body, 1, 100000), site, dateline_agency, dateline_place,
    coalesce(published_at_utc, substr(published_at, 1, 10) || 'T12:00:00Z', first_seen_at) AS at
    FROM article JOIN revision ON revision.id = article.current_revision_id WHERE article.id = ?1";

fn read_input(row: &Row<'_>) -> rusqlite::Result<StoryInput> {
    Ok(StoryInput {
        title: row.get(0)?,
        body: row.get(1)?,
        site: row.get(2)?,
        agency: row.get(3)?,
        place: row.get(4)?,
        at: row.get(5)?,
    })
}

/// Takes an article's links away; returns what it was linked with.
fn unlink(transaction: &Transaction<'_>, id: ArticleId) -> rusqlite::Result<Vec<ArticleId>> {
    let mut unlink = transaction.prepare_cached(
        "DELETE FROM story_link WHERE first_id = ?1 OR second_id = ?1 RETURNING first_id, second_id",
    )?;
    let rows = unlink.query_map([id.0], |row| {
        let (first, second): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok(ArticleId(if first == id.0 { second } else { first }))
    })?;
    rows.collect()
}

/// What an edited article is no longer linked with may still be a copy of others that it was linked with: copies of it are looked for again.
fn look_again(transaction: &Transaction<'_>, id: ArticleId, former: &[ArticleId]) -> rusqlite::Result<()> {
    let mut wait = transaction.prepare_cached(
        "UPDATE article SET grouped_revision_id = NULL WHERE id = ?1 AND NOT EXISTS
            (SELECT 1 FROM story_link WHERE first_id = min(?1, ?2) AND second_id = max(?1, ?2))",
    )?;
    for other in former {
        wait.execute([other.0, id.0])?;
    }
    Ok(())
}

/// Adds an article's links, and puts what they link into one story.
fn keep_links(
    transaction: &Transaction<'_>,
    article: &GroupedArticle,
    judges: StoryJudges,
) -> rusqlite::Result<()> {
    let id = article.id;
    let links = article
        .copies
        .iter()
        .map(|(to, _, is_strong)| {
            Ok(JudgedLink { to: *to, story: story_of(transaction, *to)?, is_strong: *is_strong })
        })
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let counting = (judges.counting)(&links);
    let mut insert = transaction.prepare_cached(
        "INSERT OR REPLACE INTO story_link (first_id, second_id, reason) VALUES (?1, ?2, ?3)",
    )?;
    for (to, reason, _) in &article.copies {
        if counting.iter().any(|link| link.to == *to) {
            insert.execute(params![id.0.min(to.0), id.0.max(to.0), json(reason)?])?;
        }
    }
    join(transaction, id, &counting)
}

fn story_of(connection: &Connection, id: ArticleId) -> rusqlite::Result<Option<StoryId>> {
    connection
        .prepare_cached("SELECT story_id FROM article WHERE id = ?1")?
        .query_row([id.0], |row| row.get::<_, Option<i64>>(0))
        .map(|story| story.map(StoryId))
}

/// Puts an article and all that hangs on its links into one story.
fn join(transaction: &Transaction<'_>, id: ArticleId, links: &[JudgedLink]) -> rusqlite::Result<()> {
    let Some(lowest) =
        links.iter().map(|link| link.story.map_or(link.to.0, |story| story.0.min(link.to.0))).min()
    else {
        return Ok(());
    };
    let own = story_of(transaction, id)?;
    let story = lowest.min(own.map_or(id.0, |own| own.0.min(id.0)));
    let mut set = transaction.prepare_cached("UPDATE article SET story_id = ?1 WHERE id = ?2")?;
    let mut merge = transaction.prepare_cached("UPDATE article SET story_id = ?1 WHERE story_id = ?2")?;
    for (article, former) in links.iter().map(|link| (link.to, link.story)).chain([(id, own)]) {
        match former {
            Some(StoryId(other)) if other == story => {}
            Some(StoryId(other)) => drop(merge.execute([story, other])?),
            None => drop(set.execute([story, article.0])?),
        }
    }
    Ok(())
}

/// Puts together anew what is left of the story of an article that lost links. All that its links lead to is in there by now.
fn regroup(transaction: &Transaction<'_>, id: ArticleId, judges: StoryJudges) -> rusqlite::Result<()> {
    let Some(story) = story_of(transaction, id)? else { return Ok(()) };
    let articles: BTreeSet<ArticleId> = transaction
        .prepare_cached("SELECT id FROM article WHERE story_id = ?1")?
        .query_map([story.0], |row| row.get(0).map(ArticleId))?
        .collect::<rusqlite::Result<_>>()?;
    let mut linked =
        transaction.prepare_cached("SELECT first_id, second_id FROM story_link WHERE first_id = ?1")?;
    let mut pairs = Vec::new();
    for article in &articles {
        let rows =
            linked.query_map([article.0], |row| Ok((ArticleId(row.get(0)?), ArticleId(row.get(1)?))))?;
        for pair in rows {
            pairs.push(pair?);
        }
    }
    let mut set = transaction.prepare_cached("UPDATE article SET story_id = ?1 WHERE id = ?2")?;
    for (article, now) in (judges.regroup)(&articles, &pairs) {
        if now != Some(story) {
            set.execute(params![now.map(|now| now.0), article.0])?;
        }
    }
    Ok(())
}
