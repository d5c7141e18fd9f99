//! One page becomes one article: body, metadata, dateline, byline, related links.
//!
//! Pure: no network, no disk, no clock. Web input never fails here; what is wrong with it becomes a warning.

mod byline;
mod date_evidence;
mod date_words;
mod dateline;
mod dates_elsewhere;
mod dom;
mod enclosures;
mod explain;
mod function_words;
mod head;
mod headings;
mod html;
mod json_ld;
mod kicker;
mod language;
mod lead_in_words;
mod lead_ins;
mod meta_tags;
mod microdata;
mod name_words;
mod names;
mod page_text;
mod place_time;
mod plain_text;
mod published;
mod scripts;
mod shown_time;
mod site_memory;
mod source_dates;
mod story;
mod structured;
mod text_lines;
mod title;
mod words;

pub use dateline::{DatelineReading, read_dateline_line, read_opening_dateline};
pub use explain::{ExplainedField, Explanation, FieldCandidate};
pub use html::{
    ExtractContext, RememberedArticle, SiteKnowledge, explain_html, extract_html, extract_remembering,
    measure_lines, trace_html,
};
pub use plain_text::extract_plain_text;
pub use site_memory::{PageTrace, SiteMemory, SiteOwnLines};
pub use story::{
    BodyExplanation, ExplainedLine, LeftOut, MeasuredLine, MeasuredNames, RuleEffect, SelectorEffect,
};

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod html_tests;
