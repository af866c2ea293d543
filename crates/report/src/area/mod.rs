//! Amounts over time, one on top of the other: stacked areas, with the part that is a scenario shaded.
//!
//! Heights are proportional to amounts from nought up; the outline is their sum. A band and a line can be laid over it:
//! the spread of samples, and a figure of the same unit that is not part of the sum.

mod draw;

#[cfg(test)]
mod tests;

use verdigris_quantity::{Label, Language};

use crate::{
    error::ReportError,
    notation,
    page::{Page, Table},
    words::Word,
};

/// A layer of the stack.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    /// What it is.
    pub label: Label,
    /// Amount at every time, from nought up.
    pub values: Vec<f64>,
}

/// Amounts over time, all in one unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Areas {
    /// What is shown.
    pub title: Label,
    /// Unit of every amount.
    pub unit: Label,
    /// Where the figures come from.
    pub source: Label,
    /// Times, rising: years.
    pub times: Vec<f64>,
    /// Last time of data; what lies after is a scenario.
    pub last_data: Option<f64>,
    /// Layers from the bottom up.
    pub layers: Vec<Layer>,
    /// Lower and upper end of the sum's interval at every time; empty where there is none.
    pub band: Vec<(f64, f64)>,
    /// A line over the stack.
    pub line: Option<Layer>,
}

impl Areas {
    /// Fails on what cannot be drawn.
    pub fn check(&self) -> Result<(), ReportError> {
        if self.times.len() < 2 {
            return Err(ReportError::Empty { what: "pair of times" });
        }
        if self.layers.is_empty() {
            return Err(ReportError::Empty { what: "layer" });
        }
        let finite = |ok: bool, place: String| if ok { Ok(()) } else { Err(ReportError::NotFinite { place }) };
        finite(self.times.iter().all(|time| time.is_finite()), "a time".into())?;
        if self.times.windows(2).any(|pair| pair[1] <= pair[0]) {
            return Err(ReportError::Unbalanced { place: "the order of times".into() });
        }
        for layer in self.layers.iter().chain(&self.line) {
            let name = layer.label.get(Language::En);
            if layer.values.len() != self.times.len() {
                return Err(ReportError::Unbalanced { place: format!("the number of values of {name}") });
            }
            finite(layer.values.iter().all(|value| value.is_finite()), format!("a value of {name}"))?;
            if layer.values.iter().any(|&value| value < 0.0) {
                return Err(ReportError::Negative { place: format!("a value of {name}") });
            }
        }
        if !self.band.is_empty() && self.band.len() != self.times.len() {
            return Err(ReportError::Unbalanced { place: "the number of intervals".into() });
        }
        finite(self.band.iter().all(|ends| ends.0.is_finite() && ends.1.is_finite()), "an interval".into())?;
        match self.band.iter().position(|ends| ends.0 > ends.1) {
            Some(at) => Err(ReportError::Interval { place: format!("time {}", self.times[at]) }),
            None => Ok(()),
        }
    }
}

/// Draws areas as a standalone SVG document.
pub fn svg(areas: &Areas, language: Language) -> Result<String, ReportError> {
    areas.check()?;
    Ok(draw::document(areas, language, "area"))
}

/// Draws areas as one HTML file without outside resources, in both languages, with the figures as a table.
pub fn html(areas: &Areas, language: Language) -> Result<String, ReportError> {
    areas.check()?;
    let page = Page {
        title: &areas.title,
        figures: [draw::document(areas, Language::En, "area-en"), draw::document(areas, Language::Zh, "area-zh")],
        tables: [Language::En, Language::Zh].map(|language| vec![table(areas, language)]),
    };
    Ok(page.write(language))
}

fn table(areas: &Areas, language: Language) -> Table {
    let mut heads = vec![draw::YEAR.get(language).to_owned()];
    heads.extend(areas.layers.iter().map(|layer| layer.label.get(language).to_owned()));
    heads.push(Word::Total.get(language).to_owned());
    heads.extend(areas.line.iter().map(|layer| layer.label.get(language).to_owned()));
    let rows = (0..areas.times.len())
        .map(|at| {
            let mut row = vec![areas.times[at].to_string()];
            row.extend(areas.layers.iter().map(|layer| notation::value(layer.values[at])));
            row.push(notation::value(areas.layers.iter().map(|layer| layer.values[at]).sum()));
            row.extend(areas.line.iter().map(|layer| notation::value(layer.values[at])));
            row
        })
        .collect();
    Table { title: format!("{} ({})", areas.title.get(language), areas.unit.get(language)), heads, words: 1, rows }
}
