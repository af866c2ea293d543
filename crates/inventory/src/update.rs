//! Scenarios: a few changed columns of a factored technosphere, without factoring again.
//!
//! With changed columns `E` and their differences `D`, `A' = A + D·Eᵀ` and (Sherman–Morrison–Woodbury)
//! `A'⁻¹·f = s − Z·(I + Eᵀ·Z)⁻¹·Eᵀ·s`, `Z = A⁻¹·D`, `s = A⁻¹·f`. Each solution is refined against the changed matrix.
//! Where the small matrix `I + Eᵀ·Z` is ill-conditioned, or refinement does not reach rounding, the changed
//! technosphere is factored after all.

use std::sync::OnceLock;

use faer::Mat;
use faer::linalg::solvers::{PartialPivLu, Solve};

use crate::bound::{Residual, estimate, plain_adjoint_residual, plain_forward_residual};
use crate::error::InventoryError;
use crate::lanes::{width_for, with_width};
use crate::score::{DirectIntensities, Intensities};
use crate::solve::Solution;
use crate::solver::Solver;
use crate::sparse::Sparse;

/// Largest condition of the small matrix that is trusted.
const CONDITION_LIMIT: f64 = 1e8;
/// Refinement steps at most.
const REFINEMENTS: usize = 6;
/// Residual, in multiples of rounding, that a refined scenario must reach.
const REFINED: f64 = 16.0;

/// A new amount of one exchange: `A_ij := amount`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Row.
    pub product: u32,
    /// Column.
    pub activity: u32,
    /// Signed amount, outputs positive.
    pub amount: f64,
}

/// A technosphere with changes, solved on the factorisation of another.
#[derive(Debug)]
pub struct Scenario<'a> {
    base: &'a Solver,
    technosphere: Sparse,
    columns: Vec<u32>,
    /// `D`: `(product, difference)` of each changed column.
    differences: Vec<Vec<(u32, f64)>>,
    /// `Z = A⁻¹·D`, one vector by activity for each changed column.
    responses: Vec<Vec<f64>>,
    /// `I + Eᵀ·Z`; nothing where it is not to be trusted.
    small: Option<PartialPivLu<f64>>,
    rebuilt: OnceLock<Result<Solver, InventoryError>>,
}

impl Solver {
    /// Prepares a scenario: `technosphere` is the one this solver was made for. Of several changes of one exchange the
    /// last holds.
    pub fn scenario(&self, technosphere: &Sparse, changes: &[Change]) -> Result<Scenario<'_>, InventoryError> {
        let size = self.size();
        for change in changes {
            for index in [change.product, change.activity] {
                if index as usize >= size {
                    return Err(InventoryError::Outside { index, size });
                }
            }
            if !change.amount.is_finite() {
                return Err(InventoryError::NotFinite { product: change.product, activity: change.activity });
            }
        }
        let (technosphere, columns, differences) = apply(technosphere, changes);
        for &activity in &columns {
            if technosphere.get(activity as usize, activity as usize).is_none_or(|output| output == 0.0) {
                return Err(InventoryError::NoProduction { activity });
            }
        }
        let mut responses: Vec<Vec<f64>> = Vec::with_capacity(columns.len());
        while responses.len() < columns.len() {
            let from = responses.len();
            let width = width_for(columns.len() - from);
            with_width!(width, W => respond::<W>(self, &differences[from..], &mut responses))?;
        }
        let count = columns.len();
        let small = Mat::from_fn(count, count, |i, j| responses[j][columns[i] as usize] + f64::from(u8::from(i == j)));
        let lu = small.partial_piv_lu();
        let inverse = lu.solve(Mat::<f64>::identity(count, count));
        let condition = inverse.norm_max() * small.norm_max() * count as f64;
        let small = (condition <= CONDITION_LIMIT).then_some(lu);
        Ok(Scenario { base: self, technosphere, columns, differences, responses, small, rebuilt: OnceLock::new() })
    }

    /// `z := A⁻¹·z`, rows by product in and by activity out.
    fn plain_inverse<const W: usize>(&self, z: &mut [[f64; W]]) -> Result<(), InventoryError> {
        let mut x: Vec<[f64; W]> = Vec::with_capacity(z.len());
        for (&product, sign) in self.order.activity.iter().zip(&self.requirement.sign) {
            x.push(z[product as usize].map(|value| value * sign));
        }
        self.apply_inverse(&mut x)?;
        for ((&activity, per_output), row) in self.order.activity.iter().zip(&self.requirement.per_output).zip(x) {
            z[activity as usize] = row.map(|value| value * per_output);
        }
        Ok(())
    }

    /// `z := A⁻ᵀ·z`, rows by activity in and by product out.
    fn plain_inverse_transposed<const W: usize>(&self, z: &mut [[f64; W]]) -> Result<(), InventoryError> {
        let mut y: Vec<[f64; W]> = Vec::with_capacity(z.len());
        for (&activity, per_output) in self.order.activity.iter().zip(&self.requirement.per_output) {
            y.push(z[activity as usize].map(|value| value * per_output));
        }
        self.apply_inverse_transposed(&mut y)?;
        for ((&product, sign), row) in self.order.activity.iter().zip(&self.requirement.sign).zip(y) {
            z[product as usize] = row.map(|value| value * sign);
        }
        Ok(())
    }
}

/// Appends the responses to the first `W` differences.
fn respond<const W: usize>(
    solver: &Solver,
    differences: &[Vec<(u32, f64)>],
    responses: &mut Vec<Vec<f64>>,
) -> Result<(), InventoryError> {
    let mut z = vec![[0.0; W]; solver.size()];
    for (lane, column) in differences.iter().take(W).enumerate() {
        for &(product, difference) in column {
            z[product as usize][lane] = difference;
        }
    }
    solver.plain_inverse(&mut z)?;
    for lane in 0..differences.len().min(W) {
        responses.push(z.iter().map(|row| row[lane]).collect());
    }
    Ok(())
}

/// Entries `(product, amount)` of one column.
type Column = Vec<(u32, f64)>;

/// The changed matrix, the columns that differ, and by how much.
fn apply(technosphere: &Sparse, changes: &[Change]) -> (Sparse, Vec<u32>, Vec<Column>) {
    let mut order: Vec<usize> = (0..changes.len()).collect();
    order.sort_by_key(|&k| (changes[k].activity, changes[k].product));
    let (mut columns, mut differences): (Vec<u32>, Vec<Column>) = (Vec::new(), Vec::new());
    let (mut starts, mut rows, mut values) = (vec![0_u32], Vec::new(), Vec::new());
    let mut pending = order.into_iter().map(|k| changes[k]).peekable();
    for activity in 0..technosphere.columns() {
        let range = technosphere.range(activity);
        let mut changed: Column = Vec::new();
        while let Some(change) = pending.next_if(|change| change.activity as usize == activity) {
            if changed.last().is_some_and(|&(product, _)| product == change.product) {
                changed.pop();
            }
            changed.push((change.product, change.amount));
        }
        if changed.is_empty() {
            rows.extend_from_slice(&technosphere.row_indices()[range.clone()]);
            values.extend_from_slice(&technosphere.values()[range]);
        } else {
            let kept = technosphere.column(activity).map(|(row, value)| (row as u32, value));
            let mut column: Column =
                kept.filter(|(row, _)| changed.binary_search_by_key(row, |change| change.0).is_err()).collect();
            column.extend(&changed);
            column.sort_unstable_by_key(|entry| entry.0);
            rows.extend(column.iter().map(|entry| entry.0));
            values.extend(column.iter().map(|entry| entry.1));
            let before = |product: u32| technosphere.get(product as usize, activity).unwrap_or(0.0);
            for entry in &mut changed {
                entry.1 -= before(entry.0);
            }
            changed.retain(|entry| entry.1 != 0.0);
            if !changed.is_empty() {
                columns.push(activity as u32);
                differences.push(changed);
            }
        }
        starts.push(rows.len() as u32);
    }
    (Sparse::from_parts(technosphere.rows(), starts, rows, values), columns, differences)
}

impl Scenario<'_> {
    /// The changed technosphere.
    pub fn technosphere(&self) -> &Sparse {
        &self.technosphere
    }

    /// Whether the changed technosphere had to be factored.
    pub fn is_rebuilt(&self) -> bool {
        self.small.is_none() || self.rebuilt.get().is_some()
    }

    fn rebuilt(&self) -> Result<&Solver, InventoryError> {
        self.rebuilt.get_or_init(|| Solver::new(&self.technosphere)).as_ref().map_err(Clone::clone)
    }

    /// Scaling for a demand under the changes; see [`Solver::forward`].
    pub fn forward(&self, demand: &[(u32, f64)]) -> Result<Solution, InventoryError> {
        let Some(small) = &self.small else { return self.rebuilt()?.forward(demand) };
        let size = self.base.size();
        let mut right = vec![[0.0]; size];
        for &(product, amount) in demand {
            right.get_mut(product as usize).ok_or(InventoryError::Outside { index: product, size })?[0] += amount;
        }
        let mut scaling = right.clone();
        self.inverse(small, &mut scaling)?;
        let residual_of = |s: &[[f64; 1]]| plain_forward_residual(&self.technosphere, &right, s);
        let solve = |z: &mut [[f64; 1]]| self.inverse(small, z);
        let Some((scaling, residual)) = refine(scaling, residual_of, solve)? else {
            return self.rebuilt()?.forward(demand);
        };
        // A negative amount may mean an unproductive loop, which only an analysis of the changed system can name.
        let negative = scaling.iter().enumerate().any(|(j, row)| row[0] < 0.0 && self.output(j) > 0.0);
        if negative && !self.base.returns {
            return self.rebuilt()?.forward(demand);
        }
        let cause = residual.majorised();
        let error = estimate(&scaling, &cause, |z| self.inverse_transposed(small, z), |z| self.inverse(small, z))?;
        Ok(Solution {
            scaling: scaling.as_flattened().to_vec(),
            error: error.as_flattened().to_vec(),
            proven: false,
            unproductive: Vec::new(),
        })
    }

    /// Intensities of all products under the changes; see [`Solver::adjoint`].
    pub fn adjoint(&self, direct: &DirectIntensities) -> Result<Intensities, InventoryError> {
        let size = self.base.size();
        if direct.size() != size {
            let what = "activities of the direct intensities";
            return Err(InventoryError::Dimension { what, expected: size, found: direct.size() });
        }
        let Some(small) = &self.small else { return self.rebuilt()?.adjoint(direct) };
        let mut intensities = Intensities::zeros(size, direct.indicators());
        intensities.proven = false;
        let mut from = 0;
        while from < direct.indicators() {
            let left = direct.indicators() - from;
            let width = width_for(left);
            let done = with_width!(width, W => {
                self.adjoint_block::<W>(small, direct, from..from + left.min(W), &mut intensities)
            })?;
            if !done {
                return self.rebuilt()?.adjoint(direct);
            }
            from += width;
        }
        Ok(intensities)
    }

    fn adjoint_block<const W: usize>(
        &self,
        small: &PartialPivLu<f64>,
        direct: &DirectIntensities,
        lanes: std::ops::Range<usize>,
        intensities: &mut Intensities,
    ) -> Result<bool, InventoryError> {
        let mut right = vec![[0.0; W]; self.base.size()];
        for (activity, row) in right.iter_mut().enumerate() {
            row[..lanes.len()].copy_from_slice(&direct.of(activity)[lanes.clone()]);
        }
        let mut y = right.clone();
        self.inverse_transposed(small, &mut y)?;
        let residual_of = |y: &[[f64; W]]| plain_adjoint_residual(&self.technosphere, &right, y);
        let Some((y, residual)) = refine(y, residual_of, |z| self.inverse_transposed(small, z))? else {
            return Ok(false);
        };
        let cause = residual.majorised();
        for (lane, indicator) in lanes.enumerate() {
            let one = |rows: &[[f64; W]]| rows.iter().map(|row| [row[lane]]).collect::<Vec<[f64; 1]>>();
            let error =
                estimate(&one(&y), &one(&cause), |z| self.inverse(small, z), |z| self.inverse_transposed(small, z))?;
            for (product, (y, error)) in y.iter().zip(error).enumerate() {
                let (values, errors) = intensities.row_mut(product);
                values[indicator] = y[lane];
                errors[indicator] = error[0];
            }
        }
        Ok(true)
    }

    fn output(&self, activity: usize) -> f64 {
        self.technosphere.get(activity, activity).unwrap_or(0.0)
    }

    /// `z := A'⁻¹·z`.
    fn inverse(&self, small: &PartialPivLu<f64>, z: &mut [[f64; 1]]) -> Result<(), InventoryError> {
        self.base.plain_inverse(z)?;
        let mut weights = Mat::from_fn(self.columns.len(), 1, |k, _| z[self.columns[k] as usize][0]);
        small.solve_in_place(weights.as_mut());
        for (k, response) in self.responses.iter().enumerate() {
            let weight = weights[(k, 0)];
            if weight != 0.0 {
                z.iter_mut().zip(response).for_each(|(z, response)| z[0] -= weight * response);
            }
        }
        Ok(())
    }

    /// `z := A'⁻ᵀ·z`.
    fn inverse_transposed<const W: usize>(
        &self,
        small: &PartialPivLu<f64>,
        z: &mut [[f64; W]],
    ) -> Result<(), InventoryError> {
        self.base.plain_inverse_transposed(z)?;
        let mut weights = Mat::from_fn(self.columns.len(), W, |k, lane| {
            self.differences[k].iter().map(|&(product, difference)| difference * z[product as usize][lane]).sum::<f64>()
        });
        small.solve_transpose_in_place(weights.as_mut());
        let mut correction = vec![[0.0; W]; z.len()];
        for (k, &activity) in self.columns.iter().enumerate() {
            correction[activity as usize] = std::array::from_fn(|lane| weights[(k, lane)]);
        }
        self.base.plain_inverse_transposed(&mut correction)?;
        for (z, correction) in z.as_flattened_mut().iter_mut().zip(correction.as_flattened()) {
            *z -= correction;
        }
        Ok(())
    }
}

/// A refined solution and its residual.
type Refined<const W: usize> = (Vec<[f64; W]>, Residual<W>);

/// Refines until the residual is at rounding; nothing when that is not reached.
fn refine<const W: usize>(
    mut x: Vec<[f64; W]>,
    residual_of: impl Fn(&[[f64; W]]) -> Residual<W>,
    solve: impl Fn(&mut [[f64; W]]) -> Result<(), InventoryError>,
) -> Result<Option<Refined<W>>, InventoryError> {
    let mut residual = residual_of(&x);
    for _ in 0..REFINEMENTS {
        if residual.at_rounding() {
            break;
        }
        let mut next = residual.values.clone();
        solve(&mut next)?;
        for (next, x) in next.as_flattened_mut().iter_mut().zip(x.as_flattened()) {
            *next += x;
        }
        let after = residual_of(&next);
        if after.excess() >= residual.excess() {
            break;
        }
        (x, residual) = (next, after);
    }
    Ok((residual.excess() <= REFINED).then_some((x, residual)))
}
