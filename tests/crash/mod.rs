//! A stop, a kill and a power cut are the same event: the service is killed over and over, in whatever it does, while sites publish and edit.
//! In the end all that feeds showed is stored once, with every version that gleaner is known to have had, and nobody was asked too often.

mod dice;
mod judge;
mod world;

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use dice::Dice;
use judge::{Inspection, all_is_there, judge, let_looks_be_due, let_waits_be_over};
use world::{Book, World};

use crate::program::{Program, terminate};

/// Signal 9, which nobody can catch.
const KILLED: i32 = 9;

#[test]
fn service_that_is_killed_a_dozen_times_loses_nothing_and_asks_nobody_too_often() {
    let figures = survive(12);
    assert!(figures.in_work >= 3, "most kills hit idle processes: {figures:?}");
}

#[test]
#[ignore = "takes minutes: cargo test --test gleaner crash:: -- --ignored --nocapture"]
fn service_that_is_killed_two_hundred_times_loses_nothing_and_asks_nobody_too_often() {
    let figures = survive(220);
    println!("{figures:#?}");
    assert!(figures.kills >= 200 && figures.in_work >= 60, "most kills hit idle processes: {figures:?}");
}

/// What the kills hit.
#[derive(Debug, Default)]
struct Figures {
    kills: usize,
    /// While the service was starting.
    in_start: usize,
    /// While an answer was coming in.
    in_answer: usize,
    /// While pages or polls were in hand.
    in_work: usize,
    /// In the middle of writing a transaction.
    in_commit: usize,
    polls: usize,
    articles: usize,
    revisions: usize,
    shortest_gap: Duration,
}

/// Lets the service die so often, then live until all is there, and judges.
#[expect(clippy::print_stdout, reason = "whoever tries a failure again needs the seed")]
fn survive(kills: usize) -> Figures {
    let seed = seed();
    println!("GLEANER_CRASH_SEED={seed}");
    let mut dice = Dice::from_seed(seed);
    let mut world = World::open(&mut dice);
    let program = Program::with_config(&world.config());
    let mut figures = Figures::default();
    for _ in 0..kills {
        let life = Life::begin(&program, world.book());
        let end = live(&life, &mut world, &mut dice);
        life.kill();
        if let End::InAnswer(place) = &end {
            world.mend(place);
        }
        let inspection = Inspection::of(&program);
        figures.kills += 1;
        figures.in_commit += usize::from(inspection.is_torn);
        match end {
            End::Starting => figures.in_start += 1,
            End::InAnswer(_) => {
                (figures.in_answer, figures.in_work) = (figures.in_answer + 1, figures.in_work + 1)
            }
            End::AtWork => figures.in_work += usize::from(inspection.in_hand > 0),
        }
        let_looks_be_due(&program, &mut dice);
    }
    let_waits_be_over(&program);
    let life = Life::begin(&program, world.book());
    let is_whole = world.book().wait_until(|_| all_is_there(&program, &world));
    let log = life.end();
    assert!(is_whole, "not all came, and nothing happens any more:\n{log}");
    judge(&program, &world, &mut figures);
    figures
}

/// As the environment says, to try again what failed; else another one each time.
fn seed() -> u64 {
    let given = std::env::var("GLEANER_CRASH_SEED").ok().and_then(|text| text.parse().ok());
    given.unwrap_or_else(|| {
        u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros()).unwrap()
    })
}

/// At what a life ends.
enum End {
    Starting,
    /// The answer of a feed does not come to an end.
    InAnswer(world::Place),
    AtWork,
}

/// Returns when the time has come to die: while starting, in the middle of an answer, when the store is written to, or some moments after some event.
fn live(life: &Life, world: &mut World, dice: &mut Dice) -> End {
    let book = Arc::clone(world.book());
    match dice.below(8) {
        0 => {
            spin(dice.below(60_000));
            End::Starting
        }
        1 => {
            let place = world.break_a_feed(dice);
            let before = book.requests(&place);
            life.wait_until(|book| book.requests(&place) > before);
            spin(dice.below(3_000));
            End::InAnswer(place)
        }
        2 | 3 => {
            world.go_on(dice);
            let target = book.events() + 1 + dice.below(8);
            life.wait_until(|book| book.events() >= target);
            spin_until_written(&life.store_log);
            // Half of them at once: a transaction is written in less than a tenth of a millisecond.
            spin(dice.below(200).saturating_sub(100));
            End::AtWork
        }
        _ => {
            for _ in 0..2 {
                let target = book.events() + 1 + dice.below(10);
                life.wait_until(|book| book.events() >= target);
                world.go_on(dice);
            }
            spin(dice.below(25_000));
            End::AtWork
        }
    }
}

/// Lets so many microseconds pass: shorter than any sleep, and no two alike.
fn spin(microseconds: usize) {
    let end = Instant::now() + Duration::from_micros(microseconds as u64);
    while Instant::now() < end {
        std::hint::spin_loop();
    }
}

/// Returns in the moment in which the store's log is written to, or after a while in which it is not.
fn spin_until_written(log: &Path) {
    let state = || std::fs::metadata(log).and_then(|log| Ok((log.len(), log.modified()?))).ok();
    let (before, end) = (state(), Instant::now() + Duration::from_millis(500));
    while state() == before && Instant::now() < end {
        std::hint::spin_loop();
    }
}

/// The service from a start to an end.
struct Life {
    child: Child,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
    book: Arc<Book>,
    store_log: PathBuf,
}

impl Life {
    fn begin(program: &Program, book: &Arc<Book>) -> Self {
        let mut child = program.command(&["run"]).stdout(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let log = Arc::new(Mutex::new(String::new()));
        let (writing, events) = (Arc::clone(&log), Arc::clone(book));
        let reader = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                *writing.lock().unwrap_or_else(PoisonError::into_inner) += &format!("{line}\n");
                events.note_event();
            }
        });
        Self {
            child,
            log,
            reader: Some(reader),
            book: Arc::clone(book),
            store_log: program.path("gleaner.sqlite-wal"),
        }
    }

    fn wait_until(&self, is_so: impl FnMut(&Book) -> bool) {
        assert!(self.book.wait_until(is_so), "nothing happens any more:\n{}", self.log());
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        let status = self.child.wait().unwrap();
        self.reader.take().unwrap().join().unwrap();
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(status.signal(), Some(KILLED), "it ended by itself:\n{log}");
        assert!(!log.contains("ERROR"), "{log}");
    }

    /// Ends in order, with its log.
    fn end(mut self) -> String {
        terminate(&self.child);
        let status = self.child.wait().unwrap();
        self.reader.take().unwrap().join().unwrap();
        let log = std::mem::take(&mut *self.log.lock().unwrap_or_else(PoisonError::into_inner));
        assert_eq!(status.code(), Some(0), "{log}");
        log
    }

    fn log(&self) -> String {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Life {
    /// Nothing is left behind by a test that fails.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
