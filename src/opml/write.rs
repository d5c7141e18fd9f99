//! Writing OPML 2.0 that every feed reader understands and [`super::read_opml`] reads back without loss.

use std::collections::HashMap;

use super::value::written;
use super::{MAX_FOLDERS, NAMESPACE, OpmlFeed};

/// An OPML 2.0 file of these feeds: folders by the first tag, in the order in which they come up; the other tags are categories.
pub fn write_opml(feeds: &[OpmlFeed]) -> String {
    let mut root = Folder::default();
    for feed in feeds {
        let path = feed.tags.first().map(|tag| folders_of(tag)).unwrap_or_default();
        path.iter().fold(&mut root, |folder, name| folder.inside(name)).feeds.push(feed);
    }
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\" xmlns:gleaner=\"{NAMESPACE}\">\n  <head>\n    \
         <title>Sources of gleaner</title>\n  </head>\n  <body>\n"
    );
    write_folder(&mut text, &root, 2);
    text + "  </body>\n</opml>\n"
}

/// Feeds and folders in a folder.
#[derive(Default)]
struct Folder<'a> {
    names: HashMap<&'a str, usize>,
    folders: Vec<(&'a str, Folder<'a>)>,
    feeds: Vec<&'a OpmlFeed>,
}

impl<'a> Folder<'a> {
    /// The folder of that name in this one, made when it is not there.
    fn inside(&mut self, name: &'a str) -> &mut Self {
        let index = *self.names.entry(name).or_insert(self.folders.len());
        if index == self.folders.len() {
            self.folders.push((name, Self::default()));
        }
        &mut self.folders[index].1
    }
}

/// A tag as folders in folders; as one when slashes do not part it into names.
fn folders_of(tag: &str) -> Vec<&str> {
    let names: Vec<&str> = tag.split('/').collect();
    let are_names = names.iter().all(|name| !name.is_empty() && name.trim() == *name);
    if are_names && names.len() <= MAX_FOLDERS { names } else { vec![tag] }
}

/// Never deeper than [`MAX_FOLDERS`].
fn write_folder(text: &mut String, folder: &Folder<'_>, depth: usize) {
    let indent = "  ".repeat(depth);
    for (name, inner) in &folder.folders {
        let name = written(name);
        *text += &format!("{indent}<outline text=\"{name}\" title=\"{name}\">\n");
        write_folder(text, inner, depth + 1);
        *text += &format!("{indent}</outline>\n");
    }
    for feed in &folder.feeds {
        *text += &format!("{indent}<outline{}/>\n", attributes(feed));
    }
}

fn attributes(feed: &OpmlFeed) -> String {
    let name = written(feed.name.as_deref().unwrap_or_default());
    let mut text =
        format!(" type=\"rss\" text=\"{name}\" title=\"{name}\" xmlUrl=\"{}\"", written(feed.url.as_str()));
    let further = feed.tags.get(1..).unwrap_or_default();
    if !further.is_empty() {
        text += &format!(" category=\"{}\"", written(&categories(further)));
    }
    // A comma parts categories, so a tag that has one is told apart by a list of our own.
    if further.iter().any(|tag| tag.contains(',')) {
        let list = serde_json::Value::from_iter(further.iter().map(String::as_str)).to_string();
        text += &format!(" gleaner:tags=\"{}\"", written(&list));
    }
    if let Some(interval) = feed.interval {
        text += &format!(" gleaner:interval_seconds=\"{}\"", interval.as_secs());
    }
    text + &format!(" gleaner:enabled=\"{}\"", feed.enabled)
}

/// OPML 2.0, "category": comma-separated; a path begins with a slash, a plain tag has none.
fn categories(tags: &[String]) -> String {
    let written = |tag: &String| if tag.contains('/') { format!("/{tag}") } else { tag.clone() };
    tags.iter().map(written).collect::<Vec<_>>().join(",")
}
