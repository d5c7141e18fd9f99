//! Tags inside of the body to a tree (HTML Standard, section 13.2.6.4.7), and what becomes of an `svg`.

use super::build::{Builder, MOST_DEPTH, Mode};
use super::open_elements::Scope;
use super::tags::{Role, Tag};
use super::tokens::StartTag;
use super::tree::NONE;

impl Builder<'_> {
    /// Acts on a start tag inside of the body.
    pub(super) fn start_in_body(&mut self, start: StartTag) {
        let tag = start.tag;
        match tag.role() {
            Role::Ordinary => {
                self.reconstruct_formatting();
                self.insert(start);
            }
            Role::Block => {
                self.close_paragraph();
                self.insert(start);
                if matches!(tag, Tag::PRE | Tag::LISTING) {
                    self.tokens.skip_line_break();
                }
            }
            Role::Heading => {
                self.close_paragraph();
                if self.open.current().is_some_and(|open| open.tag.role() == Role::Heading) {
                    self.open.pop();
                }
                self.insert(start);
            }
            Role::Item => self.start_item(start),
            Role::Formatting => self.start_formatting(start),
            Role::Void => {
                self.reconstruct_formatting();
                self.insert_void(start);
            }
            Role::VoidBeside => self.insert_void(start),
            Role::HeadVoid => self.start_in_head(start),
            Role::Raw | Role::RawWithReferences => {
                if tag == Tag::XMP {
                    self.close_paragraph();
                    self.reconstruct_formatting();
                }
                self.insert_raw(start);
            }
            Role::Object => {
                self.reconstruct_formatting();
                self.insert(start);
                self.formatting.push_marker();
            }
            Role::TablePart => {}
            Role::Own => self.start_own(start),
        }
    }

    /// Start tags with a rule of their own.
    fn start_own(&mut self, start: StartTag) {
        match start.tag {
            Tag::A => self.start_link(start),
            Tag::HTML if !self.open.may_have(Tag::TEMPLATE) => self.add_attributes(1, start),
            Tag::BODY if !self.open.may_have(Tag::TEMPLATE) => self.add_attributes(self.body, start),
            Tag::HTML | Tag::BODY | Tag::HEAD => {}
            Tag::TEMPLATE => self.start_in_head(start),
            Tag::FORM => self.start_form(start),
            Tag::TABLE => {
                self.close_paragraph();
                self.insert(start);
                self.mode = Mode::InTable;
            }
            Tag::BUTTON => {
                if self.open.in_scope(Scope::Default, Tag::BUTTON) {
                    self.open.pop_until(Tag::BUTTON);
                }
                self.reconstruct_formatting();
                self.insert(start);
            }
            Tag::INPUT => {
                self.close_select();
                self.reconstruct_formatting();
                self.insert_void(start);
            }
            Tag::HR => {
                self.close_paragraph();
                if self.open.in_scope(Scope::Default, Tag::SELECT) {
                    self.open.pop_while(Tag::has_implied_end);
                }
                self.insert_void(start);
            }
            Tag::IMAGE => self.start_in_body(StartTag { tag: Tag::IMG, ..start }),
            Tag::PLAINTEXT => {
                self.close_paragraph();
                self.insert(start);
                let rest = self.tokens.rest();
                self.text_in_body(rest);
            }
            Tag::SELECT => {
                if !self.close_select() {
                    self.reconstruct_formatting();
                    self.insert(start);
                }
            }
            Tag::OPTION | Tag::OPTGROUP => self.start_option(start),
            Tag::RB | Tag::RTC | Tag::RP | Tag::RT => self.start_ruby_part(start),
            Tag::SVG => {
                self.reconstruct_formatting();
                self.insert_void(start);
                if !start.is_self_closing {
                    self.foreign.push(Tag::SVG);
                }
            }
            _ => {
                self.reconstruct_formatting();
                self.insert(start);
            }
        }
    }

    fn start_item(&mut self, start: StartTag) {
        let is_list_item = start.tag == Tag::LI;
        let ends = |tag: Tag| if is_list_item { tag == Tag::LI } else { matches!(tag, Tag::DD | Tag::DT) };
        let passes = |tag: Tag| !tag.is_special() || matches!(tag, Tag::ADDRESS | Tag::DIV | Tag::P);
        let before = self.open.inner_first().find(|open| ends(open.tag) || !passes(open.tag));
        if let Some(open) = before.filter(|open| ends(open.tag)) {
            self.open.pop_until(open.tag);
        }
        self.close_paragraph();
        self.insert(start);
    }

    fn start_form(&mut self, start: StartTag) {
        let in_template = self.open.may_have(Tag::TEMPLATE);
        if self.form == NONE || in_template {
            self.close_paragraph();
            let form = self.insert(start);
            if !in_template {
                self.form = form;
            }
        }
    }

    fn start_option(&mut self, start: StartTag) {
        if self.open.in_scope(Scope::Default, Tag::SELECT) {
            let keeps_group = start.tag == Tag::OPTION;
            self.open.pop_while(|tag| tag.has_implied_end() && !(keeps_group && tag == Tag::OPTGROUP));
        } else if self.open.current_is(Tag::OPTION) {
            self.open.pop();
        }
        self.reconstruct_formatting();
        self.insert(start);
    }

    fn start_ruby_part(&mut self, start: StartTag) {
        if self.open.in_scope(Scope::Default, Tag::RUBY) {
            let keeps_container = matches!(start.tag, Tag::RP | Tag::RT);
            self.open.pop_while(|tag| tag.has_implied_end() && !(keeps_container && tag == Tag::RTC));
        }
        self.insert(start);
    }

    pub(super) fn end_in_body(&mut self, tag: Tag) {
        match tag.role() {
            Role::Block if tag == Tag::P => {
                if !self.open.in_scope(Scope::Button, Tag::P) {
                    self.phantom(Tag::P);
                }
                self.open.pop_until(Tag::P);
            }
            Role::Block => self.close_in_scope(Scope::Default, tag),
            Role::Heading => {
                let is_heading = |tag: Tag| tag.role() == Role::Heading;
                if self.open.any_in_scope(Scope::Default, |open| is_heading(open.tag)) {
                    self.open.pop_while(|tag| !is_heading(tag));
                    self.open.pop();
                }
            }
            Role::Item if tag == Tag::LI => self.close_in_scope(Scope::ListItem, tag),
            Role::Item => self.close_in_scope(Scope::Default, tag),
            Role::Formatting => self.end_formatting(tag),
            Role::Object => {
                if self.open.in_scope(Scope::Default, tag) {
                    self.open.pop_until(tag);
                    self.formatting.clear_to_marker();
                }
            }
            _ => match tag {
                Tag::A => self.end_formatting(tag),
                Tag::BODY | Tag::HTML => {}
                Tag::TEMPLATE => self.end_template(),
                Tag::BUTTON | Tag::SELECT => self.close_in_scope(Scope::Default, tag),
                Tag::FORM => self.end_form(),
                Tag::BR => {
                    let empty =
                        StartTag { tag, first_attribute: 0, attribute_count: 0, is_self_closing: false };
                    self.start_in_body(empty);
                }
                _ => self.end_other(tag),
            },
        }
    }

    fn end_form(&mut self) {
        if self.open.may_have(Tag::TEMPLATE) {
            return self.close_in_scope(Scope::Default, Tag::FORM);
        }
        let form = std::mem::replace(&mut self.form, NONE);
        if form != NONE && self.open.any_in_scope(Scope::Default, |open| open.node == form) {
            self.open.pop_while(Tag::has_implied_end);
            if let Some(position) = self.open.position_of(form) {
                self.open.remove(position);
            }
        }
    }

    /// Closes the element of this name, unless something special stands between.
    pub(super) fn end_other(&mut self, tag: Tag) {
        if !self.open.may_have(tag) {
            return;
        }
        let stop = self.open.inner_first().find(|open| open.tag == tag || open.tag.is_special());
        if stop.is_some_and(|open| open.tag == tag) {
            self.open.pop_until(tag);
        }
    }

    pub(super) fn close_in_scope(&mut self, scope: Scope, tag: Tag) {
        if self.open.in_scope(scope, tag) {
            self.open.pop_until(tag);
        }
    }

    pub(super) fn close_paragraph(&mut self) {
        self.close_in_scope(Scope::Button, Tag::P);
    }

    fn close_select(&mut self) -> bool {
        let is_open = self.open.in_scope(Scope::Default, Tag::SELECT);
        if is_open {
            self.open.pop_until(Tag::SELECT);
        }
        is_open
    }

    /// Whether a start tag ends the `svg` that is being read. What is in an `svg` makes no nodes.
    pub(super) fn leaves_foreign_for(&mut self, start: StartTag) -> bool {
        let tag = start.tag;
        let holds_html =
            self.foreign.iter().any(|tag| matches!(*tag, Tag::FOREIGN_OBJECT | Tag::DESC | Tag::TITLE));
        if tag.breaks_out() && !holds_html {
            self.foreign.clear();
            return true;
        }
        if matches!(tag, Tag::SCRIPT | Tag::STYLE) && !start.is_self_closing {
            self.tokens.raw_text(tag, false, &mut self.tree);
        } else if !start.is_self_closing
            && !matches!(tag.role(), Role::Void | Role::VoidBeside | Role::HeadVoid)
            && self.foreign.len() < MOST_DEPTH
        {
            self.foreign.push(tag);
        }
        false
    }

    /// Whether an end tag ends something outside of the `svg` that is being read.
    pub(super) fn leaves_foreign_at(&mut self, tag: Tag) -> bool {
        if let Some(position) = self.foreign.iter().rposition(|open| *open == tag) {
            self.foreign.truncate(position);
            return false;
        }
        let leaves = matches!(tag, Tag::P | Tag::BR) || (tag.is_special() && self.open.may_have(tag));
        if leaves {
            self.foreign.clear();
        }
        leaves
    }
}
