//! Pages and feeds as news sites build them, with stories written for this project.

use chrono::DateTime;

use super::NewsServer;

/// One story of a news site.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) slug: String,
    /// `en` or `ar`.
    pub(crate) language: &'static str,
    pub(crate) title: String,
    /// RFC 3339.
    pub(crate) published: String,
    pub(crate) authors: Vec<String>,
    pub(crate) paragraphs: Vec<String>,
    /// Title and path of other stories, linked between the paragraphs.
    pub(crate) related: Vec<(String, String)>,
}

impl Story {
    /// A story of an English weekly; other slugs make other stories.
    pub(crate) fn english(slug: &str) -> Self {
        let name = slug.replace('-', " ");
        Self {
            slug: slug.to_owned(),
            language: "en",
            title: format!("Council of Harwell votes to rebuild the old {name} before winter"),
            published: "2024-05-14T08:30:00+01:00".to_owned(),
            authors: vec!["Marta Quill".to_owned()],
            paragraphs: vec![
                format!("The council of Harwell voted on Monday night to rebuild the old {name}, ending a dispute that had divided the town for the better part of a decade."),
                format!("Eleven members supported the plan and four opposed it, after a session of five hours in which more than thirty residents spoke about what the {name} had meant to them."),
                "\"We have listened, and we have counted every coin twice,\" said the mayor, Edwin Tarrow, who had promised a decision before the end of spring.".to_owned(),
                format!("The work will cost 2.4 million pounds, a third of which comes from a regional fund. Builders are expected to begin on the {name} in July and to finish by the first week of November."),
                "Opponents said they would study the contract before deciding on an appeal. The next session of the council is planned for the second of June.".to_owned(),
            ],
            related: vec![("How the market hall was saved".to_owned(), "/stories/market-hall".to_owned())],
        }
    }

    /// A story of an Arabic daily in Damascus; other slugs make other stories.
    pub(crate) fn arabic(slug: &str) -> Self {
        let number: u32 = slug.bytes().map(u32::from).sum();
        Self {
            slug: slug.to_owned(),
            language: "ar",
            title: format!("بلدية النهرين تعيد افتتاح الجسر رقم {number} بعد أعمال ترميم طويلة"),
            published: "2021-03-18T21:40:00+02:00".to_owned(),
            authors: Vec::new(),
            paragraphs: vec![
                format!("أعلنت بلدية النهرين، اليوم الخميس، إعادة افتتاح الجسر رقم {number} أمام حركة السير بعد أعمال ترميم استمرت نحو عامين وشملت الدعامات والأرصفة والإنارة."),
                "وقال رئيس البلدية سامر الحلواني، خلال مراسم الافتتاح، إن الورشات أنهت عملها قبل الموعد المحدد بثلاثة أسابيع، مشيراً إلى أن الكلفة بقيت ضمن الميزانية المقررة.".to_owned(),
                "وأضاف أن فرق الصيانة ستواصل مراقبة الجسر خلال الأشهر الستة المقبلة للتأكد من سلامة المواد المستخدمة، ولا سيما مع ارتفاع منسوب المياه في فصل الربيع.".to_owned(),
                "من جهتهم، عبّر أصحاب المحال القريبة عن ارتياحهم لعودة الحركة إلى السوق، بعد أن اضطر كثير منهم إلى إغلاق محالهم أو نقلها إلى الضفة المقابلة.".to_owned(),
            ],
            related: vec![("ما الذي تغيّر في السوق القديم خلال عامين؟".to_owned(), "/stories/souq".to_owned())],
        }
    }

    /// Where the story stands on its site.
    pub(crate) fn path(&self) -> String {
        format!("/stories/{}", self.slug)
    }
}

/// The page of a story, with all that stands around a story on a news site.
pub(crate) fn story_page(story: &Story) -> String {
    if story.language == "ar" { arabic_page(story) } else { english_page(story) }
}

fn english_page(story: &Story) -> String {
    let Story { title, published, .. } = story;
    let authors = story.authors.join(" and ");
    let body = paragraphs_with_links(story, "Read more: ");
    let json = serde_json::json!({
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": published,
        "author": story.authors.iter().map(|name| serde_json::json!({"@type": "Person", "name": name})).collect::<Vec<_>>(),
        "publisher": {"@type": "Organization", "name": "The Harwell Weekly"},
    });
    format!(
        r##"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Harwell Weekly</title>
<meta property="og:site_name" content="The Harwell Weekly"><meta property="og:title" content="{title}">
<script type="application/ld+json">{json}</script></head>
<body><header><a href="/">The Harwell Weekly</a><nav><ul><li><a href="/town">Town</a></li><li><a href="/sport">Sport</a></li><li><a href="/letters">Letters</a></li></ul></nav></header>
<main><article><h1>{title}</h1><p class="byline">By {authors}</p><time datetime="{published}">14 May 2024, 08:30</time>
<div class="share"><a href="#">Share</a><a href="#">Tweet</a></div>
<div class="article-body">
{body}
</div></article></main>
<aside><h3>Most read</h3><ul><li><a href="/stories/flood">Lower road under water again</a></li><li><a href="/stories/choir">Choir looks for tenors</a></li></ul></aside>
<footer><p>© 2024 The Harwell Weekly. All rights reserved.</p></footer></body></html>"##
    )
}

fn arabic_page(story: &Story) -> String {
    let Story { title, published, .. } = story;
    let at = DateTime::parse_from_rfc3339(published).unwrap().format("%Y.%m.%d | %H:%M");
    let body = paragraphs_with_links(story, "اقرأ أيضاً: ");
    format!(
        r##"<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title} | صحيفة النهرين</title></head>
<body><header><a href="/">صحيفة النهرين</a><nav><ul><li><a href="/local">محليات</a></li><li><a href="/economy">اقتصاد</a></li><li><a href="/sport">رياضة</a></li></ul></nav></header>
<main><article><h1>{title}</h1><div class="meta">{at} دمشق</div>
<div class="font-size"><span>+A</span> حجم الخط <span>-A</span></div>
<div class="content">
{body}
</div></article></main>
<aside><h3>الأكثر قراءة</h3><ul><li><a href="/stories/rain">أمطار غزيرة تغمر الطريق السفلي</a></li></ul></aside>
<footer><p>جميع الحقوق محفوظة © صحيفة النهرين 2021</p></footer></body></html>"##
    )
}

/// The paragraphs, and after the second one the links to other stories.
fn paragraphs_with_links(story: &Story, lead_in: &str) -> String {
    let mut lines: Vec<String> = story.paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    let links =
        story.related.iter().map(|(title, path)| format!(r#"<p>{lead_in}<a href="{path}">{title}</a></p>"#));
    let place = lines.len().min(2);
    lines.splice(place..place, links);
    lines.join("\n")
}

/// An RSS 2.0 feed of the stories of one server.
pub(crate) fn rss(server: &NewsServer, stories: &[Story]) -> String {
    let items: String = stories
        .iter()
        .map(|story| {
            let (link, date) = (server.url(&story.path()), DateTime::parse_from_rfc3339(&story.published).unwrap());
            format!(
                "<item><title>{}</title><link>{link}</link><guid>{link}</guid><pubDate>{}</pubDate><description>{}</description></item>\n",
                story.title,
                date.to_rfc2822(),
                story.paragraphs[0],
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>All stories</title><link>{}</link>\n{items}</channel></rss>",
        server.url("/")
    )
}

/// An Atom feed of the stories of one server.
pub(crate) fn atom(server: &NewsServer, stories: &[Story]) -> String {
    let entries: String = stories
        .iter()
        .map(|story| {
            let link = server.url(&story.path());
            format!(
                "<entry><title>{}</title><id>{link}</id><link href=\"{link}\"/><updated>{}</updated><summary>{}</summary></entry>\n",
                story.title, story.published, story.paragraphs[0],
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>All stories</title><id>{0}</id><link href=\"{0}\"/><updated>2024-05-14T09:00:00Z</updated>\n{entries}</feed>",
        server.url("/")
    )
}
