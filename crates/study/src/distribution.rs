//! How a sampled score is distributed: a histogram over its middle, with its quantiles.

use serde::Serialize;
use verdigris_inventory::progress::Watch;
use verdigris_wording::Problem;

use crate::{
    footprint::quantiles,
    result::Quantiles,
    study::Study,
    target::{Wanted, resolve},
    uncertainty::sample,
};

/// Most bins.
const BINS: usize = 60;
/// Share of the samples beyond either end of the bins; the tails are counted apart, so that one of them does not press
/// all others into a single bin.
const TAIL: f64 = 0.005;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// The product and how much of it.
    pub wanted: Wanted,
    /// Which indicator of the study, from 0.
    pub indicator: usize,
    /// Monte Carlo runs.
    pub runs: u64,
    /// Seed of the runs.
    pub seed: u64,
}

/// Samples between two values.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Bin {
    /// From, inclusive.
    pub from: f64,
    /// To; inclusive in the last bin.
    pub to: f64,
    /// How many.
    pub count: usize,
}

/// A sampled score.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Distribution {
    /// The score without sampling.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// Quantiles of the samples.
    pub quantiles: Quantiles,
    /// Bins of equal width over the middle 99 %.
    pub bins: Vec<Bin>,
    /// Samples below the first bin.
    pub below: usize,
    /// Samples above the last bin.
    pub above: usize,
}

/// Samples a product's score.
pub fn distribution(study: &Study, question: &Question, watch: Watch<'_>) -> Result<Distribution, Problem> {
    let target = resolve(study, &question.wanted)?;
    let solved = study.solve(&target)?;
    let (samples, _) = sample(study, &[target.one()], question.seed, question.runs, watch)?;
    let scores = samples.scores(0, question.indicator);
    let (bins, below, above) = histogram(scores);
    Ok(Distribution {
        value: solved.scores[question.indicator].value,
        unit: study.assembly.indicators[question.indicator].unit.clone(),
        quantiles: quantiles(&samples, 0, question.indicator),
        bins,
        below,
        above,
    })
}

/// Bins by the rule of Freedman and Diaconis (width 2·IQR/n^⅓), and the counts below and above them.
fn histogram(mut scores: Vec<f64>) -> (Vec<Bin>, usize, usize) {
    scores.retain(|score| score.is_finite());
    scores.sort_by(f64::total_cmp);
    let count = scores.len();
    if count == 0 {
        return (Vec::new(), 0, 0);
    }
    let at = |share: f64| scores[((share * (count - 1) as f64).round() as usize).min(count - 1)];
    let (low, high) = (at(TAIL), at(1.0 - TAIL));
    let width = 2.0 * (at(0.75) - at(0.25)) / (count as f64).cbrt();
    if high <= low || width <= 0.0 {
        let inside = scores.iter().filter(|score| (low..=high).contains(*score)).count();
        let below = scores.iter().filter(|score| **score < low).count();
        return (vec![Bin { from: low, to: high, count: inside }], below, count - inside - below);
    }
    let bins = (((high - low) / width).ceil() as usize).clamp(1, BINS);
    let step = (high - low) / bins as f64;
    let edge = |k: usize| if k == bins { high } else { low + step * k as f64 };
    let mut list: Vec<Bin> = (0..bins).map(|k| Bin { from: edge(k), to: edge(k + 1), count: 0 }).collect();
    let (mut below, mut above) = (0, 0);
    for score in scores {
        if score < low {
            below += 1;
        } else if score > high {
            above += 1;
        } else {
            list[(((score - low) / step) as usize).min(bins - 1)].count += 1;
        }
    }
    (list, below, above)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_counted_once() {
        let scores: Vec<f64> = (0..1000).map(|k| f64::from(k * k % 997)).chain([1e9, f64::NAN]).collect();
        let (bins, below, above) = histogram(scores);
        let inside: usize = bins.iter().map(|bin| bin.count).sum();
        assert_eq!(inside + below + above, 1001);
        assert!(bins.len() > 5 && bins.len() <= BINS && above >= 1);
        assert!(bins.windows(2).all(|pair| (pair[0].to - pair[1].from).abs() < 1e-9));
    }

    #[test]
    fn what_does_not_vary_is_one_bin() {
        let (bins, below, above) = histogram(vec![3.0; 10]);
        assert_eq!((bins, below, above), (vec![Bin { from: 3.0, to: 3.0, count: 10 }], 0, 0));
        assert_eq!(histogram(Vec::new()).0, []);
    }
}
