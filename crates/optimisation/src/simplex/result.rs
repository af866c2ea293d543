//! From the corner back to the programme's own units.

use super::{Place, Simplex};
use crate::{Answer, Status};

impl Simplex {
    /// The corner as an answer.
    pub(super) fn best(&self) -> Answer {
        let mut answer = Answer::without_point(Status::Optimal);
        let unscaled = 1.0 / self.scaling.cost;
        answer.columns = self.column_vars.iter().map(|&var| self.clamped(var) * self.scaling.variable(var)).collect();
        answer.rows = vec![0.0; self.rows.len()];
        answer.objective = self.constant;
        for (&var, &value) in self.column_vars.iter().zip(&answer.columns) {
            let scale = self.scaling.variable(var);
            answer.objective += self.cost[var] / scale * unscaled * value;
            for &(row, entry) in &self.columns[var] {
                answer.rows[row as usize] += entry / (self.scaling.rows[row as usize] * scale) * value;
            }
        }
        let y = self.duals(&self.cost);
        answer.duals = y.iter().zip(&self.scaling.rows).map(|(dual, factor)| dual * factor * unscaled).collect();
        let reduced = |&var: &usize| self.work.reduced[var] / self.scaling.variable(var) * unscaled;
        answer.reduced = self.column_vars.iter().map(reduced).collect();
        let resting = (0..self.place.len()).filter(|&var| !matches!(self.place[var], Place::Basic(_)));
        answer.bound = self.constant + resting.map(|var| self.work.reduced[var] * self.x[var]).sum::<f64>() * unscaled;
        answer
    }

    /// A basic value a rounding error outside its bound stands on the bound.
    fn clamped(&self, var: usize) -> f64 {
        self.x[var].max(self.lower[var]).min(self.upper[var])
    }

    /// The proof that there is no point: Σ yᵢ·rowᵢ cannot reach what the bounds of the rows ask for.
    pub(super) fn infeasible(&self, ray: Vec<f64>) -> Answer {
        let mut answer = Answer::without_point(Status::Infeasible);
        answer.duals = ray.into_iter().zip(&self.scaling.rows).map(|(value, factor)| value * factor).collect();
        let reduced = |&var: &usize| {
            -self.columns[var]
                .iter()
                .map(|&(row, entry)| {
                    let row = row as usize;
                    entry / (self.scaling.rows[row] * self.scaling.variable(var)) * answer.duals[row]
                })
                .sum::<f64>()
        };
        answer.reduced = self.column_vars.iter().map(reduced).collect();
        answer
    }
}
