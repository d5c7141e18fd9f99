//! OPML, in which feed readers hand over lists of feeds: text in, sources out, and back again without loss.
//!
//! Folders and `category` are tags, a folder in a folder is one tag with a slash (`News/Syria`). What OPML has no word for (interval,
//! switched off) stands in attributes of a namespace of gleaner's own, which other readers pass over.

mod read;
mod value;
mod write;

use std::time::Duration;

use url::Url;

pub use read::{OpmlError, OpmlFile, read_opml};
pub use write::write_opml;

/// Namespace of gleaner's own attributes.
const NAMESPACE: &str = "urn:x-gleaner:opml";
/// Folders in folders that make one tag; what lies deeper belongs to the last of them.
const MAX_FOLDERS: usize = 16;

/// One feed of an OPML file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpmlFeed {
    /// `title`, else `text`; `None` when neither says anything.
    pub name: Option<String>,
    /// `xmlUrl`: http or https.
    pub url: Url,
    /// Its folder (`News/Syria`), then its categories, each once.
    pub tags: Vec<String>,
    /// Time from one poll to the next, whole seconds (`gleaner:interval_seconds`); `None` in files of other programs.
    pub interval: Option<Duration>,
    /// Whether it is polled (`gleaner:enabled`); true in files of other programs.
    pub enabled: bool,
}

#[cfg(test)]
mod tests;
