//! Scores of demands for indicators, each with a bound of its error.

use crate::bound::two_sum;
use crate::error::InventoryError;
use crate::solve::Solution;
use crate::solver::Solver;
use crate::system::System;

/// A score and how far it may be from the exact score of the same matrices.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// In the indicator's unit.
    pub value: f64,
    /// Bound of the absolute error, in the indicator's unit.
    pub error: f64,
    /// Whether the bound is proven or rests on an estimate.
    pub proven: bool,
}

impl Score {
    /// Error relative to the score.
    pub fn relative_error(&self) -> f64 {
        if self.error == 0.0 { 0.0 } else { self.error / self.value.abs() }
    }
}

/// `C = Bᵀ·Qᵀ`: per unit of each activity, its own interventions characterised. Activities × indicators.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DirectIntensities {
    indicators: usize,
    values: Vec<f64>,
}

impl DirectIntensities {
    /// Direct intensities of a system for all of its indicators.
    pub fn of_system(system: &System) -> Self {
        Self::compute(system, system.interventions.values())
    }

    /// As [`Self::of_system`] with other amounts in the places of the interventions.
    pub fn compute(system: &System, amounts: &[f64]) -> Self {
        let mut direct = Self::zeros(system.size(), system.indicators());
        let factors = FactorRows::new(system);
        direct.fill(system, &factors, amounts);
        direct
    }

    /// Zeros, to be filled.
    pub fn zeros(size: usize, indicators: usize) -> Self {
        Self { indicators, values: vec![0.0; size * indicators] }
    }

    /// Takes rows of activities, each of `indicators` values.
    pub fn from_rows(indicators: usize, values: Vec<f64>) -> Self {
        Self { indicators, values }
    }

    /// Overwrites with the intensities of other amounts in the places of the interventions.
    pub fn fill(&mut self, system: &System, factors: &FactorRows, amounts: &[f64]) {
        self.values.fill(0.0);
        let flows = system.interventions.row_indices();
        for activity in 0..system.size() {
            let row = &mut self.values[activity * self.indicators..(activity + 1) * self.indicators];
            let range = system.interventions.range(activity);
            for (&flow, &amount) in flows[range.clone()].iter().zip(&amounts[range]) {
                for &(indicator, factor) in factors.of(flow as usize) {
                    row[indicator as usize] += factor * amount;
                }
            }
        }
    }

    /// Number of activities.
    pub fn size(&self) -> usize {
        self.values.len().checked_div(self.indicators).unwrap_or(0)
    }

    /// Number of indicators.
    pub fn indicators(&self) -> usize {
        self.indicators
    }

    /// Intensities of one activity, one for each indicator.
    pub fn of(&self, activity: usize) -> &[f64] {
        &self.values[activity * self.indicators..(activity + 1) * self.indicators]
    }

    /// Scores of a solved demand: `h = Cᵀ·s`.
    pub fn scores(&self, solution: &Solution) -> Vec<Score> {
        let mut sums = BlockedSums::new(self.indicators);
        for (activity, (&scale, &error)) in solution.scaling.iter().zip(&solution.error).enumerate() {
            if scale != 0.0 || error != 0.0 {
                sums.add(self.of(activity), scale, error);
            }
        }
        sums.finish(solution.proven)
    }
}

/// The characterisation by rows: `(indicator, factor)` of every elementary flow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FactorRows {
    starts: Vec<u32>,
    entries: Vec<(u32, f64)>,
}

impl FactorRows {
    /// Rows of a system's characterisation.
    pub fn new(system: &System) -> Self {
        let (by_flow, _) = system.characterisation.transpose();
        let entries = by_flow.row_indices().iter().copied().zip(by_flow.values().iter().copied()).collect();
        Self { starts: by_flow.starts().to_vec(), entries }
    }

    fn of(&self, flow: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[flow] as usize..self.starts[flow + 1] as usize]
    }
}

/// `g = B·s`: elementary flows of a solved demand.
#[derive(Clone, Debug, PartialEq)]
pub struct Inventory {
    /// Amount of each elementary flow.
    pub amounts: Vec<f64>,
    /// Bound of the absolute error of each amount.
    pub errors: Vec<f64>,
    /// Whether the errors are proven bounds.
    pub proven: bool,
}

impl Inventory {
    /// Sums the interventions of a solution, with compensation: some flows have tens of thousands of terms.
    pub fn of(system: &System, solution: &Solution) -> Self {
        let mut sums = vec![[0.0; 2]; system.flows()];
        let mut errors = vec![0.0; system.flows()];
        let flows = system.interventions.row_indices();
        for (activity, (&scale, &error)) in solution.scaling.iter().zip(&solution.error).enumerate() {
            if scale == 0.0 && error == 0.0 {
                continue;
            }
            let error = error + f64::EPSILON * scale.abs();
            let range = system.interventions.range(activity);
            for (&flow, &amount) in flows[range.clone()].iter().zip(&system.interventions.values()[range]) {
                two_sum(&mut sums[flow as usize], amount * scale);
                errors[flow as usize] += amount.abs() * error;
            }
        }
        let amounts = sums.iter().map(|pair| pair[0] + pair[1]).collect();
        Self { amounts, errors, proven: solution.proven }
    }

    /// Scores `h = Q·g` for all indicators.
    pub fn scores(&self, system: &System) -> Vec<Score> {
        (0..system.indicators())
            .map(|indicator| {
                let (mut sum, mut error) = ([0.0; 2], 0.0);
                for (flow, factor) in system.characterisation.column(indicator) {
                    let term = factor * self.amounts[flow];
                    two_sum(&mut sum, term);
                    error += factor.abs() * self.errors[flow] + f64::EPSILON * term.abs();
                }
                Score { value: sum[0] + sum[1], error, proven: self.proven }
            })
            .collect()
    }
}

/// `Λ` with `Aᵀ·Λ = C`: the score of one unit of each product, its whole supply chain included.
#[derive(Clone, Debug, PartialEq)]
pub struct Intensities {
    indicators: usize,
    values: Vec<f64>,
    errors: Vec<f64>,
    /// Whether the errors are proven bounds.
    pub proven: bool,
}

impl Intensities {
    pub(crate) fn zeros(size: usize, indicators: usize) -> Self {
        Self { indicators, values: vec![0.0; size * indicators], errors: vec![0.0; size * indicators], proven: true }
    }

    pub(crate) fn row_mut(&mut self, product: usize) -> (&mut [f64], &mut [f64]) {
        let range = product * self.indicators..(product + 1) * self.indicators;
        (&mut self.values[range.clone()], &mut self.errors[range])
    }

    /// Number of indicators.
    pub fn indicators(&self) -> usize {
        self.indicators
    }

    /// Intensities of one product, one for each indicator.
    pub fn of(&self, product: usize) -> &[f64] {
        &self.values[product * self.indicators..(product + 1) * self.indicators]
    }

    /// Bounds of the absolute errors of [`Self::of`].
    pub fn errors_of(&self, product: usize) -> &[f64] {
        &self.errors[product * self.indicators..(product + 1) * self.indicators]
    }

    /// Intensities of all products for one indicator.
    pub fn indicator(&self, indicator: usize) -> Vec<f64> {
        self.values.iter().skip(indicator).step_by(self.indicators).copied().collect()
    }

    /// Scores of a demand of `(product, amount)`: `h = Λᵀ·f`.
    pub fn scores(&self, demand: &[(u32, f64)]) -> Result<Vec<Score>, InventoryError> {
        let size = self.values.len().checked_div(self.indicators).unwrap_or(0);
        let mut sums = BlockedSums::new(self.indicators);
        for &(product, amount) in demand {
            if product as usize >= size {
                return Err(InventoryError::Outside { index: product, size });
            }
            sums.add(self.of(product as usize), amount, 0.0);
            for (error, of) in sums.error.iter_mut().zip(self.errors_of(product as usize)) {
                *error += of * amount.abs();
            }
        }
        Ok(sums.finish(self.proven))
    }
}

impl Solver {
    /// Scores of many demands for all indicators of the direct intensities: one row per demand. Solves for the demands
    /// or for the indicators, whichever are fewer.
    pub fn scores(
        &self,
        demands: &[Vec<(u32, f64)>],
        direct: &DirectIntensities,
    ) -> Result<Vec<Vec<Score>>, InventoryError> {
        // A block of right-hand sides costs about a third of as many single ones.
        if demands.len() * 3 > direct.indicators() {
            let intensities = self.adjoint(direct)?;
            demands.iter().map(|demand| intensities.scores(demand)).collect()
        } else {
            demands.iter().map(|demand| Ok(direct.scores(&self.forward(demand)?))).collect()
        }
    }
}

/// Sums of `value·weight` over many rows, in blocks of blocks so that rounding grows with the cube root of the count.
struct BlockedSums {
    level: [Vec<f64>; 3],
    size: Vec<f64>,
    error: Vec<f64>,
    count: usize,
}

const BLOCK: usize = 32;

impl BlockedSums {
    fn new(indicators: usize) -> Self {
        Self {
            level: std::array::from_fn(|_| vec![0.0; indicators]),
            size: vec![0.0; indicators],
            error: vec![0.0; indicators],
            count: 0,
        }
    }

    fn add(&mut self, row: &[f64], weight: f64, weight_error: f64) {
        let sums = self.level[0].iter_mut().zip(&mut self.size).zip(&mut self.error);
        for (((sum, size), error), &value) in sums.zip(row) {
            let term = value * weight;
            *sum += term;
            *size += term.abs();
            *error += value.abs() * weight_error;
        }
        self.count += 1;
        if self.count.is_multiple_of(BLOCK) {
            self.carry(0);
            if self.count.is_multiple_of(BLOCK * BLOCK) {
                self.carry(1);
            }
        }
    }

    fn carry(&mut self, from: usize) {
        let (lower, upper) = self.level.split_at_mut(from + 1);
        for (sum, total) in lower[from].iter_mut().zip(&mut upper[0]) {
            *total += std::mem::take(sum);
        }
    }

    fn finish(mut self, proven: bool) -> Vec<Score> {
        self.carry(0);
        self.carry(1);
        let depth = self.count.min(BLOCK) + (self.count / BLOCK).min(BLOCK) + self.count / (BLOCK * BLOCK) + 2;
        let rounding = depth as f64 * f64::EPSILON / 2.0;
        let sums = self.level[2].iter().zip(&self.size).zip(&self.error);
        sums.map(|((&value, size), error)| Score { value, error: error + rounding * size, proven }).collect()
    }
}
