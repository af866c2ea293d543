//! Monte Carlo over the model's parameters.
//!
//! Iteration `k` of a seed draws every spread rate and scenario value by its own stable id, so runs are the same on any
//! number of threads and a run of more iterations begins with those of fewer.

use rayon::prelude::*;
use serde::Serialize;
use verdigris_quantity::sampling::SampleKey;

use super::{Model, answer::lists};
use crate::error::MaterialsError;

/// Probabilities of the quantiles told.
pub const PROBABILITIES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Quantiles of one figure by year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantiles {
    /// Region.
    pub region: String,
    /// Which figure.
    pub figure: &'static str,
    /// By year, the values not exceeded with the probabilities 0.05, 0.25, 0.5, 0.75 and 0.95.
    pub values: Vec<[f64; 5]>,
}

/// What the draws spread.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sampled {
    /// Seed.
    pub seed: u64,
    /// Number of iterations.
    pub runs: u64,
    /// Probabilities of the quantiles.
    pub probabilities: [f64; 5],
    /// Quantiles by region and figure.
    pub quantiles: Vec<Quantiles>,
}

/// Names of the figures, in the order of their lists.
const FIGURES: [&str; 7] = ["stock", "inflow", "end-of-life", "recovered", "new-scrap", "primary", "recycled"];

/// Draws the model `runs` times.
pub fn sampled(model: &Model<'_>, seed: u64, runs: u64) -> Result<Sampled, MaterialsError> {
    let mut draws = (0..runs)
        .into_par_iter()
        .map(|iteration| model.draw(SampleKey::new(seed, iteration)))
        .collect::<Result<Vec<_>, _>>()?;
    let mut regions = model.metal().regions.clone();
    if regions.len() > 1 {
        regions.push("GLO".to_owned());
    }
    let mut quantiles = Vec::new();
    for (r, region) in regions.iter().enumerate() {
        for (f, figure) in FIGURES.into_iter().enumerate() {
            let by_draw: Vec<Vec<f64>> = draws.iter_mut().map(|draw| std::mem::take(lists(&mut draw[r])[f])).collect();
            let years = by_draw.first().map_or(0, Vec::len);
            let values = (0..years)
                .into_par_iter()
                .map(|year| {
                    let mut sorted: Vec<f64> = by_draw.iter().map(|draw| draw[year]).collect();
                    sorted.sort_by(f64::total_cmp);
                    PROBABILITIES.map(|p| quantile(&sorted, p))
                })
                .collect();
            quantiles.push(Quantiles { region: region.clone(), figure, values });
        }
    }
    Ok(Sampled { seed, runs, probabilities: PROBABILITIES, quantiles })
}

/// The quantile of sorted values by straight lines between order statistics (Hyndman and Fan 1996, definition 7).
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let place = p * (sorted.len() - 1) as f64;
    let below = place.floor();
    let (a, b) = (sorted[below as usize], sorted[(below as usize + 1).min(sorted.len() - 1)]);
    a + (b - a) * (place - below)
}
