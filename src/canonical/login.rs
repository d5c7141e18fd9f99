//! User and password that stand in an address: the places that they may be sent to.

use url::Url;

/// Whether an address is of the same host and port as `home`, and secrets are as safe on the way there.
pub fn is_at_home(home: &Url, url: &Url) -> bool {
    let is_upgrade =
        (home.scheme(), url.scheme()) == ("http", "https") && (home.port(), url.port()) == (None, None);
    let is_same =
        (home.scheme(), home.port_or_known_default()) == (url.scheme(), url.port_or_known_default());
    home.host() == url.host() && (is_same || is_upgrade)
}

/// The target with the user and password of `home` if it is at home there, and has none of its own.
pub fn with_login_of(home: &Url, mut target: Url) -> Url {
    if !has_login(&target) && has_login(home) && is_at_home(home, &target) {
        // Only addresses without a host cannot be given a user.
        let _ = target.set_username(home.username()).and_then(|()| target.set_password(home.password()));
    }
    target
}

/// Whether user or password stand in an address.
pub fn has_login(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(home: &str, target: &str, expected: &str) {
        let told = with_login_of(&home.parse().unwrap(), target.parse().unwrap());
        assert_eq!(told.as_str(), expected, "{home} {target}");
    }

    #[test]
    fn login_goes_along_to_its_own_host_only_and_over_no_weaker_connection() {
        let home = "https://ida:sesame@example.org/feed";
        check(home, "https://example.org/new", "https://ida:sesame@example.org/new");
        check(home, "https://karl@example.org/new", "https://karl@example.org/new");
        for elsewhere in [
            "http://example.org/feed",
            "https://www.example.org/feed",
            "https://example.net/feed",
            "https://example.org:8443/feed",
        ] {
            check(home, elsewhere, elsewhere);
        }
        check("http://ida:sesame@example.org/a", "https://example.org/a", "https://ida:sesame@example.org/a");
        check("http://:key@example.org/a", "http://example.org/b", "http://:key@example.org/b");
        check("http://example.org/a", "http://example.org/b", "http://example.org/b");
    }
}
