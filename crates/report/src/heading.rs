//! What stands above and below a drawing: title, unit, source.

use verdigris_quantity::{Label, Language};

use crate::{
    palette::{FAINT, INK},
    svg::{Canvas, Pen},
    text,
    words::{Word, pair},
};

/// Width of drawings made for a printed page: a size of 12 is about 8 points on A4.
pub const WIDTH: f64 = 720.0;
/// Room at the left and right edge.
pub const EDGE: f64 = 20.0;

/// A pen of the size of common text.
pub fn pen(anchor: &'static str) -> Pen {
    Pen { class: "ink", size: 12.0, bold: false, anchor, fill: INK, rim: false }
}

/// A pen for what is said by the way.
pub fn faint(anchor: &'static str) -> Pen {
    Pen { class: "faint", size: 11.0, fill: FAINT, ..pen(anchor) }
}

/// Writes title and unit; returns the height they take.
pub fn above(canvas: &mut Canvas, title: &Label, unit: &Label, language: Language) -> f64 {
    let bold = Pen { size: 15.0, bold: true, ..pen("start") };
    let lines = text::wrap(title.get(language), (WIDTH - 2.0 * EDGE) / bold.size, 3);
    for (line, words) in lines.iter().enumerate() {
        canvas.text(EDGE, 26.0 + 20.0 * line as f64, bold, words);
    }
    let mut height = 10.0 + 20.0 * lines.len() as f64;
    if !unit.is_empty() {
        height += 16.0;
        canvas.text(EDGE, height, faint("start"), &pair(Word::Unit.get(language), unit.get(language), language));
    }
    height + 8.0
}

/// Writes remarks and the source from `top`; returns the height of the whole.
pub fn below(canvas: &mut Canvas, top: f64, remarks: &[String], source: &Label, language: Language) -> f64 {
    let mut y = top;
    let mut lines = remarks.to_vec();
    if !source.is_empty() {
        lines.push(pair(Word::Source.get(language), source.get(language), language));
    }
    for line in lines.iter().flat_map(|line| text::wrap(line, (WIDTH - 2.0 * EDGE) / 11.0, 3)) {
        y += 16.0;
        canvas.text(EDGE, y, faint("start"), &line);
    }
    y + 14.0
}
