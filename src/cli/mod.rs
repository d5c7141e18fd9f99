//! The command line: one file per command, thin over the library.

mod add_source;
mod arguments;
mod article_view;
mod backup;
mod check;
mod diff_view;
mod exit;
mod explanation_view;
mod export;
mod extract;
mod fetch_log;
mod hit_view;
mod ingest;
mod opml;
mod output;
mod printer;
mod reload;
mod revisions;
mod run;
mod search;
mod service_manager;
mod setup;
mod show;
mod signals;
mod since;
mod sources;
mod start;
mod stats;
mod status;
mod webhooks;

pub use start::main;
