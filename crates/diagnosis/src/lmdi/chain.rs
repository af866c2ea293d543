//! The usual chain of emissions: activity, structure, intensity, energy mix, emission factor.
//!
//! `C = Σᵢⱼ Q · (Qᵢ/Q) · (Eᵢ/Qᵢ) · (Eᵢⱼ/Eᵢ) · (Cᵢⱼ/Eᵢⱼ)` over process units or products `i` and carriers `j`
//! (Ang 2005, eq. 1). Grid electricity is one of the carriers, so the effect of the grid is the emission-factor effect
//! of that carrier.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

use super::{Category, Factor};
use crate::error::DiagnosisError;

/// Ids and names of the factors of [`emissions_chain`], in its order.
pub const FACTORS_OF_EMISSIONS: [(&str, &str, &str); 5] = [
    ("activity", "activity (output)", "产量效应"),
    ("structure", "structure (shares of products and process units)", "结构效应"),
    ("intensity", "energy intensity", "能源强度效应"),
    ("mix", "energy mix", "能源结构效应"),
    ("emission-factor", "emission factor of the carrier", "排放因子效应"),
];

/// What one process unit or product used of one carrier in one period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnergyUse {
    /// Process unit or product.
    pub unit: String,
    /// Its name.
    pub unit_label: Label,
    /// Carrier: a fuel, grid electricity, heat.
    pub carrier: String,
    /// Its name.
    pub carrier_label: Label,
    /// Output of the unit, the same in all rows of the unit.
    pub output: f64,
    /// Energy used, in one unit of energy throughout.
    pub energy: f64,
    /// Emissions from it.
    pub emissions: f64,
}

/// The factors and categories of the chain between two periods, for [`super::decompose`].
pub fn emissions_chain(start: &[EnergyUse], end: &[EnergyUse]) -> Result<(Vec<Factor>, Vec<Category>), DiagnosisError> {
    let (from, to) = (Period::of(start)?, Period::of(end)?);
    let mut names = BTreeMap::new();
    for row in start.iter().chain(end) {
        let label = Label::new(
            format!("{}: {}", row.unit_label.en, row.carrier_label.en),
            format!("{}：{}", row.unit_label.zh, row.carrier_label.zh),
        );
        names.entry((row.unit.as_str(), row.carrier.as_str())).or_insert(label);
    }
    let categories = names
        .into_iter()
        .map(|((unit, carrier), label)| Category {
            id: format!("{unit}/{carrier}"),
            label,
            start: from.factors(unit, carrier),
            end: to.factors(unit, carrier),
        })
        .collect();
    let factors = FACTORS_OF_EMISSIONS
        .iter()
        .map(|&(id, en, zh)| Factor { id: id.to_owned(), label: Label::new(en, zh) })
        .collect();
    Ok((factors, categories))
}

#[derive(Default)]
struct Period<'a> {
    output: f64,
    unit_output: BTreeMap<&'a str, f64>,
    unit_energy: BTreeMap<&'a str, f64>,
    rows: BTreeMap<(&'a str, &'a str), (f64, f64)>,
}

impl<'a> Period<'a> {
    fn of(rows: &'a [EnergyUse]) -> Result<Self, DiagnosisError> {
        let mut period = Self::default();
        let mut seen = BTreeSet::new();
        for row in rows {
            let place = || format!("{} of {}", row.carrier, row.unit);
            for value in [row.output, row.energy, row.emissions] {
                if !value.is_finite() {
                    return Err(DiagnosisError::Value { what: place(), value, needed: "finite" });
                }
            }
            if row.energy == 0.0 && row.emissions != 0.0 {
                let needed = "zero where no energy was used";
                return Err(DiagnosisError::Value { what: place(), value: row.emissions, needed });
            }
            let known = period.unit_output.entry(&row.unit).or_insert(row.output);
            if *known != row.output {
                let needed = "the output given before for the same unit";
                return Err(DiagnosisError::Value {
                    what: format!("output of {}", row.unit),
                    value: row.output,
                    needed,
                });
            }
            if !seen.insert((&row.unit, &row.carrier)) {
                let needed = "given once for each unit and carrier";
                return Err(DiagnosisError::Value { what: place(), value: row.energy, needed });
            }
            *period.unit_energy.entry(&row.unit).or_default() += row.energy;
            period.rows.insert((&row.unit, &row.carrier), (row.energy, row.emissions));
        }
        period.output = period.unit_output.values().sum();
        Ok(period)
    }

    fn factors(&self, unit: &str, carrier: &str) -> Vec<Option<f64>> {
        let output = self.unit_output.get(unit).copied().unwrap_or_default();
        let energy = self.unit_energy.get(unit).copied().unwrap_or_default();
        let (used, emissions) = self.rows.get(&(unit, carrier)).copied().unwrap_or_default();
        let share = |part: f64, whole: f64| (whole != 0.0).then(|| part / whole);
        vec![
            Some(self.output),
            share(output, self.output),
            share(energy, output),
            share(used, energy),
            share(emissions, used),
        ]
    }
}
