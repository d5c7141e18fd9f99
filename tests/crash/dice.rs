//! Chance that can be had again, and words by it.

/// Numbers by chance (SplitMix64).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn word(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    /// A headline that no other page has, nearly.
    pub(super) fn title(&mut self) -> String {
        let (subject, verb, thing) = (self.word(SUBJECTS), self.word(VERBS), self.word(THINGS));
        format!("{subject} of {} {verb} the {thing}, {} years on", self.word(PLACES), self.below(90_000))
    }

    pub(super) fn sentence(&mut self) -> String {
        let (subject, place, verb, thing) =
            (self.word(SUBJECTS), self.word(PLACES), self.word(VERBS), self.word(THINGS));
        let (other, why, number) = (self.word(SUBJECTS), self.word(REASONS), self.below(9_000));
        format!(
            "{subject} of {place} {verb} the {thing} on Monday, said the {}, {why}, while {number} others waited for word from the {}.",
            other.to_lowercase(),
            self.word(THINGS)
        )
    }
}

const SUBJECTS: &[&str] = &[
    "Councillors",
    "Farmers",
    "Teachers",
    "Fishermen",
    "Bakers",
    "Judges",
    "Doctors",
    "Masons",
    "Drivers",
    "Singers",
];
const PLACES: &[&str] = &[
    "Harwell",
    "Oakmere",
    "Nettleton",
    "Brindle",
    "Thaxby",
    "Wetherden",
    "Colne",
    "Marrick",
    "Selby Green",
    "Aldwick",
];
const VERBS: &[&str] =
    &["rebuild", "praise", "close", "inspect", "paint", "defend", "sell", "measure", "repair", "visit"];
const THINGS: &[&str] = &[
    "bridge",
    "mill",
    "harbour",
    "library",
    "orchard",
    "market hall",
    "school",
    "lighthouse",
    "railway",
    "reservoir",
];
const REASONS: &[&str] = &[
    "because the winter had been long",
    "as the law has it",
    "after a vote that nobody expected",
    "for want of a better plan",
    "before the rain set in",
    "though few had asked for it",
];
