//! Lines that say when and by whom a story was published: no part of it, even where they end like sentences.

use chrono::DateTime;

use super::super::names::without_byline_lead_in;
use super::prose::width;
use crate::dates::{DateContext, is_labelled_stamp};

/// Longest such line, in letters.
const LONGEST_STAMP: usize = 160;

/// Longest row beside the stamp, in letters.
const LONGEST_OTHER_ROW: usize = 60;

/// Whether a line is a labelled date («Publié le 6 février 2024 à 18h32 · Lecture 2 min.»), alone or beside a byline.
pub(super) fn is_stamp_line(text: &str) -> bool {
    if width(text) > LONGEST_STAMP || !text.contains(char::is_numeric) {
        return false;
    }
    // Only stated years count, so neither the day nor the language matters.
    let context = DateContext { now: DateTime::UNIX_EPOCH, language: None, time_zone: None, formats: &[] };
    let is_stamp = |row: &str| is_labelled_stamp(row, &context);
    let is_beside = |row: &str| width(row) <= LONGEST_OTHER_ROW && without_byline_lead_in(row).is_some();
    text.lines().any(is_stamp) && text.lines().all(|row| is_stamp(row) || is_beside(row))
}

#[cfg(test)]
mod tests {
    use super::is_stamp_line;

    #[test]
    fn labelled_dates_are_told_from_sentences() {
        for line in [
            "Publié le 6 février 2024 à 18h32 · Lecture 2 min.",
            "Par Zoé Petit\nPublié le 6 février 2024 à 18h32, mis à jour le 7 février 2024 à 07h05.",
            "Updated: 14 Nov 2023, 11:40 GMT.",
            "آخر تحديث: 5 أيار 2024 الساعة 12:10.",
        ] {
            assert!(is_stamp_line(line), "{line}");
        }
        for line in [
            "Published in 1925, the novel made its author famous overnight.",
            "The bridge was built on March 10, 1974 by a company of the region.",
            "Publié en 1925, le roman a rendu son auteur célèbre.",
        ] {
            assert!(!is_stamp_line(line), "{line}");
        }
    }
}
