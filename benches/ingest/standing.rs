//! A service with ten thousand sources: how soon it is ready, what it costs while it waits and while all answer that nothing is new.

use std::time::Duration;

use super::gleaner::Gleaner;
use super::serve::{ETAG, home};
use super::{Failure, Figures};

/// Sources that are polled once an hour each.
pub(crate) const SOURCES: usize = 10_000;
/// Starts; the median counts.
const STARTS: usize = 3;
/// Seconds of an hour.
const HOUR: f64 = 3_600.0;

/// Measures all of it in a new store, for as long as `watched`.
pub(crate) fn report(
    gleaner: &Gleaner,
    port: u16,
    watched: Duration,
    figures: &mut Figures,
) -> Result<(), Failure> {
    add_sources(gleaner, port)?;
    let (service, _) = gleaner.start()?;
    let before = (service.processor()?, polls(gleaner)?);
    std::thread::sleep(watched);
    let (processor, polls) = (service.processor()? - before.0, polls(gleaner)? - before.1);
    let memory = service.memory()?;
    drop(service);
    let expected = SOURCES as f64 * watched.as_secs_f64() / HOUR;
    if f64::from(polls) < expected * 0.8 {
        return Err(format!("{polls} polls instead of {expected:.0}").into());
    }
    figures.add("ingest_memory_with_10000_sources", memory, "MB")?;
    figures.add("ingest_304_polls", f64::from(polls), "polls")?;
    figures.add("ingest_304_share_of_a_core", processor / watched.as_secs_f64() * 100.0, "%")?;
    report_start(gleaner, "ingest_start_with_empty_store", figures)
}

/// Adds the sources to a store, spread over the next hour, each with what its server told it at a former poll.
pub(crate) fn add_sources(gleaner: &Gleaner, port: u16) -> Result<(), Failure> {
    // All have hosts of their own, beyond those that have something to tell.
    gleaner.import((0..SOURCES).map(|number| format!("{}/feed.xml", home(port, 20_000 + number))))?;
    let known = "UPDATE source_state SET etag = CAST(?1 AS BLOB), last_polled_at = '2026-01-01T00:00:00Z',
                     validators_url = (SELECT url FROM source WHERE source.id = source_state.source_id)";
    gleaner.database()?.execute(known, [ETAG])?;
    Ok(())
}

/// The median time until the service is ready, and what that takes of the processor, to which a busy machine adds nothing.
pub(crate) fn report_start(gleaner: &Gleaner, name: &str, figures: &mut Figures) -> Result<(), Failure> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let (service, took) = gleaner.start()?;
        times.push((took.as_secs_f64(), service.processor()?));
    }
    times.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (took, processor) = times[STARTS / 2];
    figures.add(name, took, "s")?;
    figures.add(&format!("{name}_processor"), processor, "s")
}

fn polls(gleaner: &Gleaner) -> Result<u32, Failure> {
    let count = "SELECT count(*) FROM poll WHERE outcome = 'not_modified'";
    Ok(gleaner.database()?.query_row(count, [], |row| row.get(0))?)
}
