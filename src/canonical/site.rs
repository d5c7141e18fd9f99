//! What a site is, and whether a page may speak for another address.

use psl::Type;
use url::{Host, Url};

/// Registrable domain (`syria.tv`, `bbc.co.uk`) by the ICANN part of the Public Suffix List, so that all blogs of one platform
/// are one site; the host itself for IP addresses and single names; `None` without a host.
pub fn site_of(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain(host) => Some(registrable(host.trim_end_matches('.')).to_owned()),
        address => Some(address.to_string()),
    }
}

/// The site that a user names: by its domain, one of its hosts or any of its addresses.
pub fn site_of_name(name: &str) -> String {
    let name = name.trim();
    let url = Url::parse(name).ok().filter(|url| url.has_host());
    let url = url.or_else(|| Url::parse(&format!("https://{name}/")).ok());
    url.and_then(|url| site_of(&url)).unwrap_or_else(|| name.to_lowercase())
}

/// The address without user and password: what may be stored, shown and exported.
pub fn public_address(url: &Url) -> Url {
    let mut public = url.clone();
    // Only addresses without a host cannot be changed so, and those have no user.
    let _ = public.set_username("").and_then(|()| public.set_password(None));
    public
}

/// Whether a page at `page` may call itself `canonical`: a web address of the same site, and not its front page unless the page
/// is that (a frequent mistake, which would make one article of a whole site).
pub fn plausible_canonical(page: &Url, canonical: &Url) -> bool {
    let is_front = |url: &Url| url.path().trim_matches('/').is_empty() && url.query().is_none();
    matches!(canonical.scheme(), "http" | "https")
        && site_of(page).is_some_and(|site| site_of(canonical).as_ref() == Some(&site))
        && (!is_front(canonical) || is_front(page))
}

fn registrable(host: &str) -> &str {
    let mut name = host;
    loop {
        let Some(suffix) = psl::suffix_str(name) else { return name };
        let is_private =
            psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.typ() == Some(Type::Private));
        if !is_private {
            return psl::domain_str(name).unwrap_or(name);
        }
        // A platform's own suffix (`blogspot.com`): what is registrable stands at it or above.
        if suffix.len() < name.len() {
            name = suffix;
        } else {
            let Some((_, parent)) = name.split_once('.') else { return name };
            let parent_is_suffix = psl::suffix_str(parent) == Some(parent)
                && psl::suffix(parent.as_bytes()).is_some_and(|suffix| suffix.typ() != Some(Type::Private));
            if parent_is_suffix {
                return name;
            }
            name = parent;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_registrable_domains() {
        for (url, site) in [
            ("https://www.syria.tv/1", "syria.tv"),
            ("https://news.bbc.co.uk/", "bbc.co.uk"),
            ("https://someone.blogspot.com/", "blogspot.com"),
            ("https://a.b.github.io/", "github.io"),
            ("http://127.0.0.1:8080/", "127.0.0.1"),
            ("http://[::1]/", "[::1]"),
            ("http://localhost/", "localhost"),
            ("https://example.org./", "example.org"),
        ] {
            assert_eq!(site_of(&Url::parse(url).unwrap()).as_deref(), Some(site), "{url}");
        }
        assert_eq!(site_of(&Url::parse("file:///story.html").unwrap()), None);
    }

    #[test]
    fn users_name_sites_in_many_ways() {
        for name in ["syria.tv", "www.Syria.tv", "https://www.syria.tv/1?x", " syria.tv "] {
            assert_eq!(site_of_name(name), "syria.tv");
        }
        assert_eq!(site_of_name("127.0.0.1"), "127.0.0.1");
    }

    #[test]
    fn canonical_address_must_be_of_the_same_site_and_no_front_page() {
        for (page, canonical, expected) in [
            ("https://m.example.org/a?x=1", "https://www.example.org/a", true),
            ("https://example.org/a", "https://example.org/", false),
            ("https://example.org/", "https://www.example.org/", true),
            ("https://example.org/a", "https://example.net/a", false),
            ("https://example.org/a", "javascript:void(0)", false),
            ("file:///a.html", "https://example.org/a", false),
        ] {
            let (page, canonical) = (Url::parse(page).unwrap(), Url::parse(canonical).unwrap());
            assert_eq!(plausible_canonical(&page, &canonical), expected, "{page} {canonical}");
        }
    }
}
