//! The bytes of one document and how they came.

use chrono::{DateTime, Utc};
use url::Url;

/// A fetched (or local) document, not yet decoded: `charset` turns the body into text.
#[derive(Debug, Clone)]
pub struct Page {
    /// The address that was asked for.
    pub requested_url: Url,
    /// The address that answered, after redirects.
    pub final_url: Url,
    /// HTTP status; 200 for local files.
    pub status: u16,
    /// When the answer arrived.
    pub fetched_at: DateTime<Utc>,
    /// `Content-Type` as sent, parameters included; `None` if there was none.
    pub content_type: Option<String>,
    /// `Content-Language` as sent.
    pub content_language: Option<Box<str>>,
    /// `Content-Location` as sent: what relative addresses in a feed are resolved against.
    pub content_location: Option<Box<str>>,
    /// For the next conditional request.
    pub validators: Validators,
    /// The body after content decoding (gzip and the like), in its own charset.
    pub body: Vec<u8>,
}

impl Page {
    /// The same without its body.
    pub fn head(&self) -> Self {
        Self {
            requested_url: self.requested_url.clone(),
            final_url: self.final_url.clone(),
            status: self.status,
            fetched_at: self.fetched_at,
            content_type: self.content_type.clone(),
            content_language: self.content_language.clone(),
            content_location: self.content_location.clone(),
            validators: self.validators.clone(),
            body: Vec::new(),
        }
    }

    /// What relative addresses in a feed are resolved against: `Content-Location` where it leads to the web, else the address that
    /// answered (RFC 3986, section 5.1.3).
    pub fn feed_base(&self) -> Url {
        let located =
            self.content_location.as_deref().and_then(|location| self.final_url.join(location.trim()).ok());
        located
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .unwrap_or_else(|| self.final_url.clone())
    }
}

/// `ETag` and `Last-Modified`, opaque: echoed byte for byte, never parsed, never invented (RFC 9110 section 8.8).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`, quotes and weakness prefix included.
    pub etag: Option<Vec<u8>>,
    /// `Last-Modified` as sent.
    pub last_modified: Option<Vec<u8>>,
}

impl Validators {
    /// Whether the server gave neither.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// What a site's robots.txt says, to be remembered for longer than a process lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RobotsNote {
    /// Where it stands: one for each scheme, host and port.
    pub url: Url,
    /// Its text; empty when there is none.
    pub body: Vec<u8>,
    /// Why gleaner stays away for now, when it could not be read; `None`: the text counts.
    pub closed_because: Option<String>,
    /// It is to be asked for again after that.
    pub counts_until: DateTime<Utc>,
}
