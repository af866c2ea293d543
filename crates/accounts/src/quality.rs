//! The data-quality plan: every datum of a total, how it was obtained, what would be better, how much it matters.

use rust_decimal::Decimal;
use serde::Serialize;
use verdigris_quantity::Label;

use crate::{figure::Obtained, uncertainty::Weights};

/// A datum and what is to be done about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Datum {
    /// Identity of the datum.
    pub key: String,
    /// Name.
    pub label: Label,
    /// The value used.
    pub value: Option<Decimal>,
    /// Its unit.
    pub unit: String,
    /// How it was obtained.
    pub quality: Obtained,
    /// Cells it stands in.
    pub cells: Vec<String>,
    /// Why it was taken.
    pub choice: Label,
    /// What would be better, where something would.
    pub better: Option<Label>,
    /// |∂T/∂x · x/T|: per cent the total moves when the datum moves by one per cent.
    pub weight: Option<f64>,
}

/// All data of the total, the weightiest first, those that are missing before all others.
pub(crate) fn plan(weights: &Weights<'_>) -> Vec<Datum> {
    let total = weights.total.filter(|total| *total != 0.0);
    let mut plan: Vec<Datum> = weights
        .data
        .iter()
        .zip(&weights.slopes)
        .map(|(input, slope)| Datum {
            key: input.key.clone(),
            label: input.label.clone(),
            value: input.value,
            unit: input.unit.clone(),
            quality: input.quality,
            cells: input.cells.clone(),
            choice: input.choice.clone(),
            better: input.missing.clone().or_else(|| input.better.clone()).or_else(|| by_meter(input.quality)),
            weight: total.zip(input.exact.as_ref()).map(|(total, x)| (slope * x.float() / total).abs()),
        })
        .collect();
    let rank = |datum: &Datum| (datum.quality != Obtained::Missing, -datum.weight.unwrap_or(0.0));
    plan.sort_by(|a, b| {
        let (a_there, a_weight) = rank(a);
        let (b_there, b_weight) = rank(b);
        a_there.cmp(&b_there).then(a_weight.total_cmp(&b_weight)).then_with(|| a.key.cmp(&b.key))
    });
    plan
}

fn by_meter(quality: Obtained) -> Option<Label> {
    use verdigris_activity::Quality::{Computed, Estimated, Invoiced};
    match quality {
        Obtained::Record(Estimated | Computed) => Some(Label::new(
            "a measurement by a calibrated meter, scale or laboratory",
            "经检定的计量器具或实验室的实测值",
        )),
        Obtained::Record(Invoiced) => Some(Label::new(
            "the plant's own calibrated measurement beside the invoices",
            "结算凭证之外企业自有的检定计量",
        )),
        _ => None,
    }
}
