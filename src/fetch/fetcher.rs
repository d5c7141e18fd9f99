//! One document by one chain of requests: where they may go, when, and how redirects are followed.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;
use url::Url;

use super::address_guard::{AddressGuard, may_be_typed};
use super::client::Clients;
use super::conditions::without_login;
use super::guarded_resolver::{GuardedResolver, Lookup};
use super::limits::check_url;
use super::pacing::Pacing;
use super::pauses::Pauses;
use super::robots::RobotsCache;
use super::uplink::Uplink;
use super::{FetchError, FetchOutcome, FetchRequest, FetchSetupError, FetchTrace};
use crate::canonical::{site_of, with_login_of};
use crate::clock::Clock;
use crate::config::FetchSettings;

/// Bodies larger than `max_body_bytes` that are in hand at a time: what sitemaps of 50 MB may cost in memory.
const LARGE_BODIES: usize = 4;

/// The one client. Clones are cheap, and share connections, pacing and all that is known of sites.
#[derive(Debug, Clone)]
pub struct Fetcher {
    pub(super) shared: Arc<Shared>,
    pub(super) settings: Arc<FetchSettings>,
    pub(super) too_large: TooLarge,
}

/// What all clones of a fetcher have in common.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) clients: Clients,
    pub(super) pacing: Pacing,
    pub(super) pauses: Pauses,
    pub(super) uplink: Uplink,
    guard: Arc<AddressGuard>,
    resolver: Arc<GuardedResolver>,
    pub(super) clock: Clock,
    pub(super) robots: RobotsCache,
    pub(super) large_bodies: Semaphore,
}

/// What becomes of a body over the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TooLarge {
    /// Nothing of it is kept.
    Refused,
    /// Its beginning is kept.
    CutOff,
}

/// How one exchange of a chain of redirects ended.
#[expect(clippy::large_enum_variant, reason = "it lives for one step, on the stack")]
pub(super) enum Hop {
    Redirect(Url),
    End(FetchOutcome),
}

impl Fetcher {
    /// Sets up the client. It keeps no cookies, sends no `Referer` and uses no proxies but those of the settings; and it connects
    /// to public addresses only, and to those of the networks that the settings open.
    ///
    /// # Errors
    /// When the TLS library or the settings do not work out.
    pub fn new(settings: &FetchSettings, clock: Clock) -> Result<Self, FetchSetupError> {
        let guard = Arc::new(AddressGuard::new(&settings.allow_private_networks));
        let resolver = GuardedResolver::new(Arc::clone(&guard), &settings.proxies);
        Self::resolving(settings, clock, (guard, resolver))
    }

    /// The same with another way of looking names up; what it finds is judged like any other answer.
    ///
    /// # Errors
    /// When the TLS library or the settings do not work out.
    pub fn with_lookup(
        settings: &FetchSettings,
        clock: Clock,
        lookup: Arc<Lookup>,
    ) -> Result<Self, FetchSetupError> {
        let guard = Arc::new(AddressGuard::new(&settings.allow_private_networks));
        let resolver = GuardedResolver::with_lookup(Arc::clone(&guard), lookup);
        Self::resolving(settings, clock, (guard, resolver))
    }

    fn resolving(
        settings: &FetchSettings,
        clock: Clock,
        (guard, resolver): (Arc<AddressGuard>, GuardedResolver),
    ) -> Result<Self, FetchSetupError> {
        let resolver = Arc::new(resolver);
        let shared = Shared {
            clients: Clients::new(settings, Arc::clone(&resolver))?,
            pacing: Pacing::new(settings.connections_per_host, settings.concurrency, settings.delay_per_host),
            pauses: Pauses::default(),
            uplink: Uplink::default(),
            guard,
            resolver,
            clock,
            robots: RobotsCache::default(),
            large_bodies: Semaphore::new(LARGE_BODIES),
        };
        let (shared, settings) = (Arc::new(shared), Arc::new(settings.clone()));
        Ok(Self { shared, settings, too_large: TooLarge::Refused })
    }

    /// Fetches one document, redirects followed.
    pub async fn fetch(&self, request: &FetchRequest) -> FetchOutcome {
        self.fetch_traced(request).await.0
    }

    /// Fetches one document, redirects followed, and tells what was seen on the way.
    pub async fn fetch_traced(&self, request: &FetchRequest) -> (FetchOutcome, FetchTrace) {
        let mut trace = FetchTrace::default();
        // User and password are sent, and never shown: errors end up in logs and in the store.
        let outcome = match without_login(&request.url) {
            std::borrow::Cow::Borrowed(url) => self.follow(request, url, &mut trace).await,
            std::borrow::Cow::Owned(public) => {
                let shown = FetchRequest { url: public, ..request.clone() };
                self.follow(&shown, &request.url, &mut trace).await
            }
        };
        (outcome.unwrap_or_else(FetchOutcome::Failed), trace)
    }

    /// `asked` is the address of the request, with user and password if it has them.
    async fn follow(
        &self,
        request: &FetchRequest,
        asked: &Url,
        trace: &mut FetchTrace,
    ) -> Result<FetchOutcome, FetchError> {
        let mut url = asked.clone();
        for _ in 0..=self.settings.max_redirects {
            self.admit(request, &url)?;
            if let Some(until) = self.shared.pauses.until(&url, || self.shared.clock.now()) {
                let host = url.host_str().unwrap_or_default().to_owned();
                return Ok(FetchOutcome::Paused { host, until });
            }
            if let Some(refused) = self.robots_refusal(request, &url).await {
                return Ok(refused);
            }
            let site = site_of(&url).unwrap_or_default();
            let _turn = self.shared.pacing.turn(&site, url.host_str().unwrap_or_default()).await;
            // Waiting for a turn costs the document nothing of its time.
            let begun = Instant::now();
            let deadline = begun + self.settings.total_timeout.saturating_sub(trace.took);
            let hop = self.exchange(request, (url, deadline), trace).await;
            trace.took += begun.elapsed();
            match hop? {
                Hop::Redirect(target) => {
                    trace.note_redirect(&target);
                    url = with_login_of(asked, target);
                }
                Hop::End(outcome) => return Ok(outcome),
            }
        }
        Err(FetchError::TooManyRedirects { url: request.url.to_string(), limit: self.settings.max_redirects })
    }

    /// Refuses an address that no request may be sent to; asked before each request, redirects included.
    fn admit(&self, request: &FetchRequest, url: &Url) -> Result<(), FetchError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FetchError::UnsupportedScheme { url: request.url.to_string() });
        }
        check_url(&request.url, url, &self.settings)?;
        match self.shared.guard.check_url(url) {
            Err(closed) if !is_typed(request, url) => {
                Err(FetchError::PrivateAddress { url: request.url.to_string(), address: closed.0 })
            }
            _ => Ok(()),
        }
    }

    /// Judges the name of an address that is reached through a proxy, which looks it up without asking anybody here.
    pub(super) async fn admit_name(&self, request: &FetchRequest, url: &Url) -> Result<(), FetchError> {
        if self.settings.proxies.is_empty() || is_typed(request, url) {
            return Ok(());
        }
        self.shared
            .resolver
            .check_name(url)
            .await
            .map_err(|closed| FetchError::PrivateAddress { url: request.url.to_string(), address: closed.0 })
    }

    pub(super) fn total_time_passed(&self, request: &FetchRequest) -> FetchError {
        FetchError::TimedOut {
            url: request.url.to_string(),
            what: "the whole document did not come",
            setting: "total_timeout",
            limit: self.settings.total_timeout,
        }
    }

    /// Time that is left until an answer has to begin, and whether it is the whole document's time that ends then.
    pub(super) fn time_for_head(&self, deadline: Instant) -> (Instant, bool) {
        let first_byte: Duration = self.settings.first_byte_timeout;
        let until = Instant::now() + first_byte;
        (until.min(deadline), deadline <= until)
    }
}

/// Whether the host of an address was typed by a person on the way to this request. What a name resolves to is somebody else's word.
pub(super) fn is_typed(request: &FetchRequest, url: &Url) -> bool {
    request.typed.as_ref().is_some_and(|typed| may_be_typed(typed) && typed.host() == url.host())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Proxies, ProxyAddress};

    #[tokio::test(start_paused = true)]
    async fn lookup_of_a_name_behind_a_proxy_is_part_of_the_whole_time() {
        let proxy = ProxyAddress::parse("http://127.0.0.1:9").unwrap();
        let proxies = Proxies { http: Some(proxy), ..Proxies::default() };
        let settings = FetchSettings { proxies, ..FetchSettings::default() };
        let mut fetcher = Fetcher::new(&settings, Clock::from_fn(|| chrono::DateTime::UNIX_EPOCH)).unwrap();
        let silent =
            GuardedResolver::with_lookup(Arc::default(), Arc::new(|_| Box::pin(std::future::pending())));
        Arc::get_mut(&mut fetcher.shared).unwrap().resolver = Arc::new(silent);
        let begun = Instant::now();
        let url = "http://news.example.org/feed".parse().unwrap();
        let outcome = fetcher.fetch(&FetchRequest::new(url, super::super::AskedBy::User)).await;
        let FetchOutcome::Failed(error) = outcome else { panic!("{outcome:?}") };
        assert!(error.to_string().contains("fetch.total_timeout"), "{error}");
        assert_eq!(begun.elapsed(), settings.total_timeout);
    }
}
