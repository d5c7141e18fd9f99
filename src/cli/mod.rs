//! The command line: one file per command, thin over the library.

mod add_source;
mod arguments;
mod article_view;
mod check;
mod diff_view;
mod exit;
mod explanation_view;
mod export;
mod extract;
mod fetch_log;
mod ingest;
mod opml;
mod output;
mod printer;
mod revisions;
mod run;
mod setup;
mod show;
mod signals;
mod since;
mod sources;
mod start;
mod stats;

pub use start::main;
