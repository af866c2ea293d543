//! The linear programmes of one evaluated unit, and the proof that their optimum is one.

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, Solution, Variable};

use super::{Orientation, Returns};
use crate::error::DiagnosisError;

/// What primal and dual may differ by, relative to a score of the order of one; columns are scaled to at most one.
const TOLERANCE: f64 = 1e-7;

/// Inputs and outputs of all units, each column divided by its largest value so that no unit of measure matters.
pub(super) struct Scaled {
    pub inputs: Vec<Vec<f64>>,
    pub outputs: Vec<Vec<f64>>,
    pub input_scale: Vec<f64>,
    pub output_scale: Vec<f64>,
}

/// Optimal radial score and weights of the peers, with slacks in scaled units.
pub(super) struct Radial {
    pub score: f64,
    pub weights: Vec<f64>,
    pub input_slacks: Vec<f64>,
    pub output_slacks: Vec<f64>,
    pub dual_gap: f64,
}

impl Scaled {
    /// Solves the envelopment form, proves it by the multiplier form, then maximises the slacks.
    pub fn evaluate(
        &self,
        unit: usize,
        name: &str,
        orientation: Orientation,
        returns: Returns,
    ) -> Result<Radial, DiagnosisError> {
        let fail = |reason: String| DiagnosisError::Programme { unit: name.to_owned(), reason };
        let (score, _) = self.envelopment(unit, orientation, returns).map_err(fail)?;
        let dual = self.multipliers(unit, orientation, returns).map_err(fail)?;
        let dual_gap = (score - dual).abs();
        if dual_gap > TOLERANCE * (1.0 + score.abs()) {
            return Err(fail(format!("the dual optimum {dual} does not confirm the score {score}")));
        }
        let (weights, input_slacks, output_slacks) = self.slacks(unit, orientation, returns, score).map_err(fail)?;
        Ok(Radial { score, weights, input_slacks, output_slacks, dual_gap })
    }

    fn count(&self) -> usize {
        self.inputs.len()
    }

    /// `min θ: Xλ ≤ θx₀, Yλ ≥ y₀` or `max φ: Xλ ≤ x₀, Yλ ≥ φy₀`, `λ ≥ 0`, `Σλ = 1` under variable returns.
    fn envelopment(&self, unit: usize, orientation: Orientation, returns: Returns) -> Result<(f64, Vec<f64>), String> {
        let direction = match orientation {
            Orientation::Input => OptimizationDirection::Minimize,
            Orientation::Output => OptimizationDirection::Maximize,
        };
        let mut problem = Problem::new(direction);
        let score = problem.add_var(1.0, (0.0, f64::INFINITY));
        let weights = self.weights(&mut problem, returns);
        for (k, &own) in self.inputs[unit].iter().enumerate() {
            let mut row = column(&weights, &self.inputs, k);
            let bound = match orientation {
                Orientation::Input => {
                    row.push((score, -own));
                    0.0
                }
                Orientation::Output => own,
            };
            constrain(&mut problem, &row, ComparisonOp::Le, bound);
        }
        for (k, &own) in self.outputs[unit].iter().enumerate() {
            let mut row = column(&weights, &self.outputs, k);
            let bound = match orientation {
                Orientation::Output => {
                    row.push((score, -own));
                    0.0
                }
                Orientation::Input => own,
            };
            constrain(&mut problem, &row, ComparisonOp::Ge, bound);
        }
        let solution = solve(&problem)?;
        Ok((solution.var_value(score), weights.iter().map(|&weight| solution.var_value(weight)).collect()))
    }

    /// The dual: `max uy₀ + w: vx₀ = 1, uyⱼ − vxⱼ + w ≤ 0` or `min vx₀ + w: uy₀ = 1, vxⱼ − uyⱼ + w ≥ 0`, with
    /// `u, v ≥ 0` and `w` free under variable returns, zero under constant ones.
    fn multipliers(&self, unit: usize, orientation: Orientation, returns: Returns) -> Result<f64, String> {
        let (own_inputs, own_outputs) = (&self.inputs[unit], &self.outputs[unit]);
        let (direction, input_cost, output_cost) = match orientation {
            Orientation::Input => (OptimizationDirection::Maximize, 0.0, 1.0),
            Orientation::Output => (OptimizationDirection::Minimize, 1.0, 0.0),
        };
        let mut problem = Problem::new(direction);
        let open = (0.0, f64::INFINITY);
        let v: Vec<Variable> = own_inputs.iter().map(|&x| problem.add_var(input_cost * x, open)).collect();
        let u: Vec<Variable> = own_outputs.iter().map(|&y| problem.add_var(output_cost * y, open)).collect();
        let free = match returns {
            Returns::Constant => (0.0, 0.0),
            Returns::Variable => (f64::NEG_INFINITY, f64::INFINITY),
        };
        let w = problem.add_var(1.0, free);
        let (fixed, own) = match orientation {
            Orientation::Input => (&v, own_inputs),
            Orientation::Output => (&u, own_outputs),
        };
        let row: Vec<(Variable, f64)> = fixed.iter().copied().zip(own.iter().copied()).collect();
        constrain(&mut problem, &row, ComparisonOp::Eq, 1.0);
        let (input_sign, output_sign, comparison) = match orientation {
            Orientation::Input => (-1.0, 1.0, ComparisonOp::Le),
            Orientation::Output => (1.0, -1.0, ComparisonOp::Ge),
        };
        for j in 0..self.count() {
            let mut row: Vec<(Variable, f64)> =
                v.iter().zip(&self.inputs[j]).map(|(&v, &x)| (v, input_sign * x)).collect();
            row.extend(u.iter().zip(&self.outputs[j]).map(|(&u, &y)| (u, output_sign * y)));
            row.push((w, 1.0));
            constrain(&mut problem, &row, comparison, 0.0);
        }
        Ok(solve(&problem)?.objective())
    }

    /// Second stage: the largest sum of scaled slacks at the optimal score.
    #[expect(clippy::type_complexity, reason = "weights and two lists of slacks, named where they are received")]
    fn slacks(
        &self,
        unit: usize,
        orientation: Orientation,
        returns: Returns,
        score: f64,
    ) -> Result<(Vec<f64>, Vec<f64>, Vec<f64>), String> {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let weights = self.weights(&mut problem, returns);
        let (shrunk, grown) = match orientation {
            Orientation::Input => (score, 1.0),
            Orientation::Output => (1.0, score),
        };
        let open = (0.0, f64::INFINITY);
        let mut input_slacks = Vec::new();
        for (k, &own) in self.inputs[unit].iter().enumerate() {
            let slack = problem.add_var(1.0, open);
            let mut row = column(&weights, &self.inputs, k);
            row.push((slack, 1.0));
            constrain(&mut problem, &row, ComparisonOp::Eq, shrunk * own);
            input_slacks.push(slack);
        }
        let mut output_slacks = Vec::new();
        for (k, &own) in self.outputs[unit].iter().enumerate() {
            let slack = problem.add_var(1.0, open);
            let mut row = column(&weights, &self.outputs, k);
            row.push((slack, -1.0));
            constrain(&mut problem, &row, ComparisonOp::Eq, grown * own);
            output_slacks.push(slack);
        }
        let solution = solve(&problem)?;
        let values = |list: &[Variable]| list.iter().map(|&variable| solution.var_value(variable)).collect();
        Ok((values(&weights), values(&input_slacks), values(&output_slacks)))
    }

    fn weights(&self, problem: &mut Problem, returns: Returns) -> Vec<Variable> {
        let weights: Vec<Variable> = (0..self.count()).map(|_| problem.add_var(0.0, (0.0, f64::INFINITY))).collect();
        if returns == Returns::Variable {
            let row: Vec<(Variable, f64)> = weights.iter().map(|&weight| (weight, 1.0)).collect();
            constrain(problem, &row, ComparisonOp::Eq, 1.0);
        }
        weights
    }
}

fn column(weights: &[Variable], table: &[Vec<f64>], k: usize) -> Vec<(Variable, f64)> {
    weights.iter().zip(table).map(|(&weight, row)| (weight, row[k])).collect()
}

fn constrain(problem: &mut Problem, row: &[(Variable, f64)], comparison: ComparisonOp, bound: f64) {
    let mut expression = LinearExpr::empty();
    for &(variable, factor) in row.iter().filter(|(_, factor)| *factor != 0.0) {
        expression.add(variable, factor);
    }
    problem.add_constraint(expression, comparison, bound);
}

fn solve(problem: &Problem) -> Result<Solution, String> {
    let outcome = problem.solve().map_err(|error| error.to_string())?;
    outcome.into_solution().map_err(|_| "the solver stopped before an optimum".to_owned())
}
