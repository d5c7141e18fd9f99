//! The items of one line, with the questions that the matchers ask of them.

use chrono::{Datelike, NaiveDate};

use super::calendars::Calendar;
use super::lexer::{Item, Kind, items};
use super::month_names;
use super::read::DateContext;
use super::vocabulary::{Entry, Meaning};

/// A line cut into items, and what is known around it.
pub(super) struct Line<'a> {
    /// The text itself.
    pub(super) text: &'a str,
    /// Its items.
    pub(super) items: Vec<Item>,
    /// What is known around it.
    pub(super) context: &'a DateContext<'a>,
    /// First subtag of the language, empty when unknown.
    pub(super) language: &'a str,
}

impl<'a> Line<'a> {
    /// Cuts the text.
    pub(super) fn new(text: &'a str, context: &'a DateContext<'a>) -> Self {
        let language = context.language.and_then(|tag| tag.split(['-', '_']).next()).unwrap_or_default();
        let language = match language {
            "nb" | "nn" => "no",
            "fil" => "tl",
            other => other,
        };
        Self { text, items: items(text), context, language }
    }

    /// The calendar day of `now` where the publication is.
    pub(super) fn today(&self) -> NaiveDate {
        match self.context.time_zone {
            Some(zone) => self.context.now.with_timezone(&zone).date_naive(),
            None => self.context.now.date_naive(),
        }
    }

    /// Value and number of digits, if the item is a number.
    pub(super) fn number(&self, at: usize) -> Option<(u64, usize)> {
        match self.items.get(at)?.kind {
            Kind::Number { value, digits } => Some((value, digits)),
            _ => None,
        }
    }

    /// A number of at most two digits.
    pub(super) fn small_number(&self, at: usize) -> Option<u32> {
        self.number(at).filter(|(_, digits)| *digits <= 2).and_then(|(value, _)| u32::try_from(value).ok())
    }

    /// The mark at this place.
    pub(super) fn mark(&self, at: usize) -> Option<char> {
        match self.items.get(at)?.kind {
            Kind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// Whether the item is one of these marks.
    pub(super) fn is_mark(&self, at: usize, marks: &str) -> bool {
        self.mark(at).is_some_and(|mark| marks.contains(mark))
    }

    /// Whether the item stands without a space behind the one before.
    pub(super) fn glued(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|item| item.glued)
    }

    fn entries(&self, at: usize) -> &'static [Entry] {
        match self.items.get(at).map(|item| &item.kind) {
            Some(Kind::Word(entries)) => entries,
            _ => &[],
        }
    }

    /// What the word may mean, first in the language of the line, then in any.
    pub(super) fn meanings(&self, at: usize) -> impl Iterator<Item = Meaning> + '_ {
        let entries = self.entries(at);
        let own = entries.iter().filter(|entry| !entry.0.is_empty() && entry.0 == self.language);
        own.chain(entries.iter().filter(|entry| entry.0.is_empty())).map(|entry| entry.1)
    }

    /// Whether the word may mean this.
    pub(super) fn means(&self, at: usize, meaning: Meaning) -> bool {
        self.meanings(at).any(|found| found == meaning)
    }

    /// The month that the word names: in the line's language if it does there, else in the first that has it.
    pub(super) fn month(&self, at: usize) -> Option<(Calendar, u32)> {
        let months = || {
            self.entries(at).iter().filter_map(|(language, meaning)| match meaning {
                Meaning::Month(calendar, number) => Some((*language, *calendar, *number)),
                _ => None,
            })
        };
        let own = months().find(|(language, ..)| *language == self.language);
        own.or_else(|| months().next()).map(|(_, calendar, number)| (calendar, number))
    }

    /// Whether the word is a month only in languages that neither the line nor English is in («Pro» on a German page).
    pub(super) fn is_foreign_month(&self, at: usize) -> bool {
        let has_own = |language: &str| month_names::TABLES.iter().any(|(listed, ..)| *listed == language);
        let readable = |entry: &Entry| {
            matches!(entry.1, Meaning::Month(..))
                && (entry.0 == self.language || matches!(entry.0, "" | "en"))
        };
        !self.entries(at).iter().any(readable) && has_own(self.language)
    }

    /// The calendar whose years the word announces.
    pub(super) fn era(&self, at: usize) -> Option<Calendar> {
        self.meanings(at).find_map(|meaning| match meaning {
            Meaning::Era(calendar) => Some(calendar),
            _ => None,
        })
    }

    /// The next item that is neither one of these marks nor a filler word or weekday, at most `most` items on.
    pub(super) fn skip(&self, from: usize, marks: &str, most: usize) -> usize {
        let passes = |at: &usize| {
            self.is_mark(*at, marks)
                || (self.month(*at).is_none()
                    && (self.means(*at, Meaning::Filler) || self.means(*at, Meaning::Weekday)))
        };
        from + (from..from + most).take_while(passes).count()
    }

    /// How many words no list knows.
    pub(super) fn unknown_words(&self) -> usize {
        self.items.iter().filter(|item| item.is_unknown_word()).count()
    }

    /// A year as written with two digits: not later than next year.
    pub(super) fn full_year(&self, two_digits: u32) -> Option<i32> {
        let short = i32::try_from(two_digits).ok()?;
        let newest = self.context.now.year() + 1;
        let year = if 2000 + short <= newest { 2000 + short } else { 1900 + short };
        (year >= 1970).then_some(year)
    }

    /// The latest such day that is not after today.
    pub(super) fn latest(&self, month: u32, day: u32) -> Option<NaiveDate> {
        let today = self.today();
        let years = (today.year() - 8..=today.year()).rev();
        years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).find(|date| *date <= today)
    }
}

/// A calendar day found in a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct DayFound {
    /// The day in the Gregorian calendar.
    pub(super) date: NaiveDate,
    /// The calendar it was written in.
    pub(super) calendar: Calendar,
    /// Whether the year was written.
    pub(super) year_stated: bool,
    /// First item.
    pub(super) start: usize,
    /// Item after the last one.
    pub(super) end: usize,
}

/// The day in its calendar, when it exists and news can be of it (1800 to 2100).
pub(super) fn plausible(
    calendar: Calendar,
    year: i32,
    month: u32,
    day: u32,
) -> Option<(Calendar, NaiveDate)> {
    let calendar = match (calendar, year) {
        (Calendar::Gregorian, 2430..=2650) => Calendar::Buddhist,
        _ => calendar,
    };
    let date = calendar.date(year, month, day)?;
    (1800..=2100).contains(&date.year()).then_some((calendar, date))
}
