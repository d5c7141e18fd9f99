//! What an entry is known by: the id that it states, else its address, else a hash of what it says.

use std::collections::HashMap;

use crate::model::FeedEntry;

/// Gives every entry an id, and entries that share one by mistake different ones. Only what says the very same stays the same.
pub(super) fn settle(entries: &mut [FeedEntry]) {
    for entry in entries.iter_mut().filter(|entry| entry.id.is_empty()) {
        entry.id = entry.link.clone().unwrap_or_else(|| content_hash(entry));
    }
    // All that share one, the first included: which is the first changes from poll to poll.
    for place in shared(entries) {
        let entry = &mut entries[place];
        if let Some(link) = &entry.link {
            entry.id.clone_from(link);
        }
    }
    for place in shared(entries) {
        let entry = &mut entries[place];
        entry.id = format!("{}#{}", entry.id, content_hash(entry));
    }
}

/// The places of the entries whose id is not theirs alone.
fn shared(entries: &[FeedEntry]) -> Vec<usize> {
    let mut uses: HashMap<&str, usize> = HashMap::with_capacity(entries.len());
    for entry in entries {
        *uses.entry(&entry.id).or_default() += 1;
    }
    if uses.len() == entries.len() {
        return Vec::new();
    }
    let is_shared = |id: &str| uses.get(id).is_some_and(|count| *count > 1);
    entries.iter().enumerate().filter(|(_, entry)| is_shared(&entry.id)).map(|(place, _)| place).collect()
}

fn content_hash(entry: &FeedEntry) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [&entry.title, &entry.link, &entry.summary, &entry.content] {
        hasher.update(part.as_deref().unwrap_or_default().as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::super::{FeedContext, read_feed};
    use url::Url;

    fn ids(items: &str) -> Vec<String> {
        let base = Url::parse("https://example.org/feed").unwrap();
        let text = format!("<rss version='2.0'><channel>{items}</channel></rss>");
        read_feed(text.as_bytes(), &FeedContext::at(&base))
            .unwrap()
            .entries
            .into_iter()
            .map(|entry| entry.id)
            .collect()
    }

    #[test]
    fn entry_without_guid_uses_link_then_content() {
        let ids = ids("<item><guid>a</guid></item><item><link>/b</link></item><item><title>c</title></item>");
        assert_eq!(ids[..2], ["a", "https://example.org/b"]);
        assert_eq!(ids[2].len(), 64);
    }

    #[test]
    fn repeated_guids_are_told_apart_by_address_or_content() {
        let ids = ids("<item><guid>a</guid><link>/1</link></item><item><guid>a</guid><link>/2</link></item>
             <item><guid isPermaLink='false'>b</guid><title>x</title></item><item><guid isPermaLink='false'>b</guid><title>y</title></item>");
        assert_eq!(ids[..2], ["https://example.org/1", "https://example.org/2"]);
        assert!(ids[2].starts_with("b#") && ids[3].starts_with("b#") && ids[2] != ids[3], "{ids:?}");
        let ids = self::ids(
            "<item><guid>a</guid><link>/1</link><title>x</title></item><item><guid>a</guid><link>/1</link></item>",
        );
        assert!(ids[0] != ids[1] && ids[0].starts_with("https://example.org/1#"), "{ids:?}");
    }
}
