//! What a solver answers.

use serde::Serialize;

/// How a solve ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// A best solution, within the tolerances (for whole-numbered columns: within the gap asked for).
    Optimal,
    /// No point keeps all rows, bounds and cones.
    Infeasible,
    /// The objective falls without end.
    Unbounded,
    /// A limit or the caller stopped the solve; `columns` is the best point found, empty when there is none.
    Limit,
}

/// A point with its duals. Vectors follow the order in which columns and rows were added; they are empty where the
/// status has nothing to give.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// How the solve ended.
    pub status: Status,
    /// Objective at `columns`, with the constant; not a number without a point.
    pub objective: f64,
    /// No point is better than this, as far as the solver proved; −∞ when it proved nothing.
    pub bound: f64,
    /// Value of each column.
    pub columns: Vec<f64>,
    /// Activity `a·x` of each row.
    pub rows: Vec<f64>,
    /// Dual of each row: derivative of the objective by the row's right-hand side, cost per unit of the row.
    ///
    /// Infeasible: the multipliers of a proof, where the solver has one (see `docs/methods/optimisation.md`). With
    /// whole-numbered columns: duals of the programme with these columns fixed, where the solver has them.
    pub duals: Vec<f64>,
    /// Reduced cost of each column: derivative of the objective by the bound the column rests on.
    pub reduced: Vec<f64>,
    /// Multipliers of each cone, head first: the fall of the objective for each unit added to head or tail.
    pub cones: Vec<Vec<f64>>,
    /// Iterations of the method, over all nodes.
    pub iterations: u64,
    /// Nodes of branch and bound; 0 where nothing branched.
    pub nodes: u64,
}

impl Answer {
    /// An answer without a point.
    pub(crate) fn without_point(status: Status) -> Self {
        let bound = if status == Status::Infeasible { f64::INFINITY } else { f64::NEG_INFINITY };
        Self {
            status,
            objective: f64::NAN,
            bound,
            columns: Vec::new(),
            rows: Vec::new(),
            duals: Vec::new(),
            reduced: Vec::new(),
            cones: Vec::new(),
            iterations: 0,
            nodes: 0,
        }
    }

    /// Whether there is a point.
    pub fn has_point(&self) -> bool {
        !self.columns.is_empty() || self.objective.is_finite()
    }

    /// Distance between objective and bound relative to the objective: (objective − bound) / max(|objective|, 1e-10).
    pub fn gap(&self) -> f64 {
        ((self.objective - self.bound) / self.objective.abs().max(1e-10)).max(0.0)
    }
}
