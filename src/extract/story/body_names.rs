//! How elements are called that are the body of a story, in the languages that sites are built in.

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

/// Names of bodies, two words written together.
#[rustfmt::skip]
pub(super) const BODY_NAMES: &[&str] = &[
    "articlebody", "articlecontent", "articledetail", "articledetails", "articlemain", "articletext", "blogcontent", "bodycontent", "bodycopy",
    "bodytext", "contentarticle", "contentbody", "contentdetail", "contentmain", "contenttext", "detailbody", "detailcontent", "detailstext",
    "detailtext", "entrybody", "entrycontent", "entrytext", "fulltext", "innerpost", "maintext", "newsbody", "newscontent",
    "newsdetail", "newsdetails", "newstext", "pagecontent", "postbody", "postcontent", "postentry", "posttext", "richtext",
    "singlecontent", "singlepost", "storybody", "storycontent", "storydetail", "storydetails", "storytext", "tdpostcontent", "textcontent",
    "viewcontent",
];

/// Single words that bodies are called by.
#[rustfmt::skip]
pub(super) const BODY_WORDS: &[&str] = &[
    "article", "articles", "artigo", "artikel", "artykul", "beitrag", "body", "clanek", "contenido",
    "content", "contenu", "conteudo", "corpo", "corps", "cuerpo", "detail", "details", "entry",
    "haber", "inhalt", "materia", "news", "nota", "noticia", "post", "prose", "rte",
    "single", "story", "testo", "text", "texte", "texto", "tresc", "wysiwyg",
];
