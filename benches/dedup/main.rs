//! How well copies of one text are found, and at what cost: `cargo bench --bench dedup -- [--half tune|report] [--seed N] [--articles N] [--standing N] [FOLDER]`.
//!
//! A newsroom (`newsroom.rs`) makes copies of real texts, which are read at run time from the corpus of articles; the other texts of it are
//! distractors, and what looks like a copy and is none is made of them (`look_alikes.rs`). All of it goes through the store and the
//! pipeline as articles do. Every line of the form `figure NAME VALUE UNIT` is one result. With the same arguments the result is the same.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops at whatever is wrong"
)]

mod chance;
mod cost;
mod look_alikes;
mod newsroom;
mod score;
mod store;
mod texts;

use std::path::PathBuf;

use chance::Chance;
use store::{Archive, Item};
use texts::{Half, Text, read_texts};

struct Arguments {
    folder: PathBuf,
    half: Half,
    seed: u64,
    articles: usize,
    standing: usize,
}

fn arguments() -> Arguments {
    let mut read = Arguments {
        folder: PathBuf::from("../shared/bench/articles"),
        half: Half::Report,
        seed: 2,
        articles: 200_000,
        standing: 0,
    };
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap();
        match argument.as_str() {
            "--half" => read.half = if value() == "tune" { Half::Tune } else { Half::Report },
            "--seed" => read.seed = value().parse().unwrap(),
            "--articles" => read.articles = value().parse().unwrap(),
            "--standing" => read.standing = value().parse().unwrap(),
            folder => read.folder = PathBuf::from(folder),
        }
    }
    read
}

fn main() {
    let Arguments { folder, half, seed, articles, standing } = arguments();
    let texts = read_texts(&folder, half);
    // What desks add are words that stand nowhere else: of the half that is not published.
    let stock = read_texts(&folder, half.other());
    if texts.len() < 50 {
        println!("no corpus of articles at {}: nothing to measure", folder.display());
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let items = edition(&texts, &stock, seed);
        let archive = Archive::new();
        archive.add(&items);
        archive.group().await;
        score::print(&items, &archive.stories());
        cost::print(&texts, articles, standing).await;
    });
}

/// All that is published: copies, distractors and look-alikes, in an order by chance.
fn edition(texts: &[Text], stock: &[Text], seed: u64) -> Vec<Item> {
    let mut chance = Chance::new(seed);
    let mut items = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let original = Item::original(text, number, &mut chance);
        match chance.below(10) {
            0..4 => newsroom::copies(&original, (text, stock), &mut chance, &mut items),
            4..6 => look_alikes::form(&original, stock, &mut chance, &mut items),
            6..8 => look_alikes::same_event(&original, &mut chance, &mut items),
            _ => items.push(original),
        }
    }
    look_alikes::notes(&mut chance, &mut items);
    chance.shuffle(&mut items);
    println!("{} texts, {} articles, seed {seed}", texts.len(), items.len());
    items
}
