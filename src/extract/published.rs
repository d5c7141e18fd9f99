//! Which of a page's dates is the publication, and which the last change.
//!
//! Metadata are exact but often lie about their zone; visible times are what the reader is told. Both are weighed here; reading them
//! is the work of `date_evidence` and of the `dates` room.

use chrono::{DateTime, Datelike, Duration, Utc};

use super::place_time::{
    PlaceZones, implied_offset, in_offset_of, local_time, placed_in, with_place_offset, with_zone,
};
use super::shown_time::{choose_publication, same_minute_distance};
use crate::dates::{DateReading, Kind, Meaning, items};
use crate::model::{DateCandidate, DateOrigin, Precision, Timestamp};

/// What a date says about the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateRole {
    /// When it was first published.
    Published,
    /// When it was last changed.
    Modified,
    /// It stands at the top of the page, where sites tell today's date.
    PageTop,
}

/// One date found in or around a page.
#[derive(Debug, Clone)]
pub(super) struct FoundDate {
    /// The value.
    pub(super) reading: DateReading,
    /// What it says.
    pub(super) role: DateRole,
    /// Where it stood.
    pub(super) from: DateOrigin,
    /// The text it was read from.
    pub(super) raw: String,
    /// Whether a reader sees it beside the headline, with little else in the line.
    pub(super) is_plain: bool,
}

/// The dates of an article.
#[derive(Debug, Default)]
pub(super) struct ChosenDates {
    /// First publication: value, precision, origin.
    pub(super) published: Option<(Timestamp, Precision, DateOrigin)>,
    /// Last change, if it differs.
    pub(super) modified: Option<(Timestamp, DateOrigin)>,
    /// What is doubtful about the publication, as a warning.
    pub(super) doubt: Option<&'static str>,
    /// All, the best first.
    pub(super) candidates: Vec<DateCandidate>,
}

/// The year was added.
const YEAR_ADDED: &str = "the date of publication names no year; the latest possible one was added";

/// Nothing but a change is dated.
const ONLY_CHANGE: &str = "only a last change is dated; its date was taken for the publication";

/// A clock or a time zone is wrong, or the story is announced.
const IN_FUTURE: &str = "the date of publication lies in the future";

/// Chooses among the dates found.
pub(super) fn choose_dates(mut found: Vec<FoundDate>, zones: PlaceZones, now: DateTime<Utc>) -> ChosenDates {
    place_visible_times(&mut found, zones);
    found.sort_by_key(|date| (!is_plausible(date, now), date.role != DateRole::Published, rank(date)));
    let publications = plausible_publications(&found, now);
    let changed: Vec<&FoundDate> = found
        .iter()
        .filter(|date| date.role == DateRole::Modified && is_plausible(date, now))
        .filter(|date| date.from != DateOrigin::Http)
        .collect();
    let modified = changed.first().copied();
    let stated = choose_publication(&publications, &changed);
    let (chosen, doubt) = match stated {
        Some(chosen) => (Some(chosen), None),
        None => last_resort(modified, &found, now),
    };
    let published = chosen.map(|(reading, from)| {
        (with_place_offset(with_zone(reading, zones, &publications), zones, &publications), from)
    });
    let modified = modified
        .map(|date| (with_zone(date.reading, zones, &publications), date.from))
        .map(|(reading, from)| (with_place_offset(reading, zones, &[]).value, from))
        .map(|(value, from)| (in_offset_of(value, published.map(|(first, _)| first.value)), from))
        .filter(|(value, _)| published.is_none_or(|(first, _)| is_later(value, &first.value)));
    let candidates = with_chosen_first(&found, published.map(|(_, from)| from));
    let is_year_added = published.is_some_and(|(reading, from)| {
        let same = |date: &&FoundDate| date.reading.value.day() == reading.value.day() && date.from == from;
        found.iter().find(same).is_some_and(lacks_its_year)
    });
    ChosenDates {
        doubt: doubt.or(is_year_added.then_some(YEAR_ADDED)),
        published: published.map(|(reading, from)| (reading.value, reading.precision, from)),
        modified,
        candidates,
    }
}

/// What the reader is shown is the time of the place, else of the publication's country; where another date of the page tells by how
/// much it is off, that is left to be seen later.
fn place_visible_times(found: &mut [FoundDate], zones: PlaceZones) {
    let implied: Vec<bool> = found
        .iter()
        .map(|date| {
            local_time(&date.reading).is_some_and(|local| {
                let offsets = found.iter().filter_map(|other| implied_offset(local, &other.reading));
                offsets.into_iter().any(|offset| offset.local_minus_utc() != 0)
            })
        })
        .collect();
    for (date, implied) in found.iter_mut().zip(implied).filter(|(date, _)| is_visible(date)) {
        let zone = zones.line.or(zones.home.filter(|_| !implied));
        if let Some(placed) = local_time(&date.reading).and_then(|local| placed_in(zone, local)) {
            date.reading.value = Timestamp::Instant(placed);
        }
    }
}

/// The dates that may be the publication; where there are none, that of the issue the story stands in.
fn plausible_publications(found: &[FoundDate], now: DateTime<Utc>) -> Vec<&FoundDate> {
    let plausible = |role: DateRole| {
        found.iter().filter(move |date| date.role == role && is_plausible(date, now)).collect::<Vec<_>>()
    };
    let publications = plausible(DateRole::Published);
    if !publications.is_empty() {
        return publications;
    }
    // Today's date says nothing; another one may be that of the issue.
    let is_today = |date: &&FoundDate| (date.reading.value.day() - now.date_naive()).num_days().abs() <= 1;
    plausible(DateRole::PageTop).into_iter().filter(|date| !is_today(date)).collect()
}

/// Where nothing is said to be the publication: the last change, or a date in the future.
fn last_resort(
    modified: Option<&FoundDate>,
    found: &[FoundDate],
    now: DateTime<Utc>,
) -> (Option<(DateReading, DateOrigin)>, Option<&'static str>) {
    /// How far ahead a date may be that is still the story's.
    const DAYS_AHEAD: i64 = 31;
    let taken = |date: &FoundDate| Some((date.reading, date.from));
    if let Some(change) = modified {
        return (taken(change), Some(ONLY_CHANGE));
    }
    let is_near = |date: &&FoundDate| {
        let ahead = (date.reading.value.day() - now.date_naive()).num_days();
        date.role == DateRole::Published && (2..=DAYS_AHEAD).contains(&ahead)
    };
    let stated =
        |date: &&FoundDate| matches!(date.from, DateOrigin::JsonLd | DateOrigin::Meta | DateOrigin::Feed);
    match found.iter().filter(is_near).find(stated) {
        Some(date) => (taken(date), Some(IN_FUTURE)),
        None => (None, None),
    }
}

/// Rank by origin: the smaller, the more it is trusted.
fn rank(date: &FoundDate) -> u8 {
    match date.from {
        DateOrigin::Dateline | DateOrigin::Text if !names_its_year(date) => 8,
        DateOrigin::JsonLd => 0,
        DateOrigin::Meta => 1,
        DateOrigin::Dateline => 2,
        DateOrigin::TimeElement => 3,
        // `/2021/02/04/` is made by the system when it stores a story, unlike a date in the words of an address.
        DateOrigin::Url if is_in_folders(date) => 4,
        DateOrigin::Text => 5,
        DateOrigin::Feed => 6,
        DateOrigin::Url => 7,
        DateOrigin::Http => 9,
    }
}

/// Whether an address has the day as folders of its own.
fn is_in_folders(date: &FoundDate) -> bool {
    let day = date.reading.value.day();
    let folders = [day.format("/%Y/%m/%d/"), day.format("/%Y/%-m/%-d/")];
    folders.iter().any(|folder| date.raw.contains(&folder.to_string()))
}

/// Whether the year stands in the text. One that was added is the latest possible, and wrong on every old page.
pub(super) fn names_its_year(date: &FoundDate) -> bool {
    let digits = date.raw.split(|c: char| !c.is_numeric()).filter(|digits| !digits.is_empty());
    let year = date.reading.value.day().year();
    let (long, short) = (year.to_string(), format!("{:02}", year.rem_euclid(100)));
    let other_calendar = |text: &str| text.chars().count() == 4 && !text.is_ascii();
    digits
        .clone()
        .any(|text| text == long || other_calendar(text) || (text.len() == 4 && !text.starts_with("20")))
        || digits.skip(2).any(|text| text == short)
        || date.raw.contains(&long)
}

/// Whether a visible date names a month but no year; relative times need none.
fn lacks_its_year(date: &FoundDate) -> bool {
    let items = items(&date.raw);
    let any = |wanted: fn(Meaning) -> bool| {
        items.iter().any(|item| match item.kind {
            Kind::Word(entries) => {
                item.folded.chars().count() > 2 && entries.iter().any(|entry| wanted(entry.1))
            }
            _ => false,
        })
    };
    let names_month = || {
        any(|meaning| matches!(meaning, Meaning::Month(..)))
            && !any(|meaning| matches!(meaning, Meaning::Unit(_)))
    };
    is_visible(date) && !names_its_year(date) && names_month()
}

/// A day of slack for clocks and zones; before 1994 there were no news pages, and zero stamps read as 1970.
fn is_plausible(date: &FoundDate, now: DateTime<Utc>) -> bool {
    let day = date.reading.value.day();
    let earliest = chrono::NaiveDate::from_ymd_opt(1994, 1, 1);
    earliest.is_none_or(|earliest| day >= earliest) && day <= (now + Duration::days(1)).date_naive()
}

pub(super) fn is_visible(date: &FoundDate) -> bool {
    matches!(date.from, DateOrigin::Dateline | DateOrigin::Text)
}

/// Whether a change is later than the publication by a minute, or by a day when only days are known.
fn is_later(modified: &Timestamp, published: &Timestamp) -> bool {
    match (modified.to_utc(), published.to_utc()) {
        (Some(modified), Some(published)) => same_minute_distance(modified, published) > Duration::zero(),
        _ => modified.day() > published.day(),
    }
}

/// The candidates as the contract lists them, the chosen one in front.
fn with_chosen_first(found: &[FoundDate], chosen: Option<DateOrigin>) -> Vec<DateCandidate> {
    let mut candidates: Vec<&FoundDate> = found.iter().collect();
    candidates.sort_by_key(|date| !(date.role == DateRole::Published && Some(date.from) == chosen));
    let mut listed: Vec<DateCandidate> = Vec::new();
    for date in candidates {
        let candidate = DateCandidate { value: date.reading.value, from: date.from, raw: date.raw.clone() };
        if !listed.contains(&candidate) {
            listed.push(candidate);
        }
    }
    listed
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;

    fn found(value: &str, from: DateOrigin) -> FoundDate {
        let value: Timestamp = value.parse().unwrap();
        let precision = if matches!(value, Timestamp::Day(_)) { Precision::Day } else { Precision::Minute };
        FoundDate {
            reading: DateReading { value, precision },
            role: DateRole::Published,
            from,
            raw: String::new(),
            is_plain: false,
        }
    }

    fn check(dates: &[(&str, DateOrigin)], zone: Option<Tz>, expected: &str) {
        let all = dates.iter().map(|(value, from)| found(value, *from)).collect();
        let now = DateTime::parse_from_rfc3339("2021-06-01T00:00:00Z").unwrap().to_utc();
        let chosen = choose_dates(all, PlaceZones { line: zone, ..PlaceZones::default() }, now)
            .published
            .map(|(value, _, from)| format!("{value} {from:?}"));
        assert_eq!(chosen.unwrap_or_default(), expected, "{dates:?}");
    }

    const DAMASCUS: Option<Tz> = Some(Tz::Asia__Damascus);

    #[test]
    fn metadata_go_before_what_is_further_away() {
        use DateOrigin::{Feed, Http, JsonLd, Meta, Url};
        check(
            &[("2021-03-18", Url), ("2021-03-18T09:00:00+01:00", Meta)],
            None,
            "2021-03-18T09:00:00+01:00 Meta",
        );
        check(&[("2021-03-17", JsonLd), ("2021-03-18T09:00:00+01:00", Meta)], None, "2021-03-17 JsonLd");
        check(
            &[("2021-03-18", JsonLd), ("2021-03-18T09:00:00+00:00", Feed)],
            None,
            "2021-03-18T09:00:00+00:00 Feed",
        );
        check(&[("1970-01-01", JsonLd), ("2021-03-18", Url)], None, "2021-03-18 Url");
        check(&[("2031-01-01", JsonLd), ("2021-03-18", Http)], None, "2021-03-18 Http");
    }

    #[test]
    fn local_time_marked_as_utc_loses_to_the_visible_time() {
        use DateOrigin::{Dateline, JsonLd, Text};
        for visible in [Dateline, Text] {
            let shown = ("2021-03-18T21:40:00+02:00", visible);
            check(
                &[("2021-03-18T21:40:12+00:00", JsonLd), shown],
                None,
                &format!("2021-03-18T21:40:00+02:00 {visible:?}"),
            );
        }
        let shown = ("2021-03-18T21:40:00+02:00", Dateline);
        check(&[("2021-03-18T19:40:12+00:00", JsonLd), shown], None, "2021-03-18T21:40:12+02:00 JsonLd");
        check(&[("2021-03-18T15:00:00+00:00", JsonLd), shown], None, "2021-03-18T15:00:00+00:00 JsonLd");
        check(&[("2021-03-18", JsonLd), shown], None, "2021-03-18T21:40:00+02:00 Dateline");
    }

    #[test]
    fn a_local_time_gets_a_zone_or_becomes_a_day() {
        use DateOrigin::{JsonLd, Meta, Text};
        let local = ("2021-03-18T21:40:00", JsonLd);
        check(&[local], DAMASCUS, "2021-03-18T21:40:00+02:00 JsonLd");
        check(&[local], None, "2021-03-18 JsonLd");
        check(&[local, ("2021-03-18T20:00:00+02:00", Meta)], None, "2021-03-18T21:40:00+02:00 JsonLd");
        check(&[local, ("2021-03-18T19:40:00+00:00", Meta)], None, "2021-03-18T21:40:00+02:00 JsonLd");
        check(&[local, ("2021-03-19", Text)], None, "2021-03-18 JsonLd");
    }

    #[test]
    fn a_moment_in_utc_is_told_in_the_time_of_the_place() {
        use DateOrigin::{JsonLd, Meta, Text};
        let stated = ("2021-03-18T22:04:10+00:00", JsonLd);
        check(&[stated, ("2021-03-19T00:04:00", Text)], None, "2021-03-19T00:04:10+02:00 JsonLd");
        check(&[stated, ("2021-03-18T23:04:10+01:00", Meta)], None, "2021-03-18T23:04:10+01:00 JsonLd");
        check(&[stated, ("2021-03-19T00:11:00", Text)], None, "2021-03-18T22:04:10+00:00 JsonLd");
    }

    #[test]
    fn the_date_at_the_top_of_the_page_is_the_last_resort() {
        use DateOrigin::Text;
        let now = DateTime::parse_from_rfc3339("2021-06-01T00:00:00Z").unwrap().to_utc();
        for (top, own, expected) in [
            ("2021-06-01", None, None),
            ("2021-05-03", None, Some("2021-05-03")),
            ("2021-05-03", Some("2021-04-02"), Some("2021-04-02")),
        ] {
            let top = FoundDate { role: DateRole::PageTop, ..found(top, Text) };
            let all: Vec<FoundDate> = std::iter::once(top).chain(own.map(|own| found(own, Text))).collect();
            let count = all.len();
            let chosen = choose_dates(all, PlaceZones::default(), now);
            let value = chosen.published.map(|(value, ..)| value.to_string());
            assert_eq!(value.as_deref(), expected);
            assert_eq!(chosen.candidates.len(), count);
        }
    }

    #[test]
    fn the_place_that_opens_the_text_gives_a_time_its_zone() {
        let now = DateTime::parse_from_rfc3339("2021-06-01T00:00:00Z").unwrap().to_utc();
        let zones = PlaceZones { opening: DAMASCUS, ..PlaceZones::default() };
        for (stated, from, expected) in [
            ("2021-03-18T21:40:00", DateOrigin::Text, "2021-03-18T21:40:00+02:00"),
            ("2021-03-18T19:40:00+00:00", DateOrigin::Meta, "2021-03-18T21:40:00+02:00"),
            ("2021-03-18T19:40:00+01:00", DateOrigin::Meta, "2021-03-18T19:40:00+01:00"),
        ] {
            let later = FoundDate { role: DateRole::Modified, ..found("2021-03-19T19:40:00+00:00", from) };
            let chosen = choose_dates(vec![found(stated, from), later], zones, now);
            let told = chosen.published.map(|(value, ..)| value.to_string());
            assert_eq!(told.as_deref(), Some(expected));
            let changed = chosen.modified.map(|(value, _)| value.to_string());
            assert_eq!(changed.as_deref(), Some("2021-03-19T21:40:00+02:00"));
        }
    }

    #[test]
    fn a_year_that_was_added_is_told() {
        let now = DateTime::parse_from_rfc3339("2021-06-01T00:00:00Z").unwrap().to_utc();
        for (raw, expected) in [("Feb 3", true), ("Feb 3, 2021", false), ("3 months ago", false)] {
            let date = FoundDate { raw: raw.to_owned(), ..found("2021-02-03", DateOrigin::Text) };
            let doubt = choose_dates(vec![date], PlaceZones::default(), now).doubt;
            assert_eq!(doubt == Some(YEAR_ADDED), expected, "{raw}");
        }
    }

    #[test]
    fn a_change_counts_only_when_it_is_later() {
        let now = DateTime::parse_from_rfc3339("2021-06-01T00:00:00Z").unwrap().to_utc();
        let published = found("2021-03-18T09:00:00+01:00", DateOrigin::JsonLd);
        for (changed, expected) in [("2021-03-18T08:00:30+00:00", false), ("2021-03-18T10:00:00+01:00", true)]
        {
            let modified = FoundDate { role: DateRole::Modified, ..found(changed, DateOrigin::JsonLd) };
            let chosen = choose_dates(vec![published.clone(), modified], PlaceZones::default(), now);
            assert_eq!(chosen.modified.is_some(), expected, "{changed}");
            assert_eq!(chosen.candidates.len(), 2);
        }
    }
}
