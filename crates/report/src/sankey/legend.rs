//! The classes colours stand for, and the key beneath a figure.

use verdigris_quantity::Language;

use crate::{
    palette::{self, Classes},
    supply::{Node, Supply},
    svg::{Canvas, Pen},
    text,
    words::Word,
};

/// What colours stand for in a supply: groups where any are given, otherwise regions.
#[derive(Debug)]
pub struct Colours {
    by_group: bool,
    classes: Classes,
}

impl Colours {
    /// Gives colours to the classes with the largest own emissions.
    pub fn assign(supply: &Supply) -> Self {
        let by_group = supply.nodes.iter().any(|node| !node.group.is_empty());
        let classes = Classes::rank(supply.nodes.iter().map(|node| (key(node, by_group), node.direct)));
        Self { by_group, classes }
    }

    /// Colour index of a node.
    pub fn index(&self, node: &Node) -> usize {
        self.classes.index(key(node, self.by_group))
    }

    /// Names of the classes in a language, with their colour index.
    pub fn entries(&self, supply: &Supply, language: Language) -> Vec<(String, usize)> {
        let (names, more) = self.classes.named();
        let told = |name: &String| {
            let of_class = supply.nodes.iter().find(|node| key(node, self.by_group) == name);
            of_class.filter(|_| self.by_group).map_or(name.clone(), |node| node.group.get(language).to_owned())
        };
        let mut entries: Vec<(String, usize)> = names.iter().map(told).enumerate().map(|(i, n)| (n, i)).collect();
        if more && !entries.is_empty() {
            entries.push((Word::Other.get(language).to_owned(), palette::CLASSES.len()));
        }
        entries
    }
}

/// The same key in both languages, so that both versions have the same colours.
fn key(node: &Node, by_group: bool) -> &str {
    if by_group { node.group.get(Language::En) } else { &node.region }
}

/// A swatch of the key: fill, fill opacity, and further attributes, all safe.
#[derive(Clone, Debug)]
pub struct Swatch {
    /// Fill.
    pub fill: String,
    /// Opacity of the fill.
    pub opacity: f64,
    /// Further attributes.
    pub more: &'static str,
}

/// Draws swatches with their texts in rows from (`left`, `top`) to `right`; returns the lower end.
pub fn key_rows(canvas: &mut Canvas, entries: &[(String, Swatch)], [left, top, right]: [f64; 3]) -> f64 {
    const SIZE: f64 = 12.0;
    const ROW: f64 = 20.0;
    let pen = Pen { class: "ink", size: SIZE, bold: false, anchor: "start", fill: palette::INK, rim: false };
    let (mut x, mut y) = (left, top);
    for (name, swatch) in entries {
        let name = text::cut(name, (right - left - 20.0) / SIZE);
        let room = 18.0 + text::width(&name) * SIZE;
        if x > left && x + room > right {
            (x, y) = (left, y + ROW);
        }
        let attributes =
            format!("fill=\"{}\" fill-opacity=\"{}\" rx=\"2\" {}", swatch.fill, swatch.opacity, swatch.more);
        canvas.rectangle([x, y, 12.0, 12.0], &attributes);
        canvas.text(x + 18.0, y + 10.5, pen, &name);
        x += room + 18.0;
    }
    if entries.is_empty() { top } else { y + ROW }
}
