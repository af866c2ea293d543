//! The corner as numbers: values, reduced costs, infeasibilities, and the perturbations of a running solve.

use super::{Factor, Place, Simplex, Var};
use crate::Error;

/// How a phase ended.
pub enum End {
    /// As far as it could get; the caller looks where that is.
    Settled,
    /// Multipliers of the rows that prove there is no point.
    Infeasible(Vec<f64>),
    /// Along a ray.
    Unbounded,
    /// By a limit.
    Limit,
}

/// Tolerances on scaled numbers.
pub struct Tolerance {
    pub primal: f64,
    pub dual: f64,
}

/// What changes while solving.
#[derive(Default)]
pub struct Work {
    pub cost: Vec<f64>,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    /// Reduced costs under `cost`.
    pub reduced: Vec<f64>,
    /// Dual steepest-edge weights by basic variable.
    pub weights: Vec<f64>,
    /// Whether perturbing is allowed.
    pub perturb: bool,
    round: usize,
    /// Row of the tableau, and where it is not zero.
    pub alpha: Vec<f64>,
    pub touched: Vec<Var>,
}

/// A number in [0.5, 1) that depends on the two alone.
pub fn jitter(var: Var, round: usize) -> f64 {
    let mut z = (var as u64).wrapping_add((round as u64) << 40).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    0.5 + (z >> 12) as f64 / (1u64 << 53) as f64
}

impl Simplex {
    /// True costs and bounds again, variables back on their bounds.
    pub(super) fn restore(&mut self, round: usize) {
        self.work.cost.clone_from(&self.cost);
        self.work.lower.clone_from(&self.lower);
        self.work.upper.clone_from(&self.upper);
        self.work.round = round;
        self.work.alpha.resize(self.cost.len(), 0.0);
        self.work.weights.resize(self.cost.len(), 1.0);
        for var in 0..self.place.len() {
            if !matches!(self.place[var], Place::Basic(_)) {
                self.place[var] = self.resting(var);
            }
        }
    }

    /// The bound a variable that is not basic rests on: where it is, if that exists, else the nearer to zero.
    pub(super) fn resting(&self, var: Var) -> Place {
        let (lower, upper) = (self.lower[var], self.upper[var]);
        match self.place[var] {
            Place::Upper if upper.is_finite() => Place::Upper,
            Place::Lower if lower.is_finite() => Place::Lower,
            _ if lower.is_finite() && (!upper.is_finite() || lower.abs() <= upper.abs()) => Place::Lower,
            _ if upper.is_finite() => Place::Upper,
            _ => Place::Free,
        }
    }

    pub(super) fn rest_value(&self, var: Var) -> f64 {
        match self.place[var] {
            Place::Lower => self.work.lower[var],
            Place::Upper => self.work.upper[var],
            Place::Free => 0.0,
            Place::Basic(_) => self.x[var],
        }
    }

    /// Factors the basis, putting rows in where columns depend on each other; then values and reduced costs anew.
    pub(super) fn refactor(&mut self) -> Result<(), Error> {
        for _ in 0..8 {
            let columns: Vec<&[(u32, f64)]> = self.head.iter().map(|&var| self.columns[var].as_slice()).collect();
            match Factor::new(self.rows.len(), &columns) {
                Ok((factor, pivot_of)) => {
                    self.head = pivot_of.iter().map(|&k| self.head[k]).collect();
                    for (position, &var) in self.head.iter().enumerate() {
                        self.place[var] = Place::Basic(position as u32);
                    }
                    self.factor = Some(factor);
                    self.values();
                    self.reduced_costs();
                    return Ok(());
                }
                Err(singular) => {
                    for (&k, &row) in singular.columns.iter().zip(&singular.rows) {
                        let (out, into) = (self.head[k], self.row_vars[row]);
                        self.place[out] = Place::Lower;
                        self.place[out] = self.resting(out);
                        self.head[k] = into;
                        self.place[into] = Place::Basic(k as u32);
                    }
                    self.work.weights.iter_mut().for_each(|weight| *weight = 1.0);
                }
            }
        }
        Err(self.failed("the basis stays singular"))
    }

    pub(super) fn factor(&self) -> &Factor {
        self.factor.as_ref().expect("factored before it is used")
    }

    /// Values of basic variables from those that rest: B x_B = −N x_N.
    pub(super) fn values(&mut self) {
        let mut right = vec![0.0; self.rows.len()];
        for var in 0..self.place.len() {
            if matches!(self.place[var], Place::Basic(_)) {
                continue;
            }
            let value = self.rest_value(var);
            self.x[var] = value;
            if value != 0.0 {
                for &(row, entry) in &self.columns[var] {
                    right[row as usize] -= entry * value;
                }
            }
        }
        self.factor().forward(&mut right);
        for (position, &var) in self.head.iter().enumerate() {
            self.x[var] = right[position];
        }
    }

    /// Duals of rows for given costs: Bᵀ y = c_B.
    pub(super) fn duals(&self, cost: &[f64]) -> Vec<f64> {
        let mut y: Vec<f64> = self.head.iter().map(|&var| cost[var]).collect();
        self.factor().backward(&mut y);
        y
    }

    /// d = c − Aᵀ y, exactly zero for basic variables.
    pub(super) fn reduced_for(&self, cost: &[f64]) -> Vec<f64> {
        let y = self.duals(cost);
        let mut reduced = cost.to_vec();
        for (entries, &dual) in self.rows.iter().zip(&y).filter(|(_, dual)| **dual != 0.0) {
            for &(var, entry) in entries {
                reduced[var as usize] -= entry * dual;
            }
        }
        for &var in &self.head {
            reduced[var] = 0.0;
        }
        reduced
    }

    pub(super) fn reduced_costs(&mut self) {
        self.work.reduced = self.reduced_for(&self.work.cost);
    }

    /// How far a variable is outside its bounds; negative below.
    pub(super) fn outside(&self, var: Var) -> f64 {
        let value = self.x[var];
        if value < self.work.lower[var] {
            value - self.work.lower[var]
        } else if value > self.work.upper[var] {
            value - self.work.upper[var]
        } else {
            0.0
        }
    }

    /// Allowed violation grows with the size of the bound, as rounding does.
    pub(super) fn slack(bound: f64, tolerance: f64) -> f64 {
        if bound.is_finite() { tolerance * bound.abs().max(1.0) } else { tolerance }
    }

    pub(super) fn primal_infeasibility(&self) -> f64 {
        self.head.iter().fold(0.0, |worst, &var| {
            let out = self.outside(var);
            let bound = if out < 0.0 { self.work.lower[var] } else { self.work.upper[var] };
            if out == 0.0 { worst } else { f64::max(worst, out.abs() / bound.abs().max(1.0)) }
        })
    }

    /// The part of a reduced cost whose sign its place does not allow.
    pub(super) fn wrong_cost(&self, var: Var) -> f64 {
        let d = self.work.reduced[var];
        if self.work.lower[var] == self.work.upper[var] {
            return 0.0;
        }
        match self.place[var] {
            Place::Lower => d.min(0.0),
            Place::Upper => d.max(0.0),
            Place::Free => d,
            Place::Basic(_) => 0.0,
        }
    }

    pub(super) fn dual_infeasibility(&self) -> f64 {
        (0..self.place.len()).fold(0.0, |worst, var| f64::max(worst, self.wrong_cost(var).abs()))
    }

    /// Row `position` of B⁻¹ N into `alpha`, from ρ = B⁻ᵀ e; `touched` lists where it is not zero.
    pub(super) fn tableau_row(&mut self, rho: &[f64]) {
        for &var in &self.work.touched {
            self.work.alpha[var] = 0.0;
        }
        self.work.touched.clear();
        for (entries, &factor) in self.rows.iter().zip(rho) {
            if factor.abs() <= 1e-14 {
                continue;
            }
            for &(var, entry) in entries {
                let var = var as usize;
                if matches!(self.place[var], Place::Basic(_)) {
                    continue;
                }
                if self.work.alpha[var] == 0.0 {
                    self.work.touched.push(var);
                    // Cancelling to exactly zero would list it twice; the least number keeps it listed once.
                    self.work.alpha[var] = f64::MIN_POSITIVE;
                }
                self.work.alpha[var] += entry * factor;
            }
        }
    }

    /// B⁻¹ times a variable's column.
    pub(super) fn tableau_column(&self, var: Var) -> Vec<f64> {
        let mut column = vec![0.0; self.rows.len()];
        for &(row, entry) in &self.columns[var] {
            column[row as usize] = entry;
        }
        self.factor().forward(&mut column);
        column
    }

    /// Exchanges the basic variable at `position` for `entering`.
    pub(super) fn exchange(&mut self, position: usize, entering: Var, leaves_to: Place, column: &[f64]) {
        let leaving = self.head[position];
        self.place[leaving] = leaves_to;
        self.place[entering] = Place::Basic(position as u32);
        self.head[position] = entering;
        if let Some(factor) = &mut self.factor {
            factor.replace(position, column);
        }
        self.iterations += 1;
    }

    /// Moves costs of variables at rest away from zero reduced cost, so that steps of the dual are not zero.
    pub(super) fn perturb_costs(&mut self) {
        for var in 0..self.place.len() {
            let size = 5e-7 * (1.0 + self.work.cost[var].abs()) * jitter(var, self.work.round);
            let change = match self.place[var] {
                _ if self.work.lower[var] == self.work.upper[var] => 0.0,
                Place::Lower => size,
                Place::Upper => -size,
                Place::Free | Place::Basic(_) => 0.0,
            };
            self.work.cost[var] += change;
            self.work.reduced[var] += change;
        }
    }

    /// Widens bounds of basic variables, so that steps of the primal are not zero.
    pub(super) fn perturb_bounds(&mut self, stall: usize) {
        for &var in &self.head {
            let size = 5e-7 * jitter(var, self.work.round + 64 * stall);
            let (lower, upper) = (&mut self.work.lower[var], &mut self.work.upper[var]);
            *lower -= size * lower.abs().clamp(1.0, 1e6);
            *upper += size * upper.abs().clamp(1.0, 1e6);
        }
    }
}
