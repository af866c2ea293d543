//! The dual method: leaves by steepest edge (Forrest & Goldfarb 1992), enters by a ratio test that flips bounds on its
//! way (Maros 2003) and prefers large pivots among near ties (Harris 1973).

use super::state::{End, Tolerance};
use super::{Place, Simplex, Var};
use crate::{Error, Limits};

/// Steps of no length before costs are perturbed.
const STALL: usize = 10;
/// Entries of the tableau below this are no pivots.
const PIVOT: f64 = 1e-9;

/// A variable that could enter, with its entry signed so that a positive step improves, and its ratio.
struct Candidate {
    var: Var,
    entry: f64,
    ratio: f64,
}

impl Simplex {
    /// Goes on until no basic variable is outside its bounds.
    pub(super) fn dual(&mut self, tolerance: &Tolerance, limits: &Limits, budget: u64) -> Result<End, Error> {
        self.make_dual_feasible();
        let (mut stalled, mut perturbed, mut doubts) = (0, false, 0);
        loop {
            if self.iterations >= budget || (self.iterations.is_multiple_of(32) && limits.cancelled()) {
                return Ok(End::Limit);
            }
            if self.factor().worn() {
                self.refactor()?;
                self.make_dual_feasible();
            }
            let Some(position) = self.leaving(tolerance) else { return Ok(End::Settled) };
            let out = self.outside(self.head[position]);
            let sign = out.signum();
            let mut rho = vec![0.0; self.rows.len()];
            rho[position] = 1.0;
            self.factor().backward(&mut rho);
            self.tableau_row(&rho);
            let Some((entering, flips)) = self.entering(sign, out.abs(), tolerance) else {
                for value in &mut rho {
                    *value *= sign;
                }
                if self.proves_infeasible(&rho, tolerance) {
                    return Ok(End::Infeasible(rho));
                }
                doubts += 1;
                if self.factor().updates() == 0 || doubts > 5 {
                    return Ok(End::Settled);
                }
                self.refactor()?;
                self.make_dual_feasible();
                continue;
            };
            let column = self.tableau_column(entering);
            let (by_row, by_column) = (self.work.alpha[entering], column[position]);
            let unsure = (by_row - by_column).abs() > 1e-7 * (1.0 + by_column.abs()) || by_column.abs() < PIVOT;
            if unsure && self.factor().updates() > 0 {
                self.refactor()?;
                self.make_dual_feasible();
                continue;
            }
            if by_column.abs() < PIVOT * 0.1 {
                return Ok(End::Settled);
            }
            let step = self.step_costs(entering, &flips, sign);
            self.flip(&flips);
            self.step_values(position, entering, &column, sign);
            self.update_weights(position, entering, &column, rho);
            let leaves_to = if sign < 0.0 { Place::Lower } else { Place::Upper };
            let leaving = self.head[position];
            self.exchange(position, entering, leaves_to, &column);
            self.work.reduced[leaving] = -step;
            self.work.reduced[entering] = 0.0;
            stalled = if step.abs() < 1e-12 { stalled + 1 } else { 0 };
            if stalled > STALL && self.work.perturb && !perturbed {
                self.perturb_costs();
                perturbed = true;
            }
        }
    }

    /// Boxed variables go to the bound their reduced cost asks for; other wrong costs are shifted to zero.
    fn make_dual_feasible(&mut self) {
        let mut moved = false;
        for var in 0..self.place.len() {
            let wrong = self.wrong_cost(var);
            if wrong == 0.0 {
                continue;
            }
            let boxed = self.work.lower[var].is_finite() && self.work.upper[var].is_finite();
            if boxed && wrong.abs() > 1e-9 {
                self.place[var] = if wrong < 0.0 { Place::Upper } else { Place::Lower };
                moved = true;
            } else {
                self.work.cost[var] -= wrong;
                self.work.reduced[var] -= wrong;
            }
        }
        if moved {
            self.values();
        }
    }

    /// The basic variable farthest outside, measured along its edge.
    fn leaving(&self, tolerance: &Tolerance) -> Option<usize> {
        let mut best = None;
        let mut most = 0.0;
        for (position, &var) in self.head.iter().enumerate() {
            let out = self.outside(var);
            if out == 0.0 {
                continue;
            }
            let bound = if out < 0.0 { self.work.lower[var] } else { self.work.upper[var] };
            // Half the tolerance, so that what is left passes on a fresh factorisation too.
            if out.abs() > 0.5 * Self::slack(bound, tolerance.primal) {
                let measure = out * out / self.work.weights[var];
                if measure > most {
                    (best, most) = (Some(position), measure);
                }
            }
        }
        best
    }

    /// Who enters and who only flips; nobody when the row proves that there is no point.
    fn entering(&self, sign: f64, out: f64, tolerance: &Tolerance) -> Option<(Var, Vec<Var>)> {
        let mut candidates = Vec::new();
        for &var in &self.work.touched {
            let entry = sign * self.work.alpha[var];
            if entry.abs() < PIVOT || self.work.lower[var] == self.work.upper[var] {
                continue;
            }
            let fits = match self.place[var] {
                Place::Lower => entry > 0.0,
                Place::Upper => entry < 0.0,
                Place::Free => true,
                Place::Basic(_) => false,
            };
            if fits {
                let ratio = (self.work.reduced[var] / entry).max(0.0);
                candidates.push(Candidate { var, entry, ratio });
            }
        }
        candidates.sort_unstable_by(|a, b| a.ratio.total_cmp(&b.ratio).then(a.var.cmp(&b.var)));
        let mut slope = out;
        let mut start = 0;
        let mut fallback: Option<(usize, usize)> = None;
        while start < candidates.len() {
            let mut reach = f64::INFINITY;
            let mut end = start;
            let mut drop = 0.0;
            let mut chosen = start;
            while end < candidates.len() && candidates[end].ratio <= reach {
                let Candidate { var, entry, ratio } = candidates[end];
                reach = reach.min(ratio + 0.1 * tolerance.dual / entry.abs());
                drop += entry.abs() * (self.work.upper[var] - self.work.lower[var]);
                if entry.abs() > candidates[chosen].entry.abs() {
                    chosen = end;
                }
                end += 1;
            }
            slope -= drop;
            if slope < 0.0 {
                if candidates[chosen].entry.abs() < 1e-6
                    && let Some((earlier, from)) = fallback
                    && candidates[earlier].entry.abs() > candidates[chosen].entry.abs()
                {
                    (chosen, start) = (earlier, from);
                }
                let flips = candidates[..start].iter().map(|candidate| candidate.var).collect();
                return Some((candidates[chosen].var, flips));
            }
            fallback = Some((chosen, start));
            start = end;
        }
        None
    }

    /// Moves reduced costs by the step; whoever is carried past zero within the tolerance gets its cost shifted.
    fn step_costs(&mut self, entering: Var, flips: &[Var], sign: f64) -> f64 {
        let alpha = self.work.alpha[entering];
        let mut step = self.work.reduced[entering] / alpha;
        if step * sign < 0.0 {
            self.work.cost[entering] -= self.work.reduced[entering];
            self.work.reduced[entering] = 0.0;
            step = 0.0;
        }
        for &var in flips {
            self.place[var] = if self.place[var] == Place::Lower { Place::Upper } else { Place::Lower };
        }
        for k in 0..self.work.touched.len() {
            let var = self.work.touched[k];
            if var == entering {
                continue;
            }
            self.work.reduced[var] -= step * self.work.alpha[var];
            let wrong = self.wrong_cost(var);
            if wrong != 0.0 {
                self.work.cost[var] -= wrong;
                self.work.reduced[var] -= wrong;
            }
        }
        step
    }

    /// Values after the flips.
    fn flip(&mut self, flips: &[Var]) {
        if flips.is_empty() {
            return;
        }
        let mut right = vec![0.0; self.rows.len()];
        for &var in flips {
            let value = self.rest_value(var);
            let change = value - self.x[var];
            self.x[var] = value;
            for &(row, entry) in &self.columns[var] {
                right[row as usize] += entry * change;
            }
        }
        self.factor().forward(&mut right);
        for (&var, change) in self.head.iter().zip(&right) {
            self.x[var] -= change;
        }
    }

    /// Moves the leaving variable onto its bound.
    fn step_values(&mut self, position: usize, entering: Var, column: &[f64], sign: f64) {
        let leaving = self.head[position];
        let (lower, upper) = (self.work.lower[leaving], self.work.upper[leaving]);
        let bound = if sign < 0.0 { lower } else { upper };
        let step = (self.x[leaving] - bound) / column[position];
        for (&var, &entry) in self.head.iter().zip(column).filter(|(_, entry)| **entry != 0.0) {
            self.x[var] -= step * entry;
        }
        self.x[leaving] = bound;
        self.x[entering] += step;
    }

    fn update_weights(&mut self, position: usize, entering: Var, column: &[f64], rho: Vec<f64>) {
        let exact: f64 = rho.iter().map(|value| value * value).sum();
        let mut tau = rho;
        self.factor().forward(&mut tau);
        let pivot = column[position];
        for (k, &var) in self.head.iter().enumerate() {
            if k != position && column[k] != 0.0 {
                let ratio = column[k] / pivot;
                let weight = self.work.weights[var] - 2.0 * ratio * tau[k] + ratio * ratio * exact;
                self.work.weights[var] = weight.max(1e-4);
            }
        }
        self.work.weights[entering] = (exact / (pivot * pivot)).max(1e-4);
    }

    /// Whether Σ yᵢ (A x − r)ᵢ = 0 contradicts the true bounds by more than rounding.
    pub(super) fn proves_infeasible(&self, ray: &[f64], tolerance: &Tolerance) -> bool {
        let mut costs = vec![0.0; self.place.len()];
        for (entries, &dual) in self.rows.iter().zip(ray).filter(|(_, dual)| **dual != 0.0) {
            for &(var, entry) in entries {
                costs[var as usize] -= entry * dual;
            }
        }
        let largest = costs.iter().fold(0.0f64, |largest, cost| largest.max(cost.abs()));
        let (mut worth, mut size) = (0.0, 0.0f64);
        for (var, &cost) in costs.iter().enumerate() {
            let bound = if cost > 0.0 { self.lower[var] } else { self.upper[var] };
            if cost.abs() <= 1e-10 * largest && !bound.is_finite() {
                continue;
            }
            if cost != 0.0 {
                worth += cost * bound;
                size = size.max((cost * bound).abs());
            }
        }
        worth.is_finite() && worth > 0.1 * tolerance.primal * largest.max(1e-300) && worth > 1e-12 * size
    }
}
