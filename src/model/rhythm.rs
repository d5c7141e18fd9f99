//! When the articles of a source come, as far as it was seen.

use chrono::{DateTime, Utc};

/// When the articles of a source come: counts in which old ones fade, some 150 bytes in all. `schedule` makes and reads them.
#[derive(Debug, Clone, PartialEq)]
pub struct Rhythm {
    /// The moment of the last poll that counts in: what the counts are as of.
    pub as_of: DateTime<Utc>,
    /// Since when the source has been watched: the first poll, or the oldest entry that it brought.
    pub since: DateTime<Utc>,
    /// Hours that it has been watched, old ones faded like the articles.
    pub watched_hours: f32,
    /// Articles by the hour of the day, from 00:00 UTC.
    pub hours: [f32; 24],
    /// The same articles by the day of the week, from Monday, in UTC.
    pub days: [f32; 7],
    /// Articles that were expected since the last one came.
    pub missed: f32,
}

impl Rhythm {
    /// Of a source of which nothing has come yet, watched from a moment on.
    pub fn new(since: DateTime<Utc>) -> Self {
        Self { as_of: since, since, watched_hours: 0.0, hours: [0.0; 24], days: [0.0; 7], missed: 0.0 }
    }
}
