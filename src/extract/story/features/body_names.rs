//! Which elements are called like the body of a story, in the languages that sites are built in.

use super::super::regions::name_words;
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

/// What an element's names say of its being a body.
pub(super) fn body_name(element: &ElementRef<'_>) -> BodyName {
    let itemprop = element.attr("itemprop").unwrap_or_default();
    if itemprop.eq_ignore_ascii_case("articleBody") {
        return BodyName::Declared;
    }
    let names = [
        element.attr("class"),
        element.attr("id"),
        element.attr("data-component"),
        element.attr("data-testid"),
    ];
    let words: Vec<String> = names.into_iter().flatten().flat_map(name_words).take(60).collect();
    let is_body_pair = |word: &str| BODY_NAMES.binary_search(&word).is_ok();
    if words.iter().any(|word| is_body_pair(word))
        || words.windows(2).any(|pair| is_body_pair(&pair.concat()))
    {
        return BodyName::Name;
    }
    let is_body_word = |word: &String| BODY_WORDS.binary_search(&word.as_str()).is_ok();
    if words.iter().any(is_body_word) { BodyName::Word } else { BodyName::None }
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
