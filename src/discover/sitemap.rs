//! Sitemaps (sitemaps.org) in XML or as a list of addresses, damaged or not.

use chrono::{DateTime, Utc};
use url::Url;

use crate::charset::decode_xml;
use crate::dates::read_instant;
use crate::model::{Sitemap, SitemapLink, SitemapNews, SitemapUrl, Warning};
use crate::xml::{Entities, Tag, Token, Tokens};

/// Most addresses of one sitemap: the limit of the protocol.
const MOST_URLS: usize = 50_000;
/// Longest value that is read, in bytes; the protocol allows addresses of 2,048.
const LONGEST_VALUE: usize = 8 * 1024;

/// Reads a sitemap or sitemap index; addresses that are none of the web are left out, damage becomes a warning.
///
/// `base` is the address that answered. What is no sitemap gives none.
pub fn read_sitemap(body: &[u8], content_type: Option<&str>, base: &Url) -> Sitemap {
    let decoded = decode_xml(body, content_type);
    let text = decoded.text.trim_start_matches(|char: char| char.is_whitespace() || char == '\u{feff}');
    let mut sitemap =
        if text.starts_with('<') { Reader::new(text, base).read() } else { read_list(text, base) };
    if sitemap.urls.len() >= MOST_URLS || sitemap.sitemaps.len() >= MOST_URLS {
        sitemap.warnings.push(Warning::new(format!("only the first {MOST_URLS} addresses were read")));
    }
    sitemap
}

/// One address a line.
fn read_list(text: &str, base: &Url) -> Sitemap {
    let urls = text.lines().filter_map(|line| web_address(line, base)).take(MOST_URLS);
    let urls = urls.map(|url| SitemapUrl { url, modified: None, news: None }).collect();
    Sitemap { urls, ..Sitemap::default() }
}

/// An absolute address of the web; `None` for anything else, relative ones included: the protocol knows none.
fn web_address(text: &str, base: &Url) -> Option<Url> {
    let text = text.trim();
    let is_whole = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"));
    let is_rooted = text.starts_with('/');
    let url = if is_whole { Url::parse(text) } else { base.join(text) }.ok()?;
    ((is_whole || is_rooted) && matches!(url.scheme(), "http" | "https")).then_some(url)
}

/// Which value is being collected.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    Address,
    Modified,
    Title,
    Published,
    Language,
}

/// Around what the current place is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Nothing,
    Page,
    Sitemap,
}

struct Reader<'a> {
    tokens: Tokens<'a>,
    base: &'a Url,
    entities: Entities,
    around: Around,
    /// Elements of other extensions (images, videos) that are open: their addresses are not the page's.
    foreign: usize,
    value: Option<Value>,
    text: String,
    address: Option<Url>,
    modified: Option<DateTime<Utc>>,
    news: Option<SitemapNews>,
    was_damaged: bool,
    sitemap: Sitemap,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, base: &'a Url) -> Self {
        Self {
            tokens: Tokens::new(text),
            base,
            entities: Entities::default(),
            around: Around::Nothing,
            foreign: 0,
            value: None,
            text: String::new(),
            address: None,
            modified: None,
            news: None,
            was_damaged: false,
            sitemap: Sitemap::default(),
        }
    }

    fn read(mut self) -> Sitemap {
        while let Some(token) = self.tokens.next() {
            match token {
                Token::Start(tag) => self.start(&tag),
                Token::End(name) => self.end(name),
                Token::Text(text) if self.value.is_some() && self.text.len() < LONGEST_VALUE => {
                    let end = text.floor_char_boundary(LONGEST_VALUE);
                    self.entities.decode_into(&text[..end], &mut self.text);
                }
                Token::Data(text) if self.value.is_some() && self.text.len() < LONGEST_VALUE => {
                    self.text.push_str(&text[..text.floor_char_boundary(LONGEST_VALUE)]);
                }
                Token::Text(_) | Token::Data(_) | Token::Doctype(_) => {}
            }
            if self.sitemap.urls.len() >= MOST_URLS || self.sitemap.sitemaps.len() >= MOST_URLS {
                break;
            }
        }
        // A value that was cut off says something else than it was meant to.
        let was_cut = self.value.take().is_some() || self.tokens.was_cut();
        if was_cut {
            self.around = Around::Nothing;
        }
        self.close();
        if self.was_damaged || was_cut {
            self.sitemap
                .warnings
                .push(Warning::new("the sitemap is not well-formed XML: what was cut off was left out"));
        }
        self.sitemap
    }

    fn start(&mut self, tag: &Tag<'a>) {
        let (prefix, local) = tag.name.split_once(':').unwrap_or(("", tag.name));
        let local = local.to_ascii_lowercase();
        let around = match local.as_str() {
            "url" => Some(Around::Page),
            "sitemap" => Some(Around::Sitemap),
            _ => None,
        };
        if let Some(around) = around.filter(|_| !matches!(prefix, "image" | "video" | "xhtml")) {
            self.was_damaged |= self.around != Around::Nothing;
            self.close();
            self.around = around;
            return;
        }
        if self.around == Around::Nothing {
            return;
        }
        let is_news = self.news.is_some();
        let value = match local.as_str() {
            "loc" | "lastmod" if self.foreign > 0 => None,
            "loc" => Some(Value::Address),
            "lastmod" => Some(Value::Modified),
            "title" if is_news => Some(Value::Title),
            "publication_date" if is_news => Some(Value::Published),
            "language" if is_news => Some(Value::Language),
            "news" => {
                self.news.get_or_insert_default();
                return;
            }
            "publication" | "name" | "changefreq" | "priority" | "keywords" | "genres" | "access"
            | "stock_tickers" => return,
            _ => None,
        };
        // A value within a value was not closed.
        self.finish_value();
        match value.filter(|_| self.foreign == 0) {
            Some(value) if !tag.is_empty => self.value = Some(value),
            Some(_) => {}
            None if !tag.is_empty => self.foreign += 1,
            None => {}
        }
    }

    fn end(&mut self, name: &str) {
        let local = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
        match local.as_str() {
            "url" | "sitemap" | "urlset" | "sitemapindex" => {
                self.finish_value();
                self.close();
            }
            "news" | "publication" | "name" | "changefreq" | "priority" | "keywords" | "genres"
            | "access" | "stock_tickers" => {
                self.finish_value();
            }
            _ if self.value.is_some() => self.finish_value(),
            _ => self.foreign = self.foreign.saturating_sub(1),
        }
    }

    fn finish_value(&mut self) {
        let Some(value) = self.value.take() else { return };
        let text = std::mem::take(&mut self.text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return;
        }
        match value {
            Value::Address => self.address = self.address.take().or_else(|| web_address(&text, self.base)),
            Value::Modified => self.modified = read_instant(&text),
            Value::Title => self.news.get_or_insert_default().title = Some(text),
            Value::Published => self.news.get_or_insert_default().published = read_instant(&text),
            Value::Language => self.news.get_or_insert_default().language = Some(text),
        }
    }

    /// Ends the page or sitemap that is open.
    fn close(&mut self) {
        self.value = None;
        self.text.clear();
        self.foreign = 0;
        let (address, modified, news) = (self.address.take(), self.modified.take(), self.news.take());
        let around = std::mem::replace(&mut self.around, Around::Nothing);
        let Some(url) = address else { return };
        match around {
            Around::Page => self.sitemap.urls.push(SitemapUrl { url, modified, news }),
            Around::Sitemap => self.sitemap.sitemaps.push(SitemapLink { url, modified }),
            Around::Nothing => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Sitemap {
        read_sitemap(text.as_bytes(), None, &Url::parse("https://example.org/sitemap.xml").unwrap())
    }

    fn addresses(sitemap: &Sitemap) -> Vec<&str> {
        sitemap.urls.iter().map(|page| page.url.as_str()).collect()
    }

    #[test]
    fn pages_come_with_their_dates_and_news() {
        let sitemap = read(
            "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>
             <url><loc> https://example.org/1?a=1&amp;b=2 </loc><lastmod>2021-02-04T23:10:00+02:00</lastmod>
               <news:news><news:publication><news:name>The Paper</news:name><news:language>ar</news:language></news:publication>
               <news:publication_date>2021-02-04</news:publication_date><news:title><![CDATA[مطر & رياح]]></news:title></news:news>
               <image:image><image:loc>https://example.org/i.jpg</image:loc><image:title>no title</image:title></image:image></url>
             <url><loc>https://example.org/2</loc><xhtml:link rel='alternate' href='https://example.org/en/2'/></url></urlset>",
        );
        assert_eq!(addresses(&sitemap), ["https://example.org/1?a=1&b=2", "https://example.org/2"]);
        let first = &sitemap.urls[0];
        assert_eq!(first.modified.unwrap().to_rfc3339(), "2021-02-04T21:10:00+00:00");
        let news = first.news.as_ref().unwrap();
        assert_eq!((news.title.as_deref(), news.language.as_deref()), (Some("مطر & رياح"), Some("ar")));
        assert_eq!(news.published.unwrap().to_rfc3339(), "2021-02-04T00:00:00+00:00");
        assert_eq!((sitemap.urls[1].news.clone(), sitemap.warnings.len()), (None, 0));
    }

    #[test]
    fn indexes_name_sitemaps() {
        let sitemap = read(
            "<sitemapindex><sitemap><loc>https://example.org/a.xml.gz</loc><lastmod>2021-02-04</lastmod></sitemap>
             <sitemap><loc>/b.xml</loc></sitemap><sitemap><loc>ftp://example.org/c.xml</loc></sitemap></sitemapindex>",
        );
        let links: Vec<(&str, bool)> =
            sitemap.sitemaps.iter().map(|link| (link.url.as_str(), link.modified.is_some())).collect();
        assert_eq!(links, [("https://example.org/a.xml.gz", true), ("https://example.org/b.xml", false)]);
    }

    #[test]
    fn lists_of_addresses_are_sitemaps() {
        let sitemap = read("\u{feff}https://example.org/1\r\n\r\nhttps://example.org/2\nwords\n");
        assert_eq!(addresses(&sitemap), ["https://example.org/1", "https://example.org/2"]);
    }

    #[test]
    fn damage_costs_only_what_is_damaged() {
        let sitemap = read(
            "<urlset><url><loc>https://example.org/1<lastmod>2021-02-04</lastmod></url><url><loc>https://example.org/2?a&b</loc>
             <url><loc>https://example.org/3</loc></url><url><loc>https://example.org/cut",
        );
        assert_eq!(
            addresses(&sitemap),
            ["https://example.org/1", "https://example.org/2?a&b", "https://example.org/3"]
        );
        assert!(sitemap.urls[0].modified.is_some());
        assert_eq!(sitemap.warnings.len(), 1);
        assert_eq!(read("<html><body>page</body></html>"), Sitemap::default());
    }

    #[test]
    fn no_more_than_the_protocol_allows_is_read() {
        let text =
            format!("<urlset>{}</urlset>", "<url><loc>https://example.org/1</loc></url>".repeat(60_000));
        let sitemap = read(&text);
        assert_eq!((sitemap.urls.len(), sitemap.warnings.len()), (MOST_URLS, 1));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(body in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let base = Url::parse("https://example.org/").unwrap();
            read_sitemap(&body, None, &base);
            read_sitemap(&[b"<urlset><url><loc>", body.as_slice()].concat(), None, &base);
        }

        #[test]
        fn what_is_written_is_read(paths in proptest::collection::vec("[a-z0-9/&=?]{1,30}", 0..20)) {
            let write = |path: &String| format!("<url><loc>https://example.org/{}</loc></url>", path.replace('&', "&amp;"));
            let sitemap = read(&format!("<urlset>{}</urlset>", paths.iter().map(write).collect::<String>()));
            let expected: Vec<Url> = paths.iter().map(|path| Url::parse(&format!("https://example.org/{path}")).unwrap()).collect();
            let found: Vec<Url> = sitemap.urls.into_iter().map(|page| page.url).collect();
            assert_eq!(found, expected);
        }
    }
}
