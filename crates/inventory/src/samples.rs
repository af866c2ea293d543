//! Sampled scores of a Monte Carlo run.

use crate::error::InventoryError;
use crate::ranking::{Comparison, compare, rank_histogram};
use crate::statistics::Summary;

/// Scores sampled for demands and indicators.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    /// Seed of the run.
    pub seed: u64,
    /// Number of demands.
    pub demands: usize,
    /// Number of indicators.
    pub indicators: usize,
    /// Iterations done, ascending.
    pub iterations: Vec<u64>,
    /// Iterations without a solution, such as a draw that makes a loop unproductive; they are left out.
    pub failed: Vec<(u64, InventoryError)>,
    /// Whether the run was cancelled before all iterations were done.
    pub partial: bool,
    /// Scores by iteration, then demand, then indicator.
    pub(crate) values: Vec<f64>,
}

impl Samples {
    /// Samples of one demand and one indicator, by iteration.
    ///
    /// # Panics
    /// When there is no such demand or indicator.
    pub fn scores(&self, demand: usize, indicator: usize) -> Vec<f64> {
        assert!(demand < self.demands && indicator < self.indicators, "no such demand or indicator");
        let width = self.demands * self.indicators;
        let offset = demand * self.indicators + indicator;
        self.values.iter().skip(offset).step_by(width).copied().collect()
    }

    /// Mean, spread and quantiles of one demand and one indicator.
    pub fn summary(&self, demand: usize, indicator: usize) -> Summary {
        Summary::of(&self.scores(demand, indicator))
    }

    /// Probability that the first demand scores below the second.
    pub fn compare(&self, first: usize, second: usize, indicator: usize) -> Comparison {
        compare(&self.scores(first, indicator), &self.scores(second, indicator))
    }

    /// How often each demand takes each rank, lowest score first.
    pub fn ranks(&self, indicator: usize) -> Vec<Vec<u64>> {
        let samples: Vec<Vec<f64>> = (0..self.demands).map(|demand| self.scores(demand, indicator)).collect();
        rank_histogram(&samples.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    /// Joins two parts of one run, whatever their order; the result equals the run in one piece.
    pub fn join(self, other: Self) -> Result<Self, InventoryError> {
        if self.seed != other.seed {
            return Err(InventoryError::RunsDiffer { reason: "the seeds differ" });
        }
        if (self.demands, self.indicators) != (other.demands, other.indicators) {
            return Err(InventoryError::RunsDiffer { reason: "demands or indicators differ in number" });
        }
        let width = self.demands * self.indicators;
        let rows = |part: &Self| -> Vec<(u64, Vec<f64>)> {
            let values = part.values.chunks(width.max(1)).map(<[f64]>::to_vec);
            part.iterations.iter().copied().zip(values).collect()
        };
        let mut all = rows(&self);
        all.extend(rows(&other));
        all.sort_by_key(|row| row.0);
        let mut failed = self.failed;
        failed.extend(other.failed);
        failed.sort_by_key(|failure| failure.0);
        let twice =
            all.windows(2).any(|pair| pair[0].0 == pair[1].0) || failed.windows(2).any(|pair| pair[0].0 == pair[1].0);
        if twice {
            return Err(InventoryError::RunsDiffer { reason: "both hold the same iteration" });
        }
        Ok(Self {
            seed: self.seed,
            demands: self.demands,
            indicators: self.indicators,
            iterations: all.iter().map(|row| row.0).collect(),
            failed,
            partial: self.partial || other.partial,
            values: all.into_iter().flat_map(|row| row.1).collect(),
        })
    }
}
