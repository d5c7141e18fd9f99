//! Documents that are files in gzip, as sitemaps often are.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::MultiGzDecoder;

use crate::model::Page;

/// Largest document after unpacking, in bytes: the limit of a sitemap.
const LARGEST: u64 = 50 * 1024 * 1024;

/// The page with its body unpacked, if that is in gzip. What is damaged is kept as far as it goes; what is larger than
/// any sitemap may be is cut off.
pub(super) fn unpacked(page: &Page) -> Cow<'_, Page> {
    if !page.body.starts_with(b"\x1f\x8b\x08") {
        return Cow::Borrowed(page);
    }
    let mut body = Vec::new();
    // An error in the middle leaves what came before it.
    let _ = MultiGzDecoder::new(page.body.as_slice()).take(LARGEST).read_to_end(&mut body);
    if body.is_empty() {
        return Cow::Borrowed(page);
    }
    let content_type =
        page.content_type.clone().filter(|kind| !kind.contains("gzip") && !kind.contains("octet-stream"));
    Cow::Owned(Page { body, content_type, ..page.clone() })
}
