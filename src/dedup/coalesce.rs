//! Live blogs: versions that stood for minutes only make one revision together.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::RevisionSpan;

/// A version that was served for longer than this is kept for ever.
const SHORT: TimeDelta = TimeDelta::minutes(15);
/// One revision takes in the versions of no longer than this.
const LONGEST_SPAN: TimeDelta = TimeDelta::minutes(60);
/// So many further revisions in an hour make an article a live one: a story that is put right twice keeps every version.
const LIVE: usize = 3;

/// Whether a new version takes the place of the newest revision, instead of being added.
///
/// It does when the newest one stood for less than 15 minutes, the article has changed at least three times in the last hour, and the
/// revision does not already stand for an hour of versions. The first revision is never replaced. So of an article that changes every few
/// minutes some four revisions an hour are kept, and whatever stood for a quarter of an hour.
///
/// `history` holds the newest revisions, the newest first.
pub fn replaces_newest(history: &[RevisionSpan], now: DateTime<Utc>) -> bool {
    let Some(newest) = history.first() else { return false };
    let recent = history
        .iter()
        .filter(|revision| revision.number > 1 && now - revision.fetched_at < LONGEST_SPAN)
        .count();
    newest.number > 1
        && recent >= LIVE
        && now - newest.fetched_at < SHORT
        && now - newest.begun_at < LONGEST_SPAN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    /// The minutes at which the kept revisions of an article were read that had another text at each of these minutes.
    fn kept(readings: &[i64]) -> Vec<i64> {
        let mut history: Vec<RevisionSpan> = Vec::new();
        for (&minute, number) in readings.iter().zip(1..) {
            let replaced = replaces_newest(&history, at(minute)).then(|| history.remove(0));
            let begun_at = replaced.map_or(at(minute), |replaced| replaced.begun_at);
            let number = if replaced.is_some() { number.min(2) } else { number };
            history.insert(0, RevisionSpan { number, begun_at, fetched_at: at(minute) });
        }
        history.iter().rev().map(|revision| (revision.fetched_at - at(0)).num_minutes()).collect()
    }

    #[test]
    fn live_blog_keeps_a_few_revisions_an_hour() {
        let every_five: Vec<i64> = (0..=240).step_by(5).collect();
        let kept = kept(&every_five);
        assert!((12..=20).contains(&kept.len()), "{kept:?}");
        assert!(kept.contains(&0) && kept.contains(&240), "the first and the last are there: {kept:?}");
        assert!(kept.windows(2).all(|pair| pair[1] - pair[0] <= 60), "{kept:?}");
    }

    #[test]
    fn version_that_stood_for_long_is_kept() {
        let readings = [0, 5, 10, 15, 20, 60, 65, 70, 75, 80, 81, 200, 201];
        let kept = kept(&readings);
        for minute in [0, 20, 81, 201] {
            assert!(kept.contains(&minute), "{minute} is missing in {kept:?}");
        }
    }

    #[test]
    fn story_that_is_put_right_twice_keeps_every_version() {
        assert_eq!(kept(&[0, 3, 6, 600, 603, 606]), [0, 3, 6, 600, 603, 606]);
    }
}
