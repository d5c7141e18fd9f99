//! gleaner as its operator runs it, for as long as a test wants: passes at moments of a clock that the test sets, with restarts and
//! crashes in between.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::time::Duration;

use chrono::{DateTime, Utc};
use gleaner::clock::Clock;
use gleaner::config::{Config, ConfigOrigin};
use gleaner::daemon::{Pulse, Until, serve, work};
use gleaner::fetch::{self, Fetcher, Lookup, Pass};
use gleaner::model::{NewSource, PollNote};
use gleaner::pipeline::{Mode, Pipeline, PipelineParts, Report};
use gleaner::store::{Access, SourceOverview, Store, Vanished};
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// One installation: a configuration, a store, a clock.
pub(crate) struct Operator {
    folder: TempDir,
    now: Arc<AtomicI64>,
    /// Seconds by which the clock was set forward.
    jumped: Arc<AtomicI64>,
    config: Config,
    running: Option<Running>,
    rechecks: bool,
    /// Another way of looking names up than the system's.
    lookup: Option<Arc<Lookup>>,
}

/// What lives in memory, and is lost at a restart.
struct Running {
    store: Store,
    fetcher: Fetcher,
}

impl Operator {
    /// An installation with this configuration, at this moment.
    pub(crate) fn at(now: DateTime<Utc>, config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::from_text(config, ConfigOrigin::File(PathBuf::from("gleaner.toml"))).unwrap();
        Self {
            folder,
            now: Arc::new(AtomicI64::new(now.timestamp())),
            jumped: Arc::default(),
            config,
            running: None,
            rechecks: false,
            lookup: None,
        }
    }

    /// The same, looking again at articles as `gleaner run` does.
    pub(crate) fn rechecking(mut self) -> Self {
        self.rechecks = true;
        self
    }

    /// The same in a network with names of its own.
    pub(crate) fn looking_up(mut self, lookup: Arc<Lookup>) -> Self {
        self.lookup = Some(lookup);
        self
    }

    /// Starts the service. It ends when the sender says `true`.
    pub(crate) async fn serve(&mut self) -> (JoinHandle<()>, mpsc::Receiver<Report>, watch::Sender<bool>) {
        self.start().await;
        let (pipeline, reports, stop) = self.pipeline();
        let serving = tokio::spawn(async move {
            let (_nobody_renews_it, renewals) = mpsc::channel(1);
            serve(pipeline.serving(), 4, renewals, Pulse::default()).await.unwrap();
        });
        (serving, reports, stop)
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.now.load(SeqCst), 0).unwrap()
    }

    /// The clock is set by so many hours; no time passes.
    pub(crate) fn jump(&self, hours: i64) {
        self.jumped.fetch_add(3600 * hours, SeqCst);
        self.now.fetch_add(3600 * hours, SeqCst);
    }

    pub(crate) fn set_now(&self, now: DateTime<Utc>) {
        self.now.store(now.timestamp(), SeqCst);
    }

    /// Another configuration from the next start on.
    pub(crate) fn reconfigure(&mut self, config: &str) {
        self.config = Config::from_text(config, ConfigOrigin::File(PathBuf::from("gleaner.toml"))).unwrap();
        self.running = None;
    }

    /// All that is in memory is lost; the next pass starts anew.
    pub(crate) fn restart(&mut self) {
        self.running = None;
    }

    /// One pass over what is due now: the reports of it.
    pub(crate) async fn pass(&mut self) -> Vec<Report> {
        self.pass_until(Until::Idle { all: false }).await
    }

    /// One pass over all sources, due or not: the reports of it.
    pub(crate) async fn pass_over_all(&mut self) -> Vec<Report> {
        self.pass_until(Until::Idle { all: true }).await
    }

    /// The memory of one process, for as many passes as it lives.
    pub(crate) async fn life(&mut self) -> (Pipeline, watch::Sender<bool>) {
        self.start().await;
        let (pipeline, _nobody_listens, stop) = self.pipeline();
        (pipeline, stop)
    }

    /// A pass over what is due, by a process that has lived before.
    pub(crate) async fn pass_in(&self, life: &Pipeline) {
        work(life.clone(), Until::Idle { all: false }, 4).await.unwrap();
    }

    async fn pass_until(&mut self, until: Until) -> Vec<Report> {
        self.start().await;
        let (pipeline, mut reports, _stop) = self.pipeline();
        let working = tokio::spawn(work(pipeline, until, 4));
        let mut told = Vec::new();
        while let Some(report) = reports.recv().await {
            told.push(report);
        }
        working.await.unwrap().unwrap();
        told
    }

    /// A pass that dies in the middle, once `reached` has come back: nothing of it is finished, nothing said. `reached` blocks.
    pub(crate) async fn killed_pass(&mut self, reached: impl FnOnce() + Send + 'static) {
        self.killed_pass_until(Until::Idle { all: false }, reached).await;
    }

    /// The same with a pass over all sources, due or not.
    pub(crate) async fn killed_pass_over_all(&mut self, reached: impl FnOnce() + Send + 'static) {
        self.killed_pass_until(Until::Idle { all: true }, reached).await;
    }

    async fn killed_pass_until(&mut self, until: Until, reached: impl FnOnce() + Send + 'static) {
        self.start().await;
        let (pipeline, _reports, _stop) = self.pipeline();
        let working = tokio::spawn(work(pipeline, until, 4));
        tokio::task::spawn_blocking(reached).await.unwrap();
        working.abort();
        assert!(working.await.is_err(), "it was over before it was killed");
        self.running = None;
    }

    /// When there is something to do again; `None`: never.
    pub(crate) async fn next_due(&mut self) -> Option<DateTime<Utc>> {
        self.start().await;
        self.store().next_due_at(self.now()).await.unwrap()
    }

    /// The only source, as the store has it.
    pub(crate) async fn source(&mut self) -> SourceOverview {
        self.start().await;
        self.store().sources().await.unwrap().remove(0)
    }

    /// The last polls of the only source, the newest first.
    pub(crate) async fn polls(&mut self) -> Vec<PollNote> {
        let id = self.source().await.source.id;
        self.store().last_polls(id).await.unwrap()
    }

    pub(crate) fn store(&self) -> &Store {
        &self.running.as_ref().unwrap().store
    }

    async fn start(&mut self) {
        if self.running.is_some() {
            return;
        }
        let path = self.folder.path().join("store.sqlite");
        let store = Store::open(&path, Access::ReadWrite, Duration::from_secs(20)).unwrap();
        store.declare_sources(self.config.sources.clone(), Vanished::Retire, self.now()).await.unwrap();
        let (settings, clock) = (&self.config.fetch, self.clock());
        let fetcher = match &self.lookup {
            None => Fetcher::new(settings, clock),
            Some(lookup) => Fetcher::with_lookup(settings, clock, Arc::clone(lookup)),
        };
        let fetcher = fetcher.unwrap();
        self.running = Some(Running { store, fetcher });
    }

    fn passes(&self) -> BTreeMap<String, Pass> {
        let needing =
            self.config.sources.iter().filter_map(|one| Some((one, self.config.access.get(&one.name)?)));
        let pass = |(source, access): (&NewSource, _)| {
            let access = Arc::new(fetch::Access::reveal(&source.name, access).unwrap());
            (source.name.clone(), Pass { home: source.url.clone(), access })
        };
        needing.map(pass).collect()
    }

    fn clock(&self) -> Clock {
        let [now, steady_now, jumped] = [&self.now, &self.now, &self.jumped].map(Arc::clone);
        let steady = move || (steady_now.load(SeqCst) - jumped.load(SeqCst)).unsigned_abs();
        Clock::with_steady(
            move || DateTime::from_timestamp(now.load(SeqCst), 0).unwrap(),
            move || Duration::from_secs(steady()),
        )
    }

    fn pipeline(&self) -> (Pipeline, mpsc::Receiver<Report>, watch::Sender<bool>) {
        let Running { store, fetcher } = self.running.as_ref().unwrap();
        let (reports, received) = mpsc::channel(1000);
        let (stop, stopped) = watch::channel(false);
        let parts = PipelineParts {
            fetcher: fetcher.clone(),
            passes: self.passes(),
            rules: self.config.sites.clone(),
            clock: self.clock(),
            mode: Mode::Keep,
            concurrency: 4,
            per_site: 4,
            reports,
            stop: stopped,
        };
        let ages = if self.rechecks { self.config.recheck.ages.clone() } else { Vec::new() };
        (Pipeline::new(store.clone(), parts).rechecking(ages), received, stop)
    }
}
