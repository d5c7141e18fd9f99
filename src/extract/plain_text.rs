//! A page that was saved as text: title, dateline, paragraphs and related links from the shape of its lines.
//!
//! Above the first paragraph stand, in any number: widgets, a section, the title, a standfirst, byline, dateline and date. Below it
//! stand paragraphs, lines that lead to other stories, and headings.

use super::ExtractContext;
use super::date_evidence::DateEvidence;
use super::enclosures::add_enclosures;
use super::html::{decoding_warning, missing_parts, set_dates, web_address};
use super::kicker::is_section;
use super::language::{direction_of, identify_language};
use super::lead_ins::strip_related_lead_in;
use super::names::{names_in, names_in_byline, without_byline_lead_in};
use super::page_text::TOO_MUCH_TEXT;
use super::text_lines::{is_footer, is_paragraph, is_widget, logical_lines};
use super::words::count_words;
use crate::canonical::site_of;
use crate::charset::decode_html;
use crate::dates::{DateContext, read_date};
use crate::extract::read_dateline_line;
use crate::model::{Article, Block, BlockKind, LinkPosition, Page, RelatedLink, Warning};

/// Longest title, in characters.
const LONGEST_TITLE: usize = 200;

/// Longest heading inside the text, in characters.
const LONGEST_HEADING: usize = 90;

/// Longest line that holds nothing but a date or dateline, in characters.
const LONGEST_DATE_LINE: usize = 100;

/// Reads a page saved as plain text.
pub fn extract_plain_text(page: &Page, context: &ExtractContext<'_>) -> Article {
    let decoded = decode_html(&page.body, page.content_type.as_deref().or(Some("text/plain")));
    let (lines, is_cut) = logical_lines(&decoded.text);
    let site_zone = context.rule.and_then(|rule| rule.time_zone);
    let stated = [context.rule.and_then(|rule| rule.language.as_deref()), context.hints.language.as_deref()];

    let mut article = Article::empty(web_address(&page.requested_url).map_or("", |url| url.as_str()));
    article.warnings.extend(decoding_warning(&decoded));
    article.warnings.extend(is_cut.then(|| Warning::new(TOO_MUCH_TEXT)));
    if let Some(address) = web_address(&page.final_url) {
        article.canonical_url = Some(address.to_string());
        article.site = site_of(address);
    }
    article.language = identify_language(&decoded.text, &stated);
    article.direction = direction_of(article.language.as_deref(), &decoded.text);

    let language = article.language.clone();
    let formats = context.rule.map_or(&[][..], |rule| rule.date_formats.as_slice());
    let dates =
        DateContext { now: context.now, language: language.as_deref(), time_zone: site_zone, formats };
    let (above, below) = split_at_body(&lines, &dates);
    let top = read_top(&above, &dates);
    let mut evidence = DateEvidence::default();
    evidence.add_lines(top.dated.iter().copied(), &dates);
    fill_top(&mut article, top, context);
    let (blocks, related) = read_below(&below);
    evidence.add_opening(blocks.first().map(|block| block.text.as_str()), &dates);
    evidence.add_around(context.hints, web_address(&page.final_url), &dates);
    set_dates(&mut article, evidence, site_zone, context.now);
    article.related = related;
    article.set_blocks(blocks);
    article.word_count = count_words(&article.body);
    article.warnings.extend(missing_parts(&article));
    article
}

/// What stands above the first paragraph.
#[derive(Debug, Default)]
struct Top<'a> {
    section: Option<&'a str>,
    title: Option<&'a str>,
    subtitle: Option<&'a str>,
    byline: Option<&'a str>,
    dated: Vec<&'a str>,
}

/// The lines above the first paragraph, and the rest. A text that is nothing but short lines has only a title above.
fn split_at_body<'a>(lines: &'a [String], dates: &DateContext<'_>) -> (Vec<&'a str>, Vec<&'a str>) {
    let lines: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !is_widget(line)).collect();
    let first = lines.iter().position(|line| is_paragraph(line) && strip_related_lead_in(line).is_none());
    // The title may be as long as a paragraph, but then lines that date or sign the story follow it.
    let last_mark = lines.iter().take(10).rposition(|line| is_mark(line, dates));
    let start = match (first, last_mark) {
        (Some(first), Some(mark)) => first.max(mark + 1),
        (Some(first), None) => first,
        (None, Some(mark)) => mark + 1,
        (None, None) => lines.len().min(1),
    };
    let (above, below) = lines.split_at(start);
    (above.to_vec(), below.to_vec())
}

/// Whether a line dates or signs the story, and does nothing else.
fn is_mark(line: &str, dates: &DateContext<'_>) -> bool {
    !is_paragraph(line) && (is_date_line(line, dates) || is_byline(line))
}

fn is_date_line(line: &str, dates: &DateContext<'_>) -> bool {
    let is_signed = || read_dateline_line(line, dates).is_some() && without_byline_lead_in(line).is_none();
    let has_date = || line.chars().any(char::is_numeric) && mostly_digits_and_date(line, dates);
    line.chars().count() <= LONGEST_DATE_LINE && (is_signed() || has_date())
}

/// A date with few words around it; a headline that names a day has more.
fn mostly_digits_and_date(line: &str, dates: &DateContext<'_>) -> bool {
    line.split_whitespace().count() <= 10 && read_date(line, dates).is_some()
}

fn is_byline(line: &str) -> bool {
    let named = without_byline_lead_in(line).map(names_in).unwrap_or_default();
    !named.is_empty() && line.split_whitespace().count() <= 12
}

fn read_top<'a>(lines: &[&'a str], dates: &DateContext<'_>) -> Top<'a> {
    let mut top = Top::default();
    let mut words: Vec<&'a str> = Vec::new();
    let mut before_first_mark = None;
    for line in lines {
        let mark = is_mark(line, dates);
        if mark && before_first_mark.is_none() && !words.is_empty() {
            before_first_mark = Some(words.len());
        }
        if is_date_line(line, dates) {
            top.dated.push(line);
        } else if is_byline(line) {
            top.byline.get_or_insert(line);
        } else if strip_related_lead_in(line).is_none() {
            words.push(line);
        }
    }
    let headline = headline_position(&words, before_first_mark.unwrap_or(words.len()));
    top.title = headline.map(|position| words[position]);
    top.section =
        headline.and_then(|position| words[..position].iter().rev().find(|line| is_section(line)).copied());
    let after = headline.and_then(|position| words.get(position + 1).copied());
    top.subtitle = after.filter(|line| line.split_whitespace().count() > 4);
    top
}

/// The title among the lines that are neither date nor byline: the first, unless a longer one follows a short one.
fn headline_position(words: &[&str], end: usize) -> Option<usize> {
    let usable = |line: &&str| line.chars().count() <= LONGEST_TITLE;
    let first = words[..end].iter().position(usable)?;
    let longer = |position: &usize| {
        let (kicker, line) = (words[first], words[*position]);
        is_section(kicker)
            && usable(&line)
            && line.chars().count() > kicker.chars().count()
            && !is_section(line)
    };
    Some((first + 1..end.min(first + 4)).find(longer).unwrap_or(first))
}

fn fill_top(article: &mut Article, top: Top<'_>, context: &ExtractContext<'_>) {
    let hinted = context.hints.title.clone().unwrap_or_default();
    article.title = top.title.map_or(hinted, str::to_owned);
    article.section = top.section.map(str::to_owned);
    article.subtitle = top.subtitle.map(str::to_owned);
    article.byline = top.byline.map(str::to_owned);
    article.authors = top.byline.map(names_in_byline).unwrap_or_default();
    if article.authors.is_empty() {
        article.authors = context.hints.authors.iter().flat_map(|text| names_in(text)).collect();
    }
    article.keywords.clone_from(&context.hints.categories);
    add_enclosures(article, context.hints);
}

/// The body and the lines that lead to other stories.
fn read_below(lines: &[&str]) -> (Vec<Block>, Vec<RelatedLink>) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut related: Vec<RelatedLink> = Vec::new();
    let last_paragraph =
        lines.iter().rposition(|line| is_text(line) && strip_related_lead_in(line).is_none());
    let mut lead_in_alone = false;
    for (number, line) in lines.iter().enumerate() {
        let inside = last_paragraph.is_some_and(|last| number < last);
        let position = if inside { LinkPosition::InBody } else { LinkPosition::AfterBody };
        match strip_related_lead_in(line) {
            Some("") => lead_in_alone = true,
            Some(title) => related.push(RelatedLink { title: title.to_owned(), url: None, position }),
            None if lead_in_alone && !is_paragraph(line) => {
                related.push(RelatedLink { title: (*line).to_owned(), url: None, position });
                lead_in_alone = false;
            }
            None if !inside && is_footer(line) => break,
            None => {
                lead_in_alone = false;
                blocks.push(block_of(line, inside));
            }
        }
    }
    (blocks, related)
}

/// Whether a line is a paragraph or a short sentence of the story.
fn is_text(line: &str) -> bool {
    /// Shortest sentence behind which the story may end, in characters.
    const SHORTEST: usize = 30;
    let ended = line.trim_end_matches(['"', '”', '»', '’', ')']).ends_with(['.', '。', '۔', '।']);
    !is_footer(line) && (is_paragraph(line) || (ended && line.chars().count() >= SHORTEST))
}

fn block_of(line: &str, inside: bool) -> Block {
    let item =
        line.strip_prefix(['-', '•', '*', '–', '·']).filter(|rest| rest.starts_with(char::is_whitespace));
    if let Some(item) = item {
        return Block { kind: BlockKind::ListItem, text: item.trim().to_owned() };
    }
    let heading = inside && !is_paragraph(line) && line.chars().count() <= LONGEST_HEADING;
    let heading = heading && !line.ends_with(['.', '!', '?', '؟', '…', ':', '"', '”', '»', '。']);
    Block { kind: if heading { BlockKind::Heading } else { BlockKind::Paragraph }, text: line.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::page_text::{MOST_LINES, MOST_TEXT};
    use crate::model::{Hints, Validators};

    fn read(text: &str) -> Article {
        let url: url::Url = "file:///home/reader/story.txt".parse().unwrap();
        let now = "2021-06-01T00:00:00Z".parse().unwrap();
        let page = Page {
            requested_url: url.clone(),
            final_url: url,
            status: 200,
            fetched_at: now,
            content_type: None,
            content_language: None,
            content_location: None,
            validators: Validators::default(),
            body: text.as_bytes().to_vec(),
        };
        extract_plain_text(&page, &ExtractContext { rule: None, hints: &Hints::default(), now, memory: None })
    }

    const SENTENCE: &str =
        "The harbour master said on Monday that the old crane would be taken down before the summer.";

    #[test]
    fn a_text_that_opens_with_a_paragraph_has_no_title() {
        let article = read(&format!("{SENTENCE}\n\n{SENTENCE}"));
        assert_eq!(article.title, "");
        assert_eq!(article.blocks.len(), 2);
        assert!(article.warnings.iter().any(|warning| warning.as_str().contains("no title")));
    }

    #[test]
    fn first_line_is_the_title_when_it_looks_like_one() {
        let article = read(&format!(
            "Old crane to go\n{SENTENCE}\nWhat comes next\n{SENTENCE}\n- a park\nTags: harbour"
        ));
        assert_eq!(article.title, "Old crane to go");
        let kinds: Vec<BlockKind> = article.blocks.iter().map(|block| block.kind).collect();
        assert_eq!(
            kinds,
            [BlockKind::Paragraph, BlockKind::Heading, BlockKind::Paragraph, BlockKind::ListItem]
        );
    }

    #[test]
    fn lead_in_alone_takes_the_next_line() {
        let article = read(&format!(
            "Old crane to go\n\n{SENTENCE}\n\nRead more:\n\nA crane and its town\n\n{SENTENCE}"
        ));
        assert_eq!(article.related.len(), 1);
        assert_eq!(article.related[0].title, "A crane and its town");
        assert_eq!(article.related[0].position, LinkPosition::InBody);
    }

    #[test]
    fn lines_above_the_text_give_place_and_author() {
        let article =
            read(&format!("الجسر القديم يعود\nحلب - خالد العمر\nالأربعاء 3 آذار 2021 - 14:05\n\n{SENTENCE}"));
        let dateline = article.dateline.unwrap();
        assert_eq!(dateline.place.as_deref(), Some("حلب"));
        assert_eq!(article.authors, ["خالد العمر"]);
        assert_eq!(article.published_at.unwrap().to_string(), "2021-03-03T14:05:00+02:00");
    }

    #[test]
    fn a_link_before_a_short_last_sentence_is_in_the_body() {
        let article = read(&format!(
            "Old crane to go\n\n{SENTENCE}\n\nRead more: A crane and its town\n\n\"It had its day,\" the mayor said."
        ));
        assert_eq!(article.related[0].position, LinkPosition::InBody);
    }

    #[test]
    fn desk_credits_below_the_text_are_left_out() {
        let article = read(&format!(
            "Old crane to go\n\n{SENTENCE}\n\n(Reporting by Ida Falk and Karl Stein; editing by Mona Darwish.)"
        ));
        assert_eq!(article.blocks.len(), 1);
    }

    #[test]
    fn a_long_text_is_read_up_to_a_bound() {
        let is_cut = |text: &str| {
            let article = read(text);
            assert_eq!(article.title, "Old crane to go");
            article.warnings.iter().any(|warning| warning.as_str() == TOO_MUCH_TEXT)
        };
        let start = format!("Old crane to go\n\n{SENTENCE}\n\n");
        assert!(!is_cut(&format!("{start}{SENTENCE}")));
        assert!(!is_cut(&format!("{start}{}", "\n1".repeat(MOST_LINES - 2))));
        assert!(is_cut(&format!("{start}{}", "\n1".repeat(MOST_LINES - 1))));
        assert!(is_cut(&format!("{start}{}", "word ".repeat(MOST_TEXT / 5))));
        // White space is no text, wherever it stands.
        let blank = " ".repeat(MOST_TEXT) + &"\n".repeat(MOST_LINES);
        assert!(!is_cut(&format!("{blank}{start}{blank}{SENTENCE}")));
    }

    #[test]
    fn an_empty_text_is_an_article_with_warnings() {
        assert_eq!(read("").warnings.len(), 2);
    }
}
