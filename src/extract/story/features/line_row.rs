//! The row of numbers that stands for one line.

use super::super::lines::{Line, PageLines};
use super::super::regions::Region;
use super::boxes::{BoxFacts, Logs, Sums, around};
use super::page_facts::{Measured, Saying};
use super::text_facts::TextFacts;
use crate::extract::dom::{Tag, TagNumbers};
use crate::model::BlockKind;

/// Lines on each side that a line is compared with.
const NEIGHBOURS: usize = 3;

/// Levels of boxes around a line whose sums are given.
const LEVELS: usize = 5;

/// Names of the sums, from the line's own box outwards.
#[rustfmt::skip]
const BOX_NAMES: [[&str; 7]; LEVELS] = [
    ["lines^0", "box_links^0", "box_running^0", "running_share^0", "line_width^0", "headings^0", "images^0"],
    ["lines^1", "box_links^1", "box_running^1", "running_share^1", "line_width^1", "headings^1", "images^1"],
    ["lines^2", "box_links^2", "box_running^2", "running_share^2", "line_width^2", "headings^2", "images^2"],
    ["lines^3", "box_links^3", "box_running^3", "running_share^3", "line_width^3", "headings^3", "images^3"],
    ["lines^4", "box_links^4", "box_running^4", "running_share^4", "line_width^4", "headings^4", "images^4"],
];

/// Names of what is told of the neighbours, from the furthest above to the furthest below.
#[rustfmt::skip]
const NEIGHBOUR_NAMES: [[&str; 7]; 2 * NEIGHBOURS] = [
    ["width-3", "links-3", "running-3", "kind-3", "region-3", "same_look-3", "same_box-3"],
    ["width-2", "links-2", "running-2", "kind-2", "region-2", "same_look-2", "same_box-2"],
    ["width-1", "links-1", "running-1", "kind-1", "region-1", "same_look-1", "same_box-1"],
    ["width+1", "links+1", "running+1", "kind+1", "region+1", "same_look+1", "same_box+1"],
    ["width+2", "links+2", "running+2", "kind+2", "region+2", "same_look+2", "same_box+2"],
    ["width+3", "links+3", "running+3", "kind+3", "region+3", "same_look+3", "same_box+3"],
];

/// The numbers of a line, each under its name.
#[derive(Debug, Default)]
pub(in super::super) struct Row {
    /// In the order in which they are pushed, which is the same for every line.
    pub(in super::super) values: Vec<f32>,
    /// Their names, if wanted.
    names: Option<Vec<&'static str>>,
}

impl Row {
    /// A row that takes down the names too.
    pub(in super::super) fn with_names() -> Self {
        Self { values: Vec::new(), names: Some(Vec::new()) }
    }

    /// The names that were taken down.
    pub(in super::super) fn names(&self) -> &[&'static str] {
        self.names.as_deref().unwrap_or_default()
    }

    fn push(&mut self, name: &'static str, value: f32) {
        self.values.push(value);
        if let Some(names) = &mut self.names {
            names.push(name);
        }
    }

    fn flag(&mut self, name: &'static str, value: bool) {
        self.push(name, f32::from(u8::from(value)));
    }
}

impl Measured<'_, '_> {
    /// Fills `row`, which may hold another line's numbers, with those of a line that need no look at its words.
    pub(in super::super) fn fill_first(&self, row: &mut Row, index: usize) {
        let page = self.page;
        row.values.clear();
        push_text(row, &page.lines[index], &self.texts[index]);
        row.flag("title", self.is_title(index));
        row.push("agreement", self.agreement[index]);
        row.flag("ample", self.has_ample_evidence);
        row.push("repeats", self.repeats[index].min(5.0));
        self.push_place(row, page, index);
        self.push_headings(row, page, index);
        self.push_boxes(row, page, index);
        self.push_look(row, index);
        self.push_neighbours(row, page, index);
    }

    /// Adds the numbers that need one.
    pub(in super::super) fn fill_rest(&self, row: &mut Row, index: usize) {
        push_saying(row, &self.saying(index));
        let lead_in = (index.saturating_sub(12)..index).rev().find(|at| self.is_lead_in_alone(*at));
        row.push("since_lead_in", lead_in.map_or(13.0, |at| (index - at) as f32));
    }

    fn push_place(&self, row: &mut Row, page: &PageLines<'_>, index: usize) {
        let total = *self.running.last().unwrap_or(&Sums::default());
        let before = self.running[index];
        row.push("place", index as f32 / page.lines.len() as f32);
        row.push("lines", (page.lines.len() as f32).ln_1p());
        row.push("page_running", total.plain_running_width.ln_1p());
        row.push("running_before", share(before.plain_running_width, total.plain_running_width));
        let headline = self.headline.map_or(-1000.0, |headline| index as f32 - headline as f32);
        row.push("from_headline", headline.clamp(-1000.0, 200.0));
        let width = self.headline.map_or(-1.0, |headline| {
            (before.plain_running_width - self.running[headline].plain_running_width).max(-1.0)
        });
        row.push("running_since_headline", width.max(0.0).ln_1p());
        row.push("story_kind", f32::from(self.kind as u8));
        row.push("list_share", share(self.list_items, total.running_width));
        let before_headline = self.headline.map_or(0.0, |headline| self.headlines_before[headline]);
        row.push("headlines_since", self.headlines_before[index] - before_headline);
        row.push("headlines", self.headlines_before.last().copied().unwrap_or_default());
        let (levels, article) = self.towards_headline(page, index);
        row.push("levels_to_headline", levels);
        row.push("other_article", article);
    }

    /// What the lines above announce.
    fn push_headings(&self, row: &mut Row, page: &PageLines<'_>, index: usize) {
        let is_heading = |at: &usize| page.lines[*at].kind == BlockKind::Heading;
        let heading = (index.saturating_sub(30)..index).rev().find(is_heading);
        row.push("since_heading", heading.map_or(31.0, |at| (index - at) as f32));
        row.push("heading_links", heading.map_or(-1.0, |at| page.lines[at].link_share() as f32));
        row.push("heading_tag", heading.map_or(-1.0, |at| tag_number(page.lines[at].element.tag())));
        let last = index.checked_sub(1).map_or(0, |before| page.lines[before].images_before);
        row.push("images_above", (page.lines[index].images_before - last).min(3) as f32);
    }

    /// Boxes up to the one that holds the headline too (-1 without one), and whether an `article` ends on the way.
    fn towards_headline(&self, page: &PageLines<'_>, index: usize) -> (f32, f32) {
        let Some(headline) = self.headline else { return (-1.0, -1.0) };
        let (mut levels, mut article, mut at) = (0.0, 0.0, Some(page.lines[index].box_index));
        while let Some(number) = at {
            if page.boxes[number].lines.contains(&headline) {
                return (levels, article);
            }
            if page.boxes[number].element.tag() == Tag::ARTICLE {
                article += 1.0;
            }
            levels += 1.0;
            at = page.boxes[number].outer;
        }
        (levels, article)
    }

    fn push_boxes(&self, row: &mut Row, page: &PageLines<'_>, index: usize) {
        let line = &page.lines[index];
        let own = &self.boxes[line.box_index];
        row.push("depth", page.boxes[line.box_index].depth as f32);
        push_around(row, own);
        row.push("body_name_levels", own.levels_to_body_name);
        row.push("body_name", own.body_name);
        row.push("article_levels", own.levels_to_article);
        let total = *self.running.last().unwrap_or(&Sums::default());
        let mut at = Some(line.box_index);
        for names in &BOX_NAMES {
            let (sums, logs) = at.map_or(Default::default(), |at| (self.boxes[at].sums, self.boxes[at].logs));
            let images = at.map_or(0, |at| page.boxes[at].images.len());
            push_sums(row, names, (&sums, logs), &total);
            row.push(names[6], images.min(5) as f32);
            at = at.and_then(|at| page.boxes[at].outer);
        }
    }

    fn push_look(&self, row: &mut Row, index: usize) {
        let look = self.looks[self.look_of_line[index]];
        let total = self.running.last().map_or(0.0, |sums| sums.running_width);
        row.push("look_lines", look.lines);
        row.push("look_running_share", share(look.running_width, total));
        row.push("look_width", (look.width / look.lines.max(1.0)).ln_1p());
        row.push("look_links", share(look.link_width, look.width));
        row.push("look_running", share(look.running_width, look.width));
    }

    fn push_neighbours(&self, row: &mut Row, page: &PageLines<'_>, index: usize) {
        let own_outer = page.boxes[page.lines[index].box_index].outer;
        let above = (1..=NEIGHBOURS).rev().map(|distance| index.checked_sub(distance));
        let below =
            (1..=NEIGHBOURS).map(|distance| Some(index + distance).filter(|at| *at < page.lines.len()));
        for (at, names) in above.chain(below).zip(NEIGHBOUR_NAMES) {
            let Some(at) = at else {
                names.into_iter().for_each(|name| row.push(name, -1.0));
                continue;
            };
            let line = &page.lines[at];
            row.push(names[0], self.texts[at].log_width);
            row.push(names[1], line.link_share() as f32);
            row.flag(names[2], self.texts[at].is_running);
            row.push(names[3], kind_number(line.kind));
            row.push(names[4], region_number(line.region));
            row.flag(names[5], self.look_of_line[at] == self.look_of_line[index]);
            row.flag(names[6], page.boxes[line.box_index].outer == own_outer);
        }
    }
}

fn push_text(row: &mut Row, line: &Line<'_>, facts: &TextFacts) {
    let letters = facts.letters.max(1.0);
    row.push("tag", tag_number(line.element.tag()));
    row.push("kind", kind_number(line.kind));
    row.push("region", region_number(line.region));
    row.push("width", facts.log_width);
    row.push("words", facts.words.ln_1p());
    row.push("link_share", line.link_share() as f32);
    row.push("links", line.links.len() as f32);
    row.push("digits", facts.digits / letters);
    row.push("capitals", facts.capitals / letters);
    row.push("capital_words", facts.capital_words / facts.words.max(1.0));
    row.push("commas", facts.commas / facts.words.max(1.0));
    row.push("stops", facts.stops);
    row.push("quotes", facts.quotes);
    row.push("separators", facts.separators);
    row.push("signs", facts.signs);
    row.push("breaks", facts.breaks);
    let is_one_row = facts.longest_row == facts.width;
    row.push("longest_row", if is_one_row { facts.log_width } else { facts.longest_row.ln_1p() });
    row.push("word_width", facts.width / facts.words.max(1.0));
    row.flag("ends_sentence", facts.ends_sentence);
    row.flag("ends_with_colon", facts.ends_with_colon);
    row.flag("begins_with_letter", facts.begins_with_letter);
    row.flag("begins_lower", facts.begins_lower);
    row.flag("is_running", facts.is_running);
    row.flag("has_clock", facts.has_clock);
    row.flag("has_year", facts.has_year);
}

fn push_saying(row: &mut Row, saying: &Saying) {
    row.flag("noise", saying.is_noise);
    row.flag("lead_in", saying.is_lead_in);
    row.flag("lead_in_alone", saying.is_lead_in_alone);
    row.flag("stamp", saying.is_stamp);
    row.push("promotion", saying.promotion);
    row.flag("link_line", saying.is_link_line);
    row.flag("paywall", saying.is_paywall);
    row.flag("subtitle", saying.is_subtitle);
    row.flag("description", saying.is_description);
}

fn push_around(row: &mut Row, facts: &BoxFacts) {
    let bits = [
        ("in_article", around::ARTICLE),
        ("in_main", around::MAIN),
        ("in_aside", around::ASIDE),
        ("in_footer", around::FOOTER),
        ("in_header", around::HEADER),
        ("in_nav", around::NAV),
        ("in_figure", around::FIGURE),
        ("in_table", around::TABLE),
        ("in_list", around::LIST),
        ("in_form", around::FORM),
        ("in_quote", around::QUOTE),
        ("in_section", around::SECTION),
    ];
    for (name, bit) in bits {
        row.flag(name, facts.around & bit != 0);
    }
}

fn push_sums(row: &mut Row, names: &[&'static str; 7], (sums, logs): (&Sums, Logs), total: &Sums) {
    row.push(names[0], logs.lines);
    row.push(names[1], share(sums.link_width, sums.width));
    row.push(names[2], share(sums.running_width, sums.width));
    row.push(names[3], share(sums.plain_running_width, total.plain_running_width));
    row.push(names[4], logs.line_width);
    row.push(names[5], share(sums.headings, sums.lines));
}

fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn kind_number(kind: BlockKind) -> f32 {
    match kind {
        BlockKind::Paragraph => 0.0,
        BlockKind::Quote => 1.0,
        BlockKind::Preformatted => 2.0,
        BlockKind::ListItem => 3.0,
        BlockKind::TableRow => 4.0,
        BlockKind::Heading => 5.0,
    }
}

fn region_number(region: Region) -> f32 {
    match region {
        Region::Plain => 0.0,
        Region::Caption => 1.0,
        Region::Related => 2.0,
        Region::Side => 3.0,
        Region::Hidden => 4.0,
    }
}

fn tag_number(tag: Tag) -> f32 {
    f32::from(TAG_NUMBERS.of_tag(tag))
}

static TAG_NUMBERS: TagNumbers = TagNumbers::of(
    15,
    &[
        (0, &["p"]),
        (1, &["div"]),
        (2, &["span"]),
        (3, &["section", "article", "main", "body"]),
        (4, &["li"]),
        (5, &["blockquote"]),
        (6, &["td", "th", "tr"]),
        (7, &["dd", "dt"]),
        (8, &["h1"]),
        (9, &["h2"]),
        (10, &["h3"]),
        (11, &["h4", "h5", "h6"]),
        (12, &["figcaption", "figure"]),
        (13, &["header", "footer", "nav", "aside"]),
        (14, &["pre"]),
    ],
);
