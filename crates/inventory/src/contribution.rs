//! What a score is made of: by activity, by elementary flow, by both, and by any label such as a region.
//!
//! With scaling `s`, interventions `B` and factors `q` of one indicator, activity `j` contributes
//! `s_j·Σ_k q_k·B_kj`, flow `k` contributes `q_k·(B·s)_k`. Each breakdown sums to the score.

use std::collections::BTreeMap;

use crate::system::System;

/// Contribution of one elementary flow of one activity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlowContribution {
    /// Activity.
    pub activity: u32,
    /// Elementary flow.
    pub flow: u32,
    /// Share of the score, in the indicator's unit.
    pub value: f64,
}

/// Factors `q` of one indicator, one per elementary flow; 0 where the indicator has none.
///
/// # Panics
/// When the system has no such indicator.
pub fn factors(system: &System, indicator: usize) -> Vec<f64> {
    let mut factors = vec![0.0; system.flows()];
    for (flow, value) in system.characterisation.column(indicator) {
        factors[flow] = value;
    }
    factors
}

/// Direct intensities `m = Bᵀ·q`: the score of the activity's own emissions, per unit of activity.
pub fn direct_intensities(system: &System, factors: &[f64]) -> Vec<f64> {
    system.interventions.multiply_transposed(factors)
}

/// Contributions `s_j·m_j` of the activities.
pub fn by_activity(direct: &[f64], scaling: &[f64]) -> Vec<f64> {
    direct.iter().zip(scaling).map(|(direct, scale)| direct * scale).collect()
}

/// Contributions `q_k·(B·s)_k` of the elementary flows.
pub fn by_flow(system: &System, factors: &[f64], scaling: &[f64]) -> Vec<f64> {
    let inventory = system.interventions.multiply(scaling);
    inventory.iter().zip(factors).map(|(amount, factor)| amount * factor).collect()
}

/// Contributions that are not zero of each flow of each activity, activities ascending.
pub fn by_activity_and_flow(system: &System, factors: &[f64], scaling: &[f64]) -> Vec<FlowContribution> {
    let mut found = Vec::new();
    for (activity, &scale) in scaling.iter().enumerate() {
        if scale == 0.0 {
            continue;
        }
        for (flow, amount) in system.interventions.column(activity) {
            let value = amount * factors[flow] * scale;
            if value != 0.0 {
                found.push(FlowContribution { activity: activity as u32, flow: flow as u32, value });
            }
        }
    }
    found
}

/// Sums of contributions over equal labels, such as the region of each activity.
pub fn by_label<L: Ord + Clone>(contributions: &[f64], labels: &[L]) -> BTreeMap<L, f64> {
    let mut sums = BTreeMap::new();
    for (value, label) in contributions.iter().zip(labels) {
        if *value != 0.0 {
            *sums.entry(label.clone()).or_insert(0.0) += value;
        }
    }
    sums
}

/// Indices and values of the `count` largest magnitudes, largest first; ties by index.
pub fn largest(contributions: &[f64], count: usize) -> Vec<(usize, f64)> {
    let mut order: Vec<(usize, f64)> =
        contributions.iter().copied().enumerate().filter(|&(_, value)| value != 0.0).collect();
    let rank = |a: &(usize, f64), b: &(usize, f64)| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0));
    if count < order.len() && count > 0 {
        order.select_nth_unstable_by(count - 1, rank);
    }
    order.truncate(count);
    order.sort_unstable_by(rank);
    order
}

/// Direct and upstream part of what passes through one activity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DirectAndUpstream {
    /// Emissions of the activity itself, `s_j·m_j`.
    pub direct: f64,
    /// Cradle-to-gate score of the activity's output, its own emissions included and its own loop counted once:
    /// `s_j·λ_j/(A⁻¹)_jj`.
    pub total: f64,
    /// Score carried by the gross output `A_jj·s_j·λ_j`; above `total` where the product feeds back into itself.
    pub throughput: f64,
}

/// Direct and upstream part of activity `j`, from its scaling `s_j`, direct intensity `m_j`, adjoint intensity `λ_j`
/// (score per unit of product), production `A_jj` and the diagonal `(A⁻¹)_jj` of the inverse.
///
/// In a demand `f` for product `j` alone `s_j = f·(A⁻¹)_jj`, so that `total` is the whole score `f·λ_j`.
pub fn direct_and_upstream(
    scaling: f64,
    direct: f64,
    intensity: f64,
    production: f64,
    inverse_diagonal: f64,
) -> DirectAndUpstream {
    let total = if scaling == 0.0 { 0.0 } else { scaling * intensity / inverse_diagonal };
    DirectAndUpstream { direct: scaling * direct, total, throughput: production * scaling * intensity }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{dense_inverse, productive_system, self_loop, solved};
    use proptest::prelude::*;

    #[test]
    fn self_loop_of_two_processes() {
        // openLCA core, SelfLoopAnalysis: demand of 2 units of the first product.
        let system = self_loop();
        let inverse = dense_inverse(&system.technosphere);
        for (indicator, direct, total) in [(0, [4.0, 8.0], [12.0, 10.0]), (1, [8.0, 4.0], [12.0, 8.0])] {
            let solution = solved(&system, &[2.0, 0.0], indicator);
            assert!((solution.scaling[0] - 4.0).abs() < 1e-12 && (solution.scaling[1] - 4.0).abs() < 1e-12);
            for j in 0..2 {
                let parts = direct_and_upstream(
                    solution.scaling[j],
                    solution.direct[j],
                    solution.intensities[j],
                    1.0,
                    inverse[j][j],
                );
                assert!((parts.direct - direct[j]).abs() < 1e-12);
                assert!((parts.total - total[j]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_largest_come_first() {
        assert_eq!(largest(&[1.0, -3.0, 0.0, 2.0], 2), [(1, -3.0), (3, 2.0)]);
        assert_eq!(largest(&[1.0, -3.0], 9), [(1, -3.0), (0, 1.0)]);
        assert!(largest(&[1.0], 0).is_empty());
    }

    proptest! {
        #[test]
        fn every_breakdown_sums_to_the_score((system, demand) in productive_system(8)) {
            for indicator in 0..system.indicators() {
                let solution = solved(&system, &demand, indicator);
                let factors = factors(&system, indicator);
                let tolerance = 1e-9 * (1.0 + solution.score.abs());
                let activities = by_activity(&solution.direct, &solution.scaling);
                prop_assert!((activities.iter().sum::<f64>() - solution.score).abs() < tolerance);
                let flows = by_flow(&system, &factors, &solution.scaling);
                prop_assert!((flows.iter().sum::<f64>() - solution.score).abs() < tolerance);
                let both = by_activity_and_flow(&system, &factors, &solution.scaling);
                prop_assert!((both.iter().map(|part| part.value).sum::<f64>() - solution.score).abs() < tolerance);
                let labels: Vec<&str> = (0..activities.len()).map(|j| ["CN", "US", "GLO"][j % 3]).collect();
                let regions = by_label(&activities, &labels);
                prop_assert!((regions.values().sum::<f64>() - solution.score).abs() < tolerance);
            }
        }
    }
}
