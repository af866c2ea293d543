//! First-tier analysis: the cradle-to-gate score of each direct input of the demanded activities.
//!
//! For a demand `f` of product `j` the activity runs at level `f/A_jj`; its own emissions are `level·m_j` and its
//! input `i` carries `−A_ij·level·λ_i`. Own emissions and inputs sum to `f·λ_j` exactly, without a further solve.

use crate::sparse::Sparse;

/// Cradle-to-gate score of one direct input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TierInput {
    /// Product taken in; negative amounts are products given out beside the reference.
    pub product: u32,
    /// Amount taken in.
    pub amount: f64,
    /// Its cradle-to-gate score.
    pub score: f64,
}

/// First tier of one demanded product.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstTier {
    /// Product demanded.
    pub product: u32,
    /// Amount demanded.
    pub amount: f64,
    /// Own emissions of its activity.
    pub direct: f64,
    /// Direct inputs, largest magnitude first.
    pub inputs: Vec<TierInput>,
    /// The whole score, own emissions and inputs.
    pub score: f64,
}

/// First tiers of a demand of `(product, amount)`; `direct` is `m`, `intensities` is `λ` of one indicator.
pub fn first_tier(
    technosphere: &Sparse,
    demand: &[(usize, f64)],
    direct: &[f64],
    intensities: &[f64],
) -> Vec<FirstTier> {
    demand
        .iter()
        .map(|&(product, amount)| {
            let production = technosphere.get(product, product).unwrap_or(0.0);
            let level = if production == 0.0 { 0.0 } else { amount / production };
            let mut inputs: Vec<TierInput> = technosphere
                .column(product)
                .filter(|&(row, _)| row != product)
                .map(|(row, coefficient)| {
                    let taken = -coefficient * level;
                    TierInput { product: row as u32, amount: taken, score: taken * intensities[row] }
                })
                .collect();
            inputs.sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()).then(a.product.cmp(&b.product)));
            let own = level * direct[product];
            FirstTier { product: product as u32, amount, direct: own, inputs, score: amount * intensities[product] }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{productive_system, solved};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn own_emissions_and_inputs_are_the_whole((system, demand) in productive_system(8)) {
            let solution = solved(&system, &demand, 1);
            let demanded: Vec<(usize, f64)> = demand.iter().copied().enumerate().filter(|d| d.1 != 0.0).collect();
            let tiers = first_tier(&system.technosphere, &demanded, &solution.direct, &solution.intensities);
            let mut whole = 0.0;
            for tier in &tiers {
                let sum = tier.direct + tier.inputs.iter().map(|input| input.score).sum::<f64>();
                prop_assert!((sum - tier.score).abs() < 1e-9 * (1.0 + tier.score.abs()));
                whole += sum;
            }
            prop_assert!((whole - solution.score).abs() < 1e-9 * (1.0 + solution.score.abs()));
        }
    }
}
