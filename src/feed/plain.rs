//! HTML to plain text, for titles and names.

use scraper::Html;

/// Longest text that is read as HTML, in bytes: no headline is longer, and nested tags are slow to parse.
const LONGEST: usize = 4096;

/// Most tags that are read as HTML: no headline has more, and unclosed ones multiply in the parser.
const MOST_TAGS: usize = 64;

/// The text of a piece of HTML, white space folded. Text without any markup or character reference,
/// and what is no headline, is only folded.
pub(super) fn plain_text(html: &str) -> String {
    if !html.contains(['<', '&']) || html.len() > LONGEST || html.matches('<').count() > MOST_TAGS {
        return fold(html);
    }
    fold(&Html::parse_fragment(html).root_element().text().collect::<String>())
}

/// The text with single spaces between its words.
pub(super) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
