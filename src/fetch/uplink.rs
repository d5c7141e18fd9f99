//! Whether this machine itself is cut off: as long as nobody answers at all, that a host cannot be reached says nothing about the host.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Disallowed, FetchError, FetchOutcome, Fetcher};

/// Hosts that cannot be reached one after the other, while nobody else answers, after which the fault is looked for here: two names may well be dead
/// that are polled one after the other.
const MANY_HOSTS: usize = 3;
/// The same in time, for those who read few sites; a busy site answers more often than that.
const LONG: Duration = Duration::from_secs(60);

/// What was heard from the network last.
#[derive(Debug, Default)]
pub(super) struct Uplink {
    silence: Mutex<Option<Silence>>,
    /// Whether there is silence: there rarely is, and every answer asks.
    is_silent: AtomicBool,
}

/// The time since which nobody answered.
#[derive(Debug)]
struct Silence {
    since: Instant,
    /// Hosts that could not be reached; no more than count.
    hosts: BTreeSet<String>,
}

impl Uplink {
    /// Somebody answered, whatever.
    pub(super) fn note_answer(&self) {
        if self.is_silent.swap(false, Relaxed) {
            *self.lock() = None;
        }
    }

    /// No connection to this host came about.
    pub(super) fn note_unreached(&self, host: &str) {
        let mut silence = self.lock();
        let silence =
            silence.get_or_insert_with(|| Silence { since: Instant::now(), hosts: BTreeSet::new() });
        if silence.hosts.len() < MANY_HOSTS {
            silence.hosts.insert(host.to_owned());
        }
        self.is_silent.store(true, Relaxed);
    }

    fn is_cut_off(&self) -> bool {
        self.is_silent.load(Relaxed)
            && self
                .lock()
                .as_ref()
                .is_some_and(|silence| silence.hosts.len() >= MANY_HOSTS || silence.since.elapsed() >= LONG)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Silence>> {
        self.silence.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fetcher {
    /// Whether this machine seems to be cut off: no host can be reached, and nobody has answered since the first could not.
    pub fn is_cut_off(&self) -> bool {
        self.shared.uplink.is_cut_off()
    }

    /// Whether an outcome is this machine's own trouble, and nobody else's.
    pub fn is_own_trouble(&self, outcome: &FetchOutcome) -> bool {
        let is_unreached = match outcome {
            FetchOutcome::Failed(error) => error.is_unreached(),
            // Nobody can have read its robots.txt either.
            FetchOutcome::Disallowed { why: Disallowed::Unreadable(_), .. } => true,
            _ => false,
        };
        is_unreached && self.is_cut_off()
    }
}

impl FetchError {
    /// Whether no connection came about for want of a way or a name: nobody out there noticed anything of the attempt, or next to nothing.
    pub fn is_unreached(&self) -> bool {
        matches!(self, Self::NoWay { .. } | Self::TimedOut { setting: "connect_timeout", .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn machine_is_cut_off_when_many_hosts_are_out_of_reach_or_one_for_long() {
        let uplink = Uplink::default();
        for (host, is_cut_off) in [("a", false), ("a", false), ("b", false), ("c", true)] {
            uplink.note_unreached(host);
            assert_eq!(uplink.is_cut_off(), is_cut_off, "{host}");
        }
        uplink.note_answer();
        assert!(!uplink.is_cut_off(), "somebody answered");
        uplink.note_unreached("a");
        tokio::time::advance(LONG).await;
        assert!(uplink.is_cut_off(), "nobody else was asked");
        uplink.note_answer();
        uplink.note_unreached("b");
        assert!(!uplink.is_cut_off(), "it begins anew");
    }
}
