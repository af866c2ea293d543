//! A plant's emissions by source between two years: activity, energy intensity, energy mix, emission factors, and the
//! intensity of process emissions.
//!
//! `C = Σⱼ Q·(E/Q)·(Eⱼ/E)·(Cⱼ/Eⱼ) + Σₚ Q·(Cₚ/Q)` over energy carriers `j` and process sources `p` (anodes, anode
//! effects, carbonates). One chain serves both: a carrier has the process factor 1, a process source the others.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

use super::{Category, Factor};
use crate::error::DiagnosisError;

/// Ids and names of the factors of [`sources_chain`], in its order.
pub const FACTORS_OF_SOURCES: [(&str, &str, &str); 5] = [
    ("activity", "activity (output)", "产量效应"),
    ("intensity", "energy intensity", "能源强度效应"),
    ("mix", "energy mix", "能源结构效应"),
    ("emission-factor", "emission factors of energy carriers, the grid among them", "能源排放因子效应（含电网）"),
    ("process-intensity", "process emissions per output", "过程排放强度效应"),
];

/// One source of a year's emissions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmissionSource {
    /// Stable id, the same in both years.
    pub id: String,
    /// Name.
    pub label: Label,
    /// Energy used where it is a carrier; `None` for process emissions.
    pub energy: Option<f64>,
    /// Emissions.
    pub emissions: f64,
}

/// One end of the comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmissionYear {
    /// Output of the main product.
    pub output: f64,
    /// Sources; ids once each.
    pub sources: Vec<EmissionSource>,
}

/// The factors and categories of the chain, for [`super::decompose`].
pub fn sources_chain(start: &EmissionYear, end: &EmissionYear) -> Result<(Vec<Factor>, Vec<Category>), DiagnosisError> {
    let mut known: BTreeMap<&str, (&Label, bool)> = BTreeMap::new();
    for year in [start, end] {
        if !(year.output.is_finite() && year.output > 0.0) {
            let what = "output of a compared year".to_owned();
            return Err(DiagnosisError::Value { what, value: year.output, needed: "above zero" });
        }
        for source in &year.sources {
            let carrier = source.energy.is_some();
            let (_, before) = *known.entry(&source.id).or_insert((&source.label, carrier));
            let energy = source.energy.unwrap_or(1.0);
            let numbers = source.emissions.is_finite() && energy.is_finite() && energy >= 0.0;
            let broken = !numbers
                || (energy == 0.0 && source.emissions != 0.0)
                || before != carrier
                || year.sources.iter().filter(|other| other.id == source.id).count() > 1;
            if broken {
                let needed = "emissions with the energy they come from, once in each year";
                return Err(DiagnosisError::Value { what: source.id.clone(), value: source.emissions, needed });
            }
        }
    }
    let categories = known
        .into_iter()
        .map(|(id, (label, carrier))| Category {
            id: id.to_owned(),
            label: label.clone(),
            start: factors(start, id, carrier),
            end: factors(end, id, carrier),
        })
        .collect();
    let factors =
        FACTORS_OF_SOURCES.iter().map(|&(id, en, zh)| Factor { id: id.to_owned(), label: Label::new(en, zh) });
    Ok((factors.collect(), categories))
}

fn factors(year: &EmissionYear, id: &str, carrier: bool) -> Vec<Option<f64>> {
    let source = year.sources.iter().find(|source| source.id == id);
    let emissions = source.map_or(0.0, |source| source.emissions);
    if !carrier {
        return vec![Some(year.output), Some(1.0), Some(1.0), Some(1.0), Some(emissions / year.output)];
    }
    let whole: f64 = year.sources.iter().filter_map(|source| source.energy).sum();
    let energy = source.and_then(|source| source.energy).unwrap_or_default();
    let share = (whole != 0.0).then(|| energy / whole);
    let factor = (energy != 0.0).then(|| emissions / energy);
    vec![Some(year.output), Some(whole / year.output), share, factor, Some(1.0)]
}
