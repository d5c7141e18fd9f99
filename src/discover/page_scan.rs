//! One pass over a page: its links with what stands around them, its feeds, and how much of it is running text.
//!
//! Works on tokens, not on a tree: linear in the page, whatever it nests.

use url::Url;

use super::surroundings::{Surroundings, surroundings_of};
use crate::xml::{Selector, SelectorState, Tag, Token, Tokens, decode_html_text, is_void_name};

/// Elements open at a time that are remembered; deeper ones count as part of the last.
const MAX_DEPTH: usize = 256;
/// Links of a page that are looked at.
const MOST_LINKS: usize = 5_000;
/// Longest text of a link, in bytes.
const LONGEST_TEXT: usize = 500;

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct PageScan {
    /// Its links in their order.
    pub(super) links: Vec<PageLink>,
    /// What its head declares to be feeds, in their order.
    pub(super) feeds: Vec<DeclaredFeed>,
    /// Letters of paragraphs, links and menus left out.
    pub(super) prose: usize,
    /// Whether it says that it is an article.
    pub(super) is_article: bool,
}

/// A link with what stands around it.
#[derive(Debug)]
pub(super) struct PageLink {
    pub(super) url: Url,
    /// What it says; the headline alone where it wraps one.
    pub(super) text: String,
    pub(super) around: Surroundings,
    /// Whether the source's selector names it, or an element around it.
    pub(super) is_selected: bool,
    /// The same for links that stand in the same kind of place.
    pub(super) place: u64,
}

/// A feed that the head of a page declares.
#[derive(Debug)]
pub(super) struct DeclaredFeed {
    pub(super) url: Url,
    pub(super) title: Option<String>,
}

/// Looks through a page that was read at `base`.
pub(super) fn scan_page(html: &str, base: &Url, selector: Option<&Selector>) -> PageScan {
    let mut scanner = Scanner {
        tokens: Tokens::new(html),
        base: base.clone(),
        selector,
        open: Vec::new(),
        around: Vec::new(),
        link: None,
        scan: PageScan::default(),
    };
    while let Some(token) = scanner.tokens.next() {
        match token {
            Token::Start(tag) => scanner.start(&tag),
            Token::End(name) => scanner.end(name),
            Token::Text(text) => scanner.text(text),
            Token::Data(_) | Token::Doctype(_) => {}
        }
    }
    scanner.end_link();
    scanner.scan
}

/// A link whose end was not met yet.
struct OpenLink {
    url: Url,
    text: String,
    headline: String,
    /// What stands for the text where there is none: `title`, `aria-label`, the picture's `alt`.
    label: String,
    around: Surroundings,
    is_selected: bool,
    place: u64,
}

/// What is known inside of an open element.
#[derive(Clone, Copy, Default)]
struct Place {
    surroundings: Surroundings,
    selector: SelectorState,
    /// Whether the selector named it or one around it.
    is_selected: bool,
}

struct Scanner<'a, 's> {
    tokens: Tokens<'a>,
    base: Url,
    selector: Option<&'s Selector>,
    open: Vec<Tag<'a>>,
    /// Around what stands inside of each open element.
    around: Vec<Place>,
    link: Option<OpenLink>,
    scan: PageScan,
}

impl<'a> Scanner<'a, '_> {
    fn start(&mut self, tag: &Tag<'a>) {
        if is_void_name(tag.name) {
            return self.void(tag);
        }
        if ["script", "style", "template", "textarea", "svg", "noscript"]
            .iter()
            .any(|name| tag.name.eq_ignore_ascii_case(name))
        {
            return self.skip(tag);
        }
        if self.open.len() >= MAX_DEPTH {
            return;
        }
        let mut place = self.around.last().copied().unwrap_or_default();
        self.open.push(*tag);
        place.surroundings = surroundings_of(tag, place.surroundings);
        if let Some(selector) = self.selector {
            let (state, is_named) = selector.enter(tag, place.selector);
            (place.selector, place.is_selected) = (state, place.is_selected || is_named);
        }
        self.around.push(place);
        if tag.name.eq_ignore_ascii_case("a") {
            self.end_link();
            self.begin_link(tag, place);
        }
    }

    fn void(&mut self, tag: &Tag<'a>) {
        let value = |name: &str| tag.attribute(name).map(decode_html_text).unwrap_or_default();
        match tag.name.to_ascii_lowercase().as_str() {
            "base" => {
                if let Some(base) =
                    tag.attribute("href").and_then(|href| self.base.join(decode_html_text(href).trim()).ok())
                {
                    self.base = base;
                }
            }
            "meta" => {
                let is_type = value("property").eq_ignore_ascii_case("og:type");
                self.scan.is_article |= is_type && value("content").to_ascii_lowercase().contains("article");
            }
            "link" => self.declared_feed(tag),
            "img" => {
                if let Some(link) = &mut self.link
                    && link.label.is_empty()
                {
                    link.label = value("alt").into_owned();
                }
            }
            _ => {}
        }
    }

    fn declared_feed(&mut self, tag: &Tag<'a>) {
        const TYPES: &[&str] = &["rss", "atom", "rdf", "feed+json", "feed-json"];
        let value = |name: &str| tag.attribute(name).map(decode_html_text).unwrap_or_default();
        let (relation, kind) = (value("rel").to_ascii_lowercase(), value("type").to_ascii_lowercase());
        let mut relations = relation.split_ascii_whitespace();
        let is_known = TYPES.iter().any(|name| kind.contains(name));
        let is_feed = relations.any(|one| one == "feed" || one == "alternate" && is_known);
        let Ok(url) = self.base.join(value("href").trim()) else { return };
        if is_feed && !value("href").trim().is_empty() && matches!(url.scheme(), "http" | "https" | "feed") {
            let title = value("title").trim().to_owned();
            self.scan.feeds.push(DeclaredFeed { url, title: Some(title).filter(|title| !title.is_empty()) });
        }
    }

    /// Leaves out an element that holds no text of the page.
    fn skip(&mut self, tag: &Tag<'a>) {
        let rest = self.tokens.rest();
        if tag.is_empty && tag.name.eq_ignore_ascii_case("svg") {
            return;
        }
        let is_end = |at: &usize| {
            rest.get(at + 2..at + 2 + tag.name.len()).is_some_and(|name| name.eq_ignore_ascii_case(tag.name))
        };
        let end = rest.match_indices("</").map(|(at, _)| at).find(is_end);
        self.tokens = Tokens::new(end.and_then(|end| rest.get(end..)).unwrap_or_default());
    }

    fn begin_link(&mut self, tag: &Tag<'a>, place: Place) {
        let Some(href) = tag.attribute("href").filter(|_| self.scan.links.len() < MOST_LINKS) else { return };
        let Ok(url) = self.base.join(decode_html_text(href).trim()) else { return };
        if !matches!(url.scheme(), "http" | "https") {
            return;
        }
        let label = tag.attribute("title").or_else(|| tag.attribute("aria-label")).unwrap_or_default();
        self.link = Some(OpenLink {
            url,
            text: String::new(),
            headline: String::new(),
            label: decode_html_text(label).into_owned(),
            around: place.surroundings,
            is_selected: place.is_selected,
            place: place_of(&self.open),
        });
    }

    fn end(&mut self, name: &str) {
        if name.eq_ignore_ascii_case("a") {
            self.end_link();
        }
        if let Some(place) = self.open.iter().rposition(|open| open.name.eq_ignore_ascii_case(name)) {
            self.open.truncate(place);
            self.around.truncate(place);
        }
    }

    fn end_link(&mut self) {
        let Some(link) = self.link.take() else { return };
        let text = [link.headline, link.text, link.label]
            .into_iter()
            .map(|text| fold(&text))
            .find(|text| !text.is_empty());
        self.scan.links.push(PageLink {
            url: link.url,
            text: text.unwrap_or_default(),
            around: link.around,
            is_selected: link.is_selected,
            place: link.place,
        });
    }

    fn text(&mut self, text: &str) {
        let around = self.around.last().copied().unwrap_or_default().surroundings;
        let Some(link) = &mut self.link else {
            if around.is_paragraph && !around.is_menu {
                self.scan.prose += text.trim().chars().count();
            }
            return;
        };
        let decoded = decode_html_text(text);
        for part in
            [Some(&mut link.text), around.is_heading.then_some(&mut link.headline)].into_iter().flatten()
        {
            if part.len() < LONGEST_TEXT {
                part.push_str(&decoded);
                part.push(' ');
            }
        }
        link.around.is_heading |= around.is_heading;
    }
}

/// What kind of place the innermost element stands in: names and first classes of the nearest elements.
fn place_of(open: &[Tag<'_>]) -> u64 {
    const NEAREST: usize = 4;
    let mut hasher = blake3::Hasher::new();
    for tag in open.iter().rev().take(NEAREST) {
        hasher.update(tag.name.to_ascii_lowercase().as_bytes());
        let class = tag.attribute("class").and_then(|class| class.split_ascii_whitespace().next());
        hasher.update(class.unwrap_or_default().as_bytes());
        hasher.update(b">");
    }
    u64::from_be_bytes(hasher.finalize().as_bytes().first_chunk::<8>().copied().unwrap_or_default())
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
