//! Gross errors: biased readings and leaking nodes, by generalised likelihood ratios with serial elimination.
//!
//! S. Narasimhan & R. S. H. Mah, "Generalized likelihood ratio method for gross error identification", AIChE J. 33
//! (1987) 1514–1521: with the whitened residual ρ and the direction φ of a supposed error of one unit,
//!
//! ```text
//! T = (φ·ρ)² / (φ·φ),   size b̂ = (φ·ρ) / (φ·φ),   sd(b̂) = 1 / ‖φ‖
//! ```
//!
//! The error with the largest T above the bound is taken out (its reading counts as not measured, its leak as an unknown
//! flow), and the rest is searched again.

use serde::Serialize;

use crate::linear::{Whitened, reconcile_at, sidak};
use crate::matrix::dot;
use crate::{Reading, Reconciled, ReconciliationError, System, chi_square_quantile};

/// Where a gross error is supposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "index")]
pub enum Suspect {
    /// A reading with a bias, by index of the variable.
    Bias(usize),
    /// A node that loses or gains, by index of the balance.
    Leak(usize),
}

/// A gross error found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GrossError {
    /// Where.
    pub suspect: Suspect,
    /// Size estimated with all errors found: measured minus true value, or the surplus `Σ coefficient·variable` of the
    /// node (above zero: more goes in than is seen to come out).
    pub size: f64,
    /// Standard deviation of that size when it was found.
    pub sd: f64,
    /// Likelihood ratio statistic when it was found.
    pub statistic: f64,
    /// Bound of the statistic.
    pub critical: f64,
    /// Other places that would explain the residuals exactly as well; measurements cannot tell them apart.
    pub equivalent: Vec<Suspect>,
}

/// The gross errors of a system and the reconciliation without them.
#[derive(Clone, Debug, Serialize)]
pub struct Detection {
    /// Errors in the order found.
    pub errors: Vec<GrossError>,
    /// The reconciliation with the suspected readings taken as not measured and the leaks as unknown flows; leaks stand as
    /// variables after those of the system.
    pub corrected: Reconciled,
}

/// Searches a linear system for gross errors at a level of significance for the whole search.
pub fn detect(system: &System, significance: f64) -> Result<Detection, ReconciliationError> {
    let first = reconcile_at(system, significance, None)?;
    let errors = search(&first.whitened, significance);
    let corrected =
        if errors.is_empty() { first } else { reconcile_at(&without(system, &errors), significance, None)? };
    Ok(Detection { errors, corrected })
}

/// The system with biased readings not measured and leaks as unknown flows.
pub(crate) fn without(system: &System, errors: &[GrossError]) -> System {
    let mut freed = system.clone();
    for error in errors {
        match error.suspect {
            Suspect::Bias(variable) => freed.variables[variable].reading = Reading::Unmeasured,
            Suspect::Leak(balance) => {
                let name = format!("leak of {}", freed.balances[balance].name);
                let leak = freed.unmeasured(name);
                freed.balances[balance].terms.push((leak, -1.0));
            }
        }
    }
    freed
        .correlations
        .retain(|&(a, b, _)| [a, b].iter().all(|&v| matches!(freed.variables[v].reading, Reading::Measured { .. })));
    freed
}

pub(crate) fn search(whitened: &Whitened, significance: f64) -> Vec<GrossError> {
    let candidates: Vec<(Suspect, &Vec<f64>)> = whitened
        .biases
        .iter()
        .map(|(variable, direction)| (Suspect::Bias(*variable), direction))
        .chain(whitened.leaks.iter().map(|(balance, direction)| (Suspect::Leak(*balance), direction)))
        .filter(|(_, direction)| dot(direction, direction) > 0.0)
        .collect();
    let critical = chi_square_quantile(1.0, 1.0 - sidak(significance, candidates.len()));
    let mut basis: Vec<Vec<f64>> = Vec::new();
    let mut errors: Vec<GrossError> = Vec::new();
    // One balance must stay to test with.
    while basis.len() + 1 < whitened.residual.len() || (basis.is_empty() && !whitened.residual.is_empty()) {
        let residual = outside(&basis, &whitened.residual);
        let remaining: Vec<(Suspect, Vec<f64>, f64)> = candidates
            .iter()
            .map(|(suspect, direction)| {
                let seen = outside(&basis, direction);
                let size = dot(&seen, &seen);
                (*suspect, seen, size / dot(direction, direction))
            })
            .filter(|(_, _, share)| *share > 1e-12)
            .map(|(suspect, seen, _)| {
                let along = dot(&seen, &residual);
                let statistic = along * along / dot(&seen, &seen);
                (suspect, seen, statistic)
            })
            .collect();
        let mut best: Option<&(Suspect, Vec<f64>, f64)> = None;
        for candidate in &remaining {
            // A clear lead is needed, so that the first of equals is named.
            if best.is_none_or(|best| candidate.2 > best.2 * (1.0 + 1e-9)) {
                best = Some(candidate);
            }
        }
        let Some((suspect, direction, statistic)) = best.filter(|best| best.2 > critical) else { break };
        let length = dot(direction, direction).sqrt();
        let equivalent = remaining
            .iter()
            .filter(|(other, seen, _)| {
                other != suspect && dot(seen, direction).abs() > (1.0 - 1e-9) * dot(seen, seen).sqrt() * length
            })
            .map(|(other, ..)| *other)
            .collect();
        errors.push(GrossError {
            suspect: *suspect,
            size: 0.0,
            sd: 1.0 / length,
            statistic: *statistic,
            critical,
            equivalent,
        });
        basis.push(direction.iter().map(|value| value / length).collect());
    }
    let directions: Vec<&Vec<f64>> = errors
        .iter()
        .filter_map(|error| candidates.iter().find(|(suspect, _)| *suspect == error.suspect).map(|found| found.1))
        .collect();
    for (error, size) in errors.iter_mut().zip(sizes(&basis, &directions, &whitened.residual)) {
        error.size = size;
    }
    errors
}

/// Part of a vector outside the space of orthonormal vectors.
fn outside(basis: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    let mut rest = vector.to_vec();
    // Twice, against rounding.
    for unit in basis.iter().chain(basis) {
        let along = dot(unit, &rest);
        rest.iter_mut().zip(unit).for_each(|(value, part)| *value -= along * part);
    }
    rest
}

/// Least-squares sizes of all errors together: the directions form a triangle on the basis made of them in order.
fn sizes(basis: &[Vec<f64>], directions: &[&Vec<f64>], residual: &[f64]) -> Vec<f64> {
    let count = directions.len();
    let mut sizes: Vec<f64> = basis.iter().map(|unit| dot(unit, residual)).collect();
    for i in (0..count).rev() {
        for k in i + 1..count {
            sizes[i] -= dot(&basis[i], directions[k]) * sizes[k];
        }
        sizes[i] /= dot(&basis[i], directions[i]);
    }
    sizes
}
