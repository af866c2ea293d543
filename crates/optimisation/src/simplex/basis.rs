//! Where columns and rows rest: the start of a warm solve.

use serde::{Deserialize, Serialize};

/// Where a column, or the activity of a row, stands at a corner of the feasible set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rest {
    /// Between its bounds, given by the equations.
    Basic,
    /// On its lower bound.
    Lower,
    /// On its upper bound.
    Upper,
    /// At zero, having no bound.
    Free,
}

/// A corner of the feasible set, as many of columns and rows basic as there are rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// By column.
    pub columns: Vec<Rest>,
    /// By row.
    pub rows: Vec<Rest>,
}
