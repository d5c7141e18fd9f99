//! A word as users type it to the terms of the index that count as it.

use super::query::{Field, Phrase, QueryError, Spelling};
use crate::text::{Term, Writing, each_term, each_word};

/// Shortest beginning that may be searched for, in letters: of shorter ones the index has too many words.
const SHORTEST_PREFIX: usize = 3;
/// Shortest Arabic word that is also found behind a one-letter word written together with it: of shorter ones too many are other words
/// (مال and كمال).
const SHORTEST_BARE: usize = 4;
/// Shortest Arabic word that is also found behind the article.
const SHORTEST_DEFINITE: usize = 3;
/// Most terms of one phrase: longer ones are cut off, as whole paragraphs pasted in are.
const MOST_TERMS: usize = 64;

/// Conjunctions and prepositions that Arabic writes together with the next word.
const BARE_PREFIXES: &[&str] = &["و", "ف", "ب", "ك", "ل"];
/// The same with the article behind them; ل swallows its alef.
const DEFINITE_PREFIXES: &[&str] = &["ال", "وال", "فال", "بال", "كال", "لل", "ولل", "وبال"];
/// Words whose first two letters only look like the article when their hamza is left out, without these.
const NO_ARTICLE: &[&str] = &["بان", "مان", "كترون", "تها", "تزا", "تحا", "تما", "تقا"];

/// The phrase of a word outside of quotation marks; `None` when it holds no letter. Arabic words are also found with the article and with the
/// one-letter words that are written together with them.
pub(super) fn word_phrase(
    text: &str,
    is_prefix: bool,
    field: Option<Field>,
) -> Result<Option<Phrase>, QueryError> {
    let Some(own) = spelling(text, is_prefix)? else { return Ok(None) };
    let mut spellings = vec![own];
    if let [term] = spellings[0].terms.as_slice()
        && !is_prefix
    {
        let more = arabic_forms(text, term);
        spellings.extend(more.into_iter().map(|form| Spelling { terms: vec![form], is_prefix: false }));
    }
    Ok(Some(Phrase { field, spellings }))
}

/// The phrase between quotation marks: exactly these words, in whatever spelling of their letters.
pub(super) fn quoted_phrase(
    text: &str,
    is_prefix: bool,
    field: Option<Field>,
) -> Result<Option<Phrase>, QueryError> {
    Ok(spelling(text, is_prefix)?.map(|own| Phrase { field, spellings: vec![own] }))
}

fn spelling(text: &str, mut is_prefix: bool) -> Result<Option<Spelling>, QueryError> {
    let mut terms: Vec<(String, bool)> = Vec::new();
    each_term(text, |term: Term<'_>| terms.push((term.text.to_owned(), term.closing)));
    terms.truncate(MOST_TERMS);
    // The unit that closes a run stands in the index only where the text's own run ends: the last pair is enough. Alone it can begin a pair.
    if terms.last().is_some_and(|(_, closing)| *closing) {
        if terms.len() > 1 && joined_at_end(text) {
            terms.pop();
            is_prefix = false;
        } else {
            is_prefix = true;
        }
    } else if let (true, Some((last, _))) = (is_prefix, terms.last())
        && last.chars().count() < SHORTEST_PREFIX
    {
        return Err(QueryError::ShortPrefix { word: text.to_owned() });
    }
    let terms: Vec<String> = terms.into_iter().map(|(term, _)| term).collect();
    Ok((!terms.is_empty()).then_some(Spelling { terms, is_prefix }))
}

/// Whether the last unit of a text follows another directly, so that a pair already holds it.
fn joined_at_end(text: &str) -> bool {
    let mut joined = false;
    each_word(text, |word| joined = word.writing == Writing::Unspaced && word.joined);
    joined
}

/// Other words of the index that are this Arabic word with something written together with it.
fn arabic_forms(typed: &str, folded: &str) -> Vec<String> {
    let length = folded.chars().count();
    if length < SHORTEST_DEFINITE || !folded.chars().all(|letter| ('\u{620}'..='\u{6FF}').contains(&letter)) {
        return Vec::new();
    }
    match definite_noun(typed, folded) {
        Some(noun) => {
            let mut forms: Vec<String> =
                DEFINITE_PREFIXES[1..].iter().map(|prefix| format!("{prefix}{noun}")).collect();
            if noun.chars().count() >= SHORTEST_BARE {
                forms.push(noun.to_owned());
            }
            forms
        }
        None => {
            let bare = BARE_PREFIXES.iter().filter(|_| length >= SHORTEST_BARE);
            bare.chain(DEFINITE_PREFIXES).map(|prefix| format!("{prefix}{folded}")).collect()
        }
    }
}

/// What stands behind the article of a word that has one. An alef with hamza is none (ألبانيا), and neither is the beginning of some
/// words that are often typed without theirs.
fn definite_noun<'a>(typed: &str, folded: &'a str) -> Option<&'a str> {
    let noun = folded.strip_prefix("ال")?;
    let begins_plainly = typed.trim_start().starts_with(['ا', 'ٱ', '\u{FE8D}', '\u{FE8E}']);
    let is_article = !NO_ARTICLE.iter().any(|beginning| noun.starts_with(beginning));
    (begins_plainly && is_article && noun.chars().count() >= SHORTEST_DEFINITE - 1).then_some(noun)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(word: &str) -> Vec<String> {
        let phrase = word_phrase(word, false, None).unwrap().unwrap();
        phrase.spellings.into_iter().map(|spelling| spelling.terms.join(" ")).collect()
    }

    #[test]
    fn arabic_word_is_found_behind_article_and_one_letter_words() {
        let forms = forms("قاهرة");
        for form in ["قاهره", "القاهره", "بالقاهره", "للقاهره", "وقاهره"] {
            assert!(forms.iter().any(|known| known == form), "{form}: {forms:?}");
        }
    }

    #[test]
    fn article_comes_off_and_what_only_looks_like_it_stays() {
        assert!(forms("الحكومة").contains(&"حكومه".to_owned()));
        assert!(forms("الحكومة").contains(&"بالحكومه".to_owned()));
        for word in ["ألبانيا", "البانيا", "ألمانيا", "إلكتروني"] {
            assert!(
                !forms(word).iter().any(|form| form.starts_with("بان") || form.starts_with("مان")),
                "{word}"
            );
        }
        assert!(!forms("مال").contains(&"كمال".to_owned()));
        assert_eq!(forms("bridge"), ["bridge"]);
    }
}
