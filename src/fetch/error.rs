//! Why a fetch gave no document, in words for the person who asked for it.

use std::error::Error as _;
use std::io::{self, ErrorKind};
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::address_guard::ClosedAddress;
use super::guarded_resolver::FailedLookup;
use crate::config::Network;

/// Why a fetch gave no document.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The scheme is neither http nor https.
    #[error("cannot fetch {url}: only http and https addresses can be fetched")]
    UnsupportedScheme {
        /// The address asked for.
        url: String,
    },
    /// No connection: there is no such name, nobody listens, or TLS failed.
    #[error("cannot reach {url}: {reason}")]
    Unreachable {
        /// The address asked for.
        url: String,
        /// What went wrong, from the outermost cause to the innermost.
        reason: String,
    },
    /// No connection, since this machine knows no way there: nobody can be asked for the name, or the network is unreachable.
    #[error("cannot reach {url}: {reason}; does this machine's own network work?")]
    NoWay {
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
    /// The body came in drops.
    #[error("{url} took too long: fewer than {limit} bytes a second for {} s (`fetch.min_bytes_per_second`)", window.as_secs_f32())]
    TooSlow {
        /// The address asked for.
        url: String,
        /// The least number of bytes a second.
        limit: u64,
        /// The time over which that was measured.
        window: Duration,
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
    #[error("{url} is larger than {limit} bytes; raise `fetch.{setting}` to read it")]
    TooLarge {
        /// The address asked for.
        url: String,
        /// The key of the limit.
        setting: &'static str,
        /// The limit in bytes.
        limit: u64,
    },
    /// The head of the answer is larger than allowed.
    #[error(
        "{url} answered with a head of more than {max_bytes} bytes (`fetch.max_header_bytes`) or {max_fields} fields (`fetch.max_header_fields`)"
    )]
    HeadTooLarge {
        /// The address asked for.
        url: String,
        /// Most bytes.
        max_bytes: u32,
        /// Most fields.
        max_fields: usize,
    },
    /// The address, or one that it redirects to, is longer than allowed.
    #[error("{url} is, or redirects to, an address of more than {limit} bytes (`fetch.max_url_bytes`)")]
    UrlTooLong {
        /// The address asked for; only its beginning when it is the one that is too long.
        url: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// It is, redirects to or resolves to an address that is not of the public internet.
    #[error(
        "{url} leads to {address}, a private or reserved address; to reach it, add \"{}\" to `fetch.allow_private_networks` in the configuration",
        Network::of_one(*address)
    )]
    PrivateAddress {
        /// The address asked for.
        url: String,
        /// The address that would have been dialled.
        address: IpAddr,
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
    #[error("{url} redirects to {location:?}, which is no web address")]
    BadRedirect {
        /// The address asked for.
        url: String,
        /// `Location` as sent, or the beginning of it when it is long.
        location: String,
    },
    /// The place of the document was taken by a page that tells people from programs.
    #[error(
        "{url} is kept from programs by {by} (status {status}), which gleaner does not evade; ask the site to let its feed through"
    )]
    Blocked {
        /// The address asked for.
        url: String,
        /// HTTP status.
        status: u16,
        /// The service that put the page there.
        by: &'static str,
    },
    /// The client for a source with `insecure_tls` could not be set up.
    #[error("cannot fetch {url}: {reason}")]
    NoClient {
        /// The address asked for.
        url: String,
        /// What went wrong.
        reason: String,
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
pub enum FetchSetupError {
    /// By the library's own word.
    #[error("cannot set up the HTTP client: {reason}; is `fetch.contact` plain text?")]
    Client {
        /// What went wrong, from the outermost cause to the innermost.
        reason: String,
    },
    /// A file of `fetch.ca_certificates` is of no use.
    #[error("cannot use the certificates in {}: {reason} (`fetch.ca_certificates`: a PEM file)", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A header, login or cookie of a source cannot be sent.
    #[error("the source `{source_name}`: {what} has characters that no header can carry")]
    Access {
        /// Name of the source.
        source_name: String,
        /// Which of its settings.
        what: String,
    },
}

impl FetchError {
    /// Whether trying again later is pointless.
    pub fn is_permanent(&self) -> bool {
        matches!(
            self,
            Self::UnsupportedScheme { .. }
                | Self::TooLarge { .. }
                | Self::UrlTooLong { .. }
                | Self::PrivateAddress { .. }
        )
    }

    /// Sorts an error of the HTTP client into what a user can do about it.
    pub(super) fn from_client(url: &Url, error: &reqwest::Error, connect_timeout: Duration) -> Self {
        let url = url.to_string();
        if let Some(ClosedAddress(address)) = closed_address(error) {
            return Self::PrivateAddress { url, address };
        }
        if error.is_timeout() && error.is_connect() {
            let (what, setting) = ("no connection", "connect_timeout");
            return Self::TimedOut { url, what, setting, limit: connect_timeout };
        }
        let reason = causes(error);
        if has_no_way(error) {
            return Self::NoWay { url, reason };
        }
        if error.is_connect() { Self::Unreachable { url, reason } } else { Self::Broken { url, reason } }
    }
}

impl From<reqwest::Error> for FetchSetupError {
    fn from(error: reqwest::Error) -> Self {
        Self::Client { reason: causes(&error) }
    }
}

/// The refusal of `guarded_resolver`, if that is what the error of the HTTP client comes from.
fn closed_address(error: &reqwest::Error) -> Option<ClosedAddress> {
    std::iter::successors(error.source(), |&cause| cause.source())
        .find_map(|cause| cause.downcast_ref::<ClosedAddress>().copied())
}

/// Whether the request never left this machine: no answer for the name but that there is none, or no route.
fn has_no_way(error: &reqwest::Error) -> bool {
    std::iter::successors(error.source(), |&cause| cause.source()).any(|cause| {
        let no_route = |kind| {
            matches!(
                kind,
                ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown | ErrorKind::HostUnreachable
            )
        };
        cause.downcast_ref::<FailedLookup>().is_some_and(|lookup| !lookup.is_final())
            || cause.downcast_ref::<io::Error>().is_some_and(|error| no_route(error.kind()))
    })
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
