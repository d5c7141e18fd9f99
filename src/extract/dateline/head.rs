//! Place, date and agency in the items that open a paragraph.

use crate::dates::{Item, Kind, Meaning, time_zone_of_place};

use super::agencies::{is_exact_agency, may_begin_agency};

/// The items of an opening with the text they were cut from.
pub(super) struct Head<'a, 'i> {
    pub(super) text: &'a str,
    pub(super) items: &'i [Item],
}

impl<'a> Head<'a, '_> {
    /// The text of these items.
    pub(super) fn slice(&self, from: usize, to: usize) -> Option<&'a str> {
        self.text.get(self.items.get(from)?.start..self.items.get(to.checked_sub(1)?)?.end)
    }

    /// Whether the item is one of these marks.
    pub(super) fn is_mark(&self, at: usize, marks: &str) -> bool {
        matches!(self.items.get(at), Some(Item { kind: Kind::Mark(mark), .. }) if marks.contains(*mark))
    }

    fn is_word(&self, at: usize) -> bool {
        matches!(self.items.get(at), Some(Item { kind: Kind::Word(_), .. }))
    }

    fn is_number(&self, at: usize) -> bool {
        matches!(self.items.get(at), Some(Item { kind: Kind::Number { .. }, .. }))
    }

    fn means(&self, at: usize, wanted: fn(Meaning) -> bool) -> bool {
        matches!(self.items.get(at), Some(Item { kind: Kind::Word(entries), .. }) if entries.iter().any(|entry| wanted(entry.1)))
    }

    /// Whether a line break stands before the item.
    pub(super) fn on_new_line(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.items.get(before)).map(|item| item.end);
        let start = self.items.get(at).map(|item| item.start);
        matches!((before, start), (Some(from), Some(to)) if self.text.get(from..to).is_some_and(|gap| gap.contains('\n')))
    }

    /// A dash that separates: spaced on a side, doubled, or with an agency or a bracket behind it.
    pub(super) fn is_dash(&self, at: usize) -> bool {
        let inside_word = self.items.get(at).is_some_and(|item| item.glued)
            && self.items.get(at + 1).is_some_and(|next| next.glued && matches!(next.kind, Kind::Word(_)));
        self.is_mark(at, "-") && !inside_word
    }

    /// The item after the agency that begins here; the longest name counts.
    pub(super) fn agency_end(&self, at: usize) -> Option<usize> {
        /// Most items in one name.
        const LONGEST: usize = 6;
        if !self.is_word(at) || !self.items.get(at).is_some_and(|item| may_begin_agency(&item.folded)) {
            return None;
        }
        let ends = (at + 1..=at + LONGEST).rev().filter(|end| self.is_word(end - 1));
        ends.into_iter().find(|end| self.slice(at, *end).is_some_and(is_exact_agency))
    }

    /// Whether a date begins here: a number, a month beside one, or a weekday before one.
    pub(super) fn begins_date(&self, at: usize) -> bool {
        let month = |at| self.means(at, |meaning| matches!(meaning, Meaning::Month(..)));
        let weekday = |at| self.means(at, |meaning| meaning == Meaning::Weekday);
        let skip = |at: usize| at + usize::from(self.is_mark(at, ",."));
        let next = skip(at + 1);
        self.is_number(at)
            || month(at) && self.is_number(next)
            || weekday(at) && (self.is_number(next) || month(next) && self.is_number(skip(next + 1)))
    }

    /// The item after the date that begins here.
    pub(super) fn date_end(&self, at: usize) -> usize {
        let belongs = |at: &usize| {
            let known = |meaning| {
                matches!(meaning, Meaning::Month(..) | Meaning::Weekday | Meaning::Filler | Meaning::YearMark)
            };
            let twin =
                self.is_mark(*at, "/") && self.means(at + 1, |meaning| matches!(meaning, Meaning::Month(..)));
            let hyphen =
                self.is_mark(*at, "-/") && self.is_number(at.saturating_sub(1)) && self.is_number(at + 1);
            let inner = self.is_mark(*at, ",.") || twin || hyphen;
            !self.on_new_line(*at) && (self.is_number(*at) || self.means(*at, known) || inner)
        };
        let end = at + (at..self.items.len()).take_while(belongs).count();
        // What is left of the marks belongs to what follows.
        (at..end).rev().find(|at| !self.is_mark(*at, ",.")).map_or(at, |last| last + 1)
    }

    /// Whether the full stop belongs to a state's short name: «BUFFALO, N.Y. —», «SALINA, Kan. —».
    fn ends_abbreviation(&self, from: usize, at: usize) -> bool {
        /// Letters of the longest («Calif.»).
        const LONGEST: usize = 5;
        let Some([first, mark, word]) = at.checked_sub(2).and_then(|before| {
            Some([self.items.get(from)?, self.items.get(before)?, self.items.get(at - 1)?])
        }) else {
            return false;
        };
        let dotted = matches!(mark.kind, Kind::Mark('.')) && word.glued && word.folded.chars().count() == 1;
        let state = matches!(mark.kind, Kind::Mark(',')) && first.capitals && !word.capitals;
        dotted || state && word.folded.chars().count() <= LONGEST
    }

    /// Whether what ends at this full stop is a known place and nothing else, in capitals or a script without them: «MADRID. …».
    pub(super) fn is_sentence_of_place(&self, from: usize, at: usize) -> bool {
        let in_capitals =
            self.items.get(from..at).is_some_and(|items| items.iter().all(|item| item.capitals));
        let goes_on = self.items.get(at + 1).is_some_and(|next| !next.glued);
        let is_place = || self.slice(from, at).is_some_and(|text| time_zone_of_place(text).is_some());
        in_capitals && goes_on && is_place()
    }

    /// The item after the place that the head opens with.
    pub(super) fn place_end(&self, from: usize) -> usize {
        let ends = |at: &usize| {
            let next_is_agency = self.agency_end(at + 1).is_some() || self.is_mark(at + 1, "(/[");
            self.is_mark(*at, "([:«»\"“”|")
                || self.is_dash(*at)
                || self.is_mark(*at, "-/,") && next_is_agency
                || self.is_mark(*at, ",./") && self.begins_date(at + 1)
                || self.is_mark(*at, ".") && self.agency_end(at + 1).is_some()
                || self.is_mark(*at, ".") && self.is_dash(at + 1) && !self.ends_abbreviation(from, *at)
                || self.is_mark(*at, "/") && !self.items.get(*at).is_some_and(|item| item.glued)
                || self.is_mark(*at, "।")
                || self.is_mark(*at, ".") && !self.is_dash(at + 1) && self.is_sentence_of_place(from, *at)
                || self.is_number(*at)
                || self.begins_date(*at) && !self.means(*at, |meaning| meaning == Meaning::Weekday)
                || self.on_new_line(*at)
        };
        (from + 1..self.items.len()).find(ends).unwrap_or(self.items.len())
    }
}
