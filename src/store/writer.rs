//! The writer thread: writes that wait at the same time are committed together, each of them whole or not at all. What a commit costs
//! (the disk, and the search index, which every commit gives another part) is paid once for all of them. Nobody is answered before the commit.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::search_index::index_article;
use crate::model::ArticleId;

/// Most writes of one commit.
const MOST_AT_ONCE: usize = 64;
/// Time after which no further write joins those that are to be committed: the first of them waits for all.
const LONGEST_GATHERING: Duration = Duration::from_millis(50);
/// Size of the write-ahead log from which on it is emptied with a will, in bytes. SQLite empties it by itself every 4 MB or so, but only while
/// nobody reads.
pub(super) const LARGEST_LOG: u64 = 64 * 1024 * 1024;
/// Commits between two looks at its size.
pub(super) const LOOK_EVERY: u32 = 64;
/// How long the emptying waits for readers; the next look tries again.
pub(super) const LOG_PATIENCE: Duration = Duration::from_millis(200);

/// What a write gives, and which article is to be indexed anew in the same commit.
pub(super) struct Written<T> {
    pub(super) value: T,
    pub(super) indexed: Option<ArticleId>,
}

/// One write that waits for its turn.
pub(super) struct WriteJob(Box<Work>);

/// Does the work in a transaction, or is told why there is none.
type Work = dyn FnOnce(rusqlite::Result<&Transaction<'_>>) -> rusqlite::Result<Done> + Send;

/// Work that was done and is not committed yet.
struct Done {
    indexed: Option<ArticleId>,
    answer: Box<dyn FnOnce(rusqlite::Result<()>) + Send>,
}

impl WriteJob {
    /// A job that answers with what `work` gives, once it is committed, or with what went wrong.
    pub(super) fn new<T: Send + 'static>(
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<Written<T>> + Send + 'static,
        answer: oneshot::Sender<rusqlite::Result<T>>,
    ) -> Self {
        // Nobody may be waiting for the answer any more, when the asking task was aborted; what is committed stands all the same.
        Self(Box::new(move |transaction| match transaction.and_then(work) {
            Ok(Written { value, indexed }) => Ok(Done {
                indexed,
                answer: Box::new(move |committed| drop(answer.send(committed.map(|()| value)))),
            }),
            Err(error) => {
                let told = copy_of(&error);
                let _ = answer.send(Err(error));
                Err(told)
            }
        }))
    }
}

/// Works until nobody can send jobs any more.
pub(super) fn write_until_closed(
    mut connection: Connection,
    mut jobs: mpsc::Receiver<WriteJob>,
    log: &LogKeeper,
) {
    let mut since_look = 0;
    while let Some(job) = jobs.blocking_recv() {
        write_together(&mut connection, job, &mut jobs);
        since_look += 1;
        if since_look >= LOOK_EVERY {
            since_look = 0;
            // Nothing is lost by a log that stays; the next look tries again.
            let _ = log.look(&connection);
        }
    }
}

/// Commits a job, with those that wait by then.
fn write_together(connection: &mut Connection, first: WriteJob, waiting: &mut mpsc::Receiver<WriteJob>) {
    // Immediate: two processes wait for each other at the start, instead of failing in the middle.
    let transaction = match connection.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(transaction) => transaction,
        Err(error) => return drop((first.0)(Err(error))),
    };
    let (begun, mut all_done, mut next, mut lost) = (Instant::now(), Vec::new(), Some(first), None);
    while let Some(job) = next {
        match work_apart(&transaction, job) {
            Ok(done) => all_done.push(done),
            // A full disk, say: SQLite has taken all of it back.
            Err(error) if transaction.is_autocommit() => lost = Some(error),
            Err(_) => {}
        }
        let has_room = all_done.len() < MOST_AT_ONCE && begun.elapsed() < LONGEST_GATHERING && lost.is_none();
        next = if has_room { waiting.try_recv().ok() } else { None };
    }
    let committed = match lost {
        Some(error) => Err(error),
        None => index_all(&transaction, &all_done).and_then(|()| transaction.commit()),
    };
    for done in all_done {
        (done.answer)(committed.as_ref().copied().map_err(copy_of));
    }
}

/// Does the work of a job so that an error takes back all of it, and nothing else.
fn work_apart(transaction: &Transaction<'_>, job: WriteJob) -> rusqlite::Result<Done> {
    let run = |sql: &str| transaction.prepare_cached(sql)?.execute([]).map(drop);
    if let Err(error) = run("SAVEPOINT job") {
        return (job.0)(Err(error));
    }
    let done = (job.0)(Ok(transaction));
    if done.is_err() && !transaction.is_autocommit() {
        run("ROLLBACK TO job")?;
    }
    if !transaction.is_autocommit() {
        run("RELEASE job")?;
    }
    done
}

/// Indexes the articles of all jobs, each once. Not within the jobs: the index writes itself out at every savepoint.
fn index_all(transaction: &Transaction<'_>, all_done: &[Done]) -> rusqlite::Result<()> {
    let mut articles: Vec<i64> = all_done.iter().filter_map(|done| done.indexed.map(|id| id.0)).collect();
    articles.sort_unstable();
    articles.dedup();
    articles.into_iter().try_for_each(|id| index_article(transaction, id))
}

/// The same error for another of those who wait for a commit.
fn copy_of(error: &rusqlite::Error) -> rusqlite::Error {
    match error {
        rusqlite::Error::SqliteFailure(code, text) => rusqlite::Error::SqliteFailure(*code, text.clone()),
        other => rusqlite::Error::ToSqlConversionFailure(other.to_string().into()),
    }
}

/// Keeps the write-ahead log from growing without end.
pub(super) struct LogKeeper {
    pub(super) path: PathBuf,
    pub(super) busy_timeout: Duration,
}

impl LogKeeper {
    /// Empties the log when it has grown too large. Whoever reads a state that is older than that keeps it from being emptied.
    fn look(&self, connection: &Connection) -> rusqlite::Result<()> {
        if std::fs::metadata(&self.path).map_or(0, |log| log.len()) < LARGEST_LOG {
            return Ok(());
        }
        connection.busy_timeout(LOG_PATIENCE)?;
        let emptied = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        connection.busy_timeout(self.busy_timeout)?;
        emptied
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    type Step = Box<dyn FnOnce(&Transaction<'_>) -> rusqlite::Result<()> + Send>;

    fn sql(statements: &'static str) -> Step {
        Box::new(move |transaction| transaction.execute_batch(statements))
    }

    fn words(connection: &Connection) -> Vec<String> {
        let mut select = connection.prepare("SELECT text FROM word ORDER BY rowid").unwrap();
        select.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }

    /// Does the steps as jobs that all wait by then; returns whether each went well, what was told of the first, and the words that are kept.
    fn written(path: &Path, steps: Vec<Step>) -> (Vec<bool>, String, Vec<String>) {
        let connection = Connection::open(path).unwrap();
        connection.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE word (text UNIQUE)").unwrap();
        let (sender, jobs) = mpsc::channel(steps.len());
        let mut answers = Vec::new();
        for step in steps {
            let (answer, answered) = oneshot::channel();
            let work = move |transaction: &Transaction<'_>| {
                step(transaction)?;
                Ok(Written { value: (), indexed: None })
            };
            sender.try_send(WriteJob::new(work, answer)).ok().unwrap();
            answers.push(answered);
        }
        drop(sender);
        let log = LogKeeper { path: path.with_extension("sqlite-wal"), busy_timeout: Duration::ZERO };
        write_until_closed(connection, jobs, &log);
        let answers: Vec<_> = answers.into_iter().map(|answered| answered.blocking_recv().unwrap()).collect();
        let first = format!("{:?}", answers[0]);
        (answers.iter().map(Result::is_ok).collect(), first, words(&Connection::open(path).unwrap()))
    }

    #[test]
    fn failing_write_takes_back_itself_and_none_of_those_that_are_committed_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let steps = vec![
            sql("INSERT INTO word VALUES ('one')"),
            sql("INSERT INTO word VALUES ('two'); INSERT INTO word VALUES ('one')"),
            sql("INSERT INTO word VALUES ('three')"),
        ];
        let (went_well, _, words) = written(&folder.path().join("a.sqlite"), steps);
        assert_eq!(went_well, [true, false, true]);
        assert_eq!(words, ["one", "three"]);
    }

    #[test]
    fn nobody_is_told_of_a_success_that_was_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let steps = vec![
            sql("INSERT INTO word VALUES ('one')"),
            sql("INSERT OR ROLLBACK INTO word VALUES ('one')"),
            sql("INSERT INTO word VALUES ('one')"),
        ];
        let (went_well, first, words) = written(&folder.path().join("a.sqlite"), steps);
        assert_eq!(went_well, [false, false, true]);
        assert!(first.contains("UNIQUE"), "{first}");
        assert_eq!(words, ["one"]);
    }

    #[test]
    fn writes_that_wait_together_are_committed_together() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        let other = path.clone();
        let look: Step = Box::new(move |transaction| {
            assert_eq!(words(transaction), ["one"], "a write sees those before it");
            assert!(words(&Connection::open(&other)?).is_empty(), "and nobody else does yet");
            Ok(())
        });
        let steps = vec![sql("INSERT INTO word VALUES ('one')"), look];
        let (went_well, _, words) = written(&path, steps);
        assert_eq!((went_well, words), (vec![true, true], vec!["one".to_owned()]));
    }
}
