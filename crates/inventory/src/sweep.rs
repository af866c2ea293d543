//! Gauss–Seidel relaxation inside one strongly connected component, without any factorisation.
//!
//! A sweep visits the positions once in supply order and settles each equation with the newest values. For a
//! productive component it converges from below (Stein & Rosenberg 1948) and adds only terms of one sign.

use crate::lanes::add_scaled;
use crate::order::Order;
use crate::requirement::Requirement;

/// Sweeps after which relaxation is given up for a factorisation.
pub(crate) const SWEEP_LIMIT: usize = 120;
/// A remainder below this share of the value settled so far is left unsettled.
pub(crate) const SETTLED: f64 = 1e-17;

/// Solves `M·x += rest` for one component by forward relaxation. `rest` holds the right-hand side at the component's
/// positions and what is left of it at the end; `x` is added to. Returns the sweeps used, or nothing when the
/// remainder has not fallen below `tolerance` times the value at every position.
pub(crate) fn relax_forward(
    order: &Order,
    requirement: &Requirement,
    component: usize,
    x: &mut [f64],
    rest: &mut [f64],
    tolerance: f64,
) -> Option<usize> {
    let span = order.span(component);
    for sweep in 1..=SWEEP_LIMIT {
        let mut open = 0_usize;
        for position in span.clone().rev() {
            let share = rest[position];
            if share.abs() <= SETTLED * x[position].abs() {
                continue;
            }
            x[position] += share;
            rest[position] = 0.0;
            if share.abs() > tolerance * x[position].abs() {
                open += 1;
            }
            let range = order.inner_range(position);
            for (&supplier, &need) in order.supplier[range.clone()].iter().zip(&requirement.values[range]) {
                rest[supplier as usize] += need * share;
            }
        }
        if open == 0 {
            return Some(sweep);
        }
    }
    None
}

/// Solves `Mᵀ·y = right` for one component by adjoint relaxation; on entry `y` is a first guess. Returns the sweeps
/// used, or nothing when a value still changes by more than `tolerance` of its size.
pub(crate) fn relax_adjoint<const W: usize>(
    order: &Order,
    requirement: &Requirement,
    component: usize,
    right: &[[f64; W]],
    y: &mut [[f64; W]],
    tolerance: f64,
) -> Option<usize> {
    let span = order.span(component);
    for sweep in 1..=SWEEP_LIMIT {
        let mut open = false;
        for position in span.clone() {
            let mut sum = right[position];
            let range = order.inner_range(position);
            for (&supplier, &need) in order.supplier[range.clone()].iter().zip(&requirement.values[range]) {
                add_scaled(&mut sum, need, &y[supplier as usize]);
            }
            for lane in 0..W {
                open |= (sum[lane] - y[position][lane]).abs() > tolerance * sum[lane].abs();
            }
            y[position] = sum;
        }
        if !open {
            return Some(sweep);
        }
    }
    None
}
