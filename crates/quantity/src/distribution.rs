//! Probability distributions of an amount.
//!
//! A distribution is absolute: it carries the amount's own unit. The written forms of the tables, which mostly are
//! relative to an amount, are [`crate::spread::Spread`].

use crate::elementary::exp;
use crate::quantile::{beta_quantile, normal_quantile};
use crate::sampling::Draw;
use crate::spread::SpreadError;

/// Distribution of one amount, in the amount's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// Always `value`.
    Certain {
        /// The value.
        value: f64,
    },
    /// `median·exp(σz)`; a negative median keeps its sign, so the magnitude is lognormal.
    Lognormal {
        /// Median, of either sign.
        median: f64,
        /// Standard deviation of the logarithm of the magnitude, `ln GSD`.
        sigma: f64,
    },
    /// `mean + sd·z`.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// Equal density between two bounds.
    Uniform {
        /// Lower bound.
        min: f64,
        /// Upper bound.
        max: f64,
    },
    /// Density rising linearly from `min` to `mode` and falling to `max`.
    Triangular {
        /// Lower bound.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Upper bound.
        max: f64,
    },
    /// Beta distribution on `[min, max]` with shapes `1 + 4(mode − min)/(max − min)` and
    /// `1 + 4(max − mode)/(max − min)` (PERT: Malcolm et al. 1959), mean `(min + 4·mode + max)/6`.
    Pert {
        /// Lower bound.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Upper bound.
        max: f64,
    },
}

impl Distribution {
    /// Checks that every parameter is finite, spreads are not negative and `min ≤ mode ≤ max`.
    pub fn validate(&self) -> Result<(), SpreadError> {
        let finite = |name: &'static str, value: f64| {
            if value.is_finite() { Ok(()) } else { Err(SpreadError::NotFinite { name, value }) }
        };
        let spread = |name: &'static str, value: f64| {
            finite(name, value)?;
            if value < 0.0 { Err(SpreadError::Negative { name, value }) } else { Ok(()) }
        };
        let ordered = |min: f64, mode: f64, max: f64| {
            finite("min", min)?;
            finite("mode", mode)?;
            finite("max", max)?;
            if min <= mode && mode <= max { Ok(()) } else { Err(SpreadError::Unordered { min, mode, max }) }
        };
        match *self {
            Self::Certain { value } => finite("value", value),
            Self::Lognormal { median, sigma } => finite("median", median).and(spread("sigma", sigma)),
            Self::Normal { mean, sd } => finite("mean", mean).and(spread("sd", sd)),
            Self::Uniform { min, max } => {
                // Only the two bounds are given; the middle stands in for the mode.
                ordered(min, if min <= max { min } else { max }, max)
            }
            Self::Triangular { min, mode, max } | Self::Pert { min, mode, max } => ordered(min, mode, max),
        }
    }

    /// Whether the amount has no spread.
    pub fn is_certain(&self) -> bool {
        match *self {
            Self::Certain { .. } => true,
            Self::Lognormal { median, sigma } => sigma == 0.0 || median == 0.0,
            Self::Normal { sd, .. } => sd == 0.0,
            Self::Uniform { min, max } | Self::Triangular { min, max, .. } | Self::Pert { min, max, .. } => min == max,
        }
    }

    /// Expected value.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Certain { value } => value,
            Self::Lognormal { median, sigma } => median * exp(0.5 * sigma * sigma),
            Self::Normal { mean, .. } => mean,
            Self::Uniform { min, max } => 0.5 * (min + max),
            Self::Triangular { min, mode, max } => (min + mode + max) / 3.0,
            Self::Pert { min, mode, max } => (min + 4.0 * mode + max) / 6.0,
        }
    }

    /// Value exceeded with probability one half.
    pub fn median(&self) -> f64 {
        match *self {
            Self::Lognormal { median, .. } => median,
            Self::Normal { mean, .. } => mean,
            _ => self.quantile(0.5),
        }
    }

    /// Variance, in the square of the unit.
    pub fn variance(&self) -> f64 {
        match *self {
            Self::Certain { .. } => 0.0,
            Self::Lognormal { median, sigma } => {
                let growth = exp(sigma * sigma);
                median * median * growth * (growth - 1.0)
            }
            Self::Normal { sd, .. } => sd * sd,
            Self::Uniform { min, max } => (max - min) * (max - min) / 12.0,
            Self::Triangular { min, mode, max } => {
                (min * min + mode * mode + max * max - min * mode - min * max - mode * max) / 18.0
            }
            Self::Pert { min, mode, max } => {
                // ab/((a + b)²(a + b + 1)) with a + b = 6.
                let (a, b) = pert_shapes(min, mode, max);
                a * b / 252.0 * (max - min) * (max - min)
            }
        }
    }

    /// Inverse cumulative distribution: the value not exceeded with probability `p`. NaN outside [0, 1].
    pub fn quantile(&self, p: f64) -> f64 {
        if p.is_nan() || !(0.0..=1.0).contains(&p) {
            return f64::NAN;
        }
        match *self {
            Self::Certain { value } => value,
            Self::Lognormal { median, sigma } => {
                if sigma == 0.0 {
                    return median;
                }
                let rising = if median < 0.0 { 1.0 - p } else { p };
                median * exp(sigma * normal_quantile(rising))
            }
            Self::Normal { mean, sd } => {
                if sd == 0.0 {
                    return mean;
                }
                mean + sd * normal_quantile(p)
            }
            Self::Uniform { min, max } => min + p * (max - min),
            Self::Triangular { min, mode, max } => {
                if max == min {
                    return min;
                }
                let below = (mode - min) / (max - min);
                if p <= below {
                    min + (p * (max - min) * (mode - min)).sqrt()
                } else {
                    max - ((1.0 - p) * (max - min) * (max - mode)).sqrt()
                }
            }
            Self::Pert { min, mode, max } => {
                if max == min {
                    return min;
                }
                let (a, b) = pert_shapes(min, mode, max);
                min + (max - min) * beta_quantile(a, b, p)
            }
        }
    }

    /// The amount that belongs to a draw.
    ///
    /// All forms are inverted from the same uniform value, so exchanges that share a draw move together; a lognormal
    /// of negative median grows in magnitude with the draw, as one of positive median does. The lognormal multiplier
    /// has single precision (see [`crate::sampling`]).
    pub fn sample(&self, draw: Draw) -> f64 {
        match *self {
            Self::Certain { value } => value,
            Self::Lognormal { median, sigma } => median * f64::from(draw.lognormal(sigma as f32)),
            Self::Normal { mean, sd } => mean + sd * draw.normal(),
            Self::Uniform { .. } | Self::Triangular { .. } | Self::Pert { .. } => self.quantile(draw.uniform()),
        }
    }

    /// Distribution of `factor` times the amount; bounds change places under a negative factor.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        let bounds = |min: f64, max: f64| {
            if factor < 0.0 { (max * factor, min * factor) } else { (min * factor, max * factor) }
        };
        match *self {
            Self::Certain { value } => Self::Certain { value: value * factor },
            Self::Lognormal { median, sigma } => Self::Lognormal { median: median * factor, sigma },
            Self::Normal { mean, sd } => Self::Normal { mean: mean * factor, sd: sd * factor.abs() },
            Self::Uniform { min, max } => {
                let (min, max) = bounds(min, max);
                Self::Uniform { min, max }
            }
            Self::Triangular { min, mode, max } => {
                let (min, max) = bounds(min, max);
                Self::Triangular { min, mode: mode * factor, max }
            }
            Self::Pert { min, mode, max } => {
                let (min, max) = bounds(min, max);
                Self::Pert { min, mode: mode * factor, max }
            }
        }
    }
}

fn pert_shapes(min: f64, mode: f64, max: f64) -> (f64, f64) {
    if max == min {
        return (3.0, 3.0);
    }
    (1.0 + 4.0 * (mode - min) / (max - min), 1.0 + 4.0 * (max - mode) / (max - min))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::SampleKey;
    use proptest::prelude::*;

    fn any_distribution() -> impl Strategy<Value = Distribution> {
        let three = (-100.0..100.0_f64, 0.0..50.0_f64, 0.0..50.0_f64);
        prop_oneof![
            (-100.0..100.0_f64, 0.0..1.0_f64).prop_map(|(median, sigma)| Distribution::Lognormal { median, sigma }),
            (-100.0..100.0_f64, 0.0..10.0_f64).prop_map(|(mean, sd)| Distribution::Normal { mean, sd }),
            (-100.0..100.0_f64, 0.0..10.0_f64).prop_map(|(min, w)| Distribution::Uniform { min, max: min + w }),
            three.clone().prop_map(|(min, a, b)| Distribution::Triangular { min, mode: min + a, max: min + a + b }),
            three.prop_map(|(min, a, b)| Distribution::Pert { min, mode: min + a, max: min + a + b }),
        ]
    }

    /// Mean and variance by integrating the quantile function over 2,000 equal steps of probability.
    fn integrated(distribution: &Distribution) -> (f64, f64) {
        let n = 2_000;
        let values: Vec<f64> = (0..n).map(|k| distribution.quantile((f64::from(k) + 0.5) / f64::from(n))).collect();
        let mean = values.iter().sum::<f64>() / f64::from(n);
        (mean, values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / f64::from(n))
    }

    #[test]
    fn known_moments() {
        let lognormal = Distribution::Lognormal { median: 2.0, sigma: 0.5 };
        assert!((lognormal.mean() - 2.0 * 0.125_f64.exp()).abs() < 1e-14);
        let pert = Distribution::Pert { min: 0.0, mode: 1.0, max: 6.0 };
        assert!((pert.mean() - 10.0 / 6.0).abs() < 1e-14);
        let triangular = Distribution::Triangular { min: 0.0, mode: 0.0, max: 3.0 };
        assert!((triangular.variance() - 0.5).abs() < 1e-14);
        assert!((triangular.quantile(0.75) - 1.5).abs() < 1e-14);
        // 95 % of a lognormal lie between median/gsd^1.96 and median·gsd^1.96.
        let low = Distribution::Lognormal { median: -3.0, sigma: 0.2 }.quantile(0.025);
        assert!((low + 3.0 * (0.2 * 1.959_963_984_540_054_f64).exp()).abs() < 1e-13);
    }

    #[test]
    fn defects_are_named() {
        let error = Distribution::Triangular { min: 1.0, mode: 3.0, max: 2.0 }.validate().unwrap_err();
        assert!(matches!(error, SpreadError::Unordered { .. }));
        assert!(Distribution::Normal { mean: 0.0, sd: -1.0 }.validate().is_err());
        assert!(Distribution::Lognormal { median: f64::NAN, sigma: 0.1 }.validate().is_err());
        assert!(Distribution::Uniform { min: 2.0, max: 1.0 }.validate().is_err());
        assert!(Distribution::Uniform { min: 1.0, max: 2.0 }.validate().is_ok());
    }

    #[test]
    fn lognormal_sample_moments() {
        let distribution = Distribution::Lognormal { median: -4.0, sigma: 0.3 };
        let n = 200_000;
        let values: Vec<f64> = (0..n).map(|k| distribution.sample(SampleKey::new(5, k).draw(99))).collect();
        let mean = values.iter().sum::<f64>() / n as f64;
        let sd = distribution.variance().sqrt();
        assert!((mean - distribution.mean()).abs() < 6.0 * sd / (n as f64).sqrt());
        assert!(values.iter().all(|&value| value < 0.0));
    }

    proptest! {
        #[test]
        fn moments_agree_with_the_quantile_function(distribution in any_distribution()) {
            let (mean, variance) = integrated(&distribution);
            let scale = distribution.mean().abs() + distribution.variance().sqrt() + 1e-9;
            prop_assert!((mean - distribution.mean()).abs() < 2e-3 * scale);
            prop_assert!((variance - distribution.variance()).abs() < 2e-2 * scale * scale);
        }

        #[test]
        fn quantiles_rise_and_scale(distribution in any_distribution(), p in 0.01..0.98_f64, factor in -5.0..5.0_f64) {
            prop_assert!(distribution.validate().is_ok());
            let (low, high) = (distribution.quantile(p), distribution.quantile(p + 0.01));
            prop_assert!(low <= high);
            let scaled = distribution.scaled(factor);
            prop_assert!(scaled.validate().is_ok());
            let expected = if factor < 0.0 { distribution.quantile(1.0 - p) } else { low } * factor;
            prop_assert!((scaled.quantile(p) - expected).abs() < 1e-9 * (1.0 + expected.abs()));
        }
    }
}
