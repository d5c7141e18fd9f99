//! Which element holds the story: where the running text is, helped by what elements are called and by what is known of the text.

use std::collections::HashMap;
use std::ops::Range;

use super::StoryFacts;
use super::evidence::Evidence;
use super::lines::{Line, PageLines};
use super::prose::{ends_like_a_sentence, is_running_text};
use super::regions::{Region, name_words};
use crate::extract::dom::{ElementRef, Html, NodeId, Selector};
use crate::model::BlockKind;

/// What an element further up gets of a line's weight, a level.
const DECAY_PER_LEVEL: f64 = 0.8;

/// Levels of ancestors that a line counts for.
const LEVELS: usize = 10;

/// Lines between the headline and a story, at most.
const FAR_FROM_HEADLINE: usize = 40;

/// Levels above the best container at which more of the story is looked for.
const LEVELS_UP: usize = 10;

/// Finds the element that holds the story. `None` when the page has no running text.
pub(super) fn find_container<'a>(
    html: &'a Html,
    page: &PageLines<'a>,
    facts: &StoryFacts<'_>,
    evidence: &Evidence,
) -> Option<ElementRef<'a>> {
    if let Some(chosen) = chosen_by_rule(html, facts) {
        return Some(chosen);
    }
    let weights: Vec<f64> = page.lines.iter().map(|line| weight(line, evidence)).collect();
    let mut scores: HashMap<NodeId, (f64, usize, ElementRef<'a>)> = HashMap::new();
    for (index, line) in page.lines.iter().enumerate().filter(|(index, _)| weights[*index] > 0.0) {
        let mut share = weights[index];
        let holders = containers_of(line.element).filter(|element| page.knows(element.id()));
        for element in holders.take(LEVELS) {
            scores.entry(element.id()).or_insert((0.0, index, element)).0 += share;
            share *= DECAY_PER_LEVEL;
        }
    }
    let headline = page.lines.iter().position(|line| line.element.value().name() == "h1");
    let best = scores.into_values().map(|(score, first, element)| {
        let place = headline.map_or(1.0, |headline| place_factor(headline, &page.range_of(element.id())));
        (score * name_factor(&element) * place, first, element)
    });
    // The first line, then the outer element breaks ties, so that the choice does not hang on the order of a hash table.
    let best = best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)).then(b.2.id().cmp(&a.2.id())))?.2;
    Some(widened(best, page, &weights))
}

fn chosen_by_rule<'a>(html: &'a Html, facts: &StoryFacts<'_>) -> Option<ElementRef<'a>> {
    let selector = Selector::parse(facts.rule?.select.body.as_deref()?).ok()?;
    html.select(&selector).next()
}

/// How much a line speaks for its element being the body.
fn weight(line: &Line<'_>, evidence: &Evidence) -> f64 {
    if line.region != Region::Plain
        || line.kind == BlockKind::Heading
        || line.chars < 20
        || line.link_share() > 0.5
    {
        return 0.0;
    }
    let weight = (line.chars as f64 - 2.0 * line.link_chars as f64).clamp(0.0, 1500.0);
    let form = match (is_running_text(line), ends_like_a_sentence(&line.text)) {
        (true, true) => 1.0,
        (true, false) => 0.7,
        (false, _) => 0.25,
    };
    let known = match evidence.agreement(&line.text) {
        Some(agreement) if agreement > 0.5 => 6.0,
        Some(agreement) if agreement < 0.1 && evidence.is_ample() => 0.5,
        _ => 1.0,
    };
    weight * form * known
}

/// The elements around a line that could hold a story, the innermost first.
fn containers_of(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    let ancestors = element.ancestors().filter_map(ElementRef::wrap);
    std::iter::once(element).chain(ancestors).filter(|element| {
        !matches!(
            element.value().name(),
            "p" | "li"
                | "blockquote"
                | "pre"
                | "tr"
                | "ul"
                | "ol"
                | "dl"
                | "dt"
                | "dd"
                | "span"
                | "b"
                | "i"
                | "em"
                | "strong"
                | "font"
                | "a"
                | "html"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "figure"
                | "tbody"
                | "thead"
                | "small"
                | "u"
        )
    })
}

/// Below 1 for elements that end before the headline or begin far behind it.
fn place_factor(headline: usize, range: &Range<usize>) -> f64 {
    let is_near = range.end > headline && range.start <= headline + FAR_FROM_HEADLINE;
    if is_near { 1.0 } else { 0.5 }
}

/// Above 1 for elements that are called like a body.
fn name_factor(element: &ElementRef<'_>) -> f64 {
    let value = element.value();
    let itemprop = element.attr("itemprop").unwrap_or_default();
    if itemprop.eq_ignore_ascii_case("articleBody") {
        return 2.0;
    }
    let by_element = match value.name() {
        "article" => 1.25,
        "main" => 1.1,
        "body" => 0.8,
        _ => 1.0,
    };
    let names = [
        element.attr("class"),
        element.attr("id"),
        element.attr("data-component"),
        element.attr("data-testid"),
    ];
    let words: Vec<String> = names.into_iter().flatten().flat_map(name_words).take(60).collect();
    let joined = |pair: &[String]| pair.concat();
    let is_body_pair = |word: &str| BODY_NAMES.binary_search(&word).is_ok();
    if words.iter().any(|word| is_body_pair(word)) || words.windows(2).any(|pair| is_body_pair(&joined(pair)))
    {
        return by_element * 1.5;
    }
    let is_body_word = |word: &String| BODY_WORDS.binary_search(&word.as_str()).is_ok();
    by_element * if words.iter().any(is_body_word) { 1.15 } else { 1.0 }
}

/// Climbs to the highest element that adds running text rather than other matter: bodies are cut in pieces by boxes.
fn widened<'a>(best: ElementRef<'a>, page: &PageLines<'a>, weights: &[f64]) -> ElementRef<'a> {
    let around = best.ancestors().filter_map(ElementRef::wrap).filter(|element| page.knows(element.id()));
    let mut widest = best;
    for outer in
        around.take_while(|element| !matches!(element.value().name(), "body" | "html")).take(LEVELS_UP)
    {
        let (inside, outside) = (page.range_of(widest.id()), page.range_of(outer.id()));
        let own: f64 = weights[inside.clone()].iter().sum();
        let (mut added, mut other_chars) = (0.0, 0.0);
        for index in (outside.start..inside.start).chain(inside.end..outside.end) {
            let line = &page.lines[index];
            added += weights[index];
            other_chars += other_matter(line, weights[index]);
        }
        if added > 0.08 * own && added > 1.5 * other_chars {
            widest = outer;
        }
    }
    widest
}

/// How much of a line speaks against its being of one piece with the story: titles that are links most of all.
fn other_matter(line: &Line<'_>, weight: f64) -> f64 {
    let chars = line.chars as f64;
    match (line.region, line.kind) {
        (Region::Plain, _) if line.link_share() > 0.8 => 3.0 * chars,
        (Region::Plain, BlockKind::Heading) => 0.0,
        (Region::Plain, _) if weight < 0.5 * chars => chars,
        _ => 0.0,
    }
}

/// Names of bodies, two words written together. Sorted.
#[rustfmt::skip]
const BODY_NAMES: &[&str] = &[
    "articlebody", "articlecontent", "articledetail", "articledetails", "articlemain", "articletext", "blogcontent", "bodycontent", "bodycopy",
    "bodytext", "contentarticle", "contentbody", "contentdetail", "contentmain", "contenttext", "detailbody", "detailcontent", "detailstext",
    "detailtext", "entrybody", "entrycontent", "entrytext", "fulltext", "innerpost", "maintext", "newsbody", "newscontent",
    "newsdetail", "newsdetails", "newstext", "pagecontent", "postbody", "postcontent", "postentry", "posttext", "richtext",
    "singlecontent", "singlepost", "storybody", "storycontent", "storydetail", "storydetails", "storytext", "tdpostcontent", "textcontent",
    "viewcontent",
];

/// Single words that bodies are called by. Sorted.
#[rustfmt::skip]
const BODY_WORDS: &[&str] = &[
    "article", "articles", "artigo", "artikel", "artykul", "beitrag", "body", "clanek", "contenido",
    "content", "contenu", "conteudo", "corpo", "corps", "cuerpo", "detail", "details", "entry",
    "haber", "inhalt", "materia", "news", "nota", "noticia", "post", "prose", "rte",
    "single", "story", "testo", "text", "texte", "texto", "tresc", "wysiwyg",
];
