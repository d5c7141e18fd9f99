//! What a dateline says.

use crate::dates::{DateContext, DateReading, read_date, time_zone_of_place};
use crate::model::Dateline;

/// A dateline, and the moment that it states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatelineReading {
    /// Place, agency and zone.
    pub dateline: Dateline,
    /// When the line says it was; the place's zone applies when it names none itself.
    pub published: Option<DateReading>,
    /// The reporter, when the line names one between place and agency («إسطنبول / محمد يوسف / الأناضول»).
    pub reporter: Option<String>,
}

/// The parts of a dateline as written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parts<'a> {
    pub(super) raw: &'a str,
    pub(super) place: &'a str,
    pub(super) agency: Option<&'a str>,
    pub(super) date: Option<&'a str>,
}

impl Parts<'_> {
    /// Reads the date in the zone of the place.
    pub(super) fn reading(self, context: &DateContext<'_>) -> DatelineReading {
        let zone = time_zone_of_place(self.place);
        let there = DateContext { time_zone: zone.or(context.time_zone), ..*context };
        let place = Some(self.place.trim()).filter(|place| !place.is_empty()).map(str::to_owned);
        DatelineReading {
            dateline: Dateline {
                raw: self.raw.trim().to_owned(),
                place,
                agency: self.agency.map(|agency| agency.trim().to_owned()),
                time_zone: zone.map(|zone| zone.name().to_owned()),
            },
            reporter: None,
            published: self.date.and_then(|date| read_date(date, &there)),
        }
    }
}
