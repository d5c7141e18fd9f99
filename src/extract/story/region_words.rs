//! Words in `class` and `id` by which pages name their regions: regular tables, in the languages that sites are built in.

/// Whole class names of elements that are not shown. Sorted.
#[rustfmt::skip]
pub(super) const HIDDEN_WORDS: &[&str] = &[
    "a11y-hidden", "assistive-text", "d-none", "display-none", "element-invisible", "hidden", "is-hidden", "js-hidden", "off-screen",
    "offscreen", "screen-reader", "screen-reader-only", "screen-reader-text", "screen-readers", "screenreader", "sr-only", "sr-text", "sronly", "u-hidden",
    "vh", "visually-hidden", "visually-hidden-focusable",
    "visuallyhidden",
];

/// Captions and credits of images. Sorted.
#[rustfmt::skip]
pub(super) const CAPTION_WORDS: &[&str] = &[
    "bildnachweis", "bildtext", "bildunterschrift", "caption", "captions", "captiontext", "copyright", "credit", "creditline",
    "credits", "didascalia", "figcaption", "imagecaption", "imagecredit", "imgcaption", "legenda", "legende", "leyenda",
    "photocaption", "photocredit", "photographer", "pie", "piedefoto", "piefoto", "podpis", "wpcaption",
];

/// Boxes of links to other stories. Sorted.
#[rustfmt::skip]
pub(super) const RELATED_WORDS: &[&str] = &[
    "alsoread", "correlate", "correlati", "crosslink", "inlinerelated", "interlink", "interlinks", "jprelatedposts", "leatambien",
    "leiamais", "leiatambem", "linkedstory", "lireaussi", "mgid", "morenews", "noticiasrelacionadas", "outbrain", "plista",
    "readalso", "readmore", "readnext", "recommend", "recommendation", "recommendations", "recommended", "relacionada", "relacionadas",
    "relacionado", "relacionados", "related", "relatedarticle", "relatedarticles", "relatedcontent", "relatedcontents", "relatedlinks", "relatednews",
    "relatedposts", "relateds", "relatedstories", "revcontent", "seealso", "similar", "taboola", "verwandte", "yarpp",
    "zergnet",
];

/// Everything else beside the story. Sorted.
#[rustfmt::skip]
pub(super) const SIDE_WORDS: &[&str] = &[
    "abo", "abonnement", "ad", "adbox", "adcontainer", "addthis", "addtoany", "ads", "adsense",
    "adslot", "adunit", "advert", "advertisement", "advertising", "advertisment", "adverts", "adwrap", "anzeige",
    "appbanner", "articlemeta", "articletools", "audioplayer", "author", "authorbio", "authorbox", "authorinfo", "authorname",
    "authors", "backtotop", "bio", "biography", "breadcrumb", "breadcrumbs", "breaking", "breakingnews", "byline",
    "bylines", "carousel", "ccpa", "colophon", "comentarios", "comment", "commentaires", "commentarea", "commenti",
    "commentlist", "comments", "consent", "cookie", "cookiebar", "cookienotice", "cookies", "copyrights", "dateline",
    "datetime", "dfp", "disclaimer", "disclosure", "discussion", "disqus", "donate", "donation", "donations",
    "dropdown", "emailsignup", "emoji", "entrymeta", "eyebrow", "facebook", "feedback", "follow", "followers",
    "followus", "fontresize", "fontsize", "footer", "gdpr", "googlead", "gpt", "hashtags", "headlines",
    "horoscope", "imprint", "inscription", "jumplinks", "keywords", "kicker", "kommentar", "kommentare", "latest",
    "latestnews", "legal", "lightbox", "linkedin", "listen", "login", "mailinglist", "mainmenu", "masthead",
    "megamenu", "menu", "menus", "meta", "metadata", "modal", "mostpopular", "mostread", "mostviewed",
    "nav", "navbar", "navi", "navigation", "newsletter", "newsletters", "nextprev", "offers", "onetrust",
    "overlay", "overline", "pagefooter", "pager", "pagination", "paging", "partner", "partners", "pinterest",
    "player", "playlist", "poll", "popular", "popup", "postdate", "postmeta", "postnav", "postnavigation",
    "posttags", "prevnext", "promo", "promobox", "promos", "promotion", "pubblicita", "pubdate", "publicationdate",
    "publicidad", "publicidade", "publicite", "publishdate", "published", "quiz", "rating", "ratings", "reacties",
    "reactions", "readingtime", "readtime", "register", "registration", "reklam", "reklama", "resizer", "rss",
    "scrolltotop", "searchbox", "searchform", "share", "sharebar", "sharedaddy", "sharethis", "sharing", "sidebar",
    "sidebars", "signin", "signup", "sitefooter", "siteheader", "skip", "skiplink", "skiplinks", "slider",
    "slideshow", "snackbar", "social", "socialbar", "socialicons", "socialmedia", "socials", "socialshare", "speech",
    "sponsor", "sponsored", "sponsors", "submenu", "subscribe", "subscribebox", "subscription", "survey", "swiper",
    "tagcloud", "taglist", "tags", "tagslist", "teaser", "teasers", "telegram", "textsize", "ticker",
    "timestamp", "toast", "toc", "toolbar", "tools", "tooltip", "topbar", "topiclist", "topics",
    "topmenu", "trending", "tts", "twitter", "videoplayer", "vote", "voting", "weather", "werbung",
    "whatsapp", "widgetarea",
];

/// Neighbouring words, written together, that name what is beside the story. Sorted.
#[rustfmt::skip]
pub(super) const SIDE_WORD_PAIRS: &[&str] = &[
    "aboutauthor", "aboutauthors", "adcontainer", "adplaceholder", "adslot", "adunit", "adwrapper", "alsolike", "articledate",
    "articlefooter", "articlemeta", "articlepromo", "articletags", "articletools", "audioplayer", "authorbio", "authorbox", "authorinfo",
    "backtop", "bottomads", "breakingnews", "commentform", "commentlist", "commentssection", "cookiebanner", "cookienotice", "dateline",
    "emailarticle", "emailsignup", "entryfooter", "entrymeta", "entrytags", "factsbox", "followus", "fontresize", "fontsize",
    "giftarticle", "googlead", "inlinepromo", "latestnews", "mailchimp", "maylike", "mcembed", "morefrom", "morenews",
    "morestories", "mostpopular", "mostread", "mostviewed", "navlinks", "nextprev", "pagenav", "pollbox", "postdate",
    "postedby", "postedon", "postfooter", "postmeta", "postnav", "postnavigation", "posttags", "prevnext", "printarticle",
    "pubdate", "publishdate", "readalso", "readingtime", "readmore", "readnext", "readtime", "respondform", "savearticle",
    "scrolltop", "seealso", "sharebar", "sharebuttons", "skiplink", "skipto", "socialbar", "socialicons", "sociallinks",
    "storydate", "storyfooter", "storymeta", "storypromo", "storytags", "tagcloud", "taglist", "tagsbox", "tagslist",
    "textsize", "topads", "topnews", "upnext", "videoplayer", "writtenby", "youmight", "younext",
];
