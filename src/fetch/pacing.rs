//! One site is never asked by too many at once, nor too fast.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};
use url::Url;

use crate::canonical::site_of;
use crate::model::Admission;

/// Sites remembered before those that are idle are forgotten.
const REMEMBERED: usize = 1_000;
/// Hosts of one site whose own pace is kept.
const MOST_SLOW_HOSTS: usize = 1_000;

/// Bounds the requests to each site, and those under way over all sites.
#[derive(Debug)]
pub(super) struct Pacing {
    connections: usize,
    delay: Duration,
    sites: Mutex<HashMap<String, Site>>,
    /// Whether any host wants a pace of its own: most requests need not look.
    has_slow_hosts: AtomicBool,
    /// Requests over all sites.
    requests: Arc<Semaphore>,
    /// Requests that wait for the turn of their site.
    waiting: AtomicUsize,
    /// Told when another request begins to wait for its turn.
    stepped_aside: Notify,
}

#[derive(Debug)]
struct Site {
    connections: Arc<Semaphore>,
    /// When the latest request started, or is to start.
    last_start: Option<Instant>,
    /// Hosts of the site that want more time between two requests than the setting gives: other hosts of it do not wait for them.
    slow: HashMap<String, Pace>,
}

/// The pace of one host.
#[derive(Debug)]
struct Pace {
    /// Least time between the starts of two requests.
    delay: Duration,
    last_start: Option<Instant>,
}

/// What a request that wants to start gets.
enum Claim {
    /// It starts then.
    Start(Instant),
    /// It asks again then.
    NotBefore(Instant),
}

/// The right to talk to a site, until dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _connection: Option<OwnedSemaphorePermit>,
    _request: Option<OwnedSemaphorePermit>,
}

/// Counts a request that waits for its turn, until dropped.
struct Aside<'a>(&'a AtomicUsize);

impl Drop for Aside<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

impl Pacing {
    /// So many connections to each site and `requests` under way in all, those to one site so far apart.
    pub(super) fn new(connections: usize, requests: usize, delay: Duration) -> Self {
        Self {
            connections,
            delay,
            sites: Mutex::default(),
            has_slow_hosts: AtomicBool::new(false),
            requests: Arc::new(Semaphore::new(requests)),
            waiting: AtomicUsize::new(0),
            stepped_aside: Notify::new(),
        }
    }

    /// Waits until a request to the host of the site may start.
    pub(super) async fn turn(&self, site: &str, host: &str) -> Turn {
        let connection = self.turn_of_site(site, host).await;
        if let Ok(request) = Arc::clone(&self.requests).try_acquire_owned() {
            return Turn { _connection: connection, _request: Some(request) };
        }
        // Never closed, so never an error.
        let request = Arc::clone(&self.requests).acquire_owned().await.ok();
        // It starts later than it had claimed.
        self.with_site(site, |site| site.last_start = site.last_start.max(Some(Instant::now())));
        Turn { _connection: connection, _request: request }
    }

    /// How many requests wait for the turn of their site.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Relaxed)
    }

    /// Waits until another request begins to wait for its turn.
    pub(super) async fn stepped_aside(&self) {
        self.stepped_aside.notified().await;
    }

    /// Whether a request to the host of the site could start right now, beside so many that are about to.
    pub(super) fn admission(&self, (site, host): (&str, &str), about_to: usize, now: Instant) -> Admission {
        let sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let delay = self.delay;
        let known = sites.get(site);
        let free = known.map_or(self.connections, |site| site.connections.available_permits());
        let most = if delay.is_zero() { free } else { free.min(1) };
        let rests = known.and_then(|site| site.last_start).is_some_and(|last| last + delay > now);
        if rests || about_to >= most {
            return Admission::SiteRests;
        }
        match known {
            Some(site) if site.next_start(host, delay, now) > now => Admission::HostRests,
            // One at a time where more would come too fast.
            Some(site) if about_to > 0 && site.slow.contains_key(host) => Admission::HostRests,
            _ => Admission::Granted,
        }
    }

    /// When the next host that rests between two requests may be asked again; `None`: none rests.
    pub(super) fn next_opening(&self) -> Option<Instant> {
        let sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        sites.values().flat_map(|site| site.rests(self.delay)).filter(|rest| *rest > now).min()
    }

    fn step_aside(&self) -> Aside<'_> {
        self.waiting.fetch_add(1, Relaxed);
        self.stepped_aside.notify_one();
        Aside(&self.waiting)
    }

    async fn turn_of_site(&self, site: &str, host: &str) -> Option<OwnedSemaphorePermit> {
        loop {
            let first_try = self.with_site(site, |site| {
                let connections = Arc::clone(&site.connections);
                match Arc::clone(&connections).try_acquire_owned() {
                    Ok(connection) => Ok((Some(connection), site.claim(host, self.delay))),
                    Err(_) => Err(connections),
                }
            });
            let (connection, claim) = match first_try {
                Ok(claimed) => claimed,
                Err(connections) => {
                    let _aside = self.step_aside();
                    // Never closed, so never an error.
                    let connection = connections.acquire_owned().await.ok();
                    (connection, self.with_site(site, |site| site.claim(host, self.delay)))
                }
            };
            match claim {
                // Even a moment that has come costs a sleeper a millisecond.
                Claim::Start(start) if start <= Instant::now() => return connection,
                Claim::Start(start) => {
                    let _aside = self.step_aside();
                    sleep_until(start).await;
                    return connection;
                }
                Claim::NotBefore(moment) => {
                    // Others of the site can do with the connection meanwhile.
                    drop(connection);
                    let _aside = self.step_aside();
                    sleep_until(moment).await;
                }
            }
        }
    }

    /// From now on requests to the host of an address start so far apart, or by the setting if that is longer.
    pub(super) fn set_delay(&self, url: &Url, delay: Duration) {
        let is_slow = delay > self.delay;
        if !is_slow && !self.has_slow_hosts.load(Relaxed) {
            return;
        }
        self.has_slow_hosts.store(true, Relaxed);
        let host = url.host_str().unwrap_or_default();
        self.with_site(&site_of(url).unwrap_or_default(), |site| {
            let has_room = site.slow.len() < MOST_SLOW_HOSTS || site.slow.contains_key(host);
            if !is_slow {
                site.slow.remove(host);
            } else if has_room {
                // Whatever of the site was asked last: it may have been this host.
                let last_start = site.last_start;
                site.slow.entry(host.to_owned()).or_insert(Pace { delay, last_start }).delay = delay;
            }
        });
    }

    fn with_site<T>(&self, name: &str, work: impl FnOnce(&mut Site) -> T) -> T {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(site) = sites.get_mut(name) {
            return work(site);
        }
        if sites.len() >= REMEMBERED {
            let now = Instant::now();
            sites.retain(|_, site| {
                site.busy_until(self.delay) > Some(now) || Arc::strong_count(&site.connections) > 1
            });
        }
        work(sites.entry(name.to_owned()).or_insert_with(|| Site {
            connections: Arc::new(Semaphore::new(self.connections)),
            last_start: None,
            slow: HashMap::new(),
        }))
    }
}

impl Site {
    /// Takes the next start for the host, unless its own pace does not allow it yet.
    fn claim(&mut self, host: &str, delay: Duration) -> Claim {
        let now = Instant::now();
        let start = self.last_start.map_or(now, |last| now.max(last + delay));
        let own_start = self.next_start(host, delay, now);
        if own_start > start {
            return Claim::NotBefore(own_start);
        }
        if let Some(pace) = self.slow.get_mut(host) {
            pace.last_start = Some(start);
        }
        self.last_start = Some(start);
        Claim::Start(start)
    }

    /// When a request to the host could start.
    fn next_start(&self, host: &str, delay: Duration, now: Instant) -> Instant {
        let start = self.last_start.map_or(now, |last| now.max(last + delay));
        let pace = self.slow.get(host).and_then(|pace| Some(pace.last_start? + pace.delay));
        pace.map_or(start, |own_start| own_start.max(start))
    }

    /// The ends of the rests between two requests, of the site and of its slow hosts; of those that began.
    fn rests(&self, delay: Duration) -> impl Iterator<Item = Instant> {
        let of_hosts = self.slow.values().filter_map(|pace| Some(pace.last_start? + pace.delay));
        of_hosts.chain(self.last_start.map(|last| last + delay))
    }

    /// From when on nothing is lost by forgetting it; `None` when nothing has started yet.
    fn busy_until(&self, delay: Duration) -> Option<Instant> {
        self.rests(delay).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(name: &str) -> Url {
        Url::parse(&format!("https://{name}/")).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn requests_to_one_site_start_apart_and_others_do_not_wait() {
        let pacing = Pacing::new(2, 16, Duration::from_secs(1));
        let begun = Instant::now();
        drop(pacing.turn("example.org", "example.org").await);
        assert_eq!(begun.elapsed(), Duration::ZERO);
        drop(pacing.turn("example.net", "example.net").await);
        assert_eq!(begun.elapsed(), Duration::ZERO);
        drop(pacing.turn("example.org", "example.org").await);
        assert_eq!(begun.elapsed().as_secs(), 1);
        drop(pacing.turn("example.org", "example.org").await);
        assert_eq!(begun.elapsed().as_secs(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn site_that_asks_for_a_longer_delay_gets_it_and_never_a_shorter_one() {
        let pacing = Pacing::new(2, 16, Duration::from_secs(1));
        let begun = Instant::now();
        drop(pacing.turn("example.org", "example.org").await);
        pacing.set_delay(&host("example.org"), Duration::from_secs(10));
        drop(pacing.turn("example.org", "example.org").await);
        assert_eq!(begun.elapsed().as_secs(), 10);
        pacing.set_delay(&host("example.org"), Duration::ZERO);
        drop(pacing.turn("example.org", "example.org").await);
        assert_eq!(begun.elapsed().as_secs(), 11);
    }

    #[tokio::test(start_paused = true)]
    async fn delay_that_one_host_asks_for_is_neither_lost_nor_laid_on_the_others_of_its_site() {
        let pacing = Pacing::new(2, 16, Duration::from_secs(1));
        pacing.set_delay(&host("slow.example.org"), Duration::from_secs(10));
        pacing.set_delay(&host("www.example.org"), Duration::ZERO);
        let begun = Instant::now();
        for (host, seconds) in [("slow", 0), ("www", 1), ("www", 2), ("slow", 10), ("www", 11), ("slow", 20)]
        {
            drop(pacing.turn("example.org", &format!("{host}.example.org")).await);
            assert_eq!(begun.elapsed().as_secs(), seconds, "{host}");
        }
        let mut waiting = Box::pin(pacing.turn("example.org", "slow.example.org"));
        tokio::select! {
            biased;
            _ = &mut waiting => panic!("it went before its turn"),
            () = std::future::ready(()) => {}
        }
        drop(pacing.turn("example.org", "www.example.org").await);
        assert_eq!(begun.elapsed().as_secs(), 21, "nobody waits for who waits");
        drop(waiting.await);
        assert_eq!(begun.elapsed().as_secs(), 30);
    }

    #[tokio::test(start_paused = true)]
    async fn site_has_so_many_connections_and_no_more() {
        let pacing = Arc::new(Pacing::new(2, 16, Duration::ZERO));
        let first = pacing.turn("example.org", "example.org").await;
        let _second = pacing.turn("example.org", "example.org").await;
        let third =
            tokio::time::timeout(Duration::from_secs(60), pacing.turn("example.org", "example.org")).await;
        assert!(third.is_err(), "a third connection was allowed");
        drop(first);
        pacing.turn("example.org", "example.org").await;
    }

    #[tokio::test(start_paused = true)]
    async fn what_waits_is_counted_and_what_may_start_is_known() {
        let pacing = Pacing::new(2, 16, Duration::from_secs(1));
        let admission =
            |host: &str, about_to| pacing.admission(("example.org", host), about_to, Instant::now());
        assert_eq!((admission("example.org", 0), pacing.next_opening()), (Admission::Granted, None));
        assert_eq!(admission("example.org", 1), Admission::SiteRests, "one at a time");
        drop(pacing.turn("example.org", "example.org").await);
        pacing.set_delay(&host("slow.example.org"), Duration::from_secs(60));
        drop(pacing.turn("example.org", "slow.example.org").await);
        assert_eq!(admission("www.example.org", 0), Admission::SiteRests);
        assert_eq!(pacing.admission(("example.net", "example.net"), 0, Instant::now()), Admission::Granted);
        let mut waiting = Box::pin(pacing.turn("example.org", "slow.example.org"));
        tokio::select! {
            biased;
            _ = &mut waiting => panic!("it went before its turn"),
            () = pacing.stepped_aside() => {}
        }
        assert_eq!(pacing.waiting(), 1);
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(admission("slow.example.org", 0), Admission::HostRests);
        assert_eq!(admission("www.example.org", 0), Admission::Granted);
        assert!(pacing.next_opening().unwrap() > Instant::now() + Duration::from_secs(50));
        drop(waiting);
        assert_eq!(pacing.waiting(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn requests_are_bounded_over_all_sites() {
        let pacing = Pacing::new(2, 2, Duration::ZERO);
        let first = pacing.turn("example.org", "example.org").await;
        let _second = pacing.turn("example.net", "example.net").await;
        let third = pacing.turn("example.com", "example.com");
        assert!(tokio::time::timeout(Duration::from_secs(60), third).await.is_err());
        assert_eq!(pacing.waiting(), 0, "who waits for others is no reason to begin more");
        drop(first);
        pacing.turn("example.com", "example.com").await;
    }

    #[tokio::test(start_paused = true)]
    async fn idle_sites_are_forgotten() {
        let pacing = Pacing::new(1, 16, Duration::from_millis(1));
        for number in 0..3 * REMEMBERED {
            let site = format!("{number}.example");
            drop(pacing.turn(&site, &site).await);
            tokio::time::advance(Duration::from_millis(2)).await;
        }
        assert!(pacing.sites.lock().unwrap().len() <= REMEMBERED);
    }
}
