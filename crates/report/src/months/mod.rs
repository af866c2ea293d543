//! A year of monthly records as columns, with the months that jump marked and the missing ones shown as missing.

mod draw;

#[cfg(test)]
mod tests;

use verdigris_quantity::{Label, Language};

use crate::error::ReportError;

/// A month's record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Month {
    /// The month, `2025-01`.
    pub name: String,
    /// What was recorded; none where nothing was.
    pub value: Option<f64>,
    /// Whether the month jumps from those about it.
    pub jump: bool,
}

/// A year of records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Months {
    /// What is shown.
    pub title: Label,
    /// Unit of every value.
    pub unit: Label,
    /// Where the figures come from.
    pub source: Label,
    /// Months in order.
    pub months: Vec<Month>,
    /// A level to compare with: the year's mean, a limit; with what it is.
    pub level: Option<(Label, f64)>,
}

impl Months {
    /// Fails on what cannot be drawn.
    pub fn check(&self) -> Result<(), ReportError> {
        if self.months.is_empty() {
            return Err(ReportError::Empty { what: "month" });
        }
        let level = self.level.iter().map(|(_, level)| ("the level", *level));
        let values = self.months.iter().filter_map(|month| Some((month.name.as_str(), month.value?)));
        match values.chain(level).find(|(_, value)| !value.is_finite()) {
            Some((name, _)) => Err(ReportError::NotFinite { place: name.into() }),
            None => Ok(()),
        }
    }
}

/// The picture as a standalone SVG.
pub fn svg(months: &Months, language: Language) -> Result<String, ReportError> {
    months.check()?;
    Ok(draw::document(months, language, "months"))
}
