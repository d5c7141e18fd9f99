//! Names to addresses, for the HTTP client: what it gets from here has been judged, and nothing else is dialled.
//!
//! The judgement and the connection rest on one and the same answer, so that a name cannot show a public address to the
//! one and a private address to the other (DNS rebinding).

use std::collections::HashSet;
use std::error::Error;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::Semaphore;
use url::{Host, Url};

use super::address_guard::{AddressGuard, ClosedAddress};
use crate::config::Proxies;

/// Most lookups at a time: each holds a thread of its own until the system answers, which can take many seconds.
const LOOKUPS_AT_ONCE: usize = 32;

/// How a name is looked up. A port of 0 is replaced by the client.
pub type Lookup = dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> + Send + Sync;

/// What systems say when a name is known not to exist, or to have no address. Anything else only means that nobody could be asked.
const FINAL_WORDS: &[&str] = &["not known", "No address", "does not resolve", "no usable address"];

/// The system gave no address for a name.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) struct FailedLookup(io::Error);

impl FailedLookup {
    /// Whether that is because there is none. The system tells it in words only.
    pub(super) fn is_final(&self) -> bool {
        let text = self.0.to_string();
        self.0.kind() == io::ErrorKind::NotFound || FINAL_WORDS.iter().any(|words| text.contains(words))
    }
}

/// Resolves names by the system's means, and refuses those with an address that may not be dialled.
pub(super) struct GuardedResolver {
    guard: Arc<AddressGuard>,
    lookup: Arc<Lookup>,
    lookups: Arc<Semaphore>,
    /// Names of proxies: the operator's own word, and often on a private address.
    proxies: HashSet<String>,
}

impl GuardedResolver {
    pub(super) fn new(guard: Arc<AddressGuard>, proxies: &Proxies) -> Self {
        let mut resolver = Self::with_lookup(guard, Arc::new(|name| Box::pin(ask_system(name))));
        let addresses = proxies.http.iter().chain(&proxies.https);
        resolver.proxies =
            addresses.filter_map(|address| address.url().host_str().map(str::to_owned)).collect();
        resolver
    }

    /// The same with this machine open, too.
    pub(super) fn with_loopback(&self) -> Self {
        let (lookup, lookups) = (Arc::clone(&self.lookup), Arc::clone(&self.lookups));
        Self { guard: Arc::new(self.guard.with_loopback()), lookup, lookups, proxies: self.proxies.clone() }
    }

    pub(super) fn with_lookup(guard: Arc<AddressGuard>, lookup: Arc<Lookup>) -> Self {
        Self { guard, lookup, lookups: Arc::new(Semaphore::new(LOOKUPS_AT_ONCE)), proxies: HashSet::new() }
    }

    /// Judges the name in a URL by all that it resolves to here, for requests that go through a proxy: the proxy looks it up again, but
    /// what this machine knows as private stays closed. A name that is unknown here passes: it may be known to the proxy only.
    pub(super) async fn check_name(&self, url: &Url) -> Result<(), ClosedAddress> {
        let Some(Host::Domain(name)) = url.host() else { return Ok(()) };
        let addresses = self.look_up(name.to_owned()).await.unwrap_or_default();
        addresses.iter().try_for_each(|address| self.guard.check(address.ip()))
    }

    /// All addresses of a name, whatever they are.
    fn look_up(
        &self,
        name: String,
    ) -> BoxFuture<'static, Result<Vec<SocketAddr>, Box<dyn Error + Send + Sync>>> {
        let (lookup, lookups) = (Arc::clone(&self.lookup), Arc::clone(&self.lookups));
        Box::pin(async move {
            if name.ends_with(".invalid") {
                // By definition there is none, and asking for it only bothers the resolvers of others (RFC 6761, section 6.4).
                return Err(FailedLookup(io::Error::new(io::ErrorKind::NotFound, "no such name")).into());
            }
            let permit = lookups.acquire_owned().await?;
            // A lookup cannot be called off. As a task it keeps its permit to the end, even if nobody waits any more.
            let looking_up = tokio::spawn(async move {
                let _permit = permit;
                lookup(name).await
            });
            Ok(looking_up.await?.map_err(FailedLookup)?)
        })
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = Arc::clone(&self.guard);
        let is_proxy = self.proxies.contains(name.as_str());
        let looking_up = self.look_up(name.as_str().to_owned());
        Box::pin(async move {
            let addresses = looking_up.await?;
            if is_proxy {
                return Ok(Box::new(addresses.into_iter()) as Addrs);
            }
            // One closed address closes the name: who answers with both hopes that one of them slips through.
            addresses.iter().try_for_each(|address| guard.check(address.ip()))?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

impl fmt::Debug for GuardedResolver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("GuardedResolver").field("guard", &self.guard).finish_non_exhaustive()
    }
}

async fn ask_system(name: String) -> io::Result<Vec<SocketAddr>> {
    Ok(tokio::net::lookup_host((name, 0)).await?.collect())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::fetch::FetchError;

    fn resolver(answers: &'static [&'static str], opened: &[&str]) -> GuardedResolver {
        let opened: Vec<_> = opened.iter().map(|text| text.parse().unwrap()).collect();
        let lookup = move |_| -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
            let addresses = answers.iter().map(|text| SocketAddr::new(text.parse().unwrap(), 0)).collect();
            Box::pin(async { Ok(addresses) })
        };
        GuardedResolver::with_lookup(Arc::new(AddressGuard::new(&opened)), Arc::new(lookup))
    }

    /// Resolves a name with these answers: how many addresses may be dialled, or which one may not.
    async fn check(answers: &'static [&'static str], opened: &[&str], expected: Result<usize, &str>) {
        let result = resolver(answers, opened).resolve("news.example.org".parse().unwrap()).await;
        let result = result.map(Iterator::count).map_err(|error| *error.downcast::<ClosedAddress>().unwrap());
        let expected = expected.map_err(|address| ClosedAddress(address.parse().unwrap()));
        assert_eq!(result, expected, "{answers:?} with {opened:?}");
    }

    #[tokio::test]
    async fn one_closed_answer_closes_the_name() {
        check(&["93.184.215.14", "2606:2800:21f:cb07::1"], &[], Ok(2)).await;
        check(&["93.184.215.14", "192.168.1.7"], &[], Err("192.168.1.7")).await;
        check(&["169.254.169.254", "93.184.215.14"], &[], Err("169.254.169.254")).await;
        check(&["::ffff:10.0.0.1"], &[], Err("::ffff:10.0.0.1")).await;
        check(&["93.184.215.14", "192.168.1.7"], &["192.168.0.0/16"], Ok(2)).await;
        check(&["10.0.0.1", "192.168.1.7"], &["192.168.0.0/16"], Err("10.0.0.1")).await;
    }

    #[tokio::test]
    async fn refusal_comes_through_the_client_as_what_it_is() {
        let client = reqwest::Client::builder()
            .no_proxy()
            .dns_resolver(resolver(&["93.184.215.14", "10.1.2.3"], &[]))
            .build()
            .unwrap();
        let url = Url::parse("http://rebinding.example.org/feed").unwrap();
        let error = client.get(url.clone()).send().await.unwrap_err();
        let error = FetchError::from_client(&url, &error, Duration::from_secs(1));
        let text = error.to_string();
        assert!(matches!(error, FetchError::PrivateAddress { .. }) && error.is_permanent(), "{error:?}");
        for part in [url.as_str(), "10.1.2.3", "fetch.allow_private_networks", "\"10.1.2.3/32\""] {
            assert!(text.contains(part), "`{part}` is missing in: {text}");
        }
    }

    #[tokio::test]
    async fn lookups_are_bounded_even_when_nobody_waits_for_them() {
        let running = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&running);
        let lookup = move |_| -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
            counter.fetch_add(1, Ordering::SeqCst);
            Box::pin(std::future::pending())
        };
        let resolver = GuardedResolver::with_lookup(Arc::default(), Arc::new(lookup));
        let waiting: Vec<_> = (0..LOOKUPS_AT_ONCE + 10)
            .map(|_| tokio::spawn(resolver.resolve("slow.example.org".parse().unwrap())))
            .collect();
        let_others_run().await;
        waiting.iter().for_each(|task| task.abort());
        let_others_run().await;
        let _late = tokio::spawn(resolver.resolve("late.example.org".parse().unwrap()));
        let_others_run().await;
        assert_eq!(running.load(Ordering::SeqCst), LOOKUPS_AT_ONCE);
    }

    async fn let_others_run() {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }
}
