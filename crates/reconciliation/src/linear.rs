//! Linear reconciliation: projection of the unmeasured variables, weighted least squares, classes and tests.

use serde::Serialize;
use verdigris_quantity::quantile::normal_quantile;

use crate::matrix::{Matrix, dot, forward, norm};
use crate::pivoted::{Pivoted, factor};
use crate::{Reading, ReconciliationError, System, chi_square_cumulative, chi_square_quantile};

/// Below this, relative to the columns and rows scaled to length one, a pivot is rounding.
const RANK: f64 = 1e-10;

/// What the balances tell of a variable (Crowe, Garcia Campos & Hrymak, AIChE J. 29 (1983) 881–888).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Measured, and the balances alone give it too: it is adjusted.
    Redundant,
    /// Measured, and nothing checks it.
    Nonredundant,
    /// Not measured, but the balances give it.
    Observable,
    /// Not measured, and the balances do not give it.
    Unobservable,
    /// Known without error.
    Exact,
}

/// A variable after reconciliation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Adjusted {
    /// Name.
    pub name: String,
    /// What the balances tell of it.
    pub class: Class,
    /// What was known before.
    pub reading: Reading,
    /// Reconciled value; absent when unobservable.
    pub value: Option<f64>,
    /// Standard deviation of the reconciled value; absent when unobservable.
    pub sd: Option<f64>,
    /// Measured minus reconciled value, of measured variables.
    pub adjustment: Option<f64>,
    /// Adjustment over its standard deviation, standard normal without gross errors; of redundant variables.
    pub statistic: Option<f64>,
    /// Whether the measurement test suspects this reading.
    pub suspected: bool,
}

/// The chi-square test of all adjustments together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GlobalTest {
    /// `(y − x̂)ᵀ V⁻¹ (y − x̂)`.
    pub statistic: f64,
    /// Number of independent balances among measured variables.
    pub freedom: usize,
    /// The statistic stays below this with probability 1 − significance when there is no gross error.
    pub critical: f64,
    /// Probability of a statistic at least this large without gross errors.
    pub probability: f64,
    /// Whether the statistic stays below.
    pub passed: bool,
}

/// The result of a reconciliation.
#[derive(Clone, Debug, Serialize)]
pub struct Reconciled {
    /// Each variable, in the order of the system.
    pub values: Vec<Adjusted>,
    /// The chi-square test.
    pub global: GlobalTest,
    /// Level of significance of both tests.
    pub significance: f64,
    /// Bound of the measurement test's statistics, for all redundant variables together (Šidák).
    pub critical: f64,
    /// Largest gap of a balance after reconciliation, relative to the sum of its amounts.
    pub closure: f64,
    /// Iterations of the nonlinear method; 0 for linear balances.
    pub iterations: usize,
    #[serde(skip)]
    pub(crate) point: Vec<f64>,
    #[serde(skip)]
    pub(crate) spread: Matrix,
    #[serde(skip)]
    pub(crate) whitened: Whitened,
}

/// The residual of the balances turned into independent standard normal numbers, and what single errors add to it.
#[derive(Clone, Debug)]
pub(crate) struct Whitened {
    /// As many as there are independent balances.
    pub residual: Vec<f64>,
    /// Variables that are measured, with the direction a bias of one unit moves the residual in.
    pub biases: Vec<(usize, Vec<f64>)>,
    /// Balances that may leak, with the direction of a surplus of one unit.
    pub leaks: Vec<(usize, Vec<f64>)>,
}

impl Reconciled {
    /// Covariance of two reconciled variables; absent where one is unobservable.
    pub fn covariance(&self, first: usize, second: usize) -> Option<f64> {
        self.values[first].value?;
        self.values[second].value?;
        Some(dot(self.spread.column(first), self.spread.column(second)))
    }

    /// Number of variables of a class.
    pub fn count(&self, class: Class) -> usize {
        self.values.iter().filter(|value| value.class == class).count()
    }
}

/// Reconciles at the 5 % level.
pub fn reconcile(system: &System) -> Result<Reconciled, ReconciliationError> {
    reconcile_at(system, 0.05, None)
}

/// Reconciles at a level of significance. What the balances leave open of unmeasured variables is taken as near as
/// possible to `anchor` (one value for each variable); it never shows in the result, but linearised balances need it.
pub fn reconcile_at(
    system: &System,
    significance: f64,
    anchor: Option<&[f64]>,
) -> Result<Reconciled, ReconciliationError> {
    system.validate()?;
    if !(significance > 0.0 && significance < 1.0) {
        return Err(ReconciliationError::Significance(significance));
    }
    let parts = Parts::of(system, anchor)?;
    let free = factor(&parts.unmeasured_scaled, RANK);
    let balanced = Projected::of(system, &parts, &free)?;
    Ok(parts.answer(system, significance, &free, &balanced))
}

/// The system as matrices; balances scaled to a largest coefficient of one.
struct Parts {
    measured: Vec<usize>,
    unmeasured: Vec<usize>,
    row_scale: Vec<f64>,
    a: Matrix,
    y: Vec<f64>,
    /// Lower factor of the covariance of measurements.
    l: Matrix,
    /// Unmeasured part with columns scaled to length one.
    unmeasured_scaled: Matrix,
    column_scale: Vec<f64>,
    anchor: Vec<f64>,
    /// Right-hand side less exact variables and anchors.
    d: Vec<f64>,
    /// Sum of absolute amounts of each balance, against which rounding is judged.
    size: Vec<f64>,
}

impl Parts {
    fn of(system: &System, anchor: Option<&[f64]>) -> Result<Self, ReconciliationError> {
        let pick = |wanted: fn(&Reading) -> bool| -> Vec<usize> {
            (0..system.variables.len()).filter(|&v| wanted(&system.variables[v].reading)).collect()
        };
        let measured = pick(|reading| matches!(reading, Reading::Measured { .. }));
        let unmeasured = pick(|reading| matches!(reading, Reading::Unmeasured));
        let mut place = vec![usize::MAX; system.variables.len()];
        for list in [&measured, &unmeasured] {
            for (at, &variable) in list.iter().enumerate() {
                place[variable] = at;
            }
        }
        let rows = system.balances.len();
        let mut a = Matrix::zeros(rows, measured.len());
        let mut b = Matrix::zeros(rows, unmeasured.len());
        let (mut d, mut size, mut row_scale) = (vec![0.0; rows], vec![0.0; rows], vec![1.0; rows]);
        let start = |v: usize| anchor.and_then(|values| values.get(v)).copied().unwrap_or(0.0);
        for (i, balance) in system.balances.iter().enumerate() {
            let largest = balance.terms.iter().fold(0.0_f64, |most, term| most.max(term.1.abs()));
            let scale = if largest > 0.0 { 1.0 / largest } else { 1.0 };
            row_scale[i] = scale;
            d[i] = scale * balance.constant;
            size[i] = d[i].abs();
            for &(variable, factor) in &balance.terms {
                let (at, factor) = (place[variable], factor * scale);
                match system.variables[variable].reading {
                    Reading::Measured { value, .. } => {
                        a.set(i, at, a.get(i, at) + factor);
                        size[i] += (factor * value).abs();
                    }
                    Reading::Exact { value } => {
                        d[i] -= factor * value;
                        size[i] += (factor * value).abs();
                    }
                    Reading::Unmeasured => {
                        b.set(i, at, b.get(i, at) + factor);
                        d[i] -= factor * start(variable);
                        size[i] += (factor * start(variable)).abs();
                    }
                }
            }
        }
        let y = measured
            .iter()
            .map(|&v| match system.variables[v].reading {
                Reading::Measured { value, .. } => value,
                _ => 0.0,
            })
            .collect();
        let mut column_scale = vec![1.0; unmeasured.len()];
        for (j, scale) in column_scale.iter_mut().enumerate() {
            let length = norm(b.column(j));
            if length > 0.0 {
                *scale = length;
                b.column_mut(j).iter_mut().for_each(|value| *value /= length);
            }
        }
        let anchor = unmeasured.iter().map(|&v| start(v)).collect();
        let l = system.covariance_factor(&measured)?;
        Ok(Self { measured, unmeasured, row_scale, a, y, l, unmeasured_scaled: b, column_scale, anchor, d, size })
    }
}

/// Balances among measured variables alone, whitened.
struct Projected {
    /// Rows of `Q` of the whitened balances: the first `rank` columns span what is adjusted.
    whitened: Pivoted,
    residual: Vec<f64>,
    /// What a surplus of one scaled unit at each balance adds to the residual.
    map: Matrix,
}

impl Projected {
    fn of(system: &System, parts: &Parts, free: &Pivoted) -> Result<Self, ReconciliationError> {
        let (m, n) = (parts.a.rows(), parts.measured.len());
        let weighted = parts.a.times(&parts.l);
        let mut misfit = parts.a.apply(&parts.y);
        misfit.iter_mut().zip(&parts.d).for_each(|(value, d)| *value -= d);
        let row_length: Vec<f64> =
            (0..m).map(|i| norm(&(0..n).map(|j| weighted.get(i, j)).collect::<Vec<_>>())).collect();
        let left = m - free.rank;
        let mut g = Matrix::zeros(n, left);
        let (mut lengths, mut residual, mut sizes) = (vec![1.0; left], vec![0.0; left], vec![0.0; left]);
        for k in 0..left {
            let q = free.q.column(free.rank + k);
            let row = weighted.apply_transposed(q);
            let bound: f64 = q.iter().zip(&row_length).map(|(q, length)| q.abs() * length).sum();
            let length = norm(&row);
            sizes[k] = q.iter().zip(&parts.size).map(|(q, size)| q.abs() * size).sum();
            residual[k] = dot(q, &misfit);
            if length > 1e-11 * bound && length > 0.0 {
                lengths[k] = length;
                residual[k] /= length;
                sizes[k] /= length;
                g.column_mut(k).iter_mut().zip(&row).for_each(|(target, value)| *target = value / length);
            }
        }
        let whitened = factor(&g, RANK);
        let lower = whitened.lower();
        let pick =
            |values: &[f64]| -> Vec<f64> { whitened.order[..whitened.rank].iter().map(|&k| values[k]).collect() };
        let independent = forward(&lower, &pick(&residual));
        for (at, &k) in whitened.order.iter().enumerate().skip(whitened.rank) {
            let told: f64 = (0..whitened.rank).map(|i| whitened.r.get(i, at) * independent[i]).sum();
            let gap = residual[k] - told;
            if gap.abs() > 1e-8 * sizes[k] && gap != 0.0 {
                let q = free.q.column(free.rank + k);
                let worst = (0..m).max_by(|&a, &b| q[a].abs().total_cmp(&q[b].abs())).unwrap_or(0);
                let balance = system.balances[worst].name.clone();
                return Err(ReconciliationError::Contradiction {
                    balance,
                    gap: (gap * lengths[k] / q[worst] / parts.row_scale[worst]).abs(),
                });
            }
        }
        let mut map = Matrix::zeros(whitened.rank, m);
        for i in 0..m {
            let turned: Vec<f64> = (0..left).map(|k| free.q.get(i, free.rank + k) / lengths[k]).collect();
            map.column_mut(i).copy_from_slice(&forward(&lower, &pick(&turned)));
        }
        Ok(Self { whitened, residual: independent, map })
    }
}

impl Parts {
    fn answer(&self, system: &System, significance: f64, free: &Pivoted, balanced: &Projected) -> Reconciled {
        let (n, rank) = (self.measured.len(), balanced.whitened.rank);
        let q = &balanced.whitened.q;
        // Adjustments L Q₁ ρ and the two factors of covariance, L Q₁ (what is taken away) and L Q₂ (what is left).
        let turned = self.l.times(q);
        let mut adjustment = vec![0.0; n];
        for (k, &part) in balanced.residual.iter().enumerate() {
            adjustment.iter_mut().zip(turned.column(k)).for_each(|(sum, value)| *sum += part * value);
        }
        let x: Vec<f64> = self.y.iter().zip(&adjustment).map(|(y, a)| y - a).collect();

        let mut rest = self.a.apply(&x);
        rest.iter_mut().zip(&self.d).for_each(|(value, d)| *value = d - *value);
        let in_range = |vector: &[f64]| -> Vec<f64> {
            free.backward(&(0..free.rank).map(|k| dot(free.q.column(k), vector)).collect::<Vec<_>>())
        };
        let solved = in_range(&rest);
        let mut point = vec![0.0; system.variables.len()];
        let mut spread = Matrix::zeros(n - rank, system.variables.len());
        let mut values: Vec<Adjusted> = system
            .variables
            .iter()
            .map(|variable| {
                let (name, reading) = (variable.name.clone(), variable.reading);
                let (value, class) = match reading {
                    Reading::Exact { value } => (Some(value), Class::Exact),
                    Reading::Measured { .. } => (None, Class::Nonredundant),
                    Reading::Unmeasured => (None, Class::Unobservable),
                };
                let sd = value.map(|_| 0.0);
                Adjusted { name, class, reading, value, sd, adjustment: None, statistic: None, suspected: false }
            })
            .collect();
        for (value, at) in values.iter().zip(&mut point) {
            *at = value.value.unwrap_or(0.0);
        }
        let mut biases = Vec::new();
        for (j, &variable) in self.measured.iter().enumerate() {
            let mut unit = vec![0.0; n];
            unit[j] = 1.0;
            let lifted = forward(&self.l, &unit);
            let direction: Vec<f64> = (0..rank).map(|k| dot(q.column(k), &lifted)).collect();
            for k in rank..n {
                spread.set(k - rank, variable, turned.get(j, k));
            }
            let result = &mut values[variable];
            result.value = Some(x[j]);
            result.sd = Some(norm(spread.column(variable)));
            result.adjustment = Some(adjustment[j]);
            point[variable] = x[j];
            let read_sd = norm(&(0..n).map(|k| self.l.get(j, k)).collect::<Vec<_>>());
            if norm(&direction) * read_sd > 1e-9 {
                result.class = Class::Redundant;
                let taken = norm(&(0..rank).map(|k| turned.get(j, k)).collect::<Vec<_>>());
                result.statistic = Some(adjustment[j] / taken);
                biases.push((variable, direction));
            }
        }
        // Sensitivity of the unmeasured variables to the measured ones, and which of them the open ones touch.
        let mut touched = vec![false; free.rank];
        for k in free.rank..self.unmeasured.len() {
            let column: Vec<f64> = (0..free.rank).map(|i| free.r.get(i, k)).collect();
            for (flag, value) in touched.iter_mut().zip(free.backward(&column)) {
                *flag |= value.abs() > 1e-9;
            }
        }
        let mut lifted = Matrix::zeros(free.rank, n - rank);
        for k in rank..n {
            let moved = self.a.apply(turned.column(k));
            lifted.column_mut(k - rank).copy_from_slice(&in_range(&moved));
        }
        for (at, &j) in free.order.iter().enumerate() {
            let variable = self.unmeasured[j];
            if at >= free.rank {
                point[variable] = self.anchor[j];
                continue;
            }
            point[variable] = self.anchor[j] + solved[at] / self.column_scale[j];
            if touched[at] {
                continue;
            }
            for k in 0..n - rank {
                spread.set(k, variable, -lifted.get(at, k) / self.column_scale[j]);
            }
            let result = &mut values[variable];
            result.class = Class::Observable;
            result.value = Some(point[variable]);
            result.sd = Some(norm(spread.column(variable)));
        }
        let critical = sidak_normal(significance, biases.len());
        for value in &mut values {
            value.suspected = value.statistic.is_some_and(|statistic| statistic.abs() > critical);
        }
        let statistic = dot(&balanced.residual, &balanced.residual);
        let limit = chi_square_quantile(rank as f64, 1.0 - significance);
        let global = GlobalTest {
            statistic,
            freedom: rank,
            critical: limit,
            probability: 1.0 - chi_square_cumulative(rank as f64, statistic),
            passed: statistic <= limit,
        };
        let leaks = system
            .balances
            .iter()
            .enumerate()
            .filter(|(_, balance)| balance.may_leak)
            .map(|(i, _)| (i, balanced.map.column(i).iter().map(|value| value * self.row_scale[i]).collect()))
            .collect();
        let closure = closure(system, &point);
        let whitened = Whitened { residual: balanced.residual.clone(), biases, leaks };
        Reconciled { values, global, significance, critical, closure, iterations: 0, point, spread, whitened }
    }
}

/// Bound that the largest of `count` independent standard normal numbers keeps with probability 1 − significance
/// (Šidák, Journal of the American Statistical Association 62 (1967) 626–633).
pub(crate) fn sidak_normal(significance: f64, count: usize) -> f64 {
    normal_quantile(1.0 - sidak(significance, count) / 2.0)
}

pub(crate) fn sidak(significance: f64, count: usize) -> f64 {
    -((-significance).ln_1p() / count.max(1) as f64).exp_m1()
}

fn closure(system: &System, point: &[f64]) -> f64 {
    system.balances.iter().fold(0.0, |worst: f64, balance| {
        let gap = balance.terms.iter().fold(-balance.constant, |sum, &(v, factor)| sum + factor * point[v]);
        let size =
            balance.terms.iter().fold(balance.constant.abs(), |sum, &(v, factor)| sum + (factor * point[v]).abs());
        if size > 0.0 { worst.max((gap / size).abs()) } else { worst }
    })
}
