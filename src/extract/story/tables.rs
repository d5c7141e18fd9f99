//! Tables that hold data, told from tables that lay out a page.

use crate::extract::dom::{Edge, ElementRef, Node};

/// Characters in a cell above which it holds text to read, not data.
const LONGEST_DATA_CELL_CHARS: usize = 250;

/// Whether a table is a grid of short cells. A table inside, a long cell or a single column make it a layout.
pub(super) fn is_data_table(table: &ElementRef<'_>) -> bool {
    let (mut cells, mut rows, mut cell_chars) = (0_usize, 0_usize, 0_usize);
    for edge in table.traverse().skip(1) {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) => {
                    cell_chars += text.chars().filter(|character| !character.is_whitespace()).count()
                }
                Node::Element(element) => match element.name() {
                    "table" | "article" | "h1" | "form" => return false,
                    "tr" => rows += 1,
                    "td" | "th" => {
                        cells += 1;
                        cell_chars = 0;
                    }
                    _ => {}
                },
                _ => {}
            },
            Edge::Close(_) if cell_chars > LONGEST_DATA_CELL_CHARS => return false,
            Edge::Close(_) => {}
        }
    }
    rows >= 2 && cells >= 2 * rows - 1
}
