//! All dates that a page, its feed entry and its transport offer, and the dateline; nothing is chosen here.

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use url::Url;

use super::date_words::{CHANGE_WORDS, FIRM_META, MODIFIED_META, PUBLISHED_META};
use super::dateline::{DatelineReading, read_dateline_line, read_opening_dateline};
use super::dates_elsewhere::date_elsewhere;
use super::head::PageHead;
use super::names::without_byline_lead_in;
use super::page_text::{comparison_key, select_all, select_within, text_of, without_markup};
use super::published::{DateRole, FoundDate};
use super::source_dates::{is_exact, same_moment_elsewhere, script_date, trackback_date};
use super::story::{Story, SurroundingLine};
use crate::dates::{
    DateContext, DateReading, StampLabel, is_labelled_stamp, read_change_date, read_date, read_machine_date,
    read_stamp, read_url_date, time_zone_of_place,
};
use crate::extract::dom::ElementRef;
use crate::model::{DateOrigin, Dateline, Hints, Precision, Timestamp, Validators};

/// Longest line that is read for a date, in characters.
const LONGEST_DATE_LINE: usize = 160;

/// Lines that are read for dates; a story has a few.
const MOST_DATED_LINES: usize = 30;

/// Lines that are looked at for a dateline.
const MOST_LINES: usize = 200;

/// `time` elements looked at.
const MAX_TIME_ELEMENTS: usize = 12;

/// Dates of a page, and its dateline.
#[derive(Debug, Default)]
pub(super) struct DateEvidence {
    /// In the order in which they were looked for.
    pub(super) found: Vec<FoundDate>,
    /// Where the story was filed.
    pub(super) dateline: Option<Dateline>,
    /// Zone of the place in the line above the story.
    pub(super) zone: Option<Tz>,
    /// Zone of the place that the clock at the top of the page names.
    pub(super) clock_zone: Option<Tz>,
    /// Zone of the place that opens the first paragraph, which says less about the clock of the publication.
    pub(super) opening_zone: Option<Tz>,
    /// The reporter whom the dateline names.
    pub(super) reporter: Option<String>,
}

/// Gathers the dates of a page.
pub(super) fn gather_dates(
    head: &PageHead<'_>,
    story: &Story<'_>,
    validators: &Validators,
    dates: &DateContext<'_>,
) -> DateEvidence {
    let mut evidence = DateEvidence::default();
    evidence.add_stated(head, dates);
    evidence.add_hidden(head.html.source(), dates);
    evidence.add_time_elements(head, &story.surrounding_lines, dates);
    // A headline may name a day, but it is not dated by it.
    let undated = |line: &&SurroundingLine<'_>| {
        line.above && !matches!(line.element.value().name(), "h1" | "figcaption")
    };
    let (top, near): (Vec<_>, Vec<_>) =
        story.surrounding_lines.iter().filter(undated).partition(|line| line.at_page_top);
    let above: Vec<&str> = near.into_iter().flat_map(|line| dated_texts(line, dates)).collect();
    let ruled = head.by_rule(|select| &select.dateline);
    evidence.add_lines(ruled.as_deref().into_iter().chain(above), dates);
    evidence.drop_section(head);
    evidence.add_page_top(top.into_iter().map(|line| line.text.as_str()), dates);
    evidence.add_opening(story.blocks.first().map(|block| block.text.as_str()), dates);
    if evidence.dateline.is_none() {
        // Where the standfirst is the first paragraph, the dateline opens the description.
        let description = head.meta.first(&["og:description", "description"]).map(without_markup);
        evidence.add_opening(description.as_deref(), dates);
    }
    evidence.add_around(head.hints, head.address, dates);
    evidence.add_below(&story.surrounding_lines, dates);
    evidence.add_elsewhere(head, dates);
    if let Some(stated) =
        validators.last_modified.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok())
    {
        evidence.add(read_machine_date(stated, dates), DateRole::Modified, DateOrigin::Http, stated);
    }
    evidence
}

impl DateEvidence {
    /// Dates in lines of text above a story: its dateline, and whatever else is dated there.
    pub(super) fn add_lines<'l>(&mut self, lines: impl Iterator<Item = &'l str>, dates: &DateContext<'_>) {
        let short = |line: &&str| line.chars().count() <= LONGEST_DATE_LINE;
        let mut looked_at = 0;
        for line in lines.filter(short).take(MOST_LINES) {
            // Without a digit it is a word such as "today", and more often no date at all.
            let is_dated = line.chars().any(char::is_numeric);
            looked_at += usize::from(is_dated);
            if looked_at > MOST_DATED_LINES {
                break;
            }
            if is_dated {
                self.add(read_change_date(line, dates), DateRole::Modified, DateOrigin::Text, line);
            }
            if is_dated && tells_a_change(line) {
                self.add(read_date(line, dates), DateRole::Modified, DateOrigin::Text, line);
            } else if let Some(reading) = dateline_of(line, dates) {
                self.zone = self.zone.or(zone_of(&reading.dateline));
                self.take_dateline(reading, line);
            } else if is_dated {
                self.add_shown(read_date(line, dates), DateOrigin::Text, line, is_plain(line, dates));
            }
        }
    }

    /// A line «Danmark - 10. marts 2020» names the section of the page, not a place.
    fn drop_section(&mut self, head: &PageHead<'_>) {
        let Some(place) = self.dateline.as_ref().filter(|known| known.agency.is_none()) else { return };
        let key = comparison_key(place.place.as_deref().unwrap_or_default());
        let mut parts = head.address.and_then(|url| url.path_segments()).into_iter().flatten();
        let is_section = head.stated_section().is_some_and(|section| comparison_key(&section) == key)
            || parts.any(|part| comparison_key(part) == key);
        if is_section && !key.is_empty() {
            self.dateline = None;
        }
    }

    /// Dates at the top of the page: a clock, or the day of the issue.
    fn add_page_top<'l>(&mut self, lines: impl Iterator<Item = &'l str>, dates: &DateContext<'_>) {
        let dated =
            |line: &&str| line.chars().count() <= LONGEST_DATE_LINE && line.chars().any(char::is_numeric);
        for line in lines.filter(dated).take(MOST_DATED_LINES) {
            let reading = read_date(line, dates);
            if reading.is_some_and(|reading| reading.precision != Precision::Day) {
                let place = || read_dateline_line(line, dates).and_then(|reading| zone_of(&reading.dateline));
                self.clock_zone = self.clock_zone.or_else(place);
            }
            self.add(reading, DateRole::PageTop, DateOrigin::Text, line);
        }
    }

    /// What only the source holds: the offset of the place, when metadata tell the time in UTC, and the date of a trackback.
    fn add_hidden(&mut self, source: &str, dates: &DateContext<'_>) {
        let moments: Vec<DateTime<FixedOffset>> = self
            .found
            .iter()
            .filter_map(|date| match date.reading.value {
                Timestamp::Instant(at) if date.role == DateRole::Published => Some(at),
                _ => None,
            })
            .collect();
        let (published, meta) = (DateRole::Published, DateOrigin::Meta);
        if moments.is_empty()
            && let Some(stated) = trackback_date(source)
        {
            self.add(read_machine_date(stated, dates), published, meta, stated);
        }
        let all_in_utc = moments.iter().all(|at| at.offset().local_minus_utc() == 0);
        if let Some(first) = moments.first().map(DateTime::to_utc).filter(|at| all_in_utc && is_exact(*at))
            && let Some((at, text)) = same_moment_elsewhere(source, first)
        {
            let reading = DateReading { value: Timestamp::Instant(at), precision: Precision::Second };
            self.add(Some(reading), published, meta, text);
        }
    }

    /// A date anywhere else, where nothing is said to be the publication.
    fn add_elsewhere(&mut self, head: &PageHead<'_>, dates: &DateContext<'_>) {
        if self.found.iter().any(|date| date.role == DateRole::Published) {
            return;
        }
        if let Some(stated) = script_date(head.html.source())
            && let Some(reading) = read_machine_date(stated, dates)
        {
            self.add(Some(reading), DateRole::Published, DateOrigin::Meta, stated);
            return;
        }
        if let Some(found) = date_elsewhere(head.html, dates) {
            let is_change = found.stamp.label == Some(StampLabel::Updated);
            let role = if is_change { DateRole::Modified } else { DateRole::Published };
            self.add(Some(found.stamp.reading), role, DateOrigin::Text, &found.raw);
        }
    }

    /// The first line below the text that says when the story was published, where nothing else does.
    fn add_below(&mut self, lines: &[SurroundingLine<'_>], dates: &DateContext<'_>) {
        if self.found.iter().any(|date| date.role == DateRole::Published) {
            return;
        }
        let below = |line: &&SurroundingLine<'_>| !line.above && !line.at_page_top;
        let texts = lines.iter().filter(below).take(MOST_LINES).map(|line| line.text.as_str());
        let dated = |text: &&str| {
            text.chars().count() <= LONGEST_DATE_LINE
                && text.chars().any(char::is_numeric)
                && !tells_a_change(text)
        };
        let mut stamps = texts.filter(dated).take(MOST_DATED_LINES);
        if let Some(line) = stamps.find(|text| is_labelled_stamp(text, dates)) {
            self.add(read_date(line, dates), DateRole::Published, DateOrigin::Text, line);
        }
    }

    /// The dateline that opens the first paragraph.
    pub(super) fn add_opening(&mut self, paragraph: Option<&str>, dates: &DateContext<'_>) {
        if let Some(reading) = paragraph.and_then(|paragraph| read_opening_dateline(paragraph, dates)) {
            let raw = reading.dateline.raw.clone();
            self.opening_zone = zone_of(&reading.dateline);
            self.take_dateline(reading, &raw);
        }
    }

    /// What the feed entry and the address say.
    pub(super) fn add_around(&mut self, hints: &Hints, address: Option<&Url>, dates: &DateContext<'_>) {
        if let Some(value) = hints.published_at {
            let precision =
                if matches!(value, Timestamp::Day(_)) { Precision::Day } else { Precision::Second };
            let reading = DateReading { value, precision };
            self.add(Some(reading), DateRole::Published, DateOrigin::Feed, &value.to_string());
        }
        if let Some(address) = address {
            self.add(read_url_date(address, dates.now), DateRole::Published, DateOrigin::Url, address.path());
        }
    }

    /// Keeps the first dateline that names a place, else the first; a later one still offers its date.
    fn take_dateline(&mut self, reading: DatelineReading, raw: &str) {
        self.add(reading.published, DateRole::Published, DateOrigin::Dateline, raw);
        self.reporter = self.reporter.take().or_else(|| reading.reporter.clone());
        let placed = self.dateline.as_ref().is_some_and(|known| known.place.is_some());
        if self.dateline.is_none() || (!placed && reading.dateline.place.is_some()) {
            self.dateline = Some(reading.dateline);
        }
    }

    fn add(&mut self, reading: Option<DateReading>, role: DateRole, from: DateOrigin, raw: &str) {
        if let Some(reading) = reading {
            self.found.push(FoundDate { reading, role, from, raw: raw.to_owned(), is_plain: false });
        }
    }

    /// Adds a date that stands beside the headline.
    fn add_shown(&mut self, reading: Option<DateReading>, from: DateOrigin, raw: &str, is_plain: bool) {
        if let Some(reading) = reading {
            let role = DateRole::Published;
            self.found.push(FoundDate { reading, role, from, raw: raw.to_owned(), is_plain });
        }
    }

    fn add_stated(&mut self, head: &PageHead<'_>, dates: &DateContext<'_>) {
        let (published, modified) = (DateRole::Published, DateRole::Modified);
        let stated = [
            (head.structured.published.as_deref(), published, DateOrigin::JsonLd),
            (head.structured.modified.as_deref(), modified, DateOrigin::JsonLd),
        ];
        let items = [
            (head.microdata.published.as_deref(), published, DateOrigin::Meta),
            (head.microdata.modified.as_deref(), modified, DateOrigin::Meta),
        ];
        let meta = |names: &'static [&'static str], role| {
            names.iter().map(move |name| (head.meta.first(&[name]), role, DateOrigin::Meta))
        };
        let (firm, loose) = PUBLISHED_META.split_at(FIRM_META);
        let published_meta = meta(firm, published).chain(items).chain(meta(loose, published));
        let all = stated.into_iter().chain(published_meta).chain(meta(&MODIFIED_META, modified));
        for (text, role, from) in all {
            if let Some(text) = text.filter(|text| text.len() <= LONGEST_DATE_LINE) {
                self.add(read_machine_date(text, dates), role, from, text);
            }
        }
    }

    /// `time` elements in the lines near the headline; where there are none, the first of the article.
    fn add_time_elements(
        &mut self,
        head: &PageHead<'_>,
        lines: &[SurroundingLine<'_>],
        dates: &DateContext<'_>,
    ) {
        let mut elements: Vec<ElementRef<'_>> = Vec::new();
        for line in lines.iter().filter(|line| line.above && !line.at_page_top) {
            elements.extend((line.element.value().name() == "time").then_some(line.element));
            elements.extend(select_within(line.element, "time[datetime]"));
        }
        let is_near = !elements.is_empty();
        if elements.is_empty() {
            let usual = "time[pubdate], article time[datetime], main time[datetime], [itemtype*=Article] time[datetime]";
            elements.extend(select_all(head.html, usual).into_iter().find(|element| !stands_aside(*element)));
        }
        for element in elements.into_iter().take(MAX_TIME_ELEMENTS) {
            let Some(stated) = element.attr("datetime").filter(|text| text.len() <= LONGEST_DATE_LINE) else {
                continue;
            };
            let reading = read_machine_date(stated, dates).or_else(|| read_date(&text_of(element), dates));
            match role_of(element) {
                DateRole::Published => self.add_shown(reading, DateOrigin::TimeElement, stated, is_near),
                role => self.add(reading, role, DateOrigin::TimeElement, stated),
            }
        }
    }
}

/// The dateline that a line is; one that opens as bylines do names a paper, not a place of filing.
fn dateline_of(line: &str, dates: &DateContext<'_>) -> Option<DatelineReading> {
    // «The old road (Reuters)» is the caption of an image: without a date the place must be a known one.
    let convinces = |reading: &DatelineReading| {
        line.chars().any(char::is_numeric) || reading.dateline.time_zone.is_some()
    };
    if without_byline_lead_in(line).is_some() {
        return line.split_once(" — ").and_then(|(byline, place)| outlet_and_place(line, byline, place));
    }
    read_dateline_line(line, dates).filter(convinces)
}

/// «Por Ana Gil, G1 RO — Porto Velho»: behind the names the outlet and its place.
fn outlet_and_place(line: &str, byline: &str, place: &str) -> Option<DatelineReading> {
    let zone = time_zone_of_place(place)?;
    let agency = byline.rsplit_once(',').map(|(_, outlet)| outlet.trim().to_owned());
    let dateline = Dateline {
        raw: line.to_owned(),
        place: Some(place.trim().to_owned()),
        agency,
        time_zone: Some(zone.name().to_owned()),
    };
    Some(DatelineReading { dateline, published: None, reporter: None })
}

fn zone_of(dateline: &Dateline) -> Option<Tz> {
    dateline.time_zone.as_deref().and_then(|name| name.parse().ok())
}

/// The texts of a line that are read for dates: the whole where it is one dateline, else its rows.
fn dated_texts<'l>(line: &'l SurroundingLine<'_>, dates: &DateContext<'_>) -> Vec<&'l str> {
    let is_one = || {
        read_dateline_line(&line.text, dates)
            .is_some_and(|reading| reading.dateline.place.is_some() && reading.published.is_some())
    };
    if line.rows.len() < 2 || is_one() {
        return vec![&line.text];
    }
    line.rows.iter().map(String::as_str).collect()
}

/// Whether a line is a date with little else, and not the date of a change.
fn is_plain(line: &str, dates: &DateContext<'_>) -> bool {
    /// A byline, «min read».
    const MOST_OTHER_WORDS: usize = 6;
    read_stamp(line, dates).is_some_and(|stamp| {
        stamp.label != Some(StampLabel::Updated) && stamp.other_words <= MOST_OTHER_WORDS
    })
}

/// Whether a line opens with words for "updated".
fn tells_a_change(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    CHANGE_WORDS.iter().any(|word| line.starts_with(word))
}

fn role_of(element: ElementRef<'_>) -> DateRole {
    let marks = ["class", "itemprop", "id", "data-testid"]
        .map(|name| element.attr(name).unwrap_or_default().to_lowercase());
    let marked = marks.iter().any(|mark| mark.contains("modif") || mark.contains("update"))
        && !marks.iter().any(|mark| mark.contains("publish"));
    let label =
        element.prev_siblings().find_map(|node| node.value().as_text().map(|text| text.trim().to_owned()));
    let labelled = tells_a_change(&text_of(element)) || label.is_some_and(|label| tells_a_change(&label));
    if marked || labelled { DateRole::Modified } else { DateRole::Published }
}

/// Whether an element belongs to something beside the story.
fn stands_aside(element: ElementRef<'_>) -> bool {
    element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .any(|outer| matches!(outer.value().name(), "aside" | "nav" | "footer" | "li"))
}
