//! Which encoding counts, and the decoding.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::declared::{charset_parameter, html_declaration, xml_declaration};

/// Text, and how it was decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The whole document, without a byte order mark.
    pub text: String,
    /// Name of the encoding as the WHATWG has it (`UTF-8`, `windows-1256`).
    pub charset: &'static str,
    /// Whether bytes had no meaning in it and were replaced by U+FFFD.
    pub had_errors: bool,
}

/// Decodes HTML (and plain text): byte order mark, then header, then the prescan of the first 1024 bytes, then detection.
///
/// HTML Standard, section 13.2.3.2. What was declared counts, even when the bytes say otherwise: that is what readers saw.
pub fn decode_html(body: &[u8], content_type: Option<&str>) -> Decoded {
    let encoding = of_header(content_type).or_else(|| html_declaration(body)).unwrap_or_else(|| detect(body));
    decode(body, encoding)
}

/// Decodes XML: byte order mark, then `charset` parameter, then XML declaration, then UTF-8 (RFC 7303, section 3); detection
/// only where nothing was declared and the bytes are no UTF-8.
pub fn decode_xml(body: &[u8], content_type: Option<&str>) -> Decoded {
    let undeclared = || if std::str::from_utf8(body).is_ok() { UTF_8 } else { detect(body) };
    let encoding = of_header(content_type)
        .or_else(|| wide(body))
        .or_else(|| xml_declaration(body))
        .unwrap_or_else(undeclared);
    decode(body, encoding)
}

fn of_header(content_type: Option<&str>) -> Option<&'static Encoding> {
    Encoding::for_label(charset_parameter(content_type?)?.as_bytes())
}

/// UTF-16 without a byte order mark, told by the first character of XML (XML 1.0, appendix F).
fn wide(body: &[u8]) -> Option<&'static Encoding> {
    match body {
        [0, b'<', 0, ..] => Some(UTF_16BE),
        [b'<', 0, _, 0, ..] => Some(UTF_16LE),
        _ => None,
    }
}

fn detect(body: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(body, true);
    detector.guess(None, Utf8Detection::Allow)
}

fn decode(body: &[u8], encoding: &'static Encoding) -> Decoded {
    // Looks at the byte order mark first, and leaves it out.
    let (text, encoding, had_errors) = encoding.decode(body);
    Decoded { text: text.into_owned(), charset: encoding.name(), had_errors }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: &str = "خبر عاجل من دمشق";

    fn windows_1256(text: &str) -> Vec<u8> {
        encoding_rs::WINDOWS_1256.encode(text).0.into_owned()
    }

    fn check_html(body: &[u8], content_type: Option<&str>, charset: &str) {
        let decoded = decode_html(body, content_type);
        assert_eq!(decoded.charset, charset, "{:?}", decoded.text);
        assert!(decoded.text.contains(WORD) && !decoded.had_errors, "{charset}: {:?}", decoded.text);
    }

    #[test]
    fn header_then_meta_then_detection() {
        check_html(&windows_1256(WORD), Some("text/html; charset=\"Windows-1256\""), "windows-1256");
        check_html(WORD.as_bytes(), Some("text/html;charset=utf8"), "UTF-8");
        check_html(
            &windows_1256(&format!("<meta charset=utf-8>{WORD}")),
            Some("text/html; charset=cp1256"),
            "windows-1256",
        );
        check_html(
            &windows_1256(&format!("<META CHARSET='windows-1256'>{WORD}")),
            Some("text/html"),
            "windows-1256",
        );
        let old = "<meta http-equiv=Content-Type content=\"text/html; charset=windows-1256\">";
        check_html(&windows_1256(&format!("{old}{WORD}")), None, "windows-1256");
        check_html(format!("<p>{WORD}").as_bytes(), None, "UTF-8");
        check_html(&windows_1256(&format!("<p>{}", format!("{WORD} ").repeat(20))), None, "windows-1256");
    }

    #[test]
    fn byte_order_mark_wins_and_is_left_out() {
        let body = format!("\u{feff}{WORD}");
        let decoded = decode_html(body.as_bytes(), Some("text/html; charset=windows-1252"));
        assert_eq!((decoded.text.as_str(), decoded.charset), (WORD, "UTF-8"));
        let body: Vec<u8> = body.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode_html(&body, None).text, WORD);
        assert_eq!(decode_xml(&body, None).charset, "UTF-16BE");
    }

    #[test]
    fn declarations_in_comments_and_impossible_ones_do_not_count() {
        check_html(
            format!("<!-- <meta charset=windows-1251> --><meta charset=utf-8>{WORD}").as_bytes(),
            None,
            "UTF-8",
        );
        check_html(format!("<meta charset=utf-16>{WORD}").as_bytes(), None, "UTF-8");
        check_html(
            format!("<meta charset=no-such-thing>{WORD}").as_bytes(),
            Some("text/html; charset=none"),
            "UTF-8",
        );
    }

    #[test]
    fn xml_goes_by_header_declaration_and_utf_8() {
        let declared = windows_1256(&format!("<?xml version='1.0' encoding='windows-1256'?><t>{WORD}</t>"));
        assert!(decode_xml(&declared, None).text.contains(WORD));
        assert!(decode_xml(&declared, Some("text/xml; charset=windows-1252")).charset == "windows-1252");
        assert_eq!(decode_xml(format!("<t>{WORD}</t>").as_bytes(), Some("text/xml")).charset, "UTF-8");
        let utf16: Vec<u8> =
            format!("<?xml version='1.0'?><t>{WORD}</t>").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(decode_xml(&utf16, None).text.contains(WORD));
        let lies = format!("<?xml version='1.0' encoding='utf-16'?><t>{WORD}</t>");
        assert!(decode_xml(lies.as_bytes(), None).text.contains(WORD));
    }

    #[test]
    fn any_bytes_are_survived() {
        proptest::proptest!(|(body in proptest::collection::vec(proptest::num::u8::ANY, 0..300), label in "\\PC{0,40}")| {
            decode_html(&body, Some(&label));
            decode_xml(&body, Some(&label));
            decode_html(&[b"<meta ", body.as_slice()].concat(), None);
            decode_xml(&[b"<?xml ", body.as_slice()].concat(), None);
        });
    }
}
