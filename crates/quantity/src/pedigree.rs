//! The pedigree matrix: five data-quality scores turned into the variance of a lognormal.
//!
//! The variance of the logarithm is the basic variance plus one additional variance per indicator. Figures: Weidema
//! et al. 2013, *Overview and methodology: data quality guideline for the ecoinvent database version 3*, chapter 10,
//! table of additional uncertainty (variance of the underlying normal distribution), p. 77. A score of 1 adds nothing.

use std::fmt;
use std::str::FromStr;

use crate::spread::{Spread, SpreadError};

/// Indicators in the order they are written.
const INDICATORS: [&str; 5] = ["reliability", "completeness", "temporal", "geographical", "technological"];

/// Additional variance of the logarithm, by indicator and score 1 to 5.
const ADDITIONAL: [[f64; 5]; 5] = [
    [0.0, 0.0006, 0.002, 0.008, 0.04],
    [0.0, 0.0001, 0.0006, 0.002, 0.008],
    [0.0, 0.0002, 0.002, 0.008, 0.04],
    [0.0, 0.000_025, 0.0001, 0.0006, 0.002],
    [0.0, 0.0006, 0.008, 0.04, 0.12],
];

/// Five scores and a basic variance, written `2;1;3;1;2@0.0006`; without `@` the basic variance is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pedigree {
    scores: [u8; 5],
    basic_variance: f64,
}

impl Pedigree {
    /// Takes scores for reliability, completeness, time, geography and technology, each 1 (best) to 5, and the basic
    /// variance of the logarithm.
    pub fn new(scores: [u8; 5], basic_variance: f64) -> Result<Self, SpreadError> {
        let made = Self { scores, basic_variance };
        for (indicator, score) in INDICATORS.into_iter().zip(scores) {
            if !(1..=5).contains(&score) {
                return Err(SpreadError::Score { text: made.to_string(), indicator, score: score.to_string() });
            }
        }
        if !basic_variance.is_finite() {
            return Err(SpreadError::NotFinite { name: "basic variance", value: basic_variance });
        }
        if basic_variance < 0.0 {
            return Err(SpreadError::Negative { name: "basic variance", value: basic_variance });
        }
        Ok(made)
    }

    /// The five scores.
    pub fn scores(&self) -> [u8; 5] {
        self.scores
    }

    /// The basic variance of the logarithm.
    pub fn basic_variance(&self) -> f64 {
        self.basic_variance
    }

    /// Variance of the logarithm: basic plus additional.
    pub fn variance(&self) -> f64 {
        let additional = ADDITIONAL.iter().zip(self.scores).map(|(row, score)| row[usize::from(score) - 1]);
        self.basic_variance + additional.sum::<f64>()
    }

    /// The lognormal spread with this variance.
    pub fn spread(&self) -> Spread {
        Spread::Lognormal { sigma: self.variance().sqrt() }
    }
}

impl fmt::Display for Pedigree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, c, t, g, p] = self.scores;
        write!(f, "{r};{c};{t};{g};{p}")?;
        if self.basic_variance == 0.0 { Ok(()) } else { write!(f, "@{}", self.basic_variance) }
    }
}

impl FromStr for Pedigree {
    type Err = SpreadError;

    fn from_str(text: &str) -> Result<Self, SpreadError> {
        let malformed = || SpreadError::Pedigree { text: text.to_owned() };
        let (scores_text, basic) = match text.split_once('@') {
            Some((scores, basic)) => (scores, basic.trim().parse().map_err(|_| malformed())?),
            None => (text, 0.0),
        };
        let mut scores = [0; 5];
        let mut parts = scores_text.split(';');
        for (place, indicator) in scores.iter_mut().zip(INDICATORS) {
            let part = parts.next().ok_or_else(malformed)?.trim();
            *place = part.parse().ok().filter(|score| (1..=5).contains(score)).ok_or_else(|| SpreadError::Score {
                text: text.to_owned(),
                indicator,
                score: part.to_owned(),
            })?;
        }
        if parts.next().is_some() {
            return Err(malformed());
        }
        Self::new(scores, basic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn variances_add() {
        let pedigree: Pedigree = "2;1;3;1;2@0.0006".parse().unwrap_or_else(|error| panic!("{error}"));
        assert!((pedigree.variance() - (0.0006 + 0.0006 + 0.002 + 0.0006)).abs() < 1e-16);
        let best: Pedigree = "1;1;1;1;1".parse().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(best.variance(), 0.0);
        let worst: Pedigree = "5;5;5;5;5".parse().unwrap_or_else(|error| panic!("{error}"));
        assert!((worst.variance() - 0.21).abs() < 1e-15);
    }

    #[test]
    fn defects_are_told() {
        let told = |text: &str| text.parse::<Pedigree>().unwrap_err();
        assert_eq!(told("1;2;6;1;1").to_string(), "pedigree `1;2;6;1;1`: the temporal score must be 1 to 5, not `6`");
        assert_eq!(told("1;2;3;1").code(), "pedigree-syntax");
        assert_eq!(told("1;2;3;1;1;1").code(), "pedigree-syntax");
        assert_eq!(told("1;2;3;1;1@x").code(), "pedigree-syntax");
        assert_eq!(told("1;2;3;1;1@-1").code(), "uncertainty-negative");
        assert_eq!(told("").code(), "pedigree-score");
    }

    proptest! {
        #[test]
        fn text_round_trips(scores in prop::array::uniform5(1_u8..=5), basic in 0.0..1.0_f64) {
            let pedigree = Pedigree::new(scores, basic).unwrap();
            prop_assert_eq!(pedigree.to_string().parse::<Pedigree>().unwrap(), pedigree);
        }
    }
}
