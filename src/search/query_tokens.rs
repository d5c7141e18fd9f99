//! A written query to tokens: words, phrases in quotation marks, operators, parentheses.

use super::query::{Field, QueryError};

/// One token with the place where it begins, in characters from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) at: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// `AND`
    And,
    /// `OR`
    Or,
    /// `NOT`, or a hyphen before a word.
    Not,
    Open,
    Close,
    /// `title:` directly before what it is about.
    In(Field),
    /// As written, without an asterisk at its end.
    Word {
        text: String,
        is_prefix: bool,
    },
    /// What stands between quotation marks.
    Quoted {
        text: String,
        is_prefix: bool,
    },
}

/// Takes a query apart. What has no meaning here is a separator, as it is in texts.
pub(super) fn tokens(query: &str) -> Result<Vec<Token>, QueryError> {
    let letters: Vec<char> = query.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let start = at;
        let kind = match letters[at] {
            letter if letter.is_whitespace() => None,
            '(' => Some(Kind::Open),
            ')' => Some(Kind::Close),
            '-' | '−' if next_begins_something(&letters, at) => Some(Kind::Not),
            letter if closing_quote(letter).is_some() => Some(quoted(&letters, &mut at)?),
            _ => word(&letters, &mut at),
        };
        at += 1;
        tokens.extend(kind.map(|kind| Token { kind, at: start + 1 }));
    }
    Ok(tokens)
}

/// The mark that ends what this one begins.
fn closing_quote(letter: char) -> Option<&'static [char]> {
    Some(match letter {
        '"' => &['"'],
        '“' => &['”', '“'],
        '„' => &['“', '”'],
        '”' => &['”'],
        '«' => &['»'],
        '»' => &['«'],
        '「' => &['」'],
        '『' => &['』'],
        _ => return None,
    })
}

fn next_begins_something(letters: &[char], at: usize) -> bool {
    letters.get(at + 1).is_some_and(|next| !next.is_whitespace() && !matches!(next, '-' | ')'))
}

/// A phrase whose opening mark stands at `at`; leaves `at` on its last character.
fn quoted(letters: &[char], at: &mut usize) -> Result<Kind, QueryError> {
    let start = *at;
    let ends = closing_quote(letters[start]).unwrap_or_default();
    let length = letters[start + 1..]
        .iter()
        .position(|letter| ends.contains(letter))
        .ok_or(QueryError::OpenQuote { at: start + 1 })?;
    let text: String = letters[start + 1..start + 1 + length].iter().collect();
    *at = start + 1 + length;
    let is_prefix = letters.get(*at + 1) == Some(&'*');
    *at += usize::from(is_prefix);
    Ok(Kind::Quoted { text, is_prefix })
}

/// A word that begins at `at`; leaves `at` on its last character. A quotation mark inside of it belongs to it (צה"ל).
fn word(letters: &[char], at: &mut usize) -> Option<Kind> {
    let start = *at;
    let mut end = start;
    while end < letters.len() && !ends_word(letters, start, end) {
        end += 1;
    }
    let end = end.max(start + 1);
    let text: String = letters[start..end].iter().collect();
    *at = end - 1;
    if let Some(field) = text.strip_suffix(':').and_then(Field::of_word)
        && letters.get(end).is_some_and(|next| !next.is_whitespace())
    {
        return Some(Kind::In(field));
    }
    if letters.get(end - 1) == Some(&'*') {
        return Some(Kind::Word { text: text.trim_end_matches('*').to_owned(), is_prefix: true });
    }
    Some(match text.as_str() {
        "AND" | "&&" => Kind::And,
        "OR" | "||" => Kind::Or,
        "NOT" => Kind::Not,
        _ => Kind::Word { text, is_prefix: false },
    })
}

fn ends_word(letters: &[char], start: usize, at: usize) -> bool {
    let letter = letters[at];
    let inside = || {
        let is_letter = |place: Option<&char>| place.is_some_and(|letter| letter.is_alphanumeric());
        at > 0 && is_letter(letters.get(at - 1)) && is_letter(letters.get(at + 1))
    };
    letter.is_whitespace()
        || matches!(letter, '(' | ')')
        || (closing_quote(letter).is_some() && !(letter == '"' && inside()))
        // A field ends behind its colon, so that `title:"two words"` is one field and one phrase.
        || (at > start && letters[at - 1] == ':' && is_field_before(letters, at - 1))
}

fn is_field_before(letters: &[char], colon: usize) -> bool {
    let start =
        letters[..colon].iter().rposition(|letter| !letter.is_ascii_alphabetic()).map_or(0, |at| at + 1);
    let begins_a_word =
        start == 0 || letters[start - 1].is_whitespace() || matches!(letters[start - 1], '(' | '-' | '−');
    begins_a_word && Field::of_word(&letters[start..colon].iter().collect::<String>()).is_some()
}
