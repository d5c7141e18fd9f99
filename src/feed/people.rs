//! Names of people, without their mail addresses.

use super::html::plain_text;

/// The name in «mail@example.org (Jane Doe)», «Jane Doe (mail@example.org)» or «Jane Doe <mail@example.org>»; the text itself otherwise.
pub(super) fn name_of(text: &str) -> Option<String> {
    let text = text.trim();
    let name = match (text.split_once('('), text.split_once('<')) {
        (Some((before, rest)), _) if before.contains('@') || before.is_empty() && rest.ends_with(')') => {
            rest.trim_end_matches(')')
        }
        (Some((before, rest)), _) if rest.contains('@') && rest.ends_with(')') => before,
        (_, Some((before, rest))) if rest.contains('@') && !before.trim().is_empty() => before,
        _ => text,
    };
    let name = plain_text(name);
    (!name.is_empty()).then_some(name)
}

/// Adds a name that is not there yet.
pub(super) fn add_name(names: &mut Vec<String>, name: Option<String>) {
    if let Some(name) = name.filter(|name| !names.contains(name)) {
        names.push(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_without_mail_addresses() {
        for (text, expected) in [
            ("desk@example.org (Jane Doe)", Some("Jane Doe")),
            ("Jane Doe (desk@example.org)", Some("Jane Doe")),
            ("Jane Doe <jane@example.org>", Some("Jane Doe")),
            (" ليلى حداد ", Some("ليلى حداد")),
            ("Doe &amp; Roe", Some("Doe & Roe")),
            ("Jane (Beirut)", Some("Jane (Beirut)")),
            ("(Jane Doe)", Some("Jane Doe")),
            ("  ", None),
        ] {
            assert_eq!(name_of(text).as_deref(), expected, "{text}");
        }
    }
}
