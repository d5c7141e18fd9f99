//! Does a line read like running text?

use super::lines::Line;
use crate::model::BlockKind;

/// A line long enough, or closed like a sentence, and not made of links.
pub(super) fn is_running_text(line: &Line<'_>) -> bool {
    if line.kind == BlockKind::Heading || line.link_share() > 0.5 {
        return false;
    }
    let width = width(&line.text);
    width >= 90 || (width >= 35 && (ends_like_a_sentence(&line.text) || line.text.contains(is_unpunctuated)))
}

/// Whether the text ends with the stop of a sentence, in any script; closing quotes and brackets may follow.
pub(super) fn ends_like_a_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(|character: char| {
        character.is_whitespace()
            || matches!(character, '"' | '\'' | '”' | '“' | '’' | '»' | '«' | ')' | ']' | '」' | '』' | '）')
    });
    text.ends_with(|character: char| {
        matches!(
            character,
            '.' | '!'
                | '?'
                | '…'
                | ':'
                | ';'
                | '؟'
                | '۔'
                | '。'
                | '！'
                | '？'
                | '：'
                | '।'
                | '॥'
                | '։'
                | '።'
                | '၊'
                | '။'
                | '។'
                | '؛'
        )
    })
}

/// Characters, those of East Asia counted twice since they say more.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(|character| if character >= '\u{2e80}' { 2 } else { 1 }).sum()
}

/// Letters of Thai, Lao, Khmer and Burmese, which end their sentences with a space.
fn is_unpunctuated(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}
