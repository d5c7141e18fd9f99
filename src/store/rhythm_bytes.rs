//! The rhythm of a source as a value of 148 bytes: two times in seconds, then 33 numbers, little-endian.

use chrono::{DateTime, Utc};

use crate::model::Rhythm;

/// The value of a column.
pub(super) fn rhythm_bytes(rhythm: &Rhythm) -> Vec<u8> {
    let Rhythm { as_of, since, watched_hours, missed, hours, days } = rhythm;
    let times = [as_of, since].into_iter().flat_map(|at| at.timestamp().to_le_bytes());
    let numbers = [watched_hours, missed].into_iter().chain(hours).chain(days);
    times.chain(numbers.flat_map(|number| number.to_le_bytes())).collect()
}

/// The rhythm of such a value. One that a hand broke is as if it were not there: it is learned anew.
pub(super) fn read_rhythm(bytes: &[u8]) -> Option<Rhythm> {
    let (as_of, rest) = bytes.split_first_chunk()?;
    let (since, rest) = rest.split_first_chunk()?;
    let time = |seconds: &[u8; 8]| DateTime::<Utc>::from_timestamp(i64::from_le_bytes(*seconds), 0);
    let (numbers, []) = rest.as_chunks() else { return None };
    let numbers: Vec<f32> = numbers.iter().map(|number| f32::from_le_bytes(*number)).collect();
    let [watched_hours, missed, counts @ ..] = numbers.as_slice() else { return None };
    let (hours, days) = counts.split_first_chunk()?;
    let is_sound = numbers.iter().all(|number| number.is_finite() && *number >= 0.0);
    is_sound.then_some(Rhythm {
        as_of: time(as_of)?,
        since: time(since)?,
        watched_hours: *watched_hours,
        hours: *hours,
        days: days.try_into().ok()?,
        missed: *missed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rhythm_survives_a_round_trip_and_nothing_else_is_one() {
        let mut rhythm = Rhythm::new(DateTime::from_timestamp(1_715_680_800, 0).unwrap());
        (rhythm.hours[7], rhythm.days[6], rhythm.watched_hours, rhythm.missed) = (1.5, 2.5, 100.25, 0.125);
        let bytes = rhythm_bytes(&rhythm);
        assert_eq!((bytes.len(), read_rhythm(&bytes)), (148, Some(rhythm)));
        assert_eq!(read_rhythm(&bytes[1..]), None);
        assert_eq!(read_rhythm(&[0xFF; 148]), None);
        assert_eq!(read_rhythm(&[]), None);
    }
}
