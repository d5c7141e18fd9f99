//! A press that is made up: sites with a design of their own each, feeds, and article pages of 10 to 60 kB with all that stands around a
//! story. Some stories are an agency's and stand on several sites. The same numbers always make the same page.

use std::fmt::Write as _;

use super::lot::Lot;
use super::words::Language;

/// Articles of each feed.
pub(crate) const ARTICLES_OF_A_SITE: usize = 40;
/// Sites that write in Arabic, one in so many.
const ARABIC_EVERY: usize = 3;
/// Share of the articles that are an agency's, and how many stories the agencies have for each site.
const FROM_AGENCY: f64 = 0.1;
const AGENCY_STORIES_OF_A_SITE: usize = 2;
/// Words of the median story, and the spread of the logarithm (a tenth are shorter than 185 words, a tenth longer than 860).
const MEDIAN_WORDS: f64 = 400.0;
const SPREAD: f64 = 0.6;
/// Minutes from one article of a site to the next.
const MINUTES_APART: i64 = 37;

/// All sites.
pub(crate) struct Press {
    english: Language,
    arabic: Language,
    sites: Vec<Design>,
    begun_at: i64,
}

/// What is the same on all pages of a site.
struct Design {
    name: String,
    /// From the head to the story, without what differs.
    before: String,
    /// From the story to the end.
    after: String,
    styles: String,
}

/// A story, without its site.
struct Story {
    title: String,
    lead: String,
    author: String,
    place: String,
    paragraphs: Vec<String>,
}

impl Press {
    /// So many sites, whose newest articles are of `begun_at` (seconds since 1970).
    pub(crate) fn new(sites: usize, begun_at: i64) -> Self {
        let (english, arabic) = (Language::english(), Language::arabic());
        let language = |site: usize| if site.is_multiple_of(ARABIC_EVERY) { &arabic } else { &english };
        let sites = (0..sites).map(|site| Design::new(site, language(site))).collect();
        Self { english, arabic, sites, begun_at }
    }

    /// When its newest articles are of, in seconds since 1970.
    pub(crate) fn begun_at(&self) -> i64 {
        self.begun_at
    }

    /// How many sites there are.
    pub(crate) fn sites(&self) -> usize {
        self.sites.len()
    }

    /// The feed of a site, all of whose links begin with `home`.
    pub(crate) fn feed(&self, site: usize, home: &str) -> String {
        let mut feed = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>\
             <title>{}</title><link>{home}/</link><description>News of {0}</description><language>{}</language>\n",
            self.sites[site].name,
            self.language(site).tag,
        );
        for number in 0..ARTICLES_OF_A_SITE {
            let (story, at) = (self.story(site, number), self.published_at(number));
            let Story { title, lead, author, .. } = story;
            let _ = writeln!(
                feed,
                "<item><title>{title}</title><link>{home}{}</link><guid isPermaLink=\"false\">{site}-{number}</guid>\
                 <pubDate>{}</pubDate><dc:creator>{author}</dc:creator><description>{lead}</description></item>",
                path(number),
                at.to_rfc2822(),
            );
        }
        feed.push_str("</channel></rss>\n");
        feed
    }

    /// The page of an article.
    pub(crate) fn page(&self, site: usize, number: usize, home: &str) -> String {
        let (design, story) = (&self.sites[site], self.story(site, number));
        let (tag, at) = (self.language(site).tag, self.published_at(number).to_rfc3339());
        let direction = if tag == "ar" { "rtl" } else { "ltr" };
        let Story { title, lead, author, place, paragraphs } = story;
        let (url, name) = (format!("{home}{}", path(number)), &design.name);
        let mut page = format!(
            "<!DOCTYPE html>\n<html lang=\"{tag}\" dir=\"{direction}\"><head><meta charset=\"utf-8\"><title>{title} | {name}</title>\n\
             <link rel=\"canonical\" href=\"{url}\"><meta name=\"description\" content=\"{lead}\">\n\
             <meta property=\"og:title\" content=\"{title}\"><meta property=\"og:type\" content=\"article\"><meta property=\"og:url\" content=\"{url}\">\n\
             <meta property=\"og:site_name\" content=\"{name}\"><meta property=\"article:published_time\" content=\"{at}\">\n\
             <script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"{title}\",\
             \"datePublished\":\"{at}\",\"author\":{{\"@type\":\"Person\",\"name\":\"{author}\"}},\"publisher\":{{\"@type\":\"Organization\",\"name\":\"{name}\"}},\
             \"mainEntityOfPage\":\"{url}\"}}</script>\n{}</head>\n{}",
            design.styles, design.before,
        );
        let _ = write!(
            page,
            "<article class=\"story\"><header><h1>{title}</h1><p class=\"standfirst\">{lead}</p><div class=\"meta\"><span class=\"author\">{author}</span> \
             <time datetime=\"{at}\">{at}</time></div></header>\n<figure><img src=\"/media/{number}-1200.jpg\" width=\"1200\" height=\"675\" alt=\"{place}\">\
             <figcaption>{lead}</figcaption></figure>\n<div class=\"story-body\">\n"
        );
        for (place_on_page, text) in paragraphs.iter().enumerate() {
            let dateline = if place_on_page == 0 { format!("{place} (Reuters) - ") } else { String::new() };
            let _ = writeln!(page, "<p>{dateline}{text}</p>");
            if place_on_page == 3 {
                page.push_str(
                    "<aside class=\"advert\" data-slot=\"mid-1\"><span>Advertisement</span></aside>\n",
                );
            }
        }
        page.push_str("</div></article>\n");
        page.push_str(&design.after);
        page
    }

    fn story(&self, site: usize, number: usize) -> Story {
        let mut lot = Lot::new((site * ARTICLES_OF_A_SITE + number) as u64);
        if lot.happens(FROM_AGENCY) {
            // What an agency tells comes in the language of the site, and is the same for whoever takes it.
            let story = lot.below(self.sites.len() * AGENCY_STORIES_OF_A_SITE);
            let of_language = usize::from(!site.is_multiple_of(ARABIC_EVERY));
            lot = Lot::new((1 << 40) + (story * 2 + of_language) as u64);
        }
        Story::new(self.language(site), &mut lot)
    }

    fn language(&self, site: usize) -> &Language {
        if site.is_multiple_of(ARABIC_EVERY) { &self.arabic } else { &self.english }
    }

    fn published_at(&self, number: usize) -> chrono::DateTime<chrono::Utc> {
        let seconds = self.begun_at - number as i64 * MINUTES_APART * 60;
        chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default()
    }
}

/// Where the article of a number is.
pub(crate) fn path(number: usize) -> String {
    format!("/news/2026/story-{number}.html")
}

impl Story {
    fn new(language: &Language, lot: &mut Lot) -> Self {
        let topics: Vec<String> = (0..14).map(|_| language.name(lot)).collect();
        let words = (MEDIAN_WORDS * (SPREAD * normal(lot)).exp()).clamp(80.0, 2_500.0) as usize;
        let (mut written, mut paragraphs) = (0, Vec::new());
        while written < words {
            let mut paragraph = String::new();
            for _ in 0..=lot.below(3) {
                let length = 8 + lot.below(24);
                written += length;
                paragraph.push_str(&language.sentence(&topics, length, lot));
                paragraph.push_str(". ");
            }
            paragraphs.push(paragraph.trim_end().to_owned());
        }
        let title_words = 6 + lot.below(6);
        Self {
            title: language.sentence(&topics, title_words, lot),
            lead: language.sentence(&topics, 22, lot),
            author: format!("{} {}", language.name(lot), language.name(lot)),
            place: language.name(lot),
            paragraphs,
        }
    }
}

impl Design {
    fn new(site: usize, language: &Language) -> Self {
        let lot = &mut Lot::new(0xDE51 + site as u64);
        let name = format!("{} {}", language.name(lot), language.name(lot));
        // From plain to overloaded.
        let load = 1 + lot.below(8);
        Self {
            styles: styles(load, lot),
            before: before(&name, load, language, lot),
            after: after(&name, load, language, lot),
            name,
        }
    }
}

fn styles(load: usize, lot: &mut Lot) -> String {
    let mut text = String::from("<style>");
    for _ in 0..load * 14 {
        let (class, size) = (lot.below(900), lot.below(60));
        let _ = write!(text, ".c{class}-box{{margin:{size}px 0;padding:{size}px;color:#{class:03}}}");
    }
    text.push_str("</style>\n<script>window.settings={");
    for _ in 0..load * 12 {
        let (key, value) = (lot.below(10_000), lot.draw());
        let _ = write!(text, "\"key{key}\":{{\"id\":\"{value:x}\",\"on\":true}},");
    }
    text.push_str("\"end\":0};</script>\n");
    text
}

fn before(name: &str, load: usize, language: &Language, lot: &mut Lot) -> String {
    let mut text = format!(
        "<body class=\"page\"><header class=\"site-header\"><a class=\"logo\" href=\"/\">{name}</a>\n<nav class=\"menu\"><ul>"
    );
    for number in 0..6 + load * 4 {
        let label = language.name(lot);
        let _ =
            write!(text, "<li class=\"menu-item level-1\"><a href=\"/section/{number}/\">{label}</a></li>");
    }
    text.push_str("</ul></nav></header>\n<main class=\"layout\"><ol class=\"crumbs\"><li><a href=\"/\">Home</a></li><li><a href=\"/section/1/\">News</a></li></ol>\n");
    text
}

fn after(name: &str, load: usize, language: &Language, lot: &mut Lot) -> String {
    let topics = [language.name(lot), language.name(lot)];
    let mut text = String::from(
        "<div class=\"share\"><a href=\"#share\">Share</a><a href=\"#mail\">Mail</a></div>\n<aside class=\"sidebar\"><h2>Most read</h2>",
    );
    for number in 0..4 + load * 4 {
        let (title, lead) = (language.sentence(&topics, 9, lot), language.sentence(&topics, 14, lot));
        let _ = writeln!(
            text,
            "<div class=\"teaser teaser--small\"><a class=\"teaser-link\" href=\"/news/2025/old-{number}.html\"><img loading=\"lazy\" src=\"/media/old-{number}-320.jpg\" \
             width=\"320\" height=\"180\" alt=\"\"><h3 class=\"teaser-title\">{title}</h3></a><p class=\"teaser-text\">{lead}</p></div>"
        );
    }
    let _ = write!(text, "</aside></main>\n<footer class=\"site-footer\"><ul>");
    for number in 0..10 + load * 3 {
        let label = language.name(lot);
        let _ = write!(text, "<li><a href=\"/about/{number}/\">{label}</a></li>");
    }
    let _ = write!(text, "</ul><p>© 2026 {name}</p></footer>\n<script>(function(){{var queue=[];");
    for _ in 0..load * 10 {
        let _ = write!(text, "queue.push(['track','{:x}',{}]);", lot.draw(), lot.below(100));
    }
    text.push_str("}())</script></body></html>\n");
    text
}

/// A number of the standard normal distribution (Box and Muller 1958).
fn normal(lot: &mut Lot) -> f64 {
    let radius = (-2.0 * (1.0 - lot.fraction()).ln()).sqrt();
    radius * (std::f64::consts::TAU * lot.fraction()).cos()
}
