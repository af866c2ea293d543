//! From a year of records to SVG.

use verdigris_quantity::Language;

use super::{Month, Months};
use crate::{
    heading::{self, EDGE, WIDTH, faint, pen},
    notation::{self, coordinate as c},
    palette::{FAINT, INK, RULE},
    scale::Scale,
    svg::{Canvas, Frame, Pen, escape},
    text,
    words::{Word, pair, tag},
};

const LEFT: f64 = EDGE + 58.0;
const PLOT: f64 = 150.0;
const PLAIN: &str = "#0072b2";
const JUMP: &str = "#d55e00";

/// Draws checked records.
pub fn document(months: &Months, language: Language, id: &str) -> String {
    let mut canvas = Canvas::default();
    let top = heading::above(&mut canvas, &months.title, &months.unit, language) + 22.0;
    let level = months.level.as_ref().map(|(_, level)| *level);
    let values = months.months.iter().filter_map(|month| month.value).chain(level);
    let (low, high) = values.fold((0.0f64, 0.0f64), |(low, high), value| (low.min(value), high.max(value)));
    let scale = Scale::over([low, high], 4.0, [top + PLOT, top]);
    let right = WIDTH - EDGE;
    for tick in scale.ticks() {
        let (colour, class) = if tick == 0.0 { (INK, "mark") } else { (RULE, "rule") };
        let y = c(scale.at(tick));
        canvas.raw(&format!(
            "<line class=\"{class}\" x1=\"{}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"{colour}\"/>",
            c(LEFT),
            c(right)
        ));
        canvas.text(LEFT - 6.0, scale.at(tick) + 3.5, Pen { size: 10.0, ..faint("end") }, &scale.tick_text(tick));
    }
    let pitch = (right - LEFT) / months.months.len() as f64;
    for (index, month) in months.months.iter().enumerate() {
        column(&mut canvas, months, month, &scale, [LEFT + pitch * index as f64, pitch], language);
    }
    if let Some((_, level)) = &months.level {
        let y = scale.at(*level);
        canvas.raw(&format!(
            "<line class=\"mark\" x1=\"{}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"{INK}\" stroke-width=\"1.2\" \
             stroke-dasharray=\"5 3\"/>",
            c(LEFT),
            c(right),
            y = c(y)
        ));
    }
    for (index, month) in months.months.iter().enumerate() {
        figure(&mut canvas, month, &scale, [LEFT + pitch * index as f64, pitch]);
    }
    let mut remarks = Vec::new();
    if let Some((name, level)) = &months.level {
        remarks.push(format!("- - - {} {}", name.get(language), notation::value(*level)));
    }
    if months.months.iter().any(|month| month.jump) {
        remarks.push(Word::Jump.get(language).to_owned());
    }
    if months.months.iter().any(|month| month.value.is_none()) {
        remarks.push(Word::NoRecord.get(language).to_owned());
    }
    let height = heading::below(&mut canvas, top + PLOT + 22.0, &remarks, &months.source, language);
    let told: Vec<String> = (months.months.iter())
        .map(|month| {
            let value = month.value.map_or_else(|| Word::NotAvailable.get(language).to_owned(), notation::value);
            format!("{} {value}", month.name)
        })
        .collect();
    let told = told.join(if language == Language::Zh { "；" } else { "; " });
    canvas.finish(&Frame {
        width: WIDTH,
        height,
        id,
        language: tag(language),
        title: months.title.get(language),
        description: &pair(months.unit.get(language), &told, language),
        definitions: "",
    })
}

fn column(
    canvas: &mut Canvas,
    months: &Months,
    month: &Month,
    scale: &Scale,
    [left, pitch]: [f64; 2],
    language: Language,
) {
    let middle = left + pitch / 2.0;
    let zero = scale.at(0.0);
    let floor = scale.from;
    let small = Pen { size: 10.0, ..faint("middle") };
    canvas.text(middle, floor + 15.0, small, &text::cut(&short(month, language), pitch / 10.0));
    let Some(value) = month.value else {
        canvas.raw(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{FAINT}\" stroke-dasharray=\"3 3\"/>",
            c(left + pitch * 0.18),
            c(scale.to + 20.0),
            c(pitch * 0.64),
            c((zero - scale.to - 20.0).max(0.0))
        ));
        canvas.text(middle, f64::midpoint(zero, scale.to) + 12.0, Pen { size: 12.0, ..small }, "?");
        return;
    };
    let (from, to) = (scale.at(value.max(0.0)), scale.at(value.min(0.0)));
    let fill = if month.jump { JUMP } else { PLAIN };
    let tip = escape(&format!("{}: {} {}", month.name, notation::value(value), months.unit.get(language)));
    canvas.raw(&format!("<g class=\"flow\"><title>{tip}</title>"));
    canvas.rectangle(
        [left + pitch * 0.18, from, pitch * 0.64, (to - from).max(1.0)],
        &format!("fill=\"{fill}\" rx=\"1.5\""),
    );
    canvas.raw("</g>");
}

/// Writes a month's value above its column, last of all so that no line crosses it.
fn figure(canvas: &mut Canvas, month: &Month, scale: &Scale, [left, pitch]: [f64; 2]) {
    let Some(value) = month.value else { return };
    let written = notation::value(value);
    // Thirty-one days or twelve months: figures are written only where they stand clear of their neighbours.
    if text::width(&written) * 10.0 < pitch || month.jump {
        let mark = if month.jump { format!("▲ {written}") } else { written };
        let y = if value < 0.0 { scale.at(value) + 12.0 } else { scale.at(value) - 5.0 };
        let ink = Pen { size: 10.0, bold: month.jump, rim: true, ..pen("middle") };
        canvas.text(left + pitch / 2.0, y, ink, &mark);
    }
}

/// The month without its year where it has the form `2025-01`.
fn short(month: &Month, language: Language) -> String {
    let number = month.name.split_once('-').and_then(|(year, number)| {
        let fits = year.len() == 4 && year.chars().all(|c| c.is_ascii_digit());
        number.parse::<usize>().ok().filter(|number| fits && (1..=12).contains(number))
    });
    match (number, language) {
        (None, _) => month.name.clone(),
        (Some(number), Language::Zh) => format!("{number} 月"),
        (Some(number), Language::En) => {
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][number - 1].into()
        }
    }
}
