//! The measures by number, and those no source gives a cost for.

use verdigris_quantity::Language;

use super::{CostCurve, Measure};
use crate::{
    heading::{EDGE, WIDTH, faint, pen},
    notation::{self, coordinate as c},
    palette::{FAINT, RULE},
    svg::{Canvas, Pen},
    text,
    words::Word,
};

/// Right ends of the columns of avoided, summed and cost.
const AVOIDED: f64 = WIDTH - EDGE - 262.0;
const SUMMED: f64 = WIDTH - EDGE - 178.0;
const COST: f64 = WIDTH - EDGE;
const NAME: f64 = EDGE + 26.0;
const LINE: f64 = 15.0;

/// Writes the table from `top`; returns where it ends.
pub fn table(canvas: &mut Canvas, curve: &CostCurve, language: Language, top: f64) -> f64 {
    let mut y = top;
    let head = Pen { size: 10.0, ..faint("end") };
    canvas.text(NAME, y, Pen { anchor: "start", ..head }, Word::Measure.get(language));
    canvas.text(AVOIDED, y, head, curve.unit.get(language));
    canvas.text(SUMMED, y, head, Word::Cumulative.get(language));
    canvas.text(COST, y, head, curve.cost_unit.get(language));
    y += 6.0;
    rule(canvas, y);
    let mut sum = 0.0;
    for (index, (measure, cost)) in curve.ranked().into_iter().enumerate() {
        sum += measure.abated;
        let mut written = notation::value(cost);
        if let Some((low, high)) = measure.range {
            written = format!("{written} ({} … {})", notation::value(low), notation::value(high));
        }
        y = row(canvas, measure, language, y, &(index + 1).to_string(), [Some(&notation::value(sum)), Some(&written)]);
    }
    if sum > 0.0 {
        y += 16.0;
        canvas.text(NAME, y, Pen { bold: true, ..pen("start") }, Word::Total.get(language));
        canvas.text(AVOIDED, y, Pen { bold: true, ..pen("end") }, &notation::value(sum));
        y += 4.0;
    }
    let unpriced = curve.unpriced();
    if !unpriced.is_empty() {
        y += 20.0;
        canvas.text(EDGE, y, Pen { bold: true, ..pen("start") }, Word::Unpriced.get(language));
        y += 5.0;
        rule(canvas, y);
        for measure in unpriced {
            y = row(canvas, measure, language, y, "–", [None, Some(Word::NotAvailable.get(language))]);
        }
    }
    y + 4.0
}

fn row(
    canvas: &mut Canvas,
    measure: &Measure,
    language: Language,
    top: f64,
    number: &str,
    [summed, cost]: [Option<&str>; 2],
) -> f64 {
    let lines = text::even(measure.label.get(language), (AVOIDED - 70.0 - NAME) / 12.0, 3);
    let first = top + 15.0;
    canvas.text(EDGE + 16.0, first, Pen { fill: FAINT, ..pen("end") }, number);
    for (line, words) in lines.iter().enumerate() {
        canvas.text(NAME, first + LINE * line as f64, pen("start"), words);
    }
    canvas.text(AVOIDED, first, pen("end"), &notation::value(measure.abated));
    if let Some(summed) = summed {
        canvas.text(SUMMED, first, faint("end"), summed);
    }
    if let Some(cost) = cost {
        canvas.text(COST, first, pen("end"), cost);
    }
    let bottom = first + LINE * (lines.len().max(1) - 1) as f64 + 6.0;
    rule(canvas, bottom);
    bottom
}

fn rule(canvas: &mut Canvas, y: f64) {
    canvas.raw(&format!(
        "<line class=\"rule\" x1=\"{}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"{RULE}\" stroke-width=\"0.6\"/>",
        c(EDGE),
        c(WIDTH - EDGE),
        y = c(y)
    ));
}
