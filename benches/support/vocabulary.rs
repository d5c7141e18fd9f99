//! The words of one script as real articles use them, and made-up rarer ones behind them.

use std::collections::HashMap;

use super::lot::{Lot, Weighted};

/// Words that real texts of this many articles would have: the measured ones are the head of it.
const WORDS: usize = 400_000;
/// Exponent of the tail (Zipf's law; 1.0 to 1.1 is measured for news).
const TAIL: f64 = 1.07;
/// What Arabic words carry in front and behind.
const PREFIXES: &[&str] = &["", "", "ال", "و", "وال", "بال", "ب", "لل", "ل", "ف"];
const SUFFIXES: &[&str] = &["", "", "", "ها", "هم", "ات", "ين", "ية", "ه"];

/// Words by rank with their frequencies.
pub(crate) struct Vocabulary {
    words: Vec<String>,
    frequencies: Weighted,
}

impl Vocabulary {
    /// Of counted words; the rarer ones are made after their image.
    pub(crate) fn new(counts: HashMap<String, u32>, seed: u64) -> Self {
        let mut ranked: Vec<(String, u32)> = counts.into_iter().collect();
        ranked.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        let mut weights: Vec<f64> = ranked.iter().map(|(_, count)| f64::from(*count)).collect();
        let mut words: Vec<String> = ranked.into_iter().map(|(word, _)| word).collect();
        let image = Image::of(&words);
        let measured = words.len().max(1);
        let last = weights.get(measured / 3).copied().unwrap_or(1.0);
        let mut lot = Lot::new(seed);
        while words.len() < WORDS {
            let rank = words.len() as f64 / (measured as f64 / 3.0);
            weights.push(last * rank.powf(-TAIL));
            words.push(image.word(&mut lot));
        }
        // Words that were met once or twice by chance stand on the same curve as the made-up ones behind them.
        for (rank, weight) in weights.iter_mut().enumerate().take(measured).skip(measured / 3) {
            *weight = weight.min(last * (rank as f64 / (measured as f64 / 3.0)).powf(-TAIL));
        }
        Self { words, frequencies: Weighted::new(&weights) }
    }

    /// Any word, as often as texts use it.
    pub(crate) fn any(&self, lot: &mut Lot) -> &str {
        &self.words[self.frequencies.draw(lot)]
    }

    /// A word that texts are about: none of the commonest, names more often than not.
    pub(crate) fn topic(&self, lot: &mut Lot) -> &str {
        // Equal shares to every order of magnitude between the 150th word and the last.
        let (first, last) = (150_f64, self.words.len() as f64);
        let rank = first * (last / first).powf(lot.fraction());
        &self.words[(rank as usize).min(self.words.len() - 1)]
    }

    /// The word of a rank, the commonest first.
    pub(crate) fn ranked(&self, rank: usize) -> &str {
        &self.words[rank.min(self.words.len() - 1)]
    }
}

/// Which letters follow which two.
struct Image {
    next: HashMap<[char; 2], Vec<char>>,
    arabic: bool,
}

impl Image {
    fn of(words: &[String]) -> Self {
        let mut next: HashMap<[char; 2], Vec<char>> = HashMap::new();
        for word in words {
            let mut last = ['^', '^'];
            for letter in word.chars().chain(['$']) {
                next.entry(last).or_default().push(letter);
                last = [last[1], letter];
            }
        }
        let arabic = words.first().is_some_and(|word| word.chars().all(|letter| letter > '\u{600}'));
        Self { next, arabic }
    }

    fn word(&self, lot: &mut Lot) -> String {
        let mut word = String::new();
        if self.arabic {
            word.push_str(PREFIXES[lot.below(PREFIXES.len())]);
        }
        let mut last = ['^', '^'];
        while let Some(letters) = self.next.get(&last) {
            let letter = letters[lot.below(letters.len())];
            if letter == '$' || word.chars().count() > 16 {
                break;
            }
            word.push(letter);
            last = [last[1], letter];
        }
        if self.arabic {
            word.push_str(SUFFIXES[lot.below(SUFFIXES.len())]);
        }
        word
    }
}
