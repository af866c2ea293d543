//! The smoothed cost of a plant: the Gibbs average over all its plans, with the expected use of every account.
//!
//! ```text
//! softmin_τ(c) = −τ ln Σ_plans exp(−c_plan / τ)   ≤ min c
//! ```
//!
//! Forward over the periods in the logarithmic domain, backward for the probabilities; running at the least or the
//! largest activity is part of a plan. The gradient of softmin by the price of an account is the expected use.

#![allow(clippy::needless_range_loop, reason = "one index runs over several arrays of one layout")]

use super::{Plant, Reduced, Use};

/// Working memory and result of [`soften`].
#[derive(Clone, Debug, Default)]
pub struct Softened {
    value: Vec<f64>,
    next: Vec<f64>,
    hub_share: Vec<f64>,
    stay: Vec<f64>,
    entered: Vec<f64>,
    moved: Vec<f64>,
    on: Vec<f64>,
    /// Probability of standing, at `state·T + t`.
    pub stands: Vec<f64>,
}

/// Where expected uses and their variances are added up.
#[derive(Debug)]
pub struct Sums<'a> {
    /// Expected use by account.
    pub used: &'a mut [f64],
    /// Sum of the variances of its parts by account, each divided by the plant's temperature; empty when not asked for.
    pub spread: &'a mut [f64],
}

/// The smoothed least cost of `plant` at temperature `tau`; adds expected uses into `sums`.
pub fn soften(
    plant: &Plant,
    reduced: &Reduced,
    tau: f64,
    periods: usize,
    work: &mut Softened,
    sums: &mut Sums<'_>,
) -> f64 {
    let states = plant.states;
    let size = states * periods;
    let inverse = 1.0 / tau;
    let Softened { value, next, hub_share, stay, entered, moved, on, stands } = work;
    for array in [&mut *hub_share, stay, entered, on, stands] {
        array.clear();
        array.resize(size, 0.0);
    }
    moved.clear();
    moved.resize(plant.moves.len() * periods, 0.0);
    value.clear();
    value.resize(states, f64::INFINITY);
    value[plant.start] = 0.0;
    next.clear();
    next.resize(states, 0.0);
    for t in 0..periods {
        let mut hub = value[0];
        for state in 1..states {
            hub = hub.min(value[state] + plant.leave[state * periods + t]);
        }
        if hub.is_finite() {
            let mut sum = 0.0;
            for state in 0..states {
                let leave = if state == 0 { 0.0 } else { plant.leave[state * periods + t] };
                let weight = weigh((hub - value[state] - leave) * inverse);
                hub_share[state * periods + t] = weight;
                sum += weight;
            }
            let scale = 1.0 / sum;
            for state in 0..states {
                hub_share[state * periods + t] *= scale;
            }
            hub -= tau * sum.ln();
        }
        next[0] = hub + reduced.hold[t];
        for state in 1..states {
            let at = state * periods + t;
            if reduced.hold[at].is_infinite() {
                next[state] = f64::INFINITY;
                continue;
            }
            let built = hub + reduced.enter[at];
            let mut least = value[state].min(built);
            for (index, change) in plant.moves.iter().enumerate() {
                if change.to == state {
                    least = least.min(value[change.from] + reduced.moves[index * periods + t]);
                }
            }
            if least.is_infinite() {
                next[state] = f64::INFINITY;
                continue;
            }
            let kept = weigh((least - value[state]) * inverse);
            let new = weigh((least - built) * inverse);
            let mut sum = kept + new;
            for (index, change) in plant.moves.iter().enumerate() {
                if change.to == state {
                    let weight = weigh((least - value[change.from] - reduced.moves[index * periods + t]) * inverse);
                    moved[index * periods + t] = weight;
                    sum += weight;
                }
            }
            let scale = 1.0 / sum;
            stay[at] = kept * scale;
            entered[at] = new * scale;
            for (index, change) in plant.moves.iter().enumerate() {
                if change.to == state {
                    moved[index * periods + t] *= scale;
                }
            }
            let run = reduced.run[at];
            let range = plant.most[at] - plant.least[at];
            let mut operate = run * plant.least[at];
            if range > 0.0 {
                let x = run * range * inverse;
                let weight = weigh(-x.abs());
                operate += x.min(0.0) * tau - tau * weight.ln_1p();
                on[at] = if x <= 0.0 { 1.0 / (1.0 + weight) } else { weight / (1.0 + weight) };
            }
            next[state] = least - tau * sum.ln() + reduced.hold[at] + operate;
        }
        std::mem::swap(value, next);
    }
    let least = value.iter().copied().fold(f64::INFINITY, f64::min);
    if least.is_infinite() {
        return f64::INFINITY;
    }
    let mut sum = 0.0;
    for state in 0..states {
        next[state] = weigh((least - value[state]) * inverse);
        sum += next[state];
    }
    for weight in next.iter_mut() {
        *weight /= sum;
    }
    let total = least - tau * sum.ln();
    // Backward: `next` holds the probabilities of the period, `value` those of the period before.
    for t in (0..periods).rev() {
        value.fill(0.0);
        let mut hub = next[0];
        stands[t] = next[0];
        for state in 1..states {
            let at = state * periods + t;
            let here = next[state];
            stands[at] = here;
            if here < 1e-12 {
                entered[at] = 0.0;
                continue;
            }
            value[state] += here * stay[at];
            entered[at] *= here;
            hub += entered[at];
            for (index, change) in plant.moves.iter().enumerate() {
                if change.to == state {
                    let part = here * moved[index * periods + t];
                    moved[index * periods + t] = part;
                    value[change.from] += part;
                }
            }
        }
        for state in 0..states {
            value[state] += hub * hub_share[state * periods + t];
        }
        std::mem::swap(value, next);
    }
    for state in 1..states {
        let span = state * periods..(state + 1) * periods;
        add(plant, &plant.hold_uses[state], &stands[span.clone()], inverse, sums);
        add(plant, &plant.enter_uses[state], &entered[span.clone()], inverse, sums);
        // Reuse `stay` for the expected activity.
        for at in span.clone() {
            stay[at] = stands[at] * (plant.least[at] + on[at] * (plant.most[at] - plant.least[at]));
        }
        add_running(plant, state, &stay[span], inverse, sums);
    }
    for (index, change) in plant.moves.iter().enumerate() {
        add(plant, &change.uses, &moved[index * periods..(index + 1) * periods], inverse, sums);
    }
    total
}

/// exp(x) for x ≤ 0, cut off where it no longer counts.
fn weigh(x: f64) -> f64 {
    if x < -36.0 { 0.0 } else { x.exp() }
}

fn add(plant: &Plant, uses: &[Use], share: &[f64], inverse: f64, sums: &mut Sums<'_>) {
    let periods = share.len();
    for used in uses {
        let at = used.series as usize * periods;
        let rates = plant.rates(*used, periods);
        for t in 0..periods {
            sums.used[at + t] += share[t] * rates[t];
        }
        if !sums.spread.is_empty() {
            for t in 0..periods {
                sums.spread[at + t] += share[t] * (1.0 - share[t]) * rates[t] * rates[t] * inverse;
            }
        }
    }
}

fn add_running(plant: &Plant, state: usize, level: &[f64], inverse: f64, sums: &mut Sums<'_>) {
    let periods = level.len();
    let most = &plant.most[state * periods..(state + 1) * periods];
    for used in &plant.run_uses[state] {
        let at = used.series as usize * periods;
        let rates = plant.rates(*used, periods);
        for t in 0..periods {
            sums.used[at + t] += level[t] * rates[t];
        }
        if !sums.spread.is_empty() {
            for t in 0..periods {
                sums.spread[at + t] += level[t] * (most[t] - level[t]) * rates[t] * rates[t] * inverse;
            }
        }
    }
}
