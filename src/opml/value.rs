//! Attribute values as users mean them: entities resolved where they are known, left as written where they are not.

use html5ever::data::NAMED_ENTITIES;

/// Longest entity with its semicolon, in bytes (`CounterClockwiseContourIntegral;`).
const MAX_ENTITY_BYTES: usize = 34;

/// The text of a raw attribute value. White space that was written as such is folded (line breaks are the exporter's), a bare `&`
/// and an entity that nobody knows stay as they are; entities that the file declares itself are not expanded.
pub(super) fn text_of(raw: &str) -> String {
    let folded =
        raw.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let mut text = String::with_capacity(folded.len());
    let mut rest = folded.as_str();
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        match entity(after) {
            Some((decoded, after)) => {
                text.push_str(&decoded);
                rest = after;
            }
            None => {
                text.push('&');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text.retain(|char| !char.is_control() || matches!(char, '\t' | '\n' | '\r'));
    text.trim().to_owned()
}

/// The entity that the text after an `&` begins with, decoded, and what follows it.
fn entity(after: &str) -> Option<(String, &str)> {
    let length = after.bytes().take(MAX_ENTITY_BYTES).position(|byte| byte == b';')?;
    let (name, rest) = (after.get(..length)?, after.get(length + 1..)?);
    let decoded = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|char| *char != '\0')?.to_string()
        }
        None => {
            let (first, second) = NAMED_ENTITIES.get(&format!("{name};"))?;
            // The table ends an entity of one character with a zero.
            [*first, *second].into_iter().filter(|code| *code != 0).filter_map(char::from_u32).collect()
        }
    };
    Some((decoded, rest))
}

/// How a text is written as an attribute value so that every XML reader, [`text_of`] too, gives it back: runs of white space as references.
/// Characters that XML has no way to write are left out.
pub(super) fn written(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut after_space = false;
    for char in text.chars() {
        match char {
            '&' => value.push_str("&amp;"),
            '<' => value.push_str("&lt;"),
            '>' => value.push_str("&gt;"),
            '"' => value.push_str("&quot;"),
            '\t' => value.push_str("&#9;"),
            '\n' => value.push_str("&#10;"),
            '\r' => value.push_str("&#13;"),
            ' ' if after_space => value.push_str("&#32;"),
            _ if char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}') => {}
            _ => value.push(char),
        }
        after_space = char == ' ';
    }
    value
}
