//! A plant among its references: limits, policy levels, leading values, defaults, its own past.
//!
//! References are rows from the best down, each with a dot on one horizontal scale; the plant is a line through all of
//! them, so that every gap is a length. The gap is the plant's value less the reference's, in the unit and in per cent
//! of the reference.

mod draw;

#[cfg(test)]
mod tests;

use verdigris_quantity::{Label, Language};

use crate::error::ReportError;

/// Which end of a scale is the better one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Better {
    /// Less is better: energy, emissions.
    #[default]
    Lower,
    /// More is better: recovery, reuse.
    Higher,
}

/// A reference.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rung {
    /// What it is.
    pub label: Label,
    /// Its value; none where it is not available, which is shown.
    pub value: Option<f64>,
    /// Trust tag; may be empty.
    pub trust: String,
}

/// A plant among its references.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ladder {
    /// What is shown.
    pub title: Label,
    /// Unit of every value.
    pub unit: Label,
    /// Where the figures come from.
    pub source: Label,
    /// The plant's name.
    pub plant: Label,
    /// The plant's value.
    pub value: f64,
    /// Lower and upper end of the plant's 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// References, in any order.
    pub rungs: Vec<Rung>,
    /// Which end is the better one.
    pub better: Better,
    /// Decimals of the figures written; none writes three significant digits.
    pub decimals: Option<u8>,
}

impl Ladder {
    /// Fails on what cannot be drawn.
    pub fn check(&self) -> Result<(), ReportError> {
        if self.rungs.is_empty() {
            return Err(ReportError::Empty { what: "reference" });
        }
        if !self.value.is_finite() {
            return Err(ReportError::NotFinite { place: "the plant's value".into() });
        }
        for (index, rung) in self.rungs.iter().enumerate() {
            if rung.value.is_some_and(|value| !value.is_finite()) {
                return Err(ReportError::NotFinite { place: format!("reference {}", index + 1) });
            }
        }
        match self.interval {
            Some((low, high)) if !low.is_finite() || !high.is_finite() => {
                Err(ReportError::NotFinite { place: "the plant's interval".into() })
            }
            Some((low, high)) if low > high => Err(ReportError::Interval { place: "the plant".into() }),
            _ => Ok(()),
        }
    }
}

/// The picture as a standalone SVG.
pub fn svg(ladder: &Ladder, language: Language) -> Result<String, ReportError> {
    ladder.check()?;
    Ok(draw::document(ladder, language, "ladder"))
}
