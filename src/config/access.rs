//! What one source needs to be let in: headers, a login, a cookie, or a certificate that nobody vouches for.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::check::Checker;
use super::{ConfigError, Secret};

/// Headers that gleaner answers for itself: the connection, its identity, and what it remembers of former answers.
const OWN_HEADERS: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "if-modified-since",
    "if-none-match",
    "transfer-encoding",
    "user-agent",
];

/// What is sent to one source, and to no other host than its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceAccess {
    /// Name and value of further headers.
    pub headers: Vec<(String, Secret)>,
    /// User and password (RFC 7617).
    pub basic_auth: Option<(String, Secret)>,
    /// The whole value of a `Cookie` header.
    pub cookie: Option<Secret>,
    /// Whether any certificate will do.
    pub insecure_tls: bool,
}

/// A secret as written: the text itself, `{ env = "NAME" }` or `{ file = "PATH" }`.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "write a text, { env = \"NAME\" } or { file = \"PATH\" }")]
pub(super) enum RawSecret {
    Plain(String),
    Environment(RawEnvironment),
    File(RawFile),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEnvironment {
    env: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    file: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBasicAuth {
    user: Spanned<String>,
    password: RawSecret,
}

/// The keys of a `[[source]]` that let it in.
#[derive(Debug, Default)]
pub(super) struct RawAccess {
    pub(super) headers: Option<BTreeMap<Spanned<String>, RawSecret>>,
    pub(super) basic_auth: Option<RawBasicAuth>,
    pub(super) cookie: Option<RawSecret>,
    pub(super) insecure_tls: Option<bool>,
}

impl RawSecret {
    /// Relative files start at `folder`.
    pub(super) fn into_secret(self, folder: &Path) -> Secret {
        match self {
            Self::Plain(text) => Secret::Plain(text),
            Self::Environment(raw) => Secret::Environment(raw.env),
            Self::File(raw) => Secret::File(folder.join(raw.file)),
        }
    }
}

impl Checker<'_> {
    pub(super) fn access(&self, raw: RawAccess) -> Result<SourceAccess, ConfigError> {
        let mut headers = Vec::new();
        for (name, value) in raw.headers.unwrap_or_default() {
            let start = name.span().start;
            let name = name.into_inner().to_ascii_lowercase();
            if name.is_empty()
                || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
            {
                return Err(self.invalid(start, format!("`{name}` is no name of a header")));
            }
            if OWN_HEADERS.contains(&name.as_str()) {
                return Err(
                    self.invalid(start, format!("`{name}` is a header that gleaner answers for itself"))
                );
            }
            headers.push((name, value.into_secret(&self.folder)));
        }
        let basic_auth = match raw.basic_auth {
            Some(raw) if raw.user.get_ref().contains(':') => {
                let text = "`user` must not have a colon in it (RFC 7617)".to_owned();
                return Err(self.invalid(raw.user.span().start, text));
            }
            Some(raw) => Some((raw.user.into_inner(), raw.password.into_secret(&self.folder))),
            None => None,
        };
        Ok(SourceAccess {
            headers,
            basic_auth,
            cookie: raw.cookie.map(|cookie| cookie.into_secret(&self.folder)),
            insecure_tls: raw.insecure_tls.unwrap_or(false),
        })
    }
}
