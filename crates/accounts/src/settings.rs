//! What the one who accounts may choose.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::scheme::RoundingStep;

/// Choices that a scheme leaves open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Rounding in place of the scheme's, to show what it does.
    pub rounding: Option<RoundingStep>,
    /// Set of global warming potentials in place of the scheme's, where it leaves the choice: `ar4`, `ar5`, `ar6`.
    pub gwp: Option<String>,
    /// Year whose announced electricity factors are taken where none is announced for the year of the data; without it,
    /// or an attribute `grid-year` of the plant, no other year stands in.
    pub grid_year: Option<i32>,
    /// Relative half widths of 95 % intervals by key of the datum, where records and factors carry none.
    pub uncertainties: BTreeMap<String, f64>,
    /// Samples for uncertainty; none for the analytic one alone.
    pub samples: u64,
    /// Seed of the samples.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rounding: None, gwp: None, grid_year: None, uncertainties: BTreeMap::new(), samples: 10_000, seed: 1 }
    }
}
