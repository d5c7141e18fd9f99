//! How well the stories that were found agree with the texts that the articles are copies of.

use std::collections::{BTreeMap, HashMap};

use crate::store::Item;

/// Mixed stories that are shown.
const SHOWN: usize = 12;

/// Prints precision and recall of pairs, the adjusted Rand index, and where the errors are. `stories` tells the story of each article.
pub(crate) fn print(items: &[Item], stories: &HashMap<usize, i64>) {
    let found = |at: usize| stories.get(&at).copied().unwrap_or(-1 - at as i64);
    let pairs = |count: u64| (count * count.saturating_sub(1) / 2) as f64;
    let mut both: BTreeMap<(u64, i64), u64> = BTreeMap::new();
    let (mut truth, mut guess): (BTreeMap<u64, u64>, BTreeMap<i64, u64>) = (BTreeMap::new(), BTreeMap::new());
    for (at, item) in items.iter().enumerate() {
        *both.entry((item.cluster, found(at))).or_default() += 1;
        *truth.entry(item.cluster).or_default() += 1;
        *guess.entry(found(at)).or_default() += 1;
    }
    let right: f64 = both.values().map(|count| pairs(*count)).sum();
    let true_pairs: f64 = truth.values().map(|count| pairs(*count)).sum();
    let found_pairs: f64 = guess.values().map(|count| pairs(*count)).sum();
    let expected = true_pairs * found_pairs / pairs(items.len() as u64);
    let rand = (right - expected) / ((true_pairs + found_pairs) / 2.0 - expected);
    println!("figure dedup_pair_precision {:.4} ratio", right / found_pairs.max(1.0));
    println!("figure dedup_pair_recall {:.4} ratio", right / true_pairs.max(1.0));
    println!("figure dedup_adjusted_rand_index {rand:.4} ratio");
    print_by_work(items, found);
    print_errors(items, found);
}

/// Of each thing that was done to copies: how many of these are in one story with their original.
fn print_by_work(items: &[Item], found: impl Fn(usize) -> i64) {
    let originals: HashMap<u64, i64> = items
        .iter()
        .enumerate()
        .filter(|(_, item)| item.made_by.is_empty())
        .map(|(at, item)| (item.cluster, found(at)))
        .collect();
    let mut by_work: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        let Some(original) = originals.get(&item.cluster) else { continue };
        for work in &item.made_by {
            let (hits, all) = by_work.entry(work).or_default();
            *all += 1;
            *hits += u32::from(found(at) == *original);
        }
    }
    for (work, (hits, all)) in by_work {
        println!("figure dedup_recall_{work} {:.4} ratio", f64::from(hits) / f64::from(all));
    }
}

/// Stories with articles of several texts, and what these are.
fn print_errors(items: &[Item], found: impl Fn(usize) -> i64) {
    let mut members: BTreeMap<i64, Vec<&Item>> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        members.entry(found(at)).or_default().push(item);
    }
    let is_mixed = |items: &&Vec<&Item>| items.iter().any(|item| item.cluster != items[0].cluster);
    let mut kinds: BTreeMap<String, u32> = BTreeMap::new();
    for mixed in members.values().filter(is_mixed) {
        let mut names: Vec<String> =
            mixed.iter().map(|item| item.made_by.last().unwrap_or(&"text").to_string()).collect();
        names.sort();
        names.dedup();
        *kinds.entry(names.join(" + ")).or_default() += 1;
    }
    for mixed in members.values().filter(is_mixed).take(SHOWN) {
        let of = |item: &&Item| {
            format!("[{}] {} ({} words)", item.made_by.join("+"), item.title, item.body.split(' ').count())
        };
        println!("several texts in one story: {}", mixed.iter().map(of).collect::<Vec<_>>().join(" | "));
    }
    println!("stories of several texts: {kinds:?}");
    let mut missed: BTreeMap<String, u32> = BTreeMap::new();
    let originals: HashMap<u64, i64> = items
        .iter()
        .enumerate()
        .filter(|(_, item)| item.made_by.is_empty())
        .map(|(at, item)| (item.cluster, found(at)))
        .collect();
    for (at, item) in items.iter().enumerate() {
        if originals.get(&item.cluster).is_some_and(|original| *original != found(at)) {
            *missed.entry(item.made_by.join("+")).or_default() += 1;
        }
    }
    println!("copies not found: {missed:?}");
}
