//! What lets a source in: sent to its own host, over no weaker a connection than it was meant for, and to nobody else.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::FetchSetupError;
use super::client::Reach;
use crate::canonical::is_at_home;
use crate::config::SourceAccess;

/// Headers for one source, secrets included; they are never shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    headers: HeaderMap,
    reach: Reach,
}

impl Access {
    /// Reads the secrets of the source of this name.
    ///
    /// # Errors
    /// When one is not where the configuration says, or holds what no header can carry.
    pub fn reveal(name: &str, access: &SourceAccess) -> Result<Self, AccessError> {
        let mut headers = HeaderMap::new();
        let mut add = |header: HeaderName, what: &str, value: String| {
            let unusable = || FetchSetupError::Access { source_name: name.to_owned(), what: what.to_owned() };
            let mut value = HeaderValue::from_str(&value).map_err(|_| unusable())?;
            value.set_sensitive(true);
            headers.insert(header, value);
            Ok::<_, FetchSetupError>(())
        };
        let named = |what: &str| format!("{what} of the source `{name}`");
        for (header, value) in &access.headers {
            let what = format!("the header {header}");
            let header = HeaderName::from_bytes(header.as_bytes())
                .map_err(|_| FetchSetupError::Access { source_name: name.to_owned(), what: what.clone() })?;
            add(header, &what, value.reveal(&named(&what))?)?;
        }
        if let Some((user, password)) = &access.basic_auth {
            let pair = format!("{user}:{}", password.reveal(&named("the password"))?);
            add(AUTHORIZATION, "the login", format!("Basic {}", BASE64_STANDARD.encode(pair)))?;
        }
        if let Some(cookie) = &access.cookie {
            add(COOKIE, "the cookie", cookie.reveal(&named("the cookie"))?)?;
        }
        let reach = if access.insecure_tls { Reach::Anyone } else { Reach::Vouched };
        Ok(Self { headers, reach })
    }

    /// What goes with a request to `url` that is made for the source at `home`.
    pub(super) fn headers_for(&self, home: &Url, url: &Url) -> HeaderMap {
        if is_at_home(home, url) { self.headers.clone() } else { HeaderMap::new() }
    }

    /// Whether the certificate at `url` must be vouched for.
    pub(super) fn reach_for(&self, home: &Url, url: &Url) -> Reach {
        if is_at_home(home, url) { self.reach } else { Reach::Vouched }
    }
}

/// Why the secrets of a source cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// They are not where the configuration says.
    #[error(transparent)]
    Missing(#[from] crate::config::ConfigError),
    /// They cannot be sent.
    #[error(transparent)]
    Unusable(#[from] FetchSetupError),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Secret;

    fn access() -> Access {
        let secret = |text: &str| Secret::Plain(text.to_owned());
        let access = SourceAccess {
            headers: vec![("x-key".to_owned(), secret("sesame"))],
            basic_auth: Some(("reader".to_owned(), secret("open"))),
            cookie: Some(secret("session=1")),
            insecure_tls: true,
        };
        Access::reveal("news", &access).unwrap()
    }

    fn check(home: &str, url: &str, sent: bool) {
        let (home, url) = (Url::parse(home).unwrap(), Url::parse(url).unwrap());
        let (headers, reach) = (access().headers_for(&home, &url), access().reach_for(&home, &url));
        assert_eq!((headers.len(), reach == Reach::Anyone), (if sent { 3 } else { 0 }, sent), "{home} {url}");
    }

    #[test]
    fn secrets_go_to_their_own_host_only_and_never_over_a_weaker_connection() {
        check("https://example.org/feed", "https://example.org/stories/1", true);
        check("http://example.org/feed", "https://example.org/feed", true);
        check("https://example.org/feed", "http://example.org/feed", false);
        check("https://example.org/feed", "https://www.example.org/feed", false);
        check("https://example.org/feed", "https://example.net/feed", false);
        check("https://example.org/feed", "https://example.org:8443/feed", false);
    }

    #[test]
    fn secrets_are_headers_and_never_shown() {
        let access = access();
        assert_eq!(access.headers["authorization"], "Basic cmVhZGVyOm9wZW4=");
        assert_eq!(
            (&access.headers["x-key"], &access.headers["cookie"]),
            (&"sesame".parse().unwrap(), &"session=1".parse().unwrap())
        );
        let shown = format!("{access:?}");
        for secret in ["sesame", "cmVhZGVyOm9wZW4", "session=1"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        let split =
            SourceAccess { cookie: Some(Secret::Plain("a\r\nb".to_owned())), ..SourceAccess::default() };
        assert!(Access::reveal("news", &split).unwrap_err().to_string().contains("`news`"));
    }
}
