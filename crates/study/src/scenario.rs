//! What patches change in a footprint, one after the other.

use serde::Serialize;
use verdigris_network::{Method, patch::Patch};
use verdigris_quantity::{Language, Unit};
use verdigris_wording::{Kind, Messages, Problem};

use crate::{
    footprint::product,
    result::Product,
    study::{Loaded, Solved, Study},
    target::{Target, Wanted, resolve},
};

/// A score after some of the patches.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// The patch applied last; the base case first.
    pub step: String,
    /// The score.
    pub value: f64,
    /// Its change from the base case.
    pub change: f64,
}

/// One indicator's way from the base case to the whole scenario.
#[derive(Clone, Debug, Serialize)]
pub struct IndicatorSteps {
    /// Indicator id.
    pub indicator: String,
    /// Method id.
    pub method: String,
    /// Unit of the scores.
    pub unit: String,
    /// Score of the whole scenario.
    pub value: f64,
    /// Score of the base case.
    pub base: f64,
    /// Patch by patch.
    pub steps: Vec<Step>,
}

/// A scenario.
#[derive(Clone, Debug, Serialize)]
pub struct Scenario {
    /// The product.
    pub product: Product,
    /// Unit of the amount.
    pub unit: Unit,
    /// Amount.
    pub amount: f64,
    /// Network.
    pub network: String,
    /// Patches, by name.
    pub patches: Vec<String>,
    /// Results by indicator.
    pub results: Vec<IndicatorSteps>,
}

/// Computes a scenario patch by patch; gives the base case and the product meant beside it.
pub fn scenario(
    loaded: &Loaded,
    methods: &[Method],
    patches: &[Patch],
    wanted: &Wanted,
    language: Language,
) -> Result<(Study, Target, Scenario), Problem> {
    if patches.is_empty() {
        return Err(Problem::new("no-patch", Kind::Usage));
    }
    let at = |count: usize| -> Result<(Study, Target, Solved), Problem> {
        let study = Study::assemble(loaded.clone(), methods.to_vec(), &patches[..count])?;
        let target = resolve(&study, wanted)?;
        let solved = study.solve(&target)?;
        Ok((study, target, solved))
    };
    let (base, target, first) = at(0)?;
    let mut scores = vec![first.scores];
    for count in 1..=patches.len() {
        scores.push(at(count)?.2.scores);
    }
    let name = |step: usize| match step.checked_sub(1) {
        None => Messages::of(language).text("base-case"),
        Some(patch) => patches[patch].title(language).to_owned(),
    };
    let results = base.assembly.indicators.iter().enumerate().map(|(k, row)| {
        let method = &base.methods[row.method];
        let value = |step: usize| scores[step][k].value;
        let steps = (0..scores.len())
            .map(|step| Step { step: name(step), value: value(step), change: value(step) - value(0) })
            .collect();
        IndicatorSteps {
            indicator: method.indicators[row.indicator].id.clone(),
            method: method.id.clone(),
            unit: row.unit.clone(),
            value: value(patches.len()),
            base: value(0),
            steps,
        }
    });
    let answer = Scenario {
        product: product(&base, target.activity),
        unit: target.amount.unit.clone(),
        amount: target.amount.value,
        network: base.name.clone(),
        patches: patches.iter().map(|patch| patch.name.clone()).collect(),
        results: results.collect(),
    };
    Ok((base, target, answer))
}
