//! When an article is looked at again: at ever greater ages, then never.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::Timestamp;

/// A look comes later at random by up to this share of the age, so that what was found together is not asked for together.
const JITTER: f64 = 0.1;
/// The same, at most.
const LONGEST_JITTER: Duration = Duration::from_secs(3600);

/// The moment from which the age of an article counts: its publication, and its first reading when that is not known or still to come.
/// Of a day without a time, the end of the day.
pub fn age_begins(published_at: Option<Timestamp>, read_at: DateTime<Utc>) -> DateTime<Utc> {
    let published = published_at.and_then(|at| {
        at.to_utc().or_else(|| Some(at.day().succ_opt()?.and_time(chrono::NaiveTime::MIN).and_utc()))
    });
    published.map_or(read_at, |published| published.min(read_at))
}

/// When to look at an article again whose age counts from `since`; `None`: never. `ages` grow; `seed` tells articles apart.
///
/// An age that comes within half the first one is left out: an article that is found when it is 50 minutes old is not asked for again
/// ten minutes later.
pub fn next_recheck(
    ages: &[Duration],
    since: DateTime<Utc>,
    now: DateTime<Utc>,
    seed: &str,
) -> Option<DateTime<Utc>> {
    let least = TimeDelta::from_std(ages.first()?.div_f64(2.0)).ok()?;
    let age =
        ages.iter().find(|age| TimeDelta::from_std(**age).is_ok_and(|age| since + age >= now + least))?;
    let jitter = age.mul_f64(JITTER * fraction(seed, since)).min(LONGEST_JITTER);
    Some(whole_seconds(since + TimeDelta::from_std(*age + jitter).ok()?))
}

/// From 0 to below 1, the same whenever it is asked again.
fn fraction(seed: &str, since: DateTime<Utc>) -> f64 {
    let mut hasher = DefaultHasher::new();
    (seed, since.timestamp()).hash(&mut hasher);
    f64::from(u32::try_from(hasher.finish() >> 32).unwrap_or_default()) / (f64::from(u32::MAX) + 1.0)
}

fn whole_seconds(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOURS: [u64; 4] = [1, 3, 24, 72];

    fn ages() -> Vec<Duration> {
        HOURS.iter().map(|hours| Duration::from_secs(hours * 3600)).collect()
    }

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    #[test]
    fn looks_are_further_and_further_apart_and_end() {
        let (mut now, mut looks) = (at(5), Vec::new());
        while let Some(next) = next_recheck(&ages(), at(0), now, "a") {
            looks.push((next - at(0)).num_hours());
            now = next;
        }
        assert_eq!(looks.len(), 4, "{looks:?}");
        for (look, hours) in looks.iter().zip(HOURS) {
            assert!((hours..=hours + hours / 10 + 1).contains(&look.unsigned_abs()), "{looks:?}");
        }
    }

    #[test]
    fn age_that_comes_soon_is_left_out_and_old_articles_are_let_be() {
        let hours_after =
            |now: i64| next_recheck(&ages(), at(0), at(now), "a").map(|at_| (at_ - at(0)).num_hours());
        assert_eq!(hours_after(50), Some(3));
        assert_eq!(hours_after(25), Some(1));
        assert_eq!(hours_after(100 * 60), None);
        assert_eq!(next_recheck(&[], at(0), at(0), "a"), None);
    }

    #[test]
    fn age_counts_from_publication() {
        let read = at(24 * 60 * 10);
        let begins = |published: Option<&str>| age_begins(published.map(|text| text.parse().unwrap()), read);
        assert_eq!(begins(Some("1970-01-02T02:00:00+02:00")), at(24 * 60));
        assert_eq!(begins(Some("1970-01-02")), at(2 * 24 * 60));
        assert_eq!(begins(Some("1970-01-11")), read, "today");
        assert_eq!(begins(Some("2030-01-01T00:00:00+00:00")), read);
        assert_eq!(begins(None), read);
    }
}
