//! The only room that knows the order of the stages: fetch, read, extract, judge, keep.

mod address;
mod clock_steps;
mod context;
mod document;
mod feed_text;
mod find_sources;
mod group;
mod in_order;
mod page;
mod poll;
mod poll_record;
mod poll_state;
mod preview;
mod reading;
mod recheck;
mod report;
mod section;
mod site_memory;
mod sitemap;
mod tally;
mod unpack;

pub use context::{DeclaredSources, Mode, Pipeline, PipelineParts, Renewal};
pub use document::{explain_document, read_document, read_document_knowing, trace_document};
pub use find_sources::{FoundSource, FoundSources};
pub use in_order::map_in_order;
pub use report::{DocumentReport, Outcome, Report};
pub use tally::{BUCKETS, Counts, Histogram, Tally};
