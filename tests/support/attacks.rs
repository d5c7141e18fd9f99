//! Pages that were made to cost their reader more than an honest page of their size.

/// An attack: what it is, and the page.
pub(crate) type Attack = (&'static str, String);

/// What an attack is, and how a page of some size is made of it.
type Recipe = (&'static str, Box<dyn Fn(usize) -> String>);

/// All attacks, of about `bytes` each.
pub(crate) fn attacks(bytes: usize) -> Vec<Attack> {
    recipes().into_iter().map(|(name, make)| (name, make(bytes))).collect()
}

/// One of them.
pub(crate) fn attack(number: usize, bytes: usize) -> Option<Attack> {
    recipes().into_iter().nth(number).map(|(name, make)| (name, make(bytes)))
}

fn recipes() -> Vec<Recipe> {
    nesting().into_iter().chain(broken()).chain(metadata()).chain(texts()).collect()
}

/// A piece repeated up to the size, between a beginning and an end.
fn many(name: &'static str, start: &'static str, piece: &'static str, end: &'static str) -> Recipe {
    let make = move |bytes: usize| format!("{start}{}{end}", piece.repeat(bytes / piece.len() + 1));
    (name, Box::new(make))
}

/// The same with numbers in place of `#` in the piece.
fn numbered(name: &'static str, start: &'static str, piece: &'static str, end: &'static str) -> Recipe {
    let make = move |bytes: usize| {
        let mut page = String::with_capacity(bytes + 200);
        page.push_str(start);
        let mut number = 0;
        while page.len() < bytes {
            page.push_str(&piece.replace('#', &number.to_string()));
            number += 1;
        }
        page.push_str(end);
        page
    };
    (name, Box::new(make))
}

fn nesting() -> Vec<Recipe> {
    let deep = |name, piece| many(name, "", piece, "");
    vec![
        deep("nested boxes", "<div>"),
        deep("nested lists", "<ul><li>x"),
        deep("nested tables", "<table><tr><td>x"),
        deep("tables in nothing", "<table>"),
        deep("alternating nesting", "<ul><li><table><tr><td><span>"),
        numbered("open formatting", "", "<b><i><a x#>", ""),
        numbered("formatting in every paragraph", "", "<p><font a#><b>x</p>", ""),
        deep("formatting closed by blocks", "<b><p></b><i><div></i>x"),
        deep("fostered formatting", "<table><b>x"),
        many("fostered text", "<table>", "x<b></b>", ""),
        deep("open links", "<a href=x>some words here"),
        deep("open paragraphs", "<p>some words here"),
        many("open cells", "<table>", "<td>1<tr>", ""),
        deep("open forms and buttons", "<form><button><select><option>"),
        deep("open objects", "<object><b>"),
        deep("open templates", "<template><tr>"),
        deep("open svg", "<svg><g><desc><p>"),
        deep("open headings", "<h1>Bridge <h2>opens "),
        many("items in boxes", "<ul>", "<li><div>", ""),
        deep("line breaks", "<br>"),
        deep("empty elements", "<i></i>"),
        numbered("elements of many names", "", "<x-#>y</x-#>", ""),
    ]
}

fn broken() -> Vec<Recipe> {
    let only = |name, piece| many(name, "", piece, "");
    vec![
        numbered("attributes", "<p ", " a#=#", ">text"),
        numbered("attributes of the body", "", "<body a#=1>", ""),
        many("one attribute", "<p class='", "side bar ", "'>text"),
        numbered("classes", "", "<p class='byline author entry-title c#'>x", ""),
        numbered("ids", "", "<p id='byline-#' itemprop=author>x", ""),
        only("angle brackets", "<"),
        only("end tags", "</"),
        only("end tags of nothing", "</b></p></br></table></x>"),
        only("open comments", "<!--"),
        many("dashes in a comment", "<!--", "- -", ""),
        only("declarations", "<!x"),
        only("open quotes", "<a href=\""),
        many("open script", "<script>", "</scrip", ""),
        only("scripts in comments", "<script><!--<script>"),
        many("scripts in closed comments", "<script>", "<!--<script></script>-->", ""),
        many("open title", "<title>", "</titl", ""),
        only("references", "&amp;&lt"),
        only("no references", "&abcdefghijklmnopqrstuvwxyz&"),
        only("text and comments", "x<!---->y</b>"),
        only("text and dropped tags", "x<head a='&amp;'>"),
        only("carriage returns", "\r"),
        only("null characters", "<p\0>\0"),
    ]
}

fn metadata() -> Vec<Recipe> {
    const JSON: &str = "<script type=application/ld+json>";
    const END: &str = "</script>";
    vec![
        many("nested JSON-LD", JSON, "{\"@graph\":[", END),
        many("nested arrays in JSON-LD", JSON, "[", END),
        many(
            "objects in JSON-LD",
            "<script type=application/ld+json>[",
            "{\"@type\":\"NewsArticle\",\"headline\":\"A\",\"author\":[{\"name\":\"B C\"}],\"keywords\":\"d\"},",
            "1]</script>",
        ),
        many(
            "blocks of JSON-LD",
            "",
            "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"A\"}</script>",
            "",
        ),
        many("broken JSON-LD", "", "<script type=application/ld+json>{\"a\":\"\n</script>", ""),
        many(
            "body in JSON-LD",
            "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"articleBody\":\"",
            "one two ",
            "\"}</script>",
        ),
        numbered("meta elements", "", "<meta name=author content='A B#'><meta name=n# content=x>", ""),
        many("one title", "<title>", "bridge - opens | ", "</title><h1>x</h1>"),
        many("one headline", "<h1>", "bridge - opens | ", "</h1>"),
        many("one description", "<meta name=description content='", "bridge opens ", "'><h2>x</h2>"),
        numbered("headlines", "", "<h1>The bridge # opens</h1>", ""),
        numbered("properties", "", "<i itemprop=keywords>word#</i>", ""),
        many("nested properties", "", "<div itemscope itemtype=Article><i itemprop=author>", ""),
        many("times", "", "<time datetime=2021-03-18>18 March 2021</time> ", ""),
        numbered("images", "", "<figure><img src=/i#.jpg><figcaption>A caption</figcaption></figure>", ""),
    ]
}

fn texts() -> Vec<Recipe> {
    const STORY: &str =
        "<h1>Bridge opens</h1><p>The old bridge opens again on Monday, the mayor said in the town hall.</p>";
    let only = |name, piece| many(name, "", piece, "");
    vec![
        only("text", "Some ordinary words in a row. "),
        only("one word", "x"),
        only("one number", "7"),
        only("white space", " \n\t"),
        only("text without spaces", "東京は今日も晴れ"),
        only("combining marks", "e\u{301}\u{302}"),
        only("invisible characters", "\u{200b}\u{ad}"),
        only("paragraphs", "<p>Some ordinary <i>words</i> in a row, said the mayor.</p>"),
        many("dated lines", "", "<p>4 May 2021, 10:15</p>", STORY),
        many("dated lines below", STORY, "<p>Published on 4 May 2021 at 10:15</p>", ""),
        many("bylines", "", "<p>By Ida Falk and Karl Stein</p>", STORY),
        numbered("links", STORY, "<li><a href=/s#>Another story of the town</a></li>", ""),
        numbered("links in one paragraph", "", "<a href=/s#>Another story of the town</a> ", ""),
        only("agencies", "AP Reuters AFP dpa - "),
        only("commas", "a, b; c | "),
        many("table", "<table>", "<tr><td>1<td>2<td>3", "</table>"),
        only("story after story", STORY),
    ]
}
