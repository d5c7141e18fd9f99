//! Whether two titles can be of one story, in any language.

use std::collections::HashSet;

/// Least share of the shorter title's letter groups that the longer one must have.
const LEAST_SHARE: f64 = 0.4;

/// Whether two titles agree for the most part: an edited headline does, that of a login page or another story does not.
/// Compared by groups of three letters, so that no language's words need to be known. An empty title agrees with none.
pub fn titles_agree(one: &str, other: &str) -> bool {
    let (one, other) = (letters(one), letters(other));
    if one == other {
        return !one.is_empty();
    }
    let (one, other) = (letter_groups(&one), letter_groups(&other));
    let shorter = one.len().min(other.len());
    shorter > 0 && one.intersection(&other).count() as f64 >= shorter as f64 * LEAST_SHARE
}

fn letters(title: &str) -> Vec<char> {
    title.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn letter_groups(letters: &[char]) -> HashSet<[char; 3]> {
    letters.windows(3).map(|group| [group[0], group[1], group[2]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edited_titles_agree_and_others_do_not() {
        for (one, other, expected) in [
            ("Council votes on the old bridge", "UPDATE: Council votes on old bridge", true),
            ("بلدية النهرين تفتتح الجسر", "بلدية النهرين تفتتح الجسر القديم بعد ترميمه", true),
            ("大阪で列車が脱線", "大阪で列車が脱線、けが人なし", true),
            ("Council votes on the old bridge", "Subscribe to read on", false),
            ("بلدية النهرين تفتتح الجسر", "تسجيل الدخول", false),
            ("AI", "AI", true),
            ("訃報", "訃報", true),
            ("AI", "訃報", false),
            ("", "", false),
        ] {
            assert_eq!(titles_agree(one, other), expected, "{one} / {other}");
        }
    }
}
