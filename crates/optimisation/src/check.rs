//! Judging an answer from the programme alone, without trusting the solver.

use serde::Serialize;

use crate::{Answer, Column, Error, Limits, Programme, Row, Solver, Status};

/// How well an answer keeps the conditions of optimality (Karush–Kuhn–Tucker), each residual relative to the size of
/// the numbers it is made of: 1e-9 means nine digits. Small residuals of a linear or conic programme prove the answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Certificate {
    /// Worst violation of a row, a column's bound or a cone.
    pub primal: f64,
    /// Worst distance of a whole-numbered column from a whole number.
    pub integrality: f64,
    /// Worst dual of a sign its row or bound does not allow; none without duals or with whole-numbered columns.
    pub dual: Option<f64>,
    /// Worst product of a dual and the room its row or bound leaves, relative to the objective.
    pub complementarity: Option<f64>,
    /// Objective of the dual, computed from the duals: what they prove no point can undercut.
    pub bound: Option<f64>,
    /// Objective at the point, computed from the programme.
    pub objective: f64,
    /// Distance of the objective from what the answer says, relative.
    pub reported: f64,
}

impl Certificate {
    /// The worst of the residuals there are.
    pub fn worst(&self) -> f64 {
        [Some(self.primal), Some(self.integrality), self.dual, self.complementarity, Some(self.reported), self.gap()]
            .into_iter()
            .flatten()
            .fold(0.0, |worst, value| if value.is_nan() { f64::INFINITY } else { f64::max(worst, value) })
    }

    /// Relative distance between objective and proven bound; none without duals.
    pub fn gap(&self) -> Option<f64> {
        self.bound.map(|bound| (self.objective - bound).abs() / self.objective.abs().max(1.0))
    }
}

/// The residuals of one multiplier of `lower ≤ value ≤ upper`.
struct Multiplier {
    wrong: f64,
    slackness: f64,
    worth: f64,
}

/// A positive multiplier needs a lower bound, a negative one an upper bound.
fn multiplier(dual: f64, value: f64, lower: f64, upper: f64) -> Multiplier {
    let bound = if dual > 0.0 { lower } else { upper };
    if dual == 0.0 {
        Multiplier { wrong: 0.0, slackness: 0.0, worth: 0.0 }
    } else if bound.is_finite() {
        Multiplier { wrong: 0.0, slackness: (dual * (value - bound)).abs(), worth: dual * bound }
    } else {
        Multiplier { wrong: dual.abs(), slackness: 0.0, worth: 0.0 }
    }
}

fn beyond(value: f64, lower: f64, upper: f64) -> f64 {
    (lower - value).max(value - upper).max(0.0)
}

/// Checks an answer: feasibility, signs of duals, complementary slackness and the dual objective.
///
/// An answer without a point gets infinite residuals.
pub fn optimality(programme: &Programme, answer: &Answer) -> Certificate {
    let x = &answer.columns;
    if x.len() != programme.column_count() || x.iter().any(|value| !value.is_finite()) {
        let (primal, objective) = (f64::INFINITY, f64::NAN);
        let (dual, complementarity, bound, integrality) = (None, None, None, 0.0);
        return Certificate { primal, integrality, dual, complementarity, bound, objective, reported: f64::INFINITY };
    }
    let mut primal = 0.0f64;
    let mut integrality = 0.0f64;
    for (column, &value) in programme.columns().zip(x) {
        primal = primal.max(beyond(value, column.lower, column.upper) / value.abs().max(1.0));
        if column.integer {
            integrality = integrality.max((value - value.round()).abs());
        }
    }
    let activities = programme.activities(x);
    for (row, &activity) in programme.rows().zip(&activities) {
        let size = row.entries.iter().fold(1.0f64, |size, &(j, a)| size.max((a * x[j as usize]).abs()));
        primal = primal.max(beyond(activity, row.lower, row.upper) / size);
    }
    for cone in programme.cones() {
        let head = cone.head.value(x);
        let norm = cone.tail.iter().map(|part| part.value(x).powi(2)).sum::<f64>().sqrt();
        primal = primal.max((norm - head).max(0.0) / norm.max(1.0));
    }
    let objective = programme.objective(x);
    let reported = (objective - answer.objective).abs() / objective.abs().max(1.0);
    let mut certificate =
        Certificate { primal, integrality, dual: None, complementarity: None, bound: None, objective, reported };
    let has_duals = answer.duals.len() == programme.row_count() && answer.cones.len() == programme.cone_count();
    if has_duals && !programme.has_integers() {
        duality(programme, answer, &activities, &mut certificate);
    }
    certificate
}

fn duality(programme: &Programme, answer: &Answer, activities: &[f64], certificate: &mut Certificate) {
    let x = &answer.columns;
    let reduced = programme.reduced_costs(&answer.duals, &answer.cones);
    let mut sizes: Vec<f64> = programme.columns().map(|column| column.cost.abs().max(1.0)).collect();
    for (row, dual) in programme.rows().zip(&answer.duals) {
        for &(j, a) in row.entries {
            sizes[j as usize] = sizes[j as usize].max((a * dual).abs());
        }
    }
    let scale = certificate.objective.abs().max(1.0);
    let (mut wrong, mut slackness, mut bound) = (0.0f64, 0.0f64, programme.objective_constant());
    for (((column, &value), &dual), &size) in programme.columns().zip(x).zip(&reduced).zip(&sizes) {
        let found = multiplier(dual, value, column.lower, column.upper);
        wrong = wrong.max(found.wrong / size);
        slackness = slackness.max(found.slackness / scale);
        bound += found.worth;
    }
    let largest = answer.duals.iter().fold(1.0f64, |largest, dual| largest.max(dual.abs()));
    for ((row, &activity), &dual) in programme.rows().zip(activities).zip(&answer.duals) {
        let found = multiplier(dual, activity, row.lower, row.upper);
        wrong = wrong.max(found.wrong / largest);
        slackness = slackness.max(found.slackness / scale);
        bound += found.worth;
    }
    for (cone, z) in programme.cones().zip(&answer.cones) {
        let norm = z.iter().skip(1).map(|value| value * value).sum::<f64>().sqrt();
        let head = z.first().copied().unwrap_or(f64::NAN);
        wrong = wrong.max((norm - head) / norm.max(1.0));
        let parts = || std::iter::once(cone.head).chain(cone.tail).zip(z);
        slackness = slackness.max(parts().map(|(part, z)| part.value(x) * z).sum::<f64>().abs() / scale);
        bound -= parts().map(|(part, z)| part.constant * z).sum::<f64>();
    }
    (certificate.dual, certificate.complementarity, certificate.bound) = (Some(wrong), Some(slackness), Some(bound));
}

/// A dual beside the derivatives of the objective found by solving again.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DualCheck {
    /// The dual or reduced cost of the answer.
    pub dual: f64,
    /// (objective(b) − objective(b − step)) / step; none where the smaller right-hand side has no solution.
    pub below: Option<f64>,
    /// (objective(b + step) − objective(b)) / step; none where the greater right-hand side has no solution.
    pub above: Option<f64>,
}

impl DualCheck {
    /// Whether the dual lies between the two derivatives, which for a minimum it must (the optimal value is convex in
    /// the right-hand side), up to a tolerance relative to the larger of them.
    pub fn holds(&self, tolerance: f64) -> bool {
        let size = [Some(self.dual), self.below, self.above].iter().flatten().fold(1.0f64, |s, v| s.max(v.abs()));
        let below = self.below.is_none_or(|below| self.dual >= below - tolerance * size);
        below && self.above.is_none_or(|above| self.dual <= above + tolerance * size)
    }
}

/// The dual of a row beside finite differences: both of the row's bounds are moved by `step` down and up.
pub fn dual_of_row(
    programme: &Programme,
    answer: &Answer,
    row: Row,
    step: f64,
    solver: &dyn Solver,
    limits: &Limits,
) -> Result<DualCheck, Error> {
    let view = programme.row_view(row.index());
    let dual = answer.duals.get(row.index()).copied().unwrap_or(f64::NAN);
    differences(answer.objective, dual, step, |shift| {
        let mut moved = programme.with_fixed_integers(answer);
        moved.set_row_bounds(row, view.lower + shift, view.upper + shift);
        solver.solve(&moved, limits)
    })
}

/// The reduced cost of a column beside finite differences: both of its bounds are moved by `step` down and up.
pub fn dual_of_column(
    programme: &Programme,
    answer: &Answer,
    column: Column,
    step: f64,
    solver: &dyn Solver,
    limits: &Limits,
) -> Result<DualCheck, Error> {
    let view = programme.column_view(column.index());
    let dual = answer.reduced.get(column.index()).copied().unwrap_or(f64::NAN);
    differences(answer.objective, dual, step, |shift| {
        let mut moved = programme.with_fixed_integers(answer);
        moved.set_column_bounds(column, view.lower + shift, view.upper + shift);
        solver.solve(&moved, limits)
    })
}

fn differences(
    objective: f64,
    dual: f64,
    step: f64,
    solve: impl Fn(f64) -> Result<Answer, Error>,
) -> Result<DualCheck, Error> {
    let value = |answer: &Answer| (answer.status == Status::Optimal).then_some(answer.objective);
    let below = value(&solve(-step)?).map(|less| (objective - less) / step);
    let above = value(&solve(step)?).map(|more| (more - objective) / step);
    Ok(DualCheck { dual, below, above })
}

impl Programme {
    /// The programme whose duals the answer carries: with whole-numbered columns fixed at the answer's point.
    fn with_fixed_integers(&self, answer: &Answer) -> Self {
        let mut fixed = self.relaxed();
        for (index, column) in self.columns().enumerate().filter(|(_, column)| column.integer) {
            let value = answer.columns.get(index).map_or(column.lower, |value| value.round());
            fixed.set_column_bounds(Column::at(index), value, value);
        }
        fixed
    }
}
