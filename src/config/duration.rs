//! Lengths of time as people write them: `90s`, `15m`, `6h`, `1d`.

use std::time::Duration;

/// Reads a number with a unit: `ms`, `s`, `m`, `h` or `d`.
///
/// # Errors
/// A text that says what to write instead.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let unit_ms: u64 = match unit.trim() {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => 0,
    };
    let ms =
        number.parse::<u64>().ok().filter(|_| unit_ms > 0).and_then(|number| number.checked_mul(unit_ms));
    ms.map(Duration::from_millis).ok_or_else(|| {
        format!("`{text}` is no length of time; write a number with ms, s, m, h or d, such as \"15m\"")
    })
}

/// Shortest time from one poll to the next.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);
/// Longest time from one poll to the next.
const LONGEST_INTERVAL: Duration = Duration::from_secs(365 * 24 * 3600);

/// Reads the time from one poll of a source to the next: a length of time within bounds.
///
/// # Errors
/// A text that says what to write instead.
pub fn parse_interval(text: &str) -> Result<Duration, String> {
    let interval = parse_duration(text)?;
    if (SHORTEST_INTERVAL..=LONGEST_INTERVAL).contains(&interval) {
        return Ok(interval);
    }
    Err(format!("`{text}`: an interval is from 1s to 365d; \"60m\" is polite"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        for (text, seconds) in [("90s", 90), ("15m", 900), (" 6h ", 21_600), ("1 d", 86_400), ("0s", 0)] {
            assert_eq!(parse_duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(parse_duration("250ms"), Ok(Duration::from_millis(250)));
        for text in
            ["", "15", "m", "-5m", "1.5h", "5 weeks", "99999999999999999999d", "18446744073709551615d"]
        {
            assert!(parse_duration(text).unwrap_err().contains("such as"), "{text}");
        }
    }
}
