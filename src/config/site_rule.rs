//! What generic extraction cannot know about one site, as data: `config/sites/<host>.toml`.
//!
//! A rule is a hint of last resort, not a scraper: extraction must do well without any. `raw_rule` reads and checks what was written.

use chrono::NaiveDate;
use chrono_tz::Tz;

/// The rule of one site, for some time or always. An empty field leaves generic extraction to itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SiteRule {
    /// When the site looked as the rule says.
    pub validity: Validity,
    /// Zone of the site's clock, for times that name neither zone nor place.
    pub time_zone: Option<Tz>,
    /// Language of the site when its pages do not say (BCP 47).
    pub language: Option<String>,
    /// How the site writes dates that could be read in several ways, as `strftime` writes it (`%d/%m/%Y %H:%M`); the first that fits counts.
    pub date_formats: Vec<String>,
    /// CSS selectors of elements that are never part of an article.
    pub drop: Vec<String>,
    /// CSS selectors for single fields; they win over what is found generically.
    pub select: FieldSelectors,
}

/// CSS selectors of the elements that hold a field.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FieldSelectors {
    /// Headline.
    pub title: Option<String>,
    /// Standfirst.
    pub subtitle: Option<String>,
    /// Section or kicker.
    pub section: Option<String>,
    /// Byline.
    pub byline: Option<String>,
    /// The line with place and time.
    pub dateline: Option<String>,
    /// The element that holds the whole body.
    pub body: Option<String>,
}

/// A span of days, both ends included; an absent end is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Validity {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
}

impl Validity {
    /// Whether a day is in it.
    pub fn holds(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether some day is in both.
    pub(super) fn overlaps(self, other: Self) -> bool {
        let begins_in_time = |one: Self, other: Self| match (one.from, other.until) {
            (Some(from), Some(until)) => from <= until,
            _ => true,
        };
        begins_in_time(self, other) && begins_in_time(other, self)
    }
}
