//! However a site offers its articles, they are found: by feed, by sitemap, by the links of its pages.

use std::io::Write as _;

use chrono::{TimeDelta, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::program::Program;
use crate::stories::QUICK;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

/// The stories of a site, each with its page.
fn stories(server: &NewsServer, slugs: &[&str]) -> Vec<Story> {
    let stories: Vec<Story> = slugs.iter().map(|slug| Story::english(slug)).collect();
    for story in &stories {
        server.page(&story.path(), &story_page(story));
    }
    stories
}

/// A front page as sites build them: menu, teasers, a box of old stories, a footer.
fn front_page(stories: &[Story], head: &str) -> String {
    let teaser = |story: &Story| {
        let (path, title) = (story.path(), &story.title);
        format!(
            "<article><a href=\"{path}\"><img src=\"{path}.jpg\" alt=\"\"></a><h2><a href=\"{path}\">{title}</a></h2><p>Town</p></article>"
        )
    };
    format!(
        "<!DOCTYPE html><html><head><title>The Harwell Weekly</title>{head}</head><body>
         <header><nav><a href=\"/town\">Town</a><a href=\"/sport\">Sport</a><a href=\"/letters-to-the-editor-of-this-paper\">Letters</a></nav></header>
         <main>{}</main><aside><h3>Most read</h3><a href=\"/stories/flood\">Lower road under water again after the spring rain</a></aside>
         <footer><a href=\"/terms\">Terms of use for the readers of this paper</a></footer></body></html>",
        stories.iter().map(teaser).collect::<String>()
    )
}

fn titles(program: &Program) -> Vec<String> {
    let mut titles: Vec<String> = program
        .json(&["export", "--format", "jsonl"], 0)
        .iter()
        .map(|article| article["title"].as_str().unwrap_or_default().to_owned())
        .collect();
    titles.sort_unstable();
    titles
}

fn expected(stories: &[Story]) -> Vec<String> {
    let mut titles: Vec<String> = stories.iter().map(|story| story.title.clone()).collect();
    titles.sort_unstable();
    titles
}

fn add(program: &Program, address: &str) -> Value {
    program.json(&["sources", "add", address, "--name", "site"], 0).remove(0)
}

const SLUGS: &[&str] = &["bridge", "harvest", "library", "museum", "station", "theatre", "windmill"];

#[test]
fn feed_site_is_added_by_its_front_page_and_read() {
    let server = NewsServer::start();
    let stories = stories(&server, &SLUGS[..3]);
    let head =
        "<link rel=\"alternate\" type=\"application/rss+xml\" title=\"Comments\" href=\"/comments/feed\">
         <link rel=\"alternate\" type=\"application/rss+xml\" title=\"All stories\" href=\"/feed\">";
    server.page("/", &front_page(&stories, head));
    server.respond("/feed", Response::xml(&rss(&server, &stories)));
    let program = Program::with_config(QUICK);

    let added = add(&program, server.url("/").as_str());
    assert_eq!((&added["kind"], &added["url"]), (&"feed".into(), &server.url("/feed").as_str().into()));
    let others: Vec<&str> =
        added["others"].as_array().unwrap().iter().filter_map(|other| other["url"].as_str()).collect();
    assert_eq!(others, [server.url("/comments/feed").as_str(), server.url("/").as_str()]);

    program.json(&["ingest"], 0);
    assert_eq!(titles(&program), expected(&stories));
    assert_eq!(
        (server.requests("/").len(), server.requests("/feed").len()),
        (1, 1),
        "subscribing costs one request"
    );
}

#[test]
fn feed_that_nobody_names_is_found_where_feeds_are_by_custom() {
    let server = NewsServer::start();
    let stories = stories(&server, &SLUGS[..3]);
    server.page("/about", "<html><body><h1>About</h1><p>We are a paper.</p></body></html>");
    server.respond("/rss.xml", Response::xml(&rss(&server, &stories)));
    let program = Program::with_config(QUICK);
    let added = add(&program, server.url("/about").as_str());
    assert_eq!((&added["kind"], &added["url"]), (&"feed".into(), &server.url("/rss.xml").as_str().into()));
}

#[test]
fn feedless_site_is_followed_by_the_links_of_its_front_page() {
    let server = NewsServer::start();
    let all = stories(&server, SLUGS);
    server.page("/", &front_page(&all[..6], ""));
    let program = Program::with_config(QUICK);

    let added = add(&program, server.url("/").as_str());
    assert_eq!(added["kind"], "section");
    program.json(&["ingest"], 0);
    assert_eq!(titles(&program), expected(&all[..6]));

    server.page("/", &front_page(&all[1..], ""));
    program.json(&["ingest", "--all"], 0);
    assert_eq!(titles(&program), expected(&all));
    for story in &all {
        assert_eq!(server.requests(&story.path()).len(), 1, "{}", story.slug);
    }
    for path in ["/town", "/letters-to-the-editor-of-this-paper", "/stories/flood", "/terms"] {
        assert!(server.requests(path).is_empty(), "{path}");
    }
}

#[test]
fn selector_of_a_source_says_which_links_are_articles() {
    let server = NewsServer::start();
    let all = stories(&server, &SLUGS[..2]);
    let links: String = all.iter().map(|story| format!("<li><a href=\"{}\">go</a>", story.path())).collect();
    server.page("/list", &format!("<ul class=\"news\">{links}</ul><a href=\"/stories/other\">Another story of the town of Harwell</a>"));
    let config = format!(
        "{QUICK}\n[[source]]\nname = \"list\"\nurl = \"{}\"\nkind = \"section\"\nlink_selector = \".news a\"\n",
        server.url("/list")
    );
    let program = Program::with_config(&config);
    program.json(&["ingest"], 0);
    assert_eq!(titles(&program), expected(&all));
    assert!(server.requests("/stories/other").is_empty());

    let broken = Program::with_config(&config.replace(".news a", "a:hover"));
    let check = broken.run(&["check"]);
    assert!(check.code == 2 && check.err.contains("a:hover"), "{}", check.err);
}

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// A sitemap of stories, changed so many hours ago.
fn sitemap(server: &NewsServer, stories: &[(&Story, i64)]) -> String {
    let entry = |(story, hours): &(&Story, i64)| {
        let modified = (Utc::now() - TimeDelta::hours(*hours)).to_rfc3339();
        format!("<url><loc>{}</loc><lastmod>{modified}</lastmod></url>", server.url(&story.path()))
    };
    format!(
        "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{}</urlset>",
        stories.iter().map(entry).collect::<String>()
    )
}

#[test]
fn sitemap_site_is_read_from_what_is_new_on() {
    let server = NewsServer::start();
    let all = stories(&server, &SLUGS[..5]);
    // The first is of long ago, and stays there.
    let first = sitemap(&server, &[(&all[0], 2_000), (&all[1], 3), (&all[2], 5)]);
    server.respond("/stories.xml.gz", Response::bytes("application/gzip", packed(&first)));
    let news = format!(
        "<urlset xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><url><loc>{}</loc><news:news><news:publication_date>{}</news:publication_date>
         <news:title>{}</news:title></news:news></url></urlset>",
        server.url(&all[3].path()),
        Utc::now().to_rfc3339(),
        all[3].title
    );
    server.respond("/news.xml", Response::xml(&news));
    let index = |hours: i64| {
        let modified = (Utc::now() - TimeDelta::hours(hours)).to_rfc3339();
        format!(
            "<sitemapindex><sitemap><loc>{}</loc><lastmod>{modified}</lastmod></sitemap><sitemap><loc>{}</loc></sitemap></sitemapindex>",
            server.url("/stories.xml.gz"),
            server.url("/news.xml")
        )
    };
    server.respond("/index.xml", Response::xml(&index(4)));
    let robots = format!("User-agent: *\nDisallow: /private\nSitemap: {}\n", server.url("/index.xml"));
    server.respond("/robots.txt", Response::bytes("text/plain", robots));
    server.page("/about", "<html><body><h1>About</h1><p>We are a paper.</p></body></html>");
    let program = Program::with_config(QUICK);

    let added = add(&program, server.url("/about").as_str());
    assert_eq!(
        (&added["kind"], &added["url"]),
        (&"sitemap".into(), &server.url("/index.xml").as_str().into())
    );
    program.json(&["ingest"], 0);
    assert_eq!(titles(&program), expected(&all[1..4]));

    let second = sitemap(&server, &[(&all[0], 2_000), (&all[1], 3), (&all[2], 5), (&all[4], 0)]);
    server.respond("/stories.xml.gz", Response::bytes("application/gzip", packed(&second)));
    server.respond("/index.xml", Response::xml(&index(0)));
    program.json(&["ingest", "--all"], 0);
    assert_eq!(titles(&program), expected(&all[1..]));
    assert_eq!(program.query::<i64>("SELECT count(*) FROM candidate"), 0, "nothing of the past is queued");
}

#[test]
fn address_tells_by_itself_what_it_is() {
    let server = NewsServer::start();
    let all = stories(&server, SLUGS);
    server.page("/", &front_page(&all[..6], ""));
    let list: String = all.iter().map(|story| format!("{}\n", server.url(&story.path()))).collect();
    server.respond("/sitemap.txt", Response::bytes("text/plain", list));
    server.respond("/sitemap.xml", Response::xml(&sitemap(&server, &[(&all[6], 9_000)])));
    for (path, found) in [("/", 6), ("/sitemap.txt", 7), ("/sitemap.xml", 1)] {
        let program = Program::with_config(QUICK);
        let lines = program.json(&["ingest", "--url", server.url(path).as_str()], 0);
        let new = lines.iter().filter(|line| line["outcome"] == "new").count();
        assert_eq!(new, found, "{path}: {lines:?}");
    }
}

#[test]
fn extract_prints_sitemaps() {
    let program = Program::new();
    let text = "<urlset><url><loc>https://example.org/1</loc><lastmod>2021-02-04</lastmod></url></urlset>";
    let path = program.write("sitemap.xml.gz", packed(text));
    let line = program.json(&["extract", path.to_str().unwrap()], 0).remove(0);
    assert_eq!((&line["kind"], &line["sitemaps"]), (&"sitemap".into(), &serde_json::json!([])));
    assert_eq!(
        line["urls"],
        serde_json::json!([{"url": "https://example.org/1", "modified": "2021-02-04T00:00:00Z", "news": null}])
    );
}

#[test]
fn entry_whose_page_is_not_to_be_had_is_kept_as_the_feed_tells_it() {
    let server = NewsServer::start();
    let all = stories(&server, &SLUGS[..3]);
    server.respond(&all[0].path(), Response::status(404));
    let item = |story: &Story, link: &str, content: bool| {
        let paragraphs: String = story.paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
        let content = if content {
            format!("<content:encoded><![CDATA[{paragraphs}]]></content:encoded>")
        } else {
            String::new()
        };
        format!(
            "<item><title>{}</title>{link}<dc:creator>Marta Quill</dc:creator><pubDate>Tue, 14 May 2024 08:30:00 +0100</pubDate>{content}</item>",
            story.title
        )
    };
    let link = |story: &Story| format!("<link>{}</link>", server.url(&story.path()));
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>All stories</title>{}{}{}</channel></rss>",
        item(&all[0], &link(&all[0]), true),
        item(&all[1], "<guid isPermaLink=\"false\">2</guid>", true),
        item(&all[2], &link(&all[2]), false)
    );
    server.respond("/feed", Response::xml(&feed));
    server.respond(&all[2].path(), Response::status(404));
    let program = Program::with_config(QUICK);
    let lines = program.json(&["ingest", "--url", server.url("/feed").as_str()], 1);
    let outcomes: Vec<&str> = lines.iter().filter_map(|line| line["outcome"].as_str()).collect();
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == "new").count(), 2, "{lines:?}");
    assert_eq!(titles(&program), expected(&all[..2]));
    for article in program.json(&["export", "--format", "jsonl"], 0) {
        let story = all.iter().find(|story| article["title"] == story.title.as_str()).unwrap();
        let body = article["body"].as_str().unwrap();
        assert!(story.paragraphs.iter().all(|paragraph| body.contains(paragraph.as_str())), "{body}");
        assert_eq!(article["authors"], serde_json::json!(["Marta Quill"]));
        let warnings = article["warnings"].to_string();
        assert!(
            warnings.contains("the text is the feed's, because its page could not be read"),
            "{warnings}"
        );
    }
}

#[test]
fn media_that_an_entry_attaches_stay_with_its_article() {
    let server = NewsServer::start();
    let all = stories(&server, &SLUGS[..2]);
    let item = |story: &Story, media: &str| {
        format!(
            "<item><title>{}</title><link>{}</link>{media}</item>",
            story.title,
            server.url(&story.path())
        )
    };
    let sound = "<enclosure url=\"/sound/bridge.mp3\" type=\"audio/mpeg\" length=\"4096\"/>";
    let picture = "<media:content url=\"/pictures/harvest.jpg\" medium=\"image\"/>";
    let feed = |first: &str| {
        format!(
            "<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\"><channel><title>All</title>{}{}</channel></rss>",
            item(&all[0], first),
            item(&all[1], picture)
        )
    };
    server.respond("/feed", Response::xml(&feed("")));
    let program = Program::with_config(QUICK);
    let feed_url = server.url("/feed");
    program.json(&["ingest", "--url", feed_url.as_str()], 0);
    let enclosures = |index: usize| {
        let url = server.url(&all[index].path());
        program.json(&["show", url.as_str()], 0).remove(0)["enclosures"].clone()
    };
    let picture_url = server.url("/pictures/harvest.jpg");
    let expected_picture = serde_json::json!([{"url": picture_url.as_str(), "type": null, "length": null}]);
    assert_eq!((enclosures(0), enclosures(1)), (serde_json::json!([]), expected_picture.clone()));
    let images: String = program.query("SELECT images FROM articles WHERE enclosures <> '[]'");
    assert!(images.contains(picture_url.as_str()), "the page shows no picture of its own: {images}");

    // The sound comes later than the story, and the picture's page is edited and read again by its address.
    server.respond("/feed", Response::xml(&feed(sound)));
    let edited = story_page(&all[1]).replace("ending a dispute", "settling a dispute");
    server.page(&all[1].path(), &edited);
    program.json(&["ingest", "--url", feed_url.as_str()], 0);
    let lines = program.json(&["ingest", "--url", server.url(&all[1].path()).as_str()], 0);
    assert_eq!(lines[0]["outcome"], "revised");
    let sound_url = server.url("/sound/bridge.mp3");
    let expected_sound =
        serde_json::json!([{"url": sound_url.as_str(), "type": "audio/mpeg", "length": 4096}]);
    assert_eq!((enclosures(0), enclosures(1)), (expected_sound, expected_picture));
}

#[test]
fn sitemap_has_a_limit_of_its_own() {
    let server = NewsServer::start();
    let all = stories(&server, &SLUGS[..1]);
    let text = sitemap(&server, &[(&all[0], 1)]);
    server.respond("/sitemap.xml", Response::xml(&format!("{text}<!--{}-->", " ".repeat(20_000))));
    let url = server.url("/sitemap.xml");
    let program = Program::with_config(&format!("{QUICK}max_body_bytes = 15000\n"));
    let lines = program.json(&["ingest", "--url", url.as_str()], 0);
    assert_eq!(lines.iter().filter(|line| line["outcome"] == "new").count(), 1, "{lines:?}");
    let narrow = format!("{QUICK}max_body_bytes = 15000\nmax_sitemap_bytes = 18000\n");
    let lines = Program::with_config(&narrow).json(&["ingest", "--url", url.as_str()], 1);
    let error = lines[0]["error"].as_str().unwrap();
    assert!(error.contains("fetch.max_sitemap_bytes") && error.contains("18000"), "{error}");
}
