//! From areas to SVG.

use std::fmt::Write;

use verdigris_quantity::Language;

use super::Areas;
use crate::{
    notation::{self, coordinate as c},
    palette::{self, FAINT, INK, RULE},
    sankey::legend::{Swatch, key_rows},
    scale::Scale,
    svg::{Canvas, Frame, Pen, escape},
    text,
    words::{Word, pair, tag},
};

/// Head of the column of times.
pub(super) const YEAR: Both = Both("Year", "年份");
const SCENARIO: Both = Both("scenario", "情景");
const BAND: Both = Both("90% of the samples of the sum", "合计的90%抽样区间");

/// A word of these figures in both languages.
#[derive(Clone, Copy)]
pub(super) struct Both(&'static str, &'static str);

impl Both {
    pub(super) fn get(self, language: Language) -> &'static str {
        match language {
            Language::En => self.0,
            Language::Zh => self.1,
        }
    }
}

const LEFT: f64 = 24.0;
const WIDTH: f64 = 1000.0;
/// Room of the axis of amounts.
const AXIS: f64 = 66.0;
const HEIGHT: f64 = 400.0;

/// Draws checked areas; `id` starts the ids of the document.
pub fn document(areas: &Areas, language: Language, id: &str) -> String {
    let mut canvas = Canvas::default();
    let bold = Pen { class: "ink", size: 18.0, bold: true, anchor: "start", fill: INK, rim: false };
    let title = text::wrap(areas.title.get(language), (WIDTH - 2.0 * LEFT) / 18.0, 3);
    for (line, words) in title.iter().enumerate() {
        canvas.text(LEFT, 36.0 + 24.0 * line as f64, bold, words);
    }
    let faint = Pen { class: "faint", size: 13.0, bold: false, fill: FAINT, ..bold };
    let under = 34.0 + 24.0 * title.len() as f64;
    canvas.text(LEFT, under, faint, &pair(Word::Unit.get(language), areas.unit.get(language), language));
    let top = under + 24.0;
    let plot = Plot::fit(areas, language, [top, top + HEIGHT]);
    plot.scenario(&mut canvas);
    plot.layers(&mut canvas);
    plot.over(&mut canvas);
    plot.axes(&mut canvas);
    let bottom = plot.foot(&mut canvas);
    canvas.finish(&Frame {
        width: WIDTH,
        height: bottom,
        id,
        language: tag(language),
        title: areas.title.get(language),
        description: &plot.told(),
        definitions: "",
    })
}

struct Plot<'a> {
    areas: &'a Areas,
    language: Language,
    times: Scale,
    amounts: Scale,
    /// Upper edges of the layers at every time.
    edges: Vec<Vec<f64>>,
    top: f64,
    bottom: f64,
}

impl<'a> Plot<'a> {
    fn fit(areas: &'a Areas, language: Language, [top, bottom]: [f64; 2]) -> Self {
        let mut edges = Vec::new();
        let mut sum = vec![0.0; areas.times.len()];
        for layer in &areas.layers {
            for (total, value) in sum.iter_mut().zip(&layer.values) {
                *total += value;
            }
            edges.push(sum.clone());
        }
        let of_line = areas.line.iter().flat_map(|line| line.values.iter().copied());
        let high = sum.iter().copied().chain(areas.band.iter().map(|ends| ends.1)).chain(of_line).fold(0.0, f64::max);
        let (first, last) = (areas.times[0], areas.times[areas.times.len() - 1]);
        let (left, right) = (LEFT + AXIS, WIDTH - LEFT);
        let mut times = Scale::over([first, last], 10.0, [left, right]);
        (times.low, times.high) = (first, last);
        Self { areas, language, times, amounts: Scale::over([0.0, high], 6.0, [bottom, top]), edges, top, bottom }
    }

    /// Shades what is a scenario.
    fn scenario(&self, canvas: &mut Canvas) {
        let Some(last) = self.areas.last_data.filter(|last| *last < self.times.high) else { return };
        let x = self.times.at(last);
        let width = self.times.at(self.times.high) - x;
        canvas.rectangle([x, self.top, width, self.bottom - self.top], "fill=\"#eef1f5\"");
        let pen = Pen { class: "faint", size: 12.0, bold: false, anchor: "start", fill: FAINT, rim: false };
        canvas.text(x + 6.0, self.top + 16.0, pen, SCENARIO.get(self.language));
    }

    fn layers(&self, canvas: &mut Canvas) {
        let nought = vec![0.0; self.areas.times.len()];
        for (k, layer) in self.areas.layers.iter().enumerate() {
            let lower = if k == 0 { &nought } else { &self.edges[k - 1] };
            let mut path = String::new();
            self.trace(&mut path, &self.edges[k], 'M', false);
            self.trace(&mut path, lower, 'L', true);
            let last = layer.values.last().copied().unwrap_or_default();
            let tip = format!("{}: {}", layer.label.get(self.language), notation::value(last));
            canvas.raw(&format!(
                "<path class=\"flow\" d=\"{path}Z\" fill=\"{}\" stroke=\"#ffffff\" stroke-width=\"0.8\"><title>{}</title></path>",
                palette::colour(k),
                escape(&tip)
            ));
        }
    }

    /// Band and line over the stack.
    fn over(&self, canvas: &mut Canvas) {
        if !self.areas.band.is_empty() {
            let (low, high): (Vec<f64>, Vec<f64>) = self.areas.band.iter().copied().unzip();
            for edge in [low, high] {
                let mut path = String::new();
                self.trace(&mut path, &edge, 'M', false);
                canvas.raw(&format!(
                    "<path class=\"mark\" d=\"{path}\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"1.2\" stroke-dasharray=\"2 3\"/>"
                ));
            }
        }
        if let Some(line) = &self.areas.line {
            let mut path = String::new();
            self.trace(&mut path, &line.values, 'M', false);
            canvas
                .raw(&format!("<path class=\"mark\" d=\"{path}\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"2\"/>"));
        }
    }

    /// Appends the points of an edge to a path, beginning with a command.
    fn trace(&self, path: &mut String, edge: &[f64], begin: char, backwards: bool) {
        let mut command = begin;
        let mut point = |(time, value): (&f64, &f64)| {
            let _ = write!(path, "{command}{} {}", c(self.times.at(*time)), c(self.amounts.at(*value)));
            command = 'L';
        };
        let points = self.areas.times.iter().zip(edge);
        if backwards {
            points.rev().for_each(&mut point);
        } else {
            points.for_each(&mut point);
        }
    }

    fn axes(&self, canvas: &mut Canvas) {
        let pen = Pen { class: "faint", size: 12.0, bold: false, anchor: "end", fill: FAINT, rim: false };
        let (left, right) = (LEFT + AXIS, WIDTH - LEFT);
        for tick in self.amounts.ticks() {
            let y = self.amounts.at(tick);
            canvas.raw(&format!(
                "<line class=\"rule\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\" stroke=\"{RULE}\" stroke-opacity=\"0.7\"/>",
                c(left), c(right), c(y), c(y)
            ));
            canvas.text(left - 8.0, y + 4.0, pen, &self.amounts.tick_text(tick));
        }
        for tick in self.times.ticks() {
            let pen = Pen { anchor: "middle", ..pen };
            canvas.text(self.times.at(tick), self.bottom + 18.0, pen, &tick.to_string());
        }
    }

    /// Key and source; returns the height of the whole.
    fn foot(&self, canvas: &mut Canvas) -> f64 {
        let plain = |fill: &str| Swatch { fill: fill.to_owned(), opacity: 1.0, more: "" };
        // The key reads as the stack does: from the top down.
        let mut entries: Vec<(String, Swatch)> = (self.areas.layers.iter().enumerate().rev())
            .map(|(k, layer)| (layer.label.get(self.language).to_owned(), plain(palette::colour(k))))
            .collect();
        entries.extend(self.areas.line.iter().map(|line| (line.label.get(self.language).to_owned(), plain(INK))));
        let mut y = key_rows(canvas, &entries, [LEFT, self.bottom + 34.0, WIDTH - 16.0]);
        let pen = Pen { class: "faint", size: 12.0, bold: false, anchor: "start", fill: FAINT, rim: false };
        let mut lines = Vec::new();
        if !self.areas.band.is_empty() {
            lines.push(format!("┄ {}", BAND.get(self.language)));
        }
        let source = self.areas.source.get(self.language);
        if !source.is_empty() {
            lines.extend(text::wrap(
                &pair(Word::Source.get(self.language), source, self.language),
                (WIDTH - 2.0 * LEFT) / 12.0,
                4,
            ));
        }
        for line in lines {
            y += 18.0;
            canvas.text(LEFT, y, pen, &line);
        }
        y + 16.0
    }

    /// What a screen reader tells: the layers at the last time.
    fn told(&self) -> String {
        let last = self.areas.times.len() - 1;
        let told: Vec<String> = (self.areas.layers.iter())
            .map(|layer| format!("{} {}", layer.label.get(self.language), notation::value(layer.values[last])))
            .collect();
        let told = told.join(if self.language == Language::Zh { "；" } else { "; " });
        pair(&self.areas.times[last].to_string(), &told, self.language)
    }
}
