//! Small pages of our own, each with what must be read from it.

use url::Url;

use super::lines::read_lines;
use super::regions::Regions;
use super::{Story, StoryFacts, read_story};
use crate::config::SiteRule;
use crate::extract::dom::parse_html;
use crate::extract::page_text::{MOST_LINES, MOST_TEXT};
use crate::model::{BlockKind, Hints, LinkPosition};

/// What a page must give: blocks as `kind: text`, related links as `position: title -> url`.
#[derive(Default)]
struct Expected<'e> {
    blocks: &'e [&'e str],
    related: &'e [&'e str],
}

const FIRST: &str = "أعلنت بلدية المدينة، اليوم الأحد، إعادة فتح الجسر القديم أمام حركة السيارات بعد أعمال ترميم استمرت عامين.";
const SECOND: &str =
    "وقال رئيس البلدية إن كلفة المشروع بلغت نحو مليوني دولار، مشيراً إلى أن الجسر سيخدم آلاف السكان يومياً.";
const THIRD: &str =
    "وأضاف أن المرحلة الثانية من المشروع ستبدأ في الربيع المقبل وتشمل ترميم الأرصفة والإنارة على الضفتين.";

fn read(page: &str, facts: impl FnOnce(&mut StoryFacts<'_>), look: impl FnOnce(&Story<'_>)) {
    let base = Url::parse("https://news.example/story/1").unwrap();
    let hints = Hints::default();
    let mut known = StoryFacts { base: Some(&base), hints: Some(&hints), ..StoryFacts::default() };
    facts(&mut known);
    let (html, _) = parse_html(page);
    look(&read_story(&html, &known));
}

fn check(page: &str, expected: &Expected<'_>) {
    read(page, |facts| facts.title = "إعادة فتح الجسر القديم", |story| compare(story, expected));
}

fn compare(story: &Story<'_>, expected: &Expected<'_>) {
    let blocks: Vec<String> =
        story.blocks.iter().map(|block| format!("{}: {}", name_of(block.kind), block.text)).collect();
    assert_eq!(blocks, expected.blocks);
    let position = |position| if position == LinkPosition::InBody { "in" } else { "after" };
    let related = story.related.iter();
    let related: Vec<String> = related
        .map(|link| {
            format!(
                "{}: {} -> {}",
                position(link.position),
                link.title,
                link.url.as_deref().unwrap_or("none")
            )
        })
        .collect();
    assert_eq!(related, expected.related);
}

fn name_of(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Paragraph => "p",
        BlockKind::Heading => "h",
        BlockKind::Quote => "q",
        BlockKind::ListItem => "li",
        BlockKind::Preformatted => "pre",
        BlockKind::TableRow => "tr",
    }
}

fn paragraphs(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| format!("p: {text}")).collect()
}

fn check_paragraphs(page: &str, texts: &[&str]) {
    let blocks = paragraphs(texts);
    let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
    check(page, &Expected { blocks: &blocks, related: &[] });
}

#[test]
fn arabic_page_gives_body_related_and_surroundings() {
    let page = format!(
        "<html lang=ar dir=rtl><body><nav><ul><li><a href=/a>سياسة</a><li><a href=/b>اقتصاد</a></ul></nav>
        <div class=page><div class=live-banner><img src=/i/live.svg alt=icon><a href=/live>بث مباشر</a></div>
        <h1>إعادة فتح الجسر القديم</h1><div class=date>2022.03.06 | 18:45 حلب</div>
        <div class=hero><img src=/img/bridge.jpg alt=dsfsdf.jpg></div>
        <div class=tools><span>+A</span> <span>حجم الخط</span> <span>-A</span></div>
        <div class='share-buttons'><a href='https://social.example/s'>مشاركة</a></div>
        <div class=field-body><p>{FIRST}</p><p>{SECOND}</p>
        <p><strong>اقرأ أيضاً: <a href='/story/2'>سوق الخضار ينتقل إلى مبناه الجديد</a></strong></p>
        <p>{THIRD}</p></div></div>
        <aside class=sidebar><h3>الأكثر قراءة</h3><ul><li><a href=/story/9>خبر آخر من المدينة لا علاقة له</a></ul></aside>
        <footer>جميع الحقوق محفوظة لموقع الأخبار 2022</footer></body></html>"
    );
    let title = |facts: &mut StoryFacts<'_>| facts.title = "إعادة فتح الجسر القديم";
    read(&page, title, |story| {
        let blocks = paragraphs(&[FIRST, SECOND, THIRD]);
        let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
        let related = ["in: سوق الخضار ينتقل إلى مبناه الجديد -> https://news.example/story/2"];
        compare(story, &Expected { blocks: &blocks, related: &related });
        let above: Vec<&str> =
            story.surrounding_lines.iter().filter(|line| line.above).map(|line| line.text.as_str()).collect();
        assert!(above.contains(&"بث مباشر") && above.contains(&"2022.03.06 | 18:45 حلب"), "{above:?}");
        assert_eq!(story.images.len(), 1);
        assert_eq!(
            (story.images[0].url.as_str(), &story.images[0].caption),
            ("https://news.example/img/bridge.jpg", &None)
        );
    });
}

#[test]
fn headings_lists_quotes_and_tables_inside_stay() {
    let page = format!(
        "<article><h1>إعادة فتح الجسر القديم</h1><p>{FIRST}</p><h2>تفاصيل المشروع</h2><p>{SECOND}</p>
        <ul><li>ترميم الأعمدة</li><li>تبديل الإنارة</li></ul><blockquote><p>الجسر ذاكرة المدينة</p></blockquote>
        <table><tr><th>السنة<th>الكلفة</tr><tr><td>2020<td>مليون</tr></table><pre>سطر\n\n  ثان</pre><p>{THIRD}</p></article>"
    );
    let blocks = [
        &format!("p: {FIRST}") as &str,
        "h: تفاصيل المشروع",
        &format!("p: {SECOND}"),
        "li: ترميم الأعمدة",
        "li: تبديل الإنارة",
        "q: الجسر ذاكرة المدينة",
        "tr: السنة | الكلفة",
        "tr: 2020 | مليون",
        "pre: سطر\n  ثان",
        &format!("p: {THIRD}"),
    ];
    check(&page, &Expected { blocks: &blocks, related: &[] });
}

#[test]
fn text_without_paragraph_elements_is_read() {
    check_paragraphs(
        &format!("<div id=x>{FIRST}<br><br>{SECOND}<br> <br/>{THIRD}</div>"),
        &[FIRST, SECOND, THIRD],
    );
    check_paragraphs(
        &format!("<div><div>{FIRST}</div><div>{SECOND}</div>{THIRD}</div>"),
        &[FIRST, SECOND, THIRD],
    );
    check_paragraphs(
        &format!("<table><tr><td><a href=/>Home</a><td>{FIRST}<p>{SECOND}</table>"),
        &[FIRST, SECOND],
    );
}

#[test]
fn inline_markup_adds_no_spaces_and_white_space_is_folded() {
    let page = format!(
        "<div><p>{FIRST}</p><p>The  <b>old</b>\n bridge&nbsp;<i>re</i>opened,<br>says the <a href=/m>mayor</a>&#39;s office&hellip; today.</p></div>"
    );
    check_paragraphs(&page, &[FIRST, "The old bridge reopened,\nsays the mayor's office… today."]);
}

#[test]
fn hidden_elements_captions_and_boxes_are_left_out() {
    let page = format!(
        "<article><p>{FIRST}</p><p style='display: none'>مخفي لا يظهر للقارئ في هذه الصفحة أبداً.</p><div hidden>مخفي أيضاً عن القارئ.</div>
        <figure><img src=/b.jpg><figcaption>صورة الجسر بعد الترميم، عدسة المصور المحلي.</figcaption></figure>
        <div class='newsletter-box'><p>اشترك في نشرتنا البريدية لتصلك الأخبار كل صباح.</p></div><p>{SECOND}</p>
        <div class='author-bio'><p>صحفي من المدينة يكتب في شؤون البلديات منذ سنوات.</p></div>
        <div class=tags><a href=/t/1>الجسر</a> <a href=/t/2>البلدية</a></div>
        <div id=comments><p>تعليق طويل من أحد القراء على الخبر، لا مكان له في المتن.</p></div></article>"
    );
    check_paragraphs(&page, &[FIRST, SECOND]);
}

#[test]
fn related_link_between_paragraphs_needs_no_lead_in() {
    let page = format!(
        "<div><p>{FIRST}</p><p><a href='../2?x=1'>Ferry line closes after forty years on the river</a></p><p>{SECOND}</p>
        <p>Read more: <a href='javascript:void(0)'>Nothing to follow here at all</a></p><p>{THIRD}</p>
        <p>Lire aussi <a href='https://other.example/3'>Le pont rouvre</a></p>
        <h3>Related articles</h3><ul><li><a href=/4>Market moves into its new building</a><li><a href=/4>Market moves</a></ul></div>"
    );
    let blocks = paragraphs(&[FIRST, SECOND, THIRD]);
    let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
    let related = [
        "in: Ferry line closes after forty years on the river -> https://news.example/2?x=1",
        "after: Le pont rouvre -> https://other.example/3",
        "after: Market moves into its new building -> https://news.example/4",
    ];
    check(&page, &Expected { blocks: &blocks, related: &related });
}

#[test]
fn relative_link_without_base_has_no_url() {
    let page =
        format!("<div><p>{FIRST}</p><p>اقرأ أيضاً: <a href=/2>السوق الجديد</a></p><p>{SECOND}</p></div>");
    read(
        &page,
        |facts| facts.base = None,
        |story| {
            assert_eq!((story.related[0].title.as_str(), &story.related[0].url), ("السوق الجديد", &None));
        },
    );
}

#[test]
fn subtitle_is_not_body_and_structured_body_points_to_the_story() {
    let wrong = format!("<div class=article-body><p>{SECOND}</p></div>");
    let page = format!(
        "{wrong}<div class=z><p>الخلاصة قبل المتن في سطر واحد طويل نسبياً.</p><p>{FIRST}</p><p>{THIRD}</p></div>"
    );
    let structured: &str = format!("{FIRST} {THIRD}").leak();
    let facts = |facts: &mut StoryFacts<'_>| {
        facts.structured_body = Some(structured);
        facts.subtitle = Some("الخلاصة قبل المتن في سطر واحد طويل نسبياً.");
    };
    let right = paragraphs(&[FIRST, THIRD]);
    let blocks: Vec<&str> = right.iter().map(String::as_str).collect();
    read(&page, facts, |story| compare(story, &Expected { blocks: &blocks, related: &[] }));
}

#[test]
fn site_rule_chooses_body_and_drops() {
    let mut rule = SiteRule { drop: vec![".promo-x".into(), "][".into()], ..SiteRule::default() };
    rule.select.body = Some("#b".into());
    let page = format!(
        "<div><p>{FIRST}</p></div><div id=b><p>قصير</p><p class=promo-x>{SECOND}</p><p>{THIRD}</p></div>"
    );
    let third = format!("p: {THIRD}");
    let rule = &rule;
    let expected = Expected { blocks: &["p: قصير", &third], related: &[] };
    let (html, _) = parse_html(&page);
    let hints = Hints::default();
    let facts = StoryFacts { rule: Some(rule), hints: Some(&hints), ..StoryFacts::default() };
    compare(&read_story(&html, &facts), &expected);
}

#[test]
fn images_have_caption_and_credit_and_no_decoration_counts() {
    let page = format!(
        "<article><h1>إعادة فتح الجسر القديم</h1><figure><img src='data:image/gif;base64,R0' data-src='/a.jpg'>
        <figcaption>The bridge at dusk. <span class=credit>Photo: Jane Roe</span></figcaption></figure>
        <img src=/icons/share-icon.png><img src=/p.gif width=1 height=1><img class=avatar src=/me.jpg>
        <p>{FIRST}</p><p>{SECOND}</p><picture><source srcset='/b-400.jpg 400w, /b-800.jpg 800w'><img alt=b></picture></article>"
    );
    read(
        &page,
        |_| {},
        |story| {
            let images: Vec<_> = story
                .images
                .iter()
                .map(|i| (i.url.as_str(), i.caption.as_deref(), i.credit.as_deref()))
                .collect();
            assert_eq!(
                images,
                [
                    ("https://news.example/a.jpg", Some("The bridge at dusk."), Some("Jane Roe")),
                    ("https://news.example/b-800.jpg", None, None),
                ]
            );
        },
    );
}

#[test]
fn page_without_text_gives_an_empty_story() {
    for page in ["", "<html>", "<p>", "<nav><a href=/>Home</a></nav>", "<h1>Only a headline</h1>"] {
        check(page, &Expected::default());
    }
}

#[test]
fn deep_and_long_pages_are_read() {
    let deep = format!("{}<p>{FIRST}</p>{}", "<div>".repeat(50_000), "</div>".repeat(50_000));
    check_paragraphs(&deep, &[FIRST]);
    let long: String = (0..20_000)
        .map(|number| {
            format!("<p>Each paragraph of this page differs from the others by its number, {number}.</p>")
        })
        .collect();
    read(&long, |_| {}, |story| assert_eq!(story.blocks.len(), 20_000));
}

#[test]
fn text_of_a_page_is_read_up_to_a_bound() {
    let check = |inner: &str, cut: bool| {
        let (html, _) = parse_html(format!("<body><article>{inner}<p>{SECOND}</article>"));
        let page = read_lines(&html, &Regions::of_page(&html, &[]));
        assert_eq!(page.is_cut, cut);
        assert_eq!(page.lines.last().is_some_and(|line| line.text == SECOND), !cut);
        page.lines.iter().map(|line| line.text.len()).sum::<usize>()
    };
    check(&"<p>1</p>".repeat(MOST_LINES - 1), false);
    check(&"<p>1</p>".repeat(MOST_LINES), true);
    let read = check(&format!("<p>{FIRST}</p>").repeat(1 + MOST_TEXT / FIRST.len()), true);
    assert!((MOST_TEXT - 4..=MOST_TEXT).contains(&read), "{read} bytes");
    let read = check(&format!("<p>{}</p>", "bridge ".repeat(1 + MOST_TEXT / 7)), true);
    assert!((MOST_TEXT - 4..=MOST_TEXT).contains(&read), "{read} bytes");
    // White space is none, wherever it stands.
    check(&" ".repeat(2 * MOST_TEXT), false);
    check(&format!("<p>one{}two</p>", " ".repeat(2 * MOST_TEXT)), false);
    // Nothing is read behind what was left out.
    check(&format!("<p>one</p><pre>{}two</pre><p>three</p>", " ".repeat(2 * MOST_TEXT)), true);
}

#[test]
fn box_of_links_in_the_body_is_related() {
    let page = format!(
        "<div><p>{FIRST}</p><aside class=readAlsoBox><h3>Leia também</h3><ul><li><a href=/2>Ponte reabre após dois anos</a></ul></aside>
        <p>{SECOND}</p></div>"
    );
    let blocks = paragraphs(&[FIRST, SECOND]);
    let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
    check(
        &page,
        &Expected {
            blocks: &blocks,
            related: &["in: Ponte reabre após dois anos -> https://news.example/2"],
        },
    );
}

#[test]
fn box_with_a_lead_in_above_the_text_and_one_with_words_for_screen_readers_are_related() {
    let links = "<h2>اقرأ أيضا</h2><span>list of 2 items</span><ul><li><span>list 1 of 2</span><a href=/2>سوق الخضار ينتقل غداً</a></li>
        <li><span>list 2 of 2</span><a href=/3>ميزانية البلدية الجديدة</a></li></ul><span>end of list</span>";
    let related = |position: &str| {
        [
            format!("{position}: سوق الخضار ينتقل غداً -> https://news.example/2"),
            format!("{position}: ميزانية البلدية الجديدة -> https://news.example/3"),
        ]
    };
    let blocks = paragraphs(&[FIRST, SECOND]);
    let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
    for page in [
        format!(
            "<article><h1>إعادة فتح الجسر القديم</h1><div>{links}</div><p>{FIRST}</p><p>{SECOND}</p></article>"
        ),
        format!(
            "<article><h1>إعادة فتح الجسر القديم</h1><p>{FIRST}</p><div>{links}</div><p>{SECOND}</p></article>"
        ),
    ] {
        let related = related("in");
        let related: Vec<&str> = related.iter().map(String::as_str).collect();
        check(&page, &Expected { blocks: &blocks, related: &related });
    }
}

#[test]
fn footer_longer_than_the_story_is_not_the_story() {
    let legal =
        "This site is published by a company that is registered in the city and keeps all of its rights. "
            .repeat(20);
    check_paragraphs(
        &format!("<h1>News</h1><div><p>{FIRST}</p></div><footer><p>{legal}</p></footer>"),
        &[FIRST],
    );
}
