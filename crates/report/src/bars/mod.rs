//! Footprints side by side: one horizontal stack per product, largest contributions as segments, interval as whisker.
//!
//! Lengths are proportional to scores. Positive segments run right from nought, credits left; the whisker and the
//! tick stand at the total, which is the sum of both. What the segments leave of the total is shown, not hidden.

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

/// A contribution to a product's footprint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Segment {
    /// What contributes; segments of one name have one colour in all bars.
    pub label: Label,
    /// Score.
    pub value: f64,
}

/// A product's footprint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// Product.
    pub label: Label,
    /// Region code; may be empty.
    pub region: String,
    /// Score.
    pub total: f64,
    /// Lower and upper end of the 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// Contributions, in the order they are stacked.
    pub segments: Vec<Segment>,
}

/// Footprints to compare, all in one unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Footprints {
    /// What is shown.
    pub title: Label,
    /// Unit of every score.
    pub unit: Label,
    /// Where the figures come from.
    pub source: Label,
    /// Products, from the top down.
    pub bars: Vec<Bar>,
}

impl Footprints {
    /// Fails on what cannot be drawn.
    pub fn check(&self) -> Result<(), ReportError> {
        if self.bars.is_empty() {
            return Err(ReportError::Empty { what: "bar" });
        }
        for (index, bar) in self.bars.iter().enumerate() {
            let segments = bar.segments.iter().map(|segment| segment.value);
            let ends = bar.interval.into_iter().flat_map(|(low, high)| [low, high]);
            if !std::iter::once(bar.total).chain(segments).chain(ends).all(f64::is_finite) {
                return Err(ReportError::NotFinite { place: format!("a value of bar {index}") });
            }
            if bar.interval.is_some_and(|(low, high)| low > high) {
                return Err(ReportError::Interval { place: format!("bar {index}") });
            }
        }
        Ok(())
    }
}

/// Draws footprints as a standalone SVG document.
pub fn svg(footprints: &Footprints, language: Language) -> Result<String, ReportError> {
    footprints.check()?;
    Ok(draw::document(footprints, language, "bars"))
}

/// Draws footprints as one HTML file without outside resources, in both languages, with the figures as a table.
pub fn html(footprints: &Footprints, language: Language) -> Result<String, ReportError> {
    footprints.check()?;
    let page = Page {
        title: &footprints.title,
        figures: [
            draw::document(footprints, Language::En, "bars-en"),
            draw::document(footprints, Language::Zh, "bars-zh"),
        ],
        tables: [Language::En, Language::Zh].map(|language| vec![table(footprints, language)]),
    };
    Ok(page.write(language))
}

fn table(footprints: &Footprints, language: Language) -> Table {
    let unit = footprints.unit.get(language);
    let head = |word: Word| word.get(language).to_owned();
    let mut rows = Vec::new();
    for bar in &footprints.bars {
        let row = |what: &str, value: f64, ends: Option<(f64, f64)>| {
            let end = |pick: fn((f64, f64)) -> f64| ends.map_or_else(String::new, |ends| notation::value(pick(ends)));
            let share = if bar.total == 0.0 { String::new() } else { notation::percent(value / bar.total.abs()) };
            vec![
                bar.label.get(language).to_owned(),
                bar.region.clone(),
                what.to_owned(),
                notation::value(value),
                share,
                end(|ends| ends.0),
                end(|ends| ends.1),
            ]
        };
        rows.push(row(Word::Total.get(language), bar.total, bar.interval));
        rows.extend(bar.segments.iter().map(|part| row(part.label.get(language), part.value, None)));
    }
    let interval = |end: Word| format!("{} {}", Word::Interval.get(language), end.get(language));
    Table {
        title: format!("{} ({unit})", footprints.title.get(language)),
        heads: vec![
            head(Word::Product),
            head(Word::Region),
            head(Word::Contribution),
            unit.to_owned(),
            head(Word::Share),
            interval(Word::From),
            interval(Word::To),
        ],
        words: 3,
        rows,
    }
}
