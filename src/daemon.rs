//! The loop that keeps the pipeline busy: due sources are polled, waiting pages worked on, until all is done (a cron run)
//! or until told to stop (the service). Knows when, not how. A service takes up a new configuration between two turns.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::fetch::Openings;
use crate::model::SourceId;
use crate::pipeline::{DeclaredSources, Pipeline, Renewal};
use crate::schedule::OVERDUE_AFTER;
use crate::store::StoreError;

/// How long work in flight may go on after a stop was asked for. The promise is to be gone within 10 s, and the store needs some
/// of them when it is busy.
const GRACE: Duration = Duration::from_secs(4);
/// How long the store may take to hand out work or to take back leases once a stop was asked for.
const STORE_GRACE: Duration = Duration::from_millis(1500);
/// Shortest sleep of a service that waits for something.
const SHORTEST_SLEEP: Duration = Duration::from_millis(100);
/// Longest sleep of an idle service: another process may have added a source meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_secs(15);
/// Articles whose copies are looked for before other work has its turn again: some seconds. Of a store that has never been looked
/// through, a single pass does so many, and the service goes on.
pub const GROUPED_AT_ONCE: usize = 5_000;
/// Rounds of that at the end of a single pass: one for what is new, one for what that touches.
const LAST_ROUNDS: u32 = 2;
/// Most documents in hand, beside those in work, that wait for the turn of their sites: of each it is one at a time that its robots.txt
/// has told to wait, or that was redirected to a site that rests. Each costs some kilobytes.
const MOST_ASIDE: usize = 256;
/// Pause after the store failed, before a service tries again.
const STORE_PAUSE: Duration = Duration::from_secs(2);
/// How long what is in flight may take to end when the store has failed; what takes longer keeps its leases.
const STORE_PATIENCE: Duration = Duration::from_secs(60);

/// While this machine is cut off, time from one attempt to reach anybody to the next.
const PROBE_EVERY: Duration = Duration::from_secs(30);

/// When to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// When nothing is due any more; `all`: every enabled source is polled first, due or not.
    Idle {
        /// Whether sources that are not due are polled too.
        all: bool,
    },
    /// When the pipeline's stop signal turns true.
    Stopped,
}

/// Polls sources and works on their pages, `concurrency` at a time.
///
/// At a stop signal no new work begins; what is in flight is finished within a grace time, the rest given back.
///
/// # Errors
/// When the store fails; a service ([`Until::Stopped`]) logs that instead, and tries again.
pub async fn work(pipeline: Pipeline, until: Until, concurrency: usize) -> Result<(), StoreError> {
    // Nobody renews it.
    let (_keeper, renewals) = mpsc::channel(1);
    Worker::new(pipeline, until, concurrency, renewals).work().await
}

/// The service: [`work`] until the stop signal, going by whatever configuration came last.
///
/// # Errors
/// None that the store may have: those are logged, and tried again.
pub async fn serve(
    pipeline: Pipeline,
    concurrency: usize,
    renewals: mpsc::Receiver<Renewal>,
    pulse: Pulse,
) -> Result<(), StoreError> {
    let worker = Worker::new(pipeline, Until::Stopped, concurrency, renewals);
    Worker { pulse, ..worker }.work().await
}

/// Shows that the loop goes on, to whoever watches it. Clones are the same pulse.
#[derive(Debug, Clone)]
pub struct Pulse(Arc<Mutex<Beat>>);

/// What the loop tells when it comes round.
#[derive(Debug)]
struct Beat {
    at: Instant,
    in_hand: usize,
    aside: usize,
}

impl Default for Pulse {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Beat { at: Instant::now(), in_hand: 0, aside: 0 })))
    }
}

impl Pulse {
    /// How long ago the loop came round last. Half a minute is normal, some minutes are not.
    pub fn age(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).at.elapsed()
    }

    /// How many documents were in hand when the loop came round last, and how many of them waited for the turn of their site.
    pub fn in_hand(&self) -> (usize, usize) {
        let beat = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (beat.in_hand, beat.aside)
    }

    fn beat(&self, in_hand: usize, aside: usize) {
        let beat = Beat { at: Instant::now(), in_hand, aside };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = beat;
    }
}

/// Some time after the stop signal turned true.
async fn overdue(mut stop: watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        // Nobody is left who could ask for a stop.
        std::future::pending::<()>().await;
    }
    sleep(STORE_GRACE).await;
}

struct Worker {
    pipeline: Pipeline,
    until: Until,
    concurrency: usize,
    tasks: JoinSet<Result<(), StoreError>>,
    /// Sources that the user asked for. None is taken before there is a slot for it: what a stop leaves is as due as it was.
    asked_for: VecDeque<SourceId>,
    /// Tasks that may be under way at a time, for now.
    room: usize,
    /// When it was last tried to reach anybody; `None`: this machine is not cut off.
    probed_at: Option<Instant>,
    begun_at: DateTime<Utc>,
    renewals: mpsc::Receiver<Renewal>,
    /// What is to be taken up as soon as nothing is in flight.
    renewal: Option<Renewal>,
    pulse: Pulse,
    /// Rounds of looking for copies when there was nothing else to do.
    last_rounds: u32,
    /// The sources of the configuration that was taken up, until the store knows them.
    undeclared: Option<DeclaredSources>,
    /// When the loop last came round, by the clock of the pipeline; `None`: a backlog may have come up.
    looked_at: Option<DateTime<Utc>>,
    /// Whose turn it is to be offered the odd slot.
    polls_go_first: bool,
    /// Whether something that is due waits for its site, in the store.
    is_held_back: bool,
}

impl Worker {
    fn new(pipeline: Pipeline, until: Until, concurrency: usize, renewals: mpsc::Receiver<Renewal>) -> Self {
        let (tasks, asked_for) = (JoinSet::new(), VecDeque::new());
        let (begun_at, pulse) = (pipeline.clock().now(), Pulse::default());
        Self {
            pipeline,
            until,
            concurrency,
            tasks,
            asked_for,
            room: concurrency,
            probed_at: None,
            begun_at,
            renewals,
            renewal: None,
            pulse,
            last_rounds: 0,
            undeclared: None,
            looked_at: None,
            polls_go_first: true,
            is_held_back: false,
        }
    }

    async fn work(mut self) -> Result<(), StoreError> {
        let result = self.run().await;
        self.finish().await;
        result
    }

    async fn run(&mut self) -> Result<(), StoreError> {
        let mut stop = self.pipeline.stop_signal();
        let recalled = self.pipeline.recall_sites().await;
        self.survive(recalled).await?;
        if self.until == (Until::Idle { all: true }) {
            self.asked_for.extend(self.pipeline.store().enabled_sources().await?);
        }
        while !*stop.borrow() {
            self.pulse.beat(self.tasks.len(), self.pipeline.standing_aside());
            self.take_up().await?;
            if let Err(error) = self.pipeline.notice_clock().await {
                self.survive(Err(error)).await?;
                continue;
            }
            self.declare().await?;
            self.look_for_backlog().await?;
            let filled = tokio::select! {
                filled = self.fill() => filled,
                // Another process holds the store: what was to be taken from it stays there.
                () = overdue(stop.clone()) => return Ok(()),
            };
            self.survive(filled).await?;
            if self.tasks.is_empty() && !self.is_held_back && self.until != Until::Stopped {
                return Ok(());
            }
            let (pause, pipeline) = (self.pause().await, self.pipeline.clone());
            tokio::select! {
                _ = stop.changed() => {}
                Some(done) = self.tasks.join_next() => {
                    // Whatever else has ended meanwhile is made up for in the same turn.
                    let mut ended = vec![done];
                    ended.extend(std::iter::from_fn(|| self.tasks.try_join_next()));
                    for done in ended {
                        let result = done.unwrap_or_else(|panic| { tracing::error!(%panic, "a document was dropped"); Ok(()) });
                        self.survive(result).await?;
                    }
                }
                Some(mut renewal) = self.renewals.recv() => {
                    let waiting = self.renewal.take().and_then(|waiting| waiting.fetcher);
                    renewal.fetcher = renewal.fetcher.or(waiting);
                    self.renewal = Some(renewal);
                }
                () = pipeline.stepped_aside() => {}
                () = sleep(pause) => {}
            }
        }
        Ok(())
    }

    /// Goes by the latest configuration from now on. Another way of fetching waits until nothing is in flight, and then for as long
    /// as sites are left alone between two requests: the new one does not know whom the former one asked last.
    async fn take_up(&mut self) -> Result<(), StoreError> {
        let takes_turns = self.renewal.as_ref().is_some_and(|renewal| renewal.fetcher.is_some());
        if takes_turns && !self.tasks.is_empty() {
            return Ok(());
        }
        let Some(renewal) = self.renewal.take() else { return Ok(()) };
        let pause = if takes_turns { renewal.pause } else { Duration::ZERO };
        self.concurrency = renewal.concurrency;
        self.looked_at = None;
        let (pipeline, sources) = self.pipeline.renewed(renewal);
        (self.pipeline, self.undeclared) = (pipeline, Some(sources));
        if takes_turns {
            let recalled = self.pipeline.recall_sites().await;
            self.survive(recalled).await?;
        }
        let mut stop = self.pipeline.stop_signal();
        tokio::select! {
            _ = stop.changed() => {}
            () = sleep(pause) => {}
        }
        Ok(())
    }

    /// Tells the store the sources of the configuration that was taken up: not before, so that none is polled by the former one.
    async fn declare(&mut self) -> Result<(), StoreError> {
        let Some(DeclaredSources { sources, vanished }) = self.undeclared.clone() else { return Ok(()) };
        let now = self.pipeline.clock().now();
        let declared = self.pipeline.store().declare_sources(sources, vanished, now).await;
        if declared.is_ok() {
            self.undeclared = None;
        }
        self.survive(declared).await
    }

    /// Where a service may have more to catch up with than others bear at once: at its start, with another configuration, and after it slept.
    async fn look_for_backlog(&mut self) -> Result<(), StoreError> {
        let now = self.pipeline.clock().now();
        let former = self.looked_at.replace(now);
        if self.until != Until::Stopped || former.is_some_and(|former| now - former < OVERDUE_AFTER) {
            return Ok(());
        }
        let spread = self.pipeline.spread_backlog().await;
        self.survive(spread).await
    }

    /// Starts work until every slot is taken or nothing may begin. Polls and pages take turns at being offered half of the free slots
    /// first, so that a long queue of one kind never keeps the other waiting; what one does not want is the other's.
    async fn fill(&mut self) -> Result<(), StoreError> {
        self.room = self.find_room();
        if self.renewal.is_some() || self.room == 0 {
            return Ok(());
        }
        let openings = self.pipeline.openings();
        let free = self.free();
        let share = if self.polls_go_first { free.div_ceil(2) } else { free / 2 };
        self.polls_go_first = !self.polls_go_first;
        let polls = self.start_polls(share, &openings).await?;
        let pages = self.start_pages(free - polls, &openings).await?;
        if polls == share && pages < free - polls {
            self.start_polls(free - polls - pages, &openings).await?;
        }
        // What is new goes first.
        for recheck in self.pipeline.take_rechecks(self.free()).await? {
            let pipeline = self.pipeline.clone();
            self.tasks.spawn(async move { pipeline.recheck(recheck).await });
        }
        self.is_held_back = openings.has_refused();
        // Last, so that it is done when there is nothing else, or when enough has come together.
        let is_idle = self.tasks.is_empty();
        let is_enough = self.until != Until::Stopped && self.last_rounds >= LAST_ROUNDS;
        if self.pipeline.wants_grouping(is_idle) && !is_enough {
            self.last_rounds += u32::from(is_idle);
            let pipeline = self.pipeline.clone();
            self.tasks.spawn(async move { pipeline.group_articles(GROUPED_AT_ONCE).await });
        }
        Ok(())
    }

    /// Starts up to so many polls; returns how many.
    async fn start_polls(&mut self, limit: usize, openings: &Openings) -> Result<usize, StoreError> {
        let begun = if self.until == (Until::Idle { all: true }) {
            let mut begun = Vec::new();
            // Some may not be polled now: others go in their place.
            while begun.len() < limit && !self.asked_for.is_empty() {
                let count = (limit - begun.len()).min(self.asked_for.len());
                let named = self.asked_for.drain(..count).collect();
                begun.extend(self.pipeline.begin_named_polls(named).await?);
            }
            begun
        } else {
            // A single pass polls each source once, however short its interval: due is what was due when it began.
            let now = self.pipeline.clock().now();
            let by = if self.until == Until::Stopped { now } else { self.begun_at };
            self.pipeline.begin_due_polls(by, limit, openings).await?
        };
        let count = begun.len();
        for due in begun {
            let pipeline = self.pipeline.clone();
            self.tasks.spawn(async move { pipeline.poll(due).await.map(drop) });
        }
        Ok(count)
    }

    /// Starts to work on up to so many pages; returns how many.
    async fn start_pages(&mut self, limit: usize, openings: &Openings) -> Result<usize, StoreError> {
        let leased = self.pipeline.lease_waiting(limit, openings).await?;
        let count = leased.len();
        for (leased, source) in leased {
            let pipeline = self.pipeline.clone();
            self.tasks.spawn(async move { pipeline.work_candidate(leased, source).await });
        }
        Ok(count)
    }

    /// Slots that are free. What waits for the turn of its site holds none: a host that wants a minute between two requests costs
    /// the others nothing.
    fn free(&self) -> usize {
        let slots = self.room.saturating_sub(self.working());
        slots.min((self.room + MOST_ASIDE).saturating_sub(self.tasks.len()))
    }

    fn working(&self) -> usize {
        self.tasks.len().saturating_sub(self.pipeline.standing_aside())
    }

    /// How many tasks may be under way. While this machine is cut off, a service tries one thing now and then to see whether that is over; all else stays
    /// as due as it is.
    fn find_room(&mut self) -> usize {
        if self.until != Until::Stopped || !self.pipeline.is_cut_off() {
            if self.probed_at.take().is_some() {
                tracing::info!("somebody can be reached again: all goes on");
            }
            return self.concurrency;
        }
        if self.probed_at.is_none() {
            tracing::warn!(
                "nobody can be reached: this machine seems to be cut off; all waits until that is over"
            );
        }
        let is_time = self.probed_at.is_none_or(|last| last.elapsed() >= PROBE_EVERY);
        if !is_time || self.working() > 0 {
            self.probed_at.get_or_insert_with(Instant::now);
            return 0;
        }
        self.probed_at = Some(Instant::now());
        1
    }

    /// How long nothing new can begin.
    async fn pause(&self) -> Duration {
        if self.free() == 0 {
            let until_probe = self.probed_at.map(|last| PROBE_EVERY.saturating_sub(last.elapsed()));
            return until_probe.unwrap_or(LONGEST_SLEEP).clamp(SHORTEST_SLEEP, LONGEST_SLEEP);
        }
        let now = self.pipeline.clock().now();
        let next = self.pipeline.store().next_due_at(now).await.ok().flatten();
        let again = self.pipeline.next_recheck_at().await.ok().flatten();
        // What is due already was offered just now: it waits for its site.
        let is_news = |at: &DateTime<Utc>| !self.is_held_back || *at > now;
        let next = next.into_iter().chain(again).filter(is_news).min();
        let wait = next.and_then(|next| (next - now).to_std().ok());
        let unknown = if self.is_held_back { LONGEST_SLEEP } else { Duration::from_secs(1) };
        let wait = wait.unwrap_or(unknown).clamp(SHORTEST_SLEEP, LONGEST_SLEEP);
        match self.pipeline.next_opening().filter(|_| self.is_held_back) {
            Some(opening) => opening.min(wait),
            // Connections of its own hold it back: it goes on when one of those in flight ends.
            None => wait,
        }
    }

    /// A failing store ends a single pass; a service goes on when the store does.
    async fn survive(&mut self, result: Result<(), StoreError>) -> Result<(), StoreError> {
        let Err(error) = result else { return Ok(()) };
        if self.until != Until::Stopped {
            return Err(error);
        }
        tracing::error!(%error, "the store failed; trying again every {} s", STORE_PAUSE.as_secs());
        let mut stop = self.pipeline.stop_signal();
        tokio::select! {
            _ = stop.changed() => {}
            () = self.wait_for_store() => {}
        }
        Ok(())
    }

    /// Waits until the store works again, then for what is in flight, which ends in vain or not; what it did not keep is taken back and done again.
    async fn wait_for_store(&mut self) {
        let begun = Instant::now();
        loop {
            sleep(STORE_PAUSE).await;
            self.pulse.beat(self.tasks.len(), self.pipeline.standing_aside());
            match self.pipeline.store().try_write().await {
                Ok(()) => break,
                Err(error) => tracing::debug!(%error, "the store still fails"),
            }
        }
        let (works, mut lost) = (Instant::now(), 0_u32);
        while let Ok(Some(done)) = timeout_at(works + STORE_PATIENCE, self.tasks.join_next()).await {
            self.pulse.beat(self.tasks.len(), self.pipeline.standing_aside());
            lost += u32::from(!matches!(done, Ok(Ok(()))));
        }
        if self.tasks.is_empty()
            && let Err(error) = self.pipeline.release_leases().await
        {
            tracing::debug!(%error, "what was in hand is taken back when its time is over");
        }
        let seconds = begun.elapsed().as_secs();
        tracing::warn!(seconds, documents_done_again = lost, "the store works again");
    }

    /// Lets work in flight end within the grace time, then gives back what is left.
    async fn finish(&mut self) {
        let deadline = Instant::now() + GRACE;
        while let Ok(Some(done)) = timeout_at(deadline, self.tasks.join_next()).await {
            if let Ok(Err(error)) = done {
                tracing::error!(%error, "the store failed at the end");
            }
        }
        self.tasks.abort_all();
        match timeout(STORE_GRACE, self.pipeline.release_leases()).await {
            Ok(Ok(())) => {}
            // They end by themselves.
            Ok(Err(error)) => tracing::warn!(%error, "pages in hand could not be given back"),
            Err(_) => tracing::warn!("the store is busy: pages in hand could not be given back"),
        }
    }
}
