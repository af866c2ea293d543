//! From a ladder to SVG.

use verdigris_quantity::Language;

use super::{Better, Ladder};
use crate::{
    heading::{self, EDGE, WIDTH, faint, pen},
    notation::{self, coordinate as c},
    palette::{INK, RULE},
    scale::Scale,
    svg::{Canvas, Frame, Pen},
    text,
    words::{Word, pair, tag},
};

/// Room of the names.
const NAMES: f64 = 226.0;
/// Room of the values and gaps at the right.
const VALUES: f64 = 66.0;
const GAPS: f64 = 118.0;
const LINE: f64 = 15.0;
const PLANT: &str = "#0072b2";
/// Where the plant is behind a reference, and where it is not.
const BEHIND: &str = "#d55e00";
const AHEAD: &str = "#009e73";

/// A row: the plant itself or a reference.
struct Row<'a> {
    name: &'a str,
    trust: &'a str,
    value: Option<f64>,
    plant: bool,
}

/// Draws a checked ladder.
pub fn document(ladder: &Ladder, language: Language, id: &str) -> String {
    let mut canvas = Canvas::default();
    let top = heading::above(&mut canvas, &ladder.title, &ladder.unit, language) + 28.0;
    let rows = rows(ladder, language);
    let scale = scale(ladder);
    let lines: Vec<Vec<String>> = rows.iter().map(|row| text::even(row.name, (NAMES - 40.0) / 12.0, 3)).collect();
    let heights: Vec<f64> = lines.iter().map(|lines| (LINE * lines.len() as f64).max(16.0) + 11.0).collect();
    let bottom = top + heights.iter().sum::<f64>();
    axis(&mut canvas, &scale, [top, bottom], language);
    if let Some((low, high)) = ladder.interval {
        let (low, high) = (scale.at(low), scale.at(high));
        canvas
            .rectangle([low, top - 4.0, high - low, bottom - top + 4.0], &format!("fill=\"{PLANT}\" opacity=\"0.10\""));
    }
    canvas.raw(&format!(
        "<line x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\" stroke=\"{PLANT}\" stroke-width=\"1.6\"/>",
        c(scale.at(ladder.value)),
        c(top - 4.0),
        c(bottom)
    ));
    let mut y = top;
    for ((row, lines), height) in rows.iter().zip(&lines).zip(&heights) {
        draw_row(&mut canvas, ladder, &scale, row, lines, y + height / 2.0, language);
        y += height;
        canvas.raw(&format!(
            "<line class=\"rule\" x1=\"{}\" x2=\"{}\" y1=\"{y2}\" y2=\"{y2}\" stroke=\"{RULE}\" stroke-width=\"0.6\"/>",
            c(EDGE),
            c(WIDTH - EDGE),
            y2 = c(y)
        ));
    }
    let mut remarks = vec![Word::GapMeaning.get(language).to_owned()];
    if ladder.interval.is_some() {
        remarks.push(Word::Band.get(language).to_owned());
    }
    let height = heading::below(&mut canvas, bottom + 4.0, &remarks, &ladder.source, language);
    let told: Vec<String> = (rows.iter())
        .map(|row| match row.value {
            Some(value) => format!("{} {}", row.name, figure(ladder, value)),
            None => format!("{} {}", row.name, Word::NotAvailable.get(language)),
        })
        .collect();
    let told = told.join(if language == Language::Zh { "；" } else { "; " });
    canvas.finish(&Frame {
        width: WIDTH,
        height,
        id,
        language: tag(language),
        title: ladder.title.get(language),
        description: &pair(ladder.unit.get(language), &told, language),
        definitions: "",
    })
}

/// References and plant from the best down; those without a value last, in the order given.
fn rows<'a>(ladder: &'a Ladder, language: Language) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = (ladder.rungs.iter())
        .map(|rung| Row { name: rung.label.get(language), trust: &rung.trust, value: rung.value, plant: false })
        .collect();
    rows.push(Row { name: ladder.plant.get(language), trust: "", value: Some(ladder.value), plant: true });
    let rank = |row: &Row<'_>| match (row.value, ladder.better) {
        (Some(value), Better::Lower) => value,
        (Some(value), Better::Higher) => -value,
        (None, _) => f64::INFINITY,
    };
    rows.sort_by(|a, b| rank(a).total_cmp(&rank(b)).then_with(|| a.plant.cmp(&b.plant)));
    rows
}

fn scale(ladder: &Ladder) -> Scale {
    let values = || ladder.rungs.iter().filter_map(|rung| rung.value).chain([ladder.value]);
    let (low, high) = ladder.interval.unwrap_or((ladder.value, ladder.value));
    let low = values().fold(low, f64::min);
    let high = values().fold(high, f64::max);
    let room = if high > low { (high - low) * 0.06 } else { high.abs().max(1.0) * 0.05 };
    let from = if low >= 0.0 && low < 0.25 * high { 0.0 } else { low - room };
    Scale::over([from, high + room], 4.0, [EDGE + NAMES, WIDTH - EDGE - VALUES - GAPS])
}

fn axis(canvas: &mut Canvas, scale: &Scale, [top, bottom]: [f64; 2], language: Language) {
    for tick in scale.ticks() {
        let x = scale.at(tick);
        canvas.raw(&format!(
            "<line class=\"rule\" x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\" stroke=\"{RULE}\"/>",
            c(x),
            c(top - 4.0),
            c(bottom)
        ));
        canvas.text(x, top - 9.0, Pen { size: 10.0, ..faint("middle") }, &scale.tick_text(tick));
    }
    let head = Pen { size: 10.0, ..faint("end") };
    canvas.text(WIDTH - EDGE - GAPS, top - 9.0, head, Word::Amount.get(language));
    canvas.text(WIDTH - EDGE, top - 9.0, head, Word::Gap.get(language));
}

fn draw_row(
    canvas: &mut Canvas,
    ladder: &Ladder,
    scale: &Scale,
    row: &Row<'_>,
    lines: &[String],
    centre: f64,
    language: Language,
) {
    if row.plant {
        let height = (LINE * lines.len() as f64).max(16.0) + 9.0;
        canvas.rectangle(
            [EDGE - 6.0, centre - height / 2.0, WIDTH - 2.0 * EDGE + 12.0, height],
            &format!("fill=\"{PLANT}\" opacity=\"0.10\" rx=\"3\""),
        );
    }
    for (line, words) in lines.iter().enumerate() {
        let first = centre + 4.0 - LINE / 2.0 * (lines.len() - 1) as f64;
        let pen = Pen { bold: row.plant, fill: if row.plant { PLANT } else { INK }, ..pen("start") };
        canvas.text(EDGE, first + LINE * line as f64, pen, words);
    }
    if !row.trust.is_empty() {
        canvas.text(EDGE + NAMES - 18.0, centre + 4.0, Pen { size: 10.0, ..faint("end") }, row.trust);
    }
    let Some(value) = row.value else {
        canvas.text(WIDTH - EDGE, centre + 4.0, faint("end"), Word::NotAvailable.get(language));
        return;
    };
    let bold = Pen { bold: row.plant, ..pen("end") };
    canvas.text(WIDTH - EDGE - GAPS, centre + 4.0, bold, &figure(ladder, value));
    let x = scale.at(value);
    if row.plant {
        canvas.raw(&format!("<path d=\"M{} {}l7 7 -7 7 -7 -7Z\" fill=\"{PLANT}\"/>", c(x), c(centre - 7.0)));
        return;
    }
    let gap = ladder.value - value;
    let behind = match ladder.better {
        Better::Lower => gap > 0.0,
        Better::Higher => gap < 0.0,
    };
    let colour = if behind { BEHIND } else { AHEAD };
    let own = scale.at(ladder.value);
    canvas.raw(&format!(
        "<line x1=\"{}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"{colour}\" stroke-width=\"3\" opacity=\"0.55\"/>\
         <circle class=\"dot\" cx=\"{}\" cy=\"{y}\" r=\"5\" fill=\"{colour}\"/>",
        c(x),
        c(own),
        c(x),
        y = c(centre)
    ));
    let share =
        if value == 0.0 { String::new() } else { format!(" ({})", signed(notation::percent(gap / value.abs()), gap)) };
    canvas.text(WIDTH - EDGE, centre + 4.0, pen("end"), &format!("{}{share}", signed(figure(ladder, gap), gap)));
}

fn signed(written: String, value: f64) -> String {
    if value > 0.0 { format!("+{written}") } else { written }
}

fn figure(ladder: &Ladder, value: f64) -> String {
    ladder.decimals.map_or_else(|| notation::value(value), |decimals| notation::fixed(value, usize::from(decimals)))
}
