//! Balances that are no straight lines: successive linearisation (Gauss–Newton).
//!
//! At the point `z` the balances are taken as `f(z) + J (z′ − z) = 0`; the linear problem with these balances and the
//! original readings gives `z′` (Knepper & Gorman, AIChE J. 26 (1980) 260–264). The step is halved while it makes the
//! balances worse by more than it can win.

use crate::gross::{Detection, GrossError, Suspect, search};
use crate::linear::reconcile_at;
use crate::{Balance, Reading, Reconciled, ReconciliationError, System, Variable};

/// One balance at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Linearised {
    /// `f(z)`.
    pub value: f64,
    /// Variables with the derivative of `f`.
    pub slope: Vec<(usize, f64)>,
    /// Sum of the absolute amounts of the balance, against which its gap is judged.
    pub size: f64,
}

/// Balances `f(z) = 0` over variables.
pub trait Model {
    /// Names of the balances, with whether each is a node that may leak.
    fn balances(&self) -> Vec<(String, bool)>;
    /// All balances at a point.
    fn linearise(&self, point: &[f64]) -> Vec<Linearised>;
}

/// Largest relative gap that counts as closed.
const CLOSED: f64 = 1e-11;
const ITERATIONS: usize = 200;

/// Reconciles variables under the balances of a model; `start` holds a first guess of every variable (only those of
/// unmeasured ones matter).
pub fn reconcile(
    variables: &[Variable],
    model: &dyn Model,
    start: &[f64],
    significance: f64,
) -> Result<Reconciled, ReconciliationError> {
    iterate(variables, model, start, significance).map(|(result, _)| result)
}

/// Searches for gross errors at the solution, where the balances are nearly straight, and reconciles again without them.
pub fn detect(
    variables: &[Variable],
    model: &dyn Model,
    start: &[f64],
    significance: f64,
) -> Result<Detection, ReconciliationError> {
    let first = reconcile(variables, model, start, significance)?;
    let errors = search(&first.whitened, significance);
    if errors.is_empty() {
        return Ok(Detection { errors, corrected: first });
    }
    let mut freed = variables.to_vec();
    let mut leaks = Vec::new();
    for error in &errors {
        match error.suspect {
            Suspect::Bias(variable) => freed[variable].reading = Reading::Unmeasured,
            Suspect::Leak(balance) => leaks.push(balance),
        }
    }
    let names = model.balances();
    for &balance in &leaks {
        freed.push(Variable { name: format!("leak of {}", names[balance].0), reading: Reading::Unmeasured });
    }
    let leaking = Leaking { model, variables: variables.len(), leaks };
    let mut point = first.point.clone();
    point.resize(freed.len(), 0.0);
    let (corrected, _) = iterate(&freed, &leaking, &point, significance)?;
    let errors = sized(errors, variables, &corrected, &leaking);
    Ok(Detection { errors, corrected })
}

/// Sizes at the corrected point, which the linearised search could only estimate.
fn sized(
    mut errors: Vec<GrossError>,
    variables: &[Variable],
    corrected: &Reconciled,
    leaking: &Leaking<'_>,
) -> Vec<GrossError> {
    for error in &mut errors {
        match error.suspect {
            Suspect::Bias(variable) => {
                if let (Reading::Measured { value, .. }, Some(true_value)) =
                    (variables[variable].reading, corrected.values[variable].value)
                {
                    error.size = value - true_value;
                }
            }
            Suspect::Leak(balance) => {
                let place = leaking.leaks.iter().position(|&leak| leak == balance);
                let found = place.and_then(|at| corrected.values[leaking.variables + at].value);
                error.size = found.unwrap_or(error.size);
            }
        }
    }
    errors
}

struct Leaking<'a> {
    model: &'a dyn Model,
    variables: usize,
    leaks: Vec<usize>,
}

impl Model for Leaking<'_> {
    fn balances(&self) -> Vec<(String, bool)> {
        self.model.balances()
    }

    fn linearise(&self, point: &[f64]) -> Vec<Linearised> {
        let mut rows = self.model.linearise(&point[..self.variables]);
        for (at, &balance) in self.leaks.iter().enumerate() {
            let leak = self.variables + at;
            rows[balance].value -= point[leak];
            rows[balance].slope.push((leak, -1.0));
            rows[balance].size += point[leak].abs();
        }
        rows
    }
}

fn iterate(
    variables: &[Variable],
    model: &dyn Model,
    start: &[f64],
    significance: f64,
) -> Result<(Reconciled, System), ReconciliationError> {
    let names = model.balances();
    let mut point: Vec<f64> = variables
        .iter()
        .enumerate()
        .map(|(v, variable)| match variable.reading {
            Reading::Measured { value, .. } | Reading::Exact { value } => value,
            Reading::Unmeasured => start.get(v).copied().unwrap_or(0.0),
        })
        .collect();
    let mut rows = model.linearise(&point);
    let mut gap = worst(&rows);
    for iteration in 1..=ITERATIONS {
        let mut system = System { variables: variables.to_vec(), ..System::new() };
        for ((name, may_leak), row) in names.iter().zip(&rows) {
            let constant = row.slope.iter().fold(-row.value, |sum, &(v, slope)| sum + slope * point[v]);
            let (name, terms, may_leak) = (name.clone(), row.slope.clone(), *may_leak);
            system.balances.push(Balance { name, terms, constant, may_leak });
        }
        let mut result = reconcile_at(&system, significance, Some(&point))?;
        let mut share = 1.0;
        let (next, next_rows, next_gap) = loop {
            let next: Vec<f64> = point.iter().zip(&result.point).map(|(old, new)| old + share * (new - old)).collect();
            let next_rows = model.linearise(&next);
            let next_gap = worst(&next_rows);
            let sound = next_gap.1.is_finite() && next.iter().all(|value| value.is_finite());
            // A full step closes balances to second order; it may open them a little on the way.
            if (sound && next_gap.1 <= (2.0 * gap.1).max(0.1)) || share < 1e-4 {
                break (next, next_rows, next_gap);
            }
            share /= 2.0;
        };
        let change = point
            .iter()
            .zip(&next)
            .fold(0.0_f64, |most, (old, new)| most.max((new - old).abs() / (old.abs().max(new.abs()) + 1e-9)));
        (point, rows, gap) = (next, next_rows, next_gap);
        if share == 1.0 && change < 1e-10 && gap.1 < CLOSED {
            result.iterations = iteration;
            result.closure = gap.1;
            return Ok((result, system));
        }
    }
    let balance = names.get(gap.0).map_or_else(String::new, |name| name.0.clone());
    Err(ReconciliationError::Diverged { iterations: ITERATIONS, gap: gap.1, balance })
}

/// The balance with the largest gap relative to its size.
fn worst(rows: &[Linearised]) -> (usize, f64) {
    let mut worst = (0, 0.0);
    for (at, row) in rows.iter().enumerate() {
        let gap = if row.size > 0.0 { (row.value / row.size).abs() } else { row.value.abs() };
        if gap > worst.1 || gap.is_nan() {
            worst = (at, gap);
        }
    }
    worst
}
