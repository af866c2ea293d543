//! From footprints to SVG.

use verdigris_quantity::Language;

use super::{Bar, Footprints};
use crate::{
    notation::{self, coordinate as c},
    palette::{self, Classes, FAINT, INK, RULE},
    sankey::legend::{Swatch, key_rows},
    scale::{round_step, tick_text},
    svg::{Canvas, Frame, Pen, escape},
    text,
    words::{Word, pair, tag},
};

const LEFT: f64 = 24.0;
const WIDTH: f64 = 1000.0;
/// Room of the products' names.
const NAMES: f64 = 220.0;
/// Room of the totals at the right.
const TOTALS: f64 = 110.0;
const ROW: f64 = 46.0;
const THICK: f64 = 24.0;
const SIZE: f64 = 12.0;

/// Draws checked footprints; `id` starts the ids of the document.
pub fn document(footprints: &Footprints, language: Language, id: &str) -> String {
    let mut canvas = Canvas::default();
    let bold = Pen { class: "ink", size: 18.0, bold: true, anchor: "start", fill: INK, rim: false };
    let title = text::wrap(footprints.title.get(language), (WIDTH - 2.0 * LEFT) / 18.0, 3);
    for (line, words) in title.iter().enumerate() {
        canvas.text(LEFT, 36.0 + 24.0 * line as f64, bold, words);
    }
    let faint = Pen { class: "faint", size: 13.0, bold: false, fill: FAINT, ..bold };
    let under = 34.0 + 24.0 * title.len() as f64;
    canvas.text(LEFT, under, faint, &pair(Word::Unit.get(language), footprints.unit.get(language), language));
    let plot = Plot {
        language,
        id,
        unit: footprints.unit.get(language),
        axis: Axis::fit(footprints),
        classes: Classes::rank(
            (footprints.bars.iter().flat_map(|bar| &bar.segments))
                .map(|part| (part.label.get(Language::En), part.value)),
        ),
        top: under + 38.0,
        bottom: under + 38.0 + ROW * footprints.bars.len() as f64,
    };
    plot.grid(&mut canvas);
    for (row, bar) in footprints.bars.iter().enumerate() {
        plot.bar(&mut canvas, bar, plot.top + ROW * row as f64);
    }
    let bottom = plot.foot(&mut canvas, footprints);
    let told: Vec<String> = (footprints.bars.iter())
        .map(|bar| format!("{} {}", bar.label.get(language), notation::value(bar.total)))
        .collect();
    let told = told.join(if language == Language::Zh { "；" } else { "; " });
    canvas.finish(&Frame {
        width: WIDTH,
        height: bottom,
        id,
        language: tag(language),
        title: footprints.title.get(language),
        description: &pair(footprints.unit.get(language), &told, language),
        definitions: &palette::hatches(id),
    })
}

/// A linear axis from pixels `left..right` over scores `low..high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    pub low: f64,
    pub high: f64,
    pub step: f64,
}

impl Axis {
    /// The axis that holds all stacks and whiskers, with round ticks.
    pub fn fit(footprints: &Footprints) -> Self {
        let (mut low, mut high) = (0.0f64, 0.0f64);
        for bar in &footprints.bars {
            let parts = parts(bar);
            let sum = |negative: bool| parts.iter().map(|part| part.1).filter(|v| (*v < 0.0) == negative).sum::<f64>();
            let (bottom, top) = bar.interval.unwrap_or((bar.total, bar.total));
            low = low.min(sum(true)).min(bottom).min(bar.total);
            high = high.max(sum(false)).max(top).max(bar.total);
        }
        if low == high {
            high = 1.0;
        }
        let step = round_step((high - low) / 6.0);
        // The ends are rounded to fifths of a step: a small credit does not take a whole step of room.
        let part = step / 5.0;
        Self { low: (low / part).floor() * part, high: (high / part).ceil() * part, step }
    }

    /// Pixel of a score.
    pub fn at(&self, score: f64) -> f64 {
        let (left, right) = (LEFT + NAMES, WIDTH - TOTALS);
        left + (score - self.low) / (self.high - self.low) * (right - left)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> + '_ {
        let slack = 1e-6;
        let first = (self.low / self.step - slack).ceil() as i64;
        let last = (self.high / self.step + slack).floor() as i64;
        (first..=last).map(move |tick| {
            let value = tick as f64 * self.step;
            // Nought is nought, not the rounding left of a sum.
            if value.abs() < self.step * 1e-6 { 0.0 } else { value }
        })
    }
}

/// Segments as `(index or none, value)`, with what they leave of the total.
pub(super) fn parts(bar: &Bar) -> Vec<(Option<usize>, f64)> {
    let mut parts: Vec<(Option<usize>, f64)> =
        bar.segments.iter().enumerate().map(|(index, part)| (Some(index), part.value)).collect();
    let rest = bar.total - bar.segments.iter().map(|part| part.value).sum::<f64>();
    if rest.abs() > 1e-9 * bar.total.abs() {
        parts.push((None, rest));
    }
    parts.retain(|part| part.1 != 0.0);
    parts
}

struct Plot<'a> {
    language: Language,
    id: &'a str,
    unit: &'a str,
    axis: Axis,
    classes: Classes,
    top: f64,
    bottom: f64,
}

impl Plot<'_> {
    fn pen(anchor: &'static str) -> Pen {
        Pen { class: "ink", size: SIZE, bold: false, anchor, fill: INK, rim: false }
    }

    fn grid(&self, canvas: &mut Canvas) {
        for tick in self.axis.ticks() {
            let x = c(self.axis.at(tick));
            let (colour, class) = if tick == 0.0 { ("#5b6472", "mark") } else { (RULE, "rule") };
            canvas.raw(&format!(
                "<line class=\"{class}\" x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\" stroke=\"{colour}\"/>",
                c(self.top - 6.0),
                c(self.bottom)
            ));
            let pen = Pen { class: "faint", size: 11.0, fill: FAINT, ..Self::pen("middle") };
            canvas.text(self.axis.at(tick), self.top - 12.0, pen, &tick_text(tick, self.axis.step));
        }
    }

    fn bar(&self, canvas: &mut Canvas, bar: &Bar, top: f64) {
        let y = top + (ROW - THICK) / 2.0;
        let mut name = bar.label.get(self.language).to_owned();
        if !bar.region.is_empty() {
            name = format!("{name} · {}", bar.region);
        }
        let lines = text::wrap(&name, (NAMES - 14.0) / SIZE, 2);
        for (line, words) in lines.iter().enumerate() {
            let first = y + THICK / 2.0 + 4.0 - 7.5 * (lines.len() - 1) as f64;
            canvas.text(LEFT + NAMES - 10.0, first + 15.0 * line as f64, Self::pen("end"), words);
        }
        let (mut left, mut right) = (0.0, 0.0);
        for (index, value) in parts(bar) {
            let end = if value < 0.0 { &mut left } else { &mut right };
            let (from, to) = (*end, *end + value);
            *end = to;
            let label = index.map_or(Word::Unassigned.get(self.language), |i| bar.segments[i].label.get(self.language));
            let class =
                index.map_or(palette::CLASSES.len(), |i| self.classes.index(bar.segments[i].label.get(Language::En)));
            self.segment(canvas, [from.min(to), from.max(to)], y, bar, (label, class, value));
        }
        let reach = self.whisker(canvas, bar, y, right);
        let total = Pen { bold: true, rim: true, ..Self::pen("start") };
        canvas.text(reach + 8.0, y + THICK / 2.0 + 4.0, total, &notation::value(bar.total));
    }

    fn segment(&self, canvas: &mut Canvas, ends: [f64; 2], y: f64, bar: &Bar, told: (&str, usize, f64)) {
        let (label, class, value) = told;
        let (x, width) = (self.axis.at(ends[0]), self.axis.at(ends[1]) - self.axis.at(ends[0]));
        let share = if bar.total == 0.0 { String::new() } else { notation::percent(value / bar.total.abs()) };
        let tip = format!(
            "{}\n{}",
            escape(bar.label.get(self.language)),
            escape(&format!("{label}: {} {} ({share})", notation::value(value), self.unit))
        );
        canvas.raw(&format!("<g class=\"flow\"><title>{tip}</title>"));
        let fill = palette::fill(self.id, class, value < 0.0);
        canvas.rectangle([x, y, width, THICK], &format!("fill=\"{fill}\" stroke=\"#ffffff\" stroke-width=\"0.8\""));
        if value > 0.0 && width > text::width(&share) * 11.0 + 8.0 {
            let fill = palette::text_on(class);
            let pen = Pen { class: "on", size: 11.0, fill, ..Self::pen("middle") };
            canvas.text(x + width / 2.0, y + THICK / 2.0 + 4.0, pen, &share);
        }
        canvas.raw("</g>");
    }

    /// Draws interval and total below the stack; returns the right end of bar and whisker.
    fn whisker(&self, canvas: &mut Canvas, bar: &Bar, y: f64, right: f64) -> f64 {
        let line = y + THICK + 5.0;
        let total = self.axis.at(bar.total);
        let mut reach = total.max(self.axis.at(right));
        if let Some((low, high)) = bar.interval {
            let (low, high) = (self.axis.at(low), self.axis.at(high));
            reach = reach.max(high);
            let mark = |x1: f64, y1: f64, x2: f64, y2: f64| {
                format!(
                    "<line class=\"mark\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{INK}\" stroke-width=\"1.5\"/>",
                    c(x1),
                    c(y1),
                    c(x2),
                    c(y2)
                )
            };
            canvas.raw(&mark(low, line, high, line));
            canvas.raw(&mark(low, line - 4.0, low, line + 4.0));
            canvas.raw(&mark(high, line - 4.0, high, line + 4.0));
        }
        let diamond = format!(
            "<path class=\"mark\" d=\"M{} {}l4 -4 4 4 -4 4Z\" fill=\"{INK}\" stroke=\"{INK}\"/>",
            c(total - 4.0),
            c(line)
        );
        canvas.raw(&diamond);
        reach
    }

    /// Key and source; returns the height of the whole.
    fn foot(&self, canvas: &mut Canvas, footprints: &Footprints) -> f64 {
        let all = || footprints.bars.iter().flat_map(|bar| &bar.segments);
        let (names, more) = self.classes.named();
        let plain = |fill: &str| Swatch { fill: fill.to_owned(), opacity: 1.0, more: "" };
        let mut entries: Vec<(String, Swatch)> = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let label = all().find(|part| part.label.get(Language::En) == name).map(|part| &part.label);
            entries.push((
                label.map_or(name.clone(), |label| label.get(self.language).to_owned()),
                plain(palette::colour(index)),
            ));
        }
        let word = |word: Word| word.get(self.language).to_owned();
        if more {
            entries.push((word(Word::Other), plain(palette::OTHER)));
        }
        let bars = || footprints.bars.iter();
        if bars().any(|bar| parts(bar).iter().any(|part| part.0.is_none())) {
            entries.push((word(Word::Unassigned), plain(palette::OTHER)));
        }
        if bars().any(|bar| parts(bar).iter().any(|part| part.1 < 0.0)) {
            entries.push((word(Word::Credit), plain(&format!("url(#{}-h{})", self.id, palette::CLASSES.len()))));
        }
        let across = [LEFT, self.bottom + 24.0, WIDTH - 16.0];
        let mut y = key_rows(canvas, &entries, across);
        let pen = Pen { class: "faint", fill: FAINT, ..Self::pen("start") };
        let mut lines = Vec::new();
        if bars().any(|bar| bar.interval.is_some()) {
            lines.push(format!("◆ {} · ├─┤ {}", Word::Total.get(self.language), Word::Interval.get(self.language)));
        } else {
            lines.push(format!("◆ {}", Word::Total.get(self.language)));
        }
        if !footprints.source.is_empty() {
            lines.push(pair(Word::Source.get(self.language), footprints.source.get(self.language), self.language));
        }
        for line in lines.iter().flat_map(|line| text::wrap(line, (WIDTH - 2.0 * LEFT) / SIZE, 3)) {
            canvas.text(LEFT, y + 14.0, pen, &line);
            y += 18.0;
        }
        y + 16.0
    }
}
