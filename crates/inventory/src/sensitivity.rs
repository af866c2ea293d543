//! Sensitivity of a score to every entry of the matrices, from one scaling and one adjoint solution.
//!
//! For `h = qᵀ·B·A⁻¹·f`: `∂h/∂A_ij = −λ_i·s_j`, `∂h/∂B_kj = q_k·s_j`, `∂h/∂q_k = g_k` (Heijungs 2010). The relative
//! elasticity `(x/h)·∂h/∂x` is the percentage by which the score changes when an entry grows by one per cent. As `h`
//! is homogeneous of degree −1 in `A` and +1 in `B` and `q`, elasticities sum to −1 over `A` and to 1 over each of the others.

use crate::contribution::largest;
use crate::system::System;
use crate::traversal::Solved;

/// A place in one of the matrices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// Entry of `A`.
    Technosphere {
        /// Product.
        row: u32,
        /// Activity.
        column: u32,
    },
    /// Entry of `B`.
    Intervention {
        /// Elementary flow.
        row: u32,
        /// Activity.
        column: u32,
    },
    /// Characterisation factor, an entry of `Qᵀ`.
    Factor {
        /// Elementary flow.
        flow: u32,
        /// Indicator.
        indicator: u32,
    },
}

/// Sensitivity of a score to one entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sensitivity {
    /// Which entry.
    pub place: Place,
    /// Its value.
    pub value: f64,
    /// Change of the score per unit of change of the entry.
    pub derivative: f64,
    /// Relative change of the score per relative change of the entry; 0 where the score is 0.
    pub elasticity: f64,
}

/// What the derivatives of one score need.
#[derive(Clone, Copy, Debug)]
pub struct Gradient<'a> {
    /// Scaling and intensities of the demand and the indicator.
    pub solved: Solved<'a>,
    /// The indicator.
    pub indicator: u32,
    /// Its factors `q`.
    pub factors: &'a [f64],
    /// Inventory `g = B·s`.
    pub inventory: &'a [f64],
}

impl Gradient<'_> {
    /// `∂h/∂x` at one place; 0 at a factor of another indicator.
    pub fn derivative(&self, place: Place) -> f64 {
        match place {
            Place::Technosphere { row, column } => {
                -self.solved.intensities[row as usize] * self.solved.scaling[column as usize]
            }
            Place::Intervention { row, column } => self.factors[row as usize] * self.solved.scaling[column as usize],
            Place::Factor { flow, indicator } if indicator == self.indicator => self.inventory[flow as usize],
            Place::Factor { .. } => 0.0,
        }
    }
}

/// Sensitivities of all entries, or of the `count` of largest absolute elasticity, largest first.
///
/// Production exchanges (the diagonal of `A`) are included; `score` is `h`.
pub fn sensitivities(system: &System, gradient: Gradient<'_>, score: f64, count: usize) -> Vec<Sensitivity> {
    let mut found = Vec::new();
    let mut add = |place: Place, value: f64| {
        let derivative = gradient.derivative(place);
        if derivative != 0.0 {
            let elasticity = if score == 0.0 { 0.0 } else { derivative * value / score };
            found.push(Sensitivity { place, value, derivative, elasticity });
        }
    };
    for column in 0..system.size() {
        for (row, value) in system.technosphere.column(column) {
            add(Place::Technosphere { row: row as u32, column: column as u32 }, value);
        }
        for (row, value) in system.interventions.column(column) {
            add(Place::Intervention { row: row as u32, column: column as u32 }, value);
        }
    }
    for (flow, &value) in gradient.factors.iter().enumerate() {
        if value != 0.0 {
            add(Place::Factor { flow: flow as u32, indicator: gradient.indicator }, value);
        }
    }
    let rank: Vec<f64> = found.iter().map(|entry| entry.elasticity).collect();
    largest(&rank, count).into_iter().map(|(index, _)| found[index]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{productive_system, solved};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn elasticities_obey_homogeneity((system, demand) in productive_system(7)) {
            let solution = solved(&system, &demand, 0);
            prop_assume!(solution.score.abs() > 1e-6);
            let gradient = solution.gradient();
            let all = sensitivities(&system, gradient, solution.score, usize::MAX);
            let sum = |wanted: fn(&Place) -> bool| -> f64 {
                all.iter().filter(|entry| wanted(&entry.place)).map(|entry| entry.elasticity).sum()
            };
            let over_a = sum(|place| matches!(place, Place::Technosphere { .. }));
            let over_b = sum(|place| matches!(place, Place::Intervention { .. }));
            let over_q = sum(|place| matches!(place, Place::Factor { .. }));
            prop_assert!((over_a + 1.0).abs() < 1e-9);
            prop_assert!((over_b - 1.0).abs() < 1e-9);
            prop_assert!((over_q - 1.0).abs() < 1e-9);
            for pair in all.windows(2) {
                prop_assert!(pair[0].elasticity.abs() >= pair[1].elasticity.abs());
            }
        }

        #[test]
        fn derivatives_are_differences((system, demand) in productive_system(5), pick in 0.0..1.0_f64) {
            let solution = solved(&system, &demand, 1);
            let column = ((system.size() as f64) * pick) as usize;
            for (row, value) in system.technosphere.column(column) {
                let place = Place::Technosphere { row: row as u32, column: column as u32 };
                let told = solution.gradient().derivative(place);
                let moved = |step: f64| {
                    let mut other = system.clone();
                    let entry = other.technosphere.entry(row, column).unwrap();
                    other.technosphere.values_mut()[entry] += step;
                    solved(&other, &demand, 1).score
                };
                let step = 1e-5 * value.abs();
                let difference = (moved(step) - moved(-step)) / (2.0 * step);
                prop_assert!((told - difference).abs() < 1e-5 * (1e-3 + told.abs() + solution.score / value.abs()));
            }
        }
    }
}
