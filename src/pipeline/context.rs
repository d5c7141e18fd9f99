//! What every stage is given: the store, the fetcher, the rules, the clock, and where reports go.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::Instant;

use super::clock_steps::SteadyTimes;
use super::group::Waiting;
use super::report::Report;
use super::tally::Tally;
use crate::clock::Clock;
use crate::config::SiteRules;
use crate::fetch::{FetchOutcome, FetchRequest, FetchTrace, Fetcher, Openings, Pass};
use crate::model::NewSource;
use crate::schedule::LONGEST_LEARNED;
use crate::store::{SERVICE_OWNER, Store, StoreError, Vanished};

/// Whether what was read is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Kept in the store.
    Keep,
    /// Only reported.
    DryRun,
}

/// What a pipeline is made of.
#[derive(Debug)]
pub struct PipelineParts {
    /// How documents are fetched.
    pub fetcher: Fetcher,
    /// What lets sources in that need more than an address, by name.
    pub passes: BTreeMap<String, Pass>,
    /// What generic extraction cannot know, by site.
    pub rules: SiteRules,
    /// What time it is.
    pub clock: Clock,
    /// Whether anything is kept.
    pub mode: Mode,
    /// Most documents in work at a time.
    pub concurrency: usize,
    /// Most documents of one site in hand at a time.
    pub per_site: usize,
    /// Where reports go; a full channel makes the work wait.
    pub reports: mpsc::Sender<Report>,
    /// Turns true when no new work may begin.
    pub stop: watch::Receiver<bool>,
}

/// The sources of a configuration.
#[derive(Debug, Clone)]
pub struct DeclaredSources {
    /// All of them.
    pub sources: Vec<NewSource>,
    /// What becomes of those that a former configuration declared.
    pub vanished: Vanished,
}

/// What a new configuration changes of a pipeline that works.
#[derive(Debug)]
pub struct Renewal {
    /// Its sources, which the store is told when the rest has been taken up.
    pub declared: DeclaredSources,
    /// Another way of fetching; `None`: the same, with all that it remembers of sites.
    pub fetcher: Option<Fetcher>,
    /// What lets sources in that need more than an address, by name.
    pub passes: BTreeMap<String, Pass>,
    /// What generic extraction cannot know, by site.
    pub rules: SiteRules,
    /// Most documents in work at a time.
    pub concurrency: usize,
    /// Most documents of one site in hand at a time.
    pub per_site: usize,
    /// The ages at which articles are looked at again; empty: never.
    pub recheck_ages: Vec<Duration>,
    /// How long sites are left alone before another fetcher begins.
    pub pause: Duration,
    /// The longest learned interval between two polls.
    pub longest_learned: Duration,
}

/// The way from an address to a stored article. Clones are cheap and share everything.
#[derive(Clone)]
pub struct Pipeline {
    pub(super) store: Store,
    pub(super) parts: Arc<PipelineParts>,
    /// Bounds the parsing and extraction that runs on blocking threads to the number of cores.
    pub(super) cores: Arc<Semaphore>,
    /// Marks this process's leases in the store.
    pub(super) owner: Arc<str>,
    /// The ages at which articles are looked at again; empty: never.
    pub(super) recheck_ages: Arc<[Duration]>,
    /// The longest learned interval between two polls.
    pub(super) longest_learned: Duration,
    /// Whether what a poll brought is held until the store can keep it.
    pub(super) outlives_store: bool,
    pub(super) tally: Arc<Tally>,
    pub(super) steady_times: Arc<SteadyTimes>,
    /// Articles whose copies are to be looked for.
    pub(super) waiting: Arc<Waiting>,
}

impl Pipeline {
    /// A pipeline into `store`.
    pub fn new(store: Store, parts: PipelineParts) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let owner = format!("{}-{}", std::process::id(), parts.clock.now().timestamp_micros());
        let (cores, tally) = (Arc::new(Semaphore::new(cores)), Arc::default());
        let owner = owner.into();
        let (recheck_ages, waiting) = (Arc::default(), Arc::default());
        let steady_times = Arc::new(SteadyTimes::new(&parts.clock));
        Self {
            store,
            parts: Arc::new(parts),
            cores,
            owner,
            recheck_ages,
            longest_learned: LONGEST_LEARNED,
            outlives_store: false,
            tally,
            steady_times,
            waiting,
        }
    }

    /// The same pipeline as that of the store's one service: its leases end with it, and it waits for a store that fails.
    #[must_use]
    pub fn serving(mut self) -> Self {
        self.outlives_store = true;
        self.owner = format!("{SERVICE_OWNER}{}", self.owner).into();
        self
    }

    /// The same pipeline, which polls no source less often than so for lack of news; a day unless this is said.
    #[must_use]
    pub fn learning_up_to(mut self, longest: Duration) -> Self {
        self.longest_learned = longest;
        self
    }

    /// The same pipeline by another configuration, whose sources the store is yet to be told; what is in flight in the former one may end
    /// there.
    #[must_use]
    pub fn renewed(&self, renewal: Renewal) -> (Self, DeclaredSources) {
        let former = &self.parts;
        let parts = PipelineParts {
            fetcher: renewal.fetcher.unwrap_or_else(|| former.fetcher.clone()),
            passes: renewal.passes,
            rules: renewal.rules,
            clock: former.clock.clone(),
            mode: former.mode,
            concurrency: renewal.concurrency,
            per_site: renewal.per_site,
            reports: former.reports.clone(),
            stop: former.stop.clone(),
        };
        let (recheck_ages, longest_learned) = (renewal.recheck_ages.into(), renewal.longest_learned);
        let renewed = Self { parts: Arc::new(parts), recheck_ages, longest_learned, ..self.clone() };
        (renewed, renewal.declared)
    }

    /// The store that articles go to.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What was done since this pipeline, or the one that it renews, was made.
    pub fn tally(&self) -> Arc<Tally> {
        Arc::clone(&self.tally)
    }

    /// The clock that everything goes by.
    pub fn clock(&self) -> &Clock {
        &self.parts.clock
    }

    /// Turns true when no new work may begin.
    pub fn stop_signal(&self) -> watch::Receiver<bool> {
        self.parts.stop.clone()
    }

    /// What may begin now without waiting for the turn of its site.
    pub fn openings(&self) -> Openings {
        self.parts.fetcher.openings()
    }

    /// How long until the next host that rests between two requests may be asked again; `None`: none rests.
    pub fn next_opening(&self) -> Option<Duration> {
        self.parts.fetcher.next_opening()
    }

    /// How many documents in hand wait for the turn of their site, and cost nobody anything.
    pub fn standing_aside(&self) -> usize {
        self.parts.fetcher.waiting()
    }

    /// Waits until another document begins to wait for the turn of its site.
    pub async fn stepped_aside(&self) {
        self.parts.fetcher.stepped_aside().await;
    }

    /// Whether this machine seems to be cut off: nobody can be reached.
    pub fn is_cut_off(&self) -> bool {
        self.parts.fetcher.is_cut_off()
    }

    /// Gives back what this process leased and did not finish.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn release_leases(&self) -> Result<(), StoreError> {
        if self.parts.mode == Mode::DryRun {
            return Ok(());
        }
        self.store.release_leases(self.owner.to_string()).await
    }

    /// Takes up what former runs have learnt of sites: what their robots.txt says, so that each is asked for once a day however often
    /// gleaner is started, and which hosts asked to be left alone.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recall_sites(&self) -> Result<(), StoreError> {
        let now = self.clock().now();
        if self.parts.mode == Mode::Keep {
            self.store.bring_back_from_future(now).await?;
        }
        self.parts.fetcher.recall_robots(self.store.robots_notes(now).await?);
        self.parts.fetcher.recall_pauses(self.store.host_pauses(now).await?);
        Ok(())
    }

    /// Fetches a document for a stage, and counts it; what was learnt of sites on the way is remembered.
    pub(super) async fn fetch(
        &self,
        stage: &'static str,
        request: &FetchRequest,
    ) -> Result<(FetchOutcome, FetchTrace), StoreError> {
        let (outcome, trace) = self.parts.fetcher.fetch_traced(request).await;
        self.tally.note_fetch(stage, &trace);
        self.keep_sites().await?;
        Ok((outcome, trace))
    }

    /// Remembers what has been learnt of sites meanwhile.
    pub(super) async fn keep_sites(&self) -> Result<(), StoreError> {
        if self.parts.mode == Mode::DryRun {
            return Ok(());
        }
        let (notes, pauses) = (self.parts.fetcher.take_robots_notes(), self.parts.fetcher.take_pauses());
        if !notes.is_empty() {
            self.store.keep_robots_notes(notes, self.clock().now()).await?;
        }
        if !pauses.is_empty() {
            self.store.put_off_hosts(pauses, self.clock().now()).await?;
        }
        Ok(())
    }

    pub(super) fn stopping(&self) -> bool {
        *self.parts.stop.borrow()
    }

    pub(super) async fn report(&self, report: Report) {
        // Whoever listened may be gone at the end of a run; the work itself is kept all the same.
        let _ = self.parts.reports.send(report).await;
    }

    /// The same as [`Pipeline::compute`], counted for a stage; waiting for a core is no part of it.
    pub(super) async fn compute_timed<T: Send + 'static>(
        &self,
        stage: &'static str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let tally = Arc::clone(&self.tally);
        self.compute(move || {
            let begun = Instant::now();
            let result = work();
            tally.note_stage(stage, begun.elapsed());
            result
        })
        .await
    }

    /// Runs CPU work on a blocking thread, as many at a time as there are cores; `None` if it panicked.
    pub(super) async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let permit = Arc::clone(&self.cores).acquire_owned().await.ok()?;
        let task = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        task.await.ok()
    }
}
