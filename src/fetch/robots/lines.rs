//! The lines of a robots.txt, one directive each, read as leniently as crawlers have come to read them.

/// Most bytes that are read; RFC 9309, section 2.5 asks for 500 KiB at least.
pub(in crate::fetch) const MOST_BYTES: usize = 500 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One line that says something; values are trimmed and may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Directive<'a> {
    UserAgent(&'a [u8]),
    Allow(&'a [u8]),
    Disallow(&'a [u8]),
    CrawlDelay(&'a [u8]),
    Sitemap(&'a [u8]),
}

/// The directives in their order; comments, blank lines and whatever else stands there are left out.
pub(super) fn directives(text: &[u8]) -> impl Iterator<Item = Directive<'_>> {
    let text = readable_part(text);
    text.strip_prefix(BYTE_ORDER_MARK)
        .unwrap_or(text)
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .filter_map(directive)
}

/// The whole lines within the limit: half a pattern would forbid more than the site meant to.
fn readable_part(text: &[u8]) -> &[u8] {
    let Some(start) = text.get(..MOST_BYTES).filter(|_| text.len() > MOST_BYTES) else { return text };
    let end = start.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(0);
    start.get(..end).unwrap_or_default()
}

fn directive(line: &[u8]) -> Option<Directive<'_>> {
    let line = line.split(|byte| *byte == b'#').next().unwrap_or_default().trim_ascii();
    let (key, value) = key_and_value(line)?;
    match letters(key).as_str() {
        "useragent" => Some(Directive::UserAgent(value)),
        "allow" => Some(Directive::Allow(value)),
        // The slips that are common in the wild, as Google's parser accepts them.
        "disallow" | "dissallow" | "dissalow" | "disalow" | "diasllow" | "disallaw" => {
            Some(Directive::Disallow(value))
        }
        "crawldelay" => Some(Directive::CrawlDelay(value)),
        "sitemap" => Some(Directive::Sitemap(value)),
        _ => None,
    }
}

/// Parted by the first colon; a line without one may be two words.
fn key_and_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    if let Some(colon) = line.iter().position(|byte| *byte == b':') {
        let (key, value) = line.split_at(colon);
        return Some((key, value.get(1..).unwrap_or_default().trim_ascii()));
    }
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    match (words.next(), words.next(), words.next()) {
        (Some(key), Some(value), None) => Some((key, value)),
        _ => None,
    }
}

/// A key without case, hyphens and spaces: `User Agent` is `useragent`. Longer than any key: empty.
fn letters(key: &[u8]) -> String {
    if key.len() > 40 {
        return String::new();
    }
    key.iter()
        .filter(|byte| !matches!(byte, b'-' | b'_' | b' ' | b'\t'))
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect()
}
