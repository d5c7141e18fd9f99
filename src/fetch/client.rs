//! The HTTP clients: what they send with every request, what they connect to and through what, and whom they trust.

use std::path::Path;
use std::sync::{Arc, OnceLock};
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

/// The clients; there is one for all, and one for the sources of which the user said that any certificate will do.
#[derive(Debug)]
pub(super) struct Clients {
    strict: Client,
    lenient: OnceLock<Client>,
    settings: FetchSettings,
    resolver: Arc<GuardedResolver>,
    roots: Vec<Certificate>,
}

/// Whether the certificate of a server must be vouched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    Vouched,
    /// The user said so, for one source.
    Anyone,
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
        let strict = builder(settings, &resolver, &roots)?.build()?;
        Ok(Self { strict, lenient: OnceLock::new(), settings: settings.clone(), resolver, roots })
    }

    pub(super) fn of(&self, trust: Trust) -> Result<&Client, FetchSetupError> {
        if trust == Trust::Vouched {
            return Ok(&self.strict);
        }
        if let Some(client) = self.lenient.get() {
            return Ok(client);
        }
        let client = builder(&self.settings, &self.resolver, &self.roots)?
            .tls_danger_accept_invalid_certs(true)
            .tls_danger_accept_invalid_hostnames(true)
            .build()?;
        Ok(self.lenient.get_or_init(|| client))
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
