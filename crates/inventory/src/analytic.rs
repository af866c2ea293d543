//! First-order (Taylor) variance of a score without sampling.
//!
//! `var(h) ≈ Σ_x (∂h/∂x)²·var(x)` over independent amounts `x` (Heijungs 2010; Groen et al. 2014). Amounts that share
//! a stable id move together, so their terms `∂h/∂x·sd(x)` are added before squaring.

use std::collections::BTreeMap;

use verdigris_quantity::distribution::Distribution;

use crate::sensitivity::Gradient;
use crate::uncertain::Uncertain;

/// Part of the variance that comes from one draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VarianceTerm {
    /// Stable id of the draw.
    pub id: u64,
    /// Index of the first amount with this id in the list given.
    pub first: usize,
    /// Signed standard deviation the draw causes: positive when score and draw rise together.
    pub deviation: f64,
    /// Its square.
    pub variance: f64,
}

/// First-order variance of a score.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FirstOrder {
    /// The variance, in the square of the indicator's unit.
    pub variance: f64,
    /// Its terms, largest first; they sum to the variance.
    pub terms: Vec<VarianceTerm>,
}

/// First-order variance of the score whose gradient is given.
pub fn first_order_variance(uncertain: &[Uncertain], gradient: Gradient<'_>) -> FirstOrder {
    let mut by_draw: BTreeMap<u64, (usize, f64)> = BTreeMap::new();
    for (index, item) in uncertain.iter().enumerate() {
        let variance = item.distribution.variance();
        if variance > 0.0 {
            let slope = item.factor * gradient.derivative(item.place);
            // A lognormal of negative median falls as its draw rises.
            let direction = match item.distribution {
                Distribution::Lognormal { median, .. } if median < 0.0 => -1.0,
                _ => 1.0,
            };
            by_draw.entry(item.id).or_insert((index, 0.0)).1 += direction * slope * variance.sqrt();
        }
    }
    let mut terms: Vec<VarianceTerm> = by_draw
        .into_iter()
        .map(|(id, (first, deviation))| VarianceTerm { id, first, deviation, variance: deviation * deviation })
        .collect();
    let variance = terms.iter().map(|term| term.variance).sum();
    terms.sort_by(|a, b| b.variance.total_cmp(&a.variance).then(a.first.cmp(&b.first)));
    FirstOrder { variance, terms }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{groen, groen_uncertain, solved};

    #[test]
    fn two_processes_with_five_uncertain_entries() {
        let system = groen();
        let solution = solved(&system, &[1000.0, 0.0], 0);
        assert!((solution.score - 120.0).abs() < 1e-12);
        let result = first_order_variance(&groen_uncertain(), solution.gradient());
        assert!((result.variance - 64.0).abs() < 1e-10);
        let mut by_entry: Vec<(usize, f64)> = result.terms.iter().map(|term| (term.first, term.variance)).collect();
        by_entry.sort_by_key(|&(first, _)| first);
        // Entries in the order a11, a21, a22, b1, b2.
        for ((_, variance), expected) in by_entry.iter().zip([36.0, 1.0, 1.0, 25.0, 1.0]) {
            assert!((variance - expected).abs() < 1e-10, "{by_entry:?}");
        }
    }

    #[test]
    fn shared_draws_add_before_squaring() {
        let system = groen();
        let solution = solved(&system, &[1000.0, 0.0], 0);
        let mut uncertain = groen_uncertain();
        // The two emissions (deviations 5 and 1) of one group: 36 instead of 25 + 1.
        uncertain[4].id = uncertain[3].id;
        let result = first_order_variance(&uncertain, solution.gradient());
        assert!((result.variance - 74.0).abs() < 1e-10);
    }
}
