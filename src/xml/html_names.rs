//! What the elements of HTML are called.

/// Every element that pages and the texts of feeds use, in order.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "a", "abbr", "acronym", "address", "article", "aside", "audio", "b", "base", "bdi", "bdo", "big",
    "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite", "code", "col", "dd", "del",
    "details", "dfn", "dir", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font",
    "footer", "form", "frame", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "i",
    "iframe", "img", "input", "ins", "kbd", "label", "legend", "li", "link", "main", "map", "mark", "meta",
    "nav", "nobr", "noscript", "object", "ol", "option", "p", "param", "picture", "pre", "q", "s", "samp",
    "script", "section", "select", "small", "source", "span", "strike", "strong", "style", "sub", "summary",
    "sup", "svg", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "tt",
    "u", "ul", "var", "video", "wbr",
];

/// Elements that have no end, in order.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Longest name, in bytes: `blockquote`, `figcaption`.
const LONGEST: usize = 10;

/// Whether HTML has an element of that name, in whatever case.
pub fn is_html_name(name: &str) -> bool {
    stands_in(name, NAMES)
}

/// Whether it is one that has no end.
pub fn is_void_name(name: &str) -> bool {
    stands_in(name, VOID)
}

fn stands_in(name: &str, names: &[&str]) -> bool {
    let mut word = [0; LONGEST];
    let Some(letters) = word.get_mut(..name.len()) else { return false };
    letters.copy_from_slice(name.as_bytes());
    letters.make_ascii_lowercase();
    names.binary_search_by(|one| one.as_bytes().cmp(letters)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case() {
        for (name, expected) in [
            ("BlockQuote", true),
            ("a", true),
            ("h6", true),
            ("guid", false),
            ("", false),
            ("a b", false),
            ("é", false),
        ] {
            assert_eq!(is_html_name(name), expected, "{name}");
        }
        assert!(NAMES.is_sorted() && VOID.is_sorted());
        assert!(is_void_name("BR") && !is_void_name("p") && !is_void_name("blockquotes"));
    }
}
