//! From a cost curve to SVG.

use verdigris_quantity::Language;

use super::{CostCurve, Measure, key};
use crate::{
    heading::{self, EDGE, WIDTH, faint, pen},
    notation::{self, coordinate as c},
    palette::{FAINT, INK, RULE},
    scale::Scale,
    svg::{Canvas, Frame, Pen, escape},
    words::{Word, pair, tag},
};

const LEFT: f64 = EDGE + 56.0;
const PLOT: f64 = 250.0;
/// Distance of the numbers' middles.
const APART: f64 = 19.0;
const SAVES: &str = "#009e73";
const COSTS: &str = "#0072b2";

/// Draws a checked cost curve.
pub fn document(curve: &CostCurve, language: Language, id: &str) -> String {
    let mut canvas = Canvas::default();
    let ranked = curve.ranked();
    let mut top = heading::above(&mut canvas, &curve.title, &verdigris_quantity::Label::default(), language) + 8.0;
    if !ranked.is_empty() {
        canvas.text(EDGE, top + 8.0, faint("start"), curve.cost_unit.get(language));
        top += 36.0;
        plot(&mut canvas, curve, &ranked, language, top);
        top += PLOT + 50.0;
    }
    let bottom = key::table(&mut canvas, curve, language, top);
    let mut remarks = Vec::new();
    if ranked.iter().any(|(measure, _)| measure.range.is_some()) {
        remarks.push(Word::CostRange.get(language).to_owned());
    }
    let height = heading::below(&mut canvas, bottom, &remarks, &curve.source, language);
    let told: Vec<String> = (ranked.iter())
        .map(|(measure, cost)| {
            format!(
                "{} {} {}, {} {}",
                measure.label.get(language),
                notation::value(measure.abated),
                curve.unit.get(language),
                notation::value(*cost),
                curve.cost_unit.get(language)
            )
        })
        .chain(curve.unpriced().iter().map(|measure| {
            format!("{} {} {}", measure.label.get(language), notation::value(measure.abated), curve.unit.get(language))
        }))
        .collect();
    canvas.finish(&Frame {
        width: WIDTH,
        height,
        id,
        language: tag(language),
        title: curve.title.get(language),
        description: &told.join(if language == Language::Zh { "；" } else { "; " }),
        definitions: "",
    })
}

fn plot(canvas: &mut Canvas, curve: &CostCurve, ranked: &[(&Measure, f64)], language: Language, top: f64) {
    let ends = ranked.iter().flat_map(|(measure, cost)| {
        let (low, high) = measure.range.unwrap_or((*cost, *cost));
        [low.min(*cost), high.max(*cost)]
    });
    let (low, high) = ends.fold((0.0f64, 0.0f64), |(low, high), value| (low.min(value), high.max(value)));
    let total: f64 = ranked.iter().map(|(measure, _)| measure.abated).sum();
    let tall = Scale::over([low, high], 6.0, [top + PLOT, top]);
    let mut wide = Scale::over([0.0, total], 6.0, [LEFT, WIDTH - EDGE]);
    wide.high = if total > 0.0 { total } else { 1.0 };
    for tick in tall.ticks() {
        let y = c(tall.at(tick));
        canvas.raw(&format!(
            "<line class=\"rule\" x1=\"{}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"{RULE}\"/>",
            c(LEFT),
            c(WIDTH - EDGE)
        ));
        canvas.text(LEFT - 6.0, tall.at(tick) + 3.5, Pen { size: 10.0, ..faint("end") }, &tall.tick_text(tick));
    }
    for tick in wide.ticks().filter(|tick| *tick <= wide.high) {
        let x = wide.at(tick);
        canvas.raw(&format!(
            "<line class=\"rule\" x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\" stroke=\"{RULE}\"/>",
            c(x),
            c(top + PLOT),
            c(top + PLOT + 5.0)
        ));
        canvas.text(x, top + PLOT + 17.0, Pen { size: 10.0, ..faint("middle") }, &wide.tick_text(tick));
    }
    let under = pair(Word::Abated.get(language), curve.unit.get(language), language);
    canvas.text(WIDTH - EDGE, top + PLOT + 33.0, faint("end"), &under);
    columns(canvas, curve, ranked, language, &tall, &wide);
    let zero = c(tall.at(0.0));
    canvas.raw(&format!(
        "<line class=\"mark\" x1=\"{}\" x2=\"{}\" y1=\"{zero}\" y2=\"{zero}\" stroke=\"{INK}\" stroke-width=\"1.2\"/>",
        c(LEFT),
        c(WIDTH - EDGE)
    ));
}

fn columns(
    canvas: &mut Canvas,
    curve: &CostCurve,
    ranked: &[(&Measure, f64)],
    language: Language,
    tall: &Scale,
    wide: &Scale,
) {
    let mut start = 0.0;
    let mut middles = Vec::with_capacity(ranked.len());
    let mut tops = Vec::with_capacity(ranked.len());
    for (measure, cost) in ranked {
        let (left, right) = (wide.at(start), wide.at(start + measure.abated));
        start += measure.abated;
        let (from, to) = (tall.at(cost.max(0.0)), tall.at(cost.min(0.0)));
        let fill = if *cost < 0.0 { SAVES } else { COSTS };
        let tip = format!(
            "{}: {} {}, {} {}",
            measure.label.get(language),
            notation::value(measure.abated),
            curve.unit.get(language),
            notation::value(*cost),
            curve.cost_unit.get(language)
        );
        canvas.raw(&format!("<g class=\"flow\"><title>{}</title>", escape(&tip)));
        canvas.rectangle(
            [left, from, (right - left).max(1.0), (to - from).max(1.5)],
            &format!("fill=\"{fill}\" fill-opacity=\"0.82\" stroke=\"#ffffff\" stroke-width=\"0.8\""),
        );
        let x = f64::midpoint(left, right);
        let mut above = from;
        if let Some((low, high)) = measure.range {
            let (low, high) = (tall.at(low), tall.at(high));
            let cap = (right - left).clamp(3.0, 10.0) / 2.0;
            above = above.min(high);
            canvas.raw(&format!(
                "<path class=\"mark\" fill=\"none\" d=\"M{x0} {low}H{x1}M{x0} {high}H{x1}M{x} {low}V{high}\" \
                 stroke=\"{INK}\" stroke-width=\"1.2\"/>",
                x0 = c(x - cap),
                x1 = c(x + cap),
                x = c(x),
                low = c(low),
                high = c(high)
            ));
        }
        canvas.raw("</g>");
        middles.push(x);
        tops.push(above);
    }
    let row = tall.to - 16.0;
    for (index, (x, (middle, above))) in
        spread(&middles, LEFT, WIDTH - EDGE).iter().zip(middles.iter().zip(&tops)).enumerate()
    {
        canvas.raw(&format!(
            "<path class=\"mark\" fill=\"none\" d=\"M{} {}L{} {}V{}\" stroke=\"{FAINT}\" stroke-width=\"0.6\"/>\
             <circle class=\"paper\" cx=\"{}\" cy=\"{}\" r=\"8\" fill=\"#ffffff\"/>\
             <circle class=\"number\" cx=\"{}\" cy=\"{}\" r=\"8\" fill=\"none\" stroke=\"{FAINT}\"/>",
            c(*x),
            c(row + 8.0),
            c(*middle),
            c(row + 15.0),
            c((above - 2.0).max(row + 15.0)),
            c(*x),
            c(row),
            c(*x),
            c(row),
        ));
        canvas.text(*x, row + 3.6, Pen { size: 10.0, ..pen("middle") }, &(index + 1).to_string());
    }
}

/// Places as near to the wanted ones as leaves [`APART`] between neighbours, or evenly where there is no room for that.
pub(super) fn spread(wanted: &[f64], left: f64, right: f64) -> Vec<f64> {
    let apart = APART.min((right - left) / wanted.len().max(1) as f64);
    let mut places = wanted.to_vec();
    let mut least = left;
    for place in &mut places {
        *place = place.max(least);
        least = *place + apart;
    }
    let mut most = right;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - apart;
    }
    places
}
