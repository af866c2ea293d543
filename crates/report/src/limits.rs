//! Contents of a melt against the limits of its alloy: one row an element, each on its own scale from nought.
//!
//! The grey band is what the alloy allows, the dot the mean, the line what is promised; what binds is orange. A row is
//! scaled to the greatest of its figures, since a melt has silicon by per cent and lead by hundredths of it.

use verdigris_quantity::{Label, Language};

use crate::{
    error::ReportError,
    notation::{self, coordinate as c},
    palette::{FAINT, INK, RULE},
    svg::{Canvas, Frame, Pen},
    text,
    words::{Word, pair, tag},
};

/// One element.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Element or sum of elements.
    pub element: String,
    /// Lower limit.
    pub min: Option<f64>,
    /// Upper limit.
    pub max: Option<f64>,
    /// Mean.
    pub mean: f64,
    /// Lower and upper end of what is promised.
    pub interval: (f64, f64),
    /// Whether a limit binds.
    pub binds: bool,
    /// What is written at the end of the row.
    pub remark: Label,
}

/// A melt.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    /// What is shown.
    pub title: Label,
    /// Unit of all figures.
    pub unit: Label,
    /// Elements, from the top down.
    pub rows: Vec<Row>,
}

const WIDTH: f64 = 1000.0;
const LEFT: f64 = 24.0;
const NAMES: f64 = 90.0;
const REMARKS: f64 = 330.0;
const ROW: f64 = 34.0;
const BINDS: &str = "#d55e00";

/// Draws the contents as a standalone SVG document.
pub fn svg(contents: &Contents, language: Language) -> Result<String, ReportError> {
    if contents.rows.is_empty() {
        return Err(ReportError::Empty { what: "element" });
    }
    for row in &contents.rows {
        let figures = [Some(row.mean), Some(row.interval.0), Some(row.interval.1), row.min, row.max];
        if !figures.into_iter().flatten().all(f64::is_finite) {
            return Err(ReportError::NotFinite { place: row.element.clone() });
        }
    }
    Ok(document(contents, language))
}

fn document(contents: &Contents, language: Language) -> String {
    let mut canvas = Canvas::default();
    let bold = Pen { class: "ink", size: 18.0, bold: true, anchor: "start", fill: INK, rim: false };
    let faint = Pen { class: "faint", size: 13.0, bold: false, fill: FAINT, ..bold };
    let title = text::wrap(contents.title.get(language), (WIDTH - 2.0 * LEFT) / 18.0, 2);
    for (line, words) in title.iter().enumerate() {
        canvas.text(LEFT, 36.0 + 24.0 * line as f64, bold, words);
    }
    let under = 34.0 + 24.0 * title.len() as f64;
    canvas.text(LEFT, under, faint, &pair(Word::Unit.get(language), contents.unit.get(language), language));
    let top = under + 22.0;
    for (place, row) in contents.rows.iter().enumerate() {
        draw(&mut canvas, row, top + ROW * place as f64, language);
    }
    let bottom = top + ROW * contents.rows.len() as f64 + 18.0;
    canvas.text(LEFT, bottom, Pen { size: 12.0, ..faint }, Word::Allowed.get(language));
    let told: Vec<String> =
        contents.rows.iter().map(|row| format!("{} {}", row.element, notation::value(row.mean))).collect();
    let told = told.join(if language == Language::Zh { "；" } else { "; " });
    canvas.finish(&Frame {
        width: WIDTH,
        height: bottom + 20.0,
        id: "limits",
        language: tag(language),
        title: contents.title.get(language),
        description: &pair(contents.unit.get(language), &told, language),
        definitions: "",
    })
}

fn draw(canvas: &mut Canvas, row: &Row, top: f64, language: Language) {
    let (left, right) = (LEFT + NAMES, WIDTH - REMARKS);
    let middle = top + ROW / 2.0;
    let most =
        [row.max.unwrap_or(0.0), row.min.unwrap_or(0.0), row.interval.1, row.mean].into_iter().fold(0.0, f64::max);
    let scale = 1.12 * most.max(1e-9);
    let at = |value: f64| left + (value.max(0.0) / scale).min(1.0) * (right - left);
    let ink = Pen { class: "ink", size: 13.0, bold: row.binds, anchor: "end", fill: INK, rim: false };
    canvas.text(left - 12.0, middle + 4.5, ink, &row.element);
    canvas.raw(&format!(
        "<line class=\"rule\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\" stroke=\"{RULE}\"/>",
        c(left),
        c(right),
        c(middle),
        c(middle)
    ));
    let (from, to) = (at(row.min.unwrap_or(0.0)), row.max.map_or(right, at));
    canvas.rectangle([from, middle - 9.0, to - from, 18.0], "class=\"band\" fill=\"#e3e7ec\"");
    let colour = if row.binds { BINDS } else { "#0072b2" };
    canvas.raw(&format!(
        "<line class=\"mark\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\" stroke=\"{colour}\" stroke-width=\"3\"/>",
        c(at(row.interval.0)),
        c(at(row.interval.1)),
        c(middle),
        c(middle)
    ));
    canvas.raw(&format!(
        "<circle class=\"mark\" cx=\"{}\" cy=\"{}\" r=\"4.5\" fill=\"{colour}\"/>",
        c(at(row.mean)),
        c(middle)
    ));
    let ends = match (row.min, row.max) {
        (Some(min), Some(max)) => format!("{}–{}", shown(min), shown(max)),
        (None, Some(max)) => format!("≤ {}", shown(max)),
        (Some(min), None) => format!("≥ {}", shown(min)),
        (None, None) => String::new(),
    };
    let end = Pen { anchor: "start", size: 12.0, bold: false, ..ink };
    canvas.text(right + 14.0, middle + 4.5, Pen { bold: true, ..end }, &shown(row.mean));
    canvas.text(right + 72.0, middle + 4.5, Pen { fill: FAINT, class: "faint", ..end }, &ends);
    let remark = text::cut(row.remark.get(language), (REMARKS - 180.0) / 12.0);
    canvas.text(right + 164.0, middle + 4.5, Pen { fill: if row.binds { BINDS } else { FAINT }, ..end }, &remark);
}

/// A content: two decimals, three below a tenth.
fn shown(value: f64) -> String {
    notation::fixed(value, if value.abs() < 0.1 { 3 } else { 2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_melt_is_drawn_in_both_languages() {
        let row = |element: &str, min, max, mean, binds| Row {
            element: element.to_owned(),
            min,
            max,
            mean,
            interval: (mean * 0.9, mean * 1.1),
            binds,
            remark: Label::new("0.1 points: 12 CNY/t", "0.1 个百分点：12 CNY/t"),
        };
        let contents = Contents {
            title: Label::new("B1, ADC12 <test>", "B1，ADC12"),
            unit: Label::new("% of mass", "质量分数 %"),
            rows: vec![
                row("Si", Some(9.6), Some(12.0), 10.4, false),
                row("Fe", None, Some(1.3), 1.18, true),
                row("Pb", None, None, 0.0, false),
            ],
        };
        for language in [Language::En, Language::Zh] {
            let svg = svg(&contents, language).unwrap();
            crate::well_formed(&svg);
            assert!(svg.contains("≤ 1.30"));
        }
        assert!(super::svg(&Contents::default(), Language::En).is_err());
    }
}
