//! One document by one chain of requests: what is sent, how redirects are followed, what is refused, what the answer means.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream;
use reqwest::header::{
    CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LOCATION, RETRY_AFTER,
};
use reqwest::{Response, StatusCode};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};
use url::Url;

use super::access::is_at_home;
use super::address_guard::AddressGuard;
use super::body::{BodyFault, BodyLimits, Room, read_chunks};
use super::challenge::{LOOKED_AT_BYTES, challenger_by_head, challenger_by_title, claims_html};
use super::client::{Clients, Trust};
use super::decode::{Coding, Decoder};
use super::guarded_resolver::GuardedResolver;
use super::limits::{beginning, check_head, check_url, head_fault};
use super::pacing::Pacing;
use super::retry_after::read_retry_after;
use super::robots::RobotsCache;
use super::{BodyLimit, FetchError, FetchOutcome, FetchRequest, FetchSetupError, FetchTrace};
use crate::canonical::{public_address, site_of};
use crate::clock::Clock;
use crate::config::FetchSettings;
use crate::model::{Page, Validators};

/// Bytes that are set aside for a body beforehand, whatever its server says of its length.
const SET_ASIDE_BYTES: u64 = 256 * 1024;
/// Bodies larger than `max_body_bytes` that are in hand at a time: what sitemaps of 50 MB may cost in memory.
const LARGE_BODIES: usize = 4;

/// The one client. Clones share connections and pacing.
#[derive(Debug, Clone)]
pub struct Fetcher {
    clients: Arc<Clients>,
    pub(super) settings: Arc<FetchSettings>,
    pub(super) pacing: Arc<Pacing>,
    guard: Arc<AddressGuard>,
    resolver: Arc<GuardedResolver>,
    pub(super) clock: Clock,
    pub(super) robots: Arc<RobotsCache>,
    pub(super) too_large: TooLarge,
    large_bodies: Arc<Semaphore>,
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
enum Hop {
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
        let resolver = Arc::new(GuardedResolver::new(Arc::clone(&guard), &settings.proxies));
        let clients = Arc::new(Clients::new(settings, Arc::clone(&resolver))?);
        let pacing = Arc::new(Pacing::new(settings.connections_per_host, settings.delay_per_host));
        let settings = Arc::new(settings.clone());
        let (robots, too_large) = (Arc::default(), TooLarge::Refused);
        let large_bodies = Arc::new(Semaphore::new(LARGE_BODIES));
        Ok(Self { clients, settings, pacing, guard, resolver, clock, robots, too_large, large_bodies })
    }

    /// Fetches one document, redirects followed.
    pub async fn fetch(&self, request: &FetchRequest) -> FetchOutcome {
        self.fetch_traced(request).await.0
    }

    /// Fetches one document, redirects followed, and tells what was seen on the way.
    pub async fn fetch_traced(&self, request: &FetchRequest) -> (FetchOutcome, FetchTrace) {
        let mut trace = FetchTrace::default();
        let outcome = self.follow(request, &mut trace).await.unwrap_or_else(FetchOutcome::Failed);
        (outcome, trace)
    }

    async fn follow(
        &self,
        request: &FetchRequest,
        trace: &mut FetchTrace,
    ) -> Result<FetchOutcome, FetchError> {
        let asked = request.url.clone();
        let mut url = asked.clone();
        // User and password are sent, and never shown: errors end up in logs and in the store.
        let request = &FetchRequest { url: public_address(&url), ..request.clone() };
        for _ in 0..=self.settings.max_redirects {
            self.admit(request, &url).await?;
            if let Some(refused) = self.robots_refusal(request.asked_by, &url).await {
                return Ok(refused);
            }
            let _turn = self.pacing.turn(&site_of(&url).unwrap_or_default()).await;
            // Waiting for a turn costs the document nothing of its time.
            let time_left = self.settings.total_timeout.saturating_sub(trace.took);
            let begun = Instant::now();
            let hop = timeout(time_left, self.exchange(request, url, trace)).await;
            trace.took += begun.elapsed();
            match hop.map_err(|_| self.total_time_passed(request))?? {
                Hop::Redirect(target) => {
                    trace.note_redirect(&target);
                    url = with_login_of(&asked, target);
                }
                Hop::End(outcome) => return Ok(outcome),
            }
        }
        Err(FetchError::TooManyRedirects { url: request.url.to_string(), limit: self.settings.max_redirects })
    }

    /// Refuses an address that no request may be sent to; asked before each request, redirects included.
    async fn admit(&self, request: &FetchRequest, url: &Url) -> Result<(), FetchError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FetchError::UnsupportedScheme { url: request.url.to_string() });
        }
        check_url(&request.url, url, &self.settings)?;
        let mut judged = self.guard.check_url(url);
        if judged.is_ok() && !self.settings.proxies.is_empty() {
            // Whoever connects through a proxy never looks the name up.
            judged = self.resolver.check_name(url).await;
        }
        judged
            .map_err(|closed| FetchError::PrivateAddress { url: request.url.to_string(), address: closed.0 })
    }

    /// One request and its answer, the body included.
    async fn exchange(
        &self,
        request: &FetchRequest,
        url: Url,
        trace: &mut FetchTrace,
    ) -> Result<Hop, FetchError> {
        let response = self.ask(request, &url).await?;
        trace.note_head(&url, response.status().as_u16(), response.headers(), self.clock.now());
        trace.retry_after = self.retry_after(response.headers());
        check_head(&request.url, response.headers(), &self.settings)?;
        let status = response.status();
        tracing::debug!(status = status.as_u16(), "fetched {}", public_address(&url));
        if is_redirect(status) {
            return redirect_target(request, &url, response.headers()).map(Hop::Redirect);
        }
        if let Some(by) = challenger_by_head(response.headers()) {
            return Err(blocked(request, status, by));
        }
        Ok(Hop::End(match status {
            _ if status.is_success() => {
                FetchOutcome::Fresh(self.read_page(request, url, response, trace).await?)
            }
            StatusCode::NOT_MODIFIED if is_conditional(request, &url) => {
                FetchOutcome::NotModified { validators: merged(&request.validators, &trace.received) }
            }
            StatusCode::GONE => FetchOutcome::Gone,
            _ => {
                self.look_for_challenge(request, response, trace).await?;
                if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
                    FetchOutcome::RateLimited { url, retry_after: trace.retry_after }
                } else {
                    let (url, status) = (request.url.to_string(), status.as_u16());
                    FetchOutcome::Failed(FetchError::Status { url, status })
                }
            }
        }))
    }

    /// Sends a request and waits for the head of the answer.
    async fn ask(&self, request: &FetchRequest, url: &Url) -> Result<Response, FetchError> {
        let trust =
            request.pass.as_ref().map_or(Trust::Vouched, |pass| pass.access.trust_for(&pass.home, url));
        let client = self.clients.of(trust, url.host_str().unwrap_or_default()).map_err(|error| {
            FetchError::NoClient { url: request.url.to_string(), reason: error.to_string() }
        })?;
        let mut sending = client.get(url.clone());
        if let Some(pass) = &request.pass {
            sending = sending.headers(pass.access.headers_for(&pass.home, url));
        }
        if is_conditional(request, url) {
            sending = sending.headers(conditions(&request.validators));
        }
        let limit = self.settings.first_byte_timeout;
        let response = timeout(limit, sending.send()).await.map_err(|_| FetchError::TimedOut {
            url: request.url.to_string(),
            what: "no answer",
            setting: "first_byte_timeout",
            limit,
        })?;
        response.map_err(|error| self.client_fault(request, &error))
    }

    async fn read_page(
        &self,
        request: &FetchRequest,
        final_url: Url,
        response: Response,
        trace: &mut FetchTrace,
    ) -> Result<Page, FetchError> {
        let status = response.status();
        let text = |name| {
            let value: Option<&HeaderValue> = response.headers().get(name);
            value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let (content_type, content_language, content_location) =
            (text(CONTENT_TYPE), text(CONTENT_LANGUAGE), text(CONTENT_LOCATION));
        let (content_language, content_location) =
            (content_language.map(String::into_boxed_str), content_location.map(String::into_boxed_str));
        let limit = match request.limit {
            BodyLimit::Document => self.settings.max_body_bytes,
            BodyLimit::Sitemap => self.settings.max_sitemap_bytes,
        };
        let body = self.read_body(request, response, (limit, self.too_large), trace).await?;
        if let Some(by) = challenger_by_title(&body) {
            return Err(blocked(request, status, by));
        }
        Ok(Page {
            requested_url: request.url.clone(),
            final_url: public_address(&final_url),
            status: status.as_u16(),
            fetched_at: self.clock.now(),
            content_type,
            content_language,
            content_location,
            validators: trace.received.clone(),
            body,
        })
    }

    /// Whether a refusal is the work of a service that tells people from programs: then that is the error.
    async fn look_for_challenge(
        &self,
        request: &FetchRequest,
        response: Response,
        trace: &mut FetchTrace,
    ) -> Result<(), FetchError> {
        let status = response.status();
        if !matches!(status.as_u16(), 401 | 403 | 405 | 429 | 503) || !claims_html(response.headers()) {
            return Ok(());
        }
        // What goes wrong with a body that says no is no further failure.
        let body = self.read_body(request, response, (LOOKED_AT_BYTES as u64, TooLarge::CutOff), trace).await;
        match body.ok().and_then(|body| challenger_by_title(&body)) {
            Some(by) => Err(blocked(request, status, by)),
            None => Ok(()),
        }
    }

    /// The unpacked body; a download stops as soon as it passes the limit, or drips.
    async fn read_body(
        &self,
        request: &FetchRequest,
        response: Response,
        (max_bytes, too_large): (u64, TooLarge),
        trace: &mut FetchTrace,
    ) -> Result<Vec<u8>, FetchError> {
        let limits = BodyLimits {
            max_bytes,
            room: (max_bytes > self.settings.max_body_bytes)
                .then(|| Room { above_bytes: self.settings.max_body_bytes, places: &self.large_bodies }),
            min_bytes_per_second: self.settings.min_bytes_per_second,
            window: self.settings.min_rate_window,
        };
        let url = || request.url.to_string();
        let refused = too_large == TooLarge::Refused;
        let length = response.content_length().unwrap_or_default();
        if refused && length > limits.max_bytes {
            return Err(too_large_error(request, limits.max_bytes));
        }
        let max_bytes = usize::try_from(max_bytes).unwrap_or(usize::MAX);
        let set_aside = usize::try_from(length.min(SET_ASIDE_BYTES)).unwrap_or_default();
        let undecodable =
            |error: std::io::Error| FetchError::Broken { url: url(), reason: error.to_string() };
        let decoder =
            Decoder::new(Coding::of(response.headers()), max_bytes, set_aside).map_err(undecodable)?;
        let chunks = stream::try_unfold(response, async |mut response| {
            Ok(response.chunk().await?.map(|chunk| (chunk, response)))
        });
        read_chunks(chunks, decoder, limits, &mut trace.body_bytes).await.or_else(|fault| match fault {
            BodyFault::TooLarge(beginning) if !refused => Ok(beginning),
            BodyFault::TooLarge(_) => Err(too_large_error(request, limits.max_bytes)),
            BodyFault::TooSlow => Err(FetchError::TooSlow {
                url: url(),
                limit: limits.min_bytes_per_second,
                window: limits.window,
            }),
            BodyFault::Broken(error) => Err(self.client_fault(request, &error)),
            BodyFault::Undecodable(error) => Err(undecodable(error)),
        })
    }

    fn client_fault(&self, request: &FetchRequest, error: &reqwest::Error) -> FetchError {
        head_fault(&request.url, error, &self.settings)
            .unwrap_or_else(|| FetchError::from_client(&request.url, error, self.settings.connect_timeout))
    }

    fn retry_after(&self, headers: &HeaderMap) -> Option<Duration> {
        let date = headers.get(DATE).and_then(|value| value.to_str().ok());
        read_retry_after(headers.get(RETRY_AFTER)?.to_str().ok()?, date, self.clock.now())
    }

    fn total_time_passed(&self, request: &FetchRequest) -> FetchError {
        FetchError::TimedOut {
            url: request.url.to_string(),
            what: "the whole document did not come",
            setting: "total_timeout",
            limit: self.settings.total_timeout,
        }
    }
}

fn blocked(request: &FetchRequest, status: StatusCode, by: &'static str) -> FetchError {
    FetchError::Blocked { url: request.url.to_string(), status: status.as_u16(), by }
}

fn too_large_error(request: &FetchRequest, limit: u64) -> FetchError {
    let setting = match request.limit {
        BodyLimit::Document => "max_body_bytes",
        BodyLimit::Sitemap => "max_sitemap_bytes",
    };
    FetchError::TooLarge { url: request.url.to_string(), setting, limit }
}

/// The target of a redirect, with the user and password of the address asked for if it stands on the same host.
fn with_login_of(asked: &Url, mut target: Url) -> Url {
    if target.username().is_empty() && is_at_home(asked, &target) {
        // Only addresses without a host cannot be given a user.
        let _ = target.set_username(asked.username()).and_then(|()| target.set_password(asked.password()));
    }
    target
}

fn conditions(validators: &Validators) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, bytes) in [(IF_NONE_MATCH, &validators.etag), (IF_MODIFIED_SINCE, &validators.last_modified)] {
        // What came as a header goes as a header; bytes that cannot are not sent.
        if let Some(value) = bytes.as_ref().and_then(|bytes| HeaderValue::from_bytes(bytes).ok()) {
            headers.insert(name, value);
        }
    }
    headers
}

/// The validators of a "not modified", and for each that it leaves out the former one.
fn merged(former: &Validators, received: &Validators) -> Validators {
    Validators {
        etag: received.etag.clone().or_else(|| former.etag.clone()),
        last_modified: received.last_modified.clone().or_else(|| former.last_modified.clone()),
    }
}

/// Whether a request to this address carries validators: they go to no other than gave them. A "not modified" to any other
/// request says nothing about the document.
fn is_conditional(request: &FetchRequest, url: &Url) -> bool {
    let has_validators = request.validators.etag.is_some() || request.validators.last_modified.is_some();
    has_validators && public_address(url) == *request.validators_url.as_ref().unwrap_or(&request.url)
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn redirect_target(request: &FetchRequest, from: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
    let location = headers.get(LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let location = location.unwrap_or_default();
    match from.join(&location) {
        Ok(target)
            if !location.is_empty() && target.has_host() && matches!(target.scheme(), "http" | "https") =>
        {
            Ok(target)
        }
        _ => Err(FetchError::BadRedirect { url: request.url.to_string(), location: beginning(&location) }),
    }
}
