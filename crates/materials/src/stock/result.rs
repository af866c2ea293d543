//! What following stocks gives.

use serde::Serialize;

use crate::{balance::Balance, error::MaterialsError, survival::Survival, time::Time};

/// Stocks and flows of any number of series, step by step, all series of a step together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stocks {
    /// Number of series.
    pub series: usize,
    /// Flow into use, a year.
    pub inflow: Vec<f64>,
    /// Stock in use at the end of the step.
    pub stock: Vec<f64>,
    /// Flow out of use, a year, early retirement included.
    pub outflow: Vec<f64>,
    /// What was retired before its time, a year; empty where none was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub retired: Vec<f64>,
    /// The worst gap of all balances.
    pub balance: Balance,
}

impl Stocks {
    /// One figure's values of one series.
    pub fn of_series(values: &[f64], series: usize, count: usize) -> Vec<f64> {
        values.iter().skip(series).step_by(count).copied().collect()
    }

    /// Works out the balances: each step's, and that of all steps up to it.
    ///
    /// The second is the stricter: a small gap of one sign adds up.
    pub(crate) fn check(&mut self, time: &Time) {
        let n = self.series;
        // Step by step over all series: the lists lie so in memory.
        let mut scale = vec![f64::MIN_POSITIVE; n];
        for step in 0..time.steps() {
            let length = time.length(step);
            let of_step = step * n..(step + 1) * n;
            for ((scale, stock), inflow) in
                scale.iter_mut().zip(&self.stock[of_step.clone()]).zip(&self.inflow[of_step])
            {
                *scale = scale.max(stock.abs()).max((inflow * length).abs());
            }
        }
        let mut balance = Balance::default();
        let mut total = vec![0.0; n];
        for step in 0..time.steps() {
            let length = time.length(step);
            for series in 0..n {
                let at = step * n + series;
                let before = if step == 0 { 0.0 } else { self.stock[at - n] };
                let net = (self.inflow[at] - self.outflow[at]) * length;
                total[series] += net;
                balance.take(self.stock[at] - before - net, scale[series], step, series);
                balance.take(self.stock[at] - total[series], scale[series], step, series);
            }
        }
        self.balance = balance;
    }
}

/// Stock and outflow of one series, by step and cohort; row by row, a cohort that has not entered is 0.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cohorts {
    /// Number of steps and cohorts.
    pub steps: usize,
    /// Stock at the end of the step.
    pub stock: Vec<f64>,
    /// Flow out of use, a year.
    pub outflow: Vec<f64>,
}

/// The age structure of one series that follows its lifetimes: what of each cohort's inflow is there and what leaves.
pub fn age_structure(time: &Time, survival: &Survival, inflow: &[f64]) -> Result<Cohorts, MaterialsError> {
    let steps = time.steps();
    for (name, given) in [("inflow", inflow.len()), ("survival table", survival.steps())] {
        if given != steps {
            let (name, why) = (name.to_owned(), "one a step".to_owned());
            return Err(MaterialsError::Length { name, given, wanted: steps, why });
        }
    }
    let mut cohorts = Cohorts { steps, stock: vec![0.0; steps * steps], outflow: vec![0.0; steps * steps] };
    for step in 0..steps {
        for (cohort, share) in survival.row(step).iter().enumerate() {
            let entered = time.length(cohort) * inflow[cohort];
            cohorts.stock[step * steps + cohort] = entered * share;
            cohorts.outflow[step * steps + cohort] = entered * survival.leaving(step, cohort) / time.length(step);
        }
    }
    Ok(cohorts)
}
