//! Physics against the records: what a cell or furnace must have used, beside what it is said to have used.
//!
//! Each check compares a recorded figure with one that follows from other records, and has a verdict under a stated
//! tolerance. A deviation is a finding about the data or the meters, not a correction.

pub mod cell;
pub mod enthalpy;
pub mod furnace;
mod stoichiometry;

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Trace};

use crate::{answer::Answer, energy::Meter, error::DiagnosisError, record};

/// What a check says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Within the tolerance.
    Consistent,
    /// Beyond it: a meter, a unit or an allocation is wrong.
    Deviates,
    /// Physically impossible whatever the tolerance.
    Impossible,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Stable id.
    pub id: String,
    /// What is checked.
    pub label: Label,
    /// The recorded figure.
    pub recorded: Answer<Trace>,
    /// What follows from other records.
    pub expected: Answer<Trace>,
    /// Recorded over expected, less one.
    pub deviation: Option<f64>,
    /// Deviation that is accepted.
    pub tolerance: f64,
    /// The verdict, where both figures are known.
    pub verdict: Answer<Verdict>,
}

impl Check {
    /// Compares two figures of one unit.
    fn compare(id: &str, label: Label, recorded: Answer<Trace>, expected: Answer<Trace>, tolerance: f64) -> Self {
        let (deviation, verdict) = match (&recorded, &expected) {
            (Answer::Known(own), Answer::Known(other)) => {
                let deviation = own.value / other.value - 1.0;
                let verdict = if deviation.abs() <= tolerance { Verdict::Consistent } else { Verdict::Deviates };
                (Some(deviation).filter(|deviation| deviation.is_finite()), Answer::Known(verdict))
            }
            (Answer::NotAvailable(needs), _) | (_, Answer::NotAvailable(needs)) => {
                (None, Answer::NotAvailable(needs.clone()))
            }
        };
        Self { id: id.to_owned(), label, recorded, expected, deviation, tolerance, verdict }
    }
}

/// All checks that the plant's sector has.
pub fn checks(meter: &Meter<'_>, tolerance: f64) -> Result<Vec<Check>, DiagnosisError> {
    if !(tolerance.is_finite() && tolerance > 0.0) {
        let what = "tolerance".to_owned();
        return Err(DiagnosisError::Value { what, value: tolerance, needed: "above zero" });
    }
    let mut checks = match meter.year.plant.sector.as_str() {
        "aluminium-electrolysis" => {
            let mut checks = cell::checks(meter, tolerance);
            checks.extend(stoichiometry::checks(meter));
            checks
        }
        _ => Vec::new(),
    };
    checks.extend(furnace::checks(meter)?);
    Ok(checks)
}

/// The plant's figure of a property: of a process unit or the plant, where exactly one is told.
fn property(meter: &Meter<'_>, item: &str, measure: &str) -> Answer<Trace> {
    let mut totals = record::totals(meter.year, item, measure, None);
    let name = |en: bool| {
        let label = meter.vocabulary.measure(measure).map(|measure| measure.name.clone()).unwrap_or_default();
        if en { label.en } else { label.zh }
    };
    match (totals.next(), totals.next()) {
        (Some(one), None) => Answer::Known(record::datum(one, meter.vocabulary)),
        (Some(_), Some(_)) => Answer::needs(
            format!("one figure of {} for the whole plant", name(true)),
            format!("全厂统一的{}", name(false)),
        ),
        (None, _) => Answer::needs(format!("a record of {}", name(true)), format!("{}记录", name(false))),
    }
}

/// The sum of an item's records over process units.
fn amount(meter: &Meter<'_>, item: &str, measure: &str) -> Answer<Trace> {
    let parts: Vec<Trace> =
        record::totals(meter.year, item, measure, None).map(|total| record::datum(total, meter.vocabulary)).collect();
    let Some(first) = parts.first() else {
        let label = meter.vocabulary.item(item).map(|item| item.name.clone()).unwrap_or_default();
        return Answer::needs(format!("a record of {}", label.en), format!("{}记录", label.zh));
    };
    let value = parts.iter().map(|part| part.value).sum();
    Answer::Known(Trace::computed(first.label.clone(), value, first.unit.clone(), "Σ", parts))
}

#[cfg(test)]
mod tests;
