//! The primal method: enters by Devex (Harris 1973), leaves by a ratio test with tolerance; from outside the bounds it
//! first walks down the sum of violations, passing through bounds while that falls.

use super::state::{End, Tolerance};
use super::{Place, Simplex, Var};
use crate::{Error, Limits};

const PIVOT: f64 = 1e-9;
/// Steps of no length before bounds are perturbed.
const STALL: usize = 30;
/// Steps of no length, where perturbing is not allowed, before the round is given up.
const PATIENCE: usize = 2000;

/// What stops the entering variable.
enum Stop {
    /// The basic variable there, on this bound.
    Row { position: usize, to: Place, length: f64 },
    /// Its own other bound.
    Flip(f64),
    /// Nothing.
    Never,
}

impl Simplex {
    /// Goes on until no reduced cost invites.
    pub(super) fn primal(&mut self, tolerance: &Tolerance, limits: &Limits, budget: u64) -> Result<End, Error> {
        let mut devex = vec![1.0f64; self.place.len()];
        let (mut stalled, mut stalls, mut banned) = (0, 0, Vec::<Var>::new());
        let mut was_outside = false;
        loop {
            if self.iterations >= budget || (self.iterations.is_multiple_of(32) && limits.cancelled()) {
                return Ok(End::Limit);
            }
            if self.factor().worn() {
                self.refactor()?;
            }
            let violations = self.violations(tolerance);
            if let Some(costs) = &violations {
                self.work.reduced = self.reduced_for(costs);
                was_outside = true;
            } else if was_outside {
                self.reduced_costs();
                was_outside = false;
            }
            let Some(entering) = self.inviting(&devex, &banned, tolerance) else {
                return Ok(match violations {
                    Some(costs) => {
                        let ray = self.duals(&costs);
                        if self.proves_infeasible(&ray, tolerance) { End::Infeasible(ray) } else { End::Settled }
                    }
                    None => End::Settled,
                });
            };
            let column = self.tableau_column(entering);
            let cost = self.work.reduced[entering];
            let direction = -cost.signum();
            let stop = if violations.is_some() {
                self.stop_outside(entering, direction, &column, tolerance)
            } else {
                self.stop_inside(entering, direction, &column, tolerance)
            };
            let length = match stop {
                Stop::Never if self.factor().updates() > 0 => {
                    self.refactor()?;
                    continue;
                }
                Stop::Never => return Ok(if violations.is_some() { End::Settled } else { End::Unbounded }),
                Stop::Flip(length) | Stop::Row { length, .. } => length,
            };
            if let Stop::Row { position, .. } = stop
                && column[position].abs() < 1e-7
            {
                // A weak pivot is tried on fresh numbers, then left alone.
                if self.factor().updates() > 0 {
                    self.refactor()?;
                } else {
                    banned.push(entering);
                }
                continue;
            }
            for (&var, &entry) in self.head.iter().zip(&column).filter(|(_, entry)| **entry != 0.0) {
                self.x[var] -= direction * length * entry;
            }
            if let Stop::Row { position, to, .. } = stop {
                self.pivot_costs(position, entering, &column, &mut devex);
                let leaving = self.head[position];
                self.x[entering] += direction * length;
                self.exchange(position, entering, to, &column);
                self.x[leaving] = self.rest_value(leaving);
                banned.clear();
            } else {
                self.place[entering] = if direction > 0.0 { Place::Upper } else { Place::Lower };
                self.x[entering] = self.rest_value(entering);
                self.iterations += 1;
            }
            stalled = if length * cost.abs() < 1e-12 { stalled + 1 } else { 0 };
            if stalled > STALL && self.work.perturb {
                stalls += 1;
                stalled = 0;
                self.perturb_bounds(stalls);
            } else if stalled > PATIENCE {
                return Ok(End::Settled);
            }
        }
    }

    /// Costs of the sum of violations; none inside the bounds.
    fn violations(&self, tolerance: &Tolerance) -> Option<Vec<f64>> {
        let side = |&var: &Var| self.side(var, tolerance);
        if self.head.iter().all(|var| side(var) == 0.0) {
            return None;
        }
        let mut costs = vec![0.0; self.place.len()];
        for &var in &self.head {
            costs[var] = side(&var);
        }
        Some(costs)
    }

    /// −1 below the bounds, 1 above, 0 inside.
    fn side(&self, var: Var, tolerance: &Tolerance) -> f64 {
        let out = self.outside(var);
        let bound = if out < 0.0 { self.work.lower[var] } else { self.work.upper[var] };
        if out.abs() > Self::slack(bound, tolerance.primal) { out.signum() } else { 0.0 }
    }

    fn inviting(&self, devex: &[f64], banned: &[Var], tolerance: &Tolerance) -> Option<Var> {
        let (mut best, mut most) = (None, 0.0);
        for (var, weight) in devex.iter().enumerate() {
            let wrong = self.wrong_cost(var);
            if wrong.abs() > 0.5 * tolerance.dual {
                let measure = wrong * wrong / weight;
                if measure > most && !banned.contains(&var) {
                    (best, most) = (Some(var), measure);
                }
            }
        }
        best
    }

    /// Ratio test inside the bounds, in two passes: how far with tolerance, then the largest pivot that near.
    fn stop_inside(&self, entering: Var, direction: f64, column: &[f64], tolerance: &Tolerance) -> Stop {
        let room = |position: usize, entry: f64| {
            let var = self.head[position];
            let rate = -direction * entry;
            let bound = if rate > 0.0 { self.work.upper[var] } else { self.work.lower[var] };
            let distance = if rate > 0.0 { bound - self.x[var] } else { self.x[var] - bound };
            (distance, Self::slack(bound, tolerance.primal), rate)
        };
        let mut reach = f64::INFINITY;
        for (position, &entry) in column.iter().enumerate().filter(|(_, entry)| entry.abs() > PIVOT) {
            let (distance, slack, rate) = room(position, entry);
            reach = reach.min((distance + 0.5 * slack).max(0.0) / rate.abs());
        }
        let range = self.work.upper[entering] - self.work.lower[entering];
        if range <= reach && range.is_finite() {
            return Stop::Flip(range);
        }
        if reach == f64::INFINITY {
            return Stop::Never;
        }
        let mut stop = Stop::Never;
        let mut largest = 0.0;
        for (position, &entry) in column.iter().enumerate().filter(|(_, entry)| entry.abs() > PIVOT) {
            let (distance, _, rate) = room(position, entry);
            let length = distance.max(0.0) / rate.abs();
            if length <= reach && rate.abs() > largest {
                largest = rate.abs();
                stop = Stop::Row { position, to: if rate > 0.0 { Place::Upper } else { Place::Lower }, length };
            }
        }
        stop
    }

    /// Ratio test outside the bounds: on through bounds as long as the sum of violations falls.
    fn stop_outside(&self, entering: Var, direction: f64, column: &[f64], tolerance: &Tolerance) -> Stop {
        let mut breaks: Vec<(f64, usize, Place, f64)> = Vec::new();
        for (position, &entry) in column.iter().enumerate().filter(|(_, entry)| entry.abs() > PIVOT) {
            let var = self.head[position];
            let rate = -direction * entry;
            let (value, lower, upper) = (self.x[var], self.work.lower[var], self.work.upper[var]);
            let side = self.side(var, tolerance);
            let mut push = |bound: f64, to: Place| {
                if bound.is_finite() {
                    breaks.push((((bound - value) / rate).max(0.0), position, to, rate.abs()));
                }
            };
            if rate > 0.0 {
                if side < 0.0 {
                    push(lower, Place::Lower);
                }
                if side <= 0.0 {
                    push(upper, Place::Upper);
                }
            } else {
                if side > 0.0 {
                    push(upper, Place::Upper);
                }
                if side >= 0.0 {
                    push(lower, Place::Lower);
                }
            }
        }
        breaks.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let range = self.work.upper[entering] - self.work.lower[entering];
        let mut slope = -self.work.reduced[entering].abs();
        let mut stop = Stop::Never;
        let mut pivot = 0.0;
        for (length, position, to, rate) in breaks {
            if length >= range {
                break;
            }
            // Strong pivots replace weak ones; a weak one later does not replace a strong one earlier.
            if rate >= 1e-5 || rate >= pivot {
                stop = Stop::Row { position, to, length };
                pivot = rate;
            }
            slope += rate;
            if slope >= 0.0 {
                return stop;
            }
        }
        if range.is_finite() { Stop::Flip(range) } else { stop }
    }

    /// Reduced costs and Devex weights after the pivot.
    fn pivot_costs(&mut self, position: usize, entering: Var, column: &[f64], devex: &mut [f64]) {
        let mut rho = vec![0.0; self.rows.len()];
        rho[position] = 1.0;
        self.factor().backward(&mut rho);
        self.tableau_row(&rho);
        let pivot = column[position];
        let step = self.work.reduced[entering] / pivot;
        let reference = devex[entering];
        for k in 0..self.work.touched.len() {
            let var = self.work.touched[k];
            let alpha = self.work.alpha[var];
            self.work.reduced[var] -= step * alpha;
            let ratio = alpha / pivot;
            devex[var] = devex[var].max(ratio * ratio * reference);
        }
        let leaving = self.head[position];
        self.work.reduced[leaving] = -step;
        self.work.reduced[entering] = 0.0;
        devex[leaving] = (reference / (pivot * pivot)).max(1.0);
    }
}
