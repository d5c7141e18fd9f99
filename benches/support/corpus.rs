//! A million articles that look like news to an index: word frequencies of real texts, topics that recur within an article, lengths, sites
//! and days as they are spread. Arabic and Latin script. No text of it means anything.

use std::collections::HashMap;
use std::path::Path;

use super::lot::{Lot, Weighted};
use super::vocabulary::Vocabulary;

/// Share of articles in Arabic.
const ARABIC: f64 = 0.35;
/// Sites that publish; their shares fall with the square root of their rank.
const SITES: usize = 3_000;
/// Words of the median body.
const MEDIAN_WORDS: f64 = 400.0;
/// Spread of the logarithm of that length (0.6 fits news: a tenth of all are shorter than 185 words, a tenth longer than 860).
const SPREAD: f64 = 0.6;
/// Words that an article is about, and the share of its words that they are.
const TOPICS: usize = 14;
const TOPICAL: f64 = 0.14;
/// Articles a day.
const ARTICLES_A_DAY: u64 = 600;

/// Makes articles by number.
pub(crate) struct Corpus {
    latin: Vocabulary,
    arabic: Vocabulary,
    sites: Weighted,
}

/// One made-up article.
pub(crate) struct Story {
    /// Its address, different for each.
    pub(crate) url: String,
    /// The registrable domain of that.
    pub(crate) site: String,
    /// `ar`, or one that is written in Latin script.
    pub(crate) language: &'static str,
    /// Days since 2018-01-01.
    pub(crate) day: u64,
    /// Headline.
    pub(crate) title: String,
    /// Its paragraphs.
    pub(crate) paragraphs: Vec<String>,
}

impl Corpus {
    /// Counts the words of the article bodies in a folder of `*.truth.jsonl` files, each line an object with a `body`.
    ///
    /// # Errors
    /// When the folder cannot be read or holds no such texts.
    pub(crate) fn load(folder: &Path) -> std::io::Result<Self> {
        let (mut latin, mut arabic) = (HashMap::new(), HashMap::new());
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.to_string_lossy().ends_with(".truth.jsonl") {
                std::fs::read_to_string(path)?.lines().for_each(|line| count(line, &mut latin, &mut arabic));
            }
        }
        if latin.len() < 1_000 || arabic.len() < 500 {
            let reason =
                format!("{}: too few article bodies in *.truth.jsonl to count words in", folder.display());
            return Err(std::io::Error::other(reason));
        }
        let shares: Vec<f64> = (1..=SITES).map(|rank| (rank as f64).powf(-0.5)).collect();
        Ok(Self {
            latin: Vocabulary::new(latin, 1),
            arabic: Vocabulary::new(arabic, 2),
            sites: Weighted::new(&shares),
        })
    }

    /// The article of a number: always the same.
    pub(crate) fn story(&self, number: u64) -> Story {
        let mut lot = Lot::new(number);
        let is_arabic = lot.happens(ARABIC);
        let vocabulary = if is_arabic { &self.arabic } else { &self.latin };
        let language = if is_arabic { "ar" } else { ["en", "en", "en", "de", "fr", "es"][lot.below(6)] };
        let topics: Vec<&str> = (0..TOPICS).map(|_| vocabulary.topic(&mut lot)).collect();
        let title_words = 6 + lot.below(7);
        let title = sentence(vocabulary, &topics, title_words, &mut lot);
        let words = (MEDIAN_WORDS * (SPREAD * normal(&mut lot)).exp()).clamp(30.0, 4_000.0) as usize;
        let mut paragraphs = Vec::new();
        let mut written = 0;
        while written < words {
            let mut paragraph = String::new();
            for _ in 0..=lot.below(3) {
                let length = 8 + lot.below(24);
                written += length;
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(&sentence(vocabulary, &topics, length, &mut lot));
                paragraph.push('.');
            }
            paragraphs.push(paragraph);
        }
        let site = format!("paper{}.example", self.sites.draw(&mut lot));
        let day = (number / ARTICLES_A_DAY).saturating_sub(lot.below(3) as u64);
        Story { url: format!("https://www.{site}/news/{number}"), site, language, day, title, paragraphs }
    }

    /// The words of the Latin articles.
    pub(crate) fn latin(&self) -> &Vocabulary {
        &self.latin
    }

    /// The words of the Arabic articles.
    pub(crate) fn arabic(&self) -> &Vocabulary {
        &self.arabic
    }
}

/// The date of a day of the corpus.
pub(crate) fn date(day: u64) -> Option<chrono::NaiveDate> {
    chrono::NaiveDate::from_ymd_opt(2018, 1, 1)?.checked_add_days(chrono::Days::new(day))
}

fn count(line: &str, latin: &mut HashMap<String, u32>, arabic: &mut HashMap<String, u32>) {
    let value: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
    for word in value["body"].as_str().unwrap_or_default().split(|letter: char| !letter.is_alphabetic()) {
        if word.chars().count() > 30 || word.is_empty() {
            continue;
        }
        if word.chars().all(|letter| ('\u{620}'..='\u{64A}').contains(&letter)) {
            *arabic.entry(word.to_owned()).or_default() += 1;
        } else if word.chars().all(|letter| letter < '\u{250}') {
            *latin.entry(word.to_lowercase()).or_default() += 1;
        }
    }
}

fn sentence(vocabulary: &Vocabulary, topics: &[&str], words: usize, lot: &mut Lot) -> String {
    let mut sentence = String::new();
    for at in 0..words {
        if at > 0 {
            sentence.push(' ');
        }
        let word = if lot.happens(TOPICAL) { topics[lot.below(topics.len())] } else { vocabulary.any(lot) };
        sentence.push_str(word);
    }
    sentence
}

/// A number of the standard normal distribution (Box and Muller 1958).
fn normal(lot: &mut Lot) -> f64 {
    let radius = (-2.0 * (1.0 - lot.fraction()).ln()).sqrt();
    radius * (std::f64::consts::TAU * lot.fraction()).cos()
}
