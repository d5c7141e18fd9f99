//! Dates in a page's source that are neither visible nor in its usual metadata: the state of scripts, and the RDF that blog systems
//! hide in a comment for trackbacks.
//!
//! The source is searched as text, for fixed words; nothing is parsed.

use memchr::memmem;

use chrono::{DateTime, Datelike, FixedOffset, Timelike, Utc};

/// Matches looked at for one word.
const MOST_MATCHES: usize = 200;

/// Names under which scripts keep the publication, the most telling first.
const NAMES: [&str; 16] = [
    "datePublished",
    "date_published",
    "publishedAt",
    "published_at",
    "publishedDate",
    "published_date",
    "publishDate",
    "publish_date",
    "publicationDate",
    "publication_date",
    "datePublication",
    "pubDate",
    "pub_date",
    "firstPublished",
    "first_published",
    "publishedTime",
];

/// The same moment as `at` written with the offset of the place («"date":"2020-02-24T21:25:54-05:00"» beside a time in UTC).
pub(super) fn same_moment_elsewhere(
    source: &str,
    at: DateTime<Utc>,
) -> Option<(DateTime<FixedOffset>, &str)> {
    /// Bytes of a date with hour before the minute, and of the whole up to the offset's end.
    const BEFORE: usize = 13;
    const WHOLE: usize = 25;
    let minute = format!(":{:02}:{:02}", at.minute(), at.second());
    let positions = memmem::find_iter(source.as_bytes(), minute.as_bytes());
    let moments = positions.take(MOST_MATCHES).filter_map(|position| {
        let start = position.checked_sub(BEFORE)?;
        let text = source.get(start..start + WHOLE)?;
        let same = text.parse::<DateTime<FixedOffset>>().ok()?;
        (same.to_utc().with_nanosecond(0)? == at.with_nanosecond(0)?).then_some((same, text))
    });
    moments.into_iter().find(|(same, _)| same.offset().local_minus_utc() != 0)
}

/// The publication that a trackback's RDF states (`dc:date="2020-07-03T17:16:22+09:00"`).
pub(super) fn trackback_date(source: &str) -> Option<&str> {
    const NAME: &str = "dc:date=\"";
    let behind = source.get(memmem::find(source.as_bytes(), NAME.as_bytes())? + NAME.len()..)?;
    let (date, _) = behind.split_once('"')?;
    (date.len() <= 40).then_some(date)
}

/// The publication as the state of a script has it; the first of the most telling name.
pub(super) fn script_date(source: &str) -> Option<&str> {
    NAMES.iter().find_map(|name| {
        source
            .match_indices(name)
            .take(MOST_MATCHES)
            .find_map(|(at, _)| value_behind(source, at + name.len()))
    })
}

/// The value of a property whose name ends here, when it begins as an ISO date does.
fn value_behind(source: &str, end: usize) -> Option<&str> {
    /// Bytes of the longest value, and of the marks before it.
    const LONGEST: usize = 40;
    const LONGEST_MARKS: usize = 16;
    let behind = source.get(end..)?;
    let marks = ["\\\"", "&quot;", "\"", "'", ":", " ", "="];
    let mut rest = behind;
    let mut has_colon = false;
    while let Some((mark, next)) =
        marks.iter().find_map(|mark| rest.strip_prefix(mark).map(|next| (*mark, next)))
    {
        has_colon |= matches!(mark, ":" | "=");
        rest = next;
        if behind.len() - rest.len() > LONGEST_MARKS {
            return None;
        }
    }
    let length = rest
        .bytes()
        .take(LONGEST)
        .take_while(|byte| byte.is_ascii_digit() || b"-:T.Z+ ".contains(byte))
        .count();
    let value = rest.get(..length)?.trim_end();
    let mut parts = value.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_date = year.len() == 4 && month.len() == 2 && day.len() >= 2;
    let sane = year.parse::<i32>().is_ok_and(|year| (1994..=2100).contains(&year));
    (has_colon && is_date && sane).then_some(value)
}

/// Whether a moment tells its second: those that do not match too much.
pub(super) fn is_exact(at: DateTime<Utc>) -> bool {
    at.year() >= 1994 && (at.second() != 0 || !at.minute().is_multiple_of(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_found_again_with_the_offset_of_its_place() {
        let at: DateTime<Utc> = "2020-02-25T02:25:54Z".parse().unwrap();
        let source =
            r#"{"a":"2020-02-25T02:25:54Z","b":"2019-01-01T00:25:54-05:00","c":"2020-02-24T21:25:54-05:00"}"#;
        assert_eq!(same_moment_elsewhere(source, at).map(|found| found.1), Some("2020-02-24T21:25:54-05:00"));
        assert_eq!(same_moment_elsewhere("é:25:54", at), None);
    }

    #[test]
    fn scripts_and_trackbacks_tell_the_publication() {
        for (source, expected) in [
            (r#"x={"publishedDate":"2019-08-16T00:00:00.000Z","y":1}"#, Some("2019-08-16T00:00:00.000Z")),
            (r#"{\"published_at\":\"2021-05-04 10:15:00\"}"#, Some("2021-05-04 10:15:00")),
            (r#"content="{&quot;datePublished&quot;:&quot;2021-05-04&quot;}""#, Some("2021-05-04")),
            (r#"{"publishedAt":null,"publishedAt":"2021-05-04"}"#, Some("2021-05-04")),
            (r#"{"publishDate":"May 4"}"#, None),
            ("the publishDate 2021-05-04", None),
        ] {
            assert_eq!(script_date(source), expected, "{source}");
        }
        assert_eq!(
            trackback_date("<!-- <rdf dc:date=\"2020-07-03T17:16:22+09:00\" -->"),
            Some("2020-07-03T17:16:22+09:00")
        );
    }
}
