//! The parser as a whole: what becomes of misnested, broken and hostile markup.

use proptest::prelude::*;

use super::{Edge, Html, Node, NodeRef, Selector, parse_html};

/// Depth of the tree, and its nodes.
fn measure(html: &Html) -> (usize, usize) {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    for edge in html.root().traverse() {
        match edge {
            Edge::Open(_) => depth += 1,
            Edge::Close(_) => depth -= 1,
        }
        deepest = deepest.max(depth);
    }
    (deepest, html.nodes().count())
}

fn check(page: &str, most_nodes: usize, warning: Option<&str>) -> String {
    let (html, warnings) = parse_html(page);
    let (depth, nodes) = measure(&html);
    assert!(depth <= 530, "depth {depth}");
    assert!(nodes <= most_nodes, "{nodes} nodes");
    match warning {
        Some(part) => {
            assert!(warnings.iter().any(|warning| warning.as_str().contains(part)), "{warnings:?}")
        }
        None => assert!(warnings.is_empty(), "{warnings:?}"),
    }
    html.root_element().text().collect()
}

#[test]
fn ordinary_page_is_read_without_warning() {
    let text = check("<p>One <b>two</p><p>three</b> four<table><tr><td>five", 60, None);
    assert_eq!(text, "One twothree fourfive");
}

#[test]
fn deep_nesting_is_flattened_and_its_text_kept() {
    let page = format!("{}deep{}<p>after", "<div>".repeat(100_000), "</div>".repeat(100_000));
    assert_eq!(check(&page, 1_000, Some("nested")), "deepafter");
}

#[test]
fn alternating_nesting_is_flattened() {
    check(&"<ul><li><table><tr><td><span>".repeat(5_000), 2_000, Some("nested"));
}

#[test]
fn unclosed_formatting_does_not_multiply() {
    let attack: String = (0..2_000).map(|n| format!("<b><i><a x{n}>")).collect();
    check(&attack, 40_000, Some("nested"));
}

#[test]
fn formatting_repeated_in_every_paragraph_is_bounded() {
    let attack: String = (0..2_000).map(|n| format!("<p><font a{n}><b>x</p>")).collect();
    check(&attack, 60_000, Some(""));
}

#[test]
fn attributes_by_the_thousand_are_cut() {
    let attributes: String = (0..20_000).map(|n| format!(" a{n}='{n}'")).collect();
    let page = format!("<p class=x{attributes}>text</p><p>more");
    let (html, warnings) = parse_html(&page);
    let most = html.root_element().descendent_elements().map(|element| element.value().attrs().count()).max();
    assert_eq!(most, Some(256));
    assert!(warnings[0].as_str().contains("attributes"), "{warnings:?}");
    assert_eq!(check(&page, 20, Some("attributes")), "textmore");
}

#[test]
fn repeated_body_tags_do_not_pile_up_attributes() {
    let page: String = (0..5_000).map(|n| format!("<body a{n}=1>")).collect();
    let (html, _) = parse_html(&page);
    let most = html.root_element().descendent_elements().map(|element| element.value().attrs().count()).max();
    assert!(most <= Some(257), "{most:?}");
}

#[test]
fn twenty_megabytes_end_at_the_node_budget() {
    let page = "<p>Some ordinary <i>words</i> in a row.</p>\n".repeat(20_000_000 / 43);
    let text = check(&page, 501_000, Some("rest of the page"));
    assert!(text.len() > 1_000_000);
}

#[test]
fn templates_and_misnested_tables_are_read() {
    check("<template><p>one</p><template>two</template></template><table>three<b><tr><td>four</b>", 60, None);
    check(&"<template>".repeat(5_000), 2_000, Some("nested"));
    check(&"<svg><table><select><option>".repeat(3_000), 13_000, None);
}

#[test]
fn script_text_is_not_mistaken_for_tags() {
    let script = "if (a<b && c) { x = 1 } ".repeat(2_000);
    let page = format!("<script>{script}</script><p>text");
    let (html, warnings) = parse_html(&page);
    assert!(warnings.is_empty(), "{warnings:?}");
    assert!(html.root_element().text().collect::<String>().starts_with(&script));
}

/// The tree as nested text: `p(b(one) two)`; white space alone, comments and what is in an `svg` left out.
fn outline(node: NodeRef<'_>) -> String {
    let mut outline = String::new();
    for edge in node.traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) => outline.push_str(text.trim_ascii()),
                Node::Element(element) => {
                    outline.push_str(element.name());
                    outline.push('(');
                }
                Node::Document => {}
            },
            Edge::Close(node) if node.value().is_element() => outline.push(')'),
            Edge::Close(_) => {}
        }
    }
    outline
}

/// The same of html5ever's tree.
fn reference_outline(page: &str) -> String {
    let html = scraper::Html::parse_document(page);
    let mut outline = String::new();
    for edge in html.tree.root().traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) => match node.value() {
                scraper::Node::Text(text) => outline.push_str(text.trim_ascii()),
                scraper::Node::Element(element) => {
                    outline.push_str(element.name());
                    outline.push('(');
                }
                _ => {}
            },
            ego_tree::iter::Edge::Close(node) if node.value().is_element() => outline.push(')'),
            ego_tree::iter::Edge::Close(_) => {}
        }
    }
    outline
}

fn check_like_browsers(page: &str) {
    let page = format!("<!doctype html>{page}");
    let (html, _) = parse_html(page.as_str());
    assert_eq!(outline(html.root()), reference_outline(&page), "{page}");
}

#[test]
fn misnested_markup_ends_up_where_browsers_put_it() {
    for page in [
        "<p>1<b>2<i>3</b>4</i>5</p>",
        "<b>1<p>2</b>3</p>",
        "<a href=1>x<div>y<a href=2>z</div></a>",
        "<b><i><u><em><p>1</b>2",
        "<table>a<tr>b<td>c</table>d",
        "<table><b><tr><td>x</b></td>y</tr></table>z",
        "<table><form><tr><td><input type=hidden></form></table>",
        "<table><tr><td><table><tr><td>1</table>2<td>3",
        "<table><caption>1<tr><td>2<tfoot><col><td>3",
        "<ul><li>1<li>2<ul><li>3</ul><li>4</ul><dl><dt>a<dd>b<dt>c</dl>",
        "<h1>a<h2>b</h3>c",
        "</p></br></div>x<p>y<p>z<form><form>a</form></form>",
        "<select><option>1<option>2<optgroup><option>3</select><button><p>x<button>y",
        "<ruby>a<rt>b<rt>c<rp>d</ruby>",
        "<div><p><span>1</div>2</span>3</p>",
        "<head><title>a</title><p>b<title>c</title></head><body class=x>d<body id=y>e</body>f</html>g",
        "<!doctype html><meta name=a><link rel=b>text<meta name=c>",
        "<script>a</script><script><!-- <script>b</script> --></script>c",
        "<textarea>\n<b></textarea><pre>\nx</pre><noscript><p>y</noscript><iframe><p></iframe>z",
        "<object><b>x</object>y<marquee><p></marquee>z",
        "<svg></svg>a<svg/>b<svg></svg>",
        "<nobr>1<nobr>2</nobr>3",
        "a<!-- b --!>c<!>d<!-->e<?pi?>f<![CDATA[g]]>h</ >i</>j< k<l",
        "<p a=1 a=2 B='x>y' c=\"'\" d=e/f g>x",
        "<div></p></div><p><table><p>x</table>",
        "<template><tr><td>1</template><template>2<div></template>3",
    ] {
        check_like_browsers(page);
    }
}

/// Markup that goes wrong in any order.
const PIECES: &str = "<div> </div> <p> </p> <b> </b> <i> </i> <a_href=x> </a> <span> </span> <table> </table> <tr> </tr> <td> </td> <th> \
     <tbody> </tbody> <caption> <ul> </ul> <li> </li> <dl> <dt> <dd> <h1> <h2> </h1> <br> </br> <em_class=y> </em> <font_color=z> \
     </font> <form> </form> <button> </button> <select> </select> <option> <pre> </pre> <object> </object> <nobr> <custom-x> \
     </custom-x> one two_ &amp; <img_class='Xy_z'> <i_itemprop=name_id=xy> <a_rel='x_author'_class=y> <td_itemprop=name> <hr> <input> <section> <colgroup>";

/// Selectors of the kinds that this room asks with.
const QUERIES: [&str; 14] = [
    "p",
    "ul li, li",
    "p + p, h1 + h2",
    "a[href]",
    "[href]",
    "[class*=Y i]",
    "[class*=y]",
    "[class~=y i]",
    "[class=y]",
    "[class*=y i] a, b",
    "[itemprop=name], [rel~=AUTHOR]",
    "td[itemprop='name']",
    "article h1, div p b",
    "[id*=y i]",
];

/// Pieces of it in any order.
fn soup() -> impl Strategy<Value = String> {
    let pieces: Vec<String> = PIECES.split(' ').map(|piece| piece.replace('_', " ")).collect();
    proptest::collection::vec(proptest::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn tag_soup_is_read_as_browsers_read_it(page in soup()) {
        check_like_browsers(&page);
    }

    #[test]
    fn the_index_answers_as_a_walk_does(page in soup()) {
        let (html, _) = parse_html(page);
        for css in QUERIES {
            let selector = Selector::parse(css).unwrap();
            let walked: Vec<_> = html.select(&selector).collect();
            prop_assert_eq!(html.query(css).unwrap(), walked, "{}", css);
            for element in html.elements().take(10) {
                let walked: Vec<_> = element.select(&selector).collect();
                prop_assert_eq!(element.query(css).unwrap(), walked, "{}", css);
            }
        }
    }

    #[test]
    fn any_text_is_read(page in "\\PC{0,200}", cut in 0..200_usize) {
        let markup = format!("<div a='{page}'>{page}<!--{page}--><script>{page}</script>&{page};");
        let end = markup.floor_char_boundary(cut.min(markup.len()));
        let (html, _) = parse_html(&markup[..end]);
        prop_assert!(html.nodes().count() >= 4);
        let (html, _) = parse_html(page);
        prop_assert!(html.nodes().count() >= 4);
    }
}

#[test]
fn selectors_that_the_index_does_not_know_are_left_to_the_walk() {
    let (html, _) = parse_html("<p class=a id=b>x<i>y</i></p>");
    for css in
        ["p.a", "#b", "p > i", "p:first-child", "*", "[data-x]", "p[[", "", "p,", "[class^=a]", "amp-img"]
    {
        assert_eq!(html.query(css), None, "{css}");
    }
    assert_eq!(html.select(&Selector::parse("p.a > i:not(.x), #b").unwrap()).count(), 2);
}

#[test]
fn a_page_that_breaks_off_is_read_and_says_so() {
    let page = "<html><body><div><p>One.</p><p>Two <a href='x'>three</a> four.</p></div></body></html>";
    check(page, 60, None);
    for end in [page.len() - 20, page.len() - 45, page.len() - 48] {
        assert!(check(&page[..end], 60, Some("breaks off")).starts_with("One."), "{}", &page[..end]);
    }
    check("<p>A piece <b>of a", 60, None);
    check("<body><p>No end tags at all", 60, None);
    check("<body><p>x<script>var a", 60, Some("breaks off"));
}
