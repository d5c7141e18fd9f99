//! An HTML page to an article: asks each file of this room for its part and puts the parts together.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use url::Url;

use super::byline::{BylinePlaces, choose_byline};
use super::date_evidence::{DateEvidence, gather_dates};
use super::dom::parse_html;
use super::enclosures::add_enclosures;
use super::explain::{Explanation, explain_fields};
use super::head::PageHead;
use super::kicker::{choose_section, choose_subtitle};
use super::language::{direction_of, identify_language};
use super::page_text::{TOO_MUCH_TEXT, select_first, whole_text_of};
use super::place_time::PlaceZones;
use super::published::choose_dates;
use super::site_memory::{PageTrace, Recurring, SiteMemory, SiteOwnLines};
use super::story::{MeasuredLine, MeasuredNames, Story, StoryFacts, explain_body, read_story};
use super::title::choose_title;
use super::words::count_words;
use crate::canonical::{plausible_canonical, site_of};
use crate::charset::{Decoded, decode_html, unmangled};
use crate::config::SiteRule;
use crate::dates::{DateContext, time_zone_of_country, time_zone_of_language};
use crate::model::{Access, Article, Block, BlockKind, Hints, Image, Page, Warning};

/// The site once read its own text in a wrong encoding, and stored what came out.
const MANGLED: &str = "the text was stored in a wrong encoding and was made readable";

/// What is known around a page.
#[derive(Debug, Clone, Copy)]
pub struct ExtractContext<'a> {
    /// The rule of the page's site, if there is one.
    pub rule: Option<&'a SiteRule>,
    /// What the feed entry said; empty without one.
    pub hints: &'a Hints,
    /// What relative times and missing years are counted from.
    pub now: DateTime<Utc>,
    /// What other pages of the site told; without it a page is read by itself.
    pub memory: Option<&'a SiteMemory>,
}

/// Reads an HTML page.
pub fn extract_html(page: &Page, context: &ExtractContext<'_>) -> Article {
    read_html(page, context, None, &mut |_| {})
}

/// Reads an HTML page, and tells for each field where it came from and for each line what was thought of it.
pub fn explain_html(page: &Page, context: &ExtractContext<'_>) -> (Article, Option<Explanation>) {
    let mut explanation = None;
    let article = read_html(page, context, None, &mut |seen| explanation = Some(seen.explain()));
    (article, explanation)
}

/// What is known of the lines that are a site's own.
#[derive(Debug)]
pub enum SiteKnowledge {
    /// What its other pages tell: for a story that is read for the first time.
    Memory(SiteMemory),
    /// What was left out when the story was first read: it is read again as it was, whatever was learned meanwhile.
    AsBefore(SiteOwnLines),
}

/// An article that was read with the memory of its site.
#[derive(Debug)]
pub struct RememberedArticle {
    /// The article.
    pub article: Article,
    /// The lines that were left out as the site's own.
    pub site_own: SiteOwnLines,
    /// What the page adds to the memory, if that wants it.
    pub trace: Option<PageTrace>,
}

/// Reads an HTML page with what is known of its site, and learns from it for the pages to come.
pub fn extract_remembering(
    page: &Page,
    context: &ExtractContext<'_>,
    known: &SiteKnowledge,
) -> RememberedArticle {
    let (mut trace, mut site_own) = (None, SiteOwnLines::default());
    let (memory, as_before) = match known {
        SiteKnowledge::Memory(memory) => (Some(memory), None),
        SiteKnowledge::AsBefore(lines) => (None, Some(lines)),
    };
    let context = ExtractContext { memory, ..*context };
    let article = read_html(page, &context, as_before, &mut |seen| {
        site_own = SiteOwnLines::of_keys(seen.site_own.iter().cloned());
        let (address, title) = (seen.head.address, seen.facts.title);
        if memory.is_some_and(|memory| memory.wants(address, title)) {
            trace = Some(PageTrace::of_page(seen.head.html, address, title));
        }
    });
    RememberedArticle { article, site_own, trace }
}

/// An article with all that it was chosen from.
struct Seen<'s, 'h> {
    article: &'s Article,
    head: &'s PageHead<'h>,
    facts: &'s StoryFacts<'s>,
    site_own: &'s [String],
}

impl Seen<'_, '_> {
    fn explain(&self) -> Explanation {
        let stated = stated_languages(self.head);
        let languages: Vec<_> = LANGUAGE_PLACES.into_iter().zip(stated).collect();
        Explanation {
            fields: explain_fields(self.article, self.head, &languages),
            body: explain_body(self.head.html, self.facts),
        }
    }
}

fn read_html(
    page: &Page,
    context: &ExtractContext<'_>,
    as_before: Option<&SiteOwnLines>,
    look: &mut dyn FnMut(&Seen<'_, '_>),
) -> Article {
    let mut decoded = decode_html(&page.body, page.content_type.as_deref());
    let mended = unmangled(&decoded.text);
    let is_mended = mended.is_some();
    decoded.text = mended.unwrap_or(decoded.text);
    let decoding_warning = decoding_warning(&decoded);
    let (html, parse_warnings) = parse_html(decoded.text);
    let address = web_address(&page.final_url);
    let (head, head_warnings) = PageHead::read(&html, address, context);
    let base = base_address(&head);

    let mut article = Article::empty(web_address(&page.requested_url).map_or("", Url::as_str));
    article.warnings.extend(decoding_warning);
    article.warnings.extend(is_mended.then(|| Warning::new(MANGLED)));
    article.warnings.extend(parse_warnings.into_iter().chain(head_warnings));
    article.title = choose_title(&head);
    article.subtitle = choose_subtitle(&head, &article.title);
    let (title, subtitle) = (article.title.clone(), article.subtitle.clone());
    let facts = story_facts(&head, (&title, subtitle.as_deref()), base.as_ref());
    let learned = || context.memory.and_then(|memory| memory.of_page(address, &article.title));
    let recurring = as_before.map(Recurring::Known).or_else(learned);
    let facts = StoryFacts { recurring: recurring.as_ref(), ..facts };
    let story = read_story(&html, &facts);
    article.warnings.extend(story.is_cut.then(|| Warning::new(TOO_MUCH_TEXT)));
    let site_own = story.site_own.clone();
    fill_address(&mut article, &head);
    fill_head(&mut article, &head, &story);
    fill_language(&mut article, &head, &story);
    fill_dates(&mut article, &head, &story, (page, context));
    fill_body(&mut article, story, &head, base.as_ref());
    article.warnings.extend(missing_parts(&article));
    look(&Seen { article: &article, head: &head, facts: &facts, site_own: &site_own });
    article
}

/// What a page adds to the memory of its site ([`SiteMemory::learn`]); nothing for one without a web address.
pub fn trace_html(page: &Page, context: &ExtractContext<'_>) -> PageTrace {
    let decoded = decode_html(&page.body, page.content_type.as_deref());
    let (html, _) = parse_html(unmangled(&decoded.text).unwrap_or(decoded.text));
    let address = web_address(&page.final_url);
    let (head, _) = PageHead::read(&html, address, context);
    PageTrace::of_page(&html, address, &choose_title(&head))
}

/// What the lines of a page look like to the model of the body, for its training (`training/`): names of the numbers, then the lines.
pub fn measure_lines(page: &Page, context: &ExtractContext<'_>) -> (MeasuredNames, Vec<MeasuredLine>) {
    let decoded = decode_html(&page.body, page.content_type.as_deref());
    let (html, _) = parse_html(unmangled(&decoded.text).unwrap_or(decoded.text));
    let address = web_address(&page.final_url);
    let (head, _) = PageHead::read(&html, address, context);
    let base = base_address(&head);
    let title = choose_title(&head);
    let subtitle = choose_subtitle(&head, &title);
    let facts = story_facts(&head, (&title, subtitle.as_deref()), base.as_ref());
    super::story::measured_lines(&html, &facts)
}

/// What is known before the body is looked for.
fn story_facts<'a>(
    head: &'a PageHead<'_>,
    (title, subtitle): (&'a str, Option<&'a str>),
    base: Option<&'a Url>,
) -> StoryFacts<'a> {
    StoryFacts {
        title,
        subtitle,
        description: head.meta.first(&["og:description", "description", "twitter:description"]),
        kind: head.structured.kind,
        structured_body: head.structured.body.as_deref(),
        base,
        rule: head.rule,
        hints: Some(head.hints),
        recurring: None,
    }
}

/// The address, unless it only names a local file.
pub(super) fn web_address(url: &Url) -> Option<&Url> {
    (url.scheme() != "file").then_some(url)
}

/// A warning when bytes had no meaning in the page's charset.
pub(super) fn decoding_warning(decoded: &Decoded) -> Option<Warning> {
    decoded.had_errors.then(|| {
        Warning::new(format!("some bytes have no meaning in {} and were replaced by U+FFFD", decoded.charset))
    })
}

/// Warnings for the parts that no article should be without.
pub(super) fn missing_parts(article: &Article) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if article.title.is_empty() {
        warnings.push(Warning::new("no title was found"));
    }
    if article.blocks.is_empty() {
        warnings.push(Warning::new("no article text was found in the page"));
    }
    warnings
}

/// Puts the dates that were chosen into the article.
pub(super) fn set_dates(
    article: &mut Article,
    evidence: DateEvidence,
    site_zone: Option<Tz>,
    now: DateTime<Utc>,
) {
    let language = article.language.as_deref().and_then(|tag| tag.split(['-', '_']).next());
    let zones = PlaceZones {
        line: evidence.zone.or(site_zone),
        home: evidence.clock_zone.or(article.site.as_deref().and_then(zone_of_site)),
        opening: evidence.opening_zone,
        language: language.and_then(time_zone_of_language),
    };
    let chosen = choose_dates(evidence.found, zones, now);
    if article.authors.is_empty() {
        article.authors.extend(evidence.reporter);
    }
    article.warnings.extend(chosen.doubt.map(Warning::new));
    article.dateline = evidence.dateline;
    if let Some((value, precision, from)) = chosen.published {
        article.published_at = Some(value);
        article.published_precision = Some(precision);
        article.published_from = Some(from);
    }
    if let Some((value, from)) = chosen.modified {
        article.modified_at = Some(value);
        article.modified_from = Some(from);
    }
    article.date_candidates = chosen.candidates;
}

/// The zone of the country whose domain a site has.
fn zone_of_site(site: &str) -> Option<Tz> {
    site.rsplit('.').next().and_then(time_zone_of_country)
}

/// What relative addresses are resolved against: `<base>`, the page's address, or the one that a local file states.
fn base_address(head: &PageHead<'_>) -> Option<Url> {
    let own = head.address.cloned().or_else(|| head.stated_addresses().into_iter().next());
    /// Bytes of the longest; each related link repeats it.
    const LONGEST: usize = 2_000;
    let href = select_first(head.html, "base[href]").and_then(|base| base.attr("href"));
    let href = href.filter(|href| href.len() <= LONGEST);
    let base = href.and_then(|href| match &own {
        Some(own) => own.join(href.trim()).ok(),
        None => Url::parse(href.trim()).ok(),
    });
    base.filter(|base| matches!(base.scheme(), "http" | "https")).or(own)
}

/// Where the languages of [`stated_languages`] stand.
const LANGUAGE_PLACES: [&str; 8] = [
    "html lang",
    "json-ld",
    "meta content-language",
    "meta og:locale",
    "meta dc.language",
    "article lang",
    "site-rule",
    "feed",
];

/// Languages stated for the text, the most trusted first.
fn stated_languages<'h>(head: &'h PageHead<'_>) -> [Option<&'h str>; 8] {
    let root = head.html.root_element();
    let body = || select_first(head.html, "body[lang]").and_then(|body| body.attr("lang"));
    [
        root.attr("lang").or_else(|| root.attr("xml:lang")).or_else(body),
        head.structured.language.as_deref(),
        head.meta.first(&["content-language", "language"]),
        head.meta.first(&["og:locale"]),
        head.meta.first(&["dc.language", "dcterms.language", "citation_language", "cxenseparse:language"]),
        select_first(head.html, "article[lang]").and_then(|article| article.attr("lang")),
        head.rule.and_then(|rule| rule.language.as_deref()),
        head.hints.language.as_deref(),
    ]
}

/// Text that shows the language before the body is known: title, standfirst, description.
fn opening_words(head: &PageHead<'_>, article: &Article) -> String {
    let description = head.meta.first(&["og:description", "description"]).unwrap_or_default();
    format!("{} {} {description}", article.title, article.subtitle.as_deref().unwrap_or_default())
}

fn fill_address(article: &mut Article, head: &PageHead<'_>) {
    let stated = head.stated_addresses();
    let Some(address) = head.address else {
        article.canonical_url = stated.into_iter().next().map(String::from);
        return;
    };
    let canonical = stated.into_iter().find(|stated| plausible_canonical(address, stated));
    article.canonical_url = Some(canonical.map_or_else(|| address.to_string(), String::from));
    article.site = site_of(address);
}

fn fill_head(article: &mut Article, head: &PageHead<'_>, story: &Story<'_>) {
    let places = BylinePlaces { lines: &story.surrounding_lines, blocks: &story.blocks };
    let byline = choose_byline(head, places);
    article.section = choose_section(head, &article.title, &story.surrounding_lines);
    article.publisher = head.publisher();
    article.byline = byline.raw;
    article.authors = byline.authors;
    article.keywords = head.keywords();
    article.licence = head.licence();
    article.access = match head.access() {
        Access::Unknown if story.is_paywalled => Access::Paywalled,
        stated => stated,
    };
}

fn fill_language(article: &mut Article, head: &PageHead<'_>, story: &Story<'_>) {
    /// Letters of body from which it shows the language better than anything around it.
    const ENOUGH: usize = 200;
    /// Letters from which more text tells no more of the language.
    const AMPLE: usize = 3_000;
    let letters = story.blocks.iter().flat_map(|block| block.text.chars().chain([' ']));
    let mut sample: String = letters.take(AMPLE).collect();
    if sample.chars().count() < ENOUGH {
        sample = format!("{} {sample}", opening_words(head, article));
    }
    article.language = identify_language(&sample, &stated_languages(head));
    article.direction = direction_of(article.language.as_deref(), &sample);
}

fn fill_dates(
    article: &mut Article,
    head: &PageHead<'_>,
    story: &Story<'_>,
    (page, context): (&Page, &ExtractContext<'_>),
) {
    let site_zone = context.rule.and_then(|rule| rule.time_zone);
    let language = article.language.clone();
    let formats = context.rule.map_or(&[][..], |rule| rule.date_formats.as_slice());
    let dates =
        DateContext { now: context.now, language: language.as_deref(), time_zone: site_zone, formats };
    let evidence = gather_dates(head, story, &page.validators, &dates);
    set_dates(article, evidence, site_zone, context.now);
}

fn fill_body(article: &mut Article, story: Story<'_>, head: &PageHead<'_>, base: Option<&Url>) {
    article.related = story.related;
    article.images = with_stated_image(story.images, head, base);
    add_enclosures(article, head.hints);
    let mut blocks = story.blocks;
    if blocks.is_empty() {
        blocks = feed_content(head);
        if !blocks.is_empty() {
            article
                .warnings
                .push(Warning::new("the page holds no article text; the text of its feed entry was taken"));
        }
    }
    article.set_blocks(blocks);
    article.word_count = count_words(&article.body);
}

/// The paragraphs of the feed entry's content.
fn feed_content(head: &PageHead<'_>) -> Vec<Block> {
    let Some(content) = head.hints.content.as_deref() else { return Vec::new() };
    let (html, _) = parse_html(content);
    let facts = StoryFacts { base: head.address, rule: head.rule, ..StoryFacts::default() };
    let blocks = read_story(&html, &facts).blocks;
    if !blocks.is_empty() {
        return blocks;
    }
    let text = whole_text_of(html.root_element());
    if text.is_empty() { Vec::new() } else { vec![Block { kind: BlockKind::Paragraph, text }] }
}

/// The images of the story, led by the one that the page states when it is not among them.
fn with_stated_image(mut images: Vec<Image>, head: &PageHead<'_>, base: Option<&Url>) -> Vec<Image> {
    let stated = head.meta.first(&[
        "og:image:secure_url",
        "og:image",
        "og:image:url",
        "twitter:image",
        "twitter:image:src",
    ]);
    let stated = stated.and_then(|text| match base {
        Some(base) => base.join(text).ok(),
        None => Url::parse(text).ok(),
    });
    let stated = stated.filter(|url| matches!(url.scheme(), "http" | "https"));
    if let Some(url) = stated
        && !images.iter().any(|image| same_picture(&image.url, &url))
    {
        images.insert(0, Image { url: url.into(), caption: None, credit: None });
    }
    images
}

/// Whether two addresses show the same picture, perhaps in two sizes told by the query.
fn same_picture(known: &str, stated: &Url) -> bool {
    Url::parse(known)
        .is_ok_and(|known| known.host_str() == stated.host_str() && known.path() == stated.path())
}
