//! Small questions to a page: which elements match, what their text is, and when two texts are the same.
//!
//! Everything here looks at visible text only; it decides nothing about the story.

use crate::dates::is_letter_or_digit;
use crate::extract::dom::{ElementRef, Html, Node, Selector, TagSet};
use unicode_normalization::UnicodeNormalization;

/// Lines that are read of a page; the longest live blogs have a quarter of that.
pub(super) const MOST_LINES: usize = 20_000;

/// Bytes of visible text that are read of a page: as much as a thick book. The longest live blogs have a quarter of that.
pub(super) const MOST_TEXT: usize = 2 << 20;

/// What is said of a page that has more.
pub(super) const TOO_MUCH_TEXT: &str = "the page has too much text; the rest of it was left out";

/// Elements whose text no reader sees.
const UNSEEN: TagSet = TagSet::of(&["script", "style", "noscript", "template", "svg", "select", "textarea"]);

/// Elements that do not separate the words around them.
const INLINE: TagSet = TagSet::of(&[
    "a", "abbr", "b", "bdi", "bdo", "cite", "em", "font", "i", "mark", "q", "small", "span", "strong", "sub",
    "sup", "u", "wbr",
]);

/// All elements that match, in page order; none when the selector is not valid CSS.
pub(super) fn select_all<'a>(html: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    let walked = || Selector::parse(css).map(|selector| html.select(&selector).collect()).unwrap_or_default();
    html.query(css).unwrap_or_else(walked)
}

/// The first element that matches.
pub(super) fn select_first<'a>(html: &'a Html, css: &str) -> Option<ElementRef<'a>> {
    match html.query(css) {
        Some(found) => found.into_iter().next(),
        None => html.select(&Selector::parse(css).ok()?).next(),
    }
}

/// The descendants of `element` that match.
pub(super) fn select_within<'a>(element: ElementRef<'a>, css: &str) -> Vec<ElementRef<'a>> {
    let walked =
        || Selector::parse(css).map(|selector| element.select(&selector).collect()).unwrap_or_default();
    element.query(css).unwrap_or_else(walked)
}

/// Bytes that are read of the text of one element, which holds a title, a name, a date: what is longer is none of these. Elements may be
/// nested by the hundred, and the whole text of each would be the page's many times over.
const LONGEST_ELEMENT: usize = 20_000;

/// The visible text of an element on one line, up to [`LONGEST_ELEMENT`]; block borders and `br` count as a space.
pub(super) fn text_of(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    gather_text(element, &mut text, LONGEST_ELEMENT);
    fold_space(&text)
}

/// The same without a bound.
pub(super) fn whole_text_of(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    gather_text(element, &mut text, usize::MAX);
    fold_space(&text)
}

/// The visible text of an element that holds a value: a name, a date, a keyword; `None` for one that holds more.
pub(super) fn short_text_of(element: ElementRef<'_>) -> Option<String> {
    /// Nodes in the element, and bytes of text in them.
    const MOST: (usize, usize) = (300, 4_000);
    let (mut nodes, mut bytes) = (0, 0);
    for node in element.descendants() {
        nodes += 1;
        bytes += node.value().as_text().map_or(0, |text| text.len());
        if nodes > MOST.0 || bytes > MOST.1 {
            return None;
        }
    }
    Some(text_of(element))
}

/// Adds the text of an element until there are so many bytes. Recursion is as deep as the page, which the parser bounds.
fn gather_text(element: ElementRef<'_>, text: &mut String, most: usize) {
    for child in element.children() {
        if text.len() >= most {
            return;
        }
        if let Node::Text(part) = child.value() {
            text.push_str(&part[..part.floor_char_boundary(most - text.len())]);
        }
        let Some(inside) = ElementRef::wrap(child) else { continue };
        let tag = inside.tag();
        if UNSEEN.contains(tag) {
            continue;
        }
        let separate = !INLINE.contains(tag);
        if separate {
            text.push(' ');
        }
        gather_text(inside, text, most);
        if separate {
            text.push(' ');
        }
    }
}

/// One space for every run of white space, none at the ends; invisible characters that pages sprinkle in are dropped.
pub(super) fn fold_space(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        for word in
            text.split(|c: char| c.is_ascii_whitespace() || c == '\x0b').filter(|word| !word.is_empty())
        {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(word);
        }
        return folded;
    }
    for word in text.split(|c: char| c.is_whitespace() || c == '\u{feff}') {
        let mut word = word.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}')).peekable();
        if word.peek().is_some() && !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word);
    }
    folded
}

/// The letters and digits of a text in one case and form: two texts with the same key say the same.
pub(super) fn comparison_key(text: &str) -> String {
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        return letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    let mut key = String::with_capacity(text.len());
    if text.chars().all(is_composed) {
        key.extend(text.chars().flat_map(char::to_lowercase).filter(|c| is_letter_or_digit(*c)));
    } else {
        key.extend(text.nfkc().flat_map(char::to_lowercase).filter(|c| is_letter_or_digit(*c)));
    }
    key
}

/// Whether a character is one of the common ones that NFKC leaves as they are, whatever stands beside them.
fn is_composed(character: char) -> bool {
    matches!(character,
        '\0'..='\u{7f}' | '«' | '»' | '\u{c0}'..='\u{131}' | '\u{386}' | '\u{388}'..='\u{3ce}' | '\u{400}'..='\u{481}'
        | '\u{5d0}'..='\u{5ea}' | '،' | '؛' | '؟' | '\u{620}'..='\u{64a}' | '\u{660}'..='\u{669}' | '–' | '—' | '‘' | '’' | '“' | '”'
        | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '、' | '。' | '「' | '」' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Text in which pages may have left markup or entities (`Caf&eacute;`, `<p>…</p>`), as plain text.
pub(super) fn without_markup(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return fold_space(text);
    }
    let (html, _) = super::dom::parse_html(text);
    whole_text_of(html.root_element())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_an_element_separates_blocks_but_not_letters() {
        let html = Html::parse_document(
            "<div>One <b>t</b>wo<br>three<p>four</p><script>no()</script>\u{200b} fi\u{ad}ve</div>",
        );
        assert_eq!(text_of(html.root_element()), "One two three four five");
    }

    #[test]
    fn text_of_an_element_has_a_bound() {
        let html = Html::parse_document(&format!("<p>{}</p><p>{}</p>", "ä".repeat(LONGEST_ELEMENT), "end"));
        let read = text_of(html.root_element());
        assert!((LONGEST_ELEMENT - 8..=LONGEST_ELEMENT).contains(&read.len()), "{}", read.len());
        assert!(whole_text_of(html.root_element()).ends_with("ä end"));
    }

    #[test]
    fn markup_and_entities_become_text() {
        assert_eq!(without_markup("<p>Caf&eacute; &amp; bar</p><p>next</p>"), "Café & bar next");
        assert_eq!(without_markup("plain  text"), "plain text");
    }

    #[test]
    fn composed_characters_are_their_own_normal_form() {
        for character in ('\0'..=char::MAX).filter(|character| is_composed(*character)) {
            for text in [format!("{character}"), format!("a{character}"), format!("가{character}ا")] {
                assert!(text.nfkc().eq(text.chars()), "{text:?}");
            }
        }
    }

    #[test]
    fn an_invalid_selector_matches_nothing() {
        assert!(select_all(&Html::parse_document("<p>x"), "p[[").is_empty());
    }
}
