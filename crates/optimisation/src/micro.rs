//! Linear and whole-numbered programmes by microlp, without duals.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolutionStatus, SolveOptions, SolveOutcome};

use crate::{Answer, Error, Limits, Programme, Solver, Status};

const NAME: &str = "microlp";
/// Whole numbers beyond this do not fit its 32 bits.
const WIDEST: f64 = 2e9;

/// microlp: simplex and branch and bound in pure Rust. It gives a point, no duals.
#[derive(Clone, Copy, Debug, Default)]
pub struct Micro;

impl Solver for Micro {
    fn name(&self) -> &'static str {
        NAME
    }

    fn solve(&self, programme: &Programme, limits: &Limits) -> Result<Answer, Error> {
        programme.validate()?;
        if programme.cone_count() > 0 {
            return Err(Error::Unsupported { solver: NAME, feature: "cones" });
        }
        let failed = |reason: String| Error::Numerical { solver: NAME, programme: programme.name().to_owned(), reason };
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut variables = Vec::with_capacity(programme.column_count());
        for column in programme.columns() {
            if column.lower > column.upper {
                return Ok(Answer::without_point(Status::Infeasible));
            }
            variables.push(if column.integer {
                // Its whole numbers are 32 bits wide; wider bounds are taken as the ends of that range.
                let (lower, upper) = (column.lower.ceil().max(-WIDEST), column.upper.floor().min(WIDEST));
                if lower > upper {
                    return Ok(Answer::without_point(Status::Infeasible));
                }
                problem.add_integer_var(column.cost, (lower as i32, upper as i32))
            } else {
                problem.add_var(column.cost, (column.lower, column.upper))
            });
        }
        for row in programme.rows() {
            let terms: Vec<_> =
                row.entries.iter().map(|&(column, factor)| (variables[column as usize], factor)).collect();
            if row.lower == row.upper {
                problem.add_constraint(&terms[..], ComparisonOp::Eq, row.upper);
                continue;
            }
            if row.lower.is_finite() {
                problem.add_constraint(&terms[..], ComparisonOp::Ge, row.lower);
            }
            if row.upper.is_finite() {
                problem.add_constraint(&terms[..], ComparisonOp::Le, row.upper);
            }
        }
        let mut options = SolveOptions::default();
        (options.mip_gap, options.node_limit) = (limits.gap, Some(limits.nodes));
        let outcome = match problem.solve_with(options) {
            Ok(outcome) => outcome,
            Err(microlp::Error::Infeasible) => return Ok(Answer::without_point(Status::Infeasible)),
            Err(microlp::Error::Unbounded) => return Ok(Answer::without_point(Status::Unbounded)),
            Err(other) => return Err(failed(other.to_string())),
        };
        let SolveOutcome::Solution(solution) = outcome else {
            return Ok(Answer::without_point(Status::Limit));
        };
        let mut answer = Answer::without_point(Status::Optimal);
        answer.columns = variables.iter().map(|&variable| solution.var_value(variable)).collect();
        let ends = |(&value, column): (&f64, crate::ColumnView<'_>)| {
            column.integer
                && value.abs() >= WIDEST
                && (column.lower == f64::NEG_INFINITY || column.upper == f64::INFINITY)
        };
        if answer.columns.iter().zip(programme.columns()).any(ends) {
            return Ok(Answer::without_point(Status::Unbounded));
        }
        for (value, column) in answer.columns.iter_mut().zip(programme.columns()).filter(|(_, column)| column.integer) {
            // Within its tolerance of a whole number, on which the column is meant to stand.
            *value = value.round().clamp(column.lower.ceil(), column.upper.floor());
        }
        answer.rows = programme.activities(&answer.columns);
        answer.objective = programme.objective(&answer.columns);
        let stats = solution.stats();
        (answer.iterations, answer.nodes) = (stats.lp_iterations, stats.nodes_solved);
        answer.bound = match (solution.status(), stats.best_bound) {
            (SolutionStatus::Optimal, _) => answer.objective,
            (_, Some(bound)) => bound + programme.objective_constant(),
            _ => f64::NEG_INFINITY,
        };
        if answer.gap() > limits.gap {
            answer.status = Status::Limit;
        }
        Ok(answer)
    }
}
