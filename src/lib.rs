//! gleaner reads news pages and feeds into structured articles and stores each once.

pub mod model;

pub mod config;
