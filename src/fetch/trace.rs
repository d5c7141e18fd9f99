//! What was seen on the way to a document, beside the document: for the log, and for whoever decides when to ask again.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::Request;
use reqwest::header::{ETAG, HeaderMap, HeaderName, LAST_MODIFIED};
use url::{Position, Url};

use super::decode::ACCEPTED;
use super::freshness::read_freshness;
use crate::canonical::public_address;
use crate::model::Validators;

/// What was seen on the way to a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FetchTrace {
    /// HTTP status of the last answer; `None` when none came.
    pub status: Option<u16>,
    /// The address that gave the last answer.
    pub answered_by: Option<Url>,
    /// The validators that went out, to whichever address of the way had given them; empty when no request was conditional.
    pub sent: Validators,
    /// The validators that the last answer gave.
    pub received: Validators,
    /// Bytes of the body as they came, before decompression.
    pub body_bytes: u64,
    /// Bytes of all requests of the way, as HTTP/1.1 writes them.
    pub sent_bytes: u64,
    /// How long it took; waiting for a turn, and for robots.txt, is left out.
    pub took: Duration,
    /// How long the answer stays fresh; `None`: it does not say.
    pub fresh_for: Option<Duration>,
    /// `Retry-After`, with whatever status.
    pub retry_after: Option<Duration>,
    /// Where redirects that are for good (301, 308) led, up to the first that is not; `None`: nowhere.
    pub moved_to: Option<Url>,
    /// Whether a redirect that is for now only (302, 303, 307) came in.
    pub has_detour: bool,
}

impl FetchTrace {
    /// Notes a request before it leaves.
    pub(super) fn note_request(&mut self, request: &Request, user_agent: &str) {
        let line = |name: &str, value_bytes: usize| name.len() + ": \r\n".len() + value_bytes;
        let url = request.url();
        let target = url[Position::BeforePath..Position::AfterQuery].len();
        let own: usize = request.headers().iter().map(|(name, value)| line(name.as_str(), value.len())).sum();
        let always = line("host", url.host_str().unwrap_or_default().len())
            + line("user-agent", user_agent.len())
            + line("accept", "*/*".len())
            + line("accept-encoding", ACCEPTED.len());
        self.sent_bytes += ("GET  HTTP/1.1\r\n\r\n".len() + target + own + always) as u64;
    }

    /// Notes the head of an answer, in place of that of the answer before.
    pub(super) fn note_head(&mut self, url: &Url, status: u16, headers: &HeaderMap, now: DateTime<Utc>) {
        self.status = Some(status);
        self.answered_by = Some(public_address(url));
        self.received = validators_of(headers);
        self.fresh_for = read_freshness(headers, now);
    }

    /// Notes a redirect with its target.
    pub(super) fn note_redirect(&mut self, target: &Url) {
        match self.status {
            Some(301 | 308) if !self.has_detour => self.moved_to = Some(public_address(target)),
            _ => self.has_detour = true,
        }
    }
}

/// The validators of an answer, byte for byte.
fn validators_of(headers: &HeaderMap) -> Validators {
    let sent = |name: HeaderName| headers.get(name).map(|value| value.as_bytes().to_vec());
    Validators { etag: sent(ETAG), last_modified: sent(LAST_MODIFIED) }
}
