//! Copies of one text are found and put together, in batches, behind the keeping of articles.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::context::{Mode, Pipeline};
use crate::dedup::{StoryText, compare, counting_links, regroup};
use crate::model::{ArticleId, StorySketch};
use crate::store::{GroupedArticle, SketchNote, StoreError, StoryCandidates, StoryJudges, Ungrouped};

/// Articles that are looked at together: two commits for all of them, and as many texts in memory, with those of their candidates.
const BATCH: usize = 256;
/// Articles that are worth a batch while other work goes on.
const WORTH_A_BATCH: usize = 64;
/// Longest wait of an article for its batch.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// Copies that are kept of an article: what they are copies of is linked with them.
const MOST_COPIES: usize = 4;

const JUDGES: StoryJudges = StoryJudges { counting: counting_links, regroup };

/// What waits to be looked at, as far as this process knows.
#[derive(Debug)]
pub(super) struct Waiting {
    kept: AtomicUsize,
    /// Whether an earlier run may have left something.
    has_backlog: AtomicBool,
    running: Mutex<Option<Instant>>,
}

impl Default for Waiting {
    fn default() -> Self {
        Self { kept: AtomicUsize::new(0), has_backlog: AtomicBool::new(true), running: Mutex::new(None) }
    }
}

impl Waiting {
    /// Another article was kept or edited.
    pub(super) fn add(&self) {
        self.kept.fetch_add(1, Ordering::Relaxed);
    }
}

impl Pipeline {
    /// Whether it is time to look for copies: enough is waiting, for long enough, or there is nothing else to do.
    pub fn wants_grouping(&self, is_idle: bool) -> bool {
        if self.parts.mode == Mode::DryRun {
            return false;
        }
        let Ok(last) = self.waiting.running.try_lock() else { return false };
        let kept = self.waiting.kept.load(Ordering::Relaxed);
        let is_overdue = last.is_none_or(|last| last.elapsed() >= LONGEST_WAIT);
        kept >= WORTH_A_BATCH
            || (kept > 0 || self.waiting.has_backlog.load(Ordering::Relaxed)) && (is_idle || is_overdue)
    }

    /// Looks for copies of articles that were kept or edited, the newest first, `most` at most; what is left over is done next time.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn group_articles(&self, most: usize) -> Result<(), StoreError> {
        let mut running = self.waiting.running.lock().await;
        self.waiting.kept.store(0, Ordering::Relaxed);
        let mut done = 0;
        while done < most && !self.stopping() {
            let batch = self.store.ungrouped_articles(BATCH.min(most - done)).await?;
            let count = batch.len();
            self.waiting.has_backlog.store(count > 0, Ordering::Relaxed);
            if count == 0 || !self.group_batch(batch).await? {
                break;
            }
            done += count;
        }
        *running = Some(Instant::now());
        Ok(())
    }

    /// Returns whether it went well: a batch that ends in a panic must not be tried over and over.
    async fn group_batch(&self, batch: Vec<Ungrouped>) -> Result<bool, StoreError> {
        let begun = Instant::now();
        let Some(read) = self.compute(move || read_batch(batch)).await else { return Ok(false) };
        self.store.note_sketches(read.iter().map(Read::note).collect()).await?;
        let sketches = read.iter().map(|read| (read.id, read.sketch.clone())).collect();
        let candidates = self.store.story_candidates(sketches).await?;
        let Some(grouped) = self.compute(move || judge_batch(&read, &candidates)).await else {
            return Ok(false);
        };
        self.store.keep_copies(grouped, JUDGES).await?;
        self.tally.note_stage("group", begun.elapsed());
        Ok(true)
    }
}

/// An article that was read for comparison.
struct Read {
    id: ArticleId,
    revision: i64,
    text: StoryText,
    sketch: StorySketch,
    former: Option<StorySketch>,
}

impl Read {
    fn note(&self) -> SketchNote {
        SketchNote { id: self.id, sketch: self.sketch.clone(), former: self.former.clone() }
    }
}

fn read_batch(batch: Vec<Ungrouped>) -> Vec<Read> {
    let read = |article: Ungrouped| {
        let text = StoryText::new(&article.input);
        let former = article.former.map(|former| StoryText::new(&former).sketch());
        Read { id: article.id, revision: article.revision, sketch: text.sketch(), text, former }
    };
    batch.into_iter().map(read).collect()
}

fn judge_batch(read: &[Read], candidates: &StoryCandidates) -> Vec<GroupedArticle> {
    let mut texts: HashMap<ArticleId, StoryText> =
        candidates.inputs.iter().map(|(id, input)| (*id, StoryText::new(input))).collect();
    texts.retain(|_, text| text.can_have_copies());
    let judge = |(read, found): (&Read, &Vec<ArticleId>)| {
        let others: Vec<(ArticleId, &StoryText)> =
            found.iter().filter_map(|id| Some((*id, texts.get(id)?))).collect();
        let verified = compare(&read.text, &others.iter().map(|(_, text)| *text).collect::<Vec<_>>());
        let mut copies: Vec<_> = others
            .iter()
            .zip(verified)
            .filter_map(|((id, _), verified)| {
                let verified = verified?;
                Some((*id, verified.reason_between(read.id, *id), verified.is_strong))
            })
            .collect();
        copies.sort_by(|(_, one, _), (_, other, _)| other.likeness().total_cmp(&one.likeness()));
        // What was linked stays linked as long as it is a copy: nothing else may lead to it.
        let mut kept = 0;
        copies.retain(|(other, _, _)| {
            kept += 1;
            kept <= MOST_COPIES || candidates.linked.contains(&(read.id, *other))
        });
        GroupedArticle { id: read.id, revision: read.revision, is_edited: read.former.is_some(), copies }
    };
    read.iter().zip(&candidates.of).map(judge).collect()
}
