//! The stretches that two texts share: which words of each are in the other, in the same order for some words at least.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::story_text::StoryText;

/// Words of a shingle, and units of scripts without spaces: shorter than those of the sketch, so that a changed word costs less.
const SHINGLE: (usize, usize) = (3, 5);
/// Shortest stretch that counts, in shingles: five words. Any two texts of one language share «one of the» here and there.
const LEAST_SHINGLES: usize = 3;

/// One text, prepared to be laid beside many.
pub(super) struct Prepared<'a> {
    pub(super) text: &'a StoryText,
    /// Where each shingle stands first.
    places: HashMap<u64, u32, BuildHasherDefault<Itself>>,
}

/// Which words of two texts stand in stretches that both have.
pub(super) struct SharedRuns {
    /// Of the prepared text.
    pub(super) of_one: Vec<bool>,
    /// Of the other.
    pub(super) of_other: Vec<bool>,
    /// Words of the longest stretch.
    pub(super) longest: usize,
    /// Places where a few words stand between two shared stretches in both texts, but others in each: the slots of a form.
    pub(super) slots: usize,
    /// Slots with a number in one of the texts.
    pub(super) number_slots: usize,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(text: &'a StoryText) -> Self {
        let shingles = text.shingles(SHINGLE);
        let mut places = HashMap::with_capacity_and_hasher(shingles.len(), BuildHasherDefault::default());
        for (place, shingle) in (0_u32..).zip(shingles) {
            places.entry(shingle).or_insert(place);
        }
        Self { text, places }
    }

    /// Lays another text beside this one.
    pub(super) fn beside(&self, other: &StoryText) -> SharedRuns {
        let mut shared = SharedRuns {
            of_one: vec![false; self.text.words.len()],
            of_other: vec![false; other.words.len()],
            longest: 0,
            slots: 0,
            number_slots: 0,
        };
        let mut last: Option<Run> = None;
        for run in self.runs(other) {
            let length = run.shingles + length_at(other, run.in_other + run.shingles - 1) - 1;
            shared.longest = shared.longest.max(length);
            shared.of_one[run.in_one..run.in_one + length].fill(true);
            shared.of_other[run.in_other..run.in_other + length].fill(true);
            let run = Run { shingles: length, ..run };
            if let Some(last) = last {
                self.note_slot(other, (last, run), &mut shared);
            }
            last = Some(run);
        }
        shared
    }

    /// Stretches of shingles that follow one another in both texts, long enough to count; `shingles` is their number.
    fn runs(&self, other: &StoryText) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut run: Option<Run> = None;
        for (in_other, shingle) in other.shingles(SHINGLE).into_iter().enumerate() {
            let place = self.places.get(&shingle).map(|place| *place as usize);
            run = match (run, place) {
                (Some(run), Some(place)) if run.in_one + run.shingles == place => {
                    Some(Run { shingles: run.shingles + 1, ..run })
                }
                (former, place) => {
                    runs.extend(former.filter(|run| run.shingles >= LEAST_SHINGLES));
                    place.map(|in_one| Run { in_one, in_other, shingles: 1 })
                }
            };
        }
        runs.extend(run.filter(|run| run.shingles >= LEAST_SHINGLES));
        runs
    }

    fn note_slot(&self, other: &StoryText, (last, next): (Run, Run), shared: &mut SharedRuns) {
        const WIDEST: usize = 4;
        let gap = |from: usize, to: usize| (from < to && to - from <= WIDEST).then_some(from..to);
        let in_one = gap(last.in_one + last.shingles, next.in_one);
        let in_other = gap(last.in_other + last.shingles, next.in_other);
        let (Some(in_one), Some(in_other)) = (in_one, in_other) else { return };
        shared.slots += 1;
        let has_number = |text: &StoryText, words: &[u64]| {
            words.iter().any(|word| text.numbers.binary_search(word).is_ok())
        };
        if has_number(self.text, &self.text.words[in_one]) || has_number(other, &other.words[in_other]) {
            shared.number_slots += 1;
        }
    }
}

/// Words of the shingle that begins here.
fn length_at(text: &StoryText, at: usize) -> usize {
    if text.weights.get(at) == Some(&1) { SHINGLE.1 } else { SHINGLE.0 }
}

#[derive(Debug, Clone, Copy)]
struct Run {
    in_one: usize,
    in_other: usize,
    /// Shingles, later words.
    shingles: usize,
}

/// Shingles are hashes already.
#[derive(Default)]
pub(super) struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}
