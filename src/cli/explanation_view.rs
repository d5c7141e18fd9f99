//! Why an article is what it is, as text for the author of a site rule.

use super::article_view::safe_line;
use super::output::Layout;
use crate::extract::{ExplainedField, ExplainedLine, Explanation, RuleEffect};

/// Characters of a value or line that are shown; `--output json` has them whole.
const SHOWN_CHARS: usize = 100;

/// Lays an explanation out as text that ends with an empty line.
pub(super) fn explanation_view(explanation: &Explanation, layout: &Layout) -> String {
    let mut text =
        String::from("Fields: value, where it came from, and what else was stated (= says the same)\n");
    for field in &explanation.fields {
        text += &field_text(field, layout);
    }
    let body = &explanation.body;
    text += &rule_text(body.rule.as_ref(), layout);
    let container = body.container.as_deref().unwrap_or("nowhere");
    let by = if body.by_site_rule { "named by the site rule" } else { "found by scores" };
    text += &format!(
        "\nBody: in {container}, {by}\n+ taken, - left out; how likely it is story; why not; element; text\n"
    );
    for line in &body.lines {
        text += &line_text(line, layout);
    }
    text + "\n"
}

fn rule_text(rule: Option<&RuleEffect>, layout: &Layout) -> String {
    let Some(rule) = rule else { return "\nSite rule: none for this address and day\n".to_owned() };
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
    let mut text = format!("\nSite rule: holds {} to {}\n", day(rule.valid_from), day(rule.valid_until));
    for effect in &rule.selectors {
        let shown = cut(&effect.text, layout);
        text += &format!(
            "  {} = {}  matches {}  {shown}\n",
            effect.key,
            cut(&effect.selector, layout),
            effect.elements
        );
    }
    text
}

fn field_text(field: &ExplainedField, layout: &Layout) -> String {
    let value = field.value.as_deref().map(|value| cut(value, layout)).unwrap_or_else(|| "(none)".to_owned());
    let from = field.from.as_ref().map(|from| format!("  [{from}]")).unwrap_or_default();
    let mut text = format!("{:<14} {value}{from}\n", field.field);
    for candidate in &field.candidates {
        let mark = if candidate.agrees { '=' } else { ' ' };
        text += &format!("             {mark} {}: {}\n", candidate.from, cut(&candidate.value, layout));
    }
    text
}

fn line_text(line: &ExplainedLine, layout: &Layout) -> String {
    let mark = if line.taken { '+' } else { '-' };
    let left_out = line.left_out.map(|why| why.name()).unwrap_or_default();
    format!(
        "{mark} {:.3} {left_out:<12} {}  {}\n",
        line.score,
        safe_line(&line.element, layout),
        cut(&line.text, layout)
    )
}

/// The beginning of a text, safe to print.
fn cut(text: &str, layout: &Layout) -> String {
    let mut shown: String = text.chars().take(SHOWN_CHARS).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    safe_line(&shown, layout)
}
