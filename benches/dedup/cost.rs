//! What looking for copies costs, in an archive that grows: articles of words as frequent as in the corpus, one in ten a copy of another.

use std::fs;

use crate::chance::Chance;
use crate::store::{Archive, Item};
use crate::texts::Text;

/// Articles that are written and grouped together; the first figure is of the first of them.
const CHUNK: usize = 10_000;
/// Articles published in an hour: a large installation's.
const AN_HOUR: usize = 800;
/// One article in so many is a copy of one of the last.
const COPIES: usize = 10;
/// Chunks that a figure is of: the last ones, so that one of them does not decide.
const MEASURED: usize = 3;

/// Prints articles per second of one core at the beginning, and the cost of an article at the end against that. Of the articles after the
/// first chunk so many stand there as hashes only, which is what a large archive is to the search for copies.
pub(crate) async fn print(texts: &[Text], articles: usize, standing: usize) {
    let stock: Vec<String> = texts
        .iter()
        .flat_map(|text| text.body().split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let (archive, mut chance) = (Archive::new(), Chance::new(7));
    let mut costs = Vec::new();
    let mut recent: Vec<Item> = Vec::new();
    for chunk in 0..articles.div_ceil(CHUNK) {
        let stand = if chunk == 0 { 0 } else { standing };
        if chunk == 1 {
            let hours = (CHUNK..CHUNK + standing).map(|number| (number / AN_HOUR) as i64);
            archive.add_hashes(hours, &mut chance);
        }
        let items: Vec<Item> = (0..CHUNK)
            .map(|number| article(stand + chunk * CHUNK + number, (&stock, &mut recent), &mut chance))
            .collect();
        archive.add(&items);
        let before = cpu_seconds();
        archive.group().await;
        costs.push((cpu_seconds() - before) / CHUNK as f64);
        print_growth(&costs, stand);
    }
    let Some(first) = costs.first() else { return };
    println!("figure dedup_articles_per_second {:.0} 1/s", 1.0 / first);
    println!("figure dedup_articles_measured {} articles", costs.len() * CHUNK);
    println!("figure dedup_articles_standing {standing} articles");
    println!("figure dedup_articles_per_second_at_the_end {:.0} 1/s", 1.0 / last_cost(&costs));
    println!("figure dedup_cost_growth {:.3} ratio", last_cost(&costs) / first);
    let connection = archive.connection();
    let bytes: i64 = connection
        .query_row("SELECT sum(pgsize) FROM dbstat WHERE name IN ('story_hash', 'story_hash_new', 'story_link', 'story_link_second', 'article_story', 'article_ungrouped')", [], |row| row.get(0))
        .unwrap_or_default();
    println!(
        "figure dedup_bytes_per_article {:.0} B",
        bytes as f64 / (standing + costs.len() * CHUNK) as f64
    );
    let stories: i64 =
        connection.query_row("SELECT count(DISTINCT story_id) FROM article", [], |row| row.get(0)).unwrap();
    println!("figure dedup_stories {stories} stories");
}

/// Tells how it stands after every tenth, and after every one of the first ten chunks.
fn print_growth(costs: &[f64], standing: usize) {
    if costs.len() <= 10 || costs.len().is_multiple_of(10) {
        let (articles, last) = (standing + costs.len() * CHUNK, last_cost(costs));
        println!("  {articles} articles: {:.0} µs each, {:.3} times the first", last * 1e6, last / costs[0]);
    }
}

/// Seconds of an article of the last chunks.
fn last_cost(costs: &[f64]) -> f64 {
    let last = &costs[costs.len().saturating_sub(MEASURED)..];
    last.iter().sum::<f64>() / last.len() as f64
}

fn article(number: usize, (stock, recent): (&[String], &mut Vec<Item>), chance: &mut Chance) -> Item {
    let hours = (number / AN_HOUR) as i64;
    if !recent.is_empty() && chance.one_in(COPIES) {
        let mut copy = chance.pick(recent).clone();
        let words: Vec<&str> = copy.body.split(' ').collect();
        copy.body = words[..words.len() * 2 / 3].join(" ");
        copy.site = format!("site{}.example", chance.below(900));
        copy.hours = hours;
        return copy;
    }
    let length = 150 + chance.below(500);
    let words: Vec<&str> = (0..length).map(|_| chance.pick(stock).as_str()).collect();
    let item = Item {
        title: words[..9].join(" "),
        body: words.join(" "),
        site: format!("site{}.example", chance.below(900)),
        hours,
        cluster: number as u64,
        made_by: Vec::new(),
    };
    if recent.len() < 2000 {
        recent.push(item.clone())
    } else {
        recent[number % 2000] = item.clone()
    }
    item
}

/// Processor time of this process, all threads, in seconds.
fn cpu_seconds() -> f64 {
    /// `sysconf(_SC_CLK_TCK)`, which Linux fixes for programs.
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / TICKS_A_SECOND
}
