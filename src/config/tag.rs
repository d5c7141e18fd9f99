//! Tags of sources: words of the user's own.

/// Most characters of a tag: it is a label, and stands in lists.
pub const MAX_TAG_CHARS: usize = 100;

/// Reads a tag: white space is folded, and a slash means a part of something (`Syria/Aleppo`).
///
/// # Errors
/// A text that says what is wrong with it.
pub fn parse_tag(text: &str) -> Result<String, String> {
    let tag = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if tag.is_empty() {
        return Err("a tag is empty; leave it out".to_owned());
    }
    if tag.chars().any(char::is_control) || tag.chars().count() > MAX_TAG_CHARS {
        return Err(format!("a tag is at most {MAX_TAG_CHARS} printable characters, such as \"news\""));
    }
    Ok(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_short_words() {
        assert_eq!(parse_tag("  سوريا  \n حلب "), Ok("سوريا حلب".to_owned()));
        assert_eq!(parse_tag("Syria/Aleppo"), Ok("Syria/Aleppo".to_owned()));
        for wrong in ["", " \t", "a\u{1b}[31m", &"x".repeat(101)] {
            assert!(parse_tag(wrong).is_err(), "{wrong:?}");
        }
    }
}
