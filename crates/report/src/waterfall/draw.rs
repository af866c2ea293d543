//! From a waterfall to SVG.

use verdigris_quantity::Language;

use super::{Kind, Waterfall};
use crate::{
    heading::{self, EDGE, WIDTH, faint, pen},
    notation::{self, coordinate as c},
    palette::RULE,
    scale::Scale,
    svg::{Canvas, Frame, Pen, escape},
    text,
    words::{Word, pair, tag},
};

/// Room of the names.
const NAMES: f64 = 218.0;
/// Room of the figures at the right.
const FIGURES: f64 = 104.0;
const LINE: f64 = 15.0;
const THICK: f64 = 18.0;
/// Colours of totals, of more and of less.
const TOTAL: &str = "#0072b2";
const MORE: &str = "#d55e00";
const LESS: &str = "#009e73";

/// A row laid out: its lines, its place, and the levels it spans.
struct Row {
    lines: Vec<String>,
    top: f64,
    height: f64,
    from: f64,
    to: f64,
}

/// Draws a checked waterfall.
pub fn document(waterfall: &Waterfall, language: Language, id: &str) -> String {
    let mut canvas = Canvas::default();
    let top = heading::above(&mut canvas, &waterfall.title, &waterfall.unit, language) + 22.0;
    let rows = rows(waterfall, language, top);
    let bottom = rows.last().map_or(top, |row| row.top + row.height);
    let (span, broken) = span(&rows, waterfall);
    let scale = Scale::over(span, 5.0, [EDGE + NAMES, WIDTH - EDGE - FIGURES]);
    grid(&mut canvas, &scale, [top, bottom], broken);
    for (index, row) in rows.iter().enumerate() {
        bar(&mut canvas, waterfall, index, row, &scale, broken, language);
        if let Some(next) = rows.get(index + 1) {
            let x = c(scale.at(row.to));
            canvas.raw(&format!(
                "<line class=\"mark\" x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\" stroke=\"#5b6472\" stroke-dasharray=\"2 2\"/>",
                c(middle(row) + THICK / 2.0),
                c(middle(next) - THICK / 2.0)
            ));
        }
    }
    let remarks = if broken { vec![Word::Broken.get(language).to_owned()] } else { Vec::new() };
    let height = heading::below(&mut canvas, bottom + 4.0, &remarks, &waterfall.source, language);
    let told: Vec<String> = (waterfall.steps.iter())
        .map(|step| format!("{} {}", step.label.get(language), figure(waterfall, step.amount, step.kind)))
        .collect();
    let told = told.join(if language == Language::Zh { "；" } else { "; " });
    canvas.finish(&Frame {
        width: WIDTH,
        height,
        id,
        language: tag(language),
        title: waterfall.title.get(language),
        description: &pair(waterfall.unit.get(language), &told, language),
        definitions: "",
    })
}

fn rows(waterfall: &Waterfall, language: Language, top: f64) -> Vec<Row> {
    let (mut level, mut y) = (0.0, top);
    let mut rows = Vec::with_capacity(waterfall.steps.len());
    for step in &waterfall.steps {
        let lines = text::even(step.label.get(language), (NAMES - 14.0) / 12.0, 3);
        let height = (LINE * lines.len() as f64).max(THICK) + 10.0;
        let (from, to) = match step.kind {
            Kind::Total => (0.0, step.amount),
            Kind::Change => (level, level + step.amount),
        };
        level = to;
        rows.push(Row { lines, top: y, height, from, to });
        y += height;
    }
    rows
}

fn middle(row: &Row) -> f64 {
    row.top + row.height / 2.0
}

/// The values to show, and whether nought is left out: only where it would squeeze the changes to a fifth of the width.
fn span(rows: &[Row], waterfall: &Waterfall) -> ([f64; 2], bool) {
    let levels = || rows.iter().map(|row| row.to);
    let low = levels().fold(f64::INFINITY, f64::min);
    let high = levels().fold(f64::NEG_INFINITY, f64::max);
    let changes = waterfall.steps.iter().any(|step| step.kind == Kind::Change && step.amount != 0.0);
    if changes && low > 0.0 && high - low < 0.2 * high {
        return ([low - 0.35 * (high - low), high], true);
    }
    ([low.min(0.0), high.max(0.0)], false)
}

fn grid(canvas: &mut Canvas, scale: &Scale, [top, bottom]: [f64; 2], broken: bool) {
    for tick in scale.ticks() {
        let x = scale.at(tick);
        let (colour, class) = if tick == 0.0 && !broken { ("#5b6472", "mark") } else { (RULE, "rule") };
        canvas.raw(&format!(
            "<line class=\"{class}\" x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\" stroke=\"{colour}\"/>",
            c(x),
            c(top - 4.0),
            c(bottom)
        ));
        canvas.text(x, top - 9.0, Pen { size: 10.0, ..faint("middle") }, &scale.tick_text(tick));
    }
}

fn bar(
    canvas: &mut Canvas,
    waterfall: &Waterfall,
    index: usize,
    row: &Row,
    scale: &Scale,
    broken: bool,
    language: Language,
) {
    let step = &waterfall.steps[index];
    let total = step.kind == Kind::Total;
    let centre = middle(row);
    for (line, words) in row.lines.iter().enumerate() {
        let first = centre + 4.0 - LINE / 2.0 * (row.lines.len() - 1) as f64;
        canvas.text(EDGE + NAMES - 10.0, first + LINE * line as f64, Pen { bold: total, ..pen("end") }, words);
    }
    let from = if total && broken { scale.low } else { row.from };
    let (left, right) = (scale.at(from.min(row.to)), scale.at(from.max(row.to)));
    let fill = match step.kind {
        Kind::Total => TOTAL,
        Kind::Change if step.amount < 0.0 => LESS,
        Kind::Change => MORE,
    };
    let written = figure(waterfall, step.amount, step.kind);
    let tip = escape(&format!("{}: {written} {}", step.label.get(language), waterfall.unit.get(language)));
    canvas.raw(&format!("<g class=\"flow\"><title>{tip}</title>"));
    // A change too small to see still leaves a mark.
    canvas.rectangle(
        [left, centre - THICK / 2.0, (right - left).max(1.5), THICK],
        &format!("fill=\"{fill}\" rx=\"1.5\""),
    );
    if total && broken {
        let x = left + 9.0;
        canvas.raw(&format!(
            "<path class=\"paper\" d=\"M{} {}l5 -{t} 4 0 -5 {t}Z\" fill=\"#ffffff\"/>",
            c(x),
            c(centre + THICK / 2.0 + 1.0),
            t = c(THICK + 2.0)
        ));
    }
    canvas.raw("</g>");
    canvas.text(WIDTH - EDGE, centre + 4.0, Pen { bold: total, ..pen("end") }, &written);
}

/// A figure as written beside its bar: changes carry their sign.
fn figure(waterfall: &Waterfall, amount: f64, kind: Kind) -> String {
    let written = match waterfall.decimals {
        Some(decimals) => notation::fixed(amount, usize::from(decimals)),
        None => notation::value(amount),
    };
    if kind == Kind::Change && amount > 0.0 { format!("+{written}") } else { written }
}
