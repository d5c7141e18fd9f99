//! Whether two texts are copies of one: how much of each is in the other, and what speaks for and against that being a copy.

use super::shared_runs::{Prepared, SharedRuns};
use super::story_text::{LEAST_WORDS, StoryText};
use crate::model::{ArticleId, CopyKind, CopyReason};

/// Copies come within these days of each other.
pub(super) const WINDOW_HOURS: i64 = 4 * 24;
/// Fewest shared words of two copies on one site: the note of a paywall is shorter, and stands under many titles.
const LEAST_WORDS_OF_A_SITE: u32 = 120;
/// Share of both texts from which they are the same, and of the shorter one from which it is a part of the other.
const NEARLY_ALL: f32 = 0.85;
/// Shares from which two stories that were told apart are put together by a copy of both; a digest of several stories has less of each.
const STRONG_SHARE: f32 = 0.5;

/// What two texts have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Words in stretches that both have.
    pub shared_words: u32,
    /// Of these, words outside of quotation marks: what a politician said stands in every report.
    pub told_words: u32,
    /// Share of the first text in these stretches.
    pub share_of_one: f32,
    /// Share of the second.
    pub share_of_other: f32,
    /// Words of the longest stretch.
    pub longest_run: u32,
    /// Places where each has another word or number between shared stretches.
    pub slots: u32,
    /// Those of them with a number.
    pub number_slots: u32,
    /// Share of the numbers of the one with fewer that the other has; 1 without any.
    pub shared_numbers: f32,
    /// Share of the shorter title's words that the other has; 0 without any.
    pub shared_title: f32,
    /// Whether both stand on one site.
    pub is_same_site: bool,
    /// Whether both name the same agency (`Some(true)`) or different ones.
    pub same_agency: Option<bool>,
    /// Hours between them.
    pub hours_apart: u32,
}

/// A pair that was found to be copies.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// Why; the first text is the one that was prepared.
    pub reason: CopyReason,
    /// Whether it may put two stories together.
    pub is_strong: bool,
}

impl Verified {
    /// The reason as it is kept: the lower number first. `one` is the article that was prepared.
    pub fn reason_between(&self, one: ArticleId, other: ArticleId) -> CopyReason {
        let mut reason = self.reason.clone();
        if other < one {
            std::mem::swap(&mut reason.share_of_first, &mut reason.share_of_second);
        }
        reason
    }
}

/// Lays one text beside others; returns for each what makes it a copy, or `None`.
pub fn compare(one: &StoryText, others: &[&StoryText]) -> Vec<Option<Verified>> {
    let prepared = Prepared::new(one);
    others
        .iter()
        .map(|other| {
            let likeness = likeness(&prepared, other)?;
            likeness.is_copy().then(|| verified(one, other, &likeness))
        })
        .collect()
}

/// What two texts have in common; `None` when they are too far apart in time or one is too short.
pub(super) fn likeness(prepared: &Prepared<'_>, other: &StoryText) -> Option<Likeness> {
    let one = prepared.text;
    let hours_apart = (one.at - other.at).num_hours().abs();
    if hours_apart > WINDOW_HOURS {
        return None;
    }
    let SharedRuns { of_one, of_other, longest, slots, number_slots } = prepared.beside(other);
    let marked = |marks: &[bool]| {
        marks.iter().enumerate().filter(|(_, is)| **is).map(|(at, _)| at).collect::<Vec<_>>()
    };
    let (in_one, in_other) = (marked(&of_one), marked(&of_other));
    let shared = one.size(in_one.iter().copied());
    let told = one.size(in_one.iter().copied().filter(|at| !one.quoted[*at]));
    let told_by_other = other.size(in_other.iter().copied().filter(|at| !other.quoted[*at]));
    let share = |shared: u32, text: &StoryText| shared as f32 / text.size(0..text.words.len()).max(1) as f32;
    Some(Likeness {
        shared_words: shared,
        told_words: told.min(told_by_other),
        share_of_one: share(shared, one),
        share_of_other: share(other.size(in_other.into_iter()), other),
        longest_run: u32::try_from(longest).unwrap_or(u32::MAX),
        slots: u32::try_from(slots).unwrap_or(u32::MAX),
        number_slots: u32::try_from(number_slots).unwrap_or(u32::MAX),
        shared_numbers: shared_share(&one.numbers, &other.numbers).unwrap_or(1.0),
        shared_title: shared_share(&one.title, &other.title).unwrap_or(0.0),
        is_same_site: one.site.is_some() && one.site == other.site,
        same_agency: one.agency.zip(other.agency).map(|(one, other)| one == other),
        hours_apart: u32::try_from(hours_apart).unwrap_or(u32::MAX),
    })
}

impl Likeness {
    /// Whether the two are copies of one text.
    ///
    /// A site tells each story once, and its forms (weather, courts, markets) are alike for most of their words: there a copy must have
    /// the title and the numbers, too. Between sites, a part that is large in itself and outside of quotations will do.
    pub fn is_copy(&self) -> bool {
        let contained = self.share_of_one.max(self.share_of_other);
        if self.is_same_site {
            return contained >= 0.6
                && self.shared_title >= 0.6
                && self.shared_numbers >= 0.8
                && self.number_slots <= 1
                && self.slots <= 2 + self.shared_words / 150
                && self.told_words >= LEAST_WORDS_OF_A_SITE;
        }
        if self.is_form() {
            return false;
        }
        let is_large = contained >= 0.4 && self.told_words >= LEAST_WORDS * 3 / 4;
        let is_good_part = contained >= 0.25
            && self.told_words >= LEAST_WORDS * 2
            && (self.longest_run >= 20 || self.same_agency == Some(true));
        is_large || is_good_part
    }

    /// One form, filled in differently: many slots with numbers, and numbers that are not the same.
    fn is_form(&self) -> bool {
        self.number_slots >= 3 && self.shared_numbers < 0.5
    }
}

fn verified(one: &StoryText, other: &StoryText, likeness: &Likeness) -> Verified {
    let (least, most) = (
        likeness.share_of_one.min(likeness.share_of_other),
        likeness.share_of_one.max(likeness.share_of_other),
    );
    let kind = match () {
        () if least >= NEARLY_ALL => CopyKind::Copy,
        () if most >= NEARLY_ALL => CopyKind::Shortened,
        () => CopyKind::Rewritten,
    };
    let rounded = |share: f32| (share * 1000.0).round() / 1000.0;
    Verified {
        is_strong: least >= STRONG_SHARE,
        reason: CopyReason {
            kind,
            shared_words: likeness.shared_words,
            share_of_first: rounded(likeness.share_of_one),
            share_of_second: rounded(likeness.share_of_other),
            agency: one.agency.filter(|_| likeness.same_agency == Some(true)).map(str::to_owned),
            place: one.place.clone().filter(|_| one.place == other.place),
            hours_apart: likeness.hours_apart,
        },
    }
}

/// Share of the smaller set that the other has; `None` when one is empty. Both are sorted.
fn shared_share(one: &[u64], other: &[u64]) -> Option<f32> {
    let (smaller, larger) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let shared = smaller.iter().filter(|hash| larger.binary_search(hash).is_ok()).count();
    (!smaller.is_empty()).then(|| shared as f32 / smaller.len() as f32)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::model::StoryInput;

    /// A text of so many made-up words, from the given one on.
    fn words(from: u32, count: u32) -> String {
        (from..from + count).map(|number| format!("word{number}x")).collect::<Vec<_>>().join(" ")
    }

    fn input(site: &str, title: &str, body: &str) -> StoryInput {
        StoryInput {
            title: title.to_owned(),
            body: body.to_owned(),
            site: Some(site.to_owned()),
            agency: None,
            place: None,
            at: DateTime::UNIX_EPOCH,
        }
    }

    fn check(one: &StoryInput, other: &StoryInput, expected: Option<CopyKind>) {
        let (one_text, other_text) = (StoryText::new(one), StoryText::new(other));
        for (first, second) in [(&one_text, &other_text), (&other_text, &one_text)] {
            let found = compare(first, &[second]).remove(0).map(|verified| verified.reason.kind);
            assert_eq!(found, expected, "{} / {}", one.body, other.body);
        }
    }

    const TITLE: &str = "Council votes on the old bridge";

    #[test]
    fn copies_of_other_sites_are_told_by_what_they_share() {
        let wire = input("one.example", TITLE, &words(0, 300));
        let of = |body: String| input("two.example", "A headline of its own", &body);
        check(&wire, &of(words(0, 300)), Some(CopyKind::Copy));
        check(&wire, &of(words(0, 90)), Some(CopyKind::Shortened));
        check(&wire, &of(format!("{} {}", words(1000, 80), words(0, 120))), Some(CopyKind::Rewritten));
        check(&wire, &of(format!("{} {}", words(1000, 300), words(0, 60))), None);
        check(&wire, &of(words(1000, 300)), None);
        let mut later = of(words(0, 300));
        later.at += TimeDelta::days(5);
        check(&wire, &later, None);
    }

    #[test]
    fn quotations_alone_make_no_copy() {
        let report = |from: u32| format!("{} “{}” {}", words(from, 20), words(500, 60), words(from + 20, 20));
        check(&input("one.example", TITLE, &report(0)), &input("two.example", TITLE, &report(1000)), None);
    }

    #[test]
    fn one_site_tells_a_story_once_and_its_forms_are_no_copies() {
        let body = words(0, 200);
        let own = input("one.example", TITLE, &body);
        let updated = format!("{} {body}", words(1000, 60));
        check(
            &own,
            &input("one.example", "Council votes on the old bridge – latest", &updated),
            Some(CopyKind::Shortened),
        );
        check(&own, &input("one.example", "Choir looks for tenors", &body), None);
        let form = |number: u32| {
            (0..20)
                .map(|line| format!("{} {} {}", words(line * 10, 8), number + line, words(line * 10 + 8, 2)))
                .collect::<Vec<_>>()
                .join(" ")
        };
        check(
            &input("one.example", "Weather in Harwell", &form(100)),
            &input("one.example", "Weather in Didcot", &form(500)),
            None,
        );
        check(
            &input("one.example", "Weather in Harwell", &form(100)),
            &input("two.example", "Weather in Didcot", &form(500)),
            None,
        );
    }

    #[test]
    fn scripts_without_spaces_are_compared_by_their_letters() {
        let text = |from: u32, count: u32| -> String {
            (0..count).filter_map(|number| char::from_u32(0x4E00 + from + number * 3)).collect()
        };
        let wire = input("one.example", "大阪で列車が脱線", &text(0, 400));
        check(&wire, &input("two.example", "列車が脱線", &text(0, 200)), Some(CopyKind::Shortened));
        check(&wire, &input("two.example", "列車が脱線", &text(5000, 200)), None);
    }
}
