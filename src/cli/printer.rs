//! Reports as they come, for people or for programs.

use std::collections::BTreeMap;
use std::fmt;
use std::io;

use indicatif::ProgressBar;
use tokio::sync::mpsc;

use super::arguments::{Global, OutputFormat};
use super::article_view::{Extent, article_view, safe_line};
use super::output::{Layout, complain, is_json, print_json, print_text, progress, remark};
use crate::pipeline::{Outcome, Report};

/// How many documents had which outcome.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<Outcome, u64>);

impl Counts {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn of(&self, outcome: Outcome) -> u64 {
        self.0.get(&outcome).copied().unwrap_or(0)
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (outcome, count)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(formatter, "{comma}{count} {outcome}")?;
        }
        Ok(())
    }
}

/// Prints the reports of one run.
pub(super) struct Printer<'a> {
    global: &'a Global,
    json: bool,
    layout: Layout,
    /// The one address that was asked for, if there is only one.
    single_url: Option<String>,
    bar: ProgressBar,
    counts: Counts,
}

impl<'a> Printer<'a> {
    /// A printer; the article of `single_url` is laid out, others get a line each.
    pub(super) fn new(global: &'a Global, single_url: Option<String>) -> Self {
        Self {
            global,
            json: is_json(global, OutputFormat::Text),
            layout: Layout::of_stdout(),
            single_url,
            bar: progress(global),
            counts: Counts::default(),
        }
    }

    /// Prints until the last report has come. When standard output breaks, the run itself goes on to its end.
    pub(super) async fn print_all(mut self, mut reports: mpsc::Receiver<Report>) -> io::Result<Counts> {
        let mut result = Ok(());
        while let Some(report) = reports.recv().await {
            *self.counts.0.entry(report.document.outcome).or_default() += 1;
            self.bar.inc(1);
            self.bar.set_message(self.counts.to_string());
            if result.is_ok() {
                result = self.bar.suspend(|| self.print(&report));
            }
        }
        self.bar.finish_and_clear();
        match result {
            // Nobody reads any more (`gleaner ingest | head`): the run ended as it ended all the same.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => Ok(self.counts),
        }
    }

    fn print(&self, report: &Report) -> io::Result<()> {
        if self.json {
            return print_json(&report.document);
        }
        let document = &report.document;
        match document.outcome {
            Outcome::Failed => complain(document.error.as_deref().unwrap_or("failed without a word")),
            Outcome::Skipped if report.known && !self.global.verbose => {}
            Outcome::Skipped => {
                let why: Vec<&str> = document.warnings.iter().map(|warning| warning.as_str()).collect();
                remark(self.global, &format!("skipped {}: {}", document.url, why.join("; ")));
            }
            Outcome::Unchanged if self.single_url.is_none() && !self.global.verbose => {}
            // For cron, which mails whatever is printed.
            _ if self.global.quiet => {}
            _ => {
                print_text(&self.result_text(report))?;
                for warning in &document.warnings {
                    remark(self.global, &format!("warning: {}: {warning}", document.url));
                }
            }
        }
        Ok(())
    }

    fn result_text(&self, report: &Report) -> String {
        let document = &report.document;
        let number = document.article_id.map(|id| format!(" #{}", id.0)).unwrap_or_default();
        let head = format!("{}{number}", document.outcome);
        match &report.article {
            Some(article) if self.single_url.as_deref() == Some(document.url.as_str()) => {
                let view = article_view(article, Extent::Opening, &self.layout);
                format!("{head}  {}\n\n{view}", document.url)
            }
            _ => {
                let title = safe_line(document.title.as_deref().unwrap_or_default(), &self.layout);
                format!("{head:<16} {title}  {}\n", document.url)
            }
        }
    }
}
