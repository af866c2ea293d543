//! From flows to SVG.

use verdigris_quantity::Language;

use super::{Flows, Link};
use crate::{
    notation::{self, coordinate as c},
    palette::{self, FAINT, INK},
    svg::{Canvas, Frame, Pen, escape},
    text,
    words::{Word, pair, tag},
};

const LEFT: f64 = 24.0;
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 420.0;
const BOX: f64 = 16.0;
const GAP: f64 = 26.0;
/// Room of the labels right of the last column.
const LABELS: f64 = 150.0;
/// Distance below the columns at which flows lead back.
const RETURN: f64 = 22.0;

/// Where a stage stands.
struct Placed {
    x: f64,
    top: f64,
    height: f64,
    /// Offsets from its top already used at the left and right.
    used: (f64, f64),
}

/// Draws checked flows; `id` starts the ids of the document.
pub fn document(flows: &Flows, language: Language, id: &str) -> String {
    let mut canvas = Canvas::default();
    let bold = Pen { class: "ink", size: 18.0, bold: true, anchor: "start", fill: INK, rim: false };
    let title = text::wrap(flows.title.get(language), (WIDTH - 2.0 * LEFT) / 18.0, 3);
    for (line, words) in title.iter().enumerate() {
        canvas.text(LEFT, 36.0 + 24.0 * line as f64, bold, words);
    }
    let faint = Pen { class: "faint", size: 13.0, bold: false, fill: FAINT, ..bold };
    let under = 34.0 + 24.0 * title.len() as f64;
    canvas.text(LEFT, under, faint, &pair(Word::Unit.get(language), flows.unit.get(language), language));
    let (mut placed, scale, lowest) = place(flows, under + 24.0);
    let bottom = links(&mut canvas, flows, &mut placed, scale, lowest, language);
    stages(&mut canvas, flows, &placed, language);
    let mut y = bottom + 18.0;
    let source = flows.source.get(language);
    if !source.is_empty() {
        let small = Pen { size: 12.0, ..faint };
        let said = pair(Word::Source.get(language), source, language);
        for line in text::wrap(&said, (WIDTH - 2.0 * LEFT) / 12.0, 4) {
            canvas.text(LEFT, y, small, &line);
            y += 18.0;
        }
    }
    let told: Vec<String> = flows.links.iter().map(|link| tell(flows, link, language)).collect();
    canvas.finish(&Frame {
        width: WIDTH,
        height: y,
        id,
        language: tag(language),
        title: flows.title.get(language),
        description: &told.join(if language == Language::Zh { "；" } else { "; " }),
        definitions: "",
    })
}

fn tell(flows: &Flows, link: &Link, language: Language) -> String {
    let name = |stage: usize| flows.stages[stage].label.get(language);
    format!("{} → {}: {}", name(link.from), name(link.to), notation::value(link.value))
}

/// Places the stages; returns them with pixels per amount and the lowest pixel used.
fn place(flows: &Flows, top: f64) -> (Vec<Placed>, f64, f64) {
    let columns = flows.stages.iter().map(|stage| stage.column).max().unwrap_or(0) + 1;
    let tall = |stage: usize| {
        let (into, out) = flows.through(stage);
        into.max(out)
    };
    let mut scale = f64::INFINITY;
    for column in 0..columns {
        let members: Vec<usize> = (0..flows.stages.len()).filter(|&k| flows.stages[k].column == column).collect();
        let sum: f64 = members.iter().map(|&k| tall(k)).sum();
        if sum > 0.0 {
            scale = scale.min((HEIGHT - GAP * (members.len() - 1) as f64).max(HEIGHT / 4.0) / sum);
        }
    }
    let scale = if scale.is_finite() { scale } else { 0.0 };
    let across = (WIDTH - 2.0 * LEFT - LABELS - BOX) / (columns.max(2) - 1) as f64;
    let mut next = vec![top; columns];
    let mut lowest = top;
    let placed = (0..flows.stages.len())
        .map(|k| {
            let column = flows.stages[k].column;
            let height = (tall(k) * scale).max(1.0);
            let one = Placed { x: LEFT + across * column as f64, top: next[column], height, used: (0.0, 0.0) };
            next[column] += height + GAP;
            lowest = lowest.max(one.top + height);
            one
        })
        .collect();
    (placed, scale, lowest)
}

/// Draws the flows; returns the lowest pixel.
fn links(
    canvas: &mut Canvas,
    flows: &Flows,
    placed: &mut [Placed],
    scale: f64,
    lowest: f64,
    language: Language,
) -> f64 {
    let mut bottom = lowest;
    for link in flows.links.iter().filter(|link| link.value > 0.0) {
        let thick = link.value * scale;
        let from = &mut placed[link.from];
        let (x1, y1) = (from.x + BOX, from.top + from.used.1 + thick / 2.0);
        from.used.1 += thick;
        let to = &mut placed[link.to];
        let (x2, y2) = (to.x, to.top + to.used.0 + thick / 2.0);
        to.used.0 += thick;
        let path = if x2 > x1 {
            let middle = 0.5 * (x1 + x2);
            format!("M{} {}C{} {} {} {} {} {}", c(x1), c(y1), c(middle), c(y1), c(middle), c(y2), c(x2), c(y2))
        } else {
            // Back below everything drawn so far.
            let y = bottom + RETURN + thick / 2.0;
            bottom = y + thick / 2.0;
            let (right, left) = (x1 + 40.0, x2 - 20.0);
            format!(
                "M{} {}C{} {} {} {} {} {}L{} {}C{} {} {} {} {} {}",
                c(x1),
                c(y1),
                c(right),
                c(y1),
                c(right),
                c(y),
                c(x1),
                c(y),
                c(x2),
                c(y),
                c(left),
                c(y),
                c(left),
                c(y2),
                c(x2),
                c(y2)
            )
        };
        let colour = palette::colour(flows.stages[link.from].colour);
        canvas.raw(&format!(
            "<path class=\"flow\" d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-opacity=\"0.4\" stroke-width=\"{}\"><title>{}</title></path>",
            c(thick.max(0.6)),
            escape(&tell(flows, link, language))
        ));
    }
    bottom
}

fn stages(canvas: &mut Canvas, flows: &Flows, placed: &[Placed], language: Language) {
    let pen = Pen { class: "ink", size: 12.0, bold: false, anchor: "start", fill: INK, rim: true };
    for (k, (stage, at)) in flows.stages.iter().zip(placed).enumerate() {
        let (into, out) = flows.through(k);
        canvas.rectangle([at.x, at.top, BOX, at.height], &format!("fill=\"{}\"", palette::colour(stage.colour)));
        let y = at.top + at.height / 2.0;
        for (line, words) in text::wrap(stage.label.get(language), (LABELS - 20.0) / 12.0, 2).iter().enumerate() {
            canvas.text(at.x + BOX + 6.0, y - 2.0 + 14.0 * line as f64, pen, words);
        }
        let lines = text::wrap(stage.label.get(language), (LABELS - 20.0) / 12.0, 2).len();
        let bold = Pen { bold: true, ..pen };
        canvas.text(at.x + BOX + 6.0, y - 2.0 + 14.0 * lines as f64, bold, &notation::value(into.max(out)));
    }
}
