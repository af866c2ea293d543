//! Lifetimes: the share of goods still in use at an age.
//!
//! `S(a) = P(lifetime > a)` for an age `a ≥ 0` in years. A normal lifetime is not cut at age 0: the part of it that lies
//! below 0 leaves in the step it enters, as in the reference models; folded normal, log-normal, Weibull and gamma
//! lifetimes have no such part.

use serde::{Deserialize, Serialize};
use verdigris_quantity::elementary::{exp, ln};

use crate::{
    error::MaterialsError,
    special::{gamma::incomplete, gumbel_survival, ln_gamma, normal_survival, table},
};

/// How long goods stay in use, in years.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Lifetime {
    /// All leave when they reach `mean`: `S(a) = 1` for `a < mean`, else 0. A lifetime of 0 leaves at once.
    Fixed {
        /// Age at which goods leave.
        mean: f64,
    },
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation; 0 makes the lifetime fixed.
        sd: f64,
    },
    /// The magnitude of a normal variable: `S(a) = Φ((mean − a)/sd) + Φ(−(mean + a)/sd)`; `mean` and `sd` are those
    /// before folding.
    FoldedNormal {
        /// Mean before folding.
        mean: f64,
        /// Standard deviation before folding.
        sd: f64,
    },
    /// Log-normal by its own mean and standard deviation: `σ² = ln(1 + sd²/mean²)`, `μ = ln mean − σ²/2`.
    LogNormal {
        /// Mean lifetime.
        mean: f64,
        /// Standard deviation of the lifetime.
        sd: f64,
    },
    /// Weibull: `S(a) = exp(−(a/scale)^shape)`.
    Weibull {
        /// Shape.
        shape: f64,
        /// Scale, the age only 1/e reach.
        scale: f64,
    },
    /// Gamma: `S(a) = Q(shape, a/scale)`, mean `shape·scale`.
    Gamma {
        /// Shape.
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// Observed shares surviving at rising ages, joined by straight lines; 1 at age 0, the last share beyond.
    Empirical {
        /// Ages, rising, from above 0.
        ages: Vec<f64>,
        /// Shares surviving, falling.
        shares: Vec<f64>,
    },
}

impl Lifetime {
    /// A Weibull lifetime of a mean: `scale = mean/Γ(1 + 1/shape)`.
    pub fn weibull_of_mean(mean: f64, shape: f64) -> Self {
        Self::Weibull { shape, scale: mean / exp(ln_gamma(1.0 + 1.0 / shape)) }
    }

    /// A gamma lifetime of a mean and a standard deviation.
    pub fn gamma_of_mean(mean: f64, sd: f64) -> Self {
        Self::Gamma { shape: mean * mean / (sd * sd), scale: sd * sd / mean }
    }

    /// Checks the parameters; `place` names the cohort and series in the error.
    pub fn validate(&self, place: impl Fn() -> String) -> Result<(), MaterialsError> {
        let refuse =
            |parameter, value, wanted| Err(MaterialsError::Lifetime { place: place(), parameter, value, wanted });
        let at_least_zero = |parameter, value: f64| {
            if value.is_finite() && value >= 0.0 { Ok(()) } else { refuse(parameter, value, "finite and not negative") }
        };
        let above_zero = |parameter, value: f64| {
            if value.is_finite() && value > 0.0 { Ok(()) } else { refuse(parameter, value, "finite and above zero") }
        };
        match self {
            Self::Fixed { mean } => at_least_zero("mean", *mean),
            Self::Normal { mean, sd } | Self::FoldedNormal { mean, sd } => {
                at_least_zero("mean", *mean).and(at_least_zero("standard deviation", *sd))
            }
            Self::LogNormal { mean, sd } => above_zero("mean", *mean).and(above_zero("standard deviation", *sd)),
            Self::Weibull { shape, scale } | Self::Gamma { shape, scale } => {
                above_zero("shape", *shape).and(above_zero("scale", *scale))
            }
            Self::Empirical { ages, shares } => {
                if ages.is_empty() || ages.len() != shares.len() {
                    return refuse("number of ages", ages.len() as f64, "that of shares and above zero");
                }
                let (mut age, mut share) = (0.0, 1.0);
                for (&next_age, &next_share) in ages.iter().zip(shares) {
                    if !next_age.is_finite() || next_age <= age {
                        return refuse("age", next_age, "above the age before it");
                    }
                    if !(0.0..=share).contains(&next_share) {
                        return refuse("share surviving", next_share, "between 0 and the share before it");
                    }
                    (age, share) = (next_age, next_share);
                }
                Ok(())
            }
        }
    }

    /// `S(a)`, within 4·10⁻¹⁵ (gamma: 10⁻¹³); parameters must be valid.
    pub fn survival(&self, age: f64) -> f64 {
        Prepared::of(self).at(age, ln(age))
    }

    /// Mean lifetime in years; for an empirical one, what is seen up to the last age.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Fixed { mean } | Self::Normal { mean, .. } | Self::LogNormal { mean, .. } => *mean,
            Self::FoldedNormal { mean, sd } => {
                if *sd == 0.0 {
                    return *mean;
                }
                // √(2/π)·sd·exp(−mean²/2sd²) + mean·(1 − 2Φ(−mean/sd)).
                let ratio = mean / sd;
                (2.0 / std::f64::consts::PI).sqrt() * sd * exp(-0.5 * ratio * ratio)
                    + mean * (1.0 - 2.0 * normal_survival(ratio))
            }
            Self::Weibull { shape, scale } => scale * exp(ln_gamma(1.0 + 1.0 / shape)),
            Self::Gamma { shape, scale } => shape * scale,
            Self::Empirical { ages, shares } => {
                let (mut age, mut share, mut area) = (0.0, 1.0, 0.0);
                for (&next_age, &next_share) in ages.iter().zip(shares) {
                    area += 0.5 * (share + next_share) * (next_age - age);
                    (age, share) = (next_age, next_share);
                }
                area
            }
        }
    }

    /// The same with every age multiplied by `factor`: longer or shorter use.
    #[must_use]
    pub fn stretched(&self, factor: f64) -> Self {
        match self {
            Self::Fixed { mean } => Self::Fixed { mean: mean * factor },
            Self::Normal { mean, sd } => Self::Normal { mean: mean * factor, sd: sd * factor },
            Self::FoldedNormal { mean, sd } => Self::FoldedNormal { mean: mean * factor, sd: sd * factor },
            Self::LogNormal { mean, sd } => Self::LogNormal { mean: mean * factor, sd: sd * factor },
            Self::Weibull { shape, scale } => Self::Weibull { shape: *shape, scale: scale * factor },
            Self::Gamma { shape, scale } => Self::Gamma { shape: *shape, scale: scale * factor },
            Self::Empirical { ages, shares } => {
                Self::Empirical { ages: ages.iter().map(|age| age * factor).collect(), shares: shares.clone() }
            }
        }
    }

    /// The parameters as bits, for finding equal lifetimes.
    pub(crate) fn key(&self) -> Vec<u64> {
        let with = |kind: u64, numbers: &[f64]| {
            std::iter::once(kind).chain(numbers.iter().map(|number| number.to_bits())).collect()
        };
        match self {
            Self::Fixed { mean } => with(0, &[*mean]),
            Self::Normal { mean, sd } => with(1, &[*mean, *sd]),
            Self::FoldedNormal { mean, sd } => with(2, &[*mean, *sd]),
            Self::LogNormal { mean, sd } => with(3, &[*mean, *sd]),
            Self::Weibull { shape, scale } => with(4, &[*shape, *scale]),
            Self::Gamma { shape, scale } => with(5, &[*shape, *scale]),
            Self::Empirical { ages, shares } => with(6, &ages.iter().chain(shares).copied().collect::<Vec<_>>()),
        }
    }
}

/// A lifetime with what every age needs worked out once.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Prepared<'a> {
    /// Leaves at an age.
    Fixed(f64),
    /// `(a − mean)·inverse`.
    Normal { mean: f64, inverse: f64 },
    /// As normal, folded.
    Folded { mean: f64, inverse: f64 },
    /// `(ln a − μ)·inverse`.
    LogNormal { mu: f64, inverse: f64 },
    /// `shape·(ln a − ln scale)`.
    Weibull { shape: f64, ln_scale: f64 },
    /// `Q(shape, a·inverse)`.
    Gamma { shape: f64, inverse: f64, ln_gamma: f64 },
    /// Points.
    Empirical { ages: &'a [f64], shares: &'a [f64] },
}

impl<'a> Prepared<'a> {
    /// What a lifetime's ages need.
    pub(crate) fn of(lifetime: &'a Lifetime) -> Self {
        match lifetime {
            Lifetime::Fixed { mean } => Self::Fixed(*mean),
            Lifetime::Normal { mean, sd } | Lifetime::FoldedNormal { mean, sd } if *sd == 0.0 => Self::Fixed(*mean),
            Lifetime::Normal { mean, sd } => Self::Normal { mean: *mean, inverse: 1.0 / sd },
            Lifetime::FoldedNormal { mean, sd } => Self::Folded { mean: *mean, inverse: 1.0 / sd },
            Lifetime::LogNormal { mean, sd } => {
                let square = ln(1.0 + (sd / mean) * (sd / mean));
                Self::LogNormal { mu: ln(*mean) - 0.5 * square, inverse: 1.0 / square.sqrt() }
            }
            Lifetime::Weibull { shape, scale } => Self::Weibull { shape: *shape, ln_scale: ln(*scale) },
            Lifetime::Gamma { shape, scale } => {
                Self::Gamma { shape: *shape, inverse: 1.0 / scale, ln_gamma: ln_gamma(*shape) }
            }
            Lifetime::Empirical { ages, shares } => Self::Empirical { ages, shares },
        }
    }

    /// `S(a)`, with `ln a` given.
    pub(crate) fn at(&self, age: f64, ln_age: f64) -> f64 {
        match *self {
            Self::Fixed(mean) => f64::from(u8::from(age < mean)),
            Self::Normal { mean, inverse } => normal_survival((age - mean) * inverse),
            Self::Folded { mean, inverse } => {
                normal_survival((age - mean) * inverse) + normal_survival((age + mean) * inverse)
            }
            Self::LogNormal { mu, inverse } => normal_survival((ln_age - mu) * inverse),
            Self::Weibull { shape, ln_scale } => gumbel_survival(shape * (ln_age - ln_scale)),
            Self::Gamma { shape, inverse, ln_gamma } => incomplete(shape, age.max(0.0) * inverse, ln_gamma).1,
            Self::Empirical { ages, shares } => {
                let next = ages.partition_point(|&known| known <= age);
                let (before_age, before) = if next == 0 { (0.0, 1.0) } else { (ages[next - 1], shares[next - 1]) };
                if next == ages.len() {
                    return before;
                }
                before + (shares[next] - before) * (age - before_age) / (ages[next] - before_age)
            }
        }
    }

    /// Adds `amount·S(a)` to a row, for every age; stops where nothing is left.
    ///
    /// This loop is where lifetimes that differ by cohort and series spend their time.
    pub(crate) fn add(&self, amount: f64, ages: &[f64], ln_ages: &[f64], row: &mut [f64]) {
        match *self {
            Self::Normal { mean, inverse } => {
                let table = &*table::NORMAL;
                let end = mean + table.range().1 / inverse;
                for (value, &age) in row.iter_mut().zip(ages) {
                    if age >= end {
                        break;
                    }
                    *value += amount * table.at((age - mean) * inverse);
                }
            }
            Self::LogNormal { mu, inverse } => {
                let table = &*table::NORMAL;
                for (value, &ln_age) in row.iter_mut().zip(ln_ages) {
                    *value += amount * table.at((ln_age - mu) * inverse);
                }
            }
            Self::Weibull { shape, ln_scale } => {
                let table = &*table::GUMBEL;
                let end = table.range().1;
                for (value, &ln_age) in row.iter_mut().zip(ln_ages) {
                    let u = shape * (ln_age - ln_scale);
                    if u >= end {
                        break;
                    }
                    *value += amount * table.at(u);
                }
            }
            _ => {
                for ((value, &age), &ln_age) in row.iter_mut().zip(ages).zip(ln_ages) {
                    let share = self.at(age, ln_age);
                    if share == 0.0 {
                        break;
                    }
                    *value += amount * share;
                }
            }
        }
    }

    /// Mean of `S` over the ages from `low` to `high`: goods that entered evenly in between.
    pub(crate) fn mean_between(&self, low: f64, high: f64) -> f64 {
        // Nodes and weights of ten-point Gauss-Legendre quadrature on [−1, 1]; DLMF table 3.5.2.
        const NODES: [(f64, f64); 5] = [
            (0.148_874_338_981_631_22, 0.295_524_224_714_752_9),
            (0.433_395_394_129_247_2, 0.269_266_719_309_996_36),
            (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
            (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
            (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
        ];
        match *self {
            Self::Fixed(mean) => ((mean.min(high) - low) / (high - low)).max(0.0),
            Self::Empirical { ages, .. } => {
                // Straight lines: the trapezium rule between the knots is exact.
                let (mut from, mut area) = (low, 0.0);
                for &knot in ages.iter().filter(|&&age| low < age && age < high).chain(&[high]) {
                    area += 0.5 * (self.at(from, 0.0) + self.at(knot, 0.0)) * (knot - from);
                    from = knot;
                }
                area / (high - low)
            }
            _ => {
                let (centre, half) = (0.5 * (low + high), 0.5 * (high - low));
                let mut sum = 0.0;
                for (node, weight) in NODES {
                    for age in [centre - half * node, centre + half * node] {
                        sum += 0.5 * weight * self.at(age, ln(age));
                    }
                }
                sum
            }
        }
    }
}

/// Which lifetime holds for a cohort of a series.
#[derive(Clone, Debug, PartialEq)]
pub enum Lifetimes {
    /// One for all.
    One(Lifetime),
    /// One a series.
    BySeries(Vec<Lifetime>),
    /// One a cohort, for all series.
    ByCohort(Vec<Lifetime>),
    /// One for every cohort and series: all series of the first cohort first.
    ByCohortAndSeries(Vec<Lifetime>),
}

impl Lifetimes {
    /// The lifetime of a cohort of a series, among `series`.
    pub fn of(&self, cohort: usize, series: usize, count: usize) -> &Lifetime {
        match self {
            Self::One(lifetime) => lifetime,
            Self::BySeries(list) => &list[series],
            Self::ByCohort(list) => &list[cohort],
            Self::ByCohortAndSeries(list) => &list[cohort * count + series],
        }
    }

    /// Checks number and parameters.
    pub(crate) fn validate(&self, steps: usize, series: usize) -> Result<(), MaterialsError> {
        let length = |given: usize, wanted: usize, why: &str| {
            if given == wanted {
                return Ok(());
            }
            Err(MaterialsError::Length { name: "lifetimes".to_owned(), given, wanted, why: why.to_owned() })
        };
        match self {
            Self::One(lifetime) => lifetime.validate(|| "of all goods".to_owned()),
            Self::BySeries(list) => {
                length(list.len(), series, "one a series")?;
                list.iter().enumerate().try_for_each(|(k, one)| one.validate(|| format!("of series {k}")))
            }
            Self::ByCohort(list) => {
                length(list.len(), steps, "one a cohort")?;
                list.iter().enumerate().try_for_each(|(k, one)| one.validate(|| format!("of cohort {k}")))
            }
            Self::ByCohortAndSeries(list) => {
                length(list.len(), steps * series, "one for every cohort and series")?;
                list.iter().enumerate().try_for_each(|(k, one)| {
                    one.validate(|| format!("of cohort {}, series {}", k / series, k % series))
                })
            }
        }
    }
}

#[cfg(test)]
#[path = "lifetime_tests.rs"]
mod tests;
