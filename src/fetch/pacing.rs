//! One site is never asked by too many at once, nor too fast.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// Sites remembered before those that are idle are forgotten.
const REMEMBERED: usize = 1_000;

/// Bounds the requests to each site.
#[derive(Debug)]
pub(super) struct Pacing {
    connections: usize,
    delay: Duration,
    sites: Mutex<HashMap<String, Site>>,
}

#[derive(Debug)]
struct Site {
    connections: Arc<Semaphore>,
    /// Least time between the starts of two requests.
    delay: Duration,
    /// When the latest request started, or is to start.
    last_start: Option<Instant>,
}

/// The right to talk to a site, until dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _connection: Option<OwnedSemaphorePermit>,
}

impl Pacing {
    pub(super) fn new(connections: usize, delay: Duration) -> Self {
        Self { connections, delay, sites: Mutex::default() }
    }

    /// Waits until a request to the site may start.
    pub(super) async fn turn(&self, site: &str) -> Turn {
        let connections = self.with_site(site, |site| Arc::clone(&site.connections));
        // Never closed, so never an error.
        let connection = connections.acquire_owned().await.ok();
        let start = self.with_site(site, |site| {
            let start = site.next_start().unwrap_or_else(Instant::now).max(Instant::now());
            site.last_start = Some(start);
            start
        });
        // Even a moment that has come costs a sleeper a millisecond.
        if start > Instant::now() {
            sleep_until(start).await;
        }
        Turn { _connection: connection }
    }

    /// From now on requests to the site start so far apart, or by the setting if that is longer.
    pub(super) fn set_delay(&self, site: &str, delay: Duration) {
        self.with_site(site, |site| site.delay = delay.max(self.delay));
    }

    fn with_site<T>(&self, name: &str, work: impl FnOnce(&mut Site) -> T) -> T {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        if sites.len() >= REMEMBERED && !sites.contains_key(name) {
            let now = Instant::now();
            sites.retain(|_, site| site.next_start() > Some(now) || Arc::strong_count(&site.connections) > 1);
        }
        let site = sites.entry(name.to_owned()).or_insert_with(|| Site {
            connections: Arc::new(Semaphore::new(self.connections)),
            delay: self.delay,
            last_start: None,
        });
        work(site)
    }
}

impl Site {
    /// No request may start before; `None` when none has yet.
    fn next_start(&self) -> Option<Instant> {
        self.last_start.map(|last| last + self.delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn requests_to_one_site_start_apart_and_others_do_not_wait() {
        let pacing = Pacing::new(2, Duration::from_secs(1));
        let begun = Instant::now();
        drop(pacing.turn("example.org").await);
        assert_eq!(begun.elapsed(), Duration::ZERO);
        drop(pacing.turn("example.net").await);
        assert_eq!(begun.elapsed(), Duration::ZERO);
        drop(pacing.turn("example.org").await);
        assert_eq!(begun.elapsed().as_secs(), 1);
        drop(pacing.turn("example.org").await);
        assert_eq!(begun.elapsed().as_secs(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn site_that_asks_for_a_longer_delay_gets_it_and_never_a_shorter_one() {
        let pacing = Pacing::new(2, Duration::from_secs(1));
        let begun = Instant::now();
        drop(pacing.turn("example.org").await);
        pacing.set_delay("example.org", Duration::from_secs(10));
        drop(pacing.turn("example.org").await);
        assert_eq!(begun.elapsed().as_secs(), 10);
        pacing.set_delay("example.org", Duration::ZERO);
        drop(pacing.turn("example.org").await);
        assert_eq!(begun.elapsed().as_secs(), 11);
    }

    #[tokio::test(start_paused = true)]
    async fn site_has_so_many_connections_and_no_more() {
        let pacing = Arc::new(Pacing::new(2, Duration::ZERO));
        let first = pacing.turn("example.org").await;
        let _second = pacing.turn("example.org").await;
        let third = tokio::time::timeout(Duration::from_secs(60), pacing.turn("example.org")).await;
        assert!(third.is_err(), "a third connection was allowed");
        drop(first);
        pacing.turn("example.org").await;
    }

    #[tokio::test(start_paused = true)]
    async fn idle_sites_are_forgotten() {
        let pacing = Pacing::new(1, Duration::from_millis(1));
        for number in 0..3 * REMEMBERED {
            drop(pacing.turn(&format!("{number}.example")).await);
            tokio::time::advance(Duration::from_millis(2)).await;
        }
        assert!(pacing.sites.lock().unwrap().len() <= REMEMBERED);
    }
}
