//! Where requests could start right now, so that nothing is taken in hand only to wait for the turn of its site.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::Fetcher;
use super::fetcher::Shared;
use crate::canonical::site_of;
use crate::model::Admission;

/// What may begin in one round of handing out work. Clones are the same round.
#[derive(Debug, Clone)]
pub struct Openings(Arc<Mutex<Round>>);

#[derive(Debug)]
struct Round {
    shared: Arc<Shared>,
    /// How many requests are about to start at each site.
    granted: HashMap<String, usize>,
    has_refused: bool,
    /// When it began: the store asks from a thread of its own, which knows nothing of a time that a test sets.
    began_at: Instant,
}

impl Openings {
    /// Whether a request to this address may start now, beside those that this round granted before. Who is granted one is to make it.
    pub fn ask(&self, url: &Url) -> Admission {
        let mut round = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let site = site_of(url).unwrap_or_default();
        let granted = round.granted.get(&site).copied().unwrap_or_default();
        let host = url.host_str().unwrap_or_default();
        let admission =
            round.shared.pacing.admission((&site, host), granted, round.began_at.max(Instant::now()));
        match admission {
            Admission::Granted => *round.granted.entry(site).or_default() += 1,
            Admission::HostRests | Admission::SiteRests => round.has_refused = true,
        }
        admission
    }

    /// Whether any answer was no: there is work that has to wait for its site.
    pub fn has_refused(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).has_refused
    }
}

impl Fetcher {
    /// What may begin now.
    pub fn openings(&self) -> Openings {
        let (shared, granted) = (Arc::clone(&self.shared), HashMap::new());
        Openings(Arc::new(Mutex::new(Round {
            shared,
            granted,
            has_refused: false,
            began_at: Instant::now(),
        })))
    }

    /// How long until the next host that rests between two requests may be asked again; `None`: none rests.
    pub fn next_opening(&self) -> Option<Duration> {
        let next = self.shared.pacing.next_opening()?;
        Some(next.saturating_duration_since(Instant::now()))
    }

    /// How many requests wait for the turn of their site: they cost nobody anything.
    pub fn waiting(&self) -> usize {
        self.shared.pacing.waiting()
    }

    /// Waits until another request begins to wait for its turn.
    pub async fn stepped_aside(&self) {
        self.shared.pacing.stepped_aside().await;
    }
}
