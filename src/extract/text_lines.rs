//! The lines of a page that was saved as text: joined where they were wrapped, and what each looks like.

use super::page_text::{MOST_LINES, MOST_TEXT, fold_space};

/// Texts of widgets and icons, lower case. A line that is one of them is nothing to read.
const WIDGETS: [&str; 66] = [
    "icon",
    "logo",
    "image",
    "photo",
    "img",
    "picture",
    "video",
    "+a",
    "-a",
    "a+",
    "a-",
    "a",
    "aa",
    "aaa",
    "font size",
    "text size",
    "حجم الخط",
    "share",
    "share this",
    "share this article",
    "print",
    "save",
    "email",
    "e-mail",
    "copy link",
    "tweet",
    "facebook",
    "twitter",
    "x",
    "whatsapp",
    "telegram",
    "linkedin",
    "pinterest",
    "messenger",
    "instagram",
    "youtube",
    "listen",
    "listen to this article",
    "comments",
    "comment",
    "advertisement",
    "advertising",
    "ad",
    "menu",
    "search",
    "subscribe",
    "sign in",
    "log in",
    "follow us",
    "skip to content",
    "skip to main content",
    "teilen",
    "drucken",
    "merken",
    "anzeige",
    "werbung",
    "schriftgröße",
    "partager",
    "imprimer",
    "publicité",
    "compartir",
    "imprimir",
    "مشاركة",
    "شارك",
    "طباعة",
    "إعلان",
];

/// Openings of lines that end a story: rights, tags, source boxes. Lower case.
const FOOTERS: [&str; 30] = [
    "reporting by",
    "additional reporting by",
    "writing by",
    "editing by",
    "compiled by",
    "الأخبار المنشورة على الصفحة الرسمية",
    "©",
    "(c)",
    "copyright",
    "all rights reserved",
    "tags:",
    "tags",
    "topics:",
    "filed under",
    "share this",
    "follow us",
    "subscribe",
    "sign up",
    "comments",
    "leave a comment",
    "alle rechte vorbehalten",
    "schlagworte",
    "tous droits réservés",
    "mots-clés",
    "etiquetas",
    "جميع الحقوق محفوظة",
    "حقوق النشر",
    "كلمات مفتاحية",
    "الكلمات المفتاحية",
    "الوسوم",
];

/// Endings of the names of image files.
const IMAGE_ENDINGS: [&str; 8] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp"];

/// Characters from which a line is a paragraph, whatever it ends with.
const PARAGRAPH_LENGTH: usize = 160;

/// Widest line of a text that was wrapped by hand or by a mail program, in characters.
const WRAP_WIDTH: usize = 100;

/// The lines that a reader would call lines: blank ones dropped, wrapped ones joined, white space folded. At most [`MOST_LINES`] and
/// [`MOST_TEXT`] are read; with it, whether there is more.
pub(super) fn logical_lines(text: &str) -> (Vec<String>, bool) {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{c}'], "\n");
    let mut lines = Vec::new();
    let mut chunk: Vec<String> = Vec::new();
    let (mut lines_left, mut bytes_left, mut is_cut) = (MOST_LINES, MOST_TEXT, false);
    for line in text.split('\n') {
        let mut line = fold_space(line);
        if line.is_empty() {
            lines.extend(joined_if_wrapped(std::mem::take(&mut chunk)));
            continue;
        }
        is_cut = lines_left == 0 || bytes_left < line.len();
        line.truncate(line.floor_char_boundary(if lines_left == 0 { 0 } else { bytes_left }));
        lines_left = lines_left.saturating_sub(1);
        bytes_left -= line.len();
        chunk.extend(Some(line).filter(|line| !line.is_empty()));
        if is_cut {
            break;
        }
    }
    lines.extend(joined_if_wrapped(chunk));
    (lines, is_cut)
}

/// Whether a line is running text: long, or a sentence of some words.
pub(super) fn is_paragraph(line: &str) -> bool {
    let ended = line
        .trim_end_matches(['"', '”', '»', '\'', '’', ')', ']'])
        .ends_with(['.', '。', '!', '?', '؟', '…', '۔', '।', ':']);
    let letters = line.chars().count();
    letters >= PARAGRAPH_LENGTH || (ended && !line.ends_with(['?', '؟', '!']) && letters >= 60)
}

/// Whether a line is a widget's text, an icon's name or the name of an image file.
pub(super) fn is_widget(line: &str) -> bool {
    let lower = line.trim_matches(|c: char| c == '[' || c == ']' || c.is_whitespace()).to_lowercase();
    let picture =
        IMAGE_ENDINGS.iter().any(|ending| lower.ends_with(ending)) && lower.split_whitespace().count() <= 3;
    picture
        || WIDGETS.contains(&lower.as_str())
        || !line.chars().any(char::is_alphanumeric)
        || is_font_size(&lower)
}

/// Whether a line below the text belongs to the page, not to the story.
pub(super) fn is_footer(line: &str) -> bool {
    let lower = line.to_lowercase();
    let bare = lower.trim_start_matches(['(', '[', '*', ' ']);
    FOOTERS.iter().any(|opening| lower.starts_with(opening) || bare.starts_with(opening))
}

/// «+A حجم الخط -A» on one line.
fn is_font_size(lower: &str) -> bool {
    let words: Vec<&str> = lower.split_whitespace().collect();
    words.len() <= 6
        && words.iter().any(|word| matches!(*word, "+a" | "a+" | "+"))
        && words.iter().any(|word| matches!(*word, "-a" | "a-" | "-"))
}

/// Joins the lines of a chunk between blank lines when they are one paragraph wrapped at some width.
fn joined_if_wrapped(chunk: Vec<String>) -> Vec<String> {
    let Some((_, all_but_last)) = chunk.split_last() else { return chunk };
    let width = |line: &String| line.chars().count();
    let widest = chunk.iter().map(width).max().unwrap_or(0);
    let shortest = all_but_last.iter().map(width).min().unwrap_or(0);
    let sentences = all_but_last.iter().filter(|line| is_paragraph(line)).count();
    let wrapped = !all_but_last.is_empty()
        && (45..=WRAP_WIDTH).contains(&widest)
        && shortest * 4 >= widest * 3
        && sentences * 2 <= all_but_last.len();
    if wrapped { vec![chunk.join(" ")] } else { chunk }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_are_joined_and_others_are_not() {
        let wrapped = "The council voted on Tuesday to rebuild the old bridge over\n\
            the river, which has been closed to traffic since the flood\nof last autumn.\n\nShort\nlines";
        let (lines, _) = logical_lines(wrapped);
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(
            lines[0].ends_with(
                "over the river, which has been closed to traffic since the flood of last autumn."
            )
        );
    }

    #[test]
    fn widgets_and_pictures_are_recognised() {
        for line in
            ["icon", "+A", "حجم الخط", "+A حجم الخط -A", "kfjgh.png", "IMG_2034 (1).JPG", "***", "[image]"]
        {
            assert!(is_widget(line), "{line}");
        }
        for line in ["Icon of the river", "حجم الخط الساحلي يتراجع", "A bridge", "1"] {
            assert!(!is_widget(line), "{line}");
        }
    }

    #[test]
    fn sentences_are_paragraphs_and_titles_are_not() {
        assert!(is_paragraph("The mayor said on Monday that the bridge would be opened again."));
        assert!(!is_paragraph("Old bridge opens again"));
        assert!(!is_paragraph("لماذا أُغلق الجسر القديم؟"));
    }
}
