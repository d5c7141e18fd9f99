//! Which encoding counts, and the decoding.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::declared::{charset_parameter, encoding_for, html_declaration, xml_declaration};

/// The byte order mark of UTF-8.
const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";
/// Bytes in which UTF-16 shows a zero: the markup at the beginning is ASCII.
const ZEROS_WITHIN: usize = 64;

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
/// HTML Standard, section 13.2.3.2, but for one thing: bytes that are UTF-8 throughout, with letters of more than one byte, are UTF-8
/// whatever single-byte encoding was declared. Text of such an encoding that reads as UTF-8 by chance does not exist in practice;
/// wrong declarations do, since pages are moved, transcoded and archived.
pub fn decode_html(body: &[u8], content_type: Option<&str>) -> Decoded {
    let declared = of_header(content_type).or_else(|| html_declaration(body));
    let encoding = match declared {
        Some(declared) if declared.is_single_byte() && is_surely_utf8(body) => UTF_8,
        Some(declared) => declared,
        None => detect(body),
    };
    decode(body, encoding)
}

/// Whether the bytes are UTF-8 and show it, more than once.
fn is_surely_utf8(body: &[u8]) -> bool {
    let is_first_of_several = |byte: &&u8| **byte >= 0xc2;
    body.iter().filter(is_first_of_several).nth(1).is_some() && std::str::from_utf8(body).is_ok()
}

/// Decodes XML: byte order mark, then `charset` parameter, then XML declaration, then UTF-8 (RFC 7303, section 3).
///
/// Feeds lie about it, and bytes do not: valid UTF-8 beyond ASCII is UTF-8 whatever was declared, UTF-16 needs its zero bytes, and
/// what is declared as UTF-8 and is mostly none is detected.
pub fn decode_xml(body: &[u8], content_type: Option<&str>) -> Decoded {
    // Some are marked twice.
    let body = body
        .strip_prefix(UTF_8_MARK)
        .map_or(body, |rest| if rest.starts_with(UTF_8_MARK) { rest } else { body });
    if let Some(decoded) = decode_utf32(body) {
        return decoded;
    }
    // A byte order mark leaves nothing to be told.
    if let Some((marked, _)) = Encoding::for_bom(body).filter(|(marked, _)| *marked != UTF_8) {
        return decode(body, marked);
    }
    if !body.is_ascii() && std::str::from_utf8(body).is_ok() {
        return decode(body, UTF_8);
    }
    let has_zeros = || body.iter().take(ZEROS_WITHIN).any(|byte| *byte == 0);
    let declared = of_header(content_type)
        .filter(|encoding| (*encoding != UTF_16BE && *encoding != UTF_16LE) || has_zeros())
        .or_else(|| wide(body))
        .or_else(|| xml_declaration(body));
    match declared {
        Some(encoding) if encoding == UTF_8 && !is_nearly_utf8(body) => decode(body, detect(body)),
        Some(encoding) => decode(body, encoding),
        None if is_nearly_utf8(body) => decode(body, UTF_8),
        None => decode(body, detect(body)),
    }
}

/// UTF-32, told by its byte order mark or by the first character of XML (XML 1.0, appendix F); no label stands for it.
fn decode_utf32(body: &[u8]) -> Option<Decoded> {
    let read: fn([u8; 4]) -> u32 = match body {
        [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, b'<', ..] => u32::from_be_bytes,
        [0xff, 0xfe, 0, 0, ..] | [b'<', 0, 0, 0, ..] => u32::from_le_bytes,
        _ => return None,
    };
    let mut had_errors = !body.len().is_multiple_of(4);
    let (letters, _) = body.as_chunks::<4>();
    let decoded = letters.iter().map(|bytes| {
        char::from_u32(read(*bytes)).unwrap_or_else(|| {
            had_errors = true;
            char::REPLACEMENT_CHARACTER
        })
    });
    let text: String = decoded.skip_while(|char| *char == '\u{feff}').collect();
    Some(Decoded { text, charset: "UTF-32", had_errors })
}

/// Whether more of the letters beyond ASCII are UTF-8 than not: a text in it with a few broken letters.
fn is_nearly_utf8(body: &[u8]) -> bool {
    let (mut letters, mut broken) = (0_usize, 0_usize);
    for chunk in body.utf8_chunks() {
        letters += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || letters > broken
}

fn of_header(content_type: Option<&str>) -> Option<&'static Encoding> {
    encoding_for(charset_parameter(content_type?)?)
}

/// UTF-16 without a byte order mark, told by the first character of XML (XML 1.0, appendix F).
fn wide(body: &[u8]) -> Option<&'static Encoding> {
    match body {
        [0, b'<', 0, ..] => Some(UTF_16BE),
        [b'<', 0, _, 0, ..] => Some(UTF_16LE),
        _ => None,
    }
}

/// Guesses the encoding by the letters, of which some ten thousand are as good as all.
fn detect(body: &[u8]) -> &'static Encoding {
    /// Bytes that are looked at at once.
    const PIECE: usize = 16 << 10;
    /// Bytes beyond ASCII after which it is enough.
    const ENOUGH: usize = 64 << 10;
    if is_surely_utf8(body) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let (mut letters, mut rest) = (0, body);
    while letters < ENOUGH && !rest.is_empty() {
        let (piece, behind) = rest.split_at(rest.len().min(PIECE));
        // A letter that is cut by the end of what was looked at is no mistake; one cut by the end of the document is.
        detector.feed(piece, behind.is_empty());
        letters += piece.iter().filter(|byte| !byte.is_ascii()).count();
        rest = behind;
    }
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
    fn long_pages_are_detected_wherever_their_letters_begin() {
        let ascii = "<script>var a;</script>\n".repeat(10_000);
        check_html(
            &windows_1256(&format!("{ascii}{}", format!("{WORD} ").repeat(10_000))),
            None,
            "windows-1256",
        );
        let japanese = "県知事は三日、橋の再開を発表した。".repeat(5_000);
        for odd in ["", "<"] {
            let (body, ..) = encoding_rs::SHIFT_JIS.encode(&japanese);
            let decoded = decode_html(&[odd.as_bytes(), &body].concat(), None);
            assert_eq!((decoded.charset, decoded.had_errors), ("Shift_JIS", false));
        }
    }

    #[test]
    fn utf_8_that_shows_it_beats_a_single_byte_declaration() {
        for charset in ["iso-8859-1", "windows-1256", "iso-8859-2"] {
            check_html(WORD.as_bytes(), Some(&format!("text/html; charset={charset}")), "UTF-8");
            check_html(format!("<meta charset={charset}>{WORD}").as_bytes(), None, "UTF-8");
        }
        // One letter may be chance, and bytes that are no UTF-8 are what was declared.
        assert_eq!(decode_html("Ã©".as_bytes(), Some("text/html; charset=utf-8")).text, "Ã©");
        assert_eq!(decode_html(b"\xc3\xa9", Some("text/html; charset=iso-8859-1")).text, "Ã©");
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
