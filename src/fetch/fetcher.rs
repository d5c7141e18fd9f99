//! The one HTTP client: what it sends, how it follows redirects, what it refuses.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream;
use reqwest::header::{
    CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, DATE, ETAG, HeaderMap, HeaderName, HeaderValue,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use tokio::time::{Instant, timeout};
use url::Url;

use super::address_guard::AddressGuard;
use super::body::{BodyFault, BodyLimits, read_chunks};
use super::guarded_resolver::GuardedResolver;
use super::limits::{beginning, check_head, check_url, head_fault};
use super::pacing::Pacing;
use super::retry_after::read_retry_after;
use super::robots::RobotsCache;
use super::{FetchError, FetchOutcome, FetchRequest, FetchSetupError};
use crate::canonical::{public_address, site_of};
use crate::clock::Clock;
use crate::config::FetchSettings;
use crate::model::{Page, Validators};

/// How long an idle connection is kept for the next request to the same host.
const IDLE_CONNECTION: Duration = Duration::from_secs(10);

/// The one client. Clones share connections and pacing.
#[derive(Debug, Clone)]
pub struct Fetcher {
    client: Client,
    pub(super) settings: Arc<FetchSettings>,
    pub(super) pacing: Arc<Pacing>,
    guard: Arc<AddressGuard>,
    pub(super) clock: Clock,
    pub(super) robots: Arc<RobotsCache>,
    pub(super) too_large: TooLarge,
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
    /// Sets up the client. It keeps no cookies, sends no `Referer` and uses no proxy of the system's; and it connects to
    /// public addresses only, and to those of the networks that the settings open.
    ///
    /// # Errors
    /// When the TLS library or the settings do not work out.
    pub fn new(settings: &FetchSettings, clock: Clock) -> Result<Self, FetchSetupError> {
        let guard = Arc::new(AddressGuard::new(&settings.allow_private_networks));
        let client = Client::builder()
            .user_agent(&settings.user_agent)
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .dns_resolver(GuardedResolver::new(Arc::clone(&guard)))
            .http1_max_headers(settings.max_header_fields)
            .http2_max_header_list_size(settings.max_header_bytes)
            .connect_timeout(settings.connect_timeout)
            .pool_max_idle_per_host(1)
            .pool_idle_timeout(IDLE_CONNECTION)
            .build()?;
        let pacing = Arc::new(Pacing::new(settings.connections_per_host, settings.delay_per_host));
        let settings = Arc::new(settings.clone());
        let (robots, too_large) = (Arc::default(), TooLarge::Refused);
        Ok(Self { client, settings, pacing, guard, clock, robots, too_large })
    }

    /// Fetches one document, redirects followed.
    pub async fn fetch(&self, request: &FetchRequest) -> FetchOutcome {
        self.follow(request).await.unwrap_or_else(FetchOutcome::Failed)
    }

    async fn follow(&self, request: &FetchRequest) -> Result<FetchOutcome, FetchError> {
        let mut url = request.url.clone();
        // User and password are sent, and never shown: errors end up in logs and in the store.
        let request = &FetchRequest { url: public_address(&url), ..request.clone() };
        // Waiting for a turn costs the document nothing of its time.
        let mut time_left = self.settings.total_timeout;
        for _ in 0..=self.settings.max_redirects {
            self.admit(request, &url)?;
            if let Some(refused) = self.robots_refusal(request.asked_by, &url).await {
                return Ok(refused);
            }
            let _turn = self.pacing.turn(&site_of(&url).unwrap_or_default()).await;
            let begun = Instant::now();
            let hop = timeout(time_left, self.exchange(request, url)).await.map_err(|_| {
                self.timed_out(
                    request,
                    "the whole document did not come",
                    "total_timeout",
                    self.settings.total_timeout,
                )
            })??;
            match hop {
                Hop::Redirect(target) => url = target,
                Hop::End(outcome) => return Ok(outcome),
            }
            time_left = time_left.saturating_sub(begun.elapsed());
        }
        Err(FetchError::TooManyRedirects { url: request.url.to_string(), limit: self.settings.max_redirects })
    }

    /// Refuses an address that no request may be sent to; asked before each request, redirects included.
    fn admit(&self, request: &FetchRequest, url: &Url) -> Result<(), FetchError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FetchError::UnsupportedScheme { url: request.url.to_string() });
        }
        check_url(&request.url, url, &self.settings)?;
        self.guard
            .check_url(url)
            .map_err(|closed| FetchError::PrivateAddress { url: request.url.to_string(), address: closed.0 })
    }

    /// One request and its answer, the body included.
    async fn exchange(&self, request: &FetchRequest, url: Url) -> Result<Hop, FetchError> {
        let sending = self.client.get(url.clone()).headers(conditions(&request.validators)).send();
        let response = timeout(self.settings.first_byte_timeout, sending)
            .await
            .map_err(|_| {
                self.timed_out(request, "no answer", "first_byte_timeout", self.settings.first_byte_timeout)
            })?
            .map_err(|error| self.client_fault(request, &error))?;
        check_head(&request.url, response.headers(), &self.settings)?;
        let status = response.status();
        tracing::debug!(status = status.as_u16(), "fetched {}", public_address(&url));
        if is_redirect(status) {
            return redirect_target(request, &url, response.headers()).map(Hop::Redirect);
        }
        Ok(Hop::End(match status {
            _ if status.is_success() => FetchOutcome::Fresh(self.read_page(request, url, response).await?),
            StatusCode::NOT_MODIFIED => FetchOutcome::NotModified {
                validators: merged_validators(&request.validators, response.headers()),
            },
            StatusCode::TOO_MANY_REQUESTS => {
                FetchOutcome::RateLimited { url, retry_after: self.retry_after(response.headers()) }
            }
            StatusCode::SERVICE_UNAVAILABLE if response.headers().contains_key(RETRY_AFTER) => {
                FetchOutcome::RateLimited { url, retry_after: self.retry_after(response.headers()) }
            }
            StatusCode::GONE => FetchOutcome::Gone,
            _ => FetchOutcome::Failed(FetchError::Status {
                url: request.url.to_string(),
                status: status.as_u16(),
            }),
        }))
    }

    async fn read_page(
        &self,
        request: &FetchRequest,
        final_url: Url,
        response: Response,
    ) -> Result<Page, FetchError> {
        let status = response.status().as_u16();
        let text = |name| {
            let value: Option<&HeaderValue> = response.headers().get(name);
            value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let (content_type, content_language, content_location) =
            (text(CONTENT_TYPE), text(CONTENT_LANGUAGE), text(CONTENT_LOCATION));
        let (content_language, content_location) =
            (content_language.map(String::into_boxed_str), content_location.map(String::into_boxed_str));
        let validators = merged_validators(&Validators::default(), response.headers());
        let body = self.read_body(request, response).await?;
        Ok(Page {
            requested_url: request.url.clone(),
            final_url: public_address(&final_url),
            status,
            fetched_at: self.clock.now(),
            content_type,
            content_language,
            content_location,
            validators,
            body,
        })
    }

    /// The decoded body; a download stops as soon as it passes the limit, or drips.
    async fn read_body(&self, request: &FetchRequest, response: Response) -> Result<Vec<u8>, FetchError> {
        let limits = BodyLimits {
            max_bytes: self.settings.max_body_bytes,
            min_bytes_per_second: self.settings.min_bytes_per_second,
            window: self.settings.min_rate_window,
        };
        let url = || request.url.to_string();
        let refused = self.too_large == TooLarge::Refused;
        if refused && response.content_length().is_some_and(|length| length > limits.max_bytes) {
            return Err(FetchError::TooLarge { url: url(), limit: limits.max_bytes });
        }
        let chunks = stream::try_unfold(response, async |mut response| {
            Ok(response.chunk().await?.map(|chunk| (chunk, response)))
        });
        read_chunks(chunks, limits).await.or_else(|fault| match fault {
            BodyFault::TooLarge(beginning) if !refused => Ok(beginning),
            BodyFault::TooLarge(_) => Err(FetchError::TooLarge { url: url(), limit: limits.max_bytes }),
            BodyFault::TooSlow => Err(FetchError::TooSlow {
                url: url(),
                limit: limits.min_bytes_per_second,
                window: limits.window,
            }),
            BodyFault::Broken(error) => Err(self.client_fault(request, &error)),
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

    fn timed_out(
        &self,
        request: &FetchRequest,
        what: &'static str,
        setting: &'static str,
        limit: Duration,
    ) -> FetchError {
        FetchError::TimedOut { url: request.url.to_string(), what, setting, limit }
    }
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

/// The validators of an answer, and for each that it leaves out the former one.
fn merged_validators(former: &Validators, headers: &HeaderMap) -> Validators {
    let sent = |name: HeaderName| headers.get(name).map(|value| value.as_bytes().to_vec());
    Validators {
        etag: sent(ETAG).or_else(|| former.etag.clone()),
        last_modified: sent(LAST_MODIFIED).or_else(|| former.last_modified.clone()),
    }
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
