//! The same figures by Bayes' rule: a check of [`crate::reconcile`] that shares none of its steps.
//!
//! Measurements give a Gaussian prior, unmeasured variables a flat one; the balances confine all to `z = z₀ + N t`, where
//! `N` spans the null space of the balances. The posterior of `t` is Gaussian,
//!
//! ```text
//! t̂ = (Nᵀ W N)⁻¹ Nᵀ W (y − z₀),   W = V⁻¹ on measured variables, 0 on the others
//! ```
//!
//! and what its precision leaves open is not determined.

use crate::matrix::{Matrix, dot, forward, norm};
use crate::pivoted::factor;
use crate::{Reading, ReconciliationError, System};

/// Posterior mean and standard deviation of each variable; none where the balances do not determine it.
pub fn posterior(system: &System) -> Result<Vec<Option<(f64, f64)>>, ReconciliationError> {
    system.validate()?;
    let n = system.variables.len();
    let exact: Vec<usize> = (0..n).filter(|&v| matches!(system.variables[v].reading, Reading::Exact { .. })).collect();
    let measured: Vec<usize> =
        (0..n).filter(|&v| matches!(system.variables[v].reading, Reading::Measured { .. })).collect();
    // Balances and exact values as rows of C z = c, columns scaled by what is a natural size of the variable.
    let scale: Vec<f64> = system
        .variables
        .iter()
        .map(|variable| match variable.reading {
            Reading::Measured { value, sd } => value.abs().max(sd),
            Reading::Exact { value } if value != 0.0 => value.abs(),
            _ => 1.0,
        })
        .collect();
    let rows = system.balances.len() + exact.len();
    let (mut c, mut right) = (Matrix::zeros(n, rows), vec![0.0; rows]);
    for (i, balance) in system.balances.iter().enumerate() {
        for &(variable, factor) in &balance.terms {
            c.set(variable, i, c.get(variable, i) + factor * scale[variable]);
        }
        right[i] = balance.constant;
    }
    for (k, &variable) in exact.iter().enumerate() {
        c.set(variable, system.balances.len() + k, scale[variable]);
        if let Reading::Exact { value } = system.variables[variable].reading {
            right[system.balances.len() + k] = value;
        }
    }
    for (i, value) in right.iter_mut().enumerate() {
        let length = norm(c.column(i));
        if length > 0.0 {
            c.column_mut(i).iter_mut().for_each(|entry| *entry /= length);
            *value /= length;
        }
    }
    let parts = factor(&c, 1e-10);
    let picked: Vec<f64> = parts.order[..parts.rank].iter().map(|&i| right[i]).collect();
    let along = forward(&parts.lower(), &picked);
    let mut start = vec![0.0; n];
    for (k, &part) in along.iter().enumerate() {
        start.iter_mut().zip(parts.q.column(k)).for_each(|(sum, value)| *sum += part * value);
    }
    // Weighted directions L⁻¹ N on the measured variables.
    let lower = system.covariance_factor(&measured)?;
    let free = n - parts.rank;
    let mut weighted = Matrix::zeros(measured.len(), free);
    let seen = |vector: &[f64]| -> Vec<f64> { measured.iter().map(|&v| vector[v] * scale[v]).collect() };
    for k in 0..free {
        weighted.column_mut(k).copy_from_slice(&forward(&lower, &seen(parts.q.column(parts.rank + k))));
    }
    let target: Vec<f64> = measured
        .iter()
        .map(|&v| match system.variables[v].reading {
            Reading::Measured { value, .. } => value - start[v] * scale[v],
            _ => 0.0,
        })
        .collect();
    let target = forward(&lower, &target);
    let precision = factor(&weighted, 1e-10);
    let rank = precision.rank;
    let turned: Vec<f64> = (0..rank).map(|k| dot(precision.q.column(k), &target)).collect();
    let solved = precision.backward(&turned);
    let mut t = vec![0.0; free];
    for (at, value) in solved.into_iter().enumerate() {
        t[precision.order[at]] = value;
    }
    Ok((0..n)
        .map(|v| {
            let row: Vec<f64> = (0..free).map(|k| parts.q.get(v, parts.rank + k)).collect();
            let ordered: Vec<f64> = precision.order.iter().map(|&k| row[k]).collect();
            // sd² = row (RᵀR)⁻¹ rowᵀ; determined if the row lies in the space R spans.
            let half = forward(&precision.lower(), &ordered[..rank]);
            let open = (rank..free).any(|k| {
                let told: f64 = (0..rank).map(|i| precision.r.get(i, k) * half[i]).sum();
                (ordered[k] - told).abs() > 1e-8
            });
            (!open).then(|| ((start[v] + dot(&row, &t)) * scale[v], norm(&half) * scale[v]))
        })
        .collect())
}
