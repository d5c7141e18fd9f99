//! One site is never asked by too many at once, nor too fast.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};
use url::Url;

use crate::canonical::site_of;

/// Sites remembered before those that are idle are forgotten.
const REMEMBERED: usize = 1_000;
/// Hosts of one site whose own pace is kept.
const MOST_SLOW_HOSTS: usize = 1_000;

/// Bounds the requests to each site.
#[derive(Debug)]
pub(super) struct Pacing {
    connections: usize,
    delay: Duration,
    sites: Mutex<HashMap<String, Site>>,
    /// Whether any host wants a pace of its own: most requests need not look.
    has_slow_hosts: AtomicBool,
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
}

impl Pacing {
    pub(super) fn new(connections: usize, delay: Duration) -> Self {
        Self { connections, delay, sites: Mutex::default(), has_slow_hosts: AtomicBool::new(false) }
    }

    /// Waits until a request to the host of the site may start.
    pub(super) async fn turn(&self, site: &str, host: &str) -> Turn {
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
                    // Never closed, so never an error.
                    let connection = connections.acquire_owned().await.ok();
                    (connection, self.with_site(site, |site| site.claim(host, self.delay)))
                }
            };
            match claim {
                // Even a moment that has come costs a sleeper a millisecond.
                Claim::Start(start) if start <= Instant::now() => return Turn { _connection: connection },
                Claim::Start(start) => {
                    sleep_until(start).await;
                    return Turn { _connection: connection };
                }
                Claim::NotBefore(moment) => {
                    // Others of the site can do with the connection meanwhile.
                    drop(connection);
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
        if let Some(pace) = self.slow.get_mut(host) {
            let own_start = pace.last_start.map_or(start, |last| last + pace.delay);
            if own_start > start {
                return Claim::NotBefore(own_start);
            }
            pace.last_start = Some(start);
        }
        self.last_start = Some(start);
        Claim::Start(start)
    }

    /// From when on nothing is lost by forgetting it; `None` when nothing has started yet.
    fn busy_until(&self, delay: Duration) -> Option<Instant> {
        let of_hosts = self.slow.values().map(|pace| pace.last_start.map(|last| last + pace.delay));
        of_hosts.chain([self.last_start.map(|last| last + delay)]).max().flatten()
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
        let pacing = Pacing::new(2, Duration::from_secs(1));
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
        let pacing = Pacing::new(2, Duration::from_secs(1));
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
        let pacing = Pacing::new(2, Duration::from_secs(1));
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
        let pacing = Arc::new(Pacing::new(2, Duration::ZERO));
        let first = pacing.turn("example.org", "example.org").await;
        let _second = pacing.turn("example.org", "example.org").await;
        let third =
            tokio::time::timeout(Duration::from_secs(60), pacing.turn("example.org", "example.org")).await;
        assert!(third.is_err(), "a third connection was allowed");
        drop(first);
        pacing.turn("example.org", "example.org").await;
    }

    #[tokio::test(start_paused = true)]
    async fn idle_sites_are_forgotten() {
        let pacing = Pacing::new(1, Duration::from_millis(1));
        for number in 0..3 * REMEMBERED {
            let site = format!("{number}.example");
            drop(pacing.turn(&site, &site).await);
            tokio::time::advance(Duration::from_millis(2)).await;
        }
        assert!(pacing.sites.lock().unwrap().len() <= REMEMBERED);
    }
}
