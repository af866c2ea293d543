//! From one total to another, step by step: a waterfall.
//!
//! Steps run downwards, one row each, so that long names wrap beside their bars and no label meets another. Totals
//! stand on nought; a change hangs between the level before and after it. Where every level is far from nought the
//! scale starts above it, and the picture says so.

mod draw;

#[cfg(test)]
mod tests;

use verdigris_quantity::{Label, Language};

use crate::error::ReportError;

/// What a row of a waterfall is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A total that stands on nought: the start, a subtotal or the end.
    Total,
    /// A signed change.
    #[default]
    Change,
}

/// A row of a waterfall.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// What it is.
    pub label: Label,
    /// The total, or the signed change.
    pub amount: f64,
    /// What it is.
    pub kind: Kind,
}

/// A waterfall; the first row is a total.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waterfall {
    /// What is shown.
    pub title: Label,
    /// Unit of every amount.
    pub unit: Label,
    /// Where the figures come from.
    pub source: Label,
    /// Rows, from the top down.
    pub steps: Vec<Step>,
    /// Decimals of the figures written; none writes three significant digits.
    pub decimals: Option<u8>,
}

impl Waterfall {
    /// Fails on what cannot be drawn, and on totals that the changes do not lead to (beyond a relative 1e-9).
    pub fn check(&self) -> Result<(), ReportError> {
        let Some(first) = self.steps.first() else {
            return Err(ReportError::Empty { what: "step" });
        };
        let place = |index: usize| format!("step {} of a waterfall", index + 1);
        if first.kind != Kind::Total {
            return Err(ReportError::Unbalanced { place: place(0) });
        }
        let mut level = first.amount;
        let mut reach = first.amount.abs();
        for (index, step) in self.steps.iter().enumerate() {
            if !step.amount.is_finite() {
                return Err(ReportError::NotFinite { place: place(index) });
            }
            reach = reach.max(step.amount.abs());
            match step.kind {
                Kind::Change => level += step.amount,
                Kind::Total if (level - step.amount).abs() > 1e-9 * reach => {
                    return Err(ReportError::Unbalanced { place: place(index) });
                }
                Kind::Total => level = step.amount,
            }
        }
        Ok(())
    }
}

/// The picture as a standalone SVG.
pub fn svg(waterfall: &Waterfall, language: Language) -> Result<String, ReportError> {
    waterfall.check()?;
    Ok(draw::document(waterfall, language, "waterfall"))
}
