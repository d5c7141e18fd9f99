//! Hosts that asked for time (429, 503): no request leaves for them before it is over, whoever asks, and wherever the way to them led.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::Fetcher;
use crate::model::HostPause;

/// How long a host is left alone that does not say how long.
const UNSAID: Duration = Duration::from_secs(15 * 60);
/// Longest time that a host is left alone, whatever it asks for.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 3600);
/// Hosts remembered before those whose time is over are forgotten; where that does not help, no more are taken up.
const MOST_HOSTS: usize = 10_000;

/// The hosts that asked for time.
#[derive(Debug, Default)]
pub(super) struct Pauses {
    known: Mutex<Known>,
    /// Whether there are any: there rarely are, and every request asks.
    are_there: AtomicBool,
}

#[derive(Debug, Default)]
struct Known {
    until: HashMap<String, DateTime<Utc>>,
    /// The hosts of which it was this process that heard it.
    heard: HashSet<String>,
    /// What was heard and nobody has taken away yet to remember it.
    notes: Vec<HostPause>,
}

impl Pauses {
    /// Until when the host of an address is to be left alone; `None`: it may be asked.
    pub(super) fn until(&self, url: &Url, now: impl FnOnce() -> DateTime<Utc>) -> Option<DateTime<Utc>> {
        if !self.are_there.load(Relaxed) {
            return None;
        }
        let until = self.lock().until.get(url.host_str()?).copied()?;
        (until > now()).then_some(until)
    }

    /// Takes note of a host that asked for so long; of no time at all if it did not say how long.
    pub(super) fn note(&self, url: &Url, asked: Option<Duration>, now: DateTime<Utc>) {
        let Some(host) = url.host_str() else { return };
        let wait = asked.filter(|asked| !asked.is_zero()).unwrap_or(UNSAID).min(LONGEST);
        let pause = HostPause { host: host.to_owned(), until: now + wait };
        let mut known = self.lock();
        if !self.keep(&mut known, &pause, now) {
            return;
        }
        known.heard.insert(pause.host.clone());
        if known.notes.len() < MOST_HOSTS {
            known.notes.push(pause);
        }
    }

    /// The longest pause of a host counts.
    fn keep(&self, known: &mut Known, pause: &HostPause, now: DateTime<Utc>) -> bool {
        if known.until.len() >= MOST_HOSTS && !known.until.contains_key(&pause.host) {
            known.until.retain(|_, until| *until > now);
            let Known { until, heard, .. } = &mut *known;
            heard.retain(|host| until.contains_key(host));
            if known.until.len() >= MOST_HOSTS {
                return false;
            }
        }
        let until = known.until.entry(pause.host.clone()).or_insert(pause.until);
        *until = pause.until.max(*until);
        self.are_there.store(true, Relaxed);
        true
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fetcher {
    /// Takes up which hosts asked former processes, or others of today, for time.
    pub fn recall_pauses(&self, pauses: Vec<HostPause>) {
        let now = self.shared.clock.now();
        let mut known = self.shared.pauses.lock();
        for pause in pauses.iter().filter(|pause| pause.until > now) {
            self.shared.pauses.keep(&mut known, pause, now);
        }
    }

    /// The hosts that asked this process for time, if the clock was set forward by so much, or back.
    pub fn pauses_moved(&self, by: TimeDelta) -> Vec<HostPause> {
        let known = self.shared.pauses.lock();
        let until = |host: &String| known.until.get(host).map(|until| *until + by);
        known
            .heard
            .iter()
            .filter_map(|host| Some(HostPause { host: host.clone(), until: until(host)? }))
            .collect()
    }

    /// The clock was set. What robots.txt files say is asked for anew, since nobody knows for how long it still counts.
    pub fn clock_was_set(&self, by: TimeDelta) {
        self.shared.robots.forget();
        let moved = self.pauses_moved(by);
        self.shared.pauses.lock().until.extend(moved.into_iter().map(|pause| (pause.host, pause.until)));
    }

    /// Which hosts asked for time since the last call, for whoever remembers it.
    pub fn take_pauses(&self) -> Vec<HostPause> {
        if !self.shared.pauses.are_there.load(Relaxed) {
            return Vec::new();
        }
        std::mem::take(&mut self.shared.pauses.lock().notes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    /// How many minutes a host is left alone after it asked for each of these.
    fn check(asked: &[Option<Duration>], minutes: i64) {
        let (pauses, now) = (Pauses::default(), DateTime::<Utc>::UNIX_EPOCH);
        let url: Url = "https://example.org:8443/feed".parse().unwrap();
        assert_eq!(pauses.until(&url, || now), None);
        asked.iter().for_each(|asked| pauses.note(&url, *asked, now));
        let until = pauses.until(&"http://example.org/other".parse().unwrap(), || now).unwrap();
        assert_eq!((until - now).num_minutes(), minutes, "{asked:?}");
        assert_eq!(pauses.until(&url, || until), None, "then it is over");
        assert_eq!(pauses.until(&"https://www.example.org/feed".parse().unwrap(), || now), None);
    }

    #[test]
    fn host_is_left_alone_for_as_long_as_it_asks() {
        check(&[Some(2 * HOUR)], 120);
        check(&[Some(30 * HOUR)], 30 * 60);
        check(&[Some(1000 * HOUR)], 30 * 24 * 60);
        check(&[Some(Duration::MAX)], 30 * 24 * 60);
        check(&[None], 15);
        check(&[Some(Duration::ZERO)], 15);
        check(&[Some(2 * HOUR), Some(HOUR), None], 120);
    }

    #[test]
    fn hosts_are_bounded_in_number() {
        let (pauses, now) = (Pauses::default(), DateTime::<Utc>::UNIX_EPOCH);
        for host in 0..MOST_HOSTS + 10 {
            pauses.note(&format!("https://{host}.example/").parse().unwrap(), Some(HOUR), now);
        }
        assert_eq!(pauses.lock().until.len(), MOST_HOSTS);
        pauses.note(&"https://late.example/".parse().unwrap(), Some(HOUR), now + 2 * HOUR);
        let known = pauses.lock();
        assert_eq!((known.until.len(), known.notes.len()), (1, MOST_HOSTS));
    }
}
