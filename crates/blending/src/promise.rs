//! How many standard deviations below a limit the mean of a melt has to stay.
//!
//! Normal contents: `μ + z σ ≤ limit` with z the normal quantile of the confidence (Charnes & Cooper 1959). For all
//! limits of a melt together the doubt is shared evenly among them (Boole): at least the confidence, usually more.
//!
//! Lognormal contents: the sum over the lots is taken as one lognormal of the same mean and variance (L. F. Fenton,
//! "The sum of log-normal probability distributions in scatter transmission systems", IRE Trans. Commun. Syst. 8,
//! 1960). With c = σ/μ and s² = ln(1 + c²) its quantile is `μ exp(z s) / √(1 + c²)`, written here as `μ + k σ`.

use verdigris_quantity::quantile::normal_quantile;

use crate::melt::{Melt, Requirement};
use crate::{Options, Promise, Shape};

/// Factors of one requirement: of its lower and of its upper limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Factors {
    pub lower: f64,
    pub upper: f64,
}

/// The normal quantile the options ask for in a melt; 0 where contents are taken at their means.
pub(crate) fn quantile(options: &Options, melt: &Melt) -> f64 {
    let Some(confidence) = options.confidence else { return 0.0 };
    match options.promise {
        Promise::Limit => normal_quantile(confidence),
        Promise::Melt => {
            let sides: usize = melt.requirements.iter().filter(|own| own.varies()).map(Requirement::sides).sum();
            normal_quantile(1.0 - (1.0 - confidence) / sides.max(1) as f64)
        }
    }
}

/// Factors of a requirement for a melt of a mean and a standard deviation.
pub(crate) fn factors(shape: Shape, z: f64, mean: f64, deviation: f64) -> Factors {
    let variation = deviation / mean;
    if shape == Shape::Normal || !(1e-9..1e3).contains(&variation) {
        return Factors { lower: z, upper: z };
    }
    let s = (variation * variation).ln_1p().sqrt();
    let root = (1.0 + variation * variation).sqrt();
    Factors { lower: (1.0 - (-z * s).exp() / root) / variation, upper: ((z * s).exp() / root - 1.0) / variation }
}

/// Probability that a melt of a mean and a deviation keeps within limits, by the same distributions.
pub(crate) fn probability(shape: Shape, mean: f64, deviation: f64, min: Option<f64>, max: Option<f64>) -> f64 {
    if deviation <= 0.0 {
        let holds = min.is_none_or(|min| mean >= min - 1e-9) && max.is_none_or(|max| mean <= max + 1e-9);
        return f64::from(u8::from(holds));
    }
    let below = |limit: f64| {
        if shape == Shape::Normal || mean <= 0.0 {
            return normal((limit - mean) / deviation);
        }
        if limit <= 0.0 {
            return 0.0;
        }
        let square = (deviation / mean).powi(2).ln_1p();
        normal((limit.ln() - mean.ln() + 0.5 * square) / square.sqrt())
    };
    (max.map_or(1.0, below) - min.map_or(0.0, below)).max(0.0)
}

/// The standard normal distribution, by bisection of its quantile: within 1e-12.
fn normal(x: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    if !(-8.0..=8.0).contains(&x) {
        return f64::from(u8::from(x > 0.0));
    }
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if normal_quantile(middle) < x {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lognormal_factor_gives_the_lognormal_quantile() {
        let z = normal_quantile(0.95);
        for variation in [1e-6, 0.05, 0.3, 1.0] {
            let own = factors(Shape::Lognormal, z, 2.0, 2.0 * variation);
            for (side, limit) in [(0.95, 2.0 + own.upper * 2.0 * variation), (0.05, 2.0 - own.lower * 2.0 * variation)]
            {
                let reached = probability(Shape::Lognormal, 2.0, 2.0 * variation, None, Some(limit));
                assert!((reached - side).abs() < 1e-4, "{variation}: {reached}");
            }
        }
        let small = factors(Shape::Lognormal, z, 1.0, 1e-5);
        assert!((small.upper - z).abs() < 1e-4 && (small.lower - z).abs() < 1e-4);
    }

    #[test]
    fn the_normal_distribution_is_that_of_the_tables() {
        for (x, p) in [(0.0, 0.5), (1.0, 0.841_344_746_068_543), (-1.959_963_984_540_054, 0.025)] {
            assert!((normal(x) - p).abs() < 1e-12);
        }
    }
}
