//! Solutions with their forward error: scaling of activities for a demand, intensities of products for indicators.
//!
//! A demand `f` gives the scaling `s` with `A·s = f`; direct intensities `C = Bᵀ·Qᵀ` give the intensities `Λ` with
//! `Aᵀ·Λ = C`. Each solution is refined until its residual is at the level of rounding and carries a bound of its
//! error component by component (see [`crate::bound`]).

use crate::bound;
use crate::error::InventoryError;
use crate::lanes::{width_for, with_width};
use crate::pivoted::sorted;
use crate::score::{DirectIntensities, Intensities};
use crate::solver::Solver;

/// Refinement steps at most.
const REFINEMENTS: usize = 3;

/// Scaling of activities for one demand.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// `s`: amount of each activity, in multiples of its column.
    pub scaling: Vec<f64>,
    /// Bound of the absolute error of each scaling.
    pub error: Vec<f64>,
    /// Whether `error` is a proven bound; otherwise it rests on an estimate of the condition.
    pub proven: bool,
    /// Loops that need more of their own products than they make (spectral radius of `P` at least 1): activities of
    /// each. The solution satisfies the equations but no real system can run so.
    pub unproductive: Vec<Vec<u32>>,
}

impl Solver {
    /// Scaling for a demand of `(product, amount)`; amounts of one product add up.
    pub fn forward(&self, demand: &[(u32, f64)]) -> Result<Solution, InventoryError> {
        let size = self.size();
        let mut right = vec![[0.0]; size];
        for &(product, amount) in demand {
            let position =
                *self.order.place.get(product as usize).ok_or(InventoryError::Outside { index: product, size })?
                    as usize;
            right[position][0] += self.requirement.sign[position] * amount;
        }
        let mut x = right.clone();
        self.apply_inverse(&mut x)?;
        let mut residual = bound::forward_residual(self, &right, &x);
        for _ in 0..REFINEMENTS {
            if residual.at_rounding() {
                break;
            }
            let mut correction = residual.values.clone();
            self.apply_inverse_within(&mut correction, bound::ROUGHLY)?;
            let refined: Vec<[f64; 1]> = x.iter().zip(&correction).map(|(x, dx)| [x[0] + dx[0]]).collect();
            let next = bound::forward_residual(self, &right, &refined);
            if next.excess() >= residual.excess() {
                break;
            }
            (x, residual) = (refined, next);
        }
        let (error, proven) = bound::forward_error(self, &x, &residual)?;
        let unproductive = self.unproductive(&right, &x, &error);
        let mut solution = Solution { scaling: vec![0.0; size], error: vec![0.0; size], proven, unproductive };
        for (position, &activity) in self.order.activity.iter().enumerate() {
            let per_output = self.requirement.per_output[position];
            solution.scaling[activity as usize] = x[position][0] * per_output;
            solution.error[activity as usize] = error[position][0] * per_output;
        }
        Ok(solution)
    }

    /// Intensities of all products for direct intensities of all activities.
    pub fn adjoint(&self, direct: &DirectIntensities) -> Result<Intensities, InventoryError> {
        let size = self.size();
        if direct.size() != size {
            let what = "activities of the direct intensities";
            return Err(InventoryError::Dimension { what, expected: size, found: direct.size() });
        }
        let mut intensities = Intensities::zeros(size, direct.indicators());
        let mut from = 0;
        while from < direct.indicators() {
            let left = direct.indicators() - from;
            let width = width_for(left);
            with_width!(width, W => self.adjoint_block::<W>(direct, from, left.min(W), &mut intensities))?;
            from += width;
        }
        Ok(intensities)
    }

    fn adjoint_block<const W: usize>(
        &self,
        direct: &DirectIntensities,
        from: usize,
        count: usize,
        intensities: &mut Intensities,
    ) -> Result<(), InventoryError> {
        let mut right = vec![[0.0; W]; self.size()];
        for (position, &activity) in self.order.activity.iter().enumerate() {
            let row = &direct.of(activity as usize)[from..from + count];
            for (value, direct) in right[position].iter_mut().zip(row) {
                *value = direct * self.requirement.per_output[position];
            }
        }
        let mut y = right.clone();
        self.apply_inverse_transposed(&mut y)?;
        let mut residual = bound::adjoint_residual(self, &right, &y);
        for _ in 0..REFINEMENTS {
            if residual.at_rounding() {
                break;
            }
            let mut correction = residual.values.clone();
            self.apply_inverse_transposed_within(&mut correction, bound::ROUGHLY)?;
            for (dy, y) in correction.iter_mut().zip(&y) {
                for lane in 0..W {
                    dy[lane] += y[lane];
                }
            }
            let next = bound::adjoint_residual(self, &right, &correction);
            if next.excess() >= residual.excess() {
                break;
            }
            (y, residual) = (correction, next);
        }
        let (error, proven) = bound::adjoint_error(self, &y, &residual)?;
        intensities.proven &= proven;
        for (position, &activity) in self.order.activity.iter().enumerate() {
            let (values, errors) = intensities.row_mut(activity as usize);
            for lane in 0..count {
                values[from + lane] = self.requirement.sign[position] * y[position][lane];
                errors[from + lane] = error[position][lane];
            }
        }
        Ok(())
    }

    /// Loops found unproductive by a solution. In a loop whose requirements are non-negative and whose right-hand side
    /// is non-negative and not zero, a negative value occurs exactly when the spectral radius is 1 or more
    /// (Perron–Frobenius: with left vector `v > 0`, `(1 − ρ)·vᵀx = vᵀb`).
    fn unproductive(&self, right: &[[f64; 1]], x: &[[f64; 1]], error: &[[f64; 1]]) -> Vec<Vec<u32>> {
        let mut found = Vec::new();
        if right.iter().any(|value| value[0] < 0.0) {
            return found;
        }
        for &component in self.loops.iter().rev() {
            let span = self.order.span(component as usize);
            let non_negative = || {
                span.clone().all(|p| self.requirement.values[self.order.inner_range(p)].iter().all(|&need| need >= 0.0))
            };
            if span.clone().any(|p| x[p][0] < -error[p][0]) && non_negative() {
                found.push(sorted(self.order.members(component as usize)));
                // What this loop asks of earlier ones is no longer non-negative.
                break;
            }
        }
        found
    }
}
