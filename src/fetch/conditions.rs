//! Validators on the wire: they go back as they came, to the address that gave them, and to no other.

use std::borrow::Cow;

use reqwest::RequestBuilder;
use reqwest::header::{HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use url::Url;

use super::FetchRequest;
use crate::canonical::{has_login, public_address};
use crate::model::Validators;

/// Whether a request to this address carries validators. A "not modified" to any other request says nothing about the document.
pub(super) fn is_conditional(request: &FetchRequest, url: &Url) -> bool {
    !request.validators.is_empty()
        && *without_login(url) == *request.validators_url.as_ref().unwrap_or(&request.url)
}

/// Adds validators to a request.
pub(super) fn with_conditions(mut sending: RequestBuilder, validators: &Validators) -> RequestBuilder {
    for (name, bytes) in [(IF_NONE_MATCH, &validators.etag), (IF_MODIFIED_SINCE, &validators.last_modified)] {
        // What came as a header goes as a header; bytes that cannot are not sent.
        if let Some(value) = bytes.as_ref().and_then(|bytes| HeaderValue::from_bytes(bytes).ok()) {
            sending = sending.header(name, value);
        }
    }
    sending
}

/// The validators of a "not modified", and for each that it leaves out the former one.
pub(super) fn merged(former: &Validators, received: &Validators) -> Validators {
    Validators {
        etag: received.etag.clone().or_else(|| former.etag.clone()),
        last_modified: received.last_modified.clone().or_else(|| former.last_modified.clone()),
    }
}

/// An address as it may be shown.
pub(super) fn without_login(url: &Url) -> Cow<'_, Url> {
    if has_login(url) { Cow::Owned(public_address(url)) } else { Cow::Borrowed(url) }
}
