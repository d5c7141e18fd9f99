//! A site rule as it is written (`Raw…`, unknown keys refused), and its check; mistakes name file and line.

use std::path::Path;

use chrono::NaiveDate;
use chrono_tz::Tz;
use scraper::Selector;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::ConfigError;
use super::site_rule::{FieldSelectors, SiteRule, Validity};
use crate::dates::is_date_format;

/// A file of `config/sites/`: the rule for today, and those for how the site was before, of which nothing of the first counts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawRule {
    valid_from: Option<Spanned<Datetime>>,
    valid_until: Option<Spanned<Datetime>>,
    time_zone: Option<Spanned<String>>,
    language: Option<Spanned<String>>,
    date_formats: Vec<Spanned<String>>,
    drop: Vec<Spanned<String>>,
    select: RawSelectors,
    former: Vec<Spanned<RawRule>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawSelectors {
    title: Option<Spanned<String>>,
    subtitle: Option<Spanned<String>>,
    section: Option<Spanned<String>>,
    byline: Option<Spanned<String>>,
    dateline: Option<Spanned<String>>,
    body: Option<Spanned<String>>,
}

/// Reads the text of a rule file: the rules of a site, that for today first; no day is in two of them.
///
/// # Errors
/// Names the file, the line and what to write instead.
pub(super) fn read_rules(path: &Path, text: &str) -> Result<Vec<SiteRule>, ConfigError> {
    let mut today: RawRule = toml::from_str(text).map_err(|error| ConfigError::Toml {
        path: path.to_owned(),
        text: error.to_string().trim_end().to_owned(),
    })?;
    let check = RuleCheck { path, text };
    let former = std::mem::take(&mut today.former);
    let mut rules = vec![check.rule(today)?];
    for raw in former {
        let start = raw.span().start;
        let raw = raw.into_inner();
        if !raw.former.is_empty() {
            return Err(
                check.error(start, "a [[former]] rule has no former rules; write them one after the other")
            );
        }
        let rule = check.rule(raw)?;
        if rule.validity.until.is_none() {
            return Err(check.error(start, "a [[former]] rule needs `valid_until`, the last day it held"));
        }
        if rules.iter().any(|known| known.validity.overlaps(rule.validity)) {
            return Err(check.error(start, OVERLAP));
        }
        rules.push(rule);
    }
    Ok(rules)
}

const OVERLAP: &str = "its days overlap with those of another rule in this file; set `valid_from` and `valid_until` (both days included) so that each day has one rule";

/// Checks the values of one file.
struct RuleCheck<'a> {
    path: &'a Path,
    text: &'a str,
}

impl RuleCheck<'_> {
    fn rule(&self, raw: RawRule) -> Result<SiteRule, ConfigError> {
        let select = raw.select;
        Ok(SiteRule {
            validity: self.validity(raw.valid_from, raw.valid_until)?,
            time_zone: raw.time_zone.map(|name| self.time_zone(&name)).transpose()?,
            language: raw.language.map(|tag| self.language(tag)).transpose()?,
            date_formats: self.all(raw.date_formats, |format| self.date_format(format))?,
            drop: self.all(raw.drop, |selector| self.selector(selector))?,
            select: FieldSelectors {
                title: self.optional(select.title)?,
                subtitle: self.optional(select.subtitle)?,
                section: self.optional(select.section)?,
                byline: self.optional(select.byline)?,
                dateline: self.optional(select.dateline)?,
                body: self.optional(select.body)?,
            },
        })
    }

    fn validity(
        &self,
        from: Option<Spanned<Datetime>>,
        until: Option<Spanned<Datetime>>,
    ) -> Result<Validity, ConfigError> {
        let start = until.as_ref().map(|until| until.span().start);
        let from = from.map(|day| self.day(&day)).transpose()?;
        let until = until.map(|day| self.day(&day)).transpose()?;
        match (from, until, start) {
            (Some(first), Some(last), Some(start)) if last < first => {
                Err(self.error(start, "`valid_until` is before `valid_from`"))
            }
            _ => Ok(Validity { from, until }),
        }
    }

    fn day(&self, day: &Spanned<Datetime>) -> Result<NaiveDate, ConfigError> {
        let written = day.get_ref();
        let date = written.date.filter(|_| written.time.is_none() && written.offset.is_none());
        date.and_then(|date| {
            NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
        })
        .ok_or_else(|| {
            self.error(day.span().start, &format!("`{written}` is no day; write one such as 2024-03-01"))
        })
    }

    fn time_zone(&self, name: &Spanned<String>) -> Result<Tz, ConfigError> {
        name.get_ref().parse().map_err(|_| {
            let text =
                format!("`{}` is no IANA time zone; write one such as \"Asia/Damascus\"", name.get_ref());
            self.error(name.span().start, &text)
        })
    }

    fn language(&self, tag: Spanned<String>) -> Result<String, ConfigError> {
        let mut parts = tag.get_ref().split('-');
        let is_primary =
            |part: &str| matches!(part.len(), 2..=3) && part.bytes().all(|b| b.is_ascii_alphabetic());
        let is_further =
            |part: &str| matches!(part.len(), 2..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        if parts.next().is_some_and(is_primary) && parts.all(is_further) {
            return Ok(tag.into_inner());
        }
        let text = format!("`{}` is no language tag; write one such as \"ar\" or \"pt-BR\"", tag.get_ref());
        Err(self.error(tag.span().start, &text))
    }

    fn date_format(&self, format: Spanned<String>) -> Result<String, ConfigError> {
        if is_date_format(format.get_ref()) {
            return Ok(format.into_inner());
        }
        let text = format!(
            "`{}` tells no day or no whole time; write it with %d, %m and %Y (and %H:%M, or %I:%M %p), such as \"%d/%m/%Y %H:%M\"",
            format.get_ref()
        );
        Err(self.error(format.span().start, &text))
    }

    fn selector(&self, selector: Spanned<String>) -> Result<String, ConfigError> {
        if Selector::parse(selector.get_ref()).is_ok() {
            return Ok(selector.into_inner());
        }
        let text = format!("`{}` is no CSS selector", selector.get_ref());
        Err(self.error(selector.span().start, &text))
    }

    fn optional(&self, selector: Option<Spanned<String>>) -> Result<Option<String>, ConfigError> {
        selector.map(|selector| self.selector(selector)).transpose()
    }

    fn all<T>(
        &self,
        values: Vec<Spanned<String>>,
        check: impl Fn(Spanned<String>) -> Result<T, ConfigError>,
    ) -> Result<Vec<T>, ConfigError> {
        values.into_iter().map(check).collect()
    }

    fn error(&self, at: usize, text: &str) -> ConfigError {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        ConfigError::Invalid { path: self.path.to_owned(), line, text: text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<SiteRule>, String> {
        read_rules(Path::new("news.example.toml"), text).map_err(|error| error.to_string())
    }

    #[test]
    fn former_rules_hold_for_their_days() {
        let rules = read(
            "valid_from = 2024-03-02\nlanguage = \"ar\"\n[[former]]\nvalid_until = 2024-03-01\nlanguage = \"en\"\n",
        )
        .unwrap();
        let language = |day: &str| {
            let day: NaiveDate = day.parse().unwrap();
            rules.iter().find(|rule| rule.validity.holds(day)).and_then(|rule| rule.language.clone())
        };
        assert_eq!(language("2024-03-01").as_deref(), Some("en"));
        assert_eq!(language("2024-03-02").as_deref(), Some("ar"));
    }

    #[test]
    fn mistakes_name_file_and_line() {
        for (text, line, part) in [
            ("drop = [\n\".ads\",\n\"p >> [\"]\n", 3, "p >> ["),
            ("\ntime_zone = \"Mars/Base\"\n", 2, "Mars/Base"),
            ("date_formats = [\"%d/%m/%Y\",\n \"%H:%M\"]\n", 2, "tells no day or no whole time"),
            ("date_formats = [\"%d/%Q/%Y\"]\n", 1, "tells no day or no whole time"),
            ("valid_from = 2024-03-02\nvalid_until = 2024-03-01\n", 2, "before"),
            ("valid_from = 10:30:00\n", 1, "is no day"),
            ("[[former]]\nlanguage = \"ar\"\n", 1, "valid_until"),
            ("language = \"en\"\n\n[[former]]\nvalid_until = 2024-03-01\n", 3, "overlap"),
            ("[select]\nbody = \"div[\"\n", 2, "no CSS selector"),
            ("\nlanguage = \"english please\"\n", 2, "language tag"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(part) && error.contains(&format!("line {line}")), "{text}: {error}");
            assert!(error.contains("news.example.toml"), "{error}");
        }
        for text in ["selector = 1\n", "[select]\nbdoy = \"div\"\n"] {
            assert!(read(text).unwrap_err().contains("unknown field"), "{text}");
        }
    }
}
