//! Two products side by side, paired, with the probability that the first is lower.

use serde::Serialize;
use verdigris_inventory::progress::Watch;
use verdigris_wording::Problem;

use crate::{
    footprint::result,
    result::Footprint,
    study::Study,
    target::{Target, Wanted, resolve},
    uncertainty::sample,
};

/// Runs when none are asked for: the standard error of a probability is then below 1.6 %.
pub const RUNS: u64 = 1000;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// First product.
    pub first: Wanted,
    /// Second product.
    pub second: Wanted,
    /// Monte Carlo runs.
    pub runs: u64,
    /// Seed of the runs.
    pub seed: u64,
}

/// How the first product stands to the second by one indicator.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Compared {
    /// Indicator id.
    pub indicator: String,
    /// Method id.
    pub method: String,
    /// Share of the paired runs in which the first is lower.
    pub probability_first_lower: f64,
    /// Standard error of that share.
    pub standard_error: f64,
    /// Share of the paired runs that tie.
    pub tied: f64,
    /// First minus second.
    pub difference: f64,
    /// First over second.
    #[cfg_attr(feature = "schema", schema(value_type = Option<f64>))]
    pub ratio: f64,
    /// Unit of the scores.
    pub unit: String,
}

/// Two products compared.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Comparison {
    /// Network.
    pub network: String,
    /// Runs that both have.
    pub runs: usize,
    /// Seed.
    pub seed: u64,
    /// Both footprints.
    pub products: Vec<Footprint>,
    /// By indicator.
    pub comparison: Vec<Compared>,
}

/// Compares two products; gives the products meant beside it. `patches` are the names of those the study was made with.
pub fn compare(
    study: &Study,
    question: &Question,
    patches: &[String],
    watch: Watch<'_>,
) -> Result<([Target; 2], Comparison), Problem> {
    let targets = [resolve(study, &question.first)?, resolve(study, &question.second)?];
    let solved = [study.solve(&targets[0])?, study.solve(&targets[1])?];
    let demands: Vec<Vec<(usize, f64)>> = targets.iter().map(Target::one).collect();
    let (samples, _) = sample(study, &demands, question.seed, question.runs, watch)?;
    let products = (0..2).map(|k| result(study, &targets[k], &solved[k], Some((&samples, k)), None, patches)).collect();
    let comparison = study.assembly.indicators.iter().enumerate().map(|(k, row)| {
        let method = &study.methods[row.method];
        let compared = samples.compare(0, 1, k);
        let (first, second) = (solved[0].scores[k].value, solved[1].scores[k].value);
        Compared {
            indicator: method.indicators[row.indicator].id.clone(),
            method: method.id.clone(),
            probability_first_lower: compared.below,
            standard_error: compared.standard_error,
            tied: compared.tied,
            difference: first - second,
            ratio: first / second,
            unit: row.unit.clone(),
        }
    });
    let answer = Comparison {
        network: study.name.clone(),
        runs: samples.iterations.len(),
        seed: question.seed,
        products,
        comparison: comparison.collect(),
    };
    Ok((targets, answer))
}
