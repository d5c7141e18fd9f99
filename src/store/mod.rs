//! What is kept: sources, the queue of candidates, articles with all their revisions.
//!
//! One interface named after use cases, each one transaction. All SQL of gleaner stands in this room.
//! The file is an interface too: `docs/schema.md` describes its views.

mod article_rows;
mod articles;
mod backup;
mod candidates;
mod clock_steps;
mod connection;
mod dead_leases;
mod deliveries;
mod error;
#[cfg(test)]
mod history_tests;
mod known_sitemaps;
#[cfg(test)]
mod migration_tests;
mod migrations;
mod overview;
mod poll_log;
#[cfg(test)]
mod poll_tests;
mod polls;
mod reading;
mod recent_changes;
mod rechecks;
mod rekey;
mod revisions;
mod rhythm_bytes;
mod robots_notes;
mod search;
mod search_beginnings;
mod search_expression;
mod search_index;
mod search_rank;
#[cfg(test)]
mod search_table_tests;
#[cfg(test)]
mod search_tests;
mod seen_links;
mod service_lock;
mod site_memory;
mod source_import;
mod source_state;
mod sources;
mod stories;
mod story_hashes;
mod story_rows;
#[cfg(test)]
mod story_tests;
mod vitals;
mod writer;

pub use articles::{Ingested, Judges, Saved};
pub use candidates::{CandidateId, LeaseLimits, LeasedCandidate};
pub use clock_steps::ClockStep;
pub use connection::{Access, Store};
pub use dead_leases::SERVICE_OWNER;
pub use deliveries::{Delivery, WebhookStanding};
pub use error::StoreError;
pub use overview::{CheckDepth, SiteCount, Stats};
pub use polls::{Begun, DueSource, Held, PollRecord, PollStart};
pub use reading::{ArticleKey, RevisionSummary, StoredArticle};
pub use recent_changes::{RecentChange, RecentKind};
pub use rechecks::{Recheck, RecheckDue, RecheckPlan};
pub use search::{SearchAnswer, SearchOrder, SearchRequest};
pub use search_expression::SearchFilter;
pub use service_lock::{ServiceLock, Serving, service_of};
pub use site_memory::KnownOfPage;
pub use source_import::SourceImport;
pub use sources::{SourceOverview, SourceRefusal, Vanished};
pub use stories::{GroupedArticle, SketchNote, StoryCandidates, StoryJudges, Ungrouped};
pub use vitals::{FailingSource, Vitals};
