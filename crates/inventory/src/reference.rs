//! Systems and a dense solver for tests: small, slow and written without the solver under test.

use proptest::prelude::*;

use verdigris_quantity::distribution::Distribution;

use crate::contribution::{direct_intensities, factors};
use crate::sensitivity::{Gradient, Place};
use crate::sparse::Sparse;
use crate::system::System;
use crate::traversal::Solved;
use crate::uncertain::Uncertain;

/// A dense solution of one demand for one indicator.
pub(crate) struct Solution {
    pub indicator: u32,
    pub factors: Vec<f64>,
    pub inventory: Vec<f64>,
    pub scaling: Vec<f64>,
    pub direct: Vec<f64>,
    pub intensities: Vec<f64>,
    pub score: f64,
}

impl Solution {
    pub(crate) fn view(&self) -> Solved<'_> {
        Solved { scaling: &self.scaling, direct: &self.direct, intensities: &self.intensities }
    }

    pub(crate) fn gradient(&self) -> Gradient<'_> {
        Gradient { solved: self.view(), indicator: self.indicator, factors: &self.factors, inventory: &self.inventory }
    }
}

/// Inverse by Gauss-Jordan elimination with row exchanges.
pub(crate) fn dense_inverse(matrix: &Sparse) -> Vec<Vec<f64>> {
    let n = matrix.columns();
    let mut work = vec![vec![0.0; 2 * n]; n];
    for column in 0..n {
        for (row, value) in matrix.column(column) {
            work[row][column] = value;
        }
        work[column][n + column] = 1.0;
    }
    for column in 0..n {
        let pivot = (column..n).max_by(|&a, &b| work[a][column].abs().total_cmp(&work[b][column].abs())).unwrap();
        work.swap(column, pivot);
        let lead = work[column][column];
        assert!(lead != 0.0, "singular");
        let pivot_row: Vec<f64> = work[column].iter().map(|value| value / lead).collect();
        for (row, line) in work.iter_mut().enumerate() {
            if row != column {
                let factor = line[column];
                for (value, pivot) in line.iter_mut().zip(&pivot_row) {
                    *value -= factor * pivot;
                }
            }
        }
        work[column] = pivot_row;
    }
    work.into_iter().map(|row| row[n..].to_vec()).collect()
}

/// Scaling, intensities and score by the dense inverse.
pub(crate) fn solved(system: &System, demand: &[f64], indicator: usize) -> Solution {
    let inverse = dense_inverse(&system.technosphere);
    let n = demand.len();
    let factors = factors(system, indicator);
    let direct = direct_intensities(system, &factors);
    let scaling: Vec<f64> = (0..n).map(|i| (0..n).map(|j| inverse[i][j] * demand[j]).sum()).collect();
    let intensities: Vec<f64> = (0..n).map(|j| (0..n).map(|i| inverse[i][j] * direct[i]).sum()).collect();
    let score = intensities.iter().zip(demand).map(|(a, b)| a * b).sum();
    let inventory = system.interventions.multiply(&scaling);
    Solution { indicator: indicator as u32, factors, inventory, scaling, direct, intensities, score }
}

pub(crate) fn system(technosphere: &[&[f64]], interventions: &[&[f64]], indicators: &[&[f64]]) -> System {
    let sparse = |rows: &[&[f64]], columns: usize, transposed: bool| {
        let mut triplets = Vec::new();
        for (row, line) in rows.iter().enumerate() {
            for (column, &value) in line.iter().enumerate() {
                if value != 0.0 {
                    let place = if transposed { (column, row) } else { (row, column) };
                    triplets.push((place.0 as u32, place.1 as u32, value));
                }
            }
        }
        let shape = if transposed { (columns, rows.len()) } else { (rows.len(), columns) };
        Sparse::from_triplets(shape.0, shape.1, &triplets)
    };
    System {
        technosphere: sparse(technosphere, technosphere.len(), false),
        interventions: sparse(interventions, technosphere.len(), false),
        characterisation: sparse(indicators, interventions.len(), true),
    }
}

/// openLCA core, SelfLoopAnalysis.
pub(crate) fn self_loop() -> System {
    system(&[&[1.0, -0.5], &[-1.0, 1.0]], &[&[1.0, 2.0], &[2.0, 1.0]], &[&[1.0, 0.0], &[0.0, 1.0]])
}

/// openLCA core, SankeyTest; the demand is one unit of the first product.
pub(crate) fn sankey() -> System {
    system(&[&[1.0, 0.0, 0.0], &[-1.0, 1.0, -0.1], &[0.0, -2.0, 1.0]], &[&[1.0, 2.0, 3.0]], &[&[1.0]])
}

/// Groen et al., the two-process case of analytic uncertainty; the demand is 1000 units of the first product.
pub(crate) fn groen() -> System {
    system(&[&[10.0, 0.0], &[-2.0, 100.0]], &[&[1.0, 10.0]], &[&[1.0]])
}

/// Productive systems of up to `size` activities with 3 flows, 2 indicators and a demand with up to two products.
pub(crate) fn productive_system(size: usize) -> impl Strategy<Value = (System, Vec<f64>)> {
    (2..=size).prop_flat_map(|n| {
        let entry = prop_oneof![2 => Just(0.0), 1 => 0.01..1.0_f64];
        (
            prop::collection::vec(entry, n * n),
            prop::collection::vec(0.2..20.0_f64, n),
            prop::collection::vec(prop_oneof![1 => Just(0.0), 3 => 0.1..5.0_f64], 3 * n),
            prop::collection::vec(0.5..2.0_f64, 6),
            (0..n, 0..n),
        )
            .prop_map(move |(inputs, outputs, emissions, factors, (first, second))| {
                let mut triplets = Vec::new();
                for column in 0..n {
                    // Inputs take at most 0.8 of the output, measured in units where every output is 1.
                    let sum: f64 = (0..n).filter(|&row| row != column).map(|row| inputs[row * n + column]).sum();
                    for row in 0..n {
                        let input = inputs[row * n + column];
                        if row == column {
                            triplets.push((row as u32, column as u32, outputs[row]));
                        } else if input > 0.0 {
                            let value = -0.8 * input / sum.max(1.0) * outputs[row];
                            triplets.push((row as u32, column as u32, value));
                        }
                    }
                }
                let emitted: Vec<_> = (0..3 * n)
                    .filter(|&k| emissions[k] != 0.0)
                    .map(|k| ((k % 3) as u32, (k / 3) as u32, emissions[k]))
                    .collect();
                let characterised: Vec<_> = (0..6).map(|k| ((k % 3) as u32, (k / 3) as u32, factors[k])).collect();
                let mut demand = vec![0.0; n];
                demand[first] += 1.0;
                demand[second] += 0.5;
                let system = System {
                    technosphere: Sparse::from_triplets(n, n, &triplets),
                    interventions: Sparse::from_triplets(3, n, &emitted),
                    characterisation: Sparse::from_triplets(3, 2, &characterised),
                };
                (system, demand)
            })
    })
}

/// The five entries of [`groen`], normal with a coefficient of variation of 5 %, in the order a11, a21, a22, b1, b2.
pub(crate) fn groen_uncertain() -> Vec<Uncertain> {
    let places = [
        (Place::Technosphere { row: 0, column: 0 }, 1.0, 10.0),
        (Place::Technosphere { row: 1, column: 0 }, -1.0, 2.0),
        (Place::Technosphere { row: 1, column: 1 }, 1.0, 100.0),
        (Place::Intervention { row: 0, column: 0 }, 1.0, 1.0),
        (Place::Intervention { row: 0, column: 1 }, 1.0, 10.0),
    ];
    let entry = |(k, (place, factor, amount)): (usize, (Place, f64, f64))| Uncertain {
        place,
        factor,
        amount,
        distribution: Distribution::Normal { mean: amount, sd: 0.05 * amount },
        id: 1000 + k as u64,
    };
    places.into_iter().enumerate().map(entry).collect()
}
