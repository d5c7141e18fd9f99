//! The integration tests, one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod architecture;
mod bad_input;
mod by_hand;
mod clock;
mod command_line;
mod copies;
mod crash;
mod cut_off;
mod discovery;
mod etiquette;
mod fetch_limits;
mod fetching;
mod flow;
mod hostile_pages;
mod moving;
mod opml;
mod outages;
mod polling;
mod private_addresses;
mod program;
mod retry_after;
mod revisions;
mod schema;
mod score;
mod search;
mod service;
mod site_rules;
mod sitemap_polls;
mod stories;
mod support;
mod validators;
mod vectors;
mod webhooks;
