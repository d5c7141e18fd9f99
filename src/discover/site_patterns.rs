//! Feeds of well-known sites, told from an address alone, or with the help of the page.

use url::Url;

use super::feeds::{FeedClue, FoundFeed};

/// The feeds that a site is known to have for this address; `html` is its page where it was fetched.
pub fn feeds_by_address(url: &Url, html: Option<&str>) -> Vec<FoundFeed> {
    let host = url.host_str().unwrap_or_default();
    let host = host
        .strip_prefix("www.")
        .or_else(|| host.strip_prefix("m."))
        .or_else(|| host.strip_prefix("old."))
        .unwrap_or(host);
    let segments: Vec<&str> = url.path().split('/').filter(|segment| !segment.is_empty()).collect();
    let addresses = match host {
        "youtube.com" | "music.youtube.com" => youtube(url, &segments, html),
        "github.com" => github(&segments),
        "gitlab.com" | "codeberg.org" => forge(url, &segments),
        "reddit.com" => reddit(&segments),
        "medium.com" => medium(&segments),
        "bsky.app" => bluesky(&segments),
        "vimeo.com" => segments
            .first()
            .map(|user| format!("https://vimeo.com/{user}/videos/rss"))
            .into_iter()
            .map(named("Videos"))
            .collect(),
        _ if host.ends_with(".substack.com") => vec![("Posts".to_owned(), format!("https://{host}/feed"))],
        _ if host.ends_with(".blogspot.com") => {
            vec![("Posts".to_owned(), format!("https://{host}/feeds/posts/default"))]
        }
        _ if host.ends_with(".tumblr.com") => vec![("Posts".to_owned(), format!("https://{host}/rss"))],
        _ if host.ends_with(".wordpress.com") => vec![("Posts".to_owned(), format!("https://{host}/feed/"))],
        _ => Vec::new(),
    };
    let feeds = addresses.into_iter().filter_map(|(title, address)| {
        Some(FoundFeed {
            url: Url::parse(&address).ok()?,
            title: Some(title),
            found_by: FeedClue::SitePattern,
        })
    });
    feeds.collect()
}

fn named(title: &'static str) -> impl Fn(String) -> (String, String) {
    move |address| (title.to_owned(), address)
}

/// Channels, users and playlists. A handle (`/@name`) says its channel only on its page.
fn youtube(url: &Url, segments: &[&str], html: Option<&str>) -> Vec<(String, String)> {
    let feed = |query: String| format!("https://www.youtube.com/feeds/videos.xml?{query}");
    let playlist =
        url.query_pairs().find(|(name, _)| name == "list").map(|(_, list)| format!("playlist_id={list}"));
    let channel = match segments {
        ["channel", id, ..] => Some(format!("channel_id={id}")),
        ["user", name, ..] => Some(format!("user={name}")),
        _ => html.and_then(channel_of_page).map(|id| format!("channel_id={id}")),
    };
    let playlist = playlist.map(feed).map(named("Playlist"));
    playlist.into_iter().chain(channel.map(feed).map(named("Videos"))).collect()
}

/// The id of a channel, which begins with `UC`, in its page.
fn channel_of_page(html: &str) -> Option<&str> {
    let marks = [
        "itemprop=\"identifier\" content=\"",
        "\"externalId\":\"",
        "youtube.com/channel/",
        "\"channelId\":\"",
    ];
    marks.iter().find_map(|mark| {
        let behind = &html[html.find(mark)? + mark.len()..];
        let end = behind.find(|char: char| !char.is_ascii_alphanumeric() && !matches!(char, '-' | '_'))?;
        Some(&behind[..end]).filter(|id| id.starts_with("UC") && id.len() == 24)
    })
}

/// Releases, tags and commits of a repository; what a user does.
fn github(segments: &[&str]) -> Vec<(String, String)> {
    const PAGES: &[&str] = &[
        "about",
        "explore",
        "features",
        "login",
        "marketplace",
        "orgs",
        "pricing",
        "search",
        "settings",
        "topics",
        "trending",
    ];
    match segments {
        [first, ..] if PAGES.contains(first) => Vec::new(),
        [owner, repository, rest @ ..] => {
            let root = format!("https://github.com/{owner}/{}", repository.trim_end_matches(".git"));
            let commits = match rest {
                ["commits" | "tree", branch, ..] => format!("{root}/commits/{branch}.atom"),
                _ => format!("{root}/commits.atom"),
            };
            let releases = ("Releases".to_owned(), format!("{root}/releases.atom"));
            let commits = ("Commits".to_owned(), commits);
            let tags = ("Tags".to_owned(), format!("{root}/tags.atom"));
            match rest.first() {
                Some(&("commits" | "tree")) => vec![commits, releases, tags],
                Some(&"tags") => vec![tags, releases, commits],
                _ => vec![releases, commits, tags],
            }
        }
        [user] => vec![("Activity".to_owned(), format!("https://github.com/{user}.atom"))],
        [] => Vec::new(),
    }
}

fn forge(url: &Url, segments: &[&str]) -> Vec<(String, String)> {
    let host = url.host_str().unwrap_or_default();
    match segments {
        [owner, repository, ..] if host == "codeberg.org" => vec![
            ("Releases".to_owned(), format!("https://codeberg.org/{owner}/{repository}/releases.rss")),
            ("Repository".to_owned(), format!("https://codeberg.org/{owner}/{repository}.rss")),
        ],
        [owner, repository, ..] => vec![
            ("Releases".to_owned(), format!("https://gitlab.com/{owner}/{repository}/-/releases.atom")),
            ("Tags".to_owned(), format!("https://gitlab.com/{owner}/{repository}/-/tags?format=atom")),
        ],
        _ => Vec::new(),
    }
}

fn reddit(segments: &[&str]) -> Vec<(String, String)> {
    match segments {
        [kind @ ("r" | "user" | "u"), name, ..] => {
            let kind = if *kind == "u" { "user" } else { kind };
            vec![("Posts".to_owned(), format!("https://www.reddit.com/{kind}/{name}/.rss"))]
        }
        _ => Vec::new(),
    }
}

fn medium(segments: &[&str]) -> Vec<(String, String)> {
    match segments {
        ["tag", ..] | [] => Vec::new(),
        [name, ..] => vec![("Posts".to_owned(), format!("https://medium.com/feed/{name}"))],
    }
}

fn bluesky(segments: &[&str]) -> Vec<(String, String)> {
    match segments {
        ["profile", name, ..] => vec![("Posts".to_owned(), format!("https://bsky.app/profile/{name}/rss"))],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(address: &str, html: Option<&str>) -> Option<String> {
        let url = Url::parse(address).unwrap();
        feeds_by_address(&url, html).first().map(|feed| feed.url.to_string())
    }

    #[test]
    fn known_sites_have_their_feeds_where_they_always_are() {
        let id = "UCabcdefghijklmnopqrstuv";
        let videos = format!("https://www.youtube.com/feeds/videos.xml?channel_id={id}");
        let handle = format!("<meta itemprop=\"identifier\" content=\"{id}\">");
        for (address, html, expected) in [
            (format!("https://www.youtube.com/channel/{id}/videos"), None, Some(videos.as_str())),
            ("https://www.youtube.com/@paper".to_owned(), Some(handle.as_str()), Some(videos.as_str())),
            ("https://www.youtube.com/@paper".to_owned(), None, None),
            (
                "https://www.youtube.com/playlist?list=PL1".to_owned(),
                None,
                Some("https://www.youtube.com/feeds/videos.xml?playlist_id=PL1"),
            ),
            (
                "https://github.com/owner/project".to_owned(),
                None,
                Some("https://github.com/owner/project/releases.atom"),
            ),
            (
                "https://github.com/owner/project/commits/main".to_owned(),
                None,
                Some("https://github.com/owner/project/commits/main.atom"),
            ),
            ("https://github.com/topics/news".to_owned(), None, None),
            (
                "https://old.reddit.com/r/news/top".to_owned(),
                None,
                Some("https://www.reddit.com/r/news/.rss"),
            ),
            ("https://paper.substack.com/p/rain".to_owned(), None, Some("https://paper.substack.com/feed")),
            ("https://example.org/".to_owned(), None, None),
        ] {
            assert_eq!(first(&address, html).as_deref(), expected, "{address}");
        }
    }
}
