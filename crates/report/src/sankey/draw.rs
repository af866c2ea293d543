//! From geometry to SVG.

use std::fmt::Write;

use verdigris_quantity::Language;

use super::{
    label::{LINE, SIZE},
    layout::{self, Layout, MARGIN, NODE, Return, Ribbon},
    legend::{self, Colours, Swatch},
    weave::Kind,
};
use crate::{
    notation::{self, coordinate as c},
    palette::{self, FAINT, INK},
    supply::{Node, Supply},
    svg::{Canvas, Frame, Pen, escape},
    text,
    words::{Word, pair, tag},
};

/// Left edge of titles and key.
const LEFT: f64 = 24.0;
/// How many supplies a ribbon's tooltip lists.
const LISTED: usize = 8;

/// Draws a checked supply; `id` starts the ids of the document.
pub fn document(supply: &Supply, language: Language, id: &str) -> String {
    let mut figure = Figure { supply, language, id, colours: Colours::assign(supply), canvas: Canvas::default() };
    // The title's height does not depend on the layout, the width it may take does: a first guess is enough.
    let title = text::wrap(supply.title.get(language), 900.0 / 18.0, 3);
    let top = 36.0 + 24.0 * title.len() as f64 + 26.0;
    let layout = layout::lay_out(supply, language, top);
    figure.heading(&title);
    figure.ribbons(&layout);
    figure.returns(&layout);
    figure.nodes(&layout);
    figure.labels(&layout);
    let bottom = figure.foot(&layout);
    let description = description(supply, language);
    figure.canvas.finish(&Frame {
        width: layout.width,
        height: bottom,
        id,
        language: tag(language),
        title: supply.title.get(language),
        description: &description,
        definitions: &palette::hatches(id),
    })
}

/// What the figure tells, for screen readers.
fn description(supply: &Supply, language: Language) -> String {
    let unit = supply.unit.get(language);
    let mut told = pair(Word::Total.get(language), &format!("{} {unit}", notation::value(supply.total)), language);
    let mut ranked: Vec<&Node> = supply.nodes.iter().filter(|node| node.direct != 0.0).collect();
    ranked.sort_by(|a, b| b.direct.abs().total_cmp(&a.direct.abs()));
    let largest: Vec<String> =
        ranked.iter().take(5).map(|node| amount(supply, node.label.get(language), node.direct, unit)).collect();
    if !largest.is_empty() {
        let list = largest.join(if language == Language::Zh { "；" } else { "; " });
        let _ = write!(
            told,
            "{}{}",
            if language == Language::Zh { "。" } else { ". " },
            pair(Word::Direct.get(language), &list, language)
        );
    }
    told
}

/// A name with a score and its share of the whole.
fn amount(supply: &Supply, name: &str, value: f64, unit: &str) -> String {
    let share = supply.share(value).map_or_else(String::new, |share| format!(" ({})", notation::percent(share)));
    format!("{name} {} {unit}{share}", notation::value(value))
}

struct Figure<'a> {
    supply: &'a Supply,
    language: Language,
    id: &'a str,
    colours: Colours,
    canvas: Canvas,
}

impl Figure<'_> {
    fn pen(bold: bool) -> Pen {
        Pen { class: "ink", size: SIZE, bold, anchor: "start", fill: INK, rim: false }
    }

    fn word(&self, word: Word) -> &'static str {
        word.get(self.language)
    }

    fn heading(&mut self, title: &[String]) {
        for (line, words) in title.iter().enumerate() {
            let pen = Pen { size: 18.0, ..Self::pen(true) };
            self.canvas.text(LEFT, 36.0 + 24.0 * line as f64, pen, words);
        }
        let unit = self.supply.unit.get(self.language);
        let total =
            pair(self.word(Word::Total), &format!("{} {unit}", notation::value(self.supply.total)), self.language);
        let pen = Pen { class: "faint", size: 13.0, fill: FAINT, ..Self::pen(false) };
        self.canvas.text(LEFT, 36.0 + 24.0 * title.len() as f64 - 2.0, pen, &total);
    }

    /// Fill of what a node hands on.
    fn fill(&self, node: usize, credit: bool) -> String {
        palette::fill(self.id, self.colours.index(&self.supply.nodes[node]), credit)
    }

    /// `A → B: 1.2 kg (3 %)` for each of some edges.
    fn told(&self, edges: &[usize]) -> String {
        let name = |node: usize| self.supply.nodes[node].label.get(self.language);
        let unit = self.supply.unit.get(self.language);
        let mut lines: Vec<String> = (edges.iter().take(LISTED))
            .map(|&edge| {
                let edge = self.supply.edges[edge];
                let share =
                    self.supply.share(edge.value).map_or_else(String::new, |s| format!(" ({})", notation::percent(s)));
                format!("{} → {}: {} {unit}{share}", name(edge.from), name(edge.to), notation::value(edge.value))
            })
            .collect();
        if edges.len() > LISTED {
            lines.push(format!("+ {} {}", edges.len() - LISTED, self.word(Word::More)));
        }
        // Escaped line by line: the breaks between stay.
        lines.iter().map(|line| escape(line)).collect::<Vec<_>>().join("\n")
    }

    /// Attributes that name the ends of edges, for highlights.
    fn ends(&self, edges: &[usize]) -> String {
        let from = edges.first().map_or(0, |&edge| self.supply.edges[edge].from);
        let to: Vec<String> = edges.iter().map(|&edge| self.supply.edges[edge].to.to_string()).collect();
        format!("class=\"flow\" data-f=\"{from}\" data-t=\"{}\"", to.join(" "))
    }

    fn ribbons(&mut self, layout: &Layout) {
        for (link, ribbon) in layout.weave.links.iter().zip(&layout.ribbons) {
            let (Kind::Node(supplier) | Kind::Trunk { supplier, .. }) = layout.weave.items[link.from].kind;
            let opacity = if link.credit { 0.7 } else { 0.4 };
            self.canvas.raw(&format!(
                "<path {} fill=\"{}\" fill-opacity=\"{opacity}\" d=\"{}\"><title>{}</title></path>",
                self.ends(&link.edges),
                self.fill(supplier, link.credit),
                outline(ribbon),
                self.told(&link.edges)
            ));
        }
    }

    fn returns(&mut self, layout: &Layout) {
        for back in &layout.returns {
            let edge = self.supply.edges[back.edge];
            let credit = edge.value < 0.0;
            let (path, width) = (centre_line(back), back.thickness.max(1.2));
            let opacity = if credit { 0.7 } else { 0.32 };
            let ends = self.ends(&[back.edge]);
            let told = self.told(&[back.edge]);
            let colour = palette::colour(self.colours.index(&self.supply.nodes[edge.from]));
            self.canvas.raw(&format!(
                "<g {ends} fill=\"none\"><title>{told}</title><path d=\"{path}\" stroke=\"{}\" stroke-opacity=\"{opacity}\" \
                 stroke-width=\"{}\"/><path d=\"{path}\" stroke=\"{colour}\" stroke-width=\"1.2\" \
                 stroke-dasharray=\"5 4\"/></g>",
                self.fill(edge.from, credit),
                c(width),
            ));
        }
    }

    fn nodes(&mut self, layout: &Layout) {
        for (index, node) in self.supply.nodes.iter().enumerate() {
            let place = layout.places[index];
            let scale =
                if layout.weave.items[index].size > 0.0 { place.height / layout.weave.items[index].size } else { 0.0 };
            let height = place.height.max(2.0);
            let own = (node.direct.abs() * scale).min(height);
            let colour = palette::colour(self.colours.index(node));
            let unit = self.supply.unit.get(self.language);
            let mut told = escape(&amount(self.supply, node.label.get(self.language), node.total, unit));
            let direct = amount(self.supply, self.word(Word::Direct), node.direct, unit);
            let _ = write!(told, "\n{}", escape(&direct));
            if !node.region.is_empty() {
                let _ = write!(told, "\n{}", escape(&pair(self.word(Word::Region), &node.region, self.language)));
            }
            self.canvas.raw(&format!("<g class=\"node\" data-n=\"{index}\"><title>{told}</title>"));
            self.canvas.rectangle([place.left, place.top, NODE, height], "class=\"paper\" fill=\"#ffffff\"");
            self.canvas.rectangle(
                [place.left, place.top, NODE, height],
                &format!("fill=\"{colour}\" fill-opacity=\"0.4\" stroke=\"{colour}\" stroke-width=\"1\""),
            );
            if own > 0.0 {
                let fill = self.fill(index, node.direct < 0.0);
                self.canvas.rectangle([place.left, place.top + height - own, NODE, own], &format!("fill=\"{fill}\""));
            }
            self.canvas.raw("</g>");
        }
    }

    fn labels(&mut self, layout: &Layout) {
        for (index, block) in layout.blocks.iter().enumerate() {
            let place = layout.places[index];
            let (x, top) = if layout::beside(block, &place) {
                (place.left + NODE + MARGIN, place.top + (place.height - block.height()) / 2.0)
            } else {
                (place.left, place.top - block.height() - 2.0)
            };
            self.canvas.raw(&format!("<g class=\"label\" data-n=\"{index}\" pointer-events=\"none\">"));
            let name = Pen { rim: true, ..Self::pen(true) };
            for (line, words) in block.name.iter().enumerate() {
                self.canvas.text(x, top + LINE * line as f64 + 11.5, name, words);
            }
            let detail = Pen { rim: true, class: "faint", fill: "#3b4454", ..Self::pen(false) };
            self.canvas.text(x, top + LINE * block.name.len() as f64 + 11.5, detail, &block.detail);
            self.canvas.raw("</g>");
        }
    }

    /// Key, remainder and source; returns the height of the whole.
    fn foot(&mut self, layout: &Layout) -> f64 {
        let across = [LEFT, layout.bottom + 26.0, layout.width - 16.0];
        let plain = |fill: &str, opacity, more| Swatch { fill: fill.to_owned(), opacity, more };
        let classes: Vec<(String, Swatch)> = (self.colours.entries(self.supply, self.language).into_iter())
            .map(|(name, index)| (name, plain(palette::colour(index), 1.0, "")))
            .collect();
        let mut y = legend::key_rows(&mut self.canvas, &classes, across);
        let outline = "stroke=\"#8a9199\" stroke-width=\"1\"";
        let dashed = "stroke=\"#8a9199\" stroke-width=\"1.2\" stroke-dasharray=\"3 2\"";
        let hatch = format!("url(#{}-h{})", self.id, palette::CLASSES.len());
        let mut marks = vec![
            (self.word(Word::Own).to_owned(), plain(palette::OTHER, 1.0, "")),
            (self.word(Word::Passed).to_owned(), plain(palette::OTHER, 0.3, outline)),
        ];
        let negative = |value: f64| value < 0.0;
        if self.supply.edges.iter().any(|e| negative(e.value)) || self.supply.nodes.iter().any(|n| negative(n.direct)) {
            marks.push((self.word(Word::Credit).to_owned(), plain(&hatch, 1.0, "")));
        }
        if !layout.returns.is_empty() {
            marks.push((self.word(Word::Loop).to_owned(), plain(palette::OTHER, 0.3, dashed)));
        }
        y = legend::key_rows(&mut self.canvas, &marks, [LEFT, y, across[2]]);
        let pen = Pen { class: "faint", fill: FAINT, ..Self::pen(false) };
        let mut lines = Vec::new();
        if self.supply.remainder != 0.0 {
            let unit = self.supply.unit.get(self.language);
            let left_out = self
                .supply
                .share(self.supply.remainder)
                .map_or_else(String::new, |s| format!(" ({})", notation::percent(s)));
            let said = format!("{} {unit}{left_out}", notation::value(self.supply.remainder));
            lines.push(pair(self.word(Word::Remainder), &said, self.language));
        }
        if !self.supply.source.is_empty() {
            lines.push(pair(self.word(Word::Source), self.supply.source.get(self.language), self.language));
        }
        for line in lines.iter().flat_map(|line| text::wrap(line, (layout.width - 2.0 * LEFT) / SIZE, 3)) {
            self.canvas.text(LEFT, y + 12.0, pen, &line);
            y += 18.0;
        }
        y + 14.0
    }
}

/// A ribbon's outline: straight below the text, then an S-bend; at least a hair thick.
fn outline(ribbon: &Ribbon) -> String {
    let middle = f64::midpoint(ribbon.bend, ribbon.end);
    let extra = (0.8 - ribbon.thickness).max(0.0) / 2.0;
    let (up, thick) = (extra, ribbon.thickness + 2.0 * extra);
    let (a, b) = (ribbon.start_top - up, ribbon.end_top - up);
    format!(
        "M{} {}H{}C{m} {} {m} {} {} {}V{}C{m} {} {m} {} {} {}H{}Z",
        c(ribbon.start),
        c(a),
        c(ribbon.bend),
        c(a),
        c(b),
        c(ribbon.end),
        c(b),
        c(b + thick),
        c(b + thick),
        c(a + thick),
        c(ribbon.bend),
        c(a + thick),
        c(ribbon.start),
        m = c(middle)
    )
}

/// Centre line of a returning supply: right, down, left beneath the columns, up and in.
fn centre_line(back: &Return) -> String {
    let ((sx, sy), (ex, ey)) = (back.start, back.end);
    let (out, into) = back.turns;
    let wanted = back.thickness / 2.0 + 7.0;
    let radius = |height: f64| wanted.min((back.lane - height).abs() / 2.0).max(1.0);
    let (r, q) = (radius(sy), radius(ey));
    let arc = |r: f64, x: f64, y: f64| format!("A{} {} 0 0 1 {} {}", c(r), c(r), c(x), c(y));
    format!(
        "M{} {}H{}{}V{}{}H{}{}V{}{}H{}",
        c(sx),
        c(sy),
        c(out - r),
        arc(r, out, sy + r),
        c(back.lane - r),
        arc(r, out - r, back.lane),
        c(into + q),
        arc(q, into, back.lane - q),
        c(ey + q),
        arc(q, into + q, ey),
        c(ex)
    )
}
