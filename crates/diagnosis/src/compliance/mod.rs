//! Compliance: energy-limit grades, pollutants against dated limits, hazardous waste, clean power.

mod limits;
mod power;

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Trace};

pub use limits::{Limits, Verdict, pollutants};
pub use power::{CleanPower, clean_power};

use crate::{
    answer::Answer,
    indicator::{Indicator, Performance},
    ladder::{Situation, grade},
    record,
};

/// Grade an indicator reaches under its mandatory energy limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnergyGrade {
    /// Id of the indicator.
    pub indicator: String,
    /// Its name.
    pub label: Label,
    /// 1, 2 or 3; `None` where the limit (grade 3) is not kept.
    pub grade: Answer<Option<u8>>,
    /// The plant's value.
    pub value: Answer<Trace>,
    /// Values of grades 1, 2 and 3.
    pub limits: [Answer<Trace>; 3],
    /// What to mind about boundaries.
    pub caveat: Label,
}

/// The grade of an indicator that has limits; `None` for one that has none. A value at the limit keeps it.
pub fn energy_grade(
    indicator: &Indicator,
    performance: &Answer<Performance>,
    at: &Situation<'_>,
) -> Option<EnergyGrade> {
    if indicator.limits.is_empty() {
        return None;
    }
    let limits = [1, 2, 3].map(|number| grade(indicator, number, at));
    let value = performance.as_ref().map(|own| own.value.clone());
    let known: Option<Vec<f64>> = limits.iter().map(|limit| limit.known().map(|trace| trace.value)).collect();
    let reached = match (&value, known) {
        (Answer::NotAvailable(needs), _) => Answer::NotAvailable(needs.clone()),
        (Answer::Known(own), Some(known)) => {
            let kept = |limit: &f64| indicator.direction.excess(own.value, *limit) <= 0.0;
            Answer::Known(known.iter().position(kept).map(|at| at as u8 + 1))
        }
        (Answer::Known(_), None) => {
            let missing = limits.iter().find_map(Answer::missing).cloned();
            Answer::NotAvailable(missing.unwrap_or_default())
        }
    };
    Some(EnergyGrade {
        indicator: indicator.id.clone(),
        label: indicator.label.clone(),
        grade: reached,
        value,
        limits,
        caveat: indicator.caveat.clone(),
    })
}

/// Balance of a waste: what arose is reused, disposed of or unaccounted for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WasteBalance {
    /// Item of the records.
    pub item: String,
    /// Its name.
    pub label: Label,
    /// What arose.
    pub arising: Answer<Trace>,
    /// Share used: reused over arising.
    pub used: Answer<Trace>,
    /// Arising − reused − disposed; more than nothing must be in stock or explained.
    pub unaccounted: Answer<Trace>,
}

/// Balance of each waste the records tell of.
pub fn wastes(meter: &crate::energy::Meter<'_>) -> Vec<WasteBalance> {
    let items = meter.vocabulary.items().iter().filter(|item| item.kind == verdigris_activity::ItemKind::Waste);
    items
        .filter_map(|item| {
            let figure = |measure: &str| -> Option<Trace> {
                let parts: Vec<Trace> = record::totals(meter.year, &item.id, measure, None)
                    .map(|total| record::datum(total, meter.vocabulary))
                    .collect();
                let first = parts.first()?;
                let value = parts.iter().map(|part| part.value).sum();
                Some(Trace::computed(first.label.clone(), value, first.unit.clone(), "Σ", parts))
            };
            let (arising, reused, disposed) = (figure("arising"), figure("reused"), figure("disposed"));
            if arising.is_none() && reused.is_none() && disposed.is_none() {
                return None;
            }
            let needs = || Answer::needs("the amount that arose", "产生量记录");
            let used = match (&arising, &reused) {
                (Some(all), Some(part)) if all.value > 0.0 => {
                    let label = Label::new("share used", "综合利用率");
                    let value = part.value / all.value;
                    Answer::Known(Trace::computed(
                        label,
                        value,
                        "1",
                        "reused / arising",
                        vec![part.clone(), all.clone()],
                    ))
                }
                (Some(_), None) => Answer::needs("the amount reused", "综合利用量记录"),
                _ => needs(),
            };
            let unaccounted = match &arising {
                Some(all) => {
                    let known: Vec<Trace> = reused.iter().chain(&disposed).cloned().collect();
                    let value = all.value - known.iter().map(|part| part.value).sum::<f64>();
                    let label = Label::new("neither reused nor disposed of", "去向未记录量");
                    let mut inputs = vec![all.clone()];
                    inputs.extend(known);
                    Answer::Known(Trace::computed(
                        label,
                        value,
                        all.unit.clone(),
                        "arising − reused − disposed",
                        inputs,
                    ))
                }
                None => needs(),
            };
            let arising = arising.map_or_else(needs, Answer::Known);
            Some(WasteBalance { item: item.id.clone(), label: item.name.clone(), arising, used, unaccounted })
        })
        .collect()
}

#[cfg(test)]
mod tests;
