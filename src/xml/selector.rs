//! A short CSS selector: which elements it names, told from one start tag after the other, at the same cost however deep they nest.

use std::str::FromStr;

use super::Tag;

/// A selector of the kinds `main article h2 > a`, `.teaser`, `#news a.title`, `a[rel=bookmark]`, and lists of them with commas.
///
/// Names, classes, ids and attributes are known, descendants and children; nothing that looks at siblings or inside of elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    alternatives: Vec<Vec<Step>>,
}

/// Steps of a selector in all, since each has a bit of [`SelectorState`].
const MOST_STEPS: usize = 64;

/// How far a selector has come at an element. Outside of the document: the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SelectorState {
    /// Steps of which this element is the last.
    here: u64,
    /// Steps of which this element or one around it is the last.
    around: u64,
}

/// One element of a chain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Step {
    /// Whether it must be the parent of the next, not only an ancestor.
    is_parent_of_next: bool,
    name: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
    /// Name, and value where one is asked for.
    attributes: Vec<(String, Option<String>)>,
}

/// A selector that is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no selector that is known here; write names, .classes, #ids and [attributes], as in `main article > h2 a`"
)]
pub struct UnknownSelector(String);

impl FromStr for Selector {
    type Err = UnknownSelector;

    fn from_str(text: &str) -> Result<Self, UnknownSelector> {
        let unknown = || UnknownSelector(text.trim().to_owned());
        let alternatives = text.split(',').map(|chain| parse_chain(chain).ok_or_else(unknown));
        let alternatives: Vec<Vec<Step>> = alternatives.collect::<Result<_, _>>()?;
        let steps: usize = alternatives.iter().map(Vec::len).sum();
        if steps <= MOST_STEPS { Ok(Self { alternatives }) } else { Err(unknown()) }
    }
}

impl Selector {
    /// The state at an element inside of one with the state `outer`, and whether the selector names it.
    pub fn enter(&self, tag: &Tag<'_>, outer: SelectorState) -> (SelectorState, bool) {
        let (mut here, mut is_named, mut bit) = (0_u64, false, 1_u64);
        for chain in &self.alternatives {
            let mut reached = true;
            for step in chain {
                let fits = reached && step.matches(tag);
                here |= if fits { bit } else { 0 };
                is_named = if std::ptr::eq(step, chain.last().unwrap_or(step)) {
                    is_named || fits
                } else {
                    is_named
                };
                let before = if step.is_parent_of_next { outer.here } else { outer.around };
                reached = before & bit != 0;
                bit = bit.wrapping_shl(1);
            }
        }
        (SelectorState { here, around: outer.around | here }, is_named)
    }
}

fn parse_chain(text: &str) -> Option<Vec<Step>> {
    let spaced = text.replace('>', " > ");
    let mut steps: Vec<Step> = Vec::new();
    for word in spaced.split_whitespace() {
        if word == ">" {
            steps.last_mut().filter(|step| !step.is_parent_of_next)?.is_parent_of_next = true;
        } else {
            steps.push(parse_step(word)?);
        }
    }
    let is_open = steps.last()?.is_parent_of_next;
    (!is_open).then_some(steps)
}

fn parse_step(word: &str) -> Option<Step> {
    let mut step = Step::default();
    let mut rest = word;
    if let Some(behind) = rest.strip_prefix('*') {
        rest = behind;
    } else if rest.starts_with(is_name_letter) {
        step.name = Some(take_name(&mut rest)?.to_ascii_lowercase());
    }
    while let Some(mark) = rest.chars().next() {
        rest = rest.get(1..)?;
        match mark {
            '.' => step.classes.push(take_name(&mut rest)?),
            '#' => step.id = Some(take_name(&mut rest)?),
            '[' => {
                let (inner, behind) = rest.split_once(']')?;
                let (name, value) = match inner.split_once('=') {
                    Some((name, value)) => (name, Some(value.trim_matches(['"', '\'']).to_owned())),
                    None => (inner, None),
                };
                let is_name = !name.is_empty() && name.chars().all(is_name_letter);
                step.attributes.push((name.to_owned(), value).clone());
                rest = if is_name { behind } else { return None };
            }
            _ => return None,
        }
    }
    Some(step)
}

fn is_name_letter(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '-' | '_')
}

fn take_name(rest: &mut &str) -> Option<String> {
    let end = rest.find(|char| !is_name_letter(char)).unwrap_or(rest.len());
    let (name, behind) = rest.split_at(end);
    *rest = behind;
    (!name.is_empty()).then(|| name.to_owned())
}

impl Step {
    fn matches(&self, tag: &Tag<'_>) -> bool {
        let has_class = |class: &String| {
            tag.attribute("class").unwrap_or_default().split_ascii_whitespace().any(|one| one == class)
        };
        self.name.as_ref().is_none_or(|name| tag.name.eq_ignore_ascii_case(name))
            && self.id.as_ref().is_none_or(|id| tag.attribute("id").is_some_and(|one| one.trim() == id))
            && self.classes.iter().all(has_class)
            && self.attributes.iter().all(|(name, value)| {
                tag.attribute(name).is_some_and(|one| value.as_ref().is_none_or(|value| one == value))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Token, Tokens};
    use super::*;

    fn matches(selector: &str, open: &str) -> bool {
        let selector: Selector = selector.parse().unwrap();
        let mut reached = (SelectorState::default(), false);
        for token in Tokens::new(open) {
            if let Token::Start(tag) = token {
                reached = selector.enter(&tag, reached.0);
            }
        }
        reached.1
    }

    #[test]
    fn selectors_name_the_innermost_tag() {
        let open = "<html><main id='news'><article class='card big'><h2><a rel='bookmark' href='/1'>";
        for (selector, expected) in [
            ("a", true),
            ("h2 a", true),
            ("h2 > a", true),
            ("article > a", false),
            ("article a", true),
            ("#news .card.big a[rel=bookmark]", true),
            ("main#news > article h2 a[href]", true),
            ("nav a, h2 a", true),
            (".small a", false),
            ("h2", false),
            ("*[rel=\"bookmark\"]", true),
        ] {
            assert_eq!(matches(selector, open), expected, "{selector}");
        }
        // The outer parent serves where the nearer one does not.
        assert!(matches("ul > li a", "<ul><li><div><li><a>"));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for selector in ["", "a:hover", "a + b", "> a", "a >", "a[", "a..b", "h2 >> a", "a,"] {
            assert!(selector.parse::<Selector>().is_err(), "{selector}");
        }
    }
}
