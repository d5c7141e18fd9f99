//! Text that was decoded wrongly once and then stored as UTF-8 («FÃ¼r», «bÄ™dzie»), made readable again.
//!
//! Only texts nearly all of whose foreign letters show the damage are touched, and every run of them is turned back whole or not at all.

use encoding_rs::{Encoding, ISO_8859_2, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};

/// Letters above ASCII that are looked at to tell whether a text is damaged.
const SAMPLE: usize = 400;

/// Damaged letters from which a text is taken for damaged, in the sample.
const FEWEST: usize = 8;

/// The text with the damage undone; `None` when it is sound, which is found out in a moment.
pub fn unmangled(text: &str) -> Option<String> {
    if !looks_mangled(text) {
        return None;
    }
    let candidates = [WINDOWS_1252, ISO_8859_2, WINDOWS_1250, WINDOWS_1251];
    candidates.into_iter().find_map(|charset| turned_back(text, charset))
}

/// What the bytes 0x80 to 0xBF are in those charsets, besides the letters of Latin-1.
const TAILS: &str = "€‚ƒ„…†‡ˆ‰‹‘’“”•–—˜™›ŒœŠšŽžŸŚŤŹśťźĄ˘ŁĽŞŻą˛łľˇş˝żЂЃѓЉЊЌЋЏђљњќћџЎўЈҐЁЄЇІіґё№єјЅѕї";

/// What the lead bytes of the commonest letters are in the charsets that texts are damaged by.
const LEADS: &str = "ÂÃÄÅĹĂÎÏÐÑРСØÙâà";

/// Whether letters follow each other that only the bytes of UTF-8 make: a lead byte, then a continuation byte, read as single letters.
fn looks_mangled(text: &str) -> bool {
    let mut foreign = foreign_letters(text).take(SAMPLE).peekable();
    let (mut pairs, mut all) = (0, 0);
    let is_tail = |next: &char| ('\u{80}'..='\u{BF}').contains(next) || TAILS.contains(*next);
    while let Some(letter) = foreign.next() {
        all += 1;
        if LEADS.contains(letter) && foreign.next_if(is_tail).is_some() {
            all += 1;
            pairs += 1;
        }
    }
    pairs >= FEWEST && pairs * 3 >= all
}

/// The letters above ASCII; text without any is passed over in large steps.
fn foreign_letters(text: &str) -> impl Iterator<Item = char> {
    /// Bytes looked at in one step.
    const STEP: usize = 128;
    let mut rest = text;
    std::iter::from_fn(move || {
        while let Some((_, behind)) = rest.split_at_checked(STEP).filter(|(step, _)| step.is_ascii()) {
            rest = behind;
        }
        let (at, letter) = rest.char_indices().find(|(_, letter)| !letter.is_ascii())?;
        rest = rest.get(at + letter.len_utf8()..)?;
        Some(letter)
    })
}

/// Every run of foreign letters as bytes of the charset read as UTF-8; `None` when too many of them are not.
fn turned_back(text: &str, charset: &'static Encoding) -> Option<String> {
    let mut sound = String::with_capacity(text.len());
    let (mut mended, mut failed) = (0_usize, 0_usize);
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| !letter.is_ascii()) {
        let (plain, behind) = rest.split_at(start);
        sound.push_str(plain);
        let end = behind.find(|letter: char| letter.is_ascii()).unwrap_or(behind.len());
        let (run, next) = behind.split_at(end);
        rest = next;
        match bytes_in(run, charset).and_then(|bytes| String::from_utf8(bytes).ok()) {
            Some(text) => {
                mended += 1;
                sound.push_str(&text);
            }
            None => {
                failed += 1;
                sound.push_str(run);
            }
        }
    }
    sound.push_str(rest);
    (mended > failed * 9).then_some(sound)
}

/// The bytes that stand for these letters; letters up to U+00FF that the charset lacks are bytes themselves.
fn bytes_in(run: &str, charset: &'static Encoding) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(run.len());
    for letter in run.chars() {
        let mut buffer = [0; 4];
        let (encoded, _, unmappable) = charset.encode(letter.encode_utf8(&mut buffer));
        if unmappable {
            bytes.push(u8::try_from(u32::from(letter)).ok()?);
        } else {
            bytes.extend_from_slice(&encoded);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text as it looks after its UTF-8 bytes were read in another charset.
    fn mangle(text: &str, charset: &'static Encoding) -> String {
        charset.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn damaged_text_is_made_readable() {
        for (text, charset) in [
            ("Für die Brücke über den Fluß wären größere Züge schöner, „sagte“ Jürgen Müller.", WINDOWS_1252),
            ("Będzie to próba łączenia, mówią żołnierze z Gdańska i Łodzi o źródłach.", ISO_8859_2),
            ("Мост снова открыт для всех жителей города", WINDOWS_1251),
        ] {
            assert_eq!(unmangled(&mangle(text, charset)).as_deref(), Some(text));
        }
    }

    #[test]
    fn sound_text_is_left_alone() {
        for text in [
            "Für die Brücke über den Fluß wären größere Züge schöner.",
            "São Paulo – «não» é à noite; Ângela, Ângelo e Átila Ãbc",
            "Мост снова открыт для всех жителей города и Соседей России",
            "plain text",
            "FÃ¼r",
        ] {
            assert_eq!(unmangled(text), None, "{text}");
        }
    }
}
