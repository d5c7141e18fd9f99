//! One request and its answer: what is sent, what is refused, what the answer means.

use futures_util::stream;
use reqwest::header::{CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Response, StatusCode};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::address_guard::is_localhost_of;
use super::body::{BodyFault, BodyLimits, Room, read_chunks};
use super::challenge::{LOOKED_AT_BYTES, challenger_by_head, challenger_by_title, claims_html};
use super::client::Reach;
use super::conditions::{is_conditional, merged, with_conditions, without_login};
use super::decode::{Coding, Decoder};
use super::fetcher::{Hop, TooLarge, is_typed};
use super::limits::{beginning, check_head, head_fault};
use super::retry_after::read_retry_after;
use super::{BodyLimit, FetchError, FetchOutcome, FetchRequest, FetchTrace, Fetcher};
use crate::canonical::public_address;
use crate::model::Page;

/// Bytes that are set aside for a body beforehand, whatever its server says of its length.
const SET_ASIDE_BYTES: u64 = 256 * 1024;

/// How much of a body is wanted, and until when.
#[derive(Debug, Clone, Copy)]
struct BodyWish {
    max_bytes: u64,
    too_large: TooLarge,
    deadline: Instant,
}

impl Fetcher {
    /// One request and its answer, the body included.
    pub(super) async fn exchange(
        &self,
        request: &FetchRequest,
        (url, deadline): (Url, Instant),
        trace: &mut FetchTrace,
    ) -> Result<Hop, FetchError> {
        timeout_at(deadline, self.admit_name(request, &url))
            .await
            .map_err(|_| self.total_time_passed(request))??;
        let response = self.ask(request, (&url, deadline), trace).await.inspect_err(|error| {
            if error.is_unreached() {
                self.shared.uplink.note_unreached(url.host_str().unwrap_or_default());
            }
        })?;
        self.shared.uplink.note_answer();
        let (status, now) = (response.status(), self.shared.clock.now());
        trace.note_head(&url, status.as_u16(), response.headers(), now);
        trace.retry_after = read_retry_after(response.headers(), now);
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            self.shared.pauses.note(&url, trace.retry_after, now);
        }
        check_head(&request.url, response.headers(), &self.settings)?;
        tracing::debug!(status = status.as_u16(), "fetched {}", without_login(&url));
        if is_redirect(status) {
            return redirect_target(request, &url, response.headers()).map(Hop::Redirect);
        }
        if let Some(by) = challenger_by_head(response.headers()) {
            return Err(blocked(request, status, by));
        }
        Ok(Hop::End(match status {
            _ if status.is_success() => {
                FetchOutcome::Fresh(self.read_page(request, (url, deadline), response, trace).await?)
            }
            StatusCode::NOT_MODIFIED if is_conditional(request, &url) => {
                FetchOutcome::NotModified { validators: merged(&request.validators, &trace.received) }
            }
            StatusCode::GONE => FetchOutcome::Gone,
            _ => {
                self.look_for_challenge(request, (response, deadline), trace).await?;
                if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
                    FetchOutcome::RateLimited { retry_after: trace.retry_after }
                } else {
                    let (url, status) = (request.url.to_string(), status.as_u16());
                    FetchOutcome::Failed(FetchError::Status { url, status })
                }
            }
        }))
    }

    /// Sends a request and waits for the head of the answer.
    async fn ask(
        &self,
        request: &FetchRequest,
        (url, deadline): (&Url, Instant),
        trace: &mut FetchTrace,
    ) -> Result<Response, FetchError> {
        let of_pass = request.pass.as_ref().map(|pass| pass.access.reach_for(&pass.home, url));
        let reach = match of_pass.unwrap_or(Reach::Vouched) {
            // Its name is resolved like any other, unless it was typed.
            Reach::Vouched if is_localhost_of(url) && is_typed(request, url) => Reach::Local,
            reach => reach,
        };
        let client = self.shared.clients.of(reach, url.host_str().unwrap_or_default()).map_err(|error| {
            FetchError::NoClient { url: request.url.to_string(), reason: error.to_string() }
        })?;
        let mut sending = client.get(url.clone());
        if let Some(pass) = &request.pass {
            sending = sending.headers(pass.access.headers_for(&pass.home, url));
        }
        if is_conditional(request, url) {
            trace.sent.clone_from(&request.validators);
            sending = with_conditions(sending, &request.validators);
        }
        let sent = sending.build().map_err(|error| self.client_fault(request, &error))?;
        trace.note_request(&sent, &self.settings.user_agent);
        let (until, is_whole_time) = self.time_for_head(deadline);
        match timeout_at(until, client.execute(sent)).await {
            Ok(response) => response.map_err(|error| self.client_fault(request, &error)),
            Err(_) if is_whole_time => Err(self.total_time_passed(request)),
            Err(_) => Err(FetchError::TimedOut {
                url: request.url.to_string(),
                what: "no answer",
                setting: "first_byte_timeout",
                limit: self.settings.first_byte_timeout,
            }),
        }
    }

    async fn read_page(
        &self,
        request: &FetchRequest,
        (final_url, deadline): (Url, Instant),
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
        let max_bytes = match request.limit {
            BodyLimit::Document => self.settings.max_body_bytes,
            BodyLimit::Sitemap => self.settings.max_sitemap_bytes,
        };
        let wish = BodyWish { max_bytes, too_large: self.too_large, deadline };
        let body = self.read_body(request, response, wish, trace).await?;
        if let Some(by) = challenger_by_title(&body) {
            return Err(blocked(request, status, by));
        }
        Ok(Page {
            requested_url: request.url.clone(),
            final_url: public_address(&final_url),
            status: status.as_u16(),
            fetched_at: self.shared.clock.now(),
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
        (response, deadline): (Response, Instant),
        trace: &mut FetchTrace,
    ) -> Result<(), FetchError> {
        let status = response.status();
        if !matches!(status.as_u16(), 401 | 403 | 405 | 429 | 503) || !claims_html(response.headers()) {
            return Ok(());
        }
        // What goes wrong with a body that says no is no further failure.
        let wish = BodyWish { max_bytes: LOOKED_AT_BYTES as u64, too_large: TooLarge::CutOff, deadline };
        let body = self.read_body(request, response, wish, trace).await;
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
        BodyWish { max_bytes, too_large, deadline }: BodyWish,
        trace: &mut FetchTrace,
    ) -> Result<Vec<u8>, FetchError> {
        let limits = BodyLimits {
            max_bytes,
            room: (max_bytes > self.settings.max_body_bytes).then(|| Room {
                above_bytes: self.settings.max_body_bytes,
                places: &self.shared.large_bodies,
            }),
            min_bytes_per_second: self.settings.min_bytes_per_second,
            window: self.settings.min_rate_window,
            deadline,
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
            BodyFault::TooLate => Err(self.total_time_passed(request)),
            BodyFault::Broken(error) => Err(self.client_fault(request, &error)),
            BodyFault::Undecodable(error) => Err(undecodable(error)),
        })
    }

    fn client_fault(&self, request: &FetchRequest, error: &reqwest::Error) -> FetchError {
        head_fault(&request.url, error, &self.settings)
            .unwrap_or_else(|| FetchError::from_client(&request.url, error, self.settings.connect_timeout))
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
