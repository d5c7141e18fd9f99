//! Names of elements as small numbers, and what the tree builder needs to know about each.
//!
//! Names that HTML knows are numbered by the table below; others (`amp-img`, `path`) get the next number in the page they stand in.

use std::collections::HashMap;

/// Name of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::extract) struct Tag(u16);

/// What the start tag of an element does to the tree (HTML Standard, section 13.2.6.4.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing but to open.
    Ordinary,
    /// Ends an open paragraph.
    Block,
    /// Ends an open paragraph and an open heading.
    Heading,
    /// `li`, `dt`, `dd`: ends the item before it.
    Item,
    /// Opened again where misnested markup closed it.
    Formatting,
    /// Has no content; stands in the text.
    Void,
    /// Has no content; stands beside the text.
    VoidBeside,
    /// Belongs into `head`; has no content.
    HeadVoid,
    /// Text up to its end tag; nothing in it is a tag.
    Raw,
    /// Text up to its end tag; character references are resolved.
    RawWithReferences,
    /// Keeps formatting inside from reaching out, and outside from reaching in.
    Object,
    /// A part of a table; means nothing outside of one.
    TablePart,
    /// Has a rule of its own.
    Own,
}

/// What is known of a name.
struct Known {
    name: &'static str,
    role: Role,
    flags: u8,
}

/// Ends the look for a formatting element's end, or for an item's beginning ("special").
const SPECIAL: u8 = 1;
/// May be closed without an end tag.
const IMPLIED_END: u8 = 2;
/// Nothing inside closes what is outside ("has an element in scope").
const SCOPE: u8 = 4;
/// A part of a table in which no text may stand.
const FOSTERS: u8 = 8;
/// Ends an `svg` that was not closed.
const BREAKS_OUT: u8 = 16;
/// May stand in `head`.
const HEAD: u8 = 32;

const fn known(name: &'static str, role: Role, flags: u8) -> Known {
    Known { name, role, flags }
}

/// All names that HTML knows; the position in the table is the number.
#[rustfmt::skip]
const KNOWN: &[Known] = &[
    known("html", Role::Own, SPECIAL | SCOPE), known("head", Role::Own, SPECIAL | BREAKS_OUT), known("body", Role::Own, SPECIAL | BREAKS_OUT),
    known("div", Role::Block, SPECIAL | BREAKS_OUT), known("p", Role::Block, SPECIAL | IMPLIED_END | BREAKS_OUT), known("span", Role::Ordinary, BREAKS_OUT),
    known("a", Role::Own, 0), known("li", Role::Item, SPECIAL | IMPLIED_END | BREAKS_OUT), known("ul", Role::Block, SPECIAL | BREAKS_OUT),
    known("ol", Role::Block, SPECIAL | BREAKS_OUT), known("img", Role::Void, SPECIAL | BREAKS_OUT), known("br", Role::Void, SPECIAL | BREAKS_OUT),
    known("script", Role::Raw, SPECIAL | HEAD), known("style", Role::Raw, SPECIAL | HEAD), known("link", Role::HeadVoid, SPECIAL | HEAD),
    known("meta", Role::HeadVoid, SPECIAL | HEAD | BREAKS_OUT), known("title", Role::RawWithReferences, SPECIAL | HEAD), known("base", Role::HeadVoid, SPECIAL | HEAD),
    known("basefont", Role::HeadVoid, SPECIAL | HEAD), known("bgsound", Role::HeadVoid, SPECIAL | HEAD), known("noscript", Role::Raw, SPECIAL | HEAD),
    known("noframes", Role::Raw, SPECIAL | HEAD), known("template", Role::Own, SPECIAL | SCOPE | HEAD),
    known("h1", Role::Heading, SPECIAL | BREAKS_OUT), known("h2", Role::Heading, SPECIAL | BREAKS_OUT), known("h3", Role::Heading, SPECIAL | BREAKS_OUT),
    known("h4", Role::Heading, SPECIAL | BREAKS_OUT), known("h5", Role::Heading, SPECIAL | BREAKS_OUT), known("h6", Role::Heading, SPECIAL | BREAKS_OUT),
    known("address", Role::Block, SPECIAL), known("article", Role::Block, SPECIAL), known("aside", Role::Block, SPECIAL),
    known("blockquote", Role::Block, SPECIAL | BREAKS_OUT), known("center", Role::Block, SPECIAL | BREAKS_OUT), known("details", Role::Block, SPECIAL),
    known("dialog", Role::Block, 0), known("dir", Role::Block, SPECIAL), known("dl", Role::Block, SPECIAL | BREAKS_OUT),
    known("fieldset", Role::Block, SPECIAL), known("figcaption", Role::Block, SPECIAL), known("figure", Role::Block, SPECIAL),
    known("footer", Role::Block, SPECIAL), known("header", Role::Block, SPECIAL), known("hgroup", Role::Block, SPECIAL),
    known("main", Role::Block, SPECIAL), known("menu", Role::Block, SPECIAL | BREAKS_OUT), known("nav", Role::Block, SPECIAL),
    known("search", Role::Block, 0), known("section", Role::Block, SPECIAL), known("summary", Role::Block, SPECIAL),
    known("pre", Role::Block, SPECIAL | BREAKS_OUT), known("listing", Role::Block, SPECIAL | BREAKS_OUT),
    known("dd", Role::Item, SPECIAL | IMPLIED_END | BREAKS_OUT), known("dt", Role::Item, SPECIAL | IMPLIED_END | BREAKS_OUT),
    known("form", Role::Own, SPECIAL), known("button", Role::Own, SPECIAL), known("plaintext", Role::Own, SPECIAL),
    known("b", Role::Formatting, BREAKS_OUT), known("big", Role::Formatting, BREAKS_OUT), known("code", Role::Formatting, BREAKS_OUT),
    known("em", Role::Formatting, BREAKS_OUT), known("font", Role::Formatting, 0), known("i", Role::Formatting, BREAKS_OUT),
    known("s", Role::Formatting, BREAKS_OUT), known("small", Role::Formatting, BREAKS_OUT), known("strike", Role::Formatting, BREAKS_OUT),
    known("strong", Role::Formatting, BREAKS_OUT), known("tt", Role::Formatting, BREAKS_OUT), known("u", Role::Formatting, BREAKS_OUT),
    known("nobr", Role::Formatting, BREAKS_OUT), known("sub", Role::Ordinary, BREAKS_OUT), known("sup", Role::Ordinary, BREAKS_OUT),
    known("var", Role::Ordinary, BREAKS_OUT), known("ruby", Role::Ordinary, BREAKS_OUT), known("abbr", Role::Ordinary, 0),
    known("bdi", Role::Ordinary, 0), known("bdo", Role::Ordinary, 0), known("cite", Role::Ordinary, 0), known("mark", Role::Ordinary, 0),
    known("q", Role::Ordinary, 0), known("time", Role::Ordinary, 0), known("label", Role::Ordinary, 0), known("picture", Role::Ordinary, 0),
    known("video", Role::Ordinary, 0), known("audio", Role::Ordinary, 0), known("canvas", Role::Ordinary, 0), known("map", Role::Ordinary, 0),
    known("datalist", Role::Ordinary, 0), known("progress", Role::Ordinary, 0), known("meter", Role::Ordinary, 0), known("legend", Role::Ordinary, 0),
    known("ins", Role::Ordinary, 0), known("del", Role::Ordinary, 0), known("kbd", Role::Ordinary, 0),
    known("applet", Role::Object, SPECIAL | SCOPE), known("marquee", Role::Object, SPECIAL | SCOPE), known("object", Role::Object, SPECIAL | SCOPE),
    known("table", Role::Own, SPECIAL | SCOPE | FOSTERS | BREAKS_OUT), known("caption", Role::TablePart, SPECIAL | SCOPE),
    known("colgroup", Role::TablePart, SPECIAL), known("col", Role::TablePart, SPECIAL), known("tbody", Role::TablePart, SPECIAL | FOSTERS),
    known("thead", Role::TablePart, SPECIAL | FOSTERS), known("tfoot", Role::TablePart, SPECIAL | FOSTERS), known("tr", Role::TablePart, SPECIAL | FOSTERS),
    known("td", Role::TablePart, SPECIAL | SCOPE), known("th", Role::TablePart, SPECIAL | SCOPE),
    known("frame", Role::TablePart, SPECIAL), known("frameset", Role::TablePart, SPECIAL),
    known("area", Role::Void, SPECIAL), known("embed", Role::Void, SPECIAL | BREAKS_OUT), known("keygen", Role::Void, SPECIAL), known("wbr", Role::Void, SPECIAL),
    known("image", Role::Own, 0), known("input", Role::Own, SPECIAL), known("hr", Role::Own, SPECIAL | BREAKS_OUT),
    known("param", Role::VoidBeside, SPECIAL), known("source", Role::VoidBeside, SPECIAL), known("track", Role::VoidBeside, SPECIAL),
    known("textarea", Role::RawWithReferences, SPECIAL), known("xmp", Role::Raw, SPECIAL), known("iframe", Role::Raw, SPECIAL), known("noembed", Role::Raw, SPECIAL),
    known("select", Role::Own, SPECIAL | SCOPE), known("option", Role::Own, IMPLIED_END), known("optgroup", Role::Own, IMPLIED_END),
    known("rb", Role::Own, IMPLIED_END), known("rtc", Role::Own, IMPLIED_END), known("rp", Role::Own, IMPLIED_END), known("rt", Role::Own, IMPLIED_END),
    known("svg", Role::Own, 0), known("foreignobject", Role::Ordinary, 0), known("desc", Role::Ordinary, 0), known("amp-ad", Role::Ordinary, 0), known("amp-iframe", Role::Ordinary, 0),
    known("amp-img", Role::Ordinary, 0),
];

impl Tag {
    pub(in crate::extract) const A: Self = Self::named("a");
    pub(in crate::extract) const BODY: Self = Self::named("body");
    pub(in crate::extract) const BR: Self = Self::named("br");
    pub(super) const BUTTON: Self = Self::named("button");
    pub(super) const CAPTION: Self = Self::named("caption");
    pub(super) const COL: Self = Self::named("col");
    pub(super) const COLGROUP: Self = Self::named("colgroup");
    pub(super) const DD: Self = Self::named("dd");
    pub(super) const DESC: Self = Self::named("desc");
    pub(super) const DIV: Self = Self::named("div");
    pub(super) const DT: Self = Self::named("dt");
    pub(super) const ADDRESS: Self = Self::named("address");
    pub(in crate::extract) const ARTICLE: Self = Self::named("article");
    pub(super) const FOREIGN_OBJECT: Self = Self::named("foreignobject");
    pub(super) const FORM: Self = Self::named("form");
    pub(super) const FRAMESET: Self = Self::named("frameset");
    pub(in crate::extract) const H1: Self = Self::named("h1");
    pub(super) const HEAD: Self = Self::named("head");
    pub(in crate::extract) const HR: Self = Self::named("hr");
    pub(in crate::extract) const HTML: Self = Self::named("html");
    pub(super) const IMAGE: Self = Self::named("image");
    pub(in crate::extract) const IMG: Self = Self::named("img");
    pub(super) const INPUT: Self = Self::named("input");
    pub(super) const LI: Self = Self::named("li");
    pub(super) const LISTING: Self = Self::named("listing");
    pub(super) const NOBR: Self = Self::named("nobr");
    pub(super) const OL: Self = Self::named("ol");
    pub(super) const OPTGROUP: Self = Self::named("optgroup");
    pub(super) const OPTION: Self = Self::named("option");
    pub(super) const P: Self = Self::named("p");
    pub(super) const PLAINTEXT: Self = Self::named("plaintext");
    pub(super) const PRE: Self = Self::named("pre");
    pub(super) const RB: Self = Self::named("rb");
    pub(super) const RP: Self = Self::named("rp");
    pub(super) const RT: Self = Self::named("rt");
    pub(super) const RTC: Self = Self::named("rtc");
    pub(super) const RUBY: Self = Self::named("ruby");
    pub(super) const SCRIPT: Self = Self::named("script");
    pub(super) const SELECT: Self = Self::named("select");
    pub(super) const STYLE: Self = Self::named("style");
    pub(super) const SVG: Self = Self::named("svg");
    pub(super) const TABLE: Self = Self::named("table");
    pub(super) const TBODY: Self = Self::named("tbody");
    pub(super) const TD: Self = Self::named("td");
    pub(super) const TEMPLATE: Self = Self::named("template");
    pub(super) const TEXTAREA: Self = Self::named("textarea");
    pub(super) const TFOOT: Self = Self::named("tfoot");
    pub(super) const TH: Self = Self::named("th");
    pub(super) const THEAD: Self = Self::named("thead");
    pub(super) const TITLE: Self = Self::named("title");
    pub(super) const TR: Self = Self::named("tr");
    pub(super) const UL: Self = Self::named("ul");
    pub(super) const XMP: Self = Self::named("xmp");

    /// How many names HTML knows.
    pub(super) const KNOWN_COUNT: usize = KNOWN.len();

    /// The number of a name that HTML knows; a compile error for any other.
    pub(in crate::extract) const fn named(name: &str) -> Self {
        match find(pack(name.as_bytes())) {
            Some(tag) => tag,
            None => panic!("HTML knows no such name"),
        }
    }

    /// The position among known names, or in the page's own list behind them.
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }

    /// The name, for one that HTML knows.
    pub(super) fn known_name(self) -> Option<&'static str> {
        KNOWN.get(self.index()).map(|known| known.name)
    }

    pub(super) fn role(self) -> Role {
        KNOWN.get(self.index()).map_or(Role::Ordinary, |known| known.role)
    }

    fn has(self, flag: u8) -> bool {
        KNOWN.get(self.index()).is_some_and(|known| known.flags & flag != 0)
    }

    pub(super) fn is_special(self) -> bool {
        self.has(SPECIAL)
    }

    pub(super) fn has_implied_end(self) -> bool {
        self.has(IMPLIED_END)
    }

    pub(super) fn ends_scope(self) -> bool {
        self.has(SCOPE)
    }

    pub(super) fn fosters(self) -> bool {
        self.has(FOSTERS)
    }

    pub(super) fn breaks_out(self) -> bool {
        self.has(BREAKS_OUT)
    }

    pub(super) fn stands_in_head(self) -> bool {
        self.has(HEAD)
    }

    /// Whether an element of this name is never held open, so that it nests nothing.
    pub(super) fn never_nests(self) -> bool {
        matches!(
            self.role(),
            Role::Void | Role::VoidBeside | Role::HeadVoid | Role::Raw | Role::RawWithReferences
        ) || matches!(self, Self::HTML | Self::HEAD | Self::BODY | Self::INPUT | Self::HR | Self::IMAGE)
            || matches!(self, Self::COL | Self::SVG)
    }
}

/// A set of names that HTML knows.
#[derive(Debug, Clone, Copy)]
pub(in crate::extract) struct TagSet {
    bits: [u64; 3],
}

impl TagSet {
    /// The set of these names; a compile error for one that HTML does not know.
    pub(in crate::extract) const fn of(names: &[&str]) -> Self {
        let (mut bits, mut at) = ([0; 3], 0);
        while at < names.len() {
            let index = Tag::named(names[at]).index();
            bits[index / 64] |= 1 << (index % 64);
            at += 1;
        }
        Self { bits }
    }

    pub(in crate::extract) const fn contains(self, tag: Tag) -> bool {
        let index = tag.index();
        index / 64 < self.bits.len() && self.bits[index / 64] & (1 << (index % 64)) != 0
    }
}

/// A number for each name that HTML knows, and one for all others.
#[derive(Debug)]
pub(in crate::extract) struct TagNumbers {
    numbers: [u16; KNOWN.len()],
    others: u16,
}

impl TagNumbers {
    /// The numbers of these names, and that of all others; a compile error for a name that HTML does not know.
    pub(in crate::extract) const fn of(others: u16, named: &[(u16, &[&str])]) -> Self {
        let (mut numbers, mut at) = ([others; KNOWN.len()], 0);
        while at < named.len() {
            let (number, names) = named[at];
            let mut name = 0;
            while name < names.len() {
                numbers[Tag::named(names[name]).index()] = number;
                name += 1;
            }
            at += 1;
        }
        Self { numbers, others }
    }

    pub(in crate::extract) fn of_tag(&self, tag: Tag) -> u16 {
        self.numbers.get(tag.index()).copied().unwrap_or(self.others)
    }
}

/// A name of up to 16 bytes, in lower case, as a number; 0 for a longer one.
pub(super) const fn pack(name: &[u8]) -> u128 {
    if name.len() > 16 {
        return 0;
    }
    let (mut packed, mut at) = (0, 0);
    while at < name.len() {
        packed = (packed << 8) | name[at].to_ascii_lowercase() as u128;
        at += 1;
    }
    packed
}

/// Slots of the table in which names are looked up: a power of two, some times their number.
const SLOT_COUNT: usize = 512;

/// Positions of names, plus one, at their hash or behind.
const SLOTS: [u8; SLOT_COUNT] = {
    let mut slots = [0; SLOT_COUNT];
    let mut position = 0;
    while position < KNOWN.len() {
        let mut slot = slot_of(pack(KNOWN[position].name.as_bytes()));
        while slots[slot] != 0 {
            slot = (slot + 1) % SLOT_COUNT;
        }
        slots[slot] = position as u8 + 1;
        position += 1;
    }
    slots
};

/// The names as numbers.
const PACKED: [u128; KNOWN.len()] = {
    let mut packed = [0; KNOWN.len()];
    let mut position = 0;
    while position < KNOWN.len() {
        packed[position] = pack(KNOWN[position].name.as_bytes());
        position += 1;
    }
    packed
};

const fn slot_of(packed: u128) -> usize {
    let mixed = (packed as u64 ^ (packed >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 55) as usize % SLOT_COUNT
}

/// The tag of a packed name that HTML knows.
const fn find(packed: u128) -> Option<Tag> {
    let mut slot = slot_of(packed);
    loop {
        match SLOTS[slot] {
            0 => return None,
            position => {
                let position = position as usize - 1;
                if PACKED[position] == packed {
                    return Some(Tag(position as u16));
                }
            }
        }
        slot = (slot + 1) % SLOT_COUNT;
    }
}

/// The names in a page: the known ones and its own.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Names that HTML does not know, in lower case, in the order of their numbers.
    own: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u16>,
}

/// Names of its own that a page may have; elements of further ones are all called by the last.
const MOST_OWN_NAMES: usize = 10_000;

impl Names {
    /// The tag of a name as written, if it was seen before or HTML knows it.
    pub(super) fn get(&self, name: &str) -> Option<Tag> {
        find(pack(name.as_bytes())).or_else(|| {
            let known = self.numbers.get(name).copied();
            let number = known.or_else(|| self.numbers.get(name.to_ascii_lowercase().as_str()).copied())?;
            Some(Tag(number))
        })
    }

    /// The tag of a name as written.
    pub(super) fn intern(&mut self, name: &str) -> Tag {
        if let Some(tag) = self.get(name) {
            return tag;
        }
        let last = KNOWN.len() + self.own.len().saturating_sub(1);
        if self.own.len() == MOST_OWN_NAMES {
            return Tag(u16::try_from(last).unwrap_or(u16::MAX));
        }
        let name = name.to_ascii_lowercase().into_boxed_str();
        let number = u16::try_from(KNOWN.len() + self.own.len()).unwrap_or(u16::MAX);
        self.own.push(name.clone());
        self.numbers.insert(name, number);
        Tag(number)
    }

    /// The name of a tag.
    pub(super) fn name(&self, tag: Tag) -> &str {
        let own = || self.own.get(tag.index() - KNOWN.len()).map_or("", |name| name);
        tag.known_name().unwrap_or_else(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_found_in_any_case() {
        let mut names = Names::default();
        for (number, known) in KNOWN.iter().enumerate() {
            assert_eq!(names.get(&known.name.to_uppercase()), Some(Tag(number as u16)), "{}", known.name);
        }
        let own = names.intern("My-Element");
        assert_eq!((names.get("my-element"), names.name(own)), (Some(own), "my-element"));
        assert_eq!(names.get("divv"), None);
        assert_eq!(names.name(Tag::DIV), "div");
    }

    #[test]
    fn names_by_the_ten_thousand_end_in_one() {
        let mut names = Names::default();
        for number in 0..MOST_OWN_NAMES + 5 {
            names.intern(&format!("x-{number}"));
        }
        assert_eq!(names.intern("x-y"), names.intern("x-z"));
    }
}
