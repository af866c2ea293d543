//! Spreads in another unit.

use verdigris_quantity::spread::Spread;

/// The spread of an amount that is multiplied by `factor`.
pub fn scaled(spread: Spread, factor: f64) -> Spread {
    match spread {
        Spread::Lognormal { .. } | Spread::NormalVariation { .. } => spread,
        Spread::NormalDeviation { sd } => Spread::NormalDeviation { sd: sd * factor },
        Spread::Uniform { min, max } => Spread::Uniform { min: min * factor, max: max * factor },
        Spread::Triangular { min, mode, max } => {
            Spread::Triangular { min: min * factor, mode: mode * factor, max: max * factor }
        }
        Spread::Pert { min, mode, max } => Spread::Pert { min: min * factor, mode: mode * factor, max: max * factor },
    }
}
