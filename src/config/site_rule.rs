//! What generic extraction cannot know about one site, as data: `config/sites/<host>.toml`.
//!
//! A rule is a hint of last resort, not a scraper: extraction must do well without any.

use chrono_tz::Tz;
use serde::Deserialize;

/// The rule of one site. Every key is optional; an absent key leaves generic extraction to itself.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiteRule {
    /// Zone of the site's clock, for times that name neither zone nor place (IANA name: `time_zone = "Asia/Damascus"`).
    #[serde(deserialize_with = "optional_time_zone")]
    pub time_zone: Option<Tz>,
    /// Language of the site when its pages do not say (BCP 47).
    pub language: Option<String>,
    /// CSS selectors of elements that are never part of an article.
    pub drop: Vec<String>,
    /// CSS selectors for single fields; they win over what is found generically.
    pub select: FieldSelectors,
}

/// CSS selectors of the elements that hold a field.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
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

fn optional_time_zone<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Tz>, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map(Some).map_err(|_| {
        serde::de::Error::custom(format!(
            "`{name}` is no IANA time zone; write one such as \"Asia/Damascus\""
        ))
    })
}
