//! Standard output and standard error: results here, everything else there; colours and progress on terminals only.

use std::io::{self, IsTerminal as _, Write};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::arguments::{Global, OutputFormat};

/// Width of text when standard output is no terminal.
const PLAIN_WIDTH: usize = 80;
/// Widest text on a terminal: longer lines are hard to read.
const WIDEST: usize = 100;

/// How text is laid out for whoever reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// Columns.
    pub(super) width: usize,
    /// Bold and dim.
    pub(super) colours: bool,
    /// On a terminal: right-to-left lines are set to the right and kept apart by direction isolates (Unicode UAX 9).
    /// Otherwise the text is plain, for files and other programs.
    pub(super) terminal: bool,
}

impl Layout {
    /// The layout for standard output.
    pub(super) fn of_stdout() -> Self {
        let terminal = io::stdout().is_terminal();
        let width = if terminal { textwrap::termwidth().min(WIDEST) } else { PLAIN_WIDTH };
        Self { width, colours: terminal && colours_wanted(), terminal }
    }
}

/// Whether results are JSON.
pub(super) fn is_json(global: &Global, default: OutputFormat) -> bool {
    global.output.unwrap_or(default) == OutputFormat::Json
}

/// Writes one line of JSON to standard output, and flushes: a reader at the other end of a pipe sees it at once.
pub(super) fn print_json(value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    let mut out = io::stdout().lock();
    out.write_all(&line)?;
    out.flush()
}

/// Writes text to standard output.
pub(super) fn print_text(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// The text without what could steer a terminal or reorder what stands around it: no control characters (escape sequences begin with
/// one), no embeddings, overrides and isolates of writing direction. Much of what is printed comes from the web.
pub(super) fn printable(text: &str) -> String {
    text.chars().filter(|char| is_printable(*char)).collect()
}

/// Whether a character from the web may reach the terminal.
pub(super) fn is_printable(char: char) -> bool {
    !char.is_control()
        && !matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// Writes one remark to standard error, unless --quiet.
pub(super) fn remark(global: &Global, text: &str) {
    if !global.quiet {
        // Standard error may be closed; then nobody wants the remark.
        let _ = writeln!(io::stderr(), "{}", printable(text));
    }
}

/// Writes one error to standard error.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "gleaner: {}", printable(text));
}

/// A sign of life on standard error for long work; hidden unless that is a terminal.
pub(super) fn progress(global: &Global) -> ProgressBar {
    if global.quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} done, {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    bar
}

/// Whether standard error is a terminal that shows colours.
pub(super) fn stderr_has_colours() -> bool {
    io::stderr().is_terminal() && colours_wanted()
}

fn colours_wanted() -> bool {
    // https://no-color.org: present and not empty.
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
