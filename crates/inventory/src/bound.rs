//! Residuals and proven bounds of the forward error.
//!
//! With residual `r = b − M·x` and what rounding may have hidden of it, `g = |r| + 4u·(|b| + |x| + |P||x|)`, the error
//! is at most `|M⁻¹|·g` in every component. For a productive system without returns `M⁻¹ ≥ 0`, so the bound is one more
//! solution. With returns, `|M⁻¹| ≤ (I − |P|)⁻¹` as long as the latter is non-negative (Ostrowski 1937); any `e` with
//! `(I − |P|)·e ≥ g` then bounds the error. Where neither holds, the condition is estimated (Higham 1988) and the
//! result is marked as not proven. A small residual alone proves nothing: a loop that returns almost all it takes
//! magnifies it without limit.

use crate::error::InventoryError;
use crate::lanes::add_scaled;
use crate::norm::one_norm;
use crate::solver::Solver;
use crate::sparse::Sparse;

/// Unit roundoff.
const UNIT: f64 = f64::EPSILON / 2.0;
/// Roundings of a product `p·x`: normalisation of `p` (two), the product, the difference.
const ROUNDINGS: f64 = 4.0;
/// Sweeps in which a majorant must be found.
const MAJORANT_SWEEPS: usize = 60;
/// How near relaxation must come for a bound, which needs only its order of magnitude.
pub(crate) const ROUGHLY: f64 = 1e-3;
/// Sweeps between two checks.
const MAJORANT_ROUND: usize = 6;
/// Share of the first majorant added to the cause.
const MAJORANT_LIFT: f64 = 0.01;
/// Factor on an estimated condition, which may be too low by about three.
const ESTIMATE_MARGIN: f64 = 3.0;

/// A residual and the rounding level below which it means nothing.
pub(crate) struct Residual<const W: usize> {
    /// `b − M·x`.
    pub values: Vec<[f64; W]>,
    /// Bound of the rounding errors hidden in `values`.
    pub floor: Vec<[f64; W]>,
}

impl<const W: usize> Residual<W> {
    /// Largest residual in multiples of its rounding level.
    pub fn excess(&self) -> f64 {
        let mut worst = 0.0_f64;
        for (value, floor) in self.values.as_flattened().iter().zip(self.floor.as_flattened()) {
            if value.abs() > worst * floor {
                worst = if *floor > 0.0 { value.abs() / floor } else { f64::INFINITY };
            } else if value.is_nan() {
                return f64::INFINITY;
            }
        }
        worst
    }

    /// Whether refinement could not make it smaller.
    pub fn at_rounding(&self) -> bool {
        self.excess() <= 8.0
    }

    /// `|r| + floor`.
    pub fn majorised(&self) -> Vec<[f64; W]> {
        let mut sum = self.floor.clone();
        for (sum, value) in sum.as_flattened_mut().iter_mut().zip(self.values.as_flattened()) {
            *sum += value.abs();
        }
        sum
    }
}

/// Residual of `M·x = b`, summed with compensation because rows of hub products are thousands of entries long.
pub(crate) fn forward_residual(solver: &Solver, right: &[[f64; 1]], x: &[[f64; 1]]) -> Residual<1> {
    let (order, need) = (&solver.order, &solver.requirement.values);
    let size = x.len();
    let mut sum = vec![[0.0; 2]; size];
    let mut size_of = vec![[0.0]; size];
    for position in 0..size {
        sum[position] = [right[position][0], 0.0];
        size_of[position] = [right[position][0].abs()];
    }
    for position in 0..size {
        let value = x[position][0];
        if value == 0.0 {
            continue;
        }
        two_sum(&mut sum[position], -value);
        size_of[position][0] += value.abs();
        let range = order.range(position);
        for (&supplier, &need) in order.supplier[range.clone()].iter().zip(&need[range]) {
            let term = need * value;
            two_sum(&mut sum[supplier as usize], term);
            size_of[supplier as usize][0] += term.abs();
        }
    }
    let values = sum.iter().map(|pair| [pair[0] + pair[1]]).collect();
    let floor = size_of.iter().map(|size| [ROUNDINGS * UNIT * size[0]]).collect();
    Residual { values, floor }
}

/// Adds with the rounding error kept apart (Knuth).
#[inline]
pub(crate) fn two_sum(pair: &mut [f64; 2], term: f64) {
    let total = pair[0] + term;
    let part = total - pair[0];
    pair[1] += (pair[0] - (total - part)) + (term - part);
    pair[0] = total;
}

/// Residual of `Mᵀ·y = c`.
pub(crate) fn adjoint_residual<const W: usize>(solver: &Solver, right: &[[f64; W]], y: &[[f64; W]]) -> Residual<W> {
    let (order, need) = (&solver.order, &solver.requirement.values);
    let mut values = Vec::with_capacity(y.len());
    let mut floor = Vec::with_capacity(y.len());
    for position in 0..y.len() {
        let mut sum = right[position];
        let mut size = right[position].map(f64::abs);
        let range = order.range(position);
        let terms = range.len() as f64;
        for (&supplier, &need) in order.supplier[range.clone()].iter().zip(&need[range]) {
            add_scaled(&mut sum, need, &y[supplier as usize]);
            add_scaled(&mut size, need.abs(), &y[supplier as usize].map(f64::abs));
        }
        for lane in 0..W {
            sum[lane] -= y[position][lane];
            size[lane] = (ROUNDINGS + terms) * UNIT * (size[lane] + y[position][lane].abs());
        }
        values.push(sum);
        floor.push(size);
    }
    Residual { values, floor }
}

/// Residual of `A·s = f` in the units of the data.
pub(crate) fn plain_forward_residual(technosphere: &Sparse, right: &[[f64; 1]], s: &[[f64; 1]]) -> Residual<1> {
    let mut sum: Vec<[f64; 2]> = right.iter().map(|right| [right[0], 0.0]).collect();
    let mut size_of: Vec<f64> = right.iter().map(|right| right[0].abs()).collect();
    for (activity, &[scale]) in s.iter().enumerate().filter(|(_, scale)| scale[0] != 0.0) {
        for (product, amount) in technosphere.column(activity) {
            let term = amount * scale;
            two_sum(&mut sum[product], -term);
            size_of[product] += term.abs();
        }
    }
    let values = sum.iter().map(|pair| [pair[0] + pair[1]]).collect();
    let floor = size_of.iter().map(|size| [ROUNDINGS * UNIT * size]).collect();
    Residual { values, floor }
}

/// Residual of `Aᵀ·Λ = C` in the units of the data.
pub(crate) fn plain_adjoint_residual<const W: usize>(
    technosphere: &Sparse,
    right: &[[f64; W]],
    y: &[[f64; W]],
) -> Residual<W> {
    let mut values = right.to_vec();
    let mut floor: Vec<[f64; W]> = right.iter().map(|row| row.map(f64::abs)).collect();
    for (activity, (sum, size)) in values.iter_mut().zip(&mut floor).enumerate() {
        for (product, amount) in technosphere.column(activity) {
            add_scaled(sum, -amount, &y[product]);
            add_scaled(size, amount.abs(), &y[product].map(f64::abs));
        }
        let rounding = (ROUNDINGS + technosphere.range(activity).len() as f64) * UNIT;
        *size = size.map(|size| size * rounding);
    }
    Residual { values, floor }
}

/// Bound of `|x − A⁻¹b|` by position, and whether it is proven.
pub(crate) fn forward_error(
    solver: &Solver,
    x: &[[f64; 1]],
    residual: &Residual<1>,
) -> Result<(Vec<[f64; 1]>, bool), InventoryError> {
    let cause = residual.majorised();
    if !solver.returns {
        let mut error = cause.clone();
        solver.apply_inverse_within(&mut error, ROUGHLY)?;
        if let Some(error) = proven(error, &cause, |e| majorant_forward(solver, e)) {
            return Ok((error, true));
        }
    }
    if let Some(error) =
        relax_majorant(&cause, |cause, e| sweep_forward(solver, cause, e), |e| majorant_forward(solver, e))
    {
        return Ok((error, true));
    }
    estimate(x, &cause, |z| solver.apply_inverse_transposed(z), |z| solver.apply_inverse(z)).map(|error| (error, false))
}

/// Bound of `|y − A⁻ᵀc|` by position, and whether it is proven.
pub(crate) fn adjoint_error<const W: usize>(
    solver: &Solver,
    y: &[[f64; W]],
    residual: &Residual<W>,
) -> Result<(Vec<[f64; W]>, bool), InventoryError> {
    let cause = residual.majorised();
    if !solver.returns {
        let mut error = cause.clone();
        solver.apply_inverse_transposed_within(&mut error, ROUGHLY)?;
        if let Some(error) = proven(error, &cause, |e| majorant_adjoint(solver, e)) {
            return Ok((error, true));
        }
    }
    if let Some(error) =
        relax_majorant(&cause, |cause, e| sweep_adjoint(solver, cause, e), |e| majorant_adjoint(solver, e))
    {
        return Ok((error, true));
    }
    let mut error = vec![[0.0; W]; y.len()];
    for lane in 0..W {
        let one_y: Vec<[f64; 1]> = y.iter().map(|row| [row[lane]]).collect();
        let one_cause: Vec<[f64; 1]> = cause.iter().map(|row| [row[lane]]).collect();
        let one = estimate(&one_y, &one_cause, |z| solver.apply_inverse(z), |z| solver.apply_inverse_transposed(z))?;
        error.iter_mut().zip(one).for_each(|(row, one)| row[lane] = one[0]);
    }
    Ok((error, false))
}

/// Turns a candidate `e` into a bound when `(I − |P|)·e` is a fixed share of the cause everywhere.
fn proven<const W: usize>(
    mut error: Vec<[f64; W]>,
    cause: &[[f64; W]],
    majorant: impl Fn(&[[f64; W]]) -> Vec<[f64; W]>,
) -> Option<Vec<[f64; W]>> {
    let reached = majorant(&error);
    let mut share = 1.0_f64;
    for ((reached, cause), error) in reached.as_flattened().iter().zip(cause.as_flattened()).zip(error.as_flattened()) {
        // A majorant that diverges ends in infinities, whose differences prove nothing.
        if !(reached.is_finite() && cause.is_finite() && error.is_finite()) || *error < 0.0 {
            return None;
        }
        if *cause > 0.0 {
            share = share.min(reached / cause);
        } else if *reached < 0.0 {
            return None;
        }
    }
    if share < 0.25 {
        return None;
    }
    error.as_flattened_mut().iter_mut().for_each(|error| *error /= share);
    Some(error)
}

/// Relaxes `(I − |P|)·e = g` until a quarter of the cause is reached everywhere.
fn relax_majorant<const W: usize>(
    cause: &[[f64; W]],
    sweep: impl Fn(&[[f64; W]], &mut [[f64; W]]),
    majorant: impl Fn(&[[f64; W]]) -> Vec<[f64; W]>,
) -> Option<Vec<[f64; W]>> {
    let mut error = cause.to_vec();
    for _ in 0..MAJORANT_ROUND {
        sweep(cause, &mut error);
    }
    // Where values cancelled, an error arrives without a cause of its own; a little of it makes the cause positive.
    let mut cause = cause.to_vec();
    for (cause, error) in cause.as_flattened_mut().iter_mut().zip(error.as_flattened()) {
        *cause += MAJORANT_LIFT * error;
    }
    for round in 1..=MAJORANT_SWEEPS {
        sweep(&cause, &mut error);
        if round % MAJORANT_ROUND == 0
            && let Some(found) = proven(error.clone(), &cause, &majorant)
        {
            return Some(found);
        }
    }
    None
}

/// `(I − |P|)·e` by rows of products.
fn majorant_forward(solver: &Solver, e: &[[f64; 1]]) -> Vec<[f64; 1]> {
    let mut sum = e.to_vec();
    for (position, &[value]) in e.iter().enumerate() {
        let range = solver.order.range(position);
        for (&supplier, &need) in solver.order.supplier[range.clone()].iter().zip(&solver.requirement.values[range]) {
            sum[supplier as usize][0] -= need.abs() * value;
        }
    }
    sum
}

/// `(I − |P|)ᵀ·e`.
fn majorant_adjoint<const W: usize>(solver: &Solver, e: &[[f64; W]]) -> Vec<[f64; W]> {
    let mut reached = e.to_vec();
    for (position, sum) in reached.iter_mut().enumerate() {
        let range = solver.order.range(position);
        for (&supplier, &need) in solver.order.supplier[range.clone()].iter().zip(&solver.requirement.values[range]) {
            add_scaled(sum, -need.abs(), &e[supplier as usize]);
        }
    }
    reached
}

/// One sweep of `e := g + |P|·e`, users first.
fn sweep_forward(solver: &Solver, cause: &[[f64; 1]], e: &mut [[f64; 1]]) {
    let (order, need) = (&solver.order, &solver.requirement.values);
    let mut next = cause.to_vec();
    // Users that stand below a supplier, which only happens in a loop, give their last values; the others their newest.
    for (position, &[value]) in e.iter().enumerate() {
        for k in order.inner_range(position).filter(|&k| order.supplier[k] as usize > position) {
            next[order.supplier[k] as usize][0] += need[k].abs() * value;
        }
    }
    for position in (0..e.len()).rev() {
        let value = next[position][0];
        for k in order.range(position).take_while(|&k| (order.supplier[k] as usize) < position) {
            next[order.supplier[k] as usize][0] += need[k].abs() * value;
        }
    }
    e.copy_from_slice(&next);
}

/// One sweep of `e := g + |P|ᵀ·e`, suppliers first.
fn sweep_adjoint<const W: usize>(solver: &Solver, cause: &[[f64; W]], e: &mut [[f64; W]]) {
    for position in 0..e.len() {
        let mut sum = cause[position];
        let range = solver.order.range(position);
        for (&supplier, &need) in solver.order.supplier[range.clone()].iter().zip(&solver.requirement.values[range]) {
            add_scaled(&mut sum, need.abs(), &e[supplier as usize]);
        }
        e[position] = sum;
    }
}

/// `|x_i|` times the estimated `∞`-norm of `diag(1/|x|)·M⁻¹·diag(g)`.
pub(crate) fn estimate(
    x: &[[f64; 1]],
    cause: &[[f64; 1]],
    inverse_transposed: impl Fn(&mut [[f64; 1]]) -> Result<(), InventoryError>,
    inverse: impl Fn(&mut [[f64; 1]]) -> Result<(), InventoryError>,
) -> Result<Vec<[f64; 1]>, InventoryError> {
    // A value that cancelled to almost nothing is measured against the largest cause instead of against itself.
    let least = cause.iter().fold(0.0_f64, |most, cause| most.max(cause[0]));
    let weight: Vec<f64> = x.iter().map(|x| x[0].abs().max(least).max(f64::MIN_POSITIVE)).collect();
    let failed = std::cell::RefCell::new(None);
    let run = |outcome: Result<(), InventoryError>| {
        if let Err(error) = outcome {
            *failed.borrow_mut() = Some(error);
        }
    };
    let times = |z: &mut [[f64; 1]], by: &dyn Fn(usize) -> f64| {
        z.iter_mut().enumerate().for_each(|(k, z)| z[0] *= by(k));
    };
    let norm = one_norm(
        x.len(),
        |z| {
            times(z, &|k| 1.0 / weight[k]);
            run(inverse_transposed(z));
            times(z, &|k| cause[k][0]);
        },
        |z| {
            times(z, &|k| cause[k][0]);
            run(inverse(z));
            times(z, &|k| 1.0 / weight[k]);
        },
    );
    match failed.into_inner() {
        Some(error) => Err(error),
        None => Ok(weight.iter().map(|weight| [ESTIMATE_MARGIN * norm * weight]).collect()),
    }
}
