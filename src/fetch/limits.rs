//! The limits on addresses and on the heads of answers; those of bodies stand in `body`.

use std::error::Error as _;

use reqwest::header::HeaderMap;
use url::Url;

use super::FetchError;
use crate::config::FetchSettings;

/// Bytes of a header field beside name and value: colon, blank and line end (RFC 9112).
const FIELD_FRAME_BYTES: usize = 4;

/// As many characters of an address that is too long are told.
const TOLD_CHARS: usize = 200;

/// Refuses an address that is too long; `asked` is the one that the chain of redirects began with.
pub(super) fn check_url(asked: &Url, url: &Url, settings: &FetchSettings) -> Result<(), FetchError> {
    let limit = settings.max_url_bytes;
    if url.as_str().len() <= limit {
        return Ok(());
    }
    Err(FetchError::UrlTooLong { url: beginning(asked.as_str()), limit })
}

/// Refuses the head of an answer that is too large.
pub(super) fn check_head(asked: &Url, head: &HeaderMap, settings: &FetchSettings) -> Result<(), FetchError> {
    let bytes: usize =
        head.iter().map(|(name, value)| name.as_str().len() + value.len() + FIELD_FRAME_BYTES).sum();
    if bytes as u64 > u64::from(settings.max_header_bytes) || head.len() > settings.max_header_fields {
        return Err(head_too_large(asked, settings));
    }
    Ok(())
}

/// The error for a head that was so large that the HTTP client gave up on it; `None` when it failed for another reason.
pub(super) fn head_fault(
    asked: &Url,
    error: &reqwest::Error,
    settings: &FetchSettings,
) -> Option<FetchError> {
    // The client tells it apart for servers only; the text is all there is.
    std::iter::successors(error.source(), |&cause| cause.source())
        .any(|cause| cause.to_string() == "message head is too large")
        .then(|| head_too_large(asked, settings))
}

/// As much of a text from the web as a message can bear.
pub(super) fn beginning(text: &str) -> String {
    match text.char_indices().nth(TOLD_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn head_too_large(asked: &Url, settings: &FetchSettings) -> FetchError {
    FetchError::HeadTooLarge {
        url: asked.to_string(),
        max_bytes: settings.max_header_bytes,
        max_fields: settings.max_header_fields,
    }
}
