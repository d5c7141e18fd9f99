//! Reading feeds (bytes to entries) on one thread, and feed-rs alone beside it on the feeds that both read.
//!
//! `cargo bench --bench feeds -- FOLDER` (default: the feed corpus beside the project). Prints `figure NAME VALUE UNIT` lines.

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use gleaner::feed::{FeedContext, read_feed};
use url::Url;

/// Rounds over all feeds; the best time of each counts, since a busy machine only ever adds to it.
const ROUNDS: usize = 7;
/// Feeds below this size are test cases of a line or two, which say nothing about speed; in bytes.
const SMALLEST: usize = 1_500;

/// What one feed took.
struct Times {
    bytes: usize,
    entries: usize,
    gleaner: Duration,
    /// `None` when it refuses the feed.
    feed_rs: Option<Duration>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().skip(1).find(|word| word != "--bench").map(PathBuf::from);
    let folder = folder
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/feeds/files"));
    let base = Url::parse("https://example.org/feed")?;
    let mut times = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let body = std::fs::read(entry?.path())?;
        if body.len() >= SMALLEST {
            times.extend(measure(&body, &base));
        }
    }
    Ok(report(&times, &mut io::stdout().lock())?)
}

/// `None` for what is no feed, or one without entries.
fn measure(body: &[u8], base: &Url) -> Option<Times> {
    let context = FeedContext::at(base);
    let entries = read_feed(body, &context).ok()?.entries.len();
    let parser =
        feed_rs::parser::Builder::new().base_uri(Some(base.as_str())).sanitize_content(false).build();
    // It panics on UTF-16 with a byte order mark.
    let is_wide = body.starts_with(&[0xfe, 0xff]) || body.starts_with(&[0xff, 0xfe]);
    let is_read = !is_wide && parser.parse(body).is_ok_and(|feed| feed.entries.len() == entries);
    let best = |work: &dyn Fn() -> bool| (0..ROUNDS).map(|_| timed(work)).min().unwrap_or_default();
    let gleaner = best(&|| read_feed(body, &context).is_ok());
    let feed_rs = is_read.then(|| best(&|| parser.parse(body).is_ok()));
    (entries > 0).then_some(Times { bytes: body.len(), entries, gleaner, feed_rs })
}

fn timed(work: &dyn Fn() -> bool) -> Duration {
    let begun = Instant::now();
    std::hint::black_box(work());
    begun.elapsed()
}

fn report(times: &[Times], out: &mut impl Write) -> io::Result<()> {
    let entries: usize = times.iter().map(|times| times.entries).sum();
    let bytes: usize = times.iter().map(|times| times.bytes).sum();
    let seconds: f64 = times.iter().map(|times| times.gleaner.as_secs_f64()).sum();
    writeln!(out, "figure feeds_read {} feeds", times.len())?;
    writeln!(out, "figure feed_entries_per_second {:.0} entries/s", entries as f64 / seconds)?;
    writeln!(out, "figure feed_megabytes_per_second {:.1} MB/s", bytes as f64 / seconds / 1e6)?;
    let both: Vec<(f64, f64, usize)> = times
        .iter()
        .filter_map(|times| Some((times.gleaner.as_secs_f64(), times.feed_rs?.as_secs_f64(), times.entries)))
        .collect();
    let ours: f64 = both.iter().map(|(ours, _, _)| ours).sum();
    let theirs: f64 = both.iter().map(|(_, theirs, _)| theirs).sum();
    let common: usize = both.iter().map(|(_, _, entries)| entries).sum();
    writeln!(out, "figure feed_rs_entries_per_second {:.0} entries/s", common as f64 / theirs)?;
    writeln!(out, "figure feeds_to_feed_rs {:.3} ratio", ours / theirs)
}
