//! Other dialects in the words of RSS 2.0 and Atom 1.0, which the parser knows.

/// Atom 0.3 said `mode="escaped"` and media types where Atom 1.0 has `html`, `xhtml` and `text`.
pub(super) fn adapt_atom_03(attributes: &mut Vec<(&str, &str)>) {
    let is_escaped = attributes.contains(&("mode", "escaped")) || attributes.contains(&("mode", "base64"));
    for (_, value) in attributes.iter_mut().filter(|(name, _)| *name == "type") {
        *value = match *value {
            "text/html" => "html",
            "application/xhtml+xml" if is_escaped => "html",
            "application/xhtml+xml" => "xhtml",
            "text/plain" => "text",
            other => other,
        };
    }
    attributes.retain(|(name, _)| *name != "mode");
}

/// Name of an element in Atom 1.0.
pub(super) fn atom_name(name: &str) -> &str {
    match name {
        "issued" | "created" => "published",
        "modified" => "updated",
        "tagline" => "subtitle",
        "copyright" => "rights",
        other => other,
    }
}

/// Atom 1.0 knows three types of text; the parser refuses a whole feed for a fourth.
pub(super) fn adapt_text_type(element: &str, attributes: &mut [(&str, &str)]) {
    let is_text = matches!(element, "title" | "subtitle" | "summary" | "rights");
    for (_, value) in attributes.iter_mut().filter(|(name, _)| *name == "type") {
        *value = match *value {
            "application/xhtml+xml" if is_text || element == "content" => "xhtml",
            "text/html" | "application/octet-stream" if is_text => "html",
            other if is_text && !matches!(other, "html" | "xhtml") => "text",
            other => other,
        };
    }
}

/// Name of an element in RSS 2.0, where Dublin Core says the same.
pub(super) fn rss_name(name: &str) -> &str {
    match name {
        "dc:subject" => "category",
        "dc:language" => "language",
        "dc:author" => "dc:creator",
        other => other,
    }
}

/// Whether an element holds text in base64: Atom 0.3 had a mode for it, some feeds of Atom 1.0 give it the type of bytes.
pub(super) fn is_base64(element: &str, attributes: &[(&str, &str)]) -> bool {
    attributes.contains(&("mode", "base64"))
        || matches!(element, "title" | "subtitle" | "summary" | "rights")
            && attributes.contains(&("type", "application/octet-stream"))
}

/// The UTF-8 text that `text` holds in base64 (RFC 4648, section 4); `None` when it holds none.
pub(super) fn text_of_base64(text: &str) -> Option<String> {
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(text.len()), 0_u32, 0_u32);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(digit)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_text_or_nothing() {
        for (text, expected) in [
            ("UmFpbiA8Yj5pbjwvYj4gSG9tcw==", Some("Rain <b>in</b> Homs")),
            (" 2YXYt\n ti3 ", Some("مضط")),
            ("2YXYt9ix", Some("مطر")),
            ("plain words.", None),
            ("/////w==", None),
            ("", Some("")),
        ] {
            assert_eq!(text_of_base64(text).as_deref(), expected, "{text}");
        }
        assert!(is_base64("summary", &[("type", "application/octet-stream")]));
        assert!(!is_base64("link", &[("type", "application/octet-stream")]));
    }
}
