//! gleaner reads news pages and feeds into structured articles and stores each once.
//!
//! News flows one way through it, and each room does one thing to it:
//!
//! ```text
//!            when?      get bytes     what is in them?        seen before?   keep       give
//! sources ─▶ schedule ─▶ fetch ─┬─▶ feed ─────┐
//!                          ▲    ├─▶ discover ─┴─▶ candidates ─┐
//!                          └────┼────────(fetch)◀─────────────┘
//!                               └─▶ extract ─▶ article ─▶ dedup ─▶ verdict ─▶ store ─▶ export
//! ```
//!
//! `pipeline` alone knows that order; `daemon` keeps it busy; `cli` is the face of both.

pub mod model;

pub mod canonical;
pub mod charset;
pub mod clock;
pub mod content_kind;
pub mod dates;
pub mod text;
pub mod xml;

pub mod search;

pub mod config;

pub mod archive;
pub mod dedup;
pub mod discover;
pub mod extract;
pub mod feed;
pub mod fetch;
pub mod opml;
pub mod schedule;
pub mod store;

pub mod pipeline;

pub mod daemon;
pub mod export;
pub mod monitor;
pub mod webhook;

pub mod cli;
