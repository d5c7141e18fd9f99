//! What is measured once for a page, so that each line only looks it up.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::super::evidence::{Evidence, is_squashed_to, squashed};
use super::super::lines::{Line, PageLines};
use super::super::noise::{is_label, is_paywall_notice};
use super::super::promotion::promoting_words;
use super::super::related::{is_lead_in_alone, is_link_line, relates};
use super::super::stamps::is_stamp_line;
use super::super::{StoryFacts, regions::Region};
use super::boxes::{BoxFacts, Sums, around, box_facts};
use super::text_facts::TextFacts;
use crate::dates::is_letter_or_digit;
use crate::extract::dom::Tag;
use crate::extract::lead_ins::strip_related_lead_in;
use crate::extract::structured::StoryKind;
use crate::model::BlockKind;

/// Lines of one look: the same element and class in the same kind of box.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    pub(super) lines: f32,
    pub(super) width: f32,
    pub(super) running_width: f32,
    pub(super) link_width: f32,
}

/// What a line says by its words: looked at only where the line may be story, since most of a page's lines are menus.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Saying {
    pub(in super::super) is_noise: bool,
    pub(in super::super) is_lead_in: bool,
    pub(in super::super) is_lead_in_alone: bool,
    pub(in super::super) is_stamp: bool,
    pub(super) is_paywall: bool,
    /// Words that promote: subscribe, follow, download ….
    pub(super) promotion: f32,
    /// Nothing but links.
    pub(in super::super) is_link_line: bool,
    pub(in super::super) is_subtitle: bool,
    /// Whether it is the page's description, or that is a part of it, or it a part of that.
    pub(super) is_description: bool,
}

/// A measured page.
#[derive(Debug)]
pub(in super::super) struct Measured<'p, 'a> {
    pub(in super::super) page: &'p PageLines<'a>,
    pub(super) texts: Vec<TextFacts>,
    sayings: Vec<OnceCell<Saying>>,
    lead_ins: Vec<OnceCell<bool>>,
    /// Keys of the texts that lines are compared with.
    title: u64,
    subtitle: String,
    description: String,
    /// Share of each line's words that are known from elsewhere; -1 where nothing is known.
    pub(super) agreement: Vec<f32>,
    /// Lines of the page that say the same as each.
    pub(super) repeats: Vec<f32>,
    pub(super) boxes: Vec<BoxFacts>,
    /// Sums of the lines before each line; one more than there are lines.
    pub(super) running: Vec<Sums>,
    /// Which look each line has, and what those hold.
    pub(in super::super) look_of_line: Vec<usize>,
    pub(super) looks: Vec<Look>,
    /// The line of the headline.
    pub(super) headline: Option<usize>,
    pub(super) has_ample_evidence: bool,
    /// What the structured data says the page is.
    pub(super) kind: StoryKind,
    /// Headlines (`h1`) before each line.
    pub(super) headlines_before: Vec<f32>,
    /// Width of the running text in lists.
    pub(super) list_items: f32,
}

/// Measures the lines of a page.
pub(in super::super) fn measure<'p, 'a>(
    page: &'p PageLines<'a>,
    facts: &StoryFacts<'_>,
    evidence: &Evidence,
) -> Measured<'p, 'a> {
    let texts: Vec<TextFacts> = page.lines.iter().map(TextFacts::of_line).collect();
    let mut running = Vec::with_capacity(page.lines.len() + 1);
    let mut sums = Sums::default();
    for (line, text) in page.lines.iter().zip(&texts) {
        running.push(sums);
        sums.add(line, text);
    }
    running.push(sums);
    let boxes = box_facts(page, &running);
    let is_item =
        |(line, text): &(&Line<'_>, &TextFacts)| line.kind == BlockKind::ListItem && text.is_running;
    let list_items = page.lines.iter().zip(&texts).filter(is_item).map(|(_, text)| text.width).sum();
    let (look_of_line, looks) = looks_of(page, &texts);
    let title = TextFacts::key_of(facts.title);
    let is_h1 = |index: &usize| page.lines[*index].element.tag() == Tag::H1;
    let titles = || (0..page.lines.len()).filter(|index| title != 0 && texts[*index].key == title);
    let headline = titles().find(is_h1).or_else(|| titles().next());
    let headline = headline.or_else(|| (0..page.lines.len()).find(is_h1));
    let agreement =
        |line: &Line<'_>| evidence.agreement(&line.text).map_or(-1.0, |agreement| agreement as f32);
    Measured {
        page,
        agreement: page.lines.iter().map(agreement).collect(),
        repeats: repeats(&texts),
        texts,
        sayings: vec![OnceCell::new(); page.lines.len()],
        lead_ins: vec![OnceCell::new(); page.lines.len()],
        title,
        subtitle: squashed(facts.subtitle.unwrap_or_default()),
        description: squashed(facts.description.unwrap_or_default()),
        boxes,
        running,
        look_of_line,
        looks,
        headline,
        has_ample_evidence: evidence.is_ample(),
        kind: facts.kind,
        headlines_before: headlines_before(page),
        list_items,
    }
}

/// How many other lines say the same as each.
fn repeats(texts: &[TextFacts]) -> Vec<f32> {
    let mut counts: HashMap<u64, f32> = HashMap::with_capacity(texts.len());
    texts.iter().for_each(|text| *counts.entry(text.key).or_default() += 1.0);
    texts.iter().map(|text| counts.get(&text.key).copied().unwrap_or_default() - 1.0).collect()
}

impl Measured<'_, '_> {
    /// Whether a line says the title and nothing else.
    pub(in super::super) fn is_title(&self, index: usize) -> bool {
        self.title != 0 && self.texts[index].key == self.title
    }

    /// What a line says by its words.
    pub(in super::super) fn saying(&self, index: usize) -> Saying {
        *self.sayings[index].get_or_init(|| self.heard(&self.page.lines[index]))
    }

    /// Whether a line introduces links to other stories and says nothing else.
    pub(super) fn is_lead_in_alone(&self, index: usize) -> bool {
        *self.lead_ins[index].get_or_init(|| is_lead_in_alone(&self.page.lines[index].text))
    }

    fn heard(&self, line: &Line<'_>) -> Saying {
        let is_paywall = is_paywall_notice(&line.text);
        let behind_lead_in = strip_related_lead_in(&line.text);
        let says = |known: &str| !known.is_empty() && is_squashed_to(&line.text, known);
        Saying {
            is_noise: is_paywall || is_label(&line.text),
            is_lead_in: behind_lead_in.is_some_and(|title| relates(line, title)),
            is_lead_in_alone: behind_lead_in.is_some_and(str::is_empty),
            // Links are no stamps.
            is_stamp: line.link_share() < 0.5 && is_stamp_line(&line.text),
            is_paywall,
            promotion: promoting_words(&line.text),
            is_link_line: is_link_line(line),
            is_subtitle: says(&self.subtitle),
            is_description: tells_the_same(&line.text, &self.description),
        }
    }

    /// Whether a line stands in an element that is said to be no part of the story.
    pub(in super::super) fn is_in_frame(&self, line: &Line<'_>) -> bool {
        let around = self.boxes[line.box_index].around;
        line.region == Region::Side && around & (around::FOOTER | around::NAV) != 0
    }

    /// Whether most of a line, if it has some length, is known from elsewhere to be story.
    pub(in super::super) fn is_known(&self, index: usize) -> bool {
        self.agreement[index] >= 0.6 && self.texts[index].width >= 20.0
    }

    /// A number that two lines share when they say the same.
    pub(in super::super) fn key(&self, index: usize) -> u64 {
        self.texts[index].key
    }

    /// Characters of a line, those of East Asia twice, without white space.
    pub(in super::super) fn width(&self, index: usize) -> f32 {
        self.texts[index].width
    }
}

fn headlines_before(page: &PageLines<'_>) -> Vec<f32> {
    let mut count = 0.0;
    let is_h1 = |line: &Line<'_>| line.element.tag() == Tag::H1;
    page.lines
        .iter()
        .map(|line| {
            let before = count;
            count += f32::from(u8::from(is_h1(line)));
            before
        })
        .collect()
}

/// Whether the letters and digits of a line are those of the description, or one begins with the other, and both are long enough to be a
/// sentence.
fn tells_the_same(line: &str, description: &str) -> bool {
    const SENTENCE_BYTES: usize = 40;
    if line.len() < SENTENCE_BYTES || description.len() < SENTENCE_BYTES {
        return false;
    }
    let letters = line.chars().filter(|letter| is_letter_or_digit(*letter)).flat_map(char::to_lowercase);
    let (mut known, mut bytes) = (description.chars(), 0);
    for letter in letters {
        match known.next() {
            Some(same) if same == letter => bytes += letter.len_utf8(),
            Some(_) => return false,
            None => break,
        }
    }
    bytes >= SENTENCE_BYTES
}

fn looks_of(page: &PageLines<'_>, texts: &[TextFacts]) -> (Vec<usize>, Vec<Look>) {
    let mut numbers: HashMap<u64, usize> = HashMap::new();
    let mut looks: Vec<Look> = Vec::new();
    let mut of_line = Vec::with_capacity(page.lines.len());
    for (line, text) in page.lines.iter().zip(texts) {
        let mut hasher = FxHasher::default();
        (line.element.tag(), line.element.attr("class")).hash(&mut hasher);
        if let Some(outer) = page.boxes[line.box_index].outer.map(|outer| page.boxes[outer].element) {
            (outer.tag(), outer.attr("class")).hash(&mut hasher);
        }
        let number = *numbers.entry(hasher.finish()).or_insert_with(|| {
            looks.push(Look::default());
            looks.len() - 1
        });
        let look = &mut looks[number];
        look.lines += 1.0;
        look.width += text.width;
        look.running_width += if text.is_running { text.width } else { 0.0 };
        look.link_width += text.width * line.link_share() as f32;
        of_line.push(number);
    }
    (of_line, looks)
}
