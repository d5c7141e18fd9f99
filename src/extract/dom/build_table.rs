//! Tags inside of tables to a tree (HTML Standard, sections 13.2.6.4.9 to 13.2.6.4.15).

use super::build::{Builder, Mode};
use super::keys::Key;
use super::open_elements::Scope;
use super::tags::{Role, Tag};
use super::tokens::StartTag;
use super::tree::{NONE, Span};

impl Builder<'_> {
    /// Acts on a start tag inside of a table.
    pub(super) fn start_in_table_part(&mut self, start: StartTag) {
        match self.mode {
            Mode::InCaption => self.start_in_caption(start),
            Mode::InColumnGroup => self.start_in_column_group(start),
            Mode::InTableBody => self.start_in_table_body(start),
            Mode::InRow => self.start_in_row(start),
            Mode::InCell => self.start_in_cell(start),
            _ => self.start_in_table(start),
        }
    }

    /// Acts on an end tag inside of a table.
    pub(super) fn end_in_table_part(&mut self, tag: Tag) {
        match self.mode {
            Mode::InCaption => self.end_in_caption(tag),
            Mode::InColumnGroup => self.end_in_column_group(tag),
            Mode::InTableBody => self.end_in_table_body(tag),
            Mode::InRow => self.end_in_row(tag),
            Mode::InCell => self.end_in_cell(tag),
            _ => self.end_in_table(tag),
        }
    }

    /// Acts on text between the parts of a table: white space stays, other text goes before the table.
    pub(super) fn text_in_table(&mut self, text: Span) {
        let is_blank = self.tree.text_of(text).trim_ascii().is_empty();
        if self.mode == Mode::InColumnGroup {
            if is_blank || !self.leave_column_group() {
                return;
            }
            return self.text_in_table(text);
        }
        let current = self.open.current().filter(|open| open.tag.fosters());
        match current.filter(|_| is_blank) {
            Some(open) => self.tree.add_text(open.node, NONE, text),
            None => self.fostering(|builder| builder.text_in_body(text)),
        }
    }

    fn fostering(&mut self, act: impl FnOnce(&mut Self)) {
        self.is_fostering = true;
        act(self);
        self.is_fostering = false;
    }

    fn start_in_table(&mut self, start: StartTag) {
        match start.tag {
            Tag::CAPTION => {
                self.clear_to_table();
                self.formatting.push_marker();
                self.insert(start);
                self.mode = Mode::InCaption;
            }
            Tag::COLGROUP => {
                self.clear_to_table();
                self.insert(start);
                self.mode = Mode::InColumnGroup;
            }
            Tag::COL => {
                self.clear_to_table();
                self.phantom(Tag::COLGROUP);
                self.mode = Mode::InColumnGroup;
                self.start_in_column_group(start);
            }
            Tag::TBODY | Tag::TFOOT | Tag::THEAD => {
                self.clear_to_table();
                self.insert(start);
                self.mode = Mode::InTableBody;
            }
            Tag::TD | Tag::TH | Tag::TR => {
                self.clear_to_table();
                self.phantom(Tag::TBODY);
                self.mode = Mode::InTableBody;
                self.start_in_table_body(start);
            }
            Tag::TABLE => {
                if self.open.in_scope(Scope::Table, Tag::TABLE) {
                    self.open.pop_until(Tag::TABLE);
                    self.reset_mode();
                    self.start(start);
                }
            }
            Tag::STYLE | Tag::SCRIPT | Tag::TEMPLATE => self.start_in_head(start),
            Tag::INPUT if self.is_hidden_input(start) => self.insert_void(start),
            Tag::FORM => {
                if self.form == NONE && !self.open.may_have(Tag::TEMPLATE) {
                    self.form = self.insert(start);
                    self.open.pop();
                }
            }
            _ => self.fostering(|builder| builder.start_in_body(start)),
        }
    }

    fn is_hidden_input(&self, start: StartTag) -> bool {
        let first = start.first_attribute as usize;
        let attributes = self.tree.attributes.get(first..first + usize::from(start.attribute_count));
        attributes.unwrap_or_default().iter().any(|attribute| {
            attribute.key == Key::TYPE && self.tree.text_of(attribute.value).eq_ignore_ascii_case("hidden")
        })
    }

    fn end_in_table(&mut self, tag: Tag) {
        match tag {
            Tag::TABLE => {
                if self.open.in_scope(Scope::Table, Tag::TABLE) {
                    self.open.pop_until(Tag::TABLE);
                    self.reset_mode();
                }
            }
            Tag::TEMPLATE => self.end_template(),
            tag if is_part(tag) => {}
            _ => self.fostering(|builder| builder.end_in_body(tag)),
        }
    }

    fn start_in_caption(&mut self, start: StartTag) {
        if start.tag.role() != Role::TablePart || matches!(start.tag, Tag::FRAMESET) {
            return self.start_in_body(start);
        }
        if self.close_caption() {
            self.start_in_table(start);
        }
    }

    fn end_in_caption(&mut self, tag: Tag) {
        match tag {
            Tag::CAPTION => {
                self.close_caption();
            }
            Tag::TABLE => {
                if self.close_caption() {
                    self.end_in_table(tag);
                }
            }
            tag if is_part(tag) => {}
            _ => self.end_in_body(tag),
        }
    }

    fn close_caption(&mut self) -> bool {
        let is_open = self.open.in_scope(Scope::Table, Tag::CAPTION);
        if is_open {
            self.open.pop_until(Tag::CAPTION);
            self.formatting.clear_to_marker();
            self.mode = Mode::InTable;
        }
        is_open
    }

    fn start_in_column_group(&mut self, start: StartTag) {
        match start.tag {
            Tag::COL => self.insert_void(start),
            Tag::TEMPLATE => self.start_in_head(start),
            Tag::HTML => self.start_in_body(start),
            _ => {
                if self.leave_column_group() {
                    self.start_in_table(start);
                }
            }
        }
    }

    fn end_in_column_group(&mut self, tag: Tag) {
        match tag {
            Tag::COLGROUP => {
                self.leave_column_group();
            }
            Tag::COL => {}
            Tag::TEMPLATE => self.end_template(),
            _ => {
                if self.leave_column_group() {
                    self.end_in_table(tag);
                }
            }
        }
    }

    fn leave_column_group(&mut self) -> bool {
        let is_open = self.open.current_is(Tag::COLGROUP);
        if is_open {
            self.open.pop();
            self.mode = Mode::InTable;
        }
        is_open
    }

    fn start_in_table_body(&mut self, start: StartTag) {
        match start.tag {
            Tag::TR => {
                self.clear_to_table_body();
                self.insert(start);
                self.mode = Mode::InRow;
            }
            Tag::TH | Tag::TD => {
                self.clear_to_table_body();
                self.phantom(Tag::TR);
                self.mode = Mode::InRow;
                self.start_in_row(start);
            }
            Tag::CAPTION | Tag::COL | Tag::COLGROUP | Tag::TBODY | Tag::TFOOT | Tag::THEAD => {
                if self.close_table_body() {
                    self.start_in_table(start);
                }
            }
            _ => self.start_in_table(start),
        }
    }

    fn end_in_table_body(&mut self, tag: Tag) {
        match tag {
            Tag::TBODY | Tag::TFOOT | Tag::THEAD => {
                if self.open.in_scope(Scope::Table, tag) {
                    self.clear_to_table_body();
                    self.open.pop();
                    self.mode = Mode::InTable;
                }
            }
            Tag::TABLE => {
                if self.close_table_body() {
                    self.end_in_table(tag);
                }
            }
            tag if is_part(tag) => {}
            _ => self.end_in_table(tag),
        }
    }

    fn close_table_body(&mut self) -> bool {
        let is_body = |tag| matches!(tag, Tag::TBODY | Tag::TFOOT | Tag::THEAD);
        let is_open = self.open.any_in_scope(Scope::Table, |open| is_body(open.tag));
        if is_open {
            self.clear_to_table_body();
            self.open.pop();
            self.mode = Mode::InTable;
        }
        is_open
    }

    fn start_in_row(&mut self, start: StartTag) {
        match start.tag {
            Tag::TH | Tag::TD => {
                self.clear_to_row();
                self.insert(start);
                self.mode = Mode::InCell;
                self.formatting.push_marker();
            }
            Tag::CAPTION | Tag::COL | Tag::COLGROUP | Tag::TBODY | Tag::TFOOT | Tag::THEAD | Tag::TR => {
                if self.close_row() {
                    self.start_in_table_body(start);
                }
            }
            _ => self.start_in_table(start),
        }
    }

    fn end_in_row(&mut self, tag: Tag) {
        match tag {
            Tag::TR => {
                self.close_row();
            }
            Tag::TABLE => {
                if self.close_row() {
                    self.end_in_table_body(tag);
                }
            }
            Tag::TBODY | Tag::TFOOT | Tag::THEAD => {
                if self.open.in_scope(Scope::Table, tag) && self.close_row() {
                    self.end_in_table_body(tag);
                }
            }
            tag if is_part(tag) => {}
            _ => self.end_in_table(tag),
        }
    }

    fn close_row(&mut self) -> bool {
        let is_open = self.open.in_scope(Scope::Table, Tag::TR);
        if is_open {
            self.clear_to_row();
            self.open.pop();
            self.mode = Mode::InTableBody;
        }
        is_open
    }

    fn start_in_cell(&mut self, start: StartTag) {
        if start.tag.role() != Role::TablePart || matches!(start.tag, Tag::FRAMESET) {
            return self.start_in_body(start);
        }
        if self.close_cell() {
            self.start_in_row(start);
        }
    }

    fn end_in_cell(&mut self, tag: Tag) {
        match tag {
            Tag::TD | Tag::TH => {
                if self.open.in_scope(Scope::Table, tag) {
                    self.open.pop_until(tag);
                    self.formatting.clear_to_marker();
                    self.mode = Mode::InRow;
                }
            }
            Tag::TABLE | Tag::TBODY | Tag::TFOOT | Tag::THEAD | Tag::TR => {
                if self.open.in_scope(Scope::Table, tag) && self.close_cell() {
                    self.end_in_row(tag);
                }
            }
            tag if is_part(tag) => {}
            _ => self.end_in_body(tag),
        }
    }

    fn close_cell(&mut self) -> bool {
        let is_cell = |tag| matches!(tag, Tag::TD | Tag::TH);
        let is_open = self.open.any_in_scope(Scope::Table, |open| is_cell(open.tag));
        if is_open {
            self.open.pop_while(|tag| !is_cell(tag));
            self.open.pop();
            self.formatting.clear_to_marker();
            self.mode = Mode::InRow;
        }
        is_open
    }

    fn clear_to_table(&mut self) {
        self.open.pop_while(|tag| !matches!(tag, Tag::TABLE | Tag::TEMPLATE | Tag::HTML));
    }

    fn clear_to_table_body(&mut self) {
        let stops = |tag| matches!(tag, Tag::TBODY | Tag::TFOOT | Tag::THEAD | Tag::TEMPLATE | Tag::HTML);
        self.open.pop_while(|tag| !stops(tag));
    }

    fn clear_to_row(&mut self) {
        self.open.pop_while(|tag| !matches!(tag, Tag::TR | Tag::TEMPLATE | Tag::HTML));
    }

    /// Where a node goes that may not stand in a table: before the table, or into the template that is closer.
    pub(super) fn foster_place(&self, current: u32) -> (u32, u32) {
        let stop = self.open.inner_first().find(|open| matches!(open.tag, Tag::TABLE | Tag::TEMPLATE));
        let Some(open) = stop else { return (1, NONE) };
        if open.tag == Tag::TEMPLATE {
            return (open.node, NONE);
        }
        match self.tree.node(open.node).map(|node| node.parent) {
            Some(parent) if parent != NONE => (parent, open.node),
            _ => {
                let position = self.open.position_of(open.node).unwrap_or(0);
                let outer = position.checked_sub(1).and_then(|outer| self.open.get(outer));
                (outer.map_or(current, |outer| outer.node), NONE)
            }
        }
    }
}

/// Names whose end tags mean nothing in most parts of a table.
fn is_part(tag: Tag) -> bool {
    tag.role() == Role::TablePart || matches!(tag, Tag::BODY | Tag::HTML)
}
