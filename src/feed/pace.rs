//! How often a feed wants to be asked for.

use std::time::Duration;

use chrono::Weekday;

use crate::model::FeedPace;

/// What was found of it so far.
#[derive(Debug, Default)]
pub(super) struct PaceParts {
    /// RSS `ttl`, in minutes.
    pub(super) ttl: Option<u32>,
    /// `sy:updatePeriod`, in seconds.
    period: Option<u64>,
    /// `sy:updateFrequency`: how often in each period.
    pub(super) frequency: Option<u32>,
    skip_hours: Vec<u8>,
    skip_days: Vec<Weekday>,
}

impl PaceParts {
    pub(super) fn set_period(&mut self, word: &str) {
        const HOUR: u64 = 3600;
        self.period = match word.trim().to_ascii_lowercase().as_str() {
            "hourly" => Some(HOUR),
            "daily" => Some(24 * HOUR),
            "weekly" => Some(7 * 24 * HOUR),
            "monthly" => Some(30 * 24 * HOUR),
            "yearly" => Some(365 * 24 * HOUR),
            _ => None,
        };
    }

    /// An hour of the day; some write 24 for midnight.
    pub(super) fn add_hour(&mut self, text: &str) {
        if let Some(hour) = text.trim().parse::<u8>().ok().filter(|hour| *hour <= 24).map(|hour| hour % 24)
            && !self.skip_hours.contains(&hour)
        {
            self.skip_hours.push(hour);
        }
    }

    pub(super) fn add_day(&mut self, text: &str) {
        if let Ok(day) = text.trim().parse::<Weekday>()
            && !self.skip_days.contains(&day)
        {
            self.skip_days.push(day);
        }
    }

    pub(super) fn finish(self) -> FeedPace {
        let ttl = self
            .ttl
            .filter(|minutes| *minutes > 0)
            .map(|minutes| Duration::from_secs(u64::from(minutes) * 60));
        let frequency = u64::from(self.frequency.unwrap_or(1).max(1));
        let update_every = self.period.map(|seconds| Duration::from_secs(seconds / frequency));
        FeedPace { ttl, update_every, skip_hours: self.skip_hours, skip_days: self.skip_days }
    }
}
