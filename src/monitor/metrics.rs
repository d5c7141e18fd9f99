//! The counts as text, in the exposition format of Prometheus, version 0.0.4.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::pipeline::{BUCKETS, Counts, Histogram};
use crate::store::Vitals;

/// What waits in memory.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct InMemory {
    /// Polls, pages and looks under way.
    pub(super) documents_in_hand: u64,
    /// Those of them that wait for the turn of their site.
    pub(super) documents_aside: u64,
    /// Changes that wait for the store's writer.
    pub(super) writes_waiting: u64,
}

/// All metrics. What the store knows is left out when it cannot be asked.
pub(super) fn metrics_text(counts: &Counts, vitals: Option<&Vitals>, in_memory: InMemory) -> String {
    let mut page = Page::default();
    page.counters(
        "gleaner_polls_total",
        "outcome",
        "Polls since the start, by how they ended.",
        &counts.polls,
    );
    page.counters(
        "gleaner_articles_total",
        "verdict",
        "Article pages since the start, by what became of them.",
        &counts.articles,
    );
    page.value(
        "gleaner_received_bytes_total",
        "counter",
        "Bytes of bodies as they came; robots.txt left out.",
        counts.received_bytes,
    );
    page.value(
        "gleaner_sent_bytes_total",
        "counter",
        "Bytes of requests, as HTTP/1.1 writes them; robots.txt left out.",
        counts.sent_bytes,
    );
    page.histograms("gleaner_stage_seconds", "Time that a document spent in a stage.", &counts.stages);
    if let Some(vitals) = vitals {
        page.vitals(vitals);
    }
    page.in_memory(in_memory);
    page.value("gleaner_store_up", "gauge", "Whether the store answers.", u64::from(vitals.is_some()));
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn vitals(&mut self, vitals: &Vitals) {
        for (name, help, value) in [
            ("gleaner_sources_enabled", "Sources that are polled.", vitals.sources_enabled),
            ("gleaner_sources_due", "Sources that are due.", vitals.sources_due),
            ("gleaner_sources_in_hand", "Sources that are being polled.", vitals.sources_in_hand),
            ("gleaner_sources_failing", "Sources whose last poll failed.", vitals.sources_failing),
            (
                "gleaner_due_lag_seconds",
                "Since when the longest waiting source is due.",
                vitals.due_lag_seconds,
            ),
            ("gleaner_pages_waiting", "Pages that are known but not yet read.", vitals.pages_waiting),
            ("gleaner_pages_due", "Pages that may be read now.", vitals.pages_due),
            ("gleaner_pages_in_hand", "Pages that are being read.", vitals.pages_in_hand),
            ("gleaner_pages_given_up", "Pages that are not tried again.", vitals.pages_given_up),
            ("gleaner_rechecks_due", "Articles that are to be looked at again now.", vitals.rechecks_due),
            ("gleaner_deliveries_waiting", "Messages to webhooks that wait.", vitals.deliveries_waiting),
            ("gleaner_deliveries_given_up", "Messages that were given up.", vitals.deliveries_given_up),
            ("gleaner_articles_stored", "Articles in the store.", vitals.articles),
            ("gleaner_store_bytes", "Size of the store's file.", vitals.store_bytes),
            ("gleaner_store_log_bytes", "Size of the store's write-ahead log.", vitals.log_bytes),
        ] {
            self.value(name, "gauge", help, value);
        }
    }

    fn in_memory(&mut self, in_memory: InMemory) {
        for (name, help, value) in [
            ("gleaner_documents_in_hand", "Polls, pages and looks under way.", in_memory.documents_in_hand),
            (
                "gleaner_documents_aside",
                "Those of them that wait for the turn of their site.",
                in_memory.documents_aside,
            ),
            (
                "gleaner_store_writes_waiting",
                "Changes that wait for the store's writer.",
                in_memory.writes_waiting,
            ),
        ] {
            self.value(name, "gauge", help, value);
        }
    }

    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn value(&mut self, name: &str, kind: &str, help: &str, value: u64) {
        self.head(name, kind, help);
        let _ = writeln!(self.text, "{name} {value}");
    }

    fn counters(&mut self, name: &str, label: &str, help: &str, values: &BTreeMap<&'static str, u64>) {
        self.head(name, "counter", help);
        for (word, value) in values {
            let _ = writeln!(self.text, "{name}{{{label}=\"{word}\"}} {value}");
        }
    }

    fn histograms(&mut self, name: &str, help: &str, stages: &BTreeMap<&'static str, Histogram>) {
        self.head(name, "histogram", help);
        for (stage, histogram) in stages {
            let mut so_far = 0;
            for (end, count) in BUCKETS.iter().zip(histogram.counts) {
                so_far += count;
                let _ = writeln!(self.text, "{name}_bucket{{stage=\"{stage}\",le=\"{end}\"}} {so_far}");
            }
            let all = so_far + histogram.longer;
            let _ = writeln!(self.text, "{name}_bucket{{stage=\"{stage}\",le=\"+Inf\"}} {all}");
            let _ = writeln!(self.text, "{name}_sum{{stage=\"{stage}\"}} {}", histogram.sum_seconds);
            let _ = writeln!(self.text, "{name}_count{{stage=\"{stage}\"}} {all}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_histograms_are_written_as_prometheus_reads_them() {
        let mut counts = Counts::default();
        counts.polls.insert("fresh", 3);
        let mut histogram = Histogram { longer: 1, sum_seconds: 70.5, ..Histogram::default() };
        histogram.counts[0] = 2;
        counts.stages.insert("store", histogram);
        let text = metrics_text(
            &counts,
            Some(&Vitals { sources_due: 7, ..Vitals::default() }),
            InMemory { documents_in_hand: 5, ..InMemory::default() },
        );
        for line in [
            "# TYPE gleaner_polls_total counter",
            "gleaner_polls_total{outcome=\"fresh\"} 3",
            "gleaner_stage_seconds_bucket{stage=\"store\",le=\"0.005\"} 2",
            "gleaner_stage_seconds_bucket{stage=\"store\",le=\"60\"} 2",
            "gleaner_stage_seconds_bucket{stage=\"store\",le=\"+Inf\"} 3",
            "gleaner_stage_seconds_sum{stage=\"store\"} 70.5",
            "gleaner_stage_seconds_count{stage=\"store\"} 3",
            "gleaner_sources_due 7",
            "gleaner_documents_in_hand 5",
            "gleaner_store_up 1",
        ] {
            assert!(text.lines().any(|one| one == line), "`{line}` is missing in:\n{text}");
        }
        assert!(metrics_text(&counts, None, InMemory::default()).contains("gleaner_store_up 0\n"));
    }
}
