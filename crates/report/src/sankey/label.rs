//! The text beside a node: its name on up to three lines, then value, share and region.

use verdigris_quantity::Language;

use crate::{
    notation,
    supply::{Node, Supply},
    text,
};

/// Height of a line.
pub const LINE: f64 = 15.0;
/// Size of the letters.
pub const SIZE: f64 = 12.0;

/// The text of a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Lines of the name.
    pub name: Vec<String>,
    /// Value, share and region.
    pub detail: String,
}

impl Block {
    /// Sets the text of a node in `zone` pixels of width.
    pub fn set(supply: &Supply, node: &Node, language: Language, zone: f64) -> Self {
        let name = text::wrap(node.label.get(language), zone / SIZE, 3);
        let mut detail = notation::value(node.total);
        if let Some(share) = supply.share(node.total) {
            detail = format!("{detail} · {}", notation::percent(share));
        }
        let placed = format!("{detail} · {}", node.region);
        if !node.region.is_empty() && text::width(&placed) * SIZE <= zone {
            detail = placed;
        }
        Self { name, detail: text::cut(&detail, zone / SIZE) }
    }

    /// Height of all lines.
    pub fn height(&self) -> f64 {
        (self.name.len() + 1) as f64 * LINE
    }
}
