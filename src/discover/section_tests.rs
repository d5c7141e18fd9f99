//! Section pages of several kinds, each a sketch of how sites build them.

use super::{is_section_page, page_of, section_articles};

const FRONT: &str = "https://paper.example/";

/// Paths of the articles that a page is found to link to.
fn found(address: &str, html: &str, selector: Option<&str>) -> Vec<String> {
    let selector = selector.map(|selector| selector.parse().unwrap());
    let candidates = section_articles(&page_of(address, html), selector.as_ref(), None);
    candidates.iter().map(|candidate| candidate.url.path().to_owned()).collect()
}

fn teaser(number: usize) -> String {
    format!(
        "<article class='teaser'><a href='/world/2021/02/04/{number}'><img src='{number}.jpg' alt=''></a>
         <h2><a href='/world/2021/02/04/{number}#top'>Rain fell over the valley for day {number}</a></h2><p>Short words.</p>
         <a href='/world/2021/02/04/{number}'>more</a> <a href='/author/leila-haddad-of-the-paper'>Leila Haddad of the paper</a></article>"
    )
}

fn front() -> String {
    let teasers: String = (0..8).map(teaser).collect();
    format!(
        "<html><head><title>The Paper</title></head><body class='home has-sidebar'>
         <header><nav><ul><li><a href='/world'>World</a><li><a href='/sport'>Sport</a><li><a href='/about-our-paper-and-team'>About us</a></ul></nav></header>
         <main>{teasers}</main>
         <aside><h3>Most read</h3><a href='/world/2020/01/01/99'>An old story that many people still read</a></aside>
         <div class='related-box'><h3><a href='/world/2020/01/01/98'>Another old story about the weather</a></h3></div>
         <footer><a href='/terms-of-use-for-all-readers-2021'>Terms of use for all of our readers</a></footer></body></html>"
    )
}

#[test]
fn teasers_are_found_and_menus_and_boxes_are_not() {
    let expected: Vec<String> = (0..8).map(|number| format!("/world/2021/02/04/{number}")).collect();
    assert_eq!(found(FRONT, &front(), None), expected);
    let page = page_of(FRONT, &front());
    let first = section_articles(&page, None, None).remove(0);
    assert_eq!(first.hints.title.as_deref(), Some("Rain fell over the valley for day 0"));
    assert!(is_section_page(&page));
}

#[test]
fn lists_without_any_structure_are_read_by_text_and_address() {
    let arabic: String = (1..9)
        .map(|number| format!("<div><a href='/archives/{}'>هطلت الأمطار على مدينة حمص وريفها مساء اليوم</a><br>04.02.2021</div>", 100_000 + number))
        .collect();
    let html = format!(
        "<div><a href='/'>الرئيسية</a> <a href='/sport'>رياضة</a> <a href='/contact'>اتصل بنا</a></div>{arabic}"
    );
    assert_eq!(found("https://paper.example/ar", &html, None).len(), 8);
    let japanese: String = (1..9)
        .map(|number| format!("<li><a href='/articles/{}'>大雨が谷に降り続いている</a>", 100_000 + number))
        .collect();
    assert_eq!(found(FRONT, &format!("<ul>{japanese}</ul>"), None).len(), 8);
}

#[test]
fn selector_says_exactly_which_links_count() {
    let html = "<div id='x'><a href='/a'>A</a><p><a href='https://other.example/b'>B</a></p></div><a href='/c'>C</a><a href='mailto:d'>D</a>";
    assert_eq!(found(FRONT, html, Some("#x a")), ["/a", "/b"]);
    assert_eq!(found(FRONT, html, Some("#x > a")), ["/a"]);
    assert_eq!(found(FRONT, html, Some("#x")), ["/a", "/b"]);
}

#[test]
fn article_is_no_section_for_all_its_links() {
    let paragraph =
        format!("<p>{}</p>", "The harbour master said that the old crane would be taken down. ".repeat(8));
    let story = format!(
        "<html><head><meta property='og:type' content='article'></head><body><main><h1>The old crane comes down</h1>{}</main>
         <section>{}</section></body></html>",
        paragraph.repeat(6),
        (0..8).map(teaser).collect::<String>()
    );
    assert!(!is_section_page(&page_of("https://paper.example/2021/02/crane", &story)));
    assert!(!is_section_page(&page_of(FRONT, "<p>Nothing here</p>")));
}

#[test]
fn hostile_pages_cost_no_more_than_their_bytes() {
    for piece in [
        "<div class='a b c'>",
        "<a href='/x'>",
        "<script>",
        "</div>",
        "<nav><a href='/2021/02/1234567'>x",
        "<a href=\"",
        "<svg>",
    ] {
        let page = page_of(FRONT, &piece.repeat(200_000));
        section_articles(&page, None, None);
        section_articles(&page, Some(&"div div div a".parse().unwrap()), None);
        is_section_page(&page);
    }
}

proptest::proptest! {
    #[test]
    fn any_page_is_survived(html in "(<[a-z]{0,3}( (class|href|rel)=['\"]?[a-z/]{0,5}['\"]?)?>?|</[a-z]{0,3}>|[a-z &;]{0,5}){0,60}") {
        let page = page_of(FRONT, &html);
        section_articles(&page, None, None);
        is_section_page(&page);
        super::feeds_of_page(&page);
    }
}
