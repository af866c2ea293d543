//! Reading measures from TOML.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Measure, Operation, Range};
use crate::error::DiagnosisError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    measure: Vec<Measure>,
}

/// Reads and checks a file.
pub(super) fn measures(file: &str, text: &str) -> Result<Vec<Measure>, DiagnosisError> {
    let fault = |row: usize, reason: String| DiagnosisError::Row { file: file.to_owned(), row, reason };
    let read: File = toml::from_str(text).map_err(|error| fault(0, error.to_string()))?;
    let mut ids = BTreeSet::new();
    for (at, measure) in read.measure.iter().enumerate() {
        check(measure).map_err(|reason| fault(at + 1, reason))?;
        if !ids.insert(&measure.id) {
            return Err(fault(at + 1, format!("the id `{}` stands twice", measure.id)));
        }
    }
    Ok(read.measure)
}

fn check(measure: &Measure) -> Result<(), String> {
    let plain =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !plain(&measure.id) {
        return Err(format!("the id `{}` is not of small letters, digits and `-`", measure.id));
    }
    if measure.source.is_empty() || measure.trust.is_empty() {
        return Err("a measure needs a source and a trust tag".into());
    }
    if measure.effect.is_empty() {
        return Err("a measure without an effect".into());
    }
    for effect in &measure.effect {
        let all = [Some(effect.value), effect.cautious, effect.favourable];
        for value in all.into_iter().flatten() {
            if !value.is_finite() {
                return Err(format!("{}: {value} is not a number", effect.parameter));
            }
            if effect.op == Operation::Scale && value < 0.0
                || effect.op == Operation::Move && !(0.0..=1.0).contains(&value)
            {
                return Err(format!("{}: {value} is out of range", effect.parameter));
            }
        }
        if (effect.op == Operation::Move) == effect.to.is_empty() {
            return Err(format!("{}: `to` goes with `move`", effect.parameter));
        }
    }
    for (name, cost) in [("capex", &measure.capex), ("opex", &measure.opex)] {
        if let Some(cost) = cost {
            range(cost).map_err(|reason| format!("{name}: {reason}"))?;
        }
    }
    match measure.lifetime {
        Some(years) if !(years.is_finite() && years > 0.0) => Err(format!("a lifetime of {years} years")),
        None if measure.capex.is_some() => Err("an investment needs a lifetime".into()),
        _ => Ok(()),
    }
}

fn range(cost: &Range) -> Result<(), String> {
    let (low, high) = (cost.low.unwrap_or(cost.value), cost.high.unwrap_or(cost.value));
    if !(low.is_finite() && high.is_finite() && low <= cost.value && cost.value <= high) {
        return Err(format!("{low} … {} … {high} is not a range", cost.value));
    }
    if cost.unit.is_empty() { Err("no unit".into()) } else { Ok(()) }
}
