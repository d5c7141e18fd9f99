//! The zone that a text names: offsets, abbreviations, and places; and wall time made an instant.

use chrono::{DateTime, FixedOffset, MappedLocalTime, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::lexer::{Item, Kind};
use super::line::Line;
use super::places::time_zone_of_place;
use super::vocabulary::Meaning;

/// A zone as stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// A fixed distance from UTC.
    Offset(FixedOffset),
    /// A zone with its own history.
    Named(Tz),
}

impl Zone {
    /// The instant of a wall-clock time. Of two, the earlier; in the gap of spring, as if the clock had not been set yet.
    pub(super) fn instant(self, wall: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
        match self {
            Self::Offset(offset) => offset.from_local_datetime(&wall).single(),
            Self::Named(zone) => match zone.from_local_datetime(&wall) {
                MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => Some(at.fixed_offset()),
                MappedLocalTime::None => {
                    let earlier = wall.checked_sub_signed(TimeDelta::hours(3))?;
                    let offset = zone.offset_from_local_datetime(&earlier).earliest()?.fix();
                    offset
                        .from_local_datetime(&wall)
                        .single()
                        .map(|at| at.with_timezone(&zone).fixed_offset())
                }
            },
        }
    }
}

/// What an abbreviation stands for.
enum Stands {
    Minutes(i32),
    For(Tz),
}
use Stands::{For, Minutes};

/// Abbreviations in capitals. The ambiguous ones have their most common meaning; see [`nearby`].
const ABBREVIATIONS: &[(&str, Stands)] = &[
    ("ut", Minutes(0)),
    ("tu", Minutes(0)),
    ("wet", Minutes(0)),
    ("west", Minutes(60)),
    ("bst", Minutes(60)),
    ("cet", Minutes(60)),
    ("mez", Minutes(60)),
    ("met", Minutes(60)),
    ("mest", Minutes(120)),
    ("cest", Minutes(120)),
    ("mesz", Minutes(120)),
    ("eet", Minutes(120)),
    ("eest", Minutes(180)),
    ("msk", Minutes(180)),
    ("мск", Minutes(180)),
    ("trt", Minutes(180)),
    ("eat", Minutes(180)),
    ("cat", Minutes(120)),
    ("wat", Minutes(60)),
    ("sast", Minutes(120)),
    ("gst", Minutes(240)),
    ("irst", Minutes(210)),
    ("pkt", Minutes(300)),
    ("ist", Minutes(330)),
    ("npt", Minutes(345)),
    ("wib", Minutes(420)),
    ("ict", Minutes(420)),
    ("wita", Minutes(480)),
    ("wit", Minutes(540)),
    ("sgt", Minutes(480)),
    ("myt", Minutes(480)),
    ("hkt", Minutes(480)),
    ("pht", Minutes(480)),
    ("awst", Minutes(480)),
    ("jst", Minutes(540)),
    ("kst", Minutes(540)),
    ("acst", Minutes(570)),
    ("acdt", Minutes(630)),
    ("aest", Minutes(600)),
    ("aedt", Minutes(660)),
    ("nzst", Minutes(720)),
    ("nzdt", Minutes(780)),
    ("nst", Minutes(-210)),
    ("ndt", Minutes(-150)),
    ("ast", Minutes(-240)),
    ("adt", Minutes(-180)),
    ("est", Minutes(-300)),
    ("edt", Minutes(-240)),
    ("cst", Minutes(-360)),
    ("cdt", Minutes(-300)),
    ("mst", Minutes(-420)),
    ("mdt", Minutes(-360)),
    ("pst", Minutes(-480)),
    ("pdt", Minutes(-420)),
    ("akst", Minutes(-540)),
    ("akdt", Minutes(-480)),
    ("hst", Minutes(-600)),
    ("brt", Minutes(-180)),
    ("art", Minutes(-180)),
    ("clt", Minutes(-240)),
    ("clst", Minutes(-180)),
    ("bot", Minutes(-240)),
    ("vet", Minutes(-240)),
    ("cot", Minutes(-300)),
    ("pet", Minutes(-300)),
    ("et", For(Tz::America__New_York)),
    ("ct", For(Tz::America__Chicago)),
    ("mt", For(Tz::America__Denver)),
    ("pt", For(Tz::America__Los_Angeles)),
];

/// Names of Universal Time, in any case.
const UNIVERSAL: &[&str] = &[
    "utc",
    "gmt",
    "z",
    "غرينتش",
    "جرينتش",
    "غرينيتش",
    "گرينويچ",
    "гринвичу",
    "гринвич",
    "greenwich",
    "格林尼治",
    "גריניץ'",
    "قرينتش",
];

/// The zone that stands at this item, right behind a time (brackets and fillers between), and the item after it.
pub(super) fn zone_at(line: &Line<'_>, at: usize) -> Option<(Zone, usize)> {
    let from = at
        + (at..at + 4).take_while(|at| line.is_mark(*at, "([.,") || line.means(*at, Meaning::Filler)).count();
    if let Some(found) = offset_at(line, at) {
        return Some((Zone::Offset(found.0), found.1));
    }
    let item = line.items.get(from)?;
    if UNIVERSAL.contains(&item.folded.as_str()) {
        let (offset, end) = offset_at(line, from + 1).or(Some((FixedOffset::east_opt(0)?, from + 1)))?;
        return Some((Zone::Offset(offset), end));
    }
    // «21:05 мск» is written small, «et» and «art» are words.
    if !item.capitals && item.folded.is_ascii() {
        return None;
    }
    let (_, stands) = ABBREVIATIONS.iter().find(|(name, _)| *name == item.folded)?;
    let zone = nearby(&item.folded, line.context.time_zone).or(match stands {
        Minutes(minutes) => FixedOffset::east_opt(minutes * 60).map(Zone::Offset),
        For(zone) => Some(Zone::Named(*zone)),
    })?;
    Some((zone, from + 1))
}

/// Abbreviations that mean something else where the publication is.
fn nearby(abbreviation: &str, hint: Option<Tz>) -> Option<Zone> {
    let hint = hint?;
    let own: &[&str] = match abbreviation {
        "ist" => &["Asia/Jerusalem", "Asia/Tel_Aviv", "Europe/Dublin", "Europe/Istanbul"],
        "cst" => &["Asia/Shanghai", "Asia/Taipei", "Asia/Chongqing", "America/Havana"],
        "bst" => &["Asia/Dhaka"],
        "ast" => &["Asia/Riyadh", "Asia/Baghdad", "Asia/Kuwait", "Asia/Qatar", "Asia/Bahrain", "Asia/Aden"],
        "pst" => &["Asia/Manila", "Asia/Karachi"],
        _ => &[],
    };
    own.contains(&hint.name()).then_some(Zone::Named(hint))
}

/// `+02:00`, `+0200`, `-5`, `+2`.
fn offset_at(line: &Line<'_>, at: usize) -> Option<(FixedOffset, usize)> {
    let sign = match line.mark(at)? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (value, digits) = line.number(at + 1).filter(|_| line.glued(at + 1))?;
    let value = i32::try_from(value).ok()?;
    let colon = line.is_mark(at + 2, ":") && line.number(at + 3).is_some_and(|(_, digits)| digits == 2);
    let (hours, minutes, end) = match digits {
        1..=2 if colon => (value, i32::try_from(line.small_number(at + 3)?).ok()?, at + 4),
        1..=2 if line.glued(at) && !line.is_mark(at + 2, "./-:") => (value, 0, at + 2),
        4 if value % 100 < 60 && !line.is_mark(at + 2, "./-:") => (value / 100, value % 100, at + 2),
        _ => return None,
    };
    // West of Greenwich few zones are off the hour; «10:00-11:30» is a span of time.
    let is_span = sign < 0 && minutes > 0 && !matches!((hours, minutes), (2 | 3 | 4 | 9, 30));
    if is_span || hours > 14 || minutes % 15 != 0 || minutes > 59 {
        return None;
    }
    FixedOffset::east_opt(sign * (hours * 60 + minutes) * 60).map(|offset| (offset, end))
}

/// The zone of a place named in the line, where the place stands by itself: no unknown word on either side.
pub(super) fn zone_of_named_place(line: &Line<'_>) -> Option<Zone> {
    named_place(line.text, &line.items).map(|(_, zone)| Zone::Named(zone))
}

/// The first place of the table that stands by itself: its bytes in the text, and its zone.
pub(crate) fn named_place(text: &str, items: &[Item]) -> Option<(std::ops::Range<usize>, Tz)> {
    /// Most items in the name of a place.
    const LONGEST: usize = 5;
    let stranger = |at: Option<usize>| at.and_then(|at| items.get(at)).is_some_and(Item::is_unknown_word);
    // «Den Haag», «El Salvador»: the first word of a name may be one that dates use too.
    let opens = |at: usize, item: &Item| {
        item.is_unknown_word()
            || matches!(item.kind, Kind::Word(_)) && items.get(at + 1).is_some_and(Item::is_unknown_word)
    };
    for (at, first) in items.iter().enumerate().filter(|(at, item)| opens(*at, item)) {
        if stranger(at.checked_sub(1)) {
            continue;
        }
        for end in (at + 1..=(at + LONGEST).min(items.len())).rev() {
            let Some(last) = items.get(end - 1) else { continue };
            let range = first.start..last.end;
            let whole = !stranger(Some(end)) && is_name(&items[at..end]);
            let zone = text.get(range.clone()).filter(|_| whole).and_then(time_zone_of_place);
            if let Some(zone) = zone {
                return Some((range, zone));
            }
        }
    }
    None
}

/// Words with the marks of names between them; behind a comma («Damascus, Syria») no word of dates.
fn is_name(items: &[Item]) -> bool {
    let comma = items.iter().position(|item| matches!(item.kind, Kind::Mark(',')));
    let inner = items.iter().enumerate().all(|(at, item)| match item.kind {
        Kind::Word(_) => {
            item.is_unknown_word() || at == 0 && items.len() > 1 || comma.is_none_or(|comma| at < comma)
        }
        Kind::Mark(mark) => "-'.,/".contains(mark),
        Kind::Number { .. } => false,
    });
    inner && items.last().is_some_and(|item| matches!(item.kind, Kind::Word(_)))
}
