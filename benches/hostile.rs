//! What pages cost that were made to cost: processor seconds and memory of the worst of them, each read in a process of its own (Linux only).
//!
//! `cargo bench --bench hostile -- [MEGABYTES]` (default 20, as much as a page may have when it is fetched).

#[path = "../tests/support/attacks.rs"]
mod attacks;

use std::error::Error;
use std::io::{self, Write};
use std::process::{Command, Stdio};

use chrono::DateTime;
use gleaner::extract::{ExtractContext, extract_html};
use gleaner::model::{Hints, Page, Validators};

/// Argument by which the program asks itself to read one attack.
const ONE: &str = "--one";

/// Size of the attacks, in megabytes.
const MEGABYTES: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.as_slice() {
        [one, number, bytes] if one == ONE => measure(number.parse()?, bytes.parse()?),
        [] => measure_all(MEGABYTES),
        [megabytes, ..] => measure_all(megabytes.parse()?),
    }
}

fn measure_all(megabytes: usize) -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let (mut slowest, mut largest) = (0.0_f64, 0.0_f64);
    let names: Vec<&str> = attacks::attacks(100).into_iter().map(|(name, _)| name).collect();
    for (number, name) in names.iter().enumerate() {
        let bytes = (megabytes * 1_000_000).to_string();
        let mut command = Command::new(std::env::current_exe()?);
        command.args([ONE, &number.to_string(), &bytes]).stdout(Stdio::piped());
        let output = command.spawn()?.wait_with_output()?;
        let text = String::from_utf8(output.stdout)?;
        let Some((seconds, memory)) = text.trim().split_once(' ') else {
            return Err(format!("{name}: the process ended without an answer ({})", output.status).into());
        };
        let (seconds, memory): (f64, f64) = (seconds.parse()?, memory.parse()?);
        writeln!(out, "{seconds:6.3} s {memory:5.0} MB  {name}")?;
        (slowest, largest) = (slowest.max(seconds), largest.max(memory));
    }
    writeln!(out, "figure hostile_slowest {slowest:.3} s")?;
    writeln!(out, "figure hostile_largest {largest:.0} MB")?;
    Ok(())
}

/// Seconds of a processor that this thread has had.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = times.split(' ').next().ok_or("no times")?.parse()?;
    Ok(nanoseconds / 1e9)
}

/// Reads one attack and prints seconds and peak memory (with the page itself, in MB).
fn measure(number: usize, bytes: usize) -> Result<(), Box<dyn Error>> {
    let (_, page) = attacks::attack(number, bytes).ok_or("no such attack")?;
    let address: url::Url = "https://site.example/story".parse()?;
    let page = Page {
        requested_url: address.clone(),
        final_url: address,
        status: 200,
        fetched_at: DateTime::UNIX_EPOCH,
        content_type: Some("text/html; charset=utf-8".into()),
        content_language: None,
        content_location: None,
        validators: Validators::default(),
        body: page.into_bytes(),
    };
    let hints = Hints::default();
    let context = ExtractContext { rule: None, hints: &hints, now: DateTime::UNIX_EPOCH, memory: None };
    let begun = cpu_seconds()?;
    std::hint::black_box(extract_html(&page, &context));
    let seconds = cpu_seconds()? - begun;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    let kilobytes: f64 = peak.trim().trim_end_matches(" kB").trim().parse()?;
    writeln!(io::stdout().lock(), "{seconds} {}", kilobytes / 1024.0)?;
    Ok(())
}
