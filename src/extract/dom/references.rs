//! Character references (`&amp;`, `&#8217;`) to characters, as browsers resolve them (HTML Standard, section 13.2.5.72).

use html5ever::data::NAMED_ENTITIES;

/// Longest name of a reference with its `;`, in bytes (`CounterClockwiseContourIntegral;`).
const LONGEST_NAME: usize = 33;

/// Longest name that counts without its `;`, in bytes (`frac12`).
const LONGEST_BARE_NAME: usize = 6;

/// What windows-1252 has at 0x80 to 0x9F, where pages number characters by it.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Appends `text` with its references resolved. In an attribute, names without `;` before `=` or a letter are no references.
pub(super) fn resolve_references(text: &str, in_attribute: bool, out: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(rest.get(..at).unwrap_or_default());
        let behind = rest.get(at + 1..).unwrap_or_default();
        rest = match behind.strip_prefix('#') {
            Some(number) => numbered(number, out),
            None => named(behind, in_attribute, out),
        }
        .unwrap_or_else(|| {
            out.push('&');
            behind
        });
    }
    out.push_str(rest);
}

/// Resolves what follows `&#`; returns what is behind it.
fn numbered<'a>(text: &'a str, out: &mut String) -> Option<&'a str> {
    let (digits, radix) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (text, 10),
    };
    let count = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let (digits, rest) = digits.split_at_checked(count).filter(|_| count > 0)?;
    out.push(match u32::from_str_radix(digits, radix) {
        Ok(code @ 0x80..=0x9f) => WINDOWS_1252.get(code as usize - 0x80).copied().unwrap_or('\u{fffd}'),
        Ok(code) => char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}'),
        Err(_) => '\u{fffd}',
    });
    Some(rest.strip_prefix(';').unwrap_or(rest))
}

/// Resolves what follows `&`; returns what is behind it.
fn named<'a>(text: &'a str, in_attribute: bool, out: &mut String) -> Option<&'a str> {
    let length = text.bytes().take(LONGEST_NAME).take_while(u8::is_ascii_alphanumeric).count();
    let whole = (text.as_bytes().get(length) == Some(&b';')).then_some(length + 1);
    let bare = (2..=length.min(LONGEST_BARE_NAME)).rev();
    let (characters, end) =
        whole.into_iter().chain(bare).find_map(|end| Some((lookup(text.get(..end)?)?, end)))?;
    let rest = text.get(end..)?;
    let is_bare = Some(end) != whole;
    if is_bare && in_attribute && rest.starts_with(|c: char| c == '=' || c.is_ascii_alphanumeric()) {
        return None;
    }
    out.extend(characters.into_iter().filter(|c| *c != '\0'));
    Some(rest)
}

fn lookup(name: &str) -> Option<[char; 2]> {
    let &(first, second) = NAMED_ENTITIES.get(name).filter(|(first, _)| *first != 0)?;
    Some([char::from_u32(first)?, char::from_u32(second)?])
}

#[cfg(test)]
mod tests {
    use super::resolve_references;

    fn check(cases: &[(&str, &str)], in_attribute: bool) {
        for (text, expected) in cases {
            let mut out = String::new();
            resolve_references(text, in_attribute, &mut out);
            assert_eq!(out, *expected, "{text}");
        }
    }

    #[test]
    fn references_in_text() {
        check(
            &[
                ("a &amp; b &lt;c&gt;", "a & b <c>"),
                ("&#8217;&#x2019;&#146;", "’’’"),
                ("Caf&eacute; Caf&eacute", "Café Café"),
                ("&notit; &notin; &unknown; & &", "¬it; ∉ &unknown; & &"),
                ("&ampamp &#; &#x; &#xD800; &#0; &#99999999999;", "&amp &#; &#x; \u{fffd} \u{fffd} \u{fffd}"),
                ("&NotEqualTilde;", "≂̸"),
            ],
            false,
        );
    }

    #[test]
    fn references_in_attributes_spare_query_strings() {
        check(&[("/a?b=1&copy=2&amp;c=3", "/a?b=1&copy=2&c=3"), ("&copy &copyx &copy;", "© &copyx ©")], true);
    }
}
