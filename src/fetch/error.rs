//! Why a fetch gave no document, in words for the person who asked for it.

use std::error::Error as _;
use std::time::Duration;

use url::Url;

/// Why a fetch gave no document.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The scheme is neither http nor https.
    #[error("cannot fetch {url}: only http and https addresses can be fetched")]
    UnsupportedScheme {
        /// The address asked for.
        url: String,
    },
    /// No connection: the name is unknown, nobody listens, or TLS failed.
    #[error("cannot reach {url}: {reason}")]
    Unreachable {
        /// The address asked for.
        url: String,
        /// What went wrong, from the outermost cause to the innermost.
        reason: String,
    },
    /// One of the three time-outs passed.
    #[error("{url} took too long: {what} within {} s (`fetch.{setting}`)", limit.as_secs_f32())]
    TimedOut {
        /// The address asked for.
        url: String,
        /// What did not happen in time.
        what: &'static str,
        /// The key in the configuration that sets the limit.
        setting: &'static str,
        /// The limit.
        limit: Duration,
    },
    /// The connection broke, or what came is not HTTP or not in the encoding it claims.
    #[error("{url} broke off: {reason}")]
    Broken {
        /// The address asked for.
        url: String,
        /// What went wrong, from the outermost cause to the innermost.
        reason: String,
    },
    /// The document is larger than allowed; nothing of it is kept.
    #[error("{url} is larger than {limit} bytes; raise `fetch.max_body_bytes` to read it")]
    TooLarge {
        /// The address asked for.
        url: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// One redirect after the other.
    #[error("{url} redirects more than {limit} times (`fetch.max_redirects`)")]
    TooManyRedirects {
        /// The address asked for.
        url: String,
        /// The limit.
        limit: u32,
    },
    /// A redirect without a usable address.
    #[error("{url} redirects to `{location}`, which is no web address")]
    BadRedirect {
        /// The address asked for.
        url: String,
        /// `Location` as sent.
        location: String,
    },
    /// A status that brings no document.
    #[error("{url} answered with status {status}{}", meaning(*status))]
    Status {
        /// The address asked for.
        url: String,
        /// HTTP status.
        status: u16,
    },
}

/// The HTTP client could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up the HTTP client: {reason}; is `fetch.contact` plain text?")]
pub struct FetchSetupError {
    /// What went wrong, from the outermost cause to the innermost.
    reason: String,
}

impl FetchError {
    /// Whether trying again later is pointless.
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::UnsupportedScheme { .. } | Self::TooLarge { .. })
    }

    /// Sorts an error of the HTTP client into what a user can do about it.
    pub(super) fn from_client(url: &Url, error: &reqwest::Error, connect_timeout: Duration) -> Self {
        let url = url.to_string();
        if error.is_timeout() && error.is_connect() {
            let (what, setting) = ("no connection", "connect_timeout");
            return Self::TimedOut { url, what, setting, limit: connect_timeout };
        }
        let reason = causes(error);
        if error.is_connect() { Self::Unreachable { url, reason } } else { Self::Broken { url, reason } }
    }
}

impl From<reqwest::Error> for FetchSetupError {
    fn from(error: reqwest::Error) -> Self {
        Self { reason: causes(&error) }
    }
}

/// The causes below an error of the HTTP client (its own words only repeat the address), the innermost last.
fn causes(error: &reqwest::Error) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if texts.last().is_none_or(|last| !last.contains(&text)) {
            texts.push(text);
        }
        cause = error.source();
    }
    if texts.is_empty() { "the connection was lost".to_owned() } else { texts.join(": ") }
}

fn meaning(status: u16) -> &'static str {
    match status {
        401 | 407 => " (it wants a login)",
        402 => " (it wants payment)",
        403 => " (access refused)",
        404 => " (not found)",
        451 => " (withheld for legal reasons)",
        500.. => " (the server has a problem; try again later)",
        _ => "",
    }
}
