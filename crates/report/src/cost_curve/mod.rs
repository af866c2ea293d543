//! Marginal abatement cost: measures from the cheapest up, as wide as what they avoid and as high as what that costs.
//!
//! Width is tCO2e a year, height is money per tCO2e, so an area is money a year. Measures whose cost no source gives are
//! listed with what they avoid, never drawn at nought. The order is by cost; effects must already be those that remain
//! in that order.

mod draw;
mod key;

#[cfg(test)]
mod tests;

use verdigris_quantity::{Label, Language};

use crate::error::ReportError;

/// A measure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measure {
    /// What is done.
    pub label: Label,
    /// What it avoids a year; not negative.
    pub abated: f64,
    /// What avoiding one unit costs; none where no source gives it.
    pub cost: Option<f64>,
    /// Lowest and highest cost.
    pub range: Option<(f64, f64)>,
}

/// A cost curve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CostCurve {
    /// What is shown.
    pub title: Label,
    /// Unit of what is avoided, `tCO2e/a`.
    pub unit: Label,
    /// Unit of cost, `CNY/tCO2e`.
    pub cost_unit: Label,
    /// Where the figures come from.
    pub source: Label,
    /// Measures, in any order.
    pub measures: Vec<Measure>,
}

impl CostCurve {
    /// Fails on what cannot be drawn.
    pub fn check(&self) -> Result<(), ReportError> {
        if self.measures.is_empty() {
            return Err(ReportError::Empty { what: "measure" });
        }
        for (index, measure) in self.measures.iter().enumerate() {
            let place = || format!("measure {}", index + 1);
            let (low, high) = measure.range.unwrap_or_default();
            let all = [measure.abated, measure.cost.unwrap_or_default(), low, high];
            if !all.iter().all(|value| value.is_finite()) {
                return Err(ReportError::NotFinite { place: place() });
            }
            if low > high {
                return Err(ReportError::Interval { place: place() });
            }
            if measure.abated < 0.0 {
                return Err(ReportError::Negative { place: place() });
            }
        }
        Ok(())
    }

    /// Measures with a cost, the cheapest first, ties in the order given.
    fn ranked(&self) -> Vec<(&Measure, f64)> {
        let mut ranked: Vec<(&Measure, f64)> =
            self.measures.iter().filter_map(|measure| Some((measure, measure.cost?))).collect();
        ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
        ranked
    }

    /// Measures without a cost, those that avoid most first.
    fn unpriced(&self) -> Vec<&Measure> {
        let mut unpriced: Vec<&Measure> = self.measures.iter().filter(|measure| measure.cost.is_none()).collect();
        unpriced.sort_by(|a, b| b.abated.total_cmp(&a.abated));
        unpriced
    }
}

/// The picture as a standalone SVG.
pub fn svg(curve: &CostCurve, language: Language) -> Result<String, ReportError> {
    curve.check()?;
    Ok(draw::document(curve, language, "cost-curve"))
}
