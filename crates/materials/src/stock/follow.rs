//! A stock that is to be held, cohort by cohort: several kinds of goods, a stock from before, early retirement.
//!
//! The kinds of a [`Group`] hold one stock together. At the end of step `y`, what remains of earlier cohorts is
//! `R_y = Σ_g Σ_{c<y} n_{g,c}·s_g(y, c)` with `n` the amount entered. Where the stock asked for is larger, the gap is
//! filled by the kinds in their shares, each entering `share·gap/s_g(y, y)`. Where it is smaller, goods leave before
//! their time by the rule of [`Decline`], and every later step sees the smaller cohorts.

use serde::Serialize;

use super::result::Cohorts;
use crate::{error::MaterialsError, survival::Survival, time::Time};

/// What happens where a stock falls faster than goods leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decline {
    /// An error that names the series and step.
    #[default]
    Refuse,
    /// A negative inflow, as it stands: the books of reference models without a rule.
    NegativeInflow,
    /// Every earlier cohort gives up the same share.
    Proportional,
    /// The oldest cohort goes first.
    OldestFirst,
}

/// A stock by cohort from before the first step that is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Initial<'a> {
    /// The first step for which the stock is asked; the given one stands at the end of the step before.
    pub start: usize,
    /// Amounts by cohort, all kinds of a cohort together; cohorts before `start`.
    pub by_cohort: &'a [f64],
}

/// Kinds of goods that hold one stock together.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    /// The survival of each kind.
    pub survival: &'a [&'a Survival],
    /// The stock asked for at the end of every step; steps before `initial.start` are not read.
    pub target: &'a [f64],
    /// Shares of the kinds in what is added, by step; empty for a single kind.
    pub shares: &'a [f64],
    /// A stock from before.
    pub initial: Option<Initial<'a>>,
    /// The rule of decline.
    pub decline: Decline,
    /// Which series this is, for messages.
    pub series: usize,
}

/// A group that was followed; by step and kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Groups {
    /// Number of kinds.
    pub kinds: usize,
    /// Flow into use, a year.
    pub inflow: Vec<f64>,
    /// Stock at the end of the step.
    pub stock: Vec<f64>,
    /// Flow out of use, a year.
    pub outflow: Vec<f64>,
    /// What was retired before its time, a year, of all kinds; by step.
    pub retired: Vec<f64>,
    /// By step, the gap below what remained where the stock asked for fell faster than goods leave; else 0.
    pub shortfall: Vec<f64>,
    /// Stock and outflow of each kind by cohort, where asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cohorts: Vec<Cohorts>,
}

/// The inflow that left a stock by cohort at the end of a step: `I_c = stock_c/(Δ_c·s(step, c))`.
///
/// Cohorts whose lifetime lets nothing remain have no inflow; what was given of them comes second, by cohort.
pub fn inflow_of_stock(
    time: &Time,
    survival: &Survival,
    step: usize,
    stock: &[f64],
) -> Result<(Vec<f64>, Vec<f64>), MaterialsError> {
    if stock.len() != step + 1 || step >= time.steps() || survival.steps() != time.steps() {
        return Err(MaterialsError::Length {
            name: "stock by cohort".to_owned(),
            given: stock.len(),
            wanted: step + 1,
            why: format!("one a cohort up to step {step} of {}", time.steps()),
        });
    }
    let mut inflow = vec![0.0; stock.len()];
    let mut unexplained = vec![0.0; stock.len()];
    for (cohort, (&amount, &share)) in stock.iter().zip(survival.row(step)).enumerate() {
        if share == 0.0 {
            unexplained[cohort] = amount;
        } else {
            inflow[cohort] = amount / (share * time.length(cohort));
        }
    }
    Ok((inflow, unexplained))
}

/// Follows a group; `keep` also returns stock and outflow by cohort (steps² numbers a kind).
pub fn follow(time: &Time, group: &Group<'_>, keep: bool) -> Result<Groups, MaterialsError> {
    let (steps, kinds) = (time.steps(), group.survival.len());
    check(time, group)?;
    let start = group.initial.map_or(0, |initial| initial.start);
    // Amounts entered less what was retired early, and as they entered: by cohort and kind.
    let mut left = vec![0.0; steps * kinds];
    let mut entered = vec![0.0; steps * kinds];
    if let Some(initial) = group.initial {
        for cohort in 0..start {
            for (kind, survival) in group.survival.iter().enumerate() {
                let at = cohort * kinds + kind;
                let (amount, share) = (initial.by_cohort[at], survival.share(start - 1, cohort));
                if share == 0.0 && amount != 0.0 {
                    return Err(MaterialsError::ImpossibleCohort { series: group.series, cohort, amount });
                }
                left[at] = if share == 0.0 { 0.0 } else { amount / share };
                entered[at] = left[at];
            }
        }
    }
    let mut result = Groups {
        kinds,
        inflow: vec![0.0; steps * kinds],
        stock: vec![0.0; steps * kinds],
        outflow: vec![0.0; steps * kinds],
        retired: vec![0.0; steps],
        shortfall: vec![0.0; steps],
        cohorts: if keep {
            vec![Cohorts { steps, stock: vec![0.0; steps * steps], outflow: vec![0.0; steps * steps] }; kinds]
        } else {
            Vec::new()
        },
    };
    for step in 0..steps {
        if step >= start {
            add_or_retire(time, group, step, &mut left, &mut entered, &mut result)?;
        }
        for (kind, survival) in group.survival.iter().enumerate() {
            let row = survival.row(step);
            let mut stock = 0.0;
            for (cohort, share) in row.iter().enumerate() {
                let amount = left[cohort * kinds + kind] * share;
                stock += amount;
                if keep {
                    let at = step * steps + cohort;
                    let cohorts = &mut result.cohorts[kind];
                    cohorts.stock[at] = amount;
                    let before =
                        if cohort == step { entered[cohort * kinds + kind] } else { cohorts.stock[at - steps] };
                    cohorts.outflow[at] = (before - amount) / time.length(step);
                }
            }
            let at = step * kinds + kind;
            let before = if step == 0 { 0.0 } else { result.stock[at - kinds] };
            result.stock[at] = stock;
            result.inflow[at] = entered[at] / time.length(step);
            result.outflow[at] = (entered[at] - (stock - before)) / time.length(step);
        }
    }
    Ok(result)
}

/// Brings the stock at the end of a step to what is asked for.
fn add_or_retire(
    time: &Time,
    group: &Group<'_>,
    step: usize,
    left: &mut [f64],
    entered: &mut [f64],
    result: &mut Groups,
) -> Result<(), MaterialsError> {
    let kinds = group.survival.len();
    let series = group.series;
    let mut remaining = 0.0;
    for cohort in 0..step {
        for (kind, survival) in group.survival.iter().enumerate() {
            remaining += left[cohort * kinds + kind] * survival.share(step, cohort);
        }
    }
    let target = group.target[step];
    let gap = target - remaining;
    if gap < 0.0 {
        // Less than rounding of the sums is no decline.
        let rounding = gap.abs() <= 1e-12 * remaining.abs();
        if !rounding {
            result.shortfall[step] = gap;
        }
        match group.decline {
            Decline::NegativeInflow => {}
            Decline::Refuse if !rounding => {
                return Err(MaterialsError::NegativeInflow { series, step, target, remaining });
            }
            Decline::Proportional | Decline::Refuse => {
                let factor = target / remaining;
                left[..step * kinds].iter_mut().for_each(|amount| *amount *= factor);
                result.retired[step] = -gap / time.length(step);
                return Ok(());
            }
            Decline::OldestFirst => {
                let mut excess = -gap;
                for cohort in 0..step {
                    for (kind, survival) in group.survival.iter().enumerate() {
                        let (at, share) = (cohort * kinds + kind, survival.share(step, cohort));
                        let there = left[at] * share;
                        let taken = there.min(excess).max(0.0);
                        if taken > 0.0 {
                            left[at] = if taken == there { 0.0 } else { left[at] - taken / share };
                            excess -= taken;
                        }
                    }
                }
                result.retired[step] = -gap / time.length(step);
                return Ok(());
            }
        }
    }
    for (kind, survival) in group.survival.iter().enumerate() {
        let added = if kinds == 1 { gap } else { group.shares[step * kinds + kind] * gap };
        let share = survival.share(step, step);
        if share == 0.0 && added != 0.0 {
            return Err(MaterialsError::NothingSurvives { series, step });
        }
        let at = step * kinds + kind;
        left[at] = if share == 0.0 { 0.0 } else { added / share };
        entered[at] = left[at];
    }
    Ok(())
}

fn check(time: &Time, group: &Group<'_>) -> Result<(), MaterialsError> {
    let (steps, kinds) = (time.steps(), group.survival.len());
    let length = |name: &str, given: usize, wanted: usize, why: &str| {
        if given == wanted {
            return Ok(());
        }
        Err(MaterialsError::Length { name: name.to_owned(), given, wanted, why: why.to_owned() })
    };
    length("stock asked for", group.target.len(), steps, "one a step")?;
    for survival in group.survival {
        length("survival table", survival.steps(), steps, "the steps of time")?;
    }
    if kinds != 1 {
        length("shares of kinds", group.shares.len(), steps * kinds, "one for every step and kind")?;
    }
    let start = group.initial.map_or(0, |initial| initial.start);
    if let Some(initial) = group.initial {
        if start == 0 || start > steps {
            return Err(MaterialsError::Time { step: start, reason: "a stock from before needs a step before" });
        }
        length("stock from before", initial.by_cohort.len(), start * kinds, "one for every earlier cohort and kind")?;
        if let Some(at) = initial.by_cohort.iter().position(|value| !value.is_finite()) {
            return Err(MaterialsError::NotFinite {
                name: "stock from before".to_owned(),
                place: format!("series {}, cohort {}", group.series, at / kinds.max(1)),
                value: initial.by_cohort[at],
            });
        }
    }
    for (step, &value) in group.target.iter().enumerate().skip(start) {
        if !value.is_finite() {
            return Err(MaterialsError::NotFinite {
                name: "stock asked for".to_owned(),
                place: format!("series {}, step {step}", group.series),
                value,
            });
        }
        if value < 0.0 {
            return Err(MaterialsError::Negative { name: "the stock asked for", step, series: group.series, value });
        }
        if kinds != 1 {
            let sum: f64 = group.shares[step * kinds..][..kinds].iter().sum();
            if sum.is_nan() || (sum - 1.0).abs() > 1e-9 {
                let (name, place) = ("shares of kinds".to_owned(), format!("step {step}"));
                return Err(MaterialsError::Shares { name, place, sum });
            }
        }
    }
    Ok(())
}
