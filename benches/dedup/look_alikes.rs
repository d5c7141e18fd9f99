//! What looks like a copy and is none: forms of one site, other reports of the same event, notes in a story's place.

use std::collections::HashMap;

use crate::chance::Chance;
use crate::newsroom::each_word;
use crate::store::Item;
use crate::texts::Text;

/// Share of the words of a form that is filled in, at least.
const LEAST_FILLED: f64 = 0.1;

/// The text as one form of its site, filled in anew some times: other numbers, other names, the same words between them.
pub(crate) fn form(original: &Item, texts: &[Text], chance: &mut Chance, items: &mut Vec<Item>) {
    let names = names(texts, chance);
    for _ in 0..=chance.below(3) {
        let mut other = original.clone();
        other.hours += chance.below(72) as i64;
        other.cluster = Item::new_cluster(chance);
        other.made_by = vec!["form"];
        let mut filled: HashMap<String, String> = HashMap::new();
        let mut parts = vec![other.body.clone()];
        fill(&mut parts, &names, &mut filled, chance);
        other.body = parts.remove(0);
        other.title = titled(&other.title, &names, chance);
        items.push(other);
    }
    items.push(original.clone());
}

/// The title of a form: its numbers and one word are others.
fn titled(title: &str, names: &[String], chance: &mut Chance) -> String {
    let slot = chance.below(title.split(' ').count());
    let word = |(at, word): (usize, &str)| {
        if at == slot || word.chars().any(char::is_numeric) {
            filled_in(word, names, chance)
        } else {
            word.to_owned()
        }
    };
    title.split(' ').enumerate().map(word).collect::<Vec<_>>().join(" ")
}

fn fill(parts: &mut [String], names: &[String], filled: &mut HashMap<String, String>, chance: &mut Chance) {
    let (mut count, mut changed) = (0, 0);
    each_word(parts, |word| {
        count += 1;
        let is_slot = word.chars().any(char::is_numeric)
            || word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() > 2;
        if !is_slot {
            return word.to_owned();
        }
        changed += 1;
        filled.entry(word.to_owned()).or_insert_with(|| filled_in(word, names, chance)).clone()
    });
    // Scripts without capitals, and texts with few names: words at large are filled in.
    let missing = (LEAST_FILLED - f64::from(changed) / f64::from(count.max(1))).max(0.0);
    each_word(parts, |word| {
        let is_filled = filled.values().any(|other| other == word);
        if !is_filled && chance.share() < missing { chance.pick(names).clone() } else { word.to_owned() }
    });
}

/// Another number of the same length, or another name.
fn filled_in(word: &str, names: &[String], chance: &mut Chance) -> String {
    if !word.chars().any(char::is_numeric) {
        return chance.pick(names).clone();
    }
    word.chars()
        .map(
            |char| {
                if char.is_numeric() {
                    char::from_digit(1 + chance.below(9) as u32, 10).unwrap()
                } else {
                    char
                }
            },
        )
        .collect()
}

fn names(texts: &[Text], chance: &mut Chance) -> Vec<String> {
    let text = chance.pick(texts).body() + " " + &chance.pick(texts).body();
    text.split_whitespace().filter(|word| word.chars().count() > 3).map(str::to_owned).collect()
}

/// Two reports of one event: every other paragraph, on two sites. What was said stands in both.
pub(crate) fn same_event(original: &Item, chance: &mut Chance, items: &mut Vec<Item>) {
    let paragraphs: Vec<&str> = original.body.split("\n\n").collect();
    let half = |rest: usize| paragraphs.iter().skip(rest).step_by(2).copied().collect::<Vec<_>>();
    let (one, other) = (half(0), half(1));
    if paragraphs.len() < 6 {
        items.push(original.clone());
        return;
    }
    let quotes: Vec<String> = paragraphs.iter().flat_map(|paragraph| quotations(paragraph)).take(2).collect();
    for (number, half) in [one, other].into_iter().enumerate() {
        let mut report = original.clone();
        report.site = format!("desk{number}-{}", original.site);
        report.hours += chance.below(24) as i64;
        report.cluster = Item::new_cluster(chance);
        report.made_by = vec!["event"];
        let own = half.join("\n\n");
        let missing = quotes.iter().filter(|quote| !own.contains(quote.as_str()));
        report.body = missing.fold(own.clone(), |body, quote| format!("{body}\n\n{quote}"));
        report.title = half[0].split_whitespace().take(9).collect::<Vec<_>>().join(" ");
        items.push(report);
    }
}

/// What stands in quotation marks, marks included; no longer than is said in one breath.
fn quotations(paragraph: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (open, close) in [('“', '”'), ('"', '"'), ('«', '»'), ('„', '“'), ('「', '」')] {
        if let Some((_, rest)) = paragraph.split_once(open)
            && let Some((said, _)) = rest.split_once(close)
            && (40..400).contains(&said.len())
        {
            found.push(format!("{open}{said}{close}"));
        }
    }
    found
}

/// Walls, errors, titles without a text: the same for many articles.
pub(crate) fn notes(chance: &mut Chance, items: &mut Vec<Item>) {
    let paywall = "This article is for our members. Subscribe to continue reading, or sign in to your account if you are already a subscriber. Your membership pays for reporting from every corner of the county, for the archive of forty years, and for the crossword. You can cancel at any time, and the first month costs as much as a cup of tea at the market hall.";
    let consent = "Before you continue to the site: we and our partners use cookies and similar means to keep it running, to measure how it is used, and to show you advertisements that you may find of interest. You can accept all of them, reject all of them, or choose which you allow. You can change your mind at any time at the bottom of every page.";
    let teaser = "The full report of this story stands in the printed edition, which is sold at every kiosk between the harbour and the hills from six in the morning. Readers who have the weekly delivered find it in their letter boxes on Friday. Write to the editors at the market square, or come by on a Wednesday afternoon, when the door stands open for everybody who has something to tell or to complain about.";
    for (name, body, sites) in
        [("paywall", paywall, 1), ("consent", consent, 8), ("teaser", teaser, 1), ("title only", "", 8)]
    {
        for number in 0..8 {
            let mut item = Item::note(body, chance);
            item.title = format!(
                "{} {}",
                ["Harbour", "Choir", "Flood", "Market", "Bridge", "Orchard", "Library", "Tram"][number],
                item.title
            );
            item.site = format!("{}{}.example", name.replace(' ', "-"), number % sites);
            item.made_by = vec![name];
            items.push(item);
        }
    }
}
