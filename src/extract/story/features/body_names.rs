//! Which elements are called like the body of a story, in the languages that sites are built in.

use std::collections::HashMap;

use super::super::region_names::beginning;
use super::super::regions::any_name_word;
use crate::extract::dom::ElementRef;

/// How surely an element is called like a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum BodyName {
    /// Not at all.
    None,
    /// One of its words is used for bodies among other things.
    Word,
    /// By a name that only bodies have.
    Name,
    /// `itemprop=articleBody`.
    Declared,
}

/// What the elements of a page are called, each class list read once.
#[derive(Debug, Default)]
pub(super) struct BodyNames {
    by_class: HashMap<usize, BodyName>,
}

impl BodyNames {
    /// What an element's names say of its being a body.
    pub(super) fn of(&mut self, element: &ElementRef<'_>) -> BodyName {
        if element.attr("itemprop").is_some_and(|name| name.eq_ignore_ascii_case("articleBody")) {
            return BodyName::Declared;
        }
        let by_class = element.attr("class").map(|names| {
            *self.by_class.entry(element.class_number()).or_insert_with(|| said_by(beginning(names)))
        });
        let others =
            ["id", "data-component", "data-testid"].into_iter().filter_map(|name| element.attr(name));
        let others = others.map(|names| said_by(beginning(names)));
        by_class.into_iter().chain(others).max().unwrap_or(BodyName::None)
    }
}

/// What the words of one attribute say.
fn said_by(names: &str) -> BodyName {
    let (mut best, mut pair) = (BodyName::None, String::new());
    any_name_word(names, |word| {
        pair.push_str(word);
        let is_name = |word: &str| BODY_NAMES.binary_search(&word).is_ok();
        if is_name(word) || is_name(&pair) {
            best = BodyName::Name;
        } else if best == BodyName::None && BODY_WORDS.binary_search(&word).is_ok() {
            best = BodyName::Word;
        }
        pair.clear();
        pair.push_str(word);
        best == BodyName::Name
    });
    best
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
