//! Small files as readers write them, the round trip, and bytes of every kind.

use proptest::prelude::*;

use super::*;

/// The feeds of these outlines as `name|address|tag,tag`, and how many were unusable.
fn check(outlines: &str, expected: &[&str], warnings: &[&str]) {
    let file =
        read_opml(format!("<opml version=\"1.1\"><body>\n{outlines}</body></opml>").as_bytes()).unwrap();
    let line = |feed: &OpmlFeed| {
        format!("{}|{}|{}", feed.name.as_deref().unwrap_or("-"), feed.url, feed.tags.join(";"))
    };
    assert_eq!(file.feeds.iter().map(line).collect::<Vec<_>>(), expected, "{outlines}");
    assert_eq!(file.warnings.len(), warnings.len(), "{outlines}: {:?}", file.warnings);
    for (warning, part) in file.warnings.iter().zip(warnings) {
        assert!(warning.as_str().contains(part), "`{part}` is missing in: {warning}");
    }
}

#[test]
fn addresses_and_names_are_found_however_written() {
    check(r#"<outline xmlUrl="https://e.org/a" text="A" type="rss"/>"#, &["A|https://e.org/a|"], &[]);
    check(r#"<outline xmlurl="https://e.org/a" title="T" text="A"/>"#, &["T|https://e.org/a|"], &[]);
    check(r#"<OUTLINE URL='https://e.org/a' TITLE='' TEXT='A'/>"#, &["A|https://e.org/a|"], &[]);
    check(r#"<outline xmlUrl="feed://e.org/a"/>"#, &["-|http://e.org/a|"], &[]);
    check(r#"<outline xmlUrl="feed:https://e.org/a"/>"#, &["-|https://e.org/a|"], &[]);
    check(r#"<outline xmlUrl=" https://e.org/a " type="atom"></outline>"#, &["-|https://e.org/a|"], &[]);
}

#[test]
fn entities_and_bare_ampersands_are_mended() {
    check(
        r#"<outline text="R&amp;D &eacute;&nbsp;&#8211; Q&A &nosuch; &#x627;" xmlUrl="https://e.org/?a=1&b=2&amp;c=3"/>"#,
        &["R&D é\u{a0}– Q&A &nosuch; ا|https://e.org/?a=1&b=2&c=3|"],
        &[],
    );
    check("<outline text='two\n   lines' xmlUrl='https://e.org/a'/>", &["two lines|https://e.org/a|"], &[]);
    check("<outline text='a < b' xmlUrl='https://e.org/a'/> R&D", &["a < b|https://e.org/a|"], &[]);
}

#[test]
fn folders_and_categories_are_tags() {
    check(
        r#"<outline text="News"><outline text="Syria" title="سوريا"><outline text="A" xmlUrl="https://e.org/a"/></outline>
           <outline text="B" xmlUrl="https://e.org/b" category="/World/Asia,daily, News,"/></outline>
           <outline text="C" xmlUrl="https://e.org/c"/><outline text="empty"/>"#,
        &["A|https://e.org/a|News/سوريا", "B|https://e.org/b|News;World/Asia;daily", "C|https://e.org/c|"],
        &[],
    );
}

#[test]
fn feed_in_several_folders_is_one_feed_with_all_tags() {
    let twice = r#"<outline text="X"><outline text="A" xmlUrl="https://e.org/a"/></outline>
        <outline text="Y"><outline text="again" xmlUrl="https://e.org/a"/></outline>"#;
    check(twice, &["A|https://e.org/a|X;Y"], &[]);
    assert_eq!(read_opml(twice.as_bytes()).unwrap().repeated, 1);
}

#[test]
fn outlines_without_a_feed_are_named_with_line() {
    check(r#"<outline text="A" type="rss"/>"#, &[], &["line 2: `A` has no feed address"]);
    check("\n<outline text='A' htmlUrl='https://e.org/'></outline>", &[], &["line 3: `A` has no feed"]);
    check(r#"<outline text="A" xmlUrl="ftp://e.org/a"/>"#, &[], &["`ftp://e.org/a` is no http"]);
    check(r#"<outline text="A" xmlUrl="nowhere"/>"#, &[], &["`nowhere`"]);
    check(r#"<outline text="A" type="link" url="https://e.org/"/>"#, &[], &["a link to something else"]);
    check(r#"<outline text="A" type="HTML+XPath" xmlUrl="https://e.org/"/>"#, &[], &["scrapes"]);
}

#[test]
fn broken_files_give_what_stands_before_the_break() {
    check(r#"<outline text="F"><outline xmlUrl="https://e.org/a"/></body>"#, &["-|https://e.org/a|F"], &[]);
    let cut = read_opml(b"<opml><body>\n<outline xmlUrl='https://e.org/a'/>\n<outline xmlUrl='htt").unwrap();
    assert_eq!((cut.feeds.len(), cut.warnings.len()), (1, 1));
    assert!(cut.warnings[0].as_str().contains("breaks off"), "{:?}", cut.warnings);
}

#[test]
fn other_files_are_refused() {
    for other in ["", "hello", "<rss><channel/></rss>", "<html><body><p>opml</body></html>", "{\"opml\": 1}"]
    {
        assert_eq!(read_opml(other.as_bytes()), Err(OpmlError), "{other}");
    }
}

#[test]
fn other_encodings_are_read() {
    let text = "<?xml version='1.0' encoding='windows-1256'?><opml><body><outline text='أخبار' xmlUrl='https://e.org/a'/></body></opml>";
    let (arabic, _, _) = encoding_rs::WINDOWS_1256.encode(text);
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let with_mark = format!("\u{feff}{}", text.replace("windows-1256", "utf-8"));
    for body in [arabic.as_ref(), &utf16, with_mark.as_bytes()] {
        assert_eq!(read_opml(body).unwrap().feeds[0].name.as_deref(), Some("أخبار"));
    }
}

#[test]
fn deep_nesting_is_bounded() {
    let deep = 100_000;
    let text = format!(
        "<opml>{}<outline xmlUrl='https://e.org/a'/>{}</opml>",
        "<outline text='f'>".repeat(deep),
        "</outline>".repeat(deep)
    );
    let file = read_opml(text.as_bytes()).unwrap();
    assert_eq!(file.feeds[0].tags, [["f"; MAX_FOLDERS].join("/")]);
}

#[test]
fn exports_of_other_readers_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/opml");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = read_opml(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(file.feeds.len(), 4, "{}: {file:?}", path.display());
        assert!(file.feeds.iter().all(|feed| feed.name.is_some()), "{}", path.display());
        assert!(file.feeds.iter().any(|feed| feed.tags.len() == 2), "{}: {file:?}", path.display());
        seen += 1;
    }
    assert_eq!(seen, 3);
}

fn any_feed() -> impl Strategy<Value = OpmlFeed> {
    let tag =
        "[a-zé,/ &<>\"'\u{633}\u{648}]{1,8}".prop_map(|tag: String| crate::config::parse_tag(&tag).ok());
    let name = "[ -~\\n\u{627}\u{645}]{1,20}"
        .prop_map(|name: String| Some(name.trim().to_owned()).filter(|name| !name.is_empty()));
    let interval = proptest::option::of((1_u64..=31_536_000).prop_map(Duration::from_secs));
    (name, "[a-z]{1,9}\\?[a-z&=;]{0,9}", proptest::collection::vec(tag, 0..4), interval, any::<bool>())
        .prop_map(|(name, path, tags, interval, enabled)| {
            let url = Url::parse(&format!("https://e.org/{path}")).unwrap();
            let mut unique: Vec<String> = Vec::new();
            for tag in tags.into_iter().flatten() {
                if !unique.contains(&tag) {
                    unique.push(tag);
                }
            }
            OpmlFeed { name, url, tags: unique, interval, enabled }
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(feeds in proptest::collection::vec(any_feed(), 0..6)) {
        let mut seen = std::collections::HashSet::new();
        let mut feeds: Vec<OpmlFeed> = feeds.into_iter().filter(|feed| seen.insert(feed.url.clone())).collect();
        let mut file = read_opml(write_opml(&feeds).as_bytes()).unwrap();
        // Folders gather what belongs together: the order is theirs.
        feeds.sort_by_key(|feed| feed.url.to_string());
        file.feeds.sort_by_key(|feed| feed.url.to_string());
        prop_assert_eq!(file.feeds, feeds);
        prop_assert!(file.warnings.is_empty());
    }

    #[test]
    fn any_bytes_are_survived(body in proptest::collection::vec(any::<u8>(), 0..300), marks in "[<>a-c/!\\[\\]&;#x='\" -]{0,200}") {
        let _ = read_opml(&body);
        let _ = read_opml(format!("<opml><outline {marks}").as_bytes());
        let _ = read_opml(&[b"<opml><outline text='", body.as_slice(), b"' xmlUrl='https://e.org/'/>"].concat());
    }
}
