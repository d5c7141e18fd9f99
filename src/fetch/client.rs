//! The HTTP clients: what they send with every request, what they connect to and through what, and whom they trust.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, NoProxy, Proxy};

use super::FetchSetupError;
use super::decode::ACCEPTED;
use super::guarded_resolver::GuardedResolver;
use crate::config::{FetchSettings, Proxies};

/// How long an idle connection is kept for the next request to the same host.
const IDLE_CONNECTION: Duration = Duration::from_secs(10);

/// Hosts after which the client is replaced, and with it the connections that it keeps open: it bounds those of each host, not those of all.
/// Well below the thousand files that a process may have open by default.
const MOST_HOSTS: usize = 256;

/// The clients; there is one for all, one for the sources of which the user said that any certificate will do, and one for `localhost`
/// where somebody typed it.
#[derive(Debug)]
pub(super) struct Clients {
    strict: Mutex<Generation>,
    lenient: OnceLock<Client>,
    local: OnceLock<Client>,
    settings: FetchSettings,
    resolver: Arc<GuardedResolver>,
    roots: Vec<Certificate>,
}

/// A client and the hosts that it has been used for.
#[derive(Debug)]
struct Generation {
    client: Client,
    hosts: HashSet<String>,
}

/// What a client takes for a server that it may talk to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// One whose certificate somebody vouches for.
    Vouched,
    /// One with any certificate: the user said so, for one source.
    Anyone,
    /// This machine: the user typed its name.
    Local,
}

impl Clients {
    /// Sets the first client up; the other one when it is wanted.
    pub(super) fn new(
        settings: &FetchSettings,
        resolver: Arc<GuardedResolver>,
    ) -> Result<Self, FetchSetupError> {
        let mut roots = Vec::new();
        for path in &settings.ca_certificates {
            roots.extend(read_certificates(path)?);
        }
        let client = builder(settings, &resolver, &roots)?.build()?;
        let strict = Mutex::new(Generation { client, hosts: HashSet::new() });
        let (lenient, local, settings) = (OnceLock::new(), OnceLock::new(), settings.clone());
        Ok(Self { strict, lenient, local, settings, resolver, roots })
    }

    /// The client for a request to this host.
    pub(super) fn of(&self, reach: Reach, host: &str) -> Result<Client, FetchSetupError> {
        match reach {
            Reach::Vouched => self.strict(host),
            Reach::Anyone => self.lenient(),
            Reach::Local => self.local(),
        }
    }

    fn strict(&self, host: &str) -> Result<Client, FetchSetupError> {
        let mut generation = self.strict.lock().unwrap_or_else(PoisonError::into_inner);
        if !generation.hosts.contains(host) {
            if generation.hosts.len() >= MOST_HOSTS {
                // What is under way goes on with the old one, which then goes with all its connections.
                generation.client = builder(&self.settings, &self.resolver, &self.roots)?.build()?;
                generation.hosts.clear();
            }
            generation.hosts.insert(host.to_owned());
        }
        Ok(generation.client.clone())
    }

    fn lenient(&self) -> Result<Client, FetchSetupError> {
        if let Some(client) = self.lenient.get() {
            return Ok(client.clone());
        }
        let client = builder(&self.settings, &self.resolver, &self.roots)?
            .tls_danger_accept_invalid_certs(true)
            .tls_danger_accept_invalid_hostnames(true)
            .build()?;
        Ok(self.lenient.get_or_init(|| client).clone())
    }

    fn local(&self) -> Result<Client, FetchSetupError> {
        if let Some(client) = self.local.get() {
            return Ok(client.clone());
        }
        let resolver = Arc::new(self.resolver.with_loopback());
        let client = builder(&self.settings, &resolver, &self.roots)?.build()?;
        Ok(self.local.get_or_init(|| client).clone())
    }
}

fn builder(
    settings: &FetchSettings,
    resolver: &Arc<GuardedResolver>,
    roots: &[Certificate],
) -> Result<ClientBuilder, FetchSetupError> {
    let mut always = HeaderMap::new();
    always.insert(ACCEPT_ENCODING, HeaderValue::from_static(ACCEPTED));
    let mut builder = Client::builder()
        .user_agent(&settings.user_agent)
        .default_headers(always)
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        .dns_resolver(Arc::clone(resolver))
        .http1_max_headers(settings.max_header_fields)
        .http2_max_header_list_size(settings.max_header_bytes)
        .connect_timeout(settings.connect_timeout)
        // More would stay open than may be used at a time.
        .pool_max_idle_per_host(settings.connections_per_host)
        .pool_idle_timeout(IDLE_CONNECTION);
    for proxy in proxies(&settings.proxies)? {
        builder = builder.proxy(proxy);
    }
    // Where there is nothing to add, the system's own way of checking stays as it is.
    if !roots.is_empty() {
        builder = builder.tls_certs_merge(roots.iter().cloned());
    }
    Ok(builder)
}

fn proxies(settings: &Proxies) -> Result<Vec<Proxy>, reqwest::Error> {
    // The library takes this for all names, but not for addresses.
    if settings.bypass.split(',').any(|entry| entry.trim() == "*") {
        return Ok(Vec::new());
    }
    let bypass = || NoProxy::from_string(&settings.bypass).filter(|_| !settings.bypass.trim().is_empty());
    let http = settings.http.as_ref().map(|address| Proxy::http(address.url().clone()));
    let https = settings.https.as_ref().map(|address| Proxy::https(address.url().clone()));
    http.into_iter().chain(https).map(|proxy| Ok(proxy?.no_proxy(bypass()))).collect()
}

fn read_certificates(path: &Path) -> Result<Vec<Certificate>, FetchSetupError> {
    let unusable = |reason: String| FetchSetupError::Certificates { path: path.to_owned(), reason };
    let pem = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| unusable(error.to_string()))?;
    if certificates.is_empty() {
        return Err(unusable("there is no certificate in it".to_owned()));
    }
    Ok(certificates)
}
