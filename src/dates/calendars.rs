//! Days of other calendars in the Gregorian one: Jalali, Hijri (tabular), Buddhist, Minguo, Japanese eras.

use chrono::{Days, NaiveDate};

/// How years are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calendar {
    /// The common one.
    Gregorian,
    /// Solar Hijri, Iran and Afghanistan.
    Jalali,
    /// Lunar Hijri. Observed months may begin a day earlier or later than the tabular ones used here.
    Hijri,
    /// Gregorian months, years from 543 BC.
    Buddhist,
    /// Gregorian months, years after 1911.
    Minguo,
    /// Gregorian months, years after the given one.
    JapaneseEra(i32),
}

impl Calendar {
    /// The Gregorian date of a day in this calendar; `None` when it does not exist.
    pub(crate) fn date(self, year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        match self {
            Self::Gregorian => NaiveDate::from_ymd_opt(year, month, day),
            Self::Buddhist => NaiveDate::from_ymd_opt(year.checked_sub(543)?, month, day),
            Self::Minguo => NaiveDate::from_ymd_opt(year.checked_add(1911)?, month, day),
            Self::JapaneseEra(before) => NaiveDate::from_ymd_opt(year.checked_add(before)?, month, day),
            Self::Jalali => jalali(year, month, day),
            Self::Hijri => hijri(year, month, day),
        }
    }
}

/// The 2820-year arithmetic of leap years is replaced by the 33-year cycle, which agrees with the observed calendar 1178–1633.
fn jalali(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    let longest = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => 29 + u32::from(jalali_leap(year)),
        _ => return None,
    };
    if !(1200..=1500).contains(&year) || !(1..=longest).contains(&day) {
        return None;
    }
    let months = if month <= 7 { (month - 1) * 31 } else { 186 + (month - 7) * 30 };
    let leap_days = (1200..year).filter(|earlier| jalali_leap(*earlier)).count() as u64;
    let days = u64::from((year - 1200).unsigned_abs()) * 365 + leap_days + u64::from(months + day - 1);
    NaiveDate::from_ymd_opt(1821, 3, 21)?.checked_add_days(Days::new(days))
}

fn jalali_leap(year: i32) -> bool {
    [1, 5, 9, 13, 17, 22, 26, 30].contains(&year.rem_euclid(33))
}

/// Tabular Islamic calendar, civil epoch (16 July 622 Julian), leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29 of thirty.
fn hijri(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    if !(1300..=1600).contains(&year) || !(1..=12).contains(&month) || !(1..=30).contains(&day) {
        return None;
    }
    let year = u64::try_from(year).ok()?;
    let months = (u64::from(month - 1) * 59).div_ceil(2);
    let days = u64::from(day) + months + (year - 1) * 354 + (3 + 11 * year) / 30 - 1;
    // 19 July 622 in the proleptic Gregorian calendar.
    NaiveDate::from_ymd_opt(622, 7, 19)?.checked_add_days(Days::new(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(calendar: Calendar, (year, month, day): (i32, u32, u32), expected: Option<&str>) {
        let found = calendar.date(year, month, day).map(|date| date.to_string());
        assert_eq!(found.as_deref(), expected, "{calendar:?} {year}-{month}-{day}");
    }

    #[test]
    fn jalali_years_begin_at_the_equinox() {
        check(Calendar::Jalali, (1400, 1, 1), Some("2021-03-21"));
        check(Calendar::Jalali, (1399, 12, 30), Some("2021-03-20"));
        check(Calendar::Jalali, (1403, 1, 1), Some("2024-03-20"));
        check(Calendar::Jalali, (1357, 11, 22), Some("1979-02-11"));
        check(Calendar::Jalali, (1400, 12, 30), None);
    }

    #[test]
    fn hijri_days_follow_the_table() {
        check(Calendar::Hijri, (1442, 1, 1), Some("2020-08-20"));
        check(Calendar::Hijri, (1445, 9, 1), Some("2024-03-11"));
        check(Calendar::Hijri, (1442, 13, 1), None);
    }

    #[test]
    fn eras_shift_the_year() {
        check(Calendar::Buddhist, (2564, 2, 4), Some("2021-02-04"));
        check(Calendar::Minguo, (110, 2, 4), Some("2021-02-04"));
        check(Calendar::JapaneseEra(2018), (3, 2, 4), Some("2021-02-04"));
    }
}
